# Big integers: factorials, Fibonacci, powers, division, gcd, bits, bases, conversions and comparison.
def factorial(n) = (1..n).inject(1, :*)
def fibonacci(n)
  a, b = 0, 1
  n.times { a, b = b, a + b }
  a
end

def power_mod(base, exponent, modulus)
  result = 1
  base %= modulus
  while exponent > 0
    result = result * base % modulus if exponent.odd?
    base = base * base % modulus
    exponent >>= 1
  end
  result
end

def miller_rabin?(n)
  return n == 2 if n < 3 || n.even?
  d = n - 1
  r = 0
  while d.even?
    d >>= 1
    r += 1
  end
  [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].all? do |a|
    next true if a % n == 0
    x = power_mod(a, d, n)
    next true if x == 1 || x == n - 1
    (r - 1).times.any? { x = x * x % n; x == n - 1 }
  end
end

def isqrt(n)
  x = 1 << ((n.bit_length + 1) / 2)
  loop do
    y = (x + n / x) >> 1
    return x if y >= x
    x = y
  end
end

puts factorial(20), factorial(21), factorial(30), factorial(100)
puts fibonacci(90), fibonacci(93), fibonacci(1000)
puts 2**64, 2**100, 2**200 - 1, 3**150, (-3)**41, 10**40, 7**77 % 1000
a = 123456789012345678901234567890
b = 987654321098765432109876543210
puts a + b, a - b, b - a, a * b, b / a, b % a, -b / a, -b % a, b.divmod(-a).inspect, a.remainder(-7), b.fdiv(a)
puts a * -1, -a, a.abs, (-a).abs, a + 1, a - 1, 1 - a, a * 0, a / a, a - a, 0 - a, a * 7, 7 * a, a / 7, 7 / a, 7 % a, -7 / a, -7 % a
puts (a * b) / b == a, (a * b + 5) % b, (a**5) / (a**4) == a, (b * b - a * a) == (b - a) * (b + a)
puts a.gcd(b), a.lcm(b), (2**80).gcd(2**70 * 3), isqrt(10**50), isqrt(2 * 10**60), Integer.sqrt(a)
puts a.to_s(2), a.to_s(16), a.to_s(36), (-a).to_s(8), a.to_s.length, factorial(200).to_s.length
puts "123456789abcdef0123456789".to_i(16), ("9" * 50).to_i, Integer("-" + "8" * 30), "zzzzzzzzzzzzzzzzzzzz".to_i(36), 0xffffffffffffffffffff
puts a & b, a | b, a ^ b, ~a, -a & b, -a | b, -a ^ -b, a << 70, a >> 40, -a >> 40, a >> 200, -a >> 200, a[0], a[3], a[500], (-a)[500], a.bit_length, (2**64).bit_length, (-(2**64)).bit_length
puts a == 123456789012345678901234567890, a.eql?(b), a < b, a > b, a <=> b, b <=> a, a <=> 1, 1 <=> a, -a <=> a, a == a.to_f, a > 1e20, 1e40 > a, a > 5, 5 > a, a.hash == (b - (b - a)).hash
puts a.to_f, 2.0**70, (2**70).to_f, a * 1.5, a / 2.0, 1.0 / a, a + 0.5, 10**25 == 1e25, (10**22).to_f
puts (2**62 - 1).class, (2**64 - 2**64 + 5), 2**64 - (2**64 - 1), (2**64 >> 60), 18446744073709551616 / 4294967296, 4611686018427387904.class
puts a.even?, a.odd?, a.zero?, a.positive?, (-a).negative?, a.succ, a.pred, (2**64).pred, a.digits.first(5).inspect, a.digits(10**9).inspect, a.digits.sum
puts a.round(-5), a.floor(-10), a.ceil(-25), (-a).truncate(-20), a.pow(3, 1000007), 2.pow(1000, 10**9 + 7), power_mod(3, 10**18, 998244353)
puts [a, 5, -b, 2**64].max, [a, 5, -b, 2**64].min, [a, b, a].sum, [a, b, 3].sort.inspect, [a, a.dup, b].uniq.size, { a => :big }[a * 1]
puts (2**61 - 1).then { |m| miller_rabin?(m) }, miller_rabin?(2**89 - 1), miller_rabin?(2**67 - 1), (2..60).select { |n| miller_rabin?(n) }.inspect
puts a.inspect, "#{a}", "%d" % a, "%x" % a, "%+d" % -a, "%030d" % (2**70), "%s" % b, a.to_s.reverse.to_i
x = 1
100.times { |i| x = x * 3 + i }
puts x
sum = 0
(1..50).each { |i| sum += (-1)**i * 7**i }
puts sum
def collatz(n) = (steps = 0; (n = n.even? ? n / 2 : 3 * n + 1; steps += 1) until n == 1; steps)
puts collatz(2**100 - 1), collatz(27)
pi = ""
q, r, t, k, m, n = 1, 0, 1, 1, 3, 3
while pi.length < 40
  if 4 * q + r - t < m * t
    pi += m.to_s
    q, r, m = 10 * q, 10 * (r - m * t), (10 * (3 * q + r)) / t - 10 * m
  else
    q, r, t, k, m, n = q * k, (2 * q + r) * n, t * n, k + 1, (q * (7 * k + 2) + r * n) / (t * n), n + 2
  end
end
puts pi
e = (1..40).inject(10**50) { |s, i| s + 10**50 / factorial(i) }
puts e
[-> { a / 0 }, -> { a % 0 }, -> { a + nil }, -> { a < "x" }, -> { a.chr }, -> { [1][a] }, -> { "x" * a }].each do |f|
  p f.call
rescue => err
  puts "#{err.class}: #{err.message}"
end

# Masks: what is left of a number of any size by a small one.
big = 2**100 + 12_345_678_901_234_567
[big, -big, 2**62, -(2**62), 2**62 - 1, -(2**62) - 1, 2**63, -(2**63), 2**64 - 1, -(2**64), -(2**64) + 1, 2**64 + 255].each do |number|
  puts [0, 1, 255, 65_535, 2**31, 2**61 + 5, 2**62 - 1, -1, -256, -(2**62)].map { |mask| number & mask }.inspect
  puts [0, 1, 255, 2**62 - 1, -1, -256].map { |mask| mask & number }.inspect
end
hash = 2166136261
"hello, world".each_byte { |byte| hash = ((hash ^ byte) * 16777619) & 0xffffffff }
puts hash
begin
  3 & 1.5
rescue TypeError => e
  puts e.message
end
begin
  3 & nil
rescue TypeError => e
  puts e.message
end
