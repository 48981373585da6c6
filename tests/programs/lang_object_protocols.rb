# Objects: modules with hooks, Comparable, Enumerable, singletons, conversions, operators, method objects, freezing.
module Describable
  def self.included(base) = base.extend(ClassMethods)
  module ClassMethods
    def describe(*names) = (@described ||= []).concat(names)
    def described = (superclass.respond_to?(:described) ? superclass.described : []) + (@described || [])
  end
  def description = self.class.described.map { |n| "#{n}=#{public_send(n).inspect}" }.join(", ")
end
class Animal
  include Describable
  include Comparable
  describe :name
  attr_reader :name, :weight
  @count = 0
  class << self
    attr_accessor :count
    def inherited(sub)
      super
      sub.count = 0
      (@subs ||= []) << sub.name
    end
    def subs = @subs
    def create(*args, **opts) = new(*args, **opts).tap { self.count += 1 }
  end
  def initialize(name, weight: 1) = (@name, @weight = name, weight)
  def <=>(other) = other.is_a?(Animal) ? weight <=> other.weight : nil
  def sound = raise(NotImplementedError, "#{self.class} has no sound")
  def speak = "#{name}: #{sound}#{"!" * volume}"
  def to_s = "#{self.class.name.downcase} #{name}"
  def coerce(n) = [n, weight]
  def to_proc = ->(x) { "#{name} #{x}" }
  def ===(o) = o.respond_to?(:weight) && o.weight == weight
  def =~(o) = name.include?(o.to_s)
  def !~(o) = !(self =~ o)
  def [](k) = k == :n ? name : instance_variable_get("@#{k}")
  def +(o) = Animal.new(name + o.name, weight: weight + o.weight)
  def ! = false
  def call(x = 0) = x + weight
  def each_leg = block_given? ? 4.times { |i| yield i } : to_enum(:each_leg)
  protected def volume = 1
  private
  def secret = :secret
end
class Dog < Animal
  describe :weight, :breed
  attr_accessor :breed
  def initialize(name, breed: "mutt", **) = (super(name, **); @breed = breed)
  def sound = "wuff"
  def volume = weight > 10 ? 3 : super
  def louder?(other) = volume > other.volume
end
class Cat < Animal
  def sound = "meow"
  def method_with_block = yield(self, *[1, 2], k: 3)
end
rex = Dog.create("Rex", weight: 12, breed: "boxer")
tom = Cat.new("Tom", weight: 4)
p Animal.subs, Animal.count, Dog.count, Cat.count, rex.description, tom.description, rex.speak, tom.speak
p rex > tom, [rex, tom].min.name, rex.clamp(tom, tom).name, rex == Dog.new("Max", weight: 12), rex.eql?(rex), rex.between?(tom, rex), tom <=> 5
begin
  rex < 5
rescue ArgumentError => e
  puts e.message
end
begin
  Animal.new("?").speak
rescue NotImplementedError => e
  puts e.message, e.is_a?(StandardError)
end
begin
  rex.secret
rescue NoMethodError => e
  puts e.message
end
begin
  rex.volume
  tom.volume
rescue NoMethodError => e
  puts e.message
end
p rex.louder?(tom), rex.send(:secret), rex.respond_to?(:secret)
p %w[a b].map(&rex), (rex === Cat.new("x", weight: 12)), (case 5 when Integer, String then "num" end), rex =~ "e", rex !~ "z", rex[:n], rex[:weight], (rex + tom).to_s, !rex, rex.(5), rex.call, 5 + (rex.weight), rex.each_leg.to_a, "#{rex}"
m = rex.method(:call)
p m.call(1), m.owner, m.name, m.arity, m.receiver.name, [1, 2].map(&m), (m >> ->(x) { x * 2 }).call(1)
tom.method_with_block { |cat, a, b, k:| p [cat.name, a, b, k] }
def tom.purr = "prrr"
class << tom
  def nap = "zzz"
  attr_accessor :mood
end
tom.mood = :happy
p tom.purr, tom.nap, tom.mood, Cat.new("o").respond_to?(:purr)
copy = rex.dup
copy.breed = "other"
p rex.breed, copy.breed, copy.name.equal?(rex.name), rex.frozen?, rex.dup.freeze.frozen?
begin
  rex.dup.freeze.breed = "x"
rescue FrozenError => e
  puts e.message.split(":").first
end
p rex.instance_variables, rex.instance_variable_get(:@breed), rex.is_a?(Describable), Dog.include?(Comparable), Dog.ancestors.first(3), Dog.superclass, Dog.instance_methods(false).sort, rex.instance_of?(Animal), Dog <= Animal, Animal <=> Dog, Dog.name, Dog.to_s, rex.class == Dog, rex.kind_of?(Animal)
class Stack
  include Enumerable
  def initialize(*items) = @items = items
  def push(x) = tap { @items.push(x) }
  alias << push
  def pop = @items.pop
  def each(&b) = (@items.reverse.each(&b); self)
  def ==(o) = o.class == self.class && o.items == items
  def hash = items.hash
  alias eql? ==
  def initialize_copy(other) = @items = other.items.dup
  def to_s = "[#{@items.join(" ")}>"
  def inspect = "#<Stack #{self}>"
  def coerce(x) = [Stack.new(x), self]
  def to_ary = @items.dup
  protected attr_reader :items
end
s = Stack.new(1, 2) << 3
t = s.dup.push(9)
a, b, *c = s
p s, t, s == Stack.new(1, 2, 3), { s => 1 }[Stack.new(1, 2, 3)], [s, Stack.new(1, 2, 3)].uniq.size, a, b, c, s.first, s.first(2), s.sort, s.include?(2), s.min_by { |x| -x }, s.each_with_index.to_a, s.reduce(:+), s.to_a, s.lazy.map { |x| x * 2 }.first(2), s.each_entry.to_a, s.to_set.size, [0, *s], s.zip(s), s.sum, s.inject { |x, y| x * y }, s.each_slice(2).to_a, s.reverse_each.to_a, s.find_index(2), s.take_while { |x| x > 1 }, s.chunk_while { |x, y| x == y + 1 }.to_a, s.cycle.first(5), s.tally, s.group_by(&:odd?), s.min, s.max(2), s.sort_by { |x| x }, s.partition(&:even?), s.flat_map { |x| [x] * x }, s.entries, s.count, s.none?, s.each_cons(2).to_a, s.uniq, s.to_h { |x| [x, x.to_s] }
[[1, 2], [3, 4]].each { |(x, y)| print x + y, " " }
puts
p 1.then { |x| x + 1 }, 5.tap { |x| print x }.succ, Object.new.to_s.start_with?("#<Object:0x"), nil.to_a, nil.inspect, nil & 1, true ^ true
p defined?(foo), defined?(p), defined?(String), defined?(@x), defined?(yield), __method__.inspect
p [3, 1, 2].sort!.frozen?, "a".frozen?, :a.frozen?, 1.frozen?, nil.frozen?, [1, [2, [3]]].flatten(1), [nil, 1, false].compact, [1, 2, 3, 4].each_slice(2).to_h
