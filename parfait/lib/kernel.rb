# frozen_string_literal: true

# The global functions: printing, raising, conversion, the end of the program.
module Kernel
  private

  def puts(*arguments)
    out = $stdout
    return out.__puts_all(arguments) if out.is_a?(IO)
    out.puts(*arguments) unless out.nil?
  end

  def __puts_1(argument)
    $stdout.__puts_1(argument)
  end

  def print(*arguments)
    out = $stdout
    return out.__print_all(arguments) if out.is_a?(IO)
    out.print(*arguments) unless out.nil?
  end

  def p(*arguments)
    arguments.each { |argument| __p_1(argument) }
    return nil if arguments.empty?
    arguments.length == 1 ? arguments[0] : arguments
  end

  def __p_1(argument)
    $stdout.__write_line(argument.inspect)
    argument
  end

  def pp(*arguments)
    arguments.each { |argument| $stdout.__write_line(PrettyPrint.__text(argument, 0, 80)) }
    return nil if arguments.empty?
    arguments.length == 1 ? arguments[0] : arguments
  end

  def putc(character)
    $stdout.putc(character)
  end

  def printf(format, *arguments)
    $stdout.write(__format(format, arguments))
    nil
  end

  def format(format, *arguments)
    __format(format, arguments)
  end

  def sprintf(format, *arguments)
    __format(format, arguments)
  end

  def warn(*messages, uplevel: nil, category: nil)
    messages.each { |message| $stderr.puts(message) }
    nil
  end

  def gets(*arguments)
    ARGV.empty? ? $stdin.gets(*arguments) : __arguments_stream.gets(*arguments)
  end

  def readline(*arguments)
    gets(*arguments) || raise(EOFError, "end of file reached")
  end

  def readlines(*arguments)
    $stdin.readlines(*arguments)
  end

  # What `gets` reads from when there are arguments: the first file named there.
  def __arguments_stream
    $__arguments_stream ||= File.open(ARGV.shift)
  end

  def open(path, mode = "r", &block)
    File.open(path, mode, &block)
  end

  def loop
    return __enumerator(:loop, nil, Float::INFINITY) { |block| loop(&block) } unless block_given?
    begin
      while true
        yield
      end
    rescue StopIteration => stop
      stop.result
    end
  end

  def lambda(&block)
    raise ArgumentError, "tried to create Proc object without a block" unless block
    block
  end

  def proc(&block)
    raise ArgumentError, "tried to create Proc object without a block" unless block
    block
  end

  machine def raise(first = nothing(), message = nothing(), backtrace = nothing(), cause: nothing())
    if undefined(first)
      error = $!
      error = RuntimeError.new("") if same(error, nil)
    elsif undefined(message)
      error = Kernel.__exception(first)
    else
      error = Kernel.__exception_with(first, message)
    end
    error.set_backtrace(backtrace) unless undefined(backtrace)
    error.__raised(undefined(cause) ? $! : cause)
    Kernel.__unwind(error)
  end

  machine def fail(first = nothing(), message = nothing())
    if undefined(first)
      raise
    elsif undefined(message)
      raise(first)
    else
      raise(first, message)
    end
  end

  machine def __exception(first)
    if instance?(first, Exception)
      first
    elsif instance?(first, String)
      RuntimeError.new(first)
    elsif responds(first, :exception)
      first.exception
    else
      TypeError.new("exception class/object expected")
    end
  end

  machine def __exception_with(first, message)
    if responds(first, :exception)
      first.exception(message)
    else
      TypeError.new("exception class/object expected")
    end
  end

  def catch(tag = Object.new)
    tags = ($__tags ||= [])
    tags.push(tag)
    begin
      yield tag
    rescue Thrown => thrown
      raise thrown unless thrown.tag.equal?(tag)
      thrown.value
    ensure
      tags.pop
    end
  end

  def throw(tag, value = nil)
    tags = $__tags
    known = !tags.nil? && tags.any? { |other| other.equal?(tag) }
    raise UncaughtThrowError.new(tag, value) unless known
    raise Thrown.new(tag, value)
  end

  def exit(status = true)
    raise SystemExit.new(__exit_status(status), "exit")
  end

  def __exit_status(status)
    case status
    when true then 0
    when false then 1
    else status
    end
  end

  def exit!(status = true)
    __exit_now(__exit_status(status))
  end

  def abort(message = nil)
    $stderr.puts(message) if message
    raise SystemExit.new(1, message || "exit")
  end

  def at_exit(&block)
    ($__at_exit ||= []).push(block)
    block
  end

  def sleep(seconds = nil)
    raise TypeError, "can't convert #{seconds.class} into time interval" unless seconds.is_a?(Numeric)
    raise ArgumentError, "time interval must not be negative" if seconds < 0
    $stdout.flush
    start = Process.clock_gettime(1)
    __sleep((seconds * 1_000_000_000).to_i)
    (Process.clock_gettime(1) - start).round
  end

  machine def __sleep(nanoseconds)
    buffer = allocate_bytes(16)
    at = bytes_address(buffer)
    store_word(at, word(nanoseconds) / 1000000000)
    store_word(at + 8, word(nanoseconds) % 1000000000)
    syscall(:nanosleep, at, 0)
    nil
  end

  def binding
    raise NotImplementedError, "binding is not supported"
  end

  def caller(start = 1, length = nil)
    lines = Exception.__lines(__backtrace)
    lines = lines.drop(start)
    length ? lines.take(length) : lines
  end

  def require(name)
    false
  end

  def srand(seed = Random.new_seed)
    Random.srand(seed)
  end

  def rand(limit = 0)
    Random.__kernel_rand(limit)
  end

  def Integer(text, base = nil, exception: true)
    case text
    when Integer then text
    when Float then __integer_of_float(text, exception)
    when String then __integer_of_string(text, base || 10, base.nil?, exception)
    when nil
      return nil unless exception
      raise TypeError, "can't convert nil into Integer"
    else
      return text.to_int if text.respond_to?(:to_int)
      return text.to_i if text.respond_to?(:to_i)
      return nil unless exception
      raise TypeError, "can't convert #{Kernel.__kind(text)} into Integer"
    end
  end

  def __integer_of_float(float, exception)
    return float.to_i if exception || float.finite?
    nil
  end

  def __integer_of_string(text, base, prefix, exception)
    number = Integer.__parse_strict(text, prefix ? 0 : base)
    raise ArgumentError, "invalid value for Integer(): #{text.inspect}" if number.nil? && exception
    number
  end

  def Float(text, exception: true)
    case text
    when Float then text
    when Integer then text.to_f
    when String
      number = Float.__parse_strict(text)
      raise ArgumentError, "invalid value for Float(): #{text.inspect}" if number.nil? && exception
      number
    else
      return text.to_f if text.is_a?(Numeric)
      return nil unless exception
      raise TypeError, "can't convert #{Kernel.__kind(text)} into Float"
    end
  end

  def String(object)
    object.to_s
  end

  def Array(object)
    case object
    when Array then object
    when nil then []
    when Hash then object.to_a
    else object.respond_to?(:to_a) ? object.to_a : [object]
    end
  end

  def Hash(object)
    case object
    when Hash then object
    when nil then {}
    else
      return {} if object == []
      return object.to_h if object.respond_to?(:to_hash)
      raise TypeError, "can't convert #{object.class} into Hash"
    end
  end

  # How conversion errors speak of an object: special ones by what they look like.
  machine def self.__kind(object)
    return "nil" if same(object, nil)
    return "true" if same(object, true)
    return "false" if same(object, false)
    __class_name(object)
  end

  def self.__no_conversion(object, wanted)
    raise TypeError, "no implicit conversion of #{__kind(object)} into #{wanted}"
  end

  def self.__to_int(object)
    case object
    when Integer then object
    when Float then object.to_i
    when nil then raise TypeError, "no implicit conversion from nil to integer"
    when true, false, String, Symbol, Array, Hash, Range then __no_conversion(object, "Integer")
    else
      __no_conversion(object, "Integer") unless object.respond_to?(:to_int)
      number = object.to_int
      raise TypeError, "can't convert #{__class_name(object)} to Integer" unless number.is_a?(Integer)
      number
    end
  end

  # A length, count or index: an integer that is small.
  def self.__to_small(object)
    number = __to_int(object)
    raise RangeError, "bignum too big to convert into 'long'" unless number.__both_small?(number)
    number
  end

  def self.__to_str(object)
    return object if object.is_a?(String)
    return object.to_str if object.respond_to?(:to_str)
    __no_conversion(object, "String")
  end

  def self.__to_ary(object)
    return object if object.is_a?(Array)
    return object.to_ary if object.respond_to?(:to_ary)
    __no_conversion(object, "Array")
  end
