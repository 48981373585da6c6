//! From the parser's tree to ours: the entry, and the table that names a method for each form of Ruby.
//!
//! Everything that is wrong with a file is reported together: the parser's errors, and all forms that are not supported.
//! The parser recovers from errors, so the tree may have holes; the conversion fills them with `nil` and goes on.
mod assignments;
mod calls;
mod control;
mod definitions;
mod literals;
mod parameters;
mod refused;
mod scopes;
mod targets;

use crate::tree::*;
use base::{Diagnostic, FileId, Result, Sources, Span};
use ruby_prism as prism;
use scopes::Frame;

/// How deep expressions may nest. Later levels walk the tree by recursion, so this bounds their stack.
pub const MAXIMUM_DEPTH: u32 = 2000;

/// The parser recurses up to 10,000 levels of its own, so it gets a stack of its own.
const STACK_BYTES: usize = 256 << 20;

/// Parses a file.
///
/// # Errors
/// All syntax errors and all forms that are not supported, in the order of the text.
pub fn parse(file: FileId, sources: &Sources) -> Result<Program> {
    let bytes = STACK_BYTES + sources.file(file).text.len() * 64;
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("parse".into()).stack_size(bytes);
        match builder.spawn_scoped(scope, || parse_here(file, sources)) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(error) => {
                let name = &sources.file(file).name;
                Err(vec![Diagnostic::error(format!("cannot parse {name}: no stack for the parser: {error}"))])
            }
        }
    })
}

fn parse_here(file: FileId, sources: &Sources) -> Result<Program> {
    let text = &sources.file(file).text;
    let options = prism::Options::default().version(prism::Version::CRuby4_0).encoding("UTF-8").encoding_locked(true).build();
    let parsed = prism::parse_with_options(text.as_bytes(), &options);
    let mut converter =
        Converter { file, sources, diagnostics: Vec::new(), frames: Vec::new(), depth: 0, too_deep: false, unexpected: None };
    converter.syntax_errors(&parsed);
    converter.check_encoding(&parsed);
    let scope = converter.program(&parsed.node());
    let data = parsed.data_loc().map(|location| converter.data(&location));
    let diagnostics = converter.finish();
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let scope = scope.expect("the parser's root is a program, and no error was reported");
    Ok(Program { file, scope, frozen_string_literals: parsed.frozen_string_literals(), data })
}

/// The state of the conversion of one file.
struct Converter<'a> {
    file: FileId,
    sources: &'a Sources,
    diagnostics: Vec<Diagnostic>,
    /// The scopes around the present place, the innermost last.
    frames: Vec<Frame>,
    depth: u32,
    too_deep: bool,
    /// The first place where the parser's tree was not as it should be: only after errors.
    unexpected: Option<Span>,
}

/// A row per form: variant of the parser's node, its cast, and our method. Then the forms that are no expressions.
macro_rules! forms {
    (expressions { $($variant:ident $cast:ident => $method:ident;)* } others { $($other:ident)* }) => {
        impl Converter<'_> {
            fn form(&mut self, node: &prism::Node<'_>) -> NodeKind {
                match node {
                    $(prism::Node::$variant { .. } => match node.$cast() {
                        Some(form) => self.$method(&form),
                        None => self.hole(node),
                    },)*
                    $(prism::Node::$other { .. } => self.hole(node),)*
                    _ => self.refused(node),
                }
            }
        }
    };
}

