//! The control flow of a virtual method and the life of its slots: dominators, liveness, and where definitions meet.
//!
//! A block with a `rescue` has an edge to it from every call inside: a slot that it sets and the rescue block reads
//! meets there with its earlier selves.
use std::collections::{BTreeSet, HashSet};
use virtual_machine::{Block, BlockId, CompiledMethod, Op, Operand, SELF, SlotId};

/// What SSA construction needs to know, by block.
pub struct Flow {
    pub children: Vec<Vec<BlockId>>,
    pub predecessors: Vec<Vec<BlockId>>,
    pub live_in: Vec<HashSet<SlotId>>,
    /// Slots whose definitions meet at the start of the block, sorted.
    pub meets: Vec<Vec<SlotId>>,
}

struct Graph {
    successors: Vec<Vec<usize>>,
    predecessors: Vec<Vec<usize>>,
    /// Reverse postorder.
    order: Vec<usize>,
    dominator: Vec<Option<usize>>,
}

impl Flow {
    /// `in_frame` slots are memory and have no part in this.
    pub fn new(method: &CompiledMethod, in_frame: &[SlotId]) -> Flow {
        let graph = Graph::new(method);
        let count = method.blocks.len();
        let (uses, sets) = uses_and_sets(method, in_frame);
        let rescue = |at: usize| method.blocks[BlockId(at as u32)].rescue.map(|block| block.0 as usize);
        let live_in = liveness(&graph, &uses, &sets, &rescue);
        let meets = meets(&graph, &sets, &live_in, &rescue);
        let mut children = vec![Vec::new(); count];
        for block in &graph.order {
            if let Some(dominator) = graph.dominator[*block].filter(|dominator| dominator != block) {
                children[dominator].push(BlockId(*block as u32));
            }
        }
        let predecessors = graph.predecessors.iter().map(|all| all.iter().map(|at| BlockId(*at as u32)).collect()).collect();
        Flow { children, predecessors, live_in, meets }
    }
    /// Is a slot read after the end of a block?
    pub fn live_out(&self, block: &Block, slot: SlotId) -> bool {
        let targets = block.instructions.last().into_iter().flat_map(|last| last.op.targets());
        targets.chain(block.rescue).any(|target| self.live_in[target.0 as usize].contains(&slot))
    }
}

impl Graph {
    fn new(method: &CompiledMethod) -> Graph {
        let count = method.blocks.len();
        let mut successors = vec![Vec::new(); count];
        for (id, block) in method.blocks.iter() {
            let targets = block.instructions.last().into_iter().flat_map(|last| last.op.targets());
            successors[id.0 as usize] =
                targets.chain(block.rescue).map(|target| target.0 as usize).filter(|target| *target < count).collect::<Vec<_>>();
        }
        let order = reverse_postorder(&successors);
        let mut predecessors = vec![Vec::new(); count];
        for block in &order {
            for target in &successors[*block] {
                predecessors[*target].push(*block);
            }
        }
        let dominator = dominators(&order, &predecessors, count);
        Graph { successors, predecessors, order, dominator }
    }
    /// Blocks just beyond what each block dominates.
    fn frontiers(&self) -> Vec<BTreeSet<usize>> {
        let mut frontiers = vec![BTreeSet::new(); self.successors.len()];
        for block in &self.order {
            // the entry is also entered from outside
            if self.predecessors[*block].len() < 2 && *block != 0 {
                continue;
            }
            let stop = if *block == 0 { None } else { self.dominator[*block] };
            for predecessor in &self.predecessors[*block] {
                let mut runner = Some(*predecessor);
                while let Some(at) = runner.filter(|at| Some(*at) != stop) {
                    frontiers[at].insert(*block);
                    runner = if at == 0 { None } else { self.dominator[at] };
                }
            }
        }
        frontiers
    }
}

fn reverse_postorder(successors: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; successors.len()];
    let mut order = Vec::new();
    let mut stack = vec![(0, 0)];
    if successors.is_empty() {
        return order;
    }
    seen[0] = true;
    while let Some((block, next)) = stack.last_mut() {
        // the last successor first: the first one then follows its predecessor
        let targets = &successors[*block];
        if *next == targets.len() {
            order.push(*block);
            stack.pop();
            continue;
        }
        let target = targets[targets.len() - 1 - *next];
        *next += 1;
        if !std::mem::replace(&mut seen[target], true) {
            stack.push((target, 0));
        }
    }
    order.reverse();
    order
}

