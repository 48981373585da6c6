//! The methods of a program of either machine, by the names that its texts give them: which of them an option means, and their lines.
use crate::front::Failure;
use crate::glob::Glob;
use crate::near;
use crate::observe::Seen;
use base::{Diagnostic, Id, Span};
use register::FunctionId;
use serde::Serialize;
use virtual_machine::text::{Names, Part, Row};
use virtual_machine::{MethodId, PositionId};

/// A method (or block) of a program that has code.
pub struct Method {
    /// Its number: that of the Virtual machine's method, or of the Register machine's function.
    pub index: usize,
    /// No other has this name: the second version of `Foo#bar` is `Foo#bar#2`.
    pub name: String,
    /// As Ruby calls it: `Foo#bar`, `block in Foo#bar`.
    pub plain: String,
    /// The method that this is a version of.
    pub version_of: Option<String>,
    pub span: Option<Span>,
}

/// Which methods are meant.
#[derive(Clone, Debug)]
pub enum Wanted {
    All,
    /// Those of the program's own files; all of a program without files.
    Own,
    /// Those whose name is like one of these patterns.
    Like(Vec<Glob>),
}

impl Wanted {
    /// Those of the patterns, if there are any.
    pub fn or(patterns: &[Glob], otherwise: Wanted) -> Wanted {
        if patterns.is_empty() { otherwise } else { Wanted::Like(patterns.to_vec()) }
    }

    /// Is there a method for each pattern?
    ///
    /// # Errors
    /// There is none, with names that are near.
    pub fn check(&self, program: Seen<'_>) -> Result<(), Failure> {
        let Wanted::Like(patterns) = self else { return Ok(()) };
        let names = plain_names(program);
        let known = |pattern: &Glob| names.iter().any(|name| pattern.matches(name) || pattern.matches(home(name)));
        // the number of a version may come from a pass that is still to run
        let unknown = |pattern: &&Glob| !known(pattern) && !known(&Glob::new(without_number(&pattern.to_string())));
        let Some(pattern) = patterns.iter().find(unknown).map(Glob::to_string) else { return Ok(()) };
        let ends = |name: &&str| name.strip_suffix(pattern.as_str()).is_some_and(|owner| owner.ends_with(['#', '.']));
        let mut near: Vec<String> = names.iter().map(|name| home(name)).filter(ends).map(String::from).collect();
        if near.is_empty() {
            near = near::nearest(&pattern, names.iter().map(|name| home(name)));
        }
        near.sort();
        near.dedup();
        near.truncate(3);
        let error = Diagnostic::error(format!("no method is called `{pattern}`{}", near::did_you_mean(&near)));
        Err(error
            .hint("methods are called `Array#each`, `Account.open`, `<main>`; `*` and `?` stand for any letters and any letter")
            .into())
    }

    /// The patterns, as they were given: `` `Array#*`, `<main>` ``.
    pub fn patterns(&self) -> String {
        let Wanted::Like(patterns) = self else { return String::new() };
        patterns.iter().map(|pattern| format!("`{pattern}`")).collect::<Vec<_>>().join(", ")
    }

    /// Is this method meant?
    pub fn has(&self, program: Seen<'_>, method: &Method) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Own => match method.span.and_then(|span| program.sources().get(span.file)) {
                Some(file) => !file.runtime,
                None => program.sources().iter().next().is_none(),
            },
            Wanted::Like(_) => self.has_name(&method.name, &method.plain),
        }
    }

    /// Is what has this unique name meant, which Ruby calls so? Without patterns everything is.
    pub fn has_name(&self, name: &str, plain: &str) -> bool {
        let Wanted::Like(patterns) = self else { return true };
        patterns.iter().any(|pattern| [name, plain, home(plain)].into_iter().any(|name| pattern.matches(name)))
    }
}

/// The methods that are meant, in their order; those that passes have emptied are left out.
pub fn of(program: Seen<'_>, wanted: &Wanted) -> Vec<Method> {
    let mut methods = match program {
        Seen::Virtual(program) => of_virtual(program),
        Seen::Register(program) => of_register(program),
    };
    methods.retain(|method| wanted.has(program, method));
    methods
}

