# frozen_string_literal: true

# Keys and values, hashes compared, and as text.
class Hash
  def keys
    found = [].__room(@count)
    entry = 0
    while entry < @used
      found.__push(__key(entry)) if __live?(entry)
      entry = entry.__next
    end
    found
  end

  def values
    found = [].__room(@count)
    entry = 0
    while entry < @used
      found.__push(__value(entry)) if __live?(entry)
      entry = entry.__next
    end
    found
  end

  def values_at(*keys)
    keys.map { |key| self[key] }
  end

  def fetch_values(*keys)
    keys.map { |key| block_given? ? fetch(key) { |missing| yield missing } : fetch(key) }
  end

  def key(value)
    each { |key, other| return key if other == value }
    nil
  end

  def value?(value)
    each { |_, other| return true if other == value }
    false
  end

  alias has_value? value?

  def to_a
    found = [].__room(@count)
    entry = 0
    while entry < @used
      found.__push([__key(entry), __value(entry)]) if __live?(entry)
      entry = entry.__next
    end
    found
  end

  def to_hash
    self
  end

  def ==(other)
    return true if equal?(other)
    return false unless other.is_a?(Hash) && other.length == @count
    each do |key, value|
      entry = other.__find(key)
      return false if entry < 0
      return false unless value == other.__value(entry)
    end
    true
  end

  def eql?(other)
    return true if equal?(other)
    return false unless other.is_a?(Hash) && other.length == @count
    each do |key, value|
      entry = other.__find(key)
      return false if entry < 0 || !value.eql?(other.__value(entry))
    end
    true
  end

  def hash
    total = @count
    each { |key, value| total ^= [key, value].hash }
    total
  end

  def <=(other)
    all? { |key, value| other.key?(key) && other[key] == value }
  end

  def <(other)
    @count < other.length && self <= other
  end

  def >=(other)
    other <= self
  end

  def >(other)
    other < self
  end

  def inspect
    return "{}" if @count == 0
    return "{...}" if Kernel.__inspecting?(self)
    text = +"{"
    Kernel.__inspecting(self) do
      each do |key, value|
        text << ", " if text.bytesize > 1
        text << (key.is_a?(Symbol) ? key.__inspect_key : "#{key.inspect} => ")
        text << value.inspect
      end
    end
    text << "}"
  end

  def to_s
    inspect
  end

  def to_proc
    hash = self
    lambda { |key| hash[key] }
  end
end
