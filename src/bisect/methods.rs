//! A pass on some methods only: the program after it, with the bodies of the others as they were before.
//!
//! Bodies speak of each other, of symbols and of positions by number, so they can be put back only where the pass has left the
//! numbers alone, and what methods take. What it took away for good stays where somebody may want it.
use super::verified;
use crate::text::Stage;
use register::{Function, SymbolId};
use std::collections::{BTreeMap, HashMap};
use virtual_machine::{CompiledMethod, MethodId, PositionId};

/// The programs before and after a pass, and the methods that differ.
pub struct Mixer<'a> {
    before: &'a Stage,
    after: &'a Stage,
    changed: Vec<Changed>,
}

/// A method that the pass changed.
struct Changed {
    name: String,
    /// Where it is in each program.
    before: usize,
    after: usize,
}

impl<'a> Mixer<'a> {
    /// # Errors
    /// Why the pass cannot act on some methods alone.
    pub fn new(before: &'a Stage, after: &'a Stage) -> Result<Mixer<'a>, &'static str> {
        let changed = match (before, after) {
            (Stage::Virtual(before), Stage::Virtual(after)) => of_virtual(before, after)?,
            (Stage::Register(before), Stage::Register(after)) => of_register(before, after)?,
            _ => return Err("it is no pass of one machine"),
        };
        if changed.is_empty() { Err("no body of a method differs") } else { Ok(Mixer { before, after, changed }) }
    }

    /// The methods that it changed, in their order.
    pub fn names(&self) -> Vec<String> {
        self.changed.iter().map(|changed| changed.name.clone()).collect()
    }

    /// The program in which it has acted on the chosen of them; none where the bodies do not fit together.
    pub fn mixed(&self, chosen: &[usize]) -> Option<Stage> {
        let others = self.changed.iter().enumerate().filter(|(index, _)| !chosen.contains(index)).map(|(_, changed)| changed);
        let mixed = match (self.before, self.after) {
            (Stage::Virtual(before), Stage::Virtual(after)) => {
                let mut mixed = after.clone();
                for other in others {
                    mixed.methods[MethodId(other.after as u32)] = before.methods[MethodId(other.before as u32)].clone();
                }
                // what has no body any more may be called by those
                for (id, method) in before.methods.iter() {
                    if mixed.methods.get(id).is_some_and(CompiledMethod::is_empty) && !method.is_empty() {
                        mixed.methods[id] = method.clone();
                    }
                }
                Stage::Virtual(mixed)
            }
            (Stage::Register(before), Stage::Register(after)) => {
                let mut mixed = after.clone();
                for other in others {
                    let body = moved(before, &mut mixed, before.functions.values().nth(other.before).cloned());
                    if let (Some(body), Some(place)) = (body, mixed.functions.ids().nth(other.after)) {
                        mixed.functions[place] = body;
                    }
                }
                for function in before.functions.values() {
                    let symbol = mixed.symbols.find(before.symbols.name(function.symbol));
                    if !mixed.functions.values().any(|other| Some(other.symbol) == symbol) {
                        let body = moved(before, &mut mixed, Some(function.clone()));
                        if let Some(body) = body {
                            mixed.functions.push(body);
                        }
                    }
                }
                Stage::Register(mixed)
            }
            _ => return None,
        };
        verified(&mixed).then_some(mixed)
    }
}

fn of_virtual(before: &virtual_machine::Program, after: &virtual_machine::Program) -> Result<Vec<Changed>, &'static str> {
    let same_names = before.symbols.len() <= after.symbols.len()
        && before.methods.iter().all(|(id, method)| {
            after.methods.get(id).is_some_and(|other| before.symbols.name(method.name) == after.symbols.name(other.name))
        });
    let same_rest = before.classes.len() == after.classes.len()
        && before.cells.len() <= after.cells.len()
        && before.strings.iter().all(|(id, string)| after.strings.get(id) == Some(string))
        && before.positions.iter().all(|(id, position)| after.positions.get(id) == Some(position));
    if !same_names || !same_rest {
        return Err("it makes the whole program anew");
    }
    let same_heads = before.methods.iter().all(|(id, method)| {
        let other = &after.methods[id];
        method.is_empty()
            || other.is_empty()
            || (method.parameters == other.parameters && method.return_type == other.return_type)
    });
    if !same_heads {
        return Err("it changes what methods take and give");
    }
    let differs = |(id, method): &(MethodId, &CompiledMethod)| {
        let other = &after.methods[*id];
        let bodies = |method: &CompiledMethod| (method.slots.clone(), method.blocks.clone());
        !method.is_empty() && !other.is_empty() && bodies(method) != bodies(other)
    };
    let ids: Vec<MethodId> = before.methods.iter().filter(differs).map(|(id, _)| id).collect();
    let names = virtual_machine::text::print_methods(before, ids.iter().copied());
    Ok(ids
        .iter()
        .zip(names)
        .map(|(id, (name, _))| Changed { name: name.trim_matches('"').to_string(), before: id.0 as usize, after: id.0 as usize })
        .collect())
}

