# Methods of single objects, class << self, class instance variables, counters and registries.
class Shape
  @count = 0
  @registry = {}

  class << self
    attr_reader :count, :registry
    attr_writer :label

    def create(*args)
      @count += 1
      new(*args).tap { |shape| register(shape) }
    end

    def label = @label || name.downcase
    def [](name) = Shape.registry.fetch(name)
    def <=>(other) = name <=> other.name

    private

    def register(shape) = Shape.registry[shape.name] = shape
  end

  attr_reader :name
  def initialize(name) = @name = name
  def kind = self.class.label
end

class Circle < Shape
  @count = 10
  self.label = "round thing"
  def self.create(name, radius = 1) = super(name)
end

class Square < Shape
  @count = 20
  def self.unit = @unit ||= create("unit")
end

p Shape.create("s").kind, Circle.create("c", 5).kind, Square.create("q").kind
p Shape.count, Circle.count, Square.count, Shape["c"].class, Shape.registry.keys
p Square.unit.equal?(Square.unit), Square.count
p [Square, Circle, Shape].sort, [Square, Circle].min

module Cache
  @store = {}
  def self.fetch(key)
    @store.fetch(key) { @store[key] = yield }
  end
  def self.size = @store.size
  class << self
    def clear = @store.clear
    alias reset clear
  end
end
p Cache.fetch(:a) { 1 }, Cache.fetch(:a) { 2 }, Cache.size, Cache.reset, Cache.size

class Base
  def self.describe = "#{self} < #{superclass}"
  def self.inherited_value = @value || (superclass.respond_to?(:inherited_value) ? superclass.inherited_value : nil)
  def self.value(v) = @value = v
  value 5
end
class Middle < Base; end
class Leaf < Middle
  value 9
end
p Base.describe, Leaf.describe, Middle.inherited_value, Leaf.inherited_value

class Builder
  def self.build(&block) = new.tap(&block)
  def initialize = @parts = []
  def add(part) = tap { @parts << part }
  alias << add
  def to_s = @parts.join("-")
end
puts Builder.build { |b| b.add(1).add(2) << 3 << 4 }

class Enum
  include Comparable
  attr_reader :name, :ordinal
  @@all = Hash.new { |h, k| h[k] = [] }
  def self.value(name)
    item = new(name, @@all[self].size)
    @@all[self] << item
    item
  end
  def self.values = @@all[self]
  def initialize(name, ordinal) = (@name, @ordinal = name, ordinal)
  def <=>(other) = ordinal <=> other.ordinal
  def succ = self.class.values[(ordinal + 1) % self.class.values.size]
  def to_s = name.to_s.capitalize
  private_class_method :new
end
class Color < Enum
  RED = value(:R)
  GREEN = value(:G)
  BLUE = value(:B)
end
class Size < Enum
  SMALL = value(:S)
end
puts Color.values, Color::BLUE.succ, Color::RED < Color::BLUE, Color.values.max, Size.values.size, Color::GREEN.ordinal
begin
  Color.new(:X, 1)
rescue NoMethodError => e
  puts e.message
end
p Shape.superclass, Circle.superclass, Shape.class
