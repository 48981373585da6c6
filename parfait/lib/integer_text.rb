# frozen_string_literal: true

# Integers as text, in any base.
class Integer
  def chr(encoding = nil)
    raise RangeError, "bignum out of char range" if self > 4611686018427387903
    raise RangeError, "#{self} out of char range" if self < 0 || self > 1114111 || (encoding.nil? && self > 255)
    return String.__of_byte(self) if encoding.nil?
    String.__of_character(self)
  end

  machine def to_s(base = nothing())
    undefined(base) ? __decimal : __in_base(base)
  end

  def inspect
    __decimal
  end

  machine def __decimal
    exactly?(self, Small) ? __decimal_small : __big_to_s(10)
  end

  machine def __in_base(base)
    base = Kernel.__to_int(base)
    raise ArgumentError, "invalid radix #{base}" if base < 2 || base > 36
    exactly?(self, Small) ? __small_to_s(base) : __big_to_s(base)
  end

  machine def __decimal_small
    magnitude = word(self)
    magnitude = word(0) - magnitude if magnitude < 0
    length = Integer.__decimal_length(magnitude)
    length += 1 if small_lt(self, 0)
    bytes = allocate_bytes(small(length))
    at = bytes_address(bytes) + length - 1
    rest = magnitude
    while rest > 9
      quotient = word_umulh(rest, 1844674407370955162)    # a tenth, exact below 2 ** 62 + 6
      store_u8(at, rest - quotient * 10 + 48)
      rest = quotient
      at = at - 1
    end
    store_u8(at, rest + 48)
    store_u8(at - 1, 45) if small_lt(self, 0)
    String.__of(bytes, small(length), 1)
  end

  # How many digits a word of at most 19 has.
  machine def self.__decimal_length(magnitude)
    length = word(1)
    limit = word(10)
    while length < 19 && limit <= magnitude
      limit = limit * 10
      length += 1
    end
    length
  end

  machine def __small_to_s(base)
    magnitude = word(self)
    magnitude = word(0) - magnitude if magnitude < 0
    length = word(1)
    rest = magnitude
    while rest >= word(base)
      rest = rest / word(base)
      length += 1
    end
    length += 1 if small_lt(self, 0)
    bytes = allocate_bytes(small(length))
    at = bytes_address(bytes) + length - 1
    rest = magnitude
    more = word(1)
    while more == 1
      digit = rest % word(base)
      rest = rest / word(base)
      store_u8(at, digit > 9 ? digit + 87 : digit + 48)
      at = at - 1
      more = word(0) if rest == 0
    end
    store_u8(at, 45) if small_lt(self, 0)
    String.__of(bytes, small(length), 1)
  end
end
