//! The walk that collects the names of every scope, with the errors that belong to names.
//!
//! The order in which a node's parts are visited is the order in which CPython visits them, because the first error
//! wins and because the order of first appearance numbers the local variables.

use super::scope::{KeyKind, NameId, Place, Scope, ScopeId, ScopeKind, Symbol, Table, bit, mangle};
use crate::errors::{CompileError, ErrorKind, Result};
use crate::source::Source;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{self as ast, Expr, ExprContext, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange};
use std::collections::HashMap;

/// Nested nodes beyond this are refused before the native stack is in danger.
pub const MAXIMUM_DEPTH: u32 = 25_000;

struct Builder<'a> {
    source: &'a Source<'a>,
    table: Table,
    current: ScopeId,
    class: Option<String>,
    future_annotations: bool,
    depth: u32,
    is_conditional: bool,
    /// Inside the iterable of a comprehension.
    in_iterable: u32,
}

/// Builds and resolves the table of a module's (or expression's) syntax.
pub fn build(source: &Source, body: Body, future_annotations: bool) -> Result<Table> {
    let mut builder = Builder {
        source,
        table: Table::default(),
        current: 0,
        class: None,
        future_annotations,
        depth: 0,
        is_conditional: false,
        in_iterable: 0,
    };
    builder.open(ScopeKind::Module, "top", 0, KeyKind::Body, 0);
    match body {
        Body::Statements(statements) => builder.statements(statements)?,
        Body::Expression(expression) => builder.expression(expression)?,
    }
    super::resolve::resolve(&mut builder.table, source)?;
    Ok(builder.table)
}

/// What is compiled.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    Statements(&'a [Stmt]),
    Expression(&'a Expr),
}

impl<'a> Builder<'a> {
    fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Result<T> {
        Err(Box::new(CompileError::at(self.source, ErrorKind::SyntaxError, message, range)))
    }

