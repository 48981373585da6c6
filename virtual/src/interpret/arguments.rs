//! Matching arguments to parameters, exactly as CRuby does, with its messages.
use super::code::Given;
use super::{Datum, Interpreter, Trap};
use crate::program::{Parameters, Program};
use base::Id;
use parfait::{CoreClass, value};

/// Arguments of a call, splats and double splats taken apart.
#[derive(Default, Debug)]
pub(super) struct Collected {
    pub positional: Vec<Datum>,
    /// Key and value, in order, each key once.
    pub keywords: Vec<(u64, u64)>,
}

impl Collected {
    pub fn positional(arguments: &[u64]) -> Collected {
        let positional = arguments.iter().map(|argument| Datum::Value(*argument)).collect();
        Collected { positional, ..Collected::default() }
    }

    fn keyword(&mut self, key: u64, given: u64) {
        match self.keywords.iter_mut().find(|(other, _)| *other == key) {
            Some((_, old)) => *old = given,
            None => self.keywords.push((key, given)),
        }
    }
}

impl Interpreter<'_> {
    /// Evaluates the arguments of a call site.
    pub(super) fn collect(&mut self, base: usize, frame: u64, given: &[Given]) -> Result<Collected, Trap> {
        let mut collected = Collected::default();
        for argument in given {
            match argument {
                Given::Positional(source) => collected.positional.push(self.get(base, frame, *source)),
                Given::Splat(source) => {
                    let object = self.get(base, frame, *source).value()?;
                    let elements = self.splat(object)?;
                    collected.positional.extend(elements.into_iter().map(Datum::Value));
                }
                Given::Keyword(name, source) => {
                    let given = self.get(base, frame, *source).value()?;
                    collected.keyword(*name, given);
                }
                Given::DoubleSplat(source) => {
                    let object = self.get(base, frame, *source).value()?;
                    for (key, given) in self.pairs(object)? {
                        collected.keyword(key, given);
                    }
                }
            }
        }
        Ok(collected)
    }

    /// What `*object` gives.
    pub(super) fn splat(&mut self, object: u64) -> Result<Vec<u64>, Trap> {
        if object == value::NIL {
            return Ok(Vec::new());
        }
        if self.is_a(object, CoreClass::Array)? {
            return self.elements(object);
        }
        match self.ask(object, "to_a", &[])? {
            Some(Datum::Value(array)) if self.is_a(array, CoreClass::Array)? => self.elements(array),
            _ => Ok(vec![object]),
        }
    }

    /// What `**object` gives.
    pub(super) fn pairs(&mut self, object: u64) -> Result<Vec<(u64, u64)>, Trap> {
        if object == value::NIL {
            return Ok(Vec::new());
        }
        let mut hash = object;
        if !self.is_a(object, CoreClass::Hash)? {
            hash = self.convert("__to_keywords", object)?;
        }
        let (keys, values) = (self.memory.slot(hash, 0)?, self.memory.slot(hash, 1)?);
        let used = self.memory.slot(hash, 4)?;
        let mut pairs = Vec::new();
        if keys == value::NIL || used == value::NIL {
            return Ok(pairs);
        }
        for entry in 0..used >> 1 {
            let key = self.memory.slot(keys, 1 + entry)?;
            if key != value::UNDEFINED {
                pairs.push((key, self.memory.slot(values, 1 + entry)?));
            }
        }
        Ok(pairs)
    }

    /// A new Hash.
    pub(super) fn new_hash(&mut self, pairs: &[(u64, u64)]) -> Result<u64, Trap> {
        let class = Program::core(CoreClass::Hash);
        let hash = self.memory.object(class, self.image.sizes[class.index()], value::NIL)?;
        self.ask(hash, "initialize", &[])?;
        for (key, given) in pairs {
            if self.ask(hash, "__store", &[*key, *given])?.is_none() {
                return Err(Trap::fault("the runtime has no Hash#__store"));
            }
        }
        Ok(hash)
    }

    /// The formals' values, or the message of an ArgumentError.
    pub(super) fn bind(
        &mut self,
        parameters: &Parameters,
        collected: Collected,
        strict: bool,
    ) -> Result<Result<Vec<Datum>, String>, Trap> {
        let Collected { mut positional, mut keywords } = collected;
        let lenient = parameters.lenient && !strict;
        if !parameters.takes_keywords() && !keywords.is_empty() {
            if parameters.no_keywords {
                return Ok(Err("no keywords accepted".to_string()));
            }
            positional.push(Datum::Value(self.new_hash(&keywords)?));
            keywords.clear();
        }
        if lenient
            && parameters.spreads_array()
            && let [Datum::Value(lone)] = positional[..]
            && let Some(array) = self.lone_array(lone)?
        {
            positional = self.elements(array)?.into_iter().map(Datum::Value).collect();
        }
        let least = parameters.least();
        if lenient {
            positional.resize(positional.len().max(least), Datum::Value(value::NIL));
            positional.truncate(parameters.most().unwrap_or(usize::MAX));
        } else if positional.len() < least || parameters.most().is_some_and(|most| positional.len() > most) {
            return Ok(Err(self.wrong_number(parameters, positional.len())));
        }
        let mut formals = Vec::with_capacity(parameters.formals());
        let post = positional.split_off(positional.len() - parameters.post as usize);
        let mut front = positional.into_iter();
        formals.extend(front.by_ref().take(parameters.required as usize));
        let undefined = Datum::Value(value::UNDEFINED);
        formals.extend((0..parameters.optional).map(|_| front.next().unwrap_or(undefined)));
        if parameters.rest {
            let rest: Result<Vec<u64>, Trap> = front.map(Datum::value).collect();
            formals.push(Datum::Value(self.new_array(&rest?)?));
        }
        formals.extend(post);
        let missing: Vec<String> = (parameters.keywords.iter())
            .filter(|keyword| keyword.required && !keywords.iter().any(|(key, _)| *key == value::symbol(keyword.name.0)))
            .map(|keyword| format!(":{}", self.program.symbols.name(keyword.name)))
            .collect();
        if !missing.is_empty() {
            return Ok(Err(format!("missing keyword{}: {}", plural(&missing), missing.join(", "))));
        }
        for keyword in &parameters.keywords {
            let key = value::symbol(keyword.name.0);
            let given = keywords.iter().position(|(other, _)| *other == key).map(|at| keywords.remove(at).1);
            formals.push(Datum::Value(given.unwrap_or(value::UNDEFINED)));
        }
        if parameters.keyword_rest {
            formals.push(Datum::Value(self.new_hash(&keywords)?));
        } else if !keywords.is_empty() {
            let mut unknown = Vec::new();
            for (key, _) in &keywords {
                unknown.push(self.inspect(*key)?);
            }
            return Ok(Err(format!("unknown keyword{}: {}", plural(&unknown), unknown.join(", "))));
        }
        Ok(Ok(formals))
    }

    fn lone_array(&mut self, object: u64) -> Result<Option<u64>, Trap> {
        if self.is_a(object, CoreClass::Array)? {
            return Ok(Some(object));
        }
        if !value::is_reference(object) {
            return Ok(None);
        }
        match self.ask(object, "to_ary", &[])? {
            Some(Datum::Value(array)) if self.is_a(array, CoreClass::Array)? => Ok(Some(array)),
            _ => Ok(None),
        }
    }

    fn inspect(&mut self, object: u64) -> Result<String, Trap> {
        match self.ask(object, "inspect", &[])? {
            Some(Datum::Value(string)) => self.text(string),
            _ => Ok(self.show(object)),
        }
    }

    fn wrong_number(&self, parameters: &Parameters, given: usize) -> String {
        let least = parameters.least();
        let expected = match parameters.most() {
            None => format!("{least}+"),
            Some(most) if most == least => least.to_string(),
            Some(most) => format!("{least}..{most}"),
        };
        let required = parameters.keywords.iter().filter(|keyword| keyword.required);
        let required: Vec<String> = required.map(|keyword| self.program.symbols.name(keyword.name).to_string()).collect();
        let keywords = match &required[..] {
            [] => String::new(),
            _ => format!("; required keyword{}: {}", plural(&required), required.join(", ")),
        };
        format!("wrong number of arguments (given {given}, expected {expected}{keywords})")
    }
}

fn plural(names: &[String]) -> &'static str {
    if names.len() == 1 { "" } else { "s" }
}
