//! The file: what is in it, what is not, permissions, size, the same bytes again.
mod support;
use linker::{Debug, Machine, Options};
use object::elf;
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol};
use support::{ARM, X86, chain_image, exit_image, link};

const STRIPPED: Options = Options { debug: Debug::Stripped };

fn parse(bytes: &[u8]) -> ElfFile64<'_, Endianness> {
    ElfFile64::parse(bytes).expect("the file parses")
}

fn segments(machine: &Machine, bytes: &[u8]) -> Vec<(u32, u32, u64, u64, u64)> {
    let file = parse(bytes);
    let header = file.elf_header();
    assert_eq!(header.e_machine(Endianness::Little), elf::Machine(machine.elf_machine));
    assert_eq!(header.e_type(Endianness::Little), elf::ET_EXEC);
    let segments = header.program_headers(Endianness::Little, bytes).expect("the headers parse");
    let end = Endianness::Little;
    let row = |it: &elf::ProgramHeader64<Endianness>| {
        (it.p_type(end).0, it.p_flags(end).0, it.p_vaddr(end), it.p_offset(end), it.p_memsz(end))
    };
    segments.iter().map(row).collect()
}

#[test]
fn nothing_is_writable_and_executable() {
    for machine in [X86, ARM] {
        for options in [STRIPPED, Options::default()] {
            let linked = link(&exit_image(&machine), &machine, &options);
            let segments = segments(&machine, &linked.bytes);
            let flags: Vec<_> = segments.iter().map(|(kind, flags, ..)| (*kind, *flags)).collect();
            let (load, stack, unwinding) = (elf::PT_LOAD.0, elf::PT_GNU_STACK.0, elf::PT_GNU_EH_FRAME.0);
            let loaded = if options.debug == Debug::Stripped {
                assert_eq!(flags, [(load, 5), (load, 4), (load, 6), (stack, 6)]);
                &segments[..3]
            } else {
                assert_eq!(flags, [(load, 5), (load, 4), (load, 6), (load, 4), (unwinding, 4), (stack, 6)]);
                &segments[..4]
            };
            for (_, _, address, offset, _) in loaded {
                assert_eq!(address % machine.page_size, offset % machine.page_size);
            }
            for pair in loaded.windows(2) {
                let end_page = (pair[0].2 + pair[0].4 - 1) / machine.page_size;
                assert!(end_page < pair[1].2 / machine.page_size, "two segments share a page");
            }
        }
    }
}

#[test]
fn sections_have_their_flags() {
    let linked = link(&exit_image(&X86), &X86, &Options::default());
    let file = parse(&linked.bytes);
    let flags = |name: &str| match file.section_by_name(name).expect(name).flags() {
        object::SectionFlags::Elf { sh_flags, .. } => sh_flags.0,
        _ => unreachable!("this is an ELF file"),
    };
    let wanted = [(".text", 6), (".rodata", 2), (".data", 3), (".bss", 3), (".eh_frame", 2), (".debug_line", 0)];
    assert_eq!(wanted.map(|(name, _)| (name, flags(name))), wanted);
    assert_eq!(file.section_by_name(".bss").expect("bss").size(), 4096);
}

/// By the table of `.eh_frame_hdr`, as profilers do it.
#[test]
fn every_function_finds_how_to_unwind_it() {
    use gimli::{BaseAddresses, EhFrame, EhFrameHdr, LittleEndian, UnwindSection};
    for machine in [X86, ARM] {
        let linked = link(&chain_image(&machine), &machine, &Options::default());
        let file = parse(&linked.bytes);
        let section = |name| file.section_by_name(name).expect(name);
        let (header, frames) = (section(".eh_frame_hdr"), section(".eh_frame"));
        let segments = segments(&machine, &linked.bytes);
        let found = segments.iter().find(|segment| segment.0 == elf::PT_GNU_EH_FRAME.0).expect("a segment names the header");
        assert_eq!(found.2, header.address());
        let bases = BaseAddresses::default().set_eh_frame_hdr(header.address()).set_eh_frame(frames.address());
        let header = EhFrameHdr::new(header.data().expect("content"), LittleEndian).parse(&bases, 8).expect("it parses");
        let frames = EhFrame::new(frames.data().expect("content"), LittleEndian);
        let table = header.table().expect("rows");
        let code: Vec<_> = linked.positions.iter().filter(|placed| placed.kind() == "code").collect();
        assert_eq!(header.table().expect("rows").iter(&bases).size_hint().0, code.len());
        for placed in code {
            let entry = table.fde_for_address(&frames, &bases, placed.address + 1, EhFrame::cie_from_offset).expect(&placed.name);
            assert_eq!((entry.initial_address(), entry.len()), (placed.address, placed.size), "{}", placed.name);
        }
    }
}

