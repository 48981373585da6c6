# expect: 3:1 end
puts(1 +
end
