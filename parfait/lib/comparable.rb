# frozen_string_literal: true

# Order from `<=>`.
module Comparable
  def ==(other)
    return true if equal?(other)
    order = (self <=> other)
    order.nil? ? false : order == 0
  end

  def <(other)
    __order(other) < 0
  end

  def <=(other)
    __order(other) <= 0
  end

  def >(other)
    __order(other) > 0
  end

  def >=(other)
    __order(other) >= 0
  end

  def __order(other)
    order = (self <=> other)
    Comparable.__failed(self, other) if order.nil?
    order
  end

  def between?(low, high)
    return false if self < low
    self > high ? false : true
  end

  def clamp(low, high = (range = low; nil))
    if range
      raise ArgumentError, "cannot clamp with an exclusive range" if range.exclude_end? && !range.end.nil?
      low = range.begin
      high = range.end
    end
    raise ArgumentError, "min argument must be less than or equal to max argument" if !low.nil? && !high.nil? && (low <=> high) > 0
    return low if !low.nil? && (self <=> low) < 0
    return high if !high.nil? && (self <=> high) > 0
    self
  end

  def self.__failed(one, other)
    raise ArgumentError, "comparison of #{Kernel.__class_name(one)} with #{__name(other)} failed"
  end

  # Small things by how they look, others by their class.
  def self.__name(object)
    return object.inspect if object.is_a?(Float) || object.is_a?(Symbol) || (object.is_a?(Integer) && object.__both_small?(object))
    Kernel.__kind(object)
  end
end
