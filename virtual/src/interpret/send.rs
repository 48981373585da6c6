//! Sends: finds the method, checks visibility, matches the arguments, starts it.
use super::arguments::Collected;
use super::code::{Given, Message, MethodCode};
use super::execute::Closure;
use super::{Datum, Interpreter, Site, Target, Trap};
use crate::lookup::Found;
use crate::program::*;
use parfait::{CoreClass, Primitive, value};
use std::rc::Rc;

impl Interpreter<'_> {
    /// A send instruction. `true`: done, its result is delivered; `false`: the innermost activation has changed.
    pub(super) fn send_site(
        &mut self,
        base: usize,
        frame: u64,
        name: SymbolId,
        message: &Message,
        site: u32,
    ) -> Result<bool, Trap> {
        let receiver = match self.get(base, frame, message.receiver) {
            Datum::Value(receiver) => receiver,
            word => return self.send_word(base, frame, word, name, message),
        };
        let class = self.class_of(receiver)?;
        let cached = &self.sites[site as usize];
        if let [Given::Positional(source)] = &*message.given {
            let argument = self.get(base, frame, *source);
            if let Some(Target::Small(primitive, _)) = &cached.target
                && cached.class == Some(class)
                && value::is_small(receiver)
                && let Datum::Value(small) = argument
                && value::is_small(small)
            {
                let result = self.primitive(*primitive, &[Datum::Value(receiver), argument], None)?;
                if result != Datum::Value(value::UNDEFINED) {
                    self.deliver(result)?;
                    return Ok(true);
                }
            } else if let Datum::Word(_) = argument
                && value::is_small(receiver)
                && let Some(primitive) = word_operator(self.program.symbols.name(name), 2)
            {
                let result = self.primitive(primitive, &[Datum::Value(receiver), argument], None)?;
                self.deliver(result)?;
                return Ok(true);
            }
        }
        let cached = &self.sites[site as usize];
        let target = match (&cached.target, cached.class == Some(class)) {
            (Some(target), true) => target.clone(),
            _ => match self.resolve((base, frame), class, receiver, name, message)? {
                Some((target, cacheable)) => {
                    if cacheable {
                        self.sites[site as usize] = Site { class: Some(class), target: Some(target.clone()), index: None };
                    }
                    target
                }
                None => return Ok(false),
            },
        };
        let code = match target {
            Target::Method(code) | Target::Small(_, code) => code,
            Target::Intercept(intercept) => {
                let block = self.block_value(base, frame, &message.block)?;
                let collected = self.collect(base, frame, &message.given)?;
                return self.intercept(intercept, receiver, collected, block);
            }
        };
        self.call_site(code, base, frame, Datum::Value(receiver), message)?;
        Ok(false)
    }

    /// Starts a method that a message was found to mean.
    fn call_site(
        &mut self,
        code: Rc<MethodCode>,
        base: usize,
        frame: u64,
        receiver: Datum,
        message: &Message,
    ) -> Result<(), Trap> {
        let block = self.block_value(base, frame, &message.block)?;
        if message.plain && code.simple == Some(message.given.len()) {
            let new = self.slots.len();
            self.slots.extend([receiver, Datum::Value(block)]);
            self.push_plain(base, frame, &message.given);
            return self.enter(code, new, None);
        }
        if code.is_adapter {
            let formals = self.protocol(base, frame, &message.given)?;
            return self.call_adapter(code, receiver, formals, block);
        }
        let collected = self.collect(base, frame, &message.given)?;
        self.call_collected(code, receiver, collected, block, None)
    }

    fn push_plain(&mut self, base: usize, frame: u64, given: &[Given]) {
        for argument in given {
            if let Given::Positional(source) = argument {
                let datum = self.get(base, frame, *source);
                self.slots.push(datum);
            }
        }
    }

    /// Starts a method or block with arguments that still must be matched to its parameters.
    pub(super) fn call_collected(
        &mut self,
        code: Rc<MethodCode>,
        receiver: Datum,
        collected: Collected,
        block: u64,
        closure: Option<Closure>,
    ) -> Result<(), Trap> {
        if code.is_adapter {
            let formals = self.dynamic(&collected.positional)?;
            return self.call_adapter(code, receiver, formals, block);
        }
        let strict = closure.is_none_or(|closure| closure.lambda);
        match self.bind(&code.parameters, collected, strict)? {
            Ok(formals) => {
                let new = self.slots.len();
                self.slots.extend([receiver, Datum::Value(block)]);
                self.slots.extend(formals);
                self.enter(code, new, closure)
            }
            Err(message) => {
                // As in CRuby, the callee is in the backtrace, at its definition.
                let message = self.new_string(&message)?;
                let base = self.slots.len();
                self.slots.extend([receiver, Datum::Value(value::NIL)]);
                self.enter(code, base, closure)?;
                self.call_runtime("__argument_error", &[message])
            }
        }
    }

    /// Starts an adapter with the arguments as its protocol has them.
    pub(super) fn call_adapter(
        &mut self,
        code: Rc<MethodCode>,
        receiver: Datum,
        formals: [Datum; 4],
        block: u64,
    ) -> Result<(), Trap> {
        let new = self.slots.len();
        self.slots.extend([receiver, Datum::Value(block)]);
        self.slots.extend(formals);
        self.enter(code, new, None)
    }

    /// Arguments by the protocol of dynamic calls: their count and three values, or -1, an Array and a Hash or nil. Inference
    /// has packed all that are not plain.
    fn protocol(&mut self, base: usize, frame: u64, given: &[Given]) -> Result<[Datum; 4], Trap> {
        if let [Given::Splat(array), Given::DoubleSplat(keywords)] = given {
            let (array, keywords) = (self.get(base, frame, *array), self.get(base, frame, *keywords));
            return Ok(packed(array, keywords));
        }
        let collected = self.collect(base, frame, given)?;
        self.dynamic(&collected.positional)
    }

    /// What a call that fails passed: an Array, and a Hash or nil.
    fn failed_arguments(&mut self, base: usize, frame: u64, given: &[Given]) -> Result<(u64, u64), Trap> {
        if let [Given::Splat(array), Given::DoubleSplat(keywords)] = given
            && self.inferred()
        {
            return Ok((self.get(base, frame, *array).value()?, self.get(base, frame, *keywords).value()?));
        }
        let collected = self.collect(base, frame, given)?;
        let positional: Result<Vec<u64>, Trap> = collected.positional.into_iter().map(Datum::value).collect();
        let array = self.new_array(&positional?)?;
        let keywords = if collected.keywords.is_empty() { value::NIL } else { self.new_hash(&collected.keywords)? };
        Ok((array, keywords))
    }

    fn dynamic(&mut self, positional: &[Datum]) -> Result<[Datum; 4], Trap> {
        let mut formals = [Datum::Value(value::NIL); 4];
        if let Some(places) = formals[1..].get_mut(..positional.len()) {
            places.copy_from_slice(positional);
            formals[0] = Datum::Value((positional.len() as u64) << 1);
            return Ok(formals);
        }
        let values: Result<Vec<u64>, Trap> = positional.iter().map(|datum| datum.value()).collect();
        let array = self.new_array(&values?)?;
        Ok(packed(Datum::Value(array), Datum::Value(value::NIL)))
    }

    /// What a name means for an object; `None`: the runtime's answer to an error has been started instead.
    fn resolve(
        &mut self,
        (base, frame): (usize, u64),
        class: ClassId,
        receiver: u64,
        name: SymbolId,
        message: &Message,
    ) -> Result<Option<(Target, bool)>, Trap> {
        let found = self.find(class, name);
        let problem = match found {
            None => Some("__no_method"),
            Some(Found { visibility: Visibility::Private, .. }) if !message.self_call => Some("__private_method"),
            Some(Found { visibility: Visibility::Protected, owner, .. }) if !message.self_call => {
                let sender = self.slots[base].value()?;
                let sender = self.class_of(sender)?;
                (!self.inherits(sender, owner)).then_some("__protected_method")
            }
            Some(_) => None,
        };
        match (problem, found) {
            (None, Some(found)) => Ok(Some((self.target(class, found, name)?, found.visibility != Visibility::Protected))),
            (problem, _) => {
                // `__no_method` is told of a bare name, `__private_method` of protected methods.
                let (problem, detail) = match problem {
                    Some("__protected_method") => ("__private_method", true),
                    Some("__private_method") => ("__private_method", false),
                    _ => ("__no_method", message.variable_call),
                };
                let (array, keywords) = self.failed_arguments(base, frame, &message.given)?;
                self.call_runtime(problem, &[value::symbol(name.0), receiver, value::boolean(detail), array, keywords])?;
                Ok(None)
            }
        }
    }

    /// How a found method is called: intercepted, by a short cut, or plainly.
    pub(super) fn target(&mut self, class: ClassId, found: Found, name: SymbolId) -> Result<Target, Trap> {
        let code = self.code(found.method)?;
        let name = self.program.symbols.name(name);
        if let Some(intercept) = self.intercepted(found.method) {
            return Ok(Target::Intercept(intercept));
        }
        if let Some(primitive) = small_operator(name)
            && class == Program::core(CoreClass::Small)
            && [class, Program::core(CoreClass::Integer)].contains(&found.owner)
            && self.program.is_runtime(found.method)
        {
            return Ok(Target::Small(primitive, code));
        }
        Ok(Target::Method(code))
    }

    /// Sends by name without a call site.
    pub(super) fn dispatch(
        &mut self,
        name: SymbolId,
        receiver: u64,
        collected: Collected,
        block: u64,
        found: Found,
    ) -> Result<bool, Trap> {
        let class = self.class_of(receiver)?;
        match self.target(class, found, name)? {
            Target::Method(code) | Target::Small(_, code) => {
                self.call_collected(code, Datum::Value(receiver), collected, block, None)?;
                Ok(false)
            }
            Target::Intercept(intercept) => self.intercept(intercept, receiver, collected, block),
        }
    }

    /// Sends a message of the runtime's own and waits for the answer; `None` if the object does not understand it.
    pub(super) fn ask(&mut self, receiver: u64, name: &str, arguments: &[u64]) -> Result<Option<Datum>, Trap> {
        let Some(symbol) = self.program.symbols.find(name) else { return Ok(None) };
        let class = self.class_of(receiver)?;
        let Some(found) = self.find(class, symbol) else { return Ok(None) };
        let collected = Collected::positional(arguments);
        if let Target::Intercept(_) = self.target(class, found, symbol)? {
            return Err(Trap::fault(format!("{name} cannot be asked from within a send")));
        }
        self.nested(|interpreter| interpreter.dispatch(symbol, receiver, collected, value::NIL, found).map(|_| ())).map(Some)
    }

    /// Starts one of the runtime's private methods of Kernel, which raises. Self is the top level's: not every object
    /// has the methods of Kernel.
    pub(super) fn call_runtime(&mut self, name: &str, arguments: &[u64]) -> Result<(), Trap> {
        let Some(code) = self.runtime_method(name)? else {
            let shown: Vec<String> = arguments.iter().map(|argument| self.show(*argument)).collect();
            return Err(Trap::fault(format!("{name}({}), which the runtime does not define", shown.join(", "))));
        };
        let receiver = Datum::Value(self.image.main);
        if code.parameters.least() > arguments.len() || code.parameters.most().is_some_and(|most| most < arguments.len()) {
            return Err(Trap::fault(format!("the runtime's {name} must take {} arguments", arguments.len())));
        }
        self.call_collected(code, receiver, Collected::positional(arguments), value::NIL, None)
    }

    /// One of the runtime's methods of Kernel; after inference it is a root of the program.
    pub(super) fn runtime_method(&mut self, name: &str) -> Result<Option<Rc<MethodCode>>, Trap> {
        let program = self.program;
        let root = name.trim_start_matches('_');
        if let Some((_, id)) = program.roots.iter().find(|(other, _)| other == root) {
            return self.code(*id).map(Some);
        }
        let object = Program::core(CoreClass::Object);
        match program.symbols.find(name).and_then(|name| self.find(object, name)) {
            Some(found) => self.code(found.method).map(Some),
            None => Ok(None),
        }
    }

    /// A value for a fault's message.
    pub(super) fn show(&self, value: u64) -> String {
        if value::is_small(value) {
            return value::as_small(value).to_string();
        }
        if value::is_symbol(value) && (value::symbol_index(value) as usize) < self.program.symbols.len() {
            return format!(":{}", self.program.symbols.name(SymbolId(value::symbol_index(value))));
        }
        match (self.text(value), self.class_of(value)) {
            (Ok(text), _) => format!("{text:?}"),
            (_, Ok(class)) => format!("#<{}>", self.program.classes[class].name),
            _ => "undefined".to_string(),
        }
    }

    /// A send to a raw word: an operator of machine Ruby.
    fn send_word(&mut self, base: usize, frame: u64, receiver: Datum, name: SymbolId, message: &Message) -> Result<bool, Trap> {
        let name = self.program.symbols.name(name);
        let mut operands = vec![receiver];
        for given in &message.given {
            if let Given::Positional(source) = given {
                operands.push(self.get(base, frame, *source));
            }
        }
        let result = match (name, operands.len()) {
            ("-@", 1) => self.primitive(Primitive::word_sub, &[Datum::Word(0), receiver], None)?,
            ("~", 1) => self.primitive(Primitive::word_xor, &[receiver, Datum::Word(u64::MAX)], None)?,
            ("+@", 1) => receiver,
            (_, count) => match word_operator(name, count) {
                Some(primitive) => self.primitive(primitive, &operands, None)?,
                None => return Err(Trap::fault(format!("a raw word does not understand {name}"))),
            },
        };
        self.deliver(result)?;
        Ok(true)
    }

    pub(super) fn send_super(&mut self, code: &MethodCode, base: usize, frame: u64, message: &Message) -> Result<(), Trap> {
        let home = &self.program.methods[self.program.home(code.id)];
        let (owner, name) = (home.owner, home.name);
        let receiver = self.slots[base].value()?;
        let class = self.class_of(receiver)?;
        let ancestors = self.ancestors(class);
        let after = ancestors.iter().position(|ancestor| *ancestor == owner).map_or(ancestors.len(), |at| at + 1);
        let Some(found) = self.program.find_in(&ancestors[after..], name) else {
            return self.call_runtime("__no_super", &[value::symbol(name.0), receiver]);
        };
        match self.target(class, found, name)? {
            Target::Method(code) | Target::Small(_, code) => self.call_site(code, base, frame, Datum::Value(receiver), message),
            Target::Intercept(intercept) => {
                let block = self.block_value(base, frame, &message.block)?;
                let collected = self.collect(base, frame, &message.given)?;
                self.intercept(intercept, receiver, collected, block).map(|_| ())
            }
        }
    }

    pub(super) fn send_yield(&mut self, base: usize, frame: u64, block: u64, given: &[Given], plain: bool) -> Result<(), Trap> {
        if block == value::NIL {
            return self.call_runtime("__no_block", &[]);
        }
        let code = self.block_code(block)?;
        if code.is_adapter {
            let formals = self.protocol(base, frame, given)?;
            return self.call_adapter(code, Datum::Value(block), formals, value::NIL);
        }
        let closure = self.closure(block)?;
        let count = given.len();
        // A lone argument may be an Array to take apart.
        if plain && code.simple == Some(count) && (count != 1 || closure.lambda || !code.parameters.spreads_array()) {
            let new = self.slots.len();
            self.slots.extend([Datum::Value(closure.receiver), Datum::Value(value::NIL)]);
            self.push_plain(base, frame, given);
            return self.enter(code, new, Some(closure));
        }
        let collected = self.collect(base, frame, given)?;
        self.call_collected(code, Datum::Value(closure.receiver), collected, value::NIL, Some(closure))
    }

    /// The body of a Proc, or the adapter that takes its calls.
    pub(super) fn block_code(&mut self, block: u64) -> Result<Rc<MethodCode>, Trap> {
        if !value::is_reference(block) || !self.is_a(block, CoreClass::Proc)? {
            return Err(Trap::fault(format!("{} is called as a block", self.show(block))));
        }
        let method = MethodId((self.memory.slot(block, 0)? >> 1) as u32);
        if self.program.methods.get(method).is_none() {
            return Err(Trap::fault("a Proc without code is called"));
        }
        self.code(self.program.adapters.get(&method).copied().unwrap_or(method))
    }
}

