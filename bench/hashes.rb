# Hashes: counting words, integer keys, symbols, arrays as keys, deleting, grouping.
state = 42
words = Array.new(60_000) do
  state = (state * 1_103_515_245 + 12_345) & 0x7fffffff
  "word#{(state >> 8) % 5000}"
end
counts = Hash.new(0)
40.times { words.each { |word| counts[word] += 1 } }
puts counts.size, counts.values.max, counts.sort_by { |word, n| [-n, word] }.first(2).inspect

squares = {}
2_000_000.times { |i| squares[i & 8191] = i }
sum = 0
2_000_000.times { |i| sum += squares[(i * 31) & 8191] }
puts sum

memo = {}
steps = ->(n) { memo[n] ||= n == 1 ? 1 : 1 + steps.(n.even? ? n / 2 : 3 * n + 1) }
best = 0
1.upto(60_000) { |n| best = n if steps.(n) > steps.(best.zero? ? 1 : best) }
puts best, memo.size

grid = {}
300.times { |y| 300.times { |x| grid[[x, y]] = x * y } }
near = 0
300.times { |y| 300.times { |x| near += grid[[x + 1, y]] || 0 } }
puts near

set = {}
800_000.times do |i|
  set[i % 1000] = true
  set.delete((i * 7) % 1000)
end
puts set.size
records = words.map { |word| { name: word, size: word.size } }
puts records.group_by { |r| r[:size] }.transform_values { |list| list.sum { |r| r[:size] } }.sort.inspect
