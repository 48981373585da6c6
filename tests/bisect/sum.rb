# Adds up numbers, so that a pass that breaks one addition is seen.
def sum(n) = n == 0 ? 0 : n + sum(n - 1)
def label(n) = "the sum is #{n}"
puts label(sum(ARGV.size + 10))
