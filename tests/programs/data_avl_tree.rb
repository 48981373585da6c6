# A balanced (AVL) tree, checked for its balance after every step.
class AvlTree
  class Node
    attr_accessor :key, :left, :right, :height

    def initialize(key)
      @key = key
      @left = @right = nil
      @height = 1
    end

    def balance = (left ? left.height : 0) - (right ? right.height : 0)

    def update
      l = left ? left.height : 0
      r = right ? right.height : 0
      @height = (l > r ? l : r) + 1
    end
  end

  attr_reader :rotations

  def initialize
    @root = nil
    @rotations = 0
  end

  def add(key)
    @root = add_to(@root, key)
    self
  end
  alias << add

  def remove(key)
    @root = remove_from(@root, key)
    self
  end

  def height = @root ? @root.height : 0

  def to_a
    keys = []
    visit(@root) { |key| keys << key }
    keys
  end

  def sound?(node = @root, low = nil, high = nil)
    return true if node.nil?
    return false if low && node.key <= low
    return false if high && node.key >= high
    return false if node.balance.abs > 1
    sound?(node.left, low, node.key) && sound?(node.right, node.key, high)
  end

  def draw(node = @root, indent = 0)
    return unless node
    draw(node.right, indent + 3)
    puts "#{" " * indent}#{node.key}"
    draw(node.left, indent + 3)
  end

  private

  def visit(node, &block)
    return unless node
    visit(node.left, &block)
    yield node.key
    visit(node.right, &block)
  end

  def add_to(node, key)
    return Node.new(key) unless node
    if key < node.key
      node.left = add_to(node.left, key)
    elsif key > node.key
      node.right = add_to(node.right, key)
    end
    rebalance(node)
  end

  def remove_from(node, key)
    return nil unless node
    if key < node.key
      node.left = remove_from(node.left, key)
    elsif key > node.key
      node.right = remove_from(node.right, key)
    elsif node.left && node.right
      smallest = node.right
      smallest = smallest.left while smallest.left
      node.key = smallest.key
      node.right = remove_from(node.right, smallest.key)
    else
      return node.left || node.right
    end
    rebalance(node)
  end

  def rebalance(node)
    node.update
    if node.balance > 1
      node.left = rotate_left(node.left) if node.left.balance < 0
      rotate_right(node)
    elsif node.balance < -1
      node.right = rotate_right(node.right) if node.right.balance > 0
      rotate_left(node)
    else
      node
    end
  end

  def rotate_left(node)
    @rotations += 1
    pivot = node.right
    node.right, pivot.left = pivot.left, node
    node.update
    pivot.update
    pivot
  end

  def rotate_right(node)
    @rotations += 1
    pivot = node.left
    node.left, pivot.right = pivot.right, node
    node.update
    pivot.update
    pivot
  end
end

tree = AvlTree.new
(1..15).each { |i| tree << i }
p tree.height, tree.rotations, tree.sound?
tree.draw
p tree.to_a

tree = AvlTree.new
value = 7
all = []
200.times do
  value = (value * 131 + 17) % 1009
  all << value
  tree.add(value)
  raise "unbalanced at #{value}" unless tree.sound?
end
p tree.to_a == all.uniq.sort, tree.height, tree.to_a.length
all.first(120).each do |key|
  tree.remove(key)
  raise "unbalanced without #{key}" unless tree.sound?
end
p tree.to_a.length, tree.height, tree.rotations
p tree.to_a.first(5), tree.to_a.last(3)
p AvlTree.new.to_a, AvlTree.new.height, AvlTree.new.remove(3).sound?
