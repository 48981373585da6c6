# frozen_string_literal: true

# Structs and Data. The compiler makes the classes, with `initialize`, readers and writers, and `__members` (names), `__values`
# (an Array), `__set_at` (a position and a value).
class Struct
  # Called by the initializers that the compiler makes.
  def self.__unknown_keywords(rest)
    raise ArgumentError, "unknown keywords: #{rest.keys.join(", ")}"
  end

  include Enumerable

  def members
    __members.dup
  end

  def to_a
    __values
  end

  alias deconstruct to_a
  alias values to_a

  def to_h
    hash = {}
    each_pair do |name, value|
      if block_given?
        pair = yield name, value
        hash[pair[0]] = pair[1]
      else
        hash[name] = value
      end
    end
    hash
  end

  def each
    return __enumerator(:each, nil, length) { |block| each(&block) } unless block_given?
    to_a.each { |value| yield value }
    self
  end

  def each_pair
    return __enumerator(:each_pair, nil, length) { |block| each_pair(&block) } unless block_given?
    __members.each_with_index { |name, index| yield name, __values[index] }
    self
  end

  # Where a member is, by name or number.
  def __position(key)
    names = __members
    if key.is_a?(Integer)
      raise IndexError, "offset #{key} too large for struct(size:#{names.length})" if key >= names.length
      raise IndexError, "offset #{key} too small for struct(size:#{names.length})" if key < -names.length
      key < 0 ? key + names.length : key
    else
      position = names.index(key.to_sym)
      raise NameError.new("no member '#{key}' in struct", key.to_sym, receiver: self) if position.nil?
      position
    end
  end

  def [](key)
    __values[__position(key)]
  end

  def []=(key, value)
    __modify
    __set_at(__position(key), value)
    value
  end

  def dig(key, *rest)
    value = self[key]
    rest.empty? || value.nil? ? value : value.dig(*rest)
  end

  def values_at(*positions)
    positions.map { |position| self[position] }
  end

  def length
    __members.length
  end

  def size
    __members.length
  end

  def ==(other)
    equal?(other) || (other.class.equal?(self.class) && to_a == other.to_a)
  end

  def eql?(other)
    other.class.equal?(self.class) && to_a.eql?(other.to_a)
  end

  def hash
    to_a.hash
  end

  def deconstruct_keys(keys)
    to_h
  end

  def inspect
    name = self.class.name
    return "#<struct #{name}:...>" if Kernel.__inspecting?(self)
    text = +"#<struct #{"#{name} " if name}"
    Kernel.__inspecting(self) do
      first = true
      each_pair do |member, value|
        text << ", " unless first
        text << member.to_s << "=" << value.inspect
        first = false
      end
    end
    text << ">"
  end

  def to_s
    inspect
  end
end

# Immutable records.
class Data
  def members
    __members.dup
  end

  def to_h
    hash = {}
    __members.each_with_index { |name, index| hash[name] = __values[index] }
    return hash unless block_given?
    hash.to_h { |name, value| yield name, value }
  end

  def with(**changes)
    self.class.new(**to_h.merge(changes))
  end

  def ==(other)
    other.class.equal?(self.class) && to_h == other.to_h
  end

  def eql?(other)
    other.class.equal?(self.class) && to_h.values.eql?(other.to_h.values)
  end

  def hash
    to_h.values.hash
  end

  def deconstruct_keys(keys)
    to_h
  end

  def inspect
    name = self.class.name
    shown = to_h.map { |member, value| "#{member}=#{value.inspect}" }.join(", ")
    "#<data#{" #{name}" if name}#{" #{shown}" unless shown.empty?}>"
  end

  def to_s
    inspect
  end
end
