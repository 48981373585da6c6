//! Reads the text of a program. Whatever is wrong is a diagnostic at its place in the text.
use super::{SECTIONS, WORD_CHARS, function};
use crate::function::{DataObject, Datum, Program, SymbolId};
use base::text::{Kind, Places, Token, lex};
use base::{Diagnostic, FileId, Result, SourceFile, Span};
use virtual_machine::{MethodId, Position, PositionId};

/// The file that diagnostics of [`parse`] name: the text itself.
pub const FILE: FileId = FileId(0);

/// Reads a program.
///
/// # Errors
/// What does not follow the grammar, with its place: spans of [`FILE`].
pub fn parse(text: &str) -> Result<Program> {
    parse_placed(text).map(|(program, _)| program)
}

/// Reads a program; where its functions stand in the text.
///
/// # Errors
/// As [`parse`].
pub fn parse_placed(text: &str) -> Result<(Program, Places)> {
    if u32::try_from(text.len()).is_err() {
        return Err(vec![Diagnostic::error("the text is longer than 4 GiB")]);
    }
    let tokens = lex(FILE, text, WORD_CHARS)?;
    let mut reader = Reader { tokens, at: 0, program: Program::default(), places: Places::default() };
    reader.program_text()?;
    Ok((reader.program, reader.places))
}

/// The tokens, and the program as far as it is read.
pub(super) struct Reader {
    tokens: Vec<Token>,
    at: usize,
    pub program: Program,
    pub places: Places,
}

impl Reader {
    fn program_text(&mut self) -> Result<()> {
        loop {
            self.skip_newlines();
            if self.peek().kind == Kind::End {
                return Ok(());
            }
            let span = self.peek().span;
            match self.word()?.as_str() {
                "passes" => {
                    while matches!(self.peek().kind, Kind::Word | Kind::String) {
                        let name = if self.peek().kind == Kind::String { self.string()? } else { self.word()? };
                        self.program.passes.push(name);
                    }
                }
                "optimisation" => {
                    let level = self.index()?;
                    self.program.optimisation = Some(u8::try_from(level).unwrap_or(u8::MAX));
                }
                "source" => self.source()?,
                "method" => {
                    let name = self.string()?;
                    self.program.method_names.push(name);
                }
                "position" => self.position_row()?,
                "data" => self.data()?,
                "function" => {
                    let function = function::read(self)?;
                    self.program.functions.push(function);
                }
                _ => return error(span, "expected optimisation, passes, source, method, position, data or function"),
            }
            self.end_of_line()?;
        }
    }
    fn source(&mut self) -> Result<()> {
        let name = self.string()?;
        let runtime = self.take("runtime");
        self.end_of_line()?;
        let mut text = Vec::new();
        while self.peek().kind == Kind::String {
            text.extend_from_slice(&self.next().text);
            self.end_of_line()?;
        }
        self.back_to_newline();
        match String::from_utf8(text) {
            Ok(text) => self.program.sources.add(SourceFile::new(name, text, runtime)),
            Err(_) => return error(self.peek().span, "this source is not UTF-8"),
        };
        Ok(())
    }
    fn position_row(&mut self) -> Result<()> {
        let start = self.peek().span;
        let mut numbers = [0; 4];
        for (number, word) in numbers.iter_mut().zip(["file", "from", "to", "method"]) {
            self.expect(word)?;
            *number = self.index()?;
        }
        let [file, from, to, method] = numbers;
        let parent = if self.take("in") { Some(PositionId(self.index()?)) } else { None };
        let known = self.program.sources.iter().nth(file as usize).is_some_and(|(_, file)| to as usize <= file.text.len());
        let parent_known = parent.is_none_or(|parent| (parent.0 as usize) < self.program.positions.len());
        if !known || from > to || method as usize >= self.program.method_names.len() || !parent_known {
            return error(start, "this position names a place, a method or a position that does not stand above");
        }
        let span = Span { file: FileId(file), start: from, end: to };
        self.program.positions.push(Position { span, method: MethodId(method), parent });
        Ok(())
    }
    fn data(&mut self) -> Result<()> {
        let symbol = self.symbol()?;
        let span = self.peek().span;
        let section = self.word()?;
        let Some((section, _)) = SECTIONS.iter().find(|row| row.1 == section) else {
            return error(span, "expected read_only, boot, writable or zeroed");
        };
        let about = self.string()?;
        self.end_of_line()?;
        let mut contents = Vec::new();
        while let Some(datum) = self.datum()? {
            contents.push(datum);
            self.end_of_line()?;
        }
        self.back_to_newline();
        self.program.data.push(DataObject { symbol, section: *section, contents, about });
        Ok(())
    }
    fn datum(&mut self) -> Result<Option<Datum>> {
        Ok(Some(if self.take("word") {
            Datum::Word(self.integer()? as u64)
        } else if self.take("bytes") {
            self.expect_kind(Kind::String, "a string")?;
            Datum::Bytes(self.tokens[self.at - 1].text.clone())
        } else if self.take("address") {
            let symbol = self.symbol()?;
            self.expect("+")?;
            Datum::Address(symbol, self.integer()?)
        } else if self.take("zeros") {
            Datum::Zeros(u64::from(self.index()?))
        } else {
            return Ok(None);
        }))
    }

