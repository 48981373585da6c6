//! The tree as indented text, for `salama emit ast`: a line per node, its role in front, its place behind.
//!
//! ```text
//! program demo.rb
//!   call puts                              # 1:1
//!     argument: integer 1                  # 1:6
//! ```
use crate::tree::*;
use base::{Sources, Span, text::quote};

/// The tree of a file as text.
pub fn print(program: &Program, sources: &Sources) -> String {
    written(&rows(program, sources), sources)
}

/// A line of the text: a node, or something that a node says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// How many nodes it is in.
    pub depth: usize,
    /// What it is to the node around it; may be empty.
    pub role: String,
    pub label: String,
    pub span: Option<Span>,
}

impl Row {
    /// The line, without its place.
    pub fn text(&self) -> String {
        let role = if self.role.is_empty() { String::new() } else { format!("{}: ", self.role) };
        format!("{}{role}{}", "  ".repeat(self.depth), self.label)
    }
}

/// The lines of the tree of a file.
pub fn rows(program: &Program, sources: &Sources) -> Vec<Row> {
    let mut printer = Printer { rows: Vec::new(), depth: 0 };
    let name = &sources.file(program.file).name;
    let frozen = if program.frozen_string_literals { " frozen_string_literals" } else { "" };
    printer.line("", &format!("program {name}{frozen}"), None);
    printer.nested(|printer| printer.scope_inside(&program.scope));
    if let Some(data) = program.data {
        printer.line("", &format!("data {} bytes", data.end - data.start), Some(data));
    }
    printer.rows
}

/// Lines, with their places behind.
pub fn written(rows: &[Row], sources: &Sources) -> String {
    let mut out = String::new();
    for row in rows {
        let line = row.text();
        out.push_str(&line);
        if let Some(span) = row.span {
            let (row, column) = sources.line_column(span);
            let padding = 40usize.saturating_sub(line.chars().count()).max(1);
            out.push_str(&format!("{}# {row}:{column}", " ".repeat(padding)));
        }
        out.push('\n');
    }
    out
}

struct Printer {
    rows: Vec<Row>,
    depth: usize,
}

impl Printer {
    fn line(&mut self, role: &str, label: &str, span: Option<Span>) {
        self.rows.push(Row { depth: self.depth, role: role.to_string(), label: label.to_string(), span });
    }

