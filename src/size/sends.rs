//! Sends that look for their method when they run: where they are, and by which names. Tables hold methods by the number of
//! a name; the sends tell what the numbers are.
use crate::observe::{LOWER, READ, Seen, Step};
use register::object::DataObject;
use std::collections::{BTreeMap, BTreeSet};
use virtual_machine::{Op, PositionId};

/// The function that looks for the code of a class's method.
pub const FIND: &str = "find_code";
/// The table in which it looks.
pub const TABLE: &str = "dispatch_table";

/// What is known of sends, by their positions.
#[derive(Default)]
pub struct Sends {
    /// Names, in the last program of the Virtual machine.
    names: BTreeMap<PositionId, BTreeSet<String>>,
    /// Values of symbols, in the first program of the Register machine; none: it is not constant, and may be any.
    values: BTreeMap<PositionId, BTreeSet<Option<u64>>>,
}

impl Sends {
    pub fn step(&mut self, step: &Step, program: Seen<'_>) {
        match program {
            Seen::Virtual(program) => self.of_virtual(program),
            Seen::Register(program) if step.name == LOWER || step.name == READ => self.of_register(program),
            Seen::Register(_) => {}
        }
    }

    fn of_virtual(&mut self, program: &virtual_machine::Program) {
        self.names.clear();
        let blocks = program.methods.values().flat_map(|method| method.blocks.values());
        for instruction in blocks.flat_map(|block| &block.instructions) {
            if let Op::Send { name, .. } = &instruction.op {
                self.names.entry(instruction.position).or_default().insert(program.symbols.name(*name).to_string());
            }
        }
    }

    fn of_register(&mut self, program: &register::Program) {
        let Some(find) = program.symbols.find(FIND) else { return };
        for function in program.functions.values() {
            let instructions = || function.blocks.values().flat_map(|block| &block.instructions);
            let constant = |value| {
                let made = instructions().find(|instruction| instruction.result == Some(value))?;
                (made.opcode == register::Opcode::Constant).then_some(made.immediate as u64)
            };
            for call in instructions().filter(|instruction| instruction.symbol == Some(find)) {
                if let (Some(position), Some(name)) = (call.position, call.operands.get(1)) {
                    self.values.entry(position).or_default().insert(constant(*name));
                }
            }
        }
    }

    /// What a search at a position may find, with the name that is sent: code of the table.
    pub fn found<'t>(&self, position: PositionId, table: &'t DataObject) -> Vec<(Option<String>, &'t str)> {
        let values = self.values.get(&position);
        let mut found = Vec::new();
        for relocation in &table.relocations {
            let Some(key) = key(table, relocation.offset as usize) else { continue };
            if values.is_none_or(|values| values.contains(&None) || values.contains(&Some(key))) {
                found.push((self.name(position, key), relocation.target.as_str()));
            }
        }
        found
    }

    /// The name of a symbol, which a send at that position, or any other, has.
    fn name(&self, position: PositionId, key: u64) -> Option<String> {
        let known = |position: &PositionId| {
            let (names, values) = (self.names.get(position)?, self.values.get(position)?);
            (names.len() == 1 && values.len() == 1 && values.contains(&Some(key))).then(|| names.first().cloned())?
        };
        known(&position).or_else(|| self.names.keys().find_map(known))
    }
}

/// The symbol of the row whose second word is at an offset: class number above 32 bits, the symbol below.
fn key(table: &DataObject, offset: usize) -> Option<u64> {
    let bytes = table.bytes.get(offset.checked_sub(8)?..offset)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?) & u64::from(u32::MAX))
}
