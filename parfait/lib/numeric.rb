# frozen_string_literal: true

# What all numbers answer, for number classes of a program's own too.
class Numeric
  def integer?
    false
  end

  def frozen?
    true
  end

  def real?
    true
  end

  def zero?
    self == 0
  end

  def nonzero?
    zero? ? nil : self
  end

  def positive?
    self > 0
  end

  def negative?
    self < 0
  end

  def finite?
    true
  end

  def infinite?
    nil
  end

  def +@
    self
  end

  def -@
    0 - self
  end

  def abs
    self < 0 ? -self : self
  end

  def to_int
    to_i
  end

  # Floats without adding up errors, others by adding.
  def step(limit = nil, step = (default = true; 1), by: nil, to: nil)
    shown = __shown_step(limit, default ? nil : step, by, to) unless block_given?
    limit = to unless to.nil?
    step = by unless by.nil?
    raise ArgumentError, "step can't be 0" if step == 0
    return Enumerator::ArithmeticSequence.new(self, limit, step, false, shown) unless block_given?
    if __float_step?(limit, step)
      Float.__each_step(to_f, limit.nil? ? nil : Kernel.Float(limit), step.to_f, false) { |number| yield number }
    else
      __each_step(limit, step) { |number| yield number }
    end
    self
  end

  def __float_step?(limit, step)
    is_a?(Float) || step.is_a?(Float) || limit.is_a?(Float)
  end

  def __each_step(limit, step)
    number = self
    if step > 0
      while limit.nil? || number <= limit
        yield number
        number += step
      end
    else
      while limit.nil? || number >= limit
        yield number
        number += step
      end
    end
  end

  # The call as it was written.
  def __shown_step(limit, step, by, to)
    parts = []
    parts << limit.inspect unless limit.nil? && step.nil?
    parts << step.inspect unless step.nil?
    parts << "by: #{by.inspect}" unless by.nil?
    parts << "to: #{to.inspect}" unless to.nil?
    parts.empty? ? "(#{inspect}.step)" : "(#{inspect}.step(#{parts.join(", ")}))"
  end

  def <=>(other)
    equal?(other) ? 0 : nil
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
end

# Integers out of text.
class Integer
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
        if scale >= 100000000000000000
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

  # Digits with single underscores between them, and nothing else.
  def self.__all_digits?(string, at, length, base)
    at < length && __digits_end(string, at, length, base) == length && string.__byte(length - 1) != 95
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

  # Where digits with single underscores between them end.
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
