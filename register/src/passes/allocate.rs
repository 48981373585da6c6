//! Expands `allocate`: takes the bytes from the top of the heap, in line; where the heap is full, in a cold block, calls
//! the runtime's `allocate_slow` (one word, the bytes; gives the object, whose content is garbage), a safepoint.
//! Writes the header, and nil to the slots that nothing stores to before a safepoint may see them.
//!
//! ```text
//!   v1: value = allocate v0, 16          v2: word = load_context heap_top
//!                                        v3: word = word 16
//!                                        v4: word = add v2, v3
//!                                        v5: word = load_context heap_limit
//!                                        branch_compare above v4, v5 -> b2, b1
//!                                      b1:
//!                                        store_context heap_top, v4
//!                                        v6: word = word 1
//!                                        v7: word = add v2, v6
//!                                        v8: value = value_of v7
//!                                        jump b3(v8)
//!                                      b3(v1: value):
//!                                        store v1 + -1, v0
//!                                        ...
//!                                      b2: cold
//!                                        v9: value = call allocate_slow(v3)
//!                                        jump b3(v9)
//! ```
use crate::function::Block;
use crate::function::{BlockId, Function, Program, SymbolId, ValueId};
use crate::instruction::{Condition, Effect, Instruction, Opcode, Target, Type};
use base::Pass;
use parfait::{context_offset, value};

pub const PASS: Pass<Program> =
    Pass { name: "allocate", about: "expand allocation: in line, with a cold call when the heap is full", run: run_all };

/// The function that is called when the heap is full.
pub const SLOW: &str = "allocate_slow";

fn run_all(program: &mut Program) -> base::Result<()> {
    super::left::say(program);
    let symbol = program.symbols.intern(SLOW);
    let found = program.functions.values().find(|function| function.symbol == symbol);
    let slow = Slow { symbol, result: found.and_then(|function| function.result).unwrap_or(Type::Value) };
    super::each(program, |function| run(function, slow))
}

/// The function that is called when the heap is full, and whether it gives a value or the bits of one.
#[derive(Clone, Copy)]
pub struct Slow {
    pub symbol: SymbolId,
    pub result: Type,
}

/// Runs the pass on a function.
pub fn run(function: &mut Function, slow: Slow) {
    let mut cold = Vec::new();
    let mut layout = Vec::with_capacity(function.layout.len());
    for block in std::mem::take(&mut function.layout) {
        layout.push(block);
        let is_allocate = |it: &Instruction| it.opcode == Opcode::Allocate;
        if !function.blocks[block].instructions.iter().any(is_allocate) {
            continue;
        }
        let mut current = block;
        let old = std::mem::take(&mut function.blocks[block].instructions);
        for (index, instruction) in old.iter().enumerate() {
            if is_allocate(instruction) {
                let expansion = expand(function, current, instruction, &old[index + 1..], slow);
                layout.extend([expansion.fast, expansion.join]);
                cold.push(expansion.slow);
                current = expansion.join;
            } else {
                function.blocks[current].instructions.push(instruction.clone());
            }
        }
    }
    layout.extend(cold);
    function.layout = layout;
}

/// The blocks of an expanded allocation.
struct Expansion {
    fast: BlockId,
    slow: BlockId,
    join: BlockId,
}

