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

  def dup
    self
  end

  def clone(freeze: nil)
    self
  end
end