#[test]
fn a_stripped_program_is_small() {
    let linked = link(&exit_image(&X86), &X86, &STRIPPED);
    assert!(linked.bytes.len() < 512, "{} bytes", linked.bytes.len());
    let mut least = exit_image(&X86);
    least.code = vec![support::code("_start", vec![0xb8, 231, 0, 0, 0, 0x0f, 0x05], vec![])];
    let linked = link(&least, &X86, &STRIPPED);
    assert_eq!(linked.bytes.len(), 64 + 2 * 56 + 7);
    assert_eq!(linked.positions.len(), 1);
    let linked = link(&exit_image(&ARM), &ARM, &STRIPPED);
    assert!(linked.bytes.len() < 512, "{} bytes", linked.bytes.len());
}

#[test]
fn what_nothing_reaches_is_left_out() {
    for machine in [X86, ARM] {
        let linked = link(&exit_image(&machine), &machine, &Options::default());
        let placed: Vec<_> = linked.positions.iter().map(|placed| placed.symbol.as_str()).collect();
        assert_eq!(placed, ["_start", "answer", "pointer", "numbers", "counter"]);
        let names: Vec<_> = parse(&linked.bytes).symbols().map(|symbol| symbol.name().expect("a name").to_string()).collect();
        assert_eq!(names, placed);
        let image = exit_image(&machine);
        let references = linker::references(&image).expect("it can be linked");
        let by = |symbol: &str| references.iter().find(|reference| reference.to == symbol).map(|reference| reference.from);
        assert_eq!(by("_start"), None);
        assert_eq!(by("numbers"), Some("pointer"));
        assert_eq!(by("counter"), Some("answer"));
        assert_eq!(by("dead_data"), None);
        let mut rooted = exit_image(&machine);
        rooted.roots = vec!["dead_data".into()];
        let linked = link(&rooted, &machine, &STRIPPED);
        assert!(linked.positions.iter().any(|placed| placed.symbol == "dead_data" && placed.kind() == "test"));
    }
}

#[test]
fn every_byte_has_a_name_or_is_alignment() {
    for machine in [X86, ARM] {
        for debug in [Debug::Stripped, Debug::Lines, Debug::Full] {
            let linked = link(&chain_image(&machine), &machine, &Options { debug });
            let objects = linked.positions.iter().filter(|placed| placed.section != ".bss");
            let named =
                objects.map(|placed| placed.size).sum::<u64>() + linked.extras.iter().map(|extra| extra.size).sum::<u64>();
            let alignment = linked.bytes.len() as u64 - named;
            assert!(alignment < 16 * linked.positions.len() as u64, "{debug:?}: {alignment} bytes");
            assert_eq!(linked.extras.len() > 1, debug != Debug::Stripped);
        }
    }
}

#[test]
fn references_know_their_lines() {
    let image = chain_image(&X86);
    let references = linker::references(&image).expect("it can be linked");
    let line = |to: &str| {
        let reference = references.iter().find(|reference| reference.to == to).expect("it is referred to");
        reference.position.map(|position| image.positions[position as usize].line)
    };
    assert_eq!((line("Object#outer"), line("Object#inner"), line("<main>")), (Some(10), Some(5), None));
}

#[test]
fn the_same_image_gives_the_same_bytes() {
    for machine in [X86, ARM] {
        for debug in [Debug::Stripped, Debug::Lines, Debug::Full] {
            let first = link(&chain_image(&machine), &machine, &Options { debug }).bytes;
            for _ in 0..5 {
                assert!(first == link(&chain_image(&machine), &machine, &Options { debug }).bytes, "{debug:?}");
            }
        }
    }
}

#[test]
fn faults_have_names() {
    let fault = |change: fn(&mut linker::Image)| {
        let mut image = exit_image(&X86);
        change(&mut image);
        linker::link(&image, &X86, &STRIPPED).expect_err("it cannot be linked")
    };
    assert_eq!(fault(|image| image.entry = "start".into()), "`the linker` refers to `start`, which nothing defines");
    assert_eq!(fault(|image| image.code[1].symbol = "answer".into()), "the symbol `answer` is defined twice");
    assert_eq!(fault(|image| image.data[2].symbol = "call_sites".into()), "the symbol `call_sites` is defined twice");
    assert_eq!(
        fault(|image| image.code[0].relocations[0].offset = 12),
        "`_start` at 12 to `answer`: the place is outside of the object"
    );
    assert_eq!(
        fault(|image| image.code[0].relocations[0].offset = 1000),
        "`_start` at 1000 to `answer`: the place is outside of the object"
    );
    assert_eq!(fault(|image| image.data[3].alignment = 24), "`numbers` cannot be aligned to 24 bytes");
    let large = fault(|image| image.data[1].zeroed = u32::MAX);
    assert!(large.ends_with("there is room for 2 GiB"), "{large}");
}
