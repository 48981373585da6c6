# Exceptions of one's own: hierarchies, data, matching order, raise in all forms, retry, else, ensure, cause.
class AppError < StandardError
  def initialize(message = "something went wrong in the app") = super
end

class ConfigError < AppError
  attr_reader :key
  def initialize(key, message = nil)
    @key = key
    super(message || "bad configuration for #{key}")
  end
end

class NetworkError < AppError
  attr_reader :attempts
  def initialize(message = "network down", attempts: 1)
    super(message)
    @attempts = attempts
  end
  def retryable? = attempts < 3
end

class Timeout < NetworkError
  def message = "timeout: #{super}"
end

class Silent < AppError
  def to_s = "custom to_s"
end

class Weird < StandardError
  def ==(other) = other.is_a?(Weird)
end

def report
  result = yield
  puts "ok #{result.inspect}"
rescue ConfigError => e
  puts "config #{e.key.inspect} #{e.message}"
rescue Timeout, ArgumentError => e
  puts "timeout or argument: #{e.class} #{e.message}"
rescue NetworkError => e
  puts "network #{e.message} #{e.attempts} #{e.retryable?}"
rescue AppError => e
  puts "app #{e.class} #{e.message} #{e.inspect}"
rescue StandardError => e
  puts "standard #{e.class}: #{e.message}"
rescue Exception => e
  puts "exception #{e.class}: #{e.message}"
else
  puts "no error"
ensure
  puts "--"
end

report { 1 }
report { raise ConfigError, :port }
report { raise ConfigError.new(:host, "no host") }
report { raise Timeout }
report { raise Timeout.new("slow", attempts: 5) }
report { raise NetworkError.new(attempts: 3) }
report { raise NetworkError, "plain" }
report { raise AppError }
report { raise AppError, "with text" }
report { raise AppError.new }
report { raise Silent }
report { raise "runtime" }
report { raise }
report { raise StandardError }
report { raise (begin; raise "inner"; rescue => e; AppError.new("renamed #{e.message}"); end) }
report { raise ArgumentError }
report { raise ArgumentError.new("custom") }
report { raise TypeError.new }
report { raise IOError, "io" }
report { raise NotImplementedError, "todo" }
report { raise NotImplementedError }
report { raise Interrupt, "stop" }
report { raise SecurityError }
report { raise Exception, "base" }
report { raise 5 }
report { raise nil.to_s }
report { raise Object }
report { fail "fail is raise" }
report { raise IndexError, "i", [] }
report { raise KeyError.new("k", receiver: {}, key: :a) }
report { raise StopIteration }
report { [].fetch(1) }
report { {}.fetch(:a) }
report { Integer("x") }
report { nil + 1 }
report { Float::NAN.to_i }
report { loop { raise StopIteration, "done" } }
report { raise Weird }

p Timeout.ancestors.take(5), Timeout.new.is_a?(NetworkError), (AppError.new <=> 1), AppError.new("a") == AppError.new("a"), AppError.new("a") == AppError.new("b"), Weird.new == Weird.new("x")
p [ZeroDivisionError, FloatDomainError, KeyError, IndexError, StopIteration, NameError, NoMethodError, FrozenError, RangeError, IOError, EOFError, NotImplementedError, SystemExit, Interrupt, LocalJumpError, ArgumentError, UncaughtThrowError, SystemStackError, NoMemoryError, Errno::ENOENT, TypeError, LoadError, SyntaxError, ScriptError].map(&:superclass)

attempts = 0
begin
  attempts += 1
  raise NetworkError.new(attempts: attempts) if attempts < 4
  puts "connected after #{attempts}"
rescue NetworkError => e
  if e.retryable?
    puts "retry #{attempts}"
    retry
  end
  puts "giving up after #{attempts}"
end

def wrap
  yield
rescue => e
  raise AppError, "wrapped"
end
begin
  wrap { wrap { raise "deep" } }
rescue => e
  chain = []
  while e
    chain << "#{e.class}:#{e.message}"
    e = e.cause
  end
  puts chain.join(" <- ")
end
begin
  begin
    raise "first"
  rescue => e
    raise TypeError, "second", cause: nil
  end
rescue => e
  p e.cause, e.message
end
begin
  raise "with cause", cause: ArgumentError.new("given")
rescue => e
  p e.cause, e.cause.message, $!.equal?(e)
end
p $!
begin
  begin
    raise "a"
  rescue => e
    raise
  end
rescue => f
  p f.equal?(e), f.cause
end
class Matcher
  def self.===(error) = error.message.start_with?("match")
end
begin
  raise "match me"
rescue Matcher => e
  puts "matched #{e.message}"
end
LIST = [KeyError, IndexError].freeze
begin
  [].fetch(9)
rescue TypeError, *LIST => e
  puts "list #{e.class}"
end
class Holder
  attr_accessor :error
end
holder = Holder.new
errors = {}
begin
  raise "kept"
rescue => holder.error
end
begin
  raise "in hash"
rescue => errors[:last]
end
p holder.error, errors
e = RuntimeError.new("boom")
p e.message, e.to_s, e.inspect, e.backtrace
p e.exception.equal?(e), e.exception("other").message, RuntimeError.exception("made").message, AppError.new(nil).message, AppError.new(:sym).message, StandardError.new([1]).message, StandardError.new.message, RuntimeError.new("").inspect, KeyError.new("m\nn").inspect, e.detailed_message, StandardError.new("a\nb").detailed_message
def m = raise(ConfigError.new(:x))
def n
  m
rescue ConfigError
  $!.key
end
p n, (m rescue "modifier"), (raise "x" rescue "y"), [(Integer("z") rescue -1), (Integer("5") rescue -1)]
