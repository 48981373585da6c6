# expect: 4:23 cyclic include detected
module Outer; end
module Inner; include Outer; end
module Outer; include Inner; end
