# expect: 3:3 a refinement is not supported yet
module Shouting
  refine String do
    def shout = upcase
  end
end
