//! Functions that are the same become one: versions of a method for types that turned out not to matter, mostly.
//!
//! ```text
//! function f.1(v0: value) ...            function f.1(v0: value) ...
//! function f.2(v5: value) ...
//! call f.2(v3)                           call f.1(v3)
//! ```
//!
//! What must hold:
//! 1. They have one name and the same positions for backtraces: places in the source, methods by name.
//! 2. Nothing else differs but how values, blocks and the function itself are called.
//! 3. Names that others than the program call by ([`FIXED`]) stay.
use super::arguments::FIXED;
use crate::function::{Datum, Function, Program, SymbolId};
use crate::instruction::Instruction;
use base::{Arena, Id, Pass, Span};
use std::collections::HashMap;
use virtual_machine::{Position, PositionId};

pub const PASS: Pass<Program> = Pass { name: "merge", about: "make one of functions that are the same", run };

/// At most that many rounds: what called different twins may be twins itself.
const ROUNDS: usize = 4;

fn run(program: &mut Program) -> base::Result<()> {
    // apart, so that they can be looked at while functions change
    let (names, positions) = (std::mem::take(&mut program.method_names), std::mem::take(&mut program.positions));
    let mut places =
        Places { names: &names, numbers: vec![UNSEEN; positions.len()], positions: &positions, known: HashMap::new() };
    let fixed: Vec<SymbolId> = FIXED.iter().filter_map(|name| program.symbols.find(name)).collect();
    let mut kept = Symbols(Vec::new());
    // by function's symbol, as long as nothing in the function changes
    let mut hashes = Symbols(Vec::new());
    for _ in 0..ROUNDS {
        let twins = twins(program, &fixed, &mut places, &mut hashes);
        if twins.is_empty() {
            break;
        }
        twins.iter().for_each(|(twin, first)| kept.set(*twin, Some(*first)));
        program.functions.retain(|function| kept.get(function.symbol).is_none());
        rename(program, &kept, &mut hashes);
    }
    (program.method_names, program.positions) = (names, positions);
    Ok(())
}

/// Something about symbols.
struct Symbols<T>(Vec<Option<T>>);

impl<T: Copy> Symbols<T> {
    fn set(&mut self, symbol: SymbolId, to: Option<T>) {
        if self.0.len() <= symbol.index() {
            self.0.resize(symbol.index() + 1, None);
        }
        self.0[symbol.index()] = to;
    }
    fn get(&self, symbol: SymbolId) -> Option<T> {
        self.0.get(symbol.index()).copied().flatten()
    }
}

fn rename(program: &mut Program, kept: &Symbols<SymbolId>, hashes: &mut Symbols<u64>) {
    for (_, function) in program.functions.iter_mut() {
        for block in &function.layout {
            for symbol in function.blocks[*block].instructions.iter_mut().filter_map(|it| it.symbol.as_mut()) {
                if let Some(new) = kept.get(*symbol) {
                    *symbol = new;
                    hashes.set(function.symbol, None);
                }
            }
        }
    }
    for datum in program.data.iter_mut().flat_map(|object| &mut object.contents) {
        if let Datum::Address(symbol, _) = datum {
            *symbol = kept.get(*symbol).unwrap_or(*symbol);
        }
    }
}

/// The number of a position that has none yet.
const UNSEEN: u64 = u64::MAX;

/// Numbers that are the same for positions that backtraces show alike: by position, given when asked for.
struct Places<'a> {
    positions: &'a Arena<PositionId, Position>,
    names: &'a [String],
    numbers: Vec<u64>,
    known: HashMap<(Span, &'a str, u64), u64>,
}

impl Places<'_> {
    fn number(&mut self, id: PositionId) -> u64 {
        let Some(position) = self.positions.get(id) else { return UNSEEN };
        if self.numbers[id.index()] == UNSEEN {
            let parent = position.parent.map_or(UNSEEN, |parent| self.number(parent));
            let name = self.names.get(position.method.index()).map_or("", String::as_str);
            let next = self.known.len() as u64;
            self.numbers[id.index()] = *self.known.entry((position.span, name, parent)).or_insert(next);
        }
        self.numbers[id.index()]
    }
}

