//! How to unwind each function: `.eh_frame` from the backends' frame steps, and `.eh_frame_hdr`, by which profilers find a
//! function's row in it. Both are loaded, as the Linux Standard Base (Core, 10.6) has them: profilers look at what is in memory.
//! The canonical frame address (CFA) is the caller's stack pointer, always given from the stack pointer, so no frame pointer
//! is needed.
use crate::layout::Layout;
use crate::reach::Reached;
use crate::{Image, Machine};
use gimli::write::{
    Address, CallFrameInstruction, CommonInformationEntry, EhFrame, EndianVec, FrameDescriptionEntry, FrameTable,
};
use gimli::{DW_EH_PE_datarel, DW_EH_PE_pcrel, DW_EH_PE_sdata4, DW_EH_PE_udata4, Encoding, Format, LittleEndian, Register};

/// The bytes of `.eh_frame_hdr`, and of `.eh_frame` directly behind it.
pub(crate) struct Unwinding {
    pub(crate) header: Vec<u8>,
    pub(crate) frames: Vec<u8>,
}

/// A table's start: a version, and how its numbers are written.
const HEADER: usize = 12;
/// A row: a function, and where its entry is.
const ROW: usize = 8;

/// The sections, which are to be at `address`, a multiple of 8.
pub(crate) fn sections(
    image: &Image,
    machine: &Machine,
    reached: &Reached<'_>,
    layout: &Layout,
    address: u64,
) -> Result<Unwinding, String> {
    let header_size = (HEADER + ROW * reached.code.len()).next_multiple_of(8);
    let frames_address = address + header_size as u64;
    let frames = frames(image, machine, reached, layout, frames_address)?;
    // version 1; the pointer is relative to itself, the count plain, the rows relative to the section: all of 32 bits
    let mut header = vec![1, (DW_EH_PE_pcrel | DW_EH_PE_sdata4).0, DW_EH_PE_udata4.0, (DW_EH_PE_datarel | DW_EH_PE_sdata4).0];
    let mut number = |number: u64| header.extend((number as u32).to_le_bytes());
    number(header_size as u64 - 4);
    let mut rows = rows(&frames, frames_address);
    rows.sort_unstable();
    number(rows.len() as u64);
    for (function, entry) in rows {
        number(function.wrapping_sub(address));
        number(entry.wrapping_sub(address));
    }
    header.resize(header_size, 0);
    Ok(Unwinding { header, frames })
}

/// Of each function's entry: the function's address, and the entry's. An entry has its length, the distance to what it shares with
/// others (0: it is that), and the function's address relative to this place.
fn rows(frames: &[u8], address: u64) -> Vec<(u64, u64)> {
    let word = |at: usize| i64::from(i32::from_le_bytes([frames[at], frames[at + 1], frames[at + 2], frames[at + 3]]));
    let mut rows = Vec::new();
    let mut at = 0;
    while at + 12 <= frames.len() && word(at) != 0 {
        if word(at + 4) != 0 {
            let place = address + at as u64 + 8;
            rows.push((place.wrapping_add_signed(word(at + 8)), address + at as u64));
        }
        at += 4 + word(at) as usize;
    }
    rows
}

/// The bytes of `.eh_frame`.
fn frames(image: &Image, machine: &Machine, reached: &Reached<'_>, layout: &Layout, address: u64) -> Result<Vec<u8>, String> {
    let mut table = FrameTable::default();
    let called = table.add_cie(entry_state(machine, false));
    let outermost = table.add_cie(entry_state(machine, true));
    for &index in &reached.code {
        let code = &image.code[index];
        let mut entry = FrameDescriptionEntry::new(
            Address::Constant(layout.code_address(index).wrapping_sub(address)),
            code.bytes.len() as u32,
        );
        let mut size = machine.entry_frame;
        let mut saved: &[(u16, i32)] = &[];
        for step in &code.frame {
            if step.size != size {
                entry.add_instruction(step.offset, CallFrameInstruction::CfaOffset(step.size as i32));
            }
            for &(register, _) in saved.iter().filter(|(register, _)| step.saved.iter().all(|(other, _)| other != register)) {
                entry.add_instruction(step.offset, CallFrameInstruction::Restore(Register(register)));
            }
            for &(register, offset) in step.saved.iter().filter(|place| !saved.contains(place)) {
                entry.add_instruction(step.offset, CallFrameInstruction::Offset(Register(register), offset));
            }
            (size, saved) = (step.size, &step.saved);
        }
        table.add_fde(if code.outermost { outermost } else { called }, entry);
    }
    let mut section = EhFrame(EndianVec::new(LittleEndian));
    table.write_eh_frame(&mut section).map_err(|error| format!("unwind information cannot be written: {error}"))?;
    let mut bytes = section.0.into_vec();
    // the end
    bytes.extend([0; 4]);
    Ok(bytes)
}

/// The frame as a call leaves it. Without a caller the return address is undefined: there debuggers stop.
fn entry_state(machine: &Machine, outermost: bool) -> CommonInformationEntry {
    let encoding = Encoding { format: Format::Dwarf32, version: 1, address_size: 8 };
    let return_address = Register(machine.return_address);
    let mut entry = CommonInformationEntry::new(encoding, machine.minimum_instruction_length, -8, return_address);
    entry.fde_address_encoding = DW_EH_PE_pcrel | DW_EH_PE_sdata4;
    entry.add_instruction(CallFrameInstruction::Cfa(Register(machine.stack_pointer), machine.entry_frame as i32));
    if outermost {
        entry.add_instruction(CallFrameInstruction::Undefined(return_address));
    } else if machine.entry_frame != 0 {
        entry.add_instruction(CallFrameInstruction::Offset(return_address, -(machine.entry_frame as i32)));
    }
    entry
}
