//! Tables of methods by class and name, and the functions that search them.
//!
//! A row is two words: class number above 32 bits and the symbol's tagged bits below, then what it gives. Rows are sorted.
//! `dispatch_table` has all that a dynamic send may reach, inherited methods too; `method_table` what each class and its
//! modules declare, `parameter_table` their parameters, with `superclass_table` (number of the superclass by number, or 0xffffffff) to go on.
use super::World;
use super::helper::Maker;
use crate::function::{Datum, ValueId};
use crate::instruction::{Condition, Opcode, Target, Type};
use crate::object::Section;
use parfait::value;
use std::collections::BTreeMap;
use virtual_machine::{MethodEntry, SymbolId, Visibility};

fn key(world: &mut World<'_>, class: u32, name: SymbolId) -> u64 {
    u64::from(class) << 32 | value::symbol(world.symbol_number(name))
}

fn rows(world: &mut World<'_>, symbol: &str, about: &str, rows: BTreeMap<u64, Datum>) {
    let mut contents = vec![Datum::Word(rows.len() as u64)];
    for (key, datum) in rows {
        contents.push(Datum::Word(key));
        contents.push(datum);
    }
    let symbol = world.symbol(symbol);
    world.data(symbol, Section::ReadOnly, about.to_string(), contents);
}

/// Code addresses.
pub fn dispatch_table(world: &mut World<'_>) {
    let program = world.program;
    let mut table = BTreeMap::new();
    for (class, boot) in program.classes.iter() {
        let Some(index) = world.classes.find_index(class) else { continue };
        for (name, entry) in &boot.methods {
            if entry.method.is_none() {
                // no such method, though the superclass has one
                table.insert(key(world, index, *name), Datum::Word(0));
            }
            let adapter = entry.method.and_then(|method| program.adapters.get(&method));
            if let Some(symbol) = adapter.and_then(|adapter| world.facts.get(adapter)).map(|facts| facts.symbol) {
                table.insert(key(world, index, *name), Datum::Address(symbol, 0));
            }
        }
    }
    rows(world, "dispatch_table", "table of dispatch", table);
}

/// Visibilities of the methods whose names the program has as symbols.
pub fn method_table(world: &mut World<'_>) {
    let table = declared(world, |_, entry| {
        Datum::Word(match (entry.method, entry.visibility) {
            (None, _) => 0,
            (Some(_), Visibility::Private) => 1,
            (Some(_), Visibility::Protected) => 2,
            (Some(_), Visibility::Public) => 3,
        })
    });
    rows(world, "method_table", "table of methods", table);
}

/// Descriptions of their parameters.
pub fn parameter_table(world: &mut World<'_>) {
    let table = declared(world, |world, entry| {
        let Some(method) = entry.method else { return Datum::Word(value::NIL) };
        let description = world.program.methods[method].parameters.description(&world.program.symbols);
        Datum::Address(world.frozen_string(description.as_bytes()), 1)
    });
    rows(world, "parameter_table", "table of parameters", table);
}

/// What each class and its modules declare, of names that the program has as symbols.
fn declared(world: &mut World<'_>, datum: fn(&mut World<'_>, &MethodEntry) -> Datum) -> BTreeMap<u64, Datum> {
    let program = world.program;
    let named = world.boot.symbols.clone();
    let mut table = BTreeMap::new();
    for (class, boot) in program.classes.iter() {
        let Some(index) = world.classes.find_index(class).filter(|_| !boot.is_module) else { continue };
        let nearest = boot.prepends.iter().chain(std::iter::once(&class)).chain(&boot.includes);
        for (name, entry) in nearest.flat_map(|each| &program.classes[*each].declared) {
            if named.contains(name) {
                let key = key(world, index, *name);
                table.entry(key).or_insert_with(|| datum(world, entry));
            }
        }
    }
    table
}

/// Numbers of superclasses by number.
pub fn superclass_table(world: &mut World<'_>) {
    let program = world.program;
    let superclass = |class| program.classes[class].superclass.and_then(|superclass| world.classes.find_index(superclass));
    let numbers = world.classes.numbered().flat_map(|class| superclass(class).unwrap_or(u32::MAX).to_le_bytes()).collect();
    let symbol = world.symbol("superclass_table");
    world.data(symbol, Section::ReadOnly, "table of superclasses".to_string(), vec![Datum::Bytes(numbers)]);
}

