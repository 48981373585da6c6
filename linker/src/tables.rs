//! The tables that the runtime reads, as read-only data: [`parfait::tables`] says what is in them. A table that nothing refers
//! to is left out.
use crate::layout::Layout;
use crate::reach::{Reached, Table};
use crate::{CallSite, Image};
use parfait::tables::{Frames, NONE, Place, Positions, words};

const ROW_SIZE: usize = 8;

/// The tables' content; addresses are filled in when the layout is known.
#[derive(Default)]
pub(crate) struct Tables {
    call_sites: Vec<Row>,
    /// A landing: which code, and the offset in it.
    frames: Frames<(usize, u32)>,
    call_positions: Vec<Row>,
    positions: Positions,
}

/// What is said of a return address.
struct Row {
    code: usize,
    offset: u32,
    value: u32,
}

impl Tables {
    /// Builds what is reached of the tables for the reachable code.
    pub(crate) fn build(image: &Image, reached: &Reached<'_>) -> Result<Tables, String> {
        let mut tables = Tables::default();
        for &code in &reached.code {
            check(image, code)?;
            for site in &image.code[code].call_sites {
                if reached.has(Table::CallSites) {
                    tables.add_site(code, site)?;
                }
                if reached.has(Table::CallPositions)
                    && let Some(position) = site.position
                {
                    let value = tables.position(image, position)?;
                    let row = Row { code, offset: site.return_offset, value };
                    tables.call_positions.extend(Some(row).filter(|row| row.value != NONE));
                }
            }
        }
        Ok(tables)
    }

    pub(crate) fn size(&self, table: Table) -> usize {
        match table {
            Table::CallSites => self.call_sites.len() * ROW_SIZE,
            Table::Frames => self.frames.size(),
            Table::CallPositions => self.call_positions.len() * ROW_SIZE,
            Table::Positions => self.positions.rows.len(),
            Table::PositionStrings => self.positions.strings.len(),
        }
    }

    /// The content, now that code has addresses.
    pub(crate) fn bytes(&self, table: Table, layout: &Layout) -> Vec<u8> {
        let address = |(code, offset)| layout.code_address(code) as u32 + offset;
        let rows = |rows: &[Row]| {
            let mut bytes = Vec::with_capacity(rows.len() * ROW_SIZE);
            rows.iter().for_each(|row| words(&mut bytes, &[address((row.code, row.offset)), row.value]));
            bytes
        };
        match table {
            Table::CallSites => rows(&self.call_sites),
            Table::Frames => self.frames.bytes(address),
            Table::CallPositions => rows(&self.call_positions),
            Table::Positions => self.positions.rows.clone(),
            Table::PositionStrings => self.positions.strings.clone(),
        }
    }

    fn add_site(&mut self, code: usize, site: &CallSite) -> Result<(), String> {
        let size = site.frame_size;
        if let Some(live) = site.live.iter().find(|live| **live % 8 != 0 || **live >= size) {
            return Err(format!("a stack map names the slot at {live}, in a frame of {size} bytes"));
        }
        let slots = site.live.iter().map(|live| (live / 8) as u16).collect();
        let frame = self.frames.add(site.landing.map(|offset| (code, offset)), size, slots);
        let value = frame.ok_or_else(|| format!("a frame of {size} bytes is too large"))?;
        self.call_sites.push(Row { code, offset: site.return_offset, value });
        Ok(())
    }

    fn position(&mut self, image: &Image, index: u32) -> Result<u32, String> {
        let position = image.positions.get(index as usize).ok_or_else(|| format!("there is no position {index}"))?;
        let parent = match position.parent {
            Some(parent) if parent < index => Some(self.position(image, parent)?),
            Some(parent) => return Err(format!("position {index} comes before its parent {parent}")),
            None => None,
        };
        let file = image.files.get(position.file as usize).ok_or_else(|| format!("there is no file {}", position.file))?;
        let place = Place { function: &position.function, file, line: position.line, shows: position.shows };
        Ok(self.positions.add(place, parent))
    }
}

/// Refuses call sites that are out of order or outside of their code.
fn check(image: &Image, code: usize) -> Result<(), String> {
    let code = &image.code[code];
    let ordered = code.call_sites.windows(2).all(|pair| pair[0].return_offset < pair[1].return_offset);
    let inside = |offset: u32| offset as usize <= code.bytes.len();
    let all_inside = code.call_sites.iter().all(|site| inside(site.return_offset) && site.landing.is_none_or(inside));
    if ordered && all_inside {
        Ok(())
    } else {
        Err(format!("call sites of `{}` are not ordered or not inside of it", code.symbol))
    }
}
