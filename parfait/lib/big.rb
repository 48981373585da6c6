# frozen_string_literal: true

# Big integers: a word for the sign (1 if negative) and 32-bit limbs, the least significant first, which most methods take two at
# a time, as a word. An Integer that fits 63 bits is never big; inside these methods (`__as_big`) it may be, with zeros on top.
class Integer
  machine def __as_big
    return self if exactly?(self, Big)
    big = allocate_big(16)
    magnitude = word(self)
    if magnitude < 0
      store_word(bytes_address(big), 1)
      magnitude = word(0) - magnitude
    end
    store_word(bytes_address(big) + 8, magnitude)
    big
  end

  # A Big with room for so many limbs, all zero.
  machine def self.__room(limbs)
    allocate_big(small(word(8) + word(limbs) * 4))
  end

  # How many limbs there are below the zeros on top.
  machine def self.__limbs(big)
    at = bytes_address(big) + 8
    count = word_shr(word(slot(big, 0)) - 8, 2)
    while count > 0 && load_u32(at + (count - 1) * 4) == 0
      count = count - 1
    end
    small(count)
  end

  # The Integer of a Big that was computed: small if it fits, else without zeros on top.
  machine def self.__finish(big)
    count = __limbs(big)
    at = bytes_address(big) + 8
    if small_le(count, 2)
      magnitude = word(0)
      magnitude = load_u32(at) if small_gt(count, 0)
      magnitude = word_or(magnitude, word_shl(load_u32(at + 4), 32)) if small_gt(count, 1)
      negative = load_word(at - 8) == 1
      return small(negative ? word(0) - magnitude : magnitude) if word_below(magnitude, word_shl(1, 62))
      return small(word(0) - magnitude) if negative && magnitude == word_shl(1, 62)
    end
    set_slot(big, 0, small(word(count) * 4 + 8))
    big
  end

  machine def self.__set_sign(big, negative)
    store_word(bytes_address(big), word(negative ? 1 : 0))
    nil
  end

  machine def self.__negative?(big)
    load_word(bytes_address(big)) == 1
  end

  # -1, 0 or 1.
  machine def self.__compare_magnitudes(one, two)
    count = __limbs(one)
    other = __limbs(two)
    return count < other ? -1 : 1 if count != other
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    index = word(count) - 1
    while index >= 0
      difference = load_u32(left + index * 4) - load_u32(right + index * 4)
      return difference < 0 ? -1 : 1 if difference != 0
      index = index - 1
    end
    0
  end

  # How many words of 64 bits the limbs below the zeros on top fill. Half a word above an odd limb is zero.
  machine def self.__words(big)
    word_shr(word(__limbs(big)) + 1, 1)
  end

  # Room for so many words of 64 bits.
  machine def self.__room_for_words(words)
    allocate_big(small(word(8) + words * 8))
  end

  # What a sum of words carries: both have the top bit, or one has and the sum has not.
  machine def self.__carry(one, two, sum)
    word_shr(word_or(word_and(one, two), word_and(word_or(one, two), word_xor(sum, -1))), 63)
  end

  machine def self.__add_magnitudes(one, two)
    words = __words(one)
    others = __words(two)
    return __add_magnitudes(two, one) if words < others
    result = __room_for_words(words + 1)
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    to = bytes_address(result) + 8
    last = right + others * 8
    carry = word(0)
    while right < last
      limb = load_word(left)
      other = load_word(right)
      sum = limb + other + carry
      carry = __carry(limb, other, sum)
      store_word(to, sum)
      left += 8
      right += 8
      to += 8
    end
    __add_on(left, to, words - others, carry)
    result
  end

  # Copies words, plus a word of at most 63 bits that may be negative; what is carried goes behind.
  machine def self.__add_on(from, to, words, number)
    last = from + words * 8
    while from < last
      limb = load_word(from)
      sum = limb + number
      store_word(to, sum)
      number = __carry(limb, number, sum) + word_sar(number, 63)
      from += 8
      to += 8
    end
    store_word(to, number)
    nil
  end

  # The first is not less than the second.
  machine def self.__subtract_magnitudes(one, two)
    words = __words(one)
    others = __words(two)
    result = __room_for_words(words + 1)
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    to = bytes_address(result) + 8
    last = right + others * 8
    carry = word(1)
    while right < last
      limb = load_word(left)
      other = word_xor(load_word(right), -1)
      sum = limb + other + carry
      carry = __carry(limb, other, sum)
      store_word(to, sum)
      left += 8
      right += 8
      to += 8
    end
    __add_on(left, to, words - others, carry - 1)
    result
  end

  # The Integer of a signed word.
  machine def self.__of_word(number)
    return small(number) if word_sar(number, 62) == word_sar(number, 63)
    big = allocate_big(16)
    store_word(bytes_address(big), word_shr(number, 63))
    store_word(bytes_address(big) + 8, number < 0 ? word(0) - number : number)
    big
  end

  # A big integer, or what it is with this sign, plus a signed word that is not further from 0.
  machine def self.__add_word(big, negative, number)
    words = __words(big)
    result = __room_for_words(words + 1)
    __add_on(bytes_address(big) + 8, bytes_address(result) + 8, words, negative ? word(0) - number : number)
    __set_sign(result, negative)
    __finish(result)
  end

  # The sum with a big integer that is taken as negative or not.
  def __sum(other, other_negative)
    negative = Integer.__negative?(self)
    if negative == other_negative
      result = Integer.__add_magnitudes(self, other)
    elsif Integer.__compare_magnitudes(self, other) >= 0
      result = Integer.__subtract_magnitudes(self, other)
    else
      result = Integer.__subtract_magnitudes(other, self)
      negative = other_negative
    end
    Integer.__set_sign(result, negative)
    Integer.__finish(result)
  end

  machine def __add_integer(other)
    if exactly?(self, Small)
      return Integer.__of_word(word(self) + word(other)) if exactly?(other, Small)
      return Integer.__add_word(other, Integer.__negative?(other), word(self))
    end
    return Integer.__add_word(self, Integer.__negative?(self), word(other)) if exactly?(other, Small)
    __sum(other, Integer.__negative?(other))
  end

  machine def __subtract_integer(other)
    if exactly?(self, Small)
      return Integer.__of_word(word(self) - word(other)) if exactly?(other, Small)
      return Integer.__add_word(other, !Integer.__negative?(other), word(self))
    end
    return Integer.__add_word(self, Integer.__negative?(self), word(0) - word(other)) if exactly?(other, Small)
    __sum(other, !Integer.__negative?(other))
  end

  def __negate
    0.__subtract_integer(self)
  end

  # A big one is beyond all small ones.
  machine def __compare_integer(other)
    if exactly?(self, Small)
      return self <=> other if exactly?(other, Small)
      return Integer.__negative?(other) ? 1 : -1
    end
    negative = Integer.__negative?(self)
    return negative ? -1 : 1 if exactly?(other, Small) || negative != Integer.__negative?(other)
    order = Integer.__compare_magnitudes(self, other)
    negative ? -order : order
  end

  machine def __multiply_integer(other)
    if exactly?(self, Small)
      return exactly?(other, Small) ? __multiply_small(other) : Integer.__multiply_word(other, word(self))
    end
    return Integer.__multiply_word(self, word(other)) if exactly?(other, Small)
    result = Integer.__multiply_magnitudes(self, other)
    Integer.__set_sign(result, Integer.__negative?(self) != Integer.__negative?(other))
    Integer.__finish(result)
  end

  machine def __multiply_small(other)
    result = allocate_big(24)
    one = word(self)
    two = word(other)
    store_word(bytes_address(result), word_shr(word_xor(one, two), 63))
    one = word(0) - one if one < 0
    two = word(0) - two if two < 0
    store_word(bytes_address(result) + 8, one * two)
    store_word(bytes_address(result) + 16, word_umulh(one, two))
    Integer.__finish(result)
  end

  machine def self.__multiply_word(big, factor)
    words = __words(big)
    result = __room_for_words(words + 1)
    __set_sign(result, __negative?(big) != (factor < 0))
    factor = word(0) - factor if factor < 0
    from = bytes_address(big) + 8
    last = from + words * 8
    to = bytes_address(result) + 8
    carry = word(0)
    while from < last
      limb = load_word(from)
      low = limb * factor
      sum = low + carry
      carry = word_umulh(limb, factor)
      # seldom, where the factor is small: a branch does not wait for the sum
      carry += 1 if word_below(sum, low)
      store_word(to, sum)
      from += 8
      to += 8
    end
    store_word(to, carry)
    __finish(result)
  end

  # By hand as at school; long ones are cut in halves (Karatsuba), the longer of two in pieces as long as the other.
  def self.__multiply_magnitudes(one, two)
    count = __limbs(one)
    other = __limbs(two)
    return __multiply_magnitudes(two, one) if count < other
    return __multiply_rows(one, two) if other < 120
    return __multiply_pieces(one, two, other) if count > other * 2
    __multiply_halves(one, two, count / 2)
  end

  machine def self.__multiply_rows(one, two)
    words = __words(one)
    others = __words(two)
    result = __room_for_words(words + others)
    from = bytes_address(one) + 8
    right = bytes_address(two) + 8
    last = right + others * 8
    to = bytes_address(result) + 8
    while right < last
      __multiply_row(from, from + words * 8, load_word(right), to)
      right += 8
      to += 8
    end
    result
  end

  # Adds words times a factor to what is there.
  machine def self.__multiply_row(from, last, factor, to)
    carry = word(0)
    while from < last
      limb = load_word(from)
      low = limb * factor
      sum = low + carry
      carry = word_umulh(limb, factor) + __carry(low, carry, sum)
      other = load_word(to)
      total = sum + other
      carry = carry + __carry(sum, other, total)
      store_word(to, total)
      from += 8
      to += 8
    end
    store_word(to, carry)
    nil
  end

  def self.__multiply_pieces(one, two, size)
    low = __slice(one, 0, size)
    high = __slice(one, size, __limbs(one))
    factor = __slice(two, 0, size)
    (((high * factor) << (32 * size)) + low * factor).__own_big
  end

  def self.__multiply_halves(one, two, half)
    one_low = __slice(one, 0, half)
    one_high = __slice(one, half, __limbs(one))
    two_low = __slice(two, 0, half)
    two_high = __slice(two, half, __limbs(two))
    low = one_low * two_low
    high = one_high * two_high
    middle = (one_low + one_high) * (two_low + two_high) - low - high
    (((((high << (32 * half)) + middle) << (32 * half)) + low)).__own_big
  end
end
