//! Type parameters: generic functions, classes and `type` statements, each through a function of its own that makes the
//! parameters.

use super::annotation::common;
use super::call::{ARGUMENT, SELF};
use super::{Generator, KeyKind};
use crate::assemble::Register;
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::opcode::function_attribute as attribute;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Generator<'a> {
    /// A call of a common object: its arguments are what `fill` puts into the registers.
    pub(super) fn call_common(
        &mut self,
        number: u32,
        count: u32,
        to: Register,
        fill: impl FnOnce(&mut Self, Register) -> Result,
    ) -> Result {
        let window = self.window(to);
        self.op(Opcode::LoadCommon, window, number, 0);
        self.op(Opcode::Unbind, window + SELF, 0, 0);
        let first = self.temporaries(count);
        debug_assert_eq!(first, window + ARGUMENT);
        fill(self, first)?;
        self.op(Opcode::Call, window, count, 0);
        self.copy(to, window);
        Ok(())
    }

    /// Makes the parameters, stores each under its name; a tuple of them.
    fn type_parameters(&mut self, parameters: &'a ast::TypeParams, to: Register) -> Result {
        let mark = self.mark();
        let count = parameters.type_params.len() as u32;
        let first = self.temporaries(count);
        let mut seen_default = false;
        for (index, parameter) in parameters.type_params.iter().enumerate() {
            let place = first + index as u32;
            let inner = self.mark();
            let value = self.temporary();
            self.at(parameter.range());
            let (name, default) = match parameter {
                ast::TypeParam::TypeVar(node) => {
                    let bound = node.bound.as_deref();
                    let scope = bound.map(|_| self.scope_of(parameter, KeyKind::Bound));
                    let is_tuple = bound.is_some_and(|bound| bound.is_tuple_expr());
                    self.call_common(common::TYPE_VARIABLE, 3, value, |this, arguments| {
                        this.load_string(&node.name, arguments);
                        this.load_none(arguments + 1);
                        this.load_none(arguments + 2);
                        if let (Some(bound), Some(scope)) = (bound, scope) {
                            this.lazy_value(
                                scope,
                                &node.name,
                                bound,
                                arguments + if is_tuple { 2 } else { 1 },
                            )?;
                        }
                        Ok(())
                    })?;
                    (&node.name, node.default.as_deref())
                }
                ast::TypeParam::TypeVarTuple(node) => {
                    self.call_common(common::TYPE_VARIABLE_TUPLE, 1, value, |this, arguments| {
                        this.load_string(&node.name, arguments);
                        Ok(())
                    })?;
                    (&node.name, node.default.as_deref())
                }
                ast::TypeParam::ParamSpec(node) => {
                    self.call_common(
                        common::PARAMETER_SPECIFICATION,
                        1,
                        value,
                        |this, arguments| {
                            this.load_string(&node.name, arguments);
                            Ok(())
                        },
                    )?;
                    (&node.name, node.default.as_deref())
                }
            };
            match default {
                Some(default) => {
                    seen_default = true;
                    let scope = self.scope_of(parameter, KeyKind::Default);
                    let window = self.temporary();
                    self.call_common(common::SET_TYPE_DEFAULT, 2, window, |this, arguments| {
                        this.copy(arguments, value);
                        this.lazy_value(scope, name, default, arguments + 1)
                    })?;
                    self.copy(value, window);
                }
                None if seen_default => {
                    return self.error(
                        format!(
                            "non-default type parameter '{name}' follows default type parameter"
                        ),
                        parameter.range(),
                    );
                }
                None => {}
            }
            self.copy(place, value);
            self.store_name(name, place);
            self.release(inner);
        }
        self.op(Opcode::BuildTuple, to, first, count);
        self.release(mark);
        Ok(())
    }

    fn generic_name(name: &str) -> String {
        format!("<generic parameters of {name}>")
    }

    pub(super) fn generic_function(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        parameters: &'a ast::TypeParams,
        to: Register,
    ) -> Result {
        let scope = self.scope_of(node, KeyKind::TypeParameters);
        let takes_defaults = !self.table.scopes[scope].parameters.is_empty();
        let mark = self.mark();
        let window = self.temporaries(ARGUMENT);
        let arguments = self.temporaries(2);
        let (defaults, keyword_defaults) = self.defaults(&node.parameters)?;
        let has = (defaults.is_some(), keyword_defaults.is_some());
        let line = self.source.line(node.range.start().to_usize());
        let name = Self::generic_name(&node.name);
        let qualname = self.qualify(&name);
        let mut code = self.function_code(scope, &name, line, 0, qualname, |this| {
            let tuple = this.temporary();
            this.type_parameters(parameters, tuple)?;
            let function = this.temporary();
            let defaults = has.0.then_some(0);
            let keyword_defaults = has.1.then_some(1);
            this.function_object(node, defaults, keyword_defaults, function)?;
            this.op(Opcode::SetFunctionAttribute, function, tuple, attribute::TYPE_PARAMETERS);
            this.op(Opcode::Return, function, 0, 0);
            Ok(())
        })?;
        code.argument_count = if takes_defaults { 2 } else { 0 };
        self.at(node.range);
        self.make_function(code, scope, window);
        self.op(Opcode::Unbind, window + SELF, 0, 0);
        if takes_defaults {
            for (index, value) in [defaults, keyword_defaults].into_iter().enumerate() {
                let argument = arguments + index as u32;
                match value {
                    Some(value) => self.copy(argument, value),
                    None => self.load_none(argument),
                }
            }
        }
        self.op(Opcode::Call, window, if takes_defaults { 2 } else { 0 }, 0);
        self.copy(to, window);
        self.release(mark);
        Ok(())
    }

    pub(super) fn generic_class(
        &mut self,
        node: &'a ast::StmtClassDef,
        parameters: &'a ast::TypeParams,
        to: Register,
    ) -> Result {
        let scope = self.scope_of(node, KeyKind::TypeParameters);
        let line = self.class_line(node);
        let name = Self::generic_name(&node.name);
        let qualname = self.qualify(&name);
        let outer = self.class.replace(node.name.to_string());
        let code = self.function_code(scope, &name, line, 0, qualname, |this| {
            let tuple = this.temporary();
            this.type_parameters(parameters, tuple)?;
            this.store_name(".type_params", tuple);
            let generic = this.temporary();
            this.call_common(common::SUBSCRIPT_GENERIC, 1, generic, |this, argument| {
                this.copy(argument, tuple);
                Ok(())
            })?;
            this.store_name(".generic_base", generic);
            let class = this.temporary();
            this.class_object(node, Some(generic), class)?;
            this.op(Opcode::Return, class, 0, 0);
            Ok(())
        });
        self.class = outer;
        let code = code?;
        let mark = self.mark();
        let window = self.temporaries(ARGUMENT);
        self.make_function(code, scope, window);
        self.op(Opcode::Unbind, window + SELF, 0, 0);
        self.op(Opcode::Call, window, 0, 0);
        self.copy(to, window);
        self.release(mark);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Result {
        let Expr::Name(name) = &*node.name else {
            return self.error("invalid syntax", node.name.range());
        };
        let mark = self.mark();
        let result = self.temporary();
        match &node.type_params {
            None => {
                let none = self.temporary();
                self.load_none(none);
                self.alias_object(node, &name.id, none, result)?;
            }
            Some(parameters) => {
                let scope = self.scope_of(node, KeyKind::TypeParameters);
                let line = self.source.line(node.range.start().to_usize());
                let generic = Self::generic_name(&name.id);
                let qualname = self.qualify(&generic);
                let code = self.function_code(scope, &generic, line, 0, qualname, |this| {
                    let tuple = this.temporary();
                    this.type_parameters(parameters, tuple)?;
                    let alias = this.temporary();
                    this.alias_object(node, &name.id, tuple, alias)?;
                    this.op(Opcode::Return, alias, 0, 0);
                    Ok(())
                })?;
                let window = self.temporaries(ARGUMENT);
                self.make_function(code, scope, window);
                self.op(Opcode::Unbind, window + SELF, 0, 0);
                self.op(Opcode::Call, window, 0, 0);
                self.copy(result, window);
            }
        }
        self.at(TextRange::new(node.name.range().start(), node.name.range().end()));
        self.store_name(&name.id, result);
        self.release(mark);
        Ok(())
    }

    fn alias_object(
        &mut self,
        node: &'a ast::StmtTypeAlias,
        name: &str,
        parameters: Register,
        to: Register,
    ) -> Result {
        let scope = self.scope_of(node, KeyKind::Body);
        self.at(node.range);
        self.call_common(common::TYPE_ALIAS, 3, to, |this, arguments| {
            this.load_string(name, arguments);
            this.copy(arguments + 1, parameters);
            this.lazy_value(scope, name, &node.value, arguments + 2)
        })
    }
}
