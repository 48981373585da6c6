# The measuring half of bench/run, which see: build, take turns, keep the fastest, print the table.
require "fileutils"
require "tmpdir"

here, ruby, *arguments = ARGV
runs = 5
ruby_only = false
salama = File.join(here, "..", "target", "release", "salama")
names = []
until arguments.empty?
  case (argument = arguments.shift)
  when "-n" then runs = Integer(arguments.shift)
  when "--ruby-only" then ruby_only = true
  when "--salama" then salama = arguments.shift
  when "-h", "--help" then abort File.readlines(File.join(here, "run"))[1..8].map { |line| line.delete_prefix("# ") }.join
  else names << argument
  end
end
all = Dir[File.join(here, "*.out")].map { |path| File.basename(path, ".out") }.sort
unknown = names - all
abort "bench/run: no benchmark #{unknown.join(", ")}; there are: #{all.join(" ")}" unless unknown.empty?
names = all if names.empty?
abort "bench/run: #{salama} is missing: cargo build --release" unless ruby_only || File.executable?(salama)

# Seconds of one run, or nil where it failed.
def seconds(command, expected, scratch)
  out = File.join(scratch, "out")
  started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  done = system(*command, in: File::NULL, out: out)
  took = Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
  return took if done && File.binread(out) == File.binread(expected)
  warn "bench/run: #{command.join(" ")} #{done ? "printed something else than #{expected}" : "failed"}"
  nil
end

def mean(ratios) = Math.exp(ratios.sum { |ratio| Math.log(ratio) } / ratios.size)
def cell(number, unit = "") = number ? format("%.2f%s", number, unit) : "-"

failed = false
rows = Dir.mktmpdir do |scratch|
  names.map do |name|
    source = File.join(here, "#{name}.rb")
    engines = { interpreter: [ruby, "--disable=gems", source], yjit: [ruby, "--disable=gems", "--yjit", source] }
    unless ruby_only
      program = File.join(scratch, name)
      if system(salama, "build", "-O2", source, "-o", program)
        engines[:salama] = [program]
      else
        failed = true
      end
    end
    times = engines.to_h { |engine, _| [engine, []] }
    runs.times { engines.each { |engine, command| times[engine] << seconds(command, File.join(here, "#{name}.out"), scratch) } }
    best = times.transform_values { |list| list.include?(nil) ? nil : list.min }
    failed ||= best.value?(nil)
    warn "#{name}: #{best.map { |engine, time| "#{engine} #{cell(time, " s")}" }.join(", ")}"
    [name, best]
  end
end

puts "#{`#{ruby} --version`.strip}; the fastest of #{runs} runs, interleaved.", ""
puts "| program | interpreter, s | YJIT, s | salama, s | times the interpreter | times YJIT |"
puts "| --- | ---: | ---: | ---: | ---: | ---: |"
ratios = { interpreter: [], yjit: [] }
rows.each do |name, best|
  speed = ratios.map do |engine, list|
    next unless best[:salama] && best[engine]
    list << best[engine] / best[:salama]
    list.last
  end
  puts "| #{name} | #{cell(best[:interpreter])} | #{cell(best[:yjit])} | #{best[:salama] ? format("%.3f", best[:salama]) : "-"} | #{cell(speed[0])} | #{cell(speed[1])} |"
end
unless ratios[:interpreter].empty?
  puts "| **geometric mean** | | | | **#{cell(mean(ratios[:interpreter]))}** | **#{cell(mean(ratios[:yjit]))}** |"
end
exit(failed ? 1 : 0)
