# Closures: captured variables, scopes, procs, lambdas, their returns and arities, blocks kept and passed on.
def make_counter(start = 0, step: 1)
  count = start
  { up: -> { count += step }, down: -> { count -= step }, get: -> { count }, set: ->(n) { count = n } }
end
one = make_counter
two = make_counter(100, step: 5)
3.times { one[:up].call }
two[:down].()
one[:set][50]
p one[:get].call, two[:get].call

adders = (1..3).map { |n| ->(x) { x + n } }
p adders.map { |f| f.(10) }
procs = []
i = 0
while i < 3
  procs << -> { i }
  i += 1
end
p procs.map(&:call)
procs = []
[0, 1, 2].each { |k| j = k * 2; procs << -> { j += 1 } }
p procs.map(&:call), procs.map(&:call)

x = 10
[1, 2].each { |v; x| x = v }
p x
[1, 2].each { |v| x = v }
p x
1.times { fresh = 5 }
p defined?(fresh)
if false
  never = 1
end
p never
def no_access = defined?(x).inspect
p no_access

def returns_from_lambda
  l = -> { return 1 }
  l.call
  2
end

def returns_from_proc
  pr = proc { return 1 }
  pr.call
  2
end

def returns_through(&block)
  block.call
  :not_reached
end

def outer_return
  returns_through { return :from_block }
  :after
end
p returns_from_lambda, returns_from_proc, outer_return
p [1, 2, 3].each { |v| break v * 2 if v == 2 }
l = lambda { |v| next v * 2; 0 }
p l.call(4)

def orphan = proc { return 1 }
begin
  orphan.call
rescue LocalJumpError => e
  puts e.message
end
begin
  [1].each(&-> { 5 })
rescue ArgumentError => e
  puts e.message
end
def yielder
  yield
rescue LocalJumpError => e
  e.message
end
p yielder

p ->(a) {}.lambda?, proc { |a| }.lambda?, lambda(&->(a) {}).lambda?
p proc { |a, b| }.arity, proc { |*a| }.arity, -> {}.arity, ->(a, b = 1) {}.arity, proc { || }.arity, proc { |a| }.arity
p proc { |a, b = 2, *c| [a, b, c] }.call(1), proc { |a, b| [a, b] }.call(1, 2, 3), proc { |a| a }.call([1, 2]), proc { |a, | a }.call([1, 2])
p proc { |(a, b), c| [a, b, c] }.call([1, 2], 3)
square = proc { |n| n * n }
p square === 5, square.yield(6), square.(7), square[8]
case 4
when :even?.to_proc then puts "even"
end

compose = ->(*fs) { fs.reduce { |f, g| f >> g } }
p compose[->(n) { n + 1 }, ->(n) { n * 2 }, :to_s.to_proc].call(4)
p (method(:Integer) >> ->(n) { n + 1 }).call("41"), (square << ->(n) { n - 1 }).call(5)
add3 = ->(a, b, c) { a + b + c }
p add3.curry[1][2][3], add3.curry.(1, 2).(3), add3.curry.(1).(2, 3)
vol = proc { |a, b, c| (a || 0) + (b || 0) + (c || 0) }
p vol.curry[1][2][3], vol.curry(2)[1][2]
y = ->(f) { ->(g) { g.(g) }.(->(g) { f.(->(n) { g.(g).(n) }) }) }
p y.(->(fact) { ->(n) { n.zero? ? 1 : n * fact.(n - 1) } }).(10)
memo = Hash.new { |h, n| h[n] = n < 2 ? n : h[n - 1] + h[n - 2] }
p memo[60]

class Events
  def initialize = @handlers = Hash.new { |h, k| h[k] = [] }
  def on(name, &handler) = (@handlers[name] << handler; self)
  def fire(name, *args, **options) = @handlers[name].map { |h| h.call(*args, **options) }
end
log = []
events = Events.new
events.on(:save) { |file| log << "saved #{file}" }.on(:save) { |_, force: false| log << "force #{force}" }
events.fire(:save, "a.txt", force: true)
events.fire(:save, "b.txt")
p log, events.fire(:none)

class Lazy
  def initialize(&make) = @make = make
  def value
    return @value if @done
    @done = true
    @value = @make.call
  end
end
calls = 0
lazy = Lazy.new { calls += 1; :made }
p lazy.value, lazy.value, calls

def each_pair_of(list)
  return enum_for(__method__, list) unless block_given?
  list.each_with_index { |a, at| list[at + 1..].each { |b| yield a, b } }
end
each_pair_of([1, 2, 3]) { |a, b| print a, b, " " }
puts
p each_pair_of(%w[a b c]).map { |a, b| a + b }
def wrap(before, after) = (puts before; yield.tap { puts after })
p wrap("<", ">") { wrap("[", "]") { 5 } }
def binding_free(n) = ->(m = n) { n += m }
f = binding_free(3)
p f.call, f.call(10), f.call
p %w[1 2 3].map(&:to_i).map(&2.method(:*)), [[1, 2]].map { |a, b| a + b }, [1, 2, 3].inject(&:+), %w[a b].each_with_index.to_h
counter = 0
tick = -> { counter += 1 }
5.times { tick.call }
p counter
