class Random
end
