//! Texts of the two machines as input: read, verified, and what is wrong shown at its place in the text.
use crate::front::{Failure, read};
use crate::observe::Seen;
use base::text::Places;
use base::{Diagnostic, FileId, Id, SourceFile, Sources};
use std::path::Path;

/// Errors beyond these are not shown.
const SHOWN: usize = 20;

/// A program of either machine.
#[derive(Clone)]
pub enum Stage {
    Virtual(virtual_machine::Program),
    Register(register::Program),
}

impl Stage {
    pub fn sources(&self) -> &Sources {
        match self {
            Stage::Virtual(program) => &program.sources,
            Stage::Register(program) => &program.sources,
        }
    }

    pub fn seen(&self) -> Seen<'_> {
        match self {
            Stage::Virtual(program) => Seen::Virtual(program),
            Stage::Register(program) => Seen::Register(program),
        }
    }

    /// The level of optimisation of the passes that it has been through.
    pub fn optimisation(&self) -> Option<u8> {
        match self {
            Stage::Virtual(program) => program.optimisation,
            Stage::Register(program) => program.optimisation,
        }
    }
}

/// The program of a file that ends in `.virtual` or `.register`; none for other files.
///
/// # Errors
/// What is wrong with the text.
pub fn file(path: &Path) -> Result<Option<Stage>, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    let parse: fn(&str) -> base::Result<Stage> = match extension {
        "virtual" => |text| of_virtual(text).map(Stage::Virtual),
        "register" => |text| of_register(text).map(Stage::Register),
        _ => return Ok(None),
    };
    let text = read(path).map_err(Failure::from)?;
    parse(&text).map(Some).map_err(|diagnostics| {
        let mut sources = Sources::new();
        sources.add(SourceFile::new(path.to_string_lossy(), text, false));
        Failure { sources, diagnostics }
    })
}

/// Is it a program with a beginning, not a part of one? Parts can be looked at, but not run.
///
/// # Errors
/// What is missing.
pub fn whole(path: &Path, stage: &Stage) -> Result<(), Failure> {
    let missing = match stage {
        Stage::Virtual(program) if program.main.is_none() => {
            "the section `main` is missing, which names the method to begin with"
        }
        Stage::Register(program) if !defines(program, "start") => "the function `start` is missing, with which a program begins",
        Stage::Register(program) if !defines(program, "context") => "the data `context` is missing, which every program has",
        Stage::Virtual(_) | Stage::Register(_) => return Ok(()),
    };
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new(path.to_string_lossy(), read(path).unwrap_or_default(), false));
    let error = Diagnostic::error("this text is no whole program").at(base::Span::new(file, 0, 0), missing);
    Err(Failure { sources, diagnostics: vec![error.hint("`salama emit` works on parts of programs too")] })
}

fn defines(program: &register::Program, name: &str) -> bool {
    let Some(symbol) = program.symbols.find(name) else { return false };
    program.functions.values().any(|function| function.symbol == symbol) || program.data.iter().any(|data| data.symbol == symbol)
}

/// Reads and verifies a program of the Virtual machine. Places of errors are in the text, as file 0.
///
/// # Errors
/// What is wrong with it.
pub fn of_virtual(text: &str) -> base::Result<virtual_machine::Program> {
    let (program, places) = virtual_machine::text::parse_placed(text)?;
    let Err(errors) = virtual_machine::verify(&program) else { return Ok(program) };
    let located = errors.into_iter().take(SHOWN).map(|error| {
        let method = error.method.map_or(usize::MAX, |method| method.index());
        at(&places, method, error.block.map(|block| block.index()), error.instruction, error.message)
    });
    Err(located.collect())
}

/// Reads and verifies a program of the Register machine. Places of errors are in the text, as file 0.
///
/// # Errors
/// What is wrong with it.
pub fn of_register(text: &str) -> base::Result<register::Program> {
    let (program, places) = register::text::parse_placed(text)?;
    let problems = register::verify::problems(&program);
    if problems.is_empty() {
        return Ok(program);
    }
    let located = problems.into_iter().flat_map(|(function, notes)| {
        let places = &places;
        let of_function = notes.into_iter().flat_map(|(at, texts)| texts.into_iter().map(move |text| (at, text)));
        of_function.map(move |((block, index), text)| at(places, function.index(), Some(block.index()), Some(index), text))
    });
    Err(located.take(SHOWN).collect())
}

fn at(places: &Places, function: usize, block: Option<usize>, instruction: Option<usize>, problem: String) -> Diagnostic {
    let span = places.find(function, block, instruction).unwrap_or(base::Span::new(FileId(0), 0, 0));
    Diagnostic::error(problem).at(span, "here")
}
