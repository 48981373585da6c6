//! Puts a callee's blocks in the place of a call.
use super::BreakTarget;
use crate::instruction::*;
use crate::program::*;
use parfait::CoreClass;
use std::collections::{HashMap, HashSet};

/// What was put in.
pub struct Grafted {
    /// The callee's blocks in the caller.
    pub blocks: Vec<BlockId>,
    /// What follows the call.
    pub next: BlockId,
    /// The slot of the block literal that the call passed, and where its breaks go.
    pub literal: Option<(SlotId, BreakTarget)>,
    /// It was a block body: the slot of the Proc that it was called through.
    pub breaks_of: Option<SlotId>,
}

/// The callee's slots and positions as the caller's.
struct Renaming<'p> {
    /// For each slot of the callee an operand of the caller.
    slots: Vec<Operand>,
    first_block: u32,
    positions: HashMap<PositionId, PositionId>,
    at: PositionId,
    result: Option<SlotId>,
    next: BlockId,
    /// A block body in its own parent: outer slots are the caller's own.
    home: bool,
    caller_returns: bool,
    program_positions: &'p mut base::Arena<PositionId, Position>,
}

/// Replaces the call at `index` of `block` by the callee's body.
pub fn graft(program: &mut Program, caller: MethodId, block: BlockId, index: usize, body: &CompiledMethod) -> Grafted {
    let home_is_method = !matches!(program.methods[caller].kind, MethodKind::Block { lambda: false });
    let method = &mut program.methods[caller];
    let rescue = method.blocks[block].rescue;
    let tail = method.blocks[block].instructions.split_off(index + 1);
    let call = method.blocks[block].instructions.pop().expect("the call is there");
    let next = method.blocks.push(Block { rescue, instructions: tail });
    let first_block = method.blocks.len() as u32;
    for _ in body.blocks.ids() {
        method.blocks.push(Block::default());
    }
    let assigned = assigned_slots(body);
    let captured = captured_writes(program, caller);
    let method = &mut program.methods[caller];
    let mut literal = None;
    let mut setup = Vec::new();
    let (receiver, arguments, passed, home) = match &call.op {
        Op::Call { receiver, arguments, block, .. } => (*receiver, arguments, *block, false),
        Op::CallBlock { arguments, .. } => (Operand::Slot(SELF), arguments, BlockArgument::None, true),
        _ => unreachable!("only calls are grafted"),
    };
    let mut slots: Vec<Operand> = Vec::with_capacity(body.slots.len());
    for (slot, info) in body.slots.iter() {
        let name = format!("{}.{}", method.slots.len(), info.name.rsplit('.').next().unwrap_or(&info.name));
        let given = match info.kind {
            SlotKind::SelfValue => Some(receiver),
            SlotKind::Argument => arguments.get((slot.0 - FIRST_ARGUMENT.0) as usize).copied(),
            SlotKind::MessageBlock => match passed {
                BlockArgument::None => Some(Operand::Constant(Constant::Nil)),
                BlockArgument::Pass(operand) => Some(operand),
                BlockArgument::Literal(_) => None,
            },
            // where inference says that it is never nil, it is set before it is read
            SlotKind::Local if !info.type_.includes(Program::core(CoreClass::NilClass)) => None,
            SlotKind::Local => Some(Operand::Constant(Constant::Nil)),
            SlotKind::Temporary => None,
        };
        let operand = match (given, info.kind, passed) {
            (Some(operand), SlotKind::SelfValue | SlotKind::Argument | SlotKind::MessageBlock, _)
                if !assigned.contains(&slot) && stays(operand, &captured) =>
            {
                operand
            }
            (Some(from), ..) => {
                let slot = method.slots.push(Slot { name, kind: SlotKind::Temporary, type_: info.type_.clone() });
                setup.push(Instruction { result: Some(slot), op: Op::Set { from }, position: call.position });
                Operand::Slot(slot)
            }
            (None, SlotKind::MessageBlock, BlockArgument::Literal(closure)) => {
                let proc = method.slots.push(Slot { name, kind: SlotKind::Temporary, type_: info.type_.clone() });
                setup.push(Instruction { result: Some(proc), op: Op::Block { method: closure }, position: call.position });
                literal = Some((proc, BreakTarget { result: call.result, next, rescue }));
                Operand::Slot(proc)
            }
            (None, ..) => Operand::Slot(method.slots.push(Slot { name, kind: SlotKind::Temporary, type_: info.type_.clone() })),
        };
        slots.push(operand);
    }
    setup.push(Instruction { result: None, op: Op::Jump { to: BlockId(first_block) }, position: call.position });
    method.blocks[block].instructions.extend(setup);
    let mut renaming = Renaming {
        slots,
        first_block,
        positions: HashMap::new(),
        at: call.position,
        result: call.result,
        next,
        home,
        caller_returns: home_is_method,
        program_positions: &mut program.positions,
    };
    let mut blocks = Vec::new();
    for (id, original) in body.blocks.iter() {
        let to = BlockId(first_block + id.0);
        let instructions = original.instructions.iter().flat_map(|instruction| renaming.instruction(instruction)).collect();
        let inner = original.rescue.map(|target| BlockId(first_block + target.0));
        program.methods[caller].blocks[to] = Block { rescue: inner.or(rescue), instructions };
        blocks.push(to);
    }
    let breaks_of = match call.op {
        Op::CallBlock { block: Operand::Slot(slot), .. } => Some(slot),
        _ => None,
    };
    Grafted { blocks, next, literal, breaks_of }
}

