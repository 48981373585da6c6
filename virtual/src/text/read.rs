//! The reader of the text: tokens, names, operands.
use super::names;
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use base::text::{Kind, Places, Token};
use base::{Diagnostic, FileId, Id, Result, Span};
use parfait::Primitive;
use std::collections::HashMap;

/// Reads tokens; knows the names that the sections' heads declare.
pub struct Reader<'t> {
    pub tokens: &'t [Token],
    pub at: usize,
    pub program: Program,
    pub classes: HashMap<String, ClassId>,
    pub methods: HashMap<String, MethodId>,
    pub cells: HashMap<String, CellId>,
    pub strings: HashMap<Vec<u8>, StringId>,
    pub files: HashMap<String, FileId>,
    /// Of methods whose heads are read: slots by name.
    pub slots: HashMap<MethodId, HashMap<String, SlotId>>,
    /// The method that is read, and how many blocks it has.
    pub method: MethodId,
    pub blocks: u32,
    pub places: Places,
    depth: u32,
}

pub fn error<T>(span: Span, title: impl Into<String>) -> Result<T> {
    Err(vec![Diagnostic::error(title).at(span, "here")])
}

impl<'t> Reader<'t> {
    pub fn new(tokens: &'t [Token], program: Program) -> Reader<'t> {
        Reader {
            tokens,
            at: 0,
            program,
            classes: HashMap::new(),
            methods: HashMap::new(),
            cells: HashMap::new(),
            strings: HashMap::new(),
            files: HashMap::new(),
            slots: HashMap::new(),
            method: MethodId(0),
            blocks: 0,
            places: Places::default(),
            depth: 0,
        }
    }

    pub fn peek(&self) -> &'t Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }
    /// The token after the next one.
    pub fn second(&self) -> &'t Token {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)]
    }
    pub fn next(&mut self) -> &'t Token {
        let token = self.peek();
        self.at += 1;
        token
    }
    pub fn take(&mut self, text: &str) -> bool {
        let found = self.peek().is(text);
        self.at += usize::from(found);
        found
    }
    pub fn expect(&mut self, text: &str) -> Result<()> {
        if self.take(text) {
            return Ok(());
        }
        error(self.peek().span, format!("`{text}` is expected"))
    }
    pub fn end_of_line(&mut self) -> Result<()> {
        match self.peek().kind {
            Kind::Newline | Kind::End => {
                self.skip_newlines();
                Ok(())
            }
            _ => error(self.peek().span, "the line ends before this"),
        }
    }
    pub fn skip_newlines(&mut self) {
        while self.peek().kind == Kind::Newline {
            self.at += 1;
        }
    }
    pub fn at_end_of_line(&self) -> bool {
        matches!(self.peek().kind, Kind::Newline | Kind::End)
    }

    /// A word or string: any name.
    pub fn name(&mut self, what: &str) -> Result<(String, Span)> {
        let token = self.peek();
        match token.kind {
            Kind::Word | Kind::String => match std::str::from_utf8(&token.text) {
                Ok(text) => {
                    self.at += 1;
                    Ok((text.to_string(), token.span))
                }
                Err(_) => error(token.span, "a name must be UTF-8"),
            },
            _ => error(token.span, format!("{what} is expected")),
        }
    }

    pub fn integer<N: TryFrom<i128>>(&mut self, what: &str) -> Result<N> {
        let token = self.next();
        let text = token.str();
        let number = match text.strip_prefix("0x") {
            Some(hex) => i128::from_str_radix(hex, 16).ok(),
            None => text.parse::<i128>().ok(),
        };
        let number = number.filter(|_| token.kind == Kind::Number).and_then(|number| N::try_from(number).ok());
        number.map_or_else(|| error(token.span, format!("{what} is expected")), Ok)
    }

    pub fn class_name(&mut self) -> Result<ClassId> {
        let (name, span) = self.name("a class")?;
        self.classes.get(&name).copied().map_or_else(|| error(span, format!("there is no class {name}")), Ok)
    }
    pub fn method_name(&mut self) -> Result<MethodId> {
        let (name, span) = self.name("a method")?;
        self.methods.get(&name).copied().map_or_else(|| error(span, format!("there is no method {name}")), Ok)
    }
    pub fn cell_name(&mut self) -> Result<CellId> {
        let (name, span) = self.name("a cell")?;
        self.cells.get(&name).copied().map_or_else(|| error(span, format!("there is no cell {name}")), Ok)
    }
    pub fn symbol_name(&mut self) -> Result<SymbolId> {
        self.expect(":")?;
        let token = self.peek();
        if token.kind == Kind::Number {
            return error(token.span, "a symbol that starts with a digit is written as a string");
        }
        let (name, _) = self.name("a symbol's name")?;
        Ok(self.program.symbols.intern(&name))
    }

    /// A string, or `string.7` for one whose content another has too.
    pub fn string_id(&mut self) -> Result<StringId> {
        let token = self.next();
        if token.kind == Kind::String {
            if let Some(id) = self.strings.get(&token.text) {
                return Ok(*id);
            }
            let id = self.program.strings.push(token.text.clone());
            self.strings.insert(token.text.clone(), id);
            return Ok(id);
        }
        let number = token.str().strip_prefix("string.").and_then(|number| number.parse().ok()).map(StringId);
        match number {
            Some(id) if self.program.strings.get(id).is_some() => Ok(id),
            _ => error(token.span, "a string is expected"),
        }
    }

    /// `@7`; `None` if the line ends.
    pub fn position(&mut self) -> Result<Option<PositionId>> {
        if self.at_end_of_line() {
            return Ok(None);
        }
        let token = self.next();
        let number = token.str().strip_prefix('@').and_then(|number| number.parse().ok());
        number.map_or_else(|| error(token.span, "a position such as `@7` is expected"), |number| Ok(Some(PositionId(number))))
    }

    /// `at "file" start:end`
    pub fn span(&mut self) -> Result<Span> {
        self.expect("at")?;
        let token = self.peek();
        let file = match token.str().strip_prefix("file.").and_then(|number| number.parse().ok()) {
            Some(number) if token.kind == Kind::Word => {
                self.at += 1;
                FileId(number)
            }
            _ => {
                let (name, span) = self.name("a file")?;
                match self.files.get(&name) {
                    Some(file) => *file,
                    None => return error(span, format!("there is no file {name}")),
                }
            }
        };
        let first = self.peek().span;
        let start: u32 = self.integer("where the span starts")?;
        self.expect(":")?;
        let end: u32 = self.integer("where the span ends")?;
        let inside = self
            .program
            .sources
            .get(file)
            .is_none_or(|file| file.text.get(start as usize..end as usize).is_some() || file.text.is_empty() && start <= end);
        if !inside {
            return error(first, "this span is not within the file's text");
        }
        Ok(Span { file, start, end })
    }

    pub fn type_name(&mut self) -> Result<Type> {
        if self.take("Word") {
            return Ok(Type::Word);
        }
        if self.take("never") {
            return Ok(Type::NEVER);
        }
        let mut classes = vec![self.class_name()?];
        while self.take("|") {
            classes.push(self.class_name()?);
        }
        classes.sort_unstable();
        classes.dedup();
        Ok(Type::Classes(classes))
    }

    /// The name of a slot as the text has it.
    pub fn slot_label(&mut self) -> Result<(String, Span)> {
        if self.peek().is("slot") && self.second().kind == Kind::String {
            self.at += 1;
        }
        self.name("a slot")
    }

    /// A slot of a method whose head is read.
    pub fn slot_of(&mut self, method: MethodId) -> Result<SlotId> {
        let (name, span) = self.slot_label()?;
        if !self.slots.contains_key(&method) {
            let labels = names::slots(&self.program.methods[method]);
            let labels = labels.into_iter().enumerate().map(|(index, name)| (name, SlotId::new(index))).collect();
            self.slots.insert(method, labels);
        }
        let slot = self.slots[&method].get(&name).copied();
        slot.map_or_else(|| error(span, format!("there is no slot {name}")), Ok)
    }

    fn constant(&mut self) -> Result<Option<Constant>> {
        let token = self.peek();
        let simple = match (token.kind, token.str()) {
            (Kind::Word, "nil") => Constant::Nil,
            (Kind::Word, "true") => Constant::True,
            (Kind::Word, "false") => Constant::False,
            (Kind::Word, "undefined") => Constant::Undefined,
            (Kind::Word, "const") => {
                self.at += 1;
                return Ok(Some(Constant::Class(self.class_name()?)));
            }
            (Kind::Word, "big") => {
                self.at += 1;
                return self.big().map(Some);
            }
            (Kind::Word, "float") => {
                self.at += 1;
                return Ok(Some(Constant::Float(f64::from_bits(self.integer("the bits of a float")?))));
            }
            (Kind::Number, text) if !text.starts_with("0x") && text.contains(['.', 'e', 'E']) => match text.parse() {
                Ok(float) => Constant::Float(float),
                Err(_) => return error(token.span, "this is no number"),
            },
            (Kind::Number, _) => {
                let n: i64 = self.integer("an integer of 63 bits")?;
                if parfait::value::small(n).is_none() {
                    return error(token.span, "an integer beyond 63 bits is written `big \"...\"`");
                }
                return Ok(Some(Constant::Small(n)));
            }
            (Kind::Punctuation, ":") => return Ok(Some(Constant::Symbol(self.symbol_name()?))),
            (Kind::String, _) => return Ok(Some(Constant::FrozenString(self.string_id()?))),
            (Kind::Word, text) if text.starts_with("string.") => {
                return Ok(Some(Constant::FrozenString(self.string_id()?)));
            }
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(simple))
    }

    fn big(&mut self) -> Result<Constant> {
        let span = self.peek().span;
        let digits = self.string_id()?;
        let text = &self.program.strings[digits];
        let unsigned = text.strip_prefix(b"-").unwrap_or(text);
        if unsigned.is_empty() || !unsigned.iter().all(u8::is_ascii_digit) {
            return error(span, "decimal digits are expected");
        }
        Ok(Constant::Big(digits))
    }

    /// What stands between parentheses, separated by commas.
    pub fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        self.expect("(")?;
        let mut items = Vec::new();
        if self.take(")") {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if self.take(")") {
                return Ok(items);
            }
            self.expect(",")?;
        }
    }

    fn argument(&mut self) -> Result<Argument> {
        if self.take("*") {
            return Ok(Argument::Splat(self.operand()?));
        }
        if self.take("**") {
            return Ok(Argument::DoubleSplat(self.operand()?));
        }
        if matches!(self.peek().kind, Kind::Word | Kind::String) && self.second().is(":") {
            let (name, _) = self.name("a keyword")?;
            self.expect(":")?;
            let name = self.program.symbols.intern(&name);
            return Ok(Argument::Keyword(name, self.operand()?));
        }
        Ok(Argument::Positional(self.operand()?))
    }
}

