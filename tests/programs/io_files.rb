# Files under /tmp: write, read, append, lines, foreach, open with a block, exist?, size, rename, delete, errors.
PATH = "/tmp/salama-test-io-files.txt"
OTHER = "/tmp/salama-test-io-files-2.txt"
[PATH, OTHER].each { |path| File.delete(path) if File.exist?(path) }
p File.exist?(PATH), File.file?("/tmp"), File.directory?("/tmp")
p File.write(PATH, "first\nsecond\nthird é\n")
p File.read(PATH), File.size(PATH), File.exist?(PATH), File.file?(PATH), File.readlines(PATH), File.readlines(PATH, chomp: true), File.zero?(PATH)
File.foreach(PATH) { |line| print line.upcase }
p File.foreach(PATH).with_index.map { |line, i| "#{i}#{line.chomp}" }, File.foreach(PATH).first
File.open(PATH, "a") do |file|
  file.puts "fourth", 5
  file.print "six", "\n"
  file << "seven" << "\n"
  p file.write("a", :b, 1, "\n"), file.class, file.path
  file.printf("%03d\n", 9)
end
puts File.read(PATH)
result = File.open(PATH) { |file| [file.gets, file.readline, file.gets(chomp: true), file.eof?, file.read(4), file.read.size, file.gets, file.eof?, file.read] }
p result
file = File.new(PATH, "w")
10.times { |i| file.puts "line #{i}" * (i % 3 + 1) }
p file.closed?
file.close
p file.closed?, File.read(PATH).lines.size, File.read(PATH).lines.map(&:size).sum
begin
  file.puts "x"
rescue IOError => e
  puts e.message
end
count = Hash.new(0)
File.open(PATH, "r") { |f| f.each_line { |line| line.split.each { |word| count[word] += 1 } } }
p count
File.open(OTHER, "w") { |out| File.foreach(PATH).with_index { |line, i| out.puts(line) if i.even? } }
puts File.read(OTHER)
File.open(PATH) do |f|
  p f.each_line.map(&:chomp).first(2), f.lineno
  f.rewind
  p f.gets, f.pos
  f.seek(2)
  p f.gets, f.getc, f.each_char.first(3), f.readlines.size
end
File.write(PATH, "")
p File.read(PATH), File.zero?(PATH), File.readlines(PATH), File.size(PATH)
File.write(PATH, [1, 2].inspect)
p File.read(PATH), File.write(PATH, 12345), File.read(PATH)
big = "0123456789" * 10_000
p File.write(PATH, big), File.read(PATH) == big, File.size(PATH)
File.rename(OTHER, "#{OTHER}.new")
p File.exist?(OTHER), File.exist?("#{OTHER}.new")
def process(path)
  File.open(path) { |f| f.each_line { |line| return line.chomp if line.start_with?("line 2") } }
  :none
end
p process("#{OTHER}.new")
p File.basename(PATH), File.dirname(PATH), File.extname(PATH), File.basename(PATH, ".txt"), File.join("a", "b", "c.rb"), File.expand_path("x", "/tmp/y"), File.expand_path("../z", "/tmp/y"), File.split("/a/b")
[-> { File.read(OTHER) }, -> { File.open("/tmp/no/such/dir", "w") }, -> { File.delete(OTHER) }, -> { File.foreach(OTHER) { } }, -> { File.size(OTHER) }, -> { File.readlines("/nonexistent") }, -> { File.rename(OTHER, PATH) }, -> { File.new(OTHER) }, -> { File.open(PATH, "q") }, -> { File.open(PATH, "r") { |f| f.write("x") } }].each do |f|
  p f.call
rescue SystemCallError, IOError, ArgumentError => e
  puts "#{e.class}: #{e.message}"
end
begin
  File.open(PATH, "w") do |f|
    f.puts "before"
    raise "inside"
  end
rescue => e
  p e.message, File.read(PATH)
end
p File.delete(PATH), File.delete("#{OTHER}.new"), File.exist?(PATH)
