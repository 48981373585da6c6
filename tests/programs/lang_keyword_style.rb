# Keyword arguments everywhere: builders, options, forwarding, defaults that use others, double splats.
module Options
  DEFAULTS = { color: "red", size: 10, tags: [].freeze }.freeze
  def self.merge(**given)
    unknown = given.keys - DEFAULTS.keys
    raise ArgumentError, "unknown option#{"s" if unknown.size > 1}: #{unknown.map(&:inspect).join(", ")}" if unknown.any?
    { **DEFAULTS, **given }
  end
end
p Options.merge, Options.merge(size: 3), Options.merge(**{ color: "blue", tags: %w[a] })
begin
  Options.merge(colour: 1, shape: 2)
rescue ArgumentError => e
  puts e.message
end

class Request
  attr_reader :verb, :path, :headers, :query, :body
  def initialize(path, verb: :get, headers: {}, query: {}, body: (body_missing = true; nil), **extra)
    @path, @verb, @headers, @query = path, verb, headers, query
    @body = body_missing ? "none" : body
    @extra = extra
  end
  def with(**changes) = self.class.new(path, **to_h, **changes)
  def to_h = { verb:, headers:, query:, body: }
  def url = query.empty? ? path : "#{path}?#{query.map { |k, v| "#{k}=#{v}" }.join("&")}"
  def inspect = "#<#{verb.upcase} #{url} #{headers} #{body.inspect} #{@extra}>"
end
r = Request.new("/x", query: { a: 1, "b" => 2 }, trace: true)
p r, r.with(verb: :post, body: "hi"), r.with(headers: { "Accept" => "*/*" }).headers

def area(width:, height: width, scale: 1.0) = (width * height * scale).round(1)
p area(width: 3), area(width: 3, height: 4), area(scale: 2, width: 1.5)
size = { width: 2, height: 5 }
p area(**size), area(**size, scale: 0.5), area(**size.merge(height: 1)), area(**size, **{ height: 7 })
def forward(*args, **opts, &block) = receive(*args, **opts, &block)
def receive(a, b = 2, *rest, c: 3, d: c + 1, **others) = [a, b, rest, c, d, others, block_given? ? yield(a) : nil]
p forward(1), forward(1, 2, 3, c: 9), forward(1, d: 0, e: 5) { |x| x * 10 }, forward({ a: 1 }), forward(1, { "k" => 1 })
def all(...) = receive(...)
p all(5, c: 1) { |x| -x }, all(*[1, 2, 3], **{ z: 26 })
def opts_last(name, options = {}) = "#{name} #{options}"
puts opts_last("a", x: 1), opts_last("b", { y: 2 }), opts_last("c"), opts_last("d", "s" => 1, t: 2)
def required(a:, b:) = a - b
[-> { required(a: 1) }, -> { required(b: 1, c: 2) }, -> { required }, -> { required(1, 2) }, -> { required(a: 1, b: 2, c: 3, d: 4) }, -> { area }, -> { receive }, -> { receive(1, "x": 1, **{ "y" => 2 }) },
 -> { required(**{ a: 1, b: 5 }) }, -> { required(**nil, a: 2, b: 1) }].each do |f|
  p f.call
rescue ArgumentError => e
  puts "ArgumentError: #{e.message}"
end
event = ->(name, at: 0, **data) { "#{name}@#{at} #{data}" }
puts event.("start"), event.call("stop", at: 3, code: 1), event["x", **{ at: 1 }]
handler = proc { |name, level: :info, **| "#{level}: #{name}" }
puts handler.call("a"), handler.call("b", level: :warn, extra: 1), handler.call(["c", 1])
p [[1, { k: 2 }]].map { |a, b| [a, b] }, [[1, 2]].each_with_index.map { |(a, b), i| a + b + i }, { a: 1 }.map { |k, v| [k, v] }
Point = Struct.new(:x, :y, keyword_init: true) do
  def self.origin = new(x: 0, y: 0)
  def move(dx: 0, dy: 0) = self.class.new(x: x + dx, y: y + dy)
end
p Point.origin.move(dx: 3), Point.new(x: 1).to_h, Point.new(y: 2, x: 1) == Point.new(x: 1, y: 2)
Config = Data.define(:host, :port, :tls) do
  def initialize(host:, port: 80, tls: port == 443) = super
  def url = "http#{"s" if tls}://#{host}#{":#{port}" unless [80, 443].include?(port)}"
end
puts Config.new("a.org").url, Config.new(host: "b.org", port: 443).url, Config.new("c.org", 8080, true).url, Config.new("d").with(port: 81).inspect
begin
  Config.new
rescue ArgumentError => e
  puts e.message
end
class Builder
  def initialize(**) = @options = {**}
  def set(**pairs) = tap { @options.update(pairs) }
  def build(klass: Hash, **) = klass == Hash ? @options.merge(**) : klass.new(**@options, **)
end
p Builder.new(x: 1).set(y: 2).build, Builder.new(x: 1).set(y: 2).build(klass: Point), Builder.new(a: 1).build(b: 2)
def defaults(a, b = a * 2, *c, d: b + 1, e: [a, b, d].sum, &f) = [a, b, c, d, e, f&.call(e)]
p defaults(1), defaults(1, 5, 6, 7, d: 0), defaults(2, e: 1) { |x| x + 100 }
if { a: 1, b: { c: [1, 2] } }.dig(:b, :c, 1) == 2 then puts "dug" end
h = { "str" => 1, sym: 2, 3 => 4, nil => 5, [1] => 6, 1.5 => 7 }
p h, h.transform_keys(&:to_s), h.select { |k, _| k.is_a?(Symbol) }, h.to_a.flatten(1).size, h.sum { |_, v| v }, h.min_by { |_, v| -v }, h.find { |k, v| v == 5 }, h.sort_by { |k, v| -v }.first(2), h.partition { |k, v| v.even? }.map(&:to_h), h.each_with_index.map { |(k, v), i| v * i }, h.reduce(0) { |s, (k, v)| s + v }, h.invert[7], h.key(6), h.any? { |k, v| k.nil? }, h.all? { |(k, v)| v > 0 }, h.count, h.group_by { |k, v| v % 3 }.transform_values(&:size), h.each_slice(4).map(&:size), h.zip([1]).first, h.max_by(2) { |k, v| v }.to_h, h.filter_map { |k, v| k if v > 5 }, h.reject { |k, v| v < 6 }, h.compact.size, h.sum { _2 }, h.map { |k, v| v }.each_cons(2).to_a.size
