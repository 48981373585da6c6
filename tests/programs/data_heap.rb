# A binary heap with a block for the order, used for sorting, top-k and merging.
class Heap
  def initialize(items = [], &before)
    @before = before || ->(a, b) { a < b }
    @items = []
    items.each { |item| push(item) }
  end

  def push(item)
    @items.push(item)
    up(@items.size - 1)
    self
  end
  alias << push

  def pop
    return nil if @items.empty?
    swap(0, @items.size - 1)
    top = @items.pop
    down(0)
    top
  end

  def peek = @items.first
  def size = @items.size
  def empty? = @items.empty?

  def drain
    out = []
    out << pop until empty?
    out
  end

  private

  def up(i)
    while i > 0
      parent = (i - 1) / 2
      break unless @before.call(@items[i], @items[parent])
      swap(i, parent)
      i = parent
    end
  end

  def down(i)
    loop do
      left = 2 * i + 1
      right = left + 1
      best = i
      best = left if left < size && @before.call(@items[left], @items[best])
      best = right if right < size && @before.call(@items[right], @items[best])
      break if best == i
      swap(i, best)
      i = best
    end
  end

  def swap(i, j)
    @items[i], @items[j] = @items[j], @items[i]
  end
end

data = [42, 7, 19, 3, 88, 61, 5, 5, 23, 0, -4]
p Heap.new(data).drain
p Heap.new(data) { |a, b| a > b }.drain
heap = Heap.new
p heap.pop, heap.peek, heap.size
heap << 3 << 1 << 2
p heap.peek, heap.pop, heap.size

words = %w[pear fig banana kiwi apple date cherry]
by_length = Heap.new(words) { |a, b| a.length != b.length ? a.length < b.length : a < b }
puts by_length.drain.join(" ")

def top(items, k)
  heap = Heap.new
  items.each do |item|
    heap << item
    heap.pop if heap.size > k
  end
  heap.drain.reverse
end
p top(data, 3), top((1..1000).map { |i| i * 7919 % 1013 }, 5)

def merge(lists)
  heap = Heap.new { |a, b| a[0] < b[0] }
  lists.each_with_index { |list, i| heap << [list[0], i, 0] unless list.empty? }
  result = []
  until heap.empty?
    value, list, index = heap.pop
    result << value
    index += 1
    heap << [lists[list][index], list, index] if index < lists[list].size
  end
  result
end
p merge([[1, 4, 9], [], [2, 3, 10, 11], [0]])

class Task
  attr_reader :name, :priority
  def initialize(name, priority)
    @name, @priority = name, priority
  end
  def to_s = "#{name}(#{priority})"
end

tasks = Heap.new { |a, b| a.priority > b.priority }
{ "sweep" => 2, "cook" => 5, "write" => 9, "rest" => 1 }.each { |name, priority| tasks << Task.new(name, priority) }
puts tasks.pop until tasks.empty?
