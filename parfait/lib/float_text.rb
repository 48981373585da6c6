# frozen_string_literal: true

# Floats as text: the shortest digits that read back as the same float, and reading.
class Float
  def to_s
    return nan? ? "NaN" : (self < 0 ? "-Infinity" : "Infinity") unless finite?
    text = __negative? ? +"-" : +""
    return text << "0.0" if self == 0.0
    pair = abs.__shortest
    Float.__place_point(text, pair.__element(0).to_s, pair.__element(1))
  end

  def inspect
    to_s
  end

  # Digits with the point after the first `point` of them; large and small ones with an exponent.
  def self.__place_point(text, digits, point)
    if point > 0 && (point <= 15 || (point == 16 && digits.bytesize > 16))
      if digits.bytesize <= point
        text << digits << "0" * (point - digits.bytesize) << ".0"
      else
        text << digits[0, point] << "." << digits[point..]
      end
    elsif point > -4 && point <= 0
      text << "0." << "0" * -point << digits
    else
      exponent = point - 1
      text << digits[0, 1] << "." << (digits.bytesize == 1 ? "0" : digits[1..])
      text << "e" << (exponent < 0 ? "-" : "+") << exponent.abs.to_s.rjust(2, "0")
    end
  end

  # The shortest digits of a positive float as an integer, and where its point is.
  def __shortest
    __quick_shortest || __exact_shortest
  end

  # Up to 15 digits: if digits / 10 ** places is this float, they are the only ones so short.
  def __quick_shortest
    return nil if self < 1.0e-5 || self >= 1.0e15
    scale = 1.0
    places = 0
    while places <= 20
      product = (self * scale + 0.5).__floor
      return nil if product >= 1.0e15
      return Float.__without_zeros(product.to_i, places) if product / scale == self
      scale *= 10.0
      places += 1
    end
    nil
  end

  def self.__without_zeros(digits, places)
    while digits % 10 == 0 && digits > 0
      digits /= 10
      places -= 1
    end
    [digits, digits.to_s.bytesize - places]
  end

  # With integers of any size (after Steele and White): digits while they are needed to tell it from its neighbours.
  def __exact_shortest
    mantissa = __mantissa
    exponent = __exponent
    even = mantissa.even?
    closer = mantissa == 4503599627370496 && exponent > -1074
    number = mantissa << (closer ? 2 : 1)
    scale = closer ? 4 : 2
    low = 1
    high = closer ? 2 : 1
    if exponent >= 0
      number <<= exponent
      low <<= exponent
      high <<= exponent
    else
      scale <<= -exponent
    end
    point = __estimated_point(mantissa, exponent)
    if point >= 0
      scale *= 10**point
    else
      factor = 10**-point
      number *= factor
      low *= factor
      high *= factor
    end
    if even ? number + high >= scale : number + high > scale
      point += 1
    else
      number *= 10
      low *= 10
      high *= 10
    end
    [Float.__digits(number, scale, low, high, even), point]
  end

  # The number of digits before the point, or one less.
  def __estimated_point(mantissa, exponent)
    ((exponent + mantissa.bit_length - 1) * 0.30102999566398119521 - 1.0e-10).ceil
  end

  def self.__digits(number, scale, low, high, even)
    digits = 0
    while true
      pair = number.divmod(scale)
      digit = pair.__element(0)
      number = pair.__element(1)
      below = even ? number <= low : number < low
      above = even ? number + high >= scale : number + high > scale
      if below || above
        digit += 1 if above && (!below || number * 2 >= scale)
        return digits * 10 + digit
      end
      digits = digits * 10 + digit
      number *= 10
      low *= 10
      high *= 10
    end
  end

  # `Float("...")`: nil unless the whole string is a number.
  def self.__parse_strict(text)
    string = text.strip
    return nil if string.empty?
    return Integer.__parse_strict(string, 0)&.to_f if string.start_with?("0x", "-0x", "0X", "-0X")
    last = __number_end(string)
    last == string.bytesize && last > 0 ? __read(string, last) : nil
  end

  # `"...".to_f`: what the string begins with.
  def self.__parse(string)
    from = string.__strip_start
    string = string.__slice(from, string.bytesize - from) if from > 0
    last = __number_end(string)
    last == 0 ? 0.0 : __read(string, last)
  end

  # Where a number at the start of a string ends; 0 if there is none.
  def self.__number_end(string)
    size = string.bytesize
    at = size > 0 && (string.__byte(0) == 45 || string.__byte(0) == 43) ? 1 : 0
    whole = __decimal_end(string, at, size)
    last = whole
    if whole < size && string.__byte(whole) == 46
      fraction = __decimal_end(string, whole + 1, size)
      last = fraction if whole > at || fraction > whole + 1
    end
    last == at ? 0 : __exponent_end(string, last, size)
  end

  def self.__exponent_end(string, at, size)
    return at unless at < size && (string.__byte(at) == 101 || string.__byte(at) == 69)
    from = at + 1
    from = from.__next if from < size && (string.__byte(from) == 45 || string.__byte(from) == 43)
    last = __decimal_end(string, from, size)
    last > from ? last : at
  end

  # Digits, with single underscores between them.
  def self.__decimal_end(string, at, size)
    from = at
    while at < size
      byte = string.__byte(at)
      digit = byte >= 48 && byte <= 57
      between = byte == 95 && at > from && at + 1 < size && string.__byte(at + 1) >= 48 && string.__byte(at + 1) <= 57
      return at unless digit || between
      at = at.__next
    end
    at
  end

  # The value of a well-formed number.
  def self.__read(string, last)
    digits = 0
    exponent = 0
    fraction = false
    at = 0
    while at < last
      byte = string.__byte(at)
      break if byte == 101 || byte == 69
      if byte == 46
        fraction = true
      elsif byte >= 48 && byte <= 57
        digits = digits * 10 + byte - 48
        exponent -= 1 if fraction
      end
      at = at.__next
    end
    exponent += Integer.__parse(string.__slice(at + 1, last - at - 1), 10) if at < last
    value = __of_decimal(digits, exponent)
    string.__byte(0) == 45 ? -value : value
  end

  # digits * 10 ** exponent, correctly rounded.
  def self.__of_decimal(digits, exponent)
    return 0.0 if digits == 0
    if digits < 9007199254740992 && exponent >= -22 && exponent <= 22
      return exponent < 0 ? digits.to_f / __power_of_ten(-exponent) : digits.to_f * __power_of_ten(exponent)
    end
    return INFINITY if exponent > 400
    return 0.0 if exponent < -20000
    exponent < 0 ? __ratio(digits, 10**-exponent) : (digits * 10**exponent).to_f
  end

  # Exact up to 10 ** 22.
  def self.__power_of_ten(exponent)
    power = 1.0
    while exponent > 0
      power *= 10.0
      exponent -= 1
    end
    power
  end
end
