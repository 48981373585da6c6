//! Where a stepped program stops, and why: steps, breakpoints, watches; going back is running again to a step before.
//!
//! Steps are counted from the program's own first instruction; what the runtime does ahead of it is not shown.
use super::journal::{Journal, Output};
use super::machine::{Machine, Moment, Row, SlotPlace};
use base::FileId;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;
use virtual_machine::interpret::Datum;
use virtual_machine::{CellId, MethodId, PositionId, Program};

/// A line of a file.
pub type Place = (FileId, u32);

/// How the program goes on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Go {
    /// So many instructions.
    Step(u64),
    /// So many, calls counted as one.
    Over(u64),
    /// To another line of this method or of a caller.
    Line,
    /// Until this call has ended.
    Out,
    /// To a breakpoint or watch.
    Continue,
    /// To the end, without a stop.
    Finish,
    /// To a step, by its number; also to one before.
    To(u64),
    Quit,
}

/// Why the program stands.
#[derive(Clone, PartialEq, Debug)]
pub enum Stop {
    Start,
    Step,
    Breakpoint(usize),
    /// A watched slot was changed: its watch, what it held, what it holds.
    Changed(usize, String, String),
    /// The call whose slot was watched has ended.
    Gone(usize),
    Interrupted,
    /// The exit status, or what is wrong with the compiler.
    Ended(Result<i32, String>),
}

pub enum BreakAt {
    Line(Place),
    /// The versions of a method, as the machine and as the program's text numbers them.
    Methods {
        code: Vec<u32>,
        text: Vec<MethodId>,
    },
}

pub struct Breakpoint {
    pub number: usize,
    pub text: String,
    pub at: BreakAt,
}

pub enum Watched {
    /// The call is known by its depth and the step that it began at.
    Slot {
        call: usize,
        birth: u64,
        place: SlotPlace,
    },
    /// An instance variable's address.
    Field(u64),
    Cell(CellId),
}

pub struct Watch {
    pub number: usize,
    pub text: String,
    pub what: Watched,
    /// What it held, as it was shown; `None`: it is not there.
    pub last: Option<(Datum, String)>,
}

/// Shows where the program stands and asks how it goes on.
pub trait Front {
    /// `moment` is none when the program has ended.
    fn stopped(&mut self, engine: &mut Engine, moment: Option<&dyn Moment>, stop: &Stop) -> Go;
    /// Shall a program that runs on and on stop?
    fn interrupts(&mut self) -> bool {
        false
    }
}

/// A call under way, as far as stops need to know.
struct Call {
    birth: u64,
    line: Place,
    /// The method whose text the last instruction was in: another than the call's own where it was inlined.
    text: Option<MethodId>,
}

/// Where the innermost call is.
struct Here {
    depth: usize,
    line: Place,
    code: u32,
    text: Option<MethodId>,
    /// Line and text of the call's instruction before, if there was one.
    before: Option<(Place, Option<MethodId>)>,
}

enum Mode {
    /// Up to the program's first instruction.
    Boot,
    /// To a step, without a stop.
    Replay(u64),
    Until(u64),
    Over {
        depth: usize,
        left: u64,
    },
    Line {
        depth: usize,
        line: Place,
    },
    Out {
        depth: usize,
    },
    Continue,
    Finish,
}

pub struct Engine<'p> {
    pub machine: &'p dyn Machine,
    pub program: &'p Program,
    pub output: Output,
    /// Instructions that were executed.
    pub step: u64,
    pub breakpoints: Vec<Breakpoint>,
    pub watches: Vec<Watch>,
    /// Numbers of breakpoints and watches are not used again.
    pub numbers: usize,
    /// By position.
    lines: Vec<Place>,
    codes: HashMap<u32, Rc<Vec<Row>>>,
    calls: Vec<Call>,
    mode: Mode,
    /// The step to run again to.
    again: Option<u64>,
    quits: bool,
}

/// How often an interruption is looked for.
const BEAT: u64 = 1 << 16;

