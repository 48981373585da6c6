//! Random programs do the same after each pass as before.
//!
//! A program is one function of a few variables (words, small integers, objects), with branches, loops that end, memory,
//! allocation, calls, and exceptions that land; its variables are added up to the exit status.
use register::{Condition, FunctionBuilder, Opcode, Program, SymbolId, Target, Type, ValueId, passes, text, verify};
use virtual_machine::interpret::world::Recorder;

/// What every program needs: memory, a call that unwinds, one that returns.
const FRAME: &str = r#"
data context writable "context"
  zeros 256
data words writable "words"
  zeros 64

function start(v0: word)
b0:
  v1: word = word 0
  v2: word = word 1048576
  v3: word = syscall mmap(v1, v2)
  store_context heap_top, v3
  v4: word = add v3, v2
  store_context heap_limit, v4
  v5: word = call test()
  v6: word = word 31
  v7: word = urem v5, v6
  v8: word = syscall exit_group(v7)
  unreachable

function same(v0: value) -> value
b0:
  return v0

function raise(v0: value) -> value
b0:
  branch_bits v0, 2 -> b4, b5
b5:
  return v0
b4:
  store_context exception, v0
  v1: word = frame_address
  v2: word = load v1 + -8
  v3: word = address_of call_sites
  jump b1(v3)
b1(v4: word):
  v5: word = load32 v4 + 0
  branch_compare eq v5, v2 -> b2, b3
b3:
  v6: word = word 8
  v7: word = add v4, v6
  jump b1(v7)
b2:
  v9: word = address_of frames
  v10: word = load32 v4 + 4
  v11: word = add v9, v10
  v8: word = load32 v11 + 0
  unwind_to v8, v1

function allocate_slow(v0: word) -> value
b0:
  unreachable
"#;

const WORDS: usize = 3;
const SMALLS: usize = 3;
const OBJECTS: usize = 2;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 20) % limit as u64) as usize
    }
}

struct Maker {
    random: Random,
    build: FunctionBuilder,
    /// Words, then smalls, then objects.
    variables: Vec<ValueId>,
    same: SymbolId,
    raise: SymbolId,
    words: SymbolId,
    fuel: usize,
}

fn types() -> Vec<Type> {
    let mut types = vec![Type::Word; WORDS];
    types.resize(WORDS + SMALLS + OBJECTS, Type::Value);
    types
}

