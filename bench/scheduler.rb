# Objects that talk to each other: a small operating system with tasks, queues, devices and packets.
class Packet
  attr_accessor :following, :target, :datum
  attr_reader :kind

  def initialize(target, kind)
    @target = target
    @kind = kind
    @datum = 0
    @following = nil
  end
end

class Mailbox
  attr_reader :size

  def initialize
    @first = @last = nil
    @size = 0
  end

  def put(packet)
    packet.following = nil
    if @last
      @last.following = packet
    else
      @first = packet
    end
    @last = packet
    @size += 1
  end

  def take
    packet = @first
    return nil unless packet
    @first = packet.following
    @last = nil unless @first
    @size -= 1
    packet
  end

  def empty? = @first.nil?
end

class Task
  attr_reader :id, :priority, :box, :runs
  attr_accessor :state

  def initialize(kernel, id, priority)
    @kernel = kernel
    @id = id
    @priority = priority
    @box = Mailbox.new
    @state = :ready
    @runs = 0
  end

  def runnable? = state == :ready || (state == :waiting && !box.empty?)

  def run
    @runs += 1
    step(box.take)
  end

  def step(packet) = @state = :waiting
end

class Idle < Task
  def initialize(kernel, id, priority, rounds)
    super(kernel, id, priority)
    @rounds = rounds
    @seed = 1
  end

  def step(_)
    @rounds -= 1
    return @state = :done if @rounds == 0
    @seed = @seed.odd? ? (@seed >> 1) ^ 0xd008 : @seed >> 1
    @kernel.send_to(@seed.odd? ? 1 : 2, Packet.new(0, :work))
  end
end

class Worker < Task
  def initialize(kernel, id, priority, device)
    super(kernel, id, priority)
    @device = device
    @done = 0
  end
  attr_reader :done

  def step(packet)
    return @state = :waiting unless packet
    @state = :ready
    case packet.kind
    when :work
      packet.datum = @done
      @kernel.send_to(@device, Packet.new(id, :request).tap { |request| request.datum = @done * 7 })
    when :reply
      @done += 1 + (packet.datum & 3)
    end
  end
end

class Device < Task
  def step(packet)
    return @state = :waiting unless packet
    @state = :ready
    reply = Packet.new(id, :reply)
    reply.datum = packet.datum + id
    @kernel.send_to(packet.target, reply)
  end
end

class System
  attr_reader :sent, :steps

  def initialize
    @tasks = []
    @sent = 0
    @steps = 0
  end

  def add(type, priority, *more)
    task = type.new(self, @tasks.size, priority, *more)
    @tasks << task
    task
  end

  def send_to(id, packet)
    @sent += 1
    @tasks[id].box.put(packet)
  end

  def pick
    best = nil
    @tasks.each do |task|
      best = task if task.runnable? && (best.nil? || task.priority > best.priority)
    end
    best
  end

  def run
    while (task = pick)
      @steps += 1
      task.run
    end
  end
end

4.times do
  system = System.new
  idle = system.add(Idle, 0, 40_000)
  workers = [system.add(Worker, 10, 3), system.add(Worker, 20, 4)]
  devices = [system.add(Device, 30), system.add(Device, 40)]
  system.run
  puts "#{system.steps} #{system.sent} #{idle.runs} #{workers.map(&:done).inspect} #{devices.map(&:runs).inspect}"
end
