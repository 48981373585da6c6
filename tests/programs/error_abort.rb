# abort writes its message to standard error and leaves with status 1; warn writes there too.
warn "a warning"
warn "two", "lines"
$stderr.puts "direct"
STDERR.print "no newline", "\n"
puts "on standard output"
def check(value)
  abort "value is missing" if value.nil?
  puts "checked #{value}"
end
check(1)
begin
  check(nil)
ensure
  puts "ensure runs"
end
