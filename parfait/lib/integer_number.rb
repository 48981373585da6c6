# frozen_string_literal: true

# Division with a remainder, what divides numbers, powers, roots, digits, rounding.
class Integer
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
end
