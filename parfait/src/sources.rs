//! The Ruby sources of the runtime, in the order in which they are read.

macro_rules! sources {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../lib/", $name)))),*] };
}

/// (file name as diagnostics show it, text)
pub const SOURCES: &[(&str, &str)] = sources! {
    "comparable.rb" "enumerable.rb" "object.rb" "module.rb" "boolean.rb" "exception.rb" "kernel.rb"
    "numeric.rb" "integer.rb" "big.rb" "float.rb" "float_text.rb" "math.rb"
    "string.rb" "string_index.rb" "string_change.rb" "symbol.rb"
    "array.rb" "array_iterate.rb" "array_combine.rb" "array_sort.rb" "selection.rb"
    "hash.rb" "hash_iterate.rb" "range.rb" "enumerator.rb" "proc.rb" "struct.rb"
    "set.rb" "pretty.rb" "format.rb" "random.rb" "time.rb" "time_text.rb" "io.rb" "file.rb" "unwind.rb" "memory.rb" "start.rb"
};
