# frozen_string_literal: true

# Streams on file descriptors. Output is gathered in a buffer that is written when full, before reading standard
# input, and at the end; standard error is written at once.
class IO
  def self.__open(descriptor, sync, path)
    stream = allocate
    stream.initialize(descriptor, sync, path)
    stream
  end

  # Both buffers come with the first use.
  def initialize(descriptor, sync, path)
    @descriptor = descriptor
    @sync = sync
    @path = path
    @output = nil
    @input = nil
    @used = 0
    @read_at = 0
    @read_end = 0
    @lines = 0
  end

  def puts(*arguments)
    __puts_all(arguments)
  end

  def __puts_all(arguments)
    return __write_line("") if arguments.empty?
    arguments.each { |argument| __puts_1(argument) }
    nil
  end

  def __puts_1(argument)
    case argument
    when String then __write_line(argument)
    when Array then __puts_array(argument)
    else __write_line(argument.to_s)
    end
    nil
  end

  def __puts_array(array)
    if Kernel.__inspecting?(array)
      __write_line("[...]")
    else
      Kernel.__inspecting(array) { array.each { |element| element.is_a?(Array) ? __puts_array(element) : __puts_1(element) } }
    end
  end

  # Writes a string and a newline, unless it ends in one.
  def __write_line(string)
    __write(string)
    __write("\n") unless string.__ends_in_newline?
    flush if @sync
    nil
  end

  def print(*arguments)
    __print_all(arguments)
  end

  def __print_all(arguments)
    arguments.each { |argument| __write(argument.to_s) }
    flush if @sync
    nil
  end

  def write(*arguments)
    count = 0
    arguments.each do |argument|
      text = argument.to_s
      __write(text)
      count += text.bytesize
    end
    flush if @sync
    count
  end

  def <<(object)
    __write(object.to_s)
    flush if @sync
    self
  end

  def p(object)
    __write_line(object.inspect)
  end

  def printf(format, *arguments)
    write(__format(format, arguments))
    nil
  end

  def putc(character)
    write(character.is_a?(Integer) ? (character & 255).chr : character.to_s[0])
    character
  end

  def __write(string)
    __start_writing if @output.nil?
    length = string.bytesize
    return if __gather(string.__bytes, length)
    __flush
    __write_out(string.__bytes, length) unless __gather(string.__bytes, length)
  end

  def __not_closed
    raise IOError, "closed stream" if @descriptor < 0
  end

  def __start_writing
    __not_closed
    __make_output
  end

  machine def __make_output
    @output = allocate_bytes(16384)
    nil
  end

  # Adds to the buffer; false if there is no room.
  machine def __gather(bytes, length)
    used = word(@used) + word(length)
    return false if used > 16384
    memory_copy(bytes_address(bytes), bytes_address(@output) + word(@used), word(length))
    @used = small(used)
    true
  end

  def __flush
    __write_out(@output, @used) if @used > 0
    @used = 0
  end

  machine def __write_out(bytes, length)
    from = word(0)
    while from < word(length)
      count = syscall(:write, word(@descriptor), bytes_address(bytes) + from, word(length) - from)
      if count < 0
        @used = 0
        __write_failed(small(count)) unless count == -4
      else
        from = from + count
      end
    end
    nil
  end

  def __write_failed(error)
    raise Errno::EPIPE.new("<STDOUT>", "io_writev") if error == -32
    raise IOError, "not opened for writing"
  end

  def flush
    __flush
    self
  end

  def sync
    @sync
  end

  def sync=(sync)
    flush
    @sync = sync
  end

  def fsync
    flush
    0
  end

  def fileno
    @descriptor
  end

  def tty?
    false
  end

  alias isatty tty?

  def set_encoding(*)
    self
  end

  def binmode
    self
  end

  def external_encoding
    Encoding::UTF_8
  end

  def close
    return nil if @descriptor < 0
    flush
    __system_close
    @output = nil
    @descriptor = -1
    nil
  end

  machine def __system_close
    small(syscall(:close, word(@descriptor)))
  end

  def closed?
    @descriptor < 0
  end

  def inspect
    "#<#{self.class}:#{@path}>"
  end

  def lineno
    @lines
  end

  # Fills the input buffer; false at the end.
  def __fill
    __not_closed
    $stdout.flush if @descriptor == 0
    __start_reading if @input.nil?
    @read_at = 0
    count = __system_read
    Errno.__raise(count, "io_fread", @path) if count < 0
    @read_end = count
    count > 0
  end

  machine def __start_reading
    @input = allocate_bytes(16384)
  end

  machine def __system_read
    small(syscall(:read, word(@descriptor), bytes_address(@input), 16384))
  end

  def eof?
    @read_at >= @read_end && !__fill
  end

  alias eof eof?

  # Where in the input buffer a byte is, or -1.
  machine def __find_input(byte)
    at = bytes_address(@input) + word(@read_at)
    last = bytes_address(@input) + word(@read_end)
    wanted = word(byte)
    while at < last
      return small(at - bytes_address(@input)) if load_u8(at) == wanted
      at += 1
    end
    -1
  end

  def gets(separator = "\n", chomp: false)
    line = separator == "\n" ? __read_line : __read_to(separator)
    return nil if line.nil?
    @lines += 1
    line.chomp!(separator || "\n") if chomp
    line
  end

  def __read_line
    return nil if eof?
    line = String.new
    while true
      found = __find_input(10)
      last = found < 0 ? @read_end : found + 1
      line.__append_bytes(@input, @read_at, last - @read_at)
      @read_at = last
      return line if found >= 0 || !__fill
    end
  end

  def __read_to(separator)
    return __read_rest if separator.nil?
    return __read_paragraph if separator.empty?
    return nil if eof?
    line = String.new
    until eof?
      line.__append_bytes(@input, @read_at, 1)
      @read_at += 1
      break if line.end_with?(separator)
    end
    line
  end

  def __read_rest
    return nil if eof?
    read
  end

  def __read_paragraph
    line = __read_line
    line = __read_line while line == "\n"
    return nil if line.nil?
    text = line
    while (line = __read_line)
      text << line
      break if line == "\n"
    end
    text
  end

  def readline(separator = "\n", chomp: false)
    gets(separator, chomp: chomp) || raise(EOFError, "end of file reached")
  end

  def each_line(separator = "\n", chomp: false)
    unless block_given?
      return __enumerator(:each_line) { |block| each_line(&block) }
    end
    while (line = gets(separator, chomp: chomp))
      yield line
    end
    self
  end

  def each(separator = "\n", chomp: false, &block)
    each_line(separator, chomp: chomp, &block)
  end

  include Enumerable

  def readlines(separator = "\n", chomp: false)
    lines = []
    while (line = gets(separator, chomp: chomp))
      lines << line
    end
    lines
  end

  def read(length = nil)
    return __read_some(length) if length
    text = String.new
    until eof?
      text.__append_bytes(@input, @read_at, @read_end - @read_at)
      @read_at = @read_end
    end
    text
  end

  def __read_some(length)
    return length == 0 ? "" : nil if eof?
    text = String.new
    until text.bytesize == length || eof?
      count = [length - text.bytesize, @read_end - @read_at].min
      text.__append_bytes(@input, @read_at, count)
      @read_at += count
    end
    text
  end

  def getc
    return nil if eof?
    text = String.new
    text.__append_bytes(@input, @read_at, 1)
    @read_at += 1
    until text.valid_encoding? || text.bytesize == 4 || eof?
      text.__append_bytes(@input, @read_at, 1)
      @read_at += 1
    end
    text
  end

  def readchar
    getc || raise(EOFError, "end of file reached")
  end

  def readbyte
    getbyte || raise(EOFError, "end of file reached")
  end

  def getbyte
    return nil if eof?
    @read_at += 1
    __input_byte(@read_at - 1)
  end

  machine def __input_byte(index)
    bytes_get(@input, index)
  end

  def each_char
    return __enumerator(:each_char) { |block| each_char(&block) } unless block_given?
    while (character = getc)
      yield character
    end
    self
  end

  def each_byte
    return __enumerator(:each_byte) { |block| each_byte(&block) } unless block_given?
    while (byte = getbyte)
      yield byte
    end
    self
  end

  def pos
    __seek_by(0) - (@read_end - @read_at) + @used
  end

  alias tell pos

  def pos=(position)
    seek(position)
  end

  def seek(offset, whence = 0)
    flush
    offset -= @read_end - @read_at if whence == 1
    @read_at = @read_end = 0
    __seek_from(offset, whence)
    0
  end

  machine def __seek_from(offset, whence)
    small(syscall(:lseek, word(@descriptor), word(offset), word(whence)))
  end

  machine def __seek_by(offset)
    small(syscall(:lseek, word(@descriptor), word(offset), 1))
  end

  def rewind
    flush
    __seek(0)
    @read_at = @read_end = 0
    @lines = 0
    0
  end

  machine def __seek(position)
    small(syscall(:lseek, word(@descriptor), word(position), 0))
  end
end
