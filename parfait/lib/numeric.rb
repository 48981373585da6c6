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

  def <=>(other)
    equal?(other) ? 0 : nil
  end
end
