//! Parameters that are the same constant at every call become that constant, and those that nothing needs are gone; so are
//! the arguments for them. Mostly this is `self`, where it is the main object or is handed on without a look at it.
//!
//! ```text
//! function f(v0: value, v1: value)       function f(v1: value)
//! b0:                                    b0:
//!   v2: value = call f(v0, v1)             v2: value = call f(v1)
//! ```
//!
//! What must hold:
//! 1. All callers are known: the function's address is taken nowhere, and it is none of [`FIXED`].
//! 2. A parameter that is only handed on, to a parameter that is not needed, is not needed; recursion included.
use super::allocate::SLOW;
use crate::function::{ENTRY, Function, FunctionId, Program, SymbolId, ValueId};
use crate::instruction::{Instruction, Opcode};
use crate::{Datum, Type};
use base::{Id, Pass};
use std::ops::Range;

pub const PASS: Pass<Program> =
    Pass { name: "arguments", about: "drop parameters that are constant or not needed", run: run_all };

/// Functions that backends and other passes call: what they take is fixed.
pub const FIXED: &[&str] = &["start", "stack_overflow", SLOW];

fn run_all(program: &mut Program) -> base::Result<()> {
    let signatures = Signatures::new(program);
    let mut known = Known::new(program, &signatures);
    known.spread();
    let dropped: Vec<Drop> = (0..signatures.count).map(|parameter| known.fate(parameter)).collect();
    if dropped.iter().any(|drop| *drop != Drop::Keep) {
        super::each(program, |function| apply(function, &signatures, &dropped))?;
    }
    Ok(())
}

/// Which functions may change, and the numbers of their parameters, counted through the whole program.
struct Signatures {
    /// By symbol.
    parameters: Vec<Option<Range<usize>>>,
    count: usize,
}

impl Signatures {
    fn new(program: &Program) -> Signatures {
        let mut signatures = Signatures { parameters: Vec::new(), count: 0 };
        for function in program.functions.values() {
            let index = function.symbol.index();
            if signatures.parameters.len() <= index {
                signatures.parameters.resize(index + 1, None);
            }
            let end = signatures.count + function.blocks[ENTRY].parameters.len();
            signatures.parameters[index] = Some(signatures.count..end);
            signatures.count = end;
        }
        for name in FIXED {
            program.symbols.find(name).into_iter().for_each(|symbol| signatures.fix(symbol));
        }
        let data = program.data.iter().flat_map(|object| &object.contents);
        for datum in data {
            if let Datum::Address(symbol, _) = datum {
                signatures.fix(*symbol);
            }
        }
        for instruction in instructions(program) {
            match (instruction.opcode, instruction.symbol) {
                (Opcode::AddressOf | Opcode::Object, Some(symbol)) => signatures.fix(symbol),
                // the verifier's business
                (_, Some(symbol)) if is_call(instruction.opcode) => {
                    let taken = signatures.of(symbol).map_or(0, |parameters| parameters.len());
                    if taken != instruction.operands.len() {
                        signatures.fix(symbol);
                    }
                }
                _ => {}
            }
        }
        signatures
    }
    /// Nothing may change.
    fn fix(&mut self, symbol: SymbolId) {
        if let Some(parameters) = self.parameters.get_mut(symbol.index()) {
            *parameters = None;
        }
    }
    fn of(&self, symbol: SymbolId) -> Option<Range<usize>> {
        self.parameters.get(symbol.index()).cloned().flatten()
    }
    /// The parameters of the function that an instruction calls by name.
    fn called(&self, instruction: &Instruction) -> Option<Range<usize>> {
        instruction.symbol.filter(|_| is_call(instruction.opcode)).and_then(|symbol| self.of(symbol))
    }
}

fn instructions(program: &Program) -> impl Iterator<Item = &Instruction> {
    let blocks = program.functions.values().flat_map(|function| function.layout.iter().map(|block| &function.blocks[*block]));
    blocks.flat_map(|block| &block.instructions)
}

fn is_call(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Call | Opcode::CallLeaf | Opcode::CallLanding)
}

/// A constant: what an instruction without operands makes.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Constant {
    opcode: Opcode,
    immediate: i64,
    symbol: Option<SymbolId>,
}

/// What a parameter may be given.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Given {
    Nothing,
    One(Constant),
    Many,
}

impl Given {
    fn join(self, other: Given) -> Given {
        match (self, other) {
            (Given::Nothing, other) => other,
            (this, Given::Nothing) => this,
            (Given::One(left), Given::One(right)) if left == right => self,
            _ => Given::Many,
        }
    }
}

/// What becomes of a parameter.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Drop {
    Keep,
    Constant(Constant),
    Unneeded,
}

