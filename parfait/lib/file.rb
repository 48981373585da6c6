# frozen_string_literal: true

# Files and their names.
class File < IO
  def self.__initial_SEPARATOR
    "/"
  end

  def self.open(path, mode = "r", permissions = 438, encoding: nil)
    file = __open_file(path, mode, permissions)
    return file unless block_given?
    begin
      yield file
    ensure
      file.close
    end
  end

  def self.new(path, mode = "r", permissions = 438)
    __open_file(path, mode, permissions)
  end

  def self.__open_file(path, mode, permissions)
    path = Kernel.__to_str(path)
    flags = __flags(mode)
    descriptor = __system_open(__terminated(path), flags, permissions)
    Errno.__raise(descriptor, "rb_sysopen", path) if descriptor < 0
    __open(descriptor, false, path)
  end

  # Open flags of Linux: 1 write only, 2 both, 64 create, 512 truncate, 1024 append, 524288 close on exec.
  def self.__flags(mode)
    return mode | 524288 if mode.is_a?(Integer)
    name = mode.delete("bt").split(":")[0]
    case name
    when "r" then 524288
    when "r+" then 524290
    when "w" then 524288 | 577
    when "w+" then 524288 | 578
    when "a" then 524288 | 1089
    when "a+" then 524288 | 1090
    else raise ArgumentError, "invalid access mode #{mode}"
    end
  end

  # The bytes of a path with a zero after them.
  def self.__terminated(path)
    raise ArgumentError, "string contains null byte" if path.include?("\0")
    (path + "\0").__bytes
  end

  machine def self.__system_open(path, flags, permissions)
    small(syscall(:openat, -100, bytes_address(path), word(flags), word(permissions)))
  end

  # Files that were not closed are written at the end of the program.
  def __start_writing
    super
    ($__written_files ||= []) << self
  end

  attr_reader :path

  def to_path
    @path
  end

  def size
    flush
    File.size(@path)
  end

  def self.read(path, length = nil, encoding: nil, mode: nil)
    open(path) { |file| length ? file.read(length) : file.read }
  end

  def self.binread(path)
    read(path).force_encoding("BINARY")
  end

  def self.write(path, text, mode: "w")
    open(path, mode) { |file| file.write(text) }
  end

  def self.binwrite(path, text)
    write(path, text)
  end

  def self.readlines(path, separator = "\n", chomp: false)
    open(path) { |file| file.readlines(separator, chomp: chomp) }
  end

  def self.foreach(path, chomp: false)
    return __enumerator(:foreach, [path]) { |block| foreach(path, chomp: chomp, &block) } unless block_given?
    open(path) do |file|
      while (line = file.gets(chomp: chomp))
        yield line
      end
    end
    nil
  end

  def self.exist?(path)
    __status(path) == 0
  end

  # 0 if there is something with this name, else a negative error.
  machine def self.__status(path)
    bytes = __terminated(Kernel.__to_str(path))
    buffer = allocate_bytes(256)
    small(syscall(:newfstatat, -100, bytes_address(bytes), bytes_address(buffer), 0))
  end

  # Word `index` of what `fstat` says, or a negative error.
  machine def self.__stat_word(path, index)
    bytes = __terminated(Kernel.__to_str(path))
    buffer = allocate_bytes(256)
    result = syscall(:newfstatat, -100, bytes_address(bytes), bytes_address(buffer), 0)
    return small(result) if result < 0
    small(load_word(bytes_address(buffer) + word(index) * 8) & 1152921504606846975)
  end

  def self.size(path)
    size = __stat_word(path, 6)
    Errno.__raise(size, "rb_file_s_size", path) if size < 0
    size
  end

  def self.size?(path)
    exist?(path) && size(path) > 0 ? size(path) : nil
  end

  def self.zero?(path)
    exist?(path) && size(path) == 0
  end

  def self.empty?(path)
    zero?(path)
  end

  def self.file?(path)
    exist?(path) && !directory?(path)
  end

  # The mode is the third word on x86-64 and a half of the second on AArch64 (where x86-64 has the number of links).
  def self.directory?(path)
    return false unless exist?(path)
    mode = __stat_word(path, 2) & 0xffffffff
    mode = __stat_word(path, 3) & 0xffffffff if mode & 0xf000 == 0
    mode & 0xf000 == 0x4000
  end

  def self.readable?(path)
    exist?(path)
  end

  def self.delete(*paths)
    paths.each do |path|
      result = __unlink(path)
      Errno.__raise(result, "apply2files", path) if result < 0
    end
    paths.length
  end

  def self.unlink(*paths)
    delete(*paths)
  end

  machine def self.__unlink(path)
    bytes = __terminated(Kernel.__to_str(path))
    small(syscall(:unlinkat, -100, bytes_address(bytes), 0))
  end

  def self.rename(from, to)
    result = __rename(from, to)
    Errno.__raise(result, "rb_file_s_rename", "(#{from}, #{to})") if result < 0
    0
  end

  machine def self.__rename(from, to)
    old = __terminated(Kernel.__to_str(from))
    new_name = __terminated(Kernel.__to_str(to))
    small(syscall(:renameat2, -100, bytes_address(old), -100, bytes_address(new_name), 0))
  end

  def self.basename(path, suffix = nil)
    path = path.chomp("/") while path.end_with?("/") && path != "/"
    slash = path.rindex("/")
    name = slash && path != "/" ? path[(slash + 1)..] : path
    return name.delete_suffix(extname(name)) if suffix == ".*"
    suffix && name != suffix ? name.delete_suffix(suffix) : name
  end

  def self.extname(path)
    name = basename(path)
    dot = name.rindex(".")
    return "" if dot.nil? || dot == 0 || dot == name.length - 1
    name[dot..]
  end

  def self.dirname(path)
    slash = path.rindex("/")
    return "." if slash.nil?
    slash == 0 ? "/" : path[0, slash]
  end

  def self.split(path)
    [dirname(path), basename(path)]
  end

  def self.join(*parts)
    parts = parts.flatten
    text = +""
    parts.each_with_index do |part, index|
      if index > 0
        text.chomp!("/") while text.end_with?("/")
        part = part.delete_prefix("/") while part.start_with?("/")
        text << "/"
      end
      text << part
    end
    text
  end

  def self.expand_path(path, base = nil)
    path = Kernel.__to_str(path)
    path = ENV["HOME"] + path.delete_prefix("~") if path == "~" || path.start_with?("~/")
    path = "#{base ? expand_path(base) : Dir.pwd}/#{path}" unless path.start_with?("/")
    parts = []
    path.split("/").each do |part|
      case part
      when "", "." then nil
      when ".." then parts.pop
      else parts << part
      end
    end
    "/" + parts.join("/")
  end

  def self.absolute_path(path, base = nil)
    expand_path(path, base)
  end

  def self.absolute_path?(path)
    path.start_with?("/")
  end
end

# The same by the name of the class above.
class IO
  def self.read(...)
    File.read(...)
  end

  def self.readlines(...)
    File.readlines(...)
  end

  def self.foreach(...)
    File.foreach(...)
  end

  def self.write(...)
    File.write(...)
  end
end

class Dir
  def self.pwd
    bytes = __current
    String.__from(bytes, 0, __terminated_length(bytes))
  end

  machine def self.__current
    buffer = allocate_bytes(4096)
    syscall(:getcwd, bytes_address(buffer), 4096)
    buffer
  end

  machine def self.__terminated_length(bytes)
    at = bytes_address(bytes)
    at += 1 while load_u8(at) != 0
    small(at - bytes_address(bytes))
  end

  def self.exist?(path)
    File.directory?(path)
  end
end
