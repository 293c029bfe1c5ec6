//! How long compiled code lives: as long as a code object that was made from it.
//!
//! A code object refers to what the compiler gave: positions, exception ranges, nested code that no
//! function was made of yet. All that comes out of one compilation is one tree with one owner. A
//! program that compiles text again and again (templates, `exec`, `namedtuple`) would otherwise grow
//! with every text.
//!
//! Code objects are not counted: they die without notice. A full collection scans each one that
//! lives, which marks its tree, and frees the trees that were left unmarked. A tree without any code
//! object yet is about to get its first. Code that is part of the binary has no owner and stays.
//!
//! Addresses of compiled code are reused. Who keeps one beyond the life of the code objects is told
//! by the hook `source_freed`.

use crate::code::{Facts, find_facts};
use compile::{Code, Constant};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard};

struct State {
    root: *mut Code,
    /// About so many bytes.
    size: usize,
    has_object: AtomicBool,
    used: AtomicBool,
}

/// A tree of compiled code, or none: the code is never freed.
#[derive(Clone, Copy)]
pub struct Tree(*const State);

// SAFETY: the flags are atomic, the rest never changes; freed while the world is stopped.
unsafe impl Send for Tree {}
// SAFETY: as above.
unsafe impl Sync for Tree {}

impl Tree {
    pub const IMMORTAL: Tree = Tree(std::ptr::null());

    fn state(&self) -> Option<&State> {
        // SAFETY: null, or a tree that is alive because somebody holds its code.
        unsafe { self.0.as_ref() }
    }

    /// A code object of the tree is alive.
    pub(crate) fn is_used(&self) {
        if let Some(state) = self.state() {
            state.used.store(true, Relaxed);
        }
    }

    /// From now on the tree lives as long as its code objects.
    pub(crate) fn has_object(&self) {
        if let Some(state) = self.state() {
            state.has_object.store(true, Relaxed);
        }
    }
}

#[derive(Default)]
struct Registry {
    /// By the address of the compiled code.
    facts: HashMap<usize, Box<Facts>>,
    trees: Vec<Tree>,
}

static REGISTRY: Mutex<Option<Registry>> = Mutex::new(None);

fn registry() -> MutexGuard<'static, Option<Registry>> {
    REGISTRY.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Takes over what the compiler gave. It lives until a full collection finds that it had code
/// objects and has none any more.
pub fn adopt(code: Code) -> &'static Code {
    let size = size(&code);
    let root = Box::into_raw(Box::new(code));
    let (has_object, used) = (AtomicBool::new(false), AtomicBool::new(false));
    let tree = Tree(Box::into_raw(Box::new(State { root, size, has_object, used })));
    registry().get_or_insert_default().trees.push(tree);
    // SAFETY: just made, and alive until it has had a code object.
    let code = unsafe { &*root };
    facts_of(code, tree);
    heap::external_bytes(size as isize);
    code
}

/// The facts of a compiled code, which are made when first asked for; then it belongs to `tree`.
pub(crate) fn facts_of(source: &'static Code, tree: Tree) -> &'static Facts {
    let mut registry = registry();
    let known = &mut registry.get_or_insert_default().facts;
    let facts: *const Facts = &**known
        .entry(source as *const Code as usize)
        .or_insert_with(|| Box::new(find_facts(source, tree)));
    // SAFETY: boxed, and freed together with the code.
    unsafe { &*facts }
}

fn size(code: &Code) -> usize {
    let nested = code.constants.iter().map(|constant| match constant {
        Constant::Code(code) => size(code),
        Constant::Str(bytes) | Constant::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    let names = code.names.len() + code.variables.len();
    size_of::<Code>()
        + size_of_val(&*code.words)
        + size_of_val(&*code.positions)
        + size_of_val(&*code.constants)
        + 40 * names
        + nested.sum::<usize>()
}

/// Frees the trees whose code objects are all dead; at the end of marking.
///
/// # Safety
/// Called by the collector.
pub unsafe fn after_mark(liveness: &heap::Liveness) {
    if liveness.is_minor() {
        return;
    }
    let mut registry = registry();
    let Some(Registry { facts, trees }) = registry.as_mut() else { return };
    trees.retain(|tree| {
        let Some(state) = tree.state() else { return false };
        if state.used.swap(false, Relaxed) || !state.has_object.load(Relaxed) {
            return true;
        }
        heap::external_bytes(-(state.size as isize));
        // SAFETY: boxed by `adopt`. No code object of the tree is left to lead to it.
        unsafe {
            forget(&*state.root, facts);
            drop(Box::from_raw(state.root));
            drop(Box::from_raw(tree.0.cast_mut()));
        }
        false
    });
}

fn forget(code: &Code, facts: &mut HashMap<usize, Box<Facts>>) {
    let address = code as *const Code as usize;
    if facts.remove(&address).is_some() {
        (crate::thread::hooks().source_freed)(address);
    }
    for constant in &code.constants {
        if let Constant::Code(nested) = constant {
            forget(nested, facts);
        }
    }
}
