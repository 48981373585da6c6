//! Snippets through the compiler: what they become, what is refused, and that nothing panics.
use super::{Required, compile};
use crate::instruction::*;
use crate::program::*;
use base::{SourceFile, Sources};
use std::fmt::Write;

const RUNTIME: &str = "module Kernel; end\nmodule Comparable; end\nclass Object; include Kernel; end\nclass StandardError < Exception; end\n\
                       class Struct; end\nclass Data; end\nclass Class; def new(...) = allocate; end\n";

fn compiled(text: &str) -> base::Result<Program> {
    let mut sources = Sources::new();
    let runtime = sources.add(SourceFile::new("runtime.rb", RUNTIME, true));
    let file = sources.add(SourceFile::new("test.rb", text, false));
    let runtime = ast::parse(runtime, &sources)?;
    let program = ast::parse(file, &sources)?;
    let program = compile(sources, &[runtime], &program, &Required::default())?;
    check(&program);
    Ok(program)
}

/// Slots, blocks, outer depths and terminators are as they must be.
fn check(program: &Program) {
    for (id, method) in program.methods.iter() {
        let name = program.method_name(id);
        assert!(method.slots.len() >= 2 + method.parameters.formals(), "{name}: slots");
        for (at, slot) in method.slots.values().enumerate().skip(2).take(method.parameters.formals()) {
            assert_eq!(slot.kind, SlotKind::Argument, "{name}: slot {at}");
        }
        for block in method.blocks.values() {
            assert!(block.rescue.is_none_or(|to| to.0 < method.blocks.len() as u32), "{name}: rescue");
            let (last, before) = block.instructions.split_last().expect("a block has instructions");
            assert!(last.op.is_terminator() && !before.iter().any(|each| each.op.is_terminator()), "{name}: terminators");
            for instruction in &block.instructions {
                assert!(instruction.op.targets().all(|to| to.0 < method.blocks.len() as u32));
                assert!(instruction.result.is_none_or(|slot| slot.0 < method.slots.len() as u32));
                instruction.op.operands(&mut |operand| {
                    assert!(!matches!(operand, Operand::Slot(slot) if slot.0 >= method.slots.len() as u32));
                });
                if let Op::GetOuter { depth, slot } | Op::SetOuter { depth, slot, .. } = instruction.op {
                    let mut outer = method;
                    for _ in 0..depth {
                        outer = &program.methods[outer.parent.unwrap_or_else(|| panic!("{name}: outer {depth}"))];
                    }
                    assert!(slot.0 < outer.slots.len() as u32, "{name}: outer slot");
                }
            }
        }
    }
}

/// The program's own methods and blocks, briefly.
fn shown(text: &str) -> String {
    let program = match compiled(text) {
        Ok(program) => program,
        Err(diagnostics) => return diagnostics.iter().fold(String::new(), |all, each| all + &each.title + "\n"),
    };
    let mut out = String::new();
    for (id, method) in program.methods.iter() {
        if program.sources.file(method.span.file).runtime {
            continue;
        }
        writeln!(out, "{id} {} {:?}", program.method_name(id), method.kind).unwrap();
        for (id, block) in method.blocks.iter() {
            let rescue = block.rescue.map(|to| format!(" rescue {to}")).unwrap_or_default();
            writeln!(out, " {id}:{rescue}").unwrap();
            for instruction in &block.instructions {
                let result = instruction.result.map(|slot| format!("{} = ", method.slots[slot].name)).unwrap_or_default();
                let mut fields = String::new();
                instruction.op.fields(&mut |field| write!(fields, " {}", view(&program, method, field.view())).unwrap());
                writeln!(out, "  {result}{}{fields}", instruction.op.mnemonic()).unwrap();
            }
        }
    }
    out
}

fn view(program: &Program, method: &CompiledMethod, view: View<'_>) -> String {
    let operand = |operand: &Operand| match operand {
        Operand::Slot(slot) => method.slots[*slot].name.clone(),
        Operand::Constant(Constant::Symbol(symbol)) => format!(":{}", program.symbols.name(*symbol)),
        Operand::Constant(Constant::Class(class)) => program.classes[*class].name.clone(),
        Operand::Constant(Constant::FrozenString(string)) => {
            format!("frozen{:?}", String::from_utf8_lossy(&program.strings[*string]))
        }
        Operand::Constant(constant) => format!("{constant:?}"),
    };
    let arguments = |arguments: &[Argument]| {
        let each = arguments.iter().map(|argument| match argument {
            Argument::Positional(value) => operand(value),
            Argument::Splat(value) => format!("*{}", operand(value)),
            Argument::Keyword(name, value) => format!("{}: {}", program.symbols.name(*name), operand(value)),
            Argument::DoubleSplat(value) => format!("**{}", operand(value)),
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let block = |block: &BlockArgument| match block {
        BlockArgument::None => String::new(),
        BlockArgument::Pass(value) => format!(" &{}", operand(value)),
        BlockArgument::Literal(method) => format!(" {method}"),
    };
    match view {
        View::Operand(value) => operand(value),
        View::Symbol(symbol) => program.symbols.name(symbol).to_string(),
        View::Slot(slot) => slot.to_string(),
        View::Cell(cell) => program.cells[cell].name.clone(),
        View::Class(class) => program.classes[class].name.clone(),
        View::Method(method) => method.to_string(),
        View::String(string) => format!("{:?}", String::from_utf8_lossy(&program.strings[string])),
        View::Block(block) => block.to_string(),
        View::Number(number) => number.to_string(),
        View::Message(message) => {
            format!("{}({}){}", operand(&message.receiver), arguments(&message.arguments), block(&message.block))
        }
        View::Arguments(list) => arguments(list),
        View::Operands(list) => list.iter().map(operand).collect::<Vec<_>>().join(", "),
        View::BlockArgument(argument) => block(argument),
        View::Primitive(primitive) => primitive.name().to_string(),
        View::OptionalSymbol(symbol) => symbol.map(|symbol| format!(":{}", program.symbols.name(symbol))).unwrap_or_default(),
    }
}

#[test]
fn show_a_file() {
    if let Ok(file) = std::env::var("SHOW") {
        println!("{}", shown(&std::fs::read_to_string(file).unwrap()));
    }
}

#[test]
fn the_test_programs_compile_without_panic() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/programs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rb") {
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(diagnostics) = compiled(&text) {
                for each in &diagnostics {
                    println!("{}: {} {:?}", path.display(), each.title, each.labels);
                }
            }
        }
    }
}
