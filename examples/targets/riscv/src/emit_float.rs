//! Emission of what is done with floats, and of counting zero bits, which is done by floats.
use crate::Riscv;
use crate::encode::load_number;
use crate::instruction::{FloatOperation, FloatTest, FloatUnary};
use crate::registers::{SCRATCH, SCRATCH_FLOAT};
use dynasmrt::{DynasmApi, DynasmLabelApi};
use salama::register::machine::Emission;

type E<'a> = Emission<'a, Riscv>;

pub fn operation(e: &mut E, operation: FloatOperation, to: u8, a: u8, b: u8) {
    match operation {
        FloatOperation::Add => asm!(e.ops; fadd.d F(to), F(a), F(b)),
        FloatOperation::Subtract => asm!(e.ops; fsub.d F(to), F(a), F(b)),
        FloatOperation::Multiply => asm!(e.ops; fmul.d F(to), F(a), F(b)),
        FloatOperation::Divide => asm!(e.ops; fdiv.d F(to), F(a), F(b)),
    }
}

pub fn compare(e: &mut E, test: FloatTest, to: u8, a: u8, b: u8) {
    match test {
        FloatTest::Equal => asm!(e.ops; feq.d X(to), F(a), F(b)),
        FloatTest::Less => asm!(e.ops; flt.d X(to), F(a), F(b)),
        FloatTest::LessEqual => asm!(e.ops; fle.d X(to), F(a), F(b)),
    }
}

pub fn unary(e: &mut E, operation: FloatUnary, to: u8, a: u8) {
    match operation {
        FloatUnary::Negate => asm!(e.ops; fneg.d F(to), F(a)),
        FloatUnary::Absolute => asm!(e.ops; fabs.d F(to), F(a)),
        FloatUnary::SquareRoot => asm!(e.ops; fsqrt.d F(to), F(a)),
        FloatUnary::Floor | FloatUnary::Ceiling | FloatUnary::Truncate => round(e, operation, to, a),
    }
}

/// By way of an integer. A float of 2^52 or more is one already, and NaN and the infinities have the greatest exponent; the sign is
/// the float's own, also of what becomes 0.
fn round(e: &mut E, operation: FloatUnary, to: u8, a: u8) {
    const INTEGRAL: i32 = 1023 + 52;
    asm!(e.ops; fmv.x.d X(SCRATCH), F(a)
        ; c.slli X(SCRATCH), 1
        ; srli X(SCRATCH), X(SCRATCH), 53
        ; sltiu X(SCRATCH), X(SCRATCH), INTEGRAL
    );
    if to != a {
        asm!(e.ops; fmv.d F(to), F(a));
    }
    asm!(e.ops; beqz X(SCRATCH), >done);
    match operation {
        FloatUnary::Floor => asm!(e.ops; fcvt.l.d X(SCRATCH), F(a), rdn),
        FloatUnary::Ceiling => asm!(e.ops; fcvt.l.d X(SCRATCH), F(a), rup),
        _ => asm!(e.ops; fcvt.l.d X(SCRATCH), F(a), rtz),
    }
    asm!(e.ops; fcvt.d.l F(SCRATCH_FLOAT), X(SCRATCH)
        ; fsgnj.d F(to), F(SCRATCH_FLOAT), F(a)
        ; done:
    );
}

/// The exponent of the scratch register's number, rounded to zero, plus 1023; 0 for 0.
fn exponent(e: &mut E, from: u8) {
    asm!(e.ops; fcvt.d.lu F(SCRATCH_FLOAT), X(from), rtz
        ; fmv.x.d X(SCRATCH), F(SCRATCH_FLOAT)
        ; srli X(SCRATCH), X(SCRATCH), 52
        ; bnez X(SCRATCH), >some
    );
}

/// 63 less the place of the highest bit; 64 for 0.
pub fn leading_zeros(e: &mut E, to: u8, from: u8) {
    exponent(e, from);
    load_number(e, SCRATCH, 1023 - 1);
    asm!(e.ops; some:; neg X(to), X(SCRATCH); addi X(to), X(to), 1023 + 63);
}

/// The place of the lowest bit, which is all of `from & -from`; 64 for 0.
pub fn trailing_zeros(e: &mut E, to: u8, from: u8) {
    asm!(e.ops; neg X(SCRATCH), X(from); and X(SCRATCH), X(SCRATCH), X(from));
    exponent(e, SCRATCH);
    load_number(e, SCRATCH, 1023 + 64);
    asm!(e.ops; some:; addi X(to), X(SCRATCH), -1023);
}
