//! A pass: a named step over the program of one machine, with what it asks of its place among the others.
//!
//! What a pass may say of its place:
//!
//! | | |
//! | --- | --- |
//! | [`Pass::requires`] | that pass must have run before |
//! | [`Pass::after`], [`Pass::before`] | if that pass is there at all, it is on that side |
//! | [`Pass::keeps`] | what that pass establishes still holds afterwards: without it, this one must come before |
//!
//! A pass says what it did, and what it could not do, by its program's `remark`, `missed` and `note`; `--remarks` and the page of
//! `explore` show it.
#![deny(missing_docs)]

use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

pub use base::Level;

/// A named step over the program of one machine.
///
/// Clones share the state of the closure.
///
/// ```
/// use salama::Pass;
///
/// let mut seen = 0;
/// let pass = Pass::on_virtual("count_methods", "count the methods that have code", move |program| {
///     seen += program.methods.values().filter(|method| !method.blocks.is_empty()).count();
///     Ok(())
/// });
/// assert_eq!(pass.name(), "count_methods");
/// ```
#[derive(Clone)]
pub struct Pass {
    name: String,
    about: String,
    reason: String,
    keeps: Vec<String>,
    requires: Vec<Rule>,
    order: Vec<Rule>,
    trusted: bool,
    run: Run,
}

type Shared<Program> = Arc<Mutex<dyn FnMut(&mut Program) -> base::Result<()> + Send>>;

/// What is run. Whatever else a pass may be given one day comes in as one more kind of function here.
#[derive(Clone)]
enum Run {
    Virtual(Shared<virtual_machine::Program>),
    Register(Shared<register::Program>),
}

/// A rule of order: the pass `before` comes before the pass `after`.
///
/// ```
/// use salama::{Pipeline, Optimisation};
///
/// let rules = Pipeline::standard(Optimisation::All).rules();
/// let rule = rules.iter().find(|rule| rule.before == "allocate" && rule.after == "safepoints").unwrap();
/// assert_eq!(rule.reason, "expanding an allocation makes the call that collects");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rule {
    /// The pass that comes first.
    pub before: String,
    /// The pass that comes later.
    pub after: String,
    /// What goes wrong otherwise.
    pub reason: String,
}

impl Rule {
    pub(crate) fn new(before: &str, after: &str, reason: &str) -> Rule {
        Rule { before: before.to_string(), after: after.to_string(), reason: reason.to_string() }
    }
}

impl Pass {
    /// A pass over the Virtual machine's program: object values in slots. What it leaves is verified
    /// ([`virtual_machine::verify`](crate::virtual_machine::verify)) before anything else sees it.
    ///
    /// ```
    /// let pass = salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(()));
    /// assert_eq!(pass.level(), salama::Level::Virtual);
    /// ```
    ///
    /// What it says with [`virtual_machine::Program::remark`] costs nothing as long as nobody asks:
    ///
    /// ```
    /// use salama::virtual_machine::{Op, Program};
    ///
    /// let pass = salama::Pass::on_virtual("literals", "count what string literals make", |program| {
    ///     for instruction in program.methods.values().flat_map(|method| method.blocks.values()).flat_map(|block| &block.instructions) {
    ///         if let Op::String { string } = instruction.op {
    ///             program.remark("literal", instruction.position, || format!("makes a String of {} bytes", program.strings[string].len()));
    ///         }
    ///     }
    ///     Ok(())
    /// });
    /// let mut program = Program { remarks: salama::base::Remarks::kept(), ..Program::default() };
    /// pass.run_on_virtual(&mut program).unwrap();
    /// assert!(program.remarks.take().is_empty());
    /// ```
    pub fn on_virtual(
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl FnMut(&mut virtual_machine::Program) -> base::Result<()> + Send + 'static,
    ) -> Pass {
        Pass::new(name.into(), about.into(), Run::Virtual(Arc::new(Mutex::new(run))))
    }

    /// A pass over the Register machine's program: SSA. What it leaves is verified
    /// ([`register::verify`](crate::register::verify)) before anything else sees it.
    ///
    /// ```
    /// let pass = salama::Pass::on_register("functions", "say how many functions there are", |program| {
    ///     eprintln!("{} functions", program.functions.len());
    ///     Ok(())
    /// });
    /// assert_eq!(pass.level(), salama::Level::Register);
    /// ```
    ///
    /// It speaks of its work with [`register::Program::remark`], and while it changes functions with
    /// [`register::Program::speaker`].
    pub fn on_register(
        name: impl Into<String>,
        about: impl Into<String>,
        run: impl FnMut(&mut register::Program) -> base::Result<()> + Send + 'static,
    ) -> Pass {
        Pass::new(name.into(), about.into(), Run::Register(Arc::new(Mutex::new(run))))
    }

    fn new(name: String, about: String, run: Run) -> Pass {
        Pass {
            name,
            about,
            reason: String::new(),
            keeps: Vec::new(),
            requires: Vec::new(),
            order: Vec::new(),
            trusted: false,
            run,
        }
    }

    /// Why it stands where it stands; `salama passes` shows it.
    ///
    /// ```
    /// let pass = salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).because("somebody has to");
    /// assert_eq!(pass.reason(), "somebody has to");
    /// ```
    #[must_use]
    pub fn because(mut self, reason: &str) -> Pass {
        self.reason = reason.to_string();
        self
    }

