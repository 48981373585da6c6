# Exceptions: hierarchies, retry, ensure order, causes, custom messages, full_message parts, catch and throw, exit paths.
class AppError < StandardError
  def initialize(message = "application error", code: 1)
    super(message)
    @code = code
  end
  attr_reader :code
end
class RetryableError < AppError; end
class FatalError < AppError
  def message = "fatal: #{super}"
end
class ValidationError < AppError
  attr_reader :errors
  def initialize(errors)
    @errors = errors
    super("#{errors.size} error#{"s" if errors.size != 1}: #{errors.map { |k, v| "#{k} #{v}" }.join("; ")}", code: 422)
  end
end

def with_retry(times: 3, on: RetryableError, log: [])
  attempt = 0
  begin
    attempt += 1
    result = yield attempt
    log << "ok after #{attempt}"
    result
  rescue *on => e
    log << "attempt #{attempt}: #{e.message}"
    retry if attempt < times
    raise FatalError.new("gave up after #{attempt}", code: 9)
  ensure
    log << "cleanup #{attempt}"
  end
end

log = []
p with_retry(log: log) { |n| n < 3 ? raise(RetryableError, "try #{n}") : n * 10 }, log
begin
  with_retry(times: 2, log: log = []) { raise RetryableError }
rescue FatalError => e
  p e.message, e.code, e.cause.class, e.cause&.message, e.cause.cause, log
end
begin
  with_retry(on: [IOError, KeyError], log: log = []) { {}.fetch(:a) }
rescue AppError => e
  p e.class, e.cause.message, e.cause.key
end

def validate(user)
  errors = {}
  errors[:name] = "is missing" if user[:name].to_s.empty?
  errors[:age] = "must be positive" unless user.fetch(:age, 0).positive?
  raise ValidationError, errors unless errors.empty?
  user
end
[{ name: "A", age: 3 }, { name: "", age: 1 }, {}].each do |user|
  puts "valid #{validate(user)}"
rescue ValidationError => error
  puts "#{error.message} (#{error.code}) #{error.errors.keys}"
else
  puts "fine"
ensure
  puts "checked"
end

def order
  trace = []
  begin
    trace << 1
    begin
      trace << 2
      raise "inner"
    rescue => e
      trace << 3
      raise ArgumentError, "outer"
    else
      trace << :no
    ensure
      trace << 4
    end
  rescue ArgumentError => e
    trace << e.cause.message
  ensure
    trace << 5
  end
  trace
end
p order
def early(x)
  [1, 2, 3].each do |i|
    begin
      return "returned #{i}" if i == x
      next if i == 1
      break if i > x
    ensure
      print "e#{i} "
    end
  end
  "end"
end
puts early(2), early(0), early(9)
def value_of_ensure
  return :body
ensure
  :ignored
end
p value_of_ensure
x = Integer("12") rescue 0
y = Integer("1x") rescue -1
p x, y, (raise "a" rescue "rescued"), (nil.upcase rescue $!.class), $!
result = catch(:found) do
  [[1, 2], [3, 4]].each { |row| row.each { |v| throw :found, v * 100 if v == 3 } }
  :never
end
p result, catch { |tag| throw tag, 7 }, catch(:x) { 5 }
begin
  throw :nobody
rescue UncaughtThrowError => e
  puts e.message
end
tests = { zero: -> { 1 / 0 }, nomethod: -> { 5.foo }, nilcall: -> { nil[0] }, args: -> { [].first(1, 2) }, index: -> { [1].fetch(9) }, key: -> { { a: 1 }.fetch(:b) }, type: -> { 1 + "a" }, type2: -> { "a" + 1 }, type3: -> { [1] + 1 },
          int: -> { Integer("zz") }, float: -> { Float("1.2.3") }, frozen: -> { "lit".freeze << "x" }, frozen2: -> { [1].freeze << 2 }, name: -> { eval_me }, const: -> { Nope }, range: -> { [1, 2].first(-1) }, cmp: -> { [1, "a"].sort }, cmp2: -> { [3, nil].max },
          stop: -> { [].each.next }, conv: -> { Array(1..3) + nil }, dig: -> { { a: 1 }.dig(:a, :b) }, neg: -> { Math.sqrt(-1) }, dom: -> { "x" * -1 }, hashf: -> { { a: 1 }.freeze[:b] = 1 }, sym: -> { :a + 1 }, arity: -> { ->(a) {}.call }, comp: -> { 3.clamp(5, 1) }, chr: -> { 300.chr }, local: -> { Float::NAN.to_i }, zero2: -> { 5 % 0 }, cast: -> { Integer(nil) }, cast2: -> { Integer([1]) }, str: -> { String(BasicObject) }, step: -> { 1.step(5, 0) { break } }, rand: -> { [1, 2].sample(-1) }, fmt: -> { "%d" % "x" }, fmt2: -> { "%d %d" % [1] }, idx: -> { "abc"[10] = "y" }, bigsh: -> { [0] * -1 }, zip: -> { [1].zip(1) }, tr: -> { [[1], [1, 2]].transpose } }
tests.delete(:comb)
tests.each do |name, body|
  body.call
  puts "#{name}: fine"
rescue StandardError => e
  puts "#{name}: #{e.class}: #{e.message}"
end
e = AppError.new
p e.backtrace, e.inspect, AppError.new("x").inspect, AppError.ancestors.take(3), RetryableError.new.is_a?(AppError), (raise AppError rescue $!.backtrace.class)
p e == AppError.new, e.exception.equal?(e), e.exception("other").message
def deep(n) = n.zero? ? raise(FatalError) : deep(n - 1)
begin
  deep(3)
rescue => e
end
begin
  begin
    raise "first"
  ensure
    raise "second" rescue puts "inner #{$!.message}"
  end
rescue => e
  puts "got #{e.message} #{e.cause.inspect}"
end
begin
  raise Class.new(StandardError), "anonymous"
rescue => e
  puts e.message, e.class.name.inspect
end
begin
  raise IOError.new("a"), cause: nil
rescue => e
  p e.cause
end
begin
  raise 5
rescue TypeError => e
  puts e.message
end
at_exit { puts "bye" }
exit 3
