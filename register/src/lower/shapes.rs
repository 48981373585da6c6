//! The shapes of objects, for debuggers: what the numbers in headers and symbols mean.
use super::World;
use crate::shapes::{Shape, Shapes};
use virtual_machine::{ClassId, Program};

/// To be asked when all symbols have their numbers.
pub fn shapes(world: &World<'_>) -> Shapes {
    let name = |symbol: &virtual_machine::SymbolId| world.program.symbols.name(*symbol).to_string();
    let shape = |class: ClassId| Shape {
        name: world.program.classes[world.program.visible(class)].name.clone(),
        kinds: kinds(world.program, class),
        layout: world.classes.layout(class),
        fields: world.classes.fields(class).iter().map(name).collect(),
    };
    Shapes { classes: world.classes.numbered().map(shape).collect(), symbols: world.boot.symbols.iter().map(name).collect() }
}

/// The runtime's classes from this one upwards.
fn kinds(program: &Program, class: ClassId) -> Vec<String> {
    let up = |class: &ClassId| program.classes.get(*class).and_then(|class| class.superclass);
    let own = |class: &ClassId| {
        let span = program.classes[*class].span;
        (class.0 as usize) < parfait::CoreClass::ALL.len() || span.is_some_and(|span| program.sources.file(span.file).runtime)
    };
    let chain = std::iter::successors(Some(class), up).take(program.classes.len());
    chain.filter(own).map(|class| program.classes[class].name.clone()).collect()
}
