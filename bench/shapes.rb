# Polymorphic sends: one call site, many classes; with super, modules, is_a? and to_s.
class Shape
  attr_reader :name

  def initialize(name) = @name = name
  def area = 0
  def scale(factor) = self
  def corners = 0
  def score = area.to_i + corners
end

class Square < Shape
  def initialize(side)
    super(:square)
    @side = side
  end

  def area = @side * @side
  def scale(factor) = Square.new(@side * factor % 100)
  def corners = 4
end

class Box < Shape
  def initialize(width, height)
    super(:box)
    @width = width
    @height = height
  end

  def area = @width * @height
  def scale(factor) = Box.new(@width * factor % 100, @height)
  def corners = 4
end

class Circle < Shape
  def initialize(radius)
    super(:circle)
    @radius = radius
  end

  def area = 3.14159 * @radius * @radius
  def scale(factor) = Circle.new(@radius * factor % 100)
end

class Triangle < Shape
  def initialize(base, height)
    super(:triangle)
    @base = base
    @height = height
  end

  def area = @base * @height / 2
  def scale(factor) = Triangle.new(@base, @height * factor % 100)
  def corners = 3
  def score = super + 1
end

module Shiny
  def score = super * 2
end

class ShinySquare < Square
  include Shiny
end

shapes = Array.new(1000) do |i|
  case i % 5
  when 0 then Square.new(i % 17)
  when 1 then Box.new(i % 13, i % 7)
  when 2 then Circle.new(i % 11)
  when 3 then Triangle.new(i % 19, i % 5)
  else ShinySquare.new(i % 23)
  end
end

total = 0
4000.times do |round|
  shapes.each { |shape| total += shape.score }
  shapes.map! { |shape| shape.scale(3) } if round % 50 == 49
end
puts total
kinds = Hash.new(0)
1500.times do
  shapes.each do |shape|
    case shape
    when Circle then kinds[:round] += 1
    when Square then kinds[:square] += 1
    else kinds[shape.name] += 1
    end
  end
end
p kinds
corners = 0
2000.times { shapes.each { |shape| corners += shape.corners if shape.is_a?(Square) || shape.respond_to?(:height) } }
puts corners
