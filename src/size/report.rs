//! `--size`: all that an executable is made of, the largest first, with totals by kind.
use super::{Contents, Kind};
use crate::glob::Glob;
use std::collections::BTreeMap;
use std::fmt::Write;

/// All versions of a method, or all other parts of the same name and kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    pub kind: Kind,
    pub name: String,
    pub size: u64,
    /// Indexes of its parts.
    pub parts: Vec<usize>,
}

/// What the parts of a kind come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Total {
    pub kind: Kind,
    pub size: u64,
    pub groups: usize,
    pub parts: usize,
}

impl Contents {
    /// Parts by name, the largest first.
    pub fn groups(&self) -> Vec<Group> {
        let mut groups: BTreeMap<(Kind, &str), Group> = BTreeMap::new();
        for (at, part) in self.parts.iter().enumerate() {
            let new = || Group { kind: part.kind, name: part.name.clone(), size: 0, parts: Vec::new() };
            let group = groups.entry((part.kind, &part.name)).or_insert_with(new);
            group.size += part.size;
            group.parts.push(at);
        }
        let mut groups: Vec<Group> = groups.into_values().collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.size));
        groups
    }

    /// By kind; they add up to the file.
    pub fn totals(&self) -> Vec<Total> {
        let groups = self.groups();
        let total = |kind: &Kind| {
            let of_kind = groups.iter().filter(|group| group.kind == *kind);
            let start = Total { kind: *kind, size: 0, groups: 0, parts: 0 };
            of_kind.fold(start, |total, group| Total {
                size: total.size + group.size,
                groups: total.groups + 1,
                parts: total.parts + group.parts.len(),
                ..total
            })
        };
        Kind::ALL.iter().map(total).filter(|total| total.size > 0).collect()
    }

    /// How many bytes of the program's own methods are methods of the runtime that were inlined there.
    pub fn inlined_runtime(&self) -> u64 {
        let own = |symbol: &str| self.parts.iter().any(|part| part.kind == Kind::Program && part.symbol == symbol);
        self.inlined.iter().filter(|inlined| !inlined.own && own(&inlined.into)).map(|inlined| inlined.size).sum()
    }

    /// As text: totals, then every name.
    pub fn text(&self, title: &str) -> String {
        let mut out = format!("{title}: {} bytes\n\n", self.size);
        for total in self.totals() {
            let share = total.size as f64 * 100.0 / self.size.max(1) as f64;
            let _ = write!(out, "{:>9} {share:>5.1}%  {}", total.size, total.kind.about());
            if matches!(total.kind, Kind::Program | Kind::Runtime) {
                let _ = write!(out, ": {} in {}", total.groups, versions(total.parts));
            }
            if total.kind == Kind::Program && self.inlined_runtime() > 0 {
                let _ = write!(out, "; {} of it inlined from the runtime", self.inlined_runtime());
            }
            out.push('\n');
        }
        let _ = writeln!(out, "{:>9} 100.0%  in all\n", self.size);
        for group in self.groups().iter().filter(|group| group.size > 0) {
            let _ = write!(out, "{:>9}  {}", group.size, group.name);
            if group.parts.len() > 1 && group.kind <= Kind::Helper {
                let _ = write!(out, " ({})", versions(group.parts.len()));
            } else if group.parts.len() > 1 && group.kind == Kind::Cache {
                let _ = write!(out, " ({} of them)", group.parts.len());
            }
            out.push('\n');
        }
        out
    }

    /// Is a group meant by one of the patterns? By its name, without the word for what it is, or by the linker's name.
    pub fn asks(&self, patterns: &[Glob], group: &Group) -> bool {
        let plain = group.name.split_once(' ').filter(|_| group.kind > Kind::Helper).map(|(_, plain)| plain);
        let symbols = group.parts.iter().map(|part| self.parts[*part].symbol.as_str());
        let names: Vec<&str> = std::iter::once(group.name.as_str()).chain(plain).chain(symbols).collect();
        patterns.iter().any(|pattern| names.iter().any(|name| pattern.matches(name)))
    }
}

pub fn versions(count: usize) -> String {
    if count == 1 { "1 version".to_string() } else { format!("{count} versions") }
}
