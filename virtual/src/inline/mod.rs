//! The pass `inline`: known small methods into their callers, and block bodies into the loops that call them, so that
//! `each`, `times` and `map` are loops.
//!
//! ```text
//! call Integer#times'(frame.n) do block in f      becomes      b1: ... branch primitive small_lt(i, n) b2, b3
//!                                                              b2: (the block's own instructions) ... jump b1
//! ```
//!
//! Requirements:
//! 1. Callees before callers; what is on the stack of the walk (recursion) is never inlined.
//! 2. A body that still makes closures is not inlined: each activation has its own captured variables.
//! 3. Locals of an inlined body start as nil each time.
//! 4. `break` and `return` out of an inlined block are jumps, unless an `ensure` or `rescue` stands between.
//! 5. Positions keep the chain of calls, so that backtraces are those of the program as written.
//! 6. What asks for its own frame (the unwinder) is never inlined.
mod explain;
mod graft;
mod tidy;

use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use explain::Refusal;
use parfait::Primitive;
use std::collections::{BTreeMap, HashMap, HashSet};

pub const PASS: base::Pass<Program> =
    base::Pass { name: "inline", about: "put small methods and blocks into their callers: iteration becomes a loop", run };

/// Instructions that a body may have to be inlined anywhere.
const SMALL: usize = 24;
/// Likewise, if it is passed a block literal, or its block is the one at hand.
const WITH_BLOCK: usize = 160;
/// Likewise, if nothing else calls it.
const ONCE: usize = 120;
/// What a method that calls itself may have after its own body was put in place of those calls.
const RECURSIVE: usize = 160;
/// No method grows beyond this.
const LARGEST: usize = 3000;

