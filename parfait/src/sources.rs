//! The Ruby sources of the runtime, in the order in which they are read.

macro_rules! sources {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../lib/", $name)))),*] };
}

/// (file name as diagnostics show it, text)
pub const SOURCES: &[(&str, &str)] = sources! {
    "comparable.rb" "enumerable.rb" "object.rb" "module.rb" "boolean.rb" "exception.rb" "kernel.rb"
    "numeric.rb" "integer.rb" "integer_number.rb" "integer_text.rb" "big.rb" "big_divide.rb" "big_bits.rb" "float.rb" "float_text.rb" "math.rb"
    "string.rb" "string_compare.rb" "string_index.rb" "string_change.rb" "string_pattern.rb" "string_inspect.rb" "character_set.rb"
    "encoding.rb" "symbol.rb"
    "array.rb" "array_change.rb" "array_compare.rb" "array_iterate.rb" "array_combine.rb" "array_sort.rb" "selection.rb"
    "hash.rb" "hash_compare.rb" "hash_iterate.rb" "range.rb" "enumerator.rb" "proc.rb" "struct.rb"
    "set.rb" "pretty.rb" "format.rb" "random.rb" "time.rb" "time_text.rb" "io.rb" "file.rb" "unwind.rb" "memory.rb" "start.rb"
};
