# Graph algorithms: breadth first, Dijkstra, Floyd-Warshall, components, spanning tree, bridges.
require "set"
class Graph
  Edge = Struct.new(:from, :to, :weight) do
    def to_s = "#{from}-#{to}:#{weight}"
  end

  def self.parse(text, directed: false)
    text.each_line(chomp: true).with_object(new(directed:)) do |line, graph|
      from, to, weight = line.split
      graph.connect(from.to_sym, to.to_sym, weight&.to_i || 1)
    end
  end

  def initialize(directed: false)
    @directed = directed
    @out = Hash.new { |hash, node| hash[node] = {} }
    @edges = []
  end
  attr_reader :edges

  def connect(from, to, weight = 1)
    @edges << Edge.new(from, to, weight)
    @out[from][to] = weight
    @directed ? @out[to] : @out[to][from] = weight
    self
  end

  def nodes = @out.keys.sort
  def neighbours(node) = @out[node].keys.sort
  def degree = nodes.to_h { |n| [n, @out[n].size] }

  def breadth_first(start)
    return enum_for(__method__, start) unless block_given?
    seen = Set[start]
    queue = [start]
    until queue.empty?
      yield node = queue.shift
      neighbours(node).each { |n| queue.push(n) if seen.add?(n) }
    end
  end

  def depth_first(node, seen = Set.new, &block)
    return unless seen.add?(node)
    block.call(node)
    neighbours(node).each { |n| depth_first(n, seen, &block) }
  end

  def shortest(from, to)
    distance = Hash.new(Float::INFINITY).merge(from => 0)
    distance.default = Float::INFINITY
    previous = {}
    open = [from]
    until open.empty?
      node = open.min_by { |n| [distance[n], n] }
      open.delete(node)
      break if node == to
      @out[node].each do |other, weight|
        cost = distance[node] + weight
        next unless cost < distance[other]
        distance[other], previous[other] = cost, node
        open |= [other]
      end
    end
    return nil if distance[to].infinite?
    path = [to]
    path.unshift(previous[path[0]]) until path[0] == from
    [distance[to], path]
  end

  def all_pairs
    d = nodes.product(nodes).to_h { |a, b| [[a, b], a == b ? 0 : @out[a].fetch(b, Float::INFINITY)] }
    nodes.each { |k| nodes.each { |i| nodes.each { |j| d[[i, j]] = [d[[i, j]], d[[i, k]] + d[[k, j]]].min } } }
    d
  end

  def components
    left = nodes
    parts = []
    until left.empty?
      part = breadth_first(left.first).to_a
      parts << part
      left -= part
    end
    parts
  end

  def spanning_tree
    group = nodes.to_h { |n| [n, n] }
    find = ->(n) { group[n] == n ? n : group[n] = find.(group[n]) }
    edges.sort_by { |e| [e.weight, e.from, e.to] }.select do |edge|
      a, b = find[edge.from], find[edge.to]
      a != b && (group[a] = b)
    end
  end

  def bridges
    order, low, found = {}, {}, []
    walk = lambda do |node, parent|
      order[node] = low[node] = order.size
      neighbours(node).each do |n|
        next if n == parent
        if order.key?(n)
          low[node] = [low[node], order[n]].min
        else
          walk.call(n, node)
          low[node] = [low[node], low[n]].min
          found << [node, n].sort if low[n] > order[node]
        end
      end
    end
    nodes.each { |n| walk.(n, nil) unless order.key?(n) }
    found.sort
  end

  def colour
    nodes.sort_by { |n| [-@out[n].size, n] }.each_with_object({}) do |n, colours|
      used = neighbours(n).map { |o| colours[o] }.compact
      colours[n] = (0..).find { |c| !used.include?(c) }
    end
  end

  def topological
    raise "undirected" unless @directed
    incoming = Hash.new(0)
    edges.each { |e| incoming[e.to] += 1 }
    ready, sorted = nodes.select { |n| incoming[n].zero? }, []
    while (n = ready.shift)
      sorted << n
      neighbours(n).each { |o| ready << o if (incoming[o] -= 1).zero? }
    end
    sorted.size == nodes.size ? sorted : nil
  end
end

g = Graph.parse(<<~EDGES)
  a b 4
  a c 2
  b c 5
  b d 10
  c e 3
  e d 4
  d f 11
  x y 1
EDGES
p g.nodes, g.degree, g.breadth_first(:a).to_a, g.breadth_first(:a).with_index.map { |n, i| "#{i}#{n}" }
order = []
g.depth_first(:a) { |n| order << n }
p order, g.shortest(:a, :f), g.shortest(:a, :x), g.components, g.bridges, g.colour
puts g.spanning_tree.join(" "), g.spanning_tree.sum(&:weight)
d = g.all_pairs
puts g.nodes.map { |i| g.nodes.map { |j| d[[i, j]].to_s.sub("Infinity", "-").rjust(3) }.join }
t = Graph.parse("shirt tie\ntie jacket\ntrousers shoes\ntrousers belt\nbelt jacket\nsocks shoes", directed: true)
p t.topological, t.connect(:jacket, :shirt).topological
begin
  g.topological
rescue => e
  p e
end
grid = ["..#.", ".#..", "....", "#..."].map(&:chars)
start, goal = [0, 0], [0, 3]
from = { start => nil }
queue = [start]
while (y, x = queue.shift)
  [[0, 1], [1, 0], [0, -1], [-1, 0]].each do |dy, dx|
    ny, nx = y + dy, x + dx
    next if ny.negative? || nx < 0 || grid.dig(ny, nx).nil? || grid[ny][nx] == "#" || from.key?([ny, nx])
    from[[ny, nx]] = [y, x]
    queue << [ny, nx]
  end
end
at = goal
until at.nil?
  grid[at[0]][at[1]] = "o"
  at = from[at]
end
puts grid.map(&:join)
