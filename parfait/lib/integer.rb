# frozen_string_literal: true

# Integers. Each operator tries small integers first; what is left is in a method of its own, so that the operator can be inlined.
class Numeric
  include Comparable
end

class Integer
  machine def +(other)
    if exactly?(self, Small) && exactly?(other, Small)
      sum = small_add(self, other)
      return sum unless undefined(sum)
      return __add_integer(other)
    end
    return float_add(__float, other) if instance?(other, Float)
    __add(other)
  end

  machine def -(other)
    if exactly?(self, Small) && exactly?(other, Small)
      difference = small_sub(self, other)
      return difference unless undefined(difference)
      return __subtract_integer(other)
    end
    return float_sub(__float, other) if instance?(other, Float)
    __subtract(other)
  end

  machine def *(other)
    if exactly?(self, Small) && exactly?(other, Small)
      product = small_mul(self, other)
      return product unless undefined(product)
      return __multiply_integer(other)
    end
    return float_mul(__float, other) if instance?(other, Float)
    __multiply(other)
  end

  machine def /(other)
    if exactly?(self, Small) && exactly?(other, Small) && small_gt(other, 0)
      return small(word_udiv(__positive_word, word(other))) if small_ge(self, 0)
      quotient = word(self) / word(other)
      quotient = quotient - 1 if quotient * word(other) != word(self)
      return small(quotient)
    end
    return float_div(__float, other) if instance?(other, Float)
    __divide(other)
  end

  machine def %(other)
    if exactly?(self, Small) && exactly?(other, Small) && small_gt(other, 0)
      return small(word_urem(__positive_word, word(other))) if small_ge(self, 0)
      remainder = word(self) % word(other)
      remainder = remainder + word(other) if remainder < 0
      return small(remainder)
    end
    __modulo(other)
  end

  # Of a small integer that is not negative.
  machine def __positive_word
    word_shr(bits(self), 1)
  end

  def modulo(other)
    self % other
  end

  machine def -@
    if exactly?(self, Small)
      negated = small_sub(0, self)
      return negated unless undefined(negated)
    end
    __negate
  end

  def +@
    self
  end

  machine def ~
    return small_xor(self, -1) if exactly?(self, Small)
    -self - 1
  end

  machine def ==(other)
    return small_eq(self, other) if exactly?(self, Small) && exactly?(other, Small)
    return float_eq(__float, other) if instance?(other, Float) && exactly?(self, Small) && __exact_float?
    __equal(other)
  end

  def ===(other)
    self == other
  end

  machine def !=(other)
    return small_eq(self, other) ? false : true if exactly?(self, Small) && exactly?(other, Small)
    self == other ? false : true
  end

  machine def <(other)
    return small_lt(self, other) if exactly?(self, Small) && exactly?(other, Small)
    return float_lt(__float, other) if instance?(other, Float) && exactly?(self, Small) && __exact_float?
    __order(other) < 0
  end

  machine def <=(other)
    return small_le(self, other) if exactly?(self, Small) && exactly?(other, Small)
    return float_le(__float, other) if instance?(other, Float) && exactly?(self, Small) && __exact_float?
    __order(other) <= 0
  end

  machine def >(other)
    return small_gt(self, other) if exactly?(self, Small) && exactly?(other, Small)
    return float_gt(__float, other) if instance?(other, Float) && exactly?(self, Small) && __exact_float?
    __order(other) > 0
  end

  machine def >=(other)
    return small_ge(self, other) if exactly?(self, Small) && exactly?(other, Small)
    return float_ge(__float, other) if instance?(other, Float) && exactly?(self, Small) && __exact_float?
    __order(other) >= 0
  end

  machine def <=>(other)
    if exactly?(self, Small) && exactly?(other, Small)
      return -1 if small_lt(self, other)
      return small_eq(self, other) ? 0 : 1
    end
    __compare(other)
  end

  # What `<` and friends compare with 0: a NaN makes all of them false, as a NaN does.
  def __order(other)
    order = __compare(other)
    return order unless order.nil?
    return Float::NAN if other.is_a?(Float)
    Comparable.__failed(self, other)
  end

  def __compare(other)
    case other
    when Integer then __compare_integer(other)
    when Float then __compare_float(other)
    when nil, String, Symbol, Array, Hash, true, false then nil
    else
      return nil unless other.respond_to?(:__coerce)
      pair = other.__coerce(self)
      pair[0] <=> pair[1]
    end
  end

  def __compare_float(other)
    return nil if other.nan?
    return other > 0.0 ? -1 : 1 if other.infinite?
    whole = other.to_i
    order = self <=> whole
    return order unless order == 0
    rest = other - whole.to_f
    rest > 0.0 ? -1 : (rest < 0.0 ? 1 : 0)
  end

  def __equal(other)
    case other
    when Integer then __compare_integer(other) == 0
    when Float then __compare_float(other) == 0
    when nil, String, Symbol, Array, Hash, true, false then false
    else other == self ? true : false
    end
  end

  machine def equal?(other)
    same(self, other)
  end

  machine def eql?(other)
    return small_eq(self, other) if exactly?(self, Small) && exactly?(other, Small)
    instance?(other, Integer) ? __equal(other) : false
  end

  machine def &(other)
    if exactly?(self, Small)
      return small_and(self, other) if exactly?(other, Small)
      return small_and(self, Integer.__low_bits(other)) if instance?(other, Integer) && small_le(0, self)
    elsif exactly?(other, Small)
      return small_and(Integer.__low_bits(self), other) if small_le(0, other)
    end
    __bits(other, 0)
  end

  machine def |(other)
    return small_or(self, other) if exactly?(self, Small) && exactly?(other, Small)
    __bits(other, 1)
  end

  machine def ^(other)
    return small_xor(self, other) if exactly?(self, Small) && exactly?(other, Small)
    __bits(other, 2)
  end

  machine def <<(other)
    if exactly?(self, Small) && exactly?(other, Small) && small_ge(other, 0) && small_lt(other, 62)
      shifted = word_shl(word(self), word(other))
      return small(shifted) if word_sar(word_shl(shifted, 1), word(other) + 1) == word(self)
    end
    __shift_left(other)
  end

  machine def >>(other)
    if exactly?(self, Small) && exactly?(other, Small) && small_ge(other, 0)
      return small(word_sar(word(self), word(other))) if small_lt(other, 64)
      return small_lt(self, 0) ? -1 : 0
    end
    __shift_right(other)
  end

  machine def [](index, length = nothing())
    if undefined(length) && exactly?(self, Small) && exactly?(index, Small) && small_ge(index, 0) && small_lt(index, 63)
      return small(word_and(word_sar(word(self), word(index)), 1))
    end
    return (self >> index) & ((1 << length) - 1) unless undefined(length)
    __bit(index)
  end

  def __bit(index)
    return (self >> index.begin) & ((1 << (index.size)) - 1) if index.is_a?(Range)
    index < 0 ? 0 : (self >> index) & 1
  end

  machine def __float
    exactly?(self, Small) ? float_from_word(word(self)) : __float_of_big
  end

  # Does a small integer keep its value as a float?
  machine def __exact_float?
    small_le(self, 9007199254740992) && small_ge(self, -9007199254740992)
  end

  machine def to_f
    __float
  end

  # Addition where small integers do not suffice.
  def __add(other)
    return __add_integer(other) if other.is_a?(Integer)
    pair = __coerced(other)
    pair[0] + pair[1]
  end

  def __subtract(other)
    return __subtract_integer(other) if other.is_a?(Integer)
    pair = __coerced(other)
    pair[0] - pair[1]
  end

  def __multiply(other)
    return __multiply_integer(other) if other.is_a?(Integer)
    pair = __coerced(other)
    pair[0] * pair[1]
  end

  def __divide(other)
    return __divide_integer(other) if other.is_a?(Integer)
    pair = __coerced(other)
    pair[0] / pair[1]
  end

  def __modulo(other)
    return __modulo_integer(other) if other.is_a?(Integer)
    return to_f % other if other.is_a?(Float)
    pair = __coerced(other)
    pair[0] % pair[1]
  end

  # What `other.__coerce(self)` says: the two operands as things that understand each other.
  def __coerced(other)
    unless other.respond_to?(:__coerce)
      raise TypeError, "#{Integer.__shown(other)} can't be coerced into Integer"
    end
    other.__coerce(self)
  end

  # Small things by how they look, others by their class.
  def self.__shown(object)
    return object.inspect if object.is_a?(Symbol)
    return object.to_s if object.is_a?(Float)
    Kernel.__kind(object)
  end

  def __bits(other, operation)
    raise TypeError, "#{Integer.__shown(other)} can't be coerced into Integer" unless other.is_a?(Integer)
    __bits_integer(other, operation)
  end

  def __shift_left(count)
    count = Kernel.__to_int(count)
    return self >> -count if count < 0
    __shift_left_integer(count)
  end

  def __shift_right(count)
    count = Kernel.__to_int(count)
    return self << -count if count < 0
    __shift_right_integer(count)
  end

  def coerce(other)
    case other
    when Integer then [other, self]
    when Float then [other, to_f]
    when String then [Float(other), to_f]
    else raise TypeError, "can't convert #{Kernel.__kind(other)} into Float"
    end
  end

  # The next number where that cannot be too large: below a length or another small integer.
  machine def __next
    small_plus(self, 1)
  end

  machine def __previous
    small_plus(self, -1)
  end

  def times
    return __enumerator(:times, nil, self) { |block| times(&block) } unless block_given?
    index = 0
    while index < self
      yield index
      index = index.__next
    end
    self
  end

  def upto(limit)
    return __enum_upto(limit) unless block_given?
    index = self
    if __both_small?(limit)
      while index < limit
        yield index
        index = index.__next
      end
      yield index if index == limit
      return self
    end
    while index <= limit
      yield index
      index += 1
    end
    self
  end

  def downto(limit)
    return __enum_downto(limit) unless block_given?
    index = self
    if __both_small?(limit)
      while index > limit
        yield index
        index = index.__previous
      end
      yield index if index == limit
      return self
    end
    while index >= limit
      yield index
      index -= 1
    end
    self
  end

  machine def __both_small?(other)
    exactly?(self, Small) && exactly?(other, Small)
  end

  def __enum_upto(limit)
    __enumerator(:upto, [limit], [limit - self + 1, 0].max) { |block| upto(limit, &block) }
  end

  def __enum_downto(limit)
    __enumerator(:downto, [limit], [self - limit + 1, 0].max) { |block| downto(limit, &block) }
  end

  def succ
    self + 1
  end

  def next
    self + 1
  end

  def pred
    self - 1
  end

  machine def hash
    exactly?(self, Small) ? __hash_of_number(self) : __hash_of_big
  end

  def to_i
    self
  end

  def to_int
    self
  end

  def to_r
    raise NotImplementedError, "Rational is not supported"
  end

  def integer?
    true
  end

  def finite?
    true
  end

  def infinite?
    nil
  end

  def nan?
    false
  end

  machine def zero?
    same(self, 0)
  end

  def positive?
    self > 0
  end

  def negative?
    self < 0
  end

  def nonzero?
    self == 0 ? nil : self
  end

  def even?
    self & 1 == 0
  end

  def odd?
    self & 1 == 1
  end

  def abs
    self < 0 ? -self : self
  end

  def magnitude
    abs
  end

  def ord
    self
  end

  def size
    8
  end

  def numerator
    self
  end

  def denominator
    1
  end

  def allbits?(mask)
    self & mask == mask
  end

  def anybits?(mask)
    self & mask != 0
  end

  def nobits?(mask)
    self & mask == 0
  end

  def divmod(other)
    if other.is_a?(Float)
      to_f.divmod(other)
    else
      quotient = div(other)
      [quotient, self - quotient * other]
    end
  end

  def div(other)
    raise ZeroDivisionError, "divided by 0" if other == 0
    quotient = self / other
    quotient.is_a?(Float) ? quotient.floor : quotient
  end

  def fdiv(other)
    raise TypeError, "#{Integer.__shown(other)} can't be coerced into Integer" unless other.is_a?(Numeric)
    return to_f / other unless other.is_a?(Integer)
    __divide_exactly(other)
  end

  # Correctly rounded also where both are beyond what a float holds.
  def __divide_exactly(other)
    return to_f / other.to_f if bit_length <= 53 && other.bit_length <= 53
    return to_f / other.to_f if other == 0
    Float.__ratio(self, other)
  end

  def remainder(other)
    result = self % other
    return result if result == 0 || (self < 0) == (other < 0)
    (self < 0) == (result < 0) ? result : result - other
  end

  def ceildiv(other)
    -(-self).div(other)
  end

  def gcd(other)
    raise TypeError, "not an integer" unless other.is_a?(Integer)
    one = abs
    two = other.abs
    while two != 0
      rest = one % two
      one = two
      two = rest
    end
    one
  end

  def lcm(other)
    self == 0 || other == 0 ? 0 : (self / gcd(other) * other).abs
  end

  def gcdlcm(other)
    [gcd(other), lcm(other)]
  end

  def **(other)
    case other
    when Integer
      if other < 0
        raise ZeroDivisionError, "divided by 0" if self == 0
        raise NotImplementedError, "Rational is not supported" unless abs == 1
        return other.even? ? 1 : self
      end
      __power(other)
    when Float then __power_of_float(other)
    else
      pair = __coerced(other)
      pair[0]**pair[1]
    end
  end

  def __power_of_float(other)
    raise NotImplementedError, "Complex is not supported" if self < 0 && other != other.floor
    Math.__power(to_f, other)
  end

  def __power(exponent)
    return 1 << exponent if self == 2
    result = 1
    base = self
    while exponent > 0
      result *= base if exponent.odd?
      exponent >>= 1
      base *= base if exponent > 0
    end
    result
  end

  def pow(exponent, modulus = nil)
    return self**exponent if modulus.nil?
    raise ZeroDivisionError, "divided by 0" if modulus == 0
    raise RangeError, "Integer#pow() 2nd argument cannot be negative when 3rd argument specified" if exponent < 0
    result = 1 % modulus
    base = self % modulus
    while exponent > 0
      result = result * base % modulus if exponent.odd?
      exponent >>= 1
      base = base * base % modulus if exponent > 0
    end
    result
  end

  def self.sqrt(number)
    number = Kernel.__to_int(number)
    raise Math::DomainError, "Numerical argument is out of domain - \"isqrt\"" if number < 0
    return __sqrt_small(number) if number < 4503599627370496
    guess = 1 << ((number.bit_length + 1) / 2)
    while true
      better = (guess + number / guess) >> 1
      return guess if better >= guess
      guess = better
    end
  end

  machine def self.__sqrt_small(number)
    small(float_to_word(float_sqrt(float_from_word(word(number)))))
  end

  def digits(base = 10)
    raise Math::DomainError, "out of domain" if self < 0
    raise ArgumentError, "negative radix" if base < 0
    raise ArgumentError, "invalid radix #{base}" if base < 2
    return [0] if self == 0
    found = []
    rest = self
    power = base**Integer.__digits_in_word(base)
    while rest >= power
      both = rest.divmod(power)
      rest = both.__element(0)
      (power + both.__element(1)).__digits_onto(found, base, 1)
    end
    rest.__digits_onto(found, base, 0)
  end

  # Appends the digits down to where only this is left.
  def __digits_onto(found, base, last)
    rest = self
    while rest > last
      found << rest % base
      rest /= base
    end
    found
  end

  machine def bit_length
    return __bit_length_of_big unless exactly?(self, Small)
    number = word(self)
    number = word_xor(number, -1) if number < 0
    small(word(64) - word_clz(number))
  end

  def floor(digits = 0)
    digits >= 0 ? self : self / 10**-digits * 10**-digits
  end

  def ceil(digits = 0)
    digits >= 0 ? self : -(-self / 10**-digits * 10**-digits)
  end

  def truncate(digits = 0)
    self < 0 ? ceil(digits) : floor(digits)
  end

  def round(digits = 0, half: :up)
    digits = Kernel.__to_int(digits)
    return self if digits >= 0
    unit = 10**-digits
    low = self / unit * unit
    twice = (self - low) * 2
    return low if twice < unit
    return low + unit if twice > unit
    __half_up?(half, low / unit) ? low + unit : low
  end

  # Is a half rounded to the greater number? `quotient` is the smaller one in units.
  def __half_up?(half, quotient)
    case half
    when :up, nil then self > 0
    when :down then self < 0
    when :even then quotient.odd?
    else raise ArgumentError, "invalid rounding mode: #{half}"
    end
  end

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

  def dup
    self
  end

  def clone(freeze: nil)
    self
  end
end
