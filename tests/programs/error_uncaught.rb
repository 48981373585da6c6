# An uncaught exception: output so far, then the message with its backtrace on standard error and status 1.
class Inventory
  class OutOfStock < StandardError
    def initialize(item, wanted) = super("only a few of #{item} left, #{wanted} wanted")
  end

  def initialize = @items = { apple: 3 }

  def take(item, n)
    ensure_there(item) do |left|
      check(item, left, n)
      @items[item] -= n
    end
  end

  private

  def ensure_there(item)
    left = @items.fetch(item, 0)
    yield left
  end

  def check(item, left, n)
    raise OutOfStock.new(item, n) if n > left
  end
end

def fill(inventory, list)
  list.each do |item, n|
    puts "#{item} #{inventory.take(item, n)}"
  end
end

begin
  fill(Inventory.new, [[:pear, 1]])
rescue Inventory::OutOfStock => e
  puts e.message
  puts e.backtrace
end

at = [[:apple, 1], [:apple, 1], [:apple, 5]]
fill(Inventory.new, at)
puts "never"
