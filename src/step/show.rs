//! Where the program stands, as text: the line beside the instruction, the four objects, the method, the calls.
use super::engine::{Engine, Stop};
use super::inspect::Inspect;
use super::machine::{Moment, Room};
use parfait::value;
use virtual_machine::interpret::Datum;

/// How wide source lines are beside instructions.
const SOURCE: usize = 44;

/// One of the objects that code sees the inside of: title, rows of name and value.
pub struct Object {
    pub title: &'static str,
    pub rows: Vec<(String, String)>,
}

/// Why and where the program stands.
pub fn stop_text(engine: &mut Engine, moment: Option<&dyn Moment>, stop: &Stop) -> String {
    let watch =
        |number: &usize| engine.watches.iter().find(|watch| watch.number == *number).map_or("?", |watch| watch.text.as_str());
    let why = match stop {
        Stop::Start | Stop::Step => String::new(),
        Stop::Breakpoint(number) => format!("breakpoint {number}\n"),
        Stop::Changed(number, last, now) => format!("watch {number} of {}: {last} -> {now}\n", watch(number)),
        Stop::Gone(number) => format!("watch {number} of {}: the call has ended\n", watch(number)),
        Stop::Interrupted => "interrupted\n".to_string(),
        Stop::Ended(Ok(status)) => return format!("the program has ended with status {status}"),
        Stop::Ended(Err(fault)) => {
            return format!("the program has ended: a fault of the compiler, please report it with the program\n{fault}");
        }
    };
    format!("{why}{}", here_text(engine, moment))
}

/// The place, and below it the line beside the instruction.
pub fn here_text(engine: &mut Engine, moment: Option<&dyn Moment>) -> String {
    let Some(moment) = moment else { return "the program has ended".to_string() };
    let call = moment.depth().saturating_sub(1);
    let Some((point, place)) = moment.point(call).and_then(|point| Some((point, engine.line_of(moment, call)?))) else {
        return "nowhere".to_string();
    };
    let code = engine.code(point.method);
    let instruction = code.iter().find(|row| row.index == point.index);
    let (name, text) = instruction.map_or(("", "(the end of a block)"), |row| (row.name.as_str(), row.text.as_str()));
    let source = beside(&format!("{:>5}  {}", place.1, engine.text(place)));
    format!("{} in {}\n{source} | {name:<5} {text}", engine.place(place), engine.method_at(moment, call))
}

/// Cut or filled to the width of the source's column.
fn beside(source: &str) -> String {
    let long = source.chars().count() > SOURCE;
    let cut: String = source.chars().take(if long { SOURCE - 3 } else { SOURCE }).collect();
    format!("{:<SOURCE$}", if long { cut + "..." } else { cut })
}

/// Self, Message, Frame, NewMessage of a call; the Frames of enclosing methods follow the block's own.
pub fn objects(engine: &Engine, moment: &dyn Moment, call: usize) -> Vec<Object> {
    let inspect = Inspect { program: engine.program, heap: moment };
    let slots = moment.slots(call);
    let rows = |room: Room| {
        let shown = slots.iter().filter(|slot| slot.room == room && !(slot.temporary && slot.datum == Datum::Value(value::NIL)));
        let name = |slot: &super::machine::Slot| match slot.text.strip_prefix("message.") {
            Some(text) if text.starts_with("arg.") && slot.name != text => format!("{text} {}", slot.name),
            Some(text) => text.to_string(),
            None => slot.name.clone(),
        };
        shown.map(|slot| (name(slot), inspect.datum(slot.datum))).collect::<Vec<_>>()
    };
    let mut own = rows(Room::Own);
    if let Some(Datum::Value(object)) = slots.iter().find(|slot| slot.room == Room::Own).map(|slot| slot.datum) {
        let fields = inspect.fields(object).into_iter().filter(|name| name.starts_with('@'));
        own.extend(fields.filter_map(|name| {
            let word = moment.word(inspect.field(object, &name)?)?;
            Some((name, inspect.value(word)))
        }));
    }
    let new = moment.new_message(call).into_iter();
    let new = new.map(|(name, datum)| (name, datum.map_or(String::new(), |datum| inspect.datum(datum)))).collect();
    let outer = rows(Room::Outer).into_iter().map(|(name, value)| (format!("outer {name}"), value));
    vec![
        Object { title: "Self", rows: own },
        Object { title: "Message", rows: rows(Room::Message) },
        Object { title: "Frame", rows: rows(Room::Frame).into_iter().chain(outer).collect() },
        Object { title: "NewMessage", rows: new },
    ]
}

pub fn objects_text(engine: &Engine, moment: &dyn Moment) -> String {
    let mut lines = Vec::new();
    for Object { title, rows } in objects(engine, moment, moment.depth().saturating_sub(1)) {
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        if rows.is_empty() {
            lines.push(format!("{title:<11} -"));
        }
        for (index, (name, value)) in rows.iter().enumerate() {
            let title = if index == 0 { title } else { "" };
            lines.push(format!("{title:<11} {name:<width$}  {value}").trim_end().to_string());
        }
    }
    lines.join("\n")
}

/// The rows of a method, each with the source line if it differs from the row's before; the index of the row that is next.
pub fn code(engine: &mut Engine, moment: &dyn Moment, call: usize) -> (Vec<(String, String)>, usize) {
    let Some(point) = moment.point(call) else { return (Vec::new(), 0) };
    let rows = engine.code(point.method);
    let mut last = None;
    let mut lines = Vec::new();
    for row in rows.iter() {
        let place = engine.line(row.position);
        let source = place.filter(|_| place != last).map(|place| format!("{:>5}  {}", place.1, engine.text(place)));
        last = place;
        lines.push((source.unwrap_or_default(), format!("{:<5} {}", row.name, row.text)));
    }
    (lines, rows.iter().position(|row| row.index == point.index).unwrap_or(rows.len()))
}

pub fn code_text(engine: &mut Engine, moment: &dyn Moment) -> String {
    let (lines, next) = code(engine, moment, moment.depth().saturating_sub(1));
    let line = |(index, (source, text)): (usize, &(String, String))| {
        format!("{} {} {text}", beside(source), if index == next { ">" } else { "|" })
    };
    lines.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// The calls under way, innermost first.
pub fn calls_text(engine: &Engine, moment: &dyn Moment) -> String {
    let line = |call: usize| {
        let place = engine.line_of(moment, call).map_or("?".to_string(), |place| engine.place(place));
        format!("{call:>3}  {place} in {}", engine.method_at(moment, call))
    };
    (0..moment.depth()).rev().map(line).collect::<Vec<_>>().join("\n")
}