/// Cooper, Harvey, Kennedy: "A Simple, Fast Dominance Algorithm".
fn dominators(order: &[usize], predecessors: &[Vec<usize>], count: usize) -> Vec<Option<usize>> {
    let mut number = vec![usize::MAX; count];
    for (at, block) in order.iter().enumerate() {
        number[*block] = at;
    }
    let mut dominator: Vec<Option<usize>> = vec![None; count];
    let Some(entry) = order.first() else { return dominator };
    dominator[*entry] = Some(*entry);
    let mut changed = true;
    while changed {
        changed = false;
        for block in &order[1..] {
            let mut new: Option<usize> = None;
            for predecessor in predecessors[*block].iter().filter(|at| dominator[**at].is_some()) {
                new = Some(match new {
                    None => *predecessor,
                    Some(other) => intersect(*predecessor, other, &number, &dominator),
                });
            }
            if dominator[*block] != new {
                dominator[*block] = new;
                changed = true;
            }
        }
    }
    dominator
}

fn intersect(mut a: usize, mut b: usize, number: &[usize], dominator: &[Option<usize>]) -> usize {
    while a != b {
        if number[a] > number[b] {
            a = dominator[a].unwrap_or(b);
        } else {
            b = dominator[b].unwrap_or(a);
        }
    }
    a
}

type Sets = Vec<HashSet<SlotId>>;

/// Slots that a block reads before it sets them, and slots that it sets.
fn uses_and_sets(method: &CompiledMethod, in_frame: &[SlotId]) -> (Vec<Vec<SlotId>>, Vec<Vec<SlotId>>) {
    let mut all_uses = Vec::new();
    let mut all_sets = Vec::new();
    for block in method.blocks.values() {
        let mut uses = BTreeSet::new();
        let mut sets = BTreeSet::new();
        for instruction in &block.instructions {
            let mut read = |slot: SlotId| {
                if !sets.contains(&slot) && !in_frame.contains(&slot) {
                    uses.insert(slot);
                }
            };
            if super::facts::needs_self(&instruction.op) {
                read(SELF);
            }
            instruction.op.operands(&mut |operand| {
                if let Operand::Slot(slot) = operand {
                    read(slot);
                }
            });
            // an outer slot at depth 0 is one's own
            if let Op::GetOuter { depth: 0, slot } = instruction.op {
                read(slot);
            }
            let set = match instruction.op {
                Op::SetOuter { depth: 0, slot, .. } => Some(slot),
                _ => None,
            };
            sets.extend(set.into_iter().chain(instruction.result).filter(|slot| !in_frame.contains(slot)));
        }
        all_uses.push(uses.into_iter().collect());
        all_sets.push(sets.into_iter().collect());
    }
    (all_uses, all_sets)
}

fn liveness(graph: &Graph, uses: &[Vec<SlotId>], sets: &[Vec<SlotId>], rescue: &dyn Fn(usize) -> Option<usize>) -> Sets {
    let mut live: Sets = vec![HashSet::new(); uses.len()];
    let sets: Sets = sets.iter().map(|all| all.iter().copied().collect()).collect();
    let mut work = Vec::new();
    for block in &graph.order {
        for slot in &uses[*block] {
            if live[*block].insert(*slot) {
                work.push((*block, *slot));
            }
            while let Some((at, slot)) = work.pop() {
                for predecessor in &graph.predecessors[at] {
                    let passes = !sets[*predecessor].contains(&slot) || rescue(*predecessor) == Some(at);
                    if passes && live[*predecessor].insert(slot) {
                        work.push((*predecessor, slot));
                    }
                }
            }
        }
    }
    live
}

fn meets(graph: &Graph, sets: &[Vec<SlotId>], live: &Sets, rescue: &dyn Fn(usize) -> Option<usize>) -> Vec<Vec<SlotId>> {
    let frontiers = graph.frontiers();
    let mut meets: Vec<BTreeSet<SlotId>> = vec![BTreeSet::new(); sets.len()];
    let mut work: Vec<(usize, SlotId)> = Vec::new();
    for block in &graph.order {
        work.extend(sets[*block].iter().map(|slot| (*block, *slot)));
    }
    if let Some(entry) = live.first() {
        let mut at_entry: Vec<SlotId> = entry.iter().copied().collect();
        at_entry.sort_unstable();
        work.extend(at_entry.into_iter().map(|slot| (0, slot)));
    }
    while let Some((block, slot)) = work.pop() {
        let landing = rescue(block).filter(|_| sets[block].contains(&slot));
        for meet in frontiers[block].iter().copied().chain(landing) {
            if live[meet].contains(&slot) && meets[meet].insert(slot) {
                work.push((meet, slot));
            }
        }
    }
    meets.into_iter().map(|slots| slots.into_iter().collect()).collect()
}
