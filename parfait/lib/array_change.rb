# frozen_string_literal: true

# What changes an array: at its ends, and in between.
class Array
  machine def __sum_of_lengths(other)
    small(word(@length) + word(other.length))
  end

  machine def __set_length(length)
    @length = length
    self
  end

  # What `*object` adds in a literal or in arguments.
  def __push_all(object)
    __append(Array.__splat(object))
  end

  def self.__splat(object)
    case object
    when Array then object
    when nil then []
    when Hash, Range, Struct then object.to_a
    else object.respond_to?(:to_a) ? object.to_a : [object]
    end
  end

  # What a multiple assignment takes apart.
  def self.__spread(object)
    case object
    when Array then object
    when nil then [nil]
    else object.respond_to?(:to_ary) ? object.to_ary : [object]
    end
  end

  machine def pop(count = nothing())
    __modify
    return __pop_some(count) unless undefined(count)
    return nil if small_eq(@length, 0)
    last = small(word(@length) - 1)
    element = __element(last)
    __forget(last, small(word(last) + 1))
    @length = last
    element
  end

  def __pop_some(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative array size" if count < 0
    count = @length if count > @length
    part = __slice(@length - count, count)
    __shift_tail(@length, -count)
    part
  end

  machine def shift(count = nothing())
    __modify
    return __shift_some(count) unless undefined(count)
    return nil if small_eq(@length, 0)
    element = __element(0)
    __forget(0, 1)
    @start = small(word(@start) + 1)
    @length = small(word(@length) - 1)
    element
  end

  def __shift_some(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative array size" if count < 0
    count = @length if count > @length
    part = __slice(0, count)
    __shift_tail(count, -count)
    part
  end

  def unshift(*elements)
    __modify
    __replace(0, 0, elements)
  end

  # One element fits before the first, if some were shifted out or by making room there.
  machine def __unshift_1(element)
    __modify
    __make_front if small_eq(@start, 0)
    start = small(word(@start) - 1)
    storage_set(@store, start, element)
    @start = start
    @length = small(word(@length) + 1)
    self
  end

  machine def __make_front
    length = @length
    front = length / 2 + 4
    store = allocate_storage(front + length)
    storage_copy(@store, @start, store, front, length)
    @store = store
    @start = front
    nil
  end

  def prepend(*elements)
    unshift(*elements)
  end

  def insert(index, *elements)
    __modify
    index = Kernel.__to_small(index)
    position = index < 0 ? index + @length + 1 : index
    raise IndexError, "index #{index} too small for array; minimum: -#{@length + 1}" if position < 0
    elements.empty? ? self : __replace(position, 0, elements)
  end

  def concat(*others)
    __modify
    others.each { |other| __append(Kernel.__to_ary(other)) }
    self
  end

  def replace(other)
    __modify
    __become(Kernel.__to_ary(other))
  end

  def clear
    __modify
    __set_empty(0)
    self
  end

  def delete_at(index)
    __modify
    index = Kernel.__to_small(index)
    index += @length if index < 0
    return nil if index < 0 || index >= @length
    element = __element(index)
    __shift_tail(index + 1, -1)
    element
  end

  def delete(element)
    found = nil
    length = @length
    reject! do |other|
      equal = other == element
      found = other if equal
      equal
    end
    return found if @length < length
    block_given? ? yield(element) : nil
  end

  def slice!(index, count = nil)
    __modify
    if count
      part = self[index, count]
      __replace(index < 0 ? index + @length : index, count, []) if part
      part
    elsif index.is_a?(Range)
      bounds = index.__bounds(@length)
      return nil if bounds.nil?
      part = __slice(bounds[0], bounds[1])
      __replace(bounds[0], bounds[1], [])
      part
    else
      delete_at(index)
    end
  end

  def fill(*arguments)
    __modify
    least = block_given? ? 0 : 1
    __wrong_arguments(arguments.length, least, least + 2) if arguments.length < least || arguments.length > least + 2
    element = block_given? ? nil : arguments.shift
    from = arguments[0] || 0
    count = arguments[1]
    if from.is_a?(Range)
      bounds = from.__bounds_to_write(@length)
      from = bounds[0]
      count = bounds[1]
    end
    from += @length if from < 0
    last = count ? from + count : @length
    __extend(last) if last > @length
    while from < last
      __put(from, block_given? ? yield(from) : element)
      from = from.__next
    end
    self
  end
end
