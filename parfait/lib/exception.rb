# frozen_string_literal: true

# Exceptions: what is raised, how it describes itself, what is printed when nobody rescues it.
class Exception
  def self.exception(message = (none = true; nil))
    none ? new : new(message)
  end

  def initialize(message = nil)
    @message = message
  end

  def exception(message = self)
    return self if equal?(message)
    copy = dup
    copy.__set_message(message)
    copy
  end

  def __set_message(message)
    @message = message
  end

  def to_s
    @message.nil? ? Kernel.__class_name(self) : @message.to_s
  end

  def message
    to_s
  end

  def detailed_message(highlight: false)
    __detailed
  end

  # The name of the class goes behind the first line.
  machine def __detailed
    text = message
    name = Kernel.__class_name(self)
    return name if !text.is_a?(String) || text.empty?
    length = text.bytesize
    at = 0
    at = small(word(at) + 1) while small_lt(at, length) && !small_eq(text.__byte(at), 10)
    result = String.__empty.__append_bytes(text.__bytes, 0, at).__append_string(" (").__append_string(name).__append_string(")")
    result.__append_bytes(text.__bytes, at, small(word(length) - word(at)))
  end

  def full_message(highlight: false, order: :top)
    Exception.__report(self)
  end

  def inspect
    text = to_s
    return self.class.to_s if !text.is_a?(String) || text.empty?
    return "#<#{self.class}:#{text.inspect}>" if text.include?("\n")
    "#<#{self.class}: #{text}>"
  end

  def ==(other)
    equal?(other) || (other.class.equal?(self.class) && message == other.message && backtrace == other.backtrace)
  end

  def cause
    @cause
  end

  def backtrace
    return nil if @backtrace.nil?
    @backtrace = Exception.__lines(@backtrace) unless @backtrace.is_a?(Array)
    @backtrace
  end

  def backtrace_locations
    nil
  end

  def set_backtrace(lines)
    return @backtrace = nil if lines.nil?
    raise TypeError, "backtrace must be an Array of String or an Array of Thread::Backtrace::Location" unless lines.is_a?(Array) || lines.is_a?(String)
    @backtrace = lines.is_a?(String) ? [lines] : lines.map { |line| line.to_s }
  end

  # Called as it is raised: keeps where, and what was being rescued.
  def __raised(cause)
    @backtrace = Kernel.__backtrace if @backtrace.nil?
    @cause = cause if @cause.nil? && !equal?(cause)
  end

  # What `__backtrace` gave as an Array of lines.
  def self.__lines(raw)
    raw.is_a?(Array) ? raw : Backtrace.__decode(raw)
  end

  def __raw_backtrace
    @backtrace
  end

  # The report of an exception that ends the program, its causes after it.
  def self.__report(error)
    text = String.__empty
    while error.is_a?(Exception)
      __report_one(text, error)
      error = error.cause
    end
    text
  end

  def self.__report_one(text, error)
    description = error.detailed_message(highlight: false)
    description = "unhandled exception" if __plain?(error) && error.message == ""
    raw = error.__raw_backtrace
    if raw.nil?
      text.__append_string(description)
    elsif raw.is_a?(Array)
      __report_lines(text, raw, description)
    else
      Backtrace.__append(text, raw, description, error.is_a?(SystemStackError))
    end
    text.__append_string("\n") unless text.__ends_in_newline?
  end

  machine def self.__plain?(error)
    exactly?(error, RuntimeError)
  end

  # A backtrace that the program has seen or set.
  def self.__report_lines(text, lines, description)
    text.__append_string(lines[0]).__append_string(": ") unless lines.empty?
    text.__append_string(description)
    lines.drop(1).each { |line| text.__append_string("\n\tfrom ").__append_string(line) }
  end
end

class NoMemoryError < Exception
end

class ScriptError < Exception
end

class LoadError < ScriptError
end

class NotImplementedError < ScriptError
end

class SyntaxError < ScriptError
end

class SecurityError < Exception
end

class SignalException < Exception
end

class Interrupt < SignalException
end

class SystemExit < Exception
  def initialize(status = 0, message = "exit")
    if status.is_a?(String)
      message = status
      status = 0
    end
    super(message)
    @status = status == true ? 0 : (status == false ? 1 : status)
  end

  attr_reader :status

  def success?
    @status == 0
  end
end

class SystemStackError < Exception
end

class StandardError < Exception
end

class ArgumentError < StandardError
end

class UncaughtThrowError < ArgumentError
  def initialize(tag, value)
    super("uncaught throw #{tag.inspect}")
    @tag = tag
    @value = value
  end

  attr_reader :tag, :value
end

class EncodingError < StandardError
end