/// Does the operand keep its value while the callee runs?
fn stays(operand: Operand, captured: &HashSet<SlotId>) -> bool {
    match operand {
        Operand::Constant(_) => true,
        Operand::Slot(slot) => !captured.contains(&slot),
    }
}

fn assigned_slots(body: &CompiledMethod) -> HashSet<SlotId> {
    body.blocks.values().flat_map(|block| &block.instructions).filter_map(|instruction| instruction.result).collect()
}

/// Slots that blocks of the caller may write, inlined or not: block bodies whose parent it is.
fn captured_writes(program: &Program, caller: MethodId) -> HashSet<SlotId> {
    let mut writes = HashSet::new();
    let mut seen = HashSet::new();
    for instruction in program.methods[caller].blocks.values().flat_map(|block| &block.instructions) {
        if let Some(closure) = super::closure(&instruction.op) {
            written_by(program, closure, 1, &mut seen, &mut writes);
        }
        if let Op::CallBlock { method, .. } = instruction.op {
            written_by(program, method, 1, &mut seen, &mut writes);
        }
    }
    writes
}

/// A representative only reads, so all that it mentions counts as written.
fn written_by(program: &Program, body: MethodId, depth: u32, seen: &mut HashSet<(MethodId, u32)>, writes: &mut HashSet<SlotId>) {
    if !seen.insert((body, depth)) {
        return;
    }
    for instruction in program.methods[body].blocks.values().flat_map(|block| &block.instructions) {
        match instruction.op {
            Op::GetOuter { depth: at, slot } | Op::SetOuter { depth: at, slot, .. } if at == depth => {
                writes.insert(slot);
            }
            _ => {}
        }
        if let Some(inner) = super::closure(&instruction.op) {
            written_by(program, inner, depth + 1, seen, writes);
        }
    }
}

impl Renaming<'_> {
    fn operand(&self, operand: Operand) -> Operand {
        match operand {
            Operand::Slot(slot) => self.slots[slot.0 as usize],
            Operand::Constant(_) => operand,
        }
    }

    fn slot(&self, slot: SlotId) -> SlotId {
        match self.slots[slot.0 as usize] {
            Operand::Slot(slot) => slot,
            Operand::Constant(_) => unreachable!("assigned slots have a slot of their own"),
        }
    }

    fn position(&mut self, position: PositionId) -> PositionId {
        if let Some(known) = self.positions.get(&position) {
            return *known;
        }
        let old = self.program_positions[position];
        let parent = match old.parent {
            Some(parent) => self.position(parent),
            None => self.at,
        };
        let new = self.program_positions.push(Position { parent: Some(parent), ..old });
        self.positions.insert(position, new);
        new
    }

    fn instruction(&mut self, instruction: &Instruction) -> Vec<Instruction> {
        let position = self.position(instruction.position);
        let made = |result, op| Instruction { result, op, position };
        let result = instruction.result.map(|slot| self.slot(slot));
        let leave = |value: Operand| {
            let set = self.result.map(|slot| made(Some(slot), Op::Set { from: value }));
            set.into_iter().chain([made(None, Op::Jump { to: self.next })]).collect()
        };
        match &instruction.op {
            Op::Return { value } => leave(self.operand(*value)),
            Op::ReturnOut { value } if self.home && self.caller_returns => {
                vec![made(None, Op::Return { value: self.operand(*value) })]
            }
            Op::GetOuter { depth: 1, slot } if self.home => vec![made(result, Op::Set { from: Operand::Slot(*slot) })],
            Op::SetOuter { depth: 1, slot, from } if self.home => vec![made(Some(*slot), Op::Set { from: self.operand(*from) })],
            Op::GetOuter { depth, slot } if self.home => vec![made(result, Op::GetOuter { depth: depth - 1, slot: *slot })],
            Op::SetOuter { depth, slot, from } if self.home => {
                vec![made(None, Op::SetOuter { depth: depth - 1, slot: *slot, from: self.operand(*from) })]
            }
            op => {
                let mut op = op.clone();
                op.operands_mut(&mut |operand| {
                    *operand = match *operand {
                        Operand::Slot(slot) => self.slots[slot.0 as usize],
                        constant => constant,
                    }
                });
                let first = self.first_block;
                op.fields_mut(&mut |field| field.targets_mut(&mut |target| target.0 += first));
                vec![made(result, op)]
            }
        }
    }
}

/// `break` in blocks that came from a block body becomes a jump behind the send.
pub fn resolve_breaks(method: &mut CompiledMethod, blocks: &[BlockId], target: BreakTarget) {
    for block in blocks {
        let instructions = &mut method.blocks[*block].instructions;
        let Some(Instruction { op: Op::BreakOut { value }, position, .. }) = instructions.last().cloned() else { continue };
        instructions.pop();
        if let Some(result) = target.result {
            instructions.push(Instruction { result: Some(result), op: Op::Set { from: value }, position });
        }
        instructions.push(Instruction { result: None, op: Op::Jump { to: target.next }, position });
    }
}
