//! The names of things in the text: unique for each class, method, cell, slot; quoted where they are no plain word.
use super::WORD_CHARS;
use crate::instruction::Constant;
use crate::lookup::unique;
use crate::program::*;
use crate::types::Type;
use base::text::quote;
use base::{Id, Span};
use std::collections::HashSet;

/// The unique names of a program's entities.
pub struct Names<'p> {
    pub program: &'p Program,
    classes: Vec<String>,
    methods: Vec<String>,
    cells: Vec<String>,
    /// Whether the string is the first of its content.
    strings: Vec<bool>,
}

impl<'p> Names<'p> {
    pub fn new(program: &'p Program) -> Names<'p> {
        let mut contents = HashSet::new();
        Names {
            program,
            classes: unique(program.classes.values().map(|class| class.name.clone())),
            methods: program.unique_labels(),
            cells: unique(program.cells.values().map(|cell| cell.name.clone())),
            strings: program.strings.values().map(|string| contents.insert(string)).collect(),
        }
    }

    pub fn class(&self, id: ClassId) -> String {
        self.classes.get(id.index()).map_or_else(|| format!("class.{}", id.0), |name| word(name))
    }
    pub fn method(&self, id: MethodId) -> String {
        self.methods.get(id.index()).map_or_else(|| format!("method.{}", id.0), |name| word(name))
    }
    pub fn cell(&self, id: CellId) -> String {
        self.cells.get(id.index()).map_or_else(|| format!("cell.{}", id.0), |name| word(name))
    }
    pub fn symbol(&self, id: SymbolId) -> String {
        if id.index() >= self.program.symbols.len() {
            return format!("symbol.{}", id.0);
        }
        format!(":{}", word(self.program.symbols.name(id)))
    }
    pub fn string(&self, id: StringId) -> String {
        match self.strings.get(id.index()) {
            Some(true) => quote(&self.program.strings[id]),
            _ => format!("string.{}", id.0),
        }
    }

    pub fn constant(&self, constant: &Constant) -> String {
        match constant {
            Constant::Nil => "nil".to_string(),
            Constant::True => "true".to_string(),
            Constant::False => "false".to_string(),
            Constant::Undefined => "undefined".to_string(),
            Constant::Small(n) => n.to_string(),
            Constant::Big(digits) => format!("big {}", self.string(*digits)),
            Constant::Float(float) if float.is_finite() => format!("{float:?}"),
            Constant::Float(float) => format!("float {:#x}", float.to_bits()),
            Constant::Symbol(symbol) => self.symbol(*symbol),
            Constant::Class(class) => format!("const {}", self.class(*class)),
            Constant::FrozenString(string) => self.string(*string),
        }
    }

    /// `None` for what is not known.
    pub fn type_(&self, type_: &Type) -> Option<String> {
        match type_ {
            Type::Mystery => None,
            Type::Word => Some("Word".to_string()),
            Type::Classes(classes) if classes.is_empty() => Some("never".to_string()),
            Type::Classes(classes) => {
                let name = |class: &ClassId| match self.class(*class) {
                    name if name == "Word" || name == "never" => quote(name.as_bytes()),
                    name => name,
                };
                Some(classes.iter().map(name).collect::<Vec<_>>().join(" | "))
            }
        }
    }

    /// ` at "file" start:end`
    pub fn span(&self, span: Span) -> String {
        let file = match self.program.sources.get(span.file) {
            Some(file) if self.program.sources.iter().all(|(id, other)| id >= span.file || other.name != file.name) => {
                quote(file.name.as_bytes())
            }
            _ => format!("file.{}", span.file.0),
        };
        format!("at {file} {}:{}", span.start, span.end)
    }
}

/// The names of a method's slots: `self`, `message.arg.0`, `frame.x`.
pub fn slots(method: &CompiledMethod) -> Vec<String> {
    let arguments = FIRST_ARGUMENT.index() + method.parameters.formals();
    let locals = method.slots.values().skip(arguments).map(|slot| slot.name.clone());
    let fixed = (0..arguments.min(method.slots.len())).map(|slot| match slot {
        0 => "self".to_string(),
        1 => "message.block".to_string(),
        _ => format!("message.arg.{}", slot - FIRST_ARGUMENT.index()),
    });
    fixed.chain(unique(locals).into_iter().map(|name| format!("frame.{name}"))).collect()
}

/// The slot's name as the text has it; a local whose name is no word is a string after `frame`.
pub fn slot(names: &[String], slot: SlotId) -> String {
    match names.get(slot.index()) {
        Some(name) if is_word(name) => name.clone(),
        Some(name) => format!("slot {}", quote(name.as_bytes())),
        None => format!("slot.{}", slot.0),
    }
}

/// What a slot is, if nothing else is said.
pub fn expected_kind(parameters: &Parameters, slot: usize, name: &str) -> SlotKind {
    match slot {
        0 => SlotKind::SelfValue,
        1 => SlotKind::MessageBlock,
        _ if slot < 2 + parameters.formals() => SlotKind::Argument,
        _ if name.strip_prefix('t').is_some_and(|number| number.parse::<u32>().is_ok()) => SlotKind::Temporary,
        _ => SlotKind::Local,
    }
}

pub const KINDS: [(SlotKind, &str); 5] = [
    (SlotKind::SelfValue, "as_self"),
    (SlotKind::MessageBlock, "as_block"),
    (SlotKind::Argument, "argument"),
    (SlotKind::Local, "local"),
    (SlotKind::Temporary, "temporary"),
];

/// Is it one word to the lexer, and not a comment or number?
pub fn is_word(name: &str) -> bool {
    let byte_ok =
        |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || WORD_CHARS.as_bytes().contains(&byte);
    !name.is_empty() && name.bytes().all(byte_ok) && !name.starts_with('#') && !name.as_bytes()[0].is_ascii_digit()
}

/// The name as a word, or quoted.
pub fn word(name: &str) -> String {
    if is_word(name) { name.to_string() } else { quote(name.as_bytes()) }
}
