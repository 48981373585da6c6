# Floats in arrays: the spectral norm of an infinite matrix's corner.
def cell(i, j) = 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)

def times(v)
  n = v.size
  Array.new(n) do |i|
    sum = 0.0
    j = 0
    while j < n
      sum += cell(i, j) * v[j]
      j += 1
    end
    sum
  end
end

def times_transposed(v)
  n = v.size
  Array.new(n) do |i|
    sum = 0.0
    v.each_with_index { |x, j| sum += cell(j, i) * x }
    sum
  end
end

u = Array.new(700, 1.0)
v = nil
6.times do
  v = times_transposed(times(u))
  u = times_transposed(times(v))
end
dot = u.zip(v).sum { |a, b| a * b }
square = v.sum { |a| a * a }
puts Math.sqrt(dot / square).round(9)
