//! The lexer of the two machines' texts: words, numbers, strings and punctuation, each with its span.
//!
//! `# ...` to the end of the line is a comment, and carries nothing. Line breaks are tokens, since
//! both texts have one instruction a line.
use crate::{Diagnostic, FileId, Span};
use std::collections::HashMap;

/// What a token is. The text of words and punctuation is in [`Token::text`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Letters, digits, `_`, and what `word_chars` of the lexer allows in addition.
    Word,
    /// Decimal or `0x` integer, with an optional sign; or a float with `.` or `e`.
    Number,
    /// A double-quoted string with `\n \t \" \\ \xNN` escapes; `text` holds the decoded bytes.
    String,
    /// One character of anything else (or `->`, `..`).
    Punctuation,
    Newline,
    End,
}

/// A token: kind, decoded text, place.
#[derive(Clone, PartialEq, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: Vec<u8>,
    pub span: Span,
}

impl Token {
    /// The token's text as UTF-8, or an empty string if it is not.
    pub fn str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or("")
    }
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::String && self.text == text.as_bytes()
    }
}

/// Where the parts of a text stand: functions (or methods), their blocks, and the instructions of those, all by number. What a
/// verifier finds in a program that was read can so be shown in the text.
#[derive(Clone, Default, Debug)]
pub struct Places {
    of: HashMap<Part, Span>,
}

/// A function, perhaps a block in it, perhaps an instruction in that.
type Part = (usize, Option<(usize, Option<usize>)>);

impl Places {
    pub fn function(&mut self, function: usize, span: Span) {
        self.of.insert((function, None), span);
    }
    pub fn block(&mut self, function: usize, block: usize, span: Span) {
        self.of.insert((function, Some((block, None))), span);
    }
    pub fn instruction(&mut self, function: usize, block: usize, instruction: usize, span: Span) {
        self.of.insert((function, Some((block, Some(instruction)))), span);
    }
    /// The place of an instruction, or of what it is in.
    pub fn find(&self, function: usize, block: Option<usize>, instruction: Option<usize>) -> Option<Span> {
        let exact = block.and_then(|block| self.of.get(&(function, Some((block, instruction)))));
        let outer = || block.and_then(|block| self.of.get(&(function, Some((block, None)))));
        exact.or_else(outer).or_else(|| self.of.get(&(function, None))).copied()
    }
}

/// Splits `text` into tokens, the last being [`Kind::End`]. `word_chars` are the characters that words may hold
/// besides letters, digits and `_` (a word never starts with a digit).
///
/// # Errors
/// An unterminated string or a bad escape, with its place.
pub fn lex(file: FileId, text: &str, word_chars: &str) -> crate::Result<Vec<Token>> {
    let bytes = text.as_bytes();
    let is_word =
        |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80 || word_chars.as_bytes().contains(&byte);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let byte = bytes[at];
        let kind = match byte {
            b'\n' => {
                at += 1;
                Kind::Newline
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
                continue;
            }
            b'"' => {
                let (decoded, end) = string(file, bytes, at)?;
                tokens.push(Token { kind: Kind::String, text: decoded, span: Span::new(file, start, end) });
                at = end;
                continue;
            }
            b'-' if bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                at = number(bytes, at + 1);
                Kind::Number
            }
            b'-' if bytes.get(at + 1) == Some(&b'>') => {
                at += 2;
                Kind::Punctuation
            }
            _ if byte.is_ascii_digit() => {
                at = number(bytes, at);
                Kind::Number
            }
            _ if is_word(byte) => {
                while at < bytes.len() && is_word(bytes[at]) {
                    at += 1;
                }
                Kind::Word
            }
            _ => {
                at += 1;
                Kind::Punctuation
            }
        };
        tokens.push(Token { kind, text: bytes[start..at].to_vec(), span: Span::new(file, start, at) });
    }
    tokens.push(Token { kind: Kind::End, text: Vec::new(), span: Span::new(file, at, at) });
    Ok(tokens)
}

fn number(bytes: &[u8], mut at: usize) -> usize {
    let hex = bytes[at..].starts_with(b"0x");
    at += if hex { 2 } else { 0 };
    while let Some(&byte) = bytes.get(at) {
        let exponent_sign = !hex && (byte == b'-' || byte == b'+') && matches!(bytes[at - 1], b'e' | b'E');
        let fraction = byte == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if byte.is_ascii_alphanumeric() || exponent_sign || fraction {
            at += 1;
        } else {
            break;
        }
    }
    at
}

fn string(file: FileId, bytes: &[u8], start: usize) -> crate::Result<(Vec<u8>, usize)> {
    let bad =
        |at: usize, title: &str| Err(vec![Diagnostic::error(title).at(Span::new(file, start, at.min(bytes.len())), "here")]);
    let mut out = Vec::new();
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None | Some(b'\n') => return bad(at, "this string has no end"),
            Some(b'"') => return Ok((out, at + 1)),
            Some(b'\\') => {
                let escape = bytes.get(at + 1).copied().unwrap_or(0);
                at += 2;
                match escape {
                    b'n' => out.push(b'\n'),
                    b't' => out.push(b'\t'),
                    b'"' | b'\\' => out.push(escape),
                    b'x' => {
                        let digits = bytes.get(at..at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
                        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                            Some(value) => out.push(value),
                            None => return bad(at, "\\x takes two hexadecimal digits"),
                        }
                        at += 2;
                    }
                    _ => return bad(at, "this escape is not known; there are \\n \\t \\\" \\\\ \\xNN"),
                }
            }
            Some(&byte) => {
                out.push(byte);
                at += 1;
            }
        }
    }
}

/// Writes bytes as a string that [`lex`] reads back.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for ch in chunk.valid().chars() {
            match ch {
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\0'..='\x1f' | '\x7f' => out.push_str(&format!("\\x{:02x}", ch as u32)),
                _ => out.push(ch),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}
