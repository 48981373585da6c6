//! Selection of operands: addresses, immediates, memory.
//!
//! ```text
//! v2 = add v1, 8;  v3 = load v2 + 16        mov r3, [r1 + 24]
//! v2 = sar v1, 1;  v3 = load_indexed v0, v2 mov r3, [r0 + r1 * 4]     (v1 is a small integer: its tag bit is 0)
//! v2 = object :x;  v3 = load v2 + 7         mov r3, [:x + 8]
//! ```
use crate::X86;
use crate::instruction::{Address, Base, Instruction as Machine, Source, Width};
use regalloc2::{Operand, RegClass, VReg};
use register::machine::{Known, Selection, Target};
use register::{Instruction, Opcode, ValueId};
use smallvec::SmallVec;

pub type Operands = SmallVec<[Operand; 4]>;

/// The address of a load or store: its operands are base (and index, if indexed), its immediate the offset.
pub fn of_access(selection: &mut Selection<X86>, access: &Instruction) -> (Address, Operands) {
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
fn parts(selection: &Selection<X86>, mut value: ValueId, mut offset: i64) -> Parts {
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
fn added(selection: &Selection<X86>, value: ValueId) -> Option<(ValueId, i64)> {
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
pub fn plain(selection: &mut Selection<X86>, value: ValueId, offset: i64) -> (Address, Operands) {
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
        let scaled_first = shifted(selection, first).1 > 0;
        let (base, index) = if scaled_first { (second, first) } else { (first, second) };
        let Parts { base, offset, .. } = self::parts(selection, base, parts.offset);
        parts = Parts { base, index: Some(shifted(selection, index)), offset };
    }
    finish(selection, parts)
}

/// `base + index * 8 + offset`.
fn indexed(selection: &mut Selection<X86>, base: ValueId, index: ValueId, offset: i64) -> (Address, Operands) {
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
    if let Some(small) = untagged(selection, index) {
        (index, scale) = (small, 2);
    }
    parts.index = Some((index, scale));
    finish(selection, parts)
}

/// The small integer of which this is the number.
fn untagged(selection: &Selection<X86>, value: ValueId) -> Option<ValueId> {
    let shift = selection.defined_by(value, Opcode::ShiftRightSigned)?;
    let small = shift.operands[0];
    let fits = selection.number(shift.operands[1]) == Some(1) && selection.known(small).is_none();
    (fits && selection.is_value(small)).then_some(small)
}

/// If the value is another shifted left by up to 3, and nothing else needs it: both.
pub fn shifted(selection: &Selection<X86>, value: ValueId) -> (ValueId, u8) {
    let shift = selection.defined_by(value, Opcode::ShiftLeft).filter(|_| selection.used_once(value));
    let parts = shift.and_then(|shift| {
        let count = selection.number(shift.operands[1]).filter(|count| (1..=3).contains(count))?;
        Some((shift.operands[0], count as u8))
    });
    parts.unwrap_or((value, 0))
}

/// Asks for the registers.
fn finish(selection: &mut Selection<X86>, parts: Parts) -> (Address, Operands) {
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

/// `base + offset` in one register, where the offset does not fit an instruction.
fn far(selection: &mut Selection<X86>, base: ValueId, offset: i64) -> VReg {
    let base = selection.register(base);
    let offset = X86::materialise(selection, Known::Number(offset));
    let sum = selection.temporary(RegClass::Int);
    selection.emit(Machine::Add, &[Operand::reg_def(sum), Operand::reg_use(base), Operand::reg_use(offset)]);
    sum
}

/// A word of 64 bits in memory that the instruction being selected may read itself.
pub fn memory(selection: &mut Selection<X86>, value: ValueId) -> Option<(Address, Operands)> {
    let (width, access) = narrow_memory(selection, value)?;
    (width == Width::Full).then(|| of_access(selection, access))
}

/// A load that the instruction being selected may do itself, and how wide it is.
pub fn narrow_memory<'a>(selection: &Selection<'a, X86>, value: ValueId) -> Option<(Width, &'a Instruction)> {
    let load = selection.sinkable(value)?;
    let width = match load.opcode {
        Opcode::Load | Opcode::LoadIndexed | Opcode::LoadContext | Opcode::SpillLoad => Width::Full,
        Opcode::Load8 => Width::Byte,
        Opcode::Load16 => Width::Half,
        Opcode::Load32 => Width::Word,
        _ => return None,
    };
    Some((width, load))
}

/// A second operand: immediate, memory or register.
pub fn source(selection: &mut Selection<X86>, value: ValueId) -> (Source, Operands) {
    match memory(selection, value) {
        Some((address, operands)) => (Source::Memory(address), operands),
        None => immediate(selection, value),
    }
}

/// A second operand: memory or register.
pub fn memory_or_register(selection: &mut Selection<X86>, value: ValueId) -> (Source, Operands) {
    match memory(selection, value) {
        Some((address, operands)) => (Source::Memory(address), operands),
        None => (Source::Register, Operands::from_slice(&[Operand::reg_use(selection.register(value))])),
    }
}

/// A second operand: immediate or register.
pub fn immediate(selection: &mut Selection<X86>, value: ValueId) -> (Source, Operands) {
    let source = match selection.known(value) {
        Some(Known::Number(number)) => i32::try_from(number).ok().map(Source::Immediate),
        Some(Known::Symbol(symbol, addend)) => Some(Source::Symbol(symbol, addend)),
        None => None,
    };
    match source {
        Some(source) => (source, Operands::new()),
        None => (Source::Register, Operands::from_slice(&[Operand::reg_use(selection.register(value))])),
    }
}

/// The operands of `d = a, ...`: the result shares the register of the first.
pub fn reusing(result: VReg, first: VReg, rest: Operands) -> Operands {
    let mut operands = Operands::from_slice(&[Operand::reg_reuse_def(result, 1), Operand::reg_use(first)]);
    operands.extend(rest);
    operands
}
