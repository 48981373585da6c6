# frozen_string_literal: true

# Structs and Data. The compiler makes the classes: their instance variables are the members, in order, from the first slot on;
# `__members` gives their names, `__keyword_init` what was asked for.
class Struct
  include Enumerable

  def initialize(*values, **keywords)
    __set_members(self.class.__members, self.class.__keyword_init, values, keywords)
  end

  def __set_members(names, by_keyword, values, keywords)
    if by_keyword || (by_keyword.nil? && values.empty? && !keywords.empty?)
      raise ArgumentError, "wrong number of arguments (given #{values.length}, expected 0)" unless values.empty?
      unknown = keywords.keys - names
      raise ArgumentError, "unknown keywords: #{unknown.join(", ")}" unless unknown.empty?
      names.each_with_index { |name, index| __put(index, keywords[name]) }
    else
      values << keywords unless keywords.empty?
      raise ArgumentError, "struct size differs" if values.length > names.length
      values.each_with_index { |value, index| __put(index, value) }
    end
  end

  machine def __put(index, value)
    set_slot(self, index, value)
    value
  end

  machine def __get(index)
    slot(self, index)
  end

  def self.members
    __members.dup
  end

  def members
    self.class.__members.dup
  end

  def to_a
    Array.new(self.class.__members.length) { |index| __get(index) }
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
    return __enumerator(:each) { |block| each(&block) } unless block_given?
    to_a.each { |value| yield value }
    self
  end

  def each_pair
    return __enumerator(:each_pair) { |block| each_pair(&block) } unless block_given?
    self.class.__members.each_with_index { |name, index| yield name, __get(index) }
    self
  end

  # Where a member is, by name or number.
  def __position(key)
    names = self.class.__members
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
    __get(__position(key))
  end

  def []=(key, value)
    __modify
    __put(__position(key), value)
  end

  def dig(key, *rest)
    value = self[key]
    rest.empty? || value.nil? ? value : value.dig(*rest)
  end

  def values_at(*positions)
    positions.map { |position| self[position] }
  end

  def length
    self.class.__members.length
  end

  def size
    self.class.__members.length
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
  def initialize(**values)
    names = self.class.__members
    missing = names - values.keys
    unless missing.empty?
      raise ArgumentError, "missing keyword#{"s" if missing.length > 1}: #{missing.map(&:inspect).join(", ")}"
    end
    unknown = values.keys - names
    unless unknown.empty?
      raise ArgumentError, "unknown keyword#{"s" if unknown.length > 1}: #{unknown.map(&:inspect).join(", ")}"
    end
    names.each_with_index { |name, index| __put(index, values[name]) }
    freeze
  end

  def self.new(*values, **keywords)
    names = __members
    raise ArgumentError, "wrong number of arguments (given #{values.length}, expected #{names.length})" if values.length > names.length
    values.each_with_index { |value, index| keywords[names[index]] = value }
    object = allocate
    object.initialize(**keywords)
    object
  end

  def self.[](*values, **keywords)
    new(*values, **keywords)
  end

  machine def __put(index, value)
    set_slot(self, index, value)
    value
  end

  machine def __get(index)
    slot(self, index)
  end

  def self.members
    __members.dup
  end

  def members
    self.class.__members.dup
  end

  def to_h
    hash = {}
    self.class.__members.each_with_index { |name, index| hash[name] = __get(index) }
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
    "#<data #{"#{name} " if name}#{shown}>"
  end

  def to_s
    inspect
  end
end
