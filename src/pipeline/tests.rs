//! Tests of lists of passes.
use super::*;

/// The title of what is wrong.
fn wrong(edited: Result<Pipeline, base::Diagnostic>) -> String {
    edited.err().map_or_else(|| "fine".to_string(), |error| error.title)
}

fn nothing(name: &str) -> Pass {
    Pass::on_register(name, "do nothing", |_| Ok(()))
}

#[test]
fn the_standard_lists_keep_the_rules() {
    for optimisation in Optimisation::ALL {
        assert_eq!(Pipeline::standard(optimisation).check(), Ok(()));
    }
}

#[test]
fn a_pipeline_reads_back_as_itself() {
    for optimisation in Optimisation::ALL {
        let text = Pipeline::standard(optimisation).to_string();
        let again = Pipeline::standard(Optimisation::None).with_text(&text);
        assert_eq!(again.map(|pipeline| pipeline.to_string()), Ok(text));
    }
}

#[test]
fn what_is_no_pipeline_is_refused() {
    for (text, title) in [
        ("infer", "`infer` is no pipeline: a `(` is missing"),
        ("virtual(infer", "`virtual(infer` is no pipeline: a `)` is missing"),
        ("vritual(infer)", "`vritual(infer)` is no pipeline: the machines are `virtual` and `register`, not `vritual`"),
        ("register(),register()", "`register(),register()` is no pipeline: `register` is there twice"),
        ("virtual(gvn)", "there is no pass `gvn`"),
        ("virtual(unite,infer)", "the pass `infer` must come before `unite`: there are no versions before"),
        (
            "virtual()",
            "the pass `infer` cannot be left out: lowering takes resolved calls and typed slots, which sends become there",
        ),
        (
            "register(allocate,safepoints,gvn)",
            "the pass `gvn` comes after `allocate`, and does not say that it keeps what holds from there on: allocation is bumping \
             a pointer, and no address that it makes lives over a safepoint",
        ),
    ] {
        assert_eq!(wrong(Pipeline::standard(Optimisation::All).with_text(text)), title);
    }
}

#[test]
fn the_second_pass_of_a_name_has_a_number() {
    let all = || Pipeline::standard(Optimisation::All);
    let count = |pipeline: Pipeline, name: &str| pipeline.iter().filter(|pass| pass.name() == name).count();
    assert_eq!(all().remove("simplify.2").map(|pipeline| count(pipeline, "simplify")), Ok(1));
    assert_eq!(all().remove("simplify").map(|pipeline| count(pipeline, "simplify")), Ok(0));
    assert_eq!(wrong(all().remove("simplify.3")), "there is no pass `simplify.3`");
    let inserted = all().insert_after("merge.2", nothing("mine")).expect("there are two");
    assert!(inserted.to_string().ends_with("dead,merge,mine,allocate,safepoints,layout)"), "{inserted}");
}

#[test]
fn machines_do_not_mix() {
    let late = Pass::on_virtual("late", "do nothing", |_| Ok(()));
    let title = wrong(Pipeline::standard(Optimisation::All).insert_after("merge", late));
    assert_eq!(title, "`late` is a pass of the Virtual machine, and `merge` of the Register machine");
}
