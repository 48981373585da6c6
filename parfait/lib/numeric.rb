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
end