impl Maker {
    fn word(&mut self) -> ValueId {
        let index = self.random.below(WORDS);
        self.variables[index]
    }
    fn small(&mut self) -> ValueId {
        if self.random.below(4) == 0 {
            let number = self.random.below(9) as i64 - 4;
            return self.build.constant((number << 1) as u64);
        }
        let index = WORDS + self.random.below(SMALLS);
        self.variables[index]
    }
    fn object(&mut self) -> ValueId {
        let index = WORDS + SMALLS + self.random.below(OBJECTS);
        self.variables[index]
    }
    fn set_word(&mut self, value: ValueId) {
        let index = self.random.below(WORDS);
        self.variables[index] = value;
    }
    fn set_small(&mut self, value: ValueId) {
        let index = WORDS + self.random.below(SMALLS);
        self.variables[index] = value;
    }
    fn condition(&mut self) -> Condition {
        Condition::ALL[self.random.below(10)]
    }
    /// All variables as arguments; in the new block they are its parameters.
    fn go_to(&mut self, block: register::BlockId) {
        self.build.jump(block, &self.variables.clone());
        self.enter(block);
    }
    fn enter(&mut self, block: register::BlockId) {
        self.build.switch_to(block);
        let parameters = self.build.block_parameters(block);
        if !parameters.is_empty() {
            self.variables = parameters.to_vec();
        }
    }
    fn block(&mut self, depth: usize) {
        for _ in 0..1 + self.random.below(5) {
            if self.fuel > 0 {
                self.fuel -= 1;
                self.statement(depth);
            }
        }
    }
    fn statement(&mut self, depth: usize) {
        match self.random.below(if depth > 0 { 16 } else { 12 }) {
            0 => {
                const OPCODES: [Opcode; 9] = [
                    Opcode::Add,
                    Opcode::Sub,
                    Opcode::Mul,
                    Opcode::And,
                    Opcode::Or,
                    Opcode::Xor,
                    Opcode::ShiftLeft,
                    Opcode::ShiftRightSigned,
                    Opcode::ShiftRight,
                ];
                let opcode = OPCODES[self.random.below(9)];
                let number = self.random.below(9) as i64;
                let right = if self.random.below(2) == 0 { self.build.word(number) } else { self.word() };
                let left = self.word();
                let shift = matches!(opcode, Opcode::ShiftLeft | Opcode::ShiftRightSigned | Opcode::ShiftRight);
                let right = if shift { self.build.word(number) } else { right };
                let result = self.build.op(opcode, &[left, right]);
                self.set_word(result);
            }
            1 => {
                let (condition, left, right) = (self.condition(), self.word(), self.word());
                let result = self.build.compare(condition, left, right);
                self.set_word(result);
            }
            2 => {
                let (word, then, otherwise) = (self.word(), self.small(), self.small());
                let result = self.build.select(word, then, otherwise);
                self.set_small(result);
            }
            3 => {
                let small = self.small();
                let bits = self.build.op(Opcode::Bits, &[small]);
                self.set_word(bits);
            }
            4 => {
                let (word, mask) = (self.word(), self.build.word(0xff));
                let low = self.build.op(Opcode::And, &[word, mask]);
                let one = self.build.word(1);
                let shifted = self.build.op(Opcode::ShiftLeft, &[low, one]);
                let small = self.build.op(Opcode::ValueOf, &[shifted]);
                self.set_small(small);
            }
            5 => {
                let (object, small) = (self.object(), self.small());
                let offset = 7 + 8 * self.random.below(2) as i64;
                self.build.store(object, offset, small);
            }
            6 => {
                let object = self.object();
                let offset = 7 + 8 * self.random.below(2) as i64;
                let small = self.build.load(Type::Value, object, offset);
                self.set_small(small);
            }
            7 => {
                let (address, word) = (self.build.address_of(self.words), self.word());
                let offset = 8 * self.random.below(3) as i64;
                if self.random.below(2) == 0 {
                    self.build.store(address, offset, word);
                } else {
                    let word = self.build.load(Type::Word, address, offset);
                    self.set_word(word);
                }
            }
            8 => {
                let header = self.build.word(7);
                let object = self.build.allocate(24, header);
                let zero = self.build.constant(0);
                self.build.store(object, 7, zero);
                let small = self.small();
                self.build.store(object, 15, small);
                let index = WORDS + SMALLS + self.random.below(OBJECTS);
                self.variables[index] = object;
            }
            9 => {
                let small = self.small();
                let result = self.build.call(self.same, &[small], Some(Type::Value)).expect("a result");
                self.set_small(result);
            }
            10 => self.guarded(),
            11 => self.checked(),
            12 | 13 => self.branch(depth - 1),
            _ => self.turns(depth - 1),
        }
    }
    fn guarded(&mut self) {
        let small = self.small();
        let cold = self.random.below(2) == 0;
        let landing = if cold { self.build.new_cold_block(&[]) } else { self.build.new_block(&[]) };
        let (normal, join) = (self.build.new_block(&[]), self.build.new_block(&types()));
        let before = self.variables.clone();
        let result = self.build.call_landing(self.raise, &[small], Some(Type::Value), normal, landing).expect("a result");
        self.set_small(result);
        self.build.jump(join, &self.variables.clone());
        self.build.switch_to(landing);
        self.variables = before;
        let exception = self.build.load_context(Type::Value, parfait::context_offset("exception").expect("a field"));
        self.set_small(exception);
        self.go_to(join);
    }
    fn checked(&mut self) {
        let opcode = [Opcode::AddSmallChecked, Opcode::SubSmallChecked, Opcode::MulSmallChecked][self.random.below(3)];
        let (left, right) = (self.small(), self.small());
        let (fits, join) = (self.build.new_block(&[]), self.build.new_block(&types()));
        let overflow = self.build.new_cold_block(&[]);
        let before = self.variables.clone();
        let result = self.build.checked(opcode, left, right, fits, Target::new(overflow, &[]));
        self.set_small(result);
        self.build.jump(join, &self.variables.clone());
        self.build.switch_to(overflow);
        self.variables = before;
        let result = self.build.call(self.same, &[left], Some(Type::Value)).expect("a result");
        self.set_small(result);
        self.go_to(join);
    }
    fn branch(&mut self, depth: usize) {
        let cold = self.random.below(3) == 0;
        let then = if cold { self.build.new_cold_block(&types()) } else { self.build.new_block(&types()) };
        let (otherwise, join) = (self.build.new_block(&[]), self.build.new_block(&types()));
        let before = self.variables.clone();
        let targets = [Target::new(then, &before), Target::new(otherwise, &[])];
        let [first, second] = if self.random.below(2) == 0 { targets.clone() } else { [targets[1].clone(), targets[0].clone()] };
        match self.random.below(3) {
            0 => {
                let (condition, left, right) = (self.condition(), self.small(), self.small());
                self.build.branch_compare(condition, left, right, first, second);
            }
            1 => {
                let word = self.word();
                self.build.branch(word, first, second);
            }
            _ => {
                let small = self.small();
                let mask = 1 << self.random.below(4);
                self.build.branch_bits(small, mask, first, second);
            }
        }
        self.enter(then);
        self.block(depth);
        self.build.jump(join, &self.variables.clone());
        self.build.switch_to(otherwise);
        self.variables = before;
        self.block(depth);
        self.go_to(join);
    }
    /// A few turns; the counter is one more parameter.
    fn turns(&mut self, depth: usize) {
        let mut all = types();
        all.push(Type::Word);
        let (head, body, done) = (self.build.new_block(&all), self.build.new_block(&[]), self.build.new_block(&[]));
        let count = self.random.below(4) as i64;
        let count = self.build.word(count);
        let mut arguments = self.variables.clone();
        arguments.push(count);
        self.build.jump(head, &arguments);
        self.build.switch_to(head);
        let mut parameters = self.build.block_parameters(head).to_vec();
        let counter = parameters.pop().expect("the counter");
        self.variables = parameters.clone();
        let zero = self.build.word(0);
        let condition = Condition::Greater;
        self.build.branch_compare(condition, counter, zero, Target::new(body, &[]), Target::new(done, &[]));
        self.build.switch_to(body);
        self.block(depth);
        let one = self.build.word(1);
        let next = self.build.op(Opcode::Sub, &[counter, one]);
        let mut arguments = self.variables.clone();
        arguments.push(next);
        self.build.jump(head, &arguments);
        self.build.switch_to(done);
        self.variables = parameters;
    }
    fn finish(mut self) -> register::Function {
        let mut sum = self.build.word(17);
        let factor = self.build.word(31);
        for index in 0..WORDS + SMALLS + OBJECTS {
            let value = self.variables[index];
            let value = if index < WORDS + SMALLS { value } else { self.build.load(Type::Value, value, 7) };
            let word = if index < WORDS { value } else { self.build.op(Opcode::Bits, &[value]) };
            sum = self.build.op(Opcode::Mul, &[sum, factor]);
            sum = self.build.op(Opcode::Add, &[sum, word]);
        }
        self.build.give_back(Some(sum));
        self.build.finish()
    }
}

