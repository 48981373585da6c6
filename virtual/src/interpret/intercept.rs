//! Methods of the runtime whose bodies Ruby cannot say to this interpreter. One table, with what each does;
//! the lowering gives the same names their native meaning (or compiles the runtime's own body).
//!
//! Only the runtime's own definitions are intercepted: a program that redefines one gets its own.
use super::arguments::Collected;
use super::send::packed;
use super::{Datum, Interpreter, Trap};
use crate::program::*;
use base::Id;
use parfait::{CoreClass, Layout, value};

/// What is done instead of the method's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intercept {
    Unwind,
    Backtrace,
    CallProc,
    NewObject,
    Nothing,
}

/// (class, method, what, doc)
pub const INTERCEPTED: &[(&str, &str, Intercept, &str)] = &[
    ("Kernel", "__unwind", Intercept::Unwind, "(exception): raise an object as it is, no new backtrace"),
    ("Kernel", "__backtrace", Intercept::Backtrace, "(): Bytes of 32-bit return addresses, innermost first"),
    ("Kernel", "__collect", Intercept::Nothing, "(): collect garbage"),
    ("Kernel", "__start_memory", Intercept::Nothing, "(): make the heap ready"),
    ("Proc", "call", Intercept::CallProc, "(...): call the block with the message's arguments and block"),
    ("Proc", "()", Intercept::CallProc, "as call"),
    ("Proc", "yield", Intercept::CallProc, "as call"),
    ("Proc", "===", Intercept::CallProc, "as call"),
    ("Proc", "[]", Intercept::CallProc, "as call"),
    ("Class", "new", Intercept::NewObject, "(...): allocate, then initialize with the same message; the object"),
];

impl Interpreter<'_> {
    /// What is done instead of a method of the runtime, or of a version of one.
    pub(super) fn intercepted(&self, id: MethodId) -> Option<Intercept> {
        let program = self.program;
        let method = &program.methods[id];
        let original = method.version_of.unwrap_or(id);
        if !program.is_runtime(original) || matches!(method.kind, MethodKind::Block { .. }) {
            return None;
        }
        let owner = &program.classes[program.methods[original].owner].name;
        let name = program.method_name(original);
        let row = INTERCEPTED.iter().find(|row| row.0 == owner && row.1 == name)?;
        // After inference the runtime's own bodies say how blocks are called, and `initialize` by `new`.
        let by_body = matches!(row.2, Intercept::CallProc | Intercept::NewObject);
        (!by_body || !self.inferred()).then_some(row.2)
    }

    /// Does it. `true`: the result is delivered; `false`: an activation was started.
    pub(super) fn intercept(
        &mut self,
        intercept: Intercept,
        receiver: u64,
        collected: Collected,
        block: u64,
    ) -> Result<bool, Trap> {
        let result = match intercept {
            Intercept::Nothing => value::NIL,
            Intercept::Unwind => {
                let exception = self.argument(&collected, 0)?;
                return Err(self.unwind_with(exception)?);
            }
            Intercept::Backtrace => self.backtrace()?,
            Intercept::CallProc => {
                let code = self.block_code(receiver)?;
                let closure = self.closure(receiver)?;
                self.call_collected(code, Datum::Value(closure.receiver), collected, block, Some(closure))?;
                return Ok(false);
            }
            Intercept::NewObject => return self.new_object(receiver, collected, block),
        };
        self.deliver(Datum::Value(result))?;
        Ok(true)
    }

    fn argument(&self, collected: &Collected, index: usize) -> Result<u64, Trap> {
        let missing = || Trap::fault("the runtime passes too few arguments to an intercepted method");
        collected.positional.get(index).copied().ok_or_else(missing)?.value()
    }

    /// The primitive `send_by_name`: receiver, name, Array of arguments, Hash of keywords or nil, Proc or nil.
    pub(super) fn send_by_name(&mut self, operands: &[Datum]) -> Result<(), Trap> {
        let [receiver, name, arguments, keywords, block] = operands else {
            return Err(Trap::fault("send_by_name takes five operands"));
        };
        let (receiver, asked, block) = (receiver.value()?, name.value()?, block.value()?);
        let class = self.class_of(receiver)?;
        let name = self.symbol_id(asked);
        let (Some(found), Some(name)) = (name.and_then(|name| self.find(class, name)), name) else {
            let (arguments, keywords) = (arguments.value()?, keywords.value()?);
            return self.call_runtime("__no_method", &[asked, receiver, value::FALSE, arguments, keywords]);
        };
        let code = self.code(found.method)?;
        if code.is_adapter {
            return self.call_adapter(code, Datum::Value(receiver), packed(*arguments, *keywords), block);
        }
        let mut collected = Collected::positional(&self.elements(arguments.value()?)?);
        collected.keywords = self.pairs(keywords.value()?)?;
        self.dispatch(name, receiver, collected, block, found).map(|_| ())
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
}
