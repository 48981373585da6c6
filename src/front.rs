//! Reads the program's files and the runtime's, parses them and compiles them to the Virtual machine.
use base::{Diagnostic, FileId, SourceFile, Sources, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use virtual_machine::Program;
use virtual_machine::compile::{Required, compile, requires};

/// Longer files are refused: spans are 32 bits, and nobody writes them.
const LARGEST_FILE: u64 = 64 << 20;

/// What went wrong, with the files that the diagnostics point into.
pub struct Failure {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure { sources: Sources::new(), diagnostics: vec![diagnostic] }
    }
}

/// Parses and compiles a program with the runtime.
///
/// # Errors
/// All that is wrong with the files.
pub fn program(path: &Path) -> Result<Program, Failure> {
    let mut loader = Loader::default();
    match loader.load(path) {
        Ok(()) => {}
        Err(diagnostics) => return Err(Failure { sources: loader.sources, diagnostics }),
    }
    let runtime = runtime(&mut loader.sources);
    let Loader { sources, required, main, .. } = loader;
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(diagnostics) => return Err(Failure { sources, diagnostics }),
    };
    let main = main.expect("a program that was loaded without errors");
    let kept = sources.clone();
    compile(sources, &runtime, &main, &required).map_err(|diagnostics| Failure { sources: kept, diagnostics })
}

/// The runtime's trees: built in, or from the folder that `SALAMA_RUNTIME` names, for whoever works on it. They are most of what is
/// parsed for a small program, so all processors help.
fn runtime(sources: &mut Sources) -> base::Result<Vec<ast::Program>> {
    let folder = std::env::var_os("SALAMA_RUNTIME").map(PathBuf::from);
    let mut files = Vec::new();
    for (name, text) in parfait::sources::SOURCES {
        let text = match &folder {
            Some(folder) => read(&folder.join(name)).map_err(|diagnostic| vec![diagnostic])?,
            None => text.to_string(),
        };
        files.push(sources.add(SourceFile::new(*name, text, true)));
    }
    let sources = &*sources;
    let parse =
        |files: &[FileId]| -> Vec<base::Result<ast::Program>> { files.iter().map(|file| ast::parse(*file, sources)).collect() };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let parts = files.chunks(files.len().div_ceil(workers));
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || parse(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("the parser does not panic")).collect()
    })
}

/// Parses a file alone.
///
/// # Errors
/// What is wrong with it.
pub fn tree(path: &Path) -> Result<(Sources, ast::Program), Failure> {
    let mut sources = Sources::new();
    let parsed = read(path).map_err(|diagnostic| vec![diagnostic]).and_then(|text| {
        let file = sources.add(SourceFile::new(path.to_string_lossy(), text, false));
        ast::parse(file, &sources)
    });
    match parsed {
        Ok(program) => Ok((sources, program)),
        Err(diagnostics) => Err(Failure { sources, diagnostics }),
    }
}

/// The program's own files, in the order in which they were read, and each `require_relative` with the file that is meant.
///
/// # Errors
/// What cannot be read or parsed.
pub fn files(path: &Path) -> Result<(Sources, Vec<(Span, FileId)>), Failure> {
    let mut loader = Loader::default();
    if let Err(diagnostics) = loader.load(path) {
        return Err(Failure { sources: loader.sources, diagnostics });
    }
    let required = &loader.required;
    let requests = required.at.iter().map(|(span, index)| (*span, required.files[*index].file)).collect();
    Ok((loader.sources, requests))
}

#[derive(Default)]
struct Loader {
    sources: Sources,
    required: Required,
    main: Option<ast::Program>,
    /// Where each file that was required is in `required.files`.
    known: BTreeMap<PathBuf, usize>,
}

impl Loader {
    fn load(&mut self, path: &Path) -> base::Result<()> {
        let text = read(path).map_err(|diagnostic| vec![diagnostic])?;
        let file = self.sources.add(SourceFile::new(path.to_string_lossy(), text, false));
        let program = ast::parse(file, &self.sources)?;
        let mut waiting = self.requests(path, &program);
        self.main = Some(program);
        let mut diagnostics = Vec::new();
        while let Some((span, target)) = waiting.pop() {
            match self.require(span, &target) {
                Ok(Some(more)) => waiting.extend(more),
                Ok(None) => {}
                Err(found) => diagnostics.extend(found),
            }
        }
        if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
    }

    fn requests(&self, path: &Path, program: &ast::Program) -> Vec<(Span, PathBuf)> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let target = |name: String| {
            let mut target = folder.join(name);
            if target.extension().is_none_or(|extension| extension != "rb") {
                target.as_mut_os_string().push(".rb");
            }
            target
        };
        requires(program).into_iter().map(|(span, name)| (span, target(name))).collect()
    }

    fn require(&mut self, span: Span, target: &Path) -> base::Result<Option<Vec<(Span, PathBuf)>>> {
        let same = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        if let Some(index) = self.known.get(&same) {
            self.required.at.insert(span, *index);
            return Ok(None);
        }
        let text = read(target).map_err(|diagnostic| vec![diagnostic.at(span, "required here")])?;
        let file: FileId = self.sources.add(SourceFile::new(target.to_string_lossy(), text, false));
        let program = ast::parse(file, &self.sources)?;
        let more = self.requests(target, &program);
        self.known.insert(same, self.required.files.len());
        self.required.at.insert(span, self.required.files.len());
        self.required.files.push(program);
        Ok(Some(more))
    }
}

/// The text of a file, or why there is none.
pub fn read(path: &Path) -> Result<String, Diagnostic> {
    let name = path.display();
    let failed = |why: String, hint: &str| Err(Diagnostic::error(why).hint(hint));
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return failed(format!("cannot read {name}: {error}"), "give the path of a Ruby file"),
    };
    if metadata.is_dir() {
        return failed(format!("{name} is a directory"), "give the path of a Ruby file");
    }
    if metadata.len() > LARGEST_FILE {
        let megabytes = metadata.len() >> 20;
        return failed(
            format!("{name} is too large: {megabytes} MiB, at most {} MiB are compiled", LARGEST_FILE >> 20),
            "split the file",
        );
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return failed(format!("cannot read {name}: {error}"), "check its permissions"),
    };
    String::from_utf8(bytes).or_else(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        failed(format!("{name} is not UTF-8: line {line}, byte {at}"), "save the file as UTF-8")
    })
}
