//! Scopes of functions, classes, type aliases and type parameters.
//!
//! What is evaluated outside (decorators, defaults, bases) is visited before the scope is opened. Type
//! parameters have a scope of their own between the definition and its surroundings (PEP 695), and each
//! bound and default in it one more, for it is evaluated when it is asked for.

use super::scope::{KeyKind, ScopeKind, bit};
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

impl<'a> Builder<'a> {
    pub(super) fn function(&mut self, node: &'a ast::StmtFunctionDef) -> Result {
        self.add(&node.name, bit::BOUND, node.range)?;
        self.defaults(&node.parameters)?;
        for decorator in &node.decorator_list {
            self.expression(&decorator.expression)?;
        }
        let address = node as *const _ as usize;
        let start = node.range.start().to_usize();
        let conditional = std::mem::replace(&mut self.is_conditional, false);
        if let Some(parameters) = &node.type_params {
            self.open(
                ScopeKind::TypeParameters,
                &node.name,
                address,
                KeyKind::TypeParameters,
                start,
            );
            if node
                .parameters
                .iter_non_variadic_params()
                .any(|parameter| parameter.default.is_some())
            {
                self.add_plain(".defaults", bit::PARAMETER);
                self.add_plain(".kwdefaults", bit::PARAMETER);
                let names = [self.table.intern(".defaults"), self.table.intern(".kwdefaults")];
                self.scope().parameters.extend(names);
            }
            self.type_parameters(parameters)?;
        }
        self.function_annotations(node, address, start)?;
        self.open(ScopeKind::Function, &node.name, address, KeyKind::Body, start);
        self.scope().is_coroutine = node.is_async;
        self.parameters(&node.parameters)?;
        self.statements(&node.body)?;
        self.close();
        if node.type_params.is_some() {
            self.close();
        }
        self.is_conditional = conditional;
        Ok(())
    }

    pub(super) fn defaults(&mut self, parameters: &'a ast::Parameters) -> Result {
        for parameter in
            parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs)
        {
            if let Some(default) = &parameter.default {
                self.expression(default)?;
            }
        }
        Ok(())
    }

    pub(super) fn parameters(&mut self, parameters: &'a ast::Parameters) -> Result {
        for parameter in
            parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs)
        {
            let name = &parameter.parameter.name;
            self.add(name, bit::PARAMETER, name.range)?;
        }
        if let Some(parameter) = &parameters.vararg {
            self.add(&parameter.name, bit::PARAMETER, parameter.name.range)?;
            self.scope().has_varargs = true;
        }
        if let Some(parameter) = &parameters.kwarg {
            self.add(&parameter.name, bit::PARAMETER, parameter.name.range)?;
            self.scope().has_varkeywords = true;
        }
        Ok(())
    }

    pub(super) fn class(&mut self, node: &'a ast::StmtClassDef) -> Result {
        self.add(&node.name, bit::BOUND, node.range)?;
        for decorator in &node.decorator_list {
            self.expression(&decorator.expression)?;
        }
        let address = node as *const _ as usize;
        let start = node.range.start().to_usize();
        let outer_class = self.class.clone();
        let conditional = std::mem::replace(&mut self.is_conditional, false);
        if let Some(parameters) = &node.type_params {
            self.open(
                ScopeKind::TypeParameters,
                &node.name,
                address,
                KeyKind::TypeParameters,
                start,
            );
            self.class = Some(node.name.to_string());
            self.add_plain(".type_params", bit::BOUND | bit::USED);
            self.add_plain(".generic_base", bit::BOUND | bit::USED);
            self.type_parameters(parameters)?;
        }
        if let Some(arguments) = &node.arguments {
            self.arguments(arguments)?;
        }
        self.open(ScopeKind::Class, &node.name, address, KeyKind::Body, start);
        self.class = Some(node.name.to_string());
        if node.type_params.is_some() {
            self.add_plain("__type_params__", bit::BOUND);
            self.add_plain(".type_params", bit::USED);
        }
        self.statements(&node.body)?;
        self.close();
        if node.type_params.is_some() {
            self.close();
        }
        self.class = outer_class;
        self.is_conditional = conditional;
        Ok(())
    }

    pub(super) fn type_parameters(&mut self, parameters: &'a ast::TypeParams) -> Result {
        for parameter in &parameters.type_params {
            let (name, bound, default) = match parameter {
                ast::TypeParam::TypeVar(node) => {
                    (&node.name, node.bound.as_deref(), node.default.as_deref())
                }
                ast::TypeParam::TypeVarTuple(node) => (&node.name, None, node.default.as_deref()),
                ast::TypeParam::ParamSpec(node) => (&node.name, None, node.default.as_deref()),
            };
            if &**name == "__classdict__" {
                let message = format!("reserved name '{name}' cannot be used for type parameter");
                return self.error(message, parameter.range());
            }
            self.add(name, bit::BOUND | bit::TYPE_PARAMETER, parameter.range())?;
            let address = parameter as *const _ as usize;
            let start = parameter.range().start().to_usize();
            for (value, key) in [(bound, KeyKind::Bound), (default, KeyKind::Default)] {
                if let Some(value) = value {
                    self.open(ScopeKind::TypeVariable, name, address, key, start);
                    self.scope().description = match (parameter, key) {
                        (ast::TypeParam::TypeVar(_), KeyKind::Default) => "a TypeVar default",
                        (ast::TypeParam::TypeVarTuple(_), _) => "a TypeVarTuple default",
                        (ast::TypeParam::ParamSpec(_), _) => "a ParamSpec default",
                        _ if value.is_tuple_expr() => "a TypeVar constraint",
                        _ => "a TypeVar bound",
                    };
                    self.add_plain(".format", bit::PARAMETER);
                    let format = self.table.intern(".format");
                    self.scope().parameters.push(format);
                    self.annotation_like(value)?;
                    self.close();
                }
            }
        }
        Ok(())
    }

    pub(super) fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Result {
        self.expression(&node.name)?;
        let Expr::Name(name) = &*node.name else {
            return self.error("invalid syntax", node.name.range());
        };
        let address = node as *const _ as usize;
        let start = node.range.start().to_usize();
        if let Some(parameters) = &node.type_params {
            self.open(ScopeKind::TypeParameters, &name.id, address, KeyKind::TypeParameters, start);
            self.type_parameters(parameters)?;
        }
        self.open(ScopeKind::TypeAlias, &name.id, address, KeyKind::Body, start);
        self.takes_format();
        self.expression(&node.value)?;
        self.close();
        if node.type_params.is_some() {
            self.close();
        }
        Ok(())
    }
}