/// By parameter: what it is given, whether it is used; and which are handed on to which.
struct Known {
    given: Vec<Given>,
    needed: Vec<bool>,
    /// A parameter that is an argument for another.
    handed: Vec<(usize, usize)>,
}

impl Known {
    fn new(program: &Program, signatures: &Signatures) -> Known {
        let count = signatures.count;
        let mut known = Known { given: vec![Given::Nothing; count], needed: vec![false; count], handed: Vec::new() };
        for id in program.functions.ids() {
            known.function(program, signatures, id);
        }
        known
    }
    fn function(&mut self, program: &Program, signatures: &Signatures, id: FunctionId) {
        let function = &program.functions[id];
        let sources = sources(function, signatures.of(function.symbol));
        for instruction in function.layout.iter().flat_map(|block| &function.blocks[*block].instructions) {
            let called = signatures.called(instruction);
            for (number, operand) in instruction.operands.iter().enumerate() {
                let source = sources[operand.index()];
                match &called {
                    Some(parameters) => self.argument(source, parameters.start + number),
                    None => self.need(source),
                }
            }
            for argument in instruction.targets.iter().flat_map(|target| &target.arguments) {
                self.need(sources[argument.index()]);
            }
        }
    }
    fn need(&mut self, source: Source) {
        if let Source::Parameter(parameter) = source {
            self.needed[parameter] = true;
        }
    }
    fn argument(&mut self, source: Source, to: usize) {
        let given = match source {
            Source::Parameter(from) => return self.handed.push((from, to)),
            Source::Constant(constant) => Given::One(constant),
            Source::Other => Given::Many,
        };
        self.given[to] = self.given[to].join(given);
    }
    /// Until nothing changes: what is given on its way down, what is needed on its way up.
    fn spread(&mut self) {
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for (from, to) in &self.handed {
                let joined = self.given[*to].join(self.given[*from]);
                changed |= joined != self.given[*to];
                self.given[*to] = joined;
            }
        }
        changed = true;
        while std::mem::take(&mut changed) {
            for (from, to) in self.handed.iter().rev() {
                if self.fate(*to) == Drop::Keep && !self.needed[*from] {
                    self.needed[*from] = true;
                    changed = true;
                }
            }
        }
    }
    fn fate(&self, parameter: usize) -> Drop {
        match self.given[parameter] {
            Given::One(constant) => Drop::Constant(constant),
            Given::Many if !self.needed[parameter] => Drop::Unneeded,
            // nobody calls the function: perhaps from outside
            Given::Many | Given::Nothing => Drop::Keep,
        }
    }
}

/// Where an argument comes from.
#[derive(Clone, Copy)]
enum Source {
    /// A parameter of the function, by its number in the program.
    Parameter(usize),
    Constant(Constant),
    Other,
}

/// By value.
fn sources(function: &Function, parameters: Option<Range<usize>>) -> Vec<Source> {
    let mut sources = vec![Source::Other; function.values.len()];
    for (number, value) in parameters.into_iter().flatten().zip(&function.blocks[ENTRY].parameters) {
        sources[value.index()] = Source::Parameter(number);
    }
    for instruction in function.layout.iter().flat_map(|block| &function.blocks[*block].instructions) {
        let Some(result) = instruction.result else { continue };
        let (opcode, immediate, symbol) = (instruction.opcode, instruction.immediate, instruction.symbol);
        if super::safepoints::is_constant(opcode) {
            sources[result.index()] = Source::Constant(Constant { opcode, immediate, symbol });
        }
    }
    sources
}

fn apply(function: &mut Function, signatures: &Signatures, dropped: &[Drop]) {
    for block in &function.layout {
        for instruction in &mut function.blocks[*block].instructions {
            if let Some(parameters) = signatures.called(instruction) {
                let mut fates = dropped[parameters].iter();
                instruction.operands.retain(|_| fates.next() == Some(&Drop::Keep));
            }
        }
    }
    let Some(parameters) = signatures.of(function.symbol) else { return };
    let fates = &dropped[parameters];
    let old = std::mem::take(&mut function.blocks[ENTRY].parameters);
    let constants: Vec<Instruction> =
        old.iter().zip(fates).filter_map(|(value, fate)| constant(function, *value, *fate)).collect();
    let entry = &mut function.blocks[ENTRY];
    entry.parameters = old.into_iter().zip(fates).filter(|(_, fate)| **fate == Drop::Keep).map(|(value, _)| value).collect();
    entry.instructions.splice(0..0, constants);
}

fn constant(function: &Function, value: ValueId, fate: Drop) -> Option<Instruction> {
    let Drop::Constant(Constant { opcode, immediate, symbol }) = fate else { return None };
    debug_assert!(function.values[value] != Type::Address);
    Some(Instruction { result: Some(value), immediate, symbol, position: function.position, ..Instruction::new(opcode) })
}
