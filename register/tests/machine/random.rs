//! Random functions of the Register machine, run natively and by a small evaluator: same results.
//! `SEED=n` starts elsewhere, `COUNT=n` makes more of them; a failure names its seed.
use super::evaluate::evaluate;
use super::program::{EFFORTS, Results};
use std::fmt::Write;

/// Numbers without end, the same for the same seed (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
    fn below(&mut self, count: usize) -> usize {
        (self.next() >> 33) as usize % count
    }
    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
    fn constant(&mut self) -> i64 {
        match self.below(6) {
            0 => *self.pick(&[0, 1, -1, 2, 8, 127, 128, -128, 255, 0xffff, 0xffff_ffff, i64::MAX, i64::MIN]),
            1 => self.next() as i64,
            2 => i64::from(self.next() as i32),
            _ => self.below(64) as i64,
        }
    }
}

/// Writes one function.
struct Writer<'r> {
    random: &'r mut Random,
    text: String,
    next: usize,
    /// Words and floats that may be used here.
    words: Vec<usize>,
    floats: Vec<usize>,
}

const AREA: i64 = 256;
const SLOT_NUMBERS: [usize; 3] = [0, 1, 2];
pub const SLOTS: usize = SLOT_NUMBERS.len();
const CONDITIONS: &[&str] = &["eq", "ne", "lt", "le", "gt", "ge", "below", "below_eq", "above", "above_eq"];
const FLOAT_CONDITIONS: &[&str] = &["eq", "ne", "lt", "le", "gt", "ge"];

