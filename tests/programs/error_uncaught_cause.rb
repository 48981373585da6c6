# An uncaught exception with causes, raised through ensure, blocks, a lambda and a class method.
class Store
  class Error < StandardError; end

  def self.open(name)
    new(name).tap { |store| yield store }
  ensure
    puts "closed #{name}"
  end

  def initialize(name) = @name = name

  def read(key)
    lookup = ->(k) { { a: 1 }.fetch(k) }
    lookup.call(key)
  rescue KeyError
    raise Error, "cannot read from #{@name}"
  end
end

p Store.open("one") { |store| puts store.read(:a) }.class
%w[two three].each do |name|
  Store.open(name) do |store|
    3.times do |i|
      puts "round #{i}"
      store.read(i == 1 ? :zz : :a)
    end
  end
end
