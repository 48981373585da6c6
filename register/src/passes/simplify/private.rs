//! Makes a block's parameters its own: what uses them below takes parameters of blocks on the way instead. Then edges that
//! would enter the block can go past it.
//!
//! ```text
//! b1(v1: value):                             b1(v1: value):
//!   branch_bits v1, 1 -> b2, b3                branch_bits v1, 1 -> b2(v1), b3(v1)
//! b2:                                        b2(v2: value):
//!   v5: value = call f(v1)                     v5: value = call f(v2)
//!   jump b4                                    jump b4(v2)
//! b3:                                        b3(v3: value):
//!   jump b4                                    jump b4(v3)
//! b4:                                        b4(v4: value):
//!   return v1                                  return v4
//! ```
//!
//! What must hold:
//! 1. All that uses a parameter is dominated by its block, so every way up from a use ends there.
//! 2. Landing edges carry no arguments: where one of several edges into a block lands, nothing is done.
use crate::analysis::Flow;
use crate::function::{BlockId, ENTRY, Function, ValueId};
use crate::instruction::Target;
use base::Id;
use smallvec::SmallVec;
use std::collections::{BTreeMap, HashMap};

/// More new parameters for one of the old ones are not worth it.
const MOST: usize = 12;

type Edge = (BlockId, usize);

/// The edges into each block, kept while they change.
pub struct Edges(Vec<SmallVec<[Edge; 4]>>);

impl Edges {
    pub fn new(function: &Function, flow: &Flow) -> Edges {
        let mut edges = Edges(vec![SmallVec::new(); function.blocks.len()]);
        for block in &flow.order {
            for (index, target) in function.terminator(*block).targets.iter().enumerate() {
                edges.0[target.block.index()].push((*block, index));
            }
        }
        edges
    }
    /// A block's targets are others.
    pub fn change(&mut self, block: BlockId, old: &[Target], new: &[Target]) {
        for target in old {
            self.0[target.block.index()].retain(|(from, _)| *from != block);
        }
        for (index, target) in new.iter().enumerate() {
            self.0[target.block.index()].push((block, index));
        }
    }
    fn into(&self, block: BlockId) -> &[Edge] {
        &self.0[block.index()]
    }
}

/// Where the parameters of some blocks are used, other than in the blocks themselves.
#[derive(Default)]
pub struct Uses(HashMap<ValueId, Vec<BlockId>>);

impl Uses {
    pub fn add(&mut self, value: ValueId, block: BlockId) {
        let blocks = self.0.entry(value).or_default();
        if blocks.last() != Some(&block) {
            blocks.push(block);
        }
    }
}

/// Makes the parameters of a block private; gives the blocks that got parameters, or nothing where it cannot be done.
pub fn make(function: &mut Function, edges: &Edges, uses: &Uses, block: BlockId) -> Option<Vec<BlockId>> {
    let parameters = function.blocks[block].parameters.clone();
    let used = parameters.iter().filter_map(|parameter| Some((*parameter, uses.0.get(parameter)?)));
    let plans: Vec<Plan> = used.map(|(parameter, used)| plan(function, edges, block, parameter, used)).collect::<Option<_>>()?;
    let mut changed = Vec::new();
    for plan in plans {
        changed.extend(plan.joins.iter().copied());
        apply(function, edges, block, plan);
    }
    Some(changed)
}

struct Plan<'a> {
    parameter: ValueId,
    used: &'a [BlockId],
    /// Blocks that get a parameter.
    joins: Vec<BlockId>,
    /// For other blocks on the ways: where their only edge comes from.
    only: BTreeMap<BlockId, BlockId>,
}

fn plan<'a>(function: &Function, edges: &Edges, block: BlockId, parameter: ValueId, used: &'a [BlockId]) -> Option<Plan<'a>> {
    let mut plan = Plan { parameter, used, joins: Vec::new(), only: BTreeMap::new() };
    let mut work = used.to_vec();
    while let Some(at) = work.pop() {
        if plan.only.contains_key(&at) || plan.joins.contains(&at) {
            continue;
        }
        match edges.into(at) {
            [] => return None,
            [(from, _)] if *from != block => {
                plan.only.insert(at, *from);
            }
            several => {
                let lands = |(from, index): &Edge| *index == 1 && function.terminator(*from).is_safepoint();
                if at == ENTRY || several.iter().any(lands) || plan.joins.len() == MOST {
                    return None;
                }
                plan.joins.push(at);
            }
        }
        work.extend(edges.into(at).iter().map(|(from, _)| *from).filter(|from| *from != block));
    }
    Some(plan)
}

fn apply(function: &mut Function, edges: &Edges, block: BlockId, plan: Plan<'_>) {
    let ty = function.values[plan.parameter];
    let new: BTreeMap<BlockId, ValueId> = plan.joins.iter().map(|at| (*at, function.values.push(ty))).collect();
    let name_in = |mut at: BlockId| loop {
        if let Some(value) = new.get(&at) {
            return *value;
        }
        if at == block {
            return plan.parameter;
        }
        at = plan.only[&at];
    };
    for at in plan.used {
        let name = name_in(*at);
        let rename = |value: &mut ValueId| {
            if *value == plan.parameter {
                *value = name;
            }
        };
        for instruction in &mut function.blocks[*at].instructions {
            instruction.operands.iter_mut().for_each(rename);
            instruction.targets.iter_mut().flat_map(|target| &mut target.arguments).for_each(rename);
        }
    }
    for (at, value) in &new {
        function.blocks[*at].parameters.push(*value);
        for (from, index) in edges.into(*at) {
            let argument = name_in(*from);
            function.terminator_mut(*from).targets[*index].arguments.push(argument);
        }
    }
}
