# rand, srand, shuffle and sample: bounds and repeatability, not the numbers themselves.
srand(42)
first = Array.new(5) { rand(1000) }
srand(42)
p first == Array.new(5) { rand(1000) }, first.all? { |x| x.is_a?(Integer) && x.between?(0, 999) }
srand(43)
p first == Array.new(5) { rand(1000) }
p 100.times.all? { (0.0...1.0).cover?(rand) }, 100.times.all? { (3..7).cover?(rand(3..7)) }, 100.times.all? { (1.5..2.5).cover?(rand(1.5..2.5)) }, rand(1), rand(5..5)
seen = Array.new(6, 0)
1200.times { seen[rand(6)] += 1 }
p seen.sum, seen.all? { |n| n > 100 && n < 320 }
list = (1..20).to_a
p list.shuffle.sort == list, list.shuffle.size, list.sample.between?(1, 20), list.sample(3).uniq.size, list.sample(50).sort == list, [].sample, [].shuffle, [].sample(2)
srand(7)
a = list.shuffle
srand(7)
p a == list.shuffle, list == (1..20).to_a
shuffled = list.dup
p shuffled.shuffle!.equal?(shuffled), shuffled.sort == list
faces = Array.new(1000) { 1 + rand(6) + 1 + rand(6) }.tally
p faces.keys.min >= 2, faces.keys.max <= 12, faces[7] > faces.fetch(2, 0)
p srand(5).class, srand
bits = 2000.times.count { rand(2) == 1 }
p bits.between?(850, 1150), rand(2**70) < 2**70, 20.times.map { rand(10**25) }.uniq.size
begin
  rand(1..)
rescue => e
  p e.class
end
