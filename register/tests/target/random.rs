//! Random functions of the Register machine, run natively and by a small evaluator: same results.
//! `SEED=n` starts elsewhere, `COUNT=n` makes more of them; a failure names its seed.
use super::program::{EFFORTS, Results};
use register::{Condition, Function, Instruction, Opcode, Program};
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
const SLOTS: usize = 3;
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
                let live: Vec<String> = (0..SLOTS).map(|slot| slot.to_string()).collect();
                self.define_word(&format!("call f{callee}(v{a}, v{b}) live [{}]", live.join(", ")));
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

fn evaluate(program: &Program, function: &Function, arguments: &[u64], area: &mut [u8], fuel: &mut u32) -> Option<u64> {
    let mut values = vec![0u64; function.values.len()];
    let mut slots = [0u64; SLOTS];
    let mut block = &function.blocks[register::ENTRY];
    for (parameter, argument) in block.parameters.iter().zip(arguments) {
        values[parameter.0 as usize] = *argument;
    }
    loop {
        *fuel = fuel.checked_sub(1)?;
        let mut go = None;
        for instruction in &block.instructions {
            let v = |at: usize| values[instruction.operands[at].0 as usize];
            let result = match instruction.opcode {
                Opcode::SpillStore => {
                    slots[instruction.immediate as usize] = v(0);
                    None
                }
                Opcode::SpillLoad => Some(slots[instruction.immediate as usize]),
                Opcode::Call => {
                    let name = instruction.symbol;
                    let callee = program.functions.values().find(|function| Some(function.symbol) == name)?;
                    let arguments: Vec<u64> = (0..instruction.operands.len()).map(v).collect();
                    Some(evaluate(program, callee, &arguments, area, fuel)?)
                }
                Opcode::Return => return Some(v(0)),
                Opcode::Jump => {
                    go = Some(0);
                    None
                }
                Opcode::Branch => {
                    go = Some(usize::from(v(0) == 0));
                    None
                }
                Opcode::BranchBits => {
                    go = Some(usize::from(v(0) & instruction.immediate as u64 == 0));
                    None
                }
                Opcode::BranchCompare => {
                    go = Some(usize::from(!compare(instruction, v(0), v(1))));
                    None
                }
                Opcode::BranchFloat => {
                    go = Some(usize::from(!compare_float(instruction, v(0), v(1))));
                    None
                }
                Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => {
                    let (a, b) = (v(0) as i64, v(1) as i64);
                    let result = match instruction.opcode {
                        Opcode::AddSmallChecked => a.checked_add(b),
                        Opcode::SubSmallChecked => a.checked_sub(b),
                        _ => (a >> 1).checked_mul(b),
                    };
                    go = Some(usize::from(result.is_none()));
                    result.map(|result| result as u64)
                }
                _ => simple(instruction, v, area),
            };
            if let (Some(value), Some(result)) = (instruction.result, result) {
                values[value.0 as usize] = result;
            }
        }
        let target = &block.instructions.last()?.targets[go?];
        block = &function.blocks[target.block];
        let passed: Vec<u64> = target.arguments.iter().map(|argument| values[argument.0 as usize]).collect();
        for (parameter, value) in block.parameters.iter().zip(passed) {
            values[parameter.0 as usize] = value;
        }
    }
}

fn compare(instruction: &Instruction, a: u64, b: u64) -> bool {
    let (x, y) = (a as i64, b as i64);
    match instruction.condition.expect("compares have one") {
        Condition::Equal => x == y,
        Condition::NotEqual => x != y,
        Condition::Less => x < y,
        Condition::LessEqual => x <= y,
        Condition::Greater => x > y,
        Condition::GreaterEqual => x >= y,
        Condition::Below => a < b,
        Condition::BelowEqual => a <= b,
        Condition::Above => a > b,
        Condition::AboveEqual => a >= b,
    }
}

