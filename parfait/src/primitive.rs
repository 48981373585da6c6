//! The primitives: what machine Ruby (`machine def`) may say beyond Ruby, as calls without a receiver.
//!
//! One table; compiler, both interpreters and the lowering match on it exhaustively. Where a `Word` is
//! asked for, a small integer is taken too (and untagged); `small(word)` goes back. Operators on words
//! (`+ - * / % & | ^ << >> == != < <= > >=`) are the `word_` primitives.
#![deny(missing_docs)]

/// What an operand or result is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Any tagged value.
    Value,
    /// A value known to be a small integer.
    Small,
    /// A value that is an Integer, small or big, or undefined (see `overflow?`).
    Checked,
    /// true or false.
    Boolean,
    /// A raw 64-bit word: number or address. Not seen by the collector.
    Word,
    /// A Float value (raw where the lowering can keep it so).
    Float,
    /// Always a new Storage, Bytes, Big.
    Storage,
    /// Always a new Bytes.
    Bytes,
    /// Always a new big integer.
    Big,
    /// A literal symbol in the source, naming a context field, a system call or a data object.
    Name,
    /// No result (nil).
    None,
}

/// What a primitive does beyond computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing: the same operands give the same result.
    Pure,
    /// Reads memory.
    Reads,
    /// Writes memory, or does something that can be seen outside.
    Writes,
    /// May collect garbage: a safepoint.
    Allocates,
    /// Calls code that may do anything, or does not come back.
    Calls,
}

macro_rules! primitives {
    ($($name:ident ( $($kind:ident),* ) -> $result:ident, $effect:ident, $doc:literal;)*) => {
        /// A primitive.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
        pub enum Primitive { $(#[doc = $doc] $name),* }
        impl Primitive {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Primitive] = &[$(Primitive::$name),*];
            /// The name in machine Ruby and in the text of the virtual machine.
            pub fn name(self) -> &'static str {
                match self { $(Primitive::$name => stringify!($name)),* }
            }
            /// The kinds of its operands.
            pub fn operands(self) -> &'static [Kind] {
                match self { $(Primitive::$name => &[$(Kind::$kind),*]),* }
            }
            /// The kind of its result.
            pub fn result(self) -> Kind {
                match self { $(Primitive::$name => Kind::$result),* }
            }
            /// What it does beyond computing its result.
            pub fn effect(self) -> Effect {
                match self { $(Primitive::$name => Effect::$effect),* }
            }
            /// What it does, in a line.
            pub fn about(self) -> &'static str {
                match self { $(Primitive::$name => $doc),* }
            }
            /// The primitive of that name.
            pub fn by_name(name: &str) -> Option<Primitive> {
                match name { $(stringify!($name) => Some(Primitive::$name),)* _ => None }
            }
        }
    };
}

