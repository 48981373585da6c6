//! From the Virtual machine to the Register machine: one function per reachable method, boot objects as data.
//!
//! ```text
//! t0 = primitive small_add(x, 1)          v4 = add_small_checked v2, v3 to b1(), b2()
//! t1 = primitive undefined(t0)       =>   b1(): return v4
//! branch t1 b2 b1
//! ```
//!
//! | file | idea |
//! | --- | --- |
//! | `classes` | numbers of classes, fields, layouts |
//! | `present` | which classes have instances, which class objects there are |
//! | `facts` | which methods are reachable, what closures capture, what a function takes |
//! | `flow` | where slots live and meet: the way into SSA |
//! | `body` | a method, block by block; `set` is a new binding |
//! | `convert` | a value as word, float or tagged value |
//! | `enter`, `call`, `send`, `raise`, `allocate`, `fields`, `test`, `primitive`, `memory` | an idea each |
//! | `boot`, `tables`, `dispatch` | boot objects: strings, numbers, classes, cells; tables of methods |
//! | `helper` | out-of-line functions that lowered code calls |
//! | `explain` | remarks: blocks that become objects, tests of what a value is |
//! | `variables` | names and homes of variables, for debuggers |
//! | `shapes` | classes and symbols by number, for debuggers |
mod allocate;
mod body;
mod boot;
mod call;
mod classes;
mod convert;
mod dispatch;
mod enter;
mod explain;
mod facts;
mod fields;
mod flow;
mod helper;
mod memory;
mod present;
mod primitive;
mod raise;
mod send;
mod shapes;
mod tables;
mod test;
#[cfg(test)]
mod tests;
mod variables;

use crate::function::{Program, SymbolId};
use crate::instruction::Type;
use base::{Diagnostic, Span};
use boot::Boot;
use classes::Classes;
use facts::{Facts, Passed};
use helper::Helper;
use present::{Asked, Present};
use std::collections::{BTreeMap, BTreeSet};
use virtual_machine::{BLOCK, MethodId, PositionId, SELF};

/// How to lower.
#[derive(Clone, Copy, Default, Debug)]
pub struct Options {
    /// With what debuggers need to show values and arguments.
    pub shapes: bool,
    /// With a home for each variable of the program's own methods.
    pub homes: bool,
}

/// The register program of a virtual program whose sends are resolved and whose slots have types.
///
/// # Errors
/// What cannot be lowered yet, with its place.
pub fn lower(program: &virtual_machine::Program, options: Options) -> base::Result<Program> {
    let mut world = lowered(program, options)?;
    world.out.shapes = options.shapes.then(|| shapes::shapes(&world));
    if world.out.remarks.are_kept() {
        world.out.class_names = world.classes.numbered().map(|class| explain::class_name(program, class)).collect();
    }
    Ok(world.out)
}

/// What the numbers in a lowered program's values mean, for whoever shows values.
pub struct Numbers {
    /// By the number in an object's header.
    pub classes: Vec<virtual_machine::ClassId>,
    /// By the number of a symbol value.
    pub symbols: Vec<virtual_machine::SymbolId>,
    /// In the order in which the object `cells` has them.
    pub cells: Vec<virtual_machine::CellId>,
}

/// The numbers that [`lower`] gives.
///
/// # Errors
/// As for [`lower`].
pub fn numbers(program: &virtual_machine::Program) -> base::Result<Numbers> {
    let world = lowered(program, Options::default())?;
    Ok(Numbers { classes: world.classes.order().to_vec(), symbols: world.boot.symbols, cells: world.boot.cells })
}

fn lowered(program: &virtual_machine::Program, options: Options) -> base::Result<World<'_>> {
    let reached = facts::reach(program);
    let mut world = World::new(program, &reached, options);
    world.facts = facts::gather(program, &reached, &mut world.out.symbols, &mut world.diagnostics);
    world.breaking = facts::breaking(program, &world.facts);
    for method in &reached {
        body::lower_method(&mut world, *method);
    }
    world.root_aliases();
    helper::emit_all(&mut world);
    tables::emit_all(&mut world);
    if world.diagnostics.is_empty() {
        world.out.passes.extend(program.passes.iter().cloned());
        world.out.passes.push("lower".to_string());
        return Ok(world);
    }
    Err(world.diagnostics)
}

/// How far below its limit the stack may grow while SystemStackError is raised.
const STACK_ROOM: i64 = 196_608;

