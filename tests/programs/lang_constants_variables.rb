# Constants and nesting, class variables, class instance variables, globals, and defined?.
LIMIT = 10
DEEP = { a: [1, { b: 2 }] }.freeze
A, B, *C = 1, 2, 3, 4

module Outer
  LIMIT = 20
  NAME = "outer"
  class Middle
    LIMIT = 30
    def limits = [LIMIT, Outer::LIMIT, ::LIMIT, NAME]
    class Inner
      def limits = [LIMIT, NAME, Middle::LIMIT]
    end
  end
  class Sub < Middle
    def inherited_limit = LIMIT
    def middle_limit = Middle::LIMIT
  end
end

class Outer::Late
  def limit = LIMIT
  def outer = Outer::LIMIT
end

class Elsewhere < Outer::Middle
  def find = LIMIT
end

p Outer::Middle.new.limits, Outer::Middle::Inner.new.limits, Outer::Sub.new.inherited_limit, Outer::Sub.new.middle_limit
p Outer::Late.new.limit, Outer::Late.new.outer, Elsewhere.new.find, Elsewhere::LIMIT, A, B, C, DEEP[:a][1][:b]
p Outer::Sub::LIMIT, Object::LIMIT, Math::PI.floor(3), Float::MAX > 1
begin
  Outer::Nope
rescue NameError => e
  puts e.message, e.name.inspect
end
begin
  5::Nope
rescue TypeError => e
  puts e.message
end

class Counter
  @@total = 0
  @@names = []
  @made = 0
  class << self
    attr_accessor :made
  end
  def self.total = @@total
  def self.names = @@names
  def initialize(name)
    @@total += 1
    @@names << name
    self.class.made = (self.class.made || 0) + 1
  end
  def total = @@total
end
class Special < Counter
  def reset = @@total = 100
end
Counter.new("a")
Special.new("b")
s = Special.new("c")
p Counter.total, Special.total, Counter.names, Counter.made, Special.made
s.reset
p Counter.total, Counter.new("d").total
class Unset
  def get = @@never
  def self.defined = defined?(@@never).inspect
end
begin
  Unset.new.get
rescue NameError => e
  puts e.message
end
p Unset.defined

$level = 1
def deeper
  $level += 1
  $level < 4 ? deeper : $level
end
p deeper, $level, $never_set
$list = []
[1, 2].each { |x| $list << x * $level }
p $list

def checks(argument = nil, &block)
  local = 1
  [defined?(local), defined?(argument), defined?(unknown), defined?(@instance), defined?($global_unknown),
   defined?($level), defined?(LIMIT), defined?(Unknown), defined?(Outer::LIMIT), defined?(Outer::Nope), defined?(puts), defined?(String.new),
   defined?(5.foo), defined?(1 + 1), defined?(yield), defined?(super), defined?(self), defined?(nil), defined?(true), defined?(local = 2),
   defined?(@instance ||= 1), defined?([1]), defined?("s"), defined?(:s), defined?(1..2), defined?(local && argument), defined?(-> {}), defined?(__method__), defined?(String)]
end
p checks, checks { }.at(15)
@instance = 5
p defined?(@instance), defined?(checks), defined?(Counter.total), defined?(Counter.nope), defined?(p), defined?(not_here.foo), defined?(x = 1), x
class Parent
  def m = :parent
end
class Child < Parent
  def m = defined?(super) ? super : :none
  def n = defined?(super).inspect
end
p Child.new.m, Child.new.n

class Config
  DEFAULTS = { level: 1, list: %w[a b] }.freeze
  DEFAULTS.each_key { |key| puts "has #{key}" }
  SIZE = DEFAULTS.size
  VALUES = Array.new(3) { |i| i * SIZE }
  ALIAS = VALUES
  def self.sum = VALUES.sum
  Error = Class.new(StandardError)
  class << self
    def inside = SIZE
  end
end
p Config.sum, Config::ALIAS.equal?(Config::VALUES), Config.inside, Config::DEFAULTS.dig(:list, 1)
begin
  raise Config::Error, "made"
rescue Config::Error => e
  p e.message, e.class
end
p Object.const_defined?(:Config), Outer::LIMIT, Outer.constants.sort
p __FILE__.end_with?("lang_constants_variables.rb"), __LINE__, __method__.inspect
def named = __method__
alias renamed named
p named, renamed
END_MARK = "end"
puts END_MARK
