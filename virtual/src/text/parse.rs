//! Reads a Program from text: first what the sections declare, then what they say.
use super::read::{Reader, error};
use super::{SECTIONS, WORD_CHARS};
use crate::program::*;
use base::text::{Kind, Places, Token, lex};
use base::{Diagnostic, FileId, Id, Result, SourceFile};
use std::collections::HashMap;

/// A section: the index of its first token.
struct Section {
    word: String,
    start: usize,
}

/// The program of a text. Spans of diagnostics are in the text itself, as file 0.
///
/// A text whose first class is not `BasicObject` starts with the core classes.
///
/// # Errors
/// What is wrong, and where.
pub fn parse(text: &str) -> Result<Program> {
    parse_placed(text).map(|(program, _)| program)
}

/// The program of a text, and where its methods stand in it.
///
/// # Errors
/// As [`parse`].
pub fn parse_placed(text: &str) -> Result<(Program, Places)> {
    if u32::try_from(text.len()).is_err() {
        return Err(vec![Diagnostic::error("the text is longer than 4 GiB")]);
    }
    let tokens = lex(FileId(0), text, WORD_CHARS)?;
    let sections = split(text, &tokens)?;
    let mut reader = Reader::new(&tokens, Program::default());
    let complete = first_class(&tokens, &sections).is_none_or(|name| name == "BasicObject");
    let declares_classes = sections.iter().any(|section| section.word == "class");
    if !complete || !declares_classes {
        // The symbols' table fixes their numbers, so that it comes before the core's.
        read_all(&mut reader, &sections, "symbols", &mut |reader| reader.read_symbols())?;
        let core = Program::with_core_classes();
        reader.adopt(core);
    }
    read_all(&mut reader, &sections, "symbols", &mut |reader| reader.read_symbols())?;
    read_files(&mut reader, &sections)?;
    read_all(&mut reader, &sections, "string", &mut |reader| reader.read_string())?;
    read_all(&mut reader, &sections, "class", &mut |reader| reader.declare_class())?;
    read_all(&mut reader, &sections, "cell", &mut |reader| reader.read_cell())?;
    read_all(&mut reader, &sections, "method", &mut |reader| reader.declare_method())?;
    read_all(&mut reader, &sections, "class", &mut |reader| reader.read_class())?;
    reader.check_classes()?;
    let mut bodies = HashMap::new();
    for section in sections.iter().filter(|section| section.word == "method") {
        reader.at = section.start + 1;
        let id = reader.read_method_head()?;
        bodies.insert(id, reader.at);
    }
    reader.check_parents()?;
    read_all(&mut reader, &sections, "positions", &mut |reader| reader.read_positions())?;
    for id in reader.program.methods.ids() {
        reader.at = bodies[&id];
        reader.read_method_body(id)?;
    }
    for word in ["virtual", "optimisation", "passes", "main", "root", "adapter"] {
        read_all(&mut reader, &sections, word, &mut |reader| reader.read_head(word))?;
    }
    Ok((reader.program, reader.places))
}

fn split(text: &str, tokens: &[Token]) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let start = token.span.start as usize;
        let first_column = start == 0 || text.as_bytes()[start - 1] == b'\n';
        if token.kind == Kind::Word && first_column && SECTIONS.contains(&token.str()) {
            sections.push(Section { word: token.str().to_string(), start: index });
        } else if sections.is_empty() && !matches!(token.kind, Kind::Newline | Kind::End) {
            return error(token.span, format!("a section is expected: {}", SECTIONS.join(", ")));
        }
    }
    Ok(sections)
}

fn first_class(tokens: &[Token], sections: &[Section]) -> Option<String> {
    let first = sections.iter().find(|section| section.word == "class")?;
    tokens.get(first.start + 1).map(|token| token.str().to_string())
}

