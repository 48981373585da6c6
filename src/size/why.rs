//! `--why`: the shortest way from the program's start to a part, and the lines of the program without which it would not be there.
use super::graph::{Edge, Line, Place};
use super::inlined::Inlined;
use super::report::{Group, versions};
use super::{Contents, Kind};
use crate::front::Failure;
use crate::glob::Glob;
use crate::near::{did_you_mean, nearest};
use base::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Lines beyond these are not looked for.
const LINES: usize = 20;

/// Why something is in the executable.
pub struct Why<'c> {
    pub name: String,
    pub kind: Kind,
    /// Bytes of its own, and in how many versions.
    pub size: u64,
    pub versions: usize,
    /// Bytes that have become parts of other methods, and in how many places.
    pub inlined: u64,
    pub places: usize,
    /// From the start to the version or place that is nearest to it.
    pub way: Vec<&'c Edge>,
    pub causes: Causes,
}

/// The lines of the program's own files that bring something in.
pub struct Causes {
    /// Without all of these it would not be there, unless there are more.
    pub lines: Vec<Place>,
    /// More lines lead there than are looked for.
    pub more: bool,
    /// The runtime leads there by itself: no lines are named.
    pub always: bool,
}

impl Contents {
    /// Why all is there that the patterns ask for, the largest first.
    pub fn why(&self, patterns: &[Glob]) -> Vec<Why<'_>> {
        let mut inlined: BTreeMap<&str, Vec<&Inlined>> = BTreeMap::new();
        let asked = |part: &&Inlined| patterns.iter().any(|pattern| pattern.matches(&part.method));
        self.inlined.iter().filter(asked).for_each(|part| inlined.entry(&part.method).or_default().push(part));
        let mut found = Vec::new();
        for group in self.groups().into_iter().filter(|group| self.asks(patterns, group)) {
            let inside = if group.kind <= Kind::Helper { inlined.remove(&*group.name) } else { None };
            found.push(self.explain(group, &inside.unwrap_or_default()));
        }
        for (name, inside) in inlined {
            let kind = if inside.iter().any(|part| part.own) { Kind::Program } else { Kind::Runtime };
            found.push(self.explain(Group { kind, name: name.to_string(), size: 0, parts: Vec::new() }, &inside));
        }
        found.sort_by_key(|why| std::cmp::Reverse(why.size + why.inlined));
        found
    }

    fn explain(&self, group: Group, inside: &[&Inlined]) -> Why<'_> {
        let symbols = group.parts.iter().map(|part| &self.parts[*part].symbol);
        let symbols = symbols.chain(inside.iter().map(|part| &part.symbol));
        let nodes: Vec<usize> = symbols.filter_map(|symbol| self.graph.node(symbol)).collect();
        Why {
            name: group.name,
            kind: group.kind,
            size: group.size,
            versions: group.parts.len(),
            inlined: inside.iter().map(|part| part.size).sum(),
            places: inside.len(),
            way: self.nearest_way(&nodes, &BTreeSet::new()).unwrap_or_default(),
            causes: self.causes(&nodes),
        }
    }

    /// The shortest way to any of the nodes without the help of some lines.
    fn nearest_way(&self, nodes: &[usize], without: &BTreeSet<Line>) -> Option<Vec<&Edge>> {
        let reached = self.graph.search(without);
        nodes.iter().filter(|node| reached.has(**node)).map(|node| reached.way(*node)).min_by_key(Vec::len)
    }

    /// The lines without which none of the nodes is reached: the last one of a shortest way is taken away, again and again.
    fn causes(&self, nodes: &[usize]) -> Causes {
        if self.nearest_way(nodes, &self.graph.all_lines()).is_some() {
            return Causes { lines: Vec::new(), more: false, always: true };
        }
        let mut without: BTreeSet<Line> = BTreeSet::new();
        let mut lines = Vec::new();
        while let Some(way) = self.nearest_way(nodes, &without) {
            let last = way.iter().rev().find_map(|edge| self.graph.lines(&edge.how).next());
            let Some(line) = last.filter(|_| lines.len() < LINES) else {
                return Causes { lines, more: true, always: false };
            };
            without.insert(line);
            lines.push(self.graph.place(line, ""));
        }
        Causes { lines, more: false, always: false }
    }

    /// As text.
    ///
    /// # Errors
    /// A pattern matches nothing.
    pub fn why_text(&self, patterns: &[Glob]) -> Result<String, Failure> {
        let mut out = String::new();
        for pattern in patterns {
            let found = self.why(std::slice::from_ref(pattern));
            if found.is_empty() {
                return Err(self.nothing(pattern).into());
            }
            found.iter().for_each(|why| self.tell(why, &mut out));
        }
        Ok(out)
    }

    fn tell(&self, why: &Why<'_>, out: &mut String) {
        let _ = writeln!(out, "{}: {}", why.name, why.told());
        let mut rows: Vec<(&str, String)> = Vec::new();
        for edge in &why.way {
            if rows.is_empty() {
                rows.push((self.name(edge.from), "where the program starts".to_string()));
            }
            let name = self.name(edge.to);
            // functions that only hand on to the method whose name they have
            if rows.last().is_none_or(|(last, _)| *last != name) {
                rows.push((name, self.graph.told(edge)));
            }
        }
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(40);
        rows.iter().for_each(|(name, how)| out.push_str(&format!("  {name:<width$}  {how}\n")));
        let _ = writeln!(out, "  {}\n", why.causes.told(why.kind));
    }

    /// What a node of the graph is called.
    pub fn name(&self, node: usize) -> &str {
        let symbol = self.graph.symbol(node);
        let part = self.parts.iter().find(|part| part.symbol == symbol).map(|part| &part.name);
        let inlined = || self.inlined.iter().find(|part| part.symbol == symbol).map(|part| &part.method);
        part.or_else(inlined).map_or(symbol, |name| name)
    }

    fn nothing(&self, pattern: &Glob) -> Diagnostic {
        let asked = pattern.to_string();
        let names =
            self.parts.iter().map(|part| part.name.as_str()).chain(self.inlined.iter().map(|inlined| inlined.method.as_str()));
        let near = did_you_mean(&nearest(&asked, names));
        Diagnostic::error(format!("nothing in the executable is called `{asked}`{near}"))
            .hint("`--size` lists all that is in it; patterns have `*` and `?`: 'Array#*'")
    }
}

impl Why<'_> {
    fn told(&self) -> String {
        let bytes = |size: u64| if size == 1 { "1 byte".to_string() } else { format!("{size} bytes") };
        let of = if self.versions > 1 { format!(" in {}", versions(self.versions)) } else { String::new() };
        let inlined = match self.places {
            0 => String::new(),
            1 => format!("{} inlined in 1 place", bytes(self.inlined)),
            places => format!("{} inlined in {places} places", bytes(self.inlined)),
        };
        match (self.versions, self.places) {
            (0, _) => inlined,
            (_, 0) => bytes(self.size) + &of,
            _ => format!("{}{of}, and {inlined}", bytes(self.size)),
        }
    }
}

impl Causes {
    fn told(&self, kind: Kind) -> String {
        let lines: Vec<String> = self.lines.iter().map(Place::told).collect();
        match &lines[..] {
            _ if self.always && kind == Kind::Class => "the runtime looks at all classes that there are".to_string(),
            _ if self.always => "the runtime leads there by itself, whatever the program's lines are".to_string(),
            [] => "a part of every file".to_string(),
            [first, ..] if self.more => format!("more than {LINES} lines of the program lead there, {first} among them"),
            some => format!("without {} it would not be there", listed(some)),
        }
    }
}

/// `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
