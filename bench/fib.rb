# Calls: the naive Fibonacci recursion, and two more recursions over small integers.
def fib(n)
  n < 2 ? n : fib(n - 1) + fib(n - 2)
end

def ackermann(m, n)
  if m == 0
    n + 1
  elsif n == 0
    ackermann(m - 1, 1)
  else
    ackermann(m - 1, ackermann(m, n - 1))
  end
end

def tak(x, y, z)
  return z unless y < x
  tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end

puts fib(35)
puts ackermann(2, 300)
puts tak(18, 10, 2)
