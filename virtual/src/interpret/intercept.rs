//! Methods of the runtime whose bodies Ruby cannot say to this interpreter. One table, with what each does;
//! the lowering gives the same names their native meaning (or compiles the runtime's own body).
//!
//! Only the runtime's own definitions are intercepted: a program that redefines one gets its own.
use super::arguments::Collected;
use super::{Datum, Interpreter, Trap};
use crate::program::*;
use base::Id;
use parfait::{CoreClass, Layout, value};

/// What is done instead of the method's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intercept {
    Unwind,
    Backtrace,
    Main,
    CallProc,
    CallWithSelf,
    NewObject,
    Send,
    PublicSend,
    Responds,
    IsKindOf,
    Ancestors,
    MethodNames,
    FieldNames,
    FieldGet,
    FieldSet,
    Nothing,
}

/// (class, method, what, doc)
pub const INTERCEPTED: &[(&str, &str, Intercept, &str)] = &[
    ("Kernel", "__unwind", Intercept::Unwind, "(exception): raise an object as it is, no new backtrace"),
    (
        "Kernel",
        "__backtrace",
        Intercept::Backtrace,
        "(): an Array of Strings `file:line:in 'label'`, innermost first, of the program's frames",
    ),
    ("Kernel", "__main", Intercept::Main, "(): run the main program"),
    ("Kernel", "__collect", Intercept::Nothing, "(): collect garbage"),
    ("Proc", "call", Intercept::CallProc, "(...): call the block with the message's arguments and block"),
    ("Proc", "()", Intercept::CallProc, "as call"),
    ("Proc", "yield", Intercept::CallProc, "as call"),
    ("Proc", "===", Intercept::CallProc, "as call"),
    ("Proc", "[]", Intercept::CallProc, "as call"),
    ("Proc", "__call_with_self", Intercept::CallWithSelf, "(self, ...): call the block with another self"),
    ("Class", "new", Intercept::NewObject, "(...): allocate, then initialize with the same message; the object"),
    ("BasicObject", "__send__", Intercept::Send, "(name, ...): send by name, private methods too"),
    ("Kernel", "send", Intercept::Send, "as __send__"),
    ("Object", "send", Intercept::Send, "as __send__"),
    ("Kernel", "public_send", Intercept::PublicSend, "(name, ...): send by name, public methods only"),
    ("Object", "public_send", Intercept::PublicSend, "(name, ...): send by name, public methods only"),
    ("Kernel", "__responds", Intercept::Responds, "(name, private too): does self have such a method"),
    (
        "Kernel",
        "__kind_of",
        Intercept::IsKindOf,
        "(class object): is self an instance of the class or of one below, or includes it",
    ),
    ("Module", "__ancestors", Intercept::Ancestors, "(): an Array of the class objects in order of lookup"),
    ("Module", "__method_names", Intercept::MethodNames, "(): an Array of Symbols, its own public and protected methods"),
    ("Kernel", "__field_names", Intercept::FieldNames, "(): an Array of Symbols, the instance variables that self may have"),
    ("Kernel", "__field_get", Intercept::FieldGet, "(name symbol): an instance variable or nil"),
    ("Kernel", "__field_set", Intercept::FieldSet, "(name symbol, value): false if self has no room for it"),
];

