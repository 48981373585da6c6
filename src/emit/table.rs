//! The table of positions of a JSON document: those that its instructions name, numbered as they come.
use crate::methods;
use crate::observe::Seen;
use serde::Serialize;
use std::collections::HashMap;
use virtual_machine::PositionId;

/// Positions by their number in the document.
pub struct Positions<'a> {
    program: Seen<'a>,
    numbers: HashMap<PositionId, usize>,
    rows: Vec<Row>,
}

/// A place in the source.
#[derive(Serialize)]
pub struct Row {
    file: String,
    line: u32,
    column: u32,
    method: String,
    /// The number of the position of the call that this was put in place of.
    inlined_at: Option<usize>,
}

impl<'a> Positions<'a> {
    pub fn new(program: Seen<'a>) -> Positions<'a> {
        Positions { program, numbers: HashMap::new(), rows: Vec::new() }
    }

    /// The number of a position in the document; those around it come before it.
    pub fn number(&mut self, position: Option<PositionId>) -> Option<usize> {
        let id = position?;
        if let Some(number) = self.numbers.get(&id) {
            return Some(*number);
        }
        let parent = self.program.positions().get(id)?.parent;
        let inlined_at = self.number(parent);
        let place = methods::place(self.program, id)?;
        let methods::Place { file, line, column, method } = place;
        self.rows.push(Row { file, line, column, method, inlined_at });
        self.numbers.insert(id, self.rows.len() - 1);
        Some(self.rows.len() - 1)
    }

    pub fn rows(self) -> Vec<Row> {
        self.rows
    }
}
