//! The syntax tree: what the Ruby of one file says, with spans and resolved local variables.
//!
//! The tree is owned and serialisable, and knows nothing of the parser. It is small on purpose: what Ruby spells in
//! several ways is here once (`unless`, `until`, modifiers, `?:`, `and`, heredocs, `__FILE__`, numbered parameters).
//!
//! A local variable is a [`VariableRef`]: how many block scopes up, and its index in the locals of that scope.
use base::{FileId, Span};
use serde::{Deserialize, Serialize};

/// The tree of one file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Program {
    pub file: FileId,
    /// The top level: [`ScopeKind::Program`], without parameters.
    pub scope: Scope,
    /// `# frozen_string_literal: true` stands at the head of the file.
    pub frozen_string_literals: bool,
    /// The text after `__END__`, which `DATA` reads.
    pub data: Option<Span>,
}

/// Something with locals of its own: a program, a method, a class body, a block.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Scope {
    pub kind: ScopeKind,
    /// Parameters first, in order, hidden ones too; then other variables as they appear.
    pub locals: Vec<Local>,
    pub parameters: Parameters,
    pub body: Node,
    pub span: Span,
}

/// What a [`Scope`] belongs to. Only blocks and lambdas see the locals of the scope around them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ScopeKind {
    Program,
    Method,
    Block,
    Lambda,
    Class,
    Module,
    SingletonClass,
}

/// A local variable of a scope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Local {
    /// As in the source. Hidden ones are `*`, `**`, `&` (anonymous parameters), `it`, `_1`.., or a repeated `_`.
    pub name: String,
    /// Read or written by an inner block, so it lives as long as the block does.
    pub captured: bool,
}

/// A use of a local: `depth` block scopes up, at `index` of that scope's [`Scope::locals`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VariableRef {
    pub depth: u32,
    pub index: u32,
}

/// The parameters of a method, block or lambda. All `u32` are indices into the scope's locals.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Parameters {
    pub required: Vec<Parameter>,
    pub optional: Vec<OptionalParameter>,
    /// `*rest`; an anonymous `*` (or the `*` of `...`) has a hidden local.
    pub rest: Option<u32>,
    /// Required parameters after the rest or the optional ones.
    pub post: Vec<Parameter>,
    pub keywords: Vec<KeywordParameter>,
    pub keyword_rest: KeywordRest,
    /// `&block`; an anonymous `&` (or the `&` of `...`) has a hidden local.
    pub block: Option<u32>,
    /// `|a, |`: takes an array apart like `|a, *|`, but has the arity of `|a|`.
    pub trailing_comma: bool,
    /// `...`: rest, keyword rest and block are hidden locals.
    pub forwards_all: bool,
    /// Where the required parameters came from.
    pub implicit: ImplicitParameters,
}

/// A required parameter.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Parameter {
    Local(u32),
    /// `(a, (b, *c))`: the argument is taken apart. All targets are locals of this scope.
    Multiple(MultipleTarget),
}

/// `name = default`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OptionalParameter {
    pub index: u32,
    pub default: Node,
}

/// `name:` or `name: default`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct KeywordParameter {
    pub name: String,
    pub index: u32,
    pub default: Option<Node>,
}

/// What happens to keywords without a parameter of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum KeywordRest {
    /// Nothing is said.
    #[default]
    None,
    /// `**rest`; an anonymous `**` has a hidden local.
    Local(u32),
    /// `**nil`: takes no keywords.
    Refused,
}

/// Parameters that the source does not list. They are in [`Parameters::required`] as any others, and behave as such:
/// `it` and `_1` alone like `|x|`, `_1` and `_2` like `|a, b|`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum ImplicitParameters {
    #[default]
    None,
    Numbered,
    It,
}

/// An expression, and where it stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Node {
    pub kind: NodeKind,
    pub span: Span,
}

