//! Writes a Program as text.
use super::names::{self, Names, expected_kind, word};
use crate::instruction::*;
use crate::program::*;
use base::Id;
use base::text::quote;
use std::fmt::Write;

/// All of the program.
pub fn print(program: &Program) -> String {
    let names = Names::new(program);
    let mut out = String::from("virtual\n");
    head(&names, &mut out);
    for (id, class) in program.classes.iter() {
        print_class(&names, id, class, &mut out);
    }
    for (id, cell) in program.cells.iter() {
        let undefined = if cell.starts_undefined { " undefined" } else { "" };
        let _ = writeln!(out, "cell {}{}{undefined}", names.cell(id), renamed(&names.cell(id), &cell.name));
    }
    for string in program.strings.values() {
        let _ = writeln!(out, "string {}", quote(string));
    }
    for id in program.methods.ids() {
        out.push('\n');
        method(&names, id, &mut out);
    }
    out.push('\n');
    tables(&names, &mut out);
    out
}

/// Some methods, with their blocks: each one's name, and its text.
pub fn print_methods(program: &Program, ids: impl IntoIterator<Item = MethodId>) -> Vec<(String, String)> {
    let names = Names::new(program);
    let print = |id| {
        let mut out = String::new();
        method(&names, id, &mut out);
        (names.method(id), out)
    };
    ids.into_iter().map(print).collect()
}

/// One method, with its blocks.
pub fn print_method(program: &Program, id: MethodId) -> String {
    let mut out = String::new();
    method(&Names::new(program), id, &mut out);
    out
}

fn head(names: &Names, out: &mut String) {
    let program = names.program;
    // A new part of a program must be printed too.
    let Program {
        sources: _,
        classes: _,
        methods: _,
        symbols: _,
        cells: _,
        strings: _,
        positions: _,
        main: _,
        roots: _,
        adapters: _,
        optimisation: _,
        passes: _,
        remarks: _,
    } = program;
    if let Some(level) = program.optimisation {
        let _ = writeln!(out, "optimisation {level}");
    }
    if !program.passes.is_empty() {
        let passes: Vec<String> = program.passes.iter().map(|pass| word(pass)).collect();
        let _ = writeln!(out, "passes {}", passes.join(" "));
    }
    if let Some(main) = program.main {
        let _ = writeln!(out, "main {}", names.method(main));
    }
    for (name, method) in &program.roots {
        let _ = writeln!(out, "root {} = {}", word(name), names.method(*method));
    }
    for (method, adapter) in &program.adapters {
        let _ = writeln!(out, "adapter {} = {}", names.method(*method), names.method(*adapter));
    }
    for (_, file) in program.sources.iter() {
        let _ = writeln!(out, "file {}{}", quote(file.name.as_bytes()), if file.runtime { " runtime" } else { "" });
    }
}

/// ` as "name"` where the unique name is not the thing's own.
fn renamed(shown: &str, own: &str) -> String {
    if shown == word(own) { String::new() } else { format!(" as {}", quote(own.as_bytes())) }
}

