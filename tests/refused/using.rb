# expect: 4:1 is not supported yet
module Empty
end
using Empty