/// Runs the pass.
///
/// # Errors
/// None.
pub fn run(program: &mut Program) -> base::Result<()> {
    let mut inliner = Inliner {
        states: vec![State::New; program.methods.len()],
        shapes: HashMap::new(),
        calls: count_calls(program),
        breaking: breaking(program),
    };
    let mut starts: Vec<MethodId> = program.roots.iter().map(|(_, method)| *method).collect();
    starts.extend(program.classes.values().flat_map(|class| &class.methods).filter_map(|(_, entry)| entry.method));
    starts.extend(program.adapters.values());
    for start in starts {
        inliner.visit(program, start);
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the walk's stack.
    Open,
    Done,
}

/// What matters of a finished body.
#[derive(Clone, Copy, Default)]
pub struct Shape {
    size: usize,
    makes_closures: bool,
    breaks: bool,
    returns_out: bool,
    needs_frame: bool,
    never_returns: bool,
    rescues: bool,
}

struct Inliner {
    states: Vec<State>,
    shapes: HashMap<MethodId, Shape>,
    calls: HashMap<MethodId, usize>,
    breaking: HashSet<(Option<MethodId>, Option<MethodId>)>,
}

/// Where a `break` out of the block in a slot goes: the result of the send, what follows it, and the rescue there.
#[derive(Clone, Copy)]
struct BreakTarget {
    result: Option<SlotId>,
    next: BlockId,
    rescue: Option<BlockId>,
}

/// By the slot of the block.
type Breaks = BTreeMap<SlotId, BreakTarget>;

/// An instruction that may be a call to inline.
#[derive(Clone, Copy)]
struct Site {
    method: MethodId,
    block: BlockId,
    index: usize,
    /// Is it inlined code itself?
    inlined: bool,
    /// How large the method is by now.
    size: usize,
}

fn count_calls(program: &Program) -> HashMap<MethodId, usize> {
    let mut calls = HashMap::new();
    for method in program.methods.values() {
        for instruction in method.blocks.values().flat_map(|block| &block.instructions) {
            if let Some(callee) = callee(&instruction.op) {
                *calls.entry(callee).or_default() += 1;
            }
        }
    }
    calls
}

/// The known method or body that an instruction calls.
pub fn callee(op: &Op) -> Option<MethodId> {
    match op {
        Op::Call { method, .. } | Op::CallBlock { method, .. } => Some(*method),
        _ => None,
    }
}

/// Closures that an instruction makes.
pub fn closure(op: &Op) -> Option<MethodId> {
    match op {
        Op::Block { method } => Some(*method),
        Op::Call { block: BlockArgument::Literal(method), .. } => Some(*method),
        Op::Send { message, .. } | Op::Super { message } => match message.block {
            BlockArgument::Literal(method) => Some(method),
            BlockArgument::None | BlockArgument::Pass(_) => None,
        },
        _ => None,
    }
}

fn shape(method: &CompiledMethod) -> Shape {
    let mut shape = Shape { never_returns: method.return_type == Type::NEVER, ..Shape::default() };
    for block in method.blocks.values() {
        shape.rescues |= block.rescue.is_some();
        for instruction in &block.instructions {
            shape.size += match instruction.op {
                Op::Set { .. } | Op::Jump { .. } | Op::Return { .. } | Op::Halt {} => 0,
                Op::Send { .. } | Op::Yield { .. } => 6,
                Op::Call { .. } | Op::CallBlock { .. } => 2,
                _ => 1,
            };
            shape.makes_closures |= closure(&instruction.op).is_some();
            shape.breaks |= matches!(instruction.op, Op::BreakOut { .. });
            shape.returns_out |= matches!(instruction.op, Op::ReturnOut { .. });
            if let Op::Primitive { primitive, .. } = instruction.op {
                shape.needs_frame |= matches!(primitive, Primitive::frame_address | Primitive::unwind_to | Primitive::call_code);
            }
        }
    }
    shape
}

impl Inliner {
    /// Callees first; then the method itself.
    fn visit(&mut self, program: &mut Program, start: MethodId) {
        // an explicit stack: call chains are as deep as the program likes
        let mut stack = vec![(start, callees(program, start), 0usize)];
        if self.states[start.0 as usize] != State::New {
            return;
        }
        self.states[start.0 as usize] = State::Open;
        while let Some((method, callees_of, next)) = stack.pop() {
            if let Some(&callee) = callees_of.get(next) {
                stack.push((method, callees_of, next + 1));
                if self.states[callee.0 as usize] == State::New {
                    self.states[callee.0 as usize] = State::Open;
                    let inner = callees(program, callee);
                    stack.push((callee, inner, 0));
                }
                continue;
            }
            self.improve(program, method);
            tidy::tidy(&mut program.methods[method]);
            unroll(program, method);
            self.shapes.insert(method, shape(&program.methods[method]));
            self.states[method.0 as usize] = State::Done;
        }
    }

    /// Inlines into one method, blocks of what was inlined included.
    fn improve(&mut self, program: &mut Program, id: MethodId) {
        let mut breaks = Breaks::new();
        let mut size = shape(&program.methods[id]).size;
        // (block, from which instruction on, is it inlined code)
        let mut pending: Vec<(BlockId, usize, bool)> =
            program.methods[id].blocks.ids().map(|block| (block, 0, false)).rev().collect();
        while let Some((block, from, inlined)) = pending.pop() {
            let looked_at = from..program.methods[id].blocks[block].instructions.len();
            let site = |index| Site { method: id, block, index, inlined, size };
            let found = looked_at.clone().find(|index| self.wanted(program, site(*index), &breaks).is_ok());
            self.say_refused(program, looked_at.start..found.unwrap_or(looked_at.end), site, &breaks);
            let Some(index) = found else { continue };
            let instruction = &program.methods[id].blocks[block].instructions[index];
            let callee = callee(&instruction.op).expect("only calls are wanted");
            self.say_inlined(program, instruction, callee);
            size += self.shapes[&callee].size;
            let body = program.methods[callee].clone();
            let grafted = graft::graft(program, id, block, index, &body);
            if let Some((slot, target)) = grafted.literal {
                breaks.insert(slot, target);
            }
            if let Some(target) = grafted.breaks_of.and_then(|slot| breaks.get(&slot)).copied() {
                graft::resolve_breaks(&mut program.methods[id], &grafted.blocks, target);
            }
            pending.push((grafted.next, 0, inlined));
            for block in grafted.blocks.iter().rev() {
                pending.push((*block, 0, true));
            }
        }
    }

    /// Is an instruction a call to be replaced by the callee's body? Why not?
    fn wanted(&self, program: &Program, site: Site, breaks: &Breaks) -> Result<(), Refusal> {
        let Site { method: id, block, index, inlined, size } = site;
        let site = &program.methods[id].blocks[block];
        let op = &site.instructions[index].op;
        let Some(callee) = callee(op) else { return Err(Refusal::NoCall) };
        let Some(shape) = self.shapes.get(&callee) else { return Err(Refusal::Recursive) };
        self.fits(callee == id, shape, size)?;
        let once = self.calls.get(&callee) == Some(&1);
        match op {
            Op::Call { block: argument, .. } => {
                if let BlockArgument::Literal(literal) = argument {
                    self.keeps_breaks(program, callee, *literal, size)?;
                }
                let own_block = match argument {
                    BlockArgument::Literal(_) => true,
                    BlockArgument::Pass(Operand::Slot(slot)) => breaks.contains_key(slot),
                    _ => false,
                };
                let limit = if own_block {
                    WITH_BLOCK
                } else if inlined {
                    return Err(Refusal::LookedAtBefore);
                } else if once {
                    ONCE
                } else {
                    SMALL
                };
                if shape.size > limit {
                    return Err(Refusal::Large { size: shape.size, limit });
                }
                // a small method stays one: its callers gain more by inlining it than it gains by inlining what it seldom needs
                let small = if matches!(program.methods[id].kind, MethodKind::Block { .. }) { WITH_BLOCK } else { SMALL };
                let stays_small = size > small
                    || size + shape.size <= small
                    || self.calls.get(&id).is_none_or(|calls| *calls < 2)
                    || calls_itself(&program.methods[id], id);
                if own_block || stays_small { Ok(()) } else { Err(Refusal::StaysSmall) }
            }
            Op::CallBlock { block: operand, .. } => {
                let Operand::Slot(slot) = operand else { return Err(Refusal::Elsewhere) };
                if program.methods[callee].parent != Some(id) {
                    return Err(Refusal::Elsewhere);
                }
                let target = breaks.get(slot);
                let break_fits = !shape.breaks || target.is_some_and(|target| target.rescue == site.rescue);
                let return_fits = !shape.returns_out || site.rescue.is_none();
                let limit = if once { LARGEST } else { WITH_BLOCK };
                match (break_fits && return_fits, shape.size <= limit) {
                    (false, _) => Err(Refusal::LeavesRescue),
                    (true, false) => Err(Refusal::Large { size: shape.size, limit }),
                    (true, true) => Ok(()),
                }
            }
            _ => Err(Refusal::NoCall),
        }
    }

    /// What forbids a body anywhere.
    fn fits(&self, is_caller: bool, shape: &Shape, size: usize) -> Result<(), Refusal> {
        match shape {
            _ if is_caller => Err(Refusal::Recursive),
            Shape { makes_closures: true, .. } => Err(Refusal::MakesClosures),
            Shape { needs_frame: true, .. } => Err(Refusal::NeedsFrame),
            Shape { never_returns: true, .. } => Err(Refusal::NeverReturns),
            Shape { size: own, .. } if size + own > LARGEST => Err(Refusal::LargeCaller { size: size + own }),
            _ => Ok(()),
        }
    }
}

impl Inliner {
    /// A `break` ends the send that the block was passed to: if that is inlined, each call of the block must be, so that
    /// the `break` becomes a jump.
    fn keeps_breaks(&self, program: &Program, callee: MethodId, literal: MethodId, size: usize) -> Result<(), Refusal> {
        let literal = &program.methods[literal];
        if !self.breaking.contains(&(literal.version_of, literal.parent)) {
            return Ok(());
        }
        let mut size = size + self.shapes[&callee].size;
        for block in program.methods[callee].blocks.values() {
            for instruction in &block.instructions {
                let called = match &instruction.op {
                    Op::CallBlock { method, block: Operand::Slot(BLOCK), .. } if block.rescue.is_none() => {
                        self.shapes.get(method)
                    }
                    Op::IsExactly { .. } | Op::IsA { .. } => continue,
                    op => {
                        let mut mentioned = false;
                        op.operands(&mut |operand| mentioned |= operand == Operand::Slot(BLOCK));
                        if mentioned {
                            return Err(Refusal::Breaks);
                        }
                        continue;
                    }
                };
                match called {
                    Some(body) if !body.makes_closures && !body.needs_frame && !body.never_returns => {
                        size += body.size;
                        if body.size > WITH_BLOCK {
                            return Err(Refusal::Breaks);
                        }
                    }
                    _ => return Err(Refusal::Breaks),
                }
            }
        }
        if size <= LARGEST { Ok(()) } else { Err(Refusal::Breaks) }
    }
}

/// Bodies of blocks that say `break`, as (original, parent).
fn breaking(program: &Program) -> HashSet<(Option<MethodId>, Option<MethodId>)> {
    let breaks = |method: &&CompiledMethod| {
        let mut instructions = method.blocks.values().flat_map(|block| &block.instructions);
        instructions.any(|instruction| matches!(instruction.op, Op::BreakOut { .. }))
    };
    program.methods.values().filter(breaks).map(|method| (method.version_of, method.parent)).collect()
}

/// Recursion by two levels at a time: the calls of a small method to itself become its body, in which they are calls again.
fn unroll(program: &mut Program, id: MethodId) {
    let body = program.methods[id].clone();
    let shape = shape(&body);
    let is_call =
        |instruction: &Instruction| matches!(instruction.op, Op::Call { method, block: BlockArgument::None, .. } if method == id);
    let calls: usize = body.blocks.values().map(|block| block.instructions.iter().filter(|one| is_call(one)).count()).sum();
    let plain = !shape.makes_closures && !shape.needs_frame && !shape.never_returns && !shape.rescues;
    if calls == 0 || !plain || shape.size * (calls + 1) > RECURSIVE {
        return;
    }
    let mut pending: Vec<BlockId> = body.blocks.ids().collect();
    while let Some(block) = pending.pop() {
        // what follows a call moves on to a block of its own
        if let Some(index) = program.methods[id].blocks[block].instructions.iter().position(is_call) {
            pending.push(graft::graft(program, id, block, index, &body).next);
        }
    }
}

fn calls_itself(method: &CompiledMethod, id: MethodId) -> bool {
    method.blocks.values().flat_map(|block| &block.instructions).any(|instruction| callee(&instruction.op) == Some(id))
}

fn callees(program: &Program, method: MethodId) -> Vec<MethodId> {
    let mut found = Vec::new();
    for instruction in program.methods[method].blocks.values().flat_map(|block| &block.instructions) {
        found.extend(callee(&instruction.op));
    }
    found.sort_unstable();
    found.dedup();
    found
}
