# Recursion without end raises SystemStackError, which can be rescued, again and again.
def forever(n) = forever(n + 1) + 1

def even(n) = odd(n + 1) || nil
def odd(n) = even(n + 1) || nil

class Node
  attr_accessor :link
  def depth = link ? 1 + link.depth : 0
  def each_link(&block)
    yield self
    link.each_link(&block)
    nil
  end
end

3.times do
  forever(0)
rescue SystemStackError => e
  puts "#{e.class}: #{e.message}"
end
begin
  even(1)
rescue SystemStackError => e
  puts e.message
end
node = Node.new
node.link = node
begin
  node.depth
rescue SystemStackError => e
  puts e.message
end
count = 0
begin
  node.each_link { count += 1 }
rescue SystemStackError
  puts count > 500
end
deep = ->(n) { deep.(n + 1); n }
begin
  deep.(1)
rescue SystemStackError => e
  p e.is_a?(Exception), e.is_a?(StandardError)
end
def with_ensure(n)
  with_ensure(n + 1)
ensure
  $unwound = ($unwound || 0) + 1
end
begin
  with_ensure(0)
rescue SystemStackError
  puts $unwound > 500
end
def fine(n) = n.zero? ? 0 : 1 + fine(n - 1)
p fine(2000)
