# A left-leaning red-black tree with string keys and its invariants checked.
class RedBlack
  RED = true
  BLACK = false

  class Node
    attr_accessor :key, :value, :left, :right, :color

    def initialize(key, value)
      @key, @value, @color = key, value, RED
    end

    def red? = @color == RED
  end

  def initialize = @root = nil

  def store(key, value)
    @root = put(@root, key, value)
    @root.color = BLACK
  end
  alias_method :[]=, :store

  def fetch(key)
    node = @root
    until node.nil?
      return node.value if key == node.key
      node = key < node.key ? node.left : node.right
    end
    raise KeyError, "no #{key.inspect}" unless block_given?
    yield key
  end

  def each(node = @root, &block)
    if node
      each(node.left, &block)
      yield node.key, node.value
      each(node.right, &block)
    end
  end

  def black_height
    check(@root)
  end

  def depth(node = @root) = node ? 1 + [depth(node.left), depth(node.right)].max : 0

  private

  def red?(node) = !node.nil? && node.red?

  def put(node, key, value)
    return Node.new(key, value) unless node
    if key == node.key
      node.value = value
    elsif key < node.key
      node.left = put(node.left, key, value)
    else
      node.right = put(node.right, key, value)
    end
    node = rotate_left(node) if red?(node.right) && !red?(node.left)
    node = rotate_right(node) if red?(node.left) && red?(node.left.left)
    flip(node) if red?(node.left) && red?(node.right)
    node
  end

  def rotate_left(node)
    other = node.right
    node.right = other.left
    other.left = node
    other.color, node.color = node.color, RED
    other
  end

  def rotate_right(node)
    other = node.left
    node.left = other.right
    other.right = node
    other.color, node.color = node.color, RED
    other
  end

  def flip(node)
    node.color = !node.color
    node.left.color = !node.left.color
    node.right.color = !node.right.color
  end

  def check(node)
    return 1 if node.nil?
    raise "red right link at #{node.key}" if red?(node.right)
    raise "two reds at #{node.key}" if red?(node) && red?(node.left)
    left = check(node.left)
    right = check(node.right)
    raise "black heights #{left} and #{right}" if left != right
    left + (node.red? ? 0 : 1)
  end
end

map = RedBlack.new
letters = "sphinxofblackquartzjudgemyvow"
letters.each_char.with_index { |c, i| map[c] = i }
keys = []
map.each { |key, value| keys << "#{key}#{value}" }
puts keys.join(" ")
p map.black_height, map.depth
p map.fetch("q"), map.fetch("!") { |k| "none for #{k}" }
begin
  map.fetch("?")
rescue KeyError => e
  puts "KeyError: #{e.message}"
end

big = RedBlack.new
1.upto(500) do |i|
  big["key%04d" % i] = i * i
end
p big.black_height, big.depth
total = 0
last = ""
ordered = true
big.each do |key, value|
  ordered = false unless last < key
  last = key
  total += value
end
p total, ordered, last, big.fetch("key0123")
