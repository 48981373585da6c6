# frozen_string_literal: true

# Moments as text: `strftime`.
class Time
  def strftime(format)
    format = Kernel.__to_str(format)
    text = String.new
    at = 0
    while at < format.length
      last = format[at] == "%" ? __directive_end(format, at + 1) : at
      text << (last > at && last < format.length ? __directive(format[at + 1...last], format[last]) : format[at..last])
      at = last + 1
    end
    text
  end

  # Where the letter of a directive is, behind flags and width.
  def __directive_end(format, at)
    at = at.__next while at < format.length && "-0^#_:123456789".include?(format[at])
    at
  end

  # A directive with its flags: `-` no padding, `0` zeros, `_` spaces, `^` upper case, `#` the other case, then a width.
  def __directive(flags, letter)
    digits = flags.delete("-^#_:")
    width = digits.empty? ? nil : digits.to_i
    padding = flags.start_with?("_") ? " " : digits.start_with?("0") ? "0" : nil
    padding = "" if flags.include?("-")
    text = __number_text(letter, width, padding) || __name_text(letter, width) || __combined_text(letter)
    return "%#{flags}#{letter}" if text.nil?
    text = text.upcase if flags.include?("^")
    text = text.swapcase if flags.include?("#")
    width && text.length < width ? text.rjust(width, padding || " ") : text
  end

  def __number_text(letter, width, padding)
    case letter
    when "Y" then __padded(year, width || 1, padding || "0")
    when "C" then __padded(year / 100, width || 2, padding || "0")
    when "y" then __padded(year % 100, width || 2, padding || "0")
    when "m" then __padded(month, width || 2, padding || "0")
    when "d" then __padded(day, width || 2, padding || "0")
    when "e" then __padded(day, width || 2, padding || " ")
    when "j" then __padded(yday, width || 3, padding || "0")
    when "H" then __padded(hour, width || 2, padding || "0")
    when "k" then __padded(hour, width || 2, padding || " ")
    when "I" then __padded((hour + 11) % 12 + 1, width || 2, padding || "0")
    when "l" then __padded((hour + 11) % 12 + 1, width || 2, padding || " ")
    when "M" then __padded(min, width || 2, padding || "0")
    when "S" then __padded(sec, width || 2, padding || "0")
    when "s" then to_i.to_s
    when "u" then ((wday + 6) % 7 + 1).to_s
    when "w" then wday.to_s
    when "U" then __padded((yday + 6 - wday) / 7, width || 2, padding || "0")
    when "W" then __padded((yday + 6 - (wday + 6) % 7) / 7, width || 2, padding || "0")
    when "L" then nsec.to_s.rjust(9, "0").ljust(width || 3, "0")[0, width || 3]
    when "N" then nsec.to_s.rjust(9, "0").ljust(width || 9, "0")[0, width || 9]
    end
  end

  def __padded(number, width, padding)
    padding.empty? ? number.to_s : number.to_s.rjust(width, padding)
  end

  def __name_text(letter, width)
    case letter
    when "A" then DAYS[wday]
    when "a" then DAYS[wday][0, 3]
    when "B" then MONTHS[month - 1]
    when "b", "h" then MONTHS[month - 1][0, 3]
    when "p" then hour < 12 ? "AM" : "PM"
    when "P" then hour < 12 ? "am" : "pm"
    when "Z" then zone
    when "z" then "+0000"
    when "n" then "\n"
    when "t" then "\t"
    when "%" then "%"
    end
  end

  def __combined_text(letter)
    case letter
    when "F" then strftime("%Y-%m-%d")
    when "T", "X" then strftime("%H:%M:%S")
    when "R" then strftime("%H:%M")
    when "r" then strftime("%I:%M:%S %p")
    when "D", "x" then strftime("%m/%d/%y")
    when "c" then strftime("%a %b %e %H:%M:%S %Y")
    when "v" then strftime("%e-%^b-%Y")
    end
  end
end