    fn nested(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    /// A line with nodes below it, each with its role.
    fn parent(&mut self, role: &str, text: &str, span: Span, children: &[(&str, &Node)]) {
        self.line(role, text, Some(span));
        self.nested(|printer| children.iter().for_each(|(role, node)| printer.node(role, node)));
    }

    fn list(&mut self, role: &str, text: &str, span: Span, children: &[Node]) {
        self.line(role, text, Some(span));
        self.nested(|printer| printer.nodes("", children));
    }

    fn nodes(&mut self, role: &str, nodes: &[Node]) {
        nodes.iter().for_each(|node| self.node(role, node));
    }

    fn node(&mut self, role: &str, node: &Node) {
        let span = node.span;
        match &node.kind {
            NodeKind::Nil => self.line(role, "nil", Some(span)),
            NodeKind::True => self.line(role, "true", Some(span)),
            NodeKind::False => self.line(role, "false", Some(span)),
            NodeKind::SelfNode => self.line(role, "self", Some(span)),
            NodeKind::Integer(value) => self.line(role, &format!("integer {value}"), Some(span)),
            NodeKind::BigInteger { negative, limbs } => {
                let digits: String = limbs.iter().rev().map(|limb| format!("{limb:08x}")).collect();
                let sign = if *negative { "-" } else { "" };
                self.line(role, &format!("integer {sign}0x{}", digits.trim_start_matches('0')), Some(span));
            }
            NodeKind::Float(value) => self.line(role, &format!("float {value:?}"), Some(span)),
            NodeKind::String(bytes) => self.line(role, &format!("string {}", quote(bytes)), Some(span)),
            NodeKind::InterpolatedString(parts) => self.list(role, "interpolated string", span, parts),
            NodeKind::Symbol(name) => self.line(role, &format!("symbol {}", quote(name.as_bytes())), Some(span)),
            NodeKind::InterpolatedSymbol(parts) => self.list(role, "interpolated symbol", span, parts),
            NodeKind::Array(elements) => self.list(role, "array", span, elements),
            NodeKind::Hash(elements) => {
                self.line(role, "hash", Some(span));
                self.nested(|printer| printer.hash_elements(elements));
            }
            NodeKind::Range { first, last, exclude_end } => {
                let ends = [("first", first), ("last", last)];
                let ends: Vec<_> = ends.iter().filter_map(|(role, end)| Some((*role, end.as_deref()?))).collect();
                self.parent(role, if *exclude_end { "range excluding end" } else { "range" }, span, &ends);
            }
            NodeKind::Splat(value) => self.parent(role, "splat", span, &[("", value)]),
            NodeKind::LocalGet { name, variable } => self.line(role, &format!("local {}", local(name, *variable)), Some(span)),
            NodeKind::LocalSet { name, variable, value } => {
                self.parent(role, &format!("set local {}", local(name, *variable)), span, &[("", value)]);
            }
            NodeKind::InstanceGet { name } | NodeKind::ClassVariableGet { name } | NodeKind::GlobalGet { name } => {
                self.line(role, &format!("get {name}"), Some(span));
            }
            NodeKind::InstanceSet { name, value }
            | NodeKind::ClassVariableSet { name, value }
            | NodeKind::GlobalSet { name, value } => self.parent(role, &format!("set {name}"), span, &[("", value)]),
            NodeKind::ConstantGet(path) => self.path(role, "constant", path, span),
            NodeKind::ConstantSet { path, value } => {
                self.path(role, "set constant", path, span);
                self.nested(|printer| printer.node("value", value));
            }
            NodeKind::MultipleAssign { targets, value } => {
                self.line(role, "assign", Some(span));
                self.nested(|printer| {
                    printer.targets(targets);
                    printer.node("value", value);
                });
            }
            NodeKind::OperatorAssign(assign) => self.operator_assign(role, assign, span),
            NodeKind::Call(call) => self.call(role, call, span),
            NodeKind::Super(form) => {
                self.line(role, if form.implicit { "implicit super" } else { "super" }, Some(span));
                self.nested(|printer| printer.arguments(&form.arguments, form.block.as_deref()));
            }
            NodeKind::Yield(arguments) => {
                self.line(role, "yield", Some(span));
                self.nested(|printer| printer.arguments(arguments, None));
            }
            NodeKind::Not(value) => self.parent(role, "not", span, &[("", value)]),
            NodeKind::And { left, right } => self.parent(role, "and", span, &[("", left), ("", right)]),
            NodeKind::Or { left, right } => self.parent(role, "or", span, &[("", left), ("", right)]),
            NodeKind::Defined(value) => self.parent(role, "defined", span, &[("", value)]),
            NodeKind::Sequence(nodes) => self.list(role, "sequence", span, nodes),
            NodeKind::If { condition, then_body, else_body } => {
                let mut children = vec![("condition", &**condition), ("then", &**then_body)];
                children.extend(else_body.as_deref().map(|body| ("else", body)));
                self.parent(role, "if", span, &children);
            }
            NodeKind::While { condition, body, do_while } => {
                let text = if *do_while { "do while" } else { "while" };
                self.parent(role, text, span, &[("condition", condition), ("body", body)]);
            }
            NodeKind::For { target, iterable, body } => {
                self.line(role, "for", Some(span));
                self.nested(|printer| {
                    printer.target("target", target);
                    printer.node("in", iterable);
                    printer.node("body", body);
                });
            }
            NodeKind::Case(case) => self.case(role, case, span),
            NodeKind::Begin(begin) => self.begin(role, begin, span),
            NodeKind::Return(value) => self.jump(role, "return", value.as_deref(), span),
            NodeKind::Break(value) => self.jump(role, "break", value.as_deref(), span),
            NodeKind::Next(value) => self.jump(role, "next", value.as_deref(), span),
            NodeKind::Redo => self.line(role, "redo", Some(span)),
            NodeKind::Retry => self.line(role, "retry", Some(span)),
            NodeKind::Def(def) => {
                self.line(role, &format!("def {}", def.name), Some(span));
                self.nested(|printer| {
                    def.singleton.iter().for_each(|object| printer.node("on", object));
                    printer.scope_inside(&def.scope);
                });
            }
            NodeKind::Class(class) => {
                self.path(role, "class", &class.path, span);
                self.nested(|printer| {
                    class.superclass.iter().for_each(|superclass| printer.node("superclass", superclass));
                    printer.scope_inside(&class.scope);
                });
            }
            NodeKind::Module(module) => {
                self.path(role, "module", &module.path, span);
                self.nested(|printer| printer.scope_inside(&module.scope));
            }
            NodeKind::SingletonClass(class) => {
                self.line(role, "singleton class", Some(span));
                self.nested(|printer| {
                    printer.node("of", &class.object);
                    printer.scope_inside(&class.scope);
                });
            }
            NodeKind::Alias { new, old } | NodeKind::GlobalAlias { new, old } => {
                self.line(role, &format!("alias {new} {old}"), Some(span));
            }
            NodeKind::Lambda(scope) => {
                self.line(role, "lambda", Some(span));
                self.nested(|printer| printer.scope_inside(scope));
            }
        }
    }

    fn jump(&mut self, role: &str, text: &str, value: Option<&Node>, span: Span) {
        let children: Vec<_> = value.into_iter().map(|value| ("", value)).collect();
        self.parent(role, text, span, &children);
    }

    fn path(&mut self, role: &str, text: &str, path: &ConstantPath, span: Span) {
        let ConstantPath { scope, name } = path;
        match scope {
            ConstantScope::Lexical => self.line(role, &format!("{text} {name}"), Some(span)),
            ConstantScope::Top => self.line(role, &format!("{text} ::{name}"), Some(span)),
            ConstantScope::Of(scope) => self.parent(role, &format!("{text} {name}"), span, &[("scope", scope)]),
        }
    }

    fn hash_elements(&mut self, elements: &[HashElement]) {
        for element in elements {
            match element {
                HashElement::Pair(key, value) => {
                    self.node("key", key);
                    self.nested(|printer| printer.node("value", value));
                }
                HashElement::DoubleSplat(value) => self.node("double splat", value),
            }
        }
    }

    fn call(&mut self, role: &str, call: &Call, span: Span) {
        let flags = [
            (call.safe_navigation, " safe"),
            (call.variable_call, " variable"),
            (call.private_allowed && call.receiver.is_some(), " private"),
            (call.assignment, " assignment"),
        ];
        let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
        self.line(role, &format!("call {}{flags}", call.name), Some(span));
        self.nested(|printer| {
            call.receiver.iter().for_each(|receiver| printer.node("receiver", receiver));
            printer.arguments(&call.arguments, call.block.as_deref());
        });
    }

    fn arguments(&mut self, arguments: &Arguments, block: Option<&Scope>) {
        self.nodes("argument", &arguments.positional);
        if !arguments.keywords.is_empty() {
            self.line("", "keywords", None);
            self.nested(|printer| printer.hash_elements(&arguments.keywords));
        }
        arguments.block_pass.iter().for_each(|block| self.node("block", block));
        if let Some(scope) = block {
            self.line("", "block", Some(scope.span));
            self.nested(|printer| printer.scope_inside(scope));
        }
    }

    fn operator_assign(&mut self, role: &str, assign: &OperatorAssign, span: Span) {
        let operator = match &assign.operator {
            Operator::And => "&&",
            Operator::Or => "||",
            Operator::Call(name) => name,
        };
        self.line(role, &format!("assign {operator}="), Some(span));
        self.nested(|printer| {
            printer.target("target", &assign.target);
            printer.node("value", &assign.value);
        });
    }

    fn target(&mut self, role: &str, target: &Target) {
        let span = target.span;
        match &target.kind {
            TargetKind::Local { name, variable } => self.line(role, &format!("local {}", local(name, *variable)), Some(span)),
            TargetKind::Instance { name } | TargetKind::ClassVariable { name } | TargetKind::Global { name } => {
                self.line(role, name, Some(span));
            }
            TargetKind::Constant(path) => self.path(role, "constant", path, span),
            TargetKind::Index { receiver, arguments, .. } => {
                self.parent(role, "index", span, &[("receiver", receiver)]);
                self.nested(|printer| printer.arguments(arguments, None));
            }
            TargetKind::Attribute { receiver, name, safe_navigation, .. } => {
                let safe = if *safe_navigation { " safe" } else { "" };
                self.parent(role, &format!("attribute {name}{safe}"), span, &[("receiver", receiver)]);
            }
            TargetKind::Multiple(targets) => {
                self.line(role, "multiple", Some(span));
                self.nested(|printer| printer.targets(targets));
            }
        }
    }

    fn targets(&mut self, targets: &MultipleTarget) {
        targets.before.iter().for_each(|target| self.target("target", target));
        match &targets.splat {
            Some(Some(target)) => self.target("splat", target),
            Some(None) => self.line("", "splat", None),
            None => {}
        }
        targets.after.iter().for_each(|target| self.target("target", target));
    }

    fn case(&mut self, role: &str, case: &Case, span: Span) {
        self.line(role, "case", Some(span));
        self.nested(|printer| {
            case.subject.iter().for_each(|subject| printer.node("subject", subject));
            for when in &case.whens {
                printer.nodes("when", &when.conditions);
                printer.nested(|printer| printer.node("then", &when.body));
            }
            case.else_body.iter().for_each(|body| printer.node("else", body));
        });
    }

    fn begin(&mut self, role: &str, begin: &Begin, span: Span) {
        self.line(role, "begin", Some(span));
        self.nested(|printer| {
            printer.node("body", &begin.body);
            for rescue in &begin.rescues {
                printer.line("", "rescue", Some(rescue.span));
                printer.nested(|printer| {
                    printer.nodes("class", &rescue.classes);
                    rescue.variable.iter().for_each(|variable| printer.target("variable", variable));
                    printer.node("body", &rescue.body);
                });
            }
            begin.else_body.iter().for_each(|body| printer.node("else", body));
            begin.ensure_body.iter().for_each(|body| printer.node("ensure", body));
        });
    }

    /// Locals, parameters and body of a scope.
    fn scope_inside(&mut self, scope: &Scope) {
        if !scope.locals.is_empty() {
            let names = scope.locals.iter().map(|local| format!("{}{}", local.name, if local.captured { "^" } else { "" }));
            self.line("", &format!("locals {}", names.collect::<Vec<_>>().join(" ")), None);
        }
        self.parameters(&scope.parameters);
        self.node("", &scope.body);
    }

    fn parameters(&mut self, parameters: &Parameters) {
        self.required("required", &parameters.required);
        for parameter in &parameters.optional {
            self.node(&format!("optional {}", parameter.index), &parameter.default);
        }
        parameters.rest.iter().for_each(|index| self.line("", &format!("rest {index}"), None));
        self.required("post", &parameters.post);
        for keyword in &parameters.keywords {
            let text = format!("keyword {} {}", keyword.name, keyword.index);
            match &keyword.default {
                Some(default) => self.node(&text, default),
                None => self.line("", &text, None),
            }
        }
        match parameters.keyword_rest {
            KeywordRest::None => {}
            KeywordRest::Local(index) => self.line("", &format!("keyword_rest {index}"), None),
            KeywordRest::Refused => self.line("", "no keywords", None),
        }
        parameters.block.iter().for_each(|index| self.line("", &format!("block {index}"), None));
        if parameters.trailing_comma {
            self.line("", "trailing comma", None);
        }
        match parameters.implicit {
            ImplicitParameters::None => {}
            ImplicitParameters::Numbered => self.line("", "implicit numbered", None),
            ImplicitParameters::It => self.line("", "implicit it", None),
        }
    }

    fn required(&mut self, role: &str, parameters: &[Parameter]) {
        for parameter in parameters {
            match parameter {
                Parameter::Local(index) => self.line("", &format!("{role} {index}"), None),
                Parameter::Multiple(targets) => {
                    self.line("", role, None);
                    self.nested(|printer| printer.targets(targets));
                }
            }
        }
    }
}

fn local(name: &str, variable: VariableRef) -> String {
    format!("{name} {}.{}", variable.depth, variable.index)
}
