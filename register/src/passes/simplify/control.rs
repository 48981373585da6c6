//! Blocks: edges that a block's test or jump would only pass on go to where they end; a block and its only successor
//! become one.
use super::nodes::{KnownBits, Nodes};
use super::private::{self, Edges, Uses};
use crate::analysis::Flow;
use crate::evaluate;
use crate::function::{Block, BlockId, ENTRY, Function, ValueId};
use crate::instruction::{Condition, Effect, Instruction, Opcode, Target};
use crate::passes::edges::incoming;
use crate::passes::rewrite::Renames;
use base::Id;
use smallvec::SmallVec;

/// A block through which jumps are threaded has no more instructions than this.
const SMALL: usize = 5;

/// Threads and merges; did anything change? The flow may have edges that are no more.
pub fn run(function: &mut Function, flow: &Flow) -> bool {
    let threaded = thread(function, flow);
    merge(function) || threaded
}

fn thread(function: &mut Function, flow: &Flow) -> bool {
    let (mut candidates, mut uses) = candidates(function, flow);
    if candidates.iter().all(|it| *it == Candidate::No) {
        return false;
    }
    let nodes = Nodes::new(function);
    let mut edges = Edges::new(function, flow);
    let mut changed = false;
    for block in &flow.order {
        for index in 0..function.terminator(*block).targets.len() {
            // A few steps: what one candidate leads to may be another.
            for _ in 0..4 {
                let target = &function.terminator(*block).targets[index];
                if candidates[target.block.index()] == Candidate::No || target.block == *block {
                    break;
                }
                let landing = index == 1 && function.terminator(*block).is_safepoint();
                // a terminator's own result is good where nothing else goes, and so not where others meet
                let with_result = index == 0 && function.terminator(*block).result.is_some();
                if with_result || landing && !function.blocks[target.block].parameters.is_empty() {
                    break;
                }
                if candidates[target.block.index()] == Candidate::Shared {
                    let local = Local::new(&nodes, &function.blocks[target.block], target, None);
                    if local.decide(function.terminator(target.block)).is_none() {
                        break;
                    }
                    let at = target.block;
                    candidates[at.index()] = Candidate::No;
                    let Some(others) = private::make(function, &edges, &uses, at) else { break };
                    // what uses their new parameters is not known in this round
                    others.iter().for_each(|other| candidates[other.index()] = Candidate::No);
                    candidates[at.index()] = Candidate::Private;
                    changed = true;
                }
                let target = &function.terminator(*block).targets[index];
                let Some(new) = beyond(function, &nodes, target, None) else { break };
                if landing && !new.arguments.is_empty() || new.block == target.block {
                    break;
                }
                let old = function.terminator(*block).targets.clone();
                new.arguments.iter().for_each(|argument| uses.add(*argument, *block));
                function.terminator_mut(*block).targets[index] = new;
                edges.change(*block, &old, &function.terminator(*block).targets);
                changed = true;
            }
        }
        if let Some(branch) = both_ways(function, &nodes, &candidates, *block) {
            edges.change(*block, &function.terminator(*block).targets, &branch.targets);
            branch.targets.iter().flat_map(|target| &target.arguments).for_each(|argument| uses.add(*argument, *block));
            *function.terminator_mut(*block) = branch;
            changed = true;
        }
    }
    changed
}

#[derive(Clone, Copy, PartialEq)]
enum Candidate {
    No,
    /// What it defines is used in it alone.
    Private,
    /// Its parameters are used below.
    Shared,
}

