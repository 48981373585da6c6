# frozen_string_literal: true

# Memory: objects are bumped from `heap_top` to `heap_limit`.
module Kernel
  machine def __start_memory
    start = syscall(:mmap, 0, 268435456, 3, 16418, -1, 0)
    context_set(:heap_start, start)
    context_set(:heap_top, start)
    context_set(:heap_end, start + 268435456)
    context_set(:heap_limit, start + 268435456)
  end

  machine def __collect
    nil
  end
end