impl Interpreter<'_> {
    /// Does it. `true`: the result is delivered; `false`: an activation was started.
    pub(super) fn intercept(
        &mut self,
        intercept: Intercept,
        name: SymbolId,
        receiver: u64,
        mut collected: Collected,
        block: u64,
    ) -> Result<bool, Trap> {
        let result = match intercept {
            Intercept::Nothing => value::NIL,
            Intercept::Unwind => {
                let exception = self.argument(&collected, 0)?;
                return Err(self.unwind_with(exception)?);
            }
            Intercept::Backtrace => self.backtrace()?,
            Intercept::Main => {
                let id = self.program.main.ok_or_else(|| Trap::fault("the program has no main method"))?;
                let code = self.code(id)?;
                self.call_collected(code, Datum::Value(self.image.main), Collected::default(), value::NIL, None)?;
                return Ok(false);
            }
            Intercept::CallProc | Intercept::CallWithSelf => {
                let code = self.block_code(receiver)?;
                let mut closure = self.closure(receiver)?;
                if intercept == Intercept::CallWithSelf {
                    closure.receiver = self.take(&mut collected)?;
                }
                self.call_collected(code, Datum::Value(closure.receiver), collected, block, Some(closure))?;
                return Ok(false);
            }
            Intercept::NewObject => return self.new_object(receiver, collected, block),
            Intercept::Send | Intercept::PublicSend => {
                let asked = self.take(&mut collected)?;
                return self.send_by_name(asked, intercept == Intercept::Send, receiver, collected, block);
            }
            Intercept::Responds => {
                let asked = self.name(self.argument(&collected, 0)?)?;
                let private = collected.positional.len() > 1 && value::truthy(self.argument(&collected, 1)?);
                let class = self.class_of(receiver)?;
                let found = asked.and_then(|asked| self.find(class, asked));
                value::boolean(found.is_some_and(|found| private || found.visibility == Visibility::Public))
            }
            Intercept::IsKindOf => {
                let from = self.class_object(self.argument(&collected, 0)?)?;
                let class = self.class_of(receiver)?;
                value::boolean(self.inherits(class, from))
            }
            Intercept::Ancestors => {
                let class = self.class_object(receiver)?;
                let visible = |class: &&ClassId| !self.program.classes[**class].hidden;
                let ancestors = self.program.ancestors(class);
                let objects: Vec<u64> = ancestors.iter().filter(visible).map(|class| self.image.classes[class.index()]).collect();
                self.new_array(&objects)?
            }
            Intercept::MethodNames => {
                let class = self.class_object(receiver)?;
                let mut names: Vec<u64> = Vec::new();
                for (name, entry) in &self.program.classes[class].methods {
                    let name = value::symbol(name.0);
                    names.retain(|other| *other != name);
                    if entry.method.is_some() && entry.visibility != Visibility::Private {
                        names.push(name);
                    }
                }
                self.new_array(&names)?
            }
            Intercept::FieldNames => {
                let class = self.class_of(receiver)?;
                let plain = self.program.layout(class) == Layout::Plain;
                let fields = if plain { self.program.fields(class) } else { Vec::new() };
                let fields: Vec<u64> = fields.iter().map(|field| value::symbol(field.0)).collect();
                self.new_array(&fields)?
            }
            Intercept::FieldGet => match self.field_named(receiver, self.argument(&collected, 0)?)? {
                Some(index) => self.memory.slot(receiver, index)?,
                None => value::NIL,
            },
            Intercept::FieldSet => match self.field_named(receiver, self.argument(&collected, 0)?)? {
                Some(index) => {
                    let from = self.argument(&collected, 1)?;
                    self.memory.set_slot(receiver, index, from)?;
                    value::TRUE
                }
                None => value::FALSE,
            },
        };
        let _ = name;
        self.deliver(Datum::Value(result))?;
        Ok(true)
    }

    fn argument(&self, collected: &Collected, index: usize) -> Result<u64, Trap> {
        let missing = || Trap::fault("the runtime passes too few arguments to an intercepted method");
        collected.positional.get(index).copied().ok_or_else(missing)?.value()
    }

    fn take(&mut self, collected: &mut Collected) -> Result<u64, Trap> {
        if collected.positional.is_empty() {
            return self.raise_argument_error("no method name given");
        }
        collected.positional.remove(0).value()
    }

    fn raise_argument_error(&mut self, message: &str) -> Result<u64, Trap> {
        let message = self.new_string(message)?;
        self.nested(|interpreter| interpreter.call_runtime("__argument_error", Datum::Value(value::NIL), &[message]))?;
        Err(Trap::fault("__argument_error came back"))
    }

    /// The name that a Symbol or String says, if the program has it.
    fn name(&self, asked: u64) -> Result<Option<SymbolId>, Trap> {
        if value::is_symbol(asked) {
            let index = value::symbol_index(asked);
            return Ok(((index as usize) < self.program.symbols.len()).then_some(SymbolId(index)));
        }
        Ok(self.program.symbols.find(&self.text(asked)?))
    }

    fn send_by_name(&mut self, asked: u64, private: bool, receiver: u64, collected: Collected, block: u64) -> Result<bool, Trap> {
        let class = self.class_of(receiver)?;
        let name = self.name(asked)?;
        let found = name.and_then(|name| self.find(class, name));
        match (found, name) {
            (Some(found), Some(name)) if private || found.visibility == Visibility::Public => {
                self.dispatch(name, receiver, collected, block, found)
            }
            (Some(found), Some(name)) => {
                let problem = if found.visibility == Visibility::Private { "__private_method" } else { "__protected_method" };
                self.call_runtime(problem, Datum::Value(receiver), &[value::symbol(name.0), receiver])?;
                Ok(false)
            }
            (_, name) => {
                let asked = name.map_or(asked, |name| value::symbol(name.0));
                self.call_runtime("__no_method", Datum::Value(receiver), &[asked, receiver, value::FALSE])?;
                Ok(false)
            }
        }
    }

    /// `Class#new`: the object, once `initialize` has run.
    fn new_object(&mut self, receiver: u64, collected: Collected, block: u64) -> Result<bool, Trap> {
        let class = self.class_object(receiver)?;
        let object = self.allocate_object(class)?;
        let Some(initialize) = self.program.symbols.find("initialize") else {
            self.deliver(Datum::Value(object))?;
            return Ok(true);
        };
        let Some(found) = self.find(class, initialize) else {
            self.deliver(Datum::Value(object))?;
            return Ok(true);
        };
        let depth = self.activations.len();
        let code = self.code(found.method)?;
        self.call_collected(code, Datum::Value(object), collected, block, None)?;
        if let Some(started) = self.activations.get_mut(depth) {
            started.answers = Some(object);
        }
        Ok(false)
    }

    /// A new object, all fields nil.
    pub(super) fn allocate_object(&mut self, class: ClassId) -> Result<u64, Trap> {
        if self.program.layout(class) != Layout::Plain {
            return Err(Trap::fault(format!("instances of {} cannot be allocated so", self.program.classes[class].name)));
        }
        self.memory.object(class, self.image.sizes[class.index()], value::NIL)
    }

    /// The class whose class object this is.
    pub(super) fn class_object(&mut self, object: u64) -> Result<ClassId, Trap> {
        if !value::is_reference(object) || !self.is_a(object, CoreClass::Module)? {
            return Err(Trap::fault(format!("{} is no class", self.show(object))));
        }
        let class = ClassId((self.memory.slot(object, 1)? >> 1) as u32);
        match self.program.classes.get(class) {
            Some(_) => Ok(class),
            None => Err(Trap::fault("a class object without a class")),
        }
    }

    fn field_named(&mut self, object: u64, asked: u64) -> Result<Option<u64>, Trap> {
        let class = self.class_of(object)?;
        if !value::is_reference(object) || self.program.layout(class) != Layout::Plain {
            return Ok(None);
        }
        let name = self.name(asked)?;
        Ok(name.and_then(|name| self.program.field_index(class, name)).map(|index| index as u64))
    }
}
