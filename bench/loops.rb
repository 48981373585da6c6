# Integer loops: while with arithmetic, comparisons, remainders and bits; nothing is called and nothing allocated.
def triangle(n)
  sum = 0
  i = 0
  while i < n
    j = 0
    while j < i
      sum += (i ^ j) & 7
      j += 1
    end
    i += 1
  end
  sum
end

def collatz(limit)
  best = 0
  longest = 0
  start = 1
  while start < limit
    n = start
    steps = 0
    until n == 1
      if n & 1 == 0
        n >>= 1
      else
        n = 3 * n + 1
      end
      steps += 1
    end
    if steps > longest
      longest = steps
      best = start
    end
    start += 1
  end
  best * 1000 + longest
end

def digits(limit)
  total = 0
  n = 0
  while n < limit
    rest = n
    while rest > 0
      total += rest % 10
      rest /= 10
    end
    n += 1
  end
  total
end

sum = 0
60.times { |i| sum += triangle(600 + i) + collatz(2000 + i) + digits(20_000 + i) }
puts sum
