# An uncaught NoMethodError out of deep recursion, Struct, times, upto, each_with_index, sort_by and while.
Node = Struct.new(:value, :child) do
  def depth = child ? 1 + child.depth : nil.size
  def visit
    yield value
    child&.visit { |v| yield v + 1 }
  end
end

# Only the program's own frames are printed here.
CORE = %w[Array Hash Integer Kernel Enumerable Range Comparable Proc Method].map { |name| "in '#{name}#" }

def attempt(name)
  yield
rescue => e
  puts "#{name}: #{e.message}"
  own = e.backtrace.reject { |line| CORE.any? { |prefix| line.include?(prefix) } }
  puts own.map { |line| "  #{line}" }
end

chain = Node.new(1, Node.new(2, Node.new(3)))
attempt("depth") { chain.depth }
attempt("visit") { chain.visit { |v| v > 3 ? raise("too much: #{v}") : v } }
attempt("times") { 2.times { |i| [1, 2].each_with_index { |x, j| raise "at #{i} #{j}" if i + j == 2 } } }
attempt("sort") { [3, 1].sort_by { |x| x.foo } }
attempt("upto") do
  1.upto(3) do |i|
    raise ArgumentError, "three" if i == 3
  end
end
attempt("hash") { { a: 1 }.each { |k, v| v.upcase } }
attempt("lambda") { ->(x) { x / 0 }.call(1) }
attempt("proc") { proc { |x| [x].fetch(1) }.call(1) }
attempt("inject") { [1, nil].inject { |a, b| a + b } }
attempt("symbol") { [1].map(&:nope) }
attempt("method") { [1].each(&method(:Integer)).map(&10.method(:/)).map { |x| x / 0 } }
attempt("select") { (1..3).select { |x| x.odd? && raise(IndexError, "odd") } }
class Made
  attr_reader :x
  def initialize(x) = @x = Integer(x)
  def <=>(other) = x.nope(other)
  include Comparable
  def to_s = raise("in to_s")
  def each
    yield 1
    yield 2
  end
  include Enumerable
end
attempt("initialize") { Made.new("q") }
attempt("compare") { Made.new(1) < Made.new(2) }
attempt("to_s") { "#{Made.new(1)}" }
attempt("enumerable") { Made.new(1).map { |x| x == 2 ? raise("two") : x } }
attempt("ensure") do
  begin
    raise "body"
  ensure
    [1].each { |x| x + 1 }
  end
end
i = 0
while true
  i += 1
  chain.visit do |v|
    chain = nil if i == 3
    v + chain.value
  end
end
