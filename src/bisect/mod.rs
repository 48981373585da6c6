//! `build --bisect`: which pass breaks a program, in which method, and which earlier passes it takes for that.
//!
//! The passes that a program needs always run. Of the others, first so many run from the first on until one makes the program
//! wrong; then those before it are left out where it stays wrong without them; then the pass acts on a part of the methods that
//! it changes, until it is one. What is found goes into a reproducer, with the way to judge it.
mod judge;
mod methods;
mod options;
mod search;
mod trial;

use crate::course;
use crate::front::Failure;
use crate::pass::Pass;
use crate::reproduce::Judged;
use crate::text::Stage;
use crate::view::diff::unified;
use base::Diagnostic;
pub use judge::{Expected, Judge, Verdict};
pub use methods::Mixer;
pub use options::Options;
use search::{Found, first_wrong};
use std::path::PathBuf;
pub use trial::{Trials, interpret, run_pass};

/// What a search came to.
pub enum Answer {
    /// Right with all passes.
    Nothing,
    /// Wrong with no passes but those that it needs; and where, if that is known.
    Start(Option<String>),
    /// A pass, or one of several in a row where no more can be told.
    Passes(Vec<String>),
    Pass(Box<Culprit>),
}

/// The pass that breaks the program.
pub struct Culprit {
    pub pass: Pass,
    /// How wrong the program is.
    pub told: String,
    /// Passes that must have run before it for that.
    pub with: Vec<String>,
    pub methods: Methods,
    /// The program before the pass.
    pub before: Stage,
    /// The program with the pass on that method alone.
    pub after: Stage,
}