/// What is shared by the lowering of all methods.
struct World<'a> {
    program: &'a virtual_machine::Program,
    out: Program,
    classes: Classes,
    facts: BTreeMap<MethodId, Facts>,
    roots: BTreeMap<&'a str, MethodId>,
    boot: Boot,
    helpers: BTreeSet<Helper>,
    /// What the code of each method is called in backtraces.
    names: Vec<String>,
    /// Blocks (as written) that say `break`, with the method version that they stand in.
    breaking: BTreeSet<(MethodId, MethodId)>,
    asked: Asked,
    options: Options,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> World<'a> {
    fn new(program: &'a virtual_machine::Program, reached: &BTreeSet<MethodId>, options: Options) -> World<'a> {
        let names: Vec<String> = program.methods.ids().map(|id| program.label(id)).collect();
        let out = Program {
            sources: program.sources.clone(),
            positions: program.positions.clone(),
            method_names: names.clone(),
            optimisation: program.optimisation,
            remarks: program.remarks.clone(),
            ..Program::default()
        };
        let asked = Asked::new(program, reached);
        let present = Present::new(program, reached, &asked);
        World {
            program,
            out,
            classes: Classes::new(program, &present.numbered(program)),
            facts: BTreeMap::new(),
            roots: program.roots.iter().map(|(name, method)| (name.as_str(), *method)).collect(),
            boot: Boot::default(),
            helpers: BTreeSet::new(),
            names,
            breaking: BTreeSet::new(),
            asked,
            options,
            diagnostics: Vec::new(),
        }
    }
    /// The numbers of classes that values may be asked for, and what lies between.
    fn asked_numbers(&self) -> std::ops::Range<u32> {
        let asked = self.classes.numbered().filter(|class| self.asked.asks(self.program, *class));
        let mut numbers = asked.map(|class| self.classes.index(class));
        let first = numbers.next().unwrap_or(0);
        first..numbers.last().unwrap_or(first) + 1
    }
    fn symbol(&mut self, name: &str) -> SymbolId {
        self.out.symbols.intern(name)
    }
    fn helper(&mut self, helper: Helper) -> SymbolId {
        self.helpers.insert(helper);
        self.symbol(helper.symbol())
    }
    fn error(&mut self, span: Option<Span>, title: String) {
        let diagnostic = Diagnostic::error(title);
        let diagnostic = match span {
            Some(span) => diagnostic.at(span, "here"),
            None => diagnostic,
        };
        if self.diagnostics.len() < 100 && !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }
    fn span(&self, position: PositionId) -> Option<Span> {
        self.program.positions.get(position).map(|position| position.span)
    }
    /// A method that the runtime must have.
    fn root(&mut self, name: &str, span: Option<Span>) -> Option<MethodId> {
        let method = self.roots.get(name).copied().filter(|method| self.facts.contains_key(method));
        if method.is_none() {
            self.error(span, format!("the runtime has no method for `{name}`"));
        }
        method
    }
    /// What compiled code calls by name takes neither self nor a block: a method that wants them is called with the main
    /// object and nil.
    fn root_aliases(&mut self) {
        for (name, method) in self.program.roots.clone() {
            let Some(facts) = self.facts.get(&method).cloned() else { continue };
            let symbol = self.symbol(&name);
            if facts.symbol == symbol {
                continue;
            }
            let given = |passed: &Passed| !matches!(passed, Passed::Slot(SELF | BLOCK));
            let types: Vec<Type> = facts.passed.iter().filter(|(passed, _)| given(passed)).map(|(_, ty)| *ty).collect();
            let mut build = crate::FunctionBuilder::new(&self.names[method.0 as usize], symbol, &types, facts.result);
            let mut parameters = build.parameters().to_vec().into_iter();
            if name == "stack_overflow" {
                // room for what raises the exception
                let offset = parfait::context_offset("stack_limit").expect("a field of the context");
                let limit = build.load_context(Type::Word, offset);
                let room = build.word(STACK_ROOM);
                let lower = build.op(crate::Opcode::Sub, &[limit, room]);
                build.store_context(offset, lower);
            }
            let mut arguments = Vec::new();
            for (passed, _) in &facts.passed {
                let argument = match passed {
                    Passed::Slot(SELF) => {
                        let main = self.main_object();
                        Some(build.object(main))
                    }
                    Passed::Slot(BLOCK) => Some(build.constant(parfait::value::NIL)),
                    Passed::Slot(_) | Passed::Proc => parameters.next(),
                };
                arguments.extend(argument);
            }
            let result = build.call(facts.symbol, &arguments, facts.result);
            build.give_back(result);
            self.out.functions.push(build.finish());
        }
    }
}