/// Functions that are the same as another one, and that.
fn twins(program: &Program, fixed: &[SymbolId], places: &mut Places<'_>, hashes: &mut Symbols<u64>) -> Vec<(SymbolId, SymbolId)> {
    let mut alike: HashMap<u64, Vec<&Function>> = HashMap::new();
    let mut twins = Vec::new();
    for function in program.functions.values() {
        let hash = hashes.get(function.symbol).unwrap_or_else(|| hash(function, places));
        hashes.set(function.symbol, Some(hash));
        let others = alike.entry(hash).or_default();
        let twin = others.iter().find(|other| other.name == function.name && same(function, other, places));
        match twin {
            Some(first) if !fixed.contains(&function.symbol) => twins.push((function.symbol, first.symbol)),
            _ => others.push(function),
        }
    }
    twins
}

fn hash(function: &Function, places: &mut Places<'_>) -> u64 {
    let mut hash = 0u64;
    describe(function, places, &mut |number| {
        hash = (hash.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    });
    hash
}

fn same(left: &Function, right: &Function, places: &mut Places<'_>) -> bool {
    let mut all = |function| {
        let mut numbers = Vec::new();
        describe(function, places, &mut |number| numbers.push(number));
        numbers
    };
    all(left) == all(right)
}

/// Numbers that are the same for functions that are the same.
fn describe(function: &Function, places: &mut Places<'_>, out: &mut dyn FnMut(u64)) {
    let mut describe = Describe { function, places, values: vec![0; function.values.len()], next: 0, out };
    describe.function();
}

struct Describe<'a, 'b> {
    function: &'a Function,
    places: &'a mut Places<'b>,
    /// By value: its number, from 1, in the order in which they come; 0 before that.
    values: Vec<u64>,
    next: u64,
    out: &'a mut dyn FnMut(u64),
}

impl Describe<'_, '_> {
    fn function(&mut self) {
        let function = self.function;
        let mut blocks = vec![0; function.blocks.len()];
        for (number, block) in function.layout.iter().enumerate() {
            blocks[block.index()] = number as u64;
        }
        (self.out)(function.result.map_or(0, |ty| ty as u64 + 1));
        (self.out)(u64::from(function.leaf) | u64::from(function.stack_slots) << 1);
        for block in &function.layout {
            let data = &function.blocks[*block];
            (self.out)(u64::from(data.cold) | (data.parameters.len() as u64) << 1 | (data.instructions.len() as u64) << 32);
            data.parameters.iter().for_each(|parameter| self.value(*parameter));
            data.instructions.iter().for_each(|instruction| self.instruction(instruction, &blocks));
        }
    }
    fn value(&mut self, value: crate::ValueId) {
        let number = &mut self.values[value.index()];
        if *number == 0 {
            self.next += 1;
            *number = self.next;
        }
        (self.out)(*number << 2 | self.function.values[value] as u64);
    }
    fn instruction(&mut self, instruction: &Instruction, blocks: &[u64]) {
        let Instruction { opcode, result, operands, immediate, symbol, condition, targets, live, position } = instruction;
        let condition = condition.map_or(0, |condition| condition as u64 + 1);
        let counts = (operands.len() as u64) << 16 | (targets.len() as u64) << 32 | (live.len() as u64) << 40;
        (self.out)(*opcode as u64 | condition << 8 | counts);
        (self.out)(*immediate as u64);
        // the function itself is 1
        (self.out)(symbol.map_or(0, |symbol| if symbol == self.function.symbol { 1 } else { u64::from(symbol.0) + 2 }));
        (self.out)(position.map_or(UNSEEN, |position| self.places.number(position)));
        (self.out)(u64::from(result.is_some()));
        result.iter().chain(operands).for_each(|value| self.value(*value));
        live.iter().for_each(|slot| (self.out)(u64::from(*slot)));
        for target in targets {
            (self.out)(blocks[target.block.index()] | (target.arguments.len() as u64) << 32);
            target.arguments.iter().for_each(|value| self.value(*value));
        }
    }
}