    /// What that pass establishes still holds after this one: see [`crate::pipeline::ESTABLISHED`]. A pass that does not say
    /// so must come before that one.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_virtual("late", "look at what is left", |_| Ok(()));
    /// let standard = Pipeline::standard(Optimisation::All);
    /// assert!(standard.clone().insert_after("infer", pass.clone()).is_err());
    /// assert!(standard.insert_after("infer", pass.keeps("infer")).is_ok());
    /// ```
    #[must_use]
    pub fn keeps(mut self, name: &str) -> Pass {
        self.keeps.push(name.to_string());
        self
    }

    /// That pass must have run before this one.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_virtual("typed", "use types", |_| Ok(())).requires("infer", "there are no types before").keeps("infer");
    /// let error = Pipeline::standard(Optimisation::All).insert_before("infer", pass).err().unwrap();
    /// assert_eq!(error.title, "the pass `typed` needs `infer` before it: there are no types before");
    /// ```
    #[must_use]
    pub fn requires(mut self, name: &str, reason: &str) -> Pass {
        self.requires.push(Rule::new(name, &self.name, reason));
        self
    }

    /// Where that pass is in the pipeline too, this one comes after it.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_register("shorten", "shorten chains", |_| Ok(())).after("simplify", "chains show only then");
    /// let standard = Pipeline::standard(Optimisation::All);
    /// assert!(standard.clone().insert_before("simplify", pass.clone()).is_err());
    /// assert!(standard.insert_after("simplify", pass).is_ok());
    /// ```
    #[must_use]
    pub fn after(mut self, name: &str, reason: &str) -> Pass {
        self.order.push(Rule::new(name, &self.name, reason));
        self
    }

    /// Where that pass is in the pipeline too, this one comes before it.
    ///
    /// ```
    /// use salama::{Optimisation, Pass, Pipeline};
    ///
    /// let pass = Pass::on_register("mark", "mark loops", |_| Ok(())).before("licm", "it moves what is marked");
    /// assert!(Pipeline::standard(Optimisation::All).insert_after("licm", pass).is_err());
    /// ```
    #[must_use]
    pub fn before(mut self, name: &str, reason: &str) -> Pass {
        self.order.push(Rule::new(&self.name, name, reason));
        self
    }

    /// Its name: in pipelines as text, in the heads of the machines' texts, in messages.
    ///
    /// ```
    /// assert_eq!(salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).name(), "nothing");
    /// ```
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does, in a line.
    ///
    /// ```
    /// assert_eq!(salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).about(), "do nothing");
    /// ```
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Why it stands where it stands; may be empty.
    ///
    /// ```
    /// assert_eq!(salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).reason(), "");
    /// ```
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The machine whose program it works on.
    ///
    /// ```
    /// assert_eq!(salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).level(), salama::Level::Virtual);
    /// ```
    pub fn level(&self) -> Level {
        match self.run {
            Run::Virtual(_) => Level::Virtual,
            Run::Register(_) => Level::Register,
        }
    }

    /// The passes of whose work it says that it keeps it.
    ///
    /// ```
    /// assert_eq!(salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(())).keeps("infer").kept(), ["infer"]);
    /// ```
    pub fn kept(&self) -> &[String] {
        &self.keeps
    }

    /// Its own rules of order; those of [`Pass::requires`] are not among them.
    pub(crate) fn order(&self) -> &[Rule] {
        &self.order
    }

    /// The rules whose first pass must be there.
    pub(crate) fn required(&self) -> &[Rule] {
        &self.requires
    }

    /// What it makes is known to be right (it is one of the compiler's own, or verifies by itself), and only verified when asked for.
    pub(crate) fn trusted(mut self) -> Pass {
        self.trusted = true;
        self
    }

    /// Is what it makes only verified when asked for?
    pub(crate) fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// Runs it on a program of the Virtual machine; nothing is done where it is a pass of the other.
    ///
    /// # Errors
    /// What the pass says.
    ///
    /// ```
    /// let pass = salama::Pass::on_virtual("nothing", "do nothing", |_| Ok(()));
    /// assert!(pass.run_on_virtual(&mut Default::default()).is_ok());
    /// ```
    pub fn run_on_virtual(&self, program: &mut virtual_machine::Program) -> base::Result<()> {
        match &self.run {
            Run::Virtual(run) => run.lock().unwrap_or_else(PoisonError::into_inner)(program),
            Run::Register(_) => Ok(()),
        }
    }

    /// Runs it on a program of the Register machine; nothing is done where it is a pass of the other.
    ///
    /// # Errors
    /// What the pass says.
    ///
    /// ```
    /// let pass = salama::Pass::on_register("nothing", "do nothing", |_| Ok(()));
    /// assert!(pass.run_on_register(&mut Default::default()).is_ok());
    /// ```
    pub fn run_on_register(&self, program: &mut register::Program) -> base::Result<()> {
        match &self.run {
            Run::Register(run) => run.lock().unwrap_or_else(PoisonError::into_inner)(program),
            Run::Virtual(_) => Ok(()),
        }
    }
}

/// A pass of the Virtual machine's own crate.
impl From<base::Pass<virtual_machine::Program>> for Pass {
    fn from(pass: base::Pass<virtual_machine::Program>) -> Pass {
        Pass::on_virtual(pass.name, pass.about, pass.run)
    }
}

/// A pass of the Register machine's own crate.
impl From<base::Pass<register::Program>> for Pass {
    fn from(pass: base::Pass<register::Program>) -> Pass {
        Pass::on_register(pass.name, pass.about, pass.run)
    }
}
