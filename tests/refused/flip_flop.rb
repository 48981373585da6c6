# expect: 3:13 the flip-flop is not supported
(1..10).each do |i|
  puts i if (i == 3)..(i == 5)
end
