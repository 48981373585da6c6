# frozen_string_literal: true

# Big integers as bits, floats and text.
class Integer
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