/// By block: small, pure, no loop header; and where parameters of those are used that are not private.
fn candidates(function: &Function, flow: &Flow) -> (Vec<Candidate>, Uses) {
    let mut candidates = vec![Candidate::No; function.blocks.len()];
    for block in &flow.order {
        let data = &function.blocks[*block];
        let pure = data.body().iter().all(|it| it.opcode.effect() == Effect::Pure);
        let header = flow.predecessors(*block).iter().any(|from| flow.number(*from) >= flow.number(*block));
        let ends = match function.terminator(*block).opcode {
            Opcode::Jump => data.instructions.len() == 1,
            Opcode::Branch | Opcode::BranchCompare | Opcode::BranchBits => data.instructions.len() <= SMALL,
            _ => false,
        };
        if *block != ENTRY && pure && !header && ends {
            candidates[block.index()] = Candidate::Private;
        }
    }
    let mut uses = Uses::default();
    if candidates.iter().all(|it| *it == Candidate::No) {
        return (candidates, uses);
    }
    let definitions = crate::analysis::defining_blocks(function, flow);
    for block in &flow.order {
        for instruction in &function.blocks[*block].instructions {
            let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
            for value in instruction.operands.iter().chain(arguments) {
                let definition = definitions[value.index()];
                if definition == *block || definition.index() >= candidates.len() {
                    continue;
                }
                let candidate = &mut candidates[definition.index()];
                let branches = function.terminator(definition).targets.len() > 1;
                if *candidate == Candidate::No || !branches || !function.blocks[definition].parameters.contains(value) {
                    *candidate = Candidate::No;
                } else {
                    *candidate = Candidate::Shared;
                    uses.add(*value, *block);
                }
            }
        }
    }
    (candidates, uses)
}

/// A jump with one of two constants to a candidate that tests it: a branch on what chooses the constant.
fn both_ways(function: &Function, nodes: &Nodes, candidates: &[Candidate], from: BlockId) -> Option<Instruction> {
    let terminator = function.terminator(from);
    let target = terminator.targets.first().filter(|_| terminator.opcode == Opcode::Jump)?;
    if candidates[target.block.index()] != Candidate::Private || target.block == from {
        return None;
    }
    target.arguments.iter().enumerate().find_map(|(number, argument)| {
        let (word, then, otherwise) = nodes.either(*argument)?;
        let then = beyond(function, nodes, target, Some((number, then)))?;
        let otherwise = beyond(function, nodes, target, Some((number, otherwise)))?;
        Some(Instruction {
            operands: [word].into_iter().collect(),
            targets: [then, otherwise].into_iter().collect(),
            position: terminator.position,
            ..Instruction::new(Opcode::Branch)
        })
    })
}

/// Where an edge to a candidate ends up, if that is known; `given` the bits of an argument, by its number.
fn beyond(function: &Function, nodes: &Nodes, target: &Target, given: Option<(usize, u64)>) -> Option<Target> {
    let block = &function.blocks[target.block];
    let terminator = block.instructions.last()?;
    let local = Local::new(nodes, block, target, given);
    let next = &terminator.targets[local.decide(terminator)?];
    let mut arguments = SmallVec::new();
    for argument in &next.arguments {
        arguments.push(local.outside(*argument)?);
    }
    Some(Target { block: next.block, arguments })
}

/// What is known of values in a candidate when it is entered by one edge.
struct Local<'a> {
    nodes: &'a Nodes,
    block: &'a Block,
    target: &'a Target,
    known: SmallVec<[(ValueId, KnownBits); 8]>,
}