primitives! {
    word_add(Word, Word) -> Word, Pure, "wrapping sum";
    word_sub(Word, Word) -> Word, Pure, "wrapping difference";
    word_mul(Word, Word) -> Word, Pure, "wrapping product";
    word_div(Word, Word) -> Word, Pure, "signed quotient, truncated; divisor not 0";
    word_rem(Word, Word) -> Word, Pure, "signed remainder, sign of the dividend; divisor not 0";
    word_and(Word, Word) -> Word, Pure, "bitwise and";
    word_or(Word, Word) -> Word, Pure, "bitwise or";
    word_xor(Word, Word) -> Word, Pure, "bitwise exclusive or";
    word_shl(Word, Word) -> Word, Pure, "shift left, count 0..63";
    word_sar(Word, Word) -> Word, Pure, "signed shift right, count 0..63";
    word_shr(Word, Word) -> Word, Pure, "unsigned shift right, count 0..63";
    word_udiv(Word, Word) -> Word, Pure, "unsigned quotient; divisor not 0";
    word_urem(Word, Word) -> Word, Pure, "unsigned remainder; divisor not 0";
    word_umulh(Word, Word) -> Word, Pure, "upper half of the unsigned product";
    word_clz(Word) -> Word, Pure, "leading zero bits, 64 for 0";
    word_ctz(Word) -> Word, Pure, "trailing zero bits, 64 for 0";
    word_eq(Word, Word) -> Boolean, Pure, "equal";
    word_ne(Word, Word) -> Boolean, Pure, "not equal";
    word_lt(Word, Word) -> Boolean, Pure, "signed less";
    word_le(Word, Word) -> Boolean, Pure, "signed less or equal";
    word_gt(Word, Word) -> Boolean, Pure, "signed greater";
    word_ge(Word, Word) -> Boolean, Pure, "signed greater or equal";
    word_below(Word, Word) -> Boolean, Pure, "unsigned less";

    small_add(Small, Small) -> Checked, Pure, "sum, or undefined on overflow";
    small_sub(Small, Small) -> Checked, Pure, "difference, or undefined on overflow";
    small_mul(Small, Small) -> Checked, Pure, "product, or undefined on overflow";
    small_plus(Small, Small) -> Small, Pure, "sum that is known not to overflow";
    small_and(Small, Small) -> Small, Pure, "bitwise and";
    small_or(Small, Small) -> Small, Pure, "bitwise or";
    small_xor(Small, Small) -> Small, Pure, "bitwise exclusive or";
    small_eq(Small, Small) -> Boolean, Pure, "equal";
    small_lt(Small, Small) -> Boolean, Pure, "less";
    small_le(Small, Small) -> Boolean, Pure, "less or equal";
    small_gt(Small, Small) -> Boolean, Pure, "greater";
    small_ge(Small, Small) -> Boolean, Pure, "greater or equal";

    float_add(Float, Float) -> Float, Pure, "sum";
    float_sub(Float, Float) -> Float, Pure, "difference";
    float_mul(Float, Float) -> Float, Pure, "product";
    float_div(Float, Float) -> Float, Pure, "quotient";
    float_neg(Float) -> Float, Pure, "negation";
    float_abs(Float) -> Float, Pure, "absolute value";
    float_sqrt(Float) -> Float, Pure, "square root";
    float_floor(Float) -> Float, Pure, "round down to an integral float";
    float_ceil(Float) -> Float, Pure, "round up to an integral float";
    float_trunc(Float) -> Float, Pure, "round to zero to an integral float";
    float_eq(Float, Float) -> Boolean, Pure, "equal; false if either is NaN";
    float_lt(Float, Float) -> Boolean, Pure, "less; false if either is NaN";
    float_le(Float, Float) -> Boolean, Pure, "less or equal; false if either is NaN";
    float_gt(Float, Float) -> Boolean, Pure, "greater; false if either is NaN";
    float_ge(Float, Float) -> Boolean, Pure, "greater or equal; false if either is NaN";
    float_from_word(Word) -> Float, Pure, "the float nearest a signed word";
    float_to_word(Float) -> Word, Pure, "truncated; the float must fit";
    float_bits(Float) -> Word, Pure, "the 64 bits";
    float_from_bits(Word) -> Float, Pure, "the float of 64 bits";

    word(Small) -> Word, Pure, "a small integer untagged";
    small(Word) -> Small, Pure, "a word tagged; it must fit 63 bits";
    bits(Value) -> Word, Pure, "the value's word, tag and all";
    value(Word) -> Value, Pure, "the value whose word this is: the inverse of bits";
    same(Value, Value) -> Boolean, Pure, "identity";
    undefined(Value) -> Boolean, Pure, "is it undefined: an overflow, or an argument not passed";
    truthy(Value) -> Boolean, Pure, "neither nil nor false";
    nothing() -> Value, Pure, "the undefined value: marks deleted and missing things inside the runtime";

    address(Value) -> Word, Pure, "where an object is, until the next safepoint";
    reference(Word) -> Value, Pure, "the object at an address";
    class_index(Value) -> Small, Reads, "the index of its class, also of immediates";
    class_of(Value) -> Value, Reads, "the class object, also of immediates; singleton and hidden classes too";
    header(Value) -> Word, Reads, "the header word of a heap object";
    set_header(Value, Word) -> None, Writes, "replaces the header";
    is_reference(Value) -> Boolean, Pure, "is it an object in memory, not an immediate";
    slot(Value, Small) -> Value, Reads, "slot n of an object, 0 the first after the header";
    set_slot(Value, Small, Value) -> None, Writes, "sets slot n of an object";
    storage_get(Value, Small) -> Value, Reads, "element n of a Storage or Frame";
    storage_set(Value, Small, Value) -> None, Writes, "sets element n of a Storage or Frame";
    storage_copy(Value, Small, Value, Small, Small) -> None, Writes, "from, at, to, at, count: copy elements between Storages; may overlap. Raw copies hide element types from inference";
    storage_length(Value) -> Small, Reads, "how many elements a Storage has, or bytes a Bytes";
    bytes_get(Value, Small) -> Small, Reads, "byte n of a Bytes";
    bytes_set(Value, Small, Small) -> None, Writes, "sets byte n of a Bytes";
    bytes_address(Value) -> Word, Pure, "where the bytes of a Bytes (or limbs of a Big) start, until the next safepoint";
    load(Word) -> Value, Reads, "the value at an address";
    load_word(Word) -> Word, Reads, "the word at an address";
    load_u8(Word) -> Word, Reads, "the byte at an address";
    load_u16(Word) -> Word, Reads, "16 bits at an address";
    load_u32(Word) -> Word, Reads, "32 bits at an address";
    store(Word, Value) -> None, Writes, "stores a value";
    store_word(Word, Word) -> None, Writes, "stores a word";
    store_u8(Word, Word) -> None, Writes, "stores the low byte";
    store_u16(Word, Word) -> None, Writes, "stores the low 16 bits";
    store_u32(Word, Word) -> None, Writes, "stores the low 32 bits";

    allocate_storage(Small) -> Storage, Allocates, "a new Storage of n nils";
    allocate_bytes(Small) -> Bytes, Allocates, "a new Bytes of n zero bytes";
    allocate_big(Small) -> Big, Allocates, "a new Big with n payload bytes (sign word and limbs), zeroed";
    allocate_object(Value) -> Value, Allocates, "a new object of a class object whose fields are nil";

    context_get(Name) -> Word, Reads, "a word of the context, see CONTEXT_FIELDS";
    context_set(Name, Word) -> None, Writes, "sets a word of the context";
    data_address(Name) -> Word, Pure, "the address of a linker symbol, such as call_sites";
    syscall(Name, Word, Word, Word, Word, Word, Word) -> Word, Calls, "a system call by its Linux name; fewer words may be given; negative results are errors";
    frame_address() -> Word, Reads, "the stack pointer before this call: the return address is at frame_address - 8";
    unwind_to(Word, Word) -> None, Calls, "continue at a landing address with a stack pointer; does not come back";
    call_code(Word, Word) -> Value, Calls, "call a code address with one word argument";
    memory_copy(Word, Word, Word) -> None, Writes, "from, to, count of bytes; may overlap";
    memory_fill(Word, Word, Word) -> None, Writes, "to, byte, count of bytes";
    memory_compare(Word, Word, Word) -> Word, Reads, "compare count bytes: negative, 0 or positive, as unsigned bytes";
    symbol_string(Value) -> Value, Reads, "the frozen String object of a symbol of the program (or nil if made at run time)";
    symbol_count() -> Small, Pure, "how many symbols the program has at start";
    symbol_from_index(Small) -> Value, Pure, "the symbol value with this index";
    symbol_index(Value) -> Small, Pure, "the index of a symbol";
    responds(Value, Value) -> Boolean, Reads, "has the object's class a public method of this name (a symbol)";
    responds_privately(Value, Value) -> Boolean, Reads, "has the object's class a method of this name, whatever its visibility";
    method_parameters(Value, Value) -> Value, Reads, "the parameters of the object's method of this name, described in a String; nil if it has none";
    send_by_name(Value, Value, Value, Value, Value) -> Value, Calls, "send: receiver, name (a symbol), Array of arguments, Hash of keywords or nil, Proc or nil; private methods too";
    halt() -> None, Calls, "never reached";
}
