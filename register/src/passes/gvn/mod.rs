//! Value numbering: what has been computed on every way to here is not computed again, loads included, and a branch that
//! asks what a branch above has asked knows the answer.
//!
//! ```text
//!   v2: word = add v0, v1              v2: word = add v0, v1
//!   v3: word = load v0 + 7             v3: word = load v0 + 7
//!   v4: word = add v0, v1
//!   v5: word = load v0 + 7
//!   v6: word = mul v4, v5              v6: word = mul v2, v3
//! ```
//!
//! Walks the dominator tree with a table that forgets what a subtree added. What must hold:
//! 1. The bits and the address of a value change when a collector moves it: `bits` and `to_address` are good until a
//!    safepoint, and so is nothing else that is not made of values again.
//! 2. Loads are good until something writes where they may read; into a block they come from its only predecessor alone.
//! 3. A store makes its value known to loads from the same place.
//! 4. A store to a slot of an object (the base is a `value`) writes no other slot of any object; one with an index writes
//!    no slot before its offset. Other stores write anything.
mod thread;

use super::rewrite::Renames;
use crate::analysis::{Dominators, Flow};
use crate::function::{BlockId, ENTRY, Function, Program, SymbolId, ValueId};
use crate::instruction::{Condition, Effect, Instruction, Opcode, Target, Type};
use base::hash::FastMap;
use base::{Id, Pass};
use smallvec::SmallVec;

pub const PASS: Pass<Program> =
    Pass { name: "gvn", about: "compute once what is computed again; loads and tests too", run: |it| super::each(it, run) };

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    let flow = Flow::new(function);
    function.layout.retain(|block| flow.is_reachable(*block));
    let dominators = Dominators::new(function, &flow);
    let mut number = Number {
        renames: Renames::new(function),
        table: FastMap::default(),
        undo: Vec::new(),
        facts: FastMap::default(),
        fact_undo: Vec::new(),
        ends: vec![None; function.blocks.len()],
        asking: thread::candidates(function, &flow),
        redirected: Vec::new(),
        next: 0,
    };
    let mut work = vec![Step::Enter(ENTRY)];
    while let Some(step) = work.pop() {
        match step {
            Step::Enter(block) => {
                work.push(Step::Leave(number.undo.len(), number.fact_undo.len()));
                number.block(function, &flow, block);
                number.thread(function, &flow, block);
                work.extend(dominators.children(block).iter().rev().map(|child| Step::Enter(*child)));
            }
            Step::Leave(undo, facts) => number.forget(undo, facts),
        }
    }
    thread::redirect(function, number.redirected);
    number.renames.apply_all(function);
}

enum Step {
    Enter(BlockId),
    Leave(usize, usize),
}

/// What an instruction computes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    opcode: Opcode,
    ty: Type,
    operands: SmallVec<[ValueId; 3]>,
    immediate: i64,
    symbol: Option<SymbolId>,
    condition: Option<Condition>,
    /// For loads, `bits` and `to_address`: when. Else 0.
    epoch: u32,
}

/// When memory and addresses are: a number for each state that may differ.
#[derive(Clone)]
struct Epochs {
    /// Of all memory.
    memory: u32,
    /// Of slots of objects that are not in `slots`.
    others: u32,
    /// Slots of objects, by offset from the tagged reference.
    slots: SmallVec<[(i64, u32); 4]>,
    context: u32,
    collection: u32,
}

impl Epochs {
    fn new(number: u32) -> Epochs {
        Epochs { memory: number, others: number, slots: SmallVec::new(), context: number, collection: number }
    }
    fn slot(&self, offset: i64) -> u32 {
        self.slots.iter().find(|(slot, _)| *slot == offset).map_or(self.others, |(_, epoch)| *epoch)
    }
    /// Something is written, nobody knows where.
    fn write_anywhere(&mut self, number: u32) {
        (self.memory, self.others) = (number, number);
        self.slots.clear();
    }
    fn write_slot(&mut self, offset: i64, number: u32) {
        self.memory = number;
        self.slots.retain(|(slot, _)| *slot != offset);
        self.slots.push((offset, number));
    }
    /// A slot at the offset or behind it.
    fn write_behind(&mut self, offset: i64, number: u32) {
        let kept: SmallVec<[(i64, u32); 4]> =
            (0..8).map(|slot| slot * 8 - 1).take_while(|slot| *slot < offset).map(|slot| (slot, self.slot(slot))).collect();
        self.write_anywhere(number);
        self.slots = kept;
    }
}

