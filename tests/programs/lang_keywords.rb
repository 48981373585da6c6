# How positional and keyword arguments meet parameters, and what is said where they do not.
def t; r = yield; p r; rescue ArgumentError, TypeError, NoMethodError => e; puts "#{e.class}: #{e.message}"; end
def a(x, y = 2, *z, k: 1, **o) = [x, y, z, k, o]
def b(x, k:) = [x, k]
def c(x, h = {}) = [x, h]
def d(*a) = a
def e(**o) = o
def f(x, **nil) = x
def g(k: 1) = k
def h(x, y) = [x, y]
def i(a, b = 1, c) = [a, b, c]
def j(a, *b, c, k:, l: k) = [a, b, c, k, l]
def k() = 0
def l(x = {}, **o) = [x, o]
hash = { k: 5 }
str = { "s" => 1 }
t { a }
t { a(1, k: 2, z: 3) }
t { a(1, "s" => 3) }
t { a(1, {k: 3}) }
t { a(1, **hash) }
t { a(*[1, 2, 3], **hash, k: 9) }
t { b(1) }
t { b(1, k: 1, l: 2) }
t { b(1, k: 1, l: 2, m: 3) }
t { b(1, {k: 2}) }
t { b(k: 2) }
t { b(1, 2, k: 3) }
t { c(1, k: 2) }
t { c(k: 2) }
t { d(k: 2) }
t { d(1, k: 2) }
t { d(**{}) }
t { d(**hash, x: 1) }
t { e }
t { e(1) }
t { e({a: 1}) }
t { e(**str) }
t { e("a": 1, "b c": 2) }
t { f(1) }
t { f(a: 1) }
t { f(1, a: 1) }
t { f({a: 1}) }
t { g(1) }
t { g(z: 1) }
t { g("k" => 1) }
t { h(1) }
t { h(1, 2, 3) }
t { h(1, k: 2) }
t { h(k: 1) }
t { h(*[1, 2, 3]) }
t { i(1) }
t { i(1, 2) }
t { i(1, 2, 3) }
t { i(1,2,3,4) }
t { j(1, 2, k: 3) }
t { j(1, 2, 3, 4, k: 3, l: 9) }
t { j(1, 2) }
t { j(1) }
t { j(1, k: 1) }
t { k(1) }
t { k(**{}) }
t { k(*[]) }
t { k(a: 1) }
t { l({a: 1}) }
t { l(a: 1) }
t { l({a: 1}, b: 2) }
t { d(*1..3) }
t { d(*nil) }
t { d(*"x") }
t { d(*{a: 1}) }
t { d(**nil) }
t { d(**1) }
t { d(*[1], *[2], 3) }
t { d(*[1, {a: 1}]) }
x = 1; y = 2
t { e(x:, y:) }
def m(*, **, &) = n(*, **, &)
def n(*a, **k, &b) = [a, k, b&.call]
t { m(1, 2, z: 3) { 4 } }
def o(...) = n(...)
def o2(a, ...) = n(a, 0, ...)
t { o(1, a: 2) { 5 } }
t { o2(1, 3, a: 2) { 5 } }
t { o2 }
t { [1].first("x") }
t { [1, 2].push.first(-1) }
t { Integer("z") }
t { Integer(nil) }
t { Integer([1]) }
t { Float("1.x") }
t { [3, "a"].sort }
t { [1, 2].first(1, 2) }
t { 1 + nil }
t { 1 + "a" }
t { "a" + 1 }
t { [1] + 1 }
t { nil + 1 }
t { Struct.new(:a).new(1, 2) }
def dup_key(h) = h
t { dup_key({a: 1, b: 2, **hash}) }
opt = { a: 1 }
t { e(**opt, **hash, c: 3) }
t { e(**opt).equal?(opt) }
def pk((a, b), c) = [a, b, c]
t { pk([1, 2], 3) }
t { pk(1, 3) }
def opt_order(a = (p :a; 1), b = (p :b; a + 1)) = [a, b]
t { opt_order }
t { opt_order(5) }
def kw_order(k: (p :k; 1), l: k + 1) = [k, l]
t { kw_order }
t { kw_order(l: 0) }
def ret_multi = return 1, *[2, 3]
t { ret_multi }
