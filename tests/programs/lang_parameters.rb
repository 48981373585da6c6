# Every kind of parameter, in every order, and what the wrong arguments say.
def required(a, b) = [a, b]
def optional(a, b = a + 1, c = b * 2) = [a, b, c]
def splat(*list) = list
def middle(a, *b, c) = [a, b, c]
def everything(a, b = 2, *c, d, e:, f: 6, **g, &h) = [a, b, c, d, e, f, g, h&.call]
def optional_middle(a, b = :default, c) = [a, b, c]
def keywords(a:, b: a * 2, c: nil) = [a, b, c]
def rest_keywords(**options) = options
def mixed(a, **options) = [a, options]
def no_keywords(a, **nil) = a
def destructured((a, (b, *c)), d) = [a, b, c, d]
def block_only(&block) = block ? block.call(1, 2) : :none
def anonymous_splat(*) = splat(*)
def anonymous_keywords(**) = rest_keywords(**)
def anonymous_block(&) = block_only(&)
def all_anonymous(*, **, &) = everything(*, **, &)
def forward(...) = everything(...)
def forward_after(first, ...) = everything(first * 2, ...)
def ignored(_, _, a) = a
def hash_last(a, options = {}) = [a, options]
def default_uses_method(a = helper) = a
def helper = "helped"

p required(1, 2)
p optional(1), optional(1, 5), optional(1, 5, 7)
p splat, splat(1), splat(1, [2], nil), splat(*[1, 2], 3, *[], *4..6), splat(*nil), splat(*{ a: 1 })
p middle(1, 2), middle(1, 2, 3), middle(1, 2, 3, 4)
p everything(1, 2, e: 5)
p everything(1, 2, 3, 4, 5, e: 5, f: 7, g: 8, "h": 9) { :block }
p optional_middle(1, 2), optional_middle(1, 2, 3)
p keywords(a: 1), keywords(b: 3, a: 1), keywords(c: 1, **{ a: 5 })
p rest_keywords, rest_keywords(a: 1, "b" => 2, **{ c: 3 }), rest_keywords(**{})
p mixed(1), mixed(1, x: 2), mixed({ x: 2 }), mixed({ x: 1 }, y: 2)
p no_keywords(1)
p destructured([1, [2, 3, 4]], 5), destructured([1, 2], 3), destructured(1, 2)
p block_only, block_only { |a, b| a + b }, block_only(&:+), block_only(&nil)
p anonymous_splat(1, 2), anonymous_keywords(a: 1), anonymous_block { |a, b| [b, a] }
p all_anonymous(1, 2, e: 3) { 4 }
p forward(1, 2, 3, e: 5, z: 1) { :b }, forward_after(10, 20, e: 1)
p ignored(1, 2, 3), hash_last(1, a: 2), hash_last(1, { "b" => 3 }), default_uses_method, default_uses_method(1)
a = 1
b = 2
e = 3
p keywords(a:, b:), rest_keywords(a:, e:), everything(a, b, e:)
args = [1, 2]
options = { e: 9, k: 1 }
p everything(*args, **options), everything(0, *args, 5, **options, k: 2)
p required(*[[1, 2], 3]), required(*"a".."b")

def counted(a, b = (puts "default b"; 2), c: (puts "default c"; 3)) = [a, b, c]
p counted(1), counted(1, 5, c: 6)

def modify(list, text, number)
  list << 4
  text << "!"
  number += 1
  list = [:new]
  [list, text, number]
end
list = [1]
text = +"hi"
number = 5
p modify(list, text, number), list, text, number

bad = [
  -> { required(1) }, -> { required(1, 2, 3) }, -> { optional }, -> { optional(1, 2, 3, 4) }, -> { middle(1) },
  -> { keywords }, -> { keywords(a: 1, z: 2) }, -> { keywords(a: 1, y: 2, z: 3) }, -> { keywords(1) },
  -> { everything(1, e: 2) }, -> { everything(1, 2) }, -> { no_keywords(1, a: 2) }, -> { rest_keywords(1) },
  -> { required(a: 1) }, -> { ->(x) { x }.call }, -> { ->(x, y = 1) {}.call(1, 2, 3) }, -> { ->(k:) {}.call },
  -> { [].push(1).first(1, 2) }
]
bad.each_with_index do |call, i|
  call.call
  puts "#{i} passed"
rescue ArgumentError => error
  puts "#{i} #{error.message}"
end
p method(:everything).arity, method(:optional).arity, method(:required).arity, ->(*a, b) {}.arity, proc { |x, y = 1| }.arity
pr = proc { |a, (b, c), *d, e: 5, **f| [a, b, c, d, e, f] }
p pr.call(1, [2, 3], 4, e: 6, g: 7), pr.call([1, [2, 3]]), pr.call, pr.call(1, 2)

[:everything, :optional, :middle, :no_keywords, :destructured, :forward, :anonymous_block].each { |name| p method(name).parameters }
p pr.parameters, pr.arity, ->(a, b = 1, *c, d:, e: 2, &f) {}.parameters, proc { it }.parameters, proc { _1 + _2 }.parameters, proc { |a,| }.arity
p method(:middle).to_proc.arity, method(:required).curry[1][2], proc { |a, k:| }.arity, ->(k: 1) {}.arity, ->(a, k:) {}.arity, [].method(:push).arity
