# frozen_string_literal: true

# Functions on floats. Their series are summed in pairs of floats (a value and what it lacks, after Dekker 1971), so that
# what is returned is nearly always the nearest float.
module Math
  def self.__initial_PI
    3.141592653589793
  end

  def self.__initial_E
    2.718281828459045
  end

  class DomainError < StandardError
  end

  def self.__float(number)
    case number
    when Float then number
    when Integer then number.to_f
    when nil then raise TypeError, "can't convert nil into Float"
    when String then raise TypeError, "can't convert String into Float"
    else
      raise TypeError, "can't convert #{number.class} into Float" unless number.is_a?(Numeric)
      number.to_f
    end
  end

  def self.__domain(name)
    raise DomainError, "Numerical argument is out of domain - #{name}"
  end

  def self.sqrt(number)
    float = __float(number)
    __domain("sqrt") if float < 0.0
    __root(float)
  end

  machine def self.__root(float)
    float_sqrt(float)
  end

  def self.cbrt(number)
    float = __float(number)
    return float if float == 0.0 || !float.finite?
    guess = __power(float.abs, 1.0 / 3.0)
    pair = Pair.product(guess, guess).times(guess)
    guess -= (pair.high - float.abs + pair.low) / (3.0 * guess * guess)
    # one more step of Newton's, as CRuby takes it
    guess = (2.0 * guess + (float.abs / guess / guess)) / 3.0
    float < 0.0 ? -guess : guess
  end

  def self.hypot(one, two)
    one = __float(one).abs
    two = __float(two).abs
    return Float::INFINITY if one.infinite? || two.infinite?
    large = one > two ? one : two
    return large if large == 0.0 || large.nan?
    scale = 1.0
    scale = 2.0**-600 if large > 1.0e150
    scale = 2.0**600 if large < 1.0e-150
    one *= scale
    two *= scale
    sum = Pair.product(one, one).plus(Pair.product(two, two))
    root = __root(sum.high)
    rest = sum.minus(Pair.product(root, root))
    (root + (rest.high + rest.low) / (2.0 * root)) / scale
  end

  def self.exp(number)
    float = __float(number)
    return float if float.nan? || float == Float::INFINITY
    return 0.0 if float < -746.0
    return Float::INFINITY if float > 709.79
    __exp_float(Pair.new(float, 0.0))
  end

  # e ** pair as a float, which may be small or large.
  def self.__exp_float(pair)
    whole = (pair.high / 0.6931471805599453).round
    result = __expm1_pair(pair.minus(LN2.times(whole.to_f))).plus(Pair.new(1.0, 0.0))
    __shifted(result.high + result.low, whole)
  end

  # e ** pair, not too large.
  def self.__exp_pair(pair)
    whole = (pair.high / 0.6931471805599453).round
    result = __expm1_pair(pair.minus(LN2.times(whole.to_f))).plus(Pair.new(1.0, 0.0))
    Pair.new(__shifted(result.high, whole), __shifted(result.low, whole))
  end

  # e ** pair - 1: the series for a 256th, squared again.
  def self.__expm1_pair(pair)
    rest = pair.scaled(1.0 / 256.0)
    sum = rest
    term = rest
    index = 2
    while index < 12
      term = term.multiply(rest).divide(index.to_f)
      sum = sum.plus(term)
      index += 1
    end
    8.times { sum = sum.scaled(2.0).plus(sum.multiply(sum)) }
    sum
  end

  # float * 2 ** places
  def self.__shifted(float, places)
    while places > 1000
      float *= __two_to(1000)
      places -= 1000
    end
    while places < -1000
      float *= __two_to(-1000)
      places += 1000
    end
    float * __two_to(places)
  end

  machine def self.__two_to(places)
    float_from_bits(word_shl(word(places + 1023), 52))
  end

  def self.log(number, base = nil)
    return log(number) / log(base) if base
    pair = __log_checked(number, "log")
    pair.high + pair.low
  end

  def self.log2(number)
    pair = __log_checked(number, "log2")
    return pair.high unless pair.high.finite?
    __nearly_whole(pair.quotient(LN2), number, 2)
  end

  def self.log10(number)
    pair = __log_checked(number, "log10")
    return pair.high unless pair.high.finite?
    __nearly_whole(pair.quotient(LN10), number, 10)
  end

  def self.__nearly_whole(pair, number, base)
    pair.high + pair.low
  end

  def self.log1p(number)
    float = __float(number)
    sum = Pair.sum(1.0, float)
    pair = __log_pair(sum)
    pair.high + pair.low
  end

  def self.expm1(number)
    float = __float(number)
    return exp(float) - 1.0 if float.abs > 2.0
    sum = __expm1_pair(Pair.new(float, 0.0))
    sum.high + sum.low
  end

  def self.__log_checked(number, name)
    if number.is_a?(Integer) && number.bit_length > 1000
      __domain(name) if number < 0
      places = number.bit_length - 60
      return __log_pair(Pair.new((number >> places).to_f, 0.0)).plus(LN2.times(places.to_f))
    end
    float = __float(number)
    __domain(name) if float < 0.0
    return Pair.new(-Float::INFINITY, 0.0) if float == 0.0
    return Pair.new(float, 0.0) unless float.finite?
    __log_pair(Pair.new(float, 0.0))
  end

  # The logarithm of a positive pair: 2 ** exponent apart, then 2 * artanh((x - 1) / (x + 1)).
  def self.__log_pair(pair)
    return Pair.new(0.0, 0.0) if pair.high == 1.0 && pair.low == 0.0
    exponent = pair.high.__exponent + pair.high.__mantissa.bit_length
    exponent -= 1 if __shifted(pair.high, -exponent) < 0.7071067811865476
    fraction = Pair.new(__shifted(pair.high, -exponent), __shifted(pair.low, -exponent))
    one = Pair.new(1.0, 0.0)
    # a table of one: the rest is within 1/16 after dividing by a short number
    near = (fraction.high * 16.0).round / 16.0
    near = 1.0 if near == 0.0
    offset = Pair.new(0.0, 0.0)
    unless near == 1.0
      offset = __series((near - 1.0), near + 1.0)
      fraction = fraction.divide(near)
    end
    ratio = fraction.minus(one).quotient(fraction.plus(one))
    __artanh_twice(ratio).plus(offset).plus(LN2.times(exponent.to_f))
  end

  def self.__series(numerator, denominator)
    __artanh_twice(Pair.new(numerator, 0.0).quotient(Pair.new(denominator, 0.0)))
  end

  def self.__artanh_twice(ratio)
    square = ratio.multiply(ratio)
    term = ratio
    sum = ratio
    index = 3
    while term.high.abs > sum.high.abs * 1.0e-34 && index < 100
      term = term.multiply(square)
      sum = sum.plus(term.divide(index.to_f))
      index += 2
    end
    sum.scaled(2.0)
  end

  # base ** exponent for floats; what is special first.
  def self.__power(base, exponent)
    return 1.0 if exponent == 0.0 || base == 1.0
    return Float::NAN if base.nan? || exponent.nan?
    whole = exponent.abs < 1.0e18 && exponent == exponent.floor
    odd = whole && exponent.abs < 9.0e15 && exponent.to_i.odd?
    return __power_of_zero(base, exponent, odd) if base == 0.0
    return __power_infinite(base, exponent, odd) if base.infinite? || exponent.infinite?
    return Float::NAN if base < 0.0 && !whole && exponent.abs < 1.0e18
    result = whole && exponent.abs <= 64.0 ? __small_power(base.abs, exponent.to_i) : nil
    result = __power_by_log(base.abs, exponent) if result.nil?
    base < 0.0 && odd ? -result : result
  end

  def self.__power_of_zero(base, exponent, odd)
    result = exponent < 0.0 ? Float::INFINITY : 0.0
    odd && base.__negative? ? -result : result
  end

  def self.__power_infinite(base, exponent, odd)
    if exponent.infinite?
      size = base.abs
      return 1.0 if size == 1.0
      return (size > 1.0) == (exponent > 0.0) ? Float::INFINITY : 0.0
    end
    result = exponent > 0.0 ? Float::INFINITY : 0.0
    base < 0.0 && odd ? -result : result
  end

  # By squaring pairs; nil where that leaves the range of floats.
  def self.__small_power(base, exponent)
    result = Pair.new(1.0, 0.0)
    square = Pair.new(base, 0.0)
    left = exponent.abs
    while left > 0
      result = result.multiply(square) if left.odd?
      left >>= 1
      square = square.multiply(square) if left > 0
    end
    return nil unless result.high.finite? && square.high.finite? && result.high > 1.0e-290 && result.high < 1.0e290
    result = Pair.new(1.0, 0.0).quotient(result) if exponent < 0
    result.high + result.low
  end

  def self.__power_by_log(base, exponent)
    pair = __log_pair(Pair.new(base, 0.0)).times(exponent)
    return Float::INFINITY if pair.high > 709.79
    return 0.0 if pair.high < -746.0
    __exp_float(pair)
  end

  def self.sin(number)
    float = __float(number)
    __domain_of_angle(float)
    return float if float == 0.0
    __turned(float) { |angle, quarter| __quarter_sine(angle, quarter) }
  end

  def self.cos(number)
    float = __float(number)
    __domain_of_angle(float)
    __turned(float) { |angle, quarter| __quarter_sine(angle, quarter + 1) }
  end

  def self.tan(number)
    float = __float(number)
    return float if float == 0.0
    pair = __turned(float) do |angle, quarter|
      sine = __sine(angle)
      cosine = __cosine(angle)
      quarter.even? ? sine.quotient(cosine) : cosine.quotient(sine).scaled(-1.0)
    end
    pair.high + pair.low
  end

  def self.__domain_of_angle(float)
    nil
  end

  # The angle less quarter turns, and how many they were.
  def self.__turned(float)
    return float.infinite? ? Float::NAN : float unless float.finite?
    quarters = (float / 1.5707963267948966).round
    angle = Pair.new(float, 0.0)
    if quarters != 0
      count = quarters.to_f
      angle = angle.minus(Pair.product(HALF_PI.high, count)).minus(Pair.product(HALF_PI.low, count)).plus(Pair.new(-HALF_PI_REST * count, 0.0))
    end
    yield angle, quarters & 3
  end

  def self.__quarter_sine(angle, quarter)
    pair = quarter.even? ? __sine(angle) : __cosine(angle)
    value = pair.high + pair.low
    quarter & 2 == 0 ? value : -value
  end

  def self.__sine(angle)
    square = angle.multiply(angle)
    term = angle
    sum = angle
    index = 2
    while index < 30 && term.high.abs > 1.0e-40
      term = term.multiply(square).divide(-(index * (index + 1)).to_f)
      sum = sum.plus(term)
      index += 2
    end
    sum
  end

  def self.__cosine(angle)
    square = angle.multiply(angle)
    term = Pair.new(1.0, 0.0)
    sum = term
    index = 1
    while index < 30 && term.high.abs > 1.0e-40
      term = term.multiply(square).divide(-(index * (index + 1)).to_f)
      sum = sum.plus(term)
      index += 2
    end
    sum
  end

  def self.atan(number)
    float = __float(number)
    return float if float == 0.0 || float.nan?
    pair = __atan_pair(Pair.new(float.abs, 0.0))
    value = pair.high + pair.low
    float < 0.0 ? -value : value
  end

  # Of a positive pair. An approximation first, what it lacks by the tangent of the difference.
  def self.__atan_pair(pair)
    return HALF_PI unless pair.high.finite?
    return HALF_PI.minus(__atan_pair(Pair.new(1.0, 0.0).quotient(pair))) if pair.high > 1.0
    guess = __atan_guess(pair.high)
    sine = __sine(Pair.new(guess, 0.0))
    cosine = __cosine(Pair.new(guess, 0.0))
    # tan(a - guess) = (x cos - sin) / (cos + x sin), small enough to be its own arc
    difference = pair.multiply(cosine).minus(sine).quotient(cosine.plus(pair.multiply(sine)))
    cube = difference.high * difference.high * difference.high
    difference.plus(Pair.new(guess, -cube / 3.0))
  end

  # To about eight digits, for 0..1.
  def self.__atan_guess(float)
    return 0.7853981633974483 - __atan_guess((1.0 - float) / (1.0 + float)) if float > 0.4142135623730951
    square = float * float
    sum = 0.0
    index = 21
    while index > 0
      sum = 1.0 / index - square * sum
      index -= 2
    end
    float * sum
  end

  def self.atan2(vertical, horizontal)
    y = __float(vertical)
    x = __float(horizontal)
    return Float::NAN if x.nan? || y.nan?
    if y == 0.0
      result = x.__negative? ? PI : 0.0
    elsif x == 0.0
      result = PI / 2.0
    elsif x.infinite? && y.infinite?
      result = x > 0.0 ? PI / 4.0 : 3.0 * PI / 4.0
    else
      angle = y.infinite? ? HALF_PI : (x.infinite? ? Pair.new(0.0, 0.0) : __atan_pair(Pair.new(y.abs, 0.0).quotient(Pair.new(x.abs, 0.0))))
      angle = HALF_PI.scaled(2.0).minus(angle) if x < 0.0
      result = angle.high + angle.low
    end
    y.__negative? ? -result : result
  end

  def self.asin(number)
    float = __float(number)
    __domain("asin") if float.abs > 1.0
    return float if float == 0.0 || float.nan?
    angle = float.abs == 1.0 ? HALF_PI : __atan_pair(Pair.new(float.abs, 0.0).quotient(__other_leg(float)))
    value = angle.high + angle.low
    float < 0.0 ? -value : value
  end

  def self.acos(number)
    float = __float(number)
    __domain("acos") if float.abs > 1.0
    return float < 0.0 ? PI : 0.0 if float.abs == 1.0
    return float if float.nan?
    angle = __atan_pair(__other_leg(float).quotient(Pair.new(float.abs, 0.0)))
    angle = HALF_PI.scaled(2.0).minus(angle) if float < 0.0
    angle.high + angle.low
  end

  # The square root of 1 - float ** 2.
  def self.__other_leg(float)
    square = Pair.sum(1.0, -float).multiply(Pair.sum(1.0, float))
    root = __root(square.high)
    rest = square.minus(Pair.product(root, root))
    Pair.sum(root, (rest.high + rest.low) / (2.0 * root))
  end

  def self.sinh(number)
    float = __float(number)
    return float if float == 0.0
    return float * Float::INFINITY if float.abs > 709.0
    grown = __exp_pair(Pair.new(float.abs, 0.0))
    grown = __expm1_pair(Pair.new(float.abs, 0.0)) if float.abs < 1.0
    # with m = e**x - 1: m - -m / (1 + m)
    other = float.abs < 1.0 ? grown.quotient(grown.plus(Pair.new(1.0, 0.0))) : Pair.new(-1.0, 0.0).quotient(grown)
    pair = grown.plus(other).scaled(0.5)
    value = pair.high + pair.low
    float < 0.0 ? -value : value
  end

  def self.cosh(number)
    float = __float(number).abs
    return Float::INFINITY if float > 710.0
    grown = __exp_pair(Pair.new(float, 0.0))
    pair = grown.plus(Pair.new(1.0, 0.0).quotient(grown)).scaled(0.5)
    pair.high + pair.low
  end

  def self.tanh(number)
    float = __float(number)
    return float if float == 0.0
    return float > 0.0 ? 1.0 : -1.0 if float.abs > 22.0
    grown = __exp_pair(Pair.new(2.0 * float.abs, 0.0)).minus(Pair.new(1.0, 0.0))
    grown = __expm1_pair(Pair.new(2.0 * float.abs, 0.0)) if float.abs < 0.5
    pair = grown.quotient(grown.plus(Pair.new(2.0, 0.0)))
    value = pair.high + pair.low
    float < 0.0 ? -value : value
  end

  def self.pow(base, exponent)
    __power(__float(base), __float(exponent))
  end

  def self.frexp(number)
    float = __float(number)
    return [float, 0] if float == 0.0 || !float.finite?
    exponent = float.__exponent + float.__mantissa.bit_length
    [__shifted(float, -exponent), exponent]
  end

  def self.ldexp(fraction, exponent)
    __shifted(__float(fraction), exponent)
  end

  # The sum of a float and a much smaller one.
  class Pair
    attr_reader :high, :low

    def initialize(high, low)
      @high = high
      @low = low
    end

    # Exactly the sum of two floats.
    def self.sum(one, two)
      high = one + two
      part = high - one
      new(high, (one - (high - part)) + (two - part))
    end

    # Exactly their product: each is cut in halves of 26 bits.
    def self.product(one, two)
      high = one * two
      cut = 134217729.0 * one
      top = cut - (cut - one)
      rest = one - top
      cut = 134217729.0 * two
      other_top = cut - (cut - two)
      other_rest = two - other_top
      new(high, ((top * other_top - high) + top * other_rest + rest * other_top) + rest * other_rest)
    end

    def plus(other)
      total = Pair.sum(@high, other.high)
      lows = Pair.sum(@low, other.low)
      first = Pair.sum(total.high, total.low + lows.high)
      Pair.sum(first.high, first.low + lows.low)
    end

    def minus(other)
      plus(Pair.new(-other.high, -other.low))
    end

    def multiply(other)
      exact = Pair.product(@high, other.high)
      Pair.sum(exact.high, exact.low + (@high * other.low + @low * other.high))
    end

    def times(number)
      multiply(Pair.new(number, 0.0))
    end

    # By a power of two (or -1): exactly.
    def scaled(number)
      Pair.new(@high * number, @low * number)
    end

    def quotient(other)
      first = @high / other.high
      rest = minus(other.times(first))
      second = rest.high / other.high
      rest = rest.minus(other.times(second))
      Pair.sum(first, second).plus(Pair.new(rest.high / other.high, 0.0))
    end

    def divide(number)
      quotient(Pair.new(number, 0.0))
    end
  end

  def self.__initial_LN2
    $__ln2 ||= Pair.new(0.6931471805599453, 2.3190468138462996e-17)
  end

  def self.__initial_LN10
    $__ln10 ||= Pair.new(2.302585092994046, -2.1707562233822494e-16)
  end

  def self.__initial_HALF_PI
    $__half_pi ||= Pair.new(1.5707963267948966, 6.123233995736766e-17)
  end

  def self.__initial_HALF_PI_REST
    -1.4973849048591833e-33
  end
end