    pub fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }
    /// The token that was taken last.
    pub fn last(&self) -> &Token {
        &self.tokens[self.at.saturating_sub(1)]
    }
    pub fn next(&mut self) -> &Token {
        let token = &self.tokens[self.at];
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }
    /// Takes a word or punctuation if it comes next.
    pub fn take(&mut self, text: &str) -> bool {
        let found = self.peek().is(text);
        if found {
            self.next();
        }
        found
    }
    pub fn expect(&mut self, text: &str) -> Result<()> {
        if self.take(text) { Ok(()) } else { error(self.peek().span, format!("expected `{text}`")) }
    }
    pub fn expect_kind(&mut self, kind: Kind, what: &str) -> Result<()> {
        if self.peek().kind != kind {
            return error(self.peek().span, format!("expected {what}"));
        }
        self.next();
        Ok(())
    }
    pub fn word(&mut self) -> Result<String> {
        self.expect_kind(Kind::Word, "a word")?;
        Ok(self.tokens[self.at - 1].str().to_string())
    }
    pub fn string(&mut self) -> Result<String> {
        self.expect_kind(Kind::String, "a string")?;
        let token = &self.tokens[self.at - 1];
        String::from_utf8(token.text.clone()).or_else(|_| error(token.span, "this name is not UTF-8"))
    }
    /// A linker symbol: a word, or a string.
    pub fn symbol(&mut self) -> Result<SymbolId> {
        let name = if self.peek().kind == Kind::String { self.string()? } else { self.word()? };
        Ok(self.program.symbols.intern(&name))
    }
    /// An integer; up to 64 bits, hexadecimal ones as bits.
    pub fn integer(&mut self) -> Result<i64> {
        let token = self.peek();
        let (span, text) = (token.span, token.str());
        let number = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16).ok().map(|bits| bits as i64),
            None => text.parse().ok(),
        };
        match number.filter(|_| token.kind == Kind::Number) {
            Some(number) => {
                self.next();
                Ok(number)
            }
            None => error(span, "expected an integer of 64 bits"),
        }
    }
    /// A number of a row, block, slot.
    pub fn index(&mut self) -> Result<u32> {
        let span = self.peek().span;
        u32::try_from(self.integer()?).or_else(|_| error(span, "expected a number that is not negative"))
    }
    /// `at 3`, or nothing.
    pub fn place(&mut self) -> Result<Option<PositionId>> {
        if !self.take("at") {
            return Ok(None);
        }
        let span = self.peek().span;
        let position = PositionId(self.index()?);
        if (position.0 as usize) < self.program.positions.len() {
            Ok(Some(position))
        } else {
            error(span, "there is no such position")
        }
    }
    pub fn end_of_line(&mut self) -> Result<()> {
        match self.peek().kind {
            Kind::End => Ok(()),
            Kind::Newline => {
                self.skip_newlines();
                Ok(())
            }
            _ => error(self.peek().span, "expected the end of the line"),
        }
    }
    pub fn skip_newlines(&mut self) {
        while self.peek().kind == Kind::Newline {
            self.next();
        }
    }
    /// After the lines of an item: so that its end is the end of a line.
    pub fn back_to_newline(&mut self) {
        if self.peek().kind != Kind::End && self.at > 0 {
            self.at -= 1;
        }
    }
}

pub(super) fn error<T>(span: Span, title: impl Into<String>) -> Result<T> {
    Err(vec![Diagnostic::error(title).at(span, "here")])
}
