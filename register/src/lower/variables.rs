//! Names of variables for debuggers, and their homes: stack slots where each assignment stores (`register/src/variables.rs`).
//!
//! A variable that closures use lies in a Frame: its home is that of the reference to the Frame, with a path.
use super::body::{Binding, Body};
use super::enter::FIRST_ELEMENT;
use super::facts::Passed;
use crate::function::ValueId;
use crate::instruction::{Instruction, Opcode, Type};
use crate::variables::{Home, Variable};
use base::Id;
use parfait::value;
use virtual_machine::analysis::Uses;
use virtual_machine::{MethodId, Position, SlotId, SlotKind};

/// The homes of one function.
#[derive(Default)]
pub struct Homes {
    /// By slot.
    slots: Vec<Option<u32>>,
    /// Of the activation's own Frame, and of the nearest around it.
    frame: Option<u32>,
    enclosing: Option<u32>,
    /// Where there are none: by slot, the row of a variable that is assigned once.
    single: Vec<Option<usize>>,
}

impl Body<'_, '_> {
    /// Names what the program's text names. With homes, code from here to the end of the entry has a position of its own.
    pub fn name_variables(&mut self, parameters: &[ValueId]) {
        let options = self.world.options;
        if !options.shapes || self.method.machine || self.world.program.sources.file(self.method.span.file).runtime {
            return;
        }
        if options.homes {
            self.homes.slots = vec![None; self.method.slots.len()];
            self.homes.frame = self.facts.framed.then(|| self.new_home(Type::Value));
            self.homes.enclosing = self.method.parent.map(|_| self.new_home(Type::Value));
        }
        let uses = (!options.homes).then(|| Uses::new(self.method));
        self.homes.single = vec![None; self.method.slots.len()];
        for slot in self.method.slots.ids() {
            self.name_variable(slot, parameters, uses.as_ref().map(|uses| uses.sets(slot).len()));
        }
        if options.homes {
            self.name_outer();
            let place = Position { span: self.method.span, method: self.id, parent: None };
            let entered = Some(self.world.out.positions.push(place));
            self.build.function.variables.entered = entered;
            self.build.set_position(entered);
        }
    }
    /// `sets`: how often it is assigned in the body, where that is of interest.
    fn name_variable(&mut self, slot: SlotId, parameters: &[ValueId], sets: Option<usize>) {
        let Some(name) = self.name_of(self.id, slot) else { return };
        let kind = self.method.slots[slot].kind;
        let passed = |wanted| self.facts.passed.iter().position(|(passed, _)| *passed == wanted);
        let at = passed(Passed::Slot(slot));
        let known = match kind {
            SlotKind::SelfValue => at.or(passed(Passed::Proc)),
            SlotKind::MessageBlock => at,
            SlotKind::Argument | SlotKind::Local | SlotKind::Temporary => Some(0),
        };
        if known.is_none() {
            return;
        }
        let captured = self.facts.captured.iter().position(|captured| *captured == slot);
        let ty = if captured.is_some() { Type::Value } else { self.register_of(slot) };
        let home = match (captured, self.homes.frame) {
            (Some(at), Some(slot)) => Some(Home { slot, path: vec![captured_offset(at) as u64] }),
            (None, _) if self.world.options.homes => {
                let home = self.new_home(ty);
                self.homes.slots[slot.index()] = Some(home);
                Some(Home { slot: home, path: Vec::new() })
            }
            _ => None,
        };
        let parameter = at.map(|at| parameters[at]);
        let value = parameter.filter(|it| captured.is_none() && sets == Some(0) && self.build.type_of(*it) == ty);
        if captured.is_none() && parameter.is_none() && sets == Some(1) {
            self.homes.single[slot.index()] = Some(self.build.function.variables.rows.len());
        }
        let row = Variable { name, argument: kind != SlotKind::Local, ty, parameter, value, home };
        self.build.function.variables.rows.push(row);
    }
    /// Variables of the methods around a block body.
    fn name_outer(&mut self) {
        let Some(slot) = self.homes.enclosing else { return };
        let mut path = Vec::new();
        let mut around = self.method.parent;
        while let Some(id) = around {
            let Some(facts) = self.world.facts.get(&id).filter(|facts| facts.framed) else { break };
            for (at, captured) in facts.captured.clone().into_iter().enumerate() {
                let known = |name: &String| self.build.function.variables.rows.iter().all(|row| row.name != *name);
                let Some(name) = self.name_of(id, captured).filter(known) else { continue };
                let path = path.iter().copied().chain([captured_offset(at) as u64]).collect();
                let home = Some(Home { slot, path });
                self.build.function.variables.rows.push(Variable {
                    name,
                    argument: false,
                    ty: Type::Value,
                    parameter: None,
                    value: None,
                    home,
                });
            }
            path.push(FIRST_ELEMENT as u64);
            around = self.world.program.methods[id].parent;
        }
    }
    /// What the program's text calls a slot.
    fn name_of(&self, method: MethodId, slot: SlotId) -> Option<String> {
        let method = self.world.program.methods.get(method)?;
        let info = method.slots.get(slot)?;
        let name = match info.kind {
            SlotKind::Temporary => None,
            SlotKind::MessageBlock => {
                let name = method.parameters.names.get(method.parameters.formals())?;
                Some(self.world.program.symbols.name(*name))
            }
            SlotKind::SelfValue | SlotKind::Argument | SlotKind::Local => Some(info.name.as_str()),
        };
        name.filter(|name| !name.starts_with("__") && !name.starts_with(|char: char| char.is_ascii_digit())).map(String::from)
    }
    fn new_home(&mut self, ty: Type) -> u32 {
        let home = self.build.function.stack_slots;
        self.build.function.variables.homes.push(ty);
        self.build.function.stack_slots += 1;
        home
    }
    /// Before the first safepoint: every home holds something.
    pub fn fill_homes(&mut self) {
        for (home, ty) in (0..).zip(self.build.function.variables.homes.clone()) {
            let empty = match ty {
                Type::Value => self.build.constant(value::NIL),
                Type::Word | Type::Float | Type::Address => self.build.word(0),
            };
            self.store_home(home, empty);
        }
        if let (Some(home), Some(frame)) = (self.homes.enclosing, self.enclosing) {
            self.store_home(home, frame);
        }
    }
    pub fn keep_frame(&mut self, frame: ValueId) {
        if let Some(home) = self.homes.frame {
            self.store_home(home, frame);
        }
    }
    /// A slot's new value goes to its home too.
    pub fn keep_home(&mut self, slot: SlotId, binding: Binding) -> Binding {
        if let (Some(row), Binding::Value(value)) = (self.homes.single.get(slot.index()).copied().flatten(), binding) {
            let row = &mut self.build.function.variables.rows[row];
            row.value = Some(value).filter(|value| self.build.function.values[*value] == row.ty);
        }
        let Some(home) = self.homes.slots.get(slot.index()).copied().flatten() else { return binding };
        let value = self.convert(binding, self.register_of(slot));
        self.store_home(home, value);
        match binding {
            Binding::Constant(_) => binding,
            Binding::Value(_) | Binding::Test(_) | Binding::Checked(_) => Binding::Value(value),
        }
    }
    /// The bits as they are: what is no value is not shown to the collector either.
    fn store_home(&mut self, home: u32, value: ValueId) {
        let word = match self.build.type_of(value) {
            Type::Float => self.build.op(Opcode::FloatBits, &[value]),
            Type::Value | Type::Word | Type::Address => value,
        };
        let value = match self.build.type_of(word) {
            Type::Value => word,
            _ => self.build.op(Opcode::ValueOf, &[word]),
        };
        let store = Instruction::new(Opcode::SpillStore);
        self.build.emit(Instruction { operands: [value].into_iter().collect(), immediate: i64::from(home), ..store });
    }
}

/// From a reference to a Frame to a captured slot.
pub fn captured_offset(at: usize) -> i64 {
    FIRST_ELEMENT + 8 * (1 + at as i64)
}
