//! Functions and lambdas: parameters, defaults, decorators, docstrings.

use super::{Generator, KeyKind};
use crate::assemble::Register;
use crate::code::{Code, Constant, flag};
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::symbol::{ScopeId, ScopeKind};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::call::SELF;
use crate::opcode::function_attribute as attribute;

impl<'a> Generator<'a> {
    pub(super) fn function_definition(&mut self, node: &'a ast::StmtFunctionDef) -> Result {
        let mark = self.mark();
        let (result, windows) = self.decorators(&node.decorator_list)?;
        let place = windows.last().map_or(result, |&(window, _)| window + SELF + 1);
        self.at(node.range);
        if let Some(parameters) = &node.type_params {
            self.generic_function(node, parameters, place)?;
        } else {
            let (defaults, keyword_defaults) = self.defaults(&node.parameters)?;
            self.function_object(node, defaults, keyword_defaults, place)?;
        }
        self.apply_decorators(&windows);
        self.at(node.name.range);
        self.store_name(&node.name, result);
        self.release(mark);
        Ok(())
    }

    /// Evaluates decorators into windows of which each holds the next as its argument. The register of the result, and
    /// the windows; the decorated object belongs into the last one's argument register (or the result).
    pub(super) fn decorators(
        &mut self,
        decorators: &'a [ast::Decorator],
    ) -> Result<(Register, Vec<(Register, TextRange)>)> {
        let result = self.temporary();
        let mut slot = result;
        let mut windows = Vec::with_capacity(decorators.len());
        for decorator in decorators {
            self.expression_to(&decorator.expression, slot)?;
            self.temporaries(SELF);
            self.op(Opcode::Unbind, slot + SELF, 0, 0);
            windows.push((slot, decorator.expression.range()));
            slot = self.temporary();
        }
        Ok((result, windows))
    }

    pub(super) fn apply_decorators(&mut self, windows: &[(Register, TextRange)]) {
        for &(window, range) in windows.iter().rev() {
            self.at(range);
            self.op(Opcode::Call, window, 1, 0);
        }
    }

    /// Default values as a tuple and as a dict, where there are any.
    pub(super) fn defaults(
        &mut self,
        parameters: &'a ast::Parameters,
    ) -> Result<(Option<Register>, Option<Register>)> {
        let positional: Vec<&'a Expr> = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .filter_map(|parameter| parameter.default.as_deref())
            .collect();
        let mut defaults = None;
        if !positional.is_empty() {
            let tuple = self.temporary();
            let constants: Option<Vec<Constant>> =
                positional.iter().map(|default| self.fold(default)).collect();
            if let Some(constants) = constants {
                self.load_constant(Constant::Tuple(constants), tuple);
            } else {
                let mark = self.mark();
                let first = self.temporaries(positional.len() as u32);
                for (index, default) in positional.iter().enumerate() {
                    self.expression_to(default, first + index as u32)?;
                }
                self.op(Opcode::BuildTuple, tuple, first, positional.len() as u32);
                self.release(mark);
            }
            defaults = Some(tuple);
        }
        let named: Vec<(&'a str, &'a Expr)> = parameters
            .kwonlyargs
            .iter()
            .filter_map(|parameter| {
                Some((parameter.parameter.name.as_str(), parameter.default.as_deref()?))
            })
            .collect();
        let mut keyword_defaults = None;
        if !named.is_empty() {
            let dict = self.temporary();
            let mark = self.mark();
            let first = self.temporaries(2 * named.len() as u32);
            for (index, (name, default)) in named.iter().enumerate() {
                let key = first + 2 * index as u32;
                let name = crate::symbol::scope::mangle(self.class.as_deref(), name).into_owned();
                self.load_string(&name, key);
                self.expression_to(default, key + 1)?;
            }
            self.op(Opcode::BuildMap, dict, first, named.len() as u32);
            self.release(mark);
            keyword_defaults = Some(dict);
        }
        Ok((defaults, keyword_defaults))
    }

    /// The function object with all its attributes but type parameters.
    pub(super) fn function_object(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        defaults: Option<Register>,
        keyword_defaults: Option<Register>,
        to: Register,
    ) -> Result {
        let annotate = self.function_annotations(node)?;
        let scope = self.scope_of(node, KeyKind::Body);
        let table = self.table;
        let this = &table.scopes[scope];
        let first = node.decorator_list.first().map_or(node.range, |decorator| decorator.range);
        let line = self.source.line(first.start().to_usize());
        let mut flags = match (node.is_async, this.is_generator) {
            (false, false) => 0,
            (false, true) => flag::GENERATOR,
            (true, false) => flag::COROUTINE,
            (true, true) => flag::ASYNC_GENERATOR,
        };
        if table.scopes[this.parent.unwrap_or(0)].kind == ScopeKind::Class {
            flags |= flag::METHOD;
        }
        let qualname = self.qualify(&node.name);
        let mut code = self.function_code(scope, &node.name, line, flags, qualname, |this| {
            this.function_body(&node.body, node)
        })?;
        count_parameters(&mut code, Some(&node.parameters));
        self.at(node.range);
        self.make_function(code, scope, to);
        for (value, number) in [
            (annotate, attribute::ANNOTATE),
            (keyword_defaults, attribute::KEYWORD_DEFAULTS),
            (defaults, attribute::DEFAULTS),
        ] {
            if let Some(value) = value {
                self.op(Opcode::SetFunctionAttribute, to, value, number);
            }
        }
        Ok(())
    }

