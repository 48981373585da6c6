# Arrays: the sieve of Eratosthenes, prefix sums, a ring, and reversing in place.
def primes_to(limit)
  flags = Array.new(limit + 1, true)
  flags[0] = flags[1] = false
  i = 2
  while i * i <= limit
    if flags[i]
      j = i * i
      while j <= limit
        flags[j] = false
        j += i
      end
    end
    i += 1
  end
  found = []
  flags.each_with_index { |flag, n| found << n if flag }
  found
end

def prefix(list)
  sums = []
  total = 0
  list.each { |x| sums << (total += x) }
  sums
end

def reverse!(list)
  low = 0
  high = list.size - 1
  while low < high
    list[low], list[high] = list[high], list[low]
    low += 1
    high -= 1
  end
  list
end

primes = []
80.times { primes = primes_to(120_000) }
puts primes.size, primes.last
puts prefix(primes).last
60.times { reverse!(primes) }
puts primes.first
ring = []
front = 0
500_000.times do |i|
  ring.push(i)
  front += ring.shift if ring.size > 100
end
puts front
