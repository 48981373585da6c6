# Ranges, times, upto, step, each and the first iterators.
3.times { |i| print i, " " }
puts
1.upto(4) { |i| print i, " " }
4.downto(1) { |i| print i, " " }
1.step(10, 3) { |i| print i, " " }
10.step(1, -4) { |i| print i, " " }
puts
(1..3).each { |i| print i, " " }
(1...3).each { |i| print i, " " }
('a'..'e').each { |c| print c }
puts
for i in 1..3 do print i end
for a, b in [[1, 2], [3, 4]]
  print a + b
end
puts
p i
p (1..10).to_a, (1...4).to_a, (5..1).to_a
p (1..10).sum, (1..4).reduce(:*), (1..4).inject { |m, x| m + x * x }
p (1..10).include?(5), (1...10).include?(10), (1..10) === 3, (1..3).size
p (1..10).select(&:even?), (1..10).reject { |x| x > 3 }, (1..3).map { |x| x * 2 }
p (1..10).step(3).to_a, 1.step(2, 0.5).to_a
r = 2..5
p r, r.first, r.last, r.min, r.max, r.begin, r.end, (1...5)
p (1..10).each_slice(4).to_a, (1..4).each_cons(2).to_a
p [10, 20].each_with_index.map { |x, i| x + i }
%w[a b].each_with_index { |s, i| puts "#{i}#{s}" }
p (1..3).each_with_object([]) { |x, acc| acc << x * x }
loop do
  break
end
n = 0
v = loop do
  n += 1
  break n if n > 3
end
p v
p 5.times.to_a, 3.times.map { |i| i * i }
p (1..).first(3)
