# Disjoint sets: Kruskal's spanning tree and percolation of a grid.
class UnionFind
  attr_reader :sets

  def initialize(n)
    @parent = Array.new(n) { |i| i }
    @rank = [0] * n
    @sets = n
  end

  def find(x)
    root = x
    root = @parent[root] while @parent[root] != root
    while @parent[x] != root
      @parent[x], x = root, @parent[x]
    end
    root
  end

  def union(a, b)
    a, b = find(a), find(b)
    return false if a == b
    a, b = b, a if @rank[a] < @rank[b]
    @parent[b] = a
    @rank[a] += 1 if @rank[a] == @rank[b]
    @sets -= 1
    true
  end

  def connected?(a, b) = find(a) == find(b)

  def groups = (0...@parent.size).group_by { |x| find(x) }.values
end

sets = UnionFind.new(10)
[[0, 1], [2, 3], [1, 3], [5, 6], [6, 7], [7, 5]].each { |a, b| print sets.union(a, b), " " }
puts
p sets.sets, sets.connected?(0, 2), sets.connected?(0, 5), sets.groups

Edge = Struct.new(:from, :to, :weight) do
  include Comparable
  def <=>(other) = weight <=> other.weight
  def to_s = "#{from}-#{to}:#{weight}"
end

edges = [
  Edge.new(0, 1, 7), Edge.new(0, 3, 5), Edge.new(1, 2, 8), Edge.new(1, 3, 9), Edge.new(1, 4, 7),
  Edge.new(2, 4, 5), Edge.new(3, 4, 15), Edge.new(3, 5, 6), Edge.new(4, 5, 8), Edge.new(4, 6, 9), Edge.new(5, 6, 11)
]
forest = UnionFind.new(7)
tree = edges.sort_by.with_index { |edge, i| [edge.weight, i] }.select { |edge| forest.union(edge.from, edge.to) }
puts tree.map(&:to_s).join(" ")
p tree.sum(&:weight), edges.min.to_s, edges.max.to_s

class Percolation
  def initialize(size)
    @size = size
    @open = Array.new(size) { Array.new(size, false) }
    @union = UnionFind.new(size * size + 2)
    @top = size * size
    @bottom = @top + 1
  end

  def open(row, column)
    return if @open[row][column]
    @open[row][column] = true
    at = row * @size + column
    @union.union(at, @top) if row == 0
    @union.union(at, @bottom) if row == @size - 1
    [[0, 1], [1, 0], [0, -1], [-1, 0]].each do |dr, dc|
      r, c = row + dr, column + dc
      next unless (0...@size).cover?(r) && c.between?(0, @size - 1) && @open[r][c]
      @union.union(at, r * @size + c)
    end
  end

  def percolates? = @union.connected?(@top, @bottom)
  def opened = @open.sum { |row| row.count(true) }
  def to_s = @open.map { |row| row.map { |cell| cell ? "." : "#" }.join }.join("\n")
end

grid = Percolation.new(12)
seed = 12345
until grid.percolates?
  seed = (seed * 1103515245 + 12345) & 0x7fffffff
  grid.open((seed >> 8) % 12, (seed >> 16) % 12)
end
puts grid.opened, grid
