//! Boot objects as bytes, positions as rows: what the linker takes, from what the register machine has.
use crate::function::{DataObject, Datum, Program};
use crate::object::{self, Relocation, RelocationKind, Section};
use parfait::tables::Shows;

/// All boot objects, in order. Addresses are little endian and 8 bytes, as on every target there is.
pub fn data_objects(program: &Program) -> Vec<object::DataObject> {
    program.data.iter().map(|data| data_object(program, data)).collect()
}

fn data_object(program: &Program, data: &DataObject) -> object::DataObject {
    let mut bytes = Vec::new();
    let mut relocations = Vec::new();
    let mut zeroed = 0;
    for datum in &data.contents {
        match datum {
            Datum::Word(word) => bytes.extend(word.to_le_bytes()),
            Datum::Bytes(part) => bytes.extend(part),
            Datum::Address(symbol, addend) => {
                relocations.push(Relocation {
                    offset: bytes.len() as u32,
                    kind: RelocationKind::Absolute64,
                    target: program.symbols.name(*symbol).to_string(),
                    addend: *addend,
                });
                bytes.extend([0; 8]);
            }
            Datum::Zeros(count) if data.section == Section::Zeroed => zeroed += *count as u32,
            Datum::Zeros(count) => bytes.resize(bytes.len() + *count as usize, 0),
        }
    }
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    object::DataObject {
        symbol: program.symbols.name(data.symbol).to_string(),
        about: data.about.clone(),
        section: data.section,
        alignment: 8,
        bytes,
        zeroed,
        relocations,
    }
}

/// A row per position; ids keep their places.
pub fn positions(program: &Program) -> Vec<object::Position> {
    let rows = program.positions.values().map(|position| {
        let file = program.sources.file(position.span.file);
        let function = program.method_names.get(position.method.0 as usize).cloned().unwrap_or_default();
        object::Position {
            shows: Shows::new(&function, file.runtime || is_own(&function)),
            function,
            file: position.span.file.0,
            line: file.line_column(position.span.start).0,
            parent: position.parent.map(|parent| parent.0),
        }
    });
    rows.collect()
}

/// Names that begin with `__` are not the program's: an adapter, though it has the place of the method that it calls.
pub fn is_own(function: &str) -> bool {
    function.rsplit(['#', '.']).next().is_some_and(|name| name.starts_with("__"))
}

/// The names of the files that positions speak of.
pub fn files(program: &Program) -> Vec<String> {
    program.sources.iter().map(|(_, file)| file.name.clone()).collect()
}
