//! Which instance variables are set before anybody can read them: those that `initialize` assigns on every path,
//! before self is handed on. They are never nil by omission.
use super::engine::Engine;
use crate::instruction::*;
use crate::program::*;
use base::hash::FastSet;
use parfait::CoreClass;
use std::collections::BTreeMap;

type Fields = FastSet<SymbolId>;

/// What an `initialize` does to its object.
struct Outcome {
    /// Set when it returns.
    returned: Option<Fields>,
    /// Set wherever somebody else may look; fields that it reads too early are not in it.
    seen: Option<Fields>,
}

pub fn fields(engine: &mut Engine, class: ClassId) -> Fields {
    if (class.0 as usize) < CoreClass::ALL.len() && !engine.inherits(class, Program::core(CoreClass::Exception)) {
        // core layouts are filled in by what makes them
        return engine.program.fields(class).into_iter().collect();
    }
    let Some(found) = engine.lookup(class, engine.names.initialize) else { return Fields::default() };
    let outcome = follow(engine, class, found.method, 0);
    meet(outcome.returned, outcome.seen).unwrap_or_default()
}

fn meet(a: Option<Fields>, b: Option<Fields>) -> Option<Fields> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
        (a, b) => a.or(b),
    }
}

fn follow(engine: &mut Engine, class: ClassId, method: MethodId, depth: u32) -> Outcome {
    let facts = engine.method_facts(method);
    let mut outcome = Outcome { returned: None, seen: None };
    let mut early = Fields::default();
    let mut entries: BTreeMap<(u32, u32), Fields> = BTreeMap::new();
    let mut done: BTreeMap<u32, Fields> = BTreeMap::new();
    entries.insert((0, 0), Fields::default());
    while let Some(((_, block), entry)) = entries.pop_first() {
        let entry = meet(done.get(&block).cloned(), Some(entry)).unwrap_or_default();
        if done.get(&block) == Some(&entry) {
            continue;
        }
        done.insert(block, entry.clone());
        let mut set = entry.clone();
        let body = &facts.blocks[block as usize];
        let mut flow = |to: BlockId, fields: &Fields| {
            let key = (facts.order[to.0 as usize], to.0);
            let joined = meet(entries.remove(&key), Some(fields.clone())).unwrap_or_default();
            entries.insert(key, joined);
        };
        if let Some(rescue) = body.rescue {
            flow(rescue, &entry);
        }
        for instruction in &body.instructions {
            match &instruction.op {
                Op::SetField { object: Operand::Slot(SELF), field, from } if *from != Operand::Slot(SELF) => {
                    set.insert(*field);
                }
                Op::GetField { object: Operand::Slot(SELF), field } => {
                    if !set.contains(field) {
                        early.insert(*field);
                    }
                }
                Op::Super { message }
                    if depth < 20 && !hands_on_self(engine, &instruction.op, message.arguments.iter().map(Argument::operand)) =>
                {
                    let home = engine.program.home(method);
                    let (owner, name) = (engine.program.methods[home].owner, engine.program.methods[home].name);
                    if let Some(found) = engine.program.find_super(class, owner, name) {
                        let above = follow(engine, class, found.method, depth + 1);
                        if let Some(seen) = above.seen {
                            let visible = seen.union(&set).copied().collect();
                            outcome.seen = meet(outcome.seen.take(), Some(visible));
                        }
                        set.extend(above.returned.unwrap_or_default());
                    }
                }
                Op::Return { .. } => outcome.returned = meet(outcome.returned.take(), Some(set.clone())),
                op => {
                    let mut escapes = super::facts::literals(op).is_some_and(|body| uses_self(engine.program, body));
                    op.operands(&mut |operand| escapes |= operand == Operand::Slot(SELF));
                    if escapes {
                        outcome.seen = meet(outcome.seen.take(), Some(set.clone()));
                    }
                }
            }
        }
        if let Some(last) = body.instructions.last() {
            for target in last.op.targets() {
                flow(target, &set);
            }
        }
    }
    let late = |fields: Fields| fields.difference(&early).copied().collect();
    Outcome {
        returned: outcome.returned.map(late),
        seen: outcome.seen.map(|fields| fields.difference(&early).copied().collect()),
    }
}

fn hands_on_self<'a>(engine: &Engine, op: &Op, mut arguments: impl Iterator<Item = &'a Operand>) -> bool {
    arguments.any(|operand| *operand == Operand::Slot(SELF))
        || super::facts::literals(op).is_some_and(|body| uses_self(engine.program, body))
}

/// Does a block body mention self?
fn uses_self(program: &Program, body: MethodId) -> bool {
    program.methods[body].blocks.values().flat_map(|block| &block.instructions).any(|instruction| {
        let mut uses = super::facts::literals(&instruction.op).is_some_and(|inner| uses_self(program, inner));
        instruction.op.operands(&mut |operand| uses |= operand == Operand::Slot(SELF));
        uses || matches!(instruction.op, Op::Super { .. })
    })
}
