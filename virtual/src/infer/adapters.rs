//! Adapters: methods made by the compiler that take a call's arguments in a general form and call a method or
//! block body with exactly its formals.
//!
//! `array adapter (array, keywords)`: all positional arguments in an Array, keywords in a Hash or nil; for splats.
//! `adapter (argc, a0, a1, a2)`: the protocol of dynamic calls; argc of -1 means a0 is the array and a1 the keywords.
use super::engine::Engine;
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use base::Arena;
use parfait::Primitive;

/// Writes an adapter's blocks.
struct Writer {
    method: CompiledMethod,
    current: BlockId,
    position: PositionId,
}

impl Writer {
    fn new(engine: &mut Engine, target: MethodId, prefix: &str, formals: &[&str]) -> Writer {
        let of = &engine.program.methods[target];
        let (name, owner, span) = (of.name, of.owner, of.span);
        let name_text = format!("__{prefix} {}", engine.program.symbols.name(name));
        let mut slots = Arena::new();
        let mut slot = |name: &str, kind| slots.push(Slot { name: name.to_string(), kind, type_: Type::Mystery });
        slot("self", SlotKind::SelfValue);
        slot("block", SlotKind::MessageBlock);
        for formal in formals {
            slot(formal, SlotKind::Argument);
        }
        let symbol = engine.program.symbols.intern(&name_text);
        let method = CompiledMethod {
            name: symbol,
            owner,
            kind: MethodKind::Method,
            machine: true,
            parent: None,
            parameters: Parameters { required: formals.len() as u32, ..Parameters::default() },
            slots,
            blocks: [Block::default()].into_iter().collect(),
            span,
            version_of: None,
            self_type: Type::Mystery,
            return_type: Type::Mystery,
        };
        let position = engine.program.positions.push(Position { span, method: target, parent: None });
        Writer { method, current: BlockId(0), position }
    }
    fn push(&mut self, result: Option<SlotId>, op: Op) {
        self.method.blocks[self.current].instructions.push(Instruction { result, op, position: self.position });
    }
    fn block(&mut self) -> BlockId {
        self.method.blocks.push(Block::default())
    }
    fn temporary(&mut self) -> SlotId {
        let name = format!("t{}", self.method.slots.len());
        self.method.slots.push(Slot { name, kind: SlotKind::Temporary, type_: Type::Mystery })
    }
    fn send(&mut self, receiver: Operand, name: SymbolId, arguments: &[Operand]) -> Operand {
        let result = self.temporary();
        let arguments = arguments.iter().map(|operand| Argument::Positional(*operand)).collect();
        let message = NewMessage { receiver, arguments, block: BlockArgument::None, self_call: true, variable_call: false };
        self.push(Some(result), Op::Send { name, message });
        Operand::Slot(result)
    }
    fn branch(&mut self, condition: Operand) -> (BlockId, BlockId) {
        let (then, otherwise) = (self.block(), self.block());
        self.push(None, Op::Branch { condition, then, otherwise });
        (then, otherwise)
    }
    fn equal(&mut self, operand: Operand, number: i64) -> Operand {
        let result = self.temporary();
        let arguments = vec![operand, small(number)];
        self.push(Some(result), Op::Primitive { primitive: Primitive::small_eq, arguments, name: None });
        Operand::Slot(result)
    }
    fn call(&mut self, program: &Program, target: MethodId, formals: Vec<Operand>) {
        let result = self.temporary();
        let op = match program.methods[target].kind {
            MethodKind::Block { .. } => Op::CallBlock { method: target, block: Operand::Slot(SELF), arguments: formals },
            MethodKind::Method | MethodKind::Body => Op::Call {
                method: target,
                receiver: Operand::Slot(SELF),
                arguments: formals,
                block: BlockArgument::Pass(Operand::Slot(BLOCK)),
            },
        };
        self.push(Some(result), op);
        self.push(None, Op::Return { value: Operand::Slot(result) });
    }
    fn call_adapter(&mut self, adapter: MethodId, array: Operand, keywords: Operand) {
        let result = self.temporary();
        let block = BlockArgument::Pass(Operand::Slot(BLOCK));
        self.push(
            Some(result),
            Op::Call { method: adapter, receiver: Operand::Slot(SELF), arguments: vec![array, keywords], block },
        );
        self.push(None, Op::Return { value: Operand::Slot(result) });
    }
    fn symbols(&mut self, names: impl Iterator<Item = SymbolId>) -> Operand {
        let array = self.temporary();
        let elements = names.map(|name| Operand::Constant(Constant::Symbol(name))).collect();
        self.push(Some(array), Op::Array { elements });
        Operand::Slot(array)
    }
    fn finish(self, engine: &mut Engine) -> MethodId {
        let id = engine.program.methods.push(self.method);
        // in backtraces it is nothing that a program wrote
        engine.program.positions[self.position].method = id;
        id
    }
}