impl FieldReader for Reader<'_> {
    type Error = Vec<Diagnostic>;

    fn operand(&mut self) -> Result<Operand> {
        if let Some(constant) = self.constant()? {
            return Ok(Operand::Constant(constant));
        }
        Ok(Operand::Slot(self.slot_of(self.method)?))
    }
    fn symbol(&mut self) -> Result<SymbolId> {
        self.symbol_name()
    }
    /// A slot of the method as many blocks out as the number before said.
    fn slot(&mut self) -> Result<SlotId> {
        let methods = &self.program.methods;
        match (0..self.depth).try_fold(self.method, |id, _| methods[id].parent) {
            Some(owner) if self.depth > 0 => self.slot_of(owner),
            _ => error(self.peek().span, "there are not so many blocks around this one"),
        }
    }
    fn cell(&mut self) -> Result<CellId> {
        self.cell_name()
    }
    fn class(&mut self) -> Result<ClassId> {
        self.class_name()
    }
    fn method(&mut self) -> Result<MethodId> {
        self.method_name()
    }
    fn string(&mut self) -> Result<StringId> {
        self.string_id()
    }
    fn block(&mut self) -> Result<BlockId> {
        let token = self.next();
        let number = token.str().strip_prefix('b').and_then(|number| number.parse().ok());
        match number {
            Some(number) if number < self.blocks => Ok(BlockId(number)),
            _ => error(token.span, "a block of this method is expected"),
        }
    }
    fn number(&mut self) -> Result<u32> {
        self.depth = self.integer("a number")?;
        Ok(self.depth)
    }
    fn message(&mut self) -> Result<NewMessage> {
        self.expect("new")?;
        self.expect("(")?;
        let receiver = self.operand()?;
        let mut arguments = Vec::new();
        let mut block = BlockArgument::None;
        while self.take(",") {
            if self.peek().is("&") || self.peek().is("do") {
                block = self.block_argument()?;
                break;
            }
            arguments.push(self.argument()?);
        }
        self.expect(")")?;
        Ok(NewMessage {
            receiver,
            arguments,
            block,
            self_call: self.take("self_call"),
            variable_call: self.take("variable_call"),
        })
    }
    fn arguments(&mut self) -> Result<Vec<Argument>> {
        self.list(Self::argument)
    }
    fn operands(&mut self) -> Result<Vec<Operand>> {
        self.list(Self::operand)
    }
    fn block_argument(&mut self) -> Result<BlockArgument> {
        if self.take("&") {
            return Ok(BlockArgument::Pass(self.operand()?));
        }
        if self.take("do") {
            return Ok(BlockArgument::Literal(self.method_name()?));
        }
        Ok(BlockArgument::None)
    }
    fn primitive(&mut self) -> Result<Primitive> {
        let token = self.next();
        Primitive::by_name(token.str()).map_or_else(|| error(token.span, "there is no such primitive"), Ok)
    }
    fn optional_symbol(&mut self) -> Result<Option<SymbolId>> {
        if self.peek().is(":") { self.symbol_name().map(Some) } else { Ok(None) }
    }
}
