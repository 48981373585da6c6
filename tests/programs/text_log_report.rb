# Log analysis without regular expressions.
LOG = <<~TEXT
  10.0.0.1 GET /index.html 200 512 0.012
  10.0.0.2 GET /about.html 200 1024 0.034
  10.0.0.1 POST /login 302 0 0.250
  10.0.0.3 GET /missing 404 128 0.003
  bad line
  10.0.0.2 GET /index.html 200 512 0.010
  10.0.0.4 GET /img/logo.png 200 20480 0.120

  10.0.0.4 DELETE /items/7 500 64 1.500
  10.0.0.1 GET /index.html 304 0 0.001
TEXT

Entry = Struct.new(:ip, :verb, :path, :status, :bytes, :seconds) do
  def self.parse(line)
    fields = line.split
    raise FormatError.new(line, fields.size) unless fields.size == 6
    ip, verb, path, status, bytes, seconds = fields
    new(ip, verb.downcase.to_sym, path, Integer(status), Integer(bytes), Float(seconds))
  end
  def ok? = (200..399).cover?(status)
  def kind = case status when 200...300 then :success when 300...400 then :redirect when 400...500 then :client_error else :server_error end
  def extension = (dot = path.rindex(".")) ? path[dot + 1..] : nil
end
class FormatError < StandardError
  def initialize(line, count) = super("cannot parse #{line.inspect}: #{count} fields")
end

entries, errors = [], []
LOG.each_line(chomp: true).with_index(1) do |line, number|
  next if line.strip.empty?
  entries << Entry.parse(line)
rescue FormatError => e
  errors << "line #{number}: #{e.message}"
end
puts errors
puts "%d entries, %d bytes" % [entries.size, entries.sum(&:bytes)]
entries.group_by(&:kind).sort_by { |kind, list| [-list.size, kind] }.each do |kind, list|
  puts "#{kind.to_s.tr("_", " ").ljust(14, ".")}#{list.size.to_s.rjust(3)} #{"#" * list.size}"
end
by_ip = entries.group_by(&:ip).transform_values { |l| { hits: l.size, bytes: l.sum(&:bytes), slowest: l.map(&:seconds).max } }
by_ip.sort.each { |ip, stats| puts format("%<ip>-10s %<hits>3d hits %<bytes>8d bytes %<slowest>.3fs", ip: ip, **stats) }
times = entries.map(&:seconds).sort
mean = times.sum / times.size
median = times.size.odd? ? times[times.size / 2] : (times[times.size / 2 - 1] + times[times.size / 2]) / 2
variance = times.sum { |t| (t - mean)**2 } / times.size
printf("mean %.4f median %.4f sd %.4f max %.3f\n", mean, median, Math.sqrt(variance), times.last)
p entries.map(&:extension).tally.sort_by { |k, v| [-v, k.to_s] }.to_h
p entries.max_by(2, &:bytes).map(&:path), entries.minmax_by(&:seconds).map(&:path)
p entries.reject(&:ok?).map { |e| [e.verb, e.path, e.status] }
p entries.each_with_object(Hash.new { |h, k| h[k] = Hash.new(0) }) { |e, h| h[e.verb][e.status / 100 * 100] += 1 }
p entries.chunk_while { |a, b| a.ok? == b.ok? }.map(&:size), entries.slice_when { |a, b| b.status >= 400 }.map { |l| l.map(&:status) }
p entries.map(&:path).uniq.sort.map { |path| path.split("/").reject(&:empty?).first || "/" }.uniq
p entries.find { |e| e.status == 404 }&.path, entries.find { |e| e.status == 999 }&.path, entries.index { |e| !e.ok? }
p entries.count(&:ok?).fdiv(entries.size).round(3), entries.sum(0.0, &:seconds).round(3)
histogram = entries.map { |e| e.bytes.zero? ? 0 : Math.log2(e.bytes).floor }.tally
(histogram.keys.min..histogram.keys.max).each { |k| puts "#{"2^%-2d" % k} #{"*" * histogram.fetch(k, 0)}" if histogram.key?(k) }
puts entries.first.to_h.map { |k, v| "#{k}=#{v}" }.join(" "), entries.last.to_a.inspect
p entries.each_slice(3).map { |s| s.sum(&:bytes) }, entries.partition { |e| e.seconds > 0.1 }.map(&:size)
p entries.filter_map { |e| e.path.delete_prefix("/").upcase if e.verb == :get && e.ok? }.first(2)
p LOG.lines.map(&:chomp).reject(&:empty?).map { |l| l[0, 8] }.tally.max_by { |_, n| n }
p LOG.scan("index").size, LOG.count("\n"), LOG.each_char.select { |c| c == "/" }.size, LOG.squeeze("0").length
