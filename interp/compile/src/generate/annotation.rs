//! `__annotate__` functions (PEP 649), and annotations as strings where the future is imported.

use super::{Generator, KeyKind};
use crate::assemble::Register;
use crate::code::{Code, Constant, flag};
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::opcode::function_attribute as attribute;
use crate::symbol::{ScopeId, ScopeKind};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

/// `format` beyond this raises NotImplementedError: only values and values with placeholders are made here.
const LAST_FORMAT: u32 = 2;

/// Common objects, as `LoadCommon` numbers them.
pub(super) mod common {
    pub const ASSERTION_ERROR: u32 = 0;
    pub const NOT_IMPLEMENTED_ERROR: u32 = 1;
    pub const PRINT_EXPRESSION: u32 = 3;
    pub const TYPE_VARIABLE: u32 = 4;
    pub const PARAMETER_SPECIFICATION: u32 = 5;
    pub const TYPE_VARIABLE_TUPLE: u32 = 6;
    pub const SET_TYPE_DEFAULT: u32 = 7;
    pub const TYPE_ALIAS: u32 = 8;
    pub const SUBSCRIPT_GENERIC: u32 = 9;
    pub const TEMPLATE: u32 = 10;
    pub const INTERPOLATION: u32 = 11;
    pub const KEY_ERROR: u32 = 12;
}

