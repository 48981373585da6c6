# Methods: default arguments, several returns, implicit and explicit return.
def none
end

def one(a) = a + 1

def defaults(a, b = a * 2, c = a + b)
  a * 100 + b * 10 + c
end

def sign(n)
  return -1 if n < 0
  return 1 if n > 0
  0
end

def shadow(x)
  x = x + 1
  x += 1
  x
end

def two(a, b)
  a - b
end

def pair
  return 1, 2
end

def predicate?(n) = n > 3

def bang!(n)
  n * n
end

puts none.nil?
puts one(41)
puts defaults(1)
puts defaults(1, 5)
puts defaults(1, 5, 7)
puts sign(-9), sign(0), sign(4)
x = 10
puts shadow(x), x
puts two(one(5), one(2))
a, b = pair
puts a, b
puts predicate?(4), predicate?(3)
puts bang!(12)
puts(if predicate?(9) then 1 else 2 end)
