//! Boot objects that code asks for by what they are: strings, floats, big integers, symbols, cells. Each is made once.
use super::World;
use crate::function::{DataObject, Datum, SymbolId};
use crate::object::Section;
use parfait::layout::{FROZEN, SHARED};
use parfait::{CoreClass, value};
use std::collections::{BTreeMap, BTreeSet};
use virtual_machine::{CellId, ClassId, StringId};

/// What has been made so far.
#[derive(Default)]
pub struct Boot {
    /// Number of a symbol by name, and the names in order.
    symbol_numbers: BTreeMap<virtual_machine::SymbolId, u32>,
    pub symbols: Vec<virtual_machine::SymbolId>,
    strings: BTreeMap<Vec<u8>, SymbolId>,
    bytes: BTreeMap<Vec<u8>, SymbolId>,
    floats: BTreeMap<u64, SymbolId>,
    bigs: BTreeMap<StringId, SymbolId>,
    cell_numbers: BTreeMap<CellId, u32>,
    pub cells: Vec<CellId>,
    /// Class objects that are referred to.
    pub classes: BTreeSet<ClassId>,
    pub class_symbols: BTreeMap<ClassId, SymbolId>,
    /// Classes that may have instances.
    pub made: BTreeSet<ClassId>,
    /// Does anything ask for the class object of a value?
    pub class_table: bool,
    pub layout_table: bool,
    pub symbol_table: bool,
    /// Is code looked up by class and name? Are methods asked for?
    pub dispatch: bool,
    pub responds: bool,
    pub parameters: bool,
    pub caches: usize,
    empty_storage: Option<SymbolId>,
    main: Option<SymbolId>,
}

/// `@state` of a string: 1 ASCII, 2 valid UTF-8, 3 broken.
pub fn string_state(bytes: &[u8]) -> u64 {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => 1,
        Ok(_) => 2,
        Err(_) => 3,
    }
}