fn program(seed: u64) -> Program {
    let mut program = text::parse(FRAME).expect("good text");
    let [test, same, raise, words] = ["test", "same", "raise", "words"].map(|name| program.symbols.intern(name));
    let mut build = FunctionBuilder::new("test", test, &[], Some(Type::Word));
    let mut variables: Vec<ValueId> = (0..WORDS).map(|index| build.word(index as i64 * 5)).collect();
    variables.extend((0..SMALLS).map(|index| build.constant(index as u64 * 6)).collect::<Vec<_>>());
    for index in 0..OBJECTS {
        let header = build.word(7);
        let object = build.allocate(24, header);
        let small = build.constant(index as u64 * 4);
        build.store(object, 7, small);
        build.store(object, 15, small);
        variables.push(object);
    }
    let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut maker = Maker { random, build, variables, same, raise, words, fuel: 40 };
    maker.block(3);
    maker.block(3);
    program.functions.push(maker.finish());
    program
}

fn run(program: &Program) -> Result<i32, String> {
    register::interpret::interpret(program, &mut Recorder::default(), &[])
}

fn check(program: &Program, seed: u64, after: &str, before: &Program) {
    if let Err(errors) = verify::verify(program) {
        let hint = errors[0].hint.clone().unwrap_or_default();
        panic!("seed {seed}: wrong after {after}:\n{}\nbefore:\n{}", hint, text::print_listing(before));
    }
}

