//! The children of a syntax tree's node, for the few questions that are asked of whole trees.
use ast::{
    Arguments, ConstantPath, ConstantScope, HashElement, MultipleTarget, Node, NodeKind, Parameters, Scope, Target, TargetKind,
};

/// Calls `visit` with the node and all below it, blocks included; methods and classes defined within are not entered.
pub fn each<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(node);
    children(node, true, &mut |child| each(child, visit));
}

/// Is `test` true for the node or anything below it that is evaluated in the same scope?
pub fn any_in_scope(node: &Node, test: &mut dyn FnMut(&Node) -> bool) -> bool {
    let mut found = test(node);
    children(node, false, &mut |child| found = found || any_in_scope(child, test));
    found
}

/// Calls `visit` with the node and all below it that is evaluated in the same scope.
pub fn each_in_scope<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(node);
    children(node, false, &mut |child| each_in_scope(child, visit));
}

/// Calls `visit` with each direct child; the bodies of blocks and lambdas are children if `blocks` says so.
pub fn children<'a>(node: &'a Node, blocks: bool, visit: &mut dyn FnMut(&'a Node)) {
    match &node.kind {
        NodeKind::Nil | NodeKind::True | NodeKind::False | NodeKind::SelfNode | NodeKind::Integer(_) => {}
        NodeKind::BigInteger { .. } | NodeKind::Float(_) | NodeKind::String(_) | NodeKind::Symbol(_) => {}
        NodeKind::LocalGet { .. } | NodeKind::InstanceGet { .. } | NodeKind::ClassVariableGet { .. } => {}
        NodeKind::GlobalGet { .. } | NodeKind::Redo | NodeKind::Retry | NodeKind::Alias { .. } | NodeKind::GlobalAlias { .. } => {
        }
        NodeKind::InterpolatedString(nodes) | NodeKind::InterpolatedSymbol(nodes) => nodes.iter().for_each(visit),
        NodeKind::Array(nodes) | NodeKind::Sequence(nodes) => nodes.iter().for_each(visit),
        NodeKind::Hash(elements) => hash(elements, visit),
        NodeKind::Range { first, last, .. } => [first, last].into_iter().flatten().for_each(|node| visit(node)),
        NodeKind::Splat(value) | NodeKind::Not(value) | NodeKind::Defined(value) => visit(value),
        NodeKind::LocalSet { value, .. } | NodeKind::InstanceSet { value, .. } => visit(value),
        NodeKind::ClassVariableSet { value, .. } | NodeKind::GlobalSet { value, .. } => visit(value),
        NodeKind::ConstantGet(path) => constant(path, visit),
        NodeKind::ConstantSet { path, value } => {
            constant(path, visit);
            visit(value);
        }
        NodeKind::MultipleAssign { targets, value } => {
            multiple(targets, visit);
            visit(value);
        }
        NodeKind::OperatorAssign(assign) => {
            target(&assign.target, visit);
            visit(&assign.value);
        }
        NodeKind::Call(call) => {
            call.receiver.iter().for_each(|node| visit(node));
            arguments(&call.arguments, visit);
            call.block.iter().for_each(|block| scope(block, blocks, visit));
        }
        NodeKind::Super(call) => {
            arguments(&call.arguments, visit);
            call.block.iter().for_each(|block| scope(block, blocks, visit));
        }
        NodeKind::Yield(call) => arguments(call, visit),
        NodeKind::And { left, right } | NodeKind::Or { left, right } => {
            visit(left);
            visit(right);
        }
        NodeKind::If { condition, then_body, else_body } => {
            visit(condition);
            visit(then_body);
            else_body.iter().for_each(|node| visit(node));
        }
        NodeKind::While { condition, body, .. } => {
            visit(condition);
            visit(body);
        }
        NodeKind::For { target: to, iterable, body } => {
            target(to, visit);
            visit(iterable);
            visit(body);
        }
        NodeKind::Case(case) => {
            case.subject.iter().for_each(&mut *visit);
            for when in &case.whens {
                when.conditions.iter().for_each(&mut *visit);
                visit(&when.body);
            }
            case.else_body.iter().for_each(visit);
        }
        NodeKind::Begin(begin) => {
            visit(&begin.body);
            for rescue in &begin.rescues {
                rescue.classes.iter().for_each(&mut *visit);
                rescue.variable.iter().for_each(|to| target(to, visit));
                visit(&rescue.body);
            }
            begin.else_body.iter().for_each(&mut *visit);
            begin.ensure_body.iter().for_each(visit);
        }
        NodeKind::Return(value) | NodeKind::Break(value) | NodeKind::Next(value) => value.iter().for_each(|node| visit(node)),
        NodeKind::Def(_) | NodeKind::Class(_) | NodeKind::Module(_) | NodeKind::SingletonClass(_) => {}
        NodeKind::Lambda(body) => scope(body, blocks, visit),
    }
}

fn scope<'a>(scope: &'a Scope, blocks: bool, visit: &mut dyn FnMut(&'a Node)) {
    if blocks {
        defaults(&scope.parameters, visit);
        visit(&scope.body);
    }
}

/// The default values of parameters.
pub fn defaults<'a>(parameters: &'a Parameters, visit: &mut dyn FnMut(&'a Node)) {
    parameters.optional.iter().for_each(|optional| visit(&optional.default));
    parameters.keywords.iter().filter_map(|keyword| keyword.default.as_ref()).for_each(visit);
}

fn hash<'a>(elements: &'a [HashElement], visit: &mut dyn FnMut(&'a Node)) {
    for element in elements {
        match element {
            HashElement::Pair(key, value) => {
                visit(key);
                visit(value);
            }
            HashElement::DoubleSplat(value) => visit(value),
        }
    }
}

fn constant<'a>(path: &'a ConstantPath, visit: &mut dyn FnMut(&'a Node)) {
    match &path.scope {
        ConstantScope::Of(node) => visit(node),
        ConstantScope::Lexical | ConstantScope::Top => {}
    }
}

fn arguments<'a>(arguments: &'a Arguments, visit: &mut dyn FnMut(&'a Node)) {
    arguments.positional.iter().for_each(&mut *visit);
    hash(&arguments.keywords, visit);
    arguments.block_pass.iter().for_each(|node| visit(node));
}

fn multiple<'a>(targets: &'a MultipleTarget, visit: &mut dyn FnMut(&'a Node)) {
    targets.before.iter().for_each(|to| target(to, visit));
    targets.splat.iter().flatten().for_each(|to| target(to, visit));
    targets.after.iter().for_each(|to| target(to, visit));
}

fn target<'a>(to: &'a Target, visit: &mut dyn FnMut(&'a Node)) {
    match &to.kind {
        TargetKind::Local { .. } | TargetKind::Instance { .. } | TargetKind::ClassVariable { .. } | TargetKind::Global { .. } => {
        }
        TargetKind::Constant(path) => constant(path, visit),
        TargetKind::Index { receiver, arguments: index, .. } => {
            visit(receiver);
            arguments(index, visit);
        }
        TargetKind::Attribute { receiver, .. } => visit(receiver),
        TargetKind::Multiple(targets) => multiple(targets, visit),
    }
}

/// Every target of an assignment within a multiple one.
pub fn targets<'a>(targets: &'a MultipleTarget, visit: &mut dyn FnMut(&'a Target)) {
    let splat = targets.splat.iter().flatten().map(|target| &**target);
    for to in targets.before.iter().chain(splat).chain(&targets.after) {
        match &to.kind {
            TargetKind::Multiple(inner) => self::targets(inner, visit),
            _ => visit(to),
        }
    }
}
