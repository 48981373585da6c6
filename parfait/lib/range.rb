# frozen_string_literal: true

# Ranges; those of small integers are loops.
class Range
  include Enumerable

  machine def self.__make(first, last, exclude_end)
    unless exactly?(first, Small) && exactly?(last, Small)
      __check(first, last)
    end
    allocate_object(Range).__set(first, last, exclude_end)
  end

  def self.__check(first, last)
    return if first.nil? || last.nil? || (first.is_a?(Integer) && last.is_a?(Integer))
    raise ArgumentError, "bad value for range" if (first <=> last).nil?
  end

  def initialize(first, last, exclude_end = false)
    Range.__check(first, last)
    __set(first, last, exclude_end ? true : false)
  end

  def __set(first, last, exclude_end)
    @first = first
    @last = last
    @exclude_end = exclude_end
    __freeze
  end

  def begin
    @first
  end

  def end
    @last
  end

  def exclude_end?
    @exclude_end
  end

  def first(count = (single = true; nil))
    raise RangeError, "cannot get the first element of beginless range" if @first.nil?
    return @first if single
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative array size (or size too big)" if count < 0
    found = []
    each do |element|
      break if found.length >= count
      found << element
    end
    found
  end

  def last(count = (single = true; nil))
    raise RangeError, "cannot get the last element of endless range" if @last.nil?
    single ? @last : to_a.last(count)
  end

  # Start and count within a length, for reading; nil if the start is outside.
  def __bounds(length)
    first = @first.nil? ? 0 : Kernel.__to_int(@first)
    first += length if first < 0
    return nil if first < 0 || first > length
    [first, __count_from(first, length)]
  end

  def __count_from(first, length)
    last = @last.nil? ? -1 : Kernel.__to_int(@last)
    last += length if last < 0
    last -= 1 if @exclude_end && !@last.nil?
    last = length - 1 if last >= length
    last < first ? 0 : last - first + 1
  end

  # The same for writing, where the end may be beyond.
  def __bounds_to_write(length)
    first = @first.nil? ? 0 : Kernel.__to_int(@first)
    first += length if first < 0
    raise RangeError, "#{self} out of range" if first < 0
    last = @last.nil? ? length - 1 : Kernel.__to_int(@last)
    last += length if last < 0
    last -= 1 if @exclude_end && !@last.nil?
    [first, last < first ? 0 : last - first + 1]
  end

  def each
    return __enumerator(:each, nil, __size_or_nil) { |block| each(&block) } unless block_given?
    first = @first
    last = @last
    if first.is_a?(Integer) && first.__both_small?(last)
      while first < last
        yield first
        first = first.__next
      end
      yield first if first == last && !@exclude_end
    elsif first.is_a?(Integer) && (last.is_a?(Integer) || last.nil?)
      if last.nil?
        while true
          yield first
          first += 1
        end
      end
      last -= 1 if @exclude_end
      while first <= last
        yield first
        first += 1
      end
    else
      __each_successor { |element| yield element }
    end
    self
  end

  def __size_or_nil
    @first.is_a?(Integer) ? size : nil
  end

  def __each_successor
    first = @first
    raise TypeError, "can't iterate from #{first.class}" unless first.respond_to?(:succ)
    return first.upto(@last, @exclude_end) { |text| yield text } if first.is_a?(String) && !@last.nil?
    while @last.nil? || (first <=> @last) < 0
      yield first
      first = first.succ
    end
    yield first if !@exclude_end && first == @last
  end

  def reverse_each
    return __enumerator(:reverse_each, nil, __size_or_nil) { |block| reverse_each(&block) } unless block_given?
    raise TypeError, "can't iterate from #{@last.class}" if @last.nil?
    unless @first.is_a?(Integer) && @last.is_a?(Integer)
      to_a.reverse_each { |element| yield element }
      return self
    end
    index = @exclude_end ? @last - 1 : @last
    while index >= @first
      yield index
      index -= 1
    end
    self
  end

  def map
    return __enumerator(:map, nil, __size_or_nil) { |block| map(&block) } unless block_given?
    result = []
    each { |element| result.__push(yield(element)) }
    result
  end

  alias collect map

  def select
    return __enumerator(:select, nil, __size_or_nil) { |block| select(&block) } unless block_given?
    result = []
    each { |element| result.__push(element) if yield element }
    result
  end

  alias filter select

  def to_a
    raise RangeError, "cannot convert endless range to an array" if @last.nil?
    result = []
    each { |element| result.__push(element) }
    result
  end

  alias entries to_a

  def size
    return Float::INFINITY if @last.nil? && @first.is_a?(Integer)
    unless @first.is_a?(Integer)
      raise TypeError, "can't iterate from #{@first.class}" if @first.nil? || @first.is_a?(Numeric)
      return nil
    end
    return Float::INFINITY if @last.is_a?(Float) && @last.infinite? && @last > 0
    last = @last.is_a?(Float) ? @last.floor : @last
    return 0 unless last.is_a?(Integer)
    last -= 1 if @exclude_end && last == @last
    last < @first ? 0 : last - @first + 1
  end

  def count(element = (missing = true; nil))
    return size if missing && !block_given? && @first.is_a?(Integer)
    total = 0
    each { |other| total += 1 if missing ? (block_given? ? yield(other) : true) : other == element }
    total
  end

  def cover?(object)
    return cover?(object.begin) && cover?(object.end) if object.is_a?(Range)
    unless @first.nil?
      order = (@first <=> object)
      return false if order.nil? || order > 0
    end
    return true if @last.nil?
    order = (object <=> @last)
    return false if order.nil?
    @exclude_end ? order < 0 : order <= 0
  end

  def include?(object)
    return cover?(object) if @first.is_a?(Numeric) || @last.is_a?(Numeric)
    raise TypeError, "cannot determine inclusion in beginless/endless ranges" if @first.nil? || @last.nil?
    each { |element| return true if element == object }
    false
  end

  alias member? include?

  def ===(object)
    cover?(object)
  end

  def min(count = nil)
    return to_a.min(count) { |one, two| yield one, two } if block_given?
    return to_a.min(count) if count
    raise RangeError, "cannot get the minimum of beginless range" if @first.nil?
    return nil if !@last.nil? && __empty?
    @first
  end

  def max(count = nil)
    return to_a.max(count) { |one, two| yield one, two } if block_given?
    return to_a.max(count) if count
    raise RangeError, "cannot get the maximum of endless range" if @last.nil?
    return nil if __empty?
    return @last - 1 if @exclude_end && @last.is_a?(Integer)
    raise TypeError, "cannot exclude non Integer end value" if @exclude_end
    @last
  end

  def __empty?
    order = (@first <=> @last)
    order > 0 || (order == 0 && @exclude_end)
  end

  def minmax
    [min, max]
  end

  def sum(total = 0)
    if !block_given? && @first.is_a?(Integer) && @last.is_a?(Integer)
      last = @exclude_end ? @last - 1 : @last
      return last < @first ? total : total + (@first + last) * (last - @first + 1) / 2
    end
    each { |element| total += block_given? ? yield(element) : element }
    total
  end

  def step(step = 1)
    return __enum_step(step) unless block_given?
    Range.__check_step(step) if @first.is_a?(Numeric)
    if @first.is_a?(Float) || step.is_a?(Float) || @last.is_a?(Float)
      Float.__each_step(@first.to_f, @last.nil? ? nil : @last.to_f, step.to_f, @exclude_end) { |number| yield number }
    elsif @first.is_a?(Integer)
      number = @first
      while @last.nil? || (step > 0 ? number < @last : number > @last) || (number == @last && !@exclude_end)
        yield number
        number += step
      end
    else
      index = 0
      each do |element|
        yield element if index % step == 0
        index += 1
      end
    end
    self
  end

  def self.__check_step(step)
    raise TypeError, "#{Kernel.__kind(step)} can't be coerced into Integer" unless step.is_a?(Numeric)
    raise ArgumentError, "step can't be 0" if step == 0
  end

  def %(step)
    return self.step(step) { |element| yield element } if block_given?
    return __enumerator(:%, [step]) { |block| self.step(step, &block) } unless @first.is_a?(Numeric)
    Enumerator::ArithmeticSequence.new(@first, @last, step, @exclude_end, "((#{inspect}).%(#{step.inspect}))")
  end

  def __enum_step(step)
    Range.__check_step(step) if @first.is_a?(Numeric)
    return __enumerator(:step, [step]) { |block| self.step(step, &block) } unless @first.is_a?(Numeric)
    Enumerator::ArithmeticSequence.new(@first, @last, step, @exclude_end, "((#{inspect}).step(#{step.inspect}))")
  end

  def bsearch
    low = @first
    high = @exclude_end ? @last - 1 : @last
    found = nil
    while low <= high
      middle = (low + high) / 2
      answer = yield middle
      return middle if answer == 0
      if answer == true || (answer.is_a?(Integer) && answer < 0)
        found = middle if answer == true
        high = middle - 1
      else
        low = middle + 1
      end
    end
    found
  end

  def ==(other)
    other.is_a?(Range) && @first == other.begin && @last == other.end && @exclude_end == other.exclude_end?
  end

  def eql?(other)
    other.is_a?(Range) && @first.eql?(other.begin) && @last.eql?(other.end) && @exclude_end == other.exclude_end?
  end

  def hash
    [@first, @last, @exclude_end].hash
  end

  def to_s
    "#{@first}#{@exclude_end ? "..." : ".."}#{@last}"
  end

  def inspect
    "#{@first.inspect unless @first.nil? && !@last.nil?}#{@exclude_end ? "..." : ".."}#{@last.inspect unless @last.nil? && !@first.nil?}"
  end

  def dup
    self
  end

  def clone(freeze: nil)
    self
  end
end