fn expand(function: &mut Function, at: BlockId, allocate: &Instruction, rest: &[Instruction], slow: Slow) -> Expansion {
    let cold = function.blocks[at].cold;
    let object = allocate.result.expect("allocate has a result");
    let mut new = |parameters, cold| function.blocks.push(Block { parameters, instructions: Vec::new(), cold });
    let blocks = Expansion { fast: new(Vec::new(), cold), slow: new(Vec::new(), true), join: new(vec![object], cold) };
    let mut out = Emit { function, block: at, position: allocate.position };
    let top = out.context_word("heap_top");
    let bytes = out.word(allocate.immediate);
    let next = out.result(Type::Word, Opcode::Add, &[top, bytes]);
    let limit = out.context_word("heap_limit");
    let full = [Target::new(blocks.slow, &[]), Target::new(blocks.fast, &[])];
    let condition = Some(Condition::Above);
    out.push(Instruction { condition, targets: full.into_iter().collect(), ..with(Opcode::BranchCompare, &[next, limit]) });

    out.block = blocks.fast;
    out.push(Instruction { immediate: field("heap_top"), ..with(Opcode::StoreContext, &[next]) });
    let tag = out.word(value::REFERENCE_TAG as i64);
    let tagged = out.result(Type::Word, Opcode::Add, &[top, tag]);
    let reference = out.result(Type::Value, Opcode::ValueOf, &[tagged]);
    out.jump(blocks.join, reference);

    out.block = blocks.slow;
    let mut reference = out.function.values.push(slow.result);
    out.push(Instruction { result: Some(reference), symbol: Some(slow.symbol), ..with(Opcode::Call, &[bytes]) });
    if slow.result != Type::Value {
        reference = out.result(Type::Value, Opcode::ValueOf, &[reference]);
    }
    out.jump(blocks.join, reference);

    out.block = blocks.join;
    out.push(Instruction { immediate: -(value::REFERENCE_TAG as i64), ..with(Opcode::Store, &[object, allocate.operands[0]]) });
    let missing = unset_slots(object, allocate.immediate, rest);
    if !missing.is_empty() {
        let nil = out.function.values.push(Type::Value);
        out.push(Instruction { result: Some(nil), immediate: value::NIL as i64, ..Instruction::new(Opcode::Constant) });
        for offset in missing {
            out.push(Instruction { immediate: offset, ..with(Opcode::Store, &[object, nil]) });
        }
    }
    blocks
}

/// The offsets of slots that what follows does not store to before a safepoint, a load from the object, or the block's end.
fn unset_slots(object: ValueId, bytes: i64, rest: &[Instruction]) -> Vec<i64> {
    let tag = value::REFERENCE_TAG as i64;
    let mut missing: Vec<i64> = (1..bytes / 8).map(|slot| slot * 8 - tag).collect();
    for instruction in rest {
        let on_object = instruction.operands.first() == Some(&object);
        match instruction.opcode {
            Opcode::Store if on_object => missing.retain(|offset| *offset != instruction.immediate),
            _ => match instruction.opcode.effect() {
                Effect::Reads if on_object => break,
                Effect::Calls | Effect::Terminates => break,
                Effect::Pure | Effect::Reads | Effect::Writes => {}
            },
        }
        if missing.is_empty() {
            break;
        }
    }
    missing
}

fn with(opcode: Opcode, operands: &[ValueId]) -> Instruction {
    Instruction { operands: operands.iter().copied().collect(), ..Instruction::new(opcode) }
}

fn field(name: &str) -> i64 {
    context_offset(name).expect("a field of the context").into()
}

/// Appends to a block.
struct Emit<'a> {
    function: &'a mut Function,
    block: BlockId,
    position: Option<virtual_machine::PositionId>,
}

impl Emit<'_> {
    fn push(&mut self, instruction: Instruction) {
        let instruction = Instruction { position: self.position, ..instruction };
        self.function.blocks[self.block].instructions.push(instruction);
    }
    fn result(&mut self, ty: Type, opcode: Opcode, operands: &[ValueId]) -> ValueId {
        let result = self.function.values.push(ty);
        self.push(Instruction { result: Some(result), ..with(opcode, operands) });
        result
    }
    fn word(&mut self, number: i64) -> ValueId {
        let result = self.function.values.push(Type::Word);
        self.push(Instruction { result: Some(result), immediate: number, ..Instruction::new(Opcode::Word) });
        result
    }
    fn context_word(&mut self, name: &str) -> ValueId {
        let result = self.function.values.push(Type::Word);
        self.push(Instruction { result: Some(result), immediate: field(name), ..Instruction::new(Opcode::LoadContext) });
        result
    }
    fn jump(&mut self, block: BlockId, argument: ValueId) {
        let targets = [Target::new(block, &[argument])].into_iter().collect();
        self.push(Instruction { targets, ..Instruction::new(Opcode::Jump) });
    }
}
