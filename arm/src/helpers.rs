//! Code that belongs to no function of the program: where the process starts, copying and filling of memory.
use crate::registers::CONTEXT;
use dynasm::dynasm;
use dynasmrt::aarch64::Aarch64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler};
use register::object::{CodeObject, Relocation, RelocationKind};

/// The symbol of [`copy_memory`].
pub const COPY_MEMORY: &str = "copy_memory";
/// The symbol of [`fill_memory`].
pub const FILL_MEMORY: &str = "fill_memory";

type Ops = VecAssembler<Aarch64Relocation>;

fn object(symbol: &str, ops: Ops, relocations: Vec<Relocation>, outermost: bool) -> CodeObject {
    let bytes = ops.finalize().expect("labels of a fixed text are near");
    CodeObject { symbol: symbol.into(), name: symbol.into(), bytes, relocations, outermost, ..CodeObject::default() }
}

/// A relocation of the instruction that was written last.
fn relocation(ops: &Ops, kind: RelocationKind, target: &str) -> Relocation {
    Relocation { offset: ops.offset().0 as u32 - 4, kind, target: target.into(), addend: 0 }
}

/// Where the kernel enters: loads the context register and calls `start` with the address of `argc`.
pub fn start_stub() -> CodeObject {
    let (mut ops, mut relocations) = (Ops::new(0), Vec::new());
    dynasm!(ops; .arch aarch64; mov x0, sp; and sp, x0, !15; adrp X(CONTEXT), 0);
    relocations.push(relocation(&ops, RelocationKind::Page21, "context"));
    dynasm!(ops; .arch aarch64; add XSP(CONTEXT), XSP(CONTEXT), 0);
    relocations.push(relocation(&ops, RelocationKind::Low12, "context"));
    dynasm!(ops; .arch aarch64; mov x29, xzr; mov x30, xzr; bl 0);
    relocations.push(relocation(&ops, RelocationKind::Branch26, "start"));
    dynasm!(ops; .arch aarch64; brk 0);
    object("_start", ops, relocations, true)
}

/// Copies x2 bytes from x0 to x1, which may overlap: up to 16 in registers, all read before any is written; more in
/// steps of 16, away from the overlap, the odd rest read first and written last. Destroys x0 to x6, v0 and v1.
pub fn copy_memory() -> CodeObject {
    let mut ops = Ops::new(0);
    dynasm!(ops
        ; .arch aarch64
        ; cmp x2, 16
        ; b.hs >long
        ; tbnz x2, 3, >eight
        ; tbnz x2, 2, >four
        ; cbz x2, >done
        // one to three: the first, the middle, the last, some of them one
        ; lsr x4, x2, 1
        ; sub x2, x2, 1
        ; ldrb w3, [x0]
        ; ldrb w5, [x0, x4]
        ; ldrb w6, [x0, x2]
        ; strb w3, [x1]
        ; strb w5, [x1, x4]
        ; strb w6, [x1, x2]
        ; done:
        ; ret
        ; four:
        ; add x5, x0, x2
        ; add x6, x1, x2
        ; ldr w3, [x0]
        ; ldur w4, [x5, -4]
        ; str w3, [x1]
        ; stur w4, [x6, -4]
        ; ret
        ; eight:
        ; add x5, x0, x2
        ; add x6, x1, x2
        ; ldr x3, [x0]
        ; ldur x4, [x5, -8]
        ; str x3, [x1]
        ; stur x4, [x6, -8]
        ; ret
        ; long:
        ; add x4, x0, x2
        ; add x5, x1, x2
        ; sub x3, x1, x0
        ; cmp x3, x2
        ; b.lo >down
        ; ldur q1, [x4, -16]
        ; sub x5, x5, 16
        ; up:
        ; ldr q0, [x0], 16
        ; str q0, [x1], 16
        ; cmp x1, x5
        ; b.lo <up
        ; str q1, [x5]
        ; ret
        ; down:
        ; ldr q1, [x0]
        ; next:
        ; ldr q0, [x4, -16]!
        ; str q0, [x5, -16]!
        ; sub x2, x2, 16
        ; cmp x2, 16
        ; b.hi <next
        ; str q1, [x1]
        ; ret
    );
    object(COPY_MEMORY, ops, Vec::new(), false)
}

/// Fills x2 bytes from x0 on with the low byte of x1. Destroys x0 to x4 and v0.
pub fn fill_memory() -> CodeObject {
    let mut ops = Ops::new(0);
    dynasm!(ops
        ; .arch aarch64
        ; and x1, x1, 0xff
        ; orr x3, xzr, 0x0101_0101_0101_0101
        ; mul x1, x1, x3
        ; cmp x2, 16
        ; b.hs >long
        ; add x4, x0, x2
        ; tbnz x2, 3, >eight
        ; tbnz x2, 2, >four
        ; cbz x2, >done
        ; lsr x3, x2, 1
        ; strb w1, [x0]
        ; strb w1, [x0, x3]
        ; sturb w1, [x4, -1]
        ; done:
        ; ret
        ; four:
        ; str w1, [x0]
        ; stur w1, [x4, -4]
        ; ret
        ; eight:
        ; str x1, [x0]
        ; stur x1, [x4, -8]
        ; ret
        ; long:
        ; dup v0.d2, x1
        ; add x3, x0, x2
        ; sub x3, x3, 16
        ; up:
        ; str q0, [x0], 16
        ; cmp x0, x3
        ; b.lo <up
        ; str q0, [x3]
        ; ret
    );
    object(FILL_MEMORY, ops, Vec::new(), false)
}
