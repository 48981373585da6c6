# The messages of the core's exceptions, one after the other, as CRuby words them.
class Thing
  def needs(a, b:) = 1
  def inspect = "#<Thing>"
  private def hidden = 1
  protected def guarded = 1
end
class Naming
  def self.to_s = "Custom"
end
thing = Thing.new
cases = {
  "nil method" => -> { nil.foo }, "nil index" => -> { nil[0] }, "nil op" => -> { nil + 1 }, "true" => -> { true.foo(1) }, "self" => -> { foo_bar() }, "var" => -> { foo_bar },
  "thing" => -> { thing.foo }, "thing set" => -> { thing.foo = 1 }, "thing call" => -> { thing.() }, "thing cmp" => -> { thing < 1 }, "thing neg" => -> { -thing }, "thing each" => -> { [thing].each(&:bar) }, "to_proc" => -> { [1].map(&:no_such) }, "private" => -> { thing.hidden }, "protected" => -> { thing.guarded }, "class" => -> { Thing.foo }, "module" => -> { Kernel.foo }, "naming" => -> { Naming.foo },
  "const" => -> { Missing }, "nested" => -> { Thing::Missing }, "args0" => -> { thing.needs }, "args1" => -> { thing.needs(1) }, "args2" => -> { thing.needs(1, 2, b: 1) }, "args3" => -> { thing.needs(1, c: 2) }, "args4" => -> { thing.needs(1, b: 2, c: 3) }, "new" => -> { Thing.new(1) }, "object new" => -> { Object.new(1) },
  "zero" => -> { 1 / 0 }, "mod" => -> { 1 % 0 }, "divmod" => -> { 5.divmod(0) }, "nan" => -> { (0.0 / 0).to_i }, "inf" => -> { (1.0 / 0).to_i }, "coerce" => -> { 1 + "a" }, "coerce2" => -> { 1.5 * nil }, "coerce3" => -> { 1 - thing }, "cmp" => -> { 1 < "a" }, "cmp2" => -> { "a" < 1 }, "cmp3" => -> { [1, "a"].sort }, "cmp4" => -> { [nil, 1].min }, "cmp5" => -> { [thing, 1].dup.max }, "cmp6" => -> { 3.clamp(5, 1) }, "sqrt" => -> { Math.sqrt(-1) }, "Integer" => -> { Integer("1x") }, "Integer nil" => -> { Integer(nil) }, "Integer thing" => -> { Integer(thing) }, "Float" => -> { Float("abc") }, "Float nil" => -> { Float(nil) }, "chr" => -> { 300.chr }, "radix" => -> { 5.to_s(1) },
  "str+" => -> { "a" + 1 }, "str+nil" => -> { "a" + nil }, "str+thing" => -> { "a" + thing }, "str+sym" => -> { "a" + :b }, "str*" => -> { "a" * "b" }, "str*neg" => -> { "a" * -1 }, "str<<" => -> { +"a" << nil }, "str[]=" => -> { (+"a")["b"] = "c" }, "str insert" => -> { (+"a").insert(5, "b") }, "str frozen" => -> { "a".freeze << "b" }, "str ord" => -> { "".ord }, "str index" => -> { "a".index(1) }, "str split" => -> { "a".split(1) }, "str join" => -> { ["a", ["b"]].join(1) }, "str center" => -> { "a".center("b") }, "str tr" => -> { "a".tr(1, 2) }, "str include" => -> { "a".include?(1) }, "str start" => -> { "a".start_with?(nil) }, "str sym" => -> { "a".to_sym + :b }, "str %" => -> { "%d" % "x" }, "str %s" => -> { "%s %s" % "x" }, "str %z" => -> { "%y" % 1 },
  "arr+" => -> { [1] + 1 }, "arr-" => -> { [1] - nil }, "arr*" => -> { [1] * nil }, "arr[]" => -> { [1]["x"] }, "arr[] nil" => -> { [1][nil] }, "arr fetch" => -> { [1].fetch(3) }, "arr fetch neg" => -> { [].fetch(-1) }, "arr first" => -> { [1].first(-1) }, "arr first x" => -> { [1].first("x") }, "arr new" => -> { Array.new(-1) }, "arr []=" => -> { [1][-3] = 1 }, "arr frozen" => -> { [1].freeze << 2 }, "arr sum" => -> { ["a"].sum }, "arr sum2" => -> { [1, nil].sum }, "arr flatten" => -> { [1].flatten("x") }, "arr transpose" => -> { [[1], []].transpose }, "arr to_h" => -> { [1].to_h }, "arr to_h2" => -> { [[1]].to_h }, "arr zip" => -> { [1].zip(2) }, "arr slice" => -> { [1].each_slice(0) }, "arr cons" => -> { [1].each_cons(-1) }, "arr take" => -> { [1].take(-1) }, "arr drop" => -> { [1].drop(-1) }, "arr inject" => -> { [1, 2].inject(:nope) }, "arr values" => -> { [1].values_at("a") }, "arr rotate" => -> { [1].rotate("a") }, "arr dig" => -> { [1].dig(0, 1) },
  "hash fetch" => -> { { a: 1 }.fetch(:b) }, "hash fetch s" => -> { { a: 1 }.fetch("b") }, "hash merge" => -> { {}.merge(1) }, "hash frozen" => -> { {}.freeze[:a] = 1 }, "hash dig" => -> { { a: 1 }.dig(:a, :b) }, "hash values" => -> { {}.fetch_values(:x) }, "hash each" => -> { h = { a: 1 }; h.each { h[:b] = 2 } }, "hash []" => -> { Hash[1, 2, 3] }, "hash ** int" => -> { thing.needs(1, **1) }, "hash sort" => -> { { 1 => 1, "b" => 2 }.sort },
  "range" => -> { 1.."a" }, "range each" => -> { (1.5..2).each { } }, "range to_a" => -> { (1..).to_a }, "range last" => -> { (1..).last }, "range first" => -> { (..1).first }, "range step" => -> { (1..2).step(0).to_a }, "range step2" => -> { 1.step(5, 0) { break } }, "range sum" => -> { ("a".."c").sum },
  "sym" => -> { :a + :b }, "sym cmp" => -> { :a < 1 }, "proc arity" => -> { ->(a) {}.call }, "proc kw" => -> { ->(a:) {}.call }, "proc curry" => -> { ->(a) {}.curry(2) }, "is_a" => -> { 1.is_a?(1) }, "raise" => -> { raise 1 }, "raise2" => -> { raise Thing }, "throw" => -> { throw :x }, "new module" => -> { Comparable.new }, "int new" => -> { Integer.new }, "nil new" => -> { NilClass.new }, "sym new" => -> { Symbol.new }, "send2" => -> { 5.send(:nope, 1) }, "public" => -> { thing.public_send(:hidden) }, "sleep" => -> { sleep(-1) }, "open" => -> { File.read("/nonexistent/file") }, "open3" => -> { File.write("/nonexistent/x", "") }, "gets" => -> { File.foreach("/nonexistent") { } }
}
cases.each do |name, block|
  block.call
  puts "#{name}: nothing"
rescue StandardError, NotImplementedError => e
  puts "#{name}: #{e.class}: #{e.message}"
end
