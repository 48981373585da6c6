//! What the guide shows of the compiler's own tables: a Markdown table for each, by name.
use salama::parfait::{self, CoreClass, Layout, Primitive, value};
use salama::register::{Extra, Opcode, Results, Type};
use salama::virtual_machine::Op;

/// The text of a name.
pub fn generated(name: &str) -> Option<String> {
    Some(match name {
        "instructions of the Virtual machine" => virtual_instructions(),
        "instructions of the Register machine" => register_instructions(),
        "primitives" => primitives(),
        "core classes" => core_classes(),
        "values" => values(),
        "context" => context(),
        _ => return None,
    })
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let strings = |cells: &[&str]| cells.iter().map(ToString::to_string).collect();
    let mut out = row(strings(head)) + &row(vec!["---".to_string(); head.len()]);
    out.extend(rows.into_iter().map(row));
    out
}

/// A text in a cell: `|` would end it.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|")
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// `Terminates`: `terminates`.
fn word(word: impl std::fmt::Debug) -> String {
    format!("{word:?}").to_lowercase()
}

fn virtual_instructions() -> String {
    let rows = Op::TABLE.iter().map(|row| {
        let fields: Vec<String> = row.fields.iter().map(|(name, of)| format!("{name}: {of}")).collect();
        vec![code(row.mnemonic), code(&fields.join(", ")), word(row.effect), cell(row.about)]
    });
    table(&["mnemonic", "fields", "effect", "what it does"], rows)
}

fn register_instructions() -> String {
    let rows = Opcode::TABLE.iter().map(|row| {
        let operands: Vec<&str> = row.operands.chars().map(kind).collect();
        let operands = operands.join(", ").replace(", *", " ...");
        let result = match row.result {
            Results::None => String::new(),
            Results::Any => "as given".to_string(),
            Results::Is(of) => of.name().to_string(),
        };
        let extra = match row.extra {
            Extra::None => "",
            Extra::Immediate => "a number",
            Extra::Offset => "an offset in bytes",
            Extra::Symbol => "a symbol",
            Extra::Condition => "a condition",
            Extra::Call => "the callee, live slots, landing",
        };
        vec![code(row.mnemonic), operands, result, extra.to_string(), word(row.effect), cell(row.about)]
    });
    table(&["mnemonic", "operands", "result", "also", "effect", "what it does"], rows)
}

/// What a letter of `Row::operands` stands for.
fn kind(letter: char) -> &'static str {
    match letter {
        'v' => Type::Value.name(),
        'w' => Type::Word.name(),
        'f' => Type::Float.name(),
        'a' => "place",
        'x' => "any",
        '*' => "*",
        _ => panic!("a letter that the table does not explain: {letter}"),
    }
}

fn primitives() -> String {
    let rows = Primitive::ALL.iter().map(|primitive| {
        let operands: Vec<String> = primitive.operands().iter().map(word).collect();
        vec![
            code(primitive.name()),
            operands.join(", "),
            word(primitive.result()),
            word(primitive.effect()),
            cell(primitive.about()),
        ]
    });
    table(&["name", "operands", "result", "effect", "what it does"], rows)
}

fn core_classes() -> String {
    let rows = CoreClass::ALL.iter().map(|class| {
        let layout = class.layout();
        let shape = match layout.layout {
            Layout::Plain => "a slot per field",
            Layout::Values => "count, values",
            Layout::Bytes => "count, bytes",
            Layout::Raw => "one raw word",
            Layout::Immediate => "no object",
        };
        let name = if layout.visible { layout.name.to_string() } else { format!("{} (hidden)", layout.name) };
        let fields: Vec<String> = layout.fields.iter().map(|field| code(field)).collect();
        vec![name, layout.superclass.to_string(), shape.to_string(), fields.join(" "), cell(layout.about)]
    });
    table(&["class", "superclass", "shape", "fields", ""], rows)
}

fn values() -> String {
    let float = value::encode_float(1.5).expect("it has an immediate form");
    let shown = [
        ("0", value::small(0).expect("small")),
        ("1", value::small(1).expect("small")),
        ("-1", value::small(-1).expect("small")),
        ("the largest small integer", value::small(value::SMALL_MAX).expect("small")),
        ("`false`", value::FALSE),
        ("`nil`", value::NIL),
        ("`true`", value::TRUE),
        ("an argument that was not given", value::UNDEFINED),
        ("the symbol of number 1", value::symbol(1)),
        ("`1.5`", float),
        ("the object at 0x600000", 0x60_0000 + value::REFERENCE_TAG),
    ];
    table(&["value", "word"], shown.into_iter().map(|(what, bits)| vec![what.to_string(), format!("`{bits:#018x}`")]))
}

fn context() -> String {
    let rows = parfait::CONTEXT_FIELDS.iter().filter(|field| !field.starts_with("argument"));
    table(&["offset", "field"], rows.map(|field| vec![parfait::context_offset(field).unwrap_or(0).to_string(), code(field)]))
}
