//! With the pass a program has fewer divisions, and gives the same.
use std::process::Command;

const PROGRAM: &str = "
def digits(n) = n == 0 ? 0 : n % 10 + digits(n / 10)
numbers = [0, 1, 9, 10, 63, 64, 65, -1, -9, -64, 2**61 - 1, -2**61]
puts numbers.map { |n| [n / 10, n % 10, n / 8, n % 8, n / 7, n % 641, n.remainder(9)] }.inspect
puts (0..1000).sum { |n| digits(n) }
";

fn salama(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_strength_reduction")).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

#[test]
fn programs_divide_less_and_give_the_same() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/divide.rb");
    std::fs::write(path, PROGRAM).expect("the folder is ours");
    let plain = salama(&["run", "--verify", "--without", "strength_reduction", path]);
    assert_eq!(salama(&["run", "--verify", path]), plain);
    assert_eq!(salama(&["interpret", "--level", "register", "-O2", path]), plain);
    let divisions = |options: &[&str]| {
        let text = salama(&[&["emit", "register", "-O2", path], options].concat());
        text.lines().filter(|line| line.contains(": word = div ") || line.contains(": word = rem ")).count()
    };
    assert!(divisions(&[]) < divisions(&["--without", "strength_reduction"]));
}
