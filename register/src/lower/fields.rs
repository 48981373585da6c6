//! Instance variables: a load or store at an offset that the classes of the object agree on; and cells.
use super::body::{Binding, Body};
use crate::function::ValueId;
use crate::instruction::{Target, Type};
use parfait::layout::FROZEN;
use std::collections::BTreeMap;
use virtual_machine::{CellId, ClassId, Constant, Operand, PositionId, SlotId, SymbolId};

impl Body<'_, '_> {
    /// The classes that an object can have, by the offset of a field in them (`None`: they have no such field).
    fn offsets(&self, object: Operand, field: SymbolId) -> Vec<(Option<i64>, Vec<ClassId>)> {
        let classes: Vec<ClassId> = match self.type_of(object) {
            virtual_machine::Type::Classes(classes) => classes,
            virtual_machine::Type::Word => Vec::new(),
            virtual_machine::Type::Mystery => self.world.classes.numbered().collect(),
        };
        let mut by_offset: BTreeMap<Option<usize>, Vec<ClassId>> = BTreeMap::new();
        for class in classes {
            by_offset.entry(self.world.classes.field(class, field)).or_default().push(class);
        }
        // the slot that most classes agree on comes last: it needs no test
        let mut all: Vec<(Option<i64>, Vec<ClassId>)> =
            by_offset.into_iter().map(|(slot, classes)| (slot.map(|slot| 7 + 8 * slot as i64), classes)).collect();
        all.sort_by_key(|(_, classes)| classes.len());
        all
    }
    pub fn get_field(&mut self, result: Option<SlotId>, object: Operand, field: SymbolId) {
        let offsets = self.offsets(object, field);
        let load = |body: &mut Self, offset: Option<i64>| match offset {
            Some(offset) => {
                let object = body.value(object);
                body.build.load(Type::Value, object, offset)
            }
            None => body.nil(),
        };
        let Some((last, others)) = offsets.split_last() else {
            return self.write(result, Binding::Constant(Constant::Nil));
        };
        if others.is_empty() {
            let value = load(self, last.0);
            return self.write(result, Binding::Value(value));
        }
        let merge = self.build.new_block(&[Type::Value]);
        for (offset, classes) in others {
            let (yes, no) = self.split_on_classes(object, classes);
            self.build.switch_to(yes);
            let value = load(self, *offset);
            self.build.jump(merge, &[value]);
            self.build.switch_to(no);
        }
        let value = load(self, last.0);
        self.build.jump(merge, &[value]);
        self.build.switch_to(merge);
        let value = self.build.block_parameters(merge)[0];
        self.write(result, Binding::Value(value));
    }
    pub fn set_field(&mut self, object: Operand, field: SymbolId, from: Operand, position: PositionId) {
        let from = self.value(from);
        let offsets = self.offsets(object, field);
        let checked = self.may_be_frozen(position);
        let store = |body: &mut Self, offset: Option<i64>| match offset {
            Some(offset) => {
                let object = body.value(object);
                if checked {
                    body.check_frozen(object);
                }
                body.build.store(object, offset, from);
            }
            None => body.build.unreachable(),
        };
        let Some((last, others)) = offsets.split_last() else { return };
        if others.is_empty() {
            return store(self, last.0);
        }
        let merge = self.build.new_block(&[]);
        for (offset, classes) in others {
            let (yes, no) = self.split_on_classes(object, classes);
            self.build.switch_to(yes);
            store(self, *offset);
            self.build.jump(merge, &[]);
            self.build.switch_to(no);
        }
        store(self, last.0);
        self.build.jump(merge, &[]);
        self.build.switch_to(merge);
    }
    /// The runtime does its own checks, and what `initialize` sets is new.
    fn may_be_frozen(&self, position: PositionId) -> bool {
        let program = self.world.program;
        let Some(place) = program.positions.get(position) else { return true };
        let initializes = program.methods.get(place.method).is_some_and(|_| program.method_name(place.method) == "initialize");
        let runtime =
            (place.span.file.0 as usize) < program.sources.iter().count() && program.sources.file(place.span.file).runtime;
        !initializes && !runtime && self.world.roots.contains_key("frozen_error")
    }
    fn check_frozen(&mut self, object: ValueId) {
        let frozen = self.build.new_cold_block(&[]);
        let go_on = self.build.new_block(&[]);
        let header = self.build.load(Type::Word, object, -1);
        self.build.branch_bits(header, FROZEN as i64, Target::new(frozen, &[]), Target::new(go_on, &[]));
        self.build.switch_to(frozen);
        self.call_root("frozen_error", &[object]);
        self.build.unreachable();
        self.build.switch_to(go_on);
    }
    pub fn get_cell(&mut self, result: Option<SlotId>, cell: CellId) {
        let (symbol, offset) = self.world.cell(cell);
        let cells = self.build.address_of(symbol);
        let value = self.build.load(Type::Value, cells, offset);
        self.write(result, Binding::Value(value));
    }
    pub fn set_cell(&mut self, cell: CellId, from: Operand) {
        let value = self.value(from);
        let (symbol, offset) = self.world.cell(cell);
        let cells = self.build.address_of(symbol);
        self.build.store(cells, offset, value);
    }
}