/// What an adapter takes packed arguments as.
pub(super) fn packed(array: Datum, keywords: Datum) -> [Datum; 4] {
    [Datum::Value((-1i64 as u64) << 1), array, keywords, Datum::Value(value::NIL)]
}

/// The primitive of an operator on words.
pub(crate) fn word_operator(name: &str, operands: usize) -> Option<Primitive> {
    if operands != 2 {
        return None;
    }
    Some(match name {
        "+" => Primitive::word_add,
        "-" => Primitive::word_sub,
        "*" => Primitive::word_mul,
        "/" => Primitive::word_div,
        "%" => Primitive::word_rem,
        "&" => Primitive::word_and,
        "|" => Primitive::word_or,
        "^" => Primitive::word_xor,
        "<<" => Primitive::word_shl,
        ">>" => Primitive::word_sar,
        "==" => Primitive::word_eq,
        "!=" => Primitive::word_ne,
        "<" => Primitive::word_lt,
        "<=" => Primitive::word_le,
        ">" => Primitive::word_gt,
        ">=" => Primitive::word_ge,
        _ => return None,
    })
}

/// The primitive of an operator on small integers; its result is undefined where the runtime's method must run.
fn small_operator(name: &str) -> Option<Primitive> {
    Some(match name {
        "+" => Primitive::small_add,
        "-" => Primitive::small_sub,
        "*" => Primitive::small_mul,
        "&" => Primitive::small_and,
        "|" => Primitive::small_or,
        "^" => Primitive::small_xor,
        "==" | "===" => Primitive::small_eq,
        "<" => Primitive::small_lt,
        "<=" => Primitive::small_le,
        ">" => Primitive::small_gt,
        ">=" => Primitive::small_ge,
        _ => return None,
    })
}