end

# What compiled code calls where a send cannot be made.
module Kernel
  def __no_method(name, receiver, variable_call, arguments, keywords)
    described = Kernel.__describe(receiver)
    if variable_call
      raise NameError.new("undefined local variable or method '#{name}' for #{described}", name, receiver: receiver)
    end
    arguments = __failed_arguments(arguments, keywords)
    raise NoMethodError.new("undefined method '#{name}' for #{described}", name, arguments, receiver: receiver)
  end

  def __private_method(name, receiver, is_protected, arguments, keywords)
    kind = is_protected ? "protected" : "private"
    arguments = __failed_arguments(arguments, keywords)
    raise NoMethodError.new("#{kind} method '#{name}' called for #{Kernel.__describe(receiver)}", name, arguments, receiver: receiver)
  end

  # Nil where the program never asks: see `NoMethodError#args`.
  def __failed_arguments(arguments, keywords)
    return [] if arguments.nil?
    keywords.nil? || keywords.empty? ? arguments : arguments + [keywords]
  end

  def __no_super(name, receiver)
    raise NoMethodError.new("super: no superclass method '#{name}' for #{Kernel.__describe(receiver)}", name, receiver: receiver)
  end

  def __argument_error(message)
    raise ArgumentError, message
  end

  # What a call with the wrong number of arguments raises; `most` is nil if there is a rest parameter.
  def __wrong_arguments(given, least, most, keywords = nil)
    expected = most.nil? ? "#{least}+" : (most == least ? least.to_s : "#{least}..#{most}")
    expected += "; required keyword#{"s" if keywords.length > 1}: #{keywords.join(", ")}" if keywords
    raise ArgumentError, "wrong number of arguments (given #{given}, expected #{expected})"
  end

  def __no_block
    raise LocalJumpError, "no block given (yield)"
  end

  def __break_from_proc
    raise LocalJumpError.new("break from proc-closure").__set_reason(:break)
  end

  def __unexpected_return
    raise LocalJumpError.new("unexpected return").__set_reason(:return)
  end

  def __undefined_constant(name)
    raise NameError.new("uninitialized constant #{name}", name.split("::").last.to_sym)
  end

  def __private_constant(name)
    raise NameError.new("private constant #{name} referenced", name.split("::").last.to_sym)
  end

  def __undefined_class_variable(name, owner)
    raise NameError.new("uninitialized class variable #{name} in #{owner}", name.to_sym)
  end

  # `when *list` without a subject, and with one.
  def __splat_any(list)
    Array.__splat(list).any?
  end

  def __splat_matches(list, subject)
    Array.__splat(list).any? { |pattern| pattern === subject }
  end

  # `&object` as a block argument.
  def __to_block(object)
    return object if object.nil? || object.is_a?(Proc)
    return object.to_proc if object.respond_to?(:to_proc)
    raise TypeError, "wrong argument type #{object.class} (expected Proc)"
  end

  # `**object` in arguments and literals.
  def __to_keywords(object)
    return {} if object.nil?
    return object if object.is_a?(Hash)
    return object.to_hash if object.respond_to?(:to_hash)
    Kernel.__no_conversion(object, "Hash")
  end
