# super with and without arguments, through modules of several classes, prepended ones, and core classes.
module Loud
  def speak(x = 1, *r, k: 2, &b) = "LOUD(" + super + ")"
  def hi = super() + "!"
end
module Quiet
  def speak(...) = "quiet(" + super + ")"
end
class A; def speak(x = 5, *r, k: 9) = "A#{x}#{r}#{k}"; def hi = "a"; end
class B; def speak(*a, **k) = "B#{a}#{k}"; def hi = "b"; end
class C < A; include Loud; end
class D < B; include Loud; include Quiet; end
class E < A; prepend Loud; def speak(*) = "E" + super; def hi = "e" + super; end
puts C.new.speak, C.new.speak(7, 8, k: 3), D.new.speak(1), E.new.speak(4)
puts C.new.hi, D.new.hi, E.new.hi
module Init
  def initialize(*args, **opts)
    @init = [args, opts]
    super(*args)
  end
  attr_reader :init
end
class Base; def initialize(a, b = 2); @a = a; @b = b; end; attr_reader :a, :b; end
class F < Base; include Init; def initialize(x) = super(x, 3, z: 1); end
f = F.new(1)
p f.init, f.a, f.b
class G
  include Loud
end
begin; G.new.hi; rescue NoMethodError => e; puts e.message; end
o = Object.new
def o.to_s = "o:" + super[0, 9]
puts o.to_s
class H
  def self.make(*a) = [name, a]
end
class I < H
  def self.make(*a) = super + [:i]
  class << self
    def other = defined?(super).inspect
  end
end
p I.make(1, 2), I.other
module Cmp
  def ==(o) = super || :no
end
class J; include Cmp; end
j = J.new
p j == j, (j == 1)
class K
  def each; yield 1; yield 2; end
  def m(a, b = a + 1, *c, d:, e: 5, **f, &g) = [a, b, c, d, e, f, g&.call]
end
class L < K
  def each; super; yield 3; end
  def m(a, b = 10, *c, d:, e: 6, **f, &g)
    a += 1
    super
  end
end
L.new.each { |x| print x }
puts
p L.new.m(1, d: 4), L.new.m(1, 2, 3, d: 4, z: 1) { :blk }
class M < K
  def each(&b)
    [1].map { |x| super(&b) }
    super { |x| yield x * 10 }
  end
end
M.new.each { |x| p x }
class N < Array
  def <<(x) = super(x * 2)
  def [](i) = super(i).to_s
end
n = N.new
n << 1 << 2
p n, n[0], n.class
class S < String
  def +(o) = S.new(super)
end
p (S.new("a") + "b").class
class Err < StandardError
  def initialize(msg = "default") = super
end
begin; raise Err; rescue => e; p e.message; end
begin; raise Err, "x"; rescue => e; p e.message; end
class Err2 < StandardError
  def initialize(a, b) ; super("#{a}-#{b}"); @a = a; end
  def message = "<" + super + ">"
end
begin; raise Err2.new(1,2); rescue => e; p e.message; end
# mixins at several classes, super chains, hooks, method objects
module Countable
  def self.included(base); base.extend(ClassMethods); base.instance_variable_set(:@n, 0) if false; end
  module ClassMethods
    def count = (@count ||= 0)
    def incr = @count = count + 1
  end
  def initialize(...); super; self.class.incr; end
end
class Pa; def initialize(a = 0) = @a = a; end
class Ca < Pa; include Countable; end
class Cb < Pa; include Countable; def initialize(x) = super(x + 1); attr_reader :a; end
Ca.new; Ca.new(1); b = Cb.new(3)
p Ca.count, Cb.count, b.a
module Walk; def move = "walk"; end
module Swim; def move = "swim+" + super; end
module Fly; def move = "fly+" + super; end
class Animal; include Walk; end
class Duck < Animal; include Swim, Fly; end
class Fish < Animal; include Swim; end
class Bat < Animal; include Fly; def move = "bat:" + super; end
[Duck, Fish, Bat, Animal].each { |c| puts "#{c}: #{c.new.move} #{c.ancestors.take_while { |a| a != Object }.inspect}" }
module Deco
  def hi = "<" + super + ">"
end
class Hi; def hi = "hi"; end
x = Hi.new; x.extend(Deco); p x.hi, Hi.new.hi, x.singleton_class.include?(Deco), x.is_a?(Deco)
