//! Changing a list of passes. Whoever asks for a pass that is not there hears which is near.
use super::{NEEDED, Pipeline};
use crate::near;
use crate::pass::{Level, Pass};
use base::Diagnostic;
use std::collections::BTreeSet;

/// A pipeline, or why it is none.
pub(super) type Edited = Result<Pipeline, Diagnostic>;

impl Pipeline {
    /// Puts a pass before the first one of that name (`simplify.2`: before the second).
    ///
    /// # Errors
    /// There is no such pass, or a rule of order would be broken.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_register("mine", "do what I want", |_| Ok(()));
    /// let pipeline = Pipeline::standard(Optimisation::None).insert_before("allocate", pass).unwrap();
    /// assert_eq!(pipeline.to_string(), "virtual(infer,unite),register(merge,mine,allocate,safepoints,layout)");
    /// ```
    pub fn insert_before(self, name: &str, pass: Pass) -> Edited {
        let at = self.position(name)?;
        self.insert_at(at, pass)
    }

    /// Puts a pass after the first one of that name (`simplify.2`: after the second).
    ///
    /// # Errors
    /// There is no such pass, or a rule of order would be broken.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_register("mine", "do what I want", |_| Ok(()));
    /// let error = Pipeline::standard(Optimisation::All).insert_after("simplfy", pass).err().unwrap();
    /// assert_eq!(error.title, "there is no pass `simplfy`");
    /// assert_eq!(error.hint.unwrap(), "did you mean `simplify`?");
    /// ```
    pub fn insert_after(self, name: &str, pass: Pass) -> Edited {
        let at = self.position(name)?;
        self.insert_at(at + 1, pass)
    }

    /// Puts a pass at a place.
    pub(crate) fn insert_at(mut self, index: usize, pass: Pass) -> Edited {
        self.passes.insert(index, pass);
        self.checked()
    }

    /// Puts a pass in place of every one of that name.
    ///
    /// # Errors
    /// There is no such pass, or a rule of order would be broken.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_register("my_layout", "order blocks as I like", |_| Ok(())).keeps("allocate").keeps("safepoints");
    /// let pipeline = Pipeline::standard(Optimisation::None).replace("layout", pass).unwrap();
    /// assert_eq!(pipeline.to_string(), "virtual(infer,unite),register(merge,allocate,safepoints,my_layout)");
    /// ```
    pub fn replace(mut self, name: &str, pass: Pass) -> Edited {
        for index in self.positions(name)? {
            self.passes[index] = pass.clone();
        }
        self.checked()
    }

    /// Leaves out every pass of that name (`simplify.2`: the second).
    ///
    /// # Errors
    /// There is no such pass, or the program needs it.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let standard = Pipeline::standard(Optimisation::All);
    /// assert!(standard.clone().remove("gvn").is_ok());
    /// let error = standard.remove("allocate").err().unwrap();
    /// assert_eq!(error.title, "the pass `allocate` cannot be left out: no processor has an instruction that allocates");
    /// ```
    pub fn remove(mut self, name: &str) -> Edited {
        for index in self.positions(name)?.into_iter().rev() {
            self.passes.remove(index);
        }
        self.checked()
    }

    /// Leaves out all passes but these and those that a program needs.
    ///
    /// # Errors
    /// There is no such pass.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let pipeline = Pipeline::standard(Optimisation::All).only(&["gvn"]).unwrap();
    /// assert_eq!(pipeline.to_string(), "virtual(infer),register(gvn,allocate,safepoints)");
    /// ```
    pub fn only(mut self, names: &[&str]) -> Edited {
        let mut kept = Vec::new();
        for name in names {
            kept.extend(self.positions(name)?);
        }
        let mut index = 0;
        self.passes.retain(|pass| {
            index += 1;
            kept.contains(&(index - 1)) || NEEDED.iter().any(|(name, _)| *name == pass.name())
        });
        self.checked()
    }

    /// The passes at some places alone.
    pub(crate) fn pick(&self, places: &BTreeSet<usize>) -> Pipeline {
        let passes = self.passes.iter().enumerate().filter(|(index, _)| places.contains(index)).map(|(_, pass)| pass.clone());
        Pipeline { passes: passes.collect(), ..self.clone() }
    }

    /// Runs every pass of that name so many times on end.
    ///
    /// # Errors
    /// There is no such pass, or it does not keep what it establishes itself, or the times are not 1 to 1000.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let pipeline = Pipeline::standard(Optimisation::None).repeat("unite", 2).unwrap();
    /// assert_eq!(pipeline.to_string(), "virtual(infer,unite,unite),register(merge,allocate,safepoints,layout)");
    /// ```
    pub fn repeat(mut self, name: &str, times: usize) -> Edited {
        if !(1..=1000).contains(&times) {
            return Err(Diagnostic::error(format!("a pass runs 1 to 1000 times, not {times}")));
        }
        for index in self.positions(name)?.into_iter().rev() {
            let pass = self.passes[index].clone();
            self.passes.splice(index..=index, std::iter::repeat_n(pass, times));
        }
        self.checked()
    }

    /// How many of a machine's passes a program has been through that names these. Passes that this pipeline does not know
    /// (they may come from outside) do not count.
    pub(crate) fn begun(&self, level: Level, done: &[String]) -> Result<usize, Diagnostic> {
        let passes: Vec<&str> = self.passes.iter().filter(|pass| pass.level() == level).map(Pass::name).collect();
        let mut count = 0;
        for name in done.iter().filter(|name| passes.contains(&name.as_str())) {
            if passes.get(count) != Some(&name.as_str()) {
                let error = Diagnostic::error(format!(
                    "this text has been through `{}`, which is not how `{self}` begins",
                    done.join(",")
                ));
                return Err(error.hint("give the options that it was made with, such as -O or --without"));
            }
            count += 1;
        }
        Ok(count)
    }

    /// Where the pass of this name is; `NAME.2` is the second of that name, without a number it is the first.
    pub(crate) fn position(&self, name: &str) -> Result<usize, Diagnostic> {
        self.positions(name).map(|positions| positions[0])
    }

    /// The name by which [`Pipeline::position`] finds the pass at a place: with a number from the second of that name on.
    pub(crate) fn unique_name(&self, index: usize) -> String {
        let name = self.passes[index].name();
        match self.passes[..index].iter().filter(|pass| pass.name() == name).count() {
            0 => name.to_string(),
            before => format!("{name}.{}", before + 1),
        }
    }

    /// All passes of this name; with a number it is one.
    fn positions(&self, name: &str) -> Result<Vec<usize>, Diagnostic> {
        let all = |name: &str| -> Vec<usize> {
            let found = self.passes.iter().enumerate().filter(|(_, pass)| pass.name() == name);
            found.map(|(index, _)| index).collect()
        };
        let mut found = all(name);
        if let (true, Some((name, number))) = (found.is_empty(), name.rsplit_once('.')) {
            let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            found = at.and_then(|at| all(name).get(at).copied()).into_iter().collect();
        }
        if found.is_empty() { Err(unknown(name, self.passes.iter().map(Pass::name))) } else { Ok(found) }
    }
}

/// There is no such pass; but perhaps one that is called almost so.
pub(crate) fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|other| (near::distance(name, other), *other)).min();
    let error = Diagnostic::error(format!("there is no pass `{name}`"));
    match near {
        Some((distance, other)) if distance <= 1 + name.len() / 3 => error.hint(format!("did you mean `{other}`?")),
        _ => {
            let mut names: Vec<&str> = Vec::new();
            for name in known {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            error.hint(format!("there are: {}", names.join(", ")))
        }
    }
}
