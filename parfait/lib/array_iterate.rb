# frozen_string_literal: true

# Iteration: every method is a loop of its own, so that with its block inlined it is just that.
class Array
  include Enumerable

  def each
    return __enumerator(:each, nil, @length) { |block| each(&block) } unless block_given?
    index = 0
    while index < @length
      yield __element(index)
      index = index.__next
    end
    self
  end

  def each_index
    return __enumerator(:each_index, nil, @length) { |block| each_index(&block) } unless block_given?
    index = 0
    while index < @length
      yield index
      index = index.__next
    end
    self
  end

  def each_with_index
    return __enumerator(:each_with_index, nil, @length) { |block| each_with_index(&block) } unless block_given?
    index = 0
    while index < @length
      yield __element(index), index
      index = index.__next
    end
    self
  end

  def reverse_each
    return __enumerator(:reverse_each, nil, @length) { |block| reverse_each(&block) } unless block_given?
    index = @length - 1
    while index >= 0
      yield __element(index) if index < @length
      index = index.__previous
    end
    self
  end

  def map
    return __enumerator(:map, nil, @length) { |block| map(&block) } unless block_given?
    result = [].__room(@length)
    index = 0
    while index < @length
      result.__push(yield(__element(index)))
      index = index.__next
    end
    result
  end

  alias collect map

  def map!
    return __enumerator(:map!, nil, @length) { |block| map!(&block) } unless block_given?
    __modify
    index = 0
    while index < @length
      __put(index, yield(__element(index)))
      index = index.__next
    end
    self
  end

  alias collect! map!

  def flat_map
    return __enumerator(:flat_map, nil, @length) { |block| flat_map(&block) } unless block_given?
    result = []
    index = 0
    while index < @length
      part = yield __element(index)
      part.is_a?(Array) ? result.__append(part) : result.__push(part)
      index = index.__next
    end
    result
  end

  def select
    return __enumerator(:select, nil, @length) { |block| select(&block) } unless block_given?
    result = []
    index = 0
    while index < @length
      element = __element(index)
      result.__push(element) if yield element
      index = index.__next
    end
    result
  end

  alias filter select
  alias find_all select

  def reject
    return __enumerator(:reject, nil, @length) { |block| reject(&block) } unless block_given?
    result = []
    index = 0
    while index < @length
      element = __element(index)
      result.__push(element) unless yield element
      index = index.__next
    end
    result
  end

  def filter_map
    return __enumerator(:filter_map, nil, @length) { |block| filter_map(&block) } unless block_given?
    result = []
    index = 0
    while index < @length
      element = yield __element(index)
      result.__push(element) if element
      index = index.__next
    end
    result
  end

  def partition
    return __enumerator(:partition, nil, @length) { |block| partition(&block) } unless block_given?
    chosen = []
    others = []
    index = 0
    while index < @length
      element = __element(index)
      (yield(element) ? chosen : others).__push(element)
      index = index.__next
    end
    [chosen, others]
  end

  # Keeps the elements whose block is true; were there others?
  def __keep
    __modify
    kept = 0
    index = 0
    while index < @length
      element = __element(index)
      if yield element
        __put(kept, element)
        kept = kept.__next
      end
      index = index.__next
    end
    changed = kept < @length
    __shift_tail(@length, kept - @length)
    changed
  end

  def select!
    return __enumerator(:select!, nil, @length) { |block| select!(&block) } unless block_given?
    __keep { |element| yield element } ? self : nil
  end

  alias filter! select!

  def keep_if
    return __enumerator(:keep_if, nil, @length) { |block| keep_if(&block) } unless block_given?
    __keep { |element| yield element }
    self
  end

  def reject!
    return __enumerator(:reject!, nil, @length) { |block| reject!(&block) } unless block_given?
    __keep { |element| !yield(element) } ? self : nil
  end

  def delete_if
    return __enumerator(:delete_if, nil, @length) { |block| delete_if(&block) } unless block_given?
    __keep { |element| !yield(element) }
    self
  end

  def compact!
    __keep { |element| !element.nil? } ? self : nil
  end

  def find(if_none = nil)
    return __enumerator(:find) { |block| find(&block) } unless block_given?
    index = 0
    while index < @length
      element = __element(index)
      return element if yield element
      index = index.__next
    end
    if_none ? if_none.call : nil
  end

  alias detect find

  def index(element = (missing = true; nil))
    index = 0
    if missing
      return __enumerator(:index) { |block| index(&block) } unless block_given?
      while index < @length
        return index if yield __element(index)
        index = index.__next
      end
    else
      while index < @length
        return index if __element(index) == element
        index = index.__next
      end
    end
    nil
  end

  alias find_index index

  def rindex(element = (missing = true; nil))
    return __enumerator(:rindex) { |block| rindex(&block) } if missing && !block_given?
    index = @length - 1
    while index >= 0
      return index if missing ? yield(__element(index)) : __element(index) == element
      index = index.__previous
    end
    nil
  end

  def include?(element)
    index = 0
    while index < @length
      return true if __element(index) == element
      index = index.__next
    end
    false
  end

  alias member? include?

  def count(element = (missing = true; nil))
    return @length if missing && !block_given?
    total = 0
    index = 0
    while index < @length
      total += 1 if missing ? yield(__element(index)) : __element(index) == element
      index = index.__next
    end
    total
  end

  def all?(pattern = (missing = true; nil))
    index = 0
    while index < @length
      element = __element(index)
      if missing
        return false unless block_given? ? yield(element) : element
      else
        return false unless pattern === element
      end
      index = index.__next
    end
    true
  end

  def any?(pattern = (missing = true; nil))
    index = 0
    while index < @length
      element = __element(index)
      if missing
        return true if block_given? ? yield(element) : element
      elsif pattern === element
        return true
      end
      index = index.__next
    end
    false
  end

  def none?(pattern = (missing = true; nil))
    index = 0
    while index < @length
      element = __element(index)
      if missing
        return false if block_given? ? yield(element) : element
      elsif pattern === element
        return false
      end
      index = index.__next
    end
    true
  end

  def one?(pattern = (missing = true; nil))
    found = 0
    index = 0
    while index < @length
      element = __element(index)
      if missing
        found = found.__next if block_given? ? yield(element) : element
      elsif pattern === element
        found = found.__next
      end
      index = index.__next
    end
    found == 1
  end

  def inject(initial = (missing = true; nil), operator = nil)
    return __inject_operator(missing, initial, operator) unless block_given?
    index = 0
    if missing
      return nil if @length == 0
      initial = __element(0)
      index = 1
    end
    while index < @length
      initial = yield initial, __element(index)
      index = index.__next
    end
    initial
  end

  alias reduce inject

  # `inject(:+)`, `inject(0, :+)`: the usual operators by themselves, others sent by name.
  def __inject_operator(missing, initial, operator)
    index = 0
    if operator.nil?
      raise LocalJumpError, "no block given" if missing
      operator = initial
      return nil if @length == 0
      initial = __element(0)
      index = 1
    end
    operator = operator.to_sym unless operator.is_a?(Symbol)
    case operator
    when :+ then __inject_from(index, initial) { |sum, element| sum + element }
    when :* then __inject_from(index, initial) { |product, element| product * element }
    when :- then __inject_from(index, initial) { |rest, element| rest - element }
    when :| then __inject_from(index, initial) { |one, two| one | two }
    when :& then __inject_from(index, initial) { |one, two| one & two }
    when :^ then __inject_from(index, initial) { |one, two| one ^ two }
    else __inject_from(index, initial) { |one, two| one.__send__(operator, two) }
    end
  end

  def __inject_from(index, value)
    while index < @length
      value = yield value, __element(index)
      index = index.__next
    end
    value
  end

  def sum(total = 0)
    index = 0
    while index < @length
      element = block_given? ? yield(__element(index)) : __element(index)
      return __float_sum(total, element, index + 1) { |each| block_given? ? yield(each) : each } if element.is_a?(Float)
      total += element
      index = index.__next
    end
    total
  end

  # Floats are added with what was lost kept apart (Kahan and Babuska), as CRuby does.
  def __float_sum(total, element, index)
    return __plain_sum(total + element, index) { |each| yield each } unless total.is_a?(Numeric)
    total = total.to_f
    lost = 0.0
    while true
      return __plain_sum(total + lost + element, index) { |each| yield each } unless element.is_a?(Numeric)
      number = element.to_f
      sum = total + number
      if !number.finite? || !sum.finite?
        total = sum
      else
        lost += total.abs >= number.abs ? total - sum + number : number - sum + total
        total = sum
      end
      return total.finite? ? total + lost : total if index >= @length
      element = yield __element(index)
      index = index.__next
    end
  end

  def __plain_sum(total, index)
    while index < @length
      total += yield(__element(index))
      index = index.__next
    end
    total
  end

  def each_slice(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "invalid slice size" if count < 1
    return __enum_slices(count) unless block_given?
    index = 0
    while index < @length
      yield __slice(index, [count, @length - index].min)
      index += count
    end
    self
  end

  def __enum_slices(count)
    __enumerator(:each_slice, [count], Enumerable.__parts(@length, count)) { |block| each_slice(count, &block) }
  end

  def each_cons(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "invalid size" if count < 1
    return __enum_cons(count) unless block_given?
    index = 0
    while index + count <= @length
      yield __slice(index, count)
      index = index.__next
    end
    self
  end

  def __enum_cons(count)
    __enumerator(:each_cons, [count], Enumerable.__runs(@length, count)) { |block| each_cons(count, &block) }
  end

  def take_while
    return __enumerator(:take_while) { |block| take_while(&block) } unless block_given?
    index = 0
    index = index.__next while index < @length && yield(__element(index))
    __slice(0, index)
  end

  def drop_while
    return __enumerator(:drop_while) { |block| drop_while(&block) } unless block_given?
    index = 0
    index = index.__next while index < @length && yield(__element(index))
    __slice(index, @length - index)
  end

  def cycle(times = nil)
    times = Kernel.__to_small(times) unless times.nil?
    return __enum_cycle(times) unless block_given?
    while (times.nil? || times > 0) && @length > 0
      each { |element| yield element }
      times -= 1 if times
    end
    nil
  end

  def bsearch_index
    low = 0
    high = @length
    found = nil
    while low < high
      middle = (low + high) / 2
      answer = yield __element(middle)
      return middle if answer == 0
      if answer == true || (answer.is_a?(Integer) && answer < 0)
        found = middle if answer == true
        high = middle
      else
        low = middle + 1
      end
    end
    found
  end

  def bsearch
    return __enumerator(:bsearch) { |block| bsearch(&block) } unless block_given?
    low = 0
    high = @length
    found = nil
    while low < high
      middle = (low + high) / 2
      answer = yield __element(middle)
      if answer == true || answer == 0
        found = __element(middle)
        return found if answer == 0
        high = middle
      elsif answer.is_a?(Integer) && answer < 0
        high = middle
      else
        low = middle + 1
      end
    end
    found
  end
end
