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

# Moments: nanoseconds since 1970. Local time is universal time; whether a moment was made as universal decides how it shows.
class Time
  include Comparable

  def self.now
    __make(Process.__nanoseconds(0), false)
  end

  # `Time.at(seconds)`, `Time.at(seconds, part, unit)`
  def self.at(seconds, part = 0, unit = :microsecond)
    return __make(seconds.__nanoseconds, false) if seconds.is_a?(Time)
    __make((seconds * 1_000_000_000).floor + (part * __unit(unit)).floor, false)
  end

  def self.__unit(unit)
    case unit
    when :millisecond then 1_000_000
    when :microsecond, :usec then 1000
    when :nanosecond, :nsec then 1
    else raise ArgumentError, "unexpected unit: #{unit}"
    end
  end

  def self.__make(nanoseconds, universal)
    made = allocate
    made.initialize(nanoseconds, universal)
    made
  end

  def self.new(year = nil, month = nil, day = nil, hour = nil, minute = nil, second = nil)
    year.nil? ? now : __of(year, month, day, hour, minute, second, false)
  end

  def self.utc(year, month = nil, day = nil, hour = nil, minute = nil, second = nil)
    __of(year, month, day, hour, minute, second, true)
  end

  def self.local(year, month = nil, day = nil, hour = nil, minute = nil, second = nil)
    __of(year, month, day, hour, minute, second, false)
  end

  def self.gm(...)
    utc(...)
  end

  def self.mktime(...)
    local(...)
  end

  def self.__of(year, month, day, hour, minute, second, universal)
    days = __days(Kernel.__to_int(year), __month(month), __part(day, 1, 31))
    seconds = (days * 24 + __part(hour, 0, 24)) * 3600 + __part(minute, 0, 59) * 60
    second = second.is_a?(String) ? Integer(second, 10) : second || 0
    raise ArgumentError, "argument out of range" if second < 0 || second >= 61
    __make(seconds * 1_000_000_000 + (second * 1_000_000_000).floor, universal)
  end

  def self.__part(part, least, most)
    return least if part.nil?
    part = part.is_a?(String) ? Integer(part, 10) : Kernel.__to_int(part)
    raise ArgumentError, "argument out of range" if part < least || part > most
    part
  end

  # By number, or by the first letters of its name.
  def self.__month(month)
    found = month.is_a?(String) && month.length == 3 ? MONTHS.index { |name| name.start_with?(month.capitalize) } : nil
    found ? found + 1 : __part(month, 1, 12)
  end

  # Days since 1970 of a day in the proleptic Gregorian calendar.
  def self.__days(year, month, day)
    year -= 1 if month <= 2
    era = year.div(400)
    year_of_era = year - era * 400
    day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468
  end

  def self.__initial_MONTHS
    %w[January February March April May June July August September October November December]
  end

  def self.__initial_DAYS
    %w[Sunday Monday Tuesday Wednesday Thursday Friday Saturday]
  end

  def initialize(nanoseconds, universal)
    @nanoseconds = nanoseconds
    @universal = universal
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

  alias tv_sec to_i

  def nsec
    @nanoseconds % 1_000_000_000
  end

  alias tv_nsec nsec

  def usec
    nsec / 1000
  end

  alias tv_usec usec

  def -(other)
    return (@nanoseconds - other.__nanoseconds) / 1_000_000_000.0 if other.is_a?(Time)
    __moved(-__duration(other))
  end

  def +(other)
    raise TypeError, "time + time?" if other.is_a?(Time)
    __moved(__duration(other))
  end

  def __duration(seconds)
    raise TypeError, "can't convert #{Kernel.__kind(seconds)} into an exact number" unless seconds.is_a?(Numeric)
    (seconds * 1_000_000_000).floor
  end

  def __moved(nanoseconds)
    Time.__make(@nanoseconds + nanoseconds, @universal)
  end

  def round(digits = 0)
    unit = 10**(9 - digits)
    Time.__make((@nanoseconds + unit / 2) / unit * unit, @universal)
  end

  def <=>(other)
    other.is_a?(Time) ? @nanoseconds <=> other.__nanoseconds : nil
  end

  def eql?(other)
    other.is_a?(Time) && @nanoseconds == other.__nanoseconds
  end

  def hash
    @nanoseconds.hash
  end

  # Year, month and day of the proleptic Gregorian calendar.
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

  alias mon month

  def day
    __date[2]
  end

  alias mday day

  def yday
    to_i.div(86400) - Time.__days(year, 1, 1) + 1
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

  def sunday?
    wday == 0
  end

  def monday?
    wday == 1
  end

  def tuesday?
    wday == 2
  end

  def wednesday?
    wday == 3
  end

  def thursday?
    wday == 4
  end

  def friday?
    wday == 5
  end

  def saturday?
    wday == 6
  end

  def utc
    @universal = true
    self
  end

  alias gmtime utc

  def getutc
    Time.__make(@nanoseconds, true)
  end

  alias getgm getutc

  def localtime
    @universal = false
    self
  end

  def getlocal
    Time.__make(@nanoseconds, false)
  end

  def utc?
    @universal
  end

  alias gmt? utc?

  def utc_offset
    0
  end

  alias gmt_offset utc_offset

  def zone
    "UTC"
  end

  def to_a
    [sec, min, hour, day, month, year, wday, yday, false, zone]
  end

  def to_s
    strftime(@universal ? "%F %T UTC" : "%F %T %z")
  end

  # With the digits behind the seconds that there are.
  def inspect
    digits = nsec == 0 ? "" : ".#{nsec.to_s.rjust(9, "0")}"
    digits = digits.chomp("0") while digits.end_with?("0")
    "#{strftime("%F %T")}#{digits}#{@universal ? " UTC" : " +0000"}"
  end
end