class FiberError < StandardError
end

class IOError < StandardError
end

class EOFError < IOError
end

class IndexError < StandardError
end

class KeyError < IndexError
  def initialize(message = nil, receiver: nil, key: nil)
    super(message)
    @receiver = receiver
    @key = key
  end

  attr_reader :receiver, :key
end

class StopIteration < IndexError
  def __set_result(result)
    @result = result
    self
  end

  attr_reader :result
end

class ClosedQueueError < StopIteration
end

class LocalJumpError < StandardError
  def __set_reason(reason)
    @reason = reason
    self
  end

  def reason
    @reason || :noreason
  end
end

class NameError < StandardError
  def initialize(message = nil, name = nil, receiver: nil)
    super(message)
    @name = name
    @receiver = receiver
  end

  attr_reader :name, :receiver
end

class NoMethodError < NameError
  def initialize(message = nil, name = nil, arguments = [], receiver: nil)
    super(message, name, receiver: receiver)
    @args = arguments
  end

  # Calls keep their arguments for the error where a program may come here, which inference knows by the global's type.
  def args
    $__keeps_arguments = true
    @args
  end
end

class RangeError < StandardError
end

class FloatDomainError < RangeError
end

class RegexpError < StandardError
end

class RuntimeError < StandardError
end

class FrozenError < RuntimeError
  def initialize(message = nil, receiver: nil)
    super(message)
    @receiver = receiver
  end

  attr_reader :receiver
end

class ThreadError < StandardError
end

class TypeError < StandardError
end

class ZeroDivisionError < StandardError
end

class NoMatchingPatternError < StandardError
end

class NoMatchingPatternKeyError < NoMatchingPatternError
end

class SystemCallError < StandardError
  # The system's own words come first; `function` is where the runtime met the error.
  def initialize(message = nil, function = nil)
    text = __text.dup
    text.__append_string(" @ ").__append_string(function) unless function.nil?
    text.__append_string(" - ").__append_string(message.to_s) unless message.nil?
    super(text)
  end

  def __text
    "unknown error"
  end

  def errno
    self.class::Errno
  end

  def self.__initial_Errno
    nil
  end
end

module Errno
  class EPERM < SystemCallError
    def self.__initial_Errno
      1
    end

    def __text
      "Operation not permitted"
    end
  end

  class ENOENT < SystemCallError
    def self.__initial_Errno
      2
    end

    def __text
      "No such file or directory"
    end
  end

  class EBADF < SystemCallError
    def self.__initial_Errno
      9
    end

    def __text
      "Bad file descriptor"
    end
  end

  class EACCES < SystemCallError
    def self.__initial_Errno
      13
    end

    def __text
      "Permission denied"
    end
  end

  class EEXIST < SystemCallError
    def self.__initial_Errno
      17
    end

    def __text
      "File exists"
    end
  end

  class ENOTDIR < SystemCallError
    def self.__initial_Errno
      20
    end

    def __text
      "Not a directory"
    end
  end

  class EISDIR < SystemCallError
    def self.__initial_Errno
      21
    end

    def __text
      "Is a directory"
    end
  end

  class EINVAL < SystemCallError
    def self.__initial_Errno
      22
    end

    def __text
      "Invalid argument"
    end
  end

  class ENOSPC < SystemCallError
    def self.__initial_Errno
      28
    end

    def __text
      "No space left on device"
    end
  end

  class EPIPE < SystemCallError
    def self.__initial_Errno
      32
    end

    def __text
      "Broken pipe"
    end
  end

  class EDOM < SystemCallError
    def self.__initial_Errno
      33
    end

    def __text
      "Domain error"
    end
  end

  class ENOTEMPTY < SystemCallError
    def self.__initial_Errno
      39
    end

    def __text
      "Directory not empty"
    end
  end

  class ECONNREFUSED < SystemCallError
    def self.__initial_Errno
      111
    end

    def __text
      "Connection refused"
    end
  end

  # Raises what the negative result of a system call means.
  def self.__raise(result, function, about)
    case result
    when -1 then raise EPERM.new(about, function)
    when -2 then raise ENOENT.new(about, function)
    when -9 then raise EBADF.new(about, function)
    when -13 then raise EACCES.new(about, function)
    when -17 then raise EEXIST.new(about, function)
    when -20 then raise ENOTDIR.new(about, function)
    when -21 then raise EISDIR.new(about, function)
    when -22 then raise EINVAL.new(about, function)
    when -28 then raise ENOSPC.new(about, function)
    when -32 then raise EPIPE.new(about, function)
    when -39 then raise ENOTEMPTY.new(about, function)
    else raise SystemCallError.new("error #{result} of the system", function)
    end
  end
end
