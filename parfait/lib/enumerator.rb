# frozen_string_literal: true

# Iterators without their block yet: a receiver and a method name to show, and a Proc that runs the iteration with a given block.
class Enumerator
  include Enumerable

  def self.__make(receiver, name, arguments, size, source)
    made = allocate
    made.initialize(receiver, name, arguments, size, source)
    made
  end

  def initialize(receiver, name, arguments, size, source)
    @receiver = receiver
    @name = name
    @arguments = arguments
    @size = size
    @source = source
    @buffer = nil
    @position = 0
    @ended = nil
  end

  # `Enumerator.new { |yielder| yielder << 1 }`
  def self.new(size = nil, &block)
    raise ArgumentError, "no block given" unless block
    __make(nil, :each, nil, size, lambda { |consumer| block.call(Yielder.new(consumer)) })
  end

  def each(&block)
    return self unless block
    @source.call(block)
  end

  def size
    @size.is_a?(Proc) ? @size.call : @size
  end

  def with_index(offset = 0, &block)
    return __with_index_later(offset) unless block
    index = (offset || 0) - 1
    @source.call(lambda { |*elements| block.call(Enumerable.__one(elements), index += 1) })
  end

  def __with_index_later(offset)
    __enumerator(:with_index, [offset], size) { |block| with_index(offset, &block) }
  end

  def each_with_index(&block)
    return __enumerator(:each_with_index, nil, size) { |inner| with_index(0, &inner) } unless block
    with_index(0, &block)
  end

  def with_object(object)
    return __with_object_later(object) unless block_given?
    each { |*elements| yield Enumerable.__one(elements), object }
    object
  end

  def __with_object_later(object)
    __enumerator(:with_object, [object], size) { |block| with_object(object, &block) }
  end

  def each_with_object(object)
    return __with_object_later(object) unless block_given?
    each { |*elements| yield Enumerable.__one(elements), object }
    object
  end

  def rewind
    @position = 0
    @buffer = nil
    @ended = nil
    self
  end

  def next
    element = peek
    @position += 1
    element
  end

  # External iteration without a second stack: the iteration runs a bit further than what is asked for, is left, and starts over
  # when more is asked for, going past what it gave before.
  def peek
    @buffer = [] if @buffer.nil?
    __run_on while @position >= @buffer.length && @ended.nil?
    raise StopIteration.new("iteration reached an end").__set_result(@ended[0]) if @position >= @buffer.length
    @buffer[@position]
  end

  # What the iteration raises is raised when all before it was handed out.
  def __run_on
    known = @buffer.length
    given = 0
    result = each do |*elements|
      given += 1
      @buffer << Enumerable.__one(elements) if given > known
      return if given > known * 2 + 15
    end
    @ended = [result]
  rescue StandardError
    raise if @buffer.length == known
  end

  def +(other)
    one = self
    Enumerator.new do |yielder|
      one.each { |element| yielder << element }
      other.each { |element| yielder << element }
    end
  end

  def inspect
    return "#<Enumerator: #<Enumerator::Generator:0x0000000000000001>:each>" if @receiver.nil?
    shown = @arguments.nil? ? "" : "(#{@arguments.map(&:inspect).join(", ")})"
    "#<Enumerator: #{@receiver.inspect}:#{@name}#{shown}>"
  end

  def to_s
    inspect
  end

  # Endless sequences: each element is made from the one before.
  def self.produce(first = (missing = true; nil), &block)
    Enumerator.new(Float::INFINITY) do |yielder|
      element = missing ? block.call : first
      begin
        while true
          yielder << element
          element = block.call(element)
        end
      rescue StopIteration
        nil
      end
    end
  end

  # What `Enumerator.new` gives its block: takes the elements.
  class Yielder
    def initialize(consumer)
      @consumer = consumer
    end

    def <<(element)
      @consumer.call(element)
      self
    end

    def yield(*elements)
      @consumer.call(*elements)
    end

    def call(*elements)
      @consumer.call(*elements)
    end

    def to_proc
      yielder = self
      lambda { |*elements| yielder.yield(*elements) }
    end
  end

  # Chains that make one element at a time. Each stage is a Proc from a consumer of elements to the run.
  class Lazy < Enumerator
    def self.__over(receiver)
      stage(receiver, lambda { |consumer| receiver.each { |*elements| consumer.call(Enumerable.__one(elements)) } })
    end

    def self.stage(receiver, source)
      __make(receiver, :lazy, nil, nil, source)
    end

    def __next(source)
      Lazy.stage(@receiver, source)
    end

    def map(&block)
      source = @source
      __next(lambda { |consumer| source.call(lambda { |element| consumer.call(block.call(element)) }) })
    end

    alias collect map

    def select(&block)
      source = @source
      __next(lambda { |consumer| source.call(lambda { |element| consumer.call(element) if block.call(element) }) })
    end

    alias filter select

    def reject(&block)
      source = @source
      __next(lambda { |consumer| source.call(lambda { |element| consumer.call(element) unless block.call(element) }) })
    end

    def filter_map(&block)
      map(&block).select { |element| element }
    end

    def flat_map(&block)
      source = @source
      __next(lambda do |consumer|
        source.call(lambda do |element|
          part = block.call(element)
          part.is_a?(Array) ? part.each { |each| consumer.call(each) } : consumer.call(part)
        end)
      end)
    end

    def with_index(offset = 0, &block)
      source = @source
      __next(lambda do |consumer|
        index = offset - 1
        source.call(lambda do |element|
          index += 1
          if block
            block.call(element, index)
            consumer.call(element)
          else
            consumer.call([element, index])
          end
        end)
      end)
    end

    def each_with_index
      with_index(0)
    end

    def take(count)
      source = @source
      __next(lambda do |consumer|
        left = count
        tag = Object.new
        catch(tag) do
          source.call(lambda do |element|
            left -= 1
            consumer.call(element)
            throw tag if left == 0
          end) if left > 0
        end
      end)
    end

    def take_while(&block)
      source = @source
      __next(lambda do |consumer|
        tag = Object.new
        catch(tag) do
          source.call(lambda { |element| block.call(element) ? consumer.call(element) : throw(tag) })
        end
      end)
    end

    def drop(count)
      source = @source
      __next(lambda do |consumer|
        left = count
        source.call(lambda { |element| left > 0 ? left -= 1 : consumer.call(element) })
      end)
    end

    def drop_while(&block)
      source = @source
      __next(lambda do |consumer|
        dropping = true
        source.call(lambda do |element|
          dropping &&= block.call(element)
          consumer.call(element) unless dropping
        end)
      end)
    end

    def uniq(&block)
      seen = {}
      select do |element|
        key = block ? block.call(element) : element
        fresh = !seen.key?(key)
        seen[key] = true
        fresh
      end
    end

    def compact
      reject { |element| element.nil? }
    end

    def first(count = (single = true; nil))
      found = take(single ? 1 : count).to_a
      single ? found[0] : found
    end

    def force
      to_a
    end

    def eager
      to_a
    end

    def lazy
      self
    end

    def inspect
      "#<Enumerator::Lazy: #{@receiver.inspect}>"
    end
  end
