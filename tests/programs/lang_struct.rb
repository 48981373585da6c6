# Struct: positional and keyword, methods in a block, comparison, conversion, errors.
Point = Struct.new(:x, :y) do
  include Comparable

  def self.origin = new(0, 0)
  def +(other) = Point.new(x + other.x, y + other.y)
  def distance = Math.sqrt(x * x + y * y)
  def <=>(other) = distance <=> other.distance
  def to_s = "(#{x}, #{y})"
end

Person = Struct.new(:name, :age, keyword_init: true)
Triple = Struct.new(:a, :b, :c)
class Employee < Struct.new(:name, :salary)
  def raise_by(percent) = self.salary += salary * percent / 100
  def to_s = "#{name} earns #{salary}"
end

a = Point.new(3, 4)
b = Point.new(1)
p a, b, Point.origin
puts a, "#{a}", a.distance
p a + Point.new(1, 1), a.x, a[0], a[:y], a["x"]
b.y = 7
b[0] = 2
b[:y] += 1
p b, a == Point.new(3, 4), a.eql?(Point.new(3.0, 4)), a == Point.new(3.0, 4), a != b, a > b, [a, b].min, a.between?(Point.origin, b)
p a.to_a, a.to_h, Point.members, a.members, a.size, a.each.to_a, a.values
x, y = *a
p x, y
p [Point.new(1, 2), Point.new(1, 2)].uniq.size, { Point.new(1, 2) => :found }[Point.new(1, 2)]
a.each { |v| print v, " " }
a.each_pair { |k, v| print k, "=", v, " " }
puts
copy = a.dup
copy.x = 100
p a.x, copy.x

bob = Person.new(name: "Bob", age: 5)
p bob, bob.name, bob.to_h, Person.new(name: "Al")
bob.age += 1
puts bob.age
p Triple.new(1), Triple.new(1, 2, 3).to_a.sum, Triple.new(1, 2, 3).select(&:odd?), Triple.new(3, 1, 2).sort, Triple.new(1, 2, 3).map { |v| v * 2 }
kate = Employee.new("Kate", 1000)
kate.raise_by(10)
puts kate
p kate, kate.is_a?(Struct), Employee.superclass.superclass, Employee.ancestors.include?(Enumerable)
p Triple.new(1, [2, { a: 3 }], nil), Triple.new(1, 2, 3) == Triple.new(1, 2, 3), Triple.new(1, 2) == [1, 2, nil]
p Triple.new(1, 2, 3).dig(:b), Triple.new(1, [2, [3]], 3).dig(:b, 1, 0), Triple.new(5, 6, 7).values_at(0, 2), Triple.new(1, 2, 3).sum
pairs = [Point.new(5, 5), Point.new(1, 1), Point.new(2, 3)]
p pairs.sort.map(&:to_s), pairs.max.to_s, pairs.sum(&:x), pairs.minmax_by(&:y).map(&:to_a), pairs.map(&:to_a), pairs.group_by { |q| q.x.odd? }.transform_values(&:size)
h = a.to_h { |k, v| [k.to_s, v * 2] }
p h

tests = [
  -> { Point.new(1, 2, 3) }, -> { a[2] }, -> { a[-3] }, -> { a[:z] }, -> { a["z"] = 1 }, -> { a.z },
  -> { Person.new(nam: 1) }, -> { Person.new("x") }, -> { a.freeze.x = 1 }
]
tests.each do |t|
  t.call
  puts "fine"
rescue NoMethodError => e
  puts "NoMethodError #{e.message.split("for").first}"
rescue => e
  puts "#{e.class} #{e.message}"
end
Node = Struct.new(:value, :next_node)
list = Node.new(1, Node.new(2, Node.new(3)))
sum = 0
node = list
while node
  sum += node.value
  node = node.next_node
end
p sum, list
Mixed = Struct.new(:a, :b)
p Mixed.new(1, 2), Mixed.new(a: 1, b: 2), Mixed.new(*[1], **{}).b
