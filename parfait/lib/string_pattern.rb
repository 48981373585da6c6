# frozen_string_literal: true

# Finding and replacing parts of strings, taking strings apart.
class String
  def sub(pattern, replacement = nil)
    __wrong_arguments(1, 2, 2) if replacement.nil? && !block_given?
    found = __find(__pattern(pattern), 0)
    return dup if found < 0
    text = __replacement(pattern, replacement) { |match| yield match }
    dup.__replace_bytes(found, pattern.bytesize, text)
  end

  def sub!(pattern, replacement = nil)
    __modify
    return nil if __find(__pattern(pattern), 0) < 0
    __share(sub(pattern, replacement) { |match| yield match })
  end

  def gsub(pattern, replacement = nil)
    pattern = __pattern(pattern)
    text = String.new
    from = 0
    while (found = __find(pattern, from)) >= 0
      text.__append_bytes(@bytes, from, found - from)
      text << __replacement(pattern, replacement) { |match| yield match }
      from = found + pattern.bytesize
      next unless pattern.empty?
      break if from >= bytesize
      text.__append_bytes(@bytes, from, __width(from))
      from += __width(from)
    end
    text.__append_bytes(@bytes, from, bytesize - from)
  end

  def scan(pattern)
    found = []
    gsub(pattern) do |match|
      block_given? ? yield(match) : found << match
      ""
    end
    block_given? ? self : found
  end

  def gsub!(pattern, replacement = nil)
    __modify
    return nil if __find(__pattern(pattern), 0) < 0
    __share(gsub(pattern, replacement) { |match| yield match })
  end

  def __pattern(pattern)
    return pattern if pattern.is_a?(String)
    raise TypeError, "wrong argument type #{pattern.class} (expected Regexp)" unless pattern.respond_to?(:to_str)
    pattern.to_str
  end

  def __replacement(pattern, replacement)
    case replacement
    when nil then (yield pattern.dup).to_s
    when Hash then replacement[pattern].to_s
    else __expanded(Kernel.__to_str(replacement), pattern)
    end
  end

  # `\\\\0` in a replacement stands for the match, two backslashes for one.
  def __expanded(replacement, pattern)
    return replacement unless replacement.include?("\\")
    text = String.new
    index = 0
    characters = replacement.chars
    while index < characters.length
      following = characters[index + 1]
      if characters[index] == "\\" && (following == "0" || following == "&" || following == "\\")
        text << (following == "\\" ? "\\" : pattern)
        index = index.__next
      else
        text << characters[index]
      end
      index = index.__next
    end
    text
  end

  def split(separator = nil, limit = 0)
    parts = __split(separator, limit)
    parts.pop while limit == 0 && !parts.empty? && parts.last.empty?
    return parts unless block_given?
    parts.each { |part| yield part }
    self
  end

  def __split(separator, limit)
    return [] if empty?
    return [dup] if limit == 1
    return __split_words(limit) if separator.nil? || separator == " "
    separator = __pattern(separator)
    separator.empty? ? __split_characters(limit) : __split_by(separator, limit)
  end

  def __split_words(limit)
    parts = []
    size = bytesize
    from = 0
    while true
      from = __word_start(from)
      break if from >= size
      return parts << __slice(from, size - from) if parts.length == limit - 1
      last = __word_end(from)
      parts << __slice(from, last - from)
      from = last
    end
    parts << "".dup if limit != 0 && __space?(size - 1)
    parts
  end

  # The first offset that is not white space.
  machine def __word_start(from)
    first = bytes_address(@bytes)
    at = first + word(from)
    last = first + word(@length)
    at += 1 while at < last && (load_u8(at) == 32 || word_below(load_u8(at) - 9, 5))
    small(at - first)
  end

  # The first offset that is white space.
  machine def __word_end(from)
    first = bytes_address(@bytes)
    at = first + word(from)
    last = first + word(@length)
    at += 1 until at >= last || load_u8(at) == 32 || word_below(load_u8(at) - 9, 5)
    small(at - first)
  end

  def __split_characters(limit)
    return chars if limit <= 0
    found = chars
    return found if found.length < limit
    found[0, limit - 1] << found[(limit - 1)..].join
  end

  def __split_by(separator, limit)
    parts = []
    from = 0
    while parts.length != limit - 1 && (at = __find(separator, from)) >= 0
      parts << __slice(from, at - from)
      from = at + separator.bytesize
    end
    parts << __slice(from, bytesize - from)
  end

  def partition(separator)
    at = __find(separator, 0)
    return [dup, "".dup, "".dup] if at < 0
    rest = at + separator.bytesize
    [__slice(0, at), separator.dup, __slice(rest, bytesize - rest)]
  end

  def rpartition(separator)
    at = __find_last(separator, bytesize)
    return ["".dup, "".dup, dup] if at < 0
    rest = at + separator.bytesize
    [__slice(0, at), separator.dup, __slice(rest, bytesize - rest)]
  end
end
