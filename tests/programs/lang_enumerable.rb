# Enumerable and Comparable on user classes: everything that each and <=> give.
class Countdown
  include Enumerable
  def initialize(from) = @from = from

  def each
    return to_enum(:each) { @from } unless block_given?
    n = @from
    while n > 0
      yield n
      n -= 1
    end
    self
  end
end

class Pairs
  include Enumerable
  def each
    yield 1, :one
    yield 2, :two
    yield 3
  end
end

c = Countdown.new(6)
p c.to_a, c.entries, c.first, c.first(2), c.take(3), c.drop(4), c.count, c.count(&:even?), c.count(3)
p c.map { |x| x * x }, c.collect(&:to_s), c.flat_map { |x| [x] * (x % 3) }, c.select(&:odd?), c.filter { |x| x > 4 }, c.reject(&:odd?)
p c.filter_map { |x| x * 10 if x.even? }, c.find { |x| x < 4 }, c.detect { |x| x > 100 }, c.find_index(4), c.find_index { |x| x < 3 }
p c.include?(3), c.member?(9), c.all? { |x| x > 0 }, c.any?(7), c.none?(Integer), c.one? { |x| x == 1 }, c.all?(1..6), c.any?
p c.sum, c.sum { |x| x / 2.0 }, c.inject(:*), c.reduce(10) { |a, x| a - x }, c.inject { |a, x| a * 10 + x }, c.reduce(1, :+)
p c.min, c.max, c.minmax, c.min(2), c.max(2), c.min_by { |x| (x - 3).abs }, c.max_by { |x| x % 4 }, c.minmax_by { |x| x % 5 }
p c.sort, c.sort { |a, b| b <=> a }, c.sort_by { |x| [x % 2, x] }, c.uniq { |x| x % 3 }, c.tally
p c.group_by { |x| x % 3 }, c.partition { |x| x > 3 }, c.chunk_while { |a, b| a == b + 1 && b != 3 }.to_a, c.slice_when { |a, b| b.even? }.to_a
p c.each_slice(4).to_a, c.each_cons(5).to_a, c.each_with_index.to_a, c.each_with_object([]) { |x, acc| acc.unshift(x) }, c.each_entry.map { |x| x }
p c.zip(c.to_a.reverse), c.zip([1, 2]), c.take_while { |x| x > 3 }, c.drop_while { |x| x > 3 }, c.cycle.first(8), c.cycle(2).to_a.size
p c.to_h { |x| [x, x.to_s] }, c.each_with_index.to_h, c.reverse_each.to_a
p c.each_slice(2).map(&:sum), c.each.with_index(1).map { |x, i| x * i }, c.map.with_index { |x, i| [i, x] }.last, c.each_with_index.select { |x, i| i.even? }
p c.chunk { |x| x > 2 }.to_a, c.each_with_index.max_by { |x, i| i }, c.zip(c).flatten.size, c.sum(0.0), c.inject { |a, b| a > b ? a : b }
p Pairs.new.to_a, Pairs.new.map { |a, b| [b, a] }, Pairs.new.first, Pairs.new.each_with_index.to_a, Pairs.new.to_a.last, Pairs.new.select { |a, b| b }
p Pairs.new.each_slice(2).to_a, Pairs.new.sort_by { |a, _| -[*a][0] }, Pairs.new.include?([1, :one]), Pairs.new.count, Pairs.new.each_with_object([]) { |(a, b), l| l << a }
p c.each.size, c.each_with_index { |x, i| break x + i if i == 2 }, c.reduce(:lcm)

class Version
  include Comparable
  attr_reader :parts
  def initialize(text) = @parts = text.split(".").map(&:to_i)
  def <=>(other)
    return nil unless other.is_a?(Version)
    size = [parts.size, other.parts.size].max
    size.times do |i|
      order = (parts[i] || 0) <=> (other.parts[i] || 0)
      return order unless order == 0
    end
    0
  end
  def to_s = parts.join(".")
  def inspect = "v#{self}"
  def succ = Version.new((parts[0..-2] + [parts.last + 1]).join("."))
  def hash = to_s.hash
  def eql?(other) = self == other
end

v = %w[1.2 1.10 1.2.1 0.9 2.0].map { |t| Version.new(t) }
p v.sort, v.max, v.min, v[0] < v[1], v[0] == Version.new("1.2.0"), v[0].equal?(v[0]), v[0] >= v[2], v[0] != v[1]
p v[0].between?(v[3], v[4]), v[0].clamp(v[1], v[4]), v[4].clamp(v[3], v[0]), v[0].clamp(v[3], v[4])
p (v[0]..v[1]).include?(v[2]), (v[3]..v[4]) === v[0], (Version.new("1.1")..Version.new("1.4")).to_a, v.minmax, v.sort.reverse.first
p v[0] == 5, (v[0] <=> "x"), v.include?(Version.new("2")), v.uniq.size, (v + v).uniq.size
begin
  v[0] < 3
rescue ArgumentError => e
  puts e.message
end
begin
  [*v.first(1), nil].max
rescue ArgumentError, NoMethodError => e
  puts e.message
end
begin
  v[0].clamp(v[4], v[3])
rescue ArgumentError => e
  puts e.message
end
p 5.clamp(1, 3), 0.clamp(1, 3), 2.clamp(..1), 2.5.clamp(1, 3), "b".clamp("a", "c"), "z".between?("a", "c"), 5.clamp(7..)
