# begin, rescue, else, ensure, raise, retry.
begin
  raise "boom"
rescue => e
  puts e.message, e.class
end

class AppError < StandardError; end
class NotFound < AppError
  def initialize(what) = super("#{what} not found")
end

def find(key)
  raise NotFound.new(key) if key == :x
  raise ArgumentError, "bad key" if key == :y
  key
end

[:x, :y, :z].each do |k|
  puts find(k)
rescue AppError => e
  puts "app: #{e.message}"
rescue ArgumentError, TypeError => e
  puts "arg: #{e.message}"
else
  puts "fine"
ensure
  puts "done"
end

def order
  print "a"
  yield
  print "b"
rescue ZeroDivisionError
  print "c"
else
  print "d"
ensure
  puts "e"
end
order { 1 }
order { 1 / 0 }

tries = 0
begin
  tries += 1
  raise "again" if tries < 3
  puts "after #{tries}"
rescue
  retry
end

def nested
  begin
    begin
      raise "inner"
    ensure
      puts "cleanup"
    end
  rescue => e
    raise AppError, "outer of #{e.message}"
  end
end
begin
  nested
rescue => e
  puts e.message, e.cause.message
end

def value
  return 1
ensure
  puts "on the way"
end
p value
x = Integer("zz") rescue 0
p x
begin
  nil.upcase
rescue NoMethodError => e
  puts e.message
end
begin
  [].fetch(3)
rescue IndexError => e
  puts e.message
end
begin
  { a: 1 }.fetch(:b)
rescue KeyError => e
  puts e.message
end
begin
  1 + "2"
rescue TypeError => e
  puts e.message
end
begin
  find
rescue ArgumentError => e
  puts e.message
end
begin
  raise AppError
rescue => e
  puts e.message
end
r = [1, 2, 3].each { |v| break v if v == 2 } 
p r