fn print_class(names: &Names, id: ClassId, class: &BootClass, out: &mut String) {
    // A new field of a class must be printed too.
    #[rustfmt::skip]
    let BootClass {
        name, superclass, is_module, attached, singleton, includes, prepends,
        fields, methods, declared, constants, class_variables, layout, hidden, span,
    } = class;
    let shown = names.class(id);
    let _ = write!(out, "{} {shown}{}", if *is_module { "class module" } else { "class" }, renamed(&shown, name));
    if let Some(superclass) = superclass {
        let _ = write!(out, " < {}", names.class(*superclass));
    }
    out.push_str(if *hidden { " hidden" } else { "" });
    if let Some(layout) = layout {
        let _ = write!(out, " layout {}", format!("{layout:?}").to_lowercase());
    }
    if let Some(span) = span {
        let _ = write!(out, " {}", names.span(*span));
    }
    out.push('\n');
    for (what, other) in [("attached", attached), ("singleton", singleton)] {
        if let Some(other) = other {
            let _ = writeln!(out, "  {what} {}", names.class(*other));
        }
    }
    for (what, modules) in [("include", includes), ("prepend", prepends)] {
        for module in modules {
            let _ = writeln!(out, "  {what} {}", names.class(*module));
        }
    }
    for field in fields {
        let _ = writeln!(out, "  field {}", names.symbol(*field));
    }
    for (name, cell) in class_variables {
        let _ = writeln!(out, "  variable {} = {}", names.symbol(*name), names.cell(*cell));
    }
    for (name, constant) in constants {
        let to = match constant {
            ConstantEntry::Class(class) => format!("class {}", names.class(*class)),
            ConstantEntry::Cell(cell) => format!("cell {}", names.cell(*cell)),
        };
        let _ = writeln!(out, "  constant {} = {to}", names.symbol(*name));
    }
    let entries = methods.iter().map(|entry| ("def", entry)).chain(declared.iter().map(|entry| ("declared", entry)));
    for (word, (name, MethodEntry { method, visibility })) in entries {
        let visibility = match visibility {
            Visibility::Public => "",
            Visibility::Protected => "protected ",
            Visibility::Private => "private ",
        };
        let method = method.map_or("undefined".to_string(), |method| names.method(method));
        let _ = writeln!(out, "  {visibility}{word} {} = {method}", names.symbol(*name));
    }
}

fn method(names: &Names, id: MethodId, out: &mut String) {
    let Some(method) = names.program.methods.get(id) else { return };
    let slot_names = names::slots(method);
    signature(names, id, method, out);
    let (line, column) = line_column(names, method.span);
    let _ = writeln!(out, " {}  # {line}:{column}", names.span(method.span));
    about(names, method, out);
    out.push('\n');
    let slots: Vec<String> = method.slots.iter().map(|(slot, _)| print_slot(names, method, &slot_names, slot)).collect();
    let _ = writeln!(out, "  slots {}", slots.join(", "));
    for (block_id, block) in method.blocks.iter() {
        let _ = writeln!(out, "{}", block_head(block_id, block));
        let mut last = None;
        for instruction in &block.instructions {
            let line = Line { names, slots: &slot_names, method: id }.instruction(instruction);
            let _ = write!(out, "  {line}  @{}", instruction.position.0);
            if last != Some(instruction.position)
                && let Some(position) = names.program.positions.get(instruction.position)
            {
                let (line, column) = line_column(names, position.span);
                let _ = write!(out, "  # {line}:{column}");
            }
            last = Some(instruction.position);
            out.push('\n');
        }
    }
}

/// `method Foo#bar(a, rest b) -> Integer`
pub(super) fn signature(names: &Names, id: MethodId, method: &CompiledMethod, out: &mut String) {
    let _ = write!(out, "method {}({})", names.method(id), print_parameters(names, method));
    if let Some(type_) = names.type_(&method.return_type) {
        let _ = write!(out, " -> {type_}");
    }
}

/// `  owner Foo name :bar kind method`
pub(super) fn about(names: &Names, method: &CompiledMethod, out: &mut String) {
    // A new part of a method must be printed too.
    let CompiledMethod {
        name,
        owner,
        kind,
        machine,
        parent,
        parameters,
        slots: _,
        blocks: _,
        span: _,
        version_of,
        self_type,
        return_type: _,
    } = method;
    let kind = match kind {
        MethodKind::Method => "method",
        MethodKind::Block { lambda: false } => "block",
        MethodKind::Block { lambda: true } => "lambda",
        MethodKind::Body => "body",
    };
    let _ = write!(out, "  owner {} name {} kind {kind}", names.class(*owner), names.symbol(*name));
    out.push_str(if *machine { " machine" } else { "" });
    for (what, other) in [("parent", parent), ("version_of", version_of)] {
        if let Some(other) = other {
            let _ = write!(out, " {what} {}", names.method(*other));
        }
    }
    if let Some(type_) = names.type_(self_type) {
        let _ = write!(out, " self {type_}");
    }
    let written: Vec<SymbolId> = parameters.names.clone();
    let formals = method.slots.values().skip(FIRST_ARGUMENT.index()).take(parameters.formals());
    if !written.iter().map(|name| names.program.symbols.name(*name)).eq(formals.map(|slot| slot.name.as_str())) {
        let written: Vec<String> = written.iter().map(|name| names.symbol(*name)).collect();
        let _ = write!(out, " names({})", written.join(", "));
    }
}

