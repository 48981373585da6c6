# frozen_string_literal: true

# `pp`: what does not fit a line goes on several, an element each.
module PrettyPrint
  def self.__text(object, indent, width)
    text = object.inspect
    return text if indent + text.length < width
    case object
    when Array then object.empty? ? text : __array(object, indent, width)
    when Hash then object.empty? ? text : __hash(object, indent, width)
    else text
    end
  end

  def self.__array(array, indent, width)
    "[" + array.map { |element| __text(element, indent + 1, width) }.join(",\n" + " " * (indent + 1)) + "]"
  end

  def self.__hash(hash, indent, width)
    "{" + hash.map { |pair| __pair(pair[0], pair[1], indent + 1, width) }.join(",\n" + " " * (indent + 1)) + "}"
  end

  # A value that does not fit behind its key goes below it.
  def self.__pair(key, value, indent, width)
    name = key.is_a?(Symbol) ? key.__inspect_key.chomp(" ") : "#{key.inspect} =>"
    text = value.inspect
    return "#{name} #{text}" if indent + name.length + 1 + text.length < width
    "#{name}\n" + " " * (indent + 1) + __text(value, indent + 1, width)
  end
end