impl Maker<'_, '_> {
    /// Binary search: goes to `found` with the address of the row's second word, else to `missing`.
    fn search(&mut self, table: &str, class: ValueId, name: ValueId, found: crate::BlockId, missing: Target) {
        let table = self.world.symbol(table);
        let table = self.build.address_of(table);
        let high_half = self.op(Opcode::ShiftLeft, class, 32);
        let bits = self.build.op(Opcode::Bits, &[name]);
        let key = self.build.op(Opcode::Or, &[high_half, bits]);
        let zero = self.build.word(0);
        let count = self.build.load(Type::Word, table, 0);
        let head = self.build.new_block(&[Type::Word, Type::Word]);
        let [look, other, below, above] = [(); 4].map(|()| self.build.new_block(&[]));
        let hit = self.build.new_block(&[]);
        self.build.jump(head, &[zero, count]);
        self.build.switch_to(head);
        let (low, high) = (self.build.block_parameters(head)[0], self.build.block_parameters(head)[1]);
        self.build.branch_compare(Condition::Below, low, high, Target::new(look, &[]), missing);
        self.build.switch_to(look);
        let sum = self.build.op(Opcode::Add, &[low, high]);
        let middle = self.op(Opcode::ShiftRight, sum, 1);
        let offset = self.op(Opcode::ShiftLeft, middle, 4);
        let row = self.build.op(Opcode::Add, &[table, offset]);
        let here = self.build.load(Type::Word, row, 8);
        self.build.branch_compare(Condition::Equal, here, key, Target::new(hit, &[]), Target::new(other, &[]));
        self.build.switch_to(hit);
        self.build.jump(found, &[row]);
        self.build.switch_to(other);
        self.build.branch_compare(Condition::Below, here, key, Target::new(below, &[]), Target::new(above, &[]));
        self.build.switch_to(below);
        let next = self.op(Opcode::Add, middle, 1);
        self.build.jump(head, &[next, high]);
        self.build.switch_to(above);
        self.build.jump(head, &[low, middle]);
    }
    /// Every class that may have instances has rows of its own; class objects without share those of Class.
    pub fn find_code(&mut self) {
        self.search_up("dispatch_table", 0);
    }
    pub fn responds(&mut self) {
        self.search_up("method_table", 0);
    }
    pub fn parameters(&mut self) {
        self.search_up("parameter_table", value::NIL);
    }
    fn give_second(&mut self, found: crate::BlockId) {
        self.build.switch_to(found);
        let row = self.build.block_parameters(found)[0];
        let word = self.build.load(Type::Word, row, 16);
        self.build.give_back(Some(word));
    }
    /// In the class, then in its superclasses.
    fn search_up(&mut self, table: &str, nowhere: u64) {
        let [class, name] = self.build.parameters()[..] else { return };
        let head = self.build.new_block(&[Type::Word]);
        let found = self.build.new_block(&[Type::Word]);
        let [up, none] = [(); 2].map(|()| self.build.new_block(&[]));
        self.build.jump(head, &[class]);
        self.build.switch_to(head);
        let at = self.build.block_parameters(head)[0];
        self.search(table, at, name, found, Target::new(up, &[]));
        self.give_second(found);
        self.build.switch_to(up);
        let table = self.world.symbol("superclass_table");
        let table = self.build.address_of(table);
        let offset = self.op(Opcode::ShiftLeft, at, 2);
        let row = self.build.op(Opcode::Add, &[table, offset]);
        let superclass = self.build.load_part(Opcode::Load32, row, 0);
        let last = self.build.word(i64::from(u32::MAX));
        self.build.branch_compare(Condition::Equal, superclass, last, Target::new(none, &[]), Target::new(head, &[superclass]));
        self.build.switch_to(none);
        let nowhere = self.build.word(nowhere as i64);
        self.build.give_back(Some(nowhere));
    }
}