/// `b0: rescue b3`
pub(super) fn block_head(id: BlockId, block: &Block) -> String {
    format!("{id}:{}", block.rescue.map_or(String::new(), |rescue| format!(" rescue {rescue}")))
}

fn line_column(names: &Names, span: base::Span) -> (u32, u32) {
    names.program.sources.get(span.file).map_or((0, 0), |file| file.line_column(span.start))
}

/// `a, optional b, rest r, post c, keyword k :k required, keyword_rest o, flag lenient`
fn print_parameters(names: &Names, method: &CompiledMethod) -> String {
    let parameters = &method.parameters;
    let mut slots = method.slots.values().skip(FIRST_ARGUMENT.index()).map(|slot| word(&slot.name));
    let mut next = || slots.next().unwrap_or_else(|| "missing".to_string());
    let mut parts: Vec<String> = (0..parameters.required).map(|_| next()).collect();
    parts.extend((0..parameters.optional).map(|_| format!("optional {}", next())));
    parts.extend(parameters.rest.then(|| format!("rest {}", next())));
    parts.extend((0..parameters.post).map(|_| format!("post {}", next())));
    for keyword in &parameters.keywords {
        let (slot, name) = (next(), names.symbol(keyword.name));
        parts.push(format!("keyword {slot} {name}{}", if keyword.required { " required" } else { "" }));
    }
    parts.extend(parameters.keyword_rest.then(|| format!("keyword_rest {}", next())));
    for (flag, word) in
        [(parameters.no_keywords, "no_keywords"), (parameters.lenient, "lenient"), (parameters.spreads, "spreads")]
    {
        parts.extend(flag.then(|| format!("flag {word}")));
    }
    parts.join(", ")
}

/// `frame.x: Integer`
pub(super) fn print_slot(names: &Names, method: &CompiledMethod, slots: &[String], id: SlotId) -> String {
    let slot = &method.slots[id];
    let mut out = names::slot(slots, id);
    let arguments = FIRST_ARGUMENT.index() + method.parameters.formals();
    let implied = match id.index() {
        0 => "self",
        1 => "block",
        index if index < arguments => slot.name.as_str(),
        index => slots[index].strip_prefix("frame.").unwrap_or(""),
    };
    if implied != slot.name {
        let _ = write!(out, " as {}", word(&slot.name));
    }
    if slot.kind != expected_kind(&method.parameters, id.index(), &slot.name) {
        let kind = names::KINDS.iter().find(|(kind, _)| *kind == slot.kind).map_or("", |(_, name)| name);
        let _ = write!(out, " {kind}");
    }
    if let Some(type_) = names.type_(&slot.type_) {
        let _ = write!(out, ": {type_}");
    }
    out
}

/// Prints instructions of a method.
pub struct Line<'n, 'p> {
    pub names: &'n Names<'p>,
    pub slots: &'n [String],
    pub method: MethodId,
}

impl Line<'_, '_> {
    pub fn instruction(&self, instruction: &Instruction) -> String {
        let mut out = String::new();
        if let Some(result) = instruction.result {
            let _ = write!(out, "set {} = ", names::slot(self.slots, result));
        } else if let Op::Set { .. } = instruction.op {
            out.push_str("drop ");
        }
        out.push_str(instruction.op.mnemonic());
        for operand in self.operands(&instruction.op) {
            out.push_str(if out.ends_with(' ') || out.is_empty() { "" } else { " " });
            out.push_str(&operand);
        }
        out
    }

