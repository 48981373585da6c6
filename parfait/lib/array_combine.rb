# frozen_string_literal: true

# Arrays made of arrays: sets, orders, products, rearrangements.
class Array
  def +(other)
    other = Kernel.__to_ary(other)
    result = [].__room(@length + other.length)
    result.__append(self)
    result.__append(other)
  end

  def -(other)
    other = Kernel.__to_ary(other)
    return reject { |element| other.include?(element) } if other.length < 8
    seen = other.__to_set
    reject { |element| seen.key?(element) }
  end

  def difference(*others)
    others.inject(self) { |rest, other| rest - other }
  end

  def *(times)
    return join(times) if times.is_a?(String)
    times = Kernel.__to_small(times)
    raise ArgumentError, "negative argument" if times < 0
    result = [].__room(@length * times)
    while times > 0
      result.__append(self)
      times -= 1
    end
    result
  end

  def &(other)
    seen = Kernel.__to_ary(other).__to_set
    select { |element| seen.key?(element) }.uniq
  end

  def |(other)
    (self + other).uniq
  end

  def union(*others)
    others.inject(self) { |all, other| all + other }.uniq
  end

  def intersection(*others)
    others.inject(self) { |rest, other| rest & other }
  end

  def intersect?(other)
    !(self & other).empty?
  end

  # A hash with the elements as keys.
  def __to_set
    set = {}
    each { |element| set[element] = true }
    set
  end

  def uniq
    seen = {}
    if block_given?
      select do |element|
        key = yield element
        fresh = !seen.key?(key)
        seen[key] = true
        fresh
      end
    else
      each { |element| seen[element] = element unless seen.key?(element) }
      seen.values
    end
  end

  def uniq!
    __modify
    kept = block_given? ? uniq { |element| yield element } : uniq
    return nil if kept.length == @length
    replace(kept)
  end

  def compact
    reject { |element| element.nil? }
  end

  def reverse
    __slice(0, @length).reverse!
  end

  def reverse!
    __modify
    low = 0
    high = @length - 1
    while low < high
      element = __element(low)
      __put(low, __element(high))
      __put(high, element)
      low = low.__next
      high = high.__previous
    end
    self
  end

  def rotate(count = 1)
    return [] if @length == 0
    count = Kernel.__to_small(count) % @length
    __slice(count, @length - count).__append(__slice(0, count))
  end

  def rotate!(count = 1)
    replace(rotate(count))
  end

  def flatten(depth = -1)
    depth = depth.nil? ? -1 : Kernel.__to_small(depth)
    result = []
    __flatten(result, depth)
    result
  end

  def __flatten(result, depth)
    raise ArgumentError, "tried to flatten recursive array" if depth < -10000
    each do |element|
      if element.is_a?(Array) && depth != 0
        element.__flatten(result, depth - 1)
      else
        result.__push(element)
      end
    end
  end

  def flatten!(depth = -1)
    __modify
    flat = flatten(depth)
    return nil if flat.length == @length && none? { |element| element.is_a?(Array) }
    replace(flat)
  end

  def transpose
    return [] if @length == 0
    width = Kernel.__to_ary(self[0]).length
    each do |row|
      raise IndexError, "element size differs (#{row.length} should be #{width})" unless row.length == width
    end
    Array.new(width) { |column| map { |row| row[column] } }
  end

  def zip(*others)
    others = others.map { |other| other.is_a?(Array) ? other : __zipped(other) }
    rows = []
    each_with_index do |element, index|
      row = [element]
      others.each { |other| row << other[index] }
      block_given? ? yield(row) : rows << row
    end
    block_given? ? nil : rows
  end

  def __zipped(other)
    raise TypeError, "wrong argument type #{Kernel.__class_name(other)} (must respond to :each)" unless other.respond_to?(:each)
    other.respond_to?(:to_ary) ? other.to_ary : other.first(length)
  end

  def product(*others)
    rows = map { |element| [element] }
    others.each do |other|
      rows = rows.flat_map { |row| other.map { |element| row + [element] } }
    end
    return rows unless block_given?
    rows.each { |row| yield row }
    self
  end

  def combination(count)
    count = Kernel.__to_small(count)
    return __enum_combination(count) unless block_given?
    __combine(count, 0, []) { |chosen| yield chosen.dup }
    self
  end

  def __enum_combination(count)
    __enumerator(:combination, [count], Array.__choices(@length, count)) { |block| combination(count, &block) }
  end

  def __combine(count, from, chosen, &block)
    return block.call(chosen) if count == 0
    return if count < 0
    while from <= @length - count
      chosen.push(__element(from))
      __combine(count - 1, from + 1, chosen, &block)
      chosen.pop
      from = from.__next
    end
  end

  def permutation(count = nil)
    return __enum_permutation(count) unless block_given?
    __permute(count || @length, [], Array.new(@length, false)) { |chosen| yield chosen.dup }
    self
  end

  def __enum_permutation(count)
    __enumerator(:permutation, count ? [count] : nil, Array.__orders(@length, count || @length)) { |block| permutation(count, &block) }
  end

  # How many ways there are to choose some of so many, in any order or in each.
  def self.__choices(length, count)
    return 0 if count < 0 || count > length
    count.times.inject(1) { |ways, index| ways * (length - index) / (index + 1) }
  end

  def self.__orders(length, count)
    return 0 if count < 0 || count > length
    count.times.inject(1) { |ways, index| ways * (length - index) }
  end

  def __permute(count, chosen, used, &block)
    return block.call(chosen) if count == 0
    return if count < 0 || count > @length
    each_with_index do |element, index|
      next if used[index]
      used[index] = true
      chosen.push(element)
      __permute(count - 1, chosen, used, &block)
      chosen.pop
      used[index] = false
    end
  end

  def repeated_combination(count, &block)
    return __enumerator(:repeated_combination, [count], __repeated_size(count)) { |inner| repeated_combination(count, &inner) } unless block
    __repeat(count, 0, [], true, &block)
    self
  end

  def __repeated_size(count)
    return count == 0 ? 1 : 0 if @length == 0 || count <= 0
    Array.__choices(@length + count - 1, count)
  end

  def repeated_permutation(count, &block)
    return __enumerator(:repeated_permutation, [count], count < 0 ? 0 : @length**count) { |inner| repeated_permutation(count, &inner) } unless block
    __repeat(count, 0, [], false, &block)
    self
  end

  def __repeat(count, from, chosen, ordered, &block)
    return block.call(chosen.dup) if count == 0
    index = from
    while index < @length
      chosen.push(__element(index))
      __repeat(count - 1, ordered ? index : 0, chosen, ordered, &block)
      chosen.pop
      index = index.__next
    end
  end

  def each_entry(&block)
    each(&block)
  end

  def assoc(key)
    find { |pair| pair.is_a?(Array) && pair[0] == key }
  end

  def rassoc(value)
    find { |pair| pair.is_a?(Array) && pair[1] == value }
  end

  def shuffle(random: nil)
    dup.shuffle!(random: random)
  end

  def shuffle!(random: nil)
    __modify
    index = @length
    while index > 1
      chosen = Random.__limited(random, index)
      index = index.__previous
      element = __element(chosen)
      __put(chosen, __element(index))
      __put(index, element)
    end
    self
  end

  def sample(count = nil, random: nil)
    return @length == 0 ? nil : __element(Random.__limited(random, @length)) if count.nil?
    count = Kernel.__to_small(count)
    raise ArgumentError, "negative sample number" if count < 0
    shuffle(random: random).take(count)
  end
end
