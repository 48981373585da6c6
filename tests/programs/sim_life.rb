# Conway's game of life on a torus and on an unbounded plane.
class Life
  attr_reader :generation

  def self.from(text) = new(text.lines.map { |line| line.chomp.chars.map { |c| c == "#" } })

  def initialize(cells)
    @cells = cells
    @height = cells.size
    @width = cells.map(&:size).max
    @generation = 0
  end

  def step
    @cells = Array.new(@height) do |y|
      Array.new(@width) do |x|
        n = neighbours(x, y)
        n == 3 || (n == 2 && @cells[y][x])
      end
    end
    @generation += 1
    self
  end

  def alive = @cells.sum { |row| row.count(true) }
  def to_s = @cells.map { |row| row.map { |cell| cell ? "#" : "." }.join }.join("\n")

  private

  def neighbours(x, y)
    count = 0
    -1.upto(1) do |dy|
      row = @cells[(y + dy) % @height]
      -1.upto(1) do |dx|
        next if dx == 0 && dy == 0
        count += 1 if row[(x + dx) % @width]
      end
    end
    count
  end
end

glider = Life.from(<<~GRID)
  .#......
  ..#.....
  ###.....
  ........
  ........
  ........
  ........
  ........
GRID
puts glider, glider.alive
start = glider.to_s
4.times { puts "-- #{glider.step.generation}", glider if glider.generation < 5 }
28.times { glider.step }
puts glider.to_s == start, glider.generation

blinker = Life.from(".....\n..#..\n..#..\n..#..\n.....\n")
3.times { puts blinker.step, "" }

# Unbounded: a hash of living cells
class Plane
  def initialize(cells) = @cells = cells.to_h { |cell| [cell, true] }

  def step
    counts = Hash.new(0)
    @cells.each_key do |x, y|
      (-1..1).each { |dx| (-1..1).each { |dy| counts[[x + dx, y + dy]] += 1 unless dx == 0 && dy == 0 } }
    end
    @cells = counts.select { |cell, n| n == 3 || (n == 2 && @cells.key?(cell)) }.transform_values { true }
    self
  end

  def size = @cells.size
  def bounds
    xs, ys = @cells.keys.transpose
    [xs.min, ys.min, xs.max, ys.max]
  end
end

pentomino = Plane.new([[1, 0], [2, 0], [0, 1], [1, 1], [1, 2]])
sizes = (1..30).map { pentomino.step.size }
p sizes, pentomino.bounds