fn compare_float(instruction: &Instruction, a: u64, b: u64) -> bool {
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    match instruction.condition.expect("compares have one") {
        Condition::Equal => x == y,
        Condition::NotEqual => x != y,
        Condition::Less => x < y,
        Condition::LessEqual => x <= y,
        Condition::Greater => x > y,
        _ => x >= y,
    }
}

fn simple(instruction: &Instruction, v: impl Fn(usize) -> u64, area: &mut [u8]) -> Option<u64> {
    let f = |at: usize| f64::from_bits(v(at));
    let place = |index: u64| (v(0).wrapping_add(index * 8) as i64 + instruction.immediate) as usize;
    let read = |at: usize, size: usize| {
        let mut bytes = [0; 8];
        bytes[..size].copy_from_slice(&area[at..at + size]);
        u64::from_le_bytes(bytes)
    };
    Some(match instruction.opcode {
        Opcode::Word | Opcode::Constant | Opcode::FloatConstant => instruction.immediate as u64,
        Opcode::AddressOf => 0,
        Opcode::Bits | Opcode::ValueOf => v(0),
        Opcode::Add => v(0).wrapping_add(v(1)),
        Opcode::Sub => v(0).wrapping_sub(v(1)),
        Opcode::Mul => v(0).wrapping_mul(v(1)),
        Opcode::Div => (v(0) as i64 / v(1) as i64) as u64,
        Opcode::Rem => (v(0) as i64 % v(1) as i64) as u64,
        Opcode::UnsignedDiv => v(0) / v(1),
        Opcode::UnsignedRem => v(0) % v(1),
        Opcode::UnsignedMulHigh => ((u128::from(v(0)) * u128::from(v(1))) >> 64) as u64,
        Opcode::And => v(0) & v(1),
        Opcode::Or => v(0) | v(1),
        Opcode::Xor => v(0) ^ v(1),
        Opcode::ShiftLeft => v(0) << v(1),
        Opcode::ShiftRight => v(0) >> v(1),
        Opcode::ShiftRightSigned => (v(0) as i64 >> v(1)) as u64,
        Opcode::LeadingZeros => v(0).leading_zeros().into(),
        Opcode::TrailingZeros => v(0).trailing_zeros().into(),
        Opcode::Compare => compare(instruction, v(0), v(1)).into(),
        Opcode::CompareFloat => compare_float(instruction, v(0), v(1)).into(),
        Opcode::Select => v(if v(0) == 0 { 2 } else { 1 }),
        Opcode::FloatAdd => (f(0) + f(1)).to_bits(),
        Opcode::FloatSub => (f(0) - f(1)).to_bits(),
        Opcode::FloatMul => (f(0) * f(1)).to_bits(),
        Opcode::FloatDiv => (f(0) / f(1)).to_bits(),
        Opcode::FloatNeg => (-f(0)).to_bits(),
        Opcode::FloatAbs => f(0).abs().to_bits(),
        Opcode::FloatSqrt => f(0).sqrt().to_bits(),
        Opcode::FloatFloor => f(0).floor().to_bits(),
        Opcode::FloatCeil => f(0).ceil().to_bits(),
        Opcode::FloatTrunc => f(0).trunc().to_bits(),
        Opcode::FloatFromWord => (v(0) as i64 as f64).to_bits(),
        Opcode::FloatBits => v(0),
        Opcode::Load => read(place(0), 8),
        Opcode::LoadIndexed => read(place(v(1)), 8),
        Opcode::Load8 => read(place(0), 1),
        Opcode::Load16 => read(place(0), 2),
        Opcode::Load32 => read(place(0), 4),
        Opcode::Store | Opcode::Store8 | Opcode::Store16 | Opcode::Store32 | Opcode::StoreIndexed => {
            let (at, value) = match instruction.opcode {
                Opcode::StoreIndexed => (place(v(1)), v(2)),
                _ => (place(0), v(1)),
            };
            let size = match instruction.opcode {
                Opcode::Store8 => 1,
                Opcode::Store16 => 2,
                Opcode::Store32 => 4,
                _ => 8,
            };
            area[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
            return None;
        }
        other => unreachable!("the generator makes no {other:?}"),
    })
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
