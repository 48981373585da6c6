//! What `print` and `watch` can name: a slot, an @variable, a $global, a constant, and ways from there.
//!
//! ```text
//! total    t0    message.arg.0    self    block    @name    $stdout    LIMIT    point.@x    rows[0]    table[:key].@name
//! ```
use super::engine::Engine;
use super::inspect::Inspect;
use super::machine::{Moment, Room, SlotPlace};
use crate::near;
use virtual_machine::CellId;
use virtual_machine::interpret::Datum;

/// Where a value was found, if it can be watched there.
pub enum At {
    Slot(SlotPlace),
    Word(u64),
    Cell(CellId),
}

pub struct Found {
    pub datum: Datum,
    pub at: Option<At>,
}

pub fn find(engine: &Engine, moment: &dyn Moment, text: &str) -> Result<Found, String> {
    let inspect = Inspect { program: engine.program, heap: moment };
    let (root, mut rest) = split(text)?;
    let mut found = self::root(engine, moment, &inspect, root)?;
    while !rest.is_empty() {
        let object = match found.datum {
            Datum::Value(value) => value,
            Datum::Word(word) => return Err(format!("a raw word ({word:#x}) has nothing inside")),
        };
        let (step, after) = split_step(rest)?;
        found = match step {
            Step::Field(name) => field(&inspect, object, name)?,
            Step::Element(key) => {
                let datum = inspect.element(object, key).ok_or_else(|| format!("{} has no [{key}]", inspect.value(object)))?;
                Found { datum: Datum::Value(datum), at: None }
            }
        };
        rest = after;
    }
    Ok(found)
}

/// The name that it starts with, and the way from there.
fn split(text: &str) -> Result<(&str, &str), String> {
    let at = text.find('[').into_iter().chain(text.find(".@")).min().unwrap_or(text.len());
    let (root, rest) = text.split_at(at);
    let plain = |letter: char| letter.is_alphanumeric() || "_@$.:#?!".contains(letter);
    if root.is_empty() || !root.chars().all(plain) {
        return Err(format!("`{text}` is no name: write x, self, @x, $x, t0, CONSTANT, x.@y, x[0] or x[:key]"));
    }
    Ok((root, rest))
}

enum Step<'t> {
    Field(&'t str),
    Element(&'t str),
}

fn split_step(text: &str) -> Result<(Step<'_>, &str), String> {
    if let Some(inside) = text.strip_prefix('[') {
        let (key, rest) = inside.split_once(']').ok_or_else(|| format!("`{text}` lacks its `]`"))?;
        return Ok((Step::Element(key.trim()), rest));
    }
    let field = text
        .strip_prefix('.')
        .filter(|field| field.starts_with('@'))
        .ok_or_else(|| format!("`{text}` is no way into an object"))?;
    let end = field.find(['[', '.']).unwrap_or(field.len());
    Ok((Step::Field(&field[..end]), &field[end..]))
}

fn field(inspect: &Inspect, object: u64, name: &str) -> Result<Found, String> {
    let address = inspect.field(object, name).or_else(|| inspect.field(object, name.trim_start_matches('@')));
    let Some(address) = address else {
        let fields = inspect.fields(object);
        let known = if fields.is_empty() { "none".to_string() } else { fields.join(", ") };
        return Err(format!("{} has no {name}; its variables: {known}", inspect.value(object)));
    };
    let word = inspect.heap.word(address).ok_or("that is outside of memory")?;
    Ok(Found { datum: Datum::Value(word), at: Some(At::Word(address)) })
}

fn root(engine: &Engine, moment: &dyn Moment, inspect: &Inspect, name: &str) -> Result<Found, String> {
    let call = moment.depth().saturating_sub(1);
    let slots = moment.slots(call);
    let own = slots.iter().find(|slot| slot.room == Room::Own);
    if name.starts_with('@') && !name.starts_with("@@") {
        return match own.map(|slot| slot.datum) {
            Some(Datum::Value(object)) => field(inspect, object, name),
            _ => Err("self is no object here".to_string()),
        };
    }
    let message = name.strip_prefix("message.").unwrap_or(name);
    let is = |text: &str| text == name || text.strip_prefix("message.") == Some(message);
    if let Some(slot) = slots.iter().find(|slot| slot.name == name || is(&slot.text)) {
        return Ok(Found { datum: slot.datum, at: Some(At::Slot(slot.place)) });
    }
    let cells = engine.program.cells.iter();
    let ends =
        |cell: &str| cell == name || cell.rsplit("::").next() == Some(name) || (name.starts_with("@@") && cell.ends_with(name));
    if let Some((cell, _)) = cells.filter(|(_, cell)| ends(&cell.name)).min_by_key(|(_, cell)| cell.name.len()) {
        let value = moment.cell(cell).ok_or_else(|| format!("{name} is not in this program: nothing reads it"))?;
        return Ok(Found { datum: Datum::Value(value), at: Some(At::Cell(cell)) });
    }
    let near = near::nearest(name, slots.iter().map(|slot| slot.name.as_str()));
    Err(format!("nothing is called `{name}` here{}; `show` shows what there is", near::did_you_mean(&near)))
}
