//! Pipelines as text: `virtual(infer,unite,inline),register(allocate,safepoints,layout)`.
use super::edit::{Edited, unknown};
use super::{Optimisation, Pipeline};
use crate::pass::{Level, Pass};
use base::Diagnostic;
use std::fmt;

/// The name of a machine, as its texts begin and its files end.
pub(crate) fn machine(level: Level) -> &'static str {
    match level {
        Level::Virtual => "virtual",
        Level::Register => "register",
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |level: Level| {
            let names = self.passes.iter().filter(|pass| pass.level() == level).map(Pass::name);
            format!("{}({})", machine(level), names.collect::<Vec<_>>().join(","))
        };
        write!(f, "{},{}", part(Level::Virtual), part(Level::Register))
    }
}

impl Pipeline {
    /// Reads a pipeline of passes that this one or a standard one has; a machine that the text does not speak of keeps its
    /// passes.
    ///
    /// # Errors
    /// What is not understood, passes that are not known, and rules that are broken.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let standard = Pipeline::standard(Optimisation::None);
    /// let pipeline = standard.with_text("register(gvn, allocate, safepoints)").unwrap();
    /// assert_eq!(pipeline.to_string(), "virtual(infer,unite),register(gvn,allocate,safepoints)");
    /// assert!(standard.with_text("virtual(infer").is_err());
    /// ```
    pub fn with_text(&self, text: &str) -> Edited {
        let known: Vec<Pass> = self.passes.iter().chain(&Pipeline::standard(Optimisation::All).passes).cloned().collect();
        let (mut of_virtual, mut of_register) = (None, None);
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (name, inside) = rest.split_once('(').ok_or_else(|| malformed(text, "a `(` is missing"))?;
            let (names, after) = inside.split_once(')').ok_or_else(|| malformed(text, "a `)` is missing"))?;
            let part = match name.trim() {
                "virtual" => &mut of_virtual,
                "register" => &mut of_register,
                other => return Err(malformed(text, &format!("the machines are `virtual` and `register`, not `{other}`"))),
            };
            let level = if name.trim() == "virtual" { Level::Virtual } else { Level::Register };
            if part.replace(passes(names, level, &known)?).is_some() {
                return Err(malformed(text, &format!("`{}` is there twice", name.trim())));
            }
            rest = after.trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        let kept = |level: Level| self.passes.iter().filter(|pass| pass.level() == level).cloned().collect();
        let mut passes = of_virtual.unwrap_or_else(|| kept(Level::Virtual));
        passes.extend(of_register.unwrap_or_else(|| kept(Level::Register)));
        Pipeline { passes, optimisation: self.optimisation }.checked()
    }
}

/// The passes of these names; where a name comes again, the next known pass of that name, if there is one.
fn passes(names: &str, level: Level, known: &[Pass]) -> Result<Vec<Pass>, Diagnostic> {
    let mut passes: Vec<Pass> = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let of_level = || known.iter().filter(|pass| pass.level() == level);
        let mut of_name = of_level().filter(|pass| pass.name() == name);
        let Some(first) = of_name.next() else { return Err(unknown(name, of_level().map(Pass::name))) };
        let before = passes.iter().filter(|pass| pass.name() == name).count();
        let pass = if before == 0 { first } else { of_name.nth(before - 1).unwrap_or(first) };
        passes.push(pass.clone());
    }
    Ok(passes)
}

fn malformed(text: &str, why: &str) -> Diagnostic {
    Diagnostic::error(format!("`{text}` is no pipeline: {why}"))
        .hint("a pipeline is `virtual(infer,unite),register(gvn,allocate,safepoints)`")
}