    fn deeper(&mut self) -> Result {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return Err(Box::new(CompileError::bare(
                ErrorKind::RecursionError,
                "maximum recursion depth exceeded during compilation",
            )));
        }
        Ok(())
    }

    fn open(
        &mut self,
        kind: ScopeKind,
        name: &str,
        address: usize,
        key: KeyKind,
        offset: usize,
    ) -> ScopeId {
        let id = self.table.scopes.len();
        let parent = (id > 0).then_some(self.current);
        let (is_nested, sees_class) = match parent {
            None => (false, false),
            Some(parent) => {
                let outer = &self.table.scopes[parent];
                let implicit = matches!(
                    kind,
                    ScopeKind::Annotations
                        | ScopeKind::TypeParameters
                        | ScopeKind::TypeVariable
                        | ScopeKind::TypeAlias
                        | ScopeKind::Comprehension
                );
                let sees = match outer.kind {
                    ScopeKind::Class => implicit && kind != ScopeKind::Comprehension,
                    _ => implicit && outer.sees_class,
                };
                (outer.is_nested || outer.is_function_like(), sees)
            }
        };
        self.table.scopes.push(Scope {
            kind,
            name: name.to_string(),
            parent,
            children: Vec::new(),
            symbols: Vec::new(),
            index: HashMap::new(),
            parameters: Vec::new(),
            has_varargs: false,
            has_varkeywords: false,
            is_inlined: false,
            is_generator: false,
            is_coroutine: false,
            is_nested,
            sees_class,
            free: Vec::new(),
            needs_class_cell: false,
            needs_namespace_cell: false,
            has_annotations: false,
            has_conditional_annotations: false,
            inspects_variables: false,
            description: "",
            line: self.source.line(offset),
        });
        if let Some(parent) = parent {
            self.table.scopes[parent].children.push(id);
        }
        self.table.keys.insert((address, key), id);
        self.current = id;
        if sees_class {
            self.add_plain("__classdict__", bit::USED);
        }
        id
    }

    fn close(&mut self) {
        self.current = self.table.scopes[self.current].parent.expect("the module is never closed");
    }

    fn scope(&mut self) -> &mut Scope {
        &mut self.table.scopes[self.current]
    }

    fn add_in(&mut self, scope: ScopeId, name: NameId, bits: u16) -> usize {
        let scope = &mut self.table.scopes[scope];
        match scope.index.get(&name) {
            Some(&index) => {
                scope.symbols[index].bits |= bits;
                index
            }
            None => {
                let index = scope.symbols.len();
                let declared = TextRange::default();
                scope.symbols.push(Symbol { name, bits, place: Place::Unresolved, declared });
                scope.index.insert(name, index);
                index
            }
        }
    }

    fn add_plain(&mut self, name: &str, bits: u16) {
        let id = self.table.intern(name);
        self.add_in(self.current, id, bits);
    }

    fn mangled(&mut self, name: &str) -> NameId {
        let mangled = mangle(self.class.as_deref(), name);
        self.table.intern(&mangled)
    }

    /// Adds a name that the source has.
    fn add(&mut self, name: &str, bits: u16, range: TextRange) -> Result {
        if bits & (bit::BOUND | bit::PARAMETER) != 0 && name == "__debug__" {
            return self.error("cannot assign to __debug__", range);
        }
        let id = self.mangled(name);
        if bits & bit::PARAMETER != 0
            && let Some(symbol) = self.table.scopes[self.current].symbol(id)
            && symbol.is(bit::PARAMETER)
        {
            let text = self.table.name(id);
            return self
                .error(format!("duplicate argument '{text}' in function definition"), range);
        }
        if bits & bit::TYPE_PARAMETER != 0
            && let Some(symbol) = self.table.scopes[self.current].symbol(id)
            && symbol.is(bit::TYPE_PARAMETER)
        {
            let text = self.table.name(id);
            return self.error(format!("duplicate type parameter '{text}'"), range);
        }
        self.add_in(self.current, id, bits);
        if bits & bit::PARAMETER != 0 {
            self.scope().parameters.push(id);
        }
        Ok(())
    }

    fn statements(&mut self, statements: &'a [Stmt]) -> Result {
        for statement in statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    /// A block that may not run: annotations in it are conditional.
    fn conditional(&mut self, statements: &'a [Stmt]) -> Result {
        let before = std::mem::replace(&mut self.is_conditional, true);
        self.statements(statements)?;
        self.is_conditional = before;
        Ok(())
    }

    fn statement(&mut self, statement: &'a Stmt) -> Result {
        self.deeper()?;
        self.statement_inner(statement)?;
        self.depth -= 1;
        Ok(())
    }

    fn statement_inner(&mut self, statement: &'a Stmt) -> Result {
        match statement {
            Stmt::FunctionDef(function) => self.function(function)?,
            Stmt::ClassDef(class) => self.class(class)?,
            Stmt::Return(node) => {
                if let Some(value) = &node.value {
                    self.expression(value)?;
                }
            }
            Stmt::Delete(node) => self.expressions(&node.targets)?,
            Stmt::TypeAlias(node) => self.type_alias(node)?,
            Stmt::Assign(node) => {
                self.expressions(&node.targets)?;
                self.expression(&node.value)?;
            }
            Stmt::AugAssign(node) => {
                self.expression(&node.target)?;
                if let Expr::Name(name) = &*node.target {
                    self.add(&name.id, bit::USED, name.range)?;
                }
                self.expression(&node.value)?;
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node)?,
            Stmt::For(node) => {
                self.expression(&node.target)?;
                self.expression(&node.iter)?;
                self.conditional(&node.body)?;
                self.conditional(&node.orelse)?;
            }
            Stmt::While(node) => {
                self.expression(&node.test)?;
                self.conditional(&node.body)?;
                self.conditional(&node.orelse)?;
            }
            Stmt::If(node) => {
                self.expression(&node.test)?;
                self.conditional(&node.body)?;
                for clause in &node.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        self.expression(test)?;
                    }
                    self.conditional(&clause.body)?;
                }
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr)?;
                    if let Some(target) = &item.optional_vars {
                        self.expression(target)?;
                    }
                }
                self.conditional(&node.body)?;
            }
            Stmt::Match(node) => {
                self.expression(&node.subject)?;
                for case in &node.cases {
                    self.pattern(&case.pattern)?;
                    if let Some(guard) = &case.guard {
                        self.expression(guard)?;
                    }
                    self.conditional(&case.body)?;
                }
            }
            Stmt::Raise(node) => {
                if let Some(exception) = &node.exc {
                    self.expression(exception)?;
                }
                if let Some(cause) = &node.cause {
                    self.expression(cause)?;
                }
            }
            Stmt::Try(node) => {
                self.conditional(&node.body)?;
                for handler in &node.handlers {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(class) = &handler.type_ {
                        self.expression(class)?;
                    }
                    if let Some(name) = &handler.name {
                        self.add(name, bit::BOUND | bit::DELETED, handler.range)?;
                    }
                    self.conditional(&handler.body)?;
                }
                self.conditional(&node.orelse)?;
                self.conditional(&node.finalbody)?;
            }
            Stmt::Assert(node) => {
                self.expression(&node.test)?;
                if let Some(message) = &node.msg {
                    self.expression(message)?;
                }
            }
            Stmt::Import(node) => {
                for alias in &node.names {
                    self.alias(alias)?;
                }
            }
            Stmt::ImportFrom(node) => {
                for alias in &node.names {
                    if &*alias.name == "*" {
                        if self.scope().kind != ScopeKind::Module {
                            return self
                                .error("import * only allowed at module level", alias.range);
                        }
                        continue;
                    }
                    self.alias(alias)?;
                }
            }
            Stmt::Global(node) => {
                for name in &node.names {
                    self.declare(name, bit::GLOBAL, node.range)?;
                }
            }
            Stmt::Nonlocal(node) => {
                for name in &node.names {
                    self.declare(name, bit::NONLOCAL, node.range)?;
                }
            }
            Stmt::Expr(node) => self.expression(&node.value)?,
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
            Stmt::IpyEscapeCommand(node) => return self.error("invalid syntax", node.range),
        }
        Ok(())
    }

    fn alias(&mut self, alias: &'a ast::Alias) -> Result {
        let name = match &alias.asname {
            Some(name) => name.as_str(),
            None => alias.name.split('.').next().unwrap_or_default(),
        };
        self.add(name, bit::BOUND | bit::IMPORTED, alias.range)
    }

    fn declare(&mut self, name: &'a ast::Identifier, kind: u16, range: TextRange) -> Result {
        let word = if kind == bit::GLOBAL { "global" } else { "nonlocal" };
        let id = self.mangled(name);
        let bits = self.table.scopes[self.current].symbol(id).map_or(0, |symbol| symbol.bits);
        let problem = if bits & bit::PARAMETER != 0 {
            Some(format!("name '{name}' is parameter and {word}"))
        } else if bits & bit::USED != 0 {
            Some(format!("name '{name}' is used prior to {word} declaration"))
        } else if bits & bit::ANNOTATED != 0 {
            Some(format!("annotated name '{name}' can't be {word}"))
        } else if bits & bit::BOUND != 0 {
            Some(format!("name '{name}' is assigned to before {word} declaration"))
        } else {
            None
        };
        if let Some(problem) = problem {
            return self.error(problem, range);
        }
        if kind == bit::NONLOCAL && self.scope().kind == ScopeKind::Module {
            return self.error("nonlocal declaration not allowed at module level", range);
        }
        if (bits | kind) & (bit::GLOBAL | bit::NONLOCAL) == bit::GLOBAL | bit::NONLOCAL {
            let declared =
                self.table.scopes[self.current].symbol(id).map_or(range, |symbol| symbol.declared);
            return self.error(format!("name '{name}' is nonlocal and global"), declared);
        }
        let index = self.add_in(self.current, id, kind);
        self.scope().symbols[index].declared = range;
        if kind == bit::GLOBAL {
            self.add_in(0, id, bit::GLOBAL);
        }
        Ok(())
    }

    fn function(&mut self, node: &'a ast::StmtFunctionDef) -> Result {
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

    fn function_annotations(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        address: usize,
        start: usize,
    ) -> Result {
        let annotations = node.parameters.iter().filter_map(|parameter| parameter.annotation());
        let annotations: Vec<&Expr> = annotations.chain(node.returns.as_deref()).collect();
        if annotations.is_empty() {
            return Ok(());
        }
        self.open(ScopeKind::Annotations, "__annotate__", address, KeyKind::Annotations, start);
        self.add_plain(".format", bit::PARAMETER);
        let format = self.table.intern(".format");
        self.scope().parameters.push(format);
        for annotation in annotations {
            self.annotation(annotation)?;
        }
        self.close();
        Ok(())
    }

    /// The expression of an annotation, in its scope. As strings (`from __future__ import annotations`) they use no name.
    fn annotation(&mut self, annotation: &'a Expr) -> Result {
        if self.future_annotations {
            return self.discarded_annotation(annotation);
        }
        if let Expr::Starred(starred) = annotation {
            return self.expression(&starred.value);
        }
        self.expression(annotation)
    }

    fn defaults(&mut self, parameters: &'a ast::Parameters) -> Result {
        for parameter in
            parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs)
        {
            if let Some(default) = &parameter.default {
                self.expression(default)?;
            }
        }
        Ok(())
    }

    fn parameters(&mut self, parameters: &'a ast::Parameters) -> Result {
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

    fn class(&mut self, node: &'a ast::StmtClassDef) -> Result {
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

    fn type_parameters(&mut self, parameters: &'a ast::TypeParams) -> Result {
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

    fn annotation_like(&mut self, value: &'a Expr) -> Result {
        if let Expr::Starred(starred) = value {
            return self.expression(&starred.value);
        }
        self.expression(value)
    }

    fn type_alias(&mut self, node: &'a ast::StmtTypeAlias) -> Result {
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
        self.add_plain(".format", bit::PARAMETER);
        let format = self.table.intern(".format");
        self.scope().parameters.push(format);
        self.expression(&node.value)?;
        self.close();
        if node.type_params.is_some() {
            self.close();
        }
        Ok(())
    }

    fn annotated_assignment(&mut self, node: &'a ast::StmtAnnAssign) -> Result {
        if let Expr::Name(name) = &*node.target {
            let id = self.mangled(&name.id);
            let bits = self.table.scopes[self.current].symbol(id).map_or(0, |symbol| symbol.bits);
            if node.simple && self.current != 0 && bits & (bit::GLOBAL | bit::NONLOCAL) != 0 {
                let word = if bits & bit::GLOBAL != 0 { "global" } else { "nonlocal" };
                return self
                    .error(format!("annotated name '{}' can't be {word}", name.id), node.range);
            }
            if node.simple {
                self.add(&name.id, bit::BOUND | bit::ANNOTATED, name.range)?;
            } else if node.value.is_some() {
                self.add(&name.id, bit::BOUND, name.range)?;
            }
        } else {
            self.expression(&node.target)?;
        }
        let kind = self.scope().kind;
        let is_kept = node.simple
            && node.target.is_name_expr()
            && matches!(kind, ScopeKind::Module | ScopeKind::Class);
        if is_kept {
            let owner = self.current;
            let is_conditional = self.is_conditional || kind == ScopeKind::Module;
            self.scope().has_annotations = true;
            if is_conditional && !self.future_annotations {
                self.scope().has_conditional_annotations = true;
            }
            if !self.future_annotations {
                if is_conditional {
                    self.add_plain("__conditional_annotations__", bit::USED);
                }
                match self.table.keys.get(&(owner, KeyKind::Annotations)).copied() {
                    Some(scope) => self.current = scope,
                    None => {
                        let start = self.source.line_start(self.table.scopes[owner].line.max(1));
                        // An owner's index cannot be the address of a node.
                        self.open(
                            ScopeKind::Annotations,
                            "__annotate__",
                            owner,
                            KeyKind::Annotations,
                            start,
                        );
                        self.add_plain(".format", bit::PARAMETER);
                        let format = self.table.intern(".format");
                        self.scope().parameters.push(format);
                    }
                }
                if is_conditional {
                    self.add_plain("__conditional_annotations__", bit::USED);
                }
                self.annotation(&node.annotation)?;
                self.current = owner;
            } else {
                self.discarded_annotation(&node.annotation)?;
            }
        } else {
            self.discarded_annotation(&node.annotation)?;
        }
        if let Some(value) = &node.value {
            self.expression(value)?;
        }
        Ok(())
    }

    /// Never evaluated, but its names are still the function's to check.
    fn discarded_annotation(&mut self, annotation: &'a Expr) -> Result {
        if let Some(range) = find_forbidden(annotation) {
            return self.error(format!("{} cannot be used within an annotation", range.0), range.1);
        }
        Ok(())
    }

    fn expressions(&mut self, expressions: &'a [Expr]) -> Result {
        for expression in expressions {
            self.expression(expression)?;
        }
        Ok(())
    }

    fn arguments(&mut self, arguments: &'a ast::Arguments) -> Result {
        self.expressions(&arguments.args)?;
        for keyword in &arguments.keywords {
            if keyword.arg.as_ref().is_some_and(|name| &**name == "__debug__") {
                return self.error("cannot assign to __debug__", keyword.range);
            }
            self.expression(&keyword.value)?;
        }
        Ok(())
    }

    fn expression(&mut self, expression: &'a Expr) -> Result {
        self.deeper()?;
        self.expression_inner(expression)?;
        self.depth -= 1;
        Ok(())
    }

    fn expression_inner(&mut self, expression: &'a Expr) -> Result {
        match expression {
            Expr::Name(node) => self.name(node)?,
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_) => {}
            Expr::Attribute(node) => {
                if node.ctx != ExprContext::Load && &*node.attr == "__debug__" {
                    let verb = if node.ctx == ExprContext::Store { "assign to" } else { "delete" };
                    return self.error(format!("cannot {verb} __debug__"), node.range);
                }
                self.expression(&node.value)?;
            }
            Expr::Call(node) => {
                self.expression(&node.func)?;
                self.arguments(&node.arguments)?;
            }
            Expr::BoolOp(node) => self.expressions(&node.values)?,
            Expr::BinOp(node) => {
                self.expression(&node.left)?;
                self.expression(&node.right)?;
            }
            Expr::UnaryOp(node) => self.expression(&node.operand)?,
            Expr::Compare(node) => {
                self.expression(&node.left)?;
                self.expressions(&node.comparators)?;
            }
            Expr::If(node) => {
                self.expression(&node.test)?;
                self.expression(&node.body)?;
                self.expression(&node.orelse)?;
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                self.expression(&node.slice)?;
            }
            Expr::Slice(node) => {
                for part in [&node.lower, &node.upper, &node.step].into_iter().flatten() {
                    self.expression(part)?;
                }
            }
            Expr::Starred(node) => self.expression(&node.value)?,
            Expr::List(node) => self.expressions(&node.elts)?,
            Expr::Tuple(node) => self.expressions(&node.elts)?,
            Expr::Set(node) => self.expressions(&node.elts)?,
            Expr::Dict(node) => {
                for item in &node.items {
                    if let Some(key) = &item.key {
                        self.expression(key)?;
                    }
                    self.expression(&item.value)?;
                }
            }
            Expr::Named(node) => self.named(node)?,
            Expr::Lambda(node) => {
                if let Some(parameters) = &node.parameters {
                    self.defaults(parameters)?;
                }
                let start = node.range.start().to_usize();
                let conditional = std::mem::replace(&mut self.is_conditional, false);
                self.open(
                    ScopeKind::Lambda,
                    "lambda",
                    node as *const _ as usize,
                    KeyKind::Body,
                    start,
                );
                if let Some(parameters) = &node.parameters {
                    self.parameters(parameters)?;
                }
                self.expression(&node.body)?;
                self.close();
                self.is_conditional = conditional;
            }
            Expr::ListComp(node) => self.comprehension(
                node as *const _ as usize,
                "listcomp",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::SetComp(node) => self.comprehension(
                node as *const _ as usize,
                "setcomp",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    let (start, end) =
                        (node.range.start().to_usize(), node.value.range().start().to_usize());
                    let stars = start + self.source.text[start..end].find("**").unwrap_or(0);
                    let stars = ruff_text_size::TextSize::new(stars as u32);
                    let message = "dict unpacking cannot be used in dict comprehension";
                    return self
                        .error(message, TextRange::at(stars, ruff_text_size::TextSize::new(2)));
                };
                let elements = [&**key, &*node.value];
                self.comprehension(
                    node as *const _ as usize,
                    "dictcomp",
                    &node.generators,
                    &elements,
                    node.range,
                )?
            }
            Expr::Generator(node) => self.comprehension(
                node as *const _ as usize,
                "genexpr",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::Await(node) => {
                self.not_in_annotation("await expression", node.range)?;
                if self.scope().kind == ScopeKind::Comprehension {
                    self.scope().is_coroutine = true;
                }
                self.expression(&node.value)?;
            }
            Expr::Yield(node) => {
                self.yields(node.range)?;
                if let Some(value) = &node.value {
                    self.expression(value)?;
                }
            }
            Expr::YieldFrom(node) => {
                self.yields(node.range)?;
                self.expression(&node.value)?;
            }
            Expr::FString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
            }
            Expr::TString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
            }
            Expr::IpyEscapeCommand(node) => return self.error("invalid syntax", node.range),
        }
        Ok(())
    }

    fn interpolated(&mut self, element: &'a ast::InterpolatedStringElement) -> Result {
        if let ast::InterpolatedStringElement::Interpolation(node) = element {
            self.expression(&node.expression)?;
            if let Some(specification) = &node.format_spec {
                self.deeper()?;
                for element in &specification.elements {
                    self.interpolated(element)?;
                }
                self.depth -= 1;
            }
        }
        Ok(())
    }

    fn not_in_annotation(&mut self, what: &str, range: TextRange) -> Result {
        let place = match self.scope().kind {
            ScopeKind::Annotations => "an annotation",
            ScopeKind::TypeVariable => self.scope().description,
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParameters => "the definition of a generic",
            _ => return Ok(()),
        };
        self.error(format!("{what} cannot be used within {place}"), range)
    }

    fn yields(&mut self, range: TextRange) -> Result {
        self.not_in_annotation("yield expression", range)?;
        if self.scope().kind == ScopeKind::Comprehension {
            let what = match self.scope().name.as_str() {
                "listcomp" => "list comprehension",
                "setcomp" => "set comprehension",
                "dictcomp" => "dict comprehension",
                _ => "generator expression",
            };
            return self.error(format!("'yield' inside {what}"), range);
        }
        self.scope().is_generator = true;
        Ok(())
    }

    fn name(&mut self, node: &'a ast::ExprName) -> Result {
        let bits = match node.ctx {
            ExprContext::Store => bit::BOUND,
            ExprContext::Del => bit::BOUND | bit::DELETED,
            ExprContext::Load | ExprContext::Invalid => bit::USED,
        };
        if node.ctx == ExprContext::Del && &*node.id == "__debug__" {
            return self.error("cannot delete __debug__", node.range);
        }
        self.add(&node.id, bits, node.range)?;
        if bits == bit::USED {
            match &*node.id {
                "super" if self.scope().is_function_like() => {
                    self.add_plain("__class__", bit::USED)
                }
                "locals" | "vars" | "dir" | "eval" | "exec" => {
                    let host = self.table.host(self.current);
                    self.table.scopes[host].inspects_variables = true;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn named(&mut self, node: &'a ast::ExprNamed) -> Result {
        self.not_in_annotation("named expression", node.range)?;
        let Expr::Name(target) = &*node.target else {
            return self
                .error("cannot use assignment expressions with expression", node.target.range());
        };
        if self.in_iterable > 0 {
            return self.error(
                "assignment expression cannot be used in a comprehension iterable expression",
                node.range,
            );
        }
        if self.scope().kind == ScopeKind::Comprehension {
            self.named_in_comprehension(target)?;
        } else {
            self.add(&target.id, bit::BOUND | bit::NAMED, target.range)?;
        }
        self.expression(&node.value)
    }

    /// The target belongs to the nearest scope around the comprehensions.
    fn named_in_comprehension(&mut self, target: &'a ast::ExprName) -> Result {
        let id = self.mangled(&target.id);
        let mut scope = self.current;
        loop {
            let here = &self.table.scopes[scope];
            match here.kind {
                ScopeKind::Comprehension => {
                    if here.symbol(id).is_some_and(|symbol| symbol.is(bit::ITERATION)) {
                        return self.error(
                            format!(
                                "assignment expression cannot rebind comprehension iteration variable '{}'",
                                target.id
                            ),
                            target.range,
                        );
                    }
                    self.add_in(scope, id, bit::USED | bit::OUTWARD);
                }
                ScopeKind::Class => {
                    return self.error(
                        "assignment expression within a comprehension cannot be used in a class body",
                        target.range,
                    );
                }
                ScopeKind::Annotations
                | ScopeKind::TypeParameters
                | ScopeKind::TypeVariable
                | ScopeKind::TypeAlias => {
                    let place = match here.kind {
                        ScopeKind::TypeParameters => {
                            "within the definition of a generic".to_string()
                        }
                        ScopeKind::TypeVariable => format!("in {}", here.description),
                        ScopeKind::TypeAlias => "in a type alias".to_string(),
                        _ => "within an annotation".to_string(),
                    };
                    return self.error(
                        format!(
                            "assignment expression within a comprehension cannot be used {place}"
                        ),
                        target.range,
                    );
                }
                ScopeKind::Module | ScopeKind::Function | ScopeKind::Lambda => {
                    let is_declared = here
                        .symbol(id)
                        .is_some_and(|symbol| symbol.is(bit::GLOBAL | bit::NONLOCAL));
                    let is_global = here.symbol(id).is_some_and(|symbol| symbol.is(bit::GLOBAL));
                    let bits = if is_declared { bit::NAMED } else { bit::BOUND | bit::NAMED };
                    self.add_in(scope, id, bits);
                    if is_global {
                        let mut inner = self.current;
                        while inner != scope {
                            self.add_in(inner, id, bit::GLOBAL);
                            inner = self.table.scopes[inner].parent.expect("inside the scope");
                        }
                    }
                    return Ok(());
                }
            }
            scope = self.table.scopes[scope].parent.expect("the module ends the walk");
        }
    }

    fn comprehension(
        &mut self,
        address: usize,
        name: &str,
        generators: &'a [ast::Comprehension],
        elements: &[&'a Expr],
        range: TextRange,
    ) -> Result {
        let is_generator = name == "genexpr";
        if let Some(Expr::Starred(starred)) = elements.first() {
            return self.error("iterable unpacking cannot be used in comprehension", starred.range);
        }
        let first = &generators[0];
        self.in_iterable += 1;
        self.expression(&first.iter)?;
        self.in_iterable -= 1;
        // Only what stands directly in the iterable is forbidden there; an inner comprehension begins anew.
        let iterable = self.in_iterable;
        let conditional = std::mem::replace(&mut self.is_conditional, false);
        self.open(ScopeKind::Comprehension, name, address, KeyKind::Body, range.start().to_usize());
        self.scope().is_inlined = !is_generator;
        if is_generator {
            self.add_plain(".0", bit::PARAMETER);
            let zero = self.table.intern(".0");
            self.scope().parameters.push(zero);
            self.scope().is_generator = true;
        }
        for (index, generator) in generators.iter().enumerate() {
            if generator.is_async {
                self.scope().is_coroutine = true;
            }
            self.iteration_target(&generator.target)?;
            if index > 0 {
                self.in_iterable += 1;
                self.expression(&generator.iter)?;
                self.in_iterable -= 1;
            }
            self.expressions(&generator.ifs)?;
        }
        for element in elements {
            self.expression(element)?;
        }
        let is_coroutine = self.scope().is_coroutine;
        self.close();
        // An asynchronous comprehension makes the one around it asynchronous, unless that is a generator.
        if is_coroutine && !is_generator && self.scope().kind == ScopeKind::Comprehension {
            self.scope().is_coroutine = true;
        }
        self.in_iterable = iterable;
        self.is_conditional = conditional;
        Ok(())
    }

    fn iteration_target(&mut self, target: &'a Expr) -> Result {
        match target {
            Expr::Name(name) => {
                let id = self.mangled(&name.id);
                if self.table.scopes[self.current]
                    .symbol(id)
                    .is_some_and(|symbol| symbol.is(bit::OUTWARD))
                {
                    return self.error(
                        format!("comprehension inner loop cannot rebind assignment expression target '{}'", name.id),
                        name.range,
                    );
                }
                self.add(&name.id, bit::BOUND | bit::ITERATION, name.range)
            }
            Expr::Tuple(node) => {
                node.elts.iter().try_for_each(|element| self.iteration_target(element))
            }
            Expr::List(node) => {
                node.elts.iter().try_for_each(|element| self.iteration_target(element))
            }
            Expr::Starred(node) => self.iteration_target(&node.value),
            other => self.expression(other),
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) -> Result {
        self.deeper()?;
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value)?,
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(node) => {
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
            }
            Pattern::MatchMapping(node) => {
                for key in &node.keys {
                    self.expression(key)?;
                }
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
                if let Some(rest) = &node.rest {
                    self.add(rest, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls)?;
                for pattern in &node.arguments.patterns {
                    self.pattern(pattern)?;
                }
                for keyword in &node.arguments.keywords {
                    if &*keyword.attr == "__debug__" {
                        return self.error("cannot assign to __debug__", keyword.pattern.range());
                    }
                    self.pattern(&keyword.pattern)?;
                }
            }
            Pattern::MatchStar(node) => {
                if let Some(name) = &node.name {
                    self.add(name, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern)?;
                }
                if let Some(name) = &node.name {
                    self.add(name, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchOr(node) => {
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }
}

/// What may not stand in an annotation, if the expression holds such a thing. Inner functions are not looked into.
fn find_forbidden(expression: &Expr) -> Option<(&'static str, TextRange)> {
    struct Finder(Option<(&'static str, TextRange)>);
    impl<'a> Visitor<'a> for Finder {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if self.0.is_some() {
                return;
            }
            match expression {
                Expr::Yield(node) => self.0 = Some(("yield expression", node.range)),
                Expr::YieldFrom(node) => self.0 = Some(("yield expression", node.range)),
                Expr::Await(node) => self.0 = Some(("await expression", node.range)),
                Expr::Named(node) => self.0 = Some(("named expression", node.range)),
                Expr::Lambda(_) => {}
                other => walk_expr(self, other),
            }
        }
    }
    let mut finder = Finder(None);
    finder.visit_expr(expression);
    finder.0
}