/// In which methods it does so.
pub enum Methods {
    One(String),
    /// Only together.
    Many(Vec<String>),
    /// It cannot act on some alone, and why.
    Whole(&'static str),
}

/// Searches.
///
/// # Errors
/// The program cannot be compiled, or not be judged.
pub fn bisect(trials: &mut Trials<'_>) -> Result<Answer, Failure> {
    let all: Vec<usize> = trials.optional();
    match trials.judge(&all, "with all passes")? {
        Verdict::Good => return Ok(Answer::Nothing),
        Verdict::Unknown => return Err(cannot_tell()),
        Verdict::Wrong(_) => {}
    }
    if all.is_empty() {
        return Ok(Answer::Start(trials.needed_fault()?));
    }
    match trials.judge(&[], "with the passes alone that a program needs")? {
        Verdict::Good => {}
        Verdict::Wrong(_) => return Ok(Answer::Start(trials.needed_fault()?)),
        Verdict::Unknown => return Err(cannot_tell()),
    }
    let found = first_wrong(all.len(), |count, left| {
        let last = trials.name(all[count - 1]);
        trials.expect(left);
        trials.judge(&all[..count], &format!("up to `{last}`"))
    })?;
    let (mut before, index) = match found {
        Found::At(count) => (all[..count - 1].to_vec(), all[count - 1]),
        Found::Between(low, high) => {
            return Ok(Answer::Passes(all[low..high].iter().map(|index| trials.name(*index)).collect()));
        }
    };
    let needs_all = leave_out(trials, &mut before, index)?;
    let with = before.iter().filter(|_| needs_all).map(|index| trials.name(*index)).collect();
    culprit(trials, &before, index, with).map(|culprit| Answer::Pass(Box::new(culprit)))
}

/// Leaves out passes before the one at an index as long as that one still makes the difference. Does it take all that are left?
fn leave_out(trials: &mut Trials<'_>, before: &mut Vec<usize>, index: usize) -> Result<bool, Failure> {
    let all = before.clone();
    trials.expect(all.len() + 1);
    let (name, mut left) = (trials.name(index), all.clone());
    for without in all.iter().rev() {
        let fewer: Vec<usize> = left.iter().copied().filter(|other| other != without).collect();
        let with_it: Vec<usize> = fewer.iter().copied().chain([index]).collect();
        if !trials.may_run(&with_it) {
            continue;
        }
        let other = trials.name(*without);
        if let Verdict::Wrong(_) = trials.judge(&with_it, &format!("up to `{name}`, without `{other}`"))? {
            left = fewer;
        }
    }
    let smaller = left != *before;
    if smaller && !matches!(trials.judge(&left, &format!("so, without `{name}`"))?, Verdict::Good) {
        return Ok(false);
    }
    *before = left;
    Ok(true)
}

/// The methods in which a pass does it.
fn culprit(trials: &mut Trials<'_>, before: &[usize], index: usize, with: Vec<String>) -> Result<Culprit, Failure> {
    let pass = trials.pass(index);
    let before = trials.before(before, index)?;
    let after = run_pass(&pass, before.clone())?;
    let told = match trials.judge_stage(after.clone(), &format!("`{}` alone", pass.name()))? {
        Verdict::Wrong(told) => told,
        Verdict::Good | Verdict::Unknown => {
            return Err(Diagnostic::error(format!("the pass `{}` breaks the program only at times", pass.name()))
                .hint("does the program, or the command, give the same every time?")
                .into());
        }
    };
    let whole = |methods, before, after| Culprit { pass: pass.clone(), told: told.clone(), with, methods, before, after };
    let mixer = match Mixer::new(&before, &after) {
        Ok(mixer) => mixer,
        Err(why) => return Ok(whole(Methods::Whole(why), before, after)),
    };
    let names = mixer.names();
    let none = mixer.mixed(&[]);
    trials.expect(names.len().max(1).ilog2() as usize + 2);
    if !none.is_some_and(|none| matches!(trials.judge_stage(none, "without any of its changes of methods"), Ok(Verdict::Good))) {
        return Ok(whole(Methods::Whole("what it changes in one method belongs to what it changes elsewhere"), before, after));
    }
    let chosen: Vec<usize> = (0..names.len()).collect();
    let found = first_wrong(names.len(), |count, left| {
        trials.expect(left);
        trials.judge_mixed(&mixer, &chosen[..count], &format!("on {count} of {} methods", names.len()))
    })?;
    let (low, high) = match found {
        Found::At(count) => (count - 1, count),
        Found::Between(low, high) => (low, high),
    };
    let one = &chosen[high - 1..high];
    // the first of them was alone already
    let alone = match low {
        0 => Verdict::Wrong(told.clone()),
        _ => trials.judge_mixed(&mixer, one, &format!("on {} alone", names[high - 1]))?,
    };
    if let (Verdict::Wrong(_), 1, Some(mixed)) = (alone, high - low, mixer.mixed(one)) {
        return Ok(whole(Methods::One(names[high - 1].clone()), before, mixed));
    }
    let several = if high - low > 1 { &names[low..high] } else { &names[..high] };
    Ok(whole(Methods::Many(several.to_vec()), before, after))
}

/// The reproducer of what was found; its path.
///
/// # Errors
/// It cannot be written.
pub fn write(trials: &Trials<'_>, culprit: &Culprit) -> Result<PathBuf, Failure> {
    let path = trials.reproducer(culprit.pass.name(), &culprit.before);
    let judged = Judged {
        judge: trials.judge.clone(),
        limit: trials.limit,
        method: match &culprit.methods {
            Methods::One(name) => Some(name.clone()),
            Methods::Many(_) | Methods::Whole(_) => None,
        },
        diff: match &culprit.methods {
            Methods::One(name) => Some(difference(&methods::text(&culprit.before, name), &methods::text(&culprit.after, name))),
            Methods::Many(_) | Methods::Whole(_) => None,
        },
        command: trials.commands.contains(&culprit.pass.name().to_string()).then_some(trials.pass_limit),
    };
    judged.write(&path, &culprit.before, culprit.pass.name(), trials.target, &culprit.told)?;
    Ok(path)
}

fn difference(before: &str, after: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_string).collect::<Vec<_>>();
    let mut out = String::new();
    unified(&mut out, &lines(before), &lines(after), false);
    out
}

/// The command says that it cannot tell.
pub fn cannot_tell() -> Failure {
    Diagnostic::error("it cannot be told whether the program is right: the command says 125")
        .hint("exit status 0 means right, 125 that it cannot be told, any other that it is wrong")
        .into()
}

/// Is a program as the verifier wants it?
fn verified(stage: &Stage) -> bool {
    match stage {
        Stage::Virtual(program) => course::check_virtual(program, "").is_ok(),
        Stage::Register(program) => course::check_register(program, "").is_ok(),
    }
}
