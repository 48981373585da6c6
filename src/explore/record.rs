//! Takes down what a program is after each step, method by method, in the units that the page shows: what is the same
//! as after the step before is said so, and each line is kept once.
use super::page::{Assembly, Bytes, File, Page, Snapshot, Step, Unit};
use crate::assembly;
use crate::back::Target;
use crate::observe::{self, Observer, Seen};
use crate::pipeline::machine;
use base::{FileId, Sources, Span};
use linker::{Linked, Placed};
use register::object::CodeObject;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use virtual_machine::{MethodId, Op, PositionId};

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
    /// Numbers of the program's own files.
    files: HashMap<FileId, u32>,
}

impl Observer for Recorder {
    fn step(&mut self, step: &observe::Step, program: Seen<'_>) {
        let texts = match program {
            Seen::Virtual(program) => self.of_virtual(program),
            Seen::Register(program) => self.of_register(program),
        };
        let changed = self.changes(texts, program.sources());
        let microseconds = step.time.as_micros() as u64;
        let (name, about, level) = (step.pass.clone(), step.about.clone(), machine(program.level()));
        self.page.steps.push(Step { name, level, about, microseconds, changed });
    }

    fn code(&mut self, program: &register::Program, code: &[CodeObject], target: Target, _time: Duration) {
        if self.page.targets.is_empty() {
            self.calls(program);
        }
        self.listings(program, code, target);
    }

    fn linked(&mut self, linked: &Linked, _time: Duration) {
        let part = |placed: &Placed| Bytes {
            name: placed.name.clone(),
            kind: placed.kind.clone(),
            section: placed.section,
            size: placed.size,
            reason: placed.reason,
        };
        self.page.bytes = linked.positions.iter().map(part).collect();
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

    /// The program of the Virtual machine after a step.
    fn of_virtual(&self, program: &virtual_machine::Program) -> Texts {
        let mut own: Vec<(MethodId, Place)> = Vec::new();
        for (id, method) in program.methods.iter() {
            let mut ops = method.blocks.values().flat_map(|block| &block.instructions).map(|instruction| &instruction.op);
            let is_empty = matches!((ops.next(), ops.next()), (Some(Op::Halt {}) | None, None));
            own.extend(self.place(method.span).filter(|_| !is_empty).map(|place| (id, place)));
        }
        let printed = virtual_machine::text::print_methods(program, own.iter().map(|(id, _)| *id));
        let mut texts = Texts::new();
        for ((id, place), (unique, text)) in own.iter().zip(&printed) {
            let method = &program.methods[*id];
            let blocks = method.blocks.values().map(|block| block.instructions.iter().map(|it| Some(it.position)).collect());
            let lines = self.with_sources(text, blocks, &program.sources, &program.positions);
            // versions are called `name#2`
            let plain = unique.trim_matches('"');
            let plain = match (method.version_of, plain.rsplit_once('#')) {
                (Some(_), Some((plain, number))) if number.bytes().all(|byte| byte.is_ascii_digit()) => plain,
                _ => plain,
            };
            texts.entry(*place).or_insert_with(|| (plain.to_string(), Vec::new())).1.extend(lines);
        }
        texts
    }

    /// The program of the Register machine after a step.
    fn of_register(&self, program: &register::Program) -> Texts {
        let mut texts = Texts::new();
        for function in program.functions.values() {
            let Some(place) = self.function_place(program, function.position) else { continue };
            let text = register::text::print_function(program, function);
            let blocks = function
                .layout
                .iter()
                .map(|block| function.blocks[*block].instructions.iter().map(|instruction| instruction.position).collect());
            let lines = self.with_sources(&text, blocks, &program.sources, &program.positions);
            texts.entry(place).or_insert_with(|| (function.name.clone(), Vec::new())).1.extend(lines);
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
    fn listings(&mut self, program: &register::Program, code: &[CodeObject], target: Target) {
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

    pub fn finish(self) -> Page {
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

    /// A printed body's lines with their source lines: a head, then for each block its own line and one for each instruction.
    fn with_sources(
        &self,
        text: &str,
        blocks: impl Iterator<Item = Vec<Option<PositionId>>>,
        sources: &Sources,
        positions: &base::Arena<PositionId, virtual_machine::Position>,
    ) -> Vec<Line> {
        let mut lines = text.trim_end().lines();
        let is_block = |line: &str| line.starts_with('b') && line[1..].starts_with(|digit: char| digit.is_ascii_digit());
        let mut result: Vec<Line> = Vec::new();
        let mut waiting = None;
        for line in lines.by_ref() {
            if is_block(line) {
                waiting = Some(line);
                break;
            }
            result.push((without_temporaries(line), NOWHERE));
        }
        for block in blocks {
            let Some(head) = waiting.take().or_else(|| lines.next()) else { break };
            result.push((head.to_string(), NOWHERE));
            for (position, line) in block.into_iter().zip(lines.by_ref()) {
                result.push((without_position(line), self.source_line(position, sources, positions)));
            }
        }
        result
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

/// Without the number of its position (`@12`), which differs from step to step; the line and column stay.
fn without_position(line: &str) -> String {
    let Some((code, rest)) = line.rsplit_once("  @") else { return line.to_string() };
    match rest.find("  # ") {
        Some(comment) => format!("{code}{}", &rest[comment..]),
        None => code.to_string(),
    }
}

/// The line of slots without temporaries, which are named where they are set.
fn without_temporaries(line: &str) -> String {
    let Some(slots) = line.strip_prefix("  slots ") else { return line.to_string() };
    let kept: Vec<&str> = slots.split(", ").filter(|slot| !slot.contains(" temporary") && !slot.starts_with("frame.t")).collect();
    format!("  slots {}", kept.join(", "))
}
