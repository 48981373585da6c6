# A discrete event simulation of tills in a shop, with its own random numbers.
class Random48
  def initialize(seed) = @state = (seed << 16) + 0x330e

  def next_bits(bits)
    @state = (@state * 0x5deece66d + 0xb) & ((1 << 48) - 1)
    @state >> (48 - bits)
  end

  def float = next_bits(26).to_f / (1 << 26)
  def between(low, high) = low + next_bits(31) % (high - low + 1)
  def pick(list) = list[between(0, list.size - 1)]
end

Event = Struct.new(:time, :kind, :customer) do
  include Comparable

  def <=>(other)
    order = time <=> other.time
    order.zero? ? customer.number <=> other.customer.number : order
  end
end

Customer = Struct.new(:number, :items, :arrival, :started, keyword_init: false)

class Shop
  attr_reader :served, :longest

  def initialize(tills, random)
    @tills = Array.new(tills) { |i| { name: "till #{i + 1}", customer: nil, busy: 0 } }
    @random = random
    @queue = []
    @events = []
    @served = []
    @longest = 0
    @clock = 0
  end

  def schedule(event)
    at = @events.bsearch_index { |other| (other <=> event) > 0 } || @events.size
    @events.insert(at, event)
  end

  def run(customers)
    time = 0
    customers.times do |i|
      time += @random.between(1, 6)
      schedule(Event.new(time, :arrive, Customer.new(i + 1, @random.between(1, 12), time)))
    end
    until @events.empty?
      event = @events.shift
      @clock = event.time
      event.kind == :arrive ? arrive(event.customer) : depart(event.customer)
    end
    self
  end

  def report
    waits = @served.map { |c| c.started - c.arrival }
    puts "#{@served.size} served until #{@clock}, longest queue #{@longest}"
    puts "waiting: mean #{(waits.sum.to_f / waits.size).round(2)}, max #{waits.max}, none #{waits.count(0)}"
    @tills.each { |till| puts "#{till[:name]}: busy #{(100.0 * till[:busy] / @clock).round(1)}%" }
    histogram(waits)
  end

  private

  def arrive(customer)
    @queue << customer
    @longest = @queue.size if @queue.size > @longest
    start
  end

  def depart(customer)
    till = @tills.find { |t| t[:customer].equal?(customer) }
    till[:customer] = nil
    @served << customer
    start
  end

  def start
    while (till = @tills.find { |t| t[:customer].nil? }) && !@queue.empty?
      customer = @queue.shift
      customer.started = @clock
      length = 2 + customer.items
      till[:customer] = customer
      till[:busy] += length
      schedule(Event.new(@clock + length, :depart, customer))
    end
  end

  def histogram(waits)
    waits.group_by { |w| w / 5 }.sort.each do |bucket, list|
      puts "#{(bucket * 5).to_s.rjust(3)}-#{(bucket * 5 + 4).to_s.ljust(3)} #{"#" * list.size}"
    end
  end
end

random = Random48.new(42)
p 5.times.map { random.between(1, 100) }, 3.times.map { random.float.round(6) }, random.pick(%w[a b c])
[1, 2, 3].each do |tills|
  puts "== #{tills}"
  Shop.new(tills, Random48.new(7)).run(60).report
end
a = Random48.new(3)
counts = Array.new(10, 0)
2000.times { counts[a.between(0, 9)] += 1 }
p counts, counts.sum, counts.all? { |n| (150..250) === n }
inside = 1000.times.count { x, y = a.float, a.float; x * x + y * y < 1 }
p inside, inside * 4 / 1000.0
