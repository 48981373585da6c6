# A filter over standard input read whole: lines, words, sorting, numbering; ARGV.
p ARGV, ARGV.size, ARGV.first
text = $stdin.read
lines = text.lines
puts "#{lines.size} #{text.split.size} #{text.bytesize} #{text.length}"
mode = ARGV[0] || "plain"
lines.map!(&:chomp)
case mode
when "sort" then puts lines.sort
when "number" then lines.each_with_index { |l, i| puts "#{(i + 1).to_s.rjust(ARGV[1].to_i)} #{l}" }
else puts lines
end
ARGV.each_with_index { |a, i| puts "#{i}: #{a.inspect}" }
p ARGV.shift, ARGV, ENV.fetch("NO_SUCH_VARIABLE", "unset"), ENV["NO_SUCH_VARIABLE"], ENV.key?("PATH"), ENV["PATH"].is_a?(String)
p text.lines.map(&:length), text.each_line.first, text.split("\n").max_by(&:size)
exit 4
