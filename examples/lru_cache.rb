# lru_cache: a least-recently-used cache, and what it and two others would do with a trace of keys.
#
#   lru_cache [SIZE] < TRACE        (SIZE is 4 unless told)
#
# The trace has keys separated by spaces or lines. Prints each cache's hits, and the caches at the end.
class Cache
  attr_reader :size, :hits, :misses, :evicted

  def initialize(size)
    raise ArgumentError, "a cache needs room for at least one entry" unless size.positive?
    @size = size
    @hits = @misses = @evicted = 0
  end

  # The value kept for the key, else the block's, which is kept from now on.
  def fetch(key)
    if key?(key)
      @hits += 1
      touch(key)
      value_of(key)
    else
      @misses += 1
      if full?
        evict
        @evicted += 1
      end
      store(key, yield(key))
    end
  end

  def rate = hits + misses == 0 ? 0.0 : hits.fdiv(hits + misses)
  def name = self.class.name
  def touch(key) = nil
end

# A hash for finding, a ring of linked entries for the order; every operation takes constant time.
class LeastRecentlyUsed < Cache
  include Enumerable

  class Entry
    attr_reader :key, :value
    attr_accessor :newer, :older

    def initialize(key, value)
      @key = key
      @value = value
      @newer = @older = self
    end

    def unlink
      newer.older = older
      older.newer = newer
    end

    def insert_below(entry)
      self.newer = entry
      self.older = entry.older
      older.newer = self
      entry.older = self
    end
  end

  def initialize(size)
    super
    @entries = {}
    @ring = Entry.new(nil, nil)
  end

  # From the newest to the oldest.
  def each
    entry = @ring.older
    until entry.equal?(@ring)
      yield entry.key, entry.value
      entry = entry.older
    end
  end

  def key?(key) = @entries.key?(key)
  def keys = map { |key, _| key }

  private

  def full? = @entries.size == size
  def value_of(key) = @entries[key].value

  def touch(key)
    entry = @entries[key]
    entry.unlink
    entry.insert_below(@ring)
  end

  def evict
    oldest = @ring.newer
    oldest.unlink
    @entries.delete(oldest.key)
  end

  def store(key, value)
    entry = Entry.new(key, value)
    entry.insert_below(@ring)
    @entries[key] = entry
    value
  end
end

# Forgets what came first, used or not: a hash keeps the order of insertion.
class FirstInFirstOut < Cache
  def initialize(size)
    super
    @values = {}
  end

  def key?(key) = @values.key?(key)
  def keys = @values.keys

  private

  def full? = @values.size == size
  def value_of(key) = @values[key]
  def evict = @values.delete(@values.first[0])
  def store(key, value) = @values[key] = value
end

# Forgets what was used least often; among those, the oldest.
class LeastFrequentlyUsed < FirstInFirstOut
  def initialize(size)
    super
    @uses = Hash.new(0)
  end

  def keys = super.sort_by.with_index { |key, i| [-@uses[key], i] }

  private

  def touch(key) = @uses[key] += 1

  def store(key, value)
    @uses[key] = 1
    super
  end

  def evict
    victim = @values.keys.min_by { |key| @uses[key] }
    @uses.delete(victim)
    @values.delete(victim)
  end
end

size = ARGV.empty? ? 4 : Integer(ARGV[0], exception: false)
abort "usage: lru_cache [SIZE] < TRACE" unless size
begin
  caches = [LeastRecentlyUsed, FirstInFirstOut, LeastFrequentlyUsed].map { |type| type.new(size) }
rescue ArgumentError => e
  abort "lru_cache: #{e.message}"
end
computed = Hash.new(0)
total = 0
$stdin.each_line do |line|
  line.split.each do |key|
    total += 1
    values = caches.map do |cache|
      cache.fetch(key) do |missing|
        computed[cache.name] += 1
        missing.upcase
      end
    end
    abort "lru_cache: the caches disagree about #{key}" unless values.uniq.size == 1
  end
end
puts "#{total} keys, caches of #{size}"
caches.sort_by.with_index { |cache, i| [-cache.hits, i] }.each do |cache|
  printf("%-20s %4d hits %4d misses %4d evicted  %5.1f%%  %s\n", cache.name, cache.hits, cache.misses, cache.evicted, cache.rate * 100, cache.keys.join(" "))
end
abort "lru_cache: computed too often" unless caches.all? { |cache| computed[cache.name] == cache.misses }
