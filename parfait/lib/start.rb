# frozen_string_literal: true

# The life of a program: from the entry to the exit status.
module Kernel
  # Called by the entry code with the address of argc, argv and the environment.
  machine def __start(stack)
    context_set(:stack_base, stack)
    context_set(:argc, load_word(stack))
    context_set(:argv, stack + 8)
    __start_memory(stack)
    __exit_now(__run)
  end

  machine def __exit_now(status)
    syscall(:exit_group, word(status))
    halt
  end

  # The compiler adds `__boot`, the bodies of the runtime's files, and `__main`, the program.
  def __run
    $__main = self
    __boot
    error = nil
    begin
      __main
    rescue Exception => raised
      error = raised
    end
    __status_after(__run_at_exit(error))
  end

  # The blocks of `at_exit`, the last first; what the program ends with.
  def __run_at_exit(error)
    blocks = $__at_exit
    return error if blocks.nil?
    while (block = blocks.pop)
      begin
        block.call
      rescue SystemExit => stop
        error = stop
      rescue Exception => failed
        __status_after(failed)
        error = SystemExit.new(1) if error.nil?
      end
    end
    error
  end

  # Writes what is left to write, reports what nobody rescued; the exit status.
  def __status_after(error)
    __flush_all
    return 0 if error.nil?
    return error.status if error.is_a?(SystemExit)
    __write_error(Exception.__report(error))
    1
  end

  machine def __write_error(text)
    syscall(:write, 2, bytes_address(text.__bytes), word(text.bytesize))
    nil
  end

  def __flush_all
    out = $stdout
    out.flush if out.is_a?(IO)
    STDOUT.flush
    files = $__written_files
    files.each { |file| file.flush unless file.closed? } unless files.nil?
  rescue SystemCallError
    nil
  end

  # The zero-terminated string at an address.
  machine def __string_at(at)
    last = at
    last += 1 while load_u8(last) != 0
    count = small(last - at)
    bytes = allocate_bytes(count)
    memory_copy(at, bytes_address(bytes), word(count))
    String.__of(bytes, count, 0)
  end

  # Arguments from the second on: the first is the program.
  machine def __arguments
    found = []
    index = word(1)
    while index < context_get(:argc)
      found << __string_at(load_word(context_get(:argv) + index * 8))
      index += 1
    end
    found
  end

  machine def __program_name
    __string_at(load_word(context_get(:argv)))
  end

  machine def __environment
    found = {}
    at = context_get(:argv) + (context_get(:argc) + 1) * 8
    while load_word(at) != 0
      pair = __string_at(load_word(at)).split("=", 2)
      found[pair[0]] = pair[1].__freeze
      at += 8
    end
    found
  end
end

# Constants that are made when they are first read: what nobody reads is not in the program.
class Object
  def Object.__initial_ARGV
    $__argv ||= __arguments
  end

  def Object.__initial_ENV
    $__env ||= __environment
  end

  def Object.__initial_RUBY_VERSION
    "4.0.0"
  end

  def Object.__initial_RUBY_ENGINE
    "salama"
  end

  def Object.__initial_RUBY_PLATFORM
    "linux"
  end
end

STDIN = IO.__open(0, false, "<STDIN>")
STDOUT = IO.__open(1, false, "<STDOUT>")
STDERR = IO.__open(2, true, "<STDERR>")
$stdin = STDIN
$stdout = STDOUT
$stderr = STDERR
