# frozen_string_literal: true

# Division of big integers: by a word, and by Knuth's algorithm D.
class Integer
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
end
