//! Parameters, in two steps: first all locals are declared, in order; then default values, which may use any of them.
use super::Converter;
use crate::tree::*;
use ruby_prism as prism;

impl Converter<'_> {
    /// Declares the parameters of any scope; default values are `nil` until [`Converter::convert_defaults`].
    pub(super) fn declare_parameters(&mut self, node: &prism::Node<'_>) -> Parameters {
        if let Some(list) = node.as_parameters_node() {
            return self.declare_list(&list);
        }
        if let Some(block) = node.as_block_parameters_node() {
            let parameters = block.parameters().map(|list| self.declare_list(&list)).unwrap_or_default();
            for local in block.locals().iter().filter_map(|local| local.as_block_local_variable_node()) {
                let name = self.name(&local.name());
                self.declare_named(&name, local.is_repeated_parameter());
            }
            return parameters;
        }
        let (names, implicit) = match node.as_numbered_parameters_node() {
            Some(numbered) => {
                let names = (1..=numbered.maximum()).map(|number| format!("_{number}")).collect();
                (names, ImplicitParameters::Numbered)
            }
            None => (vec!["it".to_string()], ImplicitParameters::It),
        };
        let required = names.iter().map(|name| Parameter::Local(self.declare(name))).collect();
        Parameters { required, implicit, ..Parameters::default() }
    }

    fn declare_list(&mut self, list: &prism::ParametersNode<'_>) -> Parameters {
        let mut parameters = Parameters {
            required: self.declare_required(&list.requireds()),
            optional: list.optionals().iter().filter_map(|node| self.declare_optional(&node)).collect(),
            ..Parameters::default()
        };
        match list.rest() {
            Some(rest) if rest.as_implicit_rest_node().is_some() => parameters.trailing_comma = true,
            Some(rest) => parameters.rest = self.declare_rest(&rest),
            None => {}
        }
        parameters.post = self.declare_required(&list.posts());
        parameters.keywords = list.keywords().iter().filter_map(|node| self.declare_keyword(&node)).collect();
        match list.keyword_rest() {
            Some(node) if node.as_forwarding_parameter_node().is_some() => {
                parameters.forwards_all = true;
                parameters.rest = Some(self.declare("*"));
                parameters.keyword_rest = KeywordRest::Local(self.declare("**"));
                parameters.block = Some(self.declare("&"));
            }
            Some(node) => parameters.keyword_rest = self.declare_keyword_rest(&node),
            None => {}
        }
        if let Some(block) = list.block() {
            parameters.block = self.declare_block(&block);
        }
        parameters
    }

    /// A parameter's local; a repeated one (`_`) gets another local of the same name.
    fn declare_named(&mut self, name: &str, repeated: bool) -> u32 {
        if repeated { self.declare_new(name) } else { self.declare(name) }
    }

    fn declare_required(&mut self, list: &prism::NodeList<'_>) -> Vec<Parameter> {
        list.iter().filter_map(|node| self.declare_one(&node)).collect()
    }

    fn declare_one(&mut self, node: &prism::Node<'_>) -> Option<Parameter> {
        if let Some(required) = node.as_required_parameter_node() {
            let name = self.name(&required.name());
            return Some(Parameter::Local(self.declare_named(&name, required.is_repeated_parameter())));
        }
        if let Some(multiple) = node.as_multi_target_node() {
            let rest = multiple.rest();
            return Some(Parameter::Multiple(self.multiple_target(&multiple.lefts(), rest, &multiple.rights())));
        }
        self.hole(node);
        None
    }

    /// A name within a parameter that takes an array apart.
    pub(super) fn parameter_target(&mut self, form: &prism::RequiredParameterNode<'_>) -> TargetKind {
        let name = self.name(&form.name());
        let index = self.declare_named(&name, form.is_repeated_parameter());
        TargetKind::Local { name, variable: VariableRef { depth: 0, index } }
    }

    fn declare_optional(&mut self, node: &prism::Node<'_>) -> Option<OptionalParameter> {
        let Some(optional) = node.as_optional_parameter_node() else {
            self.hole(node);
            return None;
        };
        let name = self.name(&optional.name());
        let index = self.declare_named(&name, optional.is_repeated_parameter());
        let default = Node { kind: NodeKind::Nil, span: self.span(&optional.location()) };
        Some(OptionalParameter { index, default })
    }

    fn declare_rest(&mut self, node: &prism::Node<'_>) -> Option<u32> {
        let Some(rest) = node.as_rest_parameter_node() else {
            self.hole(node);
            return None;
        };
        let name = rest.name().map_or("*".to_string(), |name| self.name(&name));
        Some(self.declare_named(&name, rest.is_repeated_parameter()))
    }

    fn declare_keyword(&mut self, node: &prism::Node<'_>) -> Option<KeywordParameter> {
        if let Some(required) = node.as_required_keyword_parameter_node() {
            let name = self.name(&required.name());
            let index = self.declare_named(&name, required.is_repeated_parameter());
            return Some(KeywordParameter { name, index, default: None });
        }
        let Some(optional) = node.as_optional_keyword_parameter_node() else {
            self.hole(node);
            return None;
        };
        let name = self.name(&optional.name());
        let index = self.declare_named(&name, optional.is_repeated_parameter());
        let default = Node { kind: NodeKind::Nil, span: self.span(&optional.location()) };
        Some(KeywordParameter { name, index, default: Some(default) })
    }

    fn declare_keyword_rest(&mut self, node: &prism::Node<'_>) -> KeywordRest {
        if node.as_no_keywords_parameter_node().is_some() {
            return KeywordRest::Refused;
        }
        let Some(rest) = node.as_keyword_rest_parameter_node() else {
            self.hole(node);
            return KeywordRest::None;
        };
        let name = rest.name().map_or("**".to_string(), |name| self.name(&name));
        KeywordRest::Local(self.declare_named(&name, rest.is_repeated_parameter()))
    }

    fn declare_block(&mut self, node: &prism::Node<'_>) -> Option<u32> {
        let Some(block) = node.as_block_parameter_node() else {
            self.hole(node);
            return None;
        };
        let name = block.name().map_or("&".to_string(), |name| self.name(&name));
        Some(self.declare_named(&name, block.is_repeated_parameter()))
    }

    /// Converts the default values of parameters that are declared.
    pub(super) fn convert_defaults(&mut self, node: &prism::Node<'_>) {
        let list = node.as_parameters_node().or_else(|| node.as_block_parameters_node().and_then(|block| block.parameters()));
        let Some(list) = list else { return };
        let optional = list.optionals().iter().filter_map(|node| node.as_optional_parameter_node()).enumerate();
        for (at, optional) in optional.collect::<Vec<_>>() {
            let default = self.node(&optional.value());
            self.frame().parameters.optional[at].default = default;
        }
        let keywords = list.keywords();
        let known = keywords.iter().filter(|node| {
            node.as_optional_keyword_parameter_node().is_some() || node.as_required_keyword_parameter_node().is_some()
        });
        for (at, keyword) in known.enumerate() {
            if let Some(optional) = keyword.as_optional_keyword_parameter_node() {
                let default = self.node(&optional.value());
                self.frame().parameters.keywords[at].default = Some(default);
            }
        }
    }
}
