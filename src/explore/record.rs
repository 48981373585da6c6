//! Takes down what a program is after each step, method by method, in the units that the page shows: what is the same
//! as after the step before is said so, and each line is kept once.
use super::page::{Assembly, Bytes, File, Page, Remark, Snapshot, Step, Unit};
use crate::assembly;
use crate::back::Target;
use crate::methods::{self, Wanted};
use crate::observe::{self, Coded, Observer, Seen};
use crate::pipeline::machine;
use crate::remarks::Remarks;
use crate::size::Sizes;
use base::{FileId, Sources, Span};
use linker::{Image, Linked};
use register::object::CodeObject;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use virtual_machine::PositionId;
use virtual_machine::text::{Part, Row};

/// Where no line of the program's own files is meant.
const NOWHERE: u32 = u32::MAX;

/// A method or block of the program's own files: file, start, end.
type Place = (u32, u32, u32);

/// A line with the number of the source line that it comes from.
type Line = (String, u32);

/// By unit: its name and its lines.
type Texts = BTreeMap<Place, (String, Vec<Line>)>;

/// What has been taken down.
#[derive(Default)]
pub struct Recorder {
    page: Page,
    /// Numbers of the lines in `page.lines`.
    known: HashMap<Line, u32>,
    units: BTreeMap<Place, usize>,
    /// By unit: its lines after the last step.
    last: Vec<Vec<u32>>,
    sizes: Sizes,
    /// Numbers of the program's own files.
    files: HashMap<FileId, u32>,
    remarks: Remarks,
}

impl Observer for Recorder {
    fn wants_remarks(&self) -> bool {
        true
    }

    fn step(&mut self, step: &observe::Step, program: Seen<'_>) {
        self.remarks.step(step, program);
        self.sizes.step(step, program);
        let texts = self.texts(program);
        let changed = self.changes(texts, program.sources());
        let microseconds = step.time.as_micros() as u64;
        let (name, about, level) = (step.pass.clone(), step.about.clone(), machine(program.level()));
        self.page.steps.push(Step { name, level, about, microseconds, changed });
    }

    fn code(&mut self, program: &register::Program, code: &Coded<'_>) {
        if self.page.targets.is_empty() {
            self.calls(program);
        }
        self.listings(program, code.objects, code.target);
    }

    fn image(&mut self, program: &register::Program, image: &Image) {
        self.sizes.image(program, image);
    }

    fn linked(&mut self, linked: &Linked, time: Duration) {
        self.sizes.linked(linked, time);
        let Some(contents) = std::mem::take(&mut self.sizes).contents() else { return };
        let parts = contents.parts.iter().zip(contents.reasons());
        let bytes = parts.map(|(part, reason)| Bytes {
            name: part.name.clone(),
            kind: part.kind.about(),
            section: part.section,
            size: part.size,
            reason,
        });
        self.page.bytes = bytes.collect();
    }
}

impl Recorder {
    pub fn new(title: &str, sources: &Sources) -> Recorder {
        let mut recorder = Recorder::default();
        recorder.page.title = title.to_string();
        for (id, file) in sources.iter().filter(|(_, file)| !file.runtime) {
            recorder.files.insert(id, recorder.page.files.len() as u32);
            recorder.page.files.push(File { name: file.name.clone(), text: file.text.clone(), tree: Vec::new() });
        }
        recorder
    }

    /// The syntax tree of the first file.
    pub fn tree(&mut self, text: &str) {
        let line_of = |line: &str| -> Option<u32> { line.rsplit_once("# ")?.1.split_once(':')?.0.trim().parse().ok() };
        let lines: Vec<u32> = text.lines().map(|line| self.line(line.to_string(), line_of(line).unwrap_or(NOWHERE))).collect();
        if let Some(file) = self.page.files.first_mut() {
            file.tree = lines;
        }
    }

    /// The lines of the program's own methods after a step, by unit.
    fn texts(&self, program: Seen<'_>) -> Texts {
        let mut methods = methods::of(program, &Wanted::Own);
        methods.retain(|method| method.span.is_some_and(|span| self.place(span).is_some()));
        let mut texts = Texts::new();
        for (method, rows) in methods.iter().zip(methods::rows(program, &methods)) {
            let Some(place) = method.span.and_then(|span| self.place(span)) else { continue };
            let line = |row: Row| {
                let position = row.position.filter(|_| row.part == Part::Instruction);
                (row.text, self.source_line(position, program.sources(), program.positions()))
            };
            texts.entry(place).or_insert_with(|| (method.plain.clone(), Vec::new())).1.extend(rows.into_iter().map(line));
        }
        texts
    }

