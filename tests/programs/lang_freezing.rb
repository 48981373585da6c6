# freeze, frozen?, FrozenError with its messages, dup and clone of frozen things.
class Account
  attr_accessor :name, :tags
  def initialize(name) = (@name, @tags = name, [])
  def rename!(name)
    @name = name
    self
  end
  def inspect = "#<Account #{@name}>"
end

def try(label)
  result = yield
  puts "#{label}: #{result.inspect}"
rescue FrozenError => e
  puts "#{label}: #{e.class} #{e.message}"
rescue => e
  puts "#{label}: other #{e.class} #{e.message}"
end

text = "abc".freeze
list = [1, [2], "x"].freeze
hash = { a: 1, b: [2] }.freeze
account = Account.new("main").freeze
CONSTANT = %w[a b].freeze

try("string <<") { text << "d" }
try("string upcase!") { text.upcase! }
try("string []=") { text[0] = "z" }
try("string +") { text + "d" }
try("string +@") { (+text) << "d" }
try("string replace") { text.replace("q") }
try("array <<") { list << 4 }
try("array []=") { list[0] = 4 }
try("array sort!") { list.sort! }
try("array pop") { list.pop }
try("array clear") { [].freeze.clear }
try("array concat") { list.concat([1]) }
try("array map!") { list.map!(&:to_s) }
try("array nested") { list[1] << 3 }
try("array +") { list + [9] }
try("hash []=") { hash[:c] = 3 }
try("hash delete") { hash.delete(:a) }
try("hash merge!") { hash.merge!({ z: 1 }) }
try("hash merge") { hash.merge({ z: 1 }) }
try("hash nested") { hash[:b] << 3 }
try("hash default") { hash.default = 1 }
try("object") { account.rename!("other") }
try("object writer") { account.name = "x" }
try("object tags") { account.tags << 1 }
try("constant") { CONSTANT << "c" }
try("symbol") { :sym.to_s << "!" }
try("range") { (1..2).frozen? }
try("numbers") { [1, 1.5, 2**80, nil, true, :a].all?(&:frozen?) }
try("literal") { "literal".frozen? }
try("interpolated") { "a#{1}".frozen? }
try("freeze returns") { "q".freeze.equal?("q".freeze) || true }

copy = text.dup
copy << "!"
p copy, text, text.dup.frozen?, text.clone.frozen?
other = account.dup
other.name = "copy"
p other, account, account.clone.frozen?, other.frozen?, other.tags.equal?(account.tags)
try("clone") { account.clone.name = "x" }
deep = [["a"], { k: ["v"] }]
def deep_freeze(value)
  case value
  when Array then value.each { |v| deep_freeze(v) }
  when Hash then value.each { |k, v| deep_freeze(k); deep_freeze(v) }
  end
  value.freeze
end
deep_freeze(deep)
try("deep 1") { deep[0] << "b" }
try("deep 2") { deep[1][:k] << "w" }
try("deep 3") { deep[0][0] << "w" }
p deep.map(&:frozen?), deep.frozen?, list.first(2).frozen?, list.map { |v| v }.frozen?, hash.to_a.frozen?
begin
  list << 1
rescue => e
  p e.receiver.equal?(list), e.is_a?(RuntimeError), e.class.superclass
end
class Account
  def late = @late = 1
end
try("new ivar") { account.late }
Point = Struct.new(:x, :y)
try("struct named") { Point.new(1, 2).freeze.x = 5 }
e = [3, 1, 2]
f = e.sort.freeze
p e.sort!.equal?(e), f == e, f.frozen?, e.frozen?
try("each modify") { f.each { |v| f << v } }
try("uniq!") { f.uniq! }
try("string key") { { +"k" => 1 }.keys.first << "x" }
try("dup twice") { "x".freeze.dup.freeze.frozen? }
