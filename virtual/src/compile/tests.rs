//! Snippets through the compiler: what they become, what is refused, and that all of it verifies and prints.
//!
//! `snapshots/NAME.txt` holds Ruby, a line `----`, and the text of the program's own methods; `BLESS=1` rewrites it.
use super::{Required, compile};
use crate::instruction::*;
use crate::program::*;
use crate::{text, verify};
use base::{SourceFile, Sources};
use std::path::Path;

const RUNTIME: &str = "module Kernel; end\nmodule Comparable; end\nclass Object; include Kernel; end\nclass StandardError < Exception; end\n\
                       class Struct; end\nclass Data; end\nclass Class; def new(...) = allocate; end\n";

fn compiled(text: &str) -> base::Result<Program> {
    let mut sources = Sources::new();
    let runtime = sources.add(SourceFile::new("runtime.rb", RUNTIME, true));
    let file = sources.add(SourceFile::new("test.rb", text, false));
    let runtime = ast::parse(runtime, &sources)?;
    let program = ast::parse(file, &sources)?;
    let program = compile(sources, &[runtime], &program, &Required::default())?;
    if let Err(errors) = verify::verify(&program) {
        panic!("{}", verify::listing(&program, &errors));
    }
    Ok(program)
}

/// The text of the program's own methods, or the titles of what was refused.
fn shown(source: &str) -> String {
    let program = match compiled(source) {
        Ok(program) => program,
        Err(diagnostics) => return diagnostics.iter().fold(String::new(), |all, each| all + &each.title + "\n"),
    };
    let own = |(id, method): (MethodId, &CompiledMethod)| {
        let runtime = program.sources.file(method.span.file).runtime;
        (!runtime).then(|| text::print_method(&program, id))
    };
    program.methods.iter().filter_map(own).collect()
}

fn titles(source: &str) -> Vec<String> {
    compiled(source).map(|_| Vec::new()).unwrap_or_else(|diagnostics| diagnostics.into_iter().map(|each| each.title).collect())
}

fn count(program: &Program, name: &str, test: impl Fn(&Op) -> bool) -> usize {
    let methods = program.methods.iter().filter(|(id, _)| program.method_name(*id) == name);
    let blocks = methods.flat_map(|(_, method)| method.blocks.values());
    blocks.flat_map(|block| &block.instructions).filter(|each| test(&each.op)).count()
}

#[test]
fn snapshots() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/compile/snapshots");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (source, expected) = text.split_once("----\n").unwrap_or((&text, ""));
        let found = shown(source);
        if std::env::var("BLESS").is_ok() {
            std::fs::write(&file, format!("{source}----\n{found}")).unwrap();
        } else {
            assert_eq!(found, expected, "{}: BLESS=1 rewrites it", file.display());
        }
    }
}

#[test]
fn the_test_programs_verify_or_are_refused() {
    for folder in ["programs", "refused"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").join(folder);
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rb") {
                match compiled(&std::fs::read_to_string(&path).unwrap()) {
                    Ok(program) => assert!(!text::print(&program).is_empty()),
                    Err(diagnostics) => assert!(diagnostics.iter().all(|each| !each.labels.is_empty()), "{}", path.display()),
                }
            }
        }
    }
}

#[test]
fn fields_are_those_of_methods_and_modules() {
    let program = compiled(
        "module Named\n def name = @name\nend\nclass A\n include Named\n def initialize\n  @a, @name = 1, 2\n end\nend\n\
         class B < A\n def b = [@a, @b]\nend\nclass C\n @own = 1\n def self.own = @own\nend\n@top = 1",
    )
    .unwrap();
    let fields = |name: &str| {
        let (_, class) = program.classes.iter().find(|(_, class)| class.name == name).unwrap();
        class.fields.iter().map(|field| program.symbols.name(*field)).collect::<Vec<_>>()
    };
    assert_eq!(fields("A"), ["@a", "@name"]);
    assert_eq!(fields("B"), ["@b"]);
    assert_eq!(fields("#<Class:C>"), ["@own"]);
    assert_eq!(fields("main"), ["@top"]);
    assert_eq!(fields("C"), [] as [&str; 0]);
}