fn small(number: i64) -> Operand {
    Operand::Constant(Constant::Small(number))
}

/// An Array of their names.
fn required_keywords(writer: &mut Writer, parameters: &Parameters) -> Operand {
    writer.symbols(parameters.keywords.iter().filter(|keyword| keyword.required).map(|keyword| keyword.name))
}

fn argument(index: u32) -> Operand {
    Operand::Slot(SlotId(FIRST_ARGUMENT.0 + index))
}

impl Engine<'_> {
    pub fn array_adapter(&mut self, target: MethodId) -> MethodId {
        if let Some(adapter) = self.array_adapters.get(&target) {
            return *adapter;
        }
        let parameters = self.program.methods[target].parameters.clone();
        let mut writer = Writer::new(self, target, "spread", &["array", "keywords"]);
        let (array, keywords) = (argument(0), argument(1));
        let takes_keywords = !parameters.keywords.is_empty() || parameters.keyword_rest;
        if !takes_keywords {
            let (given, next) = writer.branch(keywords);
            writer.current = given;
            // `**{}` passes nothing
            let empty = writer.send(keywords, self.names.empty, &[]);
            let some = writer.block();
            writer.push(None, Op::Branch { condition: empty, then: next, otherwise: some });
            writer.current = some;
            writer.send(array, self.names.append, &[keywords]);
            writer.push(None, Op::Jump { to: next });
            writer.current = next;
        }
        let (required, optional, post) = (parameters.required, parameters.optional, parameters.post);
        if !parameters.lenient {
            let most = if parameters.rest { -1 } else { i64::from(required + optional + post) };
            let needed = parameters.keywords.iter().any(|keyword| keyword.required);
            let needed = if needed { required_keywords(&mut writer, &parameters) } else { Operand::Constant(Constant::Nil) };
            writer.send(array, self.names.check_arity, &[small(i64::from(required + post)), small(most), needed]);
        }
        let mut formals = Vec::new();
        for index in 0..required {
            formals.push(writer.send(array, self.names.formal, &[small(i64::from(index))]));
        }
        for index in required..required + optional {
            formals.push(writer.send(array, self.names.optional, &[small(i64::from(index)), small(i64::from(post))]));
        }
        if parameters.rest {
            formals.push(writer.send(array, self.names.rest, &[small(i64::from(required + optional)), small(i64::from(post))]));
        }
        for index in 0..post {
            formals.push(writer.send(
                array,
                self.names.post,
                &[small(i64::from(index)), small(i64::from(post)), small(i64::from(required))],
            ));
        }
        self.adapt_keywords(&mut writer, &parameters, keywords, &mut formals);
        writer.call(self.program, target, formals);
        let adapter = writer.finish(self);
        self.array_adapters.insert(target, adapter);
        adapter
    }

    fn adapt_keywords(&mut self, writer: &mut Writer, parameters: &Parameters, keywords: Operand, formals: &mut Vec<Operand>) {
        if parameters.keywords.is_empty() && !parameters.keyword_rest {
            return;
        }
        let nil = Operand::Constant(Constant::Nil);
        let names = writer.symbols(parameters.keywords.iter().map(|keyword| keyword.name));
        let needed = required_keywords(writer, parameters);
        let allowed = if parameters.keyword_rest { nil } else { names };
        writer.send(nil, self.names.check_keywords, &[keywords, needed, allowed]);
        for keyword in &parameters.keywords {
            let name = Operand::Constant(Constant::Symbol(keyword.name));
            formals.push(writer.send(nil, self.names.keyword, &[keywords, name]));
        }
        if parameters.keyword_rest {
            formals.push(writer.send(nil, self.names.keyword_rest, &[keywords, names]));
        }
    }

    pub fn adapter(&mut self, target: MethodId) -> MethodId {
        if let Some(adapter) = self.adapters.get(&target) {
            return *adapter;
        }
        let parameters = self.program.methods[target].parameters.clone();
        let unpack = self.array_adapter(target);
        let mut writer = Writer::new(self, target, "dynamic", &["argc", "a0", "a1", "a2"]);
        let argc = argument(0);
        let packed = writer.equal(argc, -1);
        let (array, plain) = writer.branch(packed);
        writer.current = array;
        self.call_packed(&mut writer, unpack, parameters.spreads_array());
        writer.current = plain;
        let required = parameters.required;
        let only_required = parameters.formals() == required as usize && required <= 3;
        let spreads = parameters.spreads_array();
        if spreads {
            self.spread_one(&mut writer, argc, unpack);
        }
        if only_required {
            if !parameters.lenient {
                let fits = writer.equal(argc, i64::from(required));
                let (then, otherwise) = writer.branch(fits);
                writer.current = otherwise;
                self.pack_plain(&mut writer, argc, unpack);
                writer.current = then;
            }
            let formals = (1..=required).map(argument).collect();
            writer.call(self.program, target, formals);
        } else {
            self.pack_plain(&mut writer, argc, unpack);
        }
        let adapter = writer.finish(self);
        self.adapters.insert(target, adapter);
        adapter
    }

    /// The arguments came packed: an Array, and a Hash or nil. The tests are for inference, which learns it by them.
    fn call_packed(&mut self, writer: &mut Writer, unpack: MethodId, spreads: bool) {
        let (positional, keywords) = (argument(1), argument(2));
        let halt = writer.block();
        let plain = writer.block();
        let test = |writer: &mut Writer, object, class, otherwise| {
            let result = writer.temporary();
            writer.push(Some(result), Op::IsExactly { object, class: Program::core(class) });
            let then = writer.block();
            writer.push(None, Op::Branch { condition: Operand::Slot(result), then, otherwise });
            writer.current = then;
        };
        test(writer, positional, parfait::CoreClass::Array, halt);
        let positional = if spreads { writer.send(positional, self.names.lone, &[]) } else { positional };
        test(writer, keywords, parfait::CoreClass::Hash, plain);
        writer.call_adapter(unpack, positional, keywords);
        writer.current = plain;
        writer.call_adapter(unpack, positional, Operand::Constant(Constant::Nil));
        writer.current = halt;
        writer.push(None, Op::Halt {});
    }

    /// One argument that is an Array, for several parameters.
    fn spread_one(&mut self, writer: &mut Writer, argc: Operand, unpack: MethodId) {
        let one = writer.equal(argc, 1);
        let (single, go_on) = writer.branch(one);
        writer.current = single;
        let test = writer.temporary();
        writer.push(Some(test), Op::IsA { object: argument(1), class: Program::core(parfait::CoreClass::Array) });
        let spread = writer.block();
        writer.push(None, Op::Branch { condition: Operand::Slot(test), then: spread, otherwise: go_on });
        writer.current = spread;
        writer.call_adapter(unpack, argument(1), Operand::Constant(Constant::Nil));
        writer.current = go_on;
    }

    /// Plain arguments to an array, for the array adapter.
    fn pack_plain(&mut self, writer: &mut Writer, argc: Operand, unpack: MethodId) {
        let (array, packed) = (writer.temporary(), writer.block());
        for count in 0..=3u32 {
            let elements = (1..=count).map(argument).collect();
            let next = (count < 3).then(|| {
                let fits = writer.equal(argc, i64::from(count));
                let (then, next) = writer.branch(fits);
                writer.current = then;
                next
            });
            writer.push(Some(array), Op::Array { elements });
            writer.push(None, Op::Jump { to: packed });
            if let Some(next) = next {
                writer.current = next;
            }
        }
        writer.current = packed;
        writer.call_adapter(unpack, Operand::Slot(array), Operand::Constant(Constant::Nil));
    }
}