impl Writer<'_> {
    fn fresh(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }
    fn word(&mut self) -> usize {
        if self.random.below(5) == 0 {
            let constant = self.random.constant();
            return self.define_word(&format!("word {constant}"));
        }
        *self.random.pick(&self.words)
    }
    fn float(&mut self) -> usize {
        *self.random.pick(&self.floats)
    }
    fn define_word(&mut self, text: &str) -> usize {
        let value = self.fresh();
        writeln!(self.text, "  v{value}: word = {text}").expect("strings grow");
        self.words.push(value);
        value
    }
    /// An address: differs from the evaluator's, so it must not become a result.
    fn define_address(&mut self, text: &str) -> usize {
        let value = self.define_word(text);
        self.words.pop();
        value
    }
    fn define_float(&mut self, text: &str) -> usize {
        let value = self.fresh();
        writeln!(self.text, "  v{value}: float = {text}").expect("strings grow");
        self.floats.push(value);
        value
    }
    /// A word masked, by a constant.
    fn masked(&mut self, mask: i64) -> usize {
        let (word, mask) = (self.word(), self.define_word(&format!("word {mask}")));
        self.define_word(&format!("and v{word}, v{mask}"))
    }
    fn area(&mut self) -> usize {
        let area = self.define_address("address_of area");
        match self.random.below(3) {
            0 => area,
            1 => {
                let index = self.masked(0x78);
                self.define_address(&format!("add v{area}, v{index}"))
            }
            _ => {
                let index = self.masked(7);
                let three = self.define_word("word 3");
                let shifted = self.define_word(&format!("shl v{index}, v{three}"));
                self.define_address(&format!("add v{shifted}, v{area}"))
            }
        }
    }
    fn instruction(&mut self, callable: usize) {
        match self.random.below(22) {
            0..=6 => {
                let operations = ["add", "sub", "mul", "and", "or", "xor", "add", "sub", "umulh"];
                let operation = *self.random.pick(&operations);
                let (a, b) = (self.word(), self.word());
                self.define_word(&format!("{operation} v{a}, v{b}"));
            }
            7 => {
                let operation = *self.random.pick(&["shl", "shr", "sar"]);
                let count = if self.random.below(2) == 0 {
                    self.masked(63)
                } else {
                    let count = self.random.below(64);
                    self.define_word(&format!("word {count}"))
                };
                let a = self.word();
                self.define_word(&format!("{operation} v{a}, v{count}"));
            }
            8 => {
                let operation = *self.random.pick(&["div", "rem", "udiv", "urem"]);
                let (a, divisor, seven) = (self.word(), self.masked(0xffff), self.define_word("word 7"));
                let divisor = self.define_word(&format!("add v{divisor}, v{seven}"));
                self.define_word(&format!("{operation} v{a}, v{divisor}"));
            }
            9 => {
                let operation = *self.random.pick(&["clz", "ctz"]);
                let a = self.word();
                self.define_word(&format!("{operation} v{a}"));
            }
            10 => {
                let condition = *self.random.pick(CONDITIONS);
                let (a, b) = (self.word(), self.word());
                self.define_word(&format!("compare {condition} v{a}, v{b}"));
            }
            11 => {
                let (c, a, b) = (self.word(), self.word(), self.word());
                self.define_word(&format!("select v{c}, v{a}, v{b}"));
            }
            12 => {
                let (c, a, b) = (self.word(), self.float(), self.float());
                self.define_float(&format!("select v{c}, v{a}, v{b}"));
            }
            13 => {
                let operation = *self.random.pick(&["fadd", "fsub", "fmul", "fdiv"]);
                let (a, b) = (self.float(), self.float());
                self.define_float(&format!("{operation} v{a}, v{b}"));
            }
            14 => {
                let a = self.float();
                let text = *self.random.pick(&["fneg", "fabs", "fsqrt", "ffloor", "fceil", "ftrunc"]);
                self.define_float(&format!("{text} v{a}"));
            }
            15 => {
                let a = self.word();
                self.define_float(&format!("float_from_word v{a}"));
            }
            16 => {
                let condition = *self.random.pick(FLOAT_CONDITIONS);
                let (a, b) = (self.float(), self.float());
                self.define_word(&format!("compare_float {condition} v{a}, v{b}"));
            }
            17 => {
                let (address, offset) = (self.area(), self.random.below(100));
                let load = *self.random.pick(&["load", "load8", "load16", "load32"]);
                self.define_word(&format!("{load} v{address} + {offset}"));
            }
            18 => {
                let (address, offset, value) = (self.area(), self.random.below(100), self.word());
                let store = *self.random.pick(&["store", "store8", "store16", "store32"]);
                writeln!(self.text, "  {store} v{address} + {offset}, v{value}").expect("strings grow");
            }
            19 => {
                let (area, index, value) = (self.define_address("address_of area"), self.masked(15), self.word());
                let offset = self.random.below(64);
                if self.random.below(2) == 0 {
                    writeln!(self.text, "  store_indexed v{area} + {offset}, v{index}, v{value}").expect("strings grow");
                } else {
                    self.define_word(&format!("load_indexed v{area} + {offset}, v{index}"));
                }
            }
            20 => {
                let slot = self.random.below(SLOTS);
                let (word, value, loaded) = (self.word(), self.fresh(), self.fresh());
                writeln!(self.text, "  v{value}: value = value_of v{word}\n  spill v{value}, {slot}").expect("strings grow");
                let slot = self.random.below(SLOTS);
                writeln!(self.text, "  v{loaded}: value = reload {slot}").expect("strings grow");
                self.define_word(&format!("bits v{loaded}"));
            }
            _ if callable > 0 => {
                let callee = self.random.below(callable);
                let (a, b) = (self.word(), self.word());
                // all slots are stored to at the start, and any may be read later
                self.define_word(&format!("call f{callee}(v{a}, v{b}) live {:?}", SLOT_NUMBERS));
            }
            _ => {}
        }
    }
    fn arguments(&mut self, words: usize) -> String {
        let mut arguments: Vec<String> = (0..words).map(|_| format!("v{}", self.word())).collect();
        arguments.push(format!("v{}", self.float()));
        arguments.join(", ")
    }
    /// Ends a block: to later ones.
    fn branch(&mut self, block: usize, last: usize, parameters: &[usize]) {
        let first = block + 1 + self.random.below(last - block);
        let second = block + 1 + self.random.below(last - block);
        let target = |writer: &mut Self, to: usize| {
            let arguments = writer.arguments(parameters[to]);
            format!("b{to}({arguments})")
        };
        let targets = [target(self, first), target(self, second)].join(", ");
        let (a, b) = (self.word(), self.word());
        let line = match self.random.below(6) {
            0 => {
                let only = targets.split("), ").next().unwrap_or(&targets).trim_end_matches(')').to_string();
                format!("jump {only})")
            }
            1 => format!("branch v{a} -> {targets}"),
            2 => format!("branch_bits v{a}, {} -> {targets}", self.random.constant()),
            3 => {
                let (condition, a, b) = (*self.random.pick(FLOAT_CONDITIONS), self.float(), self.float());
                format!("branch_float {condition} v{a}, v{b} -> {targets}")
            }
            4 => {
                let (x, y, result) = (self.fresh(), self.fresh(), self.fresh());
                let operation = *self.random.pick(&["add", "sub", "mul"]);
                let even = self.define_word("word -2");
                let [a, b] = [a, b].map(|word| self.define_word(&format!("and v{word}, v{even}")));
                writeln!(self.text, "  v{x}: value = value_of v{a}\n  v{y}: value = value_of v{b}").expect("strings grow");
                format!("v{result}: value = {operation}_small_checked v{x}, v{y} -> {targets}")
            }
            _ => format!("branch_compare {} v{a}, v{b} -> {targets}", self.random.pick(CONDITIONS)),
        };
        writeln!(self.text, "  {line}").expect("strings grow");
    }
    fn function(mut self, number: usize) -> String {
        let last = 2 + self.random.below(7);
        let parameters: Vec<usize> = (0..=last).map(|_| self.random.below(4)).collect();
        writeln!(self.text, "function f{number}(v0: word, v1: word) -> word slots {SLOTS}\nb0:").expect("strings grow");
        (self.next, self.words) = (2, vec![0, 1]);
        for slot in 0..SLOTS {
            let (value, constant) = (self.fresh(), self.random.below(1000));
            writeln!(self.text, "  v{value}: value = constant {constant}\n  spill v{value}, {slot}").expect("strings grow");
        }
        self.define_float("float_from_word v0");
        self.define_float("float 2.5");
        let rounds = self.define_word("word 5");
        let arguments = self.arguments(parameters[1]);
        writeln!(self.text, "  jump b1(v{rounds}, {arguments})").expect("strings grow");
        let (words, floats) = (self.words.clone(), self.floats.clone());
        let mut counter = 0;
        for block in 1..=last {
            (self.words, self.floats) = (words.clone(), floats.clone());
            let mut list = Vec::new();
            if block == 1 {
                counter = self.fresh();
                list.push(format!("v{counter}: word"));
            }
            for _ in 0..parameters[block] {
                let value = self.fresh();
                list.push(format!("v{value}: word"));
                self.words.push(value);
            }
            let value = self.fresh();
            list.push(format!("v{value}: float"));
            self.floats.push(value);
            let cold = if self.random.below(5) == 0 { " cold" } else { "" };
            writeln!(self.text, "b{block}({}):{cold}", list.join(", ")).expect("strings grow");
            // the counter dominates all that follows
            self.words.push(counter);
            for _ in 0..self.random.below(12) {
                self.instruction(number.min(3));
            }
            if block < last {
                self.branch(block, last, &parameters);
            }
        }
        let one = self.define_word("word 1");
        let left = self.define_word(&format!("sub v{counter}, v{one}"));
        let (sum, float) = (self.words.clone(), self.float());
        // the bits of a NaN are the CPU's choice
        let (bits, ordered) = (self.fresh(), self.define_word(&format!("compare_float eq v{float}, v{float}")));
        writeln!(self.text, "  v{bits}: word = float_bits v{float}").expect("strings grow");
        let mut total = self.define_word(&format!("select v{ordered}, v{bits}, v{ordered}"));
        for word in sum {
            total = self.define_word(&format!("xor v{total}, v{word}"));
        }
        let arguments = self.arguments(parameters[1]);
        writeln!(self.text, "  branch v{left} -> b1(v{left}, {arguments}), b{}\nb{}:\n  return v{total}\n", last + 1, last + 1)
            .expect("strings grow");
        self.text
    }
}

