# frozen_string_literal: true

# Sorting: merges, or, of many elements that words can stand for, by digits; both are stable.
class Array
  def sort
    return dup.__sort { |one, two| __checked_order(yield(one, two), one, two) } if block_given?
    dup.__sort_plain
  end

  def sort!
    __modify
    return __sort { |one, two| __checked_order(yield(one, two), one, two) } if block_given?
    __sort_plain
  end

  # What a block or `<=>` says, as an integer.
  def __checked_order(order, one, two)
    Comparable.__failed(one, two) if order.nil?
    order
  end

  def __sort_plain
    if __all_small?
      @length > 200 ? __sort_small_words : __sort_small
    elsif @length > 200 && __sort_by_kind(self) { |one, two| one <=> two }
      self
    elsif all? { |element| element.is_a?(String) }
      __sort { |one, two| one <=> two }
    else
      __sort { |one, two| __checked_order(one <=> two, one, two) }
    end
  end

  # Sorts the elements by keys that are all small integers, floats or strings: nil if they are not.
  def __sort_by_kind(keys)
    strings = keys.__element(0).is_a?(String)
    words = keys.__words
    return nil if words.nil?
    __sort_by_words(words, Array.__differences(words))
    __settle(words) { |one, two| yield one, two } if strings
    self
  end

  def __words
    case __element(0)
    when Integer then __small_words
    when Float then __float_words
    when String then __string_words
    end
  end

  # Words in a Bytes that are in the order of the elements, taken as unsigned: nil unless all are small integers.
  machine def __small_words
    words = allocate_bytes(small(word(@length) * 8))
    index = 0
    while small_lt(index, @length)
      element = __element(index)
      return nil unless exactly?(element, Small)
      store_word(bytes_address(words) + word(index) * 8, word_xor(word(element), word_shl(1, 63)))
      index += 1
    end
    words
  end

  # The same of floats, none of them NaN; the zeros are equal.
  machine def __float_words
    words = allocate_bytes(small(word(@length) * 8))
    index = 0
    while small_lt(index, @length)
      element = __element(index)
      return nil unless exactly?(element, Float) && float_eq(element, element)
      bits = float_bits(element)
      bits = word(0) if float_eq(element, 0.0)
      store_word(bytes_address(words) + word(index) * 8, bits < 0 ? word_xor(bits, -1) : word_xor(bits, word_shl(1, 63)))
      index += 1
    end
    words
  end

  # The first eight bytes of strings: those in which they agree have to be settled.
  machine def __string_words
    words = allocate_bytes(small(word(@length) * 8))
    index = 0
    while small_lt(index, @length)
      element = __element(index)
      return nil unless exactly?(element, String)
      store_word(bytes_address(words) + word(index) * 8, element.__first_bytes)
      index += 1
    end
    words
  end

  # The bits in which some of the words differ from the first.
  machine def self.__differences(words)
    at = bytes_address(words)
    last = at + word(storage_length(words))
    first = load_word(at)
    bits = word(0)
    while at < last
      bits = word_or(bits, word_xor(load_word(at), first))
      at += 8
    end
    bits
  end

  # Sorts the elements by their words, eight bits at a time from the lowest (radix sort). The words get sorted, too.
  machine def __sort_by_words(words, differences)
    keys = words
    store = allocate_storage(@length)
    spare = allocate_storage(@length)
    spare_keys = allocate_bytes(storage_length(words))
    places = allocate_bytes(2048)
    storage_copy(@store, @start, store, 0, @length)
    shift = word(0)
    while shift < 64
      if word_and(word_shr(differences, shift), 255) != 0
        Array.__count_digits(keys, shift, bytes_address(places))
        Array.__distribute(keys, store, shift, bytes_address(places), spare_keys, spare)
        sorted = spare
        spare = store
        store = sorted
        sorted_keys = spare_keys
        spare_keys = keys
        keys = sorted_keys
      end
      shift += 8
    end
    memory_copy(bytes_address(keys), bytes_address(words), word(storage_length(words)))
    @store = store
    @start = 0
    self
  end

  # Small integers, which are in their words already.
  machine def __sort_small_words
    words = __small_words
    differences = Array.__differences(words)
    spare = allocate_bytes(storage_length(words))
    places = allocate_bytes(2048)
    shift = word(0)
    while shift < 64
      if word_and(word_shr(differences, shift), 255) != 0
        Array.__count_digits(words, shift, bytes_address(places))
        Array.__distribute_words(words, shift, bytes_address(places), spare)
        sorted = spare
        spare = words
        words = sorted
      end
      shift += 8
    end
    index = 0
    while small_lt(index, @length)
      __put(index, small(word_xor(load_word(bytes_address(words) + word(index) * 8), word_shl(1, 63))))
      index = small(word(index) + 1)
    end
    self
  end

  machine def self.__distribute_words(keys, shift, places, target)
    at = bytes_address(keys)
    last = at + word(storage_length(keys))
    to = bytes_address(target)
    while at < last
      key = load_word(at)
      place = places + word_and(word_shr(key, shift), 255) * 8
      position = load_word(place)
      store_word(place, position + 1)
      store_word(to + position * 8, key)
      at += 8
    end
    nil
  end

  # Where those with each digit begin.
  machine def self.__count_digits(keys, shift, places)
    memory_fill(places, 0, 2048)
    at = bytes_address(keys)
    last = at + word(storage_length(keys))
    while at < last
      place = places + word_and(word_shr(load_word(at), shift), 255) * 8
      store_word(place, load_word(place) + 1)
      at += 8
    end
    last = places + 2048
    sum = word(0)
    while places < last
      count = load_word(places)
      store_word(places, sum)
      sum = sum + count
      places += 8
    end
    nil
  end

  machine def self.__distribute(keys, store, shift, places, target_keys, target)
    from = bytes_address(keys)
    to = bytes_address(target_keys)
    index = word(0)
    length = word(storage_length(store))
    while index < length
      key = load_word(from + index * 8)
      place = places + word_and(word_shr(key, shift), 255) * 8
      position = load_word(place)
      store_word(place, position + 1)
      store_word(to + position * 8, key)
      storage_set(target, small(position), storage_get(store, small(index)))
      index += 1
    end
    nil
  end

  # Sorts elements that have the same word.
  def __settle(words)
    from = 0
    while from < @length
      last = __run_end(words, from)
      if last > from.__next
        part = __slice(from, last - from).__sort { |one, two| yield one, two }
        __put_from(from, part)
      end
      from = last
    end
    self
  end

  machine def __run_end(words, from)
    key = load_word(bytes_address(words) + word(from) * 8)
    from = small(word(from) + 1)
    while small_lt(from, @length) && load_word(bytes_address(words) + word(from) * 8) == key
      from = small(word(from) + 1)
    end
    from
  end

  machine def __put_from(index, part)
    storage_copy(part.__storage, part.__first_slot, @store, small(word(@start) + word(index)), part.length)
    nil
  end

  # The lowest bit of a small integer's word is 0.
  machine def __all_small?
    at = bytes_address(@store) + word(@start) * 8
    last = at + word(@length) * 8
    bits = word(0)
    while at < last && word_and(bits, 1) == 0
      bits = load_word(at)
      at += 8
    end
    word_and(bits, 1) == 0
  end

  # Runs of eight by insertion, then merged into each other.
  def __sort
    length = @length
    from = 0
    while from < length
      __insertion_sort(from, from + 8 < length ? from + 8 : length) { |one, two| yield one, two }
      from += 8
    end
    return self if length <= 8
    spare = Array.new(length)
    width = 8
    while width < length
      __merge_all(width, spare) { |one, two| yield one, two }
      width *= 2
    end
    self
  end

  def __insertion_sort(from, to)
    index = from + 1
    while index < to
      element = __element(index)
      hole = index
      while hole > from && yield(__element(hole.__previous), element) > 0
        __put(hole, __element(hole.__previous))
        hole = hole.__previous
      end
      __put(hole, element)
      index = index.__next
    end
  end

  def __merge_all(width, spare)
    from = 0
    while from + width < @length
      last = from + width * 2
      last = @length if last > @length
      __merge(from, from + width, last, spare) { |one, two| yield one, two }
      from = last
    end
  end

  # Merges from...middle with middle...last; the first part is put aside.
  def __merge(from, middle, last, spare)
    return if yield(__element(middle - 1), __element(middle)) <= 0
    count = middle - from
    spare.__take_over(self, from, count)
    left = 0
    right = middle
    at = from
    while left < count
      if right < last && yield(spare.__element(left), __element(right)) > 0
        __put(at, __element(right))
        right = right.__next
      else
        __put(at, spare.__element(left))
        left = left.__next
      end
      at = at.__next
    end
  end

  machine def __take_over(other, from, count)
    storage_copy(other.__storage, other.__first_slot + from, @store, @start, count)
  end

  # Small integers by themselves: runs of eight, then merged from one storage into the other and back.
  machine def __sort_small
    first = @start
    last = small(word(first) + word(@length))
    from = first
    while small_lt(from, last)
      __insert_small(from, __nearer(small(word(from) + 8), last))
      from = small(word(from) + 8)
    end
    spare = allocate_storage(small_gt(@length, 8) ? storage_length(@store) : 0)
    width = 8
    while small_lt(width, @length)
      __merge_small(@store, spare, width, first, last)
      sorted = spare
      spare = @store
      @store = sorted
      width = small(word(width) * 2)
    end
    self
  end

  machine def __nearer(one, two)
    small_lt(one, two) ? one : two
  end

  machine def __insert_small(from, to)
    index = small(word(from) + 1)
    while small_lt(index, to)
      element = storage_get(@store, index)
      hole = index
      while small_gt(hole, from) && small_gt(storage_get(@store, small(word(hole) - 1)), element)
        storage_set(@store, hole, storage_get(@store, small(word(hole) - 1)))
        hole = small(word(hole) - 1)
      end
      storage_set(@store, hole, element)
      index = small(word(index) + 1)
    end
    nil
  end

  # Merges each two neighbouring runs.
  machine def __merge_small(source, target, width, first, last)
    from = first
    while small_lt(from, last)
      middle = __nearer(small(word(from) + word(width)), last)
      to = __nearer(small(word(middle) + word(width)), last)
      __merge_two(source, target, from, middle, to)
      from = to
    end
    nil
  end

  machine def __merge_two(source, target, from, middle, last)
    left = from
    right = middle
    at = from
    while small_lt(left, middle) && small_lt(right, last)
      if small_gt(storage_get(source, left), storage_get(source, right))
        storage_set(target, at, storage_get(source, right))
        right = small(word(right) + 1)
      else
        storage_set(target, at, storage_get(source, left))
        left = small(word(left) + 1)
      end
      at = small(word(at) + 1)
    end
    storage_copy(source, left, target, at, small(word(middle) - word(left)))
    storage_copy(source, right, target, small(word(at) + word(middle) - word(left)), small(word(last) - word(right)))
    nil
  end

  def sort_by
    return __enumerator(:sort_by, nil, @length) { |block| sort_by(&block) } unless block_given?
    __in_order(map { |element| yield element }.__order)
  end

  # The indexes of the elements, in the order of these: keys and what they stand for do not mix.
  def __order
    order = [].__room(@length)
    index = 0
    while index < @length
      order.__push(index)
      index = index.__next
    end
    return order if @length > 200 && order.__sort_by_kind(self) { |one, two| __element(one) <=> __element(two) }
    return order.__sort { |one, two| __compare_small(one, two) } if __all_small?
    order.__sort { |one, two| __checked_order(__element(one) <=> __element(two), __element(one), __element(two)) }
  end

  # Compares two elements that are small integers.
  machine def __compare_small(one, two)
    first = __element(one)
    second = __element(two)
    return -1 if small_lt(first, second)
    small_eq(first, second) ? 0 : 1
  end

  def __in_order(order)
    result = [].__room(@length)
    index = 0
    while index < order.length
      result.__push(__element(order.__element(index)))
      index = index.__next
    end
    result
  end

  def sort_by!
    return __enumerator(:sort_by!, nil, @length) { |block| sort_by!(&block) } unless block_given?
    __modify
    replace(sort_by { |element| yield element })
  end
end
