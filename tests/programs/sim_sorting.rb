# Sorting algorithms of one's own, all compared with Array#sort, with counted comparisons.
module Sorting
  class << self
    attr_accessor :comparisons

    def less(a, b)
      self.comparisons += 1
      (a <=> b) < 0
    end

    def bubble(list)
      a = list.dup
      loop do
        swapped = false
        (1...a.size).each do |i|
          next unless less(a[i], a[i - 1])
          a[i - 1], a[i] = a[i], a[i - 1]
          swapped = true
        end
        return a unless swapped
      end
    end

    def insertion(list)
      list.each_with_object([]) do |x, sorted|
        i = sorted.size
        i -= 1 while i > 0 && less(x, sorted[i - 1])
        sorted.insert(i, x)
      end
    end

    def selection(list)
      a = list.dup
      a.each_index do |i|
        least = (i + 1...a.size).inject(i) { |m, j| less(a[j], a[m]) ? j : m }
        a[i], a[least] = a[least], a[i] unless least == i
      end
      a
    end

    def quick(list)
      return list if list.size <= 1
      pivot, *rest = list
      small, large = rest.partition { |x| less(x, pivot) }
      [*quick(small), pivot, *quick(large)]
    end

    def quick_in_place(list)
      a = list.dup
      sort_range(a, 0, a.size - 1)
      a
    end

    def merge(list)
      return list if list.size < 2
      left, right = list.each_slice((list.size + 1) / 2).map { |half| merge(half) }
      out = []
      out << (less(right[0], left[0]) ? right.shift : left.shift) until left.empty? || right.empty?
      out + left + right
    end

    def shell(list)
      a = list.dup
      gap = a.size / 2
      while gap > 0
        gap.upto(a.size - 1) do |i|
          x = a[i]
          j = i
          while j >= gap && less(x, a[j - gap])
            a[j] = a[j - gap]
            j -= gap
          end
          a[j] = x
        end
        gap /= 2
      end
      a
    end

    def heap(list)
      a = list.dup
      sift = lambda do |root, last|
        while (child = 2 * root + 1) <= last
          child += 1 if child < last && less(a[child], a[child + 1])
          break unless less(a[root], a[child])
          a[root], a[child] = a[child], a[root]
          root = child
        end
      end
      (a.size / 2 - 1).downto(0) { |i| sift.(i, a.size - 1) }
      (a.size - 1).downto(1) do |last|
        a[0], a[last] = a[last], a[0]
        sift.(0, last - 1)
      end
      a
    end

    private

    def sort_range(a, low, high)
      return if low >= high
      pivot = a[(low + high) / 2]
      i, j = low, high
      while i <= j
        i += 1 while less(a[i], pivot)
        j -= 1 while less(pivot, a[j])
        if i <= j
          a[i], a[j] = a[j], a[i]
          i += 1
          j -= 1
        end
      end
      sort_range(a, low, j)
      sort_range(a, i, high)
    end
  end
end

seed = 17
random = Array.new(60) { seed = (seed * 1309 + 13849) % 65536; seed % 500 }
words = %w[pear Apple fig banana apple kiwi Fig cherry date]
inputs = { random: random, sorted: (1..40).to_a, reversed: 40.downto(1).to_a, equal: [5] * 20, words: words, empty: [], one: [1] }
sorts = {
  bubble: ->(list) { Sorting.bubble(list) }, insertion: ->(list) { Sorting.insertion(list) },
  selection: ->(list) { Sorting.selection(list) }, quick: ->(list) { Sorting.quick(list) },
  quick_in_place: ->(list) { Sorting.quick_in_place(list) }, merge: Sorting.method(:merge),
  shell: Sorting.method(:shell), heap: Sorting.method(:heap)
}
sorts.each do |name, sort|
  counts = inputs.map do |kind, list|
    Sorting.comparisons = 0
    before = list.dup
    result = sort.call(list)
    raise "#{name} is wrong for #{kind}" unless result == list.sort
    raise "#{name} changed #{kind}" unless list == before
    Sorting.comparisons
  end
  puts "#{name.to_s.ljust(15)}#{counts.map { |n| n.to_s.rjust(6) }.join}"
end
p words.sort, words.uniq(&:downcase).sort_by(&:downcase), words.sort_by { |w| [w.length, w] }, words.sort { |a, b| b <=> a }
p words.max(2), words.min_by(2) { |w| [w.length, w] }, words.minmax, words.sort.reverse == words.sort { |a, b| b <=> a }
p [[2, "b"], [1, "z"], [2, "a"]].sort, [0.5, 1, -3, 2.25].sort, [:b, :a].sort, [3, 1, 2].sort!.first
begin
  [1, "a"].sort
rescue ArgumentError => e
  puts e.message
end
begin
  [3, nil].max
rescue ArgumentError, NoMethodError => e
  puts e.class
end
