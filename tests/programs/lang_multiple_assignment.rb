# Multiple assignment: splats, nesting, swapping, every kind of target, order of evaluation.
a, b = 1, 2
p [a, b]
a, b = b, a
p [a, b]
a, b, c = 1, 2
p [a, b, c]
a, b = 1, 2, 3
p [a, b]
a, *b = 1, 2, 3
p [a, b]
*a, b = 1, 2, 3
p [a, b]
a, *b, c = 1, 2
p [a, b, c]
a, *b, c, d = 1, 2, 3, 4, 5
p [a, b, c, d]
a, (b, c), d = 1, [2, 3], 4
p [a, b, c, d]
a, (b, *c), *d = 1, [2, 3, 4], 5, 6
p [a, b, c, d]
(a, b), c = [1, 2], 3
p [a, b, c]
a, (b, (c, d)), e = 1, [2, [3, 4]], 5
p [a, b, c, d, e]
a = 1, 2
p a
a = *1..3
p a
a = *nil
p a
a, = [9, 8]
p a
*, a = 1, 2, 3
p a
a, * = 4, 5
p a
*a = 1
p a
a, b = nil
p [a, b]
a, b = [1, 2], 3
p [a, b]
a, b = *[1, 2], 3
p [a, b]
a = b = c = 7
p [a, b, c]
a = [b = 1, c = 2]
p a, b, c
x = (a, b = 5, 6)
p x, a, b

class Box
  attr_accessor :left, :right
  def initialize = (@left, @right = 1, 2)
  def swap! = (@left, @right = @right, @left)
  def []=(i, j, value)
    puts "set #{i},#{j}=#{value}"
    (@cells ||= {})[[i, j]] = value
  end
  def cells = @cells
  def to_ary = [@left, @right]
end

box = Box.new
box.swap!
p box.left, box.right
box.left, box.right = 10, 20
a, b = box
p a, b
box[1, 2], box[3, 4] = 5, 6
p box.cells
list = [0, 1, 2, 3]
list[0], list[3] = list[3], list[0]
p list
list[1], *list[2..] = 7, 8, 9
p list
$first, $second = 1, 2
p $first + $second
@one, @two = %w[x y]
p @one + @two
First, Second = :f, :s
p First, Second
h = {}
h[:a], (h[:b], h[:c]) = 1, [2, 3]
p h

def log(name) = (puts(name); @log ||= {})
log("left")[:k], log("right")[:k] = (puts "v1"; 1), (puts "v2"; 2)

def many = return 1, [2, 3], 4
a, (b, c), d = many
p [a, b, c, d]
(a, b), *c = [[1, 2], [3, 4], [5, 6]]
p a, b, c
[[1, [2, 3]], [4, [5, 6]]].each { |x, (y, z)| p [x, y, z] }
[[1, 2, 3], [4, 5, 6]].each { |x, *y| p [x, y] }
{ a: [1, 2], b: [3, 4] }.each { |k, (x, y)| p [k, x, y] }
{ a: 1 }.each_with_index { |(k, v), i| p [k, v, i] }
{ a: 1, b: 2 }.inject(0) { |sum, (_, v)| sum + v }.then { |sum| p sum }
p [[1, 2], [3, 4]].each_with_object([]).each { |(x, y), acc| acc << x * y }
for q, (r, *s) in [[1, [2, 3]], [4, [5, 6, 7]]]
  p [q, r, s]
end
fib = Array.new(10)
m, n = 0, 1
10.times { |i| fib[i], m, n = m, n, m + n }
p fib
i = 0
i, arr = 1, [i, i]
p i, arr
arr = [1, 2, 3]
i = 0
i, arr[i] = 2, 9
p i, arr
first, second, third = "abc".chars
p first, second, third
head, *tail = "one two three".split
p head, tail
lo, hi = [3, 1, 2].minmax
p lo, hi
q, r = 17.divmod(5)
p q, r