impl<'a> Generator<'a> {
    /// The function that evaluates a function's annotations, if it has any.
    pub(super) fn function_annotations(
        &mut self,
        node: &'a ast::StmtFunctionDef,
    ) -> Result<Option<Register>> {
        let mut annotations: Vec<(String, &'a Expr)> = Vec::new();
        let parameters = &node.parameters;
        // Positional-only ones come second, as CPython has it.
        let plain = parameters
            .args
            .iter()
            .chain(&parameters.posonlyargs)
            .map(|parameter| &parameter.parameter);
        let keyword_only = parameters.kwonlyargs.iter().map(|parameter| &parameter.parameter);
        for parameter in plain
            .chain(parameters.vararg.as_deref())
            .chain(keyword_only)
            .chain(parameters.kwarg.as_deref())
        {
            if let Some(annotation) = parameter.annotation.as_deref() {
                let name = crate::symbol::scope::mangle(self.class.as_deref(), &parameter.name)
                    .into_owned();
                annotations.push((name, annotation));
            }
        }
        if let Some(returns) = &node.returns {
            annotations.push(("return".into(), returns));
        }
        if annotations.is_empty() {
            return Ok(None);
        }
        let place = self.temporary();
        let scope = self.scope_of(node, KeyKind::Annotations);
        let line = self.source.line(node.range.start().to_usize());
        let code = self.annotate_code(scope, line, |this| {
            let first = this.temporaries(2 * annotations.len() as u32);
            for (index, (name, annotation)) in annotations.iter().enumerate() {
                let key = first + 2 * index as u32;
                this.at(annotation.range());
                this.load_string(name, key);
                if this.future_annotations {
                    let text = crate::unparse::expression(annotation, this.source);
                    this.load_string(&text, key + 1);
                } else {
                    this.annotation_value(annotation, key + 1)?;
                }
            }
            this.at(node.range);
            this.op(Opcode::BuildMap, first, first, annotations.len() as u32);
            this.op(Opcode::Return, first, 0, 0);
            Ok(())
        })?;
        self.make_function(code, scope, place);
        Ok(Some(place))
    }

    /// `*args: *Ts` unpacks its single item.
    fn annotation_value(&mut self, annotation: &'a Expr, to: Register) -> Result {
        if let Expr::Starred(starred) = annotation {
            let mark = self.mark();
            let value = self.operand(&starred.value)?;
            self.at(starred.range);
            self.op(Opcode::Unpack, to, value, 1);
            self.release(mark);
            return Ok(());
        }
        self.expression_to(annotation, to)
    }

    fn annotate_code(
        &mut self,
        scope: ScopeId,
        line: u32,
        body: impl FnOnce(&mut Self) -> Result,
    ) -> Result<Code> {
        let qualname = self.qualify("__annotate__");
        let mut code = self.function_code(scope, "__annotate__", line, 0, qualname, |this| {
            this.check_format();
            body(this)
        })?;
        code.argument_count = 1;
        code.positional_only_count = 1;
        Ok(code)
    }

    /// Start of functions that evaluate lazily: only formats that they know.
    pub(super) fn check_format(&mut self) {
        let fine = self.label();
        self.jump(Opcode::JumpIfNotGtInt, 0, LAST_FORMAT, fine);
        let mark = self.mark();
        let error = self.temporary();
        self.op(Opcode::LoadCommon, error, common::NOT_IMPLEMENTED_ERROR, 0);
        self.op(Opcode::Raise, error, error, 1);
        self.release(mark);
        self.bind(fine);
    }

    /// The `__annotate__` of a module or class from the annotations that its body noted.
    pub(super) fn deferred_annotations(&mut self, to: Register) -> Result<bool> {
        let annotations = std::mem::take(&mut self.unit().annotations);
        if annotations.is_empty() {
            return Ok(false);
        }
        let owner = self.current().scope;
        let line = self.current().first_line;
        let scope = self.table.keys[&(owner, KeyKind::Annotations)];
        let code = self.annotate_code(scope, line, |this| {
            let dict = this.temporary();
            this.op(Opcode::BuildMap, dict, 0, 0);
            for annotation in annotations {
                let mark = this.mark();
                let next = this.label();
                this.at(annotation.value.range());
                if let Some(number) = annotation.condition {
                    let element = this.temporary();
                    let set = this.temporary();
                    this.load_constant(Constant::Int(number), element);
                    this.load_conditional_annotations(set);
                    this.op(Opcode::Contains, set, element, set);
                    this.jump(Opcode::JumpIfFalse, set, 0, next);
                }
                let value = this.temporary();
                this.annotation_value(annotation.value, value)?;
                let key = this.temporary();
                let name = crate::symbol::scope::mangle(this.class.as_deref(), annotation.name)
                    .into_owned();
                this.load_string(&name, key);
                this.op(Opcode::SetItem, dict, key, value);
                this.bind(next);
                this.release(mark);
            }
            this.op(Opcode::Return, dict, 0, 0);
            Ok(())
        })?;
        self.make_function(code, scope, to);
        Ok(true)
    }

    /// The set of the annotations that were reached.
    pub(super) fn load_conditional_annotations(&mut self, to: Register) {
        let scope = self.current().scope;
        if self.table.scopes[scope].kind == ScopeKind::Class {
            let register = self.conditional_annotations_cell().expect("the class has the cell");
            let index = self.name_index("__conditional_annotations__");
            self.op(Opcode::LoadCell, to, register, index);
        } else {
            self.load_name("__conditional_annotations__", to);
        }
    }

    pub(super) fn conditional_annotations_cell(&self) -> Option<Register> {
        self.class_cell("__conditional_annotations__")
    }

    pub(super) fn class_cell(&self, name: &str) -> Option<Register> {
        let id = self.table.name_id(name)?;
        self.current().registers.get(&(self.current().scope, id)).copied()
    }

    /// A function of no arguments but the format, for a type variable's bound and the like.
    pub(super) fn lazy_value(
        &mut self,
        scope: ScopeId,
        name: &str,
        value: &'a Expr,
        to: Register,
    ) -> Result {
        let line = self.source.line(value.range().start().to_usize());
        let qualname = self.qualify(name);
        let mut code = self.function_code(scope, name, line, 0, qualname, |this| {
            this.check_format();
            let result = this.temporary();
            this.annotation_value(value, result)?;
            this.op(Opcode::Return, result, 0, 0);
            Ok(())
        })?;
        code.argument_count = 1;
        code.positional_only_count = 1;
        code.variables[0] = ".format".into();
        debug_assert_eq!(code.flags & flag::VARARGS, 0);
        self.make_function(code, scope, to);
        let mark = self.mark();
        let defaults = self.temporary();
        self.load_constant(Constant::Tuple(vec![Constant::Int(1)]), defaults);
        self.op(Opcode::SetFunctionAttribute, to, defaults, attribute::DEFAULTS);
        self.release(mark);
        Ok(())
    }
}
