//! Values as people read them: as Ruby's `inspect`, but without running any of the program's code.
use super::machine::Heap;
use base::Id;
use parfait::{CoreClass, Layout, value};
use virtual_machine::interpret::Datum;
use virtual_machine::{ClassId, Program, SymbolId};

/// How deep objects are shown within objects, and how many elements of each.
const DEEP: usize = 3;
const MANY: usize = 12;

pub struct Inspect<'a> {
    pub program: &'a Program,
    pub heap: &'a dyn Heap,
}

impl Inspect<'_> {
    pub fn datum(&self, datum: Datum) -> String {
        match datum {
            Datum::Value(value) => self.value(value),
            Datum::Word(word) => format!("word {word:#x}"),
        }
    }

    pub fn value(&self, value: u64) -> String {
        self.at(value, 0)
    }

    fn at(&self, value: u64, depth: usize) -> String {
        match value {
            value::NIL => "nil".to_string(),
            value::TRUE => "true".to_string(),
            value::FALSE => "false".to_string(),
            value::UNDEFINED => "undefined".to_string(),
            _ if value::is_small(value) => value::as_small(value).to_string(),
            _ if value::is_immediate_float(value) => format!("{:?}", value::decode_float(value)),
            _ if value::is_symbol(value) => self.symbol(value),
            _ => self.object(value, depth).unwrap_or_else(|| format!("word {value:#x}")),
        }
    }

    fn symbol(&self, value: u64) -> String {
        let index = value::symbol_index(value);
        let Some(symbol) = self.heap.symbol(index) else { return format!(":symbol.{index}") };
        let name = self.program.symbols.name(symbol);
        let plain = name.chars().all(|letter| letter.is_alphanumeric() || "_?!=+-*/<>[]%&|^~@$".contains(letter));
        if plain { format!(":{name}") } else { format!(":{}", quote(name)) }
    }

    fn object(&self, object: u64, depth: usize) -> Option<String> {
        let class = self.heap.class_of(object)?;
        let core = |core: CoreClass| self.program.inherits(class, Program::core(core));
        if core(CoreClass::Module) {
            return Some(self.name(self.heap.class_object(object)?));
        }
        if core(CoreClass::String) {
            return Some(quote(&self.text(object)?));
        }
        if core(CoreClass::Float) {
            return Some(format!("{:?}", f64::from_bits(self.slot(object, 0)?)));
        }
        if core(CoreClass::Big) {
            return self.big(object);
        }
        if depth >= DEEP {
            return Some(format!("#<{}...>", self.name(class)));
        }
        if core(CoreClass::Array) {
            let elements = self.elements(object)?;
            let shown: Vec<String> = elements.iter().take(MANY).map(|element| self.at(*element, depth + 1)).collect();
            return Some(format!("[{}]", cut(shown, elements.len())));
        }
        if core(CoreClass::Hash) {
            let pairs = self.pairs(object)?;
            let shown = pairs.iter().take(MANY).map(|(key, of)| self.pair(*key, *of, depth + 1)).collect();
            return Some(format!("{{{}}}", cut(shown, pairs.len())));
        }
        if core(CoreClass::Range) {
            let dots = if value::truthy(self.slot(object, 2)?) { "..." } else { ".." };
            let end = |value: u64| if value == value::NIL { String::new() } else { self.at(value, depth + 1) };
            return Some(format!("{}{dots}{}", end(self.slot(object, 0)?), end(self.slot(object, 1)?)));
        }
        if core(CoreClass::Proc) {
            let of = self.heap.block(object).map_or(String::new(), |label| format!(" {label}"));
            return Some(format!("#<{}{of}>", self.name(class)));
        }
        if core(CoreClass::Exception) {
            let message = self.slot(object, 0).filter(|message| *message != value::NIL);
            let message = message.map_or(String::new(), |message| format!(": {}", self.at(message, depth + 1)));
            return Some(format!("#<{}{message}>", self.name(class)));
        }
        if self.program.layout(class) != Layout::Plain {
            return Some(format!("#<{}>", self.name(class)));
        }
        let fields = self.program.fields(class).into_iter().enumerate();
        let field = |(index, name): (usize, SymbolId)| {
            let name = self.program.symbols.name(name);
            Some(format!("{name}={}", self.at(self.slot(object, index as u64)?, depth + 1)))
        };
        let fields: Option<Vec<String>> = fields.map(field).collect();
        let fields = fields?;
        let space = if fields.is_empty() { "" } else { " " };
        Some(format!("#<{}{space}{}>", self.name(class), fields.join(", ")))
    }

    fn pair(&self, key: u64, of: u64, depth: usize) -> String {
        let (key, of) = (self.at(key, depth), self.at(of, depth));
        match key.strip_prefix(':') {
            Some(name) => format!("{name}: {of}"),
            None => format!("{key} => {of}"),
        }
    }

    pub fn name(&self, class: ClassId) -> String {
        self.program.classes[self.program.visible(class)].name.clone()
    }

    /// Slot `n` of an object, 0 the first after the header.
    pub fn slot(&self, object: u64, n: u64) -> Option<u64> {
        self.heap.word(object.wrapping_add(7 + 8 * n))
    }

    /// The address of an instance variable.
    pub fn field(&self, object: u64, name: &str) -> Option<u64> {
        let class = self.heap.class_of(object).filter(|class| self.program.layout(*class) == Layout::Plain)?;
        let index = self.program.field_index(class, self.program.symbols.find(name)?)?;
        value::is_reference(object).then(|| object.wrapping_add(7 + 8 * index as u64))
    }

    /// The names of an object's instance variables.
    pub fn fields(&self, object: u64) -> Vec<String> {
        let class = self.heap.class_of(object).filter(|class| self.program.layout(*class) == Layout::Plain);
        let fields = class.map_or(Vec::new(), |class| self.program.fields(class));
        fields.into_iter().map(|field| self.program.symbols.name(field).to_string()).collect()
    }

    /// An element of an Array or Hash by its index or key as it is shown.
    pub fn element(&self, object: u64, key: &str) -> Option<u64> {
        let class = self.heap.class_of(object)?;
        if self.program.inherits(class, Program::core(CoreClass::Hash)) {
            return self.pairs(object)?.into_iter().find(|(other, _)| self.value(*other) == key).map(|(_, value)| value);
        }
        if !self.program.inherits(class, Program::core(CoreClass::Array)) {
            return None;
        }
        let elements = self.elements(object)?;
        let index: i64 = key.parse().ok()?;
        let index = if index < 0 { index + elements.len() as i64 } else { index };
        Some(elements.get(usize::try_from(index).ok()?).copied().unwrap_or(value::NIL))
    }

    fn text(&self, string: u64) -> Option<String> {
        let length = self.slot(string, 1)? >> 1;
        let bytes = self.heap.bytes(self.slot(string, 0)?.wrapping_add(15), length)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn elements(&self, array: u64) -> Option<Vec<u64>> {
        let (store, start, length) = (self.slot(array, 0)?, self.slot(array, 1)? >> 1, self.slot(array, 2)? >> 1);
        (start..start.checked_add(length)?).map(|index| self.slot(store, index + 1)).collect()
    }

    fn pairs(&self, hash: u64) -> Option<Vec<(u64, u64)>> {
        let (keys, values, used) = (self.slot(hash, 0)?, self.slot(hash, 1)?, self.slot(hash, 4)? >> 1);
        let pair = |index: u64| Some((self.slot(keys, index)?, self.slot(values, index)?));
        let pairs: Option<Vec<(u64, u64)>> = (1..used.checked_add(1)?).map(pair).collect();
        Some(pairs?.into_iter().filter(|(key, _)| *key != value::UNDEFINED).collect())
    }

    /// The decimal digits: the limbs are divided by ten until nothing is left.
    fn big(&self, big: u64) -> Option<String> {
        let bytes = self.heap.bytes(big.wrapping_add(23), (self.slot(big, 0)? >> 1).checked_sub(8)?)?;
        let mut limbs: Vec<u32> =
            bytes.chunks_exact(4).map(|limb| u32::from_le_bytes([limb[0], limb[1], limb[2], limb[3]])).collect();
        let mut digits = Vec::new();
        while limbs.iter().any(|limb| *limb != 0) {
            let mut rest = 0u64;
            for limb in limbs.iter_mut().rev() {
                let part = rest << 32 | u64::from(*limb);
                *limb = (part / 10) as u32;
                rest = part % 10;
            }
            digits.push(char::from(b'0' + rest as u8));
        }
        digits.extend((self.slot(big, 1)? != 0).then_some('-'));
        Some(digits.into_iter().rev().collect())
    }
}

fn cut(mut shown: Vec<String>, all: usize) -> String {
    if shown.len() < all {
        shown.push(format!("... {all} in all"));
    }
    shown.join(", ")
}

fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            _ if letter.is_control() => out.push_str(&format!("\\x{:02X}", letter as u32)),
            _ => out.push(letter),
        }
    }
    out + "\""
}

/// The class with a number, if there is one.
pub fn class(program: &Program, number: u64) -> Option<ClassId> {
    let class = ClassId(u32::try_from(number).ok()?);
    (class.index() < program.classes.len()).then_some(class)
}
