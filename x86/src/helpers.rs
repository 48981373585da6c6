//! Code that belongs to no function of the program: where the process starts, and copying of memory.
use dynasm::dynasm;
use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler};
use register::object::{CodeObject, Relocation, RelocationKind};

/// The symbol of [`copy_memory`].
pub const COPY_MEMORY: &str = "copy_memory";

type Ops = VecAssembler<X64Relocation>;

fn object(symbol: &str, ops: Ops, relocations: Vec<Relocation>, outermost: bool) -> CodeObject {
    let bytes = ops.finalize().expect("labels of a fixed text are near");
    CodeObject { symbol: symbol.into(), name: symbol.into(), bytes, relocations, outermost, ..CodeObject::default() }
}

fn relocation(ops: &Ops, kind: RelocationKind, target: &str, addend: i64) -> Relocation {
    Relocation { offset: ops.offset().0 as u32 - 4, kind, target: target.into(), addend }
}

/// Where the kernel enters: loads the context register and calls `start` with the address of `argc`.
pub fn start_stub() -> CodeObject {
    let (mut ops, mut relocations) = (Ops::new(0), Vec::new());
    dynasm!(ops; .arch x64; mov rdi, rsp; and rsp, BYTE -16; mov r15d, DWORD 0);
    relocations.push(relocation(&ops, RelocationKind::Absolute32, "context", 0));
    dynasm!(ops; .arch x64; call 0);
    relocations.push(relocation(&ops, RelocationKind::Relative32, "start", -4));
    dynasm!(ops; .arch x64; ud2);
    object("_start", ops, relocations, true)
}

/// Copies rcx bytes from rsi to rdi, which may overlap: up to 16 in registers, all read before any is written; more
/// in steps of 16, away from the overlap, the odd rest read first and written last. `rep movsb` for long ones that
/// need no care: it moves whole cache lines. Destroys rax, rcx, rdx, rsi, rdi, xmm0 and xmm1.
pub fn copy_memory() -> CodeObject {
    let mut ops = Ops::new(0);
    dynasm!(ops
        ; .arch x64
        ; cmp rcx, 16
        ; jae >long
        ; cmp rcx, 8
        ; jae >eight
        ; cmp rcx, 4
        ; jae >four
        ; test rcx, rcx
        ; je >done
        ; movzx eax, BYTE [rsi]
        ; movzx edx, BYTE [rsi + rcx - 1]
        ; cmp rcx, 2
        ; jbe >two
        ; movzx esi, BYTE [rsi + 1]
        ; mov [rdi + 1], sil
        ; two:
        ; mov [rdi], al
        ; mov [rdi + rcx - 1], dl
        ; done:
        ; ret
        ; four:
        ; mov eax, [rsi]
        ; mov edx, [rsi + rcx - 4]
        ; mov [rdi], eax
        ; mov [rdi + rcx - 4], edx
        ; ret
        ; eight:
        ; mov rax, [rsi]
        ; mov rdx, [rsi + rcx - 8]
        ; mov [rdi], rax
        ; mov [rdi + rcx - 8], rdx
        ; ret
        ; long:
        ; mov rax, rdi
        ; sub rax, rsi
        ; cmp rax, rcx
        ; jb >down
        ; cmp rcx, 1024
        ; jb >steps
        ; rep movsb
        ; ret
        ; steps:
        ; movups xmm1, [rsi + rcx - 16]
        ; lea rdx, [rdi + rcx - 16]
        ; up:
        ; movups xmm0, [rsi]
        ; movups [rdi], xmm0
        ; add rsi, 16
        ; add rdi, 16
        ; cmp rdi, rdx
        ; jb <up
        ; movups [rdx], xmm1
        ; ret
        ; down:
        ; movups xmm1, [rsi]
        ; next:
        ; movups xmm0, [rsi + rcx - 16]
        ; movups [rdi + rcx - 16], xmm0
        ; sub rcx, 16
        ; cmp rcx, 16
        ; ja <next
        ; movups [rdi], xmm1
        ; ret
    );
    object(COPY_MEMORY, ops, Vec::new(), false)
}
