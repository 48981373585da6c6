# Matrices with operators, and errors for wrong shapes.
class Matrix2
  include Enumerable
  class ShapeError < ArgumentError; end
  attr_reader :rows, :columns

  class << self
    def [](*rows) = new(rows)
    def identity(n) = build(n, n) { |i, j| i == j ? 1 : 0 }
    def zero(n, m = n) = build(n, m) { 0 }
    def build(n, m) = new(Array.new(n) { |i| Array.new(m) { |j| yield i, j } })
  end

  def initialize(data)
    raise ShapeError, "rows differ" if data.map(&:size).uniq.size > 1
    @data = data.map(&:dup).freeze
    @rows, @columns = data.size, data.first&.size || 0
  end

  def [](i, j) = @data.fetch(i).fetch(j)
  def each(&) = (@data.each { |row| row.each(&) }; self)
  def map = Matrix2.new(@data.map { |row| row.map { |x| yield x } })
  def row(i) = @data[i]
  def column(j) = @data.map { |row| row[j] }
  def transpose = Matrix2.new(@data.transpose)
  def square? = rows == columns

  def +(other) = zip_with(other) { |a, b| a + b }
  def -(other) = zip_with(other) { |a, b| a - b }
  def -@ = map(&:-@)
  def +@ = self
  def *(other)
    case other
    when Numeric then map { |x| x * other }
    when Matrix2
      raise ShapeError, "#{rows}x#{columns} * #{other.rows}x#{other.columns}" unless columns == other.rows
      Matrix2.build(rows, other.columns) { |i, j| row(i).zip(other.column(j)).sum { |a, b| a * b } }
    else
      raise TypeError, "cannot multiply by #{other.class}"
    end
  end

  def **(n)
    return Matrix2.identity(rows) if n.zero?
    half = self**(n / 2)
    n.even? ? half * half : half * half * self
  end

  def coerce(number) = [self, number]
  def ==(other) = other.is_a?(Matrix2) && to_a == other.to_a && rows == other.rows
  alias eql? ==
  def hash = to_a.hash
  def minor(i, j) = Matrix2.new(@data.each_with_index.reject { |_, k| k == i }.map { |r, _| r[0...j] + r[j + 1..] })
  def determinant
    raise ShapeError, "not square" unless square?
    return self[0, 0] if rows == 1
    (0...columns).sum { |j| (j.even? ? 1 : -1) * self[0, j] * minor(0, j).determinant }
  end
  def trace = (0...rows).sum { |i| self[i, i] }
  def to_s = @data.map { |row| row.map { |x| x.to_s.rjust(width) }.join(" ") }.join("\n")
  def inspect = "#<Matrix2 #{@data.inspect}>"

  private

  def width = map { |x| x.to_s.length }.max
  def zip_with(other)
    raise ShapeError, "#{rows}x#{columns} vs #{other.rows}x#{other.columns}" unless [rows, columns] == [other.rows, other.columns]
    Matrix2.build(rows, columns) { |i, j| yield self[i, j], other[i, j] }
  end
end

a = Matrix2[[1, 2], [3, 4]]
b = Matrix2[[0, 1], [1, 0]]
puts a, a + b, a - b, -a, a * b, a * 2, 2 * a, a.transpose, a**5
p a.determinant, Matrix2[[2, 0, 1], [1, 3, 2], [1, 1, 1]].determinant, a.trace, (Matrix2[[1, 1], [1, 0]]**90)[0, 1]
p a == Matrix2[[1, 2], [3, 4]], { a => 1 }[Matrix2[[1, 2], [3, 4]]], a.to_a, a.sum, a.max, a.sort.last(2), a.include?(3), a.each_slice(2).to_a
p a.equal?(+a), a.inspect, a.map { |x| x / 2.0 }, a.reduce(:*), a.min_by { |x| -x }, a.each_entry.to_a
["a * Matrix2[[1, 2, 3]]", "rows"].each { |t| puts t }
[-> { a * Matrix2[[1, 2, 3]] }, -> { a * "x" }, -> { Matrix2[[1], [1, 2]] }, -> { a + Matrix2.zero(3) }, -> { a[5, 5] }, -> { Matrix2[[1, 2]].determinant }, -> { a + 1 }].each do |f|
  f.call
rescue Matrix2::ShapeError => e
  puts "shape: #{e.message}"
rescue TypeError, IndexError, NoMethodError => e
  puts "#{e.class}: #{e.message}"
end
rotation = ->(t) { Matrix2[[Math.cos(t), -Math.sin(t)], [Math.sin(t), Math.cos(t)]] }
r = rotation.(Math::PI / 6)
puts (r**3).map { |x| x.round(6) + 0.0 }
p (r * r.transpose).map { |x| x.round(9) } == Matrix2.identity(2).map(&:to_f)
p Matrix2.zero(2, 3), Matrix2.identity(3).to_a.each_slice(3).to_a, Matrix2.build(2, 2) { |i, j| "#{i}#{j}" }
