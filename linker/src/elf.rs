//! The ELF file: headers over the loaded content and, unless stripped, symbols and debug sections behind it.
use crate::layout::{Layout, Part};
use crate::{Extra, Machine, Placed};
use object::elf;
use object::endian::Endianness;
use object::write::elf::{FileHeader, ProgramHeader, SectionHeader, Sym, Writer};

/// A section that is not loaded: name and content.
pub(crate) type DebugSection = (&'static str, Vec<u8>);

/// Writes the file, and says what in it is no object. `content` is its loaded part, with room for the headers; `unwinding` the size of
/// `.eh_frame_hdr`, unless the file is stripped: then nothing but what is loaded is in it.
pub(crate) fn write(
    machine: &Machine,
    layout: &Layout,
    content: Vec<u8>,
    positions: &[Placed],
    debug: &[DebugSection],
    unwinding: Option<u64>,
) -> Result<(Vec<u8>, Vec<Extra>), String> {
    let mut file: Vec<u8> = Vec::new();
    let header = FileHeader {
        os_abi: elf::ELFOSABI_SYSV,
        abi_version: 0,
        e_type: elf::ET_EXEC,
        e_machine: elf::Machine(machine.elf_machine),
        e_entry: layout.entry,
        e_flags: elf::FileFlags(machine.elf_flags),
    };
    let segments = segments(machine, layout, unwinding);
    let failed = |error: object::write::Error| format!("the ELF file cannot be written: {error}");
    let mut writer = Writer::new_single_phase(Endianness::Little, true, &mut file);
    writer.write_file_header(&header).map_err(failed)?;
    writer.write_program_headers_placeholder(segments.len() as u32);
    let headers_size = writer.len() as usize;
    let mut extras = vec![Extra { name: "headers", size: headers_size as u64 }];
    writer.write(&content[headers_size..]);
    if let Some(header) = unwinding {
        extras.push(Extra { name: ".eh_frame_hdr", size: header });
        extras.push(Extra { name: ".eh_frame", size: layout.unwinding.size - header });
        let mut end = writer.len();
        let mut extra = |name, now| {
            extras.push(Extra { name, size: now - std::mem::replace(&mut end, now) });
        };
        let loaded = loaded_sections(machine, layout, header);
        let names: Vec<_> = loaded.iter().map(|(name, _)| writer.add_section_name(name.as_bytes())).collect();
        write_symbols(&mut writer, &loaded, positions);
        extra(".symtab", writer.len());
        writer.write_strtab().map_err(failed)?;
        extra(".strtab", writer.len());
        let mut sections = Vec::new();
        for (name_text, bytes) in debug {
            let name = writer.add_section_name(name_text.as_bytes());
            let offset = writer.write_align(1);
            writer.write(bytes);
            extra(name_text, writer.len());
            sections.push((name, debug_section(offset, bytes.len() as u64)));
        }
        writer.write_shstrtab().map_err(failed)?;
        extra(".shstrtab", writer.len());
        writer.write_null_section_header();
        let loaded = names.into_iter().zip(loaded.into_iter().map(|(_, section)| section));
        for (name, mut section) in loaded.chain(sections) {
            section.sh_name = writer.section_name_offset(Some(name));
            writer.write_section_header(&section);
        }
        // The header of the symbols names that of their strings: first the strings'.
        writer.write_strtab_section_header();
        writer.write_symtab_section_header(positions.len() as u32 + 1);
        writer.write_shstrtab_section_header();
        extra("section headers", writer.len());
    }
    let mut headers: Vec<u8> = Vec::new();
    writer.write_headers_to(&mut headers, &segments).map_err(failed)?;
    drop(writer);
    file[..headers.len()].copy_from_slice(&headers);
    Ok((file, extras))
}

fn segments(machine: &Machine, layout: &Layout, unwinding: Option<u64>) -> Vec<ProgramHeader> {
    let mut segments = Vec::new();
    for part in Part::ALL {
        let extent = layout.extent(part);
        let (flags, memory) = match part {
            Part::Text => (elf::PF_R | elf::PF_X, extent.size),
            Part::ReadOnly | Part::Unwinding => (elf::PF_R, extent.size),
            Part::Writable => (elf::PF_R | elf::PF_W, layout.zeroed.end().max(extent.end()) - extent.address),
        };
        if extent.address != 0 {
            segments.push(segment(elf::PT_LOAD, flags, [extent.offset, extent.address, extent.size, memory], machine.page_size));
        }
    }
    if let Some(size) = unwinding {
        let extent = layout.unwinding;
        segments.push(segment(elf::PT_GNU_EH_FRAME, elf::PF_R, [extent.offset, extent.address, size, size], 4));
    }
    segments.push(segment(elf::PT_GNU_STACK, elf::PF_R | elf::PF_W, [0; 4], 16));
    segments
}

fn segment(p_type: elf::ProgramType, p_flags: elf::ProgramFlags, place: [u64; 4], p_align: u64) -> ProgramHeader {
    let [p_offset, p_vaddr, p_filesz, p_memsz] = place;
    ProgramHeader { p_type, p_flags, p_offset, p_vaddr, p_paddr: p_vaddr, p_filesz, p_memsz, p_align }
}

fn loaded_sections(machine: &Machine, layout: &Layout, unwinding: u64) -> Vec<(&'static str, SectionHeader)> {
    let code = elf::SHF_ALLOC | elf::SHF_EXECINSTR;
    let data = elf::SHF_ALLOC | elf::SHF_WRITE;
    let text_alignment = u64::from(machine.code_alignment);
    let header = crate::layout::Extent { size: unwinding, ..layout.unwinding };
    let frames = crate::layout::Extent {
        address: header.end(),
        offset: header.offset + unwinding,
        size: layout.unwinding.size - unwinding,
    };
    let all = [
        (".text", elf::SHT_PROGBITS, code, layout.text, text_alignment),
        (".rodata", elf::SHT_PROGBITS, elf::SHF_ALLOC, layout.read_only, 4),
        (".data", elf::SHT_PROGBITS, data, layout.writable, 4),
        (".bss", elf::SHT_NOBITS, data, layout.zeroed, 4),
        (".eh_frame_hdr", elf::SHT_PROGBITS, elf::SHF_ALLOC, header, 4),
        (".eh_frame", elf::SHT_PROGBITS, elf::SHF_ALLOC, frames, 8),
    ];
    let present = all.into_iter().filter(|(.., extent, _)| extent.size != 0);
    let header = |(name, sh_type, sh_flags, extent, sh_addralign): (_, _, _, crate::layout::Extent, u64)| {
        let section = SectionHeader {
            sh_name: 0,
            sh_type,
            sh_flags,
            sh_addr: extent.address,
            sh_offset: extent.offset,
            sh_size: extent.size,
            sh_link: 0,
            sh_info: 0,
            sh_addralign,
            sh_entsize: 0,
        };
        (name, section)
    };
    present.map(header).collect()
}

fn debug_section(sh_offset: u64, sh_size: u64) -> SectionHeader {
    SectionHeader {
        sh_name: 0,
        sh_type: elf::SHT_PROGBITS,
        sh_flags: elf::SectionFlags(0),
        sh_addr: 0,
        sh_offset,
        sh_size,
        sh_link: 0,
        sh_info: 0,
        sh_addralign: 1,
        sh_entsize: 0,
    }
}

/// Local symbols under the Ruby names: several versions of a method share one.
fn write_symbols<'a>(
    writer: &mut Writer<'a, object::write::elf::SinglePhase>,
    loaded: &[(&'static str, SectionHeader)],
    positions: &'a [Placed],
) {
    writer.write_null_symbol();
    for placed in positions {
        let name = writer.add_string(placed.name.as_bytes());
        let section = loaded.iter().position(|(name, _)| *name == placed.section).map(|index| index as u32 + 1);
        let kind = if placed.section == ".text" { elf::STT_FUNC } else { elf::STT_OBJECT };
        let symbol = Sym {
            section,
            st_name: writer.string_offset(Some(name)),
            st_info: elf::SymbolInfo::new(elf::STB_LOCAL, kind),
            st_other: elf::SymbolOther(0),
            st_shndx: elf::SymbolSection(0),
            st_value: placed.address,
            st_size: placed.size,
        };
        writer.write_symbol(&symbol);
    }
}
