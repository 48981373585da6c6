# A small template language: values, loops, conditions and filters, without regular expressions.
class Template
  class Error < StandardError; end

  FILTERS = {
    "upcase" => :upcase.to_proc,
    "capitalize" => ->(s) { s.to_s.capitalize },
    "length" => :size.to_proc,
    "join" => ->(list) { list.join(", ") },
    "money" => ->(n) { "$%.2f" % n }
  }.freeze

  def initialize(source)
    @tokens = split(source)
    @at = 0
    @tree = parse
    raise Error, "unexpected {% #{@tokens[@at][1]} %}" if @at < @tokens.size
  end

  def render(values = {}) = @tree.map { |node| node.call(values) }.join

  private

  def split(source)
    tokens = []
    rest = source
    until rest.empty?
      open = [rest.index("{{"), rest.index("{%")].compact.min
      if open.nil?
        tokens << [:text, rest]
        break
      end
      tokens << [:text, rest[0, open]] if open > 0
      kind = rest[open + 1] == "{" ? :value : :tag
      close = rest.index(kind == :value ? "}}" : "%}", open) or raise Error, "not closed: #{rest[open, 10]}"
      tokens << [kind, rest[open + 2...close].strip]
      rest = rest[close + 2..]
    end
    tokens
  end

  def parse
    nodes = []
    while @at < @tokens.size
      kind, text = @tokens[@at]
      case kind
      when :text then nodes << literal(text)
      when :value then nodes << value(text)
      when :tag
        return nodes if text == "end" || text == "else"
        @at += 1
        nodes << tag(text)
      end
      @at += 1
    end
    nodes
  end

  def literal(text) = ->(_) { text }

  def tag(text)
    word, *rest = text.split(" ")
    case word
    when "if"
      condition = rest.first
      yes = parse
      no = []
      if @tokens[@at] == [:tag, "else"]
        @at += 1
        no = parse
      end
      finish
      ->(values) { (truthy(lookup(condition, values)) ? yes : no).map { |n| n.call(values) }.join }
    when "for"
      name, _, list = rest
      body = parse
      finish
      lambda do |values|
        lookup(list, values).each_with_index.map { |item, i|
          inner = values.merge(name => item, "index" => i + 1)
          body.map { |node| node.(inner) }.join
        }.join
      end
    else raise Error, "unknown tag #{word}"
    end
  end

  def finish
    raise Error, "missing end" unless @tokens[@at] == [:tag, "end"]
  end

  def truthy(value) = value && value != 0 && value != [] && value != ""

  def value(text)
    path, *filters = text.split("|").map(&:strip)
    lambda do |values|
      filters.inject(lookup(path, values)) { |v, name|
        (FILTERS[name] or raise Error, "no filter #{name}").call(v)
      }.to_s
    end
  end

  def lookup(path, values)
    path.split(".").reduce(values) do |object, key|
      case object
      when Hash then object.fetch(key) { raise Error, "no value #{key} in #{path}" }
      when Array then object[key.to_i]
      else key == "length" ? object.length : raise(Error, "no #{key} in #{path}")
      end
    end
  end
end

letter = Template.new(<<~TEXT)
  Dear {{ name | capitalize }},
  {% if items %}you ordered:
  {% for item in items %}{{ index }}. {{ item.title }} at {{ item.price | money }}{% if item.gift %} (gift){% else %}{% end %}
  {% end %}{% else %}you ordered nothing.
  {% end %}Bye {{ tags | join | upcase }}
TEXT
puts letter.render("name" => "ann", "tags" => %w[x y], "items" => [
  { "title" => "Tea", "price" => 3.5, "gift" => true },
  { "title" => "Cups", "price" => 12, "gift" => false }
])
puts letter.render("name" => "BOB", "tags" => [], "items" => [])
puts Template.new("{{a.1}}-{{ b.length }}-{{ c | length }}").render("a" => [1, 2], "b" => "four", "c" => [1, 2, 3])
puts Template.new("plain").render, Template.new("").render.inspect

bad = { "{{ x" => {}, "{% if a %}x" => {}, "{{ nope }}" => {}, "{{ a | zap }}" => { "a" => 1 }, "{% end %}" => {}, "{% while %}" => {} }
bad.each do |source, values|
  puts Template.new(source).render(values)
rescue Template::Error => e
  puts "#{source}: #{e.message}"
end
