# Bank accounts with rules, transactions that are undone, a history and its report.
module Bank
  class Error < StandardError; end

  class InsufficientFunds < Error
    attr_reader :needed

    def initialize(account, amount)
      @needed = amount - account.balance
      super("#{account.owner} lacks #{@needed} for #{amount}")
    end
  end

  class UnknownAccount < Error
    def initialize(id) = super("no account #{id.inspect}")
  end

  class Account
    attr_reader :id, :owner, :balance, :history

    def initialize(id, owner, balance = 0)
      @id, @owner, @balance = id, owner, balance
      @history = []
    end

    def deposit(amount)
      raise ArgumentError, "amount must be positive: #{amount}" unless amount > 0
      change(amount, :deposit)
    end

    def withdraw(amount)
      raise ArgumentError, "amount must be positive: #{amount}" unless amount > 0
      raise InsufficientFunds.new(self, amount) if amount > available
      change(-amount, :withdraw)
    end

    def available = balance
    def to_s = format("%-6s %-8s %10.2f", id, owner, balance)

    def restore(balance, length)
      @balance = balance
      @history = @history.first(length)
    end

    protected

    def change(amount, kind)
      @balance += amount
      @history << [kind, amount.abs, @balance]
      self
    end
  end

  class Checking < Account
    def initialize(id, owner, balance = 0, overdraft: 100)
      super(id, owner, balance)
      @overdraft = overdraft
    end

    def available = super + @overdraft
    def to_s = "#{super} (+#{@overdraft})"
  end

  class Savings < Account
    RATE = 0.02

    def add_interest
      change((balance * RATE).round(2), :interest)
    end

    def withdraw(amount)
      raise Error, "savings allow at most two withdrawals" if history.count { |kind, *| kind == :withdraw } >= 2
      super
    end
  end

  class Branch
    include Enumerable

    def initialize = @accounts = {}

    def open(type, owner, *args, **options)
      id = "A#{@accounts.size + 1}".to_sym
      @accounts[id] = type.new(id, owner, *args, **options)
    end

    def [](id) = @accounts.fetch(id) { raise UnknownAccount, id }
    def each(&) = @accounts.each_value(&)
    def total = sum(&:balance)

    def transfer(from, to, amount)
      transaction(self[from], self[to]) do |source, target|
        source.withdraw(amount)
        yield if block_given?
        target.deposit(amount)
      end
    end

    def transaction(*accounts)
      saved = accounts.map { |a| [a, a.balance, a.history.length] }
      yield(*accounts)
      true
    rescue Error, ArgumentError => e
      saved&.each { |account, balance, length| account.restore(balance, length) }
      puts "undone: #{e.message}"
      false
    end
  end
end

branch = Bank::Branch.new
branch.open(Bank::Checking, "Ann", 500)
branch.open(Bank::Checking, "Bob", overdraft: 50)
branch.open(Bank::Savings, "Cid", 1000)
puts branch.map(&:to_s), branch.total

p branch.transfer(:A1, :A2, 300)
p branch.transfer(:A1, :A2, 301)
p branch.transfer(:A2, :A1, 350)
p branch.transfer(:A2, :A1, 0.5)
begin
  branch.transfer(:A1, :A9, 1)
rescue Bank::UnknownAccount => e
  puts "#{e.class}: #{e.message}"
end
p branch.transfer(:A1, :A3, 50) { raise Bank::Error, "power cut" }
p branch.transfer(:A1, :A3, -5)
3.times { p branch.transfer(:A3, :A1, 100) }
branch[:A3].add_interest
branch.each { |account| puts account, account.history.map { |kind, n, left| "  #{kind} #{n} -> #{left}" } }
puts format("%.2f", branch.total)

begin
  branch[:A1].change(1_000_000, :gift)
rescue NoMethodError => e
  puts e.message.split(" for ").first
end
begin
  branch[:A2].withdraw(1000)
rescue Bank::InsufficientFunds => e
  puts e.message, e.needed
end
p branch.sort_by(&:balance).map(&:owner), branch.min_by(&:available).id, branch.include?(branch[:A1])
p Bank::InsufficientFunds.ancestors.take(3), branch.find { |a| a.balance > 800 }&.owner
