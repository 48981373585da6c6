//! The rules that every list of passes keeps, whoever made it.
use super::edit::Edited;
use super::{ESTABLISHED, NEEDED, Pipeline};
use crate::pass::{Level, Pass};
use base::Diagnostic;

impl Pipeline {
    /// The list, if it keeps all rules.
    pub(super) fn checked(self) -> Edited {
        self.check()?;
        Ok(self)
    }

    /// Does the list keep all rules? No editing of a list breaks them, so this is for lists read from text.
    ///
    /// # Errors
    /// The first rule that is broken, with its reason.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// assert!(Pipeline::standard(Optimisation::All).check().is_ok());
    /// ```
    pub fn check(&self) -> Result<(), Diagnostic> {
        let found = self.level().or_else(|| self.needed()).or_else(|| self.required()).or_else(|| self.order());
        found.or_else(|| self.kept()).map_or(Ok(()), Err)
    }

    fn first(&self, name: &str) -> Option<usize> {
        self.passes.iter().position(|pass| pass.name() == name)
    }

    fn level(&self) -> Option<Diagnostic> {
        let late = self.passes.windows(2).find(|pair| (pair[0].level(), pair[1].level()) == (Level::Register, Level::Virtual))?;
        let (before, name) = (late[0].name(), late[1].name());
        let error =
            Diagnostic::error(format!("`{name}` is a pass of the Virtual machine, and `{before}` of the Register machine"));
        Some(error.hint("passes of the Virtual machine come first: then the program is lowered"))
    }

    fn needed(&self) -> Option<Diagnostic> {
        let (name, reason) = NEEDED.iter().find(|(name, _)| self.first(name).is_none())?;
        let error = Diagnostic::error(format!("the pass `{name}` cannot be left out: {reason}"));
        Some(error.hint(format!("a pass of one's own that does this work is called `{name}` too")))
    }

    fn required(&self) -> Option<Diagnostic> {
        let missing = |(index, pass): (usize, &Pass)| {
            let rule = pass.required().iter().find(|rule| self.first(&rule.before).is_none_or(|first| first > index))?;
            Some(Diagnostic::error(format!("the pass `{}` needs `{}` before it: {}", rule.after, rule.before, rule.reason)))
        };
        self.passes.iter().enumerate().find_map(missing)
    }

    fn order(&self) -> Option<Diagnostic> {
        let rules = self.rules();
        let broken = |name: &str, other: &str| matches!((self.first(name), self.first(other)), (Some(a), Some(b)) if a > b);
        let rule = rules.iter().find(|rule| broken(&rule.before, &rule.after))?;
        Some(Diagnostic::error(format!("the pass `{}` must come before `{}`: {}", rule.before, rule.after, rule.reason)))
    }

    fn kept(&self) -> Option<Diagnostic> {
        for (name, what) in ESTABLISHED {
            let later = self.passes.iter().skip(self.first(name).map_or(usize::MAX, |first| first + 1));
            let careless = later
                .filter(|pass| pass.level() == self.level_of(name))
                .find(|pass| !pass.kept().iter().any(|kept| kept == name));
            if let Some(pass) = careless {
                let error = Diagnostic::error(format!(
                    "the pass `{}` comes after `{name}`, and does not say that it keeps what holds from there on: {what}",
                    pass.name()
                ));
                return Some(error.hint(format!("put it before `{name}`; if it keeps that, say so with `keeps(\"{name}\")`")));
            }
        }
        None
    }

    fn level_of(&self, name: &str) -> Level {
        self.first(name).map_or(Level::Register, |first| self.passes[first].level())
    }
}
