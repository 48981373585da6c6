# expect: 3:7 defining a method here is not supported yet
if ARGV.empty?
  def greet = "hello"
else
  def greet = "hi"
end
puts greet
