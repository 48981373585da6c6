//! What backtraces call the code of each method, as CRuby 3.4 and later do: `Foo#bar`, `Foo.bar`, `block in Foo#bar`,
//! `<main>`, `<class:Foo>`.
use virtual_machine::{CompiledMethod, MethodId, MethodKind, Program};

/// The name of every method, by id.
pub fn method_names(program: &Program) -> Vec<String> {
    program.methods.iter().map(|(id, method)| name(program, id, method)).collect()
}

fn name(program: &Program, id: MethodId, method: &CompiledMethod) -> String {
    match method.kind {
        MethodKind::Method => {
            let own = program.symbols.name(method.name);
            let Some(owner) = program.classes.get(method.owner) else { return own.to_string() };
            match owner.attached.and_then(|attached| program.classes.get(attached)) {
                Some(attached) => format!("{}.{own}", attached.name),
                None if owner.hidden => format!("{}#{own}", visible(program, method)),
                None => format!("{}#{own}", owner.name),
            }
        }
        MethodKind::Block { .. } => block_name(program, method),
        MethodKind::Body => body_name(program, id, method),
    }
}

/// The nearest class that a program can name.
fn visible(program: &Program, method: &CompiledMethod) -> String {
    let mut class = method.owner;
    for _ in 0..program.classes.len() {
        let boot = &program.classes[class];
        match boot.superclass {
            Some(superclass) if boot.hidden => class = superclass,
            _ => break,
        }
    }
    program.classes[class].name.clone()
}

fn block_name(program: &Program, method: &CompiledMethod) -> String {
    let mut at = method.parent;
    for levels in 1..=program.methods.len() {
        let Some((id, parent)) = at.and_then(|id| Some((id, program.methods.get(id)?))) else { break };
        if !matches!(parent.kind, MethodKind::Block { .. }) {
            let outer = name(program, id, parent);
            return if levels == 1 { format!("block in {outer}") } else { format!("block ({levels} levels) in {outer}") };
        }
        at = parent.parent;
    }
    "block".to_string()
}

fn body_name(program: &Program, id: MethodId, method: &CompiledMethod) -> String {
    let original = method.version_of.unwrap_or(id);
    if program.main == Some(original) || program.main == Some(id) {
        return "<main>".to_string();
    }
    let own = program.symbols.name(method.name);
    if own.starts_with('<') {
        return own.to_string();
    }
    let Some(owner) = program.classes.get(method.owner) else { return own.to_string() };
    let last = owner.name.rsplit("::").next().unwrap_or(&owner.name);
    match owner.attached {
        Some(_) => "singleton class".to_string(),
        None if owner.is_module => format!("<module:{last}>"),
        None => format!("<class:{last}>"),
    }
}
