# while, until, if, unless, break, next and boolean operators over integers.
i = 0
sum = 0
while i < 100
  i += 1
  next if i % 3 == 0
  break if i > 50
  sum += i
end
puts sum, i

n = 27
steps = 0
until n == 1
  if n.even?
    n /= 2
  else
    n = 3 * n + 1
  end
  steps += 1
end
puts steps

k = 0
begin
  k += 7
end while k < 20
puts k

x = 3
if x > 5
  puts 100
elsif x > 2 && x < 4
  puts 200
else
  puts 300
end
puts 400 unless x == 4
puts x > 2 ? 1 : 2
y = (x == 3 and not x == 4)
puts y
z = nil
z ||= 8
z &&= z + 1
puts z
puts 9 if !z.nil? || x == 0

count = 0
m = 2
while m < 100
  d = 2
  prime = true
  while d * d <= m
    if m % d == 0
      prime = false
      break
    end
    d += 1
  end
  count += 1 if prime
  m += 1
end
puts count
