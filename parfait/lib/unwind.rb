# frozen_string_literal: true

# Walking the stack by the linker's tables. A row of `call_sites` is five 32-bit words: return address, frame size, landing, stack
# map, position; a row of `positions` name, file, line, parent, flags.
module Kernel
  # The row of a return address, or 0.
  machine def __call_site(address)
    low = data_address(:call_sites)
    high = data_address(:call_sites_end)
    while low < high
      middle = low + (high - low) / 40 * 20
      found = load_u32(middle)
      return middle if found == address
      if found < address
        low = middle + 20
      else
        high = middle
      end
    end
    word(0)
  end

  # Continues where an exception lands.
  machine def __unwind(exception)
    context_set(:exception, bits(exception))
    Kernel.__land
  end

  machine def __land
    context_set(:stack_limit, context_get(:scratch3))
    stack = frame_address
    site = __call_site(load_word(stack - 8))
    while site != 0
      landing = load_u32(site + 8)
      unwind_to(landing, stack) if landing != 0
      stack = stack + load_u32(site + 4)
      site = __call_site(load_word(stack - 8))
    end
    __exit_now(1)
  end

  # The positions of the calls on the stack, as raw 32-bit rows in a Bytes; decoded when somebody asks.
  machine def __backtrace
    bytes = allocate_bytes(small(Kernel.__record_positions(frame_address, word(0)) * 4))
    Kernel.__record_positions(frame_address, bytes_address(bytes))
    bytes
  end

  # How many calls there are; their positions go to an address, unless that is 0.
  machine def __record_positions(stack, at)
    count = word(0)
    site = __call_site(load_word(stack - 8))
    while site != 0
      store_u32(at + count * 4, load_u32(site + 16)) if at != 0
      count += 1
      stack = stack + load_u32(site + 4)
      site = __call_site(load_word(stack - 8))
    end
    count
  end

  # Makes room below the limit for raising, until the unwinding begins.
  machine def __stack_overflow
    context_set(:stack_limit, context_get(:scratch3) - 196608)
    raise SystemStackError, "stack level too deep"
  end
end

# Backtraces as text.
module Backtrace
  def self.__decode(raw)
    pairs = __pairs(raw)
    lines = []
    index = 0
    while index < __pair_count(pairs)
      lines.__push(__append_line(String.__empty, pairs, index))
      index = index.__next
    end
    lines
  end

  # The report of an exception: what it says behind its first line, then the callers.
  def self.__append(text, raw, description, shorten)
    pairs = __pairs(raw)
    count = __pair_count(pairs)
    __append_line(text, pairs, 0).__append_string(": ") if count > 0
    text.__append_string(description)
    index = 1
    while index < count
      index = __append_gap(text, count) if index == 9 && shorten && count > 18
      text.__append_string("\n\tfrom ")
      __append_line(text, pairs, index)
      index = index.__next
    end
  end

  # Of a very deep stack the first eight and the last four callers show; the index of the next one.
  machine def self.__append_gap(text, count)
    text.__append_string("\n\t ... ").__append_string(small(word(count) - 13).__decimal_small).__append_string(" levels...")
    small(word(count) - 4)
  end

  # The lines of a backtrace: the rows of the place and of the name, each of 32 bits.
  machine def self.__pairs(raw)
    pairs = allocate_bytes(small(__find_pairs(raw, word(0)) * 8))
    __find_pairs(raw, bytes_address(pairs))
    pairs
  end

  machine def self.__pair_count(pairs)
    small(word_shr(word(storage_length(pairs)), 3))
  end

  # How many there are; they go to an address, unless that is 0. A frame of the runtime shows only if the program called it: by its
  # name, at the line of the call.
  machine def self.__find_pairs(raw, to)
    count = word(0)
    hidden = word(-1)
    at = word(0)
    while at < word(storage_length(raw))
      row = load_u32(bytes_address(raw) + at)
      while row != 4294967295
        if __field(row, 4) == 1
          hidden = row
        else
          count = __put_pair(to, count, row, hidden) if hidden >= 0 && __shown?(hidden)
          count = __put_pair(to, count, row, row)
          hidden = word(-1)
        end
        row = __field(row, 3)
      end
      at += 4
    end
    count
  end

  machine def self.__put_pair(to, count, place, row)
    if to != 0
      store_u32(to + count * 8, place)
      store_u32(to + count * 8 + 4, row)
    end
    count + 1
  end

  machine def self.__field(row, index)
    load_u32(data_address(:positions) + row * 20 + word(index) * 4)
  end

  # Adds `file:line:in 'name'`.
  machine def self.__append_line(text, pairs, index)
    at = bytes_address(pairs) + word(index) * 8
    place = load_u32(at)
    row = load_u32(at + 4)
    __append_name(text, __field(place, 1)).__append_string(":").__append_string(small(__field(place, 2)).__decimal_small)
    __append_name(text.__append_string(":in '"), __field(row, 0)).__append_string("'")
  end

  machine def self.__append_name(text, offset)
    at = data_address(:position_strings) + offset
    text.__append_memory(at + 4, small(load_u32(at)))
  end

  # Blocks and private methods of the runtime do not show, nor does what CRuby does not show either.
  machine def self.__shown?(row)
    at = data_address(:position_strings) + __field(row, 0) + 4
    last = at + load_u32(at - 4)
    return false if load_u8(at) > 90 || __begins?(at, "Kernel#raise") || __begins?(at, "Class#new")
    while at < last
      return false if load_u8(at) == 95 && load_u8(at + 1) == 95
      at += 1
    end
    true
  end
end
