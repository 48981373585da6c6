# A trie of words: prefixes, completions, longest common prefix, counting nodes.
class Trie
  class Node
    attr_reader :children
    attr_accessor :count

    def initialize
      @children = {}
      @count = 0
    end

    def word? = @count > 0
    def child!(char) = @children[char] ||= Node.new
  end

  def initialize(*words)
    @root = Node.new
    words.flatten.each { |word| add(word) }
  end

  def add(word)
    node = @root
    word.each_char { |char| node = node.child!(char) }
    node.count += 1
    self
  end

  def include?(word) = !!find(word)&.word?
  def prefix?(text) = !find(text).nil?
  def count(word) = find(word)&.count.to_i

  def complete(prefix, limit: 10)
    node = find(prefix)
    return [] unless node
    found = []
    collect(node, prefix) do |word|
      found << word
      return found if found.size >= limit
    end
    found
  end

  def longest_prefix_of(text)
    best = nil
    node = @root
    text.chars.each_with_index do |char, i|
      node = node.children[char]
      break unless node
      best = text[0..i] if node.word?
    end
    best
  end

  def common_prefix
    prefix = +""
    node = @root
    while node.children.size == 1 && !node.word?
      char, node = node.children.first
      prefix << char
    end
    prefix
  end

  def nodes(node = @root) = 1 + node.children.values.sum { |child| nodes(child) }

  def delete(word) = remove(@root, word, 0)

  private

  def find(text)
    text.each_char.inject(@root) { |node, char| node&.children&.[](char) }
  end

  def collect(node, prefix, &block)
    yield prefix if node.word?
    node.children.sort.each { |char, child| collect(child, prefix + char, &block) }
  end

  def remove(node, word, depth)
    if depth == word.length
      return false unless node.word?
      node.count = 0
      return true
    end
    char = word[depth]
    child = node.children[char]
    return false unless child && remove(child, word, depth + 1)
    node.children.delete(char) if child.children.empty? && !child.word?
    true
  end
end

trie = Trie.new(%w[car card care cat cart dog do dot done carpet])
p trie.include?("car"), trie.include?("ca"), trie.prefix?("ca"), trie.prefix?("cx"), trie.include?("")
p trie.complete("car"), trie.complete("do", limit: 2), trie.complete("z"), trie.complete("").size
p trie.longest_prefix_of("cartography"), trie.longest_prefix_of("zoo"), trie.longest_prefix_of("donuts")
p trie.nodes
p trie.delete("card"), trie.delete("card"), trie.delete("carpet"), trie.nodes
p trie.complete("car")
3.times { trie.add("dog") }
p trie.count("dog"), trie.count("cow")
p Trie.new("interview", "internet", "interval", "internal").common_prefix
p Trie.new.common_prefix, Trie.new("a", "b").common_prefix, Trie.new("same", "same").common_prefix
p Trie.new("naïve", "naïf", "名前", "名刺").complete("na"), Trie.new("名前", "名刺").complete("名")
