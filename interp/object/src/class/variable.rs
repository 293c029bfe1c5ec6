//! Class attributes that are variables: a count of instances, the next number, the current configuration.
//!
//! A change of a class voids all that anybody remembers of it and of its subclasses: look-ups, plans, compiled code.
//! That is right for methods, which change when a program starts, and ruinous for `Account.opened += 1` in a loop. So
//! an attribute whose value was replaced a few times becomes a *variable*: from then on nobody remembers its value, only
//! where it lies (the value slot in the dict of the class that has it), and storing another value announces nothing.
//!
//! This holds for values that a look-up gives as they are. A function, a property, any descriptor means something else
//! to those who found the slot, so storing one, and deleting the attribute, ends the variable with an announcement like
//! that of any change. Names that the language itself looks up (`__len__`) are never variables: what is remembered of
//! them is remembered in many places.
//!
//! Rejected: a box in the class's dict as PyPy has it, which everything that reads the dict would have to open.

use crate::header::shape_id;
use crate::name::*;
use crate::shape;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tracer::{ShapeId, Word};

/// After how many changes an attribute counts as a variable.
const CHANGES: u32 = 4;

/// How often attributes were replaced, by class and name. Both live as long as the entry: classes for ever, names with
/// the attribute, whose deletion removes the entry.
static CHANGED: Mutex<Option<HashMap<(u64, u64), u32>>> = Mutex::new(None);

/// Whether there is any variable at all.
static ANY: AtomicBool = AtomicBool::new(false);

fn with_counts<R>(run: impl FnOnce(&mut HashMap<(u64, u64), u32>) -> R) -> R {
    let mut counts = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    run(counts.get_or_insert_default())
}

/// Whether the attribute that `owner` has in its dict under an interned name is a variable.
pub fn is_variable(owner: Word, name: Word) -> bool {
    ANY.load(Ordering::Acquire)
        && with_counts(|counts| counts.get(&(owner.0, name.0)).is_some_and(|&n| n >= CHANGES))
}

/// Whether a look-up that finds the value gives it as it is.
pub fn is_plain(value: Word) -> bool {
    !value.is_pointer() || is_plain_shape(shape_id(value))
}

/// The same for objects of a shape.
pub fn is_plain_shape(id: ShapeId) -> bool {
    is_plain_class(shape::get(id).class)
}

/// The same for objects of a class.
pub fn is_plain_class(class: Word) -> bool {
    [&__get__, &__set__, &__delete__].iter().all(|name| super::lookup(class, name.word()).is_null())
}

/// Whether the language gives a name a meaning.
fn is_special(name: Word) -> bool {
    crate::string::bytes(name).starts_with(b"__")
}

/// A plain value is about to replace another: counts that, and may make the attribute a variable.
pub(super) fn count_change(owner: Word, name: Word, old: Word, new: Word) {
    if is_special(name) || !is_plain(old) || !is_plain(new) {
        return;
    }
    let is_variable = with_counts(|counts| {
        let count = counts.entry((owner.0, name.0)).or_default();
        *count += 1;
        *count >= CHANGES
    });
    if is_variable {
        ANY.store(true, Ordering::Release);
    }
}

/// The attribute is something else from now on, or gone.
pub(super) fn forget(owner: Word, name: Word) {
    with_counts(|counts| counts.remove(&(owner.0, name.0)));
}
