# Reading standard input: gets to the end, chomp, lines, numbers, readlines, each_line, nil at the end.
puts "What is your name?"
name = gets.chomp
puts "Hello, #{name}!"
count = gets.to_i
numbers = count.times.map { gets.to_i }
puts "sum #{numbers.sum}, max #{numbers.max}"
a, b = gets.split.map(&:to_f)
puts a * b
words = gets&.split(",")&.map(&:strip)
p words
grid = []
while (line = gets)
  line = line.chomp
  break if line.empty?
  grid << line.chars
end
puts grid.transpose.map(&:join)
p $stdin.gets, STDIN.gets(chomp: true), $stdin.readline
text = []
until (line = gets).nil? || line == "END\n"
  text << line
end
p text, text.sum(&:length)
commands = { "add" => ->(x, y) { x + y }, "mul" => ->(x, y) { x * y } }
while (line = $stdin.gets)
  word, *args = line.split
  next if word.nil?
  break if word == "quit"
  action = commands[word]
  begin
    puts action ? "#{word}: #{action.call(*args.map(&:to_i))}" : "unknown #{word}"
  rescue ArgumentError => e
    puts "#{word}: #{e.message}"
  end
end
$stdin.each_line.with_index(1) do |l, i|
  puts "#{i}: #{l.chomp.reverse}"
  break if i == 2
end
rest = $stdin.readlines(chomp: true)
p rest
p gets, $stdin.gets, $stdin.read, $stdin.eof?, $stdin.readlines, STDIN.each_line.to_a
begin
  $stdin.readline
rescue EOFError => e
  puts e.message
end
