//! The salama compiler with one more pass on the Register machine: the program counts how often each function is called, and
//! says so on standard error when it exits. `./app 2>&1 >/dev/null | sort -rn | head` shows the most called.
//!
//! ```text
//! function Point#x(v0: value)        function Point#x(v0: value)
//! b0:                                b0:
//!   v1: value = load v0 + 7            v2: word = address_of counters
//!   return v1                          v3: word = load v2 + 24              # the counter of this function
//!                                      store v2 + 24, v3 + 1
//!                                      ...
//! ```
//!
//! What is inlined is not called: `--without inline` counts that too.
use salama::register::object::Section;
use salama::register::{
    Condition, DataObject, Datum, ENTRY, Function, FunctionBuilder, Instruction, Opcode, Program, SymbolId, Target, Type,
};
use salama::{Pass, Pipeline, main_with};
use std::process::ExitCode;

fn main() -> ExitCode {
    main_with(|level| Pipeline::standard(level).insert_before("allocate", pass()))
}

fn pass() -> Pass {
    Pass::on_register("profile", "count the calls of each function; print them at exit", |program| {
        profile(program);
        Ok(())
    })
    .because("what is called is known: nothing is inlined or merged any more")
}

fn profile(program: &mut Program) {
    let counters = program.symbols.intern("profile counters");
    let report = program.symbols.intern("profile report");
    let exits = ["exit", "exit_group"].map(|name| program.symbols.intern(name));
    let mut names = Vec::new();
    for (id, function) in program.functions.iter_mut() {
        names.push(function.name.clone());
        count(function, counters, 8 * i64::from(id.0));
        report_at(function, &exits, report);
    }
    let contents = vec![Datum::Zeros(8 * names.len() as u64)];
    program.data.push(DataObject { symbol: counters, section: Section::Zeroed, contents, about: "profile counters".into() });
    let line = print_line(program);
    let reporter = print_all(program, report, counters, line, &names);
    program.functions.push(reporter);
}

/// At the function's start: one more call.
fn count(function: &mut Function, counters: SymbolId, offset: i64) {
    let [table, old, one, new] = [(); 4].map(|()| function.values.push(Type::Word));
    let row = |opcode, result, operands: &[_]| Instruction {
        result,
        operands: operands.iter().copied().collect(),
        ..Instruction::new(opcode)
    };
    let start = [
        Instruction { symbol: Some(counters), ..row(Opcode::AddressOf, Some(table), &[]) },
        Instruction { immediate: offset, ..row(Opcode::Load, Some(old), &[table]) },
        Instruction { immediate: 1, ..row(Opcode::Word, Some(one), &[]) },
        row(Opcode::Add, Some(new), &[old, one]),
        Instruction { immediate: offset, ..row(Opcode::Store, None, &[table, new]) },
    ];
    function.blocks[ENTRY].instructions.splice(0..0, start);
}

/// Before every system call that ends the program: the report.
fn report_at(function: &mut Function, exits: &[SymbolId], report: SymbolId) {
    for block in function.layout.clone() {
        let instructions = &mut function.blocks[block].instructions;
        let ends = |it: &Instruction| it.opcode == Opcode::SystemCall && it.symbol.is_some_and(|symbol| exits.contains(&symbol));
        for index in (0..instructions.len()).rev().filter(|index| ends(&instructions[*index])).collect::<Vec<_>>() {
            instructions.insert(index, Instruction { symbol: Some(report), ..Instruction::new(Opcode::CallLeaf) });
        }
    }
}

/// A function that prints a number and a name: `     120  Point#x`, if the number is not 0.
fn print_line(program: &mut Program) -> SymbolId {
    let [symbol, buffer, write] = ["profile line", "profile buffer", "write"].map(|name| program.symbols.intern(name));
    let contents = vec![Datum::Zeros(WIDTH as u64 + 8)];
    program.data.push(DataObject { symbol: buffer, section: Section::Zeroed, contents, about: "profile buffer".into() });
    let mut build = FunctionBuilder::new("profile line", symbol, &[Type::Word; 3], None);
    let [number, name, length] = build.parameters().try_into().expect("three parameters");
    let (start, digit, done, none) =
        (build.new_block(&[]), build.new_block(&[Type::Word; 2]), build.new_block(&[]), build.new_block(&[]));
    let zero = build.word(0);
    build.branch_compare(Condition::Equal, number, zero, Target::new(none, &[]), Target::new(start, &[]));
    build.switch_to(start);
    let (address, space, width) = (build.address_of(buffer), build.word(b' '.into()), build.word(WIDTH));
    build.fill_memory(address, space, width);
    let (last, ten, one, zero_digit, error) =
        (build.word(WIDTH - 3), build.word(10), build.word(1), build.word(b'0'.into()), build.word(2));
    build.jump(digit, &[number, last]);
    build.switch_to(digit);
    let [rest, place] = build.block_parameters(digit).try_into().expect("two parameters");
    let (quotient, remainder) = (build.op(Opcode::UnsignedDiv, &[rest, ten]), build.op(Opcode::UnsignedRem, &[rest, ten]));
    let (letter, to, before) = (
        build.op(Opcode::Add, &[remainder, zero_digit]),
        build.op(Opcode::Add, &[address, place]),
        build.op(Opcode::Sub, &[place, one]),
    );
    build.store_part(Opcode::Store8, to, 0, letter);
    build.branch_compare(Condition::Equal, quotient, zero, Target::new(done, &[]), Target::new(digit, &[quotient, before]));
    build.switch_to(done);
    build.system_call(write, &[error, address, width]);
    build.system_call(write, &[error, name, length]);
    build.jump(none, &[]);
    build.switch_to(none);
    build.give_back(None);
    program.functions.push(Function { leaf: true, ..build.finish() });
    symbol
}

/// Room for a number and two spaces.
const WIDTH: i64 = 16;

/// A function that prints a line for every function.
fn print_all(program: &mut Program, symbol: SymbolId, counters: SymbolId, line: SymbolId, names: &[String]) -> Function {
    let mut build = FunctionBuilder::new("profile report", symbol, &[], None);
    let table = build.address_of(counters);
    for (index, name) in names.iter().enumerate() {
        let text = format!("{name}\n");
        let symbol = program.symbols.intern(&format!("profile name {index}"));
        let contents = vec![Datum::Bytes(text.clone().into_bytes())];
        program.data.push(DataObject { symbol, section: Section::ReadOnly, contents, about: format!("profile name {name:?}") });
        let (count, name, length) =
            (build.load(Type::Word, table, 8 * index as i64), build.address_of(symbol), build.word(text.len() as i64));
        build.call_leaf(line, &[count, name, length], None);
    }
    build.give_back(None);
    Function { leaf: true, ..build.finish() }
}
