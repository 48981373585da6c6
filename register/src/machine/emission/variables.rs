//! Where debuggers find the variables of a function that has been written: at entry, in their homes, or wherever optimised code
//! keeps them.
use super::{Emission, Span};
use crate::machine::Target;
use crate::machine::code::{Allocated, Code};
use crate::machine::selection;
use crate::machine::watch::Watched;
use crate::object::{self, Known, LineRow, Place};
use crate::variables::{Home, Variable};
use crate::{BlockId, Effect, Function, Type, ValueId};
use regalloc2::{Allocation, Inst, InstPosition, ProgPoint};

/// Where debuggers find the function's variables.
pub fn variables<T: Target>(emission: &Emission<T>) -> Vec<object::Variable> {
    let variables = &emission.function.variables;
    if variables.rows.is_empty() {
        return Vec::new();
    }
    let registers = selection::registers_at_entry::<T>(emission.function);
    let register = |parameter: ValueId| registers.iter().find(|(value, _)| *value == parameter);
    let home = |home: &Home| {
        let offset = i64::from(emission.slot_offset(home.slot)) - i64::from(emission.frame_size);
        object::Home { offset, path: home.path.clone() }
    };
    let variable = |row: &Variable| object::Variable {
        name: row.name.clone(),
        argument: row.argument,
        ty: row.ty,
        at_entry: row.parameter.and_then(register).map(|(_, register)| T::debug_register(*register)),
        home: row.home.as_ref().map(home),
        known: Vec::new(),
    };
    variables.rows.iter().map(variable).collect()
}

/// Where a variable is, as far as it is kept: in a register or spill slot, or in a stack slot. During a call it is in memory;
/// between moves it is where they leave it alone.
pub fn known<T: Target>(
    emission: &Emission<T>,
    code: &Code<T::Instruction>,
    allocated: &Allocated,
    watched: &Watched,
) -> Vec<Known> {
    let in_frame = |offset: i32| Place::Frame(i64::from(offset) - i64::from(emission.frame_size));
    // the collector knows nothing of the allocator's slots
    let moves = emission.function.variables.rows[watched.row as usize].ty == Type::Value;
    let locations = &allocated.output.debug_locations;
    let first = locations.partition_point(|(row, ..)| *row < watched.row);
    let locations = &locations[first..first + locations[first..].partition_point(|(row, ..)| *row == watched.row)];
    let at = |point: ProgPoint, span: &Span| {
        let location = locations[..locations.partition_point(|(_, from, ..)| *from <= point)].last();
        let location = location.filter(|(_, _, to, _)| point < *to).map(|(.., allocation)| *allocation);
        let origin = code.blocks[span.block].origin.map(|block| (block, code.instructions[span.instruction].at));
        let called = |(block, at): (BlockId, u32)| {
            let selected = emission.function.blocks[block].instructions.get(at as usize);
            selected.is_some_and(|it| it.is_safepoint() || it.opcode.effect() == Effect::Calls)
        };
        let lost = point.pos() == InstPosition::Before && origin.is_some_and(called);
        let register = location.and_then(Allocation::as_reg).filter(|_| !lost);
        let spilled = location.and_then(Allocation::as_stack).filter(|_| !(lost && moves));
        let spilled = spilled.map(|slot| in_frame(emission.spill_offset(slot)));
        let slot = origin.and_then(|(block, at)| watched.slot(block, at)).map(|slot| in_frame(emission.slot_offset(slot)));
        register.map(|register| Place::Register(T::debug_register(register))).or(spilled).or(slot)
    };
    let mut all: Vec<Known> = Vec::new();
    let mut add = |begin: u32, end: u32, place: Option<Place>| {
        let Some(place) = place.filter(|_| begin < end) else { return };
        match all.last_mut() {
            Some(last) if last.place == place && last.end == begin => last.end = end,
            _ => all.push(Known { begin, end, place }),
        }
    };
    // after the instruction before, in the same block
    let mut last = None;
    for (index, span) in emission.spans.iter().enumerate() {
        let [begin, own, behind, end] = span.offsets;
        let instruction = Inst::new(span.instruction);
        let (before, after) = (at(ProgPoint::before(instruction), span), at(ProgPoint::after(instruction), span));
        let continues = index > 0 && emission.spans[index - 1].block == span.block;
        let earlier: Option<Place> = last.filter(|_| continues);
        // where the first move begins nothing has been moved yet
        add(begin, own.min(begin + 1), earlier);
        add(begin + 1, own, earlier.filter(|place| Some(*place) == before));
        add(own, behind, before);
        add(behind, end, before.filter(|place| Some(*place) == after));
        last = after;
    }
    all
}

/// The end of the code that fills the homes.
pub fn entered(function: &Function, lines: &[LineRow]) -> u32 {
    let place = function.variables.entered.map(|position| position.0);
    let mut rows = lines.iter().skip_while(|row| row.position != place).skip_while(|row| row.position == place);
    place.and_then(|_| rows.next()).map_or(0, |row| row.offset)
}
