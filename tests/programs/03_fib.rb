# Recursion over integers.
def fib(n)
  if n < 2
    n
  else
    fib(n - 1) + fib(n - 2)
  end
end

def ack(m, n)
  return n + 1 if m == 0
  return ack(m - 1, 1) if n == 0
  ack(m - 1, ack(m, n - 1))
end

def gcd(a, b) = b == 0 ? a : gcd(b, a % b)

def even(n)
  n == 0 ? true : odd(n - 1)
end

def odd(n)
  n == 0 ? false : even(n - 1)
end

puts fib(0)
puts fib(1)
puts fib(10)
puts fib(20)
puts ack(2, 3)
puts gcd(1071, 462)
puts even(10)
puts odd(10)
