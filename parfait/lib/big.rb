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

  # A Big that may be written to.
  machine def __own_big
    big = __as_big
    return big unless exactly?(self, Big)
    size = slot(big, 0)
    copy = allocate_big(size)
    memory_copy(bytes_address(big), bytes_address(copy), word(size))
    copy
  end

  # The nonnegative Integer of limbs `from...to`.
  machine def self.__slice(big, from, to)
    count = __limbs(big)
    to = count if count < to
    return 0 if from >= to
    part = __room(to - from)
    memory_copy(bytes_address(big) + 8 + word(from) * 4, bytes_address(part) + 8, word(to - from) * 4)
    __finish(part)
  end

  # Quotient and remainder of the magnitudes, as Bigs in an Array.
  def self.__divide_magnitudes(one, two)
    return [__room(1), one.__own_big] if __compare_magnitudes(one, two) < 0
    return __divide_by_word(one, two) if __limbs(two) <= 2
    __divide_rows(one, two)
  end

  # Words shifted left by 0..63 bits, and one more.
  machine def self.__shift_words_up(from, to, words, bits)
    last = from + words * 8
    carry = word(0)
    while from < last
      limb = load_word(from)
      store_word(to, word_or(word_shl(limb, bits), carry))
      carry = word_shr(word_shr(limb, 1), word(63) - bits)
      from += 8
      to += 8
    end
    store_word(to, carry)
    nil
  end

  # Words shifted right by 0..63 bits; the same place will do.
  machine def self.__shift_words_down(from, to, words, bits)
    last = from + words * 8 - 8
    limb = load_word(from)
    while from < last
      from += 8
      upper = load_word(from)
      store_word(to, word_or(word_shr(limb, bits), word_shl(word_shl(upper, 1), word(63) - bits)))
      limb = upper
      to += 8
    end
    store_word(to, word_shr(limb, bits))
    nil
  end

  # What 2 ** 128 - 1 divided by a word with the top bit set is, less 2 ** 64: division by that word is then multiplication
  # (Moeller and Granlund, Improved division by invariant integers).
  machine def self.__reciprocal(divisor)
    high = word_xor(divisor, -1)
    upper = __half_digit(high, divisor)
    high = word_shl(high, 32) + 4294967295 - upper * divisor
    word_or(word_shl(upper, 32), __half_digit(high, divisor))
  end

  # The 32 bits of the quotient of a word, and 32 ones behind it, that is less than the divisor.
  machine def self.__half_digit(high, divisor)
    first = word_shr(divisor, 32)
    second = word_and(divisor, 4294967295)
    digit = word_udiv(high, first)
    left = high - digit * first
    while left < 4294967296 && (digit >= 4294967296 || word_below(word_or(word_shl(left, 32), 4294967295), digit * second))
      digit = digit - 1
      left = left + first
    end
    digit
  end

  # The quotient of two words, the higher less than the divisor, which has the top bit set.
  machine def self.__word_digit(high, low, divisor, reciprocal)
    product = high * reciprocal
    sum = product + low
    digit = word_umulh(high, reciprocal) + high + 1 + __carry(product, low, sum)
    left = low - digit * divisor
    if word_below(sum, left)
      digit = digit - 1
      left = left + divisor
    end
    word_below(left, divisor) ? digit : digit + 1
  end

  # By one of at most 64 bits. Of the sign, which is below the lowest word, no bit gets in.
  machine def self.__divide_by_word(one, two)
    index = __words(one)
    quotient = __room_for_words(index)
    remainder = __room(2)
    divisor = load_word(bytes_address(two) + 8)
    bits = word_clz(divisor)
    divisor = word_shl(divisor, bits)
    reciprocal = __reciprocal(divisor)
    from = bytes_address(one)
    to = bytes_address(quotient)
    limb = load_word(from + index * 8)
    rest = word_shr(word_shr(limb, 1), word(63) - bits)
    while index > 0
      lower = load_word(from + index * 8 - 8)
      low = word_or(word_shl(limb, bits), word_shr(word_shr(lower, 1), word(63) - bits))
      digit = __word_digit(rest, low, divisor, reciprocal)
      store_word(to + index * 8, digit)
      rest = low - digit * divisor
      limb = lower
      index = index - 1
    end
    store_word(bytes_address(remainder) + 8, word_shr(rest, bits))
    [quotient, remainder]
  end

  # Knuth's algorithm D: estimate each word of the quotient from the divisor's two highest ones.
  machine def self.__divide_rows(one, two)
    words = __words(one)
    others = __words(two)
    bits = word_clz(load_word(bytes_address(two) + others * 8))
    quotient = __room_for_words(words - others + 1)
    rest = __room_for_words(words + 1)
    divisor = __room_for_words(others + 1)
    __shift_words_up(bytes_address(one) + 8, bytes_address(rest) + 8, words, bits)
    __shift_words_up(bytes_address(two) + 8, bytes_address(divisor) + 8, others, bits)
    __quotient_words(bytes_address(quotient) + 8, bytes_address(rest) + 8, bytes_address(divisor) + 8, words - others, others)
    __shift_words_down(bytes_address(rest) + 8, bytes_address(rest) + 8, words + 1, bits)
    [quotient, rest]
  end

  machine def self.__quotient_words(quotient, rest, divisor, index, others)
    reciprocal = __reciprocal(load_word(divisor + others * 8 - 8))
    while index >= 0
      at = rest + index * 8
      digit = __estimate(at + others * 8, divisor + others * 8 - 8, reciprocal)
      borrow = __take_off(at, divisor, divisor + others * 8, digit)
      while borrow != 0
        digit = digit - 1
        borrow = borrow - __put_back(at, divisor, divisor + others * 8)
      end
      store_word(quotient + index * 8, digit)
      index = index - 1
    end
    nil
  end

  # From the addresses of the highest words: what may be too much, seldom.
  machine def self.__estimate(at, top, reciprocal)
    high = load_word(at)
    low = load_word(at - 8)
    divisor = load_word(top)
    return word(-1) unless word_below(high, divisor)
    digit = __word_digit(high, low, divisor, reciprocal)
    left = low - digit * divisor
    second = load_word(top - 8)
    upper = word_umulh(digit, second)
    return digit if word_below(upper, left)
    return digit - 1 if upper != left || word_below(load_word(at - 16), digit * second)
    digit
  end

  # Subtracts digit * divisor from the rest at an address: 1 if that was too much.
  machine def self.__take_off(at, from, last, digit)
    carry = word(0)
    while from < last
      limb = load_word(from)
      low = limb * digit
      sum = low + carry
      carry = word_umulh(limb, digit) + __carry(low, carry, sum)
      rest = load_word(at)
      store_word(at, rest - sum)
      # rest - sum borrows where sum + (rest - sum) carries
      carry = carry + __carry(sum, rest - sum, rest)
      from += 8
      at += 8
    end
    rest = load_word(at)
    store_word(at, rest - carry)
    __carry(carry, rest - carry, rest)
  end

  # Adds the divisor: what is carried.
  machine def self.__put_back(at, from, last)
    carry = word(0)
    while from < last
      limb = load_word(from)
      rest = load_word(at)
      sum = limb + rest + carry
      carry = __carry(limb, rest, sum)
      store_word(at, sum)
      from += 8
      at += 8
    end
    rest = load_word(at)
    store_word(at, rest + carry)
    __carry(rest, carry, rest + carry)
  end

  # Quotient (rounded down) and remainder.
  def __divmod_integer(other)
    raise ZeroDivisionError, "divided by 0" if other == 0
    one = __as_big
    two = other.__as_big
    both = Integer.__divide_magnitudes(one, two)
    negative = Integer.__negative?(one)
    other_negative = Integer.__negative?(two)
    Integer.__set_sign(both.__element(0), negative != other_negative)
    Integer.__set_sign(both.__element(1), negative)
    quotient = Integer.__finish(both.__element(0))
    remainder = Integer.__finish(both.__element(1))
    if remainder != 0 && negative != other_negative
      quotient -= 1
      remainder += other
    end
    [quotient, remainder]
  end

  def __divide_integer(other)
    __divmod_integer(other).__element(0)
  end

  def __modulo_integer(other)
    __divmod_integer(other).__element(1)
  end

  def __shift_left_integer(count)
    return 0 if self == 0
    raise RangeError, "shift width too big" if count > 4294967296
    __shifted_up(count)
  end

  machine def __shifted_up(count)
    skip = word(count) / 64
    bits = word(count) % 64
    return __word_shifted_up(skip, bits) if exactly?(self, Small)
    words = Integer.__words(self)
    result = Integer.__room_for_words(skip + words + 1)
    Integer.__shift_words_up(bytes_address(self) + 8, bytes_address(result) + 8 + skip * 8, words, bits)
    store_word(bytes_address(result), load_word(bytes_address(self)))
    Integer.__finish(result)
  end

  machine def __word_shifted_up(skip, bits)
    result = Integer.__room_for_words(skip + 2)
    number = word(self)
    store_word(bytes_address(result), word_shr(number, 63))
    number = word(0) - number if number < 0
    to = bytes_address(result) + 8 + skip * 8
    store_word(to, word_shl(number, bits))
    store_word(to + 8, word_shr(word_shr(number, 1), word(63) - bits))
    Integer.__finish(result)
  end

  def __shift_right_integer(count)
    return -((-self - 1) >> count) - 1 if self < 0
    __shifted_down(count)
  end

  machine def __shifted_down(count)
    return self >> count if exactly?(self, Small)
    skip = word(count) / 64
    words = Integer.__words(self) - skip
    return 0 if words <= 0
    result = Integer.__room_for_words(words)
    Integer.__shift_words_down(bytes_address(self) + 8 + skip * 8, bytes_address(result) + 8, words, word(count) % 64)
    Integer.__finish(result)
  end

  # And (0), or (1), exclusive or (2), on infinite two's complement.
  machine def __bits_integer(other, operation)
    one = __as_big
    two = other.__as_big
    limbs = Integer.__limbs(one)
    others = Integer.__limbs(two)
    count = (limbs > others ? limbs : others) + 1
    result = Integer.__room(count)
    Integer.__combine(one, two, result, count, operation)
    Integer.__finish(result)
  end

  # The lowest 62 bits, as two's complement has them: what a small integer that is not negative can meet.
  machine def self.__low_bits(big)
    bits = load_word(bytes_address(big) + 8)
    bits = word(0) - bits if __negative?(big)
    small(word_and(bits, 4611686018427387903))
  end

  machine def self.__combine(one, two, result, count, operation)
    negative = load_word(bytes_address(one))
    other_negative = load_word(bytes_address(two))
    limbs = word_shr(word(slot(one, 0)) - 8, 2)
    others = word_shr(word(slot(two, 0)) - 8, 2)
    carry = negative
    other_carry = other_negative
    sign = __operate(negative, other_negative, operation)
    result_carry = sign
    index = word(0)
    while index < word(count)
      carry = carry + __complemented(one, index, limbs, negative)
      other_carry = other_carry + __complemented(two, index, others, other_negative)
      limb = __operate(word_and(carry, 4294967295), word_and(other_carry, 4294967295), operation)
      carry = word_shr(carry, 32)
      other_carry = word_shr(other_carry, 32)
      limb = word_xor(limb, 4294967295) if sign == 1
      result_carry = result_carry + limb
      store_u32(bytes_address(result) + 8 + index * 4, result_carry)
      result_carry = word_shr(result_carry, 32)
      index += 1
    end
    store_word(bytes_address(result), sign)
    nil
  end

  machine def self.__operate(one, two, operation)
    if small_eq(operation, 0)
      word_and(one, two)
    elsif small_eq(operation, 1)
      word_or(one, two)
    else
      word_xor(one, two)
    end
  end

  # A limb, inverted if the number is negative.
  machine def self.__complemented(big, index, limbs, negative)
    limb = word(0)
    limb = load_u32(bytes_address(big) + 8 + index * 4) if index < limbs
    limb = word_xor(limb, 4294967295) if negative == 1
    limb
  end

  machine def __bit_length_of_big
    limbs = Integer.__limbs(self)
    top = load_u32(bytes_address(self) + 8 + (word(limbs) - 1) * 4)
    length = limbs * 32 - small(word_clz(top) - 32)
    return length unless Integer.__negative?(self)
    # a negative power of two needs one bit less
    (-self & (-self - 1)) == 0 ? length - 1 : length
  end

  # The nearest float: 64 bits from the top, rounded to 53, half to even.
  machine def __float_of_big
    length = abs.bit_length
    return Integer.__negative?(self) ? -Float::INFINITY : Float::INFINITY if length > 1024
    top = abs >> (length - 64)
    sticky = (top << (length - 64)) != abs
    bits = word_or(word_shl(word(top >> 32), 32), word(top & 4294967295))
    mantissa = word_shr(bits, 11)
    rest = word_and(bits, 2047)
    up = rest > 1024
    up = sticky || word_and(mantissa, 1) == 1 if rest == 1024
    mantissa += 1 if up
    bits = word_shl(word(length + 1022), 52) + (mantissa - 4503599627370496)
    bits = word_or(bits, word_shl(1, 63)) if Integer.__negative?(self)
    float_from_bits(bits)
  end

  machine def __hash_of_big
    hash = load_word(bytes_address(self))
    index = word(0)
    limbs = word(Integer.__limbs(self))
    while index < limbs
      hash = (word_xor(hash, load_u32(bytes_address(self) + 8 + index * 4))) * 2177342782468422677
      hash = word_xor(hash, word_shr(hash, 29))
      index += 1
    end
    small(word_shr(hash, 2))
  end

  # As many digits at a time as a small integer holds, and twice as many, and so on: the powers by which the number and
  # then its parts are divided, each the square of the one before.
  def __big_to_s(base)
    return "-" + (-self).__big_to_s(base) if self < 0
    digits = Integer.__digits_in_word(base)
    powers = [base.__power(digits)]
    powers << powers.last * powers.last while powers.last.bit_length * 2 - 1 <= bit_length
    __halved_to_s(base, powers, powers.length - 1, digits)
  end

  # How many digits are always less than 2 ** 62.
  def self.__digits_in_word(base)
    power = base
    digits = 1
    while power <= 4611686018427387903 / base
      power *= base
      digits += 1
    end
    digits
  end

  # Upper and lower half apart.
  def __halved_to_s(base, powers, level, digits)
    return to_s(base) if level < 0
    both = __divmod_integer(powers.__element(level))
    lower = both.__element(1).__halved_to_s(base, powers, level - 1, digits)
    return lower if both.__element(0) == 0
    upper = both.__element(0).__halved_to_s(base, powers, level - 1, digits)
    upper << "0" * ((digits << level) - lower.length) << lower
  end
end
