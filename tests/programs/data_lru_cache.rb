# A least-recently-used cache with a doubly linked list and a hash, and memoisation over it.
class LruCache
  Entry = Struct.new(:key, :value, :before, :after)

  attr_reader :hits, :misses, :capacity

  def initialize(capacity)
    raise ArgumentError, "capacity must be positive" unless capacity.positive?
    @capacity = capacity
    @entries = {}
    @head = Entry.new
    @tail = Entry.new
    @head.after = @tail
    @tail.before = @head
    @hits = @misses = 0
  end

  def [](key)
    entry = @entries[key]
    if entry
      @hits += 1
      unlink(entry)
      link(entry)
      entry.value
    else
      @misses += 1
      nil
    end
  end

  def []=(key, value)
    if (entry = @entries[key])
      entry.value = value
      unlink(entry)
    else
      evict if size == capacity
      entry = @entries[key] = Entry.new(key, value)
    end
    link(entry)
  end

  def fetch(key)
    return self[key] if @entries.key?(key)
    @misses += 1
    self[key] = yield(key)
    @entries[key].value
  end

  def size = @entries.size

  def each
    entry = @head.after
    until entry.equal?(@tail)
      yield entry.key, entry.value
      entry = entry.after
    end
  end
  include Enumerable

  def to_s = "[#{map { |k, v| "#{k}=#{v}" }.join(" ")}]"

  private

  def link(entry)
    entry.before = @head
    entry.after = @head.after
    @head.after.before = entry
    @head.after = entry
  end

  def unlink(entry)
    entry.before.after = entry.after
    entry.after.before = entry.before
  end

  def evict
    last = @tail.before
    unlink(last)
    @entries.delete(last.key)
  end
end

cache = LruCache.new(3)
cache[:a] = 1
cache[:b] = 2
cache[:c] = 3
puts cache
p cache[:a], cache[:zz]
puts cache
cache[:d] = 4
puts cache
p cache[:b], cache.size
cache[:c] = 33
puts cache
p cache.hits, cache.misses, cache.map { |k, v| v }.sum, cache.to_a, cache.sort_by { |k, v| v }
begin
  LruCache.new(0)
rescue ArgumentError => e
  puts e.message
end

calls = 0
slow_square = ->(n) { calls += 1; n * n }
memo = LruCache.new(8)
sum = 0
300.times { |i| sum += memo.fetch(i * i % 11) { |n| slow_square.(n) } }
p sum, calls, memo.size
memo = LruCache.new(2)
100.times { |i| memo.fetch(i % 3) { |n| n } }
p memo.misses, memo.hits
