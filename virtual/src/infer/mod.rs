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
//!    Agesen 1995); too many in one place are one from then on.
//! 4. Budgets bound versions per method; the rest share one whose types are joined. So do all dynamic calls of a method.
//! 5. Small integers have bounds: a counter below a length does not overflow.
//! 6. Types and the written body come from the same walk (`flow`), so they cannot disagree.
mod adapters;
mod bind;
mod blocks;
mod definite;
mod deliver;
mod dynamic;
mod emit;
mod engine;
mod explain;
mod facts;
mod flow;
mod hubs;
mod lattice;
mod names;
mod primitives;
mod range;
mod send;
mod sites;
mod transfer;
mod versions;
mod write;

use crate::program::*;
use base::hash::FastSet;
use engine::{Engine, Key, Place};
use lattice::{Atom, TypeId, VersionId};
use parfait::CoreClass;

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
    ("no_method", "__no_method", &[Root::Symbol, Root::Receiver, Root::Boolean, Root::Arguments, Root::Keywords]),
    ("frozen_error", "__frozen_error", &[Root::Frozen]),
    ("unexpected_return", "__unexpected_return", &[]),
    ("break_from_proc", "__break_from_proc", &[]),
];

enum Root {
    Word,
    Symbol,
    Boolean,
    Mystery,
    /// What dynamic sends are sent to.
    Receiver,
    /// What they pass, where somebody asks.
    Arguments,
    Keywords,
    /// What may be frozen.
    Frozen,
}

/// Runs the pass. The thread's stack must be large: versions are analysed within their callers.
///
/// # Errors
/// What the runtime or its machine Ruby lacks.
pub fn run(program: &mut Program) -> base::Result<()> {
    let said_before = program.remarks.take();
    let mut engine = Engine::new(program);
    let main = engine.program.classes.iter().find(|(_, class)| class.hidden && class.name == "main").map(|(id, _)| id);
    let main = main.unwrap_or(Program::core(CoreClass::Object));
    engine.instances.insert(main);
    let mut roots: Vec<(String, VersionId)> = ROOTS.iter().filter_map(|root| add_root(&mut engine, main, root)).collect();
    engine.solve();
    let targets = loop {
        add_late_roots(&mut engine, main, &mut roots);
        for (_, version) in &roots {
            engine.materialise(*version);
        }
        let targets = engine.write_program();
        // writing looks closer than the analysis did
        if !add_late_roots(&mut engine, main, &mut roots) {
            break targets;
        }
    };
    if !engine.diagnostics.is_empty() {
        return Err(std::mem::take(&mut engine.diagnostics));
    }
    let roots: Vec<(String, MethodId)> = roots.into_iter().map(|(name, version)| (name, engine.materialise(version))).collect();
    engine.say_versions();
    engine.say_all();
    // what was written is kept: versions, and what stands for closures; not the methods they were made of
    let kept: FastSet<MethodId> = engine.materialised.values().chain(engine.representatives.values()).copied().collect();
    drop(engine);
    program.remarks.say_again(said_before);
    program.roots = roots;
    for (_, class) in program.classes.iter_mut() {
        class.declared = std::mem::take(&mut class.methods);
    }
    for ((name, class), method) in targets {
        if let Some(method) = method {
            // it takes a dynamic call's arguments itself
            program.adapters.insert(method, method);
        }
        program.classes[class].methods.push((name, MethodEntry { method, visibility: Visibility::Public }));
    }
    for (_, method) in program.methods.iter_mut().filter(|(id, _)| !kept.contains(id)) {
        method.clear();
    }
    Ok(())
}

/// Those that the others showed to be needed, which may show more. Were there any?
fn add_late_roots(engine: &mut Engine, main: ClassId, roots: &mut Vec<(String, VersionId)>) -> bool {
    let mut any = false;
    for (root, needed_by) in LATE_ROOTS.iter().zip([Place::Receivers, Place::Frozen, Place::ReturnedOut, Place::BrokenOut]) {
        let given = engine.peek(needed_by);
        let known = roots.iter().find(|(name, _)| name == root.0).map(|(_, version)| *version);
        match known {
            None if given == lattice::NEVER => continue,
            None => match add_root(engine, main, root) {
                Some(added) => roots.push(added),
                None => continue,
            },
            Some(version) => {
                let old = engine.versions[version].clone();
                let arguments: Vec<TypeId> = root.2.iter().map(|root| root_type(engine, root)).collect();
                engine.widen(version, old.self_type, &arguments, old.block);
                if engine.versions[version].arguments == old.arguments {
                    continue;
                }
            }
        }
        any = true;
        engine.solve();
    }
    any
}

fn root_type(engine: &mut Engine, root: &Root) -> TypeId {
    let mut or_nil = |place| {
        let (nil, type_) = (engine.types.nil(), engine.peek(place));
        engine.types.join(nil, type_)
    };
    match root {
        Root::Arguments => or_nil(Place::FailedArguments),
        Root::Keywords => or_nil(Place::FailedKeywords),
        Root::Word => engine.types.one(Atom::Word),
        Root::Symbol => engine.types.instance(CoreClass::Symbol),
        Root::Boolean => engine.types.boolean(),
        Root::Mystery => lattice::MYSTERY,
        Root::Receiver => engine.peek(Place::Receivers),
        Root::Frozen => engine.peek(Place::Frozen),
    }
}

fn add_root(
    engine: &mut Engine,
    main: ClassId,
    (name, method, arguments): &(&str, &str, &[Root]),
) -> Option<(String, VersionId)> {
    let symbol = engine.program.symbols.intern(method);
    let found = engine.lookup(main, symbol)?;
    let arguments = arguments.iter().map(|root| root_type(engine, root)).collect();
    let self_type = engine.types.of_class(main);
    let block = engine.types.nil();
    let version = engine.add(&Key { method: found.method, self_type, arguments, block, home: None });
    engine.enqueue(version);
    Some((name.to_string(), version))
}
