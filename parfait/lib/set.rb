# frozen_string_literal: true

# Sets: the keys of a hash.
class Set
  include Enumerable

  def self.[](*elements)
    new(elements)
  end

  def initialize(elements = nil)
    @hash = {}
    return if elements.nil?
    elements.each { |element| @hash[block_given? ? yield(element) : element] = true }
  end

  def __hash
    @hash
  end

  def initialize_copy(other)
    @hash = other.__hash.dup
    self
  end

  def add(element)
    __modify
    @hash[element] = true
    self
  end

  alias << add

  def add?(element)
    return nil if @hash.key?(element)
    add(element)
  end

  def delete(element)
    @hash.delete(element)
    self
  end

  def delete?(element)
    return nil unless @hash.key?(element)
    delete(element)
  end

  def include?(element)
    @hash.key?(element)
  end

  alias member? include?
  alias === include?
  alias contain? include?

  def length
    @hash.length
  end

  alias size length

  def count(*arguments)
    return @hash.length if arguments.empty? && !block_given?
    total = 0
    each { |element| total += 1 if block_given? ? yield(element) : element == arguments[0] }
    total
  end

  def empty?
    @hash.empty?
  end

  def each
    return __enumerator(:each, nil, length) { |block| each(&block) } unless block_given?
    @hash.each_key { |element| yield element }
    self
  end

  def to_a
    @hash.keys
  end

  def to_set
    self
  end

  def first(count = (single = true; nil))
    single ? to_a.first : to_a.first(count)
  end

  def merge(*others)
    others.each { |other| other.each { |element| @hash[element] = true } }
    self
  end

  def subtract(other)
    other.each { |element| @hash.delete(element) }
    self
  end

  def |(other)
    dup.merge(other)
  end

  alias union |
  alias + |

  def &(other)
    found = Set.new
    other.each { |element| found.add(element) if include?(element) }
    found
  end

  alias intersection &

  def -(other)
    dup.subtract(other)
  end

  alias difference -

  def ^(other)
    other = Set.new(other)
    (self | other) - (self & other)
  end

  def subset?(other)
    length <= other.length && all? { |element| other.include?(element) }
  end

  alias <= subset?

  def superset?(other)
    other.subset?(self)
  end

  alias >= superset?

  def proper_subset?(other)
    length < other.length && subset?(other)
  end

  alias < proper_subset?

  def proper_superset?(other)
    other.proper_subset?(self)
  end

  alias > proper_superset?

  def disjoint?(other)
    none? { |element| other.include?(element) }
  end

  def intersect?(other)
    !disjoint?(other)
  end

  def <=>(other)
    return nil unless other.is_a?(Set)
    return 0 if self == other
    return -1 if proper_subset?(other)
    proper_superset?(other) ? 1 : nil
  end

  def ==(other)
    equal?(other) || (other.is_a?(Set) && length == other.length && subset?(other))
  end

  def eql?(other)
    self == other
  end

  def hash
    @hash.hash
  end

  def clear
    @hash.clear
    self
  end

  def delete_if
    @hash.delete_if { |element, _| yield element }
    self
  end

  def reject!
    before = length
    delete_if { |element| yield element }
    length == before ? nil : self
  end

  def select!
    before = length
    delete_if { |element| !yield(element) }
    length == before ? nil : self
  end

  def map!
    replace(map { |element| yield element })
  end

  def replace(elements)
    @hash = Set.new(elements).__hash
    self
  end

  def join(separator = nil)
    to_a.join(separator)
  end

  def freeze
    @hash.freeze
    super
  end

  def inspect
    return "Set[...]" if Kernel.__inspecting?(self)
    Kernel.__inspecting(self) { "Set[#{to_a.map(&:inspect).join(", ")}]" }
  end

  def to_s
    inspect
  end
end
