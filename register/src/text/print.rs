//! Programs and functions as text.
use super::{SECTIONS, WORD_CHARS};
use crate::function::{BlockId, DataObject, Datum, ENTRY, Function, Program, SymbolId, ValueId};
use crate::instruction::{Extra, Instruction, Opcode, Target};
use base::text::quote;
use parfait::value;
use std::collections::BTreeMap;
use std::fmt::Write;
use virtual_machine::text::{Part, Row};

/// Remarks that go under instructions: by block and index of the instruction.
pub type Notes = BTreeMap<(BlockId, usize), Vec<String>>;

/// The whole program: reading it back gives the same program.
pub fn print(program: &Program) -> String {
    let mut out = Printer { program, out: String::new(), places: true };
    out.tables();
    program.data.iter().for_each(|data| out.data(data));
    program.functions.values().for_each(|function| out.function(function, &Notes::new()));
    out.out
}

/// The functions alone, with lines and columns instead of the tables: for people.
pub fn print_listing(program: &Program) -> String {
    program.functions.values().map(|function| print_function(program, function)).collect()
}

/// One function, with lines and columns.
pub fn print_function(program: &Program, function: &Function) -> String {
    print_annotated(program, function, &Notes::new())
}

/// One instruction, without its place.
pub fn print_instruction(program: &Program, function: &Function, instruction: &Instruction) -> String {
    let mut out = Printer { program, out: String::new(), places: false };
    out.instruction(function, instruction);
    out.out
}

/// The lines of a function one by one, without their places.
pub fn rows(program: &Program, function: &Function) -> Vec<Row> {
    let mut out = Printer { program, out: String::new(), places: false };
    out.head(function);
    let mut rows = vec![Row { position: function.position, ..Row::new(Part::Head, std::mem::take(&mut out.out)) }];
    for block in &function.layout {
        out.block_head(function, *block);
        rows.push(Row::new(Part::Block, std::mem::take(&mut out.out)));
        for instruction in &function.blocks[*block].instructions {
            out.out.push_str("  ");
            out.instruction(function, instruction);
            let text = std::mem::take(&mut out.out);
            rows.push(Row { part: Part::Instruction, text, position: instruction.position });
        }
    }
    rows
}

/// One function, with remarks under its instructions.
pub fn print_annotated(program: &Program, function: &Function, notes: &Notes) -> String {
    let mut out = Printer { program, out: String::new(), places: false };
    out.function(function, notes);
    out.out
}

struct Printer<'a> {
    program: &'a Program,
    out: String,
    /// Print `at N`.
    places: bool,
}

macro_rules! put {
    ($self:ident, $($argument:tt)*) => {
        // Writing to a string does not fail.
        let _ = write!($self.out, $($argument)*);
    };
}

