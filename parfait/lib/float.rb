# frozen_string_literal: true

# Floats: arithmetic, comparison, rounding.
class Float < Numeric
  machine def +(other)
    return float_add(self, other) if instance?(other, Float)
    return float_add(self, float_from_word(word(other))) if exactly?(other, Small)
    __with(other, :+)
  end

  machine def -(other)
    return float_sub(self, other) if instance?(other, Float)
    return float_sub(self, float_from_word(word(other))) if exactly?(other, Small)
    __with(other, :-)
  end

  machine def *(other)
    return float_mul(self, other) if instance?(other, Float)
    return float_mul(self, float_from_word(word(other))) if exactly?(other, Small)
    __with(other, :*)
  end

  machine def /(other)
    return float_div(self, other) if instance?(other, Float)
    return float_div(self, float_from_word(word(other))) if exactly?(other, Small)
    __with(other, :/)
  end

  # An operator with what is neither a float nor small.
  def __with(other, operator)
    if other.is_a?(Integer)
      pair = [self, other.to_f]
    else
      raise TypeError, "#{Float.__shown(other)} can't be coerced into Float" unless other.respond_to?(:__coerce)
      pair = other.__coerce(self)
    end
    case operator
    when :+ then pair[0] + pair[1]
    when :- then pair[0] - pair[1]
    when :* then pair[0] * pair[1]
    else pair[0] / pair[1]
    end
  end

  def self.__shown(object)
    return object.inspect if object.is_a?(Symbol)
    Kernel.__kind(object)
  end

  def fdiv(other)
    self / other
  end

  def quo(other)
    self / other
  end

  machine def -@
    float_neg(self)
  end

  def +@
    self
  end

  machine def abs
    float_abs(self)
  end

  machine def magnitude
    float_abs(self)
  end

  machine def ==(other)
    return float_eq(self, other) if instance?(other, Float)
    return float_eq(self, float_from_word(word(other))) if exactly?(other, Small) && other.__exact_float?
    __equal(other)
  end

  def ===(other)
    self == other
  end

  def __equal(other)
    case other
    when Integer then other == self
    when nil, true, false, String, Symbol, Array, Hash then false
    else other == self ? true : false
    end
  end

  machine def <(other)
    return float_lt(self, other) if instance?(other, Float)
    return float_lt(self, float_from_word(word(other))) if exactly?(other, Small) && other.__exact_float?
    __order(other) < 0
  end

  machine def <=(other)
    return float_le(self, other) if instance?(other, Float)
    return float_le(self, float_from_word(word(other))) if exactly?(other, Small) && other.__exact_float?
    __order(other) <= 0
  end

  machine def >(other)
    return float_gt(self, other) if instance?(other, Float)
    return float_gt(self, float_from_word(word(other))) if exactly?(other, Small) && other.__exact_float?
    __order(other) > 0
  end

  machine def >=(other)
    return float_ge(self, other) if instance?(other, Float)
    return float_ge(self, float_from_word(word(other))) if exactly?(other, Small) && other.__exact_float?
    __order(other) >= 0
  end

  # What `<` and friends compare with 0; NaN makes all of them false.
  def __order(other)
    order = (self <=> other)
    return order unless order.nil?
    return NAN if nan? && other.is_a?(Numeric)
    Comparable.__failed(self, other)
  end

  machine def <=>(other)
    if instance?(other, Float)
      return -1 if float_lt(self, other)
      return 1 if float_gt(self, other)
      return float_eq(self, other) ? 0 : nil
    end
    __compare(other)
  end

  def __compare(other)
    case other
    when Integer
      order = (other <=> self)
      order.nil? ? nil : -order
    when nil, true, false, String, Symbol, Array, Hash then nil
    else
      return nil unless other.respond_to?(:__coerce)
      pair = other.__coerce(self)
      pair[0] <=> pair[1]
    end
  end

  machine def eql?(other)
    instance?(other, Float) ? float_eq(self, other) : false
  end

  machine def equal?(other)
    instance?(other, Float) ? float_bits(self) == float_bits(other) : false
  end

  machine def hash
    bits = float_bits(self)
    bits = word(0) if float_eq(self, 0.0)
    __hash_of_number(small(word_shr(bits * 2177342782468422677, 2)))
  end

  machine def nan?
    float_eq(self, self) ? false : true
  end

  def infinite?
    return 1 if self == INFINITY
    self == -INFINITY ? -1 : nil
  end

  machine def finite?
    float_eq(float_sub(self, self), 0.0)
  end

  machine def zero?
    float_eq(self, 0.0)
  end

  def positive?
    self > 0.0
  end

  def negative?
    self < 0.0
  end

  def nonzero?
    zero? ? nil : self
  end

  def integer?
    false
  end

  def to_f
    self
  end

  machine def to_i
    return small(float_to_word(self)) if float_lt(float_abs(self), 4.0e18)
    __to_big
  end

  def to_int
    to_i
  end

  def truncate(digits = 0)
    return to_i if digits == 0
    self < 0 ? ceil(digits) : floor(digits)
  end

  def __to_big
    raise FloatDomainError, nan? ? "NaN" : (self < 0 ? "-Infinity" : "Infinity") unless finite?
    value = __mantissa << __exponent
    self < 0 ? -value : value
  end

  # The number is mantissa * 2 ** exponent; the mantissa has 53 bits unless the number is subnormal.
  machine def __mantissa
    bits = float_bits(self)
    fraction = word_and(bits, 4503599627370495)
    small(word_and(word_shr(bits, 52), 2047) == 0 ? fraction : fraction + 4503599627370496)
  end

  machine def __exponent
    exponent = word_and(word_shr(float_bits(self), 52), 2047)
    small(exponent == 0 ? word(-1074) : exponent - 1075)
  end

  machine def __negative?
    float_bits(self) < 0
  end

  # The float nearest to one / two, which are integers; half to even.
  def self.__ratio(one, two)
    negative = (one < 0) != (two < 0)
    one = one.abs
    two = two.abs
    return negative ? -0.0 : 0.0 if one == 0
    shift = 55 - (one.bit_length - two.bit_length)
    # subnormal results have fewer bits
    shift = 1075 if shift > 1075
    shift > 0 ? one <<= shift : two <<= -shift
    quotient = one / two
    exact = quotient * two == one
    value = __rounded(quotient, exact, -shift)
    negative ? -value : value
  end

  # quotient * 2 ** exponent (a little more if not exact) as a float; never more bits are kept than there is room for.
  def self.__rounded(quotient, exact, exponent)
    extra = quotient.bit_length - 53
    extra = -1074 - exponent if exponent + extra < -1074
    if extra > 0
      kept = quotient >> extra
      rest = quotient - (kept << extra)
      half = 1 << (extra - 1)
      kept += 1 if rest > half || (rest == half && (!exact || kept.odd?))
      quotient = kept
      exponent += extra
    end
    return INFINITY if quotient.bit_length + exponent > 1024
    __scaled(quotient, exponent)
  end

  # By bits: no multiplication is exact for all exponents.
  machine def self.__scaled(mantissa, exponent)
    return 0.0 if small_eq(mantissa, 0)
    while small_lt(mantissa, 4503599627370496) && small_gt(exponent, -1074)
      mantissa = small(word_shl(word(mantissa), 1))
      exponent -= 1
    end
    if small_ge(mantissa, 9007199254740992)
      mantissa = small(word_shr(word(mantissa), 1))
      exponent += 1
    end
    return float_from_bits(word(mantissa)) if small_lt(mantissa, 4503599627370496)
    float_from_bits(word_shl(word(exponent + 1075), 52) + (word(mantissa) - 4503599627370496))
  end

  def divmod(other)
    raise ZeroDivisionError, "divided by 0" if other == 0
    quotient = div(other)
    [quotient, self % other]
  end

  def div(other)
    raise ZeroDivisionError, "divided by 0" if other == 0
    ((self - self % other) / other).round
  end

  def %(other)
    divisor = other.is_a?(Float) ? other : Float.__operand(other)
    raise ZeroDivisionError, "divided by 0" if divisor == 0.0
    return NAN if nan? || divisor.nan? || infinite?
    return (self < 0) == (divisor < 0) || self == 0.0 ? self : divisor if divisor.infinite?
    rest = __remainder(divisor)
    return divisor < 0 ? -0.0 : 0.0 if rest == 0.0 && !__negative?
    (rest < 0) != (divisor < 0) && rest != 0.0 ? rest + divisor : rest
  end

  def modulo(other)
    self % other
  end

  def remainder(other)
    divisor = Float.__operand(other)
    raise ZeroDivisionError, "divided by 0" if divisor == 0.0
    return NAN if nan? || divisor.nan? || infinite?
    __remainder(divisor)
  end

  def self.__operand(other)
    return other.to_f if other.is_a?(Numeric)
    raise TypeError, "#{Float.__shown(other)} can't be coerced into Float"
  end

  # Exactly, with the sign of self.
  def __remainder(divisor)
    return self if abs < divisor.abs
    quotient = self / divisor
    if quotient.abs < 4503599627370496.0 && __exact_multiple?(quotient, divisor)
      return self - quotient.truncate * divisor
    end
    __long_remainder(divisor)
  end

  # Small integral floats: no rounding happens.
  def __exact_multiple?(quotient, divisor)
    self == floor && divisor == divisor.floor && abs < 4503599627370496.0
  end

  def __long_remainder(divisor)
    exponent = __exponent
    other = divisor.__exponent
    rest = Float.__modulo_shifted(__mantissa, divisor.__mantissa, exponent - other) if exponent >= other
    rest = __mantissa % (divisor.__mantissa << (other - exponent)) if exponent < other
    value = Float.__scaled(rest, exponent < other ? exponent : other)
    self < 0 ? -value : value
  end

  # (rest << places) % divisor
  machine def self.__modulo_shifted(rest, divisor, places)
    value = word(rest) % word(divisor)
    left = word(places)
    while left > 0
      step = left > 9 ? word(9) : left
      value = word_shl(value, step) % word(divisor)
      left = left - step
    end
    small(value)
  end

  def **(other)
    case other
    when Float
      raise NotImplementedError, "Complex is not supported" if self < 0 && other != other.floor && other.finite?
      Math.__power(self, other)
    when Integer then Math.__power(self, other.to_f)
    else
      raise TypeError, "#{Float.__shown(other)} can't be coerced into Float" unless other.respond_to?(:__coerce)
      pair = other.__coerce(self)
      pair[0]**pair[1]
    end
  end

  def pow(other)
    self**other
  end

  def coerce(other)
    [Float(other), self]
  end

  machine def __floor
    float_floor(self)
  end

  machine def __ceil
    float_ceil(self)
  end

  def floor(digits = 0)
    return __floor.to_i if digits == 0
    return to_i_floor(digits) if digits < 0
    return self if zero? || __beyond?(digits)
    scale = digits <= 22 ? Float.__power_of_ten(digits) : 10.0**digits
    whole = (self * scale).__floor
    above = (whole + 1) / scale
    above > self ? whole / scale : above
  end

  def to_i_floor(digits)
    __floor.to_i.floor(digits)
  end

  def ceil(digits = 0)
    return __ceil.to_i if digits == 0
    return __ceil.to_i.ceil(digits) if digits < 0
    return self if zero? || __beyond?(digits)
    scale = digits <= 22 ? Float.__power_of_ten(digits) : 10.0**digits
    whole = (self * scale).__ceil
    below = (whole - 1) / scale
    below < self ? whole / scale : below
  end

  # Has the number no digits that far behind the point?
  def __beyond?(digits)
    return true unless finite?
    binary = __exponent + __mantissa.bit_length
    digits >= 17 - (binary > 0 ? binary / 4 : __towards_zero(binary, 3) - 1)
  end

  def __below?(digits)
    binary = __exponent + __mantissa.bit_length
    digits < -(binary > 0 ? binary / 3 + 1 : __towards_zero(binary, 4))
  end

  def __towards_zero(number, divisor)
    number < 0 ? -(-number / divisor) : number / divisor
  end

  def round(digits = 0, half: :up)
    return __round_whole(half) if digits == 0
    return to_i.round(digits, half: half) if digits < 0
    return self if zero? || __beyond?(digits)
    return 0.0 if __below?(digits)
    return __round_exactly(digits, half) if digits > 14
    scale = digits <= 22 ? Float.__power_of_ten(digits) : 10.0**digits
    __round_scaled(scale, half) / scale
  end

  def __round_whole(half)
    raise FloatDomainError, nan? ? "NaN" : (self < 0 ? "-Infinity" : "Infinity") unless finite?
    whole = __floor
    rest = self - whole
    return whole.to_i if rest < 0.5
    return whole.to_i + 1 if rest > 0.5
    whole.to_i + (__half_up?(half, whole.to_i) ? 1 : 0)
  end

  # Away from zero at a half; then corrected where the product was rounded.
  def __round_scaled(scale, half)
    product = self * scale
    whole = product.abs.__floor
    rest = product.abs - whole
    whole += 1 if rest > 0.5 || (rest == 0.5 && (half == :up || half.nil? || (half == :even && whole % 2 == 1)))
    number = abs
    if half == :up || half.nil?
      whole += 1 if (whole + 0.5) / scale <= number
    elsif half == :down
      whole -= 1 if (whole - 0.5) / scale >= number
    end
    self < 0 ? -whole : whole
  end

  def __round_exactly(digits, half)
    exponent = __exponent
    scaled = __mantissa * 10**digits
    whole = exponent < 0 ? (scaled + (1 << (-exponent - 1))) >> -exponent : scaled << exponent
    value = Float.__ratio(whole, 10**digits)
    self < 0 ? -value : value
  end

  def next_float
    return self if nan? || self == INFINITY
    return 5.0e-324 if self == 0.0
    __neighbour(self > 0 ? 1 : -1)
  end

  def prev_float
    return self if nan? || self == -INFINITY
    return -5.0e-324 if self == 0.0
    __neighbour(self > 0 ? -1 : 1)
  end

  machine def __neighbour(step)
    float_from_bits(float_bits(self) + word(step))
  end

  # Without adding up errors: each number is first + index * step.
  def self.__each_step(first, last, step, exclude_end)
    raise ArgumentError, "step can't be 0" if step == 0.0
    if last.nil?
      index = 0
      while true
        yield first + index * step
        index += 1
      end
    end
    count = __steps(first, last, step, exclude_end)
    index = 0
    while index < count
      number = first + index * step
      number = last if !exclude_end && (step > 0 ? number > last : number < last)
      yield number
      index += 1
    end
  end

  def self.__steps(first, last, step, exclude_end)
    quotient = (last - first) / step
    error = (first.abs + last.abs + (last - first).abs) / step.abs * EPSILON
    return 0 if quotient < 0 && !(quotient.abs <= error)
    error = 0.5 if error > 0.5
    return (quotient + error).__floor.to_i + 1 unless exclude_end
    return 0 if quotient <= 0
    whole = quotient < 1 ? 0 : (quotient - error).__floor.to_i
    whole + (first + whole * step < last ? 1 : 0)
  end

  def dup
    self
  end

  def clone(freeze: nil)
    self
  end

  def to_r
    raise NotImplementedError, "Rational is not supported"
  end

  def self.__initial_INFINITY
    1.0 / 0.0
  end

  def self.__initial_NAN
    0.0 / 0.0
  end

  def self.__initial_MAX
    1.7976931348623157e308
  end

  def self.__initial_MIN
    2.2250738585072014e-308
  end

  def self.__initial_EPSILON
    2.220446049250313e-16
  end

  def self.__initial_DIG
    15
  end

  def self.__initial_MANT_DIG
    53
  end

  def self.__initial_MAX_10_EXP
    308
  end

  def self.__initial_MIN_10_EXP
    -307
  end

  def self.__initial_RADIX
    2
  end
end
