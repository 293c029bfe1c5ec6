//! Expressions: operators, displays, attributes, subscripts and the choice of registers for operands.

use super::{Generator, Variable};
use crate::assemble::Register;
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, CmpOp, Expr, Operator, UnaryOp};
use ruff_text_size::Ranged;

/// Longer displays are built piece by piece, so that registers stay few.
const LONGEST_DISPLAY: usize = 64;

impl<'a> Generator<'a> {
    /// Start, stop and step into three registers.
    fn slice_parts(&mut self, slice: &'a ast::ExprSlice, to: Register) -> Result {
        for (index, part) in [&slice.lower, &slice.upper, &slice.step].into_iter().enumerate() {
            match part {
                Some(part) => self.expression_to(part, to + index as u32)?,
                None => self.load_none(to + index as u32),
            }
        }
        Ok(())
    }

    /// Evaluates into some register: a local's own where that is safe, else a new temporary.
    pub(super) fn operand(&mut self, expression: &'a Expr) -> Result<Register> {
        self.operand_near(expression, None)
    }

    /// As `operand`; a result that needs a temporary goes to `place` if given (a temporary that is free to be used).
    pub(super) fn operand_near(
        &mut self,
        expression: &'a Expr,
        place: Option<Register>,
    ) -> Result<Register> {
        if let Expr::Name(name) = expression {
            self.at(name.range);
            if let Some(register) = self.local_operand(&name.id) {
                return Ok(register);
            }
        }
        let to = match place {
            Some(place) if self.is_temporary(place) => place,
            _ => self.temporary(),
        };
        self.expression_to(expression, to)?;
        Ok(to)
    }

    /// Evaluates into a new temporary.
    pub(super) fn value(&mut self, expression: &'a Expr) -> Result<Register> {
        let to = self.temporary();
        self.expression_to(expression, to)?;
        Ok(to)
    }

    /// Evaluates for the effects alone.
    pub(super) fn discard(&mut self, expression: &'a Expr) -> Result {
        let mark = self.mark();
        match expression {
            Expr::Name(_) => {
                self.operand(expression)?;
            }
            _ if self.fold(expression).is_some() => {}
            _ => {
                self.value(expression)?;
            }
        }
        self.release(mark);
        Ok(())
    }

    /// Evaluates into the register, which is written last of all.
    pub(super) fn expression_to(&mut self, expression: &'a Expr, to: Register) -> Result {
        self.deeper()?;
        let mark = self.mark();
        self.expression_inner(expression, to)?;
        self.release(mark);
        self.depth -= 1;
        Ok(())
    }

