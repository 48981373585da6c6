# A vending machine and a traffic light as state machines kept in tables.
class StateMachine
  class Refused < StandardError; end

  def self.transitions = @transitions ||= {}
  def self.state(name, **events)
    transitions[name] = events
    @initial ||= name
  end

  class << self
    attr_reader :initial
  end

  attr_reader :state, :history

  def initialize
    @state = self.class.initial
    @history = [@state]
  end

  def fire(event, *args)
    target = self.class.transitions.fetch(@state)[event]
    raise Refused, "#{event} while #{@state}" unless target
    target = act(target, *args) unless self.class.transitions.key?(target)
    leave(@state) if target != @state
    @state = target
    @history << target
    target
  end

  def can?(event) = self.class.transitions[@state].key?(event)
  def leave(state) = nil
  def act(action, *) = raise(NotImplementedError, "#{action} of #{self.class}")
end

class Light < StateMachine
  state :red, go: :green
  state :green, slow: :yellow
  state :yellow, stop: :red
end

class Vending < StateMachine
  state :idle, coin: :paid, refill: :filled
  state :has_money, coin: :paid, choose: :chosen, cancel: :refunded
  state :empty, refill: :filled

  PRICES = { tea: 120, cocoa: 150 }.freeze
  attr_reader :returned

  def initialize(stock)
    super()
    @stock = stock
    @money = 0
    @returned = []
  end

  def act(action, *args)
    case action
    when :paid then paid(*args)
    when :chosen then chosen(*args)
    when :refunded then refunded
    when :filled then filled(*args)
    else super
    end
  end

  private

  def paid(cents)
    @money += cents
    :has_money
  end

  def chosen(drink)
    price = PRICES.fetch(drink) { raise KeyError, "no #{drink} here" }
    return :has_money if @money < price
    @stock -= 1
    change(@money - price)
    @money = 0
    @stock == 0 ? :empty : :idle
  end

  def refunded
    change(@money)
    @money = 0
    :idle
  end

  def filled(n)
    @stock += n
    :idle
  end

  def change(amount)
    [100, 50, 20, 10, 5].each do |coin|
      while amount >= coin
        @returned << coin
        amount -= coin
      end
    end
  end

  def leave(state)
    puts "  (left #{state})"
  end
end

light = Light.new
%i[go slow stop stop go].each do |event|
  puts "#{event}: #{light.fire(event)}"
rescue StateMachine::Refused => e
  puts "refused #{e.message}"
end
p light.history, light.can?(:slow), Light.transitions

machine = Vending.new(2)
events = [[:coin, 50], [:choose, :tea], [:coin, 100], [:choose, :soup], [:choose, :tea], [:choose, :tea],
          [:coin, 200], [:cancel], [:coin, 200], [:choose, :cocoa], [:coin, 100], [:refill, 5], [:coin, 10]]
events.each do |event|
  puts "#{event.first} -> #{machine.fire(*event)}"
rescue StateMachine::Refused, KeyError => e
  puts "#{e.class}: #{e.message}"
end
p machine.history.tally, machine.returned, machine.returned.sum
p Vending.initial, Light.initial, StateMachine.initial
