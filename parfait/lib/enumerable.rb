# frozen_string_literal: true

# Everything from `each`. What `each` yields several of counts as one Array, as a block with one parameter does not see it.
module Enumerable
  # What a block got as one object.
  def self.__one(elements)
    elements.length <= 1 ? elements[0] : elements
  end

  # How many elements there are, if that can be said without counting: the size of enumerators.
  def __size_or_nil
    respond_to?(:size) ? size : nil
  end

  # How many parts of `count` a number of elements has.
  def self.__parts(size, count)
    size.is_a?(Integer) ? (size + count - 1) / count : size
  end

  # How many runs of `count` neighbours there are.
  def self.__runs(size, count)
    return size unless size.is_a?(Integer)
    size < count ? 0 : size - count + 1
  end

  def self.__rounds(size, times)
    return size if size.nil? || size == 0
    return Float::INFINITY if times.nil?
    times < 0 ? 0 : size * times
  end

  def to_a(*arguments)
    found = []
    each(*arguments) { |*elements| found << Enumerable.__one(elements) }
    found
  end

  alias entries to_a

  def to_set
    Set.new(self)
  end

  def to_h
    return to_a.to_h unless block_given?
    to_a.to_h { |element| yield element }
  end

  def map
    return __enumerator(:map, nil, __size_or_nil) { |block| map(&block) } unless block_given?
    found = []
    each { |*elements| found << yield(*elements) }
    found
  end

  alias collect map

  def flat_map
    return __enumerator(:flat_map, nil, __size_or_nil) { |block| flat_map(&block) } unless block_given?
    found = []
    each do |*elements|
      part = yield(*elements)
      part.is_a?(Array) ? found.concat(part) : found << part
    end
    found
  end

  alias collect_concat flat_map

  def select
    return __enumerator(:select, nil, __size_or_nil) { |block| select(&block) } unless block_given?
    found = []
    each { |*elements| found << Enumerable.__one(elements) if yield(Enumerable.__one(elements)) }
    found
  end

  alias filter select
  alias find_all select

  def reject
    return __enumerator(:reject, nil, __size_or_nil) { |block| reject(&block) } unless block_given?
    found = []
    each { |*elements| found << Enumerable.__one(elements) unless yield(Enumerable.__one(elements)) }
    found
  end

  def filter_map
    return __enumerator(:filter_map, nil, __size_or_nil) { |block| filter_map(&block) } unless block_given?
    found = []
    each do |*elements|
      value = yield(*elements)
      found << value if value
    end
    found
  end

  def partition
    return __enumerator(:partition, nil, __size_or_nil) { |block| partition(&block) } unless block_given?
    chosen = []
    others = []
    each { |*elements| (yield(Enumerable.__one(elements)) ? chosen : others) << Enumerable.__one(elements) }
    [chosen, others]
  end

  def find(if_none = nil)
    return __enumerator(:find) { |block| find(&block) } unless block_given?
    each { |*elements| return Enumerable.__one(elements) if yield(Enumerable.__one(elements)) }
    if_none ? if_none.call : nil
  end

  alias detect find

  def find_index(element = (missing = true; nil))
    return __enumerator(:find_index) { |block| find_index(&block) } if missing && !block_given?
    index = 0
    each do |*elements|
      return index if missing ? yield(Enumerable.__one(elements)) : Enumerable.__one(elements) == element
      index = index.__next
    end
    nil
  end

  def first(count = (single = true; nil))
    if single
      each { |*elements| return Enumerable.__one(elements) }
      return nil
    end
    take(count)
  end

  def take(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "attempt to take negative size" if count < 0
    found = []
    return found if count == 0
    each do |*elements|
      found << Enumerable.__one(elements)
      break if found.length >= count
    end
    found
  end

  def take_while
    return __enumerator(:take_while) { |block| take_while(&block) } unless block_given?
    found = []
    each do |*elements|
      break unless yield(Enumerable.__one(elements))
      found << Enumerable.__one(elements)
    end
    found
  end

  def drop(count)
    raise ArgumentError, "attempt to drop negative size" if count < 0
    to_a.drop(count)
  end

  def drop_while
    return __enumerator(:drop_while) { |block| drop_while(&block) } unless block_given?
    found = []
    dropping = true
    each do |*elements|
      dropping = false if dropping && !yield(Enumerable.__one(elements))
      found << Enumerable.__one(elements) unless dropping
    end
    found
  end

  def include?(object)
    each { |*elements| return true if Enumerable.__one(elements) == object }
    false
  end

  alias member? include?

  def count(object = (missing = true; nil))
    total = 0
    each do |*elements|
      total += 1 if missing ? (block_given? ? yield(*elements) : true) : Enumerable.__one(elements) == object
    end
    total
  end

  def all?(pattern = (missing = true; nil))
    each do |*elements|
      fine = missing ? (block_given? ? yield(Enumerable.__one(elements)) : Enumerable.__one(elements)) : pattern === Enumerable.__one(elements)
      return false unless fine
    end
    true
  end

  def any?(pattern = (missing = true; nil))
    each do |*elements|
      fine = missing ? (block_given? ? yield(Enumerable.__one(elements)) : Enumerable.__one(elements)) : pattern === Enumerable.__one(elements)
      return true if fine
    end
    false
  end

  def none?(pattern = (missing = true; nil))
    each do |*elements|
      fine = missing ? (block_given? ? yield(Enumerable.__one(elements)) : Enumerable.__one(elements)) : pattern === Enumerable.__one(elements)
      return false if fine
    end
    true
  end

  def one?(pattern = (missing = true; nil))
    found = 0
    each do |*elements|
      fine = missing ? (block_given? ? yield(Enumerable.__one(elements)) : Enumerable.__one(elements)) : pattern === Enumerable.__one(elements)
      found = found.__next if fine
    end
    found == 1
  end

  def inject(initial = (missing = true; nil), operator = nil)
    return to_a.__inject_operator(missing, initial, operator) unless block_given?
    each do |*elements|
      element = Enumerable.__one(elements)
      if missing
        missing = false
        initial = element
      else
        initial = yield initial, element
      end
    end
    initial
  end

  alias reduce inject

  def sum(total = 0)
    block_given? ? to_a.sum(total) { |element| yield element } : to_a.sum(total)
  end

  def each_with_index(*arguments)
    return __enumerator(:each_with_index, nil, __size_or_nil) { |block| each_with_index(&block) } unless block_given?
    index = 0
    each do |*elements|
      yield Enumerable.__one(elements), index
      index = index.__next
    end
    self
  end

  def each_with_object(object)
    return __enum_with_object(object) unless block_given?
    each { |*elements| yield Enumerable.__one(elements), object }
    object
  end

  def __enum_with_object(object)
    __enumerator(:each_with_object, [object], __size_or_nil) { |block| each_with_object(object, &block) }
  end

  def each_entry
    return __enumerator(:each_entry, nil, __size_or_nil) { |block| each_entry(&block) } unless block_given?
    each { |*elements| yield Enumerable.__one(elements) }
    self
  end

  def reverse_each
    return __enumerator(:reverse_each, nil, __size_or_nil) { |block| reverse_each(&block) } unless block_given?
    to_a.reverse_each { |element| yield element }
    self
  end

  def each_slice(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "invalid slice size" if count < 1
    return __enum_slice(count) unless block_given?
    part = []
    each do |*elements|
      part << Enumerable.__one(elements)
      if part.length == count
        yield part
        part = []
      end
    end
    yield part unless part.empty?
    self
  end

  def __enum_slice(count)
    __enumerator(:each_slice, [count], Enumerable.__parts(__size_or_nil, count)) { |block| each_slice(count, &block) }
  end

  def each_cons(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "invalid size" if count < 1
    return __enum_cons(count) unless block_given?
    part = []
    each do |*elements|
      part.shift if part.length == count
      part << Enumerable.__one(elements)
      yield part.dup if part.length == count
    end
    self
  end

  def __enum_cons(count)
    __enumerator(:each_cons, [count], Enumerable.__runs(__size_or_nil, count)) { |block| each_cons(count, &block) }
  end

  def group_by
    return __enumerator(:group_by, nil, __size_or_nil) { |block| group_by(&block) } unless block_given?
    groups = {}
    each { |*elements| (groups[yield(Enumerable.__one(elements))] ||= []) << Enumerable.__one(elements) }
    groups
  end

  def tally
    counts = {}
    each do |*elements|
      element = Enumerable.__one(elements)
      counts[element] = (counts[element] || 0) + 1
    end
    counts
  end

  def uniq
    block_given? ? to_a.uniq { |element| yield element } : to_a.uniq
  end

  def sort
    block_given? ? to_a.sort { |one, two| yield one, two } : to_a.sort
  end

  def sort_by
    return __enumerator(:sort_by, nil, __size_or_nil) { |block| sort_by(&block) } unless block_given?
    to_a.sort_by { |element| yield element }
  end

  def min(count = nil)
    block_given? ? to_a.min(count) { |one, two| yield one, two } : to_a.min(count)
  end

  def max(count = nil)
    block_given? ? to_a.max(count) { |one, two| yield one, two } : to_a.max(count)
  end

  def minmax
    block_given? ? to_a.minmax { |one, two| yield one, two } : to_a.minmax
  end

  def min_by(count = nil)
    return __enumerator(:min_by, nil, __size_or_nil) { |block| min_by(&block) } unless block_given?
    to_a.min_by(count) { |element| yield element }
  end

  def max_by(count = nil)
    return __enumerator(:max_by, nil, __size_or_nil) { |block| max_by(&block) } unless block_given?
    to_a.max_by(count) { |element| yield element }
  end

  def minmax_by
    return __enumerator(:minmax_by, nil, __size_or_nil) { |block| minmax_by(&block) } unless block_given?
    to_a.minmax_by { |element| yield element }
  end

  def zip(*others)
    rows = to_a.zip(*others)
    return rows unless block_given?
    rows.each { |row| yield row }
    nil
  end

  def cycle(times = nil)
    return __enum_cycle(times) unless block_given?
    to_a.cycle(times) { |element| yield element }
  end

  def __enum_cycle(times)
    __enumerator(:cycle, times ? [times] : nil, Enumerable.__rounds(__size_or_nil, times)) { |block| cycle(times, &block) }
  end

  def compact
    to_a.compact
  end

  # Runs of neighbours: a new one starts where the block says so.
  def slice_when(&block)
    __runs { |one, two| block.call(one, two) }
  end

  def chunk_while(&block)
    __runs { |one, two| !block.call(one, two) }
  end

  def __runs(&split)
    receiver = self
    Enumerator.new do |yielder|
      run = []
      receiver.each do |*elements|
        element = Enumerable.__one(elements)
        if !run.empty? && split.call(run.last, element)
          yielder << run
          run = []
        end
        run << element
      end
      yielder << run unless run.empty?
    end
  end

  # Neighbours with the same key.
  def chunk(&block)
    receiver = self
    Enumerator.new do |yielder|
      run = []
      last = nil
      receiver.each do |*elements|
        element = Enumerable.__one(elements)
        key = block.call(element)
        if !run.empty? && key != last
          yielder.yield(last, run) unless last.nil?
          run = []
        end
        run << element
        last = key
      end
      yielder.yield(last, run) unless run.empty? || last.nil?
    end
  end

  def slice_before(pattern = nil, &block)
    __runs { |_, element| pattern.nil? ? block.call(element) : pattern === element }
  end

  def slice_after(pattern = nil, &block)
    __runs { |element, _| pattern.nil? ? block.call(element) : pattern === element }
  end

  def lazy
    Enumerator::Lazy.__over(self)
  end
end