impl World<'_> {
    pub fn data(&mut self, symbol: SymbolId, section: Section, about: String, contents: Vec<Datum>) {
        self.out.data.push(DataObject { symbol, section, contents, about });
    }
    pub fn header(&self, class: CoreClass, flags: u64) -> Datum {
        Datum::Word(u64::from(self.classes.core_index(class)) | flags)
    }
    /// The index of a symbol that exists as a value.
    pub fn symbol_number(&mut self, symbol: virtual_machine::SymbolId) -> u32 {
        let next = self.boot.symbols.len() as u32;
        let number = *self.boot.symbol_numbers.entry(symbol).or_insert(next);
        if number == next {
            self.boot.symbols.push(symbol);
        }
        number
    }
    /// Payload bytes, shared by the strings of literals.
    pub fn bytes_object(&mut self, bytes: &[u8]) -> SymbolId {
        if let Some(symbol) = self.boot.bytes.get(bytes) {
            return *symbol;
        }
        let symbol = self.symbol(&format!("bytes.{}", self.boot.bytes.len()));
        self.boot.bytes.insert(bytes.to_vec(), symbol);
        let contents = vec![
            self.header(CoreClass::Bytes, FROZEN | SHARED),
            Datum::Word((bytes.len() as u64) << 1),
            Datum::Bytes(bytes.to_vec()),
        ];
        self.data(symbol, Section::ReadOnly, format!("bytes {}", beginning(bytes)), contents);
        symbol
    }
    /// A frozen String object of a literal.
    pub fn string_object(&mut self, string: StringId) -> SymbolId {
        let bytes = self.program.strings.get(string).cloned().unwrap_or_default();
        self.frozen_string(&bytes)
    }
    pub fn frozen_string(&mut self, bytes: &[u8]) -> SymbolId {
        if let Some(symbol) = self.boot.strings.get(bytes) {
            return *symbol;
        }
        let symbol = self.symbol(&format!("string.{}", self.boot.strings.len()));
        self.boot.strings.insert(bytes.to_vec(), symbol);
        let store = self.bytes_object(bytes);
        let fields = CoreClass::String.layout().fields;
        let mut contents = vec![self.header(CoreClass::String, FROZEN)];
        for field in fields {
            contents.push(match *field {
                "@bytes" => Datum::Address(store, 1),
                "@length" => Datum::Word((bytes.len() as u64) << 1),
                "@state" => Datum::Word(string_state(bytes) << 1),
                _ => Datum::Word(value::NIL),
            });
        }
        self.data(symbol, Section::ReadOnly, format!("string {}", beginning(bytes)), contents);
        symbol
    }
    /// A boxed float.
    pub fn float_object(&mut self, float: f64) -> SymbolId {
        let bits = float.to_bits();
        if let Some(symbol) = self.boot.floats.get(&bits) {
            return *symbol;
        }
        let symbol = self.symbol(&format!("float.{bits:x}"));
        self.boot.floats.insert(bits, symbol);
        let contents = vec![self.header(CoreClass::Float, FROZEN), Datum::Word(bits)];
        self.data(symbol, Section::ReadOnly, format!("float {float:?}"), contents);
        symbol
    }
    /// A big integer from its decimal digits; `None` if they are not.
    pub fn big_object(&mut self, string: StringId) -> Option<SymbolId> {
        if let Some(symbol) = self.boot.bigs.get(&string) {
            return Some(*symbol);
        }
        let digits = self.program.strings.get(string)?.clone();
        let (negative, limbs) = limbs(&digits)?;
        let symbol = self.symbol(&format!("big.{}", self.boot.bigs.len()));
        self.boot.bigs.insert(string, symbol);
        let mut bytes = u64::from(negative).to_le_bytes().to_vec();
        limbs.iter().for_each(|limb| bytes.extend(limb.to_le_bytes()));
        let contents = vec![self.header(CoreClass::Big, FROZEN), Datum::Word((bytes.len() as u64) << 1), Datum::Bytes(bytes)];
        self.data(symbol, Section::ReadOnly, format!("integer {}", String::from_utf8_lossy(&digits)), contents);
        Some(symbol)
    }
    /// The store of arrays without elements.
    pub fn empty_storage(&mut self) -> SymbolId {
        if let Some(symbol) = self.boot.empty_storage {
            return symbol;
        }
        let symbol = self.symbol("empty_storage");
        self.boot.empty_storage = Some(symbol);
        let contents = vec![self.header(CoreClass::Storage, 0), Datum::Word(0)];
        self.data(symbol, Section::ReadOnly, "empty store".to_string(), contents);
        symbol
    }
    /// What self is at the top level.
    pub fn main_object(&mut self) -> SymbolId {
        if let Some(symbol) = self.boot.main {
            return symbol;
        }
        let symbol = self.symbol("main");
        self.boot.main = Some(symbol);
        let class = super::present::main_class(self.program).unwrap_or(virtual_machine::Program::core(CoreClass::Object));
        self.boot.made.insert(class);
        let mut contents = vec![Datum::Word(u64::from(self.classes.index(class)))];
        contents.resize(self.classes.bytes(class) as usize / 8, Datum::Word(value::NIL));
        self.data(symbol, Section::Boot, "object main".to_string(), contents);
        symbol
    }
    /// The symbol of a class object.
    pub fn class_object(&mut self, class: ClassId) -> SymbolId {
        self.boot.classes.insert(class);
        if let Some(symbol) = self.boot.class_symbols.get(&class) {
            return *symbol;
        }
        let name = format!("class {}", self.program.classes[class].name);
        let name = if self.out.symbols.find(&name).is_some() { format!("{name}.{}", class.0) } else { name };
        let symbol = self.symbol(&name);
        self.boot.class_symbols.insert(class, symbol);
        symbol
    }
    /// Where a cell is: a symbol and an offset from its address.
    pub fn cell(&mut self, cell: CellId) -> (SymbolId, i64) {
        let next = self.boot.cells.len() as u32;
        let number = *self.boot.cell_numbers.entry(cell).or_insert(next);
        if number == next {
            self.boot.cells.push(cell);
        }
        (self.symbol("cells"), 16 + 8 * i64::from(number))
    }
}

/// Sign and 32-bit limbs, least significant first, of a decimal number.
fn limbs(digits: &[u8]) -> Option<(bool, Vec<u32>)> {
    let (negative, digits) = match digits {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut limbs: Vec<u32> = Vec::new();
    for chunk in digits.chunks(9) {
        let part = chunk.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        let mut carry = part;
        let scale = 10u64.pow(chunk.len() as u32);
        for limb in &mut limbs {
            let sum = u64::from(*limb) * scale + carry;
            *limb = sum as u32;
            carry = sum >> 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    Some((negative, limbs))
}

/// How a string begins, in quotes: what it is called in maps of the executable.
fn beginning(bytes: &[u8]) -> String {
    let shown: String = String::from_utf8_lossy(bytes).chars().take(30).collect();
    format!("{shown:?}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn big_integers_become_limbs() {
        assert_eq!(super::limbs(b"18446744073709551616"), Some((false, vec![0, 0, 1])));
        assert_eq!(super::limbs(b"-4294967297"), Some((true, vec![1, 1])));
        assert_eq!(super::limbs(b"12x"), None);
    }
}