    fn function_body(&mut self, body: &'a [Stmt], node: &'a ast::StmtFunctionDef) -> Result {
        let documentation = self.docstring(body);
        if let Some(text) = &documentation {
            self.unit().flags |= flag::HAS_DOCSTRING;
            self.constant(Constant::Str(text.clone()));
        }
        let scope = &self.table.scopes[self.current().scope];
        if scope.is_generator || scope.is_coroutine {
            self.at(node.name.range);
            self.op(Opcode::ReturnGenerator, 0, 0, 0);
        }
        let rest = if has_docstring(body) { &body[1..] } else { body };
        self.statements(rest)
    }

    /// Code of a function-like scope.
    pub(super) fn function_code(
        &mut self,
        scope: ScopeId,
        name: &str,
        line: u32,
        flags: u32,
        qualname: String,
        body: impl FnOnce(&mut Self) -> Result,
    ) -> Result<Code> {
        self.enter(scope, name, line, flag::OPTIMIZED | flag::NEWLOCALS | flags);
        self.unit().qualname = qualname;
        body(self)?;
        self.leave()
    }

    /// A function of finished code, with its closure.
    pub(super) fn make_function(&mut self, code: Code, scope: ScopeId, to: Register) {
        let mark = self.mark();
        let closure = self.closure(scope);
        let index = self.constant(Constant::Code(Box::new(code)));
        self.wide(Opcode::MakeFunction, to, index);
        if let Some(closure) = closure {
            self.op(Opcode::SetFunctionAttribute, to, closure, attribute::CLOSURE);
        }
        self.release(mark);
    }

    pub(super) fn lambda(&mut self, node: &'a ast::ExprLambda, to: Register) -> Result {
        let (defaults, keyword_defaults) = match &node.parameters {
            Some(parameters) => self.defaults(parameters)?,
            None => (None, None),
        };
        let scope = self.scope_of(node, KeyKind::Body);
        let line = self.source.line(node.range.start().to_usize());
        let is_generator = self.table.scopes[scope].is_generator;
        let flags = if is_generator { flag::GENERATOR } else { 0 };
        let qualname = self.qualify("<lambda>");
        let mut code = self.function_code(scope, "<lambda>", line, flags, qualname, |this| {
            if is_generator {
                this.op(Opcode::ReturnGenerator, 0, 0, 0);
            }
            let mark = this.mark();
            let value = this.operand(&node.body)?;
            this.at(node.body.range());
            this.op(Opcode::Return, value, 0, 0);
            this.release(mark);
            Ok(())
        })?;
        count_parameters(&mut code, node.parameters.as_deref());
        self.at(node.range);
        let place = self.workplace(to);
        self.make_function(code, scope, place);
        if let Some(value) = keyword_defaults {
            self.op(Opcode::SetFunctionAttribute, place, value, attribute::KEYWORD_DEFAULTS);
        }
        if let Some(value) = defaults {
            self.op(Opcode::SetFunctionAttribute, place, value, attribute::DEFAULTS);
        }
        self.copy(to, place);
        Ok(())
    }

    /// The docstring of a body, cleaned of its indentation, unless they are left out (`-OO`).
    pub(super) fn docstring(&mut self, body: &'a [Stmt]) -> Option<Vec<u8>> {
        if self.options.optimize >= 2 || !has_docstring(body) {
            return None;
        }
        let Some(Stmt::Expr(first)) = body.first() else { return None };
        match self.fold(&first.value) {
            Some(Constant::Str(text)) => Some(clean_docstring(&text)),
            _ => None,
        }
    }
}

pub(super) fn has_docstring(body: &[Stmt]) -> bool {
    matches!(body.first(), Some(Stmt::Expr(first)) if first.value.is_string_literal_expr())
}

pub(super) fn count_parameters(code: &mut Code, parameters: Option<&ast::Parameters>) {
    let Some(parameters) = parameters else { return };
    code.positional_only_count = parameters.posonlyargs.len() as u32;
    code.argument_count = code.positional_only_count + parameters.args.len() as u32;
    code.keyword_only_count = parameters.kwonlyargs.len() as u32;
    if parameters.vararg.is_some() {
        code.flags |= flag::VARARGS;
    }
    if parameters.kwarg.is_some() {
        code.flags |= flag::VARKEYWORDS;
    }
}

/// Tabs become spaces, the common indentation of all lines but the first goes away, and the first line's own.
fn clean_docstring(text: &[u8]) -> Vec<u8> {
    let expanded = expand_tabs(text);
    let lines: Vec<&[u8]> = expanded.split(|&byte| byte == b'\n').collect();
    let indentation = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let margin = lines[1..]
        .iter()
        .filter(|line| indentation(line) < line.len())
        .map(|line| indentation(line))
        .min();
    let margin = margin.unwrap_or(0);
    let mut cleaned = lines[0][indentation(lines[0])..].to_vec();
    for line in &lines[1..] {
        cleaned.push(b'\n');
        cleaned.extend_from_slice(&line[margin.min(indentation(line))..]);
    }
    cleaned
}

fn expand_tabs(text: &[u8]) -> Vec<u8> {
    if !text.contains(&b'\t') {
        return text.to_vec();
    }
    let mut expanded = Vec::with_capacity(text.len() + 16);
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                expanded.resize(expanded.len() + width, b' ');
                column += width;
            }
            b'\n' | b'\r' => {
                expanded.push(byte);
                column = 0;
            }
            _ => {
                expanded.push(byte);
                // Columns count characters, not their later bytes.
                if byte & 0xc0 != 0x80 {
                    column += 1;
                }
            }
        }
    }
    expanded
}
