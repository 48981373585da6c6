//! Ruby snippets over a runtime of a few methods, through inference and the lowering: the verifier must be content.
use base::{SourceFile, Sources};
use virtual_machine::compile::{Required, compile};

const RUNTIME: &str = r#"
module Kernel
  machine def __start(stack)
    at = syscall(:mmap, 0, 1048576, 3, 34, -1, 0)
    context_set(:heap_top, at)
    context_set(:heap_limit, at + 1048576)
    syscall(:exit_group, word_and(word(__test), 255))
    halt
  end
  machine def __allocate_slow(bytes)
    syscall(:exit_group, 99)
    halt
    bytes
  end
  machine def __stack_overflow
    halt
  end
  machine def __frame(address)
    at = data_address(:call_sites)
    while at < data_address(:call_sites_end)
      return data_address(:frames) + load_u32(at + 4) if load_u32(at) == address
      at += 8
    end
    word(0)
  end
  machine def __unwind(exception)
    context_set(:exception, bits(exception))
    stack = frame_address
    frame = __frame(load_word(stack - 8))
    while frame != 0
      landing = load_u32(frame)
      unwind_to(landing, stack) if landing != 0
      stack = stack + load_u16(frame + 4) * 8
      frame = __frame(load_word(stack - 8))
    end
    syscall(:exit_group, 98)
    halt
  end
  def raise(error) = __unwind(error)
  machine def __no_block
    syscall(:exit_group, 97)
    halt
  end
  machine def __break_from_proc
    halt
  end
  machine def __unexpected_return
    syscall(:exit_group, 97)
    halt
  end
  machine def __frozen_error(object = self)
    syscall(:exit_group, 96)
    halt
  end
  machine def __no_method(name, receiver, variable, arguments, keywords)
    syscall(:exit_group, 95)
    halt
  end
  machine def __private_method(name, receiver, protected, arguments, keywords)
    syscall(:exit_group, 94)
    halt
  end
  machine def __argument_error(message)
    syscall(:exit_group, 93)
    halt
  end
  machine def __main
    nil
  end
  def proc(&block) = block
end
module Comparable; end
class Object
  include Kernel
  def initialize; end
  machine def ==(other) = same(self, other)
  machine def nil? = exactly?(self, NilClass)
  machine def !
    truthy(self) ? false : true
  end
end
class Class
  machine def new(...)
    object = allocate_object(self)
    object.initialize(...)
    object
  end
end
class Integer
  machine def +(other)
    if exactly?(self, Small) && exactly?(other, Small)
      sum = small_add(self, other)
      return sum unless undefined(sum)
    end
    return float_add(float_from_word(word(self)), other) if exactly?(other, Float)
    0
  end
  machine def -(other)
    difference = small_sub(self, other)
    return difference unless undefined(difference)
    0
  end
  machine def <(other) = small_lt(self, other)
  machine def ==(other) = same(self, other)
  machine def *(other)
    product = small_mul(self, other)
    undefined(product) ? 0 : product
  end
  def times
    index = 0
    while index < self
      yield index
      index += 1
    end
    self
  end
end
class Float
  machine def +(other) = float_add(self, other)
  machine def *(other) = float_mul(self, other)
  machine def <(other) = float_lt(self, other)
end
class Array
  machine def __at(index) = storage_get(@store, index)
  def each
    index = 0
    while index < @length
      yield __at(index)
      index += 1
    end
    self
  end
end
class Proc
  def call(*arguments) = nil
end
class StandardError < Exception; end
class Struct; end
class Data; end
"#;

fn lowered(text: &str) -> base::Result<crate::Program> {
    let mut sources = Sources::new();
    let runtime = sources.add(SourceFile::new("runtime.rb", RUNTIME, true));
    let test = sources.add(SourceFile::new("test.rb", text, true));
    let main = sources.add(SourceFile::new("main.rb", "nil", false));
    let runtime = ast::parse(runtime, &sources)?;
    let test = ast::parse(test, &sources)?;
    let main = ast::parse(main, &sources)?;
    let mut program = compile(sources, &[runtime, test], &main, &Required::default())?;
    virtual_machine::infer::run(&mut program)?;
    super::lower(&program, super::Options::default())
}

