# An inventory: items, stock movements, low stock, valuation and a report.
require "set"

class StockError < StandardError
  attr_reader :sku, :wanted, :available

  def initialize(sku, wanted:, available:)
    @sku, @wanted, @available = sku, wanted, available
    super("only #{available} of #{sku} left, #{wanted} wanted")
  end
end

class UnknownItem < KeyError
  def initialize(sku, known)
    super("no item #{sku.inspect}", receiver: known, key: sku)
  end
end

Item = Struct.new(:sku, :name, :price, :tags, keyword_init: true) do
  include Comparable
  def <=>(other) = [price, sku] <=> [other.price, other.sku]
  def to_s = format("%-8s %-14s %8.2f", sku, name, price)
end

Movement = Struct.new(:sku, :quantity, :note) do
  def incoming? = quantity.positive?
end

class Inventory
  include Enumerable

  def initialize
    @items = {}
    @stock = Hash.new(0)
    @log = []
  end

  def add(sku, name, price:, tags: [], quantity: 0)
    raise ArgumentError, "duplicate #{sku}" if @items.key?(sku)
    @items[sku] = Item.new(sku: sku, name: name, price: price, tags: tags.to_set)
    receive(sku, quantity, note: "initial") unless quantity.zero?
    self
  end

  def receive(sku, quantity, note: nil)
    check(sku)
    @stock[sku] += quantity
    @log << Movement.new(sku, quantity, note)
  end

  def ship(sku, quantity, note: nil)
    check(sku)
    available = @stock[sku]
    raise StockError.new(sku, wanted: quantity, available: available) if quantity > available
    @stock[sku] -= quantity
    @log << Movement.new(sku, -quantity, note)
    @items[sku].price * quantity
  end

  def each(&block)
    return enum_for(:each) { @items.size } unless block
    @items.each_value(&block)
    self
  end

  def quantity(sku) = @stock.fetch(sku) { 0 }
  def value = sum { |item| item.price * quantity(item.sku) }
  def low(limit = 5) = select { |item| quantity(item.sku) < limit }
  def by_tag = each_with_object(Hash.new { |h, k| h[k] = [] }) { |item, h| item.tags.each { |tag| h[tag] << item.sku } }
  def history(sku) = @log.select { |m| m.sku == sku }

  def transfer(from:, to:, quantity:)
    ship(from, quantity, note: "to #{to}")
    receive(to, quantity, note: "from #{from}")
  rescue StockError => e
    puts "transfer failed: #{e.message}"
    false
  else
    true
  ensure
    @log << Movement.new(:system, 0, "transfer #{from}->#{to}")
  end

  private

  def check(sku)
    raise UnknownItem.new(sku, @items) unless @items.include?(sku)
  end
end

inv = Inventory.new
inv.add("A-100", "Hammer", price: 12.5, tags: %i[tool steel], quantity: 10)
   .add("A-200", "Nails (100)", price: 3.2, tags: %i[steel], quantity: 120)
   .add("B-001", "Glue", price: 4.75, tags: [:chem], quantity: 3)
   .add("B-002", "Paint", price: 19.99, tags: [:chem, :color])
inv.each { |item| puts "#{item} x #{inv.quantity(item.sku).to_s.rjust(4)}" }
puts "value %.2f" % inv.value
p inv.min.name, inv.max.name, inv.sort.map(&:sku), inv.minmax.map(&:price)
p inv.low.map(&:name), inv.low(20).count, inv.by_tag
p inv.partition { |i| i.price > 10 }.map { |l| l.map(&:sku) }
puts inv.ship("A-100", 4)
begin
  inv.ship("A-100", 40)
rescue StockError => e
  puts "#{e.class}: #{e.message} (#{e.sku} #{e.wanted}/#{e.available})"
end
begin
  inv.receive("Z", 1)
rescue UnknownItem => e
  puts "#{e.class}: #{e.message} key=#{e.key.inspect} #{e.receiver.size}"
end
begin
  inv.add("A-100", "x", price: 1)
rescue ArgumentError => e
  puts e.message
end
p inv.transfer(from: "A-200", to: "B-001", quantity: 20), inv.transfer(from: "B-002", to: "B-001", quantity: 1)
p inv.history("B-001").map(&:to_a), inv.history(:system).size
p inv.each.size, inv.each_slice(2).map { |a| a.map(&:name) }, inv.each_with_index.to_a.last[1], inv.first.name, inv.include?(inv.first)
p inv.group_by { |i| i.sku[0] }.transform_values { |l| l.sum(&:price).round(2) }
p inv.reduce(0) { |n, i| n + inv.quantity(i.sku) }, inv.inject { |a, b| a > b ? a : b }.name, inv.each_cons(2).map { |a, b| (b.price - a.price).round(2) }
p inv.sort_by { |i| [-i.tags.size, i.name] }.map(&:name), inv.to_a.size, inv.entries.first.to_h
p inv.min_by(&:name).sku, inv.sum(&:price).round(2), inv.map { |i| i.tags.size }.tally, inv.zip([1, 2, 3, 4]).map { |i, n| [i.sku, n] }
puts inv.first.inspect
p Movement.new("x", -3).incoming?, Movement.new("x", 3, "n") == Movement.new("x", 3, "n"), Movement.members
