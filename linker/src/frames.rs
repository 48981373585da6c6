//! How to unwind each function: `.debug_frame` from the backends' frame steps. The canonical frame address (CFA) is the
//! caller's stack pointer, always given from the stack pointer, so no frame pointer is needed.
use crate::layout::Layout;
use crate::reach::Reached;
use crate::{Image, Machine};
use gimli::write::{
    Address, CallFrameInstruction, CommonInformationEntry, DebugFrame, EndianVec, FrameDescriptionEntry, FrameTable,
};
use gimli::{Encoding, Format, LittleEndian, Register};

/// The bytes of `.debug_frame`.
pub(crate) fn section(image: &Image, machine: &Machine, reached: &Reached<'_>, layout: &Layout) -> Result<Vec<u8>, String> {
    let mut table = FrameTable::default();
    let called = table.add_cie(entry_state(machine, false));
    let outermost = table.add_cie(entry_state(machine, true));
    for &index in &reached.code {
        let code = &image.code[index];
        let mut entry = FrameDescriptionEntry::new(Address::Constant(layout.code_address(index)), code.bytes.len() as u32);
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
    let mut section = DebugFrame(EndianVec::new(LittleEndian));
    table.write_debug_frame(&mut section).map_err(|error| format!("unwind information cannot be written: {error}"))?;
    Ok(section.0.into_vec())
}

/// The frame as a call leaves it. Without a caller the return address is undefined: there debuggers stop.
fn entry_state(machine: &Machine, outermost: bool) -> CommonInformationEntry {
    let encoding = Encoding { format: Format::Dwarf32, version: 4, address_size: 8 };
    let return_address = Register(machine.return_address);
    let mut entry = CommonInformationEntry::new(encoding, machine.minimum_instruction_length, -8, return_address);
    entry.add_instruction(CallFrameInstruction::Cfa(Register(machine.stack_pointer), machine.entry_frame as i32));
    if outermost {
        entry.add_instruction(CallFrameInstruction::Undefined(return_address));
    } else if machine.entry_frame != 0 {
        entry.add_instruction(CallFrameInstruction::Offset(return_address, -(machine.entry_frame as i32)));
    }
    entry
}
