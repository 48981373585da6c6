//! Tables of names: what is refused and why, libraries that are part of the core, constants of CRuby that are not here.

/// Methods that need more of a program at run time than it keeps, each with a hint.
const REFUSED: &[(&str, &str)] = &[
    ("Complex", "use a pair of floats"),
    ("Rational", "use integers or floats"),
    ("autoload", "use require_relative"),
    ("binding", "pass the values that are needed"),
    ("callcc", "use throw and catch"),
    ("class_eval", "reopen the class"),
    ("class_exec", "reopen the class"),
    ("class_variable_get", "write a method that returns the variable"),
    ("class_variable_set", "write a method that sets the variable"),
    ("const_get", "name the constant, or look the value up in a Hash"),
    ("const_set", "assign the constant"),
    ("define_method", "write the methods with `def`"),
    ("define_singleton_method", "write the methods with `def`"),
    ("eval", "the program is compiled: there is no Ruby at run time"),
    ("exec", "a compiled program starts no other programs"),
    ("fork", "a compiled program starts no other programs"),
    ("instance_eval", "call methods of the object, or yield it to the block"),
    ("instance_exec", "call methods of the object, or yield it to the block"),
    ("load", "use require_relative"),
    ("module_eval", "reopen the module"),
    ("remove_class_variable", "set it to nil"),
    ("remove_const", "a constant stays what it is"),
    ("remove_method", "a method stays what it is"),
    ("set_trace_func", "there are no trace events"),
    ("spawn", "a compiled program starts no other programs"),
    ("syscall", "use what File and $stdin offer"),
    ("system", "a compiled program starts no other programs"),
    ("test", "use File.exist? and its like"),
    ("trace_var", "there are no trace events"),
    ("trap", "a compiled program handles no signals"),
];

/// Of these, the ones that are functions: only without a receiver.
const FUNCTIONS: &[&str] = &[
    "Complex",
    "Rational",
    "binding",
    "callcc",
    "eval",
    "exec",
    "fork",
    "load",
    "set_trace_func",
    "spawn",
    "syscall",
    "system",
    "test",
    "trace_var",
    "trap",
];

/// Methods of the runtime that neither keep, give back nor change a string that they are given: literals need no copy.
const BORROWING: &[&str] = &[
    "!=",
    "%",
    "+",
    "==",
    "===",
    "[]",
    "casecmp?",
    "center",
    "delete_prefix",
    "delete_suffix",
    "end_with?",
    "eql?",
    "format",
    "gsub",
    "has_key?",
    "include?",
    "index",
    "join",
    "key?",
    "ljust",
    "member?",
    "print",
    "printf",
    "puts",
    "rindex",
    "rjust",
    "split",
    "sprintf",
    "start_with?",
    "sub",
    "tr",
    "warn",
    "write",
];

const DIRECTIVES: &[&str] = &[
    "alias_method",
    "attr",
    "attr_accessor",
    "attr_reader",
    "attr_writer",
    "extend",
    "include",
    "module_function",
    "prepend",
    "private",
    "private_class_method",
    "private_constant",
    "protected",
    "public",
    "public_class_method",
    "undef_method",
];

/// What `require` may name: it is there anyway.
const CORE_LIBRARIES: &[&str] = &["enumerator", "pp", "set"];

/// Constants that CRuby has without any `require`, or that are usual; where the runtime lacks one, it is refused.
const CONSTANTS: &[&str] = &[
    "ARGF",
    "Array",
    "BasicObject",
    "Benchmark",
    "BigDecimal",
    "Binding",
    "CSV",
    "Comparable",
    "Complex",
    "ConditionVariable",
    "DATA",
    "Data",
    "Date",
    "DateTime",
    "Delegator",
    "Dir",
    "ENV",
    "ERB",
    "Encoding",
    "Enumerator",
    "Errno",
    "Etc",
    "Fiber",
    "File",
    "FileTest",
    "FileUtils",
    "Forwardable",
    "GC",
    "Hash",
    "IO",
    "JSON",
    "Kernel",
    "Logger",
    "Marshal",
    "MatchData",
    "Math",
    "Matrix",
    "Method",
    "Monitor",
    "Mutex",
    "Net",
    "ObjectSpace",
    "Observable",
    "OpenStruct",
    "OptionParser",
    "Pathname",
    "PP",
    "Prime",
    "Process",
    "Psych",
    "Queue",
    "RUBY_COPYRIGHT",
    "RUBY_DESCRIPTION",
    "RUBY_ENGINE",
    "RUBY_PATCHLEVEL",
    "RUBY_PLATFORM",
    "RUBY_RELEASE_DATE",
    "RUBY_VERSION",
    "Ractor",
    "Random",
    "Rational",
    "RbConfig",
    "Readline",
    "Refinement",
    "Regexp",
    "RubyVM",
    "SecureRandom",
    "Set",
    "Shellwords",
    "Signal",
    "SimpleDelegator",
    "Singleton",
    "SizedQueue",
    "Socket",
    "StringIO",
    "StringScanner",
    "Struct",
    "TCPServer",
    "TCPSocket",
    "Tempfile",
    "Thread",
    "ThreadGroup",
    "Thwait",
    "Time",
    "Timeout",
    "TracePoint",
    "Tracer",
    "URI",
    "UnboundMethod",
    "WeakRef",
    "YAML",
    "Zlib",
];

/// The names of the constants of CRuby 4.0's Object.
const CORE_CONSTANTS: &str = include_str!("core_constants.txt");

/// The names of the methods of CRuby 4.0's core classes and modules.
const CORE_METHODS: &str = include_str!("core_methods.txt");

pub fn refused_method(name: &str) -> Option<&'static str> {
    let at = REFUSED.binary_search_by(|(refused, _)| (*refused).cmp(name)).ok()?;
    Some(REFUSED[at].1)
}
pub fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}
pub fn is_borrowing(name: &str) -> bool {
    BORROWING.binary_search(&name).is_ok()
}
pub fn is_directive(name: &str) -> bool {
    DIRECTIVES.contains(&name)
}
pub fn is_core_library(path: &[u8]) -> bool {
    CORE_LIBRARIES.iter().any(|library| library.as_bytes() == path)
}
pub fn is_known_constant(name: &str) -> bool {
    CONSTANTS.contains(&name)
}
/// Is it a constant that every program sees? What else the runtime defines at its top level is its own.
pub fn is_core_constant(name: &str) -> bool {
    CORE_CONSTANTS.split_whitespace().any(|known| known == name)
}
pub fn is_refused_global(name: &str) -> bool {
    matches!(name, "$~" | "$&" | "$`" | "$'" | "$+" | "$_" | "$." | "$<" | "$=" | "$?" | "$SAFE")
        || name.strip_prefix('$').is_some_and(|rest| rest.starts_with(|first: char| ('1'..='9').contains(&first)))
}
/// Is it a method that CRuby's core classes have?
pub fn is_core_method(name: &str) -> bool {
    CORE_METHODS.split_whitespace().any(|known| known == name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_are_sorted() {
        assert!(super::REFUSED.is_sorted());
        assert!(super::BORROWING.is_sorted());
        assert!(super::DIRECTIVES.is_sorted());
    }
}
