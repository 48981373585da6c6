# Matrices of integers and floats: arithmetic, determinant, inverse, Gauss, powers, spiral.
class Matrix
  class ShapeError < ArgumentError; end
  include Enumerable

  attr_reader :rows, :columns

  def self.identity(n) = new(n, n) { |i, j| i == j ? 1 : 0 }
  def self.[](*rows) = new(rows.size, rows[0].size) { |i, j| rows[i][j] }

  def initialize(rows, columns)
    @rows = rows
    @columns = columns
    @cells = Array.new(rows) { |i| Array.new(columns) { |j| yield i, j } }
  end

  def [](i, j) = @cells[i][j]
  def []=(i, j, value)
    raise IndexError, "outside: #{i}, #{j}" unless (0...rows).cover?(i) && (0...columns).cover?(j)
    @cells[i][j] = value
  end

  def each
    return enum_for(:each) unless block_given?
    @cells.each { |row| row.each { |cell| yield cell } }
    self
  end

  def map(&block) = Matrix.new(rows, columns) { |i, j| block.call(self[i, j]) }
  def +(other) = combine(other) { |a, b| a + b }
  def -(other) = combine(other) { |a, b| a - b }
  def -@ = map(&:-@)
  def +@ = self
  def !@ = none? { |x| x != 0 }

  def *(other)
    return map { |x| x * other } if other.is_a?(Numeric)
    raise ShapeError, "#{shape} times #{other.shape}" unless columns == other.rows
    Matrix.new(rows, other.columns) { |i, j| (0...columns).sum { |k| self[i, k] * other[k, j] } }
  end

  def **(power)
    result = Matrix.identity(rows)
    base = self
    while power > 0
      result *= base if power.odd?
      base *= base
      power >>= 1
    end
    result
  end

  def transpose = Matrix.new(columns, rows) { |i, j| self[j, i] }
  def shape = "#{rows}x#{columns}"
  def ==(other) = other.is_a?(Matrix) && to_a == other.to_a && shape == other.shape
  def trace = (0...rows).sum { |i| self[i, i] }

  def determinant
    return self[0, 0] if rows == 1
    (0...columns).sum { |j| (j.even? ? 1 : -1) * self[0, j] * minor(0, j).determinant }
  end

  def minor(row, column)
    Matrix.new(rows - 1, columns - 1) { |i, j| self[i < row ? i : i + 1, j < column ? j : j + 1] }
  end

  def inverse
    work = @cells.map.with_index { |row, i| row.map(&:to_f) + Array.new(rows) { |j| i == j ? 1.0 : 0.0 } }
    rows.times do |k|
      pivot = (k...rows).max_by { |i| work[i][k].abs }
      raise ZeroDivisionError, "singular" if work[pivot][k].zero?
      work[k], work[pivot] = work[pivot], work[k]
      factor = work[k][k]
      work[k].map! { |x| x / factor }
      rows.times do |i|
        next if i == k
        scale = work[i][k]
        work[i] = work[i].zip(work[k]).map { |a, b| a - scale * b }
      end
    end
    Matrix.new(rows, rows) { |i, j| work[i][rows + j] }
  end

  def spiral
    rest = @cells.map(&:dup)
    out = []
    until rest.empty?
      out.concat(rest.shift)
      rest = rest.transpose.reverse
    end
    out
  end

  def to_s
    width = map(&:to_s).max_by(&:length).length
    @cells.map { |row| row.map { |cell| cell.to_s.rjust(width) }.join(" ") }.join("\n")
  end

  def inspect = "Matrix#{@cells.inspect}"

  private

  def combine(other)
    raise ShapeError, "#{shape} and #{other.shape}" unless shape == other.shape
    Matrix.new(rows, columns) { |i, j| yield self[i, j], other[i, j] }
  end
end

a = Matrix[[1, 2], [3, 4]]
b = Matrix[[0, -1], [5, 12]]
puts a + b, a - b, a * b, a * 3, -a
p a, a.transpose, a.determinant, a.trace, +a == a, !a, !(a - a)
p a**10, Matrix[[1, 1], [1, 0]]**90
c = Matrix.new(3, 4) { |i, j| i * 4 + j }
puts c, c.transpose
p c.spiral, c.sum, c.max, c.select(&:even?).size, c.each_slice(4).map(&:sum), c.minor(1, 1).shape
d = Matrix[[2, -1, 0], [1, 3, 2], [0, 5, -4]]
p d.determinant, d.inverse.map { |x| x.round(4) }, (d * d.inverse).map { |x| x.round(9).abs } == Matrix.identity(3).map(&:to_f)
[-> { a + c }, -> { c * c }, -> { Matrix[[1, 2], [2, 4]].inverse }, -> { a[5, 5] = 1 }, -> { a.foo }].each do |bad|
  bad.call
rescue Matrix::ShapeError => e
  puts "shape: #{e.message}"
rescue ZeroDivisionError, IndexError => e
  puts "#{e.class}: #{e.message}"
rescue NoMethodError => e
  puts e.message
end
a[0, 1] += 40
a[1, 0] *= 2
p a, a.include?(42), a.each_with_index.to_a, a.to_a.each_slice(2).to_a
p a.sort, a.minmax, a.inject { |x, y| x * y }, a.entries, a.each_with_object([]) { |x, m| m.unshift(x) }
