//! Calls: windows, keywords, unpacked arguments, methods and `super`.
//!
//! The window's base is where the result appears, so a call that is itself an argument is given the argument's register
//! as base: the registers of the window lie above it and nothing is copied.

use super::{Generator, Variable};
use crate::assemble::Register;
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::{FIRST_ARGUMENT, Opcode, SELF_SLOT};
use crate::symbol::scope::mangle;
use crate::symbol::{Place, ScopeKind};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use std::collections::HashSet;

/// More arguments are passed as a tuple.
const MOST_ARGUMENTS: usize = 200;
/// Chains of method calls climb five registers a link; beyond this the object is copied instead.
const HIGHEST_CLIMB: u32 = 2000;

pub(super) const SELF: u32 = SELF_SLOT as u32;
pub(super) const ARGUMENT: u32 = FIRST_ARGUMENT as u32;

impl<'a> Generator<'a> {
    /// A window whose base is `to` if that is the topmost temporary, else a new one. Room up to the self slot.
    pub(super) fn window(&mut self, to: Register) -> Register {
        if self.is_temporary(to) && to + 1 == self.mark() {
            self.temporaries(SELF);
            return to;
        }
        self.temporaries(ARGUMENT)
    }

    pub(super) fn call(&mut self, node: &'a ast::ExprCall, to: Register) -> Result {
        let arguments = &node.arguments;
        self.check_keywords(arguments)?;
        if self.is_plain_super(node) {
            let window = self.window(to);
            self.super_arguments(node, window)?;
            self.at(node.range());
            self.op(Opcode::Unbind, window + SELF, 0, 0);
            self.op(Opcode::CallSuper, window, 2, 0);
            self.copy(to, window);
            return Ok(());
        }
        if self.options.intrinsics
            && let (Expr::Name(name), [left, right]) = (&*node.func, &*arguments.args)
            && name.id == "rounding_error"
        {
            let left = self.operand_near(left, Some(to))?;
            let right = self.operand(right)?;
            self.at(node.range());
            self.op(Opcode::RoundingError, to, left, right);
            return Ok(());
        }
        let spreads = is_spread(arguments);
        if let Expr::Attribute(attribute) = &*node.func
            && !spreads
        {
            return self.call_method(node, attribute, to);
        }
        let mark = self.mark();
        let is_top = self.is_temporary(to) && to + 1 == mark;
        let window = if is_top { to } else { self.temporary() };
        self.expression_to(&node.func, window)?;
        self.temporaries(SELF);
        if spreads || !arguments.keywords.is_empty() {
            self.op(Opcode::Unbind, window + SELF, 0, 0);
        }
        if spreads {
            self.spread_arguments(&arguments.args, &arguments.keywords, window)?;
            self.at(node.range());
            self.op(Opcode::CallSpread, window, 0, 0);
        } else {
            self.arguments_and_call(arguments, window, node.range(), false)?;
        }
        self.copy(to, window);
        Ok(())
    }

    fn call_method(
        &mut self,
        node: &'a ast::ExprCall,
        attribute: &'a ast::ExprAttribute,
        to: Register,
    ) -> Result {
        if let Expr::Call(call) = &*attribute.value
            && self.is_plain_super(call)
        {
            let window = self.window(to);
            self.super_arguments(call, window)?;
            self.release(window + ARGUMENT);
            self.at(attribute.range);
            let name = self.mangled_index(&attribute.attr);
            self.op(Opcode::LoadSuperMethod, window, 0, name);
            self.arguments_and_call(&node.arguments, window, node.range(), true)?;
            self.copy(to, window);
            return Ok(());
        }
        let mark = self.mark();
        let is_top = self.is_temporary(to) && to + 1 == mark;
        let window;
        if mark > HIGHEST_CLIMB {
            window = if is_top { to } else { self.temporary() };
            self.expression_to(&attribute.value, window)?;
            self.temporaries(SELF);
            self.copy(window + SELF, window);
        } else {
            window = self.window(to);
            self.expression_to(&attribute.value, window + SELF)?;
        }
        // The name's line, where the chain runs over several.
        let range = TextRange::new(attribute.value.range().start(), attribute.range.end());
        let start = self.source.line(attribute.value.range().start().to_usize());
        let name_line = self.source.line(attribute.attr.range.start().to_usize());
        let position_range = if start == name_line { range } else { attribute.attr.range };
        self.at(position_range);
        let name = self.mangled_index(&attribute.attr);
        self.op(Opcode::LoadMethod, window, 0, name);
        let call_range = if start == name_line {
            node.range()
        } else {
            TextRange::new(attribute.attr.range.start(), node.range().end())
        };
        self.arguments_and_call(&node.arguments, window, call_range, true)?;
        self.copy(to, window);
        Ok(())
    }

    /// Arguments into the window, then the call. The window has room up to the self slot.
    fn arguments_and_call(
        &mut self,
        arguments: &'a ast::Arguments,
        window: Register,
        range: TextRange,
        is_method: bool,
    ) -> Result {
        let count = arguments.args.len() + arguments.keywords.len();
        let mut names = Vec::with_capacity(arguments.keywords.len());
        for argument in &arguments.args {
            let slot = self.temporary();
            self.expression_to(argument, slot)?;
        }
        for keyword in &arguments.keywords {
            let slot = self.temporary();
            self.expression_to(&keyword.value, slot)?;
            let name = keyword.arg.as_ref().expect("spread calls are compiled elsewhere");
            let name = mangle(self.class.as_deref(), name).into_owned();
            names.push(Constant::Str(name.into_bytes()));
        }
        self.at(range);
        if names.is_empty() {
            self.op(Opcode::Call, window, count as u32, u32::from(!is_method));
        } else {
            let names = self.constant(Constant::Tuple(names));
            self.op(Opcode::CallKeywords, window, count as u32, names);
        }
        Ok(())
    }

