//! What is emitted when all code is known: class objects, cells, the tables of classes, layouts and symbols, the context.
//!
//! A class object refers to what a program asks of classes: a field that no reachable code reads is nil, so that a
//! small program does not carry the tables behind it.
use super::World;
use super::present::Present;
use crate::function::Datum;
use crate::object::Section;
use parfait::layout::{CONTEXT_FIELDS, FROZEN};
use parfait::{CoreClass, value};
use std::collections::BTreeSet;
use virtual_machine::{ClassId, ConstantEntry, Program, Visibility};

/// Emits all tables that code refers to.
pub fn emit_all(world: &mut World<'_>) {
    let context = world.symbol("context");
    let size = 8 * CONTEXT_FIELDS.len() as u64;
    world.data(context, Section::Zeroed, "context".to_string(), vec![Datum::Zeros(size)]);
    if world.boot.class_table {
        class_table(world);
    }
    let mut done = BTreeSet::new();
    while let Some(class) = world.boot.classes.iter().copied().find(|class| !done.contains(class)) {
        done.insert(class);
        class_object(world, class);
    }
    if world.boot.layout_table {
        let bytes = world.classes.numbered().flat_map(|class| world.classes.layout_word(class).to_le_bytes()).collect();
        let symbol = world.symbol("layout_table");
        world.data(symbol, Section::ReadOnly, "table of layouts".to_string(), vec![Datum::Bytes(bytes)]);
    }
    cells(world);
    if world.boot.dispatch {
        super::dispatch::dispatch_table(world);
    }
    if world.boot.dispatch || world.boot.responds || world.boot.parameters {
        super::dispatch::superclass_table(world);
    }
    if world.boot.responds {
        super::dispatch::method_table(world);
    }
    if world.boot.parameters {
        super::dispatch::parameter_table(world);
    }
    if world.boot.symbol_table {
        symbol_strings(world);
    }
}

/// The class object of each number that may be asked for, nil where there are no instances.
fn class_table(world: &mut World<'_>) {
    // values of these classes are not made by an instruction that says so
    let core = [
        CoreClass::NilClass,
        CoreClass::TrueClass,
        CoreClass::FalseClass,
        CoreClass::Symbol,
        CoreClass::Small,
        CoreClass::Big,
        CoreClass::Float,
        CoreClass::String,
    ];
    let mut instances: BTreeSet<ClassId> = core.into_iter().map(Program::core).collect();
    instances.extend(&world.boot.made);
    let mut present = Present { instances, objects: world.boot.classes.clone() };
    present.close(world.program, &world.asked);
    let mut rows = Vec::new();
    for index in world.asked_numbers() {
        let class = world.classes.by_index(index);
        let asked = present.instances.contains(&class) && world.asked.asks(world.program, class);
        rows.push(if asked { Datum::Address(world.class_object(class), 1) } else { Datum::Word(value::NIL) });
    }
    let symbol = world.symbol("class_table");
    world.data(symbol, Section::ReadOnly, "table of classes".to_string(), rows);
}

fn class_object(world: &mut World<'_>, class: ClassId) {
    let program = world.program;
    let boot = &program.classes[class];
    let symbol = world.class_object(class);
    let own_class = program.class_of_class(class);
    let fields: Vec<String> =
        world.classes.fields(own_class).iter().map(|field| program.symbols.name(*field).to_string()).collect();
    let mut contents = vec![Datum::Word(u64::from(world.classes.index(own_class)))];
    for field in &fields {
        let datum = if world.asked.fields.contains(field) || field == "index" { class_field(world, class, field) } else { None };
        contents.push(datum.unwrap_or(Datum::Word(value::NIL)));
    }
    if fields.is_empty() {
        contents.push(Datum::Word(value::NIL));
    }
    let about = format!("{} {}", if boot.is_module { "module" } else { "class" }, boot.name);
    world.data(symbol, Section::Boot, about, contents);
}