/// The slot of an object that an offset from the tagged reference is in.
fn slot_of(offset: i64) -> i64 {
    (offset + 1).div_euclid(8) * 8 - 1
}

struct Number {
    renames: Renames,
    table: FastMap<Key, ValueId>,
    undo: Vec<(Key, Option<ValueId>)>,
    /// Answers of branches.
    facts: FastMap<Key, bool>,
    fact_undo: Vec<(Key, Option<bool>)>,
    /// By block: the state at its end.
    ends: Vec<Option<Epochs>>,
    /// By block: does it only ask what others may have asked?
    asking: Vec<bool>,
    redirected: thread::Redirected,
    next: u32,
}

impl Number {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
    fn forget(&mut self, undo: usize, facts: usize) {
        for (key, before) in self.undo.drain(undo..).rev() {
            match before {
                Some(value) => self.table.insert(key, value),
                None => self.table.remove(&key),
            };
        }
        for (key, before) in self.fact_undo.drain(facts..).rev() {
            match before {
                Some(known) => self.facts.insert(key, known),
                None => self.facts.remove(&key),
            };
        }
    }
    fn remember(&mut self, key: Key, value: ValueId) {
        let before = self.table.insert(key.clone(), value);
        self.undo.push((key, before));
    }
    fn block(&mut self, function: &mut Function, flow: &Flow, block: BlockId) {
        let mut epochs = self.enter(function, flow, block);
        let before = self.undo.len();
        let mut instructions = std::mem::take(&mut function.blocks[block].instructions);
        instructions.retain_mut(|instruction| {
            self.renames.apply(instruction);
            if let Some(known) = self.instruction(function, &mut epochs, instruction) {
                let result = instruction.result.expect("what is numbered has a result");
                self.renames.set(result, known);
                return false;
            }
            if let Some(known) = branch_key(instruction).and_then(|key| self.facts.get(&key).copied()) {
                *instruction = decided(instruction, known);
            }
            true
        });
        if self.asking[block.index()] {
            // some ways behind it will not lead through it
            self.forget(before, self.fact_undo.len());
        }
        function.blocks[block].instructions = instructions;
        self.ends[block.index()] = Some(epochs);
    }
    /// The state at a block's start; with one predecessor that is its end, and its test is answered.
    fn enter(&mut self, function: &Function, flow: &Flow, block: BlockId) -> Epochs {
        if let [from] = flow.predecessors(block)
            && let Some(mut epochs) = self.ends[from.index()].clone()
        {
            let terminator = function.terminator(*from);
            if terminator.is_safepoint() {
                epochs = Epochs::new(self.fresh());
            }
            if let Some(key) = branch_key(terminator).filter(|_| terminator.targets.len() == 2) {
                let known = terminator.targets[0].block == block;
                let before = self.facts.insert(key.clone(), known);
                self.fact_undo.push((key, before));
            }
            return epochs;
        }
        Epochs::new(self.fresh())
    }
    /// What is known to be the same; else remembers it.
    fn instruction(&mut self, function: &Function, epochs: &mut Epochs, instruction: &Instruction) -> Option<ValueId> {
        match instruction.opcode.effect() {
            Effect::Pure => {
                let mut key = key(function, instruction)?;
                let moves = instruction.operands.first().is_some_and(|operand| function.values[*operand] == Type::Value);
                if instruction.opcode == Opcode::ToAddress || instruction.opcode == Opcode::Bits && moves {
                    key.epoch = epochs.collection;
                }
                self.look_up(key, instruction.result?)
            }
            Effect::Reads => {
                let mut key = key(function, instruction)?;
                key.epoch = match instruction.opcode {
                    Opcode::LoadContext => epochs.context,
                    Opcode::FrameAddress => 0,
                    Opcode::SpillLoad => return None,
                    _ if !on_object(function, instruction) => epochs.memory,
                    Opcode::LoadIndexed => epochs.memory,
                    _ => epochs.slot(slot_of(instruction.immediate)),
                };
                self.look_up(key, instruction.result?)
            }
            Effect::Writes => {
                self.write(function, epochs, instruction);
                None
            }
            Effect::Calls => {
                *epochs = Epochs::new(self.fresh());
                None
            }
            Effect::Terminates => None,
        }
    }
    fn look_up(&mut self, key: Key, result: ValueId) -> Option<ValueId> {
        if let Some(known) = self.table.get(&key) {
            return Some(*known);
        }
        self.remember(key, result);
        None
    }
    fn write(&mut self, function: &Function, epochs: &mut Epochs, instruction: &Instruction) {
        let number = self.fresh();
        let object = on_object(function, instruction);
        let (opcode, epoch) = match instruction.opcode {
            Opcode::StoreContext => {
                epochs.context = number;
                (Opcode::LoadContext, number)
            }
            Opcode::Store => {
                if object {
                    epochs.write_slot(slot_of(instruction.immediate), number);
                } else {
                    epochs.write_anywhere(number);
                }
                (Opcode::Load, number)
            }
            Opcode::Store8 | Opcode::Store16 | Opcode::Store32 if object => {
                return epochs.write_slot(slot_of(instruction.immediate), number);
            }
            Opcode::StoreIndexed if object => {
                epochs.write_behind(slot_of(instruction.immediate), number);
                (Opcode::LoadIndexed, number)
            }
            Opcode::StoreIndexed => {
                epochs.write_anywhere(number);
                (Opcode::LoadIndexed, number)
            }
            Opcode::SpillStore => return,
            Opcode::Store8 | Opcode::Store16 | Opcode::Store32 | Opcode::CopyMemory | Opcode::FillMemory => {
                return epochs.write_anywhere(number);
            }
            // A leaf may set fields of the context.
            _ => {
                epochs.write_anywhere(number);
                epochs.context = number;
                return;
            }
        };
        let address = instruction.operands.len() - 1;
        let value = instruction.operands[address];
        let operands = instruction.operands[..address].iter().copied().collect();
        let (immediate, ty) = (instruction.immediate, function.values[value]);
        self.remember(Key { opcode, ty, operands, immediate, symbol: None, condition: None, epoch }, value);
    }
}

