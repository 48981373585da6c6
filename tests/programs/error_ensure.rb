# The order of ensure with return, break, next, raise, redo, loops, nesting, and values.
def log(text) = print(text, " ")
def finish = puts

def plain
  log 1
  yield
  log 2
ensure
  log 3
end
plain { log :block }
finish

def with_return
  return log("r")
ensure
  log "e"
end
with_return
finish

def override
  return 1
ensure
  return 2
end
p override

def value_kept
  x = 1
  return x
ensure
  x = 2
end
p value_kept

def swallowed
  raise "lost"
ensure
  return :swallowed
end
p swallowed

def nested
  begin
    begin
      log 1
      return :inner
    ensure
      log 2
    end
  ensure
    log 3
  end
  log :never
ensure
  log 4
end
p nested

def break_through
  [1, 2, 3].each do |x|
    begin
      log x
      break x * 10 if x == 2
    ensure
      log "e#{x}"
    end
  end
end
p break_through

def next_through
  [1, 2].map do |x|
    begin
      next x * 10
    ensure
      log "n#{x}"
    end
  end
end
p next_through

def while_ensure
  i = 0
  while i < 5
    i += 1
    begin
      next if i == 2
      break if i == 4
      log i
    ensure
      log "e#{i}"
    end
  end
  i
end
p while_ensure

def block_return
  yielder { return :from_block }
ensure
  log :outer
end
def yielder
  yield
  log :not_here
ensure
  log :yielder
end
p block_return

def raise_in_ensure
  begin
    raise "one"
  ensure
    raise "two"
  end
rescue => e
  [e.message, e.cause&.message]
end
p raise_in_ensure

def raise_in_rescue
  begin
    raise "one"
  rescue => e
    raise ArgumentError, "from #{e.message}"
  else
    log :else
  ensure
    log :ensure
  end
rescue ArgumentError => e
  [e.message, e.cause.message]
end
p raise_in_rescue

def else_part(fail)
  begin
    raise "x" if fail
    :body
  rescue
    :rescue
  else
    :else
  ensure
    :ensure
  end
end
p else_part(true), else_part(false)

def else_raises
  begin
    1
  rescue
    log :wrong
  else
    raise "in else"
  end
rescue => e
  e.message
end
p else_raises

def lambda_ensure
  l = lambda do
    begin
      return 5
    ensure
      log :lambda
    end
  end
  l.call + 1
end
p lambda_ensure

def proc_ensure
  pr = proc do
    begin
      return 7
    ensure
      log :proc
    end
  end
  begin
    pr.call
  ensure
    log :caller
  end
  :not
end
p proc_ensure

def catch_throw
  r = catch(:done) do
    begin
      10.times do |i|
        begin
          throw :done, i * 100 if i == 3
        ensure
          log i
        end
      end
      :never
    ensure
      log :caught
    end
  end
  r
end
p catch_throw
p catch { |tag| catch { |inner| throw tag, :outer }; :not }, catch(:a) { :plain }, catch(:b) { throw :b }
begin
  throw :nobody, 1
rescue UncaughtThrowError => e
  puts e.message
end

def deep(n, &block)
  return block.call if n.zero?
  begin
    deep(n - 1, &block)
  ensure
    log n
  end
end
begin
  deep(5) { raise "bottom" }
rescue => e
  puts e.message
end
p deep(3) { :value }
r = [1, 2, 3].each { |x| deep(2) { break x } }
p r

def retry_ensure
  n = 0
  begin
    n += 1
    log "try#{n}"
    raise "again" if n < 3
    log :done
  rescue
    log :rescue
    retry
  ensure
    log :ensure
  end
  n
end
p retry_ensure

def each_with_cleanup(list)
  return enum_for(:each_with_cleanup, list) unless block_given?
  list.each { |x| yield x }
ensure
  log :cleanup if block_given?
end
p each_with_cleanup([1, 2, 3]).first, each_with_cleanup([1, 2]).to_a, each_with_cleanup([5, 6]) { |x| break x }

class Resource
  @open = []
  class << self
    attr_reader :open
    def use(name)
      resource = new(name)
      yield resource
    ensure
      resource&.close
    end
  end
  def initialize(name)
    raise ArgumentError, "no name" if name.empty?
    @name = name
    Resource.open << name
  end
  def close
    log "close #{@name}"
    Resource.open.delete(@name)
  end
end
p Resource.use("a") { |r| Resource.use("b") { |s| Resource.open.dup } }, Resource.open
begin
  Resource.use("c") { Resource.use("") { } }
rescue ArgumentError => e
  puts e.message
end
p Resource.open
begin
  Resource.use("d") { |r| Resource.use("e") { raise "in e" } }
rescue => e
  puts e.message
end
x = begin
  1
ensure
  2
end
y = begin
  raise "q"
rescue
  3
ensure
  4
end
p x, y
def ensure_sees = (z = 0; begin; z = 1; raise "z"; rescue; z += 10; ensure; log z; end; z)
p ensure_sees
begin
  log :begin
  exit_early = [1, 2].each { |v| next }
ensure
  puts "last"
end
def multi(n)
  case n
  when 0 then return :zero
  when 1 then raise KeyError
  when 2 then throw :t, :thrown
  end
  :end
rescue KeyError
  :rescued
ensure
  log "m#{n}"
end
p catch(:t) { [multi(0), multi(1), multi(3), multi(2)] }
