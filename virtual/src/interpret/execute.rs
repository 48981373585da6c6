//! The loop: executes the innermost activation until the one at `floor` returns.
use super::arguments::Collected;
use super::code::{Code, GivenBlock, MethodCode, NO_RESCUE, Place, Source};
use super::{Activation, Datum, Interpreter, NESTING_LIMIT, Trap};
use crate::program::*;
use base::Id;
use parfait::layout::FROZEN;
use parfait::{CoreClass, Primitive, value};
use std::rc::Rc;

/// How a block is called: its self, enclosing Frame, and who made it.
#[derive(Clone, Copy)]
pub(super) struct Closure {
    pub receiver: u64,
    pub frame: u64,
    pub creator: u32,
    pub creator_pc: u32,
    pub lambda: bool,
}

impl Interpreter<'_> {
    /// Calls a method and runs it to its end.
    pub(super) fn run_method(&mut self, id: MethodId, receiver: Datum, arguments: &[Datum]) -> Result<Datum, Trap> {
        let code = self.code(id)?;
        self.nested(|interpreter| {
            if code.parameters.formals() != arguments.len() {
                return Err(Trap::fault(format!("{} takes other arguments", interpreter.program.label(id))));
            }
            let base = interpreter.slots.len();
            interpreter.slots.extend([receiver, Datum::Value(value::NIL)]);
            interpreter.slots.extend(arguments);
            interpreter.enter(code, base, None)
        })
    }

    /// Runs what `push` calls, to its end.
    pub(super) fn nested(&mut self, push: impl FnOnce(&mut Self) -> Result<(), Trap>) -> Result<Datum, Trap> {
        let floor = self.activations.len();
        if self.nesting >= NESTING_LIMIT {
            return Err(Trap::fault("conversions are nested too deeply"));
        }
        self.nesting += 1;
        let depth = self.slots.len();
        let pushed = push(self);
        let result = match pushed {
            Ok(()) if self.activations.len() > floor => self.run(floor),
            Ok(()) => Err(Trap::fault("nothing was called")),
            Err(trap) => Err(trap),
        };
        self.nesting -= 1;
        if result.is_err() {
            self.slots.truncate(depth);
        }
        result
    }

    fn run(&mut self, floor: usize) -> Result<Datum, Trap> {
        loop {
            // asked here, so that nothing is asked in the loop of a program that runs unobserved
            let executed = if self.observer.is_some() { self.execute::<true>(floor) } else { self.execute::<false>(floor) };
            match executed {
                Ok(result) => return Ok(result),
                Err(trap) => {
                    if let Some(result) = self.land(trap, floor)? {
                        return Ok(result);
                    }
                }
            }
        }
    }

    /// Starts a method or block whose self, block and arguments are on the slots' stack from `base` on.
    pub(super) fn enter(&mut self, code: Rc<MethodCode>, base: usize, closure: Option<Closure>) -> Result<(), Trap> {
        if self.activations.len() >= self.limit {
            self.slots.truncate(base);
            return self.stack_overflow();
        }
        self.slots.resize(base + code.slots.max(2), Datum::Value(value::NIL));
        let outer = closure.map_or(value::NIL, |closure| closure.frame);
        let mut frame = value::NIL;
        if let Some(count) = code.frame {
            frame = self.memory.values(Program::core(CoreClass::Frame), count + 1)?;
            self.memory.set_slot(frame, 1, outer)?;
            for (slot, index) in &code.captured_arguments {
                let value = self.slots[base + *slot as usize].value()?;
                self.memory.set_slot(frame, 2 + u64::from(*index), value)?;
            }
        }
        self.activations.push(Activation {
            pc: 0,
            base,
            frame,
            outer,
            pending: Place::Nowhere,
            answers: None,
            serial: 0,
            creator: closure.map_or(0, |closure| closure.creator),
            creator_pc: closure.map_or(0, |closure| closure.creator_pc),
            is_home: closure.is_none_or(|closure| closure.lambda),
            exception: value::NIL,
            code,
        });
        Ok(())
    }

    pub(super) fn get(&self, base: usize, frame: u64, source: Source) -> Datum {
        match source {
            Source::Slot(slot) => self.slots[base + slot as usize],
            Source::Captured(index) => Datum::Value(self.memory.slot(frame, 2 + u64::from(index)).unwrap_or(value::NIL)),
            Source::Constant(value) => Datum::Value(value),
        }
    }

    fn put(&mut self, base: usize, frame: u64, place: Place, datum: Datum) -> Result<(), Trap> {
        match place {
            Place::Nowhere => {}
            Place::Slot(slot) => self.slots[base + slot as usize] = datum,
            Place::Captured(index) => self.memory.set_slot(frame, 2 + u64::from(index), datum.value()?)?,
        }
        Ok(())
    }

    /// Gives a result to the activation that waits for it.
    pub(super) fn deliver(&mut self, datum: Datum) -> Result<(), Trap> {
        let Some(top) = self.activations.last() else { return Ok(()) };
        self.put(top.base, top.frame, top.pending, datum)
    }

    fn execute<const OBSERVED: bool>(&mut self, floor: usize) -> Result<Datum, Trap> {
        'activation: loop {
            let top = self.activations.len() - 1;
            let Activation { code, base, frame, pc, .. } = &self.activations[top];
            let (code, base, frame, mut pc) = (code.clone(), *base, *frame, *pc);
            macro_rules! get {
                ($source:expr) => {
                    match $source {
                        Source::Slot(slot) => self.slots[base + slot as usize],
                        Source::Constant(value) => Datum::Value(value),
                        other => self.get(base, frame, other),
                    }
                };
            }
            macro_rules! put {
                ($place:expr, $datum:expr) => {
                    match $place {
                        Place::Slot(slot) => self.slots[base + slot as usize] = $datum,
                        other => self.put(base, frame, other, $datum)?,
                    }
                };
            }
            loop {
                if OBSERVED {
                    self.observed(pc)?;
                }
                let instruction = &code.code[pc];
                pc += 1;
                // Where a trap finds the landing block, and a backtrace the position.
                self.activations[top].pc = pc;
                match instruction {
                    Code::Move { to, from } => put!(*to, get!(*from)),
                    Code::Jump { to } => pc = *to as usize,
                    Code::Branch { condition, then, otherwise } => {
                        let truth = match get!(*condition) {
                            Datum::Value(value) => value::truthy(value),
                            Datum::Word(_) => return Err(Trap::fault("a raw word is used as a condition")),
                        };
                        pc = if truth { *then } else { *otherwise } as usize;
                    }
                    Code::GetField { to, object, field, site } => {
                        let object = get!(*object).value()?;
                        let value = match self.field(object, *field, *site)? {
                            Some(index) => self.memory.slot(object, u64::from(index))?,
                            None => value::NIL,
                        };
                        put!(*to, Datum::Value(value));
                    }
                    Code::SetField { object, field, from, site } => {
                        let object = get!(*object).value()?;
                        let from = get!(*from).value()?;
                        let index = self.field(object, *field, *site)?;
                        if index.is_none() || self.memory.header(object)? & FROZEN != 0 {
                            self.set_field_fails(object, *field)?;
                            continue 'activation;
                        }
                        self.memory.set_slot(object, u64::from(index.unwrap_or_default()), from)?;
                    }
                    Code::GetOuter { to, depth, index } => {
                        let outer = self.outer_frame(top, *depth)?;
                        put!(*to, Datum::Value(self.memory.slot(outer, 2 + u64::from(*index))?));
                    }
                    Code::SetOuter { depth, index, from } => {
                        let outer = self.outer_frame(top, *depth)?;
                        let from = get!(*from).value()?;
                        self.memory.set_slot(outer, 2 + u64::from(*index), from)?;
                    }
                    Code::GetCell { to, address } => put!(*to, Datum::Value(self.memory.load(*address)?)),
                    Code::SetCell { address, from } => {
                        let from = get!(*from).value()?;
                        self.memory.store(*address, from)?;
                    }
                    Code::Send { to, name, message, site } => {
                        self.activations[top].pending = *to;
                        if !self.send_site(base, frame, *name, message, *site)? {
                            continue 'activation;
                        }
                    }
                    Code::Super { to, message } => {
                        self.activations[top].pending = *to;
                        self.send_super(&code, base, frame, message)?;
                        continue 'activation;
                    }
                    Code::Yield { to, block, given, plain } => {
                        self.activations[top].pending = *to;
                        let block = get!(*block).value()?;
                        self.send_yield(base, frame, block, given, *plain)?;
                        continue 'activation;
                    }
                    Code::Intercepted { to, intercept, arguments } => {
                        self.activations[top].pending = *to;
                        let mut given = Vec::new();
                        for argument in arguments {
                            // Words are of no use to what is intercepted.
                            given.push(get!(*argument).value().unwrap_or(value::NIL));
                        }
                        let given = Collected::positional(&given);
                        if !self.intercept(*intercept, value::NIL, given, value::NIL)? {
                            continue 'activation;
                        }
                    }
                    Code::Call { to, method, receiver, arguments, block } => {
                        self.activations[top].pending = *to;
                        let callee = self.code(*method)?;
                        let block = self.block_value(base, frame, block)?;
                        let new = self.slots.len();
                        let receiver = get!(*receiver);
                        self.slots.extend([receiver, Datum::Value(block)]);
                        for argument in arguments {
                            let argument = get!(*argument);
                            self.slots.push(argument);
                        }
                        self.enter(callee, new, None)?;
                        continue 'activation;
                    }
                    Code::CallBlock { to, method, block, arguments } => {
                        self.activations[top].pending = *to;
                        let callee = self.code(*method)?;
                        let closure = match get!(*block).value()? {
                            value::NIL => self.own_closure(top, *method)?,
                            block => self.closure(block)?,
                        };
                        let new = self.slots.len();
                        self.slots.extend([Datum::Value(closure.receiver), Datum::Value(value::NIL)]);
                        for argument in arguments {
                            let argument = get!(*argument);
                            self.slots.push(argument);
                        }
                        self.enter(callee, new, Some(closure))?;
                        continue 'activation;
                    }
                    Code::Block { to, method } => {
                        let block = self.make_block(top, *method)?;
                        put!(*to, Datum::Value(block));
                    }
                    Code::IsA { to, object, class } => {
                        let of = self.class_of(get!(*object).value()?)?;
                        let truth = self.inherits(of, *class);
                        put!(*to, Datum::Value(value::boolean(truth)));
                    }
                    Code::IsExactly { to, object, class } => {
                        let truth = self.class_of(get!(*object).value()?)? == *class;
                        put!(*to, Datum::Value(value::boolean(truth)));
                    }
                    Code::Primitive { to, primitive, arguments, name } => {
                        let mut operands = [Datum::Word(0); 7];
                        if arguments.len() > operands.len() {
                            return Err(Trap::fault(format!("{} has too many operands", primitive.name())));
                        }
                        for (operand, argument) in operands.iter_mut().zip(arguments) {
                            *operand = get!(*argument);
                        }
                        if *primitive == Primitive::send_by_name {
                            self.activations[top].pending = *to;
                            self.send_by_name(&operands[..arguments.len()])?;
                            continue 'activation;
                        }
                        let result = self.primitive(*primitive, &operands[..arguments.len()], *name)?;
                        put!(*to, result);
                    }
                    Code::New { to, class } => {
                        let object = self.memory.object(*class, self.image.sizes[class.index()], value::NIL)?;
                        put!(*to, Datum::Value(object));
                    }
                    Code::Array { to, elements } => {
                        let elements: Result<Vec<u64>, Trap> = elements.iter().map(|element| get!(*element).value()).collect();
                        let array = self.new_array(&elements?)?;
                        put!(*to, Datum::Value(array));
                    }
                    Code::String { to, string } => {
                        let string = self.literal(*string)?;
                        put!(*to, Datum::Value(string));
                    }
                    Code::Exception { to } => {
                        let exception = self.activations[top].exception;
                        put!(*to, Datum::Value(exception));
                    }
                    Code::Return { value } => {
                        let datum = get!(*value);
                        if let Some(result) = self.leave(datum, floor)? {
                            return Ok(result);
                        }
                        continue 'activation;
                    }
                    Code::ReturnOut { value } => {
                        let value = get!(*value).value()?;
                        return Err(self.return_out(value)?);
                    }
                    Code::BreakOut { value } => {
                        let value = get!(*value).value()?;
                        return Err(self.break_out(value)?);
                    }
                    Code::Unwind { exception } => {
                        let exception = get!(*exception).value()?;
                        return Err(self.unwind_with(exception)?);
                    }
                    Code::Halt => return Err(Trap::fault("halt was reached")),
                }
            }
        }
    }

    /// Ends the innermost activation; its result if it is the one at `floor`.
    pub(super) fn leave(&mut self, datum: Datum, floor: usize) -> Result<Option<Datum>, Trap> {
        let Some(ended) = self.activations.pop() else { return Ok(Some(datum)) };
        self.slots.truncate(ended.base);
        let datum = ended.answers.map_or(datum, Datum::Value);
        if self.activations.len() == floor {
            return Ok(Some(datum));
        }
        self.deliver(datum)?;
        Ok(None)
    }

    /// Where the innermost activation's exceptions land.
    pub(super) fn landing(&self) -> Option<usize> {
        let top = self.activations.last()?;
        let rescue = *top.code.rescue.get(top.pc.checked_sub(1)?)?;
        (rescue != NO_RESCUE).then_some(rescue as usize)
    }

    fn outer_frame(&self, activation: usize, depth: u32) -> Result<u64, Trap> {
        let mut frame = self.activations[activation].outer;
        for _ in 1..depth {
            frame = self.memory.slot(frame, 1)?;
        }
        Ok(frame)
    }

    /// The slot of an instance variable; `None` if objects of this class have none.
    fn field(&mut self, object: u64, field: SymbolId, site: u32) -> Result<Option<u32>, Trap> {
        let class = self.class_of(object)?;
        let cached = &self.sites[site as usize];
        if cached.class == Some(class) {
            return Ok(cached.index);
        }
        let index = match value::is_reference(object) && self.program.layout(class) == parfait::Layout::Plain {
            true => self.program.field_index(class, field).map(|index| index as u32),
            false => None,
        };
        self.sites[site as usize] = super::Site { class: Some(class), target: None, index };
        Ok(index)
    }

    /// A Proc of a block body and the activation that makes it.
    pub(super) fn make_block(&mut self, activation: usize, method: MethodId) -> Result<u64, Trap> {
        let code = self.code(method)?;
        let serial = self.serial(activation);
        let maker = &self.activations[activation];
        let (base, pc, frame, outer) = (maker.base, maker.pc, maker.frame, maker.outer);
        let frame = if frame == value::NIL { outer } else { frame };
        let receiver = self.slots[base].value()?;
        let class = Program::core(CoreClass::Proc);
        let block = self.memory.object(class, self.image.sizes[class.index()], value::NIL)?;
        let home = u64::from(serial) << 31 | pc as u64 & 0x7fff_ffff;
        // after inference the method only stands for the closure
        let original = self.program.methods[method].version_of.unwrap_or(method);
        let parameters = self.description(original)?;
        let words = [u64::from(method.0) << 1, receiver, frame, parameters, value::boolean(code.lambda), home << 1];
        for (index, word) in words.into_iter().enumerate() {
            self.memory.set_slot(block, index as u64, word)?;
        }
        Ok(block)
    }

    pub(super) fn serial(&mut self, activation: usize) -> u32 {
        let maker = &mut self.activations[activation];
        if maker.serial == 0 {
            maker.serial = self.homes.len() as u32;
            let home = if maker.is_home { maker.serial } else { self.homes.get(maker.creator as usize).copied().unwrap_or(0) };
            self.homes.push(home);
        }
        maker.serial
    }

    /// What a Proc holds.
    pub(super) fn closure(&self, block: u64) -> Result<Closure, Trap> {
        let home = self.memory.slot(block, 5)? >> 1;
        Ok(Closure {
            receiver: self.memory.slot(block, 1)?,
            frame: self.memory.slot(block, 2)?,
            lambda: value::truthy(self.memory.slot(block, 4)?),
            creator: (home >> 31) as u32,
            creator_pc: (home & 0x7fff_ffff) as u32,
        })
    }

    /// For a block body that is called by the method it stands in, without a Proc.
    fn own_closure(&mut self, activation: usize, method: MethodId) -> Result<Closure, Trap> {
        let creator = self.serial(activation);
        let maker = &self.activations[activation];
        Ok(Closure {
            receiver: self.slots[maker.base].value()?,
            frame: if maker.frame == value::NIL { maker.outer } else { maker.frame },
            creator,
            creator_pc: maker.pc as u32,
            lambda: matches!(self.program.methods[method].kind, MethodKind::Block { lambda: true }),
        })
    }

    /// The block that a message carries: a Proc or nil.
    pub(super) fn block_value(&mut self, base: usize, frame: u64, block: &GivenBlock) -> Result<u64, Trap> {
        match block {
            GivenBlock::None => Ok(value::NIL),
            GivenBlock::Literal(method) => self.make_block(self.activations.len() - 1, *method),
            GivenBlock::Pass(source) => {
                let block = self.get(base, frame, *source).value()?;
                self.as_proc(block)
            }
        }
    }
}
