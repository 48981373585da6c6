# One line for each decision that passes speak of.
class Circle
  attr_reader :radius

  def initialize(radius) = @radius = radius
  def area = 3.0 * @radius * @radius
end

class Square
  def initialize(side) = @side = side
  def area = @side * @side
end

def total(shapes)
  sum = 0
  shapes.each { |shape| sum += shape.area }
  sum
end

def factorial(n) = n < 2 ? 1 : n * factorial(n - 1)

def twice(&block) = [block, block]

def digits(n)
  count = 0
  while n > 0
    n /= 10
    count += 1
  end
  count
end

def shares(n, parts) = n / parts

size = ARGV.size + 2
puts total([Circle.new(1.0), Square.new(size)])
puts factorial(size)
puts digits(size * 1000)
puts shares(size, size + 1)
calls = 0
counters = twice { calls += 1 }
counters.each { |counter| counter.call }
puts calls
