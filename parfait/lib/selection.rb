# frozen_string_literal: true

# The few smallest (or greatest) of many elements, for `min(3)`, `max_by(3)` and the like: a buffer of four times as many, cut down to
# the wanted ones around pivots (Hoare's selection) whenever it is full. Equal elements come in the order in which CRuby gives them.
class Selection
  # `direction` is 1 for the smallest, -1 for the greatest. The block of the other methods orders keys.
  def initialize(count, direction)
    @count = count
    @direction = direction
    @keys = []
    @elements = []
    @limit = nil
    @limited = false
  end

  def offer(key, element)
    return if @limited && yield(key, @limit) * @direction >= 0
    @keys << key
    @elements << element
    cut { |one, two| yield one, two } if @keys.length == @count * 4
  end

  # The chosen elements in order.
  def chosen
    cut { |one, two| yield one, two }
    order = Array.new(@keys.length) { |index| index }
    order.__sort { |one, two| yield @keys[one], @keys[two] }
    found = order.map { |index| @elements[index] }
    @direction < 0 ? found.reverse : found
  end

  def cut
    return if @keys.length <= @count
    left = 0
    right = @keys.length - 1
    while true
      border = left
      after = split(left, right) do |one, two, at|
        order = yield(one, two) * @direction
        if order < 0
          swap(at, border)
          border += 1
        end
        order
      end
      break if border <= @count && @count <= after
      if @count < border
        right = border - 1
      else
        left = after
      end
    end
    @limit = @keys[border]
    @limited = true
    @keys.pop(@keys.length - @count)
    @elements.pop(@elements.length - @count)
  end

  # Gathers those that equal the middle one at the right and then puts them behind the smaller ones; where the equal ones end.
  def split(left, right)
    swap(left + (right - left) / 2, right)
    equal = 1
    smaller = left
    at = left
    while at <= right - equal
      order = yield @keys[at], @keys[right], at
      if order == 0
        swap(at, right - equal)
        equal += 1
      else
        smaller += 1 if order < 0
        at += 1
      end
    end
    bring(smaller, right, equal)
    smaller + equal
  end

  def bring(to, from, count)
    last = from - count
    while from > last && from > to
      swap(to, from)
      to += 1
      from -= 1
    end
  end

  def swap(one, two)
    @keys[one], @keys[two] = @keys[two], @keys[one]
    @elements[one], @elements[two] = @elements[two], @elements[one]
  end
end

# The extremes of an Array.
class Array
  def __extremes(count, direction)
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative size (#{count})" if count < 0
    return [] if count == 0
    chosen = Selection.new(count, direction)
    each { |element| chosen.offer(element, element) { |one, two| yield one, two } }
    chosen.chosen { |one, two| yield one, two }
  end

  def __extremes_by(count, direction)
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative size (#{count})" if count < 0
    return [] if count == 0
    chosen = Selection.new(count, direction)
    each { |element| chosen.offer(yield(element), element) { |one, two| __checked_order(one <=> two, one, two) } }
    chosen.chosen { |one, two| __checked_order(one <=> two, one, two) }
  end

  # Of small integers, whose words are in their order.
  machine def __largest_small
    at = bytes_address(@store) + word(@start) * 8
    last = at + word(@length) * 8
    best = load_word(at)
    while at < last
      best = load_word(at) if load_word(at) > best
      at += 8
    end
    small(word_sar(best, 1))
  end

  machine def __smallest_small
    at = bytes_address(@store) + word(@start) * 8
    last = at + word(@length) * 8
    best = load_word(at)
    while at < last
      best = load_word(at) if load_word(at) < best
      at += 8
    end
    small(word_sar(best, 1))
  end

  def max(count = nil)
    unless count.nil?
      return __extremes(count, -1) { |one, two| __checked_order(block_given? ? yield(one, two) : one <=> two, one, two) }
    end
    return nil if @length == 0
    return __largest_small if !block_given? && __all_small?
    best = __element(0)
    index = 1
    while index < @length
      element = __element(index)
      best = element if (block_given? ? __checked_order(yield(element, best), element, best) : -__checked_order(best <=> element, best, element)) > 0
      index = index.__next
    end
    best
  end

  def min(count = nil)
    unless count.nil?
      return __extremes(count, 1) { |one, two| __checked_order(block_given? ? yield(one, two) : one <=> two, one, two) }
    end
    return nil if @length == 0
    return __smallest_small if !block_given? && __all_small?
    best = __element(0)
    index = 1
    while index < @length
      element = __element(index)
      best = element if (block_given? ? __checked_order(yield(element, best), element, best) : -__checked_order(best <=> element, best, element)) < 0
      index = index.__next
    end
    best
  end

  def minmax
    block_given? ? [min { |one, two| yield one, two }, max { |one, two| yield one, two }] : [min, max]
  end

  def max_by(count = nil)
    return __enumerator(:max_by, nil, @length) { |block| max_by(&block) } unless block_given?
    return __extremes_by(count, -1) { |element| yield element } if count
    best = nil
    best_key = nil
    index = 0
    while index < @length
      element = __element(index)
      key = yield element
      if index == 0 || __checked_order(key <=> best_key, key, best_key) > 0
        best = element
        best_key = key
      end
      index = index.__next
    end
    best
  end

  def min_by(count = nil)
    return __enumerator(:min_by, nil, @length) { |block| min_by(&block) } unless block_given?
    return __extremes_by(count, 1) { |element| yield element } if count
    best = nil
    best_key = nil
    index = 0
    while index < @length
      element = __element(index)
      key = yield element
      if index == 0 || __checked_order(key <=> best_key, key, best_key) < 0
        best = element
        best_key = key
      end
      index = index.__next
    end
    best
  end

  def minmax_by
    return __enumerator(:minmax_by, nil, @length) { |block| minmax_by(&block) } unless block_given?
    [min_by { |element| yield element }, max_by { |element| yield element }]
  end
end