    /// What stands behind the mnemonic.
    pub fn operands(&self, op: &Op) -> Vec<String> {
        let mut operands = Vec::new();
        let mut depth = 0;
        op.fields(&mut |field| {
            let text = match field.view() {
                View::Operand(operand) => self.operand(operand),
                View::Symbol(symbol) => self.names.symbol(symbol),
                View::Slot(slot) => self.outer_slot(depth, slot),
                View::Cell(cell) => self.names.cell(cell),
                View::Class(class) => self.names.class(class),
                View::Method(method) => self.names.method(method),
                View::String(string) => self.names.string(string),
                View::Block(block) => block.to_string(),
                View::Number(number) => {
                    depth = number;
                    number.to_string()
                }
                View::Message(message) => self.message(message),
                View::Arguments(arguments) => format!("({})", self.arguments(arguments).join(", ")),
                View::Operands(operands) => {
                    format!("({})", operands.iter().map(|operand| self.operand(operand)).collect::<Vec<_>>().join(", "))
                }
                View::BlockArgument(block) => self.block(block).unwrap_or_default(),
                View::Primitive(primitive) => primitive.name().to_string(),
                View::OptionalSymbol(symbol) => symbol.map_or(String::new(), |symbol| self.names.symbol(symbol)),
            };
            operands.extend(Some(text).filter(|text| !text.is_empty()));
        });
        operands
    }

    fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Slot(slot) => names::slot(self.slots, *slot),
            Operand::Constant(constant) => self.names.constant(constant),
        }
    }

    /// A slot of the method `depth` blocks out.
    fn outer_slot(&self, depth: u32, slot: SlotId) -> String {
        let methods = &self.names.program.methods;
        let owner = (0..depth).try_fold(self.method, |id, _| methods.get(id)?.parent);
        match owner.and_then(|owner| methods.get(owner)) {
            Some(owner) => names::slot(&names::slots(owner), slot),
            None => format!("slot.{}", slot.0),
        }
    }

    fn message(&self, message: &NewMessage) -> String {
        let NewMessage { receiver, arguments, block, self_call, variable_call } = message;
        let mut parts = vec![self.operand(receiver)];
        parts.extend(self.arguments(arguments));
        parts.extend(self.block(block));
        let private = if *self_call { " self_call" } else { "" };
        format!("new({}){private}{}", parts.join(", "), if *variable_call { " variable_call" } else { "" })
    }

    fn arguments(&self, arguments: &[Argument]) -> Vec<String> {
        let argument = |argument: &Argument| match argument {
            Argument::Positional(operand) => self.operand(operand),
            Argument::Splat(operand) => format!("* {}", self.operand(operand)),
            Argument::Keyword(name, operand) => {
                format!("{}: {}", word(self.names.program.symbols.name(*name)), self.operand(operand))
            }
            Argument::DoubleSplat(operand) => format!("** {}", self.operand(operand)),
        };
        arguments.iter().map(argument).collect()
    }

    fn block(&self, block: &BlockArgument) -> Option<String> {
        match block {
            BlockArgument::None => None,
            BlockArgument::Pass(operand) => Some(format!("&{}", self.operand(operand))),
            BlockArgument::Literal(method) => Some(format!("do {}", self.names.method(*method))),
        }
    }
}

/// What fixes numbers: positions, symbols, and the sources' texts.
fn tables(names: &Names, out: &mut String) {
    let program = names.program;
    out.push_str("positions\n");
    for (id, Position { span, method, parent }) in program.positions.iter() {
        let into = parent.map_or(String::new(), |parent| format!(" into @{}", parent.0));
        let _ = writeln!(out, "  @{} {} in {}{into}", id.0, names.span(*span), names.method(*method));
    }
    out.push_str("symbols\n");
    for index in 0..program.symbols.len() {
        out.push_str(if index % 12 == 0 { "  " } else { " " });
        out.push_str(&names.symbol(SymbolId(index as u32)));
        out.push_str(if index % 12 == 11 || index + 1 == program.symbols.len() { "\n" } else { "" });
    }
    for (_, file) in program.sources.iter() {
        let _ = writeln!(out, "text {}", quote(file.name.as_bytes()));
        for line in file.text.split('\n') {
            let _ = writeln!(out, "  {}", quote(line.as_bytes()));
        }
    }
}
