# frozen_string_literal: true

# Arrays compared, and as text.
class Array
  def ==(other)
    return true if equal?(other)
    return false unless other.is_a?(Array) && @length == other.length
    index = 0
    while index < @length
      return false unless __element(index) == other[index]
      index = index.__next
    end
    true
  end

  def eql?(other)
    return true if equal?(other)
    return false unless other.is_a?(Array) && @length == other.length
    index = 0
    while index < @length
      return false unless __element(index).eql?(other[index])
      index = index.__next
    end
    true
  end

  def <=>(other)
    return nil unless other.is_a?(Array)
    index = 0
    while index < @length && index < other.length
      order = __element(index) <=> other[index]
      return order unless order == 0
      index = index.__next
    end
    @length <=> other.length
  end

  def hash
    hash = @length
    index = 0
    while index < @length
      hash = __mix(hash, __element(index).hash)
      index = index.__next
    end
    hash
  end

  machine def __mix(hash, other)
    mixed = word_xor(word(hash) * 2177342782468422677, word(other))
    small(word_shr(word_xor(mixed, word_shr(mixed, 29)), 2))
  end

  def inspect
    return "[]" if @length == 0
    return "[...]" if Kernel.__inspecting?(self)
    text = +"["
    Kernel.__inspecting(self) do
      index = 0
      while index < @length
        text << ", " if index > 0
        text << __element(index).inspect
        index = index.__next
      end
    end
    text << "]"
  end

  def to_s
    inspect
  end

  def join(separator = nil)
    text = String.new
    separator = separator.nil? ? "" : Kernel.__to_str(separator)
    __join(text, separator)
    text
  end

  def __join(text, separator)
    index = 0
    while index < @length
      text << separator if index > 0
      element = __element(index)
      case element
      when String then text << element
      when Array then text << element.join(separator)
      else text << element.to_s
      end
      index = index.__next
    end
  end

  def pack(format)
    __pack(format)
  end

  # The directives for characters and bytes.
  def __pack(format)
    case format
    when "U*" then map { |code| String.__of_character(code) }.join
    when "C*", "c*" then String.__of_array(map { |byte| byte & 255 }).force_encoding("BINARY")
    else raise NotImplementedError, "Array#pack with #{format.inspect} is not supported"
    end
  end
end
