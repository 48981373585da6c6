//! Code that belongs to no function of the program: where the process starts, copying and filling of memory.
use crate::registers::CONTEXT;
use crate::relocation;
use dynasmrt::riscv::RiscvRelocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler};
use salama::register::object::{CodeObject, Relocation, RelocationKind};

/// The symbol of [`copy_memory`].
pub const COPY_MEMORY: &str = "copy_memory";
/// The symbol of [`fill_memory`].
pub const FILL_MEMORY: &str = "fill_memory";

type Ops = VecAssembler<RiscvRelocation>;

fn object(symbol: &str, ops: Ops, relocations: Vec<Relocation>, outermost: bool) -> CodeObject {
    let bytes = ops.finalize().expect("labels of a fixed text are near");
    CodeObject { symbol: symbol.into(), name: symbol.into(), bytes, relocations, outermost, ..CodeObject::default() }
}

/// Where the kernel enters: loads the context register and calls `start` with the address of `argc`.
pub fn start_stub() -> CodeObject {
    let mut ops = Ops::new(0);
    asm!(ops
        ; mv a0, sp; andi sp, sp, -16; lui X(CONTEXT), 0; addi X(CONTEXT), X(CONTEXT), 0; mv ra, zero
        ; auipc ra, 0; jalr ra, ra, 0; ebreak
    );
    let relocation = |(offset, kind, target): (u32, u8, &str)| {
        let kind = RelocationKind::Specific(kind);
        Relocation { offset, kind, target: target.into(), addend: 0 }
    };
    let places = [(8, relocation::HIGH, "context"), (12, relocation::LOW, "context"), (20, relocation::CALL, "start")];
    object("_start", ops, places.map(relocation).to_vec(), true)
}

/// Copies a2 bytes from a0 to a1, which may overlap: eight at a time if both are as far from a word, away from the overlap.
/// Destroys a0 to a5.
pub fn copy_memory() -> CodeObject {
    let mut ops = Ops::new(0);
    asm!(ops
        ; sub a3, a1, a0; andi a4, a3, 7; bltu a3, a2, >down
        ; li.12 a3, 8; bnez a4, >bytes
        ; first:
        ; andi a4, a1, 7; beqz a4, >words; beqz a2, >done
        ; lbu a5, [a0]; sb a5, [a1]; addi a0, a0, 1; addi a1, a1, 1; addi a2, a2, -1; j <first
        ; words:
        ; bltu a2, a3, >bytes
        ; next:
        ; ld a5, [a0]; sd a5, [a1]; addi a0, a0, 8; addi a1, a1, 8; addi a2, a2, -8; bgeu a2, a3, <next
        ; bytes:
        ; beqz a2, >done
        ; next:
        ; lbu a5, [a0]; sb a5, [a1]; addi a0, a0, 1; addi a1, a1, 1; addi a2, a2, -1; bnez a2, <next
        ; done:
        ; ret
        ; down:
        ; add a0, a0, a2; add a1, a1, a2; li.12 a3, 8; bnez a4, >bytes
        ; first:
        ; andi a4, a1, 7; beqz a4, >words; beqz a2, <done
        ; addi a0, a0, -1; addi a1, a1, -1; lbu a5, [a0]; sb a5, [a1]; addi a2, a2, -1; j <first
        ; words:
        ; bltu a2, a3, >bytes
        ; next:
        ; addi a0, a0, -8; addi a1, a1, -8; ld a5, [a0]; sd a5, [a1]; addi a2, a2, -8; bgeu a2, a3, <next
        ; bytes:
        ; beqz a2, <done
        ; next:
        ; addi a0, a0, -1; addi a1, a1, -1; lbu a5, [a0]; sb a5, [a1]; addi a2, a2, -1; bnez a2, <next
        ; ret
    );
    object(COPY_MEMORY, ops, Vec::new(), false)
}

/// Fills a2 bytes from a0 on with the low byte of a1. Destroys a0 to a4.
pub fn fill_memory() -> CodeObject {
    let mut ops = Ops::new(0);
    asm!(ops
        ; andi a1, a1, 255
        ; slli a3, a1, 8; or a1, a1, a3; slli a3, a1, 16; or a1, a1, a3; slli a3, a1, 32; or a1, a1, a3
        ; li.12 a3, 8
        ; first:
        ; andi a4, a0, 7; beqz a4, >words; beqz a2, >done
        ; sb a1, [a0]; addi a0, a0, 1; addi a2, a2, -1; j <first
        ; words:
        ; bltu a2, a3, >bytes
        ; next:
        ; sd a1, [a0]; addi a0, a0, 8; addi a2, a2, -8; bgeu a2, a3, <next
        ; bytes:
        ; beqz a2, >done
        ; next:
        ; sb a1, [a0]; addi a0, a0, 1; addi a2, a2, -1; bnez a2, <next
        ; done:
        ; ret
    );
    object(FILL_MEMORY, ops, Vec::new(), false)
}
