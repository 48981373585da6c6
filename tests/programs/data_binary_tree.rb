# An unbalanced binary search tree: insertion, removal, traversals, bounds.
class Tree
  include Enumerable
  Node = Struct.new(:key, :value, :left, :right)

  attr_reader :count

  def initialize
    @root = nil
    @count = 0
  end

  def []=(key, value)
    @root = insert(@root, key, value)
    value
  end

  def [](key)
    node = @root
    while node
      order = key <=> node.key
      return node.value if order == 0
      node = order < 0 ? node.left : node.right
    end
    nil
  end

  def delete(key)
    before = @count
    @root = remove(@root, key)
    @count < before
  end

  def each(&block)
    walk(@root, &block)
    self
  end

  def preorder(node = @root, out = [])
    return out unless node
    out << node.key
    preorder(node.left, out)
    preorder(node.right, out)
  end

  def postorder(node = @root)
    node ? postorder(node.left) + postorder(node.right) + [node.key] : []
  end

  def levels
    return [] unless @root
    queue = [[@root, 0]]
    result = []
    until queue.empty?
      node, depth = queue.shift
      (result[depth] ||= []) << node.key
      queue << [node.left, depth + 1] if node.left
      queue << [node.right, depth + 1] if node.right
    end
    result
  end

  def height(node = @root) = node ? 1 + [height(node.left), height(node.right)].max : 0

  def floor(key)
    best = nil
    node = @root
    while node
      if node.key <= key
        best = node.key
        node = node.right
      else
        node = node.left
      end
    end
    best
  end

  private

  def insert(node, key, value)
    if node.nil?
      @count += 1
      return Node.new(key, value)
    end
    case key <=> node.key
    when 0 then node.value = value
    when -1 then node.left = insert(node.left, key, value)
    else node.right = insert(node.right, key, value)
    end
    node
  end

  def remove(node, key)
    return nil unless node
    if key < node.key
      node.left = remove(node.left, key)
    elsif key > node.key
      node.right = remove(node.right, key)
    else
      @count -= 1
      return node.right unless node.left
      return node.left unless node.right
      heir = node.right
      heir = heir.left while heir.left
      node.key, node.value = heir.key, heir.value
      @count += 1
      node.right = remove(node.right, heir.key)
    end
    node
  end

  def walk(node, &block)
    return unless node
    walk(node.left, &block)
    block.call([node.key, node.value])
    walk(node.right, &block)
  end
end

tree = Tree.new
[50, 30, 70, 20, 40, 60, 80, 35, 45, 65].each { |k| tree[k] = "v#{k}" }
p tree.count, tree.height
p tree.map { |k, v| k }
p tree.preorder, tree.postorder, tree.levels
p tree[35], tree[36]
tree[35] = "changed"
p tree[35], tree.count
p tree.floor(64), tree.floor(65), tree.floor(10), tree.floor(1000)
p tree.delete(30), tree.delete(31), tree.delete(50), tree.delete(80)
p tree.count, tree.levels, tree.to_a
p tree.select { |k, v| k > 50 }.to_h
p tree.first, tree.min_by { |k, v| v.length }, tree.include?([35, "changed"])
p tree.each_with_index.map { |(k, v), i| "#{i}:#{k}" }

words = Tree.new
%w[the quick brown fox jumps over the lazy dog and the cat].each { |word| words[word] = (words[word] || 0) + 1 }
words.each { |word, n| puts "#{word.ljust(6)}#{n}" }
begin
  words[:symbol] = 1
rescue NoMethodError, ArgumentError => e
  puts e.class
end