    fn expression_inner(&mut self, expression: &'a Expr, to: Register) -> Result {
        let range = expression.range();
        self.at(range);
        match expression {
            Expr::Name(node) => {
                if &*node.id == "__debug__" {
                    let constant =
                        if self.options.optimize == 0 { Constant::True } else { Constant::False };
                    self.load_constant(constant, to);
                    return Ok(());
                }
                self.load_name(&node.id, to);
            }
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_) => {
                let constant = self.literal(expression)?;
                self.load_constant(constant, to);
            }
            Expr::Attribute(node) => self.attribute(node, to)?,
            Expr::Call(node) => self.call(node, to)?,
            Expr::BinOp(node) => {
                if let Some(constant) = self.fold(expression) {
                    self.load_constant(constant, to);
                    return Ok(());
                }
                self.binary(node, to)?;
            }
            Expr::UnaryOp(node) => {
                if let Some(constant) = self.fold(expression) {
                    self.load_constant(constant, to);
                    return Ok(());
                }
                let operand = self.operand_near(&node.operand, Some(to))?;
                self.at(range);
                let opcode = match node.op {
                    UnaryOp::Invert => Opcode::Invert,
                    UnaryOp::Not => Opcode::Not,
                    UnaryOp::UAdd => Opcode::Positive,
                    UnaryOp::USub => Opcode::Negative,
                };
                self.op(opcode, to, operand, 0);
            }
            Expr::BoolOp(node) => {
                let place = self.workplace(to);
                let end = self.label();
                let opcode = match node.op {
                    ast::BoolOp::And => Opcode::JumpIfFalse,
                    ast::BoolOp::Or => Opcode::JumpIfTrue,
                };
                for (index, value) in node.values.iter().enumerate() {
                    self.expression_to(value, place)?;
                    if index + 1 < node.values.len() {
                        self.at(value.range());
                        self.jump(opcode, place, 0, end);
                    }
                }
                self.bind(end);
                self.at(range);
                self.copy(to, place);
            }
            Expr::Compare(node) => self.compare(node, to)?,
            Expr::If(node) => {
                let (otherwise, end) = (self.label(), self.label());
                self.jump_if(&node.test, false, otherwise)?;
                self.expression_to(&node.body, to)?;
                self.go(end);
                self.bind(otherwise);
                self.expression_to(&node.orelse, to)?;
                self.bind(end);
            }
            Expr::Subscript(node) if matches!(&*node.slice, Expr::Slice(_)) => {
                let Expr::Slice(slice) = &*node.slice else { return Ok(()) };
                let parts = self.temporaries(4);
                self.expression_to(&node.value, parts)?;
                self.slice_parts(slice, parts + 1)?;
                self.at(range);
                self.op(Opcode::GetSlice, to, parts, 4);
            }
            Expr::Subscript(node) => {
                let object = self.operand_near(&node.value, Some(to))?;
                if let Some(number) = self.small_integer(&node.slice) {
                    self.at(range);
                    self.op(Opcode::GetItemInt, to, object, number);
                    return Ok(());
                }
                let key = self.operand(&node.slice)?;
                self.at(range);
                self.op(Opcode::GetItem, to, object, key);
            }
            Expr::Slice(node) => {
                let parts = self.temporaries(3);
                self.slice_parts(node, parts)?;
                self.at(range);
                self.op(Opcode::BuildSlice, to, parts, 3);
            }
            Expr::List(node) => self.list(&node.elts, to, false)?,
            Expr::Tuple(node) => {
                if let Some(constant) = self.fold(expression) {
                    self.load_constant(constant, to);
                    return Ok(());
                }
                self.list(&node.elts, to, true)?;
            }
            Expr::Set(node) => self.set(node, to)?,
            Expr::Dict(node) => self.dict(node, to)?,
            Expr::Named(node) => self.named(node, to)?,
            Expr::Lambda(node) => self.lambda(node, to)?,
            Expr::ListComp(node) => self.comprehension(
                node,
                super::comprehension::Kind::List,
                &node.generators,
                &node.elt,
                None,
                to,
            )?,
            Expr::SetComp(node) => self.comprehension(
                node,
                super::comprehension::Kind::Set,
                &node.generators,
                &node.elt,
                None,
                to,
            )?,
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    return self
                        .error("dict unpacking cannot be used in dict comprehension", range);
                };
                let kind = super::comprehension::Kind::Dict;
                self.comprehension(node, kind, &node.generators, key, Some(&node.value), to)?
            }
            Expr::Generator(node) => self.generator_expression(node, to)?,
            Expr::Await(node) => self.await_expression(node, to)?,
            Expr::Yield(node) => self.yield_expression(node, to)?,
            Expr::YieldFrom(node) => self.yield_from(node, to)?,
            Expr::FString(node) => self.formatted_string(node, to)?,
            Expr::TString(node) => self.template_string(node, to)?,
            Expr::Starred(_) => return self.error("can't use starred expression here", range),
            Expr::IpyEscapeCommand(_) => return self.error("invalid syntax", range),
        }
        Ok(())
    }

    fn attribute(&mut self, node: &'a ast::ExprAttribute, to: Register) -> Result {
        if let Expr::Call(call) = &*node.value
            && self.is_plain_super(call)
        {
            let window = self.window(to);
            self.super_arguments(call, window)?;
            self.at(node.range);
            let name = self.mangled_index(&node.attr);
            self.op(Opcode::LoadSuperAttr, window, 0, name);
            self.copy(to, window);
            return Ok(());
        }
        let object = self.operand_near(&node.value, Some(to))?;
        self.at(node.range);
        let name = self.mangled_index(&node.attr);
        self.op(Opcode::LoadAttr, to, object, name);
        Ok(())
    }

    /// A literal integer that fits an immediate operand.
    pub(super) fn small_integer(&mut self, expression: &'a Expr) -> Option<u32> {
        if !matches!(expression, Expr::NumberLiteral(_) | Expr::UnaryOp(_)) {
            return None;
        }
        match self.fold(expression) {
            Some(Constant::Int(number)) => Self::fits_immediate(number),
            _ => None,
        }
    }

    fn binary(&mut self, node: &'a ast::ExprBinOp, to: Register) -> Result {
        if node.op == Operator::Mod && self.percent_format(node, to)? {
            return Ok(());
        }
        let left = self.operand_near(&node.left, Some(to))?;
        if let Some(opcode) = immediate(node.op)
            && let Some(number) = self.small_integer(&node.right)
        {
            self.at(node.range);
            self.op(opcode, to, left, number);
            return Ok(());
        }
        let right = self.operand(&node.right)?;
        self.at(node.range);
        self.op(binary_opcode(node.op), to, left, right);
        Ok(())
    }

    /// Left operand of a comparison: an assignment expression may be read in the variable that it assigns if the right
    /// side cannot change it.
    pub(super) fn comparison_left(
        &mut self,
        left: &'a Expr,
        right: &'a Expr,
        place: Option<Register>,
    ) -> Result<Register> {
        if let Expr::Named(named) = left
            && let Expr::Name(name) = &*named.target
            && matches!(self.variable(&name.id), Variable::Register(_))
            && (right.is_literal_expr() || right.is_name_expr())
        {
            return self.named_in_place(named);
        }
        self.operand_near(left, place)
    }

    /// An assignment expression to a local; its register.
    pub(super) fn named_in_place(&mut self, node: &'a ast::ExprNamed) -> Result<Register> {
        let Expr::Name(name) = &*node.target else {
            return self
                .error("cannot use assignment expressions with expression", node.target.range());
        };
        let register = self.local_target(&name.id).expect("a local");
        self.expression_to(&node.value, register)?;
        self.assigned(register);
        Ok(register)
    }

    fn named(&mut self, node: &'a ast::ExprNamed, to: Register) -> Result {
        let Expr::Name(name) = &*node.target else {
            return self
                .error("cannot use assignment expressions with expression", node.target.range());
        };
        if let Some(register) = self.local_target(&name.id) {
            self.expression_to(&node.value, register)?;
            self.assigned(register);
            self.copy(to, register);
            return Ok(());
        }
        let place = self.workplace(to);
        self.expression_to(&node.value, place)?;
        self.at(name.range);
        self.store_name(&name.id, place);
        self.copy(to, place);
        Ok(())
    }

    fn compare(&mut self, node: &'a ast::ExprCompare, to: Register) -> Result {
        if node.ops.len() == 1 {
            let left = self.comparison_left(&node.left, &node.comparators[0], Some(to))?;
            let right = self.comparison_right(node.ops[0], &node.comparators[0])?;
            self.at(node.range);
            self.compare_registers(node.ops[0], to, left, right);
            return Ok(());
        }
        let place = self.workplace(to);
        let end = self.label();
        let mut left = self.operand(&node.left)?;
        for (index, (&op, comparator)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let is_last = index + 1 == node.ops.len();
            let right = if is_last {
                self.comparison_right(op, comparator)?
            } else {
                self.operand(comparator)?
            };
            self.at(node.range);
            self.compare_registers(op, place, left, right);
            if !is_last {
                self.jump(Opcode::JumpIfFalse, place, 0, end);
            }
            left = right;
        }
        self.bind(end);
        self.copy(to, place);
        Ok(())
    }

    /// Right operand: a list or set of constants behind `in` is a constant itself.
    pub(super) fn comparison_right(&mut self, op: CmpOp, right: &'a Expr) -> Result<Register> {
        if matches!(op, CmpOp::In | CmpOp::NotIn)
            && let Some(constant) = self.constant_container(right)
        {
            let register = self.temporary();
            self.at(right.range());
            self.load_constant(constant, register);
            return Ok(register);
        }
        self.operand(right)
    }

    /// A list as a tuple, a set as a frozen set, when all elements are constant.
    pub(super) fn constant_container(&mut self, expression: &'a Expr) -> Option<Constant> {
        match expression {
            Expr::List(node) => self.fold_all(&node.elts).map(Constant::Tuple),
            Expr::Set(node) => self.fold_all(&node.elts).map(Constant::FrozenSet),
            _ => None,
        }
    }

    pub(super) fn compare_registers(
        &mut self,
        op: CmpOp,
        to: Register,
        left: Register,
        right: Register,
    ) {
        let opcode = match op {
            CmpOp::Eq => Opcode::Eq,
            CmpOp::NotEq => Opcode::Ne,
            CmpOp::Lt => Opcode::Lt,
            CmpOp::LtE => Opcode::Le,
            CmpOp::Gt => Opcode::Gt,
            CmpOp::GtE => Opcode::Ge,
            CmpOp::Is => Opcode::Is,
            CmpOp::IsNot => Opcode::IsNot,
            CmpOp::In => Opcode::Contains,
            CmpOp::NotIn => Opcode::NotContains,
        };
        self.op(opcode, to, left, right);
    }

    /// A list or tuple display.
    pub(super) fn list(&mut self, elements: &'a [Expr], to: Register, is_tuple: bool) -> Result {
        let position = self.assembler().position();
        let is_simple =
            elements.len() <= LONGEST_DISPLAY && !elements.iter().any(Expr::is_starred_expr);
        if is_simple {
            if !is_tuple
                && elements.len() >= 3
                && let Some(constants) = self.fold_all(elements)
            {
                let place = self.workplace(to);
                let tuple = self.temporary();
                self.op(Opcode::BuildList, place, 0, 0);
                self.load_constant(Constant::Tuple(constants), tuple);
                self.op(Opcode::ListExtend, place, tuple, 0);
                self.copy(to, place);
                return Ok(());
            }
            let first = self.temporaries(elements.len() as u32);
            for (index, element) in elements.iter().enumerate() {
                self.expression_to(element, first + index as u32)?;
            }
            self.assembler().set_position(position);
            let opcode = if is_tuple { Opcode::BuildTuple } else { Opcode::BuildList };
            self.op(opcode, to, first, elements.len() as u32);
            return Ok(());
        }
        let place = self.workplace(to);
        self.growing_list(elements, place)?;
        self.assembler().set_position(position);
        if is_tuple {
            self.op(Opcode::ListToTuple, to, place, 0);
        } else {
            self.copy(to, place);
        }
        Ok(())
    }

    /// Builds a list in a temporary, element by element behind the first ones.
    pub(super) fn growing_list(&mut self, elements: &'a [Expr], place: Register) -> Result {
        let position = self.assembler().position();
        if elements.len() > LONGEST_DISPLAY
            && let Some(constants) = self.fold_all(elements)
        {
            let tuple = self.temporary();
            self.op(Opcode::BuildList, place, 0, 0);
            self.load_constant(Constant::Tuple(constants), tuple);
            self.op(Opcode::ListExtend, place, tuple, 0);
            return Ok(());
        }
        let leading = elements
            .iter()
            .take(LONGEST_DISPLAY)
            .take_while(|element| !element.is_starred_expr())
            .count();
        let mark = self.mark();
        let first = self.temporaries(leading as u32);
        for (index, element) in elements[..leading].iter().enumerate() {
            self.expression_to(element, first + index as u32)?;
        }
        self.assembler().set_position(position);
        self.op(Opcode::BuildList, place, first, leading as u32);
        self.release(mark);
        for element in &elements[leading..] {
            let mark = self.mark();
            match element {
                Expr::Starred(starred) => {
                    let value = self.operand(&starred.value)?;
                    self.at(starred.range);
                    self.op(Opcode::ListExtend, place, value, 0);
                }
                _ => {
                    let value = self.operand(element)?;
                    self.assembler().set_position(position);
                    self.op(Opcode::ListAppend, place, value, 0);
                }
            }
            self.release(mark);
        }
        Ok(())
    }

    fn set(&mut self, node: &'a ast::ExprSet, to: Register) -> Result {
        let is_simple =
            node.elts.len() <= LONGEST_DISPLAY && !node.elts.iter().any(Expr::is_starred_expr);
        if is_simple {
            let first = self.temporaries(node.elts.len() as u32);
            for (index, element) in node.elts.iter().enumerate() {
                self.expression_to(element, first + index as u32)?;
            }
            self.at(node.range);
            self.op(Opcode::BuildSet, to, first, node.elts.len() as u32);
            return Ok(());
        }
        let place = self.workplace(to);
        self.op(Opcode::BuildSet, place, 0, 0);
        for element in &node.elts {
            let mark = self.mark();
            match element {
                Expr::Starred(starred) => {
                    let value = self.operand(&starred.value)?;
                    self.at(starred.range);
                    self.op(Opcode::SetUpdate, place, value, 0);
                }
                _ => {
                    let value = self.operand(element)?;
                    self.at(node.range);
                    self.op(Opcode::SetAdd, place, value, 0);
                }
            }
            self.release(mark);
        }
        self.copy(to, place);
        Ok(())
    }

    fn dict(&mut self, node: &'a ast::ExprDict, to: Register) -> Result {
        let leading =
            node.items.iter().take(LONGEST_DISPLAY).take_while(|item| item.key.is_some()).count();
        let is_whole = leading == node.items.len();
        let place = if is_whole { to } else { self.workplace(to) };
        let mark = self.mark();
        let first = self.temporaries(2 * leading as u32);
        for (index, item) in node.items[..leading].iter().enumerate() {
            let key = first + 2 * index as u32;
            self.expression_to(item.key.as_ref().expect("counted"), key)?;
            self.expression_to(&item.value, key + 1)?;
        }
        self.at(node.range);
        self.op(Opcode::BuildMap, place, first, leading as u32);
        self.release(mark);
        for item in &node.items[leading..] {
            match &item.key {
                Some(key) => {
                    let key = self.operand(key)?;
                    let value = self.operand(&item.value)?;
                    self.at(node.range);
                    self.op(Opcode::MapAdd, place, key, value);
                }
                None => {
                    let value = self.operand(&item.value)?;
                    self.at(item.value.range());
                    self.op(Opcode::DictUpdate, place, value, 0);
                }
            }
            self.release(mark);
        }
        self.copy(to, place);
        Ok(())
    }

    pub(super) fn yield_expression(&mut self, node: &'a ast::ExprYield, to: Register) -> Result {
        self.check_yield("yield", node.range)?;
        let value = match &node.value {
            Some(value) => self.operand_near(value, Some(to))?,
            None => {
                let place = self.workplace(to);
                self.load_none(place);
                place
            }
        };
        self.at(node.range);
        self.op(Opcode::Yield, to, value, 0);
        Ok(())
    }
}

