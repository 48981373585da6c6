//! Boot objects in simulated memory: context, cells, strings, symbols, classes and the tables that the runtime reads.
use super::memory::Memory;
use super::{Interpreter, Trap};
use crate::instruction::Constant;
use crate::program::*;
use base::Id;
use parfait::layout::{FROZEN, SHARED};
use parfait::tables::{NONE, Place, Positions, Shows, words};
use parfait::{CONTEXT_FIELDS, CoreClass, Layout, value};
use std::collections::HashMap;

/// Where the boot objects are.
#[derive(Default)]
pub struct Image {
    pub context: u64,
    cells: u64,
    /// The Bytes objects of the string literals.
    bytes: Vec<u64>,
    frozen_strings: Vec<Option<u64>>,
    pub symbol_strings: Vec<u64>,
    /// Descriptions of parameters that were asked for.
    descriptions: HashMap<MethodId, u64>,
    pub classes: Vec<u64>,
    class_table: u64,
    layout_table: u64,
    empty_table: u64,
    pub main: u64,
    /// The tables of positions by name, once somebody asks.
    positions: Option<[(&'static str, u64); 4]>,
    /// How many fields the instances of a class have.
    pub sizes: Vec<usize>,
}

impl Image {
    pub fn build(program: &Program, memory: &mut Memory) -> Result<Image, Trap> {
        let mut image = Image { context: memory.reserve(8 * CONTEXT_FIELDS.len() as u64)?, ..Image::default() };
        image.cells = memory.reserve(8 * program.cells.len() as u64)?;
        for (id, cell) in program.cells.iter() {
            memory.store(image.cell(id), if cell.starts_undefined { value::UNDEFINED } else { value::NIL })?;
        }
        image.sizes = program.classes.ids().map(|class| program.fields(class).len()).collect();
        for string in program.strings.values() {
            image.bytes.push(bytes_object(memory, string)?);
        }
        image.frozen_strings = vec![None; program.strings.len()];
        for index in 0..program.symbols.len() {
            let name = program.symbols.name(SymbolId(index as u32)).as_bytes();
            let bytes = bytes_object(memory, name)?;
            let string = image.string(memory, bytes, name, FROZEN)?;
            image.symbol_strings.push(string);
        }
        for id in program.classes.ids() {
            let class = program.class_of_class(id);
            image.classes.push(memory.object(class, image.sizes[class.index()], value::NIL)?);
        }
        for (id, class) in program.classes.iter() {
            image.fill_class(program, memory, id, class)?;
        }
        image.class_table = memory.reserve(8 * program.classes.len() as u64)?;
        image.layout_table = memory.reserve(4 * program.classes.len() as u64)?;
        for id in program.classes.ids() {
            memory.store(image.class_table + 8 * u64::from(id.0), image.classes[id.index()] - 1)?;
            let layout = match program.layout(id) {
                Layout::Plain | Layout::Immediate => (image.sizes[id.index()].max(1) as u64) << 3,
                Layout::Values => 1,
                Layout::Bytes => 2,
                Layout::Raw => 3,
            };
            memory.store_part(image.layout_table + 4 * u64::from(id.0), 4, layout)?;
        }
        image.empty_table = memory.reserve(64)?;
        // The top level's self has a hidden class, if the program says so.
        let main = program.classes.iter().find(|(_, class)| class.hidden && class.name == "main").map(|(id, _)| id);
        let object = main.unwrap_or(Program::core(CoreClass::Object));
        image.main = memory.object(object, image.sizes[object.index()], value::NIL)?;
        Ok(image)
    }

    fn fill_class(&self, program: &Program, memory: &mut Memory, id: ClassId, class: &BootClass) -> Result<(), Trap> {
        let object = self.classes[id.index()];
        let set = |memory: &mut Memory, field: &str, word: u64| match CoreClass::Class
            .layout()
            .fields
            .iter()
            .position(|name| *name == field)
        {
            Some(index) => memory.set_slot(object, index as u64, word),
            None => Ok(()),
        };
        set(memory, "@index", u64::from(id.0) << 1)?;
        set(memory, "@superclass", class.superclass.map_or(value::NIL, |superclass| self.classes[superclass.index()]))?;
        set(memory, "@attached", class.attached.map_or(value::NIL, |attached| self.classes[attached.index()]))?;
        let fields: Vec<u64> = match program.layout(id) {
            Layout::Plain => program.fields(id).iter().map(|field| value::symbol(field.0)).collect(),
            Layout::Values | Layout::Bytes | Layout::Raw | Layout::Immediate => Vec::new(),
        };
        let fields = storage(memory, &fields)?;
        set(memory, "@fields", fields)?;
        let ancestors = program.ancestors(id).into_iter().filter(|ancestor| !program.classes[*ancestor].hidden);
        let ancestors: Vec<u64> = ancestors.map(|ancestor| self.classes[ancestor.index()]).collect();
        let ancestors = storage(memory, &ancestors)?;
        set(memory, "@ancestors", ancestors)?;
        let methods = storage(memory, &method_table(class))?;
        set(memory, "@methods", methods)?;
        let constants = class.constants.iter().flat_map(|(name, constant)| {
            let object = match constant {
                ConstantEntry::Class(class) => self.classes[class.index()],
                ConstantEntry::Cell(_) => value::UNDEFINED,
            };
            [value::symbol(name.0), object]
        });
        let constants: Vec<u64> = constants.collect();
        let constants = storage(memory, &constants)?;
        set(memory, "@constants", constants)?;
        // a hidden class says the name that shows
        let shown = &program.classes[program.visible(id)].name;
        let name = match program.symbols.find(shown) {
            Some(symbol) => self.symbol_strings[symbol.index()],
            None => {
                let bytes = bytes_object(memory, shown.as_bytes())?;
                self.string(memory, bytes, shown.as_bytes(), FROZEN)?
            }
        };
        memory.set_slot(object, 0, name)
    }

    /// A String object over a Bytes object.
    pub fn string(&self, memory: &mut Memory, bytes: u64, text: &[u8], flags: u64) -> Result<u64, Trap> {
        let class = Program::core(CoreClass::String);
        let string = memory.object(class, self.sizes[class.index()], value::NIL)?;
        memory.set_header(string, u64::from(class.0) | flags)?;
        memory.set_slot(string, 0, bytes)?;
        memory.set_slot(string, 1, (text.len() as u64) << 1)?;
        let state = if text.is_ascii() { 1 } else { 3 - u64::from(std::str::from_utf8(text).is_ok()) };
        memory.set_slot(string, 2, state << 1)?;
        Ok(string)
    }

    /// The address of a cell.
    pub fn cell(&self, cell: CellId) -> u64 {
        self.cells + 8 * u64::from(cell.0)
    }

    /// What `data_address` answers.
    pub fn data(&mut self, name: &str, program: &Program, memory: &mut Memory) -> Result<Option<u64>, Trap> {
        Ok(match name {
            "call_positions" | "call_positions_end" | "positions" | "position_strings" => {
                let tables = match self.positions {
                    Some(tables) => tables,
                    None => *self.positions.insert(position_tables(program, memory)?),
                };
                tables.into_iter().find(|table| table.0 == name).map(|table| table.1)
            }
            _ => self.table(name),
        })
    }

    fn table(&self, name: &str) -> Option<u64> {
        Some(match name {
            "class_table" => self.class_table,
            "layout_table" => self.layout_table,
            "context" => self.context,
            // No machine code here, hence no call sites: a table that ends at once.
            "call_sites" | "call_sites_end" => self.empty_table,
            _ => return None,
        })
    }
}

fn storage(memory: &mut Memory, elements: &[u64]) -> Result<u64, Trap> {
    let object = memory.values(Program::core(CoreClass::Storage), elements.len())?;
    for (index, element) in elements.iter().enumerate() {
        memory.set_slot(object, 1 + index as u64, *element)?;
    }
    Ok(object)
}

/// The tables of [`parfait::tables`] that backtraces are made from. The return address of a position is its number; after the
/// positions there is one for each method's definition.
fn position_tables(program: &Program, memory: &mut Memory) -> Result<[(&'static str, u64); 4], Trap> {
    let mut positions = Positions::default();
    let labels: Vec<String> = program.methods.ids().map(|id| program.label(id)).collect();
    let definitions = program.methods.iter().map(|(method, of)| Position { span: of.span, method, parent: None });
    let mut rows: Vec<u32> = Vec::new();
    for Position { span, method, parent } in program.positions.values().copied().chain(definitions) {
        let file = program.sources.get(span.file);
        let function = &labels[method.index()];
        // an adapter has the place of the method that it calls, but is nothing that the program wrote
        let own = program.method_name(method).starts_with("__");
        let shows = Shows::new(function, own || file.is_none_or(|file| file.runtime));
        let line = file.map_or(0, |file| file.line_column(span.start).0);
        let place = Place { function, file: file.map_or("", |file| &file.name), line, shows };
        let parent = parent.map(|parent| rows.get(parent.index()).copied().unwrap_or(NONE));
        rows.push(positions.add(place, parent));
    }
    let mut calls = Vec::new();
    let shown = rows.iter().enumerate().filter(|(_, row)| **row != NONE);
    shown.for_each(|(address, row)| words(&mut calls, &[address as u32, *row]));
    let mut place = |bytes: &[u8]| {
        let address = memory.reserve(bytes.len() as u64)?;
        memory.bytes_mut(address, bytes.len() as u64)?.copy_from_slice(bytes);
        Ok(address)
    };
    let start = place(&calls)?;
    Ok([
        ("call_positions", start),
        ("call_positions_end", start + calls.len() as u64),
        ("positions", place(&positions.rows)?),
        ("position_strings", place(&positions.strings)?),
    ])
}

/// (symbol, visibility) of each name, the last definition counting.
fn method_table(class: &BootClass) -> Vec<u64> {
    let mut table: Vec<(u64, u64)> = Vec::new();
    for (name, entry) in class.written() {
        let visibility = match (entry.method, entry.visibility) {
            (None, _) => 3,
            (_, Visibility::Public) => 0,
            (_, Visibility::Protected) => 1,
            (_, Visibility::Private) => 2,
        };
        let name = value::symbol(name.0);
        match table.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = visibility << 1,
            None => table.push((name, visibility << 1)),
        }
    }
    table.into_iter().flat_map(|(name, visibility)| [name, visibility]).collect()
}

fn bytes_object(memory: &mut Memory, text: &[u8]) -> Result<u64, Trap> {
    let class = Program::core(CoreClass::Bytes);
    let object = memory.raw(class, text.len())?;
    memory.set_header(object, u64::from(class.0) | SHARED)?;
    memory.bytes_mut(object + 15, text.len() as u64)?.copy_from_slice(text);
    Ok(object)
}

impl Interpreter<'_> {
    /// The value of a constant operand.
    pub(super) fn constant(&mut self, constant: &Constant) -> Result<u64, Trap> {
        Ok(match constant {
            Constant::Nil => value::NIL,
            Constant::True => value::TRUE,
            Constant::False => value::FALSE,
            Constant::Undefined => value::UNDEFINED,
            Constant::Small(n) => value::small(*n).ok_or_else(|| Trap::fault(format!("{n} is not a small integer")))?,
            Constant::Float(float) => self.float(*float)?,
            Constant::Symbol(symbol) => value::symbol(symbol.0),
            Constant::Class(class) => self.image.classes[class.index()],
            Constant::Big(digits) => self.big(*digits)?,
            Constant::FrozenString(string) => self.frozen_string(*string)?,
        })
    }

    /// A Float: immediate where it can be, else boxed.
    pub(super) fn float(&mut self, float: f64) -> Result<u64, Trap> {
        match value::encode_float(float) {
            Some(value) => Ok(value),
            None => {
                let boxed = self.memory.object(Program::core(CoreClass::Float), 1, 0)?;
                self.memory.set_slot(boxed, 0, float.to_bits())?;
                Ok(boxed)
            }
        }
    }

    fn frozen_string(&mut self, id: StringId) -> Result<u64, Trap> {
        if let Some(string) = self.image.frozen_strings[id.index()] {
            return Ok(string);
        }
        let bytes = self.image.bytes[id.index()];
        let string = self.image.string(&mut self.memory, bytes, &self.program.strings[id], FROZEN | SHARED)?;
        self.image.frozen_strings[id.index()] = Some(string);
        Ok(string)
    }

    /// What describes a method's parameters.
    pub(super) fn description(&mut self, method: MethodId) -> Result<u64, Trap> {
        if let Some(known) = self.image.descriptions.get(&method) {
            return Ok(*known);
        }
        let text = self.program.methods[method].parameters.description(&self.program.symbols);
        let string = self.new_string(&text)?;
        self.image.descriptions.insert(method, string);
        Ok(string)
    }

    /// A new String that shares a literal's bytes.
    pub(super) fn literal(&mut self, id: StringId) -> Result<u64, Trap> {
        let bytes = self.image.bytes[id.index()];
        self.image.string(&mut self.memory, bytes, &self.program.strings[id], SHARED)
    }

    /// A new String.
    pub(super) fn new_string(&mut self, text: &str) -> Result<u64, Trap> {
        let bytes = self.memory.raw(Program::core(CoreClass::Bytes), text.len())?;
        self.memory.bytes_mut(bytes + 15, text.len() as u64)?.copy_from_slice(text.as_bytes());
        self.image.string(&mut self.memory, bytes, text.as_bytes(), 0)
    }

    /// A new Array.
    pub(super) fn new_array(&mut self, elements: &[u64]) -> Result<u64, Trap> {
        let storage = storage(&mut self.memory, elements)?;
        let class = Program::core(CoreClass::Array);
        let array = self.memory.object(class, self.image.sizes[class.index()], value::NIL)?;
        self.memory.set_slot(array, 0, storage)?;
        self.memory.set_slot(array, 1, 0)?;
        self.memory.set_slot(array, 2, (elements.len() as u64) << 1)?;
        Ok(array)
    }

    /// The elements of an Array.
    pub(super) fn elements(&self, array: u64) -> Result<Vec<u64>, Trap> {
        let storage = self.memory.slot(array, 0)?;
        let start = self.memory.slot(array, 1)? >> 1;
        let length = self.memory.slot(array, 2)? >> 1;
        (start..start + length).map(|index| self.memory.slot(storage, index + 1)).collect()
    }

    /// A Big from decimal digits: sign word, then 32-bit limbs.
    fn big(&mut self, digits: StringId) -> Result<u64, Trap> {
        let text = &self.program.strings[digits];
        let negative = text.first() == Some(&b'-');
        let mut limbs: Vec<u32> = Vec::new();
        for digit in text.iter().filter(|byte| byte.is_ascii_digit()) {
            let mut carry = u64::from(digit - b'0');
            for limb in &mut limbs {
                carry += u64::from(*limb) * 10;
                *limb = carry as u32;
                carry >>= 32;
            }
            if carry > 0 {
                limbs.push(carry as u32);
            }
        }
        let big = self.memory.raw(Program::core(CoreClass::Big), 8 + 4 * limbs.len())?;
        self.memory.store(big + 15, u64::from(negative))?;
        for (index, limb) in limbs.iter().enumerate() {
            self.memory.store_part(big + 23 + 4 * index as u64, 4, u64::from(*limb))?;
        }
        Ok(big)
    }
}
