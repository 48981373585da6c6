# Allocation: many short-lived trees and one that stays.
class Tree
  attr_reader :left, :right

  def initialize(left, right)
    @left = left
    @right = right
  end

  def self.of(depth)
    depth == 0 ? new(nil, nil) : new(of(depth - 1), of(depth - 1))
  end

  def count
    @left ? 1 + @left.count + @right.count : 1
  end
end

lasting = Tree.of(16)
depth = 4
while depth <= 17
  times = 1 << (17 - depth + 3)
  total = 0
  times.times { total += Tree.of(depth).count }
  puts "#{times} trees of depth #{depth}: #{total}"
  depth += 4
end
puts lasting.count
pairs = nil
1_500_000.times { |i| pairs = [i, pairs && pairs[0]] }
puts pairs[0] - pairs[1]
