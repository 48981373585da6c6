# Sorting: quicksort, merge sort and heap sort in Ruby; sort, sort_by and sort with a block.
def random(n, seed)
  Array.new(n) { seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff }
end

def quicksort(a, low, high)
  while low < high
    pivot = a[(low + high) >> 1]
    i = low
    j = high
    while i <= j
      i += 1 while a[i] < pivot
      j -= 1 while a[j] > pivot
      if i <= j
        a[i], a[j] = a[j], a[i]
        i += 1
        j -= 1
      end
    end
    quicksort(a, low, j)
    low = i
  end
  a
end

def merge_sort(a)
  return a if a.size < 2
  middle = a.size / 2
  left = merge_sort(a[0, middle])
  right = merge_sort(a[middle..])
  out = []
  i = j = 0
  while i < left.size && j < right.size
    if left[i] <= right[j]
      out << left[i]
      i += 1
    else
      out << right[j]
      j += 1
    end
  end
  out.concat(left[i..]).concat(right[j..])
end

def heap_sort(a)
  n = a.size
  (n / 2 - 1).downto(0) { |i| sift(a, i, n) }
  (n - 1).downto(1) do |last|
    a[0], a[last] = a[last], a[0]
    sift(a, 0, last)
  end
  a
end

def sift(a, root, n)
  while (child = 2 * root + 1) < n
    child += 1 if child + 1 < n && a[child] < a[child + 1]
    return if a[root] >= a[child]
    a[root], a[child] = a[child], a[root]
    root = child
  end
end

list = random(150_000, 1)
expected = list.sort
puts quicksort(list.dup, 0, list.size - 1) == expected
puts merge_sort(list) == expected
puts heap_sort(list.dup) == expected
puts list.sort_by { |x| -x }.first == expected.last
puts list.sort { |a, b| b <=> a }.last
words = list.first(30_000).map { |x| (x >> 4).to_s(36) }
puts words.sort.first, words.sort_by { |w| [w.size, w] }.last, words.max, words.min_by(&:size).size
puts list.map { |x| x / 1000.0 }.sort.last
