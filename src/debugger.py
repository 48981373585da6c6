# Shows a value (one word, see parfait/src/value.rs) as Ruby's `inspect` would, from memory alone: nothing is called.
import gdb
import re
import struct

PLAIN_SYMBOL = re.compile(r"(?:\$|@|@@)?[^\W\d]\w*[?!=]?\Z|\[\]=?\Z|[+\-!~]@\Z|\*\*?\Z|<=>\Z|===?\Z|=~\Z|![~=]?\Z|<[<=]?\Z|>[>=]?\Z|[+\-/%&|^~`]\Z")
PLAIN_KEY = re.compile(r"[^\W\d]\w*[?!]?\Z")
ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 27: "\\e", 34: '\\"', 92: "\\\\"}


class Unknown(Exception):
    """Not an object of this program."""


def memory(address, size):
    return gdb.selected_inferior().read_memory(address, size).tobytes() if size else b""


def words(address, count):
    return struct.unpack("<%dQ" % count, memory(address, 8 * count))


def small(word):
    return (word - (1 << 64) if word >> 63 else word) >> 1


def limit():
    """How many elements are shown: gdb's `set print elements`, 0 or none for all."""
    return gdb.parameter("print elements") or 1 << 32


def class_row(word):
    number = word & 0xFFFFFFFF
    if number >= len(CLASSES):
        raise Unknown()
    return CLASSES[number]


class Object:
    """A reference's object: its class, and its fields by name."""

    def __init__(self, reference):
        self.address = reference - REFERENCE
        self.name, self.kinds, self.layout, names = class_row(words(self.address, 1)[0])
        self.fields = {}
        if self.layout == "plain":
            self.fields = dict(zip(names, words(self.address + 8, len(names))))

    def __getitem__(self, name):
        return self.fields[name]

    def elements(self, start, count):
        return words(self.address + 16 + 8 * start, count)

    def payload(self, size=None):
        count = small(words(self.address + 8, 1)[0])
        return memory(self.address + 16, count if size is None else min(size, count))


def inspect(word, around=()):
    if word & 1 == 0:
        return str(small(word))
    if word & 3 == 3:
        rotated = word - 3
        bits = ((rotated >> 3 | rotated << 61) + FLOAT_BIAS) & (1 << 64) - 1
        return float_text(struct.unpack("<d", struct.pack("<Q", bits))[0])
    if word & 7 == REFERENCE:
        return inspect_object(word, around)
    if word & 0xFF == SYMBOL and word >> 8 < len(SYMBOLS):
        name = SYMBOLS[word >> 8]
        return ":" + (name if PLAIN_SYMBOL.match(name) else string_text(name.encode()))
    simple = {FALSE: "false", NIL: "nil", TRUE: "true", UNDEFINED: "<not given>"}
    return simple.get(word, "<no value: 0x%x>" % word)


def inspect_object(word, around):
    try:
        it = Object(word)
        for kind in it.kinds:
            if kind in SHOWN:
                return SHOWN[kind](it, word, around)
        return plain_text(it, word, around)
    except (Unknown, KeyError, struct.error):
        return "<no object: 0x%x>" % word
    except gdb.MemoryError:
        return "<no memory: 0x%x>" % word


def float_text(number):
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    text = repr(number)
    return text if "." in text else text.replace("e", ".0e")


def string_text(data):
    shown, rest = [], data.decode("utf-8", "surrogateescape")
    for at, char in enumerate(rest):
        code = ord(char)
        if code in ESCAPES:
            shown.append(ESCAPES[code])
        elif char == "#" and rest[at + 1 : at + 2] in ("{", "$", "@"):
            shown.append("\\#")
        elif 0xDC80 <= code <= 0xDCFF:
            shown.append("\\x%02X" % (code - 0xDC00))
        elif char.isprintable():
            shown.append(char)
        else:
            shown.append("\\u%04X" % code if code < 0x10000 else "\\u{%X}" % code)
    return '"%s"' % "".join(shown)


def string(it, word, around):
    length = small(it["length"])
    data = Object(it["bytes"]).payload(min(length, limit()))
    return string_text(data) + ("..." if len(data) < length else "")


def listed(elements, count, around):
    """Elements with commas; how many more there are."""
    shown = [inspect(element, around) for element in elements]
    return ", ".join(shown + ["..."] * (len(shown) < count))


def array(it, word, around):
    if word in around:
        return "[...]"
    count = small(it["length"])
    elements = Object(it["store"]).elements(small(it["start"]), min(count, limit()))
    return "[%s]" % listed(elements, count, around + (word,))


