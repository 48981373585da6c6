# adventure: a small text adventure. Commands come from standard input, one a line; `help` lists them.
#
#   adventure
#
# Bring the silver key out of the cellar, open the chest in the attic, and leave by the garden gate with what is in it.
class Thing
  attr_reader :name, :text

  def initialize(name, text, fixed: false)
    @name = name
    @text = text
    @fixed = fixed
  end

  def fixed? = @fixed
  def to_s = name
end

class Container < Thing
  attr_reader :content

  def initialize(name, text, key:, content:)
    super(name, text, fixed: true)
    @key = key
    @content = content
    @open = false
  end

  def open? = @open

  def open_with(things)
    return "The #{name} is open already." if @open
    return "The #{name} is locked." unless things.any? { |thing| thing.name == @key }
    @open = true
    "You unlock the #{name} with the #{@key}. Inside: #{content.map(&:name).join(", ")}."
  end

  def text = @open ? "#{super} It stands open." : "#{super} It is locked."
end

class Room
  attr_reader :name, :exits, :things

  def initialize(name, text, dark: false)
    @name = name
    @text = text
    @dark = dark
    @exits = {}
    @things = []
  end

  def connect(direction, room, back = nil)
    @exits[direction] = room
    room.exits[back] = self if back
    self
  end

  def put(*things)
    @things.concat(things)
    self
  end

  def dark? = @dark

  def describe(lit)
    return "It is too dark to see anything. Exits: #{exits.keys.join(", ")}." if dark? && !lit
    lines = ["#{name.upcase}", @text]
    lines << "You see: #{things.join(", ")}." unless things.empty?
    lines << "Exits: #{exits.keys.sort.join(", ")}."
    lines.join("\n")
  end
end

class Game
  DIRECTIONS = { "n" => "north", "s" => "south", "e" => "east", "w" => "west", "u" => "up", "d" => "down" }.freeze
  COMMANDS = {
    "go" => "go DIRECTION, or just the direction or its first letter", "look" => "look around, or: look THING",
    "take" => "take THING, take all", "drop" => "drop THING", "open" => "open THING", "light" => "light THING",
    "inventory" => "what you carry (i)", "score" => "points and moves", "help" => "this list", "quit" => "stop"
  }.freeze

  class Refusal < StandardError; end

  def initialize
    build
    @carried = []
    @moves = 0
    @points = 0
    @visited = { @room => true }
    @lit = false
    @over = false
  end

  def play(input, output)
    output.puts @room.describe(@lit)
    until @over
      output.print "> "
      line = input.gets
      break output.puts("(The story breaks off.)") if line.nil?
      output.puts line
      answer = obey(line)
      output.puts answer unless answer.to_s.empty?
    end
    output.puts score
  end

  private

  def build
    hall = Room.new("hall", "A dusty hall with a worn carpet.")
    kitchen = Room.new("kitchen", "Pots hang over a cold stove.")
    cellar = Room.new("cellar", "Damp walls; something drips.", dark: true)
    attic = Room.new("attic", "Beams, cobwebs and old furniture.")
    @garden = Room.new("garden", "Roses, and beyond them a gate to the road.")
    hall.connect("north", kitchen, "south").connect("up", attic, "down").connect("west", @garden, "east")
    kitchen.connect("down", cellar, "up")
    kitchen.put(Thing.new("lamp", "An oil lamp, half full."), Thing.new("stove", "Heavy and cold.", fixed: true))
    cellar.put(Thing.new("key", "A small silver key."))
    hall.put(Thing.new("carpet", "It was red once.", fixed: true))
    crown = Thing.new("crown", "Gold, and heavier than it looks.")
    attic.put(Container.new("chest", "An oak chest with iron bands.", key: "key", content: [crown]))
    @room = hall
  end

  def obey(line)
    verb, *words = line.downcase.split
    return "Say something." if verb.nil?
    direction = DIRECTIONS.fetch(verb, verb)
    if DIRECTIONS.value?(direction)
      verb = "go"
      words = [direction]
    end
    verb = "inventory" if verb == "i"
    @moves += 1
    case verb
    when "go" then go(words.first)
    when "look", "examine" then look(words.last)
    when "take", "get" then words == ["all"] ? take_all : take(words.last)
    when "drop" then drop(words.last)
    when "open" then open(words.last)
    when "light" then light(words.last)
    when "inventory" then @carried.empty? ? "You carry nothing." : "You carry: #{@carried.join(", ")}."
    when "score" then score
    when "help" then COMMANDS.map { |name, text| "  #{name.ljust(10)} #{text}" }.join("\n")
    when "quit" then @over = true and "Goodbye."
    else raise Refusal, "I do not know how to #{verb}."
    end
  rescue Refusal => e
    @moves -= 1
    e.message
  end

  def go(direction)
    direction = DIRECTIONS.fetch(direction, direction)
    room = @room.exits[direction] or raise Refusal, direction ? "You cannot go #{direction}." : "Go where?"
    @room = room
    unless @visited[room]
      @visited[room] = true
      @points += 5
    end
    return win if room.equal?(@garden) && @carried.any? { |thing| thing.name == "crown" }
    room.describe(@lit)
  end

  def win
    @over = true
    @points += 50
    "You step through the gate with the crown under your coat. You have won!"
  end

  def visible
    return @carried if @room.dark? && !@lit
    inside = @room.things.select { |thing| thing.is_a?(Container) && thing.open? }.flat_map(&:content)
    @room.things + inside + @carried
  end

  def find(name, among = visible)
    raise Refusal, "What?" if name.nil?
    among.find { |thing| thing.name == name } or raise Refusal, "There is no #{name} here."
  end

  def look(name) = name.nil? || name == "around" ? @room.describe(@lit) : find(name).text

  def take(name)
    thing = find(name, visible - @carried)
    raise Refusal, "The #{thing} stays where it is." if thing.fixed?
    @room.things.delete(thing)
    @room.things.each { |other| other.content.delete(thing) if other.is_a?(Container) }
    @carried << thing
    @points += 10
    "Taken: #{thing}."
  end

  def take_all
    things = (visible - @carried).reject(&:fixed?)
    raise Refusal, "There is nothing to take." if things.empty?
    things.map { |thing| take(thing.name) }.join("\n")
  end

  def drop(name)
    thing = find(name, @carried)
    @carried.delete(thing)
    @room.put(thing)
    @points -= 10
    "Dropped: #{thing}."
  end

  def open(name)
    thing = find(name)
    raise Refusal, "The #{thing} does not open." unless thing.is_a?(Container)
    thing.open_with(@carried)
  end

  def light(name)
    thing = find(name, @carried)
    raise Refusal, "The #{thing} does not burn." unless thing.name == "lamp"
    raise Refusal, "It is lit already." if @lit
    @lit = true
    "The #{thing} gives a warm light."
  end

  def score = "#{@points} points in #{@moves} moves."
end

Game.new.play($stdin, $stdout)
