# Puzzles by search: queens, sudoku, knight's tour, hanoi, coins, knapsack, primes, pascal, collatz.
def queens(n, row = 0, columns = [], &found)
  return found.call(columns.dup) if row == n
  n.times do |column|
    next if columns.each_with_index.any? { |c, r| c == column || (c - column).abs == row - r }
    columns.push(column)
    queens(n, row + 1, columns, &found)
    columns.pop
  end
end

count = 0
queens(6) { |solution| count += 1; p solution }
puts count
first = nil
catch_first = ->(solution) { first ||= solution }
queens(5, &catch_first)
puts first.map { |c| ("." * 5).tap { |line| line[c] = "Q" } }

class Sudoku
  def initialize(text)
    @cells = text.delete("\n").chars.map(&:to_i)
    @guesses = 0
  end
  attr_reader :guesses

  def solve
    at = @cells.each_index.select { |i| @cells[i] == 0 }.min_by { |i| candidates(i).size }
    return true unless at
    candidates(at).each do |digit|
      @guesses += 1
      @cells[at] = digit
      return true if solve
    end
    @cells[at] = 0
    false
  end

  def candidates(at)
    row, column = at.divmod(4)
    used = (0..3).flat_map { |i| [@cells[row * 4 + i], @cells[i * 4 + column]] }
    top, left = row / 2 * 2, column / 2 * 2
    2.times { |r| 2.times { |c| used << @cells[(top + r) * 4 + left + c] } }
    (1..4).to_a - used
  end

  def to_s = @cells.each_slice(4).map(&:join).join("\n")
end

sudoku = Sudoku.new("1000\n0030\n0400\n0002\n")
p sudoku.solve
puts sudoku, sudoku.guesses
p Sudoku.new("1100000000000000").solve

moves = []
hanoi = lambda do |n, from, to, via|
  next if n.zero?
  hanoi.(n - 1, from, via, to)
  moves << "#{from}#{to}"
  hanoi.(n - 1, via, to, from)
end
hanoi.call(4, "A", "C", "B")
puts moves.size, moves.join(" ")

def knight(size)
  board = Array.new(size) { Array.new(size) }
  jumps = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]]
  free = lambda do |x, y|
    jumps.map { |dx, dy| [x + dx, y + dy] }
         .select { |a, b| a.between?(0, size - 1) && b.between?(0, size - 1) && board[b][a].nil? }
  end
  x = y = 0
  (1..size * size).each do |step|
    board[y][x] = step
    following = free.(x, y).min_by { |a, b| [free.(a, b).size, a, b] }
    break if following.nil?
    x, y = following
  end
  board
end
knight(5).each { |row| puts row.map { |n| n.to_s.rjust(3) }.join }

def change(amount, coins) = coins.each_with_object([1] + [0] * amount) { |c, ways| c.upto(amount) { |i| ways[i] += ways[i - c] } }.last
p change(100, [1, 5, 10, 25, 50]), change(7, [2, 4])

def knapsack(items, limit)
  best = Array.new(limit + 1) { [0, []] }
  items.each do |name, weight, value|
    limit.downto(weight) do |w|
      total = best[w - weight][0] + value
      best[w] = [total, best[w - weight][1] + [name]] if total > best[w][0]
    end
  end
  best.last
end
p knapsack([[:map, 9, 150], [:compass, 13, 35], [:water, 153, 200], [:tin, 68, 45], [:banana, 27, 60], [:camera, 32, 30]], 200)

sieve = (0..60).to_a
sieve[0] = sieve[1] = nil
sieve.each do |prime|
  next unless prime
  break if prime * prime > 60
  (prime * prime).step(60, prime) { |multiple| sieve[multiple] = nil }
end
puts sieve.compact.join(" ")

def factors(n)
  result = Hash.new(0)
  d = 2
  while d * d <= n
    while n % d == 0
      result[d] += 1
      n /= d
    end
    d += d == 2 ? 1 : 2
  end
  result[n] += 1 if n > 1
  result.map { |base, power| power == 1 ? base.to_s : "#{base}^#{power}" }.join(" * ")
end
[2, 97, 360, 1001, 65536, 600851].each { |n| puts "#{n} = #{factors(n)}" }

row = [1]
7.times do
  puts row.join(" ").center(30).rstrip
  row = [1, *row.each_cons(2).map(&:sum), 1]
end
longest = (1..60).max_by { |n| steps = 0; (n = n.even? ? n / 2 : 3 * n + 1; steps += 1) until n == 1; steps }
p longest
p (1..20).select { |n| (1...n).select { |d| n % d == 0 }.sum == n }, (100..410).select { |n| n.digits.sum { |d| d**3 } == n }
p (1..20).flat_map { |a| (a..20).filter_map { |b| c = Math.sqrt(a * a + b * b).to_i; [a, b, c] if c * c == a * a + b * b && c <= 20 } }