def storage(it, word, around):
    count = small(words(it.address + 8, 1)[0])
    return "<%s [%s]>" % (it.kinds[0], listed(it.elements(0, min(count, limit())), count, around + (word,)))


def pairs(it):
    used = small(it["used"])
    keys, values = (Object(it[name]).elements(0, used) if used else () for name in ("keys", "values"))
    return [pair for pair in zip(keys, values) if pair[0] != UNDEFINED]


def pair_text(key, value, around):
    if key & 0xFF == SYMBOL and key >> 8 < len(SYMBOLS):
        name = SYMBOLS[key >> 8]
        return "%s: %s" % (name if PLAIN_KEY.match(name) else string_text(name.encode()), inspect(value, around))
    return "%s => %s" % (inspect(key, around), inspect(value, around))


def table(it, word, around):
    if word in around:
        return "{...}"
    all_pairs = pairs(it)
    shown = [pair_text(key, value, around + (word,)) for key, value in all_pairs[: limit()]]
    return "{%s}" % ", ".join(shown + ["..."] * (len(shown) < len(all_pairs)))


def set_text(it, word, around):
    if word in around:
        return "Set[...]"
    keys = [key for key, _ in pairs(Object(it["hash"]))]
    return "Set[%s]" % listed(keys[: limit()], len(keys), around + (word,))


def range_text(it, word, around):
    first, last = it["first"], it["last"]
    texts = ["" if end == NIL and other != NIL else inspect(end, around) for end, other in ((first, last), (last, first))]
    return ("..." if it["exclude_end"] not in (NIL, FALSE) else "..").join(texts)


def big(it, word, around):
    data = it.payload()
    number = int.from_bytes(data[8:], "little")
    return str(-number if data[0] else number)


def boxed_float(it, word, around):
    return float_text(struct.unpack("<d", memory(it.address + 8, 8))[0])


def class_text(it, word, around):
    return class_row(small(it["index"]))[0]


def address_text(it):
    return "#<%s:0x%016x" % (it.name, it.address)


def proc(it, word, around):
    place = gdb.find_pc_line(it["code"])
    where = " %s:%d" % (place.symtab.filename, place.line) if place.symtab else ""
    return "%s%s%s>" % (address_text(it), where, " (lambda)" if it["lambda"] == TRUE else "")


def exception(it, word, around):
    message = it["message"]
    if message == NIL:
        return it.name
    text = inspect(message, around)
    return "#<%s: %s>" % (it.name, text[1:-1] if text.startswith('"') and "\\" not in text else text)


def members(it, around):
    return ", ".join("%s=%s" % (name, inspect(value, around)) for name, value in it.fields.items() if name[0] != "@")


def struct_text(it, word, around):
    return "#<struct %s %s>" % (it.name, "..." if word in around else members(it, around + (word,)))


def data_text(it, word, around):
    return "#<data %s %s>" % (it.name, members(it, around + (word,)))


def plain_text(it, word, around):
    variables = [(name, value) for name, value in it.fields.items() if name[0] == "@" and value != UNDEFINED]
    if not variables:
        return address_text(it) + ">"
    if word in around:
        return address_text(it) + " ...>"
    shown = ["%s=%s" % (name, inspect(value, around + (word,))) for name, value in variables]
    return "%s %s>" % (address_text(it), ", ".join(shown))


SHOWN = {
    "String": string,
    "Array": array,
    "Storage": storage,
    "Frame": storage,
    "Hash": table,
    "Set": set_text,
    "Range": range_text,
    "Big": big,
    "Float": boxed_float,
    "Class": class_text,
    "Module": class_text,
    "Proc": proc,
    "Exception": exception,
    "Struct": struct_text,
    "Data": data_text,
}


class Printer:
    def __init__(self, shown):
        self.shown = shown

    def to_string(self):
        return self.shown


def printer(it):
    """Values have types of their own in DWARF: `value` for tagged words, `float` for raw ones."""
    if it.type.name == "value":
        return Printer(inspect(int(it)))
    if it.type.name == "float" and it.type.sizeof == 8:
        return Printer(float_text(float(it)))
    return None


class Ruby(gdb.Function):
    """$ruby(word): the word as a value of the program."""

    def __init__(self):
        super().__init__("ruby")

    def invoke(self, word):
        return word.cast(gdb.lookup_type("value"))


Ruby()
(gdb.current_objfile() or gdb).pretty_printers.append(printer)
