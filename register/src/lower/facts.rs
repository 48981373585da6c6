//! What must be known of all methods before the first is lowered: which are reachable, which slots closures capture,
//! who is the home of a `break` or `return`, and what each function takes and gives.
use super::classes::is_float;
use crate::function::{SymbolId, Symbols};
use crate::instruction::Type;
use base::Diagnostic;
use parfait::Primitive;
use std::collections::{BTreeMap, BTreeSet};
use virtual_machine::{
    BLOCK, BlockArgument, CompiledMethod, FIRST_ARGUMENT, MethodId, MethodKind, Op, Operand, Program, SELF, SlotId,
};

/// One parameter of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passed {
    Slot(SlotId),
    /// A block body gets its Proc: it holds self and the frame.
    Proc,
}

/// What others must know of a method.
#[derive(Clone, Debug)]
pub struct Facts {
    pub symbol: SymbolId,
    pub passed: Vec<(Passed, Type)>,
    pub result: Option<Type>,
    /// Slots that closures read or write: they live in the activation's Frame object, in this order.
    pub captured: Vec<SlotId>,
    /// Has a Frame of its own.
    pub framed: bool,
    /// Says `break`.
    pub breaks: bool,
    /// A block in it says `return`.
    pub return_home: bool,
    /// A block in it says `break`.
    pub break_home: bool,
    /// Never returns.
    pub endless: bool,
}

/// The register that holds values of a type.
pub fn register(ty: &virtual_machine::Type) -> Type {
    match ty {
        virtual_machine::Type::Word => Type::Word,
        float if is_float(float) => Type::Float,
        virtual_machine::Type::Classes(_) | virtual_machine::Type::Mystery => Type::Value,
    }
}

/// Every method whose code the roots reach, in order of id. A block literal is reached where it is called, or by its
/// adapter: a Proc holds no other code.
pub fn reach(program: &Program) -> BTreeSet<MethodId> {
    let mut reached = BTreeSet::new();
    let mut work: Vec<MethodId> = program.roots.iter().map(|(_, method)| *method).collect();
    let mut sent = BTreeSet::new();
    let mut any_name = false;
    loop {
        while let Some(id) = work.pop() {
            let Some(method) = program.methods.get(id) else { continue };
            if !reached.insert(id) {
                continue;
            }
            // a body's frame is laid out by the method that it stands in
            work.extend(method.parent);
            for op in ops(method) {
                match op {
                    Op::Call { method, .. } | Op::CallBlock { method, .. } => work.push(*method),
                    Op::Send { name, .. } => {
                        sent.insert(*name);
                    }
                    Op::Primitive { primitive: Primitive::send_by_name, .. } => any_name = true,
                    _ => {}
                }
                if let Some(literal) = literals(op) {
                    work.extend(program.adapters.get(&literal));
                }
            }
        }
        for (_, class) in program.classes.iter() {
            for (name, entry) in &class.methods {
                let adapter = entry.method.and_then(|method| program.adapters.get(&method));
                if let Some(adapter) = adapter.filter(|adapter| (any_name || sent.contains(name)) && !reached.contains(adapter)) {
                    work.push(*adapter);
                }
            }
        }
        if work.is_empty() {
            return reached;
        }
    }
}

/// The instructions of a method.
pub fn ops(method: &CompiledMethod) -> impl Iterator<Item = &Op> {
    method.blocks.values().flat_map(|block| block.instructions.iter().map(|instruction| &instruction.op))
}

