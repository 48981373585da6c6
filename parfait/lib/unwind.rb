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
    count = word(0)
    stack = frame_address
    site = __call_site(load_word(stack - 8))
    while site != 0
      count += 1
      stack = stack + load_u32(site + 4)
      site = __call_site(load_word(stack - 8))
    end
    bytes = allocate_bytes(small(count * 4))
    __record_positions(frame_address, bytes_address(bytes))
    bytes
  end

  machine def __record_positions(stack, at)
    site = __call_site(load_word(stack - 8))
    while site != 0
      store_u32(at, load_u32(site + 16))
      at += 4
      stack = stack + load_u32(site + 4)
      site = __call_site(load_word(stack - 8))
    end
    nil
  end

  # Makes room below the limit for raising, until the unwinding begins.
  machine def __stack_overflow
    context_set(:stack_limit, context_get(:scratch3) - 196608)
    raise SystemStackError, "stack level too deep"
  end
end

# Backtraces as text.
module Backtrace
  # A frame of the runtime shows only if the program called it: by its name, at the line of the call.
  machine def self.__decode(raw)
    lines = []
    at = word(0)
    hidden = -1
    while at < word(storage_length(raw))
      row = small(load_u32(bytes_address(raw) + at))
      while !small_eq(row, 4294967295)
        if __hidden?(row)
          hidden = row
        else
          lines.__push(__line(row, hidden)) if small_ge(hidden, 0) && __shown?(hidden)
          lines.__push(__line(row, row))
          hidden = -1
        end
        row = __field(row, 3)
      end
      at += 4
    end
    lines
  end

  # `file:line:in 'name'`
  def self.__line(place, row)
    text = String.new
    text.__append_string(__string(__field(place, 1))).__append_string(":").__append_string(__field(place, 2).__decimal_small)
    text.__append_string(":in '").__append_string(__name(row)).__append_string("'")
  end

  machine def self.__field(row, index)
    small(load_u32(data_address(:positions) + word(row) * 20 + word(index) * 4))
  end

  machine def self.__hidden?(row)
    small_eq(__field(row, 4), 1)
  end

  # Private names of the runtime, and what CRuby does not show either.
  def self.__shown?(row)
    name = __name(row)
    return false if name.__find("__", 0) >= 0 || name.__starts?("block ")
    name == "Kernel#raise" || name == "Class#new" ? false : true
  end

  def self.__name(row)
    __string(__field(row, 0))
  end

  machine def self.__string(offset)
    at = data_address(:position_strings) + word(offset)
    count = small(load_u32(at))
    bytes = allocate_bytes(count)
    memory_copy(at + 4, bytes_address(bytes), word(count))
    String.__of(bytes, count, 0)
  end
end