/// All expressions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum NodeKind {
    Nil,
    True,
    False,
    SelfNode,
    Integer(i64),
    /// Beyond 64 bits: `limbs` of 32 bits, the least significant first.
    BigInteger {
        negative: bool,
        limbs: Vec<u32>,
    },
    Float(f64),
    /// Decoded bytes, not always UTF-8 (`"\xff"`).
    String(#[serde(with = "crate::bytes")] Vec<u8>),
    /// Parts are `String`s and expressions whose `to_s` is taken.
    InterpolatedString(Vec<Node>),
    Symbol(String),
    InterpolatedSymbol(Vec<Node>),
    /// Elements may be `Splat`. Keywords without braces are a `Hash` at the end.
    Array(Vec<Node>),
    Hash(Vec<HashElement>),
    Range {
        first: Option<Box<Node>>,
        last: Option<Box<Node>>,
        exclude_end: bool,
    },
    /// `*node`: in arguments, arrays, `when` conditions and `rescue` classes only.
    Splat(Box<Node>),

    LocalGet {
        name: String,
        variable: VariableRef,
    },
    LocalSet {
        name: String,
        variable: VariableRef,
        value: Box<Node>,
    },
    /// Names keep their `@`, `@@` and `$`.
    InstanceGet {
        name: String,
    },
    InstanceSet {
        name: String,
        value: Box<Node>,
    },
    ClassVariableGet {
        name: String,
    },
    ClassVariableSet {
        name: String,
        value: Box<Node>,
    },
    GlobalGet {
        name: String,
    },
    GlobalSet {
        name: String,
        value: Box<Node>,
    },
    ConstantGet(ConstantPath),
    ConstantSet {
        path: ConstantPath,
        value: Box<Node>,
    },
    MultipleAssign {
        targets: Box<MultipleTarget>,
        value: Box<Node>,
    },
    OperatorAssign(Box<OperatorAssign>),

    Call(Box<Call>),
    Super(Box<Super>),
    Yield(Arguments),
    /// The opposite truth value, without a send: comes from `until` only. `!a` and `not a` are a `Call` of `!`.
    Not(Box<Node>),
    And {
        left: Box<Node>,
        right: Box<Node>,
    },
    Or {
        left: Box<Node>,
        right: Box<Node>,
    },
    Defined(Box<Node>),

    /// One after the other; the value is the last one's. Never empty (that is `Nil`).
    Sequence(Vec<Node>),
    If {
        condition: Box<Node>,
        then_body: Box<Node>,
        else_body: Option<Box<Node>>,
    },
    /// `do_while`: `begin ... end while`, the body comes before the first test.
    While {
        condition: Box<Node>,
        body: Box<Node>,
        do_while: bool,
    },
    /// `each` with a block that has no scope of its own.
    For {
        target: Box<Target>,
        iterable: Box<Node>,
        body: Box<Node>,
    },
    Case(Box<Case>),
    Begin(Box<Begin>),
    /// Several values (`return 1, 2`) are an `Array`.
    Return(Option<Box<Node>>),
    Break(Option<Box<Node>>),
    Next(Option<Box<Node>>),
    Redo,
    Retry,

    Def(Box<Def>),
    Class(Box<Class>),
    Module(Box<Module>),
    SingletonClass(Box<SingletonClass>),
    Alias {
        new: String,
        old: String,
    },
    GlobalAlias {
        new: String,
        old: String,
    },
    /// `-> { }`. A call of `lambda` with a block stays a `Call`.
    Lambda(Box<Scope>),
}

/// An element of a hash literal or of the keywords of a call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum HashElement {
    Pair(Node, Node),
    DoubleSplat(Node),
}

impl HashElement {
    /// What is evaluated, in order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        let (key, value) = match self {
            HashElement::Pair(key, value) => (Some(key), value),
            HashElement::DoubleSplat(value) => (None, value),
        };
        key.into_iter().chain([value])
    }
}

/// `A`, `::A`, `scope::A`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConstantPath {
    pub scope: ConstantScope,
    pub name: String,
}

/// Where a constant is looked up.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum ConstantScope {
    /// `A`: in the classes around this place, then in the ancestors.
    Lexical,
    /// `::A`.
    Top,
    /// `node::A`.
    Of(Box<Node>),
}

