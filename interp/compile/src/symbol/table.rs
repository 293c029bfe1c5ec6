//! The walk that collects the names of every scope, with the errors that belong to names.
//!
//! The order in which a node's parts are visited is the order in which CPython visits them, because the first error
//! wins and because the order of first appearance numbers the local variables. Here are the scopes and the names in
//! them; the walk itself stands beside, a file for each family of nodes.

use super::scope::{KeyKind, NameId, Place, Scope, ScopeId, ScopeKind, Symbol, Table, bit, mangle};
use crate::errors::{CompileError, ErrorKind, Result};
use crate::source::Source;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::TextRange;
use std::collections::HashMap;

/// Nested nodes beyond this are refused before the native stack is in danger.
pub const MAXIMUM_DEPTH: u32 = 25_000;

pub(super) struct Builder<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) table: Table,
    pub(super) current: ScopeId,
    pub(super) class: Option<String>,
    pub(super) future_annotations: bool,
    pub(super) depth: u32,
    pub(super) is_conditional: bool,
    /// Inside the iterable of a comprehension.
    pub(super) in_iterable: u32,
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
    pub(super) fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Result<T> {
        Err(Box::new(CompileError::at(self.source, ErrorKind::SyntaxError, message, range)))
    }

    pub(super) fn deeper(&mut self) -> Result {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return Err(Box::new(CompileError::bare(
                ErrorKind::RecursionError,
                "maximum recursion depth exceeded during compilation",
            )));
        }
        Ok(())
    }

    pub(super) fn open(
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

    pub(super) fn close(&mut self) {
        self.current = self.table.scopes[self.current].parent.expect("the module is never closed");
    }

    pub(super) fn scope(&mut self) -> &mut Scope {
        &mut self.table.scopes[self.current]
    }

    pub(super) fn add_in(&mut self, scope: ScopeId, name: NameId, bits: u16) -> usize {
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

    pub(super) fn add_plain(&mut self, name: &str, bits: u16) {
        let id = self.table.intern(name);
        self.add_in(self.current, id, bits);
    }

    pub(super) fn mangled(&mut self, name: &str) -> NameId {
        let mangled = mangle(self.class.as_deref(), name);
        self.table.intern(&mangled)
    }

    /// Adds a name that the source has.
    pub(super) fn add(&mut self, name: &str, bits: u16, range: TextRange) -> Result {
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
}