fn read_all<'t>(
    reader: &mut Reader<'t>,
    sections: &[Section],
    word: &str,
    read: &mut dyn FnMut(&mut Reader<'t>) -> Result<()>,
) -> Result<()> {
    for section in sections.iter().filter(|section| section.word == word) {
        reader.at = section.start + 1;
        read(reader)?;
    }
    Ok(())
}

/// The files, in order; the texts' sections go with them in the same order.
fn read_files(reader: &mut Reader, sections: &[Section]) -> Result<()> {
    let mut texts = sections.iter().filter(|section| section.word == "text");
    for section in sections.iter().filter(|section| section.word == "file") {
        reader.at = section.start + 1;
        let (name, _) = reader.name("a file's name")?;
        let runtime = reader.take("runtime");
        reader.end_of_line()?;
        let text = match texts.next() {
            None => String::new(),
            Some(section) => {
                reader.at = section.start + 1;
                let (of, span) = reader.name("a file's name")?;
                if of != name {
                    return error(span, format!("the text of {name} is expected: texts come in the order of files"));
                }
                reader.end_of_line()?;
                reader.text_lines()?
            }
        };
        let file = reader.program.sources.add(SourceFile::new(name.clone(), text, runtime));
        reader.files.entry(name).or_insert(file);
    }
    Ok(())
}

impl Reader<'_> {
    fn text_lines(&mut self) -> Result<String> {
        let mut lines: Vec<&str> = Vec::new();
        while self.peek().kind == Kind::String {
            let token = self.next();
            match std::str::from_utf8(&token.text) {
                Ok(line) => lines.push(line),
                Err(_) => return error(token.span, "a source's text must be UTF-8"),
            }
            self.end_of_line()?;
        }
        Ok(lines.join("\n"))
    }

    /// Takes over the core classes.
    fn adopt(&mut self, core: Program) {
        for (id, mut class) in core.classes.iter().map(|(id, class)| (id, class.clone())) {
            for field in &mut class.fields {
                *field = self.program.symbols.intern(core.symbols.name(*field));
            }
            self.classes.insert(class.name.clone(), id);
            self.program.classes.push(class);
        }
    }
}

/// Is there a way round in a graph? The first node found on one.
pub fn cycle(count: usize, edges: &dyn Fn(usize) -> Vec<usize>) -> Option<usize> {
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0u8; count];
    for root in 0..count {
        let mut stack = vec![(root, false)];
        while let Some((node, done)) = stack.pop() {
            if done {
                state[node] = 2;
                continue;
            }
            match state[node] {
                0 => {
                    state[node] = 1;
                    stack.push((node, true));
                    for next in edges(node) {
                        match state.get(next) {
                            Some(0) => stack.push((next, false)),
                            Some(1) => return Some(next),
                            _ => {}
                        }
                    }
                }
                1 | 2 => {}
                _ => unreachable!("states are 0, 1 and 2"),
            }
        }
    }
    None
}

impl Reader<'_> {
    /// No class is above itself.
    fn check_classes(&self) -> Result<()> {
        let classes = &self.program.classes;
        let above = |index: usize| {
            let class = &classes[ClassId::new(index)];
            let modules = class.includes.iter().chain(&class.prepends).copied();
            modules.chain(class.superclass).map(|class| class.index()).collect()
        };
        match cycle(classes.len(), &above) {
            Some(class) => error(self.tokens[0].span, format!("{} is above itself", classes[ClassId::new(class)].name)),
            None => Ok(()),
        }
    }

    fn check_parents(&self) -> Result<()> {
        let methods = &self.program.methods;
        let parent = |index: usize| methods[MethodId::new(index)].parent.map(|parent| parent.index()).into_iter().collect();
        match cycle(methods.len(), &parent) {
            Some(method) => {
                let name = self.program.symbols.name(methods[MethodId::new(method)].name);
                error(self.tokens[0].span, format!("{name} is its own parent"))
            }
            None => Ok(()),
        }
    }
}