impl<'p> Engine<'p> {
    pub fn new(machine: &'p dyn Machine, program: &'p Program, output: Output) -> Engine<'p> {
        let line = |span: base::Span| (span.file, program.sources.line_column(span).0);
        Engine {
            machine,
            program,
            output,
            step: 0,
            breakpoints: Vec::new(),
            watches: Vec::new(),
            numbers: 0,
            lines: program.positions.values().map(|position| line(position.span)).collect(),
            codes: HashMap::new(),
            calls: Vec::new(),
            mode: Mode::Boot,
            again: None,
            quits: false,
        }
    }

    /// Runs the program, again and again, until `front` has had enough.
    pub fn run(&mut self, world: &mut Journal, arguments: &[String], front: &mut dyn Front) {
        let machine = self.machine;
        loop {
            self.step = 0;
            self.calls.clear();
            world.rewind();
            let result = machine.run(world, arguments, &mut |moment: &dyn Moment| self.before(moment, front));
            if !self.quits && self.again.is_none() {
                let go = front.stopped(self, None, &Stop::Ended(result));
                self.quits = !matches!(go, Go::To(_));
                self.again = if let Go::To(step) = go { Some(step) } else { None };
            }
            if self.quits {
                return;
            }
            self.mode = Mode::Replay(self.again.take().unwrap_or(0));
        }
    }

    /// The line of a position.
    pub fn line(&self, position: Option<PositionId>) -> Option<Place> {
        self.lines.get(position?.0 as usize).copied()
    }

    /// The line of a call's instruction; of the one before, if it has none.
    pub fn line_of(&self, moment: &dyn Moment, call: usize) -> Option<Place> {
        self.line(moment.point(call)?.position).or(self.calls.get(call).map(|call| call.line))
    }

    /// All lines that have code.
    pub fn lines(&self) -> &[Place] {
        &self.lines
    }

    /// The step that a call began at.
    pub fn birth(&self, call: usize) -> u64 {
        self.calls.get(call).map_or(0, |call| call.birth)
    }

    /// A method's instructions.
    pub fn code(&mut self, method: u32) -> Rc<Vec<Row>> {
        self.codes.entry(method).or_insert_with(|| Rc::new(self.machine.code(method))).clone()
    }

    fn before(&mut self, moment: &dyn Moment, front: &mut dyn Front) -> ControlFlow<()> {
        let depth = moment.depth();
        let Some(point) = depth.checked_sub(1).and_then(|top| moment.point(top)) else { return ControlFlow::Continue(()) };
        let line = self.line(point.position);
        if self.step == 0 && line.is_none_or(|(file, _)| self.program.sources.file(file).runtime) {
            return ControlFlow::Continue(());
        }
        // a new call, or one in the place of another
        let known = depth <= self.calls.len() && point.index > 0;
        self.calls.truncate(if known { depth } else { depth - 1 });
        let before = self.calls.last().filter(|_| known).map(|call| (call.line, call.text));
        // an instruction without a place belongs to the one before
        let line = line.or(before.map(|(line, _)| line)).unwrap_or((FileId(0), 0));
        let position = point.position.and_then(|position| self.program.positions.get(position));
        let text = position.map_or(before.and_then(|(_, text)| text), |position| Some(position.method));
        while self.calls.len() < depth {
            self.calls.push(Call { birth: self.step, line, text });
        }
        let here = Here { depth, line, code: point.method, text, before };
        let stop = self.stop(moment, &here, front);
        if let Some(call) = self.calls.last_mut() {
            (call.line, call.text) = (line, text);
        }
        let flow = match stop {
            Some(stop) => {
                let go = front.stopped(self, Some(moment), &stop);
                self.go(go, depth, line)
            }
            None => ControlFlow::Continue(()),
        };
        self.step += 1;
        flow
    }

    /// Why to stop here, if at all.
    fn stop(&mut self, moment: &dyn Moment, here: &Here, front: &mut dyn Front) -> Option<Stop> {
        let Here { depth, line, code: own, text: here, before } = *here;
        let changed = self.look(moment);
        let arrived = match &mut self.mode {
            Mode::Replay(goal) => return (self.step >= *goal).then_some(Stop::Step),
            Mode::Boot => return Some(Stop::Start),
            Mode::Finish => return self.interrupted(front),
            Mode::Until(goal) => self.step >= *goal,
            Mode::Over { depth: start, left } if depth <= *start => {
                *start = depth;
                *left = left.saturating_sub(1);
                *left == 0
            }
            Mode::Line { depth: start, line: from } => depth < *start || (depth == *start && line != *from),
            Mode::Out { depth: start } => depth < *start,
            Mode::Over { .. } | Mode::Continue => false,
        };
        if changed.is_some() {
            return changed;
        }
        let hit = self.breakpoints.iter().find(|breakpoint| match &breakpoint.at {
            BreakAt::Line(at) => *at == line && before.is_none_or(|(before, _)| before != line),
            BreakAt::Methods { code, .. } if code.contains(&own) => before.is_none(),
            // inlined: there is no call, but its text begins
            BreakAt::Methods { text, .. } => {
                here.is_some_and(|here| text.contains(&here)) && before.is_none_or(|(_, before)| before != here)
            }
        });
        match hit {
            Some(breakpoint) => Some(Stop::Breakpoint(breakpoint.number)),
            None if arrived => Some(Stop::Step),
            None => self.interrupted(front),
        }
    }

    fn interrupted(&self, front: &mut dyn Front) -> Option<Stop> {
        (self.step.is_multiple_of(BEAT) && front.interrupts()).then_some(Stop::Interrupted)
    }

    /// Looks at what is watched; the first change.
    fn look(&mut self, moment: &dyn Moment) -> Option<Stop> {
        let mut first = None;
        let mut watches = std::mem::take(&mut self.watches);
        for watch in &mut watches {
            let now = self.watched(moment, &watch.what);
            if now == watch.last.as_ref().map(|(datum, _)| *datum) {
                continue;
            }
            let shown = now.map(|datum| (datum, super::inspect::Inspect { program: self.program, heap: moment }.datum(datum)));
            let last = std::mem::replace(&mut watch.last, shown.clone());
            let stop = match (last, shown) {
                (Some((_, last)), Some((_, now))) => Some(Stop::Changed(watch.number, last, now)),
                (Some(_), None) => Some(Stop::Gone(watch.number)),
                (None, _) => None,
            };
            first = first.or(stop);
        }
        self.watches = watches;
        first
    }

    pub fn watched(&self, moment: &dyn Moment, what: &Watched) -> Option<Datum> {
        match what {
            Watched::Slot { call, birth, place } => {
                self.calls.get(*call).filter(|call| call.birth == *birth).and_then(|_| moment.slot(*call, *place))
            }
            Watched::Field(address) => moment.word(*address).map(Datum::Value),
            Watched::Cell(cell) => moment.cell(*cell).map(Datum::Value),
        }
    }

    fn go(&mut self, go: Go, depth: usize, line: Place) -> ControlFlow<()> {
        self.mode = match go {
            Go::Step(count) => Mode::Until(self.step + count),
            Go::Over(count) => Mode::Over { depth, left: count },
            Go::Line => Mode::Line { depth, line },
            Go::Out => Mode::Out { depth },
            Go::Continue => Mode::Continue,
            Go::Finish => Mode::Finish,
            Go::To(step) if step > self.step => Mode::Replay(step),
            Go::To(step) => {
                self.again = Some(step);
                return ControlFlow::Break(());
            }
            Go::Quit => {
                self.quits = true;
                return ControlFlow::Break(());
            }
        };
        ControlFlow::Continue(())
    }

    /// A method and all its versions.
    pub fn versions(&self, label: &str) -> Option<BreakAt> {
        let code: Vec<u32> = (0..self.machine.methods()).filter(|method| self.machine.label(*method) == label).collect();
        let text: Vec<MethodId> = self.program.methods.ids().filter(|method| self.program.label(*method) == label).collect();
        (!code.is_empty() || !text.is_empty()).then_some(BreakAt::Methods { code, text })
    }

    /// The text of a line.
    pub fn text(&self, (file, line): Place) -> &str {
        if line == 0 { "" } else { self.program.sources.file(file).line_text(line) }
    }

    /// `app.rb:12`
    pub fn place(&self, (file, line): Place) -> String {
        format!("{}:{line}", self.program.sources.file(file).name)
    }

    /// The name of the method that an instruction's text is in.
    pub fn method_at(&self, moment: &dyn Moment, call: usize) -> String {
        let Some(point) = moment.point(call) else { return String::new() };
        let position = point.position.and_then(|position| self.program.positions.get(position));
        match position {
            Some(position) if position.parent.is_some() => {
                format!("{}, inlined into {}", self.program.label(position.method), self.machine.label(point.method))
            }
            _ => self.machine.label(point.method),
        }
    }
}