fn key(function: &Function, instruction: &Instruction) -> Option<Key> {
    Some(Key {
        opcode: instruction.opcode,
        ty: function.values[instruction.result?],
        operands: instruction.operands.clone(),
        immediate: instruction.immediate,
        symbol: instruction.symbol,
        condition: instruction.condition,
        epoch: 0,
    })
}

/// Is the address of an access a tagged reference?
fn on_object(function: &Function, instruction: &Instruction) -> bool {
    instruction.operands.first().is_some_and(|address| function.values[*address] == Type::Value)
}

/// The question that a branch asks.
fn branch_key(instruction: &Instruction) -> Option<Key> {
    match instruction.opcode {
        Opcode::Branch | Opcode::BranchCompare | Opcode::BranchFloat | Opcode::BranchBits => {}
        _ => return None,
    }
    if instruction.targets[0].block == instruction.targets[1].block {
        return None;
    }
    Some(Key {
        opcode: instruction.opcode,
        ty: Type::Word,
        operands: instruction.operands.clone(),
        immediate: instruction.immediate,
        symbol: None,
        condition: instruction.condition,
        epoch: 0,
    })
}

fn decided(branch: &Instruction, holds: bool) -> Instruction {
    let target: Target = branch.targets[usize::from(!holds)].clone();
    Instruction { targets: [target].into_iter().collect(), position: branch.position, ..Instruction::new(Opcode::Jump) }
}
