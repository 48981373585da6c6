# frozen_string_literal: true

# Strings compared, and their hashes.
class String
  machine def ==(other)
    return true if same(self, other)
    return __equals(other) if instance?(other, String)
    __equal_other?(other)
  end

  def __equal_other?(other)
    false
  end

  machine def __equals(other)
    return false unless small_eq(@length, other.bytesize)
    count = word(@length)
    one = bytes_address(@bytes)
    two = bytes_address(other.__bytes)
    return String.__same_memory?(one, two, count) if count > 8
    count == 0 || word_shl(word_xor(load_word(one), load_word(two)), word(64) - count * 8) == 0
  end

  # More than eight bytes, eight at a time; the last eight may overlap others.
  machine def self.__same_memory?(one, two, count)
    last = count - 8
    at = word(0)
    while at < last
      return false if load_word(one + at) != load_word(two + at)
      at += 8
    end
    load_word(one + last) == load_word(two + last)
  end

  def ===(other)
    self == other
  end

  machine def eql?(other)
    instance?(other, String) ? __equals(other) : false
  end

  def <=>(other)
    other.is_a?(String) ? __compare(other) : nil
  end

  machine def __compare(other)
    mine = word(@length)
    theirs = word(other.bytesize)
    order = memory_compare(bytes_address(@bytes), bytes_address(other.__bytes), mine < theirs ? mine : theirs)
    order = mine - theirs if order == 0
    return 0 if order == 0
    order < 0 ? -1 : 1
  end

  # The first eight bytes as a number, the first the highest; those beyond the end are 0.
  machine def __first_bytes
    bytes = word(0)
    index = word(0)
    while index < 8
      bytes = word_shl(bytes, 8)
      bytes = word_or(bytes, load_u8(bytes_address(@bytes) + index)) if index < word(@length)
      index += 1
    end
    bytes
  end

  def <(other)
    other.is_a?(String) ? __compare(other) < 0 : Comparable.__failed(self, other)
  end

  def <=(other)
    other.is_a?(String) ? __compare(other) <= 0 : Comparable.__failed(self, other)
  end

  def >(other)
    other.is_a?(String) ? __compare(other) > 0 : Comparable.__failed(self, other)
  end

  def >=(other)
    other.is_a?(String) ? __compare(other) >= 0 : Comparable.__failed(self, other)
  end

  # Eight bytes at a time; what is behind the last byte is masked.
  machine def hash
    at = bytes_address(@bytes)
    left = word(@length)
    hash = left * 2177342782468422677
    while left >= 8
      hash = Kernel.__fold(word_xor(hash, load_word(at)))
      at += 8
      left = left - 8
    end
    hash = Kernel.__fold(word_xor(hash, word_and(load_word(at), word_shl(1, left * 8) - 1))) if left > 0
    small(word_shr(hash, 2))
  end
end
