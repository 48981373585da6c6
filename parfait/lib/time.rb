# frozen_string_literal: true

# Clocks.
module Process
  def self.__initial_CLOCK_REALTIME
    0
  end

  def self.__initial_CLOCK_MONOTONIC
    1
  end

  def self.__initial_CLOCK_PROCESS_CPUTIME_ID
    2
  end

  def self.__initial_CLOCK_THREAD_CPUTIME_ID
    3
  end

  def self.clock_gettime(clock = 0, unit = :float_second)
    nanoseconds = __nanoseconds(clock)
    case unit
    when :float_second then nanoseconds / 1_000_000_000.0
    when :float_millisecond then nanoseconds / 1_000_000.0
    when :float_microsecond then nanoseconds / 1000.0
    when :second then nanoseconds / 1_000_000_000
    when :millisecond then nanoseconds / 1_000_000
    when :microsecond then nanoseconds / 1000
    when :nanosecond then nanoseconds
    else raise ArgumentError, "unexpected unit: #{unit}"
    end
  end

  machine def self.__nanoseconds(clock)
    buffer = allocate_bytes(16)
    syscall(:clock_gettime, word(clock), bytes_address(buffer))
    small(load_word(bytes_address(buffer)) * 1000000000 + load_word(bytes_address(buffer) + 8))
  end

  machine def self.pid
    small(syscall(:getpid, 0))
  end
end

class Time
  include Comparable

  def self.now
    at(Process.__nanoseconds(0) / 1_000_000_000.0, Process.__nanoseconds(0))
  end

  def self.at(seconds, nanoseconds = (seconds * 1_000_000_000).to_i)
    made = allocate
    made.initialize(nanoseconds)
    made
  end

  def initialize(nanoseconds)
    @nanoseconds = nanoseconds
  end

  def __nanoseconds
    @nanoseconds
  end

  def to_f
    @nanoseconds / 1_000_000_000.0
  end

  def to_i
    @nanoseconds / 1_000_000_000
  end

  def nsec
    @nanoseconds % 1_000_000_000
  end

  def usec
    nsec / 1000
  end

  def -(other)
    return (@nanoseconds - other.__nanoseconds) / 1_000_000_000.0 if other.is_a?(Time)
    Time.at(0, @nanoseconds - (other * 1_000_000_000).to_i)
  end

  def +(other)
    Time.at(0, @nanoseconds + (other * 1_000_000_000).to_i)
  end

  def <=>(other)
    other.is_a?(Time) ? @nanoseconds <=> other.__nanoseconds : nil
  end

  # Year, month and day of the proleptic Gregorian calendar (universal time).
  def __date
    days = to_i.div(86400) + 719468
    era = days.div(146097)
    day_of_era = days - era * 146097
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100)
    shifted = (5 * day_of_year + 2) / 153
    day = day_of_year - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    [year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day]
  end

  def year
    __date[0]
  end

  def month
    __date[1]
  end

  def day
    __date[2]
  end

  def hour
    to_i % 86400 / 3600
  end

  def min
    to_i % 3600 / 60
  end

  def sec
    to_i % 60
  end

  def wday
    (to_i.div(86400) + 4) % 7
  end

  def utc
    self
  end

  def strftime(format)
    text = String.new
    escaped = false
    format.each_char do |character|
      if escaped
        text << __directive(character)
        escaped = false
      elsif character == "%"
        escaped = true
      else
        text << character
      end
    end
    text
  end

  def __directive(character)
    case character
    when "Y" then year.to_s
    when "m" then __two(month)
    when "d" then __two(day)
    when "H" then __two(hour)
    when "M" then __two(min)
    when "S" then __two(sec)
    when "F" then "#{year}-#{__two(month)}-#{__two(day)}"
    when "T" then "#{__two(hour)}:#{__two(min)}:#{__two(sec)}"
    when "L" then (nsec / 1_000_000).to_s.rjust(3, "0")
    when "s" then to_i.to_s
    when "%" then "%"
    else raise NotImplementedError, "Time#strftime with %#{character} is not supported"
    end
  end

  def __two(number)
    number.to_s.rjust(2, "0")
  end

  def to_s
    strftime("%F %T +0000")
  end

  def inspect
    to_s
  end
end
