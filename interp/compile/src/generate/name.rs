//! Reading, writing and deleting names.

use super::annotation::common;
use super::{Generator, Variable};
use crate::assemble::Register;
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::symbol::scope::mangle;
use crate::symbol::{NameId, Place, ScopeId, ScopeKind};
use ruff_python_ast::Identifier;
use ruff_text_size::TextRange;

impl<'a> Generator<'a> {
    fn id_of(&self, name: &str) -> NameId {
        let mangled = mangle(self.class.as_deref(), name);
        self.table.name_id(&mangled).expect("the symbol table knows every name")
    }

    /// Where the name lives, seen from the innermost scope of the unit.
    pub(super) fn variable(&self, name: &str) -> Variable {
        self.variable_of(self.id_of(name))
    }

    fn variable_of(&self, id: NameId) -> Variable {
        let unit = self.current();
        for (level, &scope) in unit.chain.iter().enumerate().rev() {
            let this = &self.table.scopes[scope];
            let Some(symbol) = this.symbol(id) else { continue };
            let is_base = level == 0;
            return match symbol.place {
                Place::Enclosing => continue,
                Place::Local if !this.is_function_like() => Variable::Name,
                Place::Local => Variable::Register(unit.registers[&(scope, id)]),
                Place::Cell => Variable::Cell(unit.registers[&(scope, id)]),
                Place::Free if is_base && this.kind == ScopeKind::Class => {
                    Variable::ClassFree(self.free_index(id))
                }
                Place::Free if self.sees_class(id) => {
                    Variable::ThroughClass(Some(self.free_index(id)))
                }
                Place::Free => Variable::Free(self.free_index(id)),
                Place::GlobalExplicit => Variable::Global,
                Place::GlobalImplicit if self.sees_class(id) => Variable::ThroughClass(None),
                Place::GlobalImplicit if is_base && !this.is_function_like() => Variable::Name,
                Place::GlobalImplicit => Variable::Global,
                Place::Unresolved => unreachable!("every symbol was resolved"),
            };
        }
        // A name that only the table's implicit rules brought in.
        if self.table.scopes[unit.scope].is_function_like() {
            Variable::Global
        } else {
            Variable::Name
        }
    }

    fn sees_class(&self, id: NameId) -> bool {
        let name = self.table.name(id);
        self.table.scopes[self.current().scope].sees_class
            && !matches!(name, "__classdict__" | "__conditional_annotations__" | "__class__")
            && !name.starts_with('.')
    }

    fn free_index(&self, id: NameId) -> u32 {
        let free = &self.table.scopes[self.current().scope].free;
        free.iter().position(|&other| other == id).expect("a free variable is in the closure")
            as u32
    }

    /// Loads the value of a name into a register.
    pub(super) fn load_name(&mut self, name: &str, to: Register) {
        let id = self.id_of(name);
        let text = self.table.name(id);
        match self.variable_of(id) {
            Variable::Register(register) => {
                self.check_bound(register, text);
                self.copy(to, register);
            }
            Variable::Cell(register) => {
                let index = self.name_index(text);
                self.op(Opcode::LoadCell, to, register, index);
            }
            Variable::Free(free) => {
                let index = self.name_index(text);
                self.op(Opcode::LoadFree, to, free, index);
            }
            Variable::ClassFree(free) => {
                let index = self.name_index(text);
                self.op(Opcode::LoadClassFree, to, free, index);
            }
            Variable::ThroughClass(free) => self.load_through_class(text, free, to),
            Variable::Global => {
                let index = self.name_index(text);
                self.wide(Opcode::LoadGlobal, to, index);
            }
            Variable::Name => {
                let index = self.name_index(text);
                self.wide(Opcode::LoadName, to, index);
            }
        }
    }

    /// In the annotations of a class: its namespace, then what the name is outside.
    fn load_through_class(&mut self, name: &str, free: Option<u32>, to: Register) {
        let mark = self.mark();
        let namespace = self.temporary();
        let key = self.temporary();
        let raised = self.temporary();
        let class = self.temporary();
        let (missing, outside, end) = (self.label(), self.label(), self.label());
        self.load_name("__classdict__", namespace);
        self.load_string(name, key);
        // Not by `in`: the namespace may be any mapping, and only its KeyError says that the name is not there.
        let before = self.assembler().assigned.clone();
        let depth = self.assembler().protection();
        self.assembler().protect(missing, raised);
        self.op(Opcode::GetItem, to, namespace, key);
        self.assembler().unprotect(depth);
        self.go(end);
        self.assembler().bind_handler(missing, &before);
        self.op(Opcode::LoadCommon, class, common::KEY_ERROR, 0);
        self.op(Opcode::MatchException, class, raised, class);
        self.jump(Opcode::JumpIfTrue, class, 0, outside);
        self.op(Opcode::Reraise, raised, 0, 0);
        self.bind(outside);
        let index = self.name_index(name);
        match free {
            Some(free) => self.op(Opcode::LoadFree, to, free, index),
            None => self.wide(Opcode::LoadGlobal, to, index),
        }
        self.bind(end);
        self.release(mark);
    }