forms! {
    expressions {
        NilNode as_nil_node => nil;
        TrueNode as_true_node => true_literal;
        FalseNode as_false_node => false_literal;
        SelfNode as_self_node => self_literal;
        IntegerNode as_integer_node => integer;
        FloatNode as_float_node => float;
        StringNode as_string_node => string;
        InterpolatedStringNode as_interpolated_string_node => interpolated_string;
        SymbolNode as_symbol_node => symbol;
        InterpolatedSymbolNode as_interpolated_symbol_node => interpolated_symbol;
        ArrayNode as_array_node => array;
        HashNode as_hash_node => hash;
        KeywordHashNode as_keyword_hash_node => keyword_hash;
        RangeNode as_range_node => range;
        SplatNode as_splat_node => splat;
        SourceFileNode as_source_file_node => source_file;
        SourceLineNode as_source_line_node => source_line;
        SourceEncodingNode as_source_encoding_node => source_encoding;
        EmbeddedStatementsNode as_embedded_statements_node => embedded_statements;
        EmbeddedVariableNode as_embedded_variable_node => embedded_variable;
        ImplicitNode as_implicit_node => implicit;
        LocalVariableReadNode as_local_variable_read_node => local_read;
        ItLocalVariableReadNode as_it_local_variable_read_node => it_read;
        InstanceVariableReadNode as_instance_variable_read_node => instance_read;
        ClassVariableReadNode as_class_variable_read_node => class_variable_read;
        GlobalVariableReadNode as_global_variable_read_node => global_read;
        ConstantReadNode as_constant_read_node => constant_read;
        ConstantPathNode as_constant_path_node => constant_path_read;
        LocalVariableWriteNode as_local_variable_write_node => local_write;
        InstanceVariableWriteNode as_instance_variable_write_node => instance_write;
        ClassVariableWriteNode as_class_variable_write_node => class_variable_write;
        GlobalVariableWriteNode as_global_variable_write_node => global_write;
        ConstantWriteNode as_constant_write_node => constant_write;
        ConstantPathWriteNode as_constant_path_write_node => constant_path_write;
        MultiWriteNode as_multi_write_node => multiple_write;
        LocalVariableAndWriteNode as_local_variable_and_write_node => local_and;
        LocalVariableOrWriteNode as_local_variable_or_write_node => local_or;
        LocalVariableOperatorWriteNode as_local_variable_operator_write_node => local_operator;
        InstanceVariableAndWriteNode as_instance_variable_and_write_node => instance_and;
        InstanceVariableOrWriteNode as_instance_variable_or_write_node => instance_or;
        InstanceVariableOperatorWriteNode as_instance_variable_operator_write_node => instance_operator;
        ClassVariableAndWriteNode as_class_variable_and_write_node => class_variable_and;
        ClassVariableOrWriteNode as_class_variable_or_write_node => class_variable_or;
        ClassVariableOperatorWriteNode as_class_variable_operator_write_node => class_variable_operator;
        GlobalVariableAndWriteNode as_global_variable_and_write_node => global_and;
        GlobalVariableOrWriteNode as_global_variable_or_write_node => global_or;
        GlobalVariableOperatorWriteNode as_global_variable_operator_write_node => global_operator;
        ConstantAndWriteNode as_constant_and_write_node => constant_and;
        ConstantOrWriteNode as_constant_or_write_node => constant_or;
        ConstantOperatorWriteNode as_constant_operator_write_node => constant_operator;
        ConstantPathAndWriteNode as_constant_path_and_write_node => constant_path_and;
        ConstantPathOrWriteNode as_constant_path_or_write_node => constant_path_or;
        ConstantPathOperatorWriteNode as_constant_path_operator_write_node => constant_path_operator;
        IndexAndWriteNode as_index_and_write_node => index_and;
        IndexOrWriteNode as_index_or_write_node => index_or;
        IndexOperatorWriteNode as_index_operator_write_node => index_operator;
        CallAndWriteNode as_call_and_write_node => attribute_and;
        CallOrWriteNode as_call_or_write_node => attribute_or;
        CallOperatorWriteNode as_call_operator_write_node => attribute_operator;
        CallNode as_call_node => call;
        SuperNode as_super_node => explicit_super;
        ForwardingSuperNode as_forwarding_super_node => implicit_super;
        YieldNode as_yield_node => yield_;
        LambdaNode as_lambda_node => lambda;
        AndNode as_and_node => and;
        OrNode as_or_node => or;
        DefinedNode as_defined_node => defined;
        StatementsNode as_statements_node => statements;
        ParenthesesNode as_parentheses_node => parentheses;
        IfNode as_if_node => if_;
        UnlessNode as_unless_node => unless;
        ElseNode as_else_node => else_;
        WhileNode as_while_node => while_;
        UntilNode as_until_node => until;
        ForNode as_for_node => for_;
        CaseNode as_case_node => case;
        BeginNode as_begin_node => begin;
        RescueModifierNode as_rescue_modifier_node => rescue_modifier;
        ReturnNode as_return_node => return_;
        BreakNode as_break_node => break_;
        NextNode as_next_node => next;
        RedoNode as_redo_node => redo;
        RetryNode as_retry_node => retry;
        DefNode as_def_node => def;
        ClassNode as_class_node => class;
        ModuleNode as_module_node => module;
        SingletonClassNode as_singleton_class_node => singleton_class;
        AliasMethodNode as_alias_method_node => alias;
        UndefNode as_undef_node => undef;
        AliasGlobalVariableNode as_alias_global_variable_node => global_alias;
    }
    others {
        ArgumentsNode AssocNode AssocSplatNode BlockArgumentNode BlockLocalVariableNode BlockNode BlockParameterNode
        BlockParametersNode CallTargetNode ClassVariableTargetNode ConstantPathTargetNode ConstantTargetNode EnsureNode
        ErrorRecoveryNode ForwardingArgumentsNode ForwardingParameterNode GlobalVariableTargetNode ImplicitRestNode
        IndexTargetNode InstanceVariableTargetNode ItParametersNode KeywordRestParameterNode LocalVariableTargetNode
        MultiTargetNode NoBlockParameterNode NoKeywordsParameterNode NumberedParametersNode OptionalKeywordParameterNode
        OptionalParameterNode ParametersNode ProgramNode RequiredKeywordParameterNode RequiredParameterNode RescueNode
        RestParameterNode WhenNode
    }
}

