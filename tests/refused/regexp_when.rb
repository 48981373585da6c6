# expect: 3:6 regular expressions are not supported yet
case "text"
when /x/ then puts "x"
else puts "no x"
end
