# Nested arrays: matrix multiplication of floats and of integers, and transposing.
def make(n)
  Array.new(n) { |i| Array.new(n) { |j| yield i, j } }
end

def multiply(a, b)
  n = a.size
  columns = b.transpose
  Array.new(n) do |i|
    row = a[i]
    Array.new(n) do |j|
      column = columns[j]
      sum = row[0] * column[0]
      k = 1
      while k < n
        sum += row[k] * column[k]
        k += 1
      end
      sum
    end
  end
end

def plain(a, b, n)
  c = make(n) { 0 }
  i = 0
  while i < n
    j = 0
    while j < n
      k = 0
      while k < n
        c[i][j] += a[i][k] * b[k][j]
        k += 1
      end
      j += 1
    end
    i += 1
  end
  c
end

n = 90
a = make(n) { |i, j| (i - j) / n.to_f }
b = make(n) { |i, j| (i + j) / n.to_f }
20.times { a = multiply(a, b).map { |row| row.map { |x| x / n } } }
puts a[n / 2][n / 3].round(10)
m = make(60) { |i, j| (i * 7 + j * 3) % 10 }
15.times { m = plain(m, m, 60).map { |row| row.map { |x| x % 1000 } } }
puts m.sum { |row| row.sum }
