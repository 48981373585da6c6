# frozen_string_literal: true

# `format`: directives with flags, width and precision.
module Kernel
  def __format(format, arguments)
    Formatter.new(format, arguments).run
  end
end

class Formatter
  def initialize(format, arguments)
    @format = format
    @arguments = arguments
    @next = 0
    @at = 0
    @text = String.new
  end

  def run
    size = @format.bytesize
    while @at < size
      percent = @format.__find("%", @at)
      percent = size if percent < 0
      @text.__append_bytes(@format.__bytes, @at, percent - @at)
      @at = percent + 1
      directive if percent < size
    end
    @text
  end

  # One directive; `@at` is behind its percent sign.
  def directive
    @minus = @plus = @zero = @space = @sharp = false
    @width = 0
    @precision = nil
    @named = nil
    @has_name = false
    position
    flags
    width
    flags
    precision
    name_in_braces
    return if @text_given
    incomplete if @at >= @format.bytesize
    letter = @format.__byte(@at)
    @at = @at.__next
    convert(letter)
  end

  # A percent sign alone at the end has a message of its own.
  def incomplete
    raise ArgumentError, "incomplete format specifier; use %% (double %) instead" if @format.__byte(@at - 1) == 37
    raise ArgumentError, "malformed format string"
  end

  def flags
    while @at < @format.bytesize
      case @format.__byte(@at)
      when 45 then @minus = true
      when 43 then @plus = true
      when 48 then @zero = true
      when 32 then @space = true
      when 35 then @sharp = true
      when 60 then name(">")
      else return
      end
      @at = @at.__next
    end
  end

  # `%<name>d`
  def name(closing)
    last = @format.__find(closing, @at)
    raise ArgumentError, "malformed name - unmatched parenthesis" if last < 0
    key = @format.__slice(@at + 1, last - @at - 1).to_sym
    raise ArgumentError, "one hash required" unless @arguments[0].is_a?(Hash)
    @named = @arguments[0].fetch(key) do
      default = @arguments[0].default_proc ? @arguments[0][key] : @arguments[0].default
      raise KeyError.new("key#{closing == ">" ? "<#{key}>" : "{#{key}}"} not found", receiver: @arguments[0], key: key) if default.nil?
      default
    end
    @has_name = true
    @at = last
  end

  # `%{name}`
  def name_in_braces
    @text_given = false
    return unless @at < @format.bytesize && @format.__byte(@at) == 123
    name("}")
    @at = @at.__next
    @text_given = true
    pad(@named.to_s)
  end

  # `%1$s`: a number and a dollar sign choose the argument.
  def position
    from = @at
    number_given = number
    if @at > from && @at < @format.bytesize && @format.__byte(@at) == 36
      @at = @at.__next
      raise ArgumentError, "too few arguments" if number_given > @arguments.length
      @named = @arguments[number_given - 1]
      @has_name = true
    else
      @at = from
    end
  end

  def number
    from = @at
    @at = @at.__next while @at < @format.bytesize && @format.__byte(@at) >= 48 && @format.__byte(@at) <= 57
    Integer.__of_digits(@format, from, @at, 10)
  end

  def width
    return unless @at < @format.bytesize
    if @format.__byte(@at) == 42
      @at = @at.__next
      @width = Kernel.__to_int(argument)
      if @width < 0
        @minus = true
        @width = -@width
      end
    else
      @width = number
    end
  end

  def precision
    return unless @at < @format.bytesize && @format.__byte(@at) == 46
    @at = @at.__next
    if @at < @format.bytesize && @format.__byte(@at) == 42
      @at = @at.__next
      @precision = Kernel.__to_int(argument)
    else
      @precision = number
    end
    flags
  end

  def argument
    return @named if @has_name
    raise ArgumentError, "too few arguments" if @next >= @arguments.length
    @next += 1
    @arguments[@next - 1]
  end

  def convert(letter)
    case letter
    when 37 then @text << "%"
    when 100, 105, 117 then integer(10)
    when 120 then integer(16)
    when 88 then integer(16, true)
    when 111 then integer(8)
    when 98, 66 then integer(2)
    when 102 then float { |value| Formatter.pointed(Formatter.fixed(value, @precision || 6), @sharp) }
    when 101, 69 then float(letter == 69) { |value| Formatter.scientific(value, @precision || 6) }
    when 103, 71 then float(letter == 71) { |value| Formatter.general(value, @precision || 6, @sharp) }
    when 115 then string(argument.to_s)
    when 112 then string(argument.inspect)
    when 99 then character(argument)
    when 10, 0
      @text << "%"
      @at = @at.__previous
    else raise ArgumentError, "malformed format string - %#{String.__of_character(letter)}"
    end
  end

  def character(value)
    string(value.is_a?(Integer) ? String.__of_character(value) : value.to_s[0, 1])
  end

  def string(text)
    text = text[0, @precision] if @precision
    pad(text)
  end

  def pad(text)
    missing = @width - text.length
    if missing <= 0
      @text << text
    elsif @minus
      @text << text << " " * missing
    else
      @text << " " * missing << text
    end
  end

  def integer(base, upper = false)
    value = whole(argument)
    negative = value < 0
    if negative && base != 10 && !@plus && !@space
      return complement(value, base, upper)
    end
    digits = value.abs.to_s(base)
    digits = digits.upcase if upper
    digits = "0" * (@precision - digits.length) + digits if @precision && digits.length < @precision
    prefix = @sharp && value != 0 ? prefix_of(base, upper) : ""
    signed(sign(negative) + prefix, digits, @zero && @precision.nil?)
  end

  def prefix_of(base, upper)
    case base
    when 16 then upper ? "0X" : "0x"
    when 2 then "0b"
    when 8 then "0"
    else ""
    end
  end

  # Negative numbers in other bases: two's complement with dots for the endless digits.
  def complement(value, base, upper)
    bits = base == 16 ? 4 : base == 8 ? 3 : 1
    digits = value.bit_length / bits + 1
    text = (value & ((1 << (digits * bits)) - 1)).to_s(base)
    top = (base - 1).to_s(base)
    text = text.delete_prefix(top) while text.start_with?(top + top)
    text = top + text unless text.start_with?(top)
    text = text.upcase if upper
    pad((@sharp ? prefix_of(base, upper) : "") + ".." + text)
  end

  def sign(negative)
    return "-" if negative
    return "+" if @plus
    @space ? " " : ""
  end

  def whole(value)
    case value
    when Integer then value
    when Float
      raise FloatDomainError, value.to_s unless value.finite?
      value.to_i
    when nil then raise TypeError, "can't convert nil into Integer"
    else Integer(value)
    end
  end

  def signed(sign, digits, zeros)
    missing = @width - sign.length - digits.length
    if zeros && !@minus && missing > 0
      @text << sign << "0" * missing << digits
    else
      pad(sign + digits)
    end
  end

  def float(upper = false)
    value = Float(argument)
    negative = value.__negative? && !value.nan?
    unless value.finite?
      signed(sign(negative), value.nan? ? "NaN" : "Inf", false)
      return
    end
    digits = yield value.abs
    digits = digits.upcase if upper
    signed(sign(negative), digits, @zero)
  end

  # value * 10 ** digits, rounded half to even: on the shortest form if it has at most 15 digits, as CRuby, else on the exact value.
  def self.scaled(value, digits)
    return 0 if value == 0.0
    pair = value.__shortest
    short = pair.__element(0)
    length = short.to_s.bytesize
    places = pair.__element(1) - length + digits
    return exactly_scaled(value, digits) if length > 15 || length + places > 15 || length + places == 0
    return short * 10**places if places >= 0
    length + places < 0 ? 0 : divide(short, 10**-places)
  end

  def self.exactly_scaled(value, digits)
    mantissa = value.__mantissa
    exponent = value.__exponent
    if digits >= 0
      mantissa *= 10**digits
      return mantissa << exponent if exponent >= 0
      divide(mantissa, 1 << -exponent)
    else
      return divide(mantissa << exponent, 10**-digits) if exponent >= 0
      divide(mantissa, 10**-digits << -exponent)
    end
  end

  def self.divide(number, divisor)
    quotient = number / divisor
    twice = (number - quotient * divisor) * 2
    twice > divisor || (twice == divisor && quotient.odd?) ? quotient + 1 : quotient
  end

  # With `#` there is a point even without digits behind it.
  def self.pointed(text, sharp)
    sharp && !text.include?(".") ? text + "." : text
  end

  def self.fixed(value, precision)
    digits = scaled(value, precision).to_s
    return digits if precision == 0
    digits = digits.rjust(precision + 1, "0")
    digits[0...-precision] + "." + digits[-precision..]
  end

  # The decimal exponent of a positive float after rounding to so many digits, and those digits.
  def self.significant(value, count)
    return [0, "0" * count] if value == 0.0
    exponent = value.__shortest[1] - 1
    digits = scaled(value, count - 1 - exponent).to_s
    if digits.length > count
      exponent += 1
      digits = digits[0, count]
    end
    [exponent, digits]
  end

  def self.scientific(value, precision)
    pair = significant(value, precision + 1)
    place(pair.__element(1), pair.__element(0))
  end

  def self.place(digits, exponent)
    text = digits[0, 1]
    text += "." + digits[1..] if digits.length > 1
    text + "e" + (exponent < 0 ? "-" : "+") + exponent.abs.to_s.rjust(2, "0")
  end

  def self.general(value, precision, keep_zeros)
    precision = 1 if precision == 0
    pair = significant(value, precision)
    exponent = pair.__element(0)
    if exponent < -4 || exponent >= precision
      digits = pair.__element(1)
      digits = digits.sub_trailing_zeros unless keep_zeros
      return place(digits, exponent)
    end
    text = fixed(value, precision - 1 - exponent)
    return text if keep_zeros || !text.include?(".")
    text = text.chomp("0") while text.end_with?("0")
    text.chomp(".")
  end
end

class String
  # Digits without the zeros at their end, the first kept.
  def sub_trailing_zeros
    last = bytesize
    last = last.__previous while last > 1 && __byte(last - 1) == 48
    __slice(0, last)
  end
end
