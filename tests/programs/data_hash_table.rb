# A hash table of one's own with open addressing and tombstones, compared with Hash.
class Table
  EMPTY = Object.new
  GONE = Object.new

  attr_reader :size, :probes

  def initialize(capacity = 8)
    @keys = Array.new(capacity, EMPTY)
    @values = Array.new(capacity)
    @size = 0
    @used = 0
    @probes = 0
  end

  def []=(key, value)
    grow if (@used + 1) * 3 > @keys.length * 2
    index, found = locate(key)
    unless found
      @used += 1 if @keys[index].equal?(EMPTY)
      @size += 1
      @keys[index] = key
    end
    @values[index] = value
  end

  def [](key)
    index, found = locate(key)
    found ? @values[index] : nil
  end

  def delete(key)
    index, found = locate(key)
    return nil unless found
    @keys[index] = GONE
    @size -= 1
    value = @values[index]
    @values[index] = nil
    value
  end

  def each
    @keys.each_with_index do |key, i|
      yield key, @values[i] unless key.equal?(EMPTY) || key.equal?(GONE)
    end
  end

  def capacity = @keys.length

  private

  def digest(key)
    case key
    when Integer then (key * 2654435761) & 0xffffffff
    when String then key.each_byte.inject(5381) { |h, b| (h * 33 + b) & 0xffffffff }
    when Symbol then digest(key.to_s) ^ 1
    else raise TypeError, "cannot digest #{key.class}"
    end
  end

  def locate(key)
    index = digest(key) % @keys.length
    free = nil
    loop do
      @probes += 1
      here = @keys[index]
      if here.equal?(EMPTY)
        return [free || index, false]
      elsif here.equal?(GONE)
        free ||= index
      elsif here.eql?(key)
        return [index, true]
      end
      index = (index + 1) % @keys.length
    end
  end

  def grow
    pairs = []
    each { |key, value| pairs << [key, value] }
    @keys = Array.new(@keys.length * 2, EMPTY)
    @values = Array.new(@keys.length)
    @size = @used = 0
    pairs.each { |key, value| self[key] = value }
  end
end

table = Table.new
mirror = {}
seed = 99
1500.times do |step|
  seed = (seed * 75 + 74) % 65537
  key = seed % 3 == 0 ? "k#{seed % 97}" : seed % 150
  if seed % 5 == 0
    raise "delete #{key}" unless table.delete(key) == mirror.delete(key)
  else
    table[key] = step
    mirror[key] = step
  end
  raise "size #{step}" unless table.size == mirror.size
end
mirror.each { |key, value| raise "get #{key}" unless table[key] == value }
p table.size, table.capacity, table.probes < 10000, table[:none]
sum = 0
table.each { |_, value| sum += value }
p sum == mirror.values.sum, sum
table[:sym] = 1
table["sym"] = 2
p table[:sym], table["sym"]
begin
  table[1.5] = 1
rescue TypeError => e
  puts e.message
end
