# Floats in locals: which points of the plane stay bounded.
def escape(cr, ci, limit)
  zr = 0.0
  zi = 0.0
  n = 0
  while n < limit
    rr = zr * zr
    ii = zi * zi
    return n if rr + ii > 4.0
    zi = 2.0 * zr * zi + ci
    zr = rr - ii + cr
    n += 1
  end
  limit
end

def picture(width, height, limit)
  sum = 0
  inside = 0
  height.times do |y|
    ci = 2.0 * y / height - 1.0
    width.times do |x|
      n = escape(3.0 * x / width - 2.2, ci, limit)
      sum += n
      inside += 1 if n == limit
    end
  end
  [sum, inside]
end

p picture(600, 400, 200)
