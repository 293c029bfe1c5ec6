//! Finds for each name of each scope the place where it lives.
//!
//! From the scope that uses a name the walk goes outward to the first function that binds it. If every scope on the way
//! is inlined into the same code, the name is simply a variable of that code; otherwise the binder keeps it in a cell
//! and every function on the way has it in its closure. Classes and the module are passed over, except that a class
//! offers `__class__` and the cell of its namespace.

use super::scope::{NameId, Place, Scope, ScopeId, ScopeKind, Table, bit};
use crate::errors::{CompileError, ErrorKind, Result};
use crate::source::Source;

/// Cells that a class body makes when an inner scope asks for them.
struct ClassCells {
    class: Option<NameId>,
    namespace: Option<NameId>,
    conditional: Option<NameId>,
}

enum Binder {
    Scope(ScopeId),
    Global,
    None,
}

/// Resolves every symbol of the table.
pub fn resolve(table: &mut Table, source: &Source) -> Result {
    let cells = ClassCells {
        class: table.name_id("__class__"),
        namespace: table.name_id("__classdict__"),
        conditional: table.name_id("__conditional_annotations__"),
    };
    for scope in 0..table.scopes.len() {
        for index in 0..table.scopes[scope].symbols.len() {
            resolve_symbol(table, source, &cells, scope, index)?;
        }
    }
    for scope in 0..table.scopes.len() {
        let mut free = std::mem::take(&mut table.scopes[scope].free);
        free.sort_by(|&x, &y| table.name(x).cmp(table.name(y)));
        table.scopes[scope].free = free;
    }
    Ok(())
}

fn resolve_symbol(
    table: &mut Table,
    source: &Source,
    cells: &ClassCells,
    scope: ScopeId,
    index: usize,
) -> Result {
    let symbol = &table.scopes[scope].symbols[index];
    let name = symbol.name;
    let this = &table.scopes[scope];
    let place = if symbol.is(bit::GLOBAL) {
        Place::GlobalExplicit
    } else if symbol.is(bit::NONLOCAL) {
        match find(table, cells, scope, name) {
            Binder::Scope(binder) => reach(table, cells, scope, binder, name),
            _ => {
                let text = table.name(name);
                return Err(Box::new(CompileError::at(
                    source,
                    ErrorKind::SyntaxError,
                    format!("no binding for nonlocal '{text}' found"),
                    symbol.declared,
                )));
            }
        }
    } else if symbol.is(bit::BOUND | bit::PARAMETER) {
        if symbol.place == Place::Cell { Place::Cell } else { Place::Local }
    } else if hides_class_name(table, this, name) {
        Place::GlobalImplicit
    } else {
        match find(table, cells, scope, name) {
            Binder::Scope(binder) => reach(table, cells, scope, binder, name),
            _ => Place::GlobalImplicit,
        }
    };
    table.scopes[scope].symbols[index].place = place;
    Ok(())
}

/// A name that the class itself binds is looked up in its namespace, then in the globals: enclosing functions are not
/// asked.
fn hides_class_name(table: &Table, scope: &Scope, name: NameId) -> bool {
    if !scope.sees_class {
        return false;
    }
    let mut parent = scope.parent;
    while let Some(id) = parent {
        let outer = &table.scopes[id];
        match outer.kind {
            ScopeKind::Class => {
                return outer.symbol(name).is_some_and(|symbol| {
                    symbol.is(bit::GLOBAL) || (symbol.is(bit::BOUND) && !symbol.is(bit::NONLOCAL))
                });
            }
            _ if outer
                .symbol(name)
                .is_some_and(|symbol| symbol.is(bit::BOUND | bit::PARAMETER)) =>
            {
                return false;
            }
            _ if outer.sees_class => parent = outer.parent,
            _ => return false,
        }
    }
    false
}

fn find(table: &Table, cells: &ClassCells, scope: ScopeId, name: NameId) -> Binder {
    let mut parent = table.scopes[scope].parent;
    while let Some(id) = parent {
        let outer = &table.scopes[id];
        match outer.kind {
            ScopeKind::Module => return Binder::None,
            ScopeKind::Class => {
                let is_conditional =
                    Some(name) == cells.conditional && outer.has_conditional_annotations;
                if Some(name) == cells.class || Some(name) == cells.namespace || is_conditional {
                    return Binder::Scope(id);
                }
            }
            _ => {
                if let Some(symbol) = outer.symbol(name) {
                    if symbol.is(bit::GLOBAL) {
                        return Binder::Global;
                    }
                    if symbol.is(bit::BOUND | bit::PARAMETER) && !symbol.is(bit::NONLOCAL) {
                        return Binder::Scope(id);
                    }
                }
            }
        }
        parent = outer.parent;
    }
    Binder::None
}

fn reach(
    table: &mut Table,
    cells: &ClassCells,
    scope: ScopeId,
    binder: ScopeId,
    name: NameId,
) -> Place {
    let mut crosses = false;
    let mut at = scope;
    while at != binder {
        if !table.scopes[at].is_inlined {
            crosses = true;
            if !table.scopes[at].free.contains(&name) {
                table.scopes[at].free.push(name);
            }
        }
        at = table.scopes[at].parent.expect("the binder encloses the scope");
    }
    if !crosses {
        return Place::Enclosing;
    }
    let target = &mut table.scopes[binder];
    if target.kind == ScopeKind::Class {
        if Some(name) == cells.class {
            target.needs_class_cell = true;
        } else if Some(name) == cells.namespace {
            target.needs_namespace_cell = true;
        }
    } else if let Some(&index) = target.index.get(&name) {
        target.symbols[index].place = Place::Cell;
    }
    // Reached without leaving the code that holds this scope, yet from an inner function elsewhere: still in this code.
    if table.host(scope) == table.host(binder) { Place::Enclosing } else { Place::Free }
}