fn of_register(before: &register::Program, after: &register::Program) -> Result<Vec<Changed>, &'static str> {
    let places: HashMap<&str, (usize, &Function)> = after
        .functions
        .values()
        .enumerate()
        .map(|(at, function)| (after.symbols.name(function.symbol), (at, function)))
        .collect();
    let head = |function: &Function| {
        let parameters = function.blocks[register::ENTRY].parameters.iter().map(|parameter| function.values[*parameter]);
        (parameters.collect::<Vec<_>>(), function.result, function.leaf)
    };
    let mut changed = Vec::new();
    for (at, function) in before.functions.values().enumerate() {
        let symbol = before.symbols.name(function.symbol);
        let Some((place, other)) = places.get(symbol) else { continue };
        if head(function) != head(other) {
            return Err("it changes what methods take and give");
        }
        if code(function) != code(other) || names(before, function) != names(after, other) {
            changed.push(Changed { name: symbol.to_string(), before: at, after: *place });
        }
    }
    Ok(changed)
}

/// The symbols that a function names, in order.
fn names<'p>(program: &'p register::Program, function: &Function) -> Vec<&'p str> {
    let instructions = function.layout.iter().flat_map(|block| &function.blocks[*block].instructions);
    instructions.filter_map(|instruction| instruction.symbol).map(|symbol| program.symbols.name(symbol)).collect()
}

/// A function's blocks in order, without the numbers of symbols.
fn code(function: &Function) -> Vec<register::Block> {
    let mut blocks: Vec<register::Block> = function.layout.iter().map(|block| function.blocks[*block].clone()).collect();
    blocks.iter_mut().flat_map(|block| &mut block.instructions).for_each(|instruction| instruction.symbol = None);
    blocks
}

/// A function of one program as the other numbers its symbols and positions.
fn moved(from: &register::Program, to: &mut register::Program, function: Option<Function>) -> Option<Function> {
    let mut function = function?;
    let mut positions = BTreeMap::new();
    let symbol = |to: &mut register::Program, symbol: SymbolId| to.symbols.intern(from.symbols.name(symbol));
    function.symbol = symbol(to, function.symbol);
    function.position = function.position.map(|at| position(from, to, at, &mut positions));
    for block in function.blocks.ids().collect::<Vec<_>>() {
        for instruction in &mut function.blocks[block].instructions {
            instruction.symbol = instruction.symbol.map(|name| symbol(to, name));
            instruction.position = instruction.position.map(|at| position(from, to, at, &mut positions));
        }
    }
    Some(function)
}

/// The number of a position; one that the other program does not have is added.
fn position(
    from: &register::Program,
    to: &mut register::Program,
    at: PositionId,
    known: &mut BTreeMap<PositionId, PositionId>,
) -> PositionId {
    if let Some(known) = known.get(&at) {
        return *known;
    }
    let Some(mut place) = from.positions.get(at).copied() else { return at };
    let new = if to.positions.get(at) == Some(&place) {
        at
    } else {
        place.parent = place.parent.map(|parent| position(from, to, parent, known));
        to.positions.push(place)
    };
    known.insert(at, new);
    new
}

/// The text of a method.
pub fn text(stage: &Stage, name: &str) -> String {
    match stage {
        Stage::Virtual(program) => {
            let ids: Vec<MethodId> = program.methods.ids().collect();
            let printed = virtual_machine::text::print_methods(program, ids);
            printed.into_iter().find(|(printed, _)| printed.trim_matches('"') == name).map(|(_, text)| text).unwrap_or_default()
        }
        Stage::Register(program) => {
            let found = program.functions.values().find(|function| program.symbols.name(function.symbol) == name);
            found.map(|function| register::text::print_function(program, function)).unwrap_or_default()
        }
    }
}
