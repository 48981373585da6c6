//! The lines of a method one by one, each with what it is and where it comes from: for whatever shows, compares or counts them.
//! Without what differs from pass to pass though nothing was changed: numbers of positions, and the list of temporaries, which
//! are named where they are set.
use super::names::{self, Names};
use super::print::{self, Line};
use crate::program::*;
use base::Id;

/// A line of the text of a method (or a function of the Register machine).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub part: Part,
    /// Without its place; instructions begin with two spaces.
    pub text: String,
    /// Where an instruction comes from.
    pub position: Option<PositionId>,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Of the method as a whole.
    Head,
    /// The first of a block.
    Block,
    Instruction,
}

impl Row {
    pub fn new(part: Part, text: String) -> Row {
        Row { part, text, position: None }
    }
}

/// The lines of a method.
pub fn rows(names: &Names<'_>, id: MethodId) -> Vec<Row> {
    let Some(method) = names.program.methods.get(id) else { return Vec::new() };
    let slots = names::slots(method);
    let mut head = String::new();
    print::signature(names, id, method, &mut head);
    let mut rows = vec![Row::new(Part::Head, head)];
    let mut about = String::new();
    print::about(names, method, &mut about);
    rows.push(Row::new(Part::Head, about));
    let formals = FIRST_ARGUMENT.index() + method.parameters.formals();
    let lasting = |id: SlotId, slot: &Slot| id.index() < formals || slot.kind != SlotKind::Temporary;
    let kept = method.slots.iter().filter(|(id, slot)| lasting(*id, slot));
    let kept: Vec<String> = kept.map(|(id, _)| print::print_slot(names, method, &slots, id)).collect();
    rows.push(Row::new(Part::Head, format!("  slots {}", kept.join(", "))));
    let printer = Line { names, slots: &slots, method: id };
    for (id, block) in method.blocks.iter() {
        rows.push(Row::new(Part::Block, print::block_head(id, block)));
        rows.extend(block.instructions.iter().map(|instruction| Row {
            part: Part::Instruction,
            text: format!("  {}", printer.instruction(instruction)),
            position: Some(instruction.position),
        }));
    }
    rows
}