impl Printer<'_> {
    fn tables(&mut self) {
        if let Some(level) = self.program.optimisation {
            put!(self, "optimisation {level}\n");
        }
        if !self.program.passes.is_empty() {
            let passes: Vec<String> = self.program.passes.iter().map(|pass| word(pass)).collect();
            put!(self, "passes {}\n\n", passes.join(" "));
        }
        for (_, file) in self.program.sources.iter() {
            put!(self, "source {}{}\n", quote(file.name.as_bytes()), if file.runtime { " runtime" } else { "" });
            for line in file.text.split_inclusive('\n') {
                put!(self, "  {}\n", quote(line.as_bytes()));
            }
        }
        for name in &self.program.method_names {
            put!(self, "method {}\n", quote(name.as_bytes()));
        }
        for position in self.program.positions.values() {
            let span = position.span;
            put!(self, "position file {} from {} to {} method {}", span.file.0, span.start, span.end, position.method.0);
            if let Some(parent) = position.parent {
                put!(self, " in {}", parent.0);
            }
            self.out.push('\n');
        }
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
    fn data(&mut self, data: &DataObject) {
        let section = SECTIONS.iter().find(|row| row.0 == data.section).map_or("", |row| row.1);
        put!(self, "data {} {section} {}\n", self.symbol(data.symbol), quote(data.about.as_bytes()));
        for datum in &data.contents {
            match datum {
                Datum::Word(word) => {
                    put!(self, "  word {word:#x}\n");
                }
                Datum::Bytes(bytes) => {
                    put!(self, "  bytes {}\n", quote(bytes));
                }
                Datum::Address(symbol, offset) => {
                    put!(self, "  address {} + {offset}\n", self.symbol(*symbol));
                }
                Datum::Zeros(count) => {
                    put!(self, "  zeros {count}\n");
                }
            }
        }
        self.out.push('\n');
    }
    fn function(&mut self, function: &Function, notes: &Notes) {
        self.head(function);
        self.place(function.position);
        self.out.push('\n');
        for block in &function.layout {
            self.block(function, *block, notes);
        }
        self.out.push('\n');
    }
    /// `function Foo#bar(v0: value) -> value`
    fn head(&mut self, function: &Function) {
        let symbol = self.symbol(function.symbol);
        put!(self, "function {symbol}");
        self.parameters(function, &function.blocks[ENTRY].parameters);
        if let Some(result) = function.result {
            put!(self, " -> {}", result.name());
        }
        if function.name != self.program.symbols.name(function.symbol) {
            put!(self, " as {}", quote(function.name.as_bytes()));
        }
        if function.leaf {
            self.out.push_str(" leaf");
        }
        if function.stack_slots > 0 {
            put!(self, " slots {}", function.stack_slots);
        }
    }
    fn block(&mut self, function: &Function, id: BlockId, notes: &Notes) {
        self.block_head(function, id);
        self.out.push('\n');
        for (index, instruction) in function.blocks[id].instructions.iter().enumerate() {
            self.out.push_str("  ");
            self.instruction(function, instruction);
            self.place(instruction.position);
            self.out.push('\n');
            for note in notes.get(&(id, index)).into_iter().flatten() {
                put!(self, "  # ^ {note}\n");
            }
        }
    }
    /// `b1(v5: value): cold`
    fn block_head(&mut self, function: &Function, id: BlockId) {
        let block = &function.blocks[id];
        put!(self, "{id}");
        if id != ENTRY && !block.parameters.is_empty() {
            self.parameters(function, &block.parameters);
        }
        self.out.push_str(if block.cold { ": cold" } else { ":" });
    }
    fn parameters(&mut self, function: &Function, parameters: &[ValueId]) {
        self.out.push('(');
        for (index, value) in parameters.iter().enumerate() {
            put!(self, "{}{value}: {}", if index > 0 { ", " } else { "" }, type_name(function, *value));
        }
        self.out.push(')');
    }
    fn instruction(&mut self, function: &Function, instruction: &Instruction) {
        if let Some(result) = instruction.result {
            put!(self, "{result}: {} = ", type_name(function, result));
        }
        self.out.push_str(instruction.opcode.mnemonic());
        self.middle(instruction);
        if !instruction.live.is_empty() {
            put!(self, " live {:?}", instruction.live);
        }
        if !instruction.targets.is_empty() {
            self.out.push_str(if instruction.opcode == Opcode::Jump { " " } else { " -> " });
        }
        for (index, target) in instruction.targets.iter().enumerate() {
            self.out.push_str(if index > 0 { ", " } else { "" });
            self.target(target);
        }
    }
    /// What stands between the mnemonic and the targets.
    fn middle(&mut self, instruction: &Instruction) {
        let operands = &instruction.operands;
        match instruction.opcode.row().extra {
            Extra::None => self.list(" ", operands),
            Extra::Condition => {
                put!(self, " {}", instruction.condition.map_or("?", |condition| condition.name()));
                self.list(" ", operands);
            }
            Extra::Immediate => {
                self.list(" ", operands);
                self.out.push_str(if operands.is_empty() { " " } else { ", " });
                let text = immediate(instruction.opcode, instruction.immediate);
                self.out.push_str(&text);
            }
            Extra::Offset => self.memory(instruction),
            Extra::Symbol | Extra::Call => self.call(instruction),
        }
    }
    fn memory(&mut self, instruction: &Instruction) {
        let offset = instruction.immediate;
        match instruction.operands.split_first() {
            Some((address, rest)) if !is_context(instruction.opcode) => {
                put!(self, " {address} + {offset}");
                self.list(", ", rest);
            }
            _ => {
                match context_field(offset) {
                    Some(name) => self.out.extend([" ", name]),
                    None => {
                        put!(self, " {offset}");
                    }
                }
                self.list(", ", &instruction.operands);
            }
        }
    }
    fn call(&mut self, instruction: &Instruction) {
        let mut arguments = &instruction.operands[..];
        match (instruction.symbol, arguments.split_first()) {
            (Some(symbol), _) => {
                let name = self.symbol(symbol);
                put!(self, " {name}");
            }
            (None, Some((code, rest))) => {
                put!(self, " {code}");
                arguments = rest;
            }
            (None, None) => self.out.push_str(" ?"),
        }
        if matches!(instruction.opcode, Opcode::Object | Opcode::AddressOf) {
            return;
        }
        self.out.push('(');
        self.list("", arguments);
        self.out.push(')');
    }
    fn list(&mut self, before: &str, values: &[ValueId]) {
        for (index, value) in values.iter().enumerate() {
            put!(self, "{}{value}", if index > 0 { ", " } else { before });
        }
    }
    fn target(&mut self, target: &Target) {
        put!(self, "{}", target.block);
        if !target.arguments.is_empty() {
            self.out.push('(');
            self.list("", &target.arguments);
            self.out.push(')');
        }
    }
    fn place(&mut self, position: Option<virtual_machine::PositionId>) {
        let Some(position) = position else { return };
        if self.places {
            put!(self, " at {}", position.0);
        }
        if let Some(row) = self.program.positions.get(position)
            && self.program.sources.iter().nth(row.span.file.0 as usize).is_some()
        {
            let (line, column) = self.program.sources.line_column(row.span);
            put!(self, "  # {line}:{column}");
        }
    }
    fn symbol(&self, symbol: SymbolId) -> String {
        word(self.program.symbols.name(symbol))
    }
}

