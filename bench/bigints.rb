# Big integers: factorials, Fibonacci numbers, digits of pi, modular powers, printing.
def factorial(n)
  product = 1
  2.upto(n) { |i| product *= i }
  product
end

def fibonacci(n)
  a, b = 0, 1
  n.times { a, b = b, a + b }
  a
end

def pi(digits)
  out = +""
  q, r, t, k, m, x = 1, 0, 1, 1, 3, 3
  while out.length < digits
    if 4 * q + r - t < m * t
      out << m.to_s
      nr = 10 * (r - m * t)
      m = (10 * (3 * q + r)) / t - 10 * m
      q *= 10
      r = nr
    else
      nr = (2 * q + r) * x
      nn = (q * (7 * k) + 2 + r * x) / (t * x)
      q *= k
      t *= x
      x += 2
      k += 1
      m = nn
      r = nr
    end
  end
  out
end

def power(base, exponent, modulus)
  result = 1
  while exponent > 0
    result = result * base % modulus if exponent.odd?
    base = base * base % modulus
    exponent >>= 1
  end
  result
end

puts factorial(7000).to_s.length
puts fibonacci(60_000).to_s[0, 20]
puts pi(2000)[-20..]
prime = 2**521 - 1
puts (1..150).sum { |i| power(3 + i, prime - 1, prime) }
puts (1..400).inject { |a, b| a.lcm(b) } % 1_000_000_007
puts factorial(1500).digits.sum
sum = 0
2_000_000.times { |i| sum += (1 << 62) + i }
puts sum