/// The exit status of a program whose result is `__test`'s, run as lowered and after the passes that every program takes.
fn result(text: &str) -> i32 {
    let text = format!("module Kernel\n{text}\nend\n");
    let worker = std::thread::Builder::new().stack_size(256 << 20);
    let work = move || {
        let mut program = lowered(&text).unwrap_or_else(|diagnostics| panic!("{}", told(diagnostics)));
        let run = |program: &crate::Program| {
            if let Err(diagnostics) = crate::verify::verify(program) {
                panic!("{}", told(diagnostics));
            }
            let mut world = virtual_machine::interpret::world::Recorder::default();
            crate::interpret::interpret(program, &mut world, &["test".to_string()]).unwrap_or_else(|trap| panic!("{trap}"))
        };
        let first = run(&program);
        for pass in [crate::passes::dead::PASS, crate::passes::allocate::PASS, crate::passes::safepoints::PASS] {
            (pass.run)(&mut program).unwrap_or_else(|diagnostics| panic!("{}", told(diagnostics)));
            assert_eq!(run(&program), first, "after {}", pass.name);
        }
        first
    };
    worker.spawn(work).expect("a thread").join().expect("no panic")
}

fn told(diagnostics: Vec<base::Diagnostic>) -> String {
    let all = diagnostics.iter().map(|each| format!("{}\n{}\n", each.title, each.hint.clone().unwrap_or_default()));
    all.collect::<String>()
}

/// The text of the functions whose names are wanted, after verification.
fn shown(text: &str, names: &[&str]) -> String {
    let text = format!("module Kernel\n{text}\nend\n");
    // inference recurses over the calls of a program
    let worker = std::thread::Builder::new().stack_size(256 << 20);
    let result = worker.spawn(move || lowered(&text)).expect("a thread").join().expect("no panic");
    let program = match result {
        Ok(program) => program,
        Err(diagnostics) => return told(diagnostics),
    };
    if let Err(diagnostics) = crate::verify::verify(&program) {
        panic!("{}", told(diagnostics));
    }
    let wanted = program.functions.values().filter(|function| names.contains(&function.name.as_str()));
    wanted.map(|function| crate::text::print_function(&program, function)).collect()
}

fn has(text: &str, names: &[&str], parts: &[&str]) {
    let shown = shown(text, names);
    if std::env::var("SHOW").is_ok() {
        println!("{shown}");
    }
    for part in parts {
        assert!(shown.contains(part), "no {part:?} in\n{shown}");
    }
}

#[test]
fn integers_are_added_with_one_check() {
    let text = "def __test = fib(10)\ndef fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)";
    has(text, &["Kernel#fib", "Integer#+"], &["add_small_checked", "call"]);
}

#[test]
fn loops_keep_slots_in_registers() {
    has("def __test\n i = 0\n while i < 10\n i += 1\n end\n i\n end", &["Kernel#__test"], &["branch"]);
}

#[test]
fn floats_are_raw_between_methods() {
    has("def __test = area(2.5, 3.0)\ndef area(a, b) = a * b + a", &["Kernel#area"], &["float"]);
}

#[test]
fn blocks_capture_in_frames() {
    let text = "def __test\n sum = 0\n [1, 2, 3].each { |x| sum += x }\n sum\n end";
    has(text, &["Kernel#__test", "block in Kernel#__test", "Array#each"], &["allocate", "load"]);
}

#[test]
fn breaks_and_returns_leave_methods() {
    let text = "def __test = first([1, 2]) + found([4])\n def first(all)\n all.each { |x| return x }\n 0\n end\n
        def found(all) = all.each { |x| break x }";
    has(text, &["Kernel#first", "Kernel#found", "block in Kernel#first"], &["call_landing", "load_context"]);
}

#[test]
fn exceptions_land() {
    let text = "def __test\n i = 1\n begin\n i = 2\n fail_here(i)\n i = 3\n rescue StandardError => e\n i + 1\n ensure\n i = 5\n end\n end\n
        def fail_here(x)\n raise StandardError.new if x < 3\n x\n end";
    has(text, &["Kernel#__test"], &["call_landing", "load_context"]);
}

#[test]
fn objects_have_fields() {
    let text = "class ::Point\n def initialize(x, y)\n @x, @y = x, y\n end\n attr_reader :x, :y\n end\n
        def __test = Point.new(1, 2).x + Point.new(3, 4).y";
    has(text, &["Kernel#__test", "Point#initialize", "Point#x"], &["allocate", "store", "load"]);
}

