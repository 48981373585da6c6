//! From the syntax tree to the BootSpace and its compiled methods.
//!
//! Two stages. *Declare* walks the bodies of files, classes and modules in program order and builds the classes, their
//! method tables, and the cells of constants. *Generate* turns each method, block and body into basic blocks of
//! instructions over slots. What Ruby decides at run time and this compiler cannot yet is refused with a diagnostic.
//!
//! | stage | files |
//! | --- | --- |
//! | both | `space` (classes, lookup), `walk` (the tree's children), `names` (tables of names), `constants` |
//! | declare | `declare`, `directive` (`private`, `attr_reader`, `include`...), `structure` (`Struct.new`, `Class.new`), `settle`, `finish` |
//! | generate | `frame` (emitting), `method`, `generated`, `node`, `variable`, `assign`, `call`, `known`, `control`, `rescue`, `defined`, `single`, `machine` |
mod assign;
mod call;
mod constants;
mod control;
mod declare;
mod defined;
mod directive;
mod finish;
mod frame;
mod generated;
mod known;
mod machine;
mod method;
mod names;
mod node;
mod rescue;
mod settle;
mod single;
mod space;
mod structure;
mod variable;
mod walk;

#[cfg(test)]
mod tests;

use crate::program::Program;
use base::{Sources, Span};
use space::Compiler;
use std::collections::BTreeMap;

/// The files that `require_relative` brings in, each parsed once.
#[derive(Default)]
pub struct Required {
    pub files: Vec<ast::Program>,
    /// From the span of the `require_relative` call to its place in `files`.
    pub at: BTreeMap<Span, usize>,
}

/// The `require_relative "path"` calls of a file, for the caller to load: their spans and paths.
pub fn requires(program: &ast::Program) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    walk::each(&program.scope.body, &mut |node| {
        if let ast::NodeKind::Call(call) = &node.kind
            && call.receiver.is_none()
            && call.name == "require_relative"
            && let [ast::Node { kind: ast::NodeKind::String(path), .. }] = &call.arguments.positional[..]
        {
            found.push((node.span, String::from_utf8_lossy(path).into_owned()));
        }
    });
    found
}

/// Compiles the runtime's files and a program to a BootSpace. `sources` holds the files that all spans point into.
///
/// # Errors
/// Everything that is wrong or not supported yet, together.
pub fn compile(sources: Sources, runtime: &[ast::Program], program: &ast::Program, required: &Required) -> base::Result<Program> {
    let mut compiler = Compiler::new(sources, required);
    compiler.boot();
    for file in runtime {
        compiler.declare_file(file);
    }
    compiler.runtime_is_declared(runtime.first().map(|file| file.scope.span));
    compiler.declare_file(program);
    compiler.generate(runtime, program);
    compiler.finish()
}
