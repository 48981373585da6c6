# Backtracking: queens on a board with arrays and with bits, and permutations.
class Queens
  attr_reader :count

  def initialize(size)
    @size = size
    @columns = Array.new(size, false)
    @rising = Array.new(2 * size, false)
    @falling = Array.new(2 * size, false)
    @count = 0
  end

  def solve(row = 0)
    if row == @size
      @count += 1
      return
    end
    @size.times do |column|
      next if @columns[column] || @rising[row + column] || @falling[row - column + @size]
      place(row, column, true)
      solve(row + 1)
      place(row, column, false)
    end
  end

  def place(row, column, value)
    @columns[column] = value
    @rising[row + column] = value
    @falling[row - column + @size] = value
  end
end

def bits(all, columns, left, right)
  return 1 if columns == all
  count = 0
  free = all & ~(columns | left | right)
  while free != 0
    bit = free & -free
    free ^= bit
    count += bits(all, columns | bit, ((left | bit) << 1) & all, (right | bit) >> 1)
  end
  count
end

def permutations(list, at = 0, &block)
  return block.call(list) if at == list.size
  (at...list.size).each do |i|
    list[at], list[i] = list[i], list[at]
    permutations(list, at + 1, &block)
    list[at], list[i] = list[i], list[at]
  end
end

queens = Queens.new(10)
queens.solve
puts queens.count
puts bits((1 << 12) - 1, 0, 0, 0)
sum = 0
permutations([1, 2, 3, 4, 5, 6, 7, 8, 9]) { |p| sum += p[0] * p[8] }
puts sum
