# frozen_string_literal: true

# Walking the stack by the linker's tables: `src/tables.rs` says what is in them.
module Kernel
  # What `frames` says of the frame that ends at a return address; 0 if there is no such frame.
  machine def __frame(address)
    site = __find_row(data_address(:call_sites), data_address(:call_sites_end), address)
    site == 0 ? site : data_address(:frames) + load_u32(site + 4)
  end

  # The row of an address in a table of two words a row; 0 if there is none.
  machine def __find_row(low, high, address)
    while low < high
      middle = low + word_and(word_shr(high - low, 1), -8)
      found = load_u32(middle)
      return middle if found == address
      if found < address
        low = middle + 8
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
    stack = frame_address
    frame = __frame(load_word(stack - 8))
    while frame != 0
      landing = load_u32(frame)
      __continue(landing, stack) if landing != 0
      stack = stack + load_u16(frame + 4) * 8
      frame = __frame(load_word(stack - 8))
    end
    __exit_now(1)
  end

  # From here on nothing is called: the stack may have grown beyond its limit.
  machine def __continue(landing, stack)
    context_set(:stack_limit, context_get(:scratch3))
    unwind_to(landing, stack)
  end

  # The return addresses on the stack, of 32 bits each, in a Bytes; decoded when somebody asks.
  machine def __backtrace
    bytes = allocate_bytes(small(Kernel.__record_calls(frame_address, word(0)) * 4))
    Kernel.__record_calls(frame_address, bytes_address(bytes))
    bytes
  end

  # How many calls there are; their return addresses go to an address, unless that is 0.
  machine def __record_calls(stack, at)
    count = word(0)
    address = load_word(stack - 8)
    frame = __frame(address)
    while frame != 0
      store_u32(at + count * 4, address) if at != 0
      count += 1
      stack = stack + load_u16(frame + 4) * 8
      address = load_word(stack - 8)
      frame = __frame(address)
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

  # The lines of a backtrace: the row of the place and the offset of the name, each of 32 bits.
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
    name = word(4294967295)
    at = word(0)
    while at < word(storage_length(raw))
      row = __position(load_u32(bytes_address(raw) + at))
      name = row if row == 4294967295
      while row != 4294967295
        if __field(row, 2) != 0
          count = __put_pair(to, count, row, name) if name != 4294967295
          count = __put_pair(to, count, row, __field(row, 0))
          name = word(4294967295)
        else
          name = __field(row, 0)
        end
        row = __field(row, 3)
      end
      at += 4
    end
    count
  end

  machine def self.__put_pair(to, count, row, name)
    if to != 0
      store_u32(to + count * 8, row)
      store_u32(to + count * 8 + 4, name)
    end
    count + 1
  end

  # The row of a return address, 4294967295 if it does not show.
  machine def self.__position(address)
    call = Kernel.__find_row(data_address(:call_positions), data_address(:call_positions_end), address)
    call == 0 ? word(4294967295) : load_u32(call + 4)
  end

  machine def self.__field(row, index)
    load_u32(data_address(:positions) + row * 16 + word(index) * 4)
  end

  # Adds `file:line:in 'name'`.
  machine def self.__append_line(text, pairs, index)
    at = bytes_address(pairs) + word(index) * 8
    row = load_u32(at)
    name = load_u32(at + 4)
    __append_name(text, __field(row, 1)).__append_string(":").__append_string(small(__field(row, 2)).__decimal_small)
    __append_name(text.__append_string(":in '"), name).__append_string("'")
  end

  machine def self.__append_name(text, offset)
    at = data_address(:position_strings) + offset
    text.__append_memory(at + 4, small(load_u32(at)))
  end
end
