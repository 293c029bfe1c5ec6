//! Which name means what: one walk collects the names of every scope, a second finds where each lives.

pub mod resolve;
pub mod scope;
pub mod table;

pub use scope::{KeyKind, NameId, Place, Scope, ScopeId, ScopeKind, Symbol, Table};