    /// Iterable and mapping of a call with unpacked arguments, into the window's first two argument registers.
    pub(super) fn spread_arguments(
        &mut self,
        positional: &'a [Expr],
        keywords: &'a [ast::Keyword],
        window: Register,
    ) -> Result {
        let slots = self.temporaries(2);
        debug_assert_eq!(slots, window + ARGUMENT);
        match positional {
            [Expr::Starred(starred)] => self.expression_to(&starred.value, slots)?,
            [] => {
                let empty = self.constant(Constant::Tuple(Vec::new()));
                self.wide(Opcode::LoadConst, slots, empty);
            }
            _ => {
                self.growing_list(positional, slots)?;
                self.op(Opcode::ListToTuple, slots, slots, 0);
            }
        }
        self.spread_keywords(keywords, window)
    }

    /// The mapping of a call with unpacked arguments.
    pub(super) fn spread_keywords(
        &mut self,
        keywords: &'a [ast::Keyword],
        window: Register,
    ) -> Result {
        let mapping = window + ARGUMENT + 1;
        if keywords.is_empty() {
            self.op(Opcode::Unbind, mapping, 0, 0);
            return Ok(());
        }
        if let [ast::Keyword { arg: None, value, .. }] = keywords {
            return self.expression_to(value, mapping);
        }
        let mark = self.mark();
        let position = self.assembler().position();
        let mut is_made = false;
        let mut rest = keywords;
        while !rest.is_empty() {
            let named = rest.iter().take_while(|keyword| keyword.arg.is_some()).count();
            if named > 0 {
                let first = self.temporaries(2 * named as u32);
                for (index, keyword) in rest[..named].iter().enumerate() {
                    let key = first + 2 * index as u32;
                    let name = keyword.arg.as_ref().expect("counted");
                    let name = mangle(self.class.as_deref(), name).into_owned();
                    self.load_string(&name, key);
                    self.expression_to(&keyword.value, key + 1)?;
                }
                self.assembler().set_position(position);
                if is_made {
                    let part = self.temporary();
                    self.op(Opcode::BuildMap, part, first, named as u32);
                    self.op(Opcode::DictMerge, mapping, part, window);
                } else {
                    self.op(Opcode::BuildMap, mapping, first, named as u32);
                }
            } else {
                if !is_made {
                    self.op(Opcode::BuildMap, mapping, 0, 0);
                }
                let value = self.operand(&rest[0].value)?;
                self.assembler().set_position(position);
                self.op(Opcode::DictMerge, mapping, value, window);
            }
            is_made = true;
            self.release(mark);
            rest = &rest[named.max(1)..];
        }
        Ok(())
    }

    /// `super()` in a method: the class is in the closure and there is a first parameter.
    pub(super) fn is_plain_super(&self, node: &'a ast::ExprCall) -> bool {
        let Expr::Name(name) = &*node.func else { return false };
        if &*name.id != "super"
            || !node.arguments.args.is_empty()
            || !node.arguments.keywords.is_empty()
        {
            return false;
        }
        if self.variable("super") != Variable::Global {
            return false;
        }
        let scope = &self.table.scopes[self.current().scope];
        matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension)
            && !scope.parameters.is_empty()
            && (scope.parameters.len()
                > scope.has_varargs as usize + scope.has_varkeywords as usize)
            && self.table.name_id("__class__").is_some_and(|id| scope.free.contains(&id))
    }

    /// Callable, class and object into a window of `super`.
    pub(super) fn super_arguments(&mut self, node: &'a ast::ExprCall, window: Register) -> Result {
        self.at(node.func.range());
        self.load_name("super", window);
        self.at(node.range());
        let arguments = self.temporaries(2);
        debug_assert_eq!(arguments, window + ARGUMENT);
        self.load_name("__class__", arguments);
        let table = self.table;
        let scope = self.current().scope;
        let first = table.scopes[scope].parameters[0];
        let object = self.current().registers[&(scope, first)];
        let name = table.name(first);
        if table.scopes[scope].symbol(first).is_some_and(|symbol| symbol.place == Place::Cell) {
            let index = self.name_index(name);
            self.op(Opcode::LoadCell, arguments + 1, object, index);
        } else {
            self.check_bound(object, name);
            self.op(Opcode::Move, arguments + 1, object, 0);
        }
        Ok(())
    }

    pub(super) fn check_keywords(&self, arguments: &'a ast::Arguments) -> Result {
        for keyword in &arguments.keywords {
            if let Some(name) = &keyword.arg
                && self.source.text.as_bytes()[keyword.range.start().to_usize()] == b'('
            {
                let end = keyword.value.range().start();
                let equals = self.source.text[..end.to_usize()]
                    .rfind('=')
                    .map_or(end.to_usize(), |at| at + 1);
                let end = ruff_text_size::TextSize::new(equals as u32);
                let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
                return self.error(message, TextRange::new(name.range.start(), end));
            }
        }
        if arguments.keywords.len() < 2 {
            return Ok(());
        }
        let mut seen = HashSet::new();
        for keyword in &arguments.keywords {
            if let Some(name) = &keyword.arg
                && !seen.insert(name.as_str())
            {
                return self.error(format!("keyword argument repeated: {name}"), keyword.range);
            }
        }
        Ok(())
    }
}

/// Whether arguments must be passed as a tuple and a mapping.
pub(super) fn is_spread(arguments: &ast::Arguments) -> bool {
    arguments.args.iter().any(Expr::is_starred_expr)
        || arguments.keywords.iter().any(|keyword| keyword.arg.is_none())
        || arguments.args.len() + arguments.keywords.len() > MOST_ARGUMENTS
}
