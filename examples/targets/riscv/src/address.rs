//! Selection of addresses: a register, the context, a slot or a symbol, plus an offset. What else is added is added before.
//!
//! ```text
//! v2 = add v1, 8;  v3 = load v2 + 16                 ld a3, 24(a1)
//! v3 = load_indexed v1 + 15, v2                      slli t, a2, 3; add t, a1, t; ld a3, 15(t)
//! v2 = object :x;  v3 = load v2 + 7                  lui t0, :x; ld a3, :x + 8(t0)
//! ```
use crate::Riscv;
use crate::instruction::{Address, Alu, Base, Instruction as Machine};
use crate::select::{three, two};
use regalloc2::{Operand, VReg};
use salama::register::machine::{Known, Selection, Target};
use salama::register::{Instruction, Opcode, ValueId};
use smallvec::SmallVec;

pub type Operands = SmallVec<[Operand; 5]>;

type S<'a> = Selection<'a, Riscv>;

/// Can emission make the offset with `lui` and what follows it?
fn is_near(offset: i64) -> bool {
    offset.unsigned_abs() < 1 << 30
}

/// The address of a load or store: its operand is the base, if that is a register.
pub fn of_access(s: &mut S, access: &Instruction) -> (Address, Operands) {
    let offset = access.immediate;
    match access.opcode {
        Opcode::LoadContext | Opcode::StoreContext => (Address { base: Base::Context, offset: offset as i32 }, Operands::new()),
        Opcode::SpillLoad | Opcode::SpillStore => (Address { base: Base::Slot(offset as u32), offset: 0 }, Operands::new()),
        Opcode::LoadIndexed | Opcode::StoreIndexed => indexed(s, access.operands[0], access.operands[1], offset),
        _ => plain(s, access.operands[0], offset),
    }
}

/// Follows additions of constants down to what they are added to, as far as offsets go.
fn parts(s: &S, mut value: ValueId, mut offset: i64) -> (ValueId, i64) {
    while let Some((below, more)) = added(s, value) {
        let sum = offset.wrapping_add(more);
        if !is_near(sum) {
            break;
        }
        (value, offset) = (below, sum);
    }
    (value, offset)
}

/// If the value is another plus a constant: both.
fn added(s: &S, value: ValueId) -> Option<(ValueId, i64)> {
    let definition = s.definition(value)?;
    match definition.opcode {
        Opcode::ToAddress => Some((definition.operands[0], definition.immediate - 1)),
        Opcode::Sub => Some((definition.operands[0], s.number(definition.operands[1])?.checked_neg()?)),
        Opcode::Add => {
            let [first, second] = [definition.operands[0], definition.operands[1]];
            let constant_second = s.number(second).map(|number| (first, number));
            constant_second.or_else(|| s.number(first).map(|number| (second, number)))
        }
        _ => None,
    }
}

/// `value + offset`.
fn plain(s: &mut S, value: ValueId, offset: i64) -> (Address, Operands) {
    let (value, offset) = parts(s, value, offset);
    if let Some(Known::Symbol(symbol, addend)) = s.known(value)
        && let Some(sum) = addend.checked_add(offset).filter(|sum| is_near(*sum))
    {
        return (Address { base: Base::Symbol(symbol), offset: sum as i32 }, Operands::new());
    }
    let base = s.register(value);
    finish(s, base, offset)
}

fn finish(s: &mut S, mut base: VReg, mut offset: i64) -> (Address, Operands) {
    if !is_near(offset) {
        let far = Riscv::materialise(s, Known::Number(std::mem::take(&mut offset)));
        base = three(s, Machine::Alu(Alu::Add), base, far);
    }
    (Address { base: Base::Register, offset: offset as i32 }, Operands::from_slice(&[Operand::reg_use(base)]))
}

/// `base + index * 8 + offset`.
fn indexed(s: &mut S, base: ValueId, mut index: ValueId, offset: i64) -> (Address, Operands) {
    let (base, mut offset) = parts(s, base, offset);
    let scaled = |number: i64, offset: i64| {
        let sum = number.checked_mul(8).and_then(|more| more.checked_add(offset));
        sum.filter(|sum| is_near(*sum))
    };
    while let Some((below, more)) = added(s, index) {
        let Some(sum) = scaled(more, offset) else { break };
        (index, offset) = (below, sum);
    }
    if let Some(sum) = s.number(index).and_then(|number| scaled(number, offset)) {
        return plain(s, base, sum);
    }
    // a small integer is its number times 2 already
    let (index, count) = untagged(s, index).map_or((index, 3), |small| (small, 2));
    let index = s.register(index);
    let index = two(s, Machine::AluNumber(Alu::ShiftLeft, count), index);
    let base = s.register(base);
    let sum = three(s, Machine::Alu(Alu::Add), base, index);
    finish(s, sum, offset)
}

/// The small integer of which this is the number.
fn untagged(s: &S, value: ValueId) -> Option<ValueId> {
    let shift = s.defined_by(value, Opcode::ShiftRightSigned)?;
    let small = shift.operands[0];
    let fits = s.number(shift.operands[1]) == Some(1) && s.known(small).is_none();
    (fits && s.is_value(small)).then_some(small)
}