/// A call, an operator, an index, or an assignment through `name=` or `[]=`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// `None`: self, and private methods may be called.
    pub receiver: Option<Box<Node>>,
    pub name: String,
    /// Where the name or operator stands; errors and backtraces point here.
    pub name_span: Span,
    pub arguments: Arguments,
    /// A literal block; `&block` is in the arguments. Never both.
    pub block: Option<Box<Scope>>,
    /// `&.`.
    pub safe_navigation: bool,
    /// A bare name that could be a variable: no receiver, arguments or parentheses. Changes the error's text.
    pub variable_call: bool,
    /// The receiver is absent or the word `self`, so private methods may be called.
    pub private_allowed: bool,
    /// `a.b = c` or `a[b] = c`: the name ends in `=`, and the value is the last argument, not what the method returns.
    pub assignment: bool,
}

/// The arguments of a call, `super`, `yield` or index.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Arguments {
    /// May hold `Splat`.
    pub positional: Vec<Node>,
    /// Keywords without braces (a hash in braces is positional).
    pub keywords: Vec<HashElement>,
    /// `&node`.
    pub block_pass: Option<Box<Node>>,
}

/// `super`. Without a block or `&block` of its own it hands on the method's block.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Super {
    /// If implicit, these are reads of the method's parameters as they are now.
    pub arguments: Arguments,
    /// `super` without parentheses and arguments.
    pub implicit: bool,
    pub block: Option<Box<Scope>>,
}

/// A place that takes a value.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Target {
    pub kind: TargetKind,
    pub span: Span,
}

/// All places.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum TargetKind {
    Local {
        name: String,
        variable: VariableRef,
    },
    Instance {
        name: String,
    },
    ClassVariable {
        name: String,
    },
    Global {
        name: String,
    },
    Constant(ConstantPath),
    /// `receiver[arguments]`.
    Index {
        receiver: Box<Node>,
        arguments: Arguments,
        private_allowed: bool,
    },
    /// `receiver.name`; `name` is without the `=`.
    Attribute {
        receiver: Box<Node>,
        name: String,
        safe_navigation: bool,
        private_allowed: bool,
    },
    /// `(a, b)` within a list of targets, or in `for a, b in`.
    Multiple(MultipleTarget),
}

/// `a, *b, c`: takes an array apart.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MultipleTarget {
    pub before: Vec<Target>,
    /// `Some(None)`: an anonymous `*`, or the comma of `a, =`.
    pub splat: Option<Option<Box<Target>>>,
    pub after: Vec<Target>,
}

/// `target ||= value`, `target += value`. The target's receiver and arguments are evaluated once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OperatorAssign {
    pub target: Target,
    pub operator: Operator,
    /// Where the operator stands.
    pub operator_span: Span,
    pub value: Node,
}

/// What joins the old value with the new one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Operator {
    /// `&&=`
    And,
    /// `||=`: an undefined variable or constant counts as nil.
    Or,
    /// Any other: the method to send, such as `+`.
    Call(String),
}

/// `case` with `when`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Case {
    /// `None`: the conditions are tested for truth.
    pub subject: Option<Node>,
    pub whens: Vec<When>,
    pub else_body: Option<Node>,
}

/// `when a, *b then body`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct When {
    /// May hold `Splat`.
    pub conditions: Vec<Node>,
    pub body: Node,
}

/// A body with `rescue`, `else` or `ensure`: at least one of them. A plain `begin` is a `Sequence`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Begin {
    pub body: Node,
    pub rescues: Vec<Rescue>,
    pub else_body: Option<Node>,
    pub ensure_body: Option<Node>,
}

/// `rescue A, *b => variable`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rescue {
    /// Empty: StandardError. May hold `Splat`.
    pub classes: Vec<Node>,
    pub variable: Option<Target>,
    pub body: Node,
    pub span: Span,
}

/// `def name`, `def singleton.name`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Def {
    pub singleton: Option<Node>,
    pub name: String,
    pub name_span: Span,
    pub scope: Scope,
}

/// `class path < superclass`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Class {
    pub path: ConstantPath,
    pub path_span: Span,
    pub superclass: Option<Node>,
    pub scope: Scope,
}

/// `module path`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Module {
    pub path: ConstantPath,
    pub path_span: Span,
    pub scope: Scope,
}

/// `class << object`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SingletonClass {
    pub object: Node,
    pub scope: Scope,
}