impl Interpreter<'_> {
    /// The Proc that `&object` passes.
    pub(super) fn as_proc(&mut self, object: u64) -> Result<u64, Trap> {
        if object == value::NIL || self.is_a(object, CoreClass::Proc)? {
            return Ok(object);
        }
        self.convert("__to_block", object)
    }

    /// What one of the runtime's conversions makes of an object.
    pub(super) fn convert(&mut self, name: &str, object: u64) -> Result<u64, Trap> {
        self.nested(|interpreter| interpreter.call_runtime(name, &[object]))?.value()
    }

    /// Raises SystemStackError, with some room for the runtime to do so.
    pub(super) fn stack_overflow(&mut self) -> Result<(), Trap> {
        self.limit += 1000;
        let result = self.nested(|interpreter| interpreter.call_runtime("__stack_overflow", &[]));
        self.limit -= 1000;
        result.and(Err(Trap::fault("__stack_overflow came back")))
    }

    /// SetField found the object frozen, or not able to hold the variable.
    pub(super) fn set_field_fails(&mut self, object: u64, field: SymbolId) -> Result<(), Trap> {
        let class = self.class_of(object)?;
        let frozen = !value::is_reference(object) || self.memory.header(object)? & parfait::layout::FROZEN != 0;
        if !frozen {
            let (class, field) = (&self.program.classes[class].name, self.program.symbols.name(field));
            return Err(Trap::fault(format!("instances of {class} have no {field}")));
        }
        self.call_runtime("__frozen_error", &[object])
    }
}
