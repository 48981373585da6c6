//! The counts are those of the program, which gives the same as without them.
use std::process::Command;

const PROGRAM: &str = "
def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
puts fib(15)
exit 3
";

#[test]
fn calls_are_counted() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/fib.rb");
    std::fs::write(path, PROGRAM).expect("the folder is ours");
    for options in [&["-O0"][..], &["-O2"], &["-O2", "--without", "inline"]] {
        let salama = env!("CARGO_BIN_EXE_profile");
        let output = Command::new(salama).args(["run", "--verify"]).args(options).arg(path).output().expect("it starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(3), "610\n"), "{errors}");
        let line = errors.lines().find(|line| line.ends_with("  Object#fib")).unwrap_or_default();
        // 1973 calls, of which inlining leaves some
        let count: u32 = line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0);
        assert!(count > 500 && count <= 1973, "{options:?}:\n{errors}");
    }
}
