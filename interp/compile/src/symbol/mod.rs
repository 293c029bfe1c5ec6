//! Which name means what: one walk collects the names of every scope, a second finds where each lives.

mod annotation;
mod comprehension;
mod definition;
mod expression;
mod pattern;
pub mod resolve;
pub mod scope;
mod statement;
pub mod table;

pub use scope::{KeyKind, NameId, Place, Scope, ScopeId, ScopeKind, Symbol, Table};