end

# The arguments of a dynamic call, taken apart by the method that is called.
class Array
  def __check_arity(least, most, required_keywords)
    return if length >= least && (most < 0 || length <= most)
    __wrong_arguments(length, least, most < 0 ? nil : most, required_keywords)
  end

  # What a block of several parameters is given: a lone Array is taken apart.
  machine def __lone
    return self unless small_eq(length, 1)
    alone = self[0]
    instance?(alone, Array) ? alone : self
  end

  def __formal(index)
    self[index]
  end

  machine def __optional(index, post)
    length - post > index ? self[index] : nothing()
  end

  def __rest(from, post)
    count = length - post - from
    count > 0 ? self[from, count] : []
  end

  def __post(index, post, required)
    first = length - post
    self[(first > required ? first : required) + index]
  end
end

module Kernel
  # `allowed` is nil if any other keyword is welcome.
  def __check_keywords(keywords, required, allowed)
    given = keywords.is_a?(Hash) ? keywords.keys : []
    __refuse_keywords("missing", required.reject { |name| given.include?(name) })
    __refuse_keywords("unknown", given.reject { |name| allowed.include?(name) }) unless allowed.nil?
  end

  def __refuse_keywords(what, names)
    return if names.empty?
    raise ArgumentError, "#{what} keyword#{"s" if names.length > 1}: #{names.map(&:inspect).join(", ")}"
  end

  machine def __keyword(keywords, name)
    return keywords[name] if !same(keywords, nil) && keywords.key?(name)
    nothing()
  end

  def __keyword_rest(keywords, names)
    rest = {}
    return rest unless keywords.is_a?(Hash)
    keywords.each { |key, value| rest[key] = value unless names.include?(key) }
    rest
  end
end

# What a `throw` unwinds with to its `catch`: no StandardError, so that nobody else rescues it.
class Thrown < Exception
  def initialize(tag, value)
    super("throw")
    @tag = tag
    @value = value
  end

  attr_reader :tag, :value
end
