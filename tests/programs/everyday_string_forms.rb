# Strings: encodings, how they are shown, affixes and white space.
puts "a".encoding, "a".force_encoding("ASCII-8BIT").encoding, "a".valid_encoding?, "a".ascii_only?, "é".ascii_only?, "é".b.length, "abc".unicode_normalize == "abc"
p "ab\ncd".inspect, "ab".dump, "é".dump, 'a"b'.inspect, "a#b", "a\#{b}", "\#$a", "\x01", "\x7f", "\r\n"
p "abc".start_with?(""), "".start_with?("a"), "abc".delete_suffix("c"), "abc".delete_prefix("x"), "  x ".lstrip, "  x ".rstrip, "\tx\n".strip, "xxhixx".gsub("x", ""), "path/to/file.rb".split("/").last, "x".ljust(3, "ab"), "x".center(6, "ab") rescue p $!.class
