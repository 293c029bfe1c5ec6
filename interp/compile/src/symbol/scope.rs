//! Scopes and symbols.
//!
//! Scopes are held in a vector in the order in which the walk enters them and are found again by the address of the
//! syntax node that opens them: the tree does not move while it is compiled. List, set and dict comprehensions have
//! scopes but no code of their own (they are *inlined*); their variables are registers of the enclosing code.

use ruff_text_size::TextRange;
use std::collections::HashMap;

/// Number of an interned name.
pub type NameId = u32;
/// Index of a scope.
pub type ScopeId = usize;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    /// Generator expressions and comprehensions.
    Comprehension,
    /// Body of an `__annotate__` function.
    Annotations,
    TypeParameters,
    /// Bound or default of a type parameter.
    TypeVariable,
    TypeAlias,
}

/// What of a syntax node opens the scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyKind {
    Body,
    Annotations,
    TypeParameters,
    Bound,
    Default,
}

/// Facts about a symbol, as bits.
pub mod bit {
    pub const USED: u16 = 1;
    pub const PARAMETER: u16 = 2;
    pub const BOUND: u16 = 4;
    pub const GLOBAL: u16 = 8;
    pub const NONLOCAL: u16 = 16;
    pub const IMPORTED: u16 = 32;
    pub const ANNOTATED: u16 = 64;
    /// Target of a comprehension's `for`.
    pub const ITERATION: u16 = 128;
    pub const TYPE_PARAMETER: u16 = 256;
    /// Unbound somewhere (`del`, `except ... as`).
    pub const DELETED: u16 = 512;
    /// Bound by an assignment expression, so that it may change in the middle of an expression.
    pub const NAMED: u16 = 1024;
    /// In a comprehension: bound by an assignment expression, thus a variable of an enclosing scope.
    pub const OUTWARD: u16 = 2048;
}

/// Where a name lives, as its scope sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Unresolved,
    /// Bound here, used by no inner function. (In modules and classes: in the namespace.)
    Local,
    /// Bound here, used by an inner function.
    Cell,
    /// In an inlined comprehension: a variable of an enclosing scope of the same code.
    Enclosing,
    /// In the closure.
    Free,
    GlobalExplicit,
    GlobalImplicit,
}

#[derive(Clone, Debug)]
pub struct Symbol {
    pub name: NameId,
    pub bits: u16,
    pub place: Place,
    /// Where a `global` or `nonlocal` statement names it.
    pub declared: TextRange,
}

impl Symbol {
    pub fn is(&self, bits: u16) -> bool {
        self.bits & bits != 0
    }
}

#[derive(Debug)]
pub struct Scope {
    pub kind: ScopeKind,
    pub name: String,
    pub parent: Option<ScopeId>,
    pub children: Vec<ScopeId>,
    pub symbols: Vec<Symbol>,
    pub index: HashMap<NameId, usize>,
    /// In register order.
    pub parameters: Vec<NameId>,
    pub has_varargs: bool,
    pub has_varkeywords: bool,
    /// A comprehension whose code stands in the enclosing code.
    pub is_inlined: bool,
    pub is_generator: bool,
    pub is_coroutine: bool,
    pub is_nested: bool,
    /// Names are looked up in the class's namespace first (annotations and type parameters in a class).
    pub sees_class: bool,
    /// Names in the closure, in the order of the closure once resolved.
    pub free: Vec<NameId>,
    /// Classes: inner functions use these.
    pub needs_class_cell: bool,
    pub needs_namespace_cell: bool,
    pub has_annotations: bool,
    pub has_conditional_annotations: bool,
    /// Whether names such as `locals` are used, so that variables must not outlive their scope.
    pub inspects_variables: bool,
    /// What messages call it (scopes of type variables).
    pub description: &'static str,
    pub line: u32,
}

impl Scope {
    pub fn symbol(&self, name: NameId) -> Option<&Symbol> {
        self.index.get(&name).map(|&index| &self.symbols[index])
    }

    /// Whether its variables are registers and visible to inner scopes.
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }
}

/// All scopes of a source.
#[derive(Debug, Default)]
pub struct Table {
    pub scopes: Vec<Scope>,
    pub keys: HashMap<(usize, KeyKind), ScopeId>,
    pub names: Vec<String>,
    pub name_index: HashMap<String, NameId>,
}

impl Table {
    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(&id) = self.name_index.get(name) {
            return id;
        }
        let id = self.names.len() as NameId;
        self.names.push(name.to_string());
        self.name_index.insert(name.to_string(), id);
        id
    }

    pub fn name_id(&self, name: &str) -> Option<NameId> {
        self.name_index.get(name).copied()
    }

    pub fn name(&self, id: NameId) -> &str {
        &self.names[id as usize]
    }

    /// The scope that a syntax node opens.
    pub fn scope_of<T>(&self, node: &T, kind: KeyKind) -> Option<ScopeId> {
        self.keys.get(&(node as *const T as usize, kind)).copied()
    }

    /// The scope whose code holds this one's: itself unless inlined.
    pub fn host(&self, mut scope: ScopeId) -> ScopeId {
        while self.scopes[scope].is_inlined {
            scope = self.scopes[scope].parent.expect("a comprehension has a parent");
        }
        scope
    }
}

/// The name as a class body sees it: `__name` becomes `_Class__name`.
pub fn mangle<'n>(class: Option<&str>, name: &'n str) -> std::borrow::Cow<'n, str> {
    let Some(class) = class else { return name.into() };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.into();
    }
    let class = class.trim_start_matches('_');
    if class.is_empty() {
        return name.into();
    }
    format!("_{class}{name}").into()
}
