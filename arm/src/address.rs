//! Selection of operands: addresses, immediates, shifted registers.
//!
//! ```text
//! v2 = add v1, 8;  v3 = load v2 + 16        ldr x3, [x1, 24]
//! v2 = shl v1, 3;  v3 = add v0, v2          add x3, x0, x1, lsl 3
//! v2 = object :x;  v3 = load v2 + 7         adrp x16, :x; ldr x3, [x16, :x + 8]
//! ```
use crate::Arm;
use crate::encode::{is_arithmetic, is_logical};
use crate::instruction::{Address, Alu, Base, Instruction as Machine, Shift, Source};
use regalloc2::{Operand, RegClass, VReg};
use register::machine::{Known, Selection, Target};
use register::{Instruction, Opcode, ValueId};
use smallvec::SmallVec;

pub type Operands = SmallVec<[Operand; 4]>;

/// The address of a load or store: its operands are base (and index, if indexed), its immediate the offset.
pub fn of_access(selection: &mut Selection<Arm>, access: &Instruction) -> (Address, Operands) {
    match access.opcode {
        Opcode::LoadContext | Opcode::StoreContext => (Address::context(access.immediate as i32), Operands::new()),
        Opcode::SpillLoad | Opcode::SpillStore => {
            (Address { base: Base::Slot(access.immediate as u32), index: None, offset: 0 }, Operands::new())
        }
        Opcode::LoadIndexed | Opcode::StoreIndexed => {
            indexed(selection, access.operands[0], access.operands[1], access.immediate)
        }
        _ => plain(selection, access.operands[0], access.immediate),
    }
}

/// An address before its registers are asked for.
struct Parts {
    base: Part,
    index: Option<(ValueId, u8)>,
    offset: i64,
}

enum Part {
    Value(ValueId),
    Symbol(register::SymbolId),
}

/// Follows additions of constants down to what they are added to.
fn parts(selection: &Selection<Arm>, mut value: ValueId, mut offset: i64) -> Parts {
    loop {
        if let Some(Known::Symbol(symbol, addend)) = selection.known(value) {
            return Parts { base: Part::Symbol(symbol), index: None, offset: offset.wrapping_add(addend) };
        }
        let Some((below, more)) = added(selection, value) else { break };
        let sum = offset.wrapping_add(more);
        if i32::try_from(sum).is_err() {
            break;
        }
        (value, offset) = (below, sum);
    }
    Parts { base: Part::Value(value), index: None, offset }
}

/// If the value is another plus a constant: both.
fn added(selection: &Selection<Arm>, value: ValueId) -> Option<(ValueId, i64)> {
    let definition = selection.definition(value)?;
    match definition.opcode {
        Opcode::ToAddress => Some((definition.operands[0], definition.immediate - 1)),
        Opcode::Sub => Some((definition.operands[0], selection.number(definition.operands[1])?.checked_neg()?)),
        Opcode::Add => {
            let [first, second] = [definition.operands[0], definition.operands[1]];
            let constant_second = selection.number(second).map(|number| (first, number));
            constant_second.or_else(|| selection.number(first).map(|number| (second, number)))
        }
        _ => None,
    }
}

/// `value + offset`, with an index if the value is a sum that nothing else needs.
fn plain(selection: &mut Selection<Arm>, value: ValueId, offset: i64) -> (Address, Operands) {
    let mut parts = parts(selection, value, offset);
    if i32::try_from(parts.offset).is_err() {
        let sum = far(selection, value, offset);
        return (Address { base: Base::Register, index: None, offset: 0 }, Operands::from_slice(&[Operand::reg_use(sum)]));
    }
    if let Part::Value(base) = parts.base
        && let Some(sum) = selection.defined_by(base, Opcode::Add)
        && selection.used_once(base)
    {
        let [first, second] = [sum.operands[0], sum.operands[1]];
        let scaled_first = scaled(selection, first).1 > 0;
        let (base, index) = if scaled_first { (second, first) } else { (first, second) };
        let Parts { base, offset, .. } = self::parts(selection, base, parts.offset);
        if i32::try_from(offset).is_ok() {
            parts = Parts { base, index: Some(scaled(selection, index)), offset };
        }
    }
    finish(selection, parts)
}

