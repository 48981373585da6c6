# A singly linked list with Enumerable, insertion, removal, reversal and merging.
class LinkedList
  include Enumerable

  class Node
    attr_accessor :value, :succ

    def initialize(value, succ = nil)
      @value = value
      @succ = succ
    end
  end

  attr_reader :size

  def self.of(*values)
    list = new
    values.each { |value| list << value }
    list
  end

  def initialize
    @head = nil
    @tail = nil
    @size = 0
  end

  def <<(value)
    node = Node.new(value)
    if @tail
      @tail.succ = node
    else
      @head = node
    end
    @tail = node
    @size += 1
    self
  end

  def prepend(value)
    @head = Node.new(value, @head)
    @tail ||= @head
    @size += 1
    self
  end

  def each
    return to_enum(:each) unless block_given?
    node = @head
    while node
      yield node.value
      node = node.succ
    end
    self
  end

  def delete(value)
    previous = nil
    node = @head
    while node
      if node.value == value
        previous ? previous.succ = node.succ : @head = node.succ
        @tail = previous if node.equal?(@tail)
        @size -= 1
        return value
      end
      previous, node = node, node.succ
    end
    nil
  end

  def reverse!
    previous = nil
    node = @head
    @tail = @head
    while node
      node.succ, previous, node = previous, node, node.succ
    end
    @head = previous
    self
  end

  def insert_sorted(value)
    return prepend(value) if @head.nil? || value <= @head.value
    node = @head
    node = node.succ while node.succ && node.succ.value < value
    node.succ = Node.new(value, node.succ)
    @tail = node.succ if node.equal?(@tail)
    @size += 1
    self
  end

  def [](index)
    each_with_index { |value, i| return value if i == index }
    nil
  end

  def empty? = @head.nil?
  def last = @tail&.value
  def to_s = "(#{to_a.join(" -> ")})"
end

list = LinkedList.of(3, 1, 4, 1, 5, 9, 2, 6)
puts list
puts "size #{list.size}, first #{list.first}, last #{list.last}"
p list.map { |x| x * x }
p list.select(&:odd?), list.sort, list.include?(9), list.include?(7)
p list.inject(:+), list.min, list.max, list.sum, list.count(1)
p list.each_slice(3).to_a
p list.each_with_index.map { |x, i| x * i }
p list.first(3), list.take_while { |x| x < 5 }, list.drop(6)
p list.delete(1), list.delete(6), list.delete(77)
puts list, list.size, list.last
puts list.reverse!
list << 100
list.prepend(0)
puts list
p list[0], list[3], list[99]

sorted = LinkedList.new
[5, 2, 8, 1, 9, 3, 7].each { |x| sorted.insert_sorted(x) }
puts sorted
p sorted.last, sorted.to_a == sorted.sort
puts LinkedList.new.empty?, LinkedList.new, LinkedList.new.reverse!.size
p list.partition { |x| x > 3 }
p list.group_by { |x| x % 3 }
p list.zip(list.to_a.reverse).first(2)
p list.each_cons(2).map { |a, b| b - a }
p list.reduce { |a, b| a > b ? a : b }, list.tally, list.min_by { |x| (x - 4).abs }
p list.sort_by { |x| -x }, list.to_a.uniq, list.each_entry.to_a.length, list.reject { |x| x > 2 }
