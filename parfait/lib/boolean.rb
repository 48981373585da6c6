# frozen_string_literal: true

# nil, true and false.
class NilClass
  def nil?
    true
  end

  def to_s
    ""
  end

  def to_a
    []
  end

  def to_h
    {}
  end

  def to_i
    0
  end

  def to_f
    0.0
  end

  def inspect
    "nil"
  end

  def &(other)
    false
  end

  def |(other)
    other ? true : false
  end

  def =~(other)
    nil
  end
end

class TrueClass
  def to_s
    "true"
  end

  def inspect
    "true"
  end

  def &(other)
    other ? true : false
  end

  def |(other)
    true
  end

  def ^(other)
    other ? false : true
  end
end

class FalseClass
  def to_s
    "false"
  end

  def inspect
    "false"
  end

  def &(other)
    false
  end

  def |(other)
    other ? true : false
  end

  def ^(other)
    other ? true : false
  end
end
