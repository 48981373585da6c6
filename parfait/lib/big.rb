# frozen_string_literal: true

# Big integers: a word for the sign (1 if negative) and 32-bit limbs, the least significant first. An Integer that fits 63 bits is never big;
# inside these methods (`__as_big`) it may be, with zeros on top.
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

  machine def self.__add_magnitudes(one, two)
    count = __limbs(one)
    other = __limbs(two)
    return __add_magnitudes(two, one) if count < other
    result = __room(count + 1)
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    to = bytes_address(result) + 8
    carry = word(0)
    index = word(0)
    while index < word(count)
      carry = carry + load_u32(left + index * 4)
      carry = carry + load_u32(right + index * 4) if index < word(other)
      store_u32(to + index * 4, carry)
      carry = word_shr(carry, 32)
      index += 1
    end
    store_u32(to + index * 4, carry)
    result
  end

  # The first is not less than the second.
  machine def self.__subtract_magnitudes(one, two)
    count = __limbs(one)
    other = __limbs(two)
    result = __room(count)
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    to = bytes_address(result) + 8
    borrow = word(0)
    index = word(0)
    while index < word(count)
      borrow = load_u32(left + index * 4) - borrow
      borrow = borrow - load_u32(right + index * 4) if index < word(other)
      store_u32(to + index * 4, borrow)
      borrow = word_shr(borrow, 63)
      index += 1
    end
    result
  end

  # self + other, or self - other.
  def __sum(other, subtract)
    one = __as_big
    two = other.__as_big
    negative = Integer.__negative?(one)
    other_negative = subtract ? !Integer.__negative?(two) : Integer.__negative?(two)
    if negative == other_negative
      result = Integer.__add_magnitudes(one, two)
    elsif Integer.__compare_magnitudes(one, two) >= 0
      result = Integer.__subtract_magnitudes(one, two)
    else
      result = Integer.__subtract_magnitudes(two, one)
      negative = other_negative
    end
    Integer.__set_sign(result, negative)
    Integer.__finish(result)
  end

  def __add_integer(other)
    __sum(other, false)
  end

  def __subtract_integer(other)
    __sum(other, true)
  end

  def __negate
    0.__sum(self, true)
  end

  def __compare_integer(other)
    one = __as_big
    two = other.__as_big
    negative = Integer.__negative?(one)
    return negative ? -1 : 1 if negative != Integer.__negative?(two)
    order = Integer.__compare_magnitudes(one, two)
    negative ? -order : order
  end

  def __multiply_integer(other)
    one = __as_big
    two = other.__as_big
    result = Integer.__multiply_magnitudes(one, two)
    Integer.__set_sign(result, Integer.__negative?(one) != Integer.__negative?(two))
    Integer.__finish(result)
  end

  # By hand as at school; long ones are cut in halves (Karatsuba).
  def self.__multiply_magnitudes(one, two)
    count = __limbs(one)
    other = __limbs(two)
    return __multiply_halves(one, two, (count > other ? count : other) / 2) if count > 60 && other > 60
    __multiply_rows(one, two, count, other)
  end

  machine def self.__multiply_rows(one, two, count, other)
    result = __room(count + other + 1)
    left = bytes_address(one) + 8
    right = bytes_address(two) + 8
    to = bytes_address(result) + 8
    last = left + word(count) * 4
    end_of_right = right + word(other) * 4
    while left < last
      factor = load_u32(left)
      carry = word(0)
      from = right
      at = to
      while from < end_of_right
        carry = factor * load_u32(from) + load_u32(at) + carry
        store_u32(at, carry)
        carry = word_shr(carry, 32)
        from += 4
        at += 4
      end
      store_u32(at, carry)
      left += 4
      to += 4
    end
    result
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
    count = __limbs(one)
    other = __limbs(two)
    return [__room(1), one.__own_big] if __compare_magnitudes(one, two) < 0
    return __divide_by_limb(one, count, __limb(two, 0)) if other == 1
    __divide_rows(one, two, count, other)
  end

  machine def self.__limb(big, index)
    small(load_u32(bytes_address(big) + 8 + word(index) * 4))
  end

  machine def self.__divide_by_limb(one, count, divisor)
    quotient = __room(count)
    remainder = __room(1)
    from = bytes_address(one) + 8
    to = bytes_address(quotient) + 8
    index = word(count) - 1
    rest = word(0)
    while index >= 0
      rest = word_or(word_shl(rest, 32), load_u32(from + index * 4))
      digit = word_udiv(rest, word(divisor))
      store_u32(to + index * 4, digit)
      rest = rest - digit * word(divisor)
      index = index - 1
    end
    store_u32(bytes_address(remainder) + 8, rest)
    [quotient, remainder]
  end

  # Copies limbs shifted left by 0..31 bits.
  machine def self.__copy_shifted(big, count, result, bits)
    from = bytes_address(big) + 8
    to = bytes_address(result) + 8
    carry = word(0)
    index = word(0)
    while index < word(count)
      limb = word_or(word_shl(load_u32(from + index * 4), word(bits)), carry)
      store_u32(to + index * 4, limb)
      carry = word_shr(limb, 32)
      index += 1
    end
    store_u32(to + index * 4, carry) if carry != 0
    nil
  end

  # Knuth's algorithm D: estimate each limb of the quotient from the divisor's two highest ones.
  machine def self.__divide_rows(one, two, count, other)
    bits = small(word_clz(load_u32(bytes_address(two) + 8 + (word(other) - 1) * 4)) - 32)
    quotient = __room(count - other + 1)
    rest = __room(count + 1)
    divisor = __room(other)
    __copy_shifted(one, count, rest, bits)
    __copy_shifted(two, other, divisor, bits)
    index = count - other
    while index >= 0
      digit = __estimate(rest, divisor, index, other)
      store_u32(bytes_address(quotient) + 8 + word(index) * 4, word(__take_off(rest, divisor, index, other, digit)))
      index -= 1
    end
    __shift_down(rest, bits)
    [quotient, rest]
  end

  machine def self.__estimate(rest, divisor, index, other)
    at = bytes_address(rest) + 8 + (word(index) + word(other)) * 4
    top = bytes_address(divisor) + 8 + (word(other) - 1) * 4
    first = load_u32(top)
    second = load_u32(top - 4)
    pair = word_or(word_shl(load_u32(at), 32), load_u32(at - 4))
    digit = word_udiv(pair, first)
    left = pair - digit * first
    third = load_u32(at - 8)
    while left < 4294967296 && (digit >= 4294967296 || word_below(word_or(word_shl(left, 32), third), digit * second))
      digit = digit - 1
      left = left + first
    end
    small(digit)
  end

  # Subtracts digit * divisor from the rest at index; the digit, less one if it was too much.
  machine def self.__take_off(rest, divisor, index, other, digit)
    at = bytes_address(rest) + 8 + word(index) * 4
    from = bytes_address(divisor) + 8
    last = from + word(other) * 4
    carry = word(0)
    borrow = word(0)
    while from < last
      carry = carry + word(digit) * load_u32(from)
      difference = load_u32(at) - word_and(carry, 4294967295) - borrow
      store_u32(at, difference)
      borrow = word_shr(difference, 63)
      carry = word_shr(carry, 32)
      from += 4
      at += 4
    end
    difference = load_u32(at) - carry - borrow
    store_u32(at, difference)
    return digit if difference >= 0
    __put_back(rest, divisor, index, other)
    digit - 1
  end

  machine def self.__put_back(rest, divisor, index, other)
    at = bytes_address(rest) + 8 + word(index) * 4
    from = bytes_address(divisor) + 8
    last = from + word(other) * 4
    carry = word(0)
    while from < last
      carry = carry + load_u32(at) + load_u32(from)
      store_u32(at, carry)
      carry = word_shr(carry, 32)
      from += 4
      at += 4
    end
    store_u32(at, load_u32(at) + carry)
    nil
  end

  machine def self.__shift_down(big, bits)
    at = bytes_address(big) + 8
    index = word_shr(word(slot(big, 0)) - 8, 2) - 1
    carry = word(0)
    while index >= 0
      limb = word_or(word_shl(carry, 32), load_u32(at + index * 4))
      store_u32(at + index * 4, word_shr(limb, word(bits)))
      carry = word_and(limb, word_shl(1, word(bits)) - 1)
      index = index - 1
    end
    nil
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
    one = __as_big
    limbs = Integer.__limbs(one)
    skip = small(word(count) / 32)
    bits = small(word(count) % 32)
    result = Integer.__room(small(word(limbs) + word(skip) + 1))
    from = bytes_address(one) + 8
    to = bytes_address(result) + 8 + word(skip) * 4
    carry = word(0)
    index = word(0)
    while index < word(limbs)
      carry = word_or(word_shl(load_u32(from + index * 4), word(bits)), carry)
      store_u32(to + index * 4, carry)
      carry = word_shr(carry, 32)
      index += 1
    end
    store_u32(to + index * 4, carry)
    store_word(bytes_address(result), load_word(bytes_address(one)))
    Integer.__finish(result)
  end

  def __shift_right_integer(count)
    return -((-self - 1) >> count) - 1 if self < 0
    __shifted_down(count)
  end

  machine def __shifted_down(count)
    one = __as_big
    limbs = Integer.__limbs(one)
    skip = small(word(count) / 32)
    return 0 if small_ge(skip, limbs)
    result = Integer.__room(small(word(limbs) - word(skip)))
    memory_copy(bytes_address(one) + 8 + word(skip) * 4, bytes_address(result) + 8, (word(limbs) - word(skip)) * 4)
    Integer.__shift_down(result, small(word(count) % 32))
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

  # Digits from below, as many at a time as a limb holds.
  def __big_to_s(base)
    power = base
    digits = 1
    while power * base < 4294967296
      power *= base
      digits += 1
    end
    return __halved_to_s(base) if bit_length > 6000
    rest = __own_big
    parts = []
    while Integer.__limbs(rest) > 0
      parts << Integer.__divide_in_place(rest, power).to_s(base)
    end
    text = self < 0 ? +"-" : +""
    index = parts.length - 1
    text << parts[index]
    while (index = index.__previous) >= 0
      text << "0" * (digits - parts[index].length) << parts[index]
    end
    text
  end

  # Very long ones: upper and lower half apart.
  def __halved_to_s(base)
    return "-" + (-self).__halved_to_s(base) if self < 0
    digits = bit_length * 3 / (base.bit_length * 3) / 2 + 1
    both = __divmod_integer(base.__power(digits))
    lower = both.__element(1).to_s(base)
    both.__element(0).to_s(base) + "0" * (digits - lower.length) + lower
  end

  # Divides by less than 2 ** 32 and gives the remainder.
  machine def self.__divide_in_place(big, divisor)
    at = bytes_address(big) + 8
    index = word(__limbs(big)) - 1
    rest = word(0)
    while index >= 0
      rest = word_or(word_shl(rest, 32), load_u32(at + index * 4))
      digit = word_udiv(rest, word(divisor))
      store_u32(at + index * 4, digit)
      rest = rest - digit * word(divisor)
      index = index - 1
    end
    small(rest)
  end

  # The number of digits in a string from `from` to `to` (underscores left out), all of which are digits of the base.
  def self.__of_digits(string, from, to, base)
    value = 0
    chunk = 0
    scale = 1
    while from < to
      digit = __digit(string.__byte(from))
      if digit < 36
        chunk = chunk * base + digit
        scale *= base
        if scale >= 1000000000000
          value = value * scale + chunk
          chunk = 0
          scale = 1
        end
      end
      from = from.__next
    end
    value * scale + chunk
  end

  # What a digit's byte is worth; 36 and more is none.
  def self.__digit(byte)
    if byte >= 48 && byte <= 57 then byte - 48
    elsif byte >= 97 && byte <= 122 then byte - 87
    elsif byte >= 65 && byte <= 90 then byte - 55
    else 99
    end
  end

  # The base that a prefix at `at` says and how long it is, as base * 8 + length; base 0 takes any, else only its own.
  def self.__prefix(string, at, base)
    return (base == 0 ? 10 : base) * 8 unless string.__byte(at) == 48 && at + 1 < string.bytesize
    found = __prefix_base(string.__byte(at + 1))
    return found * 8 + 2 if found > 0 && (base == 0 || base == found)
    return 65 if base == 0 && found == 0
    (base == 0 ? 10 : base) * 8
  end

  def self.__prefix_base(byte)
    case byte
    when 120, 88 then 16
    when 98, 66 then 2
    when 111, 79 then 8
    when 100, 68 then 10
    else 0
    end
  end

  # `Integer("...")`: nil unless the whole string is a number.
  def self.__parse_strict(text, base)
    string = text.strip
    at = 0
    length = string.bytesize
    return nil if length == 0
    negative = string.__byte(0) == 45
    at = at.__next if negative || string.__byte(0) == 43
    return nil if at >= length
    prefix = __prefix(string, at, base)
    base = prefix / 8
    at += prefix % 8
    return at == length && prefix % 8 == 1 ? 0 : nil if at >= length
    return nil unless __all_digits?(string, at, length, base)
    value = __of_digits(string, at, length, base)
    negative ? -value : value
  end

  # Digits with single underscores between them.
  def self.__all_digits?(string, at, length, base)
    after_digit = false
    while at < length
      byte = string.__byte(at)
      if byte == 95
        return false unless after_digit
        after_digit = false
      else
        return false if __digit(byte) >= base
        after_digit = true
      end
      at = at.__next
    end
    after_digit
  end

  # `"...".to_i`: what the string begins with.
  def self.__parse(string, base)
    length = string.bytesize
    at = 0
    at = at.__next while at < length && string.__space?(at)
    negative = at < length && string.__byte(at) == 45
    at = at.__next if negative || (at < length && string.__byte(at) == 43)
    return 0 if at >= length
    prefix = __prefix(string, at, base)
    at += prefix % 8 unless prefix % 8 == 1
    base = prefix / 8
    last = __digits_end(string, at, length, base)
    value = __of_digits(string, at, last, base)
    negative ? -value : value
  end

  def self.__digits_end(string, at, length, base)
    after_digit = false
    while at < length
      byte = string.__byte(at)
      if byte == 95
        return at unless after_digit
        after_digit = false
      else
        return at if __digit(byte) >= base
        after_digit = true
      end
      at = at.__next
    end
    at
  end
end
