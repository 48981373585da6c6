# Prints what a class paid for, and one very large number.
class Item
  def initialize(name, price)
    @name = name
    @price = price
  end

  def to_s = "#{@name}: #{@price}"
end

items = [Item.new("tea", 3), Item.new("cake", 5)]
items.each { |item| puts item }
puts 10**30 / ARGV.size.succ