/// `base + index * 8 + offset`.
fn indexed(selection: &mut Selection<Arm>, base: ValueId, index: ValueId, offset: i64) -> (Address, Operands) {
    let mut parts = parts(selection, base, offset);
    if i32::try_from(parts.offset).is_err() {
        let sum = far(selection, base, offset);
        let operands = [sum, selection.register(index)].map(Operand::reg_use);
        return (Address { base: Base::Register, index: Some(3), offset: 0 }, Operands::from_slice(&operands));
    }
    let (mut index, mut scale) = (index, 3);
    while let Some((below, more)) = added(selection, index) {
        let sum = more.checked_mul(8).and_then(|more| more.checked_add(parts.offset));
        let Some(sum) = sum.filter(|sum| i32::try_from(*sum).is_ok()) else { break };
        (index, parts.offset) = (below, sum);
    }
    if let Some(number) = selection.number(index) {
        let sum = number.checked_mul(8).and_then(|more| more.checked_add(parts.offset));
        if let Some(sum) = sum.filter(|sum| i32::try_from(*sum).is_ok()) {
            parts.offset = sum;
            return finish(selection, parts);
        }
    }
    // no load has an index times 4, but the sum that an offset needs anyway has
    if let Some(small) = untagged(selection, index).filter(|_| parts.offset != 0 || selection.used_once(index)) {
        (index, scale) = (small, 2);
    }
    parts.index = Some((index, scale));
    finish(selection, parts)
}

/// The small integer of which this is the number.
fn untagged(selection: &Selection<Arm>, value: ValueId) -> Option<ValueId> {
    let shift = selection.defined_by(value, Opcode::ShiftRightSigned)?;
    let small = shift.operands[0];
    let fits = selection.number(shift.operands[1]) == Some(1) && selection.known(small).is_none();
    (fits && selection.is_value(small)).then_some(small)
}

/// If the value is another shifted left by up to 3, and nothing else needs it: both.
fn scaled(selection: &Selection<Arm>, value: ValueId) -> (ValueId, u8) {
    match shifted(selection, value) {
        Some((Shift::Left, below, count @ 1..=3)) => (below, count),
        _ => (value, 0),
    }
}

/// If the value is another shifted by a constant, and nothing else needs it: how, what and by how much.
pub fn shifted(selection: &Selection<Arm>, value: ValueId) -> Option<(Shift, ValueId, u8)> {
    let definition = selection.definition(value).filter(|_| selection.used_once(value))?;
    let shift = match definition.opcode {
        Opcode::ShiftLeft => Shift::Left,
        Opcode::ShiftRight => Shift::Right,
        Opcode::ShiftRightSigned => Shift::RightSigned,
        _ => return None,
    };
    let count = selection.number(definition.operands[1]).filter(|count| (1..64).contains(count))?;
    Some((shift, definition.operands[0], count as u8))
}

/// Asks for the registers.
fn finish(selection: &mut Selection<Arm>, parts: Parts) -> (Address, Operands) {
    let mut operands = Operands::new();
    let base = match parts.base {
        Part::Symbol(symbol) => Base::Symbol(symbol),
        Part::Value(value) => {
            operands.push(Operand::reg_use(selection.register(value)));
            Base::Register
        }
    };
    if let Some((index, _)) = parts.index {
        operands.push(Operand::reg_use(selection.register(index)));
    }
    (Address { base, index: parts.index.map(|(_, scale)| scale), offset: parts.offset as i32 }, operands)
}

/// `base + offset` in one register, where the offset does not fit 32 bits.
fn far(selection: &mut Selection<Arm>, base: ValueId, offset: i64) -> VReg {
    let base = selection.register(base);
    let offset = Arm::materialise(selection, Known::Number(offset));
    let sum = selection.temporary(RegClass::Int);
    let operands = [Operand::reg_def(sum), Operand::reg_use(base), Operand::reg_use(offset)];
    selection.emit(Machine::Alu(Alu::Add, Source::Register), &operands);
    sum
}

/// The second operand of an operation: immediate, shifted register or register.
pub fn source(selection: &mut Selection<Arm>, alu: Alu, value: ValueId) -> (Source, Operands) {
    let fits = |number: &i64| match alu {
        Alu::Add | Alu::Sub | Alu::AddFlags | Alu::SubFlags => is_arithmetic(*number),
        Alu::And | Alu::AndFlags | Alu::Or | Alu::Xor => is_logical(*number),
        Alu::AndNot | Alu::OrNot => false,
    };
    if let Some(number) = selection.number(value).filter(fits) {
        return (Source::Immediate(number), Operands::new());
    }
    let (source, value) = match shifted(selection, value) {
        Some((shift, below, count)) => (Source::Shifted(shift, count), below),
        None => (Source::Register, value),
    };
    (source, Operands::from_slice(&[Operand::reg_use(selection.register(value))]))
}
