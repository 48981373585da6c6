//! What a debugger must know to show values: classes by their numbers, symbols by theirs. Made on demand, beside the program:
//! no code depends on it, and no text holds it.
use parfait::Layout;

/// The shapes of a program's objects.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// By the number that headers hold.
    pub classes: Vec<Shape>,
    /// By the number that symbols hold.
    pub symbols: Vec<String>,
}

/// One class.
#[derive(Clone, Debug)]
pub struct Shape {
    /// As Ruby shows it.
    pub name: String,
    /// The runtime's classes that it is or descends from, nearest first.
    pub kinds: Vec<String>,
    pub layout: Layout,
    /// In the order of their slots; the runtime's own have no `@`.
    pub fields: Vec<String>,
}
