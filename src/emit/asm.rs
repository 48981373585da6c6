//! The level `asm`: machine code.
use super::table::Row as Position;
use super::{Graph, Level, Positions, Section, fields};
use crate::assembly;
use crate::back::Target;
use crate::methods::{self, Wanted};
use crate::observe::Seen;
use register::object::CodeObject;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use virtual_machine::PositionId;

/// Code of a program's functions, or of some.
pub struct Assembly<'a> {
    program: Seen<'a>,
    code: Vec<&'a CodeObject>,
    target: &'a Target,
    positions: bool,
}

#[derive(Serialize)]
struct Document {
    functions: Vec<Function>,
    positions: Vec<Position>,
}

#[derive(Serialize)]
struct Function {
    name: String,
    method: String,
    size: usize,
    position: Option<usize>,
    instructions: Vec<Instruction>,
}

#[derive(Serialize)]
struct Instruction {
    offset: u32,
    /// In hexadecimal, as they lie in memory.
    bytes: String,
    text: String,
    position: Option<usize>,
}

impl<'a> Assembly<'a> {
    pub fn new(
        program: &'a register::Program,
        code: &'a [CodeObject],
        target: &'a Target,
        wanted: &Wanted,
        positions: bool,
    ) -> Assembly<'a> {
        let code = code.iter().filter(|object| wanted.has_name(&object.symbol, &object.name)).collect();
        Assembly { program: Seen::Register(program), code, target, positions }
    }

    pub fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    fn of_function(&self, object: &CodeObject, positions: &mut Positions<'_>) -> Function {
        let instruction = |row: assembly::Row| Instruction {
            offset: row.offset,
            bytes: hexadecimal(object, &row),
            text: row.text,
            position: positions.number(row.position.map(PositionId)),
        };
        let instructions = assembly::rows(object, self.target).into_iter().map(instruction).collect();
        Function {
            name: object.symbol.clone(),
            method: object.name.clone(),
            size: object.bytes.len(),
            position: positions.number(object.position.map(PositionId)),
            instructions,
        }
    }
}

fn hexadecimal(object: &CodeObject, row: &assembly::Row) -> String {
    let bytes = &object.bytes[row.offset as usize..(row.offset + row.length) as usize];
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Level for Assembly<'_> {
    fn text(&self) -> String {
        assembly::listing(self.program, &self.code, self.target, self.positions)
    }

    fn json(&self) -> Map<String, Value> {
        let mut positions = Positions::new(self.program);
        let functions = self.code.iter().map(|object| self.of_function(object, &mut positions)).collect();
        fields(Document { functions, positions: positions.rows() })
    }

    /// Who calls whom, with the size of each.
    fn graph(&self, graph: &mut Graph) {
        let known: BTreeSet<&str> = self.code.iter().map(|object| object.symbol.as_str()).collect();
        for object in &self.code {
            graph.node(&object.symbol, &[&object.symbol, &format!("{} bytes", object.bytes.len())]);
            let callees: BTreeSet<&str> = object.relocations.iter().map(|it| it.target.as_str()).collect();
            callees.intersection(&known).for_each(|callee| graph.edge(&object.symbol, callee));
        }
    }

    fn page(&self) -> Vec<Section> {
        let section = |object: &&CodeObject| {
            let cells = |row: assembly::Row| {
                let bytes = hexadecimal(object, &row);
                let places = methods::places(self.program, row.position.map(PositionId));
                vec![format!("{:x}", row.offset), row.text, bytes, methods::written(&places)]
            };
            Section {
                title: object.symbol.clone(),
                columns: vec!["offset", "instruction", "bytes", "place"],
                rows: assembly::rows(object, self.target).into_iter().map(cells).collect(),
            }
        };
        self.code.iter().map(section).collect()
    }
}