fn type_name(function: &Function, value: ValueId) -> &'static str {
    function.values.get(value).map_or("?", |ty| ty.name())
}

/// The name as a word, or quoted.
fn word(name: &str) -> String {
    if is_plain(name) { name.to_string() } else { quote(name.as_bytes()) }
}

/// Would the lexer read the name as one word?
fn is_plain(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || WORD_CHARS.as_bytes().contains(&byte);
    name.bytes().all(word) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit() && first != b'#') && !is_value(name)
}

fn is_value(name: &str) -> bool {
    name.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Does the offset belong to the context, not to the first operand?
pub(super) fn is_context(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::LoadContext | Opcode::StoreContext)
}

fn context_field(offset: i64) -> Option<&'static str> {
    usize::try_from(offset)
        .ok()
        .filter(|offset| offset % 8 == 0)
        .and_then(|offset| parfait::CONTEXT_FIELDS.get(offset / 8))
        .copied()
}

fn immediate(opcode: Opcode, immediate: i64) -> String {
    let bits = immediate as u64;
    match opcode {
        Opcode::Constant => match bits {
            value::NIL => "nil".to_string(),
            value::TRUE => "true".to_string(),
            value::FALSE => "false".to_string(),
            value::UNDEFINED => "undefined".to_string(),
            _ if value::is_small(bits) => value::as_small(bits).to_string(),
            _ => format!("{bits:#x}"),
        },
        Opcode::FloatConstant => {
            let float = f64::from_bits(bits);
            if float.is_finite() { format!("{float:?}") } else { format!("{bits:#x}") }
        }
        _ => immediate.to_string(),
    }
}