impl Converter<'_> {
    /// An expression.
    fn node(&mut self, node: &prism::Node<'_>) -> Node {
        let span = self.span(&node.location());
        let kind = self.deeper(span, |converter| converter.form(node)).unwrap_or(NodeKind::Nil);
        Node { kind, span }
    }

    fn boxed(&mut self, node: &prism::Node<'_>) -> Box<Node> {
        Box::new(self.node(node))
    }

    fn nodes(&mut self, list: &prism::NodeList<'_>) -> Vec<Node> {
        list.iter().map(|node| self.node(&node)).collect()
    }

    /// An expression that may be absent: then it is `nil` at `span`.
    fn node_or_nil(&mut self, node: Option<prism::Node<'_>>, span: Span) -> Node {
        node.map_or(Node { kind: NodeKind::Nil, span }, |node| self.node(&node))
    }

    /// Statements that may be absent: then they are `nil` at `span`.
    fn body(&mut self, statements: Option<prism::StatementsNode<'_>>, span: Span) -> Node {
        self.node_or_nil(statements.map(|statements| statements.as_node()), span)
    }

    /// Runs a step one level deeper, or reports that this is too deep.
    fn deeper<T>(&mut self, span: Span, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAXIMUM_DEPTH {
            self.report_too_deep(span);
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    /// A place without a meaning, where the parser has reported an error.
    fn hole(&mut self, node: &prism::Node<'_>) -> NodeKind {
        let span = self.span(&node.location());
        self.unexpected.get_or_insert(span);
        NodeKind::Nil
    }

    /// The place of a node. After errors the parser has places with a negative length, on which `Location::end` panics in
    /// debug builds: the length of the slice is the same number, and the text under it is not touched.
    fn span(&self, location: &prism::Location<'_>) -> Span {
        let text = &self.sources.file(self.file).text;
        let start = text.floor_char_boundary(location.start() as usize);
        let end = location.start().wrapping_add(location.as_slice().len() as u32) as usize;
        Span::new(self.file, start, text.ceil_char_boundary(end).max(start))
    }

    fn name(&self, id: &prism::ConstantId<'_>) -> String {
        String::from_utf8_lossy(id.as_slice()).into_owned()
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// What `DATA` reads: all behind the line `__END__`.
    fn data(&self, location: &prism::Location<'_>) -> Span {
        let marker = self.span(location);
        let text = self.sources.text(marker);
        let start = text.find('\n').map_or(text.len(), |at| at + 1);
        Span { start: marker.start + start as u32, ..marker }
    }

    /// The parser's errors. Where it gave up on the depth, all others follow from that.
    fn syntax_errors(&mut self, parsed: &prism::ParseResult<'_>) {
        if let Some(error) = parsed.errors().find(|error| error.message() == b"nesting too deep") {
            return self.report_too_deep(self.span(&error.location()));
        }
        for error in parsed.errors() {
            let span = self.span(&error.location());
            self.report(Diagnostic::error(String::from_utf8_lossy(error.message())).at(span, "here"));
        }
    }

    fn report_too_deep(&mut self, span: Span) {
        if !self.too_deep {
            self.too_deep = true;
            let title = format!("expressions are nested more than {MAXIMUM_DEPTH} deep");
            self.report(Diagnostic::error(title).at(span, "too deep").hint("use variables for parts of it"));
        }
    }

    /// Only UTF-8 is read. Another encoding may be named in a comment on the first line, or on the second.
    fn check_encoding(&mut self, parsed: &prism::ParseResult<'_>) {
        for comment in parsed.magic_comments() {
            let key = comment.key().to_ascii_lowercase();
            let value = comment.value().to_ascii_lowercase();
            let at = (comment.value().as_ptr() as usize).saturating_sub(parsed.source().as_ptr() as usize);
            let span = Span::new(self.file, at, at + value.len());
            let (line, _) = self.sources.line_column(span);
            let whole_line = self.sources.file(self.file).line_text(line).trim_start().starts_with('#');
            let known: [&[u8]; 4] = [b"utf-8", b"us-ascii", b"ascii", b"utf-8-unix"];
            let names_encoding = key.ends_with(b"coding") && line <= 2 && whole_line;
            if names_encoding && !known.contains(&value.as_slice()) {
                let name = String::from_utf8_lossy(comment.value()).into_owned();
                let diagnostic = Diagnostic::error(format!("source files in {name} are not supported"));
                self.report(diagnostic.at(span, "here").hint("save the file as UTF-8 and remove the comment"));
            }
        }
    }

    /// All that is wrong, in the order of the text, each once.
    fn finish(mut self) -> Vec<Diagnostic> {
        if let (true, Some(span)) = (self.diagnostics.is_empty(), self.unexpected) {
            self.report(Diagnostic::error("the parser did not make sense of this").at(span, "here"));
        }
        let place = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| (label.span.start, label.span.end));
        self.diagnostics.sort_by_key(place);
        self.diagnostics.dedup();
        self.diagnostics
    }
}
