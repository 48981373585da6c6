//! Calls of blocks and procs: to the body when the closure is known, else through the Proc's code.
use super::bind::bind;
use super::engine::*;
use super::flow::*;
use super::lattice::*;
use super::send::*;
use crate::instruction::*;
use crate::program::*;
use parfait::CoreClass;

impl Engine<'_> {
    /// `yield`, or `call` of a Proc (whose type is then `known`).
    pub fn yield_to(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        block: Operand,
        arguments: &[Argument],
        known: Option<TypeId>,
    ) -> TypeId {
        let type_ = match known {
            Some(type_) => type_,
            None => walk.operand(self, block),
        };
        let Some(arguments) = self.arguments(walk, arguments, BlockArgument::None) else { return NEVER };
        if type_ == NEVER {
            return NEVER;
        }
        let nil = Atom::Instance(Program::core(CoreClass::NilClass));
        let atoms = self.types.atoms(type_);
        let others: Vec<Atom> = atoms.iter().copied().filter(|atom| *atom != nil).collect();
        if !self.types.is_mystery(type_) && others.is_empty() {
            return self.call_runtime(walk, self.names.no_block, &[]);
        }
        let [Atom::Closure(closure)] = others[..] else { return self.yield_dynamic(walk, result, block, type_, &arguments) };
        if atoms.len() > 1 {
            self.refuse_nil(walk, block);
        }
        self.yield_closure(walk, result, closure, block, &arguments)
    }

    /// Raises LocalJumpError if the block is nil.
    fn refuse_nil(&mut self, walk: &mut Walk, block: Operand) {
        let boolean = self.types.boolean();
        let test = walk.temporary(self, boolean);
        walk.emit(Some(test), Op::IsExactly { object: block, class: Program::core(CoreClass::NilClass) });
        let position = walk.position;
        let next = walk.out.as_mut().map(|out| {
            let (missing, next) = (out.block(), out.block());
            out.terminate(Op::Branch { condition: Operand::Slot(test), then: missing, otherwise: next }, position);
            out.enter(missing);
            next
        });
        self.call_runtime(walk, self.names.no_block, &[]);
        if let (Some(out), Some(next)) = (walk.out.as_mut(), next) {
            out.terminate(Op::Halt {}, position);
            out.enter(next);
        }
    }

    fn yield_closure(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        closure: ClosureId,
        block: Operand,
        arguments: &Arguments,
    ) -> TypeId {
        let body = self.types.closures[closure].body;
        let parameters = self.program.methods[body].parameters.clone();
        if arguments.spreads() {
            let adapter = self.array_adapter(body);
            return self.spread_to_block(walk, result, closure, block, arguments, adapter);
        }
        if let (true, [Argument::Positional(operand)]) = (parameters.spreads_array(), &arguments.arguments[..]) {
            return self.yield_maybe_array(walk, result, closure, block, *operand, arguments);
        }
        self.yield_bound(walk, result, closure, block, arguments)
    }

    /// One argument for several parameters: an Array is spread.
    fn yield_maybe_array(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        closure: ClosureId,
        block: Operand,
        operand: Operand,
        arguments: &Arguments,
    ) -> TypeId {
        let nil = self.types.nil();
        if let Operand::Slot(slot) = operand
            && let Some(elements) = walk.arrays.get(&slot).cloned()
        {
            let types: Vec<TypeId> = elements.iter().map(|element| walk.operand(self, *element)).collect();
            return self.yield_bound(walk, result, closure, block, &Arguments::plain(&elements, &types, nil));
        }
        let array = Program::core(CoreClass::Array);
        let type_ = arguments.types[0];
        let arrays = self.narrow_class(walk.version, type_, array, true, false);
        let others = self.narrow_class(walk.version, type_, array, false, false);
        let adapter = |engine: &mut Self, walk: &mut Walk| {
            let body = engine.types.closures[closure].body;
            let adapter = engine.array_adapter(body);
            let nil = engine.types.nil();
            engine.call_block_adapter(
                walk,
                result,
                closure,
                block,
                adapter,
                (operand, arrays),
                (Operand::Constant(Constant::Nil), nil),
            )
        };
        if others == NEVER {
            return adapter(self, walk);
        }
        let plain = Arguments::plain(&[operand], &[others], nil);
        if arrays == NEVER {
            return self.yield_bound(walk, result, closure, block, &plain);
        }
        let boolean = self.types.boolean();
        let test = walk.temporary(self, boolean);
        walk.emit(Some(test), Op::IsA { object: operand, class: array });
        let position = walk.position;
        let blocks = walk.out.as_mut().map(|out| {
            let (spread, whole, join) = (out.block(), out.block(), out.block());
            out.terminate(Op::Branch { condition: Operand::Slot(test), then: spread, otherwise: whole }, position);
            out.enter(spread);
            (whole, join)
        });
        let first = adapter(self, walk);
        if let (Some(out), Some((whole, join))) = (walk.out.as_mut(), blocks) {
            out.terminate(Op::Jump { to: join }, position);
            out.enter(whole);
        }
        let second = self.yield_bound(walk, result, closure, block, &plain);
        if let (Some(out), Some((_, join))) = (walk.out.as_mut(), blocks) {
            out.terminate(Op::Jump { to: join }, position);
            out.enter(join);
        }
        self.types.join(first, second)
    }

    fn yield_bound(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        closure: ClosureId,
        block: Operand,
        arguments: &Arguments,
    ) -> TypeId {
        let Closure { body, home } = self.types.closures[closure];
        let parameters = self.program.methods[body].parameters.clone();
        match bind(&self.program.symbols, &parameters, &arguments.shape()) {
            Ok(formals) => {
                let (operands, types) = self.formals(walk, &formals, arguments);
                let block_type = self.types.nil();
                self.call_body_version(walk, result, body, home, block, operands, types, block_type)
            }
            Err(message) => self.argument_error(walk, &message),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn call_body_version(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        body: MethodId,
        home: VersionId,
        block: Operand,
        operands: Vec<Operand>,
        types: Vec<TypeId>,
        block_type: TypeId,
    ) -> TypeId {
        let self_type = self.versions[home].self_type;
        let callee = self.version(walk, Key { method: body, self_type, arguments: types, block: block_type, home: Some(home) });
        let type_ = self.call(walk.version, callee);
        if walk.out.is_some() {
            let method = self.materialise(callee);
            walk.emit(result, Op::CallBlock { method, block, arguments: operands });
        }
        type_
    }

    /// `call_block` in an adapter: the closure is the adapter's self.
    pub fn call_body(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        method: MethodId,
        block: Operand,
        arguments: &[Operand],
    ) -> TypeId {
        let block_type = walk.operand(self, block);
        let types: Vec<TypeId> = arguments.iter().map(|argument| walk.operand(self, *argument)).collect();
        let passed = walk.state[BLOCK.0 as usize];
        let mut type_ = NEVER;
        for atom in self.types.atoms(block_type) {
            let Atom::Closure(closure) = atom else { continue };
            let Closure { body, home } = self.types.closures[closure];
            if body == method {
                let returned = self.call_body_version(walk, result, body, home, block, arguments.to_vec(), types.clone(), passed);
                type_ = self.types.join(type_, returned);
            }
        }
        type_
    }

    /// A call with splats: all arguments in an Array, keywords in a Hash, unpacked by the method's adapter.
    pub fn call_spread(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, adapter: MethodId) -> TypeId {
        let (array, keywords) = self.pack(walk, sending.arguments);
        let block_type = sending.arguments.block_type;
        let key = Key { method: adapter, self_type, arguments: vec![array.1, keywords.1], block: block_type, home: None };
        let callee = self.version(walk, key);
        let type_ = self.call(walk.version, callee);
        let block = walk.closure_operand(self, sending.arguments.block);
        walk.emit_call(self, sending.result, callee, sending.receiver, vec![array.0, keywords.0], block);
        type_
    }

    fn spread_to_block(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        closure: ClosureId,
        block: Operand,
        arguments: &Arguments,
        adapter: MethodId,
    ) -> TypeId {
        let (mut array, keywords) = self.pack(walk, arguments);
        let body = self.types.closures[closure].body;
        if self.program.methods[body].parameters.spreads_array() {
            array = self.lone(walk, array);
        }
        self.call_block_adapter(walk, result, closure, block, adapter, array, keywords)
    }

    /// A lone Array among the arguments, which a block of several parameters takes apart.
    fn lone(&mut self, walk: &mut Walk, array: (Operand, TypeId)) -> (Operand, TypeId) {
        let slot = walk.temporary(self, array.1);
        let message = NewMessage {
            receiver: array.0,
            arguments: Vec::new(),
            block: BlockArgument::None,
            self_call: true,
            variable_call: false,
        };
        let type_ = self.send(walk, Some(slot), self.names.lone, &message);
        walk.temporaries.insert(slot, type_);
        (Operand::Slot(slot), type_)
    }

    #[allow(clippy::too_many_arguments)]
    fn call_block_adapter(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        closure: ClosureId,
        block: Operand,
        adapter: MethodId,
        array: (Operand, TypeId),
        keywords: (Operand, TypeId),
    ) -> TypeId {
        let self_type = self.types.one(Atom::Closure(closure));
        let nil = self.types.nil();
        let callee =
            self.version(walk, Key { method: adapter, self_type, arguments: vec![array.1, keywords.1], block: nil, home: None });
        let type_ = self.call(walk.version, callee);
        walk.emit_call(self, result, callee, block, vec![array.0, keywords.0], BlockArgument::None);
        type_
    }

    /// Positional arguments as one Array, keywords as a Hash or nil.
    pub fn pack(&mut self, walk: &mut Walk, arguments: &Arguments) -> ((Operand, TypeId), (Operand, TypeId)) {
        let mut array = self.array_here(walk, &[]);
        let mut keywords = (Operand::Constant(Constant::Nil), self.types.nil());
        for (argument, type_) in arguments.arguments.iter().zip(&arguments.types) {
            match argument {
                Argument::Positional(operand) => {
                    self.call_on(walk, array.0, array.1, self.names.append, &[(*operand, *type_)]);
                }
                Argument::Splat(operand) => {
                    self.call_on(walk, array.0, array.1, self.names.push_all, &[(*operand, *type_)]);
                }
                Argument::Keyword(..) | Argument::DoubleSplat(_) => {
                    if keywords.0 == Operand::Constant(Constant::Nil) {
                        keywords = self.empty_hash(walk);
                    }
                    let (name, pair) = match argument {
                        Argument::Keyword(name, operand) => {
                            let symbol = (Operand::Constant(Constant::Symbol(*name)), self.types.instance(CoreClass::Symbol));
                            (self.names.store, vec![symbol, (*operand, *type_)])
                        }
                        _ => (self.names.update, vec![(*argument.operand(), *type_)]),
                    };
                    self.call_on(walk, keywords.0, keywords.1, name, &pair);
                }
            }
        }
        // the elements' type is known by now
        array.1 = walk.operand(self, array.0);
        (array, keywords)
    }
}
