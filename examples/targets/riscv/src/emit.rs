//! Emission: each machine instruction as code.
use crate::Riscv;
use crate::emit_control as control;
use crate::emit_float as float;
use crate::encode::{
    add_number, alu, alu_number, copy, load, load_number, load_offset, load_symbol, number, store, store_offset,
};
use crate::instruction::{Instruction, Width};
use crate::registers::{SCRATCH, SP, ZERO};
use dynasmrt::DynasmApi;
use regalloc2::{Allocation, RegClass};
use salama::register::machine::{Emission, Flow};

type E<'a> = Emission<'a, Riscv>;

/// Writes an instruction. An operand that is not there is 0.
pub fn emit(e: &mut E, instruction: &Instruction, places: &[Allocation], flow: &Flow) {
    let r = |index: usize| places.get(index).map_or(ZERO, |place| number(*place));
    match instruction {
        Instruction::Arguments => {}
        Instruction::Number(value) => load_number(e, r(0), *value),
        Instruction::SymbolAddress(symbol, addend) => load_symbol(e, r(0), *symbol, *addend),
        Instruction::FloatNumber(0) => asm!(e.ops; fmv.d.x F(r(0)), x0),
        Instruction::FloatNumber(bits) => {
            load_number(e, SCRATCH, *bits as i64);
            asm!(e.ops; fmv.d.x F(r(0)), X(SCRATCH));
        }
        Instruction::Load(width, address) => load(e, *width, r(0), address, &places[1..]),
        // 0.0 is stored as a word
        Instruction::Store(Width::Float, address) if places.len() == address.registers() => {
            store(e, Width::Full, ZERO, address, places);
        }
        Instruction::Store(width, address) => store(e, *width, r(address.registers()), address, places),
        Instruction::Alu(operation) => alu(e, *operation, r(0), r(1), r(2)),
        Instruction::AluNumber(operation, value) => alu_number(e, *operation, r(0), r(1), *value),
        Instruction::FromZero(operation) => alu(e, *operation, r(0), ZERO, r(1)),
        Instruction::LeadingZeros => float::leading_zeros(e, r(0), r(1)),
        Instruction::TrailingZeros => float::trailing_zeros(e, r(0), r(1)),
        Instruction::Select(condition) => {
            let (to, then) = (r(0), r(2));
            control::unless(e, *condition, r(3), r(4), |e| copy(e, to, then));
        }
        Instruction::SelectFloat(condition) => {
            let (to, then) = (r(0), r(2));
            control::unless(e, *condition, r(3), r(4), |e| asm!(e.ops; fmv.d F(to), F(then)));
        }
        Instruction::CompareFloats(test) => float::compare(e, *test, r(0), r(1), r(2)),
        Instruction::Float(operation) => float::operation(e, *operation, r(0), r(1), r(2)),
        Instruction::FloatUnary(operation) => float::unary(e, *operation, r(0), r(1)),
        Instruction::FloatFromWord => asm!(e.ops; fcvt.d.l F(r(0)), X(r(1))),
        Instruction::FloatToWord => asm!(e.ops; fcvt.l.d X(r(0)), F(r(1)), rtz),
        Instruction::FloatBits => asm!(e.ops; fmv.x.d X(r(0)), F(r(1))),
        Instruction::FloatFromBits => asm!(e.ops; fmv.d.x F(r(0)), X(r(1))),
        Instruction::Call(call) => control::call(e, call, places, flow),
        Instruction::CopyMemory => control::call_name(e, crate::helpers::COPY_MEMORY),
        Instruction::FillMemory => control::call_name(e, crate::helpers::FILL_MEMORY),
        Instruction::SystemCall(call) => {
            load_number(e, crate::registers::A7.hw_enc() as u8, i64::from(*call));
            asm!(e.ops; ecall);
        }
        Instruction::FrameAddress => {
            let size = i64::from(e.frame_size);
            add_number(e, r(0), SP, size);
        }
        Instruction::Jump => control::jump(e, flow.targets[0], flow),
        Instruction::Branch(condition) => control::branch(e, *condition, r(0), r(1), flow),
        Instruction::Return => control::leave(e),
        Instruction::UnwindTo => {
            copy(e, SP, r(1));
            asm!(e.ops; c.jr X(r(0)));
        }
        Instruction::Unreachable => asm!(e.ops; c.ebreak),
    }
}

/// Writes a move between two places.
pub fn emit_move(e: &mut E, from: Allocation, to: Allocation) {
    let float = [from, to].iter().any(|place| place.as_reg().is_some_and(|register| register.class() == RegClass::Float));
    let width = if float { Width::Float } else { Width::Full };
    let stack =
        |e: &E, allocation: Allocation| e.spill_offset(allocation.as_stack().expect("a place is a register or a spill slot"));
    match (from.is_reg(), to.is_reg()) {
        (true, true) if float => asm!(e.ops; fmv.d F(number(to)), F(number(from))),
        (true, true) => copy(e, number(to), number(from)),
        (true, false) => store_offset(e, width, number(from), SP, stack(e, to)),
        (false, true) => load_offset(e, width, number(to), SP, stack(e, from)),
        (false, false) => unreachable!("allocation moves between stack slots through the scratch register"),
    }
}
