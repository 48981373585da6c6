# Graphs: breadth first, depth first, topological order, Dijkstra, components, cycles.
class Graph
  attr_reader :edges

  def initialize(directed: false)
    @directed = directed
    @edges = Hash.new { |hash, node| hash[node] = {} }
  end

  def connect(from, to, weight = 1)
    @edges[from][to] = weight
    @directed ? @edges[to] : @edges[to][from] = weight
    self
  end

  def nodes = @edges.keys

  def breadth_first(start)
    return enum_for(:breadth_first, start) unless block_given?
    seen = { start => true }
    queue = [start]
    until queue.empty?
      node = queue.shift
      yield node
      @edges[node].each_key do |neighbour|
        next if seen[neighbour]
        seen[neighbour] = true
        queue.push(neighbour)
      end
    end
  end

  def depth_first(node, seen = {}, &block)
    return if seen[node]
    seen[node] = true
    yield node
    @edges[node].keys.each { |other| depth_first(other, seen, &block) }
  end

  def shortest(from, to)
    distance = Hash.new(Float::INFINITY)
    distance[from] = 0
    previous = {}
    open = [from]
    until open.empty?
      node = open.min_by { |n| distance[n] }
      open.delete(node)
      break if node == to
      @edges[node].each do |other, weight|
        candidate = distance[node] + weight
        next unless candidate < distance[other]
        distance[other] = candidate
        previous[other] = node
        open << other unless open.include?(other)
      end
    end
    return nil if distance[to] == Float::INFINITY
    path = [to]
    path.unshift(previous[path.first]) while path.first != from
    [distance[to], path]
  end

  def components
    seen = {}
    nodes.reject { |node| seen[node] }.each_with_object([]) do |node, groups|
      next if seen[node]
      group = []
      depth_first(node, seen) { |member| group << member }
      groups << group
    end
  end

  def topological
    degree = Hash.new(0)
    @edges.each_value { |targets| targets.each_key { |to| degree[to] += 1 } }
    ready = nodes.select { |node| degree[node].zero? }
    order = []
    while (node = ready.shift)
      order << node
      @edges[node].each_key do |to|
        degree[to] -= 1
        ready << to if degree[to] == 0
      end
    end
    order.size == @edges.size ? order : nil
  end
end

g = Graph.new
g.connect(:a, :b, 4).connect(:a, :c, 1).connect(:c, :b, 2).connect(:b, :d, 5).connect(:c, :d, 8).connect(:d, :e, 3)
g.connect(:x, :y)
p g.nodes
p g.breadth_first(:a).to_a
order = []
g.depth_first(:a) { |n| order << n }
p order
p g.shortest(:a, :e), g.shortest(:a, :x), g.shortest(:a, :a)
p g.components
p g.breadth_first(:e).with_index.map { |n, i| "#{i}#{n}" }

tasks = Graph.new(directed: true)
{ wake: [:wash, :coffee], wash: [:dress], coffee: [:work], dress: [:work] }.each do |from, tos|
  tos.each { |to| tasks.connect(from, to) }
end
p tasks.topological
tasks.connect(:work, :wake)
p tasks.topological

# A grid as a graph, the way out of a maze
maze = <<~MAZE.lines.map(&:chomp)
  #########
  #S..#...#
  #.#.#.#.#
  #.#...#E#
  #########
MAZE
grid = Graph.new
start = finish = nil
maze.each_with_index do |row, y|
  row.each_char.with_index do |cell, x|
    next if cell == "#"
    start = [x, y] if cell == "S"
    finish = [x, y] if cell == "E"
    [[1, 0], [0, 1]].each do |dx, dy|
      grid.connect([x, y], [x + dx, y + dy]) if maze[y + dy][x + dx] != "#"
    end
  end
end
length, path = grid.shortest(start, finish)
p length, path.length
path[1..-2].each { |x, y| maze[y][x] = "*" }
puts maze
