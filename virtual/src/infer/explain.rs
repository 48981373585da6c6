//! What inference says of its work, in terms of Ruby: what a send reaches, or why nobody knows; versions of methods.
use super::engine::*;
use super::flow::Walk;
use super::lattice::*;
use super::send::{Group, Sending};
use crate::instruction::*;
use crate::program::*;
use base::remark::{Kind, Remark};
use parfait::CoreClass;
use std::collections::{BTreeMap, BTreeSet};

/// More classes than this are counted, not named.
const MOST_NAMED: usize = 6;
/// A value is followed to where it comes from this many times.
const MOST_STEPS: usize = 4;

impl Engine<'_> {
    /// A send of which it is known what it reaches: one method for each group; or a group without classes is looked up.
    pub fn say_resolved(&mut self, walk: &Walk, sending: &Sending, groups: &[Group]) {
        if !self.is_heard(walk) || self.program.symbols.name(sending.name).starts_with("__") {
            return;
        }
        let classes: Vec<ClassId> = groups.iter().filter_map(|group| group.classes.first().copied()).collect();
        let found: Vec<Option<MethodId>> =
            classes.into_iter().map(|class| self.lookup(class, sending.name).map(|found| found.method)).collect();
        let engine = &*self;
        let name = engine.program.symbols.name(sending.name);
        let kinds = |group: &Group| engine.kinds(group.type_);
        let all = distinct(groups.iter().map(kinds).collect());
        let methods = distinct(found.iter().flatten().map(|method| engine.program.label(*method)).collect());
        let without =
            distinct(groups.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(group, _)| kinds(group)).collect());
        let subject = || engine.subject(walk, sending.receiver);
        let (remarks, at) = (&*engine.program, walk.position);
        match &methods[..] {
            _ if found.len() < groups.len() => remarks
                .missed("resolved", at, || format!("`{name}` is looked up at run time: {} may be {}", subject(), one_of(&all))),
            [] => remarks.note("resolved", at, || format!("{} has no method `{name}`: NoMethodError is raised", one_of(&all))),
            [method] if groups.len() == 1 => {
                // what `new` calls is said where it is called
                if sending.name != engine.names.new {
                    remarks.remark("resolved", at, || format!("`{name}` is {method}"));
                }
            }
            [method] if without.is_empty() && all.len() == 1 => remarks.missed("checked", at, || {
                format!("`{name}` is {method}, but is {} small or big? its bounds are not known", subject())
            }),
            [method] if !without.is_empty() => remarks.missed("resolved", at, || {
                format!("`{name}` is {method}, but {} is tested first: it may be {}", subject(), one_of(&without))
            }),
            [method] => remarks.missed("resolved", at, || {
                format!("`{name}` is {method}, in a version for each class: {} may be {}", subject(), one_of(&all))
            }),
            _ => remarks.missed("resolved", at, || {
                format!("`{name}` may be {}: {} is tested first, it may be {}", one_of(&methods), subject(), one_of(&all))
            }),
        }
    }

    /// A send that is looked up when running.
    pub fn say_dynamic(&mut self, walk: &Walk, sending: &Sending, receiver: TypeId) {
        if self.is_heard(walk) {
            let name = self.program.symbols.name(sending.name);
            self.program.missed("resolved", walk.position, || {
                format!(
                    "`{name}` is looked up at run time: {} may be {}",
                    self.subject(walk, sending.receiver),
                    self.kinds(receiver)
                )
            });
        }
    }

    /// A block that may be one of several.
    pub fn say_dynamic_block(&self, walk: &Walk, block_type: TypeId) {
        if self.is_heard(walk) {
            let closures = self.types.atoms(block_type).iter().filter(|atom| matches!(atom, Atom::Closure(_))).count();
            let any = self.types.is_mystery(block_type)
                || self.types.atoms(block_type).contains(&Atom::Instance(Program::core(CoreClass::Proc)));
            self.program.missed("resolved", walk.position, || match any {
                true => "the block is called through its Proc: it may be any".to_string(),
                false => format!("the block is called through its Proc: it may be one of {closures}"),
            });
        }
    }

    /// Versions of the program's own methods.
    pub fn say_versions(&self) {
        if !self.program.remarks.are_kept() {
            return;
        }
        let adapters: BTreeSet<MethodId> = self.adapters.values().chain(self.array_adapters.values()).copied().collect();
        let mut versions: BTreeMap<MethodId, Vec<VersionId>> = BTreeMap::new();
        for version in self.materialised.keys() {
            let method = self.versions[*version].method;
            let named = matches!(self.program.methods[method].kind, MethodKind::Method);
            if named && !adapters.contains(&method) {
                versions.entry(method).or_default().push(*version);
            }
        }
        for (method, mut versions) in versions {
            versions.sort_unstable();
            let name = self.program.label(method);
            let say = |kind, message: String| {
                let places = vec![self.program.place_of(method)];
                self.program.remarks.say(|| Remark { places, kind, what: "specialised".to_string(), message });
            };
            if versions.len() > 1 {
                let kinds = distinct(versions.iter().map(|version| self.arguments_of(*version)).collect());
                let shown = kinds[..kinds.len().min(MOST_NAMED)].join(", ");
                let more = if kinds.len() > MOST_NAMED { ", ..." } else { "" };
                say(Kind::Done, format!("{name} has {} versions, for {shown}{more}", versions.len()));
            }
            if let Some(shared) = self.merged.get(&(method, None)).filter(|shared| self.materialised.contains_key(shared)) {
                let count = self.counts.get(&(method, None)).copied().unwrap_or(0);
                let kinds = self.arguments_of(*shared);
                say(
                    Kind::Missed,
                    format!(
                        "{name} is called with more kinds of arguments than its {count} versions: the rest share one, for {kinds}"
                    ),
                );
            }
        }
    }

    /// What was said of all bodies, as they were written last.
    pub fn say_all(&mut self) {
        let said = std::mem::take(&mut self.said);
        self.program.remarks.say_again(said.into_values().flatten().collect());
    }

    fn is_heard(&self, walk: &Walk) -> bool {
        walk.out.is_some() && self.program.remarks.are_kept()
    }

    /// `Circle (Integer, nil)`: self and arguments.
    fn arguments_of(&self, version: VersionId) -> String {
        let entry = &self.versions[version];
        let arguments: Vec<String> = entry.arguments.iter().map(|argument| self.kinds(*argument)).collect();
        let of_self = self.kinds(entry.self_type);
        if arguments.is_empty() { of_self } else { format!("{of_self} ({})", arguments.join(", ")) }
    }

    /// The classes of a type as the program calls them: `Integer, Float or nil`.
    pub fn kinds(&self, type_: TypeId) -> String {
        if self.types.is_mystery(type_) {
            return "anything".to_string();
        }
        let name = |atom: &Atom| match *atom {
            Atom::Undefined => "not given".to_string(),
            Atom::Word => "a word".to_string(),
            Atom::Class(class) => self.program.classes[class].name.clone(),
            atom => match self.program.visible(self.types.class_of(atom, self.program)) {
                class if class == Program::core(CoreClass::NilClass) => "nil".to_string(),
                class if class == Program::core(CoreClass::TrueClass) => "true".to_string(),
                class if class == Program::core(CoreClass::FalseClass) => "false".to_string(),
                class => self.program.classes[class].name.clone(),
            },
        };
        one_of(&distinct(self.types.atoms(type_).iter().map(name).collect()))
    }

    /// An operand as the program calls it.
    fn subject(&self, walk: &Walk, operand: Operand) -> String {
        self.name_of(walk.method, walk.at, operand, MOST_STEPS)
    }

    fn name_of(&self, method: MethodId, at: (BlockId, usize, usize), operand: Operand, steps: usize) -> String {
        let slot = match operand {
            Operand::Slot(SELF) => return "`self`".to_string(),
            Operand::Slot(slot) => slot,
            Operand::Constant(_) => return "it".to_string(),
        };
        if let Some(name) = variable(self.program, method, slot) {
            return format!("`{name}`");
        }
        let blocks = &self.program.methods[method].blocks;
        let sets = |instruction: &&Instruction| instruction.result == Some(slot);
        let here = blocks.get(at.0).and_then(|block| block.instructions.get(..at.1)?.iter().rev().find(sets));
        let made = here.or_else(|| blocks.values().flat_map(|block| &block.instructions).find(sets));
        match made.map(|made| &made.op) {
            Some(Op::Set { from }) if steps > 0 => self.name_of(method, at, *from, steps - 1),
            Some(Op::GetField { field, .. }) => format!("`{}`", self.program.symbols.name(*field)),
            Some(Op::GetCell { cell }) => format!("`{}`", self.program.cells[*cell].name),
            Some(Op::GetOuter { depth, slot }) => {
                let outer = (0..*depth).try_fold(method, |at, _| self.program.methods[at].parent);
                let name = outer.and_then(|outer| variable(self.program, outer, *slot));
                name.map_or("a variable".to_string(), |name| format!("`{name}`"))
            }
            Some(Op::Send { name, .. }) => format!("what `{}` gives", self.program.symbols.name(*name)),
            Some(Op::Super { .. }) => "what `super` gives".to_string(),
            Some(Op::Yield { .. }) => "what the block gives".to_string(),
            _ => "the receiver".to_string(),
        }
    }
}

/// The name of a variable or parameter.
fn variable(program: &Program, method: MethodId, slot: SlotId) -> Option<String> {
    let method = &program.methods[method];
    let info = method.slots.get(slot)?;
    match info.kind {
        SlotKind::Local => Some(info.name.clone()),
        SlotKind::MessageBlock => Some("block".to_string()),
        SlotKind::Argument => {
            let name = method.parameters.names.get((slot.0 - FIRST_ARGUMENT.0) as usize)?;
            Some(program.symbols.name(*name).to_string()).filter(|name| !name.is_empty())
        }
        SlotKind::SelfValue | SlotKind::Temporary => None,
    }
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    names.into_iter().filter(|name| seen.insert(name.clone())).collect()
}

/// `a, b or c`.
fn one_of(names: &[String]) -> String {
    match names {
        [] => "nothing".to_string(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= MOST_NAMED => format!("{} or {last}", first.join(", ")),
        [..] => format!("{} or one of {} more", names[..MOST_NAMED - 1].join(", "), names.len() - MOST_NAMED + 1),
    }
}
