# Symbols and case/when.
def kind(x)
  case x
  when nil then "nil"
  when true, false then "boolean"
  when 0 then "zero"
  when 1..9 then "digit"
  when Integer then "integer"
  when Float then "float"
  when "yes", "no" then "answer"
  when String then "string"
  when :a, :b then "letter"
  when Symbol then "symbol"
  when Array then "array"
  when ->(v) { v.respond_to?(:each) } then "each"
  else "other"
  end
end

[nil, true, false, 0, 5, 10, -1, 2.5, "yes", "maybe", :a, :zz, [], {}, Object].each { |x| puts kind(x) }

def grade(n)
  case
  when n >= 90 then :a
  when n >= 80 then :b
  else :f
  end
end
p grade(95), grade(85), grade(1)

v = case 5 when 3 then 1 end
p v
list = [1, 2, 3]
case 2
when *list then puts "splat"
end
p :abc, :"a b", :a?, :b!, :[]=, :+, :"9x", :A, :@iv, :$g, :"foo="
p :abc == :abc, :abc.to_s, "abc".to_sym, :abc.length, :a <=> :b
p :abc.size, %w[a b].map(&:to_sym), :a.inspect, :b.to_s + "c"
puts :sym
puts :a.equal?(:a)
case "hello"
when "a".."f" then puts "a to f"
when "g".."z" then puts "g to z"
end
