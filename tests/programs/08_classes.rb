# Classes: initialize, instance variables, accessors, to_s, class methods, constants.
class Point
  ORIGIN_NAME = "origin"
  attr_reader :x, :y
  attr_accessor :label

  def initialize(x, y = 0)
    @x = x
    @y = y
  end

  def +(other)
    Point.new(@x + other.x, @y + other.y)
  end

  def -@
    Point.new(-@x, -@y)
  end

  def ==(other)
    other.is_a?(Point) && x == other.x && y == other.y
  end

  def [](index)
    index == 0 ? @x : @y
  end

  def move(dx)
    @x += dx
    self
  end

  def to_s
    "(#{@x}, #{@y})"
  end

  def unset
    @nothing
  end

  def self.origin
    new(0, 0)
  end

  class << self
    def unit = new(1, 1)
  end
end

a = Point.new(1, 2)
b = Point.new(3)
puts a.x, a.y, b.y
puts a + b
puts "#{a} #{-a}"
p a == Point.new(1, 2), a == b, a != b, a == 5
p a[0], a[1]
puts a.move(5).move(6)
a.label = "here"
puts a.label
p b.label, b.unset
puts Point.origin, Point.unit
puts Point::ORIGIN_NAME
p a.class, Point.name, a.is_a?(Object), a.respond_to?(:move), a.respond_to?(:fly)
p a.equal?(a), a.equal?(a.dup)
p a.instance_variables

class Counter
  def initialize = @count = 0
  def increment! = @count += 1
  def count = @count
end

c = Counter.new
5.times { c.increment! }
p c.count