impl<'a> Local<'a> {
    fn new(nodes: &'a Nodes, block: &'a Block, target: &'a Target, given: Option<(usize, u64)>) -> Local<'a> {
        let mut local = Local { nodes, block, target, known: SmallVec::new() };
        for (number, (parameter, argument)) in block.parameters.iter().zip(&target.arguments).enumerate() {
            let known = match given {
                Some((at, bits)) if at == number => KnownBits { mask: u64::MAX, bits },
                _ => nodes.known_bits(*argument),
            };
            local.known.push((*parameter, known));
        }
        for instruction in block.body() {
            if let Some(result) = instruction.result {
                let bits = local.evaluate(instruction);
                local.known.push((result, bits));
            }
        }
        local
    }
    fn get(&self, value: ValueId) -> KnownBits {
        match self.known.iter().find(|(known, _)| *known == value) {
            Some((_, bits)) => *bits,
            None => self.nodes.known_bits(value),
        }
    }
    fn full(&self, value: ValueId) -> Option<u64> {
        let known = self.get(value);
        (known.mask == u64::MAX).then_some(known.bits)
    }
    fn evaluate(&self, instruction: &Instruction) -> KnownBits {
        let nothing = KnownBits { mask: 0, bits: 0 };
        let operands: Option<SmallVec<[u64; 3]>> = instruction.operands.iter().map(|operand| self.full(*operand)).collect();
        let bits = operands
            .and_then(|operands| evaluate::pure(instruction.opcode, instruction.condition, instruction.immediate, &operands));
        if let Some(bits) = bits {
            return KnownBits { mask: u64::MAX, bits };
        }
        let (first, second) = (instruction.operands.first(), instruction.operands.get(1));
        match (instruction.opcode, first, second) {
            (Opcode::Bits | Opcode::ValueOf, Some(operand), _) => self.get(*operand),
            (Opcode::Or, Some(left), Some(right)) => {
                let (left, right) = (self.get(*left), self.get(*right));
                let one = left.mask & left.bits | right.mask & right.bits;
                KnownBits { mask: one | left.mask & right.mask, bits: one }
            }
            (Opcode::Compare, Some(left), Some(right)) => {
                let condition = instruction.condition.unwrap_or(Condition::Equal);
                match self.compare(condition, *left, *right) {
                    Some(holds) => KnownBits { mask: u64::MAX, bits: holds.into() },
                    None => nothing,
                }
            }
            (Opcode::Object, ..) => KnownBits { mask: 7, bits: parfait::value::REFERENCE_TAG },
            _ => nothing,
        }
    }
    fn compare(&self, condition: Condition, left: ValueId, right: ValueId) -> Option<bool> {
        if let (Some(left), Some(right)) = (self.full(left), self.full(right)) {
            return Some(evaluate::compare(condition, left, right));
        }
        let (left, right) = (self.get(left), self.get(right));
        let differ = (left.bits ^ right.bits) & left.mask & right.mask != 0;
        match condition {
            Condition::Equal if differ => Some(false),
            Condition::NotEqual if differ => Some(true),
            _ => None,
        }
    }
    /// The number of the target that is taken.
    fn decide(&self, terminator: &Instruction) -> Option<usize> {
        let holds = match terminator.opcode {
            Opcode::Jump => true,
            Opcode::Branch => {
                let known = self.get(terminator.operands[0]);
                if known.bits & known.mask != 0 { true } else { self.full(terminator.operands[0])? != 0 }
            }
            Opcode::BranchCompare => {
                let condition = terminator.condition.unwrap_or(Condition::Equal);
                self.compare(condition, terminator.operands[0], terminator.operands[1])?
            }
            Opcode::BranchBits => {
                let (known, mask) = (self.get(terminator.operands[0]), terminator.immediate as u64);
                if known.bits & known.mask & mask != 0 {
                    true
                } else if known.mask & mask == mask {
                    false
                } else {
                    return None;
                }
            }
            _ => return None,
        };
        Some(usize::from(!holds))
    }
    /// A value as it is called outside of the block; none for what the block computes.
    fn outside(&self, value: ValueId) -> Option<ValueId> {
        if let Some(number) = self.block.parameters.iter().position(|parameter| *parameter == value) {
            return self.target.arguments.get(number).copied();
        }
        let inside = self.block.body().iter().any(|it| it.result == Some(value));
        (!inside).then_some(value)
    }
}

/// Joins blocks with their only successors, if nothing else goes there.
fn merge(function: &mut Function) -> bool {
    let incoming = incoming(function);
    let mut renames = Renames::new(function);
    let mut gone = vec![false; function.blocks.len()];
    let mut changed = false;
    for block in function.layout.clone() {
        if gone[block.index()] {
            continue;
        }
        while let Some(next) = only_successor(function, &incoming, block) {
            changed = true;
            gone[next.index()] = true;
            let jump = function.blocks[block].instructions.pop().expect("a block ends in a terminator");
            for (parameter, argument) in function.blocks[next].parameters.iter().zip(&jump.targets[0].arguments) {
                renames.set(*parameter, *argument);
            }
            let moved = std::mem::take(&mut function.blocks[next].instructions);
            function.blocks[next].parameters.clear();
            function.blocks[block].instructions.extend(moved);
        }
    }
    if changed {
        function.layout.retain(|block| !gone[block.index()]);
        renames.apply_all(function);
    }
    changed
}

fn only_successor(function: &Function, incoming: &[u32], block: BlockId) -> Option<BlockId> {
    let terminator = function.blocks[block].instructions.last().filter(|last| last.opcode == Opcode::Jump)?;
    let next = terminator.targets[0].block;
    (next != ENTRY && next != block && incoming[next.index()] == 1).then_some(next)
}
