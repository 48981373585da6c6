//! The text of the Register machine: what every level of tools reads and writes. `parse(print(x)) == x`.
//!
//! ```text
//! data Point.class boot "class Point"
//!   word 0x12
//!   address Class.class + 1
//!
//! function Point#+(v0: value, v1: value) -> value at 3
//! b0:
//!   v2: value = load v0 + 7
//!   v3: value = load v1 + 7
//!   v4: value = add_small_checked v2, v3 -> b1, b2      # 6:27
//! b1:
//!   return v4
//! b2: cold
//!   v5: value = call Integer#add_big(v2, v3) live [0]
//!   return v5
//! ```
//!
//! The parameters of the entry block are the function's. Symbols that are not words of the text are quoted. `at 3` names a
//! row of the table of positions; what follows `#` is for people. Constants are shown as Ruby shows them where they are
//! small integers, `nil`, `true`, `false`, `undefined`; by their bits (`0x...`) elsewhere.
mod function;
mod parse;
mod print;

pub use parse::{FILE, parse, parse_placed};
pub use print::{Notes, print, print_annotated, print_function, print_instruction, print_listing, rows};

use crate::instruction::Type;
use crate::object::Section;

/// Characters of words besides letters, digits and `_`.
const WORD_CHARS: &str = "#+*/<=>!?%&|^~@$.";

impl Type {
    /// All of them.
    pub const ALL: [Type; 4] = [Type::Value, Type::Word, Type::Float, Type::Address];

    /// As the text has it.
    ///
    /// ```
    /// assert_eq!(register::Type::Address.name(), "address");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Type::Value => "value",
            Type::Word => "word",
            Type::Float => "float",
            Type::Address => "address",
        }
    }
}

const SECTIONS: [(Section, &str); 4] =
    [(Section::ReadOnly, "read_only"), (Section::Boot, "boot"), (Section::Writable, "writable"), (Section::Zeroed, "zeroed")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::verify;

    const TEXT: &str = r#"optimisation 2
passes lower gvn "my pass"

source "point.rb"
  "class Point\n"
  "end\n"
method "Point#+"
position file 0 from 0 to 5 method 0
position file 0 from 6 to 11 method 0 in 0

data Point.class boot "class Point"
  word 0x12
  address "Class[]" + 1
  bytes "a\xff\n"
  zeros 16

function Point#+(v0: value, v1: value) -> value as "Point#+ (1)" slots 2 at 0  # 1:1
b0:
  v2: value = load v0 + -1
  v3: word = load_context heap_top
  store_context scratch0, v3
  v4: value = add_small_checked v2, v1 -> b1(v1), b2 at 1  # 1:7
b1(v5: value):
  v6: value = constant nil
  v7: value = constant -3
  v8: value = constant 0x125
  v9: float = float 1.5
  v10: word = compare below_eq v6, v7
  v11: address = to_address v0, 8
  v12: word = load_indexed v11 + 15, v10
  v13: word = syscall write(v10, v12)
  branch_bits v5, 1 -> b3, b2
b2: cold
  v14: value = call "Integer#add-big"(v0, v1) live [0, 1]
  v15: word = word 16
  v16: value = allocate v15, 24
  v17: value = call_indirect_landing v15(v14, v16) -> b4, b5
b4:
  return v17
b5:
  unreachable
b3:
  return v4

"#;

    #[test]
    fn what_is_read_is_what_was_printed() {
        let program = parse(TEXT).expect("good text");
        assert_eq!(print(&program), TEXT);
    }

    #[test]
    fn bad_text_gets_a_place() {
        for (text, at) in [
            ("function", 8),
            ("function f()\nb1:\n  return\n", 12),
            ("function f()\nb0:\n  retrun\n", 19),
            ("function f()\nb0:\n  v1: vale = constant 5\n", 23),
            ("function f()\nb0:\n  v99999999999: word = word 5\n", 19),
            ("function f()\nb0:\n  v1: word = word 99999999999999999999\n", 35),
            ("data x nowhere \"\"\n", 7),
            ("position file 0 from 0 to 0 method 0\n", 9),
            ("\"", 0),
        ] {
            let errors = parse(text).err().unwrap_or_else(|| panic!("{text:?} should be refused"));
            assert_eq!(errors[0].labels[0].span.start, at, "{text:?}: {}", errors[0].title);
        }
    }

    #[test]
    fn what_is_wrong_is_shown_in_the_listing() {
        for (body, problem) in [
            ("v1: word = add v0, v0\n  return", "operand 1 is a value, it should be a word"),
            ("v1: value = load v2 + 7\n  return", "v2 is not defined on every way to here"),
            ("jump b1", "0 arguments for b1, which has 1 parameters"),
            ("jump b1(v0, v0)", "2 arguments for b1, which has 1 parameters"),
            ("v1: word = word 5\n  jump b1(v1)", "v1 is a word, v9 of b1 a value"),
            (
                "v1: address = to_address v0, 8\n  call f(v0)\n  store v1 + 0, v0\n  return",
                "v1 is an address and lives across this safepoint",
            ),
            ("call f()\n  return", "the arguments do not fit the parameters of what is called"),
            ("jump b0", "nothing may go back to the entry block"),
            ("return v0", "the operands' types do not fit"),
        ] {
            let text = format!("function f(v0: value)\nb0:\n  {body}\nb1(v9: value):\n  return\n");
            let program = parse(&text).unwrap_or_else(|errors| panic!("{body}: {}", errors[0].title));
            let errors = verify(&program).expect_err(body);
            let hint = errors[0].hint.clone().unwrap_or_default();
            assert!(hint.contains(&format!("# ^ {problem}\n")), "{body}:\n{hint}");
        }
    }
}
