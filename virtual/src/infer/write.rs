//! After the fixpoint: every version that can be reached gets a body of its own, and the old ones go.
use super::emit::Emitter;
use super::engine::*;
use super::flow;
use super::lattice::*;
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use base::Arena;
use std::collections::BTreeMap;

/// What a dynamic send of a name to instances of a class calls; none: they have no such method, though the superclass has.
type Targets = BTreeMap<(SymbolId, ClassId), Option<MethodId>>;

impl Engine<'_> {
    /// The method that a version becomes.
    pub fn materialise(&mut self, version: VersionId) -> MethodId {
        if let Some(method) = self.materialised.get(&version) {
            return *method;
        }
        let entry = self.versions[version].clone();
        let parent = entry.home.map(|home| self.materialise(home));
        let original = &self.program.methods[entry.method];
        let self_type = self.types.external(entry.self_type, self.program);
        let method = CompiledMethod {
            slots: original.slots.clone(),
            blocks: Arena::new(),
            version_of: Some(entry.method),
            parent,
            self_type,
            return_type: Type::Mystery,
            parameters: original.parameters.clone(),
            ..*original
        };
        let id = self.program.methods.push(method);
        self.materialised.insert(version, id);
        self.pending.insert(version);
        id
    }

    /// Stands for a closure where it is made: it says what the body captures.
    pub fn representative(&mut self, atom: Atom) -> MethodId {
        let Atom::Closure(id) = atom else { unreachable!("only closures have representatives") };
        if let Some(method) = self.representatives.get(&id) {
            return *method;
        }
        let Closure { body, home } = self.types.closures[id];
        let parent = self.materialise(home);
        let uses = super::facts::outer_uses(self.program, body);
        let original = &self.program.methods[body];
        let mut slots: Arena<SlotId, Slot> = original.slots.values().take(2).cloned().collect();
        let position = self.program.positions.push(Position { span: original.span, method: body, parent: None });
        let mut block = Block::default();
        for (index, (depth, slot, _)) in uses.into_iter().enumerate() {
            let result = slots.push(Slot { name: format!("t{index}"), kind: SlotKind::Temporary, type_: Type::Mystery });
            block.instructions.push(Instruction { result: Some(result), op: Op::GetOuter { depth, slot }, position });
        }
        block.instructions.push(Instruction { result: None, op: Op::Halt {}, position });
        let method = CompiledMethod {
            slots,
            blocks: [block].into_iter().collect(),
            version_of: Some(body),
            parent: Some(parent),
            self_type: Type::Mystery,
            return_type: Type::NEVER,
            parameters: Parameters { names: original.parameters.names.clone(), ..Parameters::default() },
            ..*original
        };
        let method = self.program.methods.push(method);
        self.representatives.insert(id, method);
        method
    }

    /// Closures that are called dynamically have adapters.
    pub fn adapt_representatives(&mut self) {
        for (closure, method) in self.representatives.clone() {
            if let Some(version) = self.closure_adapter(closure) {
                let adapter = self.materialise(version);
                self.program.adapters.insert(method, adapter);
            }
        }
    }

    /// Writes all that the roots reach; gives what dynamic sends reach, by name and class.
    pub fn write_program(&mut self) -> Targets {
        loop {
            let mut targets = BTreeMap::new();
            for (key, version) in self.targets.clone() {
                targets.insert(key, version.map(|version| self.materialise(version)));
            }
            self.write_bodies();
            self.adapt_representatives();
            // writing asks for versions that nothing called before: a closure's adapter
            if self.pending.is_empty() && self.targets.len() == targets.len() {
                return self.without_inherited(targets);
            }
        }
    }

    /// Without those that the superclass has too: the lookup goes up.
    fn without_inherited(&self, targets: Targets) -> Targets {
        let inherited = |name: SymbolId, class: ClassId| {
            let mut at = self.program.classes[class].superclass;
            while let Some(class) = at {
                if let Some(target) = targets.get(&(name, class)) {
                    return *target;
                }
                at = self.program.classes[class].superclass;
            }
            None
        };
        let kept = targets.iter().filter(|((name, class), target)| inherited(*name, *class) != **target);
        kept.map(|(key, target)| (*key, *target)).collect()
    }

    /// Writes the bodies of all versions that are asked for, and of those that they ask for.
    pub fn write_bodies(&mut self) {
        while let Some(version) = self.pending.pop_first() {
            if !self.versions[version].analysed {
                self.analyse(version);
                self.solve();
            }
            let method = self.versions[version].method;
            let mut emitter = Emitter::new(&self.program.methods[method]);
            let types = flow::run(self, version, Some(&mut emitter));
            if self.program.remarks.are_kept() {
                self.said.insert(version, self.program.remarks.take());
            }
            self.solve();
            let Emitter { blocks, mut slots, .. } = emitter;
            let captured = self.method_facts(method).captured.clone();
            for (index, type_) in types.iter().enumerate() {
                let slot = SlotId(index as u32);
                let mut type_ = *type_;
                if captured.contains(&slot) {
                    let (read, written) = (self.peek(Place::Captured(version, slot)), self.peek(Place::Written(version, slot)));
                    let both = self.types.join(read, written);
                    type_ = self.types.join(type_, both);
                }
                slots[slot].type_ = self.types.external(type_, self.program);
            }
            let returned = self.peek(Place::Return(version));
            let return_type = self.types.external(returned, self.program);
            let id = self.materialised[&version];
            let body = &mut self.program.methods[id];
            body.slots = slots;
            body.blocks = blocks.into_iter().collect();
            body.return_type = return_type;
            fill_empty(body);
        }
    }
}

/// Blocks that are never reached hold nothing but their end.
fn fill_empty(method: &mut CompiledMethod) {
    let position = method.blocks.values().flat_map(|block| &block.instructions).map(|instruction| instruction.position).next();
    for (_, block) in method.blocks.iter_mut() {
        if block.instructions.is_empty() {
            block.rescue = None;
            let position = position.unwrap_or(PositionId(0));
            block.instructions.push(Instruction { result: None, op: Op::Halt {}, position });
        }
    }
}
