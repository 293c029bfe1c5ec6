//! weakref.ref, callbacks, and finalizers.
//!
//! The heap clears the slot of a reference when its object dies and queues the reference; the
//! queues are emptied at a poll of the interpreter (`run_pending`), never inside a collection. A
//! table from object to references serves the sharing of references without callbacks and
//! `getweakrefs`; it holds addresses, so a collection takes out what died.

use crate::builtin::Builtin;
use crate::class::{self, Definition, flag};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::header::{self, Header, load_word};
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::operation::Compare;
use crate::thread::Thread;
use crate::{attribute, function, native_functions, operation, signature, string};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Mutex;
use tracer::{Effects, Word};

#[repr(C)]
pub struct WeakReference {
    pub header: Header,
    /// Not visited by the collector; null once the object is dead.
    pub target: Word,
    /// Null: none.
    pub callback: Word,
    /// Hash of the object once asked for, else null.
    pub hash: Word,
}

pub(crate) const WORDS: u32 = (size_of::<WeakReference>() / 8) as u32;

fn get(reference: Word) -> &'static mut WeakReference {
    // SAFETY: callers pass references or instances of subclasses, which begin alike.
    unsafe { &mut *reference.pointer() }
}

/// Visits everything but the target.
///
/// # Safety
/// `object` is a weak reference.
pub(crate) unsafe fn scan(object: *mut u8, visitor: &mut heap::Visitor) {
    let word = Word::from_pointer(object);
    let shape = crate::shape::get(header::shape_id(word));
    let words = object as *const u64;
    for index in 2..shape.instance_bytes() / 8 {
        // SAFETY: within the object.
        unsafe { visitor.visit(*words.add(index)) };
    }
}

/// By the object's address.
type Table = HashMap<u64, Vec<u64>, BuildHasherDefault<AddressHasher>>;

static TABLE: Mutex<Option<Table>> = Mutex::new(None);

/// Addresses are chosen by the heap, so nobody can make them collide: one multiplication will do.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("keys are u64");
    }
    fn write_u64(&mut self, address: u64) {
        self.0 = (address >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }
}

fn with_table<R>(run: impl FnOnce(&mut Table) -> R) -> R {
    let mut guard = TABLE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    run(guard.get_or_insert_default())
}

/// Takes dead objects and references out of the table.
pub(crate) unsafe fn after_mark(liveness: &heap::Liveness) {
    with_table(|table| {
        table.retain(|target, references| {
            references.retain(|reference| liveness.is_live(*reference as *const u8));
            !references.is_empty() && liveness.is_live(*target as *const u8)
        });
    });
    if !liveness.is_minor() {
        class::next_epoch();
    }
}

/// The references to an object, oldest first.
pub fn references(object: Word) -> Vec<Word> {
    with_table(|table| {
        table.get(&object.0).map_or(Vec::new(), |all| all.iter().copied().map(Word).collect())
    })
}

/// The first reference to an object.
pub fn first(object: Word) -> Option<Word> {
    references(object).first().copied()
}

/// The object, or null once it is dead.
pub fn target(reference: Word) -> Word {
    load_word(&get(reference).target)
}

/// Whether an object can be weakly referenced.
pub fn is_referenceable(object: Word) -> bool {
    object.is_pointer() && class::has_flag(class::class_of(object), flag::WEAK)
}

/// `weakref.ref(object, callback)`; a null callback: none.
pub fn new(thread: &mut Thread, object: Word, callback: Word) -> Result {
    make(thread, Builtin::WeakReference.word(), object, callback)
}

fn make(thread: &mut Thread, class: Word, object: Word, callback: Word) -> Result {
    if !is_referenceable(object) {
        let text = format!("cannot create weak reference to '{}' object", class_name(object));
        return Err(thread.type_error(text));
    }
    let plain = class == Builtin::WeakReference.word() && callback.is_null();
    if plain && let Some(shared) = shareable(object) {
        return Ok(shared);
    }
    let reference = class::instantiate(thread, class)?;
    let struct_ = get(reference);
    struct_.target = object;
    struct_.callback = callback;
    header::set_flag(object, header::flag::WEAKLY_REFERENCED);
    // SAFETY: the slot lies in the reference; the collector does not visit it.
    unsafe {
        heap::register_weak(reference.pointer(), std::mem::offset_of!(WeakReference, target))
    };
    with_table(|table| table.entry(object.0).or_default().push(reference.0));
    Ok(reference)
}

/// `weakref.ref(object)`
pub fn plain(thread: &mut Thread, object: Word) -> Result {
    new(thread, object, Word::NULL)
}

/// A reference without callback that can be handed out again.
fn shareable(object: Word) -> Option<Word> {
    if !header::has_flag(object, header::flag::WEAKLY_REFERENCED) {
        return None;
    }
    let is_shareable = |reference: &Word| {
        header::has_shape(*reference, Builtin::WeakReference.shape())
            && get(*reference).callback.is_null()
    };
    with_table(|table| table.get(&object.0)?.iter().copied().map(Word).find(is_shareable))
}

