# Tasks with dependencies and priorities; topological order, critical path, a queue.
class PriorityQueue
  def initialize(&order) = (@heap, @order = [], order || ->(a, b) { a <=> b })
  def size = @heap.size
  def empty? = @heap.empty?
  def push(item)
    @heap << item
    up(@heap.size - 1)
    self
  end
  alias << push
  def peek = @heap.first
  def pop
    return if empty?
    @heap[0], @heap[-1] = @heap[-1], @heap[0]
    item = @heap.pop
    down(0)
    item
  end
  def drain
    return to_enum(:drain) unless block_given?
    yield pop until empty?
  end

  private

  def before?(i, j) = @order.(@heap[i], @heap[j]).negative?
  def swap(i, j) = (@heap[i], @heap[j] = @heap[j], @heap[i])
  def up(i)
    while i > 0 && before?(i, parent = (i - 1) / 2)
      swap(i, parent)
      i = parent
    end
  end
  def down(i)
    loop do
      child = [2 * i + 1, 2 * i + 2].select { |c| c < size }.min { |a, b| @order.(@heap[a], @heap[b]) }
      break if child.nil? || !before?(child, i)
      swap(i, child)
      i = child
    end
  end
end

class Task
  include Comparable
  attr_reader :name, :cost, :needs, :priority
  attr_accessor :state, :started, :finished

  def initialize(name, cost: 1, needs: [], priority: 0, **rest)
    raise ArgumentError, "unknown options: #{rest.keys.join(", ")}" unless rest.empty?
    @name, @cost, @needs, @priority = name, cost, Array(needs), priority
    @state = :waiting
  end
  def <=>(other) = [-priority, name] <=> [-other.priority, other.name]
  def ready?(done) = needs.all? { |n| done.include?(n) }
  def to_s = "#{name}(#{cost})"
end

class Plan
  class Cycle < StandardError
    attr_reader :path
    def initialize(path) = super("cycle: #{(@path = path).join(" -> ")}")
  end

  def initialize = @tasks = {}
  def task(name, **options)
    @tasks[name] = Task.new(name, **options)
    self
  end
  def [](name) = @tasks.fetch(name)

  def order
    marks = {}
    result = []
    visit = lambda do |name, path|
      case marks[name]
      when :done then next
      when :active then raise Cycle, path[path.index(name)..] + [name]
      end
      marks[name] = :active
      self[name].needs.sort.each { |need| visit.(need, path + [name]) }
      marks[name] = :done
      result << name
    end
    @tasks.keys.sort.each { |name| visit.call(name, []) }
    result
  end

  def critical_path
    longest = Hash.new do |memo, name|
      before = self[name].needs.map { |need| memo[need] }.max_by(&:first) || [0, []]
      memo[name] = [before[0] + self[name].cost, before[1] + [name]]
    end
    @tasks.keys.map { |name| longest[name] }.max_by { |cost, path| [cost, path.size] }
  end

  def run(workers: 2)
    ready = PriorityQueue.new
    running, done, clock, trace = [], [], 0, []
    waiting = @tasks.values
    until waiting.empty? && running.empty? && ready.empty?
      now, waiting = waiting.partition { |t| t.ready?(done) }
      now.each { |t| ready << t }
      while running.size < workers && (task = ready.pop)
        task.state, task.started = :running, clock
        running << [clock + task.cost, task]
      end
      break trace << [:stuck, waiting.map(&:name)] if running.empty?
      clock = running.map(&:first).min
      finished, running = running.partition { |at, _| at == clock }
      finished.each do |at, t|
        t.state, t.finished = :done, at
        done << t.name
        trace << [at, t.name]
      end
    end
    [clock, trace]
  end
end

plan = Plan.new
plan.task(:compile, cost: 5, needs: [:configure]).task(:configure, cost: 1).task(:test, cost: 4, needs: %i[compile data], priority: 5)
    .task(:data, cost: 2).task(:docs, cost: 3, needs: :configure, priority: -1).task(:release, needs: [:test, :docs])
p plan.order, plan.critical_path
time, trace = plan.run
puts "done at #{time}"
trace.each { |at, name| puts "%3d %s" % [at, name] }
[1, 2, 3].each { |n| puts "#{n} worker#{"s" if n != 1}: #{plan.run(workers: n).first}" }
begin
  plan.task(:configure, needs: [:release])
  plan.order
rescue Plan::Cycle => e
  puts e.message, e.path.size
end
p plan.run.last.last
begin
  plan.task(:x, speed: 1, colour: 2)
rescue ArgumentError => e
  puts e.message
end
begin
  plan[:nothing]
rescue KeyError => e
  puts e.message
end
q = PriorityQueue.new { |a, b| b <=> a }
[5, 1, 9, 3, 7, 9].each { |n| q << n }
p q.peek, q.drain.to_a, q.empty?, q.pop
words = PriorityQueue.new { |a, b| [a.size, a] <=> [b.size, b] }
%w[pear fig apple kiwi date banana].each { |w| words.push(w) }
words.drain { |w| print w, " " }
puts
p plan[:test].state, plan[:test].clamp(plan[:data], plan[:docs]).name, [plan[:data], plan[:test], plan[:docs]].sort.map(&:to_s), plan[:test].between?(plan[:test], plan[:docs])
