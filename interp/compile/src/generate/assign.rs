//! Storing to targets of every kind, augmented and annotated assignment, `del`.

use super::expression::{binary_opcode, immediate};
use super::{Annotation, Generator};
use crate::assemble::Register;
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::symbol::ScopeKind;
use ruff_python_ast::{self as ast, Expr, ExprContext, Operator};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Generator<'a> {
    pub(super) fn assign(&mut self, node: &'a ast::StmtAssign) -> Result {
        let mark = self.mark();
        if let [target] = node.targets.as_slice() {
            if let Expr::Name(name) = target
                && let Some(register) = self.local_target(&name.id)
            {
                self.expression_to(&node.value, register)?;
                self.assigned(register);
                return Ok(());
            }
            if self.assign_elements(target, &node.value)? {
                self.release(mark);
                return Ok(());
            }
        }
        let value = self.operand(&node.value)?;
        for target in &node.targets {
            self.store(target, value)?;
        }
        self.release(mark);
        Ok(())
    }

    /// `a, b = x, y`: no tuple is built. All values come before the first store.
    fn assign_elements(&mut self, target: &'a Expr, value: &'a Expr) -> Result<bool> {
        let targets = match target {
            Expr::Tuple(node) => &node.elts,
            Expr::List(node) => &node.elts,
            _ => return Ok(false),
        };
        let values = match value {
            Expr::Tuple(node) => &node.elts,
            _ => return Ok(false),
        };
        let is_starred = |expressions: &[Expr]| expressions.iter().any(Expr::is_starred_expr);
        if targets.len() != values.len()
            || targets.len() > 16
            || is_starred(targets)
            || is_starred(values)
        {
            return Ok(false);
        }
        let mut registers = Vec::with_capacity(values.len());
        for value in values {
            registers.push(self.value(value)?);
        }
        for (target, register) in targets.iter().zip(registers) {
            self.store(target, register)?;
        }
        Ok(true)
    }

    /// Stores a register to a target.
    pub(super) fn store(&mut self, target: &'a Expr, value: Register) -> Result {
        let mark = self.mark();
        match target {
            Expr::Name(node) => {
                self.at(node.range);
                self.store_name(&node.id, value);
            }
            Expr::Attribute(node) => {
                let object = self.operand(&node.value)?;
                self.at(node.range);
                self.store_attribute(node, object, value);
            }
            Expr::Subscript(node) => {
                let object = self.operand(&node.value)?;
                let key = self.operand(&node.slice)?;
                self.at(node.range);
                self.op(Opcode::SetItem, object, key, value);
            }
            Expr::Tuple(node) => self.unpack(&node.elts, value, node.range)?,
            Expr::List(node) => self.unpack(&node.elts, value, node.range)?,
            Expr::Starred(node) => {
                return self
                    .error("starred assignment target must be in a list or tuple", node.range);
            }
            other => return self.error("cannot assign to expression", other.range()),
        }
        self.release(mark);
        Ok(())
    }

    fn store_attribute(&mut self, node: &'a ast::ExprAttribute, object: Register, value: Register) {
        self.note_attribute(node);
        let name = self.mangled_index(&node.attr);
        self.op(Opcode::StoreAttr, object, value, name);
    }

    /// The class around a method learns which attributes its instances get.
    fn note_attribute(&mut self, node: &'a ast::ExprAttribute) {
        let Expr::Name(object) = &*node.value else { return };
        let table = self.table;
        let Some(index) =
            self.units.iter().rposition(|unit| table.scopes[unit.scope].kind == ScopeKind::Class)
        else {
            return;
        };
        let attribute = node.attr.to_string();
        let method = self.units.get(index + 1);
        let is_first = method.is_some_and(|unit| {
            let parameters = &table.scopes[unit.scope].parameters;
            parameters.first().is_some_and(|&id| table.name(id) == object.id.as_str())
        });
        if is_first {
            self.units[index].instance_attributes.insert(attribute.clone());
        }
        if index + 1 < self.units.len() && &*object.id == "self" {
            self.units[index].static_attributes.insert(attribute);
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: Register, range: TextRange) -> Result {
        let star = targets.iter().position(Expr::is_starred_expr);
        if let Some(star) = star {
            if let Some(second) = targets[star + 1..].iter().find(|target| target.is_starred_expr())
            {
                let _ = second;
                return self.error("multiple starred expressions in assignment", range);
            }
            let after = targets.len() - star - 1;
            if star >= 256 || after >= 256 {
                return self.error("too many expressions in star-unpacking assignment", range);
            }
            let first = self.temporaries(targets.len() as u32);
            self.at(range);
            self.op(Opcode::UnpackStar, first, value, (star | after << 8) as u32);
            for (index, target) in targets.iter().enumerate() {
                let target = match target {
                    Expr::Starred(starred) => &*starred.value,
                    other => other,
                };
                self.store(target, first + index as u32)?;
            }
            return Ok(());
        }
        if let Some(first) = self.consecutive_locals(targets) {
            self.at(range);
            self.op(Opcode::Unpack, first, value, targets.len() as u32);
            for index in 0..targets.len() as u32 {
                self.assigned(first + index);
            }
            return Ok(());
        }
        let first = self.temporaries(targets.len() as u32);
        self.at(range);
        self.op(Opcode::Unpack, first, value, targets.len() as u32);
        for (index, target) in targets.iter().enumerate() {
            self.store(target, first + index as u32)?;
        }
        Ok(())
    }

    /// Targets that are locals in a row are unpacked in place. Not where a handler of this code could see some of them
    /// written by an unpacking that fails half-way.
    fn consecutive_locals(&mut self, targets: &'a [Expr]) -> Option<Register> {
        if self.assembler().protection() > 0 || targets.is_empty() {
            return None;
        }
        let mut first = None;
        for (index, target) in targets.iter().enumerate() {
            let Expr::Name(name) = target else { return None };
            let register = self.local_target(&name.id)?;
            let start = *first.get_or_insert(register);
            if register != start + index as u32 {
                return None;
            }
        }
        first
    }

    pub(super) fn augmented_assign(&mut self, node: &'a ast::StmtAugAssign) -> Result {
        let mark = self.mark();
        match &*node.target {
            Expr::Name(name) => {
                self.at(name.range);
                if let Some(register) = self.local_target(&name.id) {
                    let text = name.id.as_str();
                    let mangled =
                        crate::symbol::scope::mangle(self.class.as_deref(), text).into_owned();
                    self.check_bound(register, &mangled);
                    self.inplace(node, register, register)?;
                    self.assigned(register);
                } else {
                    let place = self.temporary();
                    self.load_name(&name.id, place);
                    self.inplace(node, place, place)?;
                    self.at(name.range);
                    self.store_name(&name.id, place);
                }
            }
            Expr::Attribute(target) => {
                let object = self.operand(&target.value)?;
                let place = self.temporary();
                self.at(target.range);
                let name = self.mangled_index(&target.attr);
                self.op(Opcode::LoadAttr, place, object, name);
                self.inplace(node, place, place)?;
                self.at(target.range);
                self.store_attribute(target, object, place);
            }
            Expr::Subscript(target) => {
                let object = self.operand(&target.value)?;
                let key = self.operand(&target.slice)?;
                let place = self.temporary();
                self.at(target.range);
                self.op(Opcode::GetItem, place, object, key);
                self.inplace(node, place, place)?;
                self.at(target.range);
                self.op(Opcode::SetItem, object, key, place);
            }
            other => {
                return self.error("illegal expression for augmented assignment", other.range());
            }
        }
        self.release(mark);
        Ok(())
    }

    fn inplace(&mut self, node: &'a ast::StmtAugAssign, to: Register, left: Register) -> Result {
        if let Some(opcode) = immediate(node.op)
            && let Some(number) = self.small_integer(&node.value)
        {
            self.at(node.range);
            self.op(inplace_immediate(opcode), to, left, number);
            return Ok(());
        }
        // The right side may assign the target.
        let left = match &*node.target {
            Expr::Name(_) if !self.is_temporary(left) && self.current().named.contains(left) => {
                let copy = self.temporary();
                self.op(Opcode::Move, copy, left, 0);
                copy
            }
            _ => left,
        };
        let right = self.operand(&node.value)?;
        self.at(node.range);
        self.op(inplace_opcode(node.op), to, left, right);
        Ok(())
    }

    pub(super) fn annotated_assign(&mut self, node: &'a ast::StmtAnnAssign) -> Result {
        if let Some(value) = &node.value {
            let mark = self.mark();
            if let Expr::Name(name) = &*node.target
                && let Some(register) = self.local_target(&name.id)
            {
                self.expression_to(value, register)?;
                self.assigned(register);
            } else {
                let value = self.operand(value)?;
                self.store(&node.target, value)?;
            }
            self.release(mark);
        }
        let kind = self.table.scopes[self.current().scope].kind;
        let is_module_or_class = matches!(kind, ScopeKind::Module | ScopeKind::Class);
        match &*node.target {
            Expr::Name(name) if node.simple && is_module_or_class => {
                self.note_annotation(&name.id, &node.annotation, node.range)?;
                if kind == ScopeKind::Class {
                    // What decorators such as `dataclass` go by.
                    self.unit().instance_attributes.insert(name.id.to_string());
                }
            }
            Expr::Attribute(target) if node.value.is_none() => self.discard(&target.value)?,
            Expr::Subscript(target) if node.value.is_none() => {
                self.discard(&target.value)?;
                self.discard(&target.slice)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn note_annotation(&mut self, name: &'a str, value: &'a Expr, range: TextRange) -> Result {
        if self.future_annotations {
            let mark = self.mark();
            let parts = self.temporaries(3);
            self.at(value.range());
            let text = crate::unparse::expression(value, self.source);
            self.load_string(&text, parts);
            let index = self.name_index("__annotations__");
            self.wide(Opcode::LoadName, parts + 1, index);
            let mangled = crate::symbol::scope::mangle(self.class.as_deref(), name).into_owned();
            self.load_string(&mangled, parts + 2);
            self.at(range);
            self.op(Opcode::SetItem, parts + 1, parts + 2, parts);
            self.release(mark);
            return Ok(());
        }
        let scope = self.current().scope;
        let kind = self.table.scopes[scope].kind;
        let is_conditional = kind == ScopeKind::Module || self.is_conditional_place();
        let mut condition = None;
        if is_conditional {
            let number = self.current().annotation_count;
            self.unit().annotation_count += 1;
            condition = Some(number);
            let mark = self.mark();
            let (set, element) = (self.temporary(), self.temporary());
            self.at(range);
            self.load_conditional_annotations(set);
            self.load_constant(crate::code::Constant::Int(number), element);
            self.op(Opcode::SetAdd, set, element, 0);
            self.release(mark);
        }
        self.unit().annotations.push(Annotation { name, value, condition });
        Ok(())
    }

    pub(super) fn delete(&mut self, targets: &'a [Expr]) -> Result {
        for target in targets {
            let mark = self.mark();
            match target {
                Expr::Name(node) => {
                    self.at(node.range);
                    self.delete_name(&node.id);
                }
                Expr::Attribute(node) => {
                    let object = self.operand(&node.value)?;
                    self.at(node.range);
                    let name = self.mangled_index(&node.attr);
                    self.op(Opcode::DeleteAttr, object, 0, name);
                }
                Expr::Subscript(node) => {
                    let object = self.operand(&node.value)?;
                    let key = self.operand(&node.slice)?;
                    self.at(node.range);
                    self.op(Opcode::DelItem, object, key, 0);
                }
                Expr::Tuple(node) if node.ctx == ExprContext::Del => self.delete(&node.elts)?,
                Expr::List(node) if node.ctx == ExprContext::Del => self.delete(&node.elts)?,
                other => return self.error("cannot delete expression", other.range()),
            }
            self.release(mark);
        }
        Ok(())
    }
}

fn inplace_opcode(op: Operator) -> Opcode {
    match binary_opcode(op) {
        Opcode::Add => Opcode::InplaceAdd,
        Opcode::Sub => Opcode::InplaceSub,
        Opcode::Mul => Opcode::InplaceMul,
        Opcode::MatMul => Opcode::InplaceMatMul,
        Opcode::TrueDiv => Opcode::InplaceTrueDiv,
        Opcode::Mod => Opcode::InplaceMod,
        Opcode::Pow => Opcode::InplacePow,
        Opcode::LeftShift => Opcode::InplaceLeftShift,
        Opcode::RightShift => Opcode::InplaceRightShift,
        Opcode::Or => Opcode::InplaceOr,
        Opcode::Xor => Opcode::InplaceXor,
        Opcode::And => Opcode::InplaceAnd,
        Opcode::FloorDiv => Opcode::InplaceFloorDiv,
        other => unreachable!("{} is no binary operator", other.name()),
    }
}

fn inplace_immediate(opcode: Opcode) -> Opcode {
    match opcode {
        Opcode::AddInt => Opcode::InplaceAddInt,
        Opcode::SubInt => Opcode::InplaceSubInt,
        Opcode::MulInt => Opcode::InplaceMulInt,
        Opcode::FloorDivInt => Opcode::InplaceFloorDivInt,
        Opcode::ModInt => Opcode::InplaceModInt,
        Opcode::LeftShiftInt => Opcode::InplaceLeftShiftInt,
        Opcode::RightShiftInt => Opcode::InplaceRightShiftInt,
        Opcode::AndInt => Opcode::InplaceAndInt,
        other => unreachable!("{} has no in-place form", other.name()),
    }
}