#[test]
fn visibility_in_all_forms() {
    let program = compiled(
        "class A\n def a = 1\n private\n def b = 1\n public def c = 1\n private attr_reader :d\n def e = 1\n public :e\n\
         private_class_method def self.f = 1\n protected\n attr_accessor :g\nend",
    )
    .unwrap();
    let visibility = |class: &str, name: &str| {
        let (_, class) = program.classes.iter().find(|(_, each)| each.name == class).unwrap();
        class.entry(program.symbols.find(name).unwrap()).unwrap().visibility
    };
    for (name, expected) in [
        ("a", Visibility::Public),
        ("b", Visibility::Private),
        ("c", Visibility::Public),
        ("d", Visibility::Private),
        ("e", Visibility::Public),
        ("g=", Visibility::Protected),
    ] {
        assert_eq!(visibility("A", name), expected, "{name}");
    }
    assert_eq!(visibility("#<Class:A>", "f"), Visibility::Private);
}

#[test]
fn literals_on_the_right_make_no_array() {
    let program = compiled("def swap(a, b)\n a, b = b, a\n c, *d = 1, 2, 3\n [a, b, c, d].size\nend").unwrap();
    assert_eq!(count(&program, "swap", |op| matches!(op, Op::Array { .. })), 2);
    assert_eq!(count(&program, "swap", |op| matches!(op, Op::Send { .. })), 1);
}

#[test]
fn ensure_runs_on_each_way_out() {
    let program = compiled(
        "def m\n while true\n  begin\n   break if a\n   next if b\n   return 1 if c\n  ensure\n   done\n  end\n end\nend",
    )
    .unwrap();
    let done = program.symbols.find("done").unwrap();
    assert_eq!(count(&program, "m", |op| matches!(op, Op::Send { name, .. } if *name == done)), 5);
}

#[test]
fn what_is_refused_is_said_all_together() {
    let found = titles("eval('1')\nbinding\nclass A < B; end\nclass C; def m; def n; end; end; end\nThread.new { }\n");
    assert_eq!(
        found,
        [
            "`eval` is not supported yet",
            "`binding` is not supported yet",
            "this superclass is not known",
            "defining a method here is not supported yet",
            "Thread is not supported yet"
        ]
    );
}

#[test]
fn wrong_definitions_are_errors() {
    for (source, title) in [
        ("class A; end\nclass B; end\nclass C < A; end\nclass C < B; end", "superclass mismatch for class C"),
        ("A = 1\nclass A; end", "A is not a class"),
        ("class A; end\nmodule A; end", "A is not a module"),
        ("class A; alias b c; end", "undefined method 'c' for class 'A'"),
        ("class A; private :zap; end", "undefined method 'zap' for class 'A'"),
        ("class A; include Object; end", "wrong argument type Class (expected Module)"),
        ("module M; end\nclass A < M; end", "superclass must be an instance of Class (given an instance of Module)"),
    ] {
        assert_eq!(titles(source), [title], "{source}");
    }
}

#[test]
fn structs_and_data_are_classes() {
    let program = compiled(
        "Point = Struct.new(:x, :y) do\n def sum = x + y\nend\nclass Pair < Struct.new(:a, :b, keyword_init: true); end\n\
         Coord = Data.define(:x)\nError = Class.new(StandardError)\nAlias = Point",
    )
    .unwrap();
    let find = |name: &str| program.classes.iter().find(|(_, class)| class.name == name && !class.hidden).unwrap();
    let (_, point) = find("Point");
    let base = &program.classes[point.superclass.unwrap()];
    assert!(base.hidden && program.classes[base.superclass.unwrap()].name == "Struct");
    assert_eq!(base.fields.len(), 2);
    assert!(["x", "y=", "sum"].iter().all(|name| point.entry(program.symbols.find(name).unwrap()).is_some()));
    assert_eq!(program.classes[find("Error").1.superclass.unwrap()].name, "StandardError");
    let (_, object) = find("Object");
    let named = |name: &str| object.constants.iter().find(|(symbol, _)| program.symbols.name(*symbol) == name).unwrap().1;
    assert_eq!(named("Alias"), named("Point"));
}