end

# `1.step(10, 3)`, `(1..10) % 3` and the like.
class Enumerator::ArithmeticSequence < Enumerator
  attr_reader :begin, :end, :step

  def self.new(first, last, step, exclude_end, shown)
    made = allocate
    made.initialize(first, last, step, exclude_end, shown)
    made
  end

  def initialize(first, last, step, exclude_end, shown)
    super(nil, :each, nil, nil, nil)
    @begin = first
    @end = last
    @step = step
    @exclude_end = exclude_end
    @shown = shown
    sequence = self
    @source = lambda { |block| sequence.each(&block) }
  end

  def exclude_end?
    @exclude_end
  end

  def each
    return self unless block_given?
    if @begin.is_a?(Float) || @step.is_a?(Float) || @end.is_a?(Float)
      Float.__each_step(@begin.to_f, @end.nil? ? nil : @end.to_f, @step.to_f, @exclude_end) { |number| yield number }
      return self
    end
    number = @begin
    while @end.nil? || (@step > 0 ? number < @end : number > @end) || (number == @end && !@exclude_end)
      yield number
      number += @step
    end
    self
  end

  def size
    return Float::INFINITY if @end.nil?
    count
  end

  def last(count = nil)
    count ? to_a.last(count) : to_a.last
  end

  def ==(other)
    other.is_a?(Enumerator::ArithmeticSequence) && @begin == other.begin && @end == other.end && @step == other.step
  end

  def inspect
    @shown
  end
end
