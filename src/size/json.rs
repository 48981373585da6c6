//! `--size=json`: the account for other programs, as docs/json.md says.
use super::{Contents, Place};
use crate::glob::Glob;
use serde_json::{Value, json};

impl Contents {
    /// With the reasons for what the patterns name.
    pub fn json(&self, title: &str, target: &str, patterns: &[Glob]) -> Value {
        let reasons = self.reasons();
        let totals = self.totals().into_iter().map(|total| {
            json!({ "kind": total.kind, "about": total.kind.about(), "size": total.size, "names": total.groups, "parts": total.parts })
        });
        let groups = self.groups();
        let groups = groups.iter().filter(|group| group.size > 0).map(|group| {
            let reason = group.parts.iter().find_map(|part| reasons[*part].as_ref());
            let by = reason.map(|(by, _)| &self.parts[*by].name);
            let how = reason.map(|(_, how)| how);
            json!({ "name": group.name, "kind": group.kind, "size": group.size, "parts": group.parts.len(), "by": by, "how": how })
        });
        json!({
            "version": 1,
            "file": title,
            "target": target,
            "size": self.size,
            "inlined_runtime": self.inlined_runtime(),
            "totals": totals.collect::<Vec<_>>(),
            "names": groups.collect::<Vec<_>>(),
            "why": if patterns.is_empty() { Value::Array(Vec::new()) } else { self.why_json(patterns) },
        })
    }

    fn why_json(&self, patterns: &[Glob]) -> Value {
        let why = self.why(patterns).into_iter().map(|why| {
            let steps = why.way.iter().map(|edge| {
                json!({
                    "from": self.name(edge.from),
                    "to": self.name(edge.to),
                    "how": self.graph.told(edge),
                    "places": self.graph.places(&edge.how).iter().map(place).collect::<Vec<_>>(),
                })
            });
            json!({
                "name": why.name,
                "kind": why.kind,
                "size": why.size,
                "versions": why.versions,
                "inlined": why.inlined,
                "places": why.places,
                "way": steps.collect::<Vec<_>>(),
                "lines": why.causes.lines.iter().map(place).collect::<Vec<_>>(),
                "more": why.causes.more,
                "always": why.causes.always,
            })
        });
        Value::Array(why.collect())
    }
}

fn place(place: &Place) -> Value {
    json!({ "file": place.file, "line": place.line, "method": place.method, "own": place.own })
}
