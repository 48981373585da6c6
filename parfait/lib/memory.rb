# frozen_string_literal: true

# Memory. Objects are taken from `heap_top` up to `heap_limit`; when that is reached, what is alive is copied to another
# space (Cheney's algorithm: the copies are scanned in their order, and what they refer to is copied behind them).
# A space begins with a word that says how much of it is mapped. The one that was left is kept for the next collection
# if it is not too large (`scratch2` is its address, or 0): its pages need not be got from the system again.
#
# Requirements:
# 1. Between the entry of `__allocate_slow` and its end nothing is allocated: raw words only.
# 2. Roots are the boot objects, the stack slots that the frames name, and the context's exception. A boot object never moves.
# 3. After a collection the space is twice what is alive (at least 8 MiB more), so memory stays within three times of that,
#    and the space that is kept, of at most 128 MiB, of which no more than about half was filled.
# 4. With SALAMA_GC=stress `heap_limit` is kept at `heap_top`: every allocation comes here, and collects.
# 5. SALAMA_HEAP_LIMIT (bytes, or with K, M, G) bounds what is alive: beyond it, NoMemoryError, for which 64 KiB are kept.
module Kernel
  # From the address of argc, argv and the environment.
  machine def __start_memory(stack)
    context_set(:heap_maximum, word_shl(1, 46))
    context_set(:collector_flags, 0)
    at = stack + (load_word(stack) + 2) * 8
    while load_word(at) != 0
      __setting(load_word(at))
      at += 8
    end
    size = word(1048576)
    start = __map(size)
    store_word(start, size)
    context_set(:heap_start, start)
    context_set(:heap_top, start + 8)
    context_set(:heap_end, start + size)
    context_set(:heap_limit, start + size - 65536)
    context_set(:heap_limit, start + 8) if context_get(:collector_flags) != 0
    __start_stack(stack)
    nil
  end

  # A pair of the environment.
  machine def __setting(at)
    if __begins?(at, "SALAMA_GC=stress")
      context_set(:collector_flags, 1)
    elsif __begins?(at, "SALAMA_HEAP_LIMIT=")
      context_set(:heap_maximum, __size_at(at + 18))
    end
    nil
  end

  machine def __begins?(at, text)
    length = word(text.bytesize)
    from = bytes_address(text.__bytes)
    index = word(0)
    while index < length
      return false if load_u8(at + index) != load_u8(from + index)
      index += 1
    end
    true
  end

  # `123`, `64K`, `16M`, `2G`.
  machine def __size_at(at)
    size = word(0)
    byte = load_u8(at)
    while byte >= 48 && byte <= 57
      size = size * 10 + byte - 48
      at += 1
      byte = load_u8(at)
    end
    byte = word_or(byte, 32)
    size = size * 1024 if byte == 107
    size = size * 1048576 if byte == 109
    size = size * 1073741824 if byte == 103
    size
  end

  # The stack may grow down to what the system allows, less room to raise SystemStackError.
  machine def __start_stack(stack)
    limits = data_address(:context) + 88
    size = word(8388608)
    size = load_word(limits) if syscall(:prlimit64, 0, 3, 0, limits) == 0
    size = word(1073741824) if size < 0 || size > 1073741824
    context_set(:scratch3, stack - size + 262144)
    context_set(:stack_limit, stack - size + 262144)
    nil
  end

  # Zeroed pages: private, anonymous, not reserved. A negative word if there are none.
  machine def __map(size)
    syscall(:mmap, 0, size, 3, 16418, -1, 0)
  end

  # What compiled code calls where an allocation does not fit: the object's address plus one, its content garbage.
  machine def __allocate_slow(bytes)
    stack = frame_address
    if context_get(:collector_flags) != 0 || context_get(:heap_top) + bytes > context_get(:heap_limit)
      __collect_for(bytes, stack) if bytes < context_get(:heap_maximum)
      __no_memory if context_get(:heap_top) + bytes > context_get(:heap_end) - 65536
    end
    top = context_get(:heap_top)
    context_set(:heap_top, top + bytes)
    context_set(:heap_limit, top + bytes) if context_get(:collector_flags) != 0
    top + 1
  end

  # The rest of the space is for the exception and whoever rescues it.
  machine def __no_memory
    if context_get(:heap_top) + 16384 > context_get(:heap_end)
      text = "[FATAL] failed to allocate memory\n"
      syscall(:write, 2, bytes_address(text.__bytes), word(text.bytesize))
      __exit_now(1)
    end
    flags = context_get(:collector_flags)
    context_set(:collector_flags, 0)
    context_set(:heap_limit, context_get(:heap_end))
    error = NoMemoryError.new("failed to allocate memory")
    error.__raised(nil)
    context_set(:heap_limit, context_get(:heap_end) - 65536)
    context_set(:heap_limit, context_get(:heap_top)) if flags != 0
    context_set(:collector_flags, flags)
    __unwind(error)
  end

  # Garbage is collected now.
  machine def __collect
    __collect_for(word(0), frame_address)
    nil
  end

  # Copies what is alive to a new space with room for `bytes` more. `stack` is where the caller's frame starts.
  machine def __collect_for(bytes, stack)
    from = context_get(:heap_start)
    last = context_get(:heap_end)
    used = context_get(:heap_top) - from
    to = __space(used, bytes)
    return nil if to < 0 && to > -4096
    size = load_word(to)
    context_set(:heap_start, to)
    context_set(:heap_top, to + 8)
    context_set(:heap_end, to + size)
    context_set(:scratch0, from)
    context_set(:scratch1, last)
    __copy_roots(stack)
    scan = to + 8
    while scan < context_get(:heap_top)
      scan = __scan(scan)
    end
    __leave(from)
    __set_limits(to, size, bytes)
    nil
  end

  # A space for what is alive of `used` bytes and `bytes` more: the one that was kept if there is as much room in it
  # as the last collection found alive, else a new one. A negative word if there is none.
  machine def __space(used, bytes)
    kept = context_get(:scratch2)
    context_set(:scratch2, 0)
    if kept != 0
      return kept if load_word(kept) >= used + context_get(:live_bytes) + bytes + 131072
      syscall(:munmap, kept, load_word(kept))
    end
    spare = context_get(:collector_flags) == 0 ? used + 8388608 : word(0)    # a stressed collector comes again at once
    size = word_and(used + spare + bytes + 65536 + 65535, -65536)
    to = __map(size)
    return to if to < 0 && to > -4096
    syscall(:madvise, to, size, 14) if spare != 0    # in huge pages, which are cheaper to get, where the system has them
    store_word(to, size)
    to
  end

  # Keeps the space for the next collection, or gives it back: a stressed collector's must not be readable any more.
  machine def __leave(space)
    size = load_word(space)
    if size > 134217728 || context_get(:collector_flags) != 0
      syscall(:munmap, space, size)
    else
      context_set(:scratch2, space)
    end
    nil
  end

  # Where the next collection is to be. What a large space has behind that is given back.
  machine def __set_limits(start, size, bytes)
    live = context_get(:heap_top) - start
    context_set(:live_bytes, live)
    wanted = live * 2
    wanted = live + 8388608 if live < 8388608
    most = context_get(:heap_maximum)
    wanted = most if wanted > most
    wanted = live if wanted < live
    wanted = live + bytes if wanted < live + bytes && live + bytes <= most
    wanted = word_and(wanted + 65536 + 65535, -65536)
    if wanted < size
      context_set(:heap_end, start + wanted)
      __trim(start, wanted) if size > 134217728
    end
    context_set(:heap_limit, context_get(:heap_end) - 65536)
    nil
  end

  machine def __trim(start, wanted)
    syscall(:munmap, start + wanted, load_word(start) - wanted)
    store_word(start, wanted)
    nil
  end

  machine def __copy_roots(stack)
    at = data_address(:boot_objects)
    last = data_address(:boot_objects_end)
    while at < last
      if load_word(at) == 0
        at += 8
      else
        at = __scan(at)
      end
    end
    at = data_address(:context) + 32
    store_word(at, __moved(load_word(at)))
    __copy_stack(stack)
    nil
  end

  # The slots that hold values in the frames from `stack` up.
  machine def __copy_stack(stack)
    frame = __frame(load_word(stack - 8))
    while frame != 0
      __copy_slots(frame, stack)
      stack = stack + load_u16(frame + 4) * 8
      frame = __frame(load_word(stack - 8))
    end
    nil
  end

  machine def __copy_slots(frame, stack)
    count = load_u16(frame + 6)
    at = frame + 8
    while count > 0
      slot = stack + load_u16(at) * 8
      store_word(slot, __moved(load_word(slot)))
      at += 2
      count = count - 1
    end
    nil
  end

  # Moves what the object at an address refers to; the address behind it.
  machine def __scan(at)
    layout = __layout_word(at)
    kind = word_and(layout, 7)
    if kind == 0
      slot = at + 8
      last = slot + __plain_bytes(layout)
    elsif kind == 1
      slot = at + 16
      last = slot + word_sar(load_word(at + 8), 1) * 8
    elsif kind == 2
      return at + 16 + word_and(word_sar(load_word(at + 8), 1) + 7, -8)
    else
      return at + 16
    end
    slot = __reference_at(slot, last)
    while slot < last
      store_word(slot, __moved(load_word(slot)))
      slot = __reference_at(slot + 8, last)
    end
    last
  end

  # The next slot that refers to an object, or the end.
  machine def __reference_at(slot, last)
    while slot < last && word_and(load_word(slot), 7) != 1
      slot += 8
    end
    slot
  end

  # The bytes of a plain object's slots: at least one word.
  machine def __plain_bytes(layout)
    words = word_shr(layout, 3)
    words == 0 ? word(8) : words * 8
  end

  machine def __layout_word(at)
    load_u32(data_address(:layout_table) + word_and(load_word(at), 4294967295) * 4)
  end

  # A value's bits after its object has moved, if it is in the old space.
  machine def __moved(bits)
    return bits if word_and(bits, 7) != 1
    at = bits - 1
    return bits if at < context_get(:scratch0) || at >= context_get(:scratch1)
    header = load_word(at)
    return word_and(header, word_shr(-1, 1)) if header < 0
    size = __object_bytes(at)
    to = context_get(:heap_top)
    memory_copy(at, to, size)
    context_set(:heap_top, to + size)
    store_word(at, word_or(to + 1, word_shl(1, 63)))
    to + 1
  end

  machine def __object_bytes(at)
    layout = __layout_word(at)
    kind = word_and(layout, 7)
    return __plain_bytes(layout) + 8 if kind == 0
    return word_sar(load_word(at + 8), 1) * 8 + 16 if kind == 1
    return word_and(word_sar(load_word(at + 8), 1) + 7, -8) + 16 if kind == 2
    word(16)
  end
end

# The collector, as a program may ask for it.
module GC
  def self.start(**options)
    __collect
    nil
  end

  def self.stress
    false
  end

  def self.enable
    false
  end

  def self.disable
    false
  end

  machine def self.stat(key = nil)
    small(context_get(:live_bytes))
  end
end