#[test]
fn random_programs_do_the_same_after_each_pass() {
    let steps = [
        passes::predict::PASS,
        passes::dead::PASS,
        passes::gvn::PASS,
        passes::simplify::PASS,
        passes::divide::PASS,
        passes::gvn::PASS,
        passes::licm::PASS,
        passes::allocate::PASS,
        passes::simplify::PASS,
        passes::safepoints::PASS,
        passes::dead::PASS,
        passes::layout::PASS,
    ];
    let count = std::env::var("RANDOM_PROGRAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    for seed in 0..count {
        let program = program(seed);
        check(&program, seed, "building", &program);
        let expected = run(&program);
        assert!(expected.is_ok(), "seed {seed}\n{}", text::print_listing(&program));
        for skip in 0..2 {
            let mut now = program.clone();
            for step in steps.iter().skip(skip * 6) {
                let before = now.clone();
                (step.run)(&mut now).expect("passes do not fail");
                check(&now, seed, step.name, &before);
                let found = run(&now);
                assert!(
                    found == expected,
                    "seed {seed}: {} gives {found:?} instead of {expected:?}\n{}\nafter:\n{}",
                    step.name,
                    text::print_listing(&before),
                    text::print_listing(&now)
                );
            }
        }
    }
}

/// `cargo test -p salama-register --test random -- --ignored --nocapture`: seconds of each pass on a large function.
#[test]
#[ignore = "measures"]
fn time_of_passes() {
    for fuel in [1000, 10_000, 50_000] {
        let mut program = text::parse(FRAME).expect("good text");
        let [test, same, raise, words] = ["test", "same", "raise", "words"].map(|name| program.symbols.intern(name));
        let mut build = FunctionBuilder::new("test", test, &[], Some(Type::Word));
        let mut variables: Vec<ValueId> = (0..WORDS).map(|index| build.word(index as i64 * 5)).collect();
        let nil = build.constant(13);
        variables.resize(WORDS + SMALLS + OBJECTS, nil);
        let mut maker = Maker { random: Random(12345), build, variables, same, raise, words, fuel };
        while maker.fuel > 0 {
            maker.block(4);
        }
        program.functions.push(maker.finish());
        let function = |program: &Program| program.functions.values().last().expect("a function").clone();
        println!("{} blocks", function(&program).layout.len());
        for step in [
            passes::simplify::PASS,
            passes::gvn::PASS,
            passes::licm::PASS,
            passes::allocate::PASS,
            passes::safepoints::PASS,
            passes::dead::PASS,
            passes::layout::PASS,
        ] {
            let start = std::time::Instant::now();
            (step.run)(&mut program).expect("passes do not fail");
            let count: usize = function(&program).blocks.values().map(|block| block.instructions.len()).sum();
            println!("  {:12} {:?}, {} instructions", step.name, start.elapsed(), count);
        }
    }
}
