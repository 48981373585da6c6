# Arrays: literal, index, push, pop, each, printing.
a = [1, 2, 3]
puts a[0], a[1], a[-1], a[3].nil?
a << 4
a.push(5, 6)
puts a.length
puts a.pop, a.shift
a.unshift(0)
p a
a[1] = 20
a[7] = 9
p a
puts a.size, a.first, a.last
a.each { |x| puts x.inspect }
p [], [nil], [1, [2, [3]]], ["x", :y, 1.5, true]
puts [1, [2, [nil, 3]]]
b = [3, 1, 2]
p b.sort, b.reverse, b.max, b.min, b.sum, b
p b + [4], b - [1], b * 2, b & [1, 3], b | [9, 1]
p b.include?(2), b.index(2), b.empty?, [].empty?
p a[1..2], a[1, 3], a[-2..], a[10], a[8, 1], a[9, 1]
p b.join("-"), [1, [2, 3]].join(","), b == [3, 1, 2], b <=> [3, 2]
sum = 0
b.each do |x|
  sum += x
end
puts sum
i = 0
while i < b.length
  print b[i], " "
  i += 1
end
puts
p Array.new(3), Array.new(2, 7), Array.new(3) { |k| k * k }
p a.compact, [1, 1, 2].uniq, [[1], [2]].flatten
x, y, *rest = [1, 2, 3, 4]
p x, y, rest
p %w[a b c], %i[d e]
c = b.dup
c.clear
p b, c