/// Runs the callbacks of references whose objects died, and finalizers. At a poll, outside of collections.
pub fn run_pending(thread: &mut Thread) {
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    while let Some(reference) = heap::take_cleared_weak() {
        let reference = Word(reference);
        if class::layout_of(reference) != crate::layout::Layout::WeakReference {
            continue;
        }
        let callback = std::mem::replace(&mut get(reference).callback, Word::NULL);
        if callback.is_null() || callback.is_none() {
            continue;
        }
        if let Err(raised) = thread.call(callback, &[reference]) {
            let exception = thread.take_exception(raised);
            crate::exception::unraisable(thread, exception, callback, "");
        }
    }
    while let Some(object) = heap::take_finalizable() {
        let object = Word(object);
        let method = class::lookup(class::class_of(object), __del__.word());
        if method.is_null() {
            continue;
        }
        if let Err(raised) = function::call_found_words(thread, method, object, &[]) {
            let exception = thread.take_exception(raised);
            crate::exception::unraisable(thread, exception, method, "");
        }
    }
    thread.exception = pending;
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, object, callback=None, /)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, object, callback=None, /)" Effects::READS => init;
    /// Call self as a function.
    __call__(this) "($self, /)" Effects::READS => call;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
}

native_functions! { static CLASS_METHODS =
    /// See PEP 585
    __class_getitem__(class, item) "($type, object, /)" Effects::READS => crate::generic_alias::class_getitem;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let names = arguments.names;
    // A subclass's further arguments are its `__init__`'s business.
    let positional = if names.is_null() {
        arguments.all
    } else {
        &arguments.all[..arguments.all.len() - crate::tuple::items(names).len()]
    };
    if positional.len() < 2 {
        let text = "__new__ expected at least 1 argument, got 0";
        return Err(thread.type_error(text));
    }
    if positional.len() > 3 {
        let text = format!("__new__ expected at most 2 arguments, got {}", positional.len() - 1);
        return Err(thread.type_error(text));
    }
    let callback = positional.get(2).copied().unwrap_or(Word::NULL);
    let callback = if callback.is_none() { Word::NULL } else { callback };
    make(thread, positional[0], positional[1], callback)
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let text = "($self, object, callback=None, /)";
    signature::bind::<3>(thread, "__init__", text, arguments)?;
    Ok(Word::NONE)
}

fn call(_thread: &mut Thread, this: Word) -> Result {
    let object = target(this);
    Ok(if object.is_null() { Word::NONE } else { object })
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let object = target(this);
    if object.is_null() {
        return Ok(string::new(thread, &format!("<weakref at {:#x}; dead>", this.0)));
    }
    let name = attribute::get_optional(thread, object, __name__.word())?
        .filter(|name| string::is_str(*name));
    let name = name.map_or(String::new(), |name| format!(" ({})", lossy(name)));
    let text =
        format!("<weakref at {:#x}; to '{}' at {:#x}{name}>", this.0, class_name(object), object.0);
    Ok(string::new(thread, &text))
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let struct_ = get(this);
    if !struct_.hash.is_null() {
        return Ok(struct_.hash);
    }
    let object = target(this);
    if object.is_null() {
        return Err(thread.type_error("weak object has gone away"));
    }
    let hash = operation::hash(thread, object)?;
    let hash = crate::integer::from_i64(thread, hash);
    let struct_ = get(this);
    struct_.hash = hash;
    thread.barrier(this, &mut struct_.hash, hash);
    Ok(hash)
}

/// The hash, if it was asked for before, or `hash` has it of the object, which must live then.
pub fn hash_quietly(reference: Word, hash: impl FnOnce(Word) -> Option<i64>) -> Option<i64> {
    let struct_ = get(reference);
    if struct_.hash.is_int() {
        return Some(struct_.hash.int());
    }
    let object = target(reference);
    if !struct_.hash.is_null() || object.is_null() {
        return None;
    }
    let hash = Word::try_from_int(hash(object)?)?;
    // It stays when the object is gone: who has the reference as a key still finds it.
    struct_.hash = hash;
    Some(hash.int())
}

/// Living ones compare as their objects do, whatever comes of that; dead ones by identity.
fn compare(thread: &mut Thread, operator: Compare, this: Word, other: Word) -> Result {
    if !class::is_kind(other, Builtin::WeakReference) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let (a, b) = (target(this), target(other));
    if a.is_null() || b.is_null() {
        return Ok(Word::from_bool((this == other) == (operator == Compare::Eq)));
    }
    operation::compare(thread, operator, a, b)
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Eq, this, other)
}

fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Ne, this, other)
}

static ATTRIBUTES: &[NativeAttribute] = &[NativeAttribute {
    name: "__callback__",
    doc: "",
    get: |_, this| {
        let callback = get(this).callback;
        Ok(if callback.is_null() { Word::NONE } else { callback })
    },
    set: None,
}];

pub(crate) static CLASS: Definition = Definition {
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
