# exit in the middle of ensure, blocks and methods: status 3, and what still runs.
def work(n)
  [1, 2, 3].each do |x|
    begin
      puts "work #{x}"
      exit(3) if x == n
    ensure
      puts "ensure #{x}"
    end
  end
rescue StandardError
  puts "not a StandardError"
end

begin
  exit(1)
rescue SystemExit => e
  puts "caught #{e.status} #{e.success?} #{e.message}"
end
begin
  exit
rescue SystemExit => e
  puts "caught #{e.status} #{e.success?}"
end
begin
  exit(false)
rescue SystemExit => e
  puts "caught #{e.status}"
end
begin
  abort
rescue SystemExit => e
  puts "caught #{e.status}"
end
at_exit { puts "goodbye" }
at_exit { puts "first of the last" }
begin
  work(2)
ensure
  puts "outer ensure"
end
puts "never"
