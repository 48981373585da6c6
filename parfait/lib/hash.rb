# frozen_string_literal: true

# Hashes: keys, values and hashes in three storages side by side, in order of insertion; a deleted entry has the hash -1 (and an
# undefined key). From nine entries on an index of 32-bit entry numbers plus one (open addressing, 0 is free) finds them.
# Flag 1: keys are compared by identity.
class Hash
  include Enumerable

  machine def self.allocate
    allocate_object(self).__prepare
  end

  machine def __prepare
    @keys = allocate_storage(0)
    @values = allocate_storage(0)
    @hashes = allocate_storage(0)
    @index = nil
    @used = 0
    @count = 0
    @default = nil
    @default_proc = nil
    @flags = 0
    self
  end

  def self.[](*arguments)
    hash = {}
    if arguments.length == 1
      only = arguments[0]
      only.is_a?(Hash) ? hash.update(only) : only.each { |pair| hash[pair[0]] = pair[1] }
    else
      raise ArgumentError, "odd number of arguments for Hash" if arguments.length.odd?
      arguments.each_slice(2) { |key, value| hash[key] = value }
    end
    hash
  end

  def initialize(default = nil, capacity: 0, &block)
    __prepare
    __wrong_arguments(1, 0, 0) if block && !default.nil?
    @default = default
    @default_proc = block
  end

  machine def __copy
    copy = exactly?(self, Hash) ? {} : allocate_object(class_of(self)).__prepare
    copy.__like(self)
    copy.default = @default
    copy.default_proc = @default_proc unless @default_proc.nil?
    copy.__take(self)
  end

  def dup
    copy = __copy
    copy
  end

  # Compares keys as another does.
  def __like(other)
    @flags = other.__flags & 1
    self
  end

  def __flags
    @flags
  end

  def __used
    @used
  end

  # Becomes a copy of another's entries.
  machine def __take(other)
    count = other.__used
    @keys = allocate_storage(count)
    @values = allocate_storage(count)
    @hashes = allocate_storage(count)
    storage_copy(other.__keys, 0, @keys, 0, count)
    storage_copy(other.__values, 0, @values, 0, count)
    storage_copy(other.__hashes, 0, @hashes, 0, count)
    @used = count
    @count = other.length
    __make_index(count)
    self
  end

  def __keys
    @keys
  end

  def __values
    @values
  end

  def __hashes
    @hashes
  end

  def initialize_copy(other)
    self
  end

  def replace(other)
    __modify
    __take(other)
  end

  machine def length
    @count
  end

  machine def size
    @count
  end

  machine def empty?
    small_eq(@count, 0)
  end

  # The entry number of a key, or -1.
  machine def __find(key)
    return -1 if small_eq(@count, 0)
    __find_hashed(key, __hash_of(key))
  end

  machine def __find_hashed(key, hash)
    if exactly?(key, Small) || instance?(key, Symbol) || small_eq(small_and(@flags, 1), 1)
      __find_same(key, hash)
    elsif instance?(key, String)
      __find_string(key, hash)
    else
      __find_equal(key, hash)
    end
  end

  machine def __hash_of(key)
    if exactly?(key, Small)
      Kernel.__hash_of_number(key)
    elsif instance?(key, Symbol)
      key.hash
    elsif small_eq(small_and(@flags, 1), 1)
      key.__identity_hash
    elsif instance?(key, String)
      key.hash
    else
      __clean(key.hash)
    end
  end

  # What a class of the program's own says, made a nonnegative small integer.
  machine def __clean(hash)
    exactly?(hash, Small) && small_ge(hash, 0) ? hash : hash.hash
  end

  machine def __find_same(key, hash)
    keys = @keys
    if same(@index, nil)
      entry = 0
      while small_lt(entry, @used)
        return entry if same(storage_get(keys, entry), key)
        entry = small(word(entry) + 1)
      end
      return -1
    end
    mask = word_shr(word(storage_length(@index)), 2) - 1
    at = word_and(word(hash), mask)
    while true
      number = load_u32(bytes_address(@index) + at * 4)
      return -1 if number == 0
      return small(number - 1) if same(storage_get(keys, small(number - 1)), key)
      at = word_and(at + 1, mask)
    end
  end

  machine def __find_string(key, hash)
    if same(@index, nil)
      entry = 0
      while small_lt(entry, @used)
        return entry if same(storage_get(@hashes, entry), hash) && __same_string?(storage_get(@keys, entry), key)
        entry = small(word(entry) + 1)
      end
      return -1
    end
    mask = word_shr(word(storage_length(@index)), 2) - 1
    at = word_and(word(hash), mask)
    while true
      number = load_u32(bytes_address(@index) + at * 4)
      return -1 if number == 0
      entry = small(number - 1)
      return entry if same(storage_get(@hashes, entry), hash) && __same_string?(storage_get(@keys, entry), key)
      at = word_and(at + 1, mask)
    end
  end

  machine def __same_string?(candidate, key)
    return true if same(candidate, key)
    instance?(candidate, String) ? candidate.__equals(key) : false
  end

  machine def __find_equal(key, hash)
    if same(@index, nil)
      entry = 0
      while small_lt(entry, @used)
        return entry if __entry_equal?(entry, key, hash)
        entry = small(word(entry) + 1)
      end
      return -1
    end
    at = __first_place(hash)
    while true
      entry = __entry_in_place(at)
      return -1 if small_lt(entry, 0)
      return entry if __entry_equal?(entry, key, hash)
      at = __first_place(small(word(at) + 1))
    end
  end

  # The place in the index that a hash (or the number of a place) means.
  machine def __first_place(hash)
    small(word_and(word(hash), word_shr(word(storage_length(@index)), 2) - 1))
  end

  machine def __entry_in_place(place)
    small(load_u32(bytes_address(@index) + word(place) * 4) - 1)
  end

  machine def __entry_equal?(entry, key, hash)
    return false unless same(storage_get(@hashes, entry), hash)
    candidate = storage_get(@keys, entry)
    same(candidate, key) || (candidate.eql?(key) ? true : false)
  end

  machine def __key(entry)
    storage_get(@keys, entry)
  end

  machine def __value(entry)
    storage_get(@values, entry)
  end

  machine def __put(entry, value)
    storage_set(@values, entry, value)
    nil
  end

  machine def __live?(entry)
    same(storage_get(@hashes, entry), -1) ? false : true
  end

  machine def [](key)
    entry = __find(key)
    return storage_get(@values, entry) if small_ge(entry, 0)
    __default(key)
  end

  # What is given for a missing key.
  def __default(key)
    @default_proc.nil? ? @default : @default_proc.call(self, key)
  end

  machine def []=(key, value)
    __modify
    __store(key, value)
    value
  end

  def store(key, value)
    self[key] = value
  end

  machine def __store(key, value)
    hash = __hash_of(key)
    entry = __find_hashed(key, hash)
    if small_ge(entry, 0)
      storage_set(@values, entry, value)
    else
      __insert(__own_key(key), value, hash)
    end
    self
  end

  # Strings are copied and frozen when they become keys.
  machine def __own_key(key)
    instance?(key, String) && small_eq(small_and(@flags, 1), 0) ? __frozen_key(key) : key
  end

  def __frozen_key(key)
    key.frozen? ? key : key.dup.__freeze
  end

  machine def __insert(key, value, hash)
    __adding_while_iterating if small_gt(@flags, 1)
    __make_room if small_ge(@used, storage_length(@keys))
    entry = @used
    storage_set(@keys, entry, key)
    storage_set(@values, entry, value)
    storage_set(@hashes, entry, hash)
    @used = small(word(entry) + 1)
    @count = small(word(@count) + 1)
    __enter(entry, hash) unless same(@index, nil)
    nil
  end

  def __adding_while_iterating
    raise RuntimeError, "can't add a new key into hash during iteration"
  end

  # More room for entries, or the room of deleted ones.
  machine def __make_room
    room = word(@used)
    room = room * 2 if word(@count) * 2 >= room
    room = word(8) if room == 0
    __rebuild(small(room))
  end

  # Moves the entries to storages for so many, leaving out the deleted ones.
  machine def __rebuild(room)
    keys = allocate_storage(room)
    values = allocate_storage(room)
    hashes = allocate_storage(room)
    from = 0
    to = 0
    while small_lt(from, @used)
      if __live?(from)
        storage_copy(@keys, from, keys, to, 1)
        storage_copy(@values, from, values, to, 1)
        storage_copy(@hashes, from, hashes, to, 1)
        to = small(word(to) + 1)
      end
      from = small(word(from) + 1)
    end
    @keys = keys
    @values = values
    @hashes = hashes
    @used = to
    __make_index(room)
    nil
  end

  machine def __make_index(room)
    @index = nil
    return nil if small_le(room, 8)
    size = word(16)
    size = size * 2 while size < word(room) * 2
    @index = allocate_bytes(small(size * 4))
    entry = 0
    while small_lt(entry, @used)
      __enter(entry, storage_get(@hashes, entry)) if __live?(entry)
      entry = small(word(entry) + 1)
    end
    nil
  end

  machine def __enter(entry, hash)
    index = bytes_address(@index)
    mask = word_shr(word(storage_length(@index)), 2) - 1
    at = word_and(word(hash), mask)
    at = word_and(at + 1, mask) while load_u32(index + at * 4) != 0
    store_u32(index + at * 4, word(entry) + 1)
    nil
  end

  machine def delete(key)
    __modify
    entry = __find(key)
    return block_given? ? yield(key) : nil if small_lt(entry, 0)
    value = storage_get(@values, entry)
    __remove(entry)
    value
  end

  # The key becomes undefined and the value nil, raw: neither becomes part of the types of keys and values.
  machine def __remove(entry)
    store_word(bytes_address(@keys) + word(entry) * 8, 29)
    store_word(bytes_address(@values) + word(entry) * 8, 13)
    storage_set(@hashes, entry, -1)
    @count = small(word(@count) - 1)
    __reset if small_eq(@count, 0)
    nil
  end

  machine def __reset
    @keys = allocate_storage(0)
    @values = allocate_storage(0)
    @hashes = allocate_storage(0)
    @index = nil
    @used = 0
    @count = 0
    self
  end

  def clear
    __modify
    __reset
  end

  def shift
    __modify
    entry = 0
    while entry < @used
      if __live?(entry)
        pair = [__key(entry), __value(entry)]
        __remove(entry)
        return pair
      end
      entry = entry.__next
    end
    nil
  end

  def key?(key)
    __find(key) >= 0
  end

  alias has_key? key?
  alias include? key?
  alias member? key?

  def fetch(key, default = (missing = true; nil))
    entry = __find(key)
    return __value(entry) if entry >= 0
    return yield(key) if block_given?
    return default unless missing
    raise KeyError.new("key not found: #{key.inspect}", receiver: self, key: key)
  end

  def dig(key, *rest)
    value = self[key]
    return value if rest.empty? || value.nil?
    raise TypeError, "#{Kernel.__class_name(value)} does not have #dig method" unless value.respond_to?(:dig)
    value.dig(*rest)
  end

  def default(key = nil)
    @default
  end

  def default=(value)
    __modify
    @default_proc = nil
    @default = value
  end

  def default_proc
    @default_proc
  end

  def default_proc=(block)
    __modify
    @default = nil
    @default_proc = block
  end

  machine def compare_by_identity
    __modify
    @flags = 1
    __rehash
    self
  end

  def compare_by_identity?
    @flags & 1 == 1
  end

  def rehash
    __rehash
    self
  end

  # Finds out all hashes again.
  machine def __rehash
    entry = 0
    while small_lt(entry, @used)
      storage_set(@hashes, entry, __hash_of(__key(entry))) if __live?(entry)
      entry += 1
    end
    __make_index(storage_length(@keys))
    nil
  end
end

class Object
  # The hash of a key that is compared by identity.
  def __identity_hash
    Kernel.__hash_of_number(__identity)
  end
end