    /// Who calls whom, in the program that the back end is given.
    fn calls(&mut self, program: &register::Program) {
        let mut places = HashMap::new();
        for function in program.functions.values() {
            places.insert(function.symbol, (function.name.clone(), self.function_place(program, function.position)));
        }
        for function in program.functions.values() {
            let Some(unit) = self.unit_of(program, function.position) else { continue };
            for instruction in function.blocks.values().flat_map(|block| &block.instructions) {
                let Some((name, place)) = instruction.symbol.and_then(|symbol| places.get(&symbol)) else { continue };
                let name = match place.and_then(|place| self.units.get(&place)) {
                    Some(callee) => self.page.units[*callee].name.clone(),
                    None => name.clone(),
                };
                let calls = &mut self.page.units[unit].calls;
                if !calls.contains(&name) {
                    calls.push(name);
                }
            }
        }
    }

    /// Machine code for a target.
    fn listings(&mut self, program: &register::Program, code: &[CodeObject], target: &Target) {
        self.page.targets.push(target.name());
        let number = self.page.targets.len();
        for object in code {
            let position = object.position.map(PositionId);
            let Some(unit) = self.unit_of(program, position) else { continue };
            let mut rows = Vec::new();
            for row in assembly::rows(object, target) {
                let line = self.source_line(row.position.map(PositionId), &program.sources, &program.positions);
                let bytes = object.bytes[row.offset as usize..(row.offset + row.length) as usize].iter();
                let bytes = bytes.map(|byte| format!("{byte:02x}")).collect::<String>();
                rows.push((row.offset, bytes, row.text, line));
            }
            let listings = &mut self.page.units[unit].assembly;
            listings.resize_with(listings.len().max(number), Vec::new);
            listings[number - 1].push(Assembly { name: object.name.clone(), rows });
        }
    }

    pub fn finish(mut self) -> Page {
        for (step, row) in self.remarks.rows() {
            let place = row.place.as_ref().and_then(|place| Some(self.files.get(&place.span.file)? << 20 | place.line));
            let (kind, what, message) = (row.kind.name(), row.what.clone(), row.message.clone());
            let source = place.unwrap_or(NOWHERE);
            self.page.remarks.push(Remark { source, step, kind, what, message, count: row.count });
        }
        self.page
    }

    fn place(&self, span: Span) -> Option<Place> {
        Some((*self.files.get(&span.file)?, span.start, span.end))
    }

    fn function_place(&self, program: &register::Program, position: Option<PositionId>) -> Option<Place> {
        self.place(program.positions.get(position?)?.span)
    }

    fn unit_of(&self, program: &register::Program, position: Option<PositionId>) -> Option<usize> {
        self.units.get(&self.function_place(program, position)?).copied()
    }

    fn line(&mut self, text: String, source: u32) -> u32 {
        let next = self.page.lines.len() as u32;
        let number = *self.known.entry((text.clone(), source)).or_insert(next);
        if number == next {
            self.page.lines.push((text, source));
        }
        number
    }

    /// The line of the program's own files that a position belongs to: its own, or that of the call which was replaced by it.
    fn source_line(
        &self,
        position: Option<PositionId>,
        sources: &Sources,
        positions: &base::Arena<PositionId, virtual_machine::Position>,
    ) -> u32 {
        let mut at = position;
        while let Some(position) = at.and_then(|id| positions.get(id)) {
            if let Some(file) = self.files.get(&position.span.file) {
                return file << 20 | sources.line_column(position.span).0;
            }
            at = position.parent;
        }
        NOWHERE
    }

    /// What a step changed, and how many units these are.
    fn changes(&mut self, texts: Texts, sources: &Sources) -> usize {
        let number = self.page.steps.len();
        let mut changed = 0;
        let is_gone = |(place, unit): &(&Place, &usize)| !texts.contains_key(place) && !self.last[**unit].is_empty();
        let gone: Vec<usize> = self.units.iter().filter(is_gone).map(|(_, unit)| *unit).collect();
        let mut after: Vec<(usize, Vec<u32>)> = gone.into_iter().map(|unit| (unit, Vec::new())).collect();
        for (place, (name, text)) in texts {
            let unit = self.unit(place, name, sources);
            after.push((unit, text.into_iter().map(|(text, source)| self.line(text, source)).collect()));
        }
        for (unit, lines) in after {
            let last = &self.last[unit];
            if *last == lines {
                continue;
            }
            changed += 1;
            let head = last.iter().zip(&lines).take_while(|(a, b)| a == b).count();
            let tail = last[head..].iter().rev().zip(lines[head..].iter().rev()).take_while(|(a, b)| a == b).count();
            let middle = lines[head..lines.len() - tail].to_vec();
            self.page.units[unit].snapshots.push(Snapshot { step: number, head, tail, lines: middle });
            self.last[unit] = lines;
        }
        changed
    }

    fn unit(&mut self, place: Place, name: String, sources: &Sources) -> usize {
        if let Some(unit) = self.units.get(&place) {
            return *unit;
        }
        let unit = self.page.units.len();
        let file = self.files.iter().find(|(_, number)| **number == place.0).map(|(id, _)| *id);
        let line = |at: u32| file.map_or(1, |file| sources.file(file).line_column(at).0);
        let (first, last) = (line(place.1), line(place.2));
        self.page.units.push(Unit { name, file: place.0, first, last, ..Unit::default() });
        self.units.insert(place, unit);
        self.last.push(Vec::new());
        unit
    }
}