#[test]
fn unknown_sends_go_through_caches() {
    let text = "class ::A\n def go(x) = x\n end\nclass ::B\n def go(x) = 2\n end\n
        def __test\n x = [A.new, B.new]\n y = value(bits(x.__at(0)))\n y.go(1)\n end\n machine def value_of(x) = value(bits(x))\n
        def other(x) = value_of(x).go(7)\n def __no_main = other(1)";
    let text = text.replace("def __test", "machine def __test");
    has(&text, &["Kernel#__test", "A#dynamic go"], &["call_indirect", "call_leaf find_code"]);
}

#[test]
fn unknown_blocks_are_called_by_their_code() {
    let text =
        "def __test = run(&hide(proc { |x| x + 1 }))\n machine def hide(x) = value(bits(x))\n def run(&block) = again(&block)\n
        def again = yield(2)";
    has(text, &["Kernel#again"], &["call_indirect"]);
}

#[test]
fn arithmetic_and_loops_run() {
    assert_eq!(result("def __test = fib(10)\ndef fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)"), 55);
    assert_eq!(result("def __test\n i = 0\n sum = 0\n while i < 10\n sum += i * 2\n i += 1\n end\n sum\n end"), 90);
    assert_eq!(result("def __test = (1.5 + 2.25) * 2.0 < 7.6 ? 1 : 2"), 1);
    let boxed = "def __test = hidden(1.5) + hidden(1e300) < 1e301 ? 7 : 8\n machine def hidden(x) = [x].__at(0)";
    assert_eq!(result(boxed), 7);
}

#[test]
fn closures_share_variables() {
    assert_eq!(result("def __test\n sum = 0\n [1, 2, 3].each { |x| sum += x }\n 5.times { |x| sum += x }\n sum\n end"), 16);
    let nested = "def __test\n a = 1\n 3.times { |i| b = i\n 2.times { |j| a += b + j } }\n a\n end";
    assert_eq!(result(nested), 1 + 1 + 3 + 5);
}

#[test]
fn blocks_leave_methods() {
    assert_eq!(
        result("def __test = find([1, 5, 9]) + find([])\n def find(all)\n all.each { |x| return x if 3 < x }\n 100\n end"),
        105
    );
    assert_eq!(result("def __test = (10.times { |x| break x * 3 if 3 < x }) + (2.times { |x| x })"), 14);
    let nested = "def __test = deep + 1\n def deep\n 9.times { |x| 9.times { |y| return x * y + 40 if 5 < x + y } }\n 0\n end";
    assert_eq!(result(nested), 41);
    let recursive = "def __test = down(5)\n def down(n)\n return 1 if n == 0\n 2.times { |x| return down(n - 1) + 1 }\n 0\n end";
    assert_eq!(result(recursive), 6);
}

#[test]
fn exceptions_are_rescued() {
    let text = "def __test\n i = 1\n begin\n i = 2\n fail_here(i)\n i = 3\n rescue StandardError => e\n i = i + 10\n ensure\n i = i + 100\n end\n i\n end\n
        def fail_here(x)\n raise StandardError.new if x < 3\n x\n end";
    assert_eq!(result(text), 112);
    let ensured = "def __test\n $log = 0\n x = leave\n x + $log\n end\n
        def leave\n begin\n 3.times { |x| return x + 5 if x == 1 }\n ensure\n $log = $log + 50\n end\n 0\n end";
    assert_eq!(result(ensured), 56);
    let through = "def __test\n begin\n 3.times { |x| fail_in(x) }\n 1\n rescue StandardError\n 2\n end\n end\n
        def fail_in(x)\n [x].each { |y| raise StandardError.new if y == 1 }\n ensure\n $x = 1\n end";
    assert_eq!(result(through), 2);
}

#[test]
fn unknown_receivers_and_blocks_run() {
    let sends = "class ::A\n def go(x) = x + 1\n end\n class ::B\n def go(x) = 2\n end\n
        machine def hide(x) = value(bits(x))\n
        def __test\n sum = 0\n 4.times { |i| sum += hide(i < 2 ? A.new : B.new).go(10) }\n sum\n end";
    assert_eq!(result(sends), 26);
    let missing = "machine def hide(x) = value(bits(x))\n def __test = hide(1).nothing_like_it";
    assert_eq!(result(missing), 95);
    let blocks = "def __test = run(&hide(proc { |x| x + 1 })) + run(&hide(proc { |x, y| x }))\n machine def hide(x)\n store(data_address(:context) + 88, x)\n load(data_address(:context) + 88)\n end\n
        def run(&block) = again(&block)\n def again = yield(20)";
    assert_eq!(result(blocks), 41);
}