    /// Raises where a local is not certainly bound; behind it, it is.
    pub(super) fn check_bound(&mut self, register: Register, name: &str) {
        if self.assembler().assigned.contains(register) {
            return;
        }
        let index = self.name_index(name);
        self.wide(Opcode::CheckBound, register, index);
        self.assembler().assigned.insert(register);
    }

    /// A local's own register if the name is one that can be read in place.
    pub(super) fn local_operand(&mut self, name: &str) -> Option<Register> {
        let id = self.id_of(name);
        match self.variable_of(id) {
            Variable::Register(register) if !self.current().named.contains(register) => {
                self.check_bound(register, self.table.name(id));
                Some(register)
            }
            _ => None,
        }
    }

    /// The register that a store to the name would write, if that is all the store does.
    pub(super) fn local_target(&self, name: &str) -> Option<Register> {
        match self.variable(name) {
            Variable::Register(register) => Some(register),
            _ => None,
        }
    }

    /// The local now has a value.
    pub(super) fn assigned(&mut self, register: Register) {
        self.assembler().assigned.insert(register);
    }

    pub(super) fn store_name(&mut self, name: &str, from: Register) {
        let id = self.id_of(name);
        let text = self.table.name(id);
        match self.variable_of(id) {
            Variable::Register(register) => {
                self.copy(register, from);
                self.assigned(register);
            }
            Variable::Cell(register) => self.op(Opcode::StoreCell, register, from, 0),
            Variable::Free(free)
            | Variable::ClassFree(free)
            | Variable::ThroughClass(Some(free)) => self.op(Opcode::StoreFree, from, free, 0),
            Variable::Global | Variable::ThroughClass(None) => {
                let index = self.name_index(text);
                self.wide(Opcode::StoreGlobal, from, index);
            }
            Variable::Name => {
                let index = self.name_index(text);
                self.wide(Opcode::StoreName, from, index);
            }
        }
    }

    pub(super) fn delete_name(&mut self, name: &str) {
        let id = self.id_of(name);
        let text = self.table.name(id);
        let index = self.name_index(text);
        match self.variable_of(id) {
            Variable::Register(register) => {
                self.check_bound(register, text);
                self.op(Opcode::Unbind, register, 0, 0);
                self.assembler().assigned.remove(register);
            }
            Variable::Cell(register) => self.op(Opcode::DeleteCell, register, 0, index),
            Variable::Free(free)
            | Variable::ClassFree(free)
            | Variable::ThroughClass(Some(free)) => self.op(Opcode::DeleteFree, 0, free, index),
            Variable::Global | Variable::ThroughClass(None) => {
                self.wide(Opcode::DeleteGlobal, 0, index)
            }
            Variable::Name => self.wide(Opcode::DeleteName, 0, index),
        }
    }

    /// End of `except ... as name`: the name is unbound, whether or not it still was bound.
    pub(super) fn forget(&mut self, name: &'a Identifier) {
        if let Some(register) = self.local_target(name) {
            self.op(Opcode::Unbind, register, 0, 0);
            self.assembler().assigned.remove(register);
            return;
        }
        let mark = self.mark();
        let none = self.temporary();
        self.load_none(none);
        self.store_name(name, none);
        self.delete_name(name);
        self.release(mark);
    }

    /// Stores to a name, with the position of the name.
    pub(super) fn store_identifier(
        &mut self,
        name: &'a Identifier,
        from: Register,
        range: TextRange,
    ) -> Result {
        self.at(range);
        self.store_name(name, from);
        Ok(())
    }

    /// Puts the cells of an inner scope's free variables into a tuple; `None` where it has none.
    pub(super) fn closure(&mut self, inner: ScopeId) -> Option<Register> {
        let table = self.table;
        let free = &table.scopes[inner].free;
        if free.is_empty() {
            return None;
        }
        let tuple = self.temporary();
        let mark = self.mark();
        let first = self.temporaries(free.len() as u32);
        for (index, &id) in free.iter().enumerate() {
            let to = first + index as u32;
            match self.cell_register(id) {
                Some(register) => self.op(Opcode::Move, to, register, 0),
                None => {
                    let index = self.free_index(id);
                    self.op(Opcode::LoadFreeCell, to, index, 0);
                }
            }
        }
        self.op(Opcode::BuildTuple, tuple, first, free.len() as u32);
        self.release(mark);
        Some(tuple)
    }

    /// The register of this unit that holds the cell of a name.
    fn cell_register(&self, id: NameId) -> Option<Register> {
        let unit = self.current();
        for &scope in unit.chain.iter().rev() {
            let this = &self.table.scopes[scope];
            if this.kind == ScopeKind::Class {
                let name = self.table.name(id);
                if matches!(name, "__class__" | "__classdict__" | "__conditional_annotations__") {
                    return unit.registers.get(&(scope, id)).copied();
                }
                continue;
            }
            if this.symbol(id).is_some_and(|symbol| symbol.place == Place::Cell) {
                return unit.registers.get(&(scope, id)).copied();
            }
        }
        None
    }
}
