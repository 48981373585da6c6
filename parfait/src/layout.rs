//! The one table of object layouts, shared by compiler, interpreters, runtime, collector and debugger.
//!
//! An object is a header word and its slots. Header: bits 0..32 class index, then the flags below.
//! Variable objects have their payload size in slot 1 as a small integer: slots for value payloads,
//! bytes for raw ones. An object is never empty of slots: the collector may need one word.
#![deny(missing_docs)]

/// How the collector sees an object of a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub enum Layout {
    /// The header, then one `value` per field; fields are instance variables.
    Plain,
    /// Header, small count `n`, then `n` values.
    Values,
    /// Header, small byte count `n`, then `n` bytes, padded to 8.
    Bytes,
    /// Header, one raw word (a boxed float).
    Raw,
    /// Never on the heap: small integers, symbols, true, false, nil.
    Immediate,
}

/// Header flag: the object is frozen.
pub const FROZEN: u64 = 1 << 32;
/// Header flag: bytes are shared (a literal's), copy before writing.
pub const SHARED: u64 = 1 << 33;
/// Header flag while collecting: the rest of the word is the new address.
pub const FORWARDED: u64 = 1 << 63;

/// A class whose layout compiler and runtime agree on. `fields` come first in the object, in order;
/// a class without a Ruby name (`visible == false`) shows as its superclass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CoreLayout {
    /// As Ruby calls it, if it is visible.
    pub name: &'static str,
    /// The name of its superclass; empty for BasicObject.
    pub superclass: &'static str,
    /// How its instances lie in memory.
    pub layout: Layout,
    /// The instance variables that it starts with, with their `@`.
    pub fields: &'static [&'static str],
    /// Does the program see it?
    pub visible: bool,
    /// What the fields mean.
    pub about: &'static str,
}

macro_rules! core_classes {
    ($($(#[doc = $doc:literal])* $name:ident < $superclass:literal, $layout:ident, [$($field:literal)*], $visible:literal;)*) => {
        /// The classes that the compiler itself knows.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[allow(missing_docs)] // names of Ruby's classes say it
        pub enum CoreClass { $($(#[doc = $doc])* $name),* }
        impl CoreClass {
            /// All of them: the place is the number.
            pub const ALL: &'static [CoreClass] = &[$(CoreClass::$name),*];
            /// Its row of the table.
            pub fn layout(self) -> &'static CoreLayout {
                match self { $(CoreClass::$name => &CoreLayout {
                    name: stringify!($name), superclass: $superclass, layout: Layout::$layout,
                    fields: &[$($field),*], visible: $visible,
                    about: concat!($($doc),*) }),* }
            }
        }
    };
}

core_classes! {
    BasicObject < "", Plain, [], true;
    Object < "BasicObject", Plain, [], true;
    /// `@name` is a String or nil. Where the runtime reads them: `@fields` is a Storage of the symbols of the instance variables, in the
    /// order of their slots; `@ancestors` a Storage of classes and modules in lookup order, itself included (hidden classes are not);
    /// `@code` a Storage of (symbol, visibility, code address) of all methods that a dynamic send may call, inherited ones too.
    /// `@methods` a Storage of (symbol, visibility: 0 public, 1 protected, 2 private, 3 undefined); `@constants` of (symbol, value).
    Module < "Object", Plain, ["@name" "@index" "@superclass" "@methods" "@attached" "@constants" "@fields" "@ancestors" "@code"], true;
    Class < "Module", Plain, ["@name" "@index" "@superclass" "@methods" "@attached" "@constants" "@fields" "@ancestors" "@code"], true;
    NilClass < "Object", Immediate, [], true;
    TrueClass < "Object", Immediate, [], true;
    FalseClass < "Object", Immediate, [], true;
    Symbol < "Object", Immediate, [], true;
    Numeric < "Object", Plain, [], true;
    Integer < "Numeric", Immediate, [], true;
    /// Integers of 63 bits.
    Small < "Integer", Immediate, [], false;
    /// Other integers: sign in slot 2 (0 or 1), magnitude as 32-bit limbs, least significant first, normalised.
    Big < "Integer", Bytes, [], false;
    Float < "Numeric", Raw, [], true;
    /// `@bytes` is a Bytes object, `@length` a small byte count, `@state` a small: 0 unknown, 1 ASCII, 2 valid UTF-8, 3 broken,
    /// plus 4 if the encoding is binary.
    String < "Object", Plain, ["@bytes" "@length" "@state"], true;
    /// Raw bytes, the store of strings and of anything without references.
    Bytes < "Object", Bytes, [], false;
    /// Values, the store of arrays and hashes.
    Storage < "Object", Values, [], false;
    /// `@store` is a Storage, elements are `@start ... @start + @length`.
    Array < "Object", Plain, ["@store" "@start" "@length"], true;
    /// Insertion order: `@keys`, `@values`, `@hashes` are Storages side by side (so that each has a type of its own), the first
    /// `@used` are taken, a deleted one has an undefined key; `@index` Bytes of 32-bit entry numbers (open addressing), nil while small.
    Hash < "Object", Plain, ["@keys" "@values" "@hashes" "@index" "@used" "@count" "@default" "@default_proc" "@flags"], true;
    Range < "Object", Plain, ["@first" "@last" "@exclude_end"], true;
    /// `@code` is a code address (even, so a small to the collector), `@frame` the captured Frame, `@parameters` their
    /// description as a String (nil if nobody reads it), `@lambda` as asked,
    /// `@home` the frame that `break` and `return` unwind to.
    Proc < "Object", Plain, ["@code" "@receiver" "@frame" "@parameters" "@lambda" "@home"], true;
    /// Captured locals of a method or block: slot 0 is the enclosing Frame (or nil), then the variables.
    Frame < "Object", Values, [], false;
    /// What a `break` or `return` out of a block unwinds with: the Frame of the activation that it ends, the value, and for `break`
    /// a number of the block whose send ends (0: `return`).
    Unwind < "Object", Plain, ["@home" "@value" "@block"], false;
    Exception < "Object", Plain, ["@message" "@backtrace" "@cause"], true;
}

/// The words at the context register: state of the running program. Name and offset in bytes.
pub const CONTEXT_FIELDS: &[&str] = &[
    "heap_top",
    "heap_limit",
    "heap_start",
    "heap_end",
    "exception",
    "stack_base",
    "argc",
    "argv",
    "collector_flags",
    "live_bytes",
    "heap_maximum",
    "scratch0",
    "scratch1",
    "scratch2",
    "scratch3",
    "stack_limit",
    // arguments beyond those in registers
    "argument0",
    "argument1",
    "argument2",
    "argument3",
    "argument4",
    "argument5",
    "argument6",
    "argument7",
    "argument8",
    "argument9",
    "argument10",
    "argument11",
    "argument12",
    "argument13",
    "argument14",
    "argument15",
];

/// The byte offset of a context field.
///
/// ```
/// assert_eq!(parfait::context_offset("heap_limit"), Some(8));
/// ```
pub fn context_offset(name: &str) -> Option<u32> {
    CONTEXT_FIELDS.iter().position(|field| *field == name).map(|at| at as u32 * 8)
}
