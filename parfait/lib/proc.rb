# frozen_string_literal: true

# Blocks as objects. A call is a yield to the block that the Proc is.
class Proc
  def self.new(&block)
    raise ArgumentError, "tried to create Proc object without a block" unless block
    block
  end

  def call(*arguments, **keywords)
    keywords.empty? ? __yield(*arguments, &self) : __yield_keywords(arguments, keywords, &self)
  end

  alias yield call
  alias === call
  alias [] call

  def __yield(*arguments)
    yield(*arguments)
  end

  def __yield_keywords(arguments, keywords)
    yield(*arguments, **keywords)
  end

  def to_proc
    self
  end

  machine def lambda?
    @lambda ? true : false
  end

  def __describe(parameters)
    @parameters = parameters
    self
  end

  def arity
    Method.__arity(@parameters, lambda?)
  end

  def parameters(lambda: lambda?)
    Method.__parameters(@parameters, lambda)
  end

  def curry(arity = nil)
    least = self.arity < 0 ? -self.arity - 1 : self.arity
    __wrong_arguments(arity, least, self.arity < 0 ? nil : least) if lambda? && arity && (arity < least || (arity > least && self.arity >= 0))
    __curry(arity || least, [])
  end

  def __curry(arity, given)
    body = self
    lambda do |*arguments|
      all = given + arguments
      all.length >= arity ? body.call(*all) : body.__curry(arity, all)
    end
  end

  def >>(other)
    first = self
    lambda { |*arguments| other.call(first.call(*arguments)) }
  end

  def <<(other)
    last = self
    lambda { |*arguments| last.call(other.call(*arguments)) }
  end

  def ==(other)
    equal?(other)
  end

  def inspect
    "#<Proc:0x#{(__identity).to_s(16).rjust(16, "0")}#{" (lambda)" if lambda?}>"
  end

  def to_s
    inspect
  end
end
