//! Names of the runtime that inference and compiled code call.
use crate::program::{Cell, CellId, SymbolId, Symbols};
use base::Arena;
use base::hash::FastSet;

macro_rules! names {
    ($($field:ident $text:literal)*) => {
        pub struct Names {
            /// The global that `NoMethodError#args` assigns.
            pub keeps_arguments: Option<CellId>,
            $(pub $field: SymbolId,)*
            /// Methods that end in an exception: one version serves all.
            pub one_version: FastSet<SymbolId>,
        }
        impl Names {
            pub fn new(symbols: &mut Symbols, cells: &Arena<CellId, Cell>) -> Names {
                let one_version = ["__no_method", "__private_method", "__argument_error", "__no_block", "__no_super"];
                let one_version = one_version.into_iter().map(|name| symbols.intern(name)).collect();
                let keeps_arguments = cells.iter().find(|(_, cell)| cell.name == "$__keeps_arguments").map(|(id, _)| id);
                Names { keeps_arguments, $($field: symbols.intern($text),)* one_version }
            }
        }
    };
}

names! {
    new "new" initialize "initialize" no_method "__no_method" private_method "__private_method" argument_error "__argument_error"
    no_block "__no_block" no_super "__no_super" call "call" paren "()" yield_ "yield" case "===" index "[]" to_proc "to_proc" freeze "freeze" is_a "is_a?" kind_of "kind_of?" is_nil "nil?" hidden "__hidden?" field_superclass "superclass"
    store "__store" push_all "__push_all" append "<<" empty "empty?" update "update" check_arity "__check_arity" formal "__formal" optional "__optional"
    lone "__lone" rest "__rest" post "__post" keyword "__keyword" keyword_rest "__keyword_rest" check_keywords "__check_keywords"
    field_store "store" field_start "start" field_length "length"
}
