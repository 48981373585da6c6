# frozen_string_literal: true

# Iteration over hashes, and hashes made of hashes.
class Hash
  # Counts the iterations under way in the flags: no key may be added meanwhile.
  machine def __iterating(change)
    # a frozen hash may be iterated too
    set_slot(self, 8, small(word(@flags) + word(change)))
    nil
  end

  def each
    return __enumerator(:each, nil, @count) { |block| each(&block) } unless block_given?
    __iterating(2)
    begin
      entry = 0
      while entry < @used
        yield [__key(entry), __value(entry)] if __live?(entry)
        entry = entry.__next
      end
    ensure
      __iterating(-2)
    end
    self
  end

  def each_pair
    return __enumerator(:each_pair, nil, @count) { |block| each_pair(&block) } unless block_given?
    __iterating(2)
    begin
      entry = 0
      while entry < @used
        yield [__key(entry), __value(entry)] if __live?(entry)
        entry = entry.__next
      end
    ensure
      __iterating(-2)
    end
    self
  end

  def each_key
    return __enumerator(:each_key, nil, @count) { |block| each_key(&block) } unless block_given?
    entry = 0
    while entry < @used
      yield __key(entry) if __live?(entry)
      entry = entry.__next
    end
    self
  end

  def each_value
    return __enumerator(:each_value, nil, @count) { |block| each_value(&block) } unless block_given?
    entry = 0
    while entry < @used
      yield __value(entry) if __live?(entry)
      entry = entry.__next
    end
    self
  end

  def select
    return __enumerator(:select, nil, @count) { |block| select(&block) } unless block_given?
    result = {}.__like(self)
    entry = 0
    while entry < @used
      if __live?(entry)
        key = __key(entry)
        value = __value(entry)
        result.__store(key, value) if yield key, value
      end
      entry = entry.__next
    end
    result
  end

  alias filter select

  def reject
    return __enumerator(:reject, nil, @count) { |block| reject(&block) } unless block_given?
    result = {}.__like(self)
    entry = 0
    while entry < @used
      if __live?(entry)
        key = __key(entry)
        value = __value(entry)
        result.__store(key, value) unless yield key, value
      end
      entry = entry.__next
    end
    result
  end

  # Removes the entries whose block is true; were there any?
  def __remove_if
    __modify
    before = @count
    entry = 0
    while entry < @used
      __remove(entry) if __live?(entry) && yield(__key(entry), __value(entry))
      entry = entry.__next
    end
    @count < before
  end

  def reject!
    return __enumerator(:reject!, nil, @count) { |block| reject!(&block) } unless block_given?
    __remove_if { |key, value| yield key, value } ? self : nil
  end

  def delete_if
    return __enumerator(:delete_if, nil, @count) { |block| delete_if(&block) } unless block_given?
    __remove_if { |key, value| yield key, value }
    self
  end

  def select!
    return __enumerator(:select!, nil, @count) { |block| select!(&block) } unless block_given?
    __remove_if { |key, value| !yield(key, value) } ? self : nil
  end

  alias filter! select!

  def keep_if
    return __enumerator(:keep_if, nil, @count) { |block| keep_if(&block) } unless block_given?
    __remove_if { |key, value| !yield(key, value) }
    self
  end

  def compact
    reject { |_, value| value.nil? }
  end

  def compact!
    __remove_if { |_, value| value.nil? } ? self : nil
  end

  def map
    return __enumerator(:map, nil, @count) { |block| map(&block) } unless block_given?
    result = [].__room(@count)
    entry = 0
    while entry < @used
      result.__push(yield([__key(entry), __value(entry)])) if __live?(entry)
      entry = entry.__next
    end
    result
  end

  alias collect map

  def transform_values
    return __enumerator(:transform_values, nil, @count) { |block| transform_values(&block) } unless block_given?
    result = {}.__like(self)
    entry = 0
    while entry < @used
      result.__store(__key(entry), yield(__value(entry))) if __live?(entry)
      entry = entry.__next
    end
    result
  end

  def transform_values!
    return __enumerator(:transform_values!, nil, @count) { |block| transform_values!(&block) } unless block_given?
    __modify
    entry = 0
    while entry < @used
      __put(entry, yield(__value(entry))) if __live?(entry)
      entry = entry.__next
    end
    self
  end

  def transform_keys(mapping = nil)
    return __enumerator(:transform_keys, nil, @count) { |block| transform_keys(&block) } unless mapping || block_given?
    result = {}
    each do |key, value|
      if mapping && mapping.key?(key)
        result[mapping[key]] = value
      else
        result[block_given? ? yield(key) : key] = value
      end
    end
    result
  end

  def transform_keys!(mapping = nil)
    replace(transform_keys(mapping) { |key| block_given? ? yield(key) : key })
  end

  def invert
    result = {}
    each { |key, value| result[value] = key }
    result
  end

  def merge(*others)
    result = dup
    others.each { |other| block_given? ? result.update(other) { |key, old, new| yield key, old, new } : result.update(other) }
    result
  end

  def update(*others)
    __modify
    others.each do |other|
      other = __to_keywords(other)
      other.each do |key, value|
        entry = __find(key)
        if entry >= 0
          __put(entry, block_given? ? yield(key, __value(entry), value) : value)
        else
          __store(key, value)
        end
      end
    end
    self
  end

  alias merge! update

  # `**hash` in a literal.
  def __merge_all(other)
    __to_keywords(other).each { |key, value| __store(key, value) }
    self
  end

  def slice(*keys)
    result = {}.__like(self)
    keys.each { |key| result[key] = self[key] if key?(key) }
    result
  end

  def except(*keys)
    result = dup
    result.default = nil
    keys.each { |key| result.delete(key) }
    result
  end

  def find_all
    return __enumerator(:find_all, nil, @count) { |block| find_all(&block) } unless block_given?
    to_a.select { |pair| yield pair }
  end

  def filter_map
    return __enumerator(:filter_map, nil, @count) { |block| filter_map(&block) } unless block_given?
    result = []
    each do |pair|
      value = yield pair
      result << value if value
    end
    result
  end

  def find
    return __enumerator(:find) { |block| find(&block) } unless block_given?
    each { |pair| return pair if yield pair }
    nil
  end

  alias detect find

  def any?(pattern = (missing = true; nil))
    return to_a.any?(pattern) unless missing
    return @count > 0 unless block_given?
    each { |pair| return true if yield pair }
    false
  end

  def all?(pattern = (missing = true; nil))
    return to_a.all?(pattern) unless missing
    return true unless block_given?
    each { |pair| return false unless yield pair }
    true
  end

  def none?
    return @count == 0 unless block_given?
    each { |pair| return false if yield pair }
    true
  end

  def count(element = (missing = true; nil))
    return @count if missing && !block_given?
    total = 0
    each { |pair| total += 1 if missing ? yield(pair) : pair == element }
    total
  end

  def sum(total = 0)
    each { |pair| total += block_given? ? yield(pair) : pair }
    total
  end

  def partition
    return __enumerator(:partition, nil, @count) { |block| partition(&block) } unless block_given?
    chosen = []
    others = []
    each { |pair| (yield(pair) ? chosen : others) << pair }
    [chosen, others]
  end

  def sort_by
    return __enumerator(:sort_by, nil, @count) { |block| sort_by(&block) } unless block_given?
    to_a.sort_by { |pair| yield pair }
  end

  def min_by(count = nil)
    return __enumerator(:min_by, nil, @count) { |block| min_by(&block) } unless block_given?
    to_a.min_by(count) { |pair| yield pair }
  end

  def max_by(count = nil)
    return __enumerator(:max_by, nil, @count) { |block| max_by(&block) } unless block_given?
    to_a.max_by(count) { |pair| yield pair }
  end

  def group_by
    return __enumerator(:group_by, nil, @count) { |block| group_by(&block) } unless block_given?
    groups = {}
    each { |pair| (groups[yield(pair)] ||= []) << pair }
    groups
  end

  def to_h
    return self.class.equal?(Hash) ? self : {}.update(self) unless block_given?
    result = {}
    each do |pair|
      made = yield pair
      raise TypeError, "wrong element type #{made.class} (expected array)" unless made.is_a?(Array)
      result[made[0]] = made[1]
    end
    result
  end

  def first(count = (single = true; nil))
    return to_a.first(count) unless single
    each { |pair| return pair }
    nil
  end

  def assoc(key)
    entry = __find(key)
    entry < 0 ? nil : [__key(entry), __value(entry)]
  end

  def rassoc(value)
    each { |key, other| return [key, other] if other == value }
    nil
  end

  def flatten(depth = 1)
    to_a.flatten(depth)
  end
end
