# frozen_string_literal: true

# Arrays: a storage, where the elements start in it, and how many there are.
class Array
  # Makes room for so many elements in a new array.
  machine def __room(capacity)
    @store = allocate_storage(capacity)
    self
  end

  def __storage
    @store
  end

  def __first_slot
    @start
  end

  def self.[](*elements)
    new(elements)
  end

  def self.try_convert(object)
    object.is_a?(Array) ? object : nil
  end

  def initialize(size = 0, element = nil)
    if size.is_a?(Array)
      __become(size)
    else
      size = Kernel.__to_small(size)
      raise ArgumentError, "negative array size" if size < 0
      raise ArgumentError, "array size too big" if size > 1152921504606846975
      __set_empty(size)
      if block_given?
        __fill_by(size) { |index| yield index }
      else
        __fill(size, element)
      end
    end
  end

  machine def __set_empty(capacity)
    @store = allocate_storage(capacity)
    @start = 0
    @length = 0
    nil
  end

  machine def __fill(size, element)
    store = @store
    index = 0
    while index < size
      storage_set(store, index, element)
      index = index.__next
    end
    @length = size
    self
  end

  def __fill_by(size)
    index = 0
    while index < size
      __push(yield(index))
      index = index.__next
    end
  end

  # Takes over another array's elements.
  machine def __become(other)
    length = other.length
    store = allocate_storage(length)
    storage_copy(other.__storage, other.__first_slot, store, 0, length)
    @store = store
    @start = 0
    @length = length
    self
  end

  machine def dup
    return [].__become(self) if exactly?(self, Array)
    super
  end

  machine def __copy
    copy = exactly?(self, Array) ? [] : allocate_object(class_of(self))
    copy.__become(self)
  end

  def initialize_copy(other)
    __become(Kernel.__to_ary(other))
  end

  machine def length
    @length
  end

  machine def size
    @length
  end

  machine def empty?
    small_eq(@length, 0)
  end

  # Elements for the targets of a multiple assignment.
  def __at(index)
    index < @length ? __element(index) : nil
  end

  def __middle(before, after)
    count = @length - before - after
    count > 0 ? __slice(before, count) : []
  end

  def __last(before, after, at)
    __at(@length >= before + after ? @length - after + at : before + at)
  end

  # The element at an index that is known to be inside.
  # Where in the store an element is. The sum of two small integers' bits is that of their sum.
  machine def __place(index)
    small(word_sar(bits(@start) + bits(index), 1))
  end

  machine def __element(index)
    storage_get(@store, __place(index))
  end

  machine def __put(index, element)
    storage_set(@store, __place(index), element)
    element
  end

  machine def [](index, count = nothing())
    if undefined(count) && exactly?(index, Small)
      return storage_get(@store, __place(index)) if word_below(word(index), word(@length))
      return __from_end(index)
    end
    undefined(count) ? __index(index) : __part(index, count)
  end

  machine def __from_end(index)
    index = small(word(index) + word(@length))
    word_below(word(index), word(@length)) ? __element(index) : nil
  end

  def __index(index)
    case index
    when Range
      bounds = index.__bounds(@length)
      bounds.nil? ? nil : __slice(bounds[0], bounds[1])
    when Integer then raise RangeError, "bignum too big to convert into 'long'"
    else
      self[Kernel.__to_small(index)]
    end
  end

  def slice(*arguments)
    self[*arguments]
  end

  def __part(from, count)
    from = Kernel.__to_small(from)
    count = Kernel.__to_small(count)
    from += @length if from < 0
    return nil if from < 0 || from > @length || count < 0
    __slice(from, [count, @length - from].min)
  end

  machine def __slice(from, count)
    part = [].__room(count)
    storage_copy(@store, small(word(@start) + word(from)), part.__storage, 0, count)
    part.__set_length(count)
  end

  def at(index)
    self[Kernel.__to_small(index)]
  end

  def dig(index, *rest)
    element = self[index]
    return element if rest.empty? || element.nil?
    raise TypeError, "#{Kernel.__class_name(element)} does not have #dig method" unless element.respond_to?(:dig)
    element.dig(*rest)
  end

  machine def []=(index, count, element = nothing())
    if undefined(element)
      if exactly?(index, Small) && word_below(word(index), word(@length))
        __modify
        storage_set(@store, __place(index), count)
        return count
      end
      return __set(index, count)
    end
    __set_part(index, count, element)
  end

  def __set(index, element)
    __modify
    if index.is_a?(Range)
      bounds = index.__bounds_to_write(@length)
      __replace(bounds[0], bounds[1], element.is_a?(Array) ? element : [element])
    else
      index = Kernel.__to_small(index)
      position = index < 0 ? index + @length : index
      raise IndexError, "index #{index} too small for array; minimum: -#{@length}" if position < 0
      __set_beyond(position, element)
    end
    element
  end

  def __set_beyond(position, element)
    if position == @length
      __push(element)
    else
      __extend(position + 1) if position > @length
      __put(position, element)
    end
  end

  def __set_part(from, count, element)
    __modify
    raise IndexError, "negative length (#{count})" if count < 0
    position = from < 0 ? from + @length : from
    raise IndexError, "index #{from} too small for array; minimum: -#{@length}" if position < 0
    __replace(position, count, element.is_a?(Array) ? element : [element])
    element
  end

  # Puts other elements where `count` elements are from an index on.
  def __replace(from, count, elements)
    elements = elements.dup if elements.equal?(self)
    __extend(from) if from > @length
    count = @length - from if count > @length - from
    __shift_tail(from + count, elements.length - count)
    __write(from, elements)
    self
  end

  machine def __write(from, elements)
    storage_copy(elements.__storage, elements.__first_slot, @store, small(word(@start) + word(from)), elements.length)
  end

  # Moves the elements from an index on by a number of places, which changes the length.
  machine def __shift_tail(from, places)
    return nil if small_eq(places, 0)
    length = @length
    __reserve(length + places)
    storage_copy(@store, @start + from, @store, @start + from + places, length - from)
    __forget(length + places, length) if small_lt(places, 0)
    @length = length + places
    nil
  end

  # Slots that hold no element any more are nil, so that they keep nothing alive; raw, so that nil does not become an element's type.
  machine def __forget(from, to)
    at = bytes_address(@store) + (word(@start) + word(from)) * 8
    last = bytes_address(@store) + (word(@start) + word(to)) * 8
    while at < last
      store_word(at, 13)
      at += 8
    end
    nil
  end

  # Grows to a length with nils.
  machine def __extend(length)
    __reserve(length)
    index = @length
    while index < length
      __put(index, nil)
      index += 1
    end
    @length = length
    nil
  end

  # Room for so many elements behind `@start`.
  machine def __reserve(capacity)
    __grow(capacity) if word(@start) + word(capacity) > word(storage_length(@store))
    nil
  end

  machine def __grow(capacity)
    length = @length
    wanted = word(length) + word_shr(word(length), 1) + 4
    wanted = word(capacity) if wanted < word(capacity)
    store = allocate_storage(small(wanted))
    storage_copy(@store, @start, store, 0, length)
    @store = store
    @start = 0
    nil
  end

  machine def <<(element)
    __modify
    __push(element)
    self
  end

  machine def __push(element)
    length = @length
    index = small(word(@start) + word(length))
    if small_ge(index, storage_length(@store))
      __grow(small(word(length) + 1))
      index = length
    end
    storage_set(@store, index, element)
    @length = small(word(length) + 1)
    self
  end

  def push(*elements)
    __modify
    __append(elements)
  end

  def __push_1(element)
    __modify
    __push(element)
  end

  def append(*elements)
    push(*elements)
  end

  def __append(elements)
    length = @length
    elements = elements.dup if elements.equal?(self)
    longer = __sum_of_lengths(elements)
    __reserve(longer)
    __write(length, elements)
    __set_length(longer)
  end

  def first(count = (single = true; nil))
    return @length == 0 ? nil : __element(0) if single
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative array size" if count < 0
    take(count)
  end

  def last(count = (single = true; nil))
    return @length == 0 ? nil : __element(@length - 1) if single
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative array size" if count < 0
    count = @length if count > @length
    __slice(@length - count, count)
  end

  def take(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "attempt to take negative size" if count < 0
    __slice(0, count < @length ? count : @length)
  end

  def drop(count)
    count = Kernel.__to_small(count)
    raise ArgumentError, "attempt to drop negative size" if count < 0
    count = @length if count > @length
    __slice(count, @length - count)
  end

  def fetch(index, default = (missing = true; nil))
    index = Kernel.__to_small(index)
    position = index < 0 ? index + @length : index
    return __element(position) if position >= 0 && position < @length
    return yield(index) if block_given?
    return default unless missing
    raise IndexError, "index #{index} outside of array bounds: #{-@length}...#{@length}"
  end

  def values_at(*indexes)
    found = []
    indexes.each { |index| index.is_a?(Range) ? found.concat(self[index]) : found << self[index] }
    found
  end

  def to_a
    self
  end

  def to_ary
    self
  end

  def entries
    dup
  end

  def to_h
    hash = {}
    each_with_index do |element, index|
      pair = block_given? ? yield(element) : element
      place = block_given? ? "(expected array)" : "at #{index} (expected array)"
      raise TypeError, "wrong element type #{Kernel.__class_name(pair)} #{place}" unless pair.is_a?(Array)
      unless pair.length == 2
        place = block_given? ? "element has wrong array length" : "wrong array length at #{index}"
        raise ArgumentError, "#{place} (expected 2, was #{pair.length})"
      end
      hash[pair[0]] = pair[1]
    end
    hash
  end
end
