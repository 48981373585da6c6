# frozen_string_literal: true

# Pseudo-random numbers: the Mersenne twister MT19937 (Matsumoto and Nishimura 1998), seeded and drawn from as CRuby does.
class Random
  def self.new_seed
    __system_seed & 0xffffffffffffffff
  end

  machine def self.__system_seed
    buffer = allocate_bytes(8)
    syscall(:getrandom, bytes_address(buffer), 8, 0)
    small(word_shr(load_word(bytes_address(buffer)), 2))
  end

  def self.__default
    $__random ||= new
  end

  def self.srand(seed)
    old = __default.seed
    $__random = new(seed)
    old
  end

  def self.rand(limit = 1.0)
    __default.rand(limit)
  end

  def self.random_number(limit = 1.0)
    __default.rand(limit)
  end

  # `Kernel#rand`: integers by their magnitude, nil and 0 mean a float.
  def self.__kernel_rand(limit)
    return __default.rand if limit.nil? || limit == 0
    return __default.rand(limit) if limit.is_a?(Range)
    limit = Kernel.__to_int(limit).abs
    limit == 0 ? __default.rand : __default.rand(limit)
  end

  # Below a limit, by a given generator or the common one.
  def self.__limited(random, limit)
    (random || __default).__below(limit)
  end

  attr_reader :seed

  def initialize(seed = Random.new_seed)
    @seed = Kernel.__to_int(seed)
    @state = Array.new(624, 0)
    @index = 624
    words = __words(@seed.abs)
    words.length > 1 ? __seed_by(words) : __seed_simply(words[0])
  end

  # The 32-bit words of a seed.
  def __words(seed)
    words = []
    while seed > 0
      words << (seed & 0xffffffff)
      seed >>= 32
    end
    words << 0 if words.empty?
    words
  end

  def __seed_simply(seed)
    @state[0] = seed
    index = 1
    while index < 624
      before = @state[index - 1]
      @state[index] = ((before ^ before >> 30) * 1812433253 + index) & 0xffffffff
      index += 1
    end
  end

  def __seed_by(words)
    __seed_simply(19650218)
    index = 1
    word = 0
    rounds = words.length > 624 ? words.length : 624
    while rounds > 0
      before = @state[index - 1]
      @state[index] = ((@state[index] ^ ((before ^ before >> 30) * 1664525)) + words[word] + word) & 0xffffffff
      index = __step(index)
      word += 1
      word = 0 if word >= words.length
      rounds -= 1
    end
    rounds = 623
    while rounds > 0
      before = @state[index - 1]
      @state[index] = ((@state[index] ^ ((before ^ before >> 30) * 1566083941)) - index) & 0xffffffff
      index = __step(index)
      rounds -= 1
    end
    @state[0] = 0x80000000
  end

  def __step(index)
    return index + 1 if index < 623
    @state[0] = @state[623]
    1
  end

  def __refill
    index = 0
    while index < 624
      mixed = (@state[index] & 0x80000000) | (@state[index == 623 ? 0 : index + 1] & 0x7fffffff)
      other = @state[index < 227 ? index + 397 : index - 227]
      other ^= 0x9908b0df if mixed & 1 == 1
      @state[index] = other ^ mixed >> 1
      index += 1
    end
    @index = 0
  end

  # 32 random bits.
  def __next
    __refill if @index >= 624
    bits = @state[@index]
    @index += 1
    bits ^= bits >> 11
    bits ^= bits << 7 & 0x9d2c5680
    bits ^= bits << 15 & 0xefc60000
    bits ^ bits >> 18
  end

  # In 0...1, with 53 bits.
  def __float
    high = __next >> 5
    low = __next >> 6
    (high * 67108864 + low) * (1.0 / 9007199254740992.0)
  end

  # In 0..1.
  def __float_inclusive
    high = __next
    (((high << 32 | __next) * (1 << 53 | 1)) >> 64) * (1.0 / 9007199254740992.0)
  end

  # An integer in 0...limit: bits under a mask until they are below.
  def __below(limit)
    most = limit - 1
    return 0 if most == 0
    mask = (1 << most.bit_length) - 1
    return __below_word(most, mask) if most < 4294967296
    __below_long(most, mask)
  end

  def __below_word(most, mask)
    while true
      value = __next & mask
      return value if value <= most
    end
  end

  # From the highest word down; starts again when it gets too large.
  def __below_long(most, mask)
    words = (most.bit_length + 31) / 32
    while true
      value = 0
      index = words - 1
      fits = true
      bounded = true
      while index >= 0
        part = mask >> (32 * index) & 0xffffffff
        bits = part == 0 ? 0 : __next & part
        if bounded
          limit = most >> (32 * index) & 0xffffffff
          fits = false if bits > limit
          break unless fits
          bounded = false if bits < limit
        end
        value |= bits << (32 * index)
        index -= 1
      end
      return value if fits
    end
  end

  def rand(limit = nil)
    case limit
    when nil then __float
    when Float
      raise ArgumentError, "invalid argument - #{limit}" if limit <= 0
      __float * limit
    when Range then __in_range(limit)
    else
      number = Kernel.__to_int(limit)
      raise ArgumentError, "invalid argument - #{limit}" if number <= 0
      __below(number)
    end
  end

  def random_number(limit = nil)
    limit.nil? || limit == 0 ? __float : rand(limit)
  end

  def __in_range(range)
    raise Errno::EDOM if range.begin.nil? || range.end.nil?
    if range.begin.is_a?(Float) || range.end.is_a?(Float)
      return range.begin + (range.exclude_end? ? __float : __float_inclusive) * (range.end - range.begin)
    end
    count = range.end - range.begin + (range.exclude_end? ? 0 : 1)
    return nil if count <= 0
    range.begin + __below(count)
  end

  def bytes(count)
    text = String.new
    count.times { text.__append_byte(__next & 255) }
    text
  end

  def ==(other)
    other.is_a?(Random) && seed == other.seed
  end
end
