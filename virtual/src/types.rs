//! What is known of a slot: the classes of the values that it may hold.
#![deny(missing_docs)]

use crate::program::ClassId;
use serde::{Deserialize, Serialize};

/// A set of exact classes; or everything (a Mystery); or a raw word of machine Ruby.
///
/// ```
/// use parfait::CoreClass;
/// use virtual_machine::{Program, Type};
///
/// let (small, nil) = (Program::core(CoreClass::Small), Program::core(CoreClass::NilClass));
/// let both = Type::exactly(small).join(&Type::exactly(nil));
/// assert!(both.includes(nil) && !both.is_exactly(nil) && Type::Mystery.includes(nil));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, Default)]
pub enum Type {
    /// Any value.
    #[default]
    Mystery,
    /// Values of exactly these classes (not their subclasses), sorted; none: never reached.
    Classes(Vec<ClassId>),
    /// A raw 64-bit word.
    Word,
}

impl Type {
    /// No value at all.
    pub const NEVER: Type = Type::Classes(Vec::new());
    /// Values of exactly this class.
    pub fn exactly(class: ClassId) -> Type {
        Type::Classes(vec![class])
    }
    /// Values of exactly this class, and no other?
    pub fn is_exactly(&self, class: ClassId) -> bool {
        matches!(self, Type::Classes(classes) if classes[..] == [class])
    }
    /// May a value of it be one of exactly this class?
    pub fn includes(&self, class: ClassId) -> bool {
        match self {
            Type::Mystery => true,
            Type::Classes(classes) => classes.contains(&class),
            Type::Word => false,
        }
    }
    /// The smallest type that holds both. A word joins with nothing but words (the verifier says so).
    pub fn join(&self, other: &Type) -> Type {
        match (self, other) {
            (Type::Classes(a), Type::Classes(b)) => {
                let mut classes = [a.as_slice(), b].concat();
                classes.sort_unstable();
                classes.dedup();
                Type::Classes(classes)
            }
            (Type::Word, Type::Word) => Type::Word,
            (Type::Word, never) | (never, Type::Word) if *never == Type::NEVER => Type::Word,
            _ => Type::Mystery,
        }
    }
}