pub(super) fn binary_opcode(op: Operator) -> Opcode {
    match op {
        Operator::Add => Opcode::Add,
        Operator::Sub => Opcode::Sub,
        Operator::Mult => Opcode::Mul,
        Operator::MatMult => Opcode::MatMul,
        Operator::Div => Opcode::TrueDiv,
        Operator::Mod => Opcode::Mod,
        Operator::Pow => Opcode::Pow,
        Operator::LShift => Opcode::LeftShift,
        Operator::RShift => Opcode::RightShift,
        Operator::BitOr => Opcode::Or,
        Operator::BitXor => Opcode::Xor,
        Operator::BitAnd => Opcode::And,
        Operator::FloorDiv => Opcode::FloorDiv,
    }
}

/// The form with an integer on the right, where there is one.
pub(super) fn immediate(op: Operator) -> Option<Opcode> {
    Some(match op {
        Operator::Add => Opcode::AddInt,
        Operator::Sub => Opcode::SubInt,
        Operator::Mult => Opcode::MulInt,
        Operator::FloorDiv => Opcode::FloorDivInt,
        Operator::Mod => Opcode::ModInt,
        Operator::LShift => Opcode::LeftShiftInt,
        Operator::RShift => Opcode::RightShiftInt,
        Operator::BitAnd => Opcode::AndInt,
        _ => return None,
    })
}
