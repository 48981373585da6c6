//! The tables that the runtime reads, as read-only data: call sites for the unwinder and the collector, stack maps for
//! the collector, positions for backtraces. A table that nothing refers to is left out, and columns that point into
//! it say [`NONE`].
//!
//! ```text
//! call_sites         5 x u32: return address, frame size, landing address or 0, offset into stack_maps, row of positions
//! stack_maps         u16 count, then count x u16: offset from the stack pointer / 8; each map once
//! positions          5 x u32: name, file (offsets into position_strings), line, row of the parent, flags (1: hidden)
//! position_strings   u32 length, bytes, zeros to a multiple of 4; each string once
//! ```
//!
//! Rows of `call_sites` are sorted by return address. Hidden positions carry line 0, so that a runtime function has one
//! row and not one for each of its lines.
use crate::layout::Layout;
use crate::reach::{Reached, Table};
use crate::{CallSite, Image};
use std::collections::HashMap;

/// No stack map, position, or parent.
pub(crate) const NONE: u32 = u32::MAX;
const CALL_SITE_SIZE: usize = 20;
const HIDDEN: u32 = 1;

/// The tables' bytes; the call sites' addresses are filled in when the layout is known.
#[derive(Default)]
pub(crate) struct Tables {
    call_sites: Vec<Row>,
    stack_maps: Vec<u8>,
    positions: Vec<u8>,
    strings: Vec<u8>,
}

struct Row {
    code: usize,
    site: usize,
    stack_map: u32,
    position: u32,
}

impl Tables {
    /// Builds what is reached of the tables for the reachable code.
    pub(crate) fn build(image: &Image, reached: &mut Reached<'_>) -> Result<Tables, String> {
        let mut builder =
            Builder { image, tables: Tables::default(), maps: HashMap::new(), rows: HashMap::new(), strings: HashMap::new() };
        if reached.has(Table::Positions) && !reached.has(Table::PositionStrings) {
            reached.tables.push(Table::PositionStrings);
        }
        if reached.has(Table::CallSites) {
            for &code in &reached.code {
                builder.check(code)?;
                for (index, site) in image.code[code].call_sites.iter().enumerate() {
                    let stack_map = if reached.has(Table::StackMaps) { builder.stack_map(site)? } else { NONE };
                    let position = if reached.has(Table::Positions) { site.position } else { None };
                    let position = position.map_or(Ok(NONE), |position| builder.position(position))?;
                    builder.tables.call_sites.push(Row { code, site: index, stack_map, position });
                }
            }
        }
        Ok(builder.tables)
    }

    pub(crate) fn size(&self, table: Table) -> usize {
        match table {
            Table::CallSites => self.call_sites.len() * CALL_SITE_SIZE,
            Table::StackMaps => self.stack_maps.len(),
            Table::Positions => self.positions.len(),
            Table::PositionStrings => self.strings.len(),
        }
    }

    /// The content, now that code has addresses.
    pub(crate) fn bytes(&self, table: Table, image: &Image, layout: &Layout) -> Vec<u8> {
        match table {
            Table::CallSites => {
                let mut bytes = Vec::with_capacity(self.size(table));
                for row in &self.call_sites {
                    let site = &image.code[row.code].call_sites[row.site];
                    let start = layout.code_address(row.code) as u32;
                    let landing = site.landing.map_or(0, |offset| start + offset);
                    words(&mut bytes, &[start + site.return_offset, site.frame_size, landing, row.stack_map, row.position]);
                }
                bytes
            }
            Table::StackMaps => self.stack_maps.clone(),
            Table::Positions => self.positions.clone(),
            Table::PositionStrings => self.strings.clone(),
        }
    }
}

struct Builder<'a> {
    image: &'a Image,
    tables: Tables,
    maps: HashMap<&'a [u32], u32>,
    rows: HashMap<[u32; 5], u32>,
    strings: HashMap<&'a str, u32>,
}

impl<'a> Builder<'a> {
    /// Refuses call sites that are out of order or outside of their code.
    fn check(&self, code: usize) -> Result<(), String> {
        let code = &self.image.code[code];
        let ordered = code.call_sites.windows(2).all(|pair| pair[0].return_offset < pair[1].return_offset);
        let inside = |offset: u32| offset as usize <= code.bytes.len();
        let all_inside = code.call_sites.iter().all(|site| inside(site.return_offset) && site.landing.is_none_or(inside));
        if ordered && all_inside {
            Ok(())
        } else {
            Err(format!("call sites of `{}` are not ordered or not inside of it", code.symbol))
        }
    }

    fn stack_map(&mut self, site: &'a CallSite) -> Result<u32, String> {
        if let Some(&known) = self.maps.get(site.live.as_slice()) {
            return Ok(known);
        }
        let bytes = &mut self.tables.stack_maps;
        let offset = bytes.len() as u32;
        let slot = |slot: usize| u16::try_from(slot).map_err(|_| format!("a stack map with {slot} is too large"));
        bytes.extend(slot(site.live.len())?.to_le_bytes());
        for &live in &site.live {
            if live % 8 != 0 || live >= site.frame_size {
                return Err(format!("a stack map names the slot at {live}, in a frame of {} bytes", site.frame_size));
            }
            bytes.extend(slot(live as usize / 8)?.to_le_bytes());
        }
        self.maps.insert(&site.live, offset);
        Ok(offset)
    }

    fn position(&mut self, index: u32) -> Result<u32, String> {
        let position = self.image.positions.get(index as usize).ok_or_else(|| format!("there is no position {index}"))?;
        let parent = match position.parent {
            Some(parent) if parent < index => self.position(parent)?,
            Some(parent) => return Err(format!("position {index} comes before its parent {parent}")),
            None => NONE,
        };
        let file = self.image.files.get(position.file as usize).ok_or_else(|| format!("there is no file {}", position.file))?;
        let (line, flags) = if position.hidden { (0, HIDDEN) } else { (position.line, 0) };
        let row = [self.string(&position.function), self.string(file), line, parent, flags];
        let next = (self.tables.positions.len() / (row.len() * 4)) as u32;
        Ok(*self.rows.entry(row).or_insert_with(|| {
            words(&mut self.tables.positions, &row);
            next
        }))
    }

    fn string(&mut self, text: &'a str) -> u32 {
        let bytes = &mut self.tables.strings;
        *self.strings.entry(text).or_insert_with(|| {
            let offset = bytes.len() as u32;
            bytes.extend((text.len() as u32).to_le_bytes());
            bytes.extend(text.as_bytes());
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            offset
        })
    }
}

fn words(bytes: &mut Vec<u8>, words: &[u32]) {
    for word in words {
        bytes.extend(word.to_le_bytes());
    }
}
