# Blocks and yield.
def twice
  yield
  yield
end

def with(a, b)
  yield a, b
end

def maybe(x)
  if block_given?
    yield x
  else
    x
  end
end

def total(list)
  sum = 0
  list.each { |x| sum += yield(x) }
  sum
end

def pass(&block)
  with(3, 4, &block)
end

def find_first(list)
  list.each { |x| return x if yield x }
  nil
end

n = 0
twice { n += 1 }
puts n
with(1, 2) { |a, b| puts a + b }
with(1, 2) { |a| puts a }
with(1, 2) { |a, b, c| p [a, b, c] }
puts maybe(5)
puts maybe(5) { |x| x * 10 }
puts total([1, 2, 3]) { |x| x * x }
pass { |a, b| puts a * b }
p find_first([1, 4, 6, 7]) { |x| x > 4 }
p find_first([1]) { |x| x > 4 }
r = [1, 2, 3, 4].each do |x|
  next if x == 2
  break x * 100 if x == 3
  puts x
end
p r
x = 10
[1, 2].each { |y; x| x = y }
puts x
p [[1, 2], [3, 4]].map { |a, b| a * b }
p [1, 2, 3].map { |v| next 0 if v == 2; v }
p [[1, [2, 3]]].each { |a, (b, c)| p a, b, c }
y = 5
add = 0
3.times { |i| 2.times { |j| add += i * j + y } }
p add
