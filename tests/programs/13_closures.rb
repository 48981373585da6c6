# Closures, procs and lambdas.
def counter
  n = 0
  increment = -> { n += 1 }
  get = lambda { n }
  [increment, get]
end

inc, get = counter
inc.call
inc.()
inc[]
p get.call
other, _ = counter
p other.call

add = ->(a, b = 10) { a + b }
p add.call(1, 2), add.(1), add[5, 5]
adder = ->(a) { ->(b) { a + b } }
p adder[3][4]
compose = ->(f, g) { ->(x) { g.(f.(x)) } }
p compose.(->(x) { x + 1 }, ->(x) { x * 2 }).(5)
double = proc { |x| x * 2 }
p double.call(4), double.lambda?, add.lambda?, add.arity, double.arity
p proc { |a, b| [a, b] }.call([1, 2]), proc { |a, b| [a, b] }.call(1), proc { |a| a }.call(1, 2)
p [1, 2, 3].map(&double)
p %w[a b].map(&:upcase)

def early
  [1, 2, 3].each { |x| return x * 10 if x == 2 }
  :never
end
p early

def lambda_return
  l = -> { return 5 }
  l.call + 1
end
p lambda_return

def proc_return
  pr = Proc.new { return 7 }
  pr.call
  8
end
p proc_return

makers = []
3.times { |i| makers << -> { i * i } }
p makers.map(&:call)
x = 1
change = -> { x = 2 }
change.call
p x

def run(&block) = block
kept = run { |v| v + x }
x = 100
p kept.call(1)
f = ->(n) { n < 2 ? 1 : n * f.(n - 1) }
p f.(5)
p (f >> ->(v) { v + 1 }).call(3), (f << ->(v) { v + 1 }).call(3)
sub = ->(a, b, c) { a - b - c }.curry
p sub[10][3][2], sub[10, 3][2]
m = 12.method(:+)
p m.call(3), [1, 2].map(&10.method(:+))
