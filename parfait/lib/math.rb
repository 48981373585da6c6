# frozen_string_literal: true

# Functions on floats.
module Math
  PI = 3.141592653589793
  E = 2.718281828459045

  class DomainError < ArgumentError
  end

  def self.__float(number)
    case number
    when Float then number
    when Integer then number.to_f
    else raise TypeError, "can't convert #{Kernel.__kind(number)} into Float"
    end
  end

  def self.sqrt(number)
    float = __float(number)
    raise DomainError, "Numerical argument is out of domain - \"sqrt\"" if float < 0.0
    __root(float)
  end

  machine def self.__root(float)
    float_sqrt(float)
  end

  def self.__power(base, exponent)
    raise NotImplementedError, "Float power"
  end
end
