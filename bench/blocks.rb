# Blocks: times, each, map, select, inject, each_with_index, upto, step and one's own yield.
def repeat(n)
  i = 0
  while i < n
    yield i
    i += 1
  end
end

def count_up(n)
  total = 0
  n.times { |i| total += i & 3 }
  total
end

def chain(list, round)
  list.map { |x| x * round }.select { |x| x.even? }.inject(0) { |a, x| a + (x & 255) }
end

def indexed(list)
  count = 0
  list.each_with_index { |x, i| count += 1 if x > i }
  count
end

def own(n)
  sum = 0
  repeat(n) { |i| sum += i % 7 }
  sum
end

def steps(n)
  stepped = 0
  1.upto(n) { |i| stepped ^= i }
  0.step(3 * n, 3) { |i| stepped += i & 1 }
  (n - 1).downto(0) { |i| stepped += i }
  stepped
end

def fold(n)
  adder = ->(a, b) { a + b }
  folded = 0
  n.times { |i| folded = adder.call(folded, i) }
  folded
end

list = (1..1000).to_a
totals = Array.new(7, 0)
100.times do |round|
  totals[0] += count_up(100_000)
  5.times { |i| totals[1] += chain(list, round + i) }
  8.times { totals[2] += indexed(list) }
  totals[3] += own(60_000)
  totals[4] += steps(25_000)
  totals[5] += fold(20_000)
  totals[6] += list.each_slice(10).sum { |slice| slice.first }
end
p totals
