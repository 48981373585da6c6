# bank: keeps accounts by commands from standard input, one a line, and prints what becomes of them.
#
#   bank < COMMANDS
#
#   open NAME [savings|checking] [AMOUNT]     deposit NAME AMOUNT     withdraw NAME AMOUNT
#   transfer FROM TO AMOUNT                   interest PERCENT        close NAME
#   history NAME     report     undo          begin ... commit        (all or nothing)
#
# Amounts are kept in cents. A command that fails changes nothing.
class BankError < StandardError; end

class UnknownAccount < BankError
  def initialize(name) = super("there is no account #{name}")
end

class NotEnough < BankError
  attr_reader :missing

  def initialize(name, missing)
    @missing = missing
    super("#{name} lacks #{Money.new(missing)}")
  end
end

# An amount in cents.
class Money
  include Comparable

  attr_reader :cents

  def self.parse(text)
    whole, fraction = text.split(".", 2)
    digits = [whole, fraction || "0"]
    unless digits.all? { |part| !part.empty? && part.count("0-9") == part.length } && (fraction.nil? || fraction.length <= 2)
      raise BankError, "#{text} is not an amount"
    end
    new(whole.to_i * 100 + (fraction || "").ljust(2, "0").to_i)
  end

  def initialize(cents) = @cents = cents
  def +(other) = Money.new(cents + other.cents)
  def -(other) = Money.new(cents - other.cents)
  def -@ = Money.new(-cents)
  def percent(rate) = Money.new((cents * rate / 100.0).round)
  def <=>(other) = cents <=> other.cents
  def zero? = cents.zero?

  def to_s
    whole, rest = cents.abs.divmod(100)
    grouped = whole.to_s.reverse.each_char.each_slice(3).map(&:join).join(",").reverse
    "#{"-" if cents.negative?}#{grouped}.#{rest.to_s.rjust(2, "0")}"
  end

  ZERO = new(0)
end

Entry = Struct.new(:number, :text, :amount, :balance) do
  def to_s = format("%4d  %-24s %12s %12s", number, text, amount, balance)
end

class Account
  attr_reader :name, :balance, :history

  def initialize(name)
    @name = name
    @balance = Money::ZERO
    @history = []
  end

  def kind = self.class.name.downcase
  def limit = Money::ZERO
  def interest(_rate) = Money::ZERO

  def book(number, text, amount)
    after = balance + amount
    raise NotEnough.new(name, -(after + limit).cents) if amount < Money::ZERO && after < -limit
    @balance = after
    @history += [Entry.new(number, text, amount, after)]
  end
end

class Checking < Account
  def limit = Money.new(100_00)
end

class Savings < Account
  def interest(rate) = balance.percent(rate)
end

class Bank
  KINDS = { "checking" => Checking, "savings" => Savings }.freeze

  def initialize
    @accounts = {}
    @number = 0
    @past = []
    @transaction = nil
  end

  # The answer to a command, or nil where there is nothing to say.
  def execute(line)
    command, *arguments = line.split
    case command
    when "begin" then start
    when "commit" then finish
    when "undo" then undo
    when "report" then report
    when "history" then account(arguments[0]).history
    else change { run(command, *arguments) }
    end
  rescue ArgumentError => e
    raise BankError, "#{command}: #{e.message}"
  rescue BankError
    abandon if @transaction
    raise
  end

  def total = @accounts.values.map(&:balance).inject(Money::ZERO, :+)

  private

  def run(command, *arguments)
    case command
    when "open" then open(*arguments)
    when "deposit" then book("deposit", *arguments)
    when "withdraw" then book("withdrawal", *arguments, sign: -1)
    when "transfer" then transfer(*arguments)
    when "interest" then pay_interest(*arguments)
    when "close" then close(*arguments)
    else raise BankError, "#{command} is no command"
    end
  end

  # Whatever the block does is undone if it raises.
  def change
    saved = snapshot
    @number += 1
    answer = yield
    @past << saved unless @transaction
    answer
  rescue BankError, ArgumentError
    restore(saved)
    raise
  end

  def snapshot = [@number, @accounts.transform_values(&:dup)]
  def restore(saved) = (@number, @accounts = saved[0], saved[1])

  def start
    raise BankError, "a transaction is open already" if @transaction
    @transaction = snapshot
    nil
  end

  def finish
    raise BankError, "no transaction is open" unless @transaction
    @past << @transaction
    @transaction = nil
    "committed"
  end

  def abandon
    restore(@transaction)
    @transaction = nil
    puts "  transaction abandoned"
  end

  def undo
    raise BankError, "not within a transaction" if @transaction
    saved = @past.pop or raise BankError, "nothing to undo"
    restore(saved)
    "undone, back to #{@number} entries"
  end

  def account(name) = @accounts[name] || raise(UnknownAccount, name)

  def open(name, kind = "checking", amount = nil)
    raise BankError, "#{name} is open already" if @accounts.key?(name)
    type = KINDS.fetch(kind) { raise BankError, "#{kind} is neither #{KINDS.keys.join(" nor ")}" }
    @accounts[name] = type.new(name)
    book("opening", name, amount) if amount
    "opened #{name}, #{kind}"
  end

  def book(text, name, amount, sign: 1)
    money = Money.parse(amount)
    raise BankError, "nothing to book" if money.zero?
    account(name).book(@number, text, sign == 1 ? money : -money)
    "#{name} has #{account(name).balance}"
  end

  def transfer(from, to, amount)
    book("to #{to}", from, amount, sign: -1)
    book("from #{from}", to, amount)
    "#{from} has #{account(from).balance}, #{to} has #{account(to).balance}"
  end

  def pay_interest(percent)
    rate = Float(percent)
    paid = @accounts.each_value.map { |account| [account, account.interest(rate)] }.reject { |_, money| money.zero? }
    paid.each { |account, money| account.book(@number, "interest #{percent}%", money) }
    paid.map { |account, money| "#{account.name} earns #{money}" }
  end

  def close(name)
    raise BankError, "#{name} still has #{account(name).balance}" unless account(name).balance.zero?
    @accounts.delete(name)
    "closed #{name}"
  end

  def report
    lines = @accounts.each_value.sort_by { |account| [-account.balance.cents, account.name] }
    lines = lines.map { |account| format("  %-10s %-9s %14s", account.name, account.kind, account.balance) }
    lines << format("  %-20s %14s", "total", total)
  end
end

bank = Bank.new
failures = 0
$stdin.each_line do |line|
  line = line.strip
  next if line.empty? || line.start_with?("#")
  puts "> #{line}"
  begin
    answer = bank.execute(line)
    puts answer unless answer.nil?
  rescue BankError => e
    failures += 1
    puts "  #{e.class}: #{e.message}"
  end
end
puts "#{failures} commands failed; the bank holds #{bank.total}"
