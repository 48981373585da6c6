//! The run-time tables, read as the runtime reads them.
mod support;
use linker::{Debug, Image, Linked, Machine, Options, RelocationKind, Section};
use support::{ARM, X86, chain_image, data, link, relocation};

const NONE: u32 = u32::MAX;

/// The chain, and data that refers to the given symbols.
fn with_tables(machine: &Machine, symbols: &[&str]) -> Image {
    let mut image = chain_image(machine);
    let mut object = data("runtime", Section::ReadOnly, &vec![0; symbols.len() * 8]);
    let places = symbols.iter().enumerate();
    object.relocations = places.map(|(at, symbol)| relocation(at as u32 * 8, RelocationKind::Absolute64, symbol, 0)).collect();
    image.data.push(object);
    image.roots.push("runtime".into());
    image
}

fn address(linked: &Linked, symbol: &str) -> u32 {
    linked.positions.iter().find(|placed| placed.symbol == symbol).expect(symbol).address as u32
}

fn words(linked: &Linked, symbol: &str) -> Vec<u32> {
    let bytes = bytes(linked, symbol);
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

fn bytes<'a>(linked: &'a Linked, symbol: &str) -> &'a [u8] {
    use object::{Object, ObjectSegment};
    let placed = linked.positions.iter().find(|placed| placed.symbol == symbol).expect(symbol);
    let file = object::read::elf::ElfFile64::<object::Endianness>::parse(linked.bytes.as_slice()).expect("the file parses");
    let mut found = file.segments().filter_map(|segment| segment.data_range(placed.address, placed.size).ok().flatten());
    found.next().expect("the table is loaded")
}

fn string(strings: &[u8], offset: u32) -> &str {
    let (start, length) = (offset as usize + 4, strings[offset as usize] as usize);
    std::str::from_utf8(&strings[start..start + length]).expect("names are UTF-8")
}

const TABLES: &[&str] = &["call_sites", "call_sites_end", "call_positions"];

#[test]
fn call_sites_are_sorted_and_complete() {
    for (machine, calls) in [(X86, [5, 9, 9]), (ARM, [4, 12, 12])] {
        let image = with_tables(&machine, TABLES);
        let linked = link(&image, &machine, &Options { debug: Debug::Stripped });
        let rows = words(&linked, "call_sites");
        let functions = ["_start", "<main>", "Object#outer"];
        let backs: Vec<u32> = (0..3).map(|index| address(&linked, functions[index]) + calls[index]).collect();
        assert_eq!(rows, [backs[0], 0, backs[1], 8, backs[2], 18]);
        assert!(backs.is_sorted());
        let ends = words(&linked, "runtime");
        assert_eq!(ends[2] - ends[0], rows.len() as u32 * 4);

        let end = if machine.elf_machine == X86.elf_machine { 13 } else { 20 };
        let frames = bytes(&linked, "frames");
        assert_eq!(frames[..8], [0, 0, 0, 0, 2, 0, 0, 0], "no landing, 16 bytes, no slots");
        for (offset, function) in [(8, "<main>"), (18, "Object#outer")] {
            assert_eq!(frames[offset..][..4], (address(&linked, function) + end).to_le_bytes());
            assert_eq!(frames[offset + 4..][..6], [4, 0, 1, 0, 1, 0], "32 bytes, a slot at 8");
        }

        let calls = words(&linked, "call_positions");
        assert_eq!(calls, [backs[1], 0, backs[2], 1], "the start does not show");
        let positions = words(&linked, "positions");
        let strings = bytes(&linked, "position_strings");
        let shown: Vec<_> =
            positions.chunks(4).map(|it| (string(strings, it[0]), string(strings, it[1]), it[2], it[3])).collect();
        let wanted = [("<main>", "app.rb", 10, NONE), ("Object#outer", "app.rb", 5, NONE)];
        assert_eq!(shown, wanted, "positions without a call site are left out");
    }
}

#[test]
fn inlined_positions_bring_their_callers() {
    let mut image = with_tables(&X86, TABLES);
    image.code[2].call_sites[0].position = Some(5);
    let linked = link(&image, &X86, &Options { debug: Debug::Stripped });
    let (calls, positions) = (words(&linked, "call_positions"), words(&linked, "positions"));
    let strings = bytes(&linked, "position_strings");
    let mut names = Vec::new();
    let mut next = calls[3];
    while next != NONE {
        names.push(string(strings, positions[next as usize * 4]));
        next = positions[next as usize * 4 + 3];
    }
    assert_eq!(names, ["Integer#succ", "Object#inner"]);
}

#[test]
fn tables_that_nothing_reads_are_left_out() {
    let linked = link(&chain_image(&X86), &X86, &Options { debug: Debug::Stripped });
    assert!(linked.positions.iter().all(|placed| placed.kind() == "code"));
    let linked = link(&with_tables(&X86, &["call_sites"]), &X86, &Options { debug: Debug::Stripped });
    let tables: Vec<_> =
        linked.positions.iter().filter(|placed| placed.kind() == "table").map(|placed| placed.symbol.as_str()).collect();
    assert_eq!(tables, ["call_sites", "frames"]);
}

#[test]
fn malformed_call_sites_are_refused() {
    let fault = |change: fn(&mut linker::CallSite)| {
        let mut image = with_tables(&X86, TABLES);
        change(&mut image.code[1].call_sites[0]);
        linker::link(&image, &X86, &Options::default()).expect_err("it cannot be linked")
    };
    assert_eq!(fault(|site| site.live = vec![4]), "a stack map names the slot at 4, in a frame of 32 bytes");
    assert_eq!(fault(|site| site.live = vec![32]), "a stack map names the slot at 32, in a frame of 32 bytes");
    assert_eq!(fault(|site| site.frame_size = 1 << 20), "a frame of 1048576 bytes is too large");
    assert_eq!(fault(|site| site.return_offset = 99), "call sites of `<main>` are not ordered or not inside of it");
    assert_eq!(fault(|site| site.position = Some(99)), "there is no position 99");
}

#[test]
fn boot_objects_stand_together() {
    let mut image = with_tables(&X86, &["boot_objects", "boot_objects_end", "writable_end", "text", "text_end", "cell"]);
    image.data.push(data("cell", Section::Writable, &[1; 8]));
    image.data.push(data("first", Section::Boot, &[2; 24]));
    image.data.push(data("second", Section::Boot, &[3; 8]));
    image.roots.extend(["second".to_string(), "first".to_string()]);
    let linked = link(&image, &X86, &Options::default());
    let symbols: Vec<u32> = words(&linked, "runtime").into_iter().step_by(2).collect();
    let (first, cell) = (address(&linked, "first"), address(&linked, "cell"));
    assert_eq!(symbols[..3], [first, first + 32, first + 40]);
    assert_eq!(symbols[5], cell);
    assert_eq!(cell, first + 32);
    assert_eq!(symbols[3], address(&linked, "_start"));
    assert!(symbols[4] > address(&linked, "Object#inner"));
}