/// Block literals that an instruction makes a Proc of.
fn literals(op: &Op) -> Option<MethodId> {
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

/// Names of the fields that reachable code reads.
pub fn reflected(program: &Program, reached: &BTreeSet<MethodId>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for op in reached.iter().flat_map(|id| ops(&program.methods[*id])) {
        if let Op::GetField { field, .. } = op {
            names.insert(program.symbols.name(*field).to_string());
        }
        // the runtime reads class objects by slot, too
        if let Op::Primitive { primitive: Primitive::slot, arguments, .. } = op {
            let fields = parfait::CoreClass::Class.layout().fields;
            if let Some(Operand::Constant(virtual_machine::Constant::Small(slot))) = arguments.get(1) {
                names.extend(fields.get(*slot as usize).map(|field| field[1..].to_string()));
            }
        }
    }
    names
}

/// The facts of all reachable methods.
pub fn gather(
    program: &Program,
    reached: &BTreeSet<MethodId>,
    symbols: &mut Symbols,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<MethodId, Facts> {
    let mut captured: BTreeMap<MethodId, BTreeSet<SlotId>> = BTreeMap::new();
    let mut return_homes = BTreeSet::new();
    let mut break_homes = BTreeSet::new();
    for id in reached {
        for op in ops(&program.methods[*id]) {
            match op {
                Op::GetOuter { depth, slot } | Op::SetOuter { depth, slot, .. } => match outer(program, *id, *depth) {
                    Some(home) => {
                        captured.entry(home).or_default().insert(*slot);
                    }
                    None => diagnostics.push(homeless(program, *id)),
                },
                Op::BreakOut { .. } => match outer(program, *id, 1) {
                    Some(home) => {
                        break_homes.insert(home);
                    }
                    None => diagnostics.push(homeless(program, *id)),
                },
                Op::ReturnOut { .. } => match return_home(program, *id) {
                    Some(home) => {
                        return_homes.insert(home);
                    }
                    None => diagnostics.push(homeless(program, *id)),
                },
                _ => {}
            }
        }
    }
    let names = program.unique_labels();
    let adapters: BTreeSet<MethodId> = program.adapters.values().copied().collect();
    let mut facts = BTreeMap::new();
    for id in reached {
        let method = &program.methods[*id];
        let adapter = adapters.contains(id);
        let captured: Vec<SlotId> = captured.remove(id).map(|set| set.into_iter().collect()).unwrap_or_default();
        let passed = passed(method, adapter, &captured);
        let bare = passed.iter().all(|(passed, _)| !matches!(passed, Passed::Slot(SELF | BLOCK)));
        let root = program
            .roots
            .iter()
            .find(|(name, root)| root == id && bare && name != "stack_overflow")
            .map(|(name, _)| name.as_str());
        let symbol = match root {
            Some(name) => symbols.intern(name),
            None => symbols.intern(&names[id.0 as usize]),
        };
        facts.insert(
            *id,
            Facts {
                symbol,
                passed,
                result: Some(if adapter { Type::Value } else { register(&method.return_type) }),
                framed: !captured.is_empty() || break_homes.contains(id) || return_homes.contains(id),
                captured,
                breaks: ops(method).any(|op| matches!(op, Op::BreakOut { .. })),
                return_home: return_homes.contains(id),
                break_home: break_homes.contains(id),
                endless: method.return_type == virtual_machine::Type::NEVER,
            },
        );
    }
    facts
}

fn homeless(program: &Program, id: MethodId) -> Diagnostic {
    Diagnostic::error("this block stands in no method").at(program.methods[id].span, "here")
}

/// Blocks, as written, that say `break`, with the version of the method around them.
pub fn breaking(program: &Program, facts: &BTreeMap<MethodId, Facts>) -> BTreeSet<(MethodId, MethodId)> {
    let breaking = facts.iter().filter(|(_, facts)| facts.breaks);
    breaking.filter_map(|(id, _)| Some((program.methods[*id].parent?, original(program, *id)))).collect()
}

/// The method as it was written: versions of a block body are one block.
pub fn original(program: &Program, id: MethodId) -> MethodId {
    program.methods.get(id).and_then(|method| method.version_of).unwrap_or(id)
}

/// The method `depth` blocks out.
pub fn outer(program: &Program, id: MethodId, depth: u32) -> Option<MethodId> {
    let mut at = id;
    for _ in 0..depth {
        at = program.methods.get(at)?.parent?;
    }
    program.methods.get(at).map(|_| at)
}

/// What `return` in a block returns from.
pub fn return_home(program: &Program, id: MethodId) -> Option<MethodId> {
    let mut at = id;
    for _ in 0..program.methods.len() {
        at = program.methods.get(at)?.parent?;
        match program.methods.get(at)?.kind {
            MethodKind::Block { lambda: false } => {}
            MethodKind::Block { lambda: true } | MethodKind::Method | MethodKind::Body => return Some(at),
        }
    }
    None
}

/// Does an instruction read self without naming it?
pub fn needs_self(op: &Op) -> bool {
    match op {
        Op::CallBlock { block, .. } => matches!(block, Operand::Constant(_)),
        _ => literals(op).is_some(),
    }
}

fn passed(method: &CompiledMethod, adapter: bool, captured: &[SlotId]) -> Vec<(Passed, Type)> {
    let formals = (0..method.parameters.formals() as u32).map(|at| SlotId(FIRST_ARGUMENT.0 + at));
    let slot = |slot: SlotId| (Passed::Slot(slot), method.slots.get(slot).map_or(Type::Value, |slot| register(&slot.type_)));
    if adapter {
        let arguments =
            formals.enumerate().map(|(at, slot)| (Passed::Slot(slot), if at == 0 { Type::Word } else { Type::Value }));
        let first = std::iter::once((Passed::Slot(SELF), Type::Value));
        return first.chain(arguments).chain(std::iter::once((Passed::Slot(BLOCK), Type::Value))).collect();
    }
    let used = |wanted: SlotId| {
        let mut used = captured.contains(&wanted);
        for op in ops(method) {
            used |= wanted == SELF && needs_self(op);
            op.operands(&mut |operand| used |= operand == Operand::Slot(wanted));
        }
        used
    };
    let mut all = Vec::new();
    match method.kind {
        MethodKind::Block { .. } => all.push((Passed::Proc, Type::Value)),
        MethodKind::Method | MethodKind::Body if used(SELF) => all.push(slot(SELF)),
        MethodKind::Method | MethodKind::Body => {}
    }
    all.extend(formals.map(slot));
    if !matches!(method.kind, MethodKind::Block { .. }) && used(BLOCK) {
        all.push(slot(BLOCK));
    }
    all
}