/// What a field of a class object is at start; `None`: nil.
fn class_field(world: &mut World<'_>, class: ClassId, field: &str) -> Option<Datum> {
    let program = world.program;
    let boot = &program.classes[class];
    match field {
        // a hidden class says the name that shows
        "name" => {
            let name = program.classes[program.visible(class)].name.clone();
            Some(Datum::Address(world.frozen_string(name.as_bytes()), 1))
        }
        "index" => Some(Datum::Word(u64::from(world.classes.index(class)) << 1)),
        "superclass" => boot.superclass.map(|superclass| Datum::Address(world.class_object(superclass), 1)),
        "attached" => boot.attached.map(|attached| Datum::Address(world.class_object(attached), 1)),
        "fields" => {
            let fields = world.classes.fields(class).to_vec();
            let symbols = fields.into_iter().map(|field| symbol_value(world, field)).collect();
            Some(storage(world, class, "fields", symbols))
        }
        "ancestors" => {
            let ancestors = ancestors(program, class);
            let classes = ancestors.into_iter().map(|class| Datum::Address(world.class_object(class), 1)).collect();
            Some(storage(world, class, "ancestors", classes))
        }
        "methods" => {
            let mut rows = Vec::new();
            for (name, entry) in &boot.declared {
                if program.symbols.name(*name).starts_with("__") {
                    continue;
                }
                let visibility = match (entry.method, entry.visibility) {
                    (None, _) => 3,
                    (Some(_), Visibility::Public) => 0,
                    (Some(_), Visibility::Protected) => 1,
                    (Some(_), Visibility::Private) => 2,
                };
                rows.push(symbol_value(world, *name));
                rows.push(Datum::Word(visibility << 1));
            }
            Some(storage(world, class, "methods", rows))
        }
        "constants" => {
            let mut rows = Vec::new();
            for (name, entry) in &boot.constants {
                rows.push(symbol_value(world, *name));
                rows.push(match entry {
                    ConstantEntry::Class(class) => Datum::Address(world.class_object(*class), 1),
                    ConstantEntry::Cell(_) => Datum::Word(value::NIL),
                });
            }
            Some(storage(world, class, "constants", rows))
        }
        _ => None,
    }
}

fn symbol_value(world: &mut World<'_>, symbol: virtual_machine::SymbolId) -> Datum {
    Datum::Word(value::symbol(world.symbol_number(symbol)))
}

/// A Storage of a class's table, named after both.
pub fn storage(world: &mut World<'_>, class: ClassId, what: &str, elements: Vec<Datum>) -> Datum {
    let owner = world.class_object(class);
    let name = format!("{} {what}", world.out.symbols.name(owner));
    let symbol = world.symbol(&name);
    let mut contents = vec![world.header(CoreClass::Storage, FROZEN), Datum::Word((elements.len() as u64) << 1)];
    contents.extend(elements);
    world.data(symbol, Section::ReadOnly, name, contents);
    Datum::Address(symbol, 1)
}

/// Classes and modules in lookup order, hidden ones left out.
pub fn ancestors(program: &Program, class: ClassId) -> Vec<ClassId> {
    let mut all = Vec::new();
    let mut at = Some(class);
    for _ in 0..=program.classes.len() {
        let Some(id) = at else { break };
        let boot = &program.classes[id];
        let own = std::iter::once(id).filter(|_| !boot.hidden);
        for each in boot.prepends.iter().copied().chain(own).chain(boot.includes.iter().copied()) {
            if !all.contains(&each) {
                all.push(each);
            }
        }
        at = if boot.is_module { None } else { boot.superclass };
    }
    all
}

/// One Storage of all cells that code refers to.
fn cells(world: &mut World<'_>) {
    let cells = world.boot.cells.clone();
    let mut contents = vec![world.header(CoreClass::Storage, 0), Datum::Word((cells.len() as u64) << 1)];
    for cell in cells {
        let undefined = world.program.cells.get(cell).is_some_and(|cell| cell.starts_undefined);
        contents.push(Datum::Word(if undefined { value::UNDEFINED } else { value::NIL }));
    }
    let symbol = world.symbol("cells");
    world.data(symbol, Section::Boot, "globals and constants".to_string(), contents);
}

/// The number of symbols, then the String object of each.
fn symbol_strings(world: &mut World<'_>) {
    let names: Vec<String> = world.boot.symbols.iter().map(|symbol| world.program.symbols.name(*symbol).to_string()).collect();
    let mut contents = vec![Datum::Word(names.len() as u64)];
    for name in names {
        let string = world.frozen_string(name.as_bytes());
        contents.push(Datum::Address(string, 1));
    }
    let symbol = world.symbol("symbol_strings");
    world.data(symbol, Section::ReadOnly, "names of symbols".to_string(), contents);
}
