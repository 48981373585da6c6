# An uncaught error from a method of the core, through map, inject and a block given on.
def parse(text) = Integer(text)

def total(list)
  list.map { |text| parse(text) }.inject(0) { |sum, n| sum + n }
end

def with_label(label, &block)
  print label, ": "
  block.call
end

with_label("first") { puts total(%w[1 2 3]) }
with_label("second") { puts total(["4", "five"]) }
