# A shop's orders: what the sessions beside this file step through.
class Order
  def initialize(price, count)
    @price = price
    @count = count
  end

  def total
    @price * @count
  end
end

def sum(orders)
  total = 0
  orders.each { |order| total += order.total }
  total
end

orders = [Order.new(3, 2), Order.new(5, 1)]
puts "the sum is #{sum(orders)}"
