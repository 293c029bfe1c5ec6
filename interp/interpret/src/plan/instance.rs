//! Instantiation plans: classes whose instances are allocated and handed to a Python `__init__`.

use object::builtin::Builtin;
use object::layout::Layout;
use object::{class, intern, shape};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};
use tracer::{ShapeId, Word};

#[derive(Clone, Copy)]
pub struct Plan {
    pub shape: ShapeId,
    pub bytes: usize,
    /// The Python function, or `None`: `object.__init__`.
    pub init: Option<Word>,
}

// Words in plans are functions of classes; a changed class drops its plan.
static PLANS: Mutex<Option<HashMap<u64, Option<Plan>>>> = Mutex::new(None);

/// The plan of a class, if its instances are that simple.
pub fn find(class: Word) -> Option<Plan> {
    let mut plans = PLANS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    *plans.get_or_insert_default().entry(class.0).or_insert_with(|| make(class))
}

fn make(word: Word) -> Option<Plan> {
    static NAMES: OnceLock<[Word; 2]> = OnceLock::new();
    let [new, init] = *NAMES.get_or_init(|| [intern::intern("__new__"), intern::intern("__init__")]);
    let class = class::get(word);
    if class.flags & class::flag::HEAP == 0 || class.flags & (class::flag::ABSTRACT | class::flag::FINALIZER) != 0 {
        return None;
    }
    let shape = shape::get(class.instance_shape);
    if shape.layout != Layout::Plain || shape.dictionary {
        return None;
    }
    let base = Builtin::Object.word();
    if class::lookup(word, new) != class::lookup(base, new) {
        return None;
    }
    let found = class::lookup(word, init);
    let init = if object::header::has_shape(found, Builtin::Function.shape()) {
        Some(found)
    } else if found == class::lookup(base, init) {
        None
    } else {
        return None;
    };
    Some(Plan { shape: shape.id, bytes: shape.instance_bytes(), init })
}

/// A class changed.
pub fn class_changed(class: Word) {
    let mut plans = PLANS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(plans) = plans.as_mut() {
        plans.remove(&class.0);
    }
}
