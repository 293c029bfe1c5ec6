//! Instantiation plans: classes whose instances are allocated and handed to a Python `__init__`, and exceptions that
//! are made of their arguments alone.

use object::builtin::Builtin;
use object::exception::{Kind, kind};
use object::layout::Layout;
use object::{class, shape};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use tracer::{ShapeId, Word};

#[derive(PartialEq, Eq, Hash)]
pub struct Plan {
    pub shape: ShapeId,
    pub bytes: usize,
    /// The Python function, or `None`: `object.__init__`.
    pub init: Option<Word>,
    /// The Python function that makes the instance, if the class has one; `init` is `None` then.
    pub new: Option<Word>,
    /// For classes of exceptions.
    pub exception: Option<Fields>,
    /// Of built-in classes: the number of the row in `construct`, or 0.
    pub row: u8,
}

/// What an exception keeps of its arguments beside all of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fields {
    None,
    /// The first one, or None.
    Value,
}

/// What a class's word points to when the class has no plan.
static NO_PLAN: Plan = Plan { shape: 0, bytes: 0, init: None, new: None, exception: None, row: 0 };

/// The plan of a class, if its instances are that simple. Plans are immutable and kept for ever, for running code may
/// hold one; equal ones are the same.
#[inline(never)]
pub fn find(class: Word) -> Option<&'static Plan> {
    let cell = &class::get(class).instance_plan;
    let known = cell.load(Ordering::Acquire);
    if known == 0 || known & 1 == 1 {
        return find_new(class, known);
    }
    // SAFETY: an even number but 0 is a plan's address.
    let plan: &'static Plan = unsafe { &*(known as *const Plan) };
    (!std::ptr::eq(plan, &NO_PLAN)).then_some(plan)
}

/// `unknown` is what the class's word said; it is another after any change of the class, so that a plan that was made
/// from what held before is not published.
#[cold]
fn find_new(class: Word, unknown: usize) -> Option<&'static Plan> {
    static PLANS: Mutex<Option<HashSet<&'static Plan>>> = Mutex::new(None);
    let plan = make(class).map(|plan| {
        let mut plans = PLANS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let plans = plans.get_or_insert_default();
        plans.get(&plan).copied().unwrap_or_else(|| {
            let plan: &'static Plan = Box::leak(Box::new(plan));
            plans.insert(plan);
            plan
        })
    });
    let made = plan.unwrap_or(&NO_PLAN) as *const Plan as usize;
    let cell = &class::get(class).instance_plan;
    cell.compare_exchange(unknown, made, Ordering::AcqRel, Ordering::Acquire).ok()?;
    plan
}

fn make(word: Word) -> Option<Plan> {
    static NAMES: OnceLock<[Word; 2]> = OnceLock::new();
    let [new, init] =
        *NAMES.get_or_init(|| [object::interned!("__new__"), object::interned!("__init__")]);
    let class = class::get(word);
    if class.flags & class::flag::EXCEPTION != 0 {
        return make_exception(word, new, init);
    }
    let row = crate::construct::row_of(word);
    if row != 0 {
        return Some(Plan { row, ..NO_PLAN });
    }
    if class.flags & class::flag::HEAP == 0
        || class.flags & (class::flag::ABSTRACT | class::flag::FINALIZER) != 0
    {
        return None;
    }
    if let Some(new) = python_new(word, new, init) {
        return Some(Plan { new: Some(new), ..NO_PLAN });
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
    Some(Plan { shape: shape.id, bytes: shape.instance_bytes(), init, ..NO_PLAN })
}

fn make_exception(word: Word, new: Word, init: Word) -> Option<Plan> {
    let class = class::get(word);
    let shape = shape::get(class.instance_shape);
    if class.flags & (class::flag::ABSTRACT | class::flag::FINALIZER) != 0
        || shape.layout != Layout::Exception
        || shape.dictionary
    {
        return None;
    }
    let base = Builtin::BaseException.word();
    if class::lookup(word, new) != class::lookup(base, new) {
        return None;
    }
    let (fields, native) = match kind(word) {
        Kind::Plain => (Fields::None, Builtin::BaseException),
        Kind::StopIteration => (Fields::Value, Builtin::StopIteration),
        // Their fields are given by keywords.
        Kind::AttributeError => (Fields::None, Builtin::AttributeError),
        Kind::NameError => (Fields::None, Builtin::NameError),
        _ => return None,
    };
    let found = class::lookup(word, init);
    let init = if object::header::has_shape(found, Builtin::Function.shape()) {
        // A Python `__init__` may leave out that of a class with fields.
        if fields != Fields::None {
            return None;
        }
        Some(found)
    } else if found == class::lookup(native.word(), init) {
        None
    } else {
        return None;
    };
    Some(Plan {
        shape: shape.id,
        bytes: shape.instance_bytes(),
        init,
        exception: Some(fields),
        ..NO_PLAN
    })
}

/// `__new__` written in Python of a class that leaves `__init__` as it is.
fn python_new(class: Word, new: Word, init: Word) -> Option<Word> {
    let found = class::lookup(class, new);
    let is_plain = object::object_type::is_default_initializer(class::lookup(class, init));
    if !is_plain || !object::header::has_shape(found, Builtin::StaticMethod.shape()) {
        return None;
    }
    let function = object::class_method::callable(found);
    object::header::has_shape(function, Builtin::Function.shape()).then_some(function)
}

/// A class changed: its word becomes an odd number that no class had before.
pub fn class_changed(class: Word) {
    static CHANGES: AtomicUsize = AtomicUsize::new(0);
    let change = CHANGES.fetch_add(1, Ordering::Relaxed);
    class::get(class).instance_plan.store(change << 1 | 1, Ordering::Release);
}
