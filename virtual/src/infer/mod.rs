//! The pass `infer`: types of the whole program, a version of each method per class of self and types of arguments,
//! and sends resolved with what is known.
//!
//! ```text
//! set t0 = send :+ new(message.arg.0, 1)   becomes   set t0: Integer = call Integer#+(message.arg.0: Small, 1)
//! ```
//!
//! Requirements, in the order in which they were found:
//! 1. Optimistic: a place starts as never and only grows; who read it is walked again.
//! 2. A version is keyed by what the run time can tell apart (class of self) and what callers know (types of arguments).
//! 3. Containers have an element type per place that makes them, in one version (cartesian product with sites, after
//!    Agesen 1995); what escapes to a dynamic send falls back to one type for its class.
//! 4. Budgets bound versions per method; the rest share one whose types are joined.
//! 5. Types and the written body come from the same walk (`flow`), so they cannot disagree.
mod adapters;
mod bind;
mod blocks;
mod definite;
mod emit;
mod engine;
mod facts;
mod flow;
mod lattice;
mod names;
mod primitives;
mod send;
mod transfer;
mod write;

use crate::instruction::{Instruction, Op};
use crate::program::*;
use engine::{Engine, Key, Place};
use lattice::{Atom, VersionId};
use parfait::CoreClass;
use std::collections::{BTreeMap, HashSet};

pub const PASS: base::Pass<Program> =
    base::Pass { name: "infer", about: "find the types of the whole program; resolve sends; drop what cannot be reached", run };

/// Methods of the runtime that compiled code calls by a fixed name: (name of the root, method, types of its arguments).
const ROOTS: &[(&str, &str, &[Root])] = &[
    ("start", "__start", &[Root::Word]),
    ("allocate_slow", "__allocate_slow", &[Root::Word]),
    ("stack_overflow", "__stack_overflow", &[]),
    ("unwind", "__unwind", &[Root::Mystery]),
    ("no_block", "__no_block", &[]),
];

/// Likewise, but only where something needs them.
const LATE_ROOTS: &[(&str, &str, &[Root])] = &[
    ("no_method", "__no_method", &[Root::Symbol, Root::Mystery, Root::Boolean]),
    ("frozen_error", "__frozen_error", &[Root::Frozen]),
];

enum Root {
    Word,
    Symbol,
    Boolean,
    Mystery,
    /// What may be frozen.
    Frozen,
}

/// Runs the pass. The thread's stack must be large: versions are analysed within their callers.
///
/// # Errors
/// What the runtime or its machine Ruby lacks.
pub fn run(program: &mut Program) -> base::Result<()> {
    let mut engine = Engine::new(program);
    let main = engine.program.classes.iter().find(|(_, class)| class.hidden && class.name == "main").map(|(id, _)| id);
    let main = main.unwrap_or(Program::core(CoreClass::Object));
    engine.instances.insert(main);
    let mut roots: Vec<(String, VersionId)> = ROOTS.iter().filter_map(|root| add_root(&mut engine, main, root)).collect();
    engine.solve();
    // what the first round showed to be needed
    for (index, root) in LATE_ROOTS.iter().enumerate() {
        let needed = if index == 0 {
            !engine.dynamic_names.is_empty() || engine.by_name
        } else {
            engine.peek(Place::Frozen) != lattice::NEVER
        };
        if needed {
            roots.extend(add_root(&mut engine, main, root));
            engine.solve();
        }
    }
    if !engine.diagnostics.is_empty() {
        return Err(std::mem::take(&mut engine.diagnostics));
    }
    let roots: Vec<(String, MethodId)> = roots.into_iter().map(|(name, version)| (name, engine.materialise(version))).collect();
    // Writing looks closer than the analysis did, and may find that more escapes: that is analysed and written too.
    let mut targets: BTreeMap<(SymbolId, ClassId), MethodId> = BTreeMap::new();
    loop {
        for (key, version) in engine.dynamic_targets.clone() {
            targets.insert(key, engine.materialise(version));
        }
        engine.write_bodies();
        engine.solve();
        engine.adapt_representatives();
        if engine.pending.is_empty() && engine.dynamic_targets.keys().all(|key| targets.contains_key(key)) {
            break;
        }
    }
    // what was written is kept: versions, and what stands for closures; not the methods they were made of
    let kept: HashSet<MethodId> = engine.materialised.values().chain(engine.representatives.values()).copied().collect();
    drop(engine);
    program.roots = roots;
    for (_, class) in program.classes.iter_mut() {
        class.declared = std::mem::take(&mut class.methods);
    }
    for ((name, class), method) in targets {
        // it takes a dynamic call's arguments itself
        program.adapters.insert(method, method);
        program.classes[class].methods.push((name, MethodEntry { method: Some(method), visibility: Visibility::Public }));
    }
    for (_, method) in program.methods.iter_mut().filter(|(id, _)| !kept.contains(id)) {
        empty(method);
    }
    Ok(())
}

fn add_root(
    engine: &mut Engine,
    main: ClassId,
    (name, method, arguments): &(&str, &str, &[Root]),
) -> Option<(String, VersionId)> {
    let symbol = engine.program.symbols.intern(method);
    let found = engine.lookup(main, symbol)?;
    let types = arguments.iter().map(|root| match root {
        Root::Word => engine.types.one(Atom::Word),
        Root::Symbol => engine.types.instance(CoreClass::Symbol),
        Root::Boolean => engine.types.boolean(),
        Root::Mystery => lattice::MYSTERY,
        Root::Frozen => engine.peek(Place::Frozen),
    });
    let arguments = types.collect();
    let self_type = engine.types.of_class(main);
    let block = engine.types.nil();
    let version = engine.version(Key { method: found.method, self_type, arguments, block, home: None });
    engine.enqueue(version);
    Some((name.to_string(), version))
}

/// An original keeps its name and place, for versions and positions to speak of; its body is gone.
fn empty(method: &mut CompiledMethod) {
    let first = method.blocks.values().flat_map(|block| &block.instructions).map(|instruction| instruction.position).next();
    let halt = first.map(|position| Instruction { result: None, op: Op::Halt {}, position });
    method.blocks = halt.into_iter().map(|halt| Block { rescue: None, instructions: vec![halt] }).collect();
}
