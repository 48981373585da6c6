//! Small programs run as they are and after the passes: one output.
use super::interpret;
use crate::passes;
use crate::text::parse;
use crate::verify::verify;
use virtual_machine::interpret::world::Recorder;

/// `fib`, objects in a list, an exception that lands, and a division of what was counted.
const TEXT: &str = r#"
data context writable "context"
  zeros 256

data greeting boot "text"
  bytes "done\n"

function start(v0: word)
b0:
  v1: word = word 0
  v2: word = word 1048576
  v3: word = syscall mmap(v1, v2)
  store_context heap_top, v3
  v4: word = add v3, v2
  store_context heap_limit, v4
  v5: value = constant 20
  v6: value = call fib(v5)
  v7: value = constant 1000
  v8: value = call list(v7)
  v9: value = call length(v8)
  v10: value = call guarded(v9)
  v11: word = word 1
  v12: word = address_of greeting
  v13: word = word 5
  v14: word = syscall write(v11, v12, v13)
  v15: value = add_small v6, v10
  v16: word = bits v15
  v17: word = sar v16, v11
  v18: word = word 256
  v19: word = rem v17, v18
  v20: word = syscall exit_group(v19)
  unreachable

function fib(v0: value) -> value
b0:
  v1: value = constant 2
  branch_compare lt v0, v1 -> b1, b2
b1:
  return v0
b2:
  v2: value = constant 1
  v3: value = sub_small_checked v0, v2 -> b3, b6
b3:
  v4: value = call fib(v3)
  v5: value = sub_small_checked v0, v1 -> b4, b6
b4:
  v6: value = call fib(v5)
  v7: value = add_small_checked v4, v6 -> b5, b6
b5:
  return v7
b6: cold
  unreachable

function list(v0: value) -> value
b0:
  v1: value = constant nil
  v2: value = constant 0
  jump b1(v2, v1)
b1(v3: value, v4: value):
  branch_compare lt v3, v0 -> b2, b3
b2:
  v5: word = word 7
  v6: value = allocate v5, 24
  store v6 + 7, v4
  v7: value = constant 1
  v8: value = add_small v3, v7
  jump b1(v8, v6)
b3:
  return v4

function length(v0: value) -> value
b0:
  v1: value = constant 0
  jump b1(v0, v1)
b1(v2: value, v3: value):
  v4: value = constant nil
  branch_compare eq v2, v4 -> b3, b2
b2:
  v5: value = load v2 + 7
  v6: value = constant 1
  v7: value = add_small v3, v6
  jump b1(v5, v7)
b3:
  return v3

function guarded(v0: value) -> value
b0:
  v1: value = constant 5
  v2: value = call_landing raise(v1) -> b1, b2
b1:
  return v1
b2: cold
  v3: value = load_context exception
  v4: value = add_small v3, v0
  return v4

function raise(v0: value) -> value
b0:
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
  v8: word = load32 v4 + 4
  v9: word = address_of frames
  v10: word = add v9, v8
  v11: word = load32 v10 + 0
  unwind_to v11, v1

function allocate_slow(v0: word) -> value
b0:
  unreachable
"#;

#[test]
fn programs_run_before_and_after_the_passes() {
    let steps = [
        passes::simplify::PASS,
        passes::gvn::PASS,
        passes::licm::PASS,
        passes::allocate::PASS,
        passes::simplify::PASS,
        passes::dead::PASS,
        passes::safepoints::PASS,
        passes::layout::PASS,
    ];
    let mut program = parse(TEXT).unwrap_or_else(|errors| panic!("{errors:?}"));
    for count in 0..=steps.len() {
        verify(&program).unwrap_or_else(|errors| panic!("{}", errors[0].hint.clone().unwrap_or_default()));
        let mut world = Recorder::default();
        let status = interpret(&program, &mut world, &[]);
        assert_eq!(String::from_utf8_lossy(&world.output), "done\n");
        assert_eq!(status, Ok((6765 + 1000 + 5) % 256), "after {count} passes");
        if let Some(step) = steps.get(count) {
            (step.run)(&mut program).unwrap_or_else(|errors| panic!("{errors:?}"));
        }
    }
}