fn of_virtual(program: &virtual_machine::Program) -> Vec<Method> {
    let names = program.unique_labels();
    let with_code = program.methods.iter().filter(|(_, method)| !method.is_empty());
    let methods = with_code.map(|(id, method)| Method {
        index: id.index(),
        name: names[id.index()].clone(),
        plain: program.label(id),
        version_of: method.version_of.and_then(|id| names.get(id.index()).cloned()),
        span: Some(method.span),
    });
    methods.collect()
}

fn of_register(program: &register::Program) -> Vec<Method> {
    let methods = program.functions.iter().map(|(id, function)| Method {
        index: id.index(),
        name: program.symbols.name(function.symbol).to_string(),
        plain: function.name.clone(),
        version_of: None,
        span: function.position.and_then(|position| program.positions.get(position)).map(|position| position.span),
    });
    methods.collect()
}

/// The lines of methods.
pub fn rows(program: Seen<'_>, methods: &[Method]) -> Vec<Vec<Row>> {
    match program {
        Seen::Virtual(program) => {
            let names = Names::new(program);
            methods.iter().map(|method| virtual_machine::text::rows(&names, MethodId::new(method.index))).collect()
        }
        Seen::Register(program) => {
            let function = |method: &Method| &program.functions[FunctionId::new(method.index)];
            methods.iter().map(|method| register::text::rows(program, function(method))).collect()
        }
    }
}

/// Writes a method's lines. Instructions are followed by line and column where these change; or, `whole`, by all that is known
/// of where they come from.
pub fn write(out: &mut String, program: Seen<'_>, rows: &[Row], whole: bool) {
    let mut last = None;
    for row in rows {
        out.push_str(&row.text);
        if row.part == Part::Instruction && (whole || row.position != last) {
            last = row.position;
            let places = places(program, last);
            if let Some(Place { line, column, .. }) = places.first() {
                out.push_str(&if whole { format!("  # {}", written(&places)) } else { format!("  # {line}:{column}") });
            }
        }
        out.push('\n');
    }
    out.push('\n');
}

fn plain_names(program: Seen<'_>) -> Vec<String> {
    match program {
        Seen::Virtual(program) => program.methods.ids().map(|id| program.label(id)).collect(),
        Seen::Register(program) => program.functions.values().map(|function| function.name.clone()).collect(),
    }
}

/// The method that a block stands in: `Foo#bar` of `block in Foo#bar`.
fn home(name: &str) -> &str {
    match name.split_once(" in ") {
        Some((block, home)) if block.starts_with("block") => home,
        _ => name,
    }
}

/// `Foo#bar` of `Foo#bar#2`.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('#') {
        Some((plain, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => plain,
        _ => name,
    }
}

/// A place in the source, or that of a call that was replaced by what is there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
    /// Whose text that is.
    pub method: String,
}

/// Where something comes from: its own place first, then those of the calls around it that were inlined.
pub fn places(program: Seen<'_>, position: Option<PositionId>) -> Vec<Place> {
    let mut places = Vec::new();
    let mut next = position;
    while let Some((id, place)) = next.and_then(|id| Some((id, place(program, id)?))) {
        places.push(place);
        next = program.positions()[id].parent;
    }
    places
}

/// A position's own place.
pub fn place(program: Seen<'_>, position: PositionId) -> Option<Place> {
    let position = program.positions().get(position)?;
    let file = program.sources().file(position.span.file);
    let (line, column) = file.line_column(position.span.start);
    Some(Place { file: file.name.clone(), line, column, method: program.method_name(position.method) })
}

/// `app.rb:6:5 in Account#deposit < app.rb:11:24 in <main>`
pub fn written(places: &[Place]) -> String {
    let place = |place: &Place| format!("{}:{}:{} in {}", place.file, place.line, place.column, place.method);
    places.iter().map(place).collect::<Vec<_>>().join(" < ")
}

#[cfg(test)]
mod tests {
    use super::{home, without_number};

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(home("block (2 levels) in Foo#bar"), "Foo#bar");
        assert_eq!(home("Foo#bar"), "Foo#bar");
        assert_eq!(without_number("Foo#bar#12"), "Foo#bar");
        assert_eq!(without_number("Foo#bar"), "Foo#bar");
    }
}
