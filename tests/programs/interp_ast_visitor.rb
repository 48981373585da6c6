# Expression trees as classes: evaluation, simplification, differentiation and printing by visitors.
class Node
  def +(other) = Add.new(self, Node.wrap(other))
  def *(other) = Mul.new(self, Node.wrap(other))
  def -(other) = self + Node.wrap(other) * -1
  def **(power) = Pow.new(self, Node.wrap(power))
  def coerce(number) = [Number.new(number), self]
  def ==(other) = other.class == self.class && other.parts == parts
  def self.wrap(value) = value.is_a?(Node) ? value : Number.new(value)

  def to_s = accept(Printer.new)
end

class Number < Node
  def accept(visitor, ...) = visitor.visit_number(self, ...)
  attr_reader :value
  def initialize(value) = @value = value
  def parts = [value]
end

class Variable < Node
  def accept(visitor, ...) = visitor.visit_variable(self, ...)
  attr_reader :name
  def initialize(name) = @name = name
  def parts = [name]
end

class Binary < Node
  attr_reader :left, :right
  def initialize(left, right)
    @left = left
    @right = right
  end

  def parts = [left, right]
end

class Add < Binary
  def accept(visitor, ...) = visitor.visit_add(self, ...)
end

class Mul < Binary
  def accept(visitor, ...) = visitor.visit_mul(self, ...)
end

class Pow < Binary
  def accept(visitor, ...) = visitor.visit_pow(self, ...)
end


class Evaluator
  def initialize(**values) = @values = values
  def visit_number(n) = n.value
  def visit_variable(v) = @values.fetch(v.name) { raise NameError, "no value for #{v.name}" }
  def visit_add(n) = n.left.accept(self) + n.right.accept(self)
  def visit_mul(n) = n.left.accept(self) * n.right.accept(self)
  def visit_pow(n) = n.left.accept(self)**n.right.accept(self)
end

class Printer
  LEVELS = { Add => 1, Mul => 2, Pow => 3 }.freeze

  def visit_number(n, level = 0) = n.value.to_s
  def visit_variable(v, level = 0) = v.name.to_s
  def visit_add(n, level = 0) = binary(n, " + ", level)
  def visit_mul(n, level = 0) = binary(n, "*", level)
  def visit_pow(n, level = 0) = binary(n, "^", level)

  private

  def binary(node, sign, level)
    mine = LEVELS[node.class]
    text = node.parts.map { |part| part.accept(self, mine) }.join(sign)
    mine < level ? "(#{text})" : text
  end
end

class Derivative
  def initialize(name) = @name = name
  def visit_number(_) = Number.new(0)
  def visit_variable(v) = Number.new(v.name == @name ? 1 : 0)
  def visit_add(n) = n.left.accept(self) + n.right.accept(self)
  def visit_mul(n) = n.left.accept(self) * n.right + n.left * n.right.accept(self)
  def visit_pow(n) = n.right * n.left**(n.right.value - 1) * n.left.accept(self)
end

class Simplifier
  def visit_number(n) = n
  def visit_variable(v) = v

  def visit_add(n)
    a, b = simplified(n)
    return Number.new(a.value + b.value) if numbers?(a, b)
    return b if zero?(a)
    return a if zero?(b)
    return (a * 2).accept(self) if a == b
    a + b
  end

  def visit_mul(n)
    a, b = simplified(n)
    a, b = b, a if b.is_a?(Number)
    return Number.new(a.value * b.value) if numbers?(a, b)
    return Number.new(0) if zero?(a)
    return b if one?(a)
    return Number.new(a.value * b.left.value) * b.right if a.is_a?(Number) && b.is_a?(Mul) && b.left.is_a?(Number)
    a * b
  end

  def visit_pow(n)
    a, b = simplified(n)
    return Number.new(1) if zero?(b)
    return a if one?(b)
    numbers?(a, b) ? Number.new(a.value**b.value) : a**b
  end

  private

  def simplified(node) = node.parts.map { |part| part.accept(self) }
  def numbers?(*nodes) = nodes.all?(Number)
  def zero?(node) = node == Number.new(0)
  def one?(node) = node == Number.new(1)
end

x = Variable.new(:x)
y = Variable.new(:y)
simplify = ->(node) { node.accept(Simplifier.new) }
derive = ->(node, name = :x) { simplify.(node.accept(Derivative.new(name))) }

expressions = [x + 1, (x + 1) * (x + 2), x**3 + x * 2 - y, 2 * x + 3, (x * 0 + 1) * y, x + x, (x + y)**2, 3 * (4 * x)]
expressions.each do |e|
  puts "#{e}  ->  #{simplify.(e)}  |  d/dx #{derive.(e)}  |  #{e.accept(Evaluator.new(x: 3, y: 0.5))}"
end
p x + 1 == Variable.new(:x) + 1, x + 1 == 1 + x, x == y
poly = 5.downto(0).map { |i| (i + 1) * x**i }.inject(:+)
puts poly, simplify.(poly)
chain = [poly]
4.times { chain << derive.(chain.last) }
puts chain.map(&:to_s).last, chain.map { |node| node.accept(Evaluator.new(x: 1)) }.inspect
begin
  (x + y).accept(Evaluator.new(x: 1))
rescue NameError => e
  puts e.message
end
begin
  x.accept(Object.new)
rescue NoMethodError => e
  puts e.message
end