/// A program of functions, the calls to make, what they should return.
fn check(seed: u64) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut text = format!("data area zeroed \"area\"\n  zeros {AREA}\n\n");
    let count = 8;
    for number in 0..count {
        let writer = Writer { random: &mut random, text: String::new(), next: 0, words: Vec::new(), floats: Vec::new() };
        text += &writer.function(number);
    }
    let program = super::program::parse(&text);
    let (mut results, mut expected, mut area) = (Results::default(), Vec::new(), vec![0; AREA as usize]);
    for number in 0..count {
        for _ in 0..3 {
            let arguments = [random.constant(), random.constant()];
            let function = program.functions.values().nth(number).expect("as many as were made");
            let bits = arguments.map(|word| word as u64);
            let before = area.clone();
            match evaluate(&program, function, &bits, &mut area, &mut 100_000) {
                Some(value) => {
                    results.call(&format!("f{number}"), &arguments);
                    expected.push((number, arguments, value as i64));
                }
                None => area = before,
            }
        }
    }
    for effort in EFFORTS {
        for ((number, arguments, expected), found) in expected.iter().zip(results.run(&text, effort).unwrap_or_default()) {
            assert_eq!(*expected, found, "seed {seed}, {effort:?}: f{number}{arguments:?}\n{text}");
        }
    }
}

#[test]
fn random_functions() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let start = number("SEED", 1);
    for seed in start..start + number("COUNT", 40) {
        check(seed);
    }
}
