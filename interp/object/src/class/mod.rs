//! Classes: look-up along the method resolution order, and the protocol of calling a class.
//!
//! A look-up goes through one global cache, direct-mapped by class and name. An entry is valid
//! while the global epoch is the one it was made in; any change of any class starts a new epoch.
//! One counter per class would keep more entries alive, but would have to be walked down to all
//! subclasses, and classes change when programs start, not while they run. Readers take no lock:
//! an entry carries a sequence number, odd while it is being written.
//!
//! Classes are kept alive by their shapes, so the addresses in the cache are never reused.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{self, MULTI_THREADED};
use crate::layout::{Class, Layout};
use crate::name::*;
use crate::native::Arguments;
use crate::shape;
use crate::thread::Thread;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use tracer::Word;
use tracer::word::Tag;

mod build;
mod create;
pub mod instance;
mod order;
pub mod setup;
mod table;

pub use build::build;
pub use create::{create, new_class, set_current_module};
pub use instance::instantiate;
pub use order::linearize;
pub use setup::{Definition, define, extend, setup};

/// Bits of `Class::flags`.
pub mod flag {
    /// Made by a class statement or `type()`.
    pub const HEAP: u64 = 1;
    /// May not be a base.
    pub const FINAL: u64 = 2;
    /// Somewhere in the mro stands `__getattribute__` / `__getattr__` / `__setattr__` / `__delattr__` written in Python.
    pub const GETATTRIBUTE: u64 = 4;
    pub const GETATTR: u64 = 8;
    pub const SETATTR: u64 = 16;
    pub const DELATTR: u64 = 32;
    /// `__del__`
    pub const FINALIZER: u64 = 64;
    pub const ABSTRACT: u64 = 128;
    /// Instances are exceptions.
    pub const EXCEPTION: u64 = 256;
    /// Is a subclass of type.
    pub const METACLASS: u64 = 512;
    pub const SEQUENCE: u64 = 1024;
    pub const MAPPING: u64 = 2048;
    /// Instances can be weakly referenced.
    pub const WEAK: u64 = 4096;
    /// Attributes of the class cannot be changed.
    pub const IMMUTABLE: u64 = 8192;
    /// `C()` of Python code raises TypeError: instances come from elsewhere.
    pub const NOT_CONSTRUCTIBLE: u64 = 1 << 14;
    /// Bits that subclasses take over.
    pub const INHERITED: u64 = EXCEPTION | METACLASS | SEQUENCE | MAPPING | WEAK;
}

/// The class of any word.
#[inline]
pub fn class_of(object: Word) -> Word {
    match object.tag() {
        Tag::Pointer => shape::get(header::shape_id(object)).class,
        Tag::Int => Builtin::Int.word(),
        Tag::Float => Builtin::Float.word(),
        Tag::Special => match object {
            Word::NONE => Builtin::NoneType.word(),
            Word::TRUE | Word::FALSE => Builtin::Bool.word(),
            Word::NOT_IMPLEMENTED => Builtin::NotImplementedType.word(),
            Word::ELLIPSIS => Builtin::EllipsisType.word(),
            _ => Builtin::Object.word(),
        },
    }
}

/// Layout of a word's object; `Plain` for immediate values that have none.
#[inline]
pub fn layout_of(object: Word) -> Layout {
    match object.tag() {
        Tag::Pointer => shape::get(header::shape_id(object)).layout,
        Tag::Int => Layout::Int,
        Tag::Float => Layout::Float,
        Tag::Special => Layout::Plain,
    }
}

/// Whether a word is a class.
#[inline]
pub fn is_class(object: Word) -> bool {
    object.is_pointer() && layout_of(object) == Layout::Class
}

/// Whether an object is an instance of a built-in class or of a subclass, by its real class.
#[inline]
pub fn is_kind(object: Word, class: Builtin) -> bool {
    let real = class_of(object);
    real == class.word() || is_subclass(real, class.word())
}

/// Whether a class has another in its mro.
pub fn is_subclass(class: Word, of: Word) -> bool {
    class == of || mro(class).contains(&of)
}

/// The method resolution order, the class itself first.
#[inline]
pub fn mro(class: Word) -> &'static [Word] {
    let tuple = get(class).mro;
    if tuple.is_null() { &[] } else { crate::tuple::items(tuple) }
}

/// The struct of a class object.
#[inline(always)]
pub fn get(class: Word) -> &'static mut Class {
    // SAFETY: callers pass class objects, which begin with this struct.
    unsafe { &mut *class.pointer() }
}

/// `__name__`
pub fn name_text(class: Word) -> String {
    crate::describe::lossy(get(class).name)
}

/// `__module__`, if it is a string.
pub fn module_text(class: Word) -> Option<String> {
    let struct_ = get(class);
    match crate::dict::get_str(struct_.dict, __module__.word()) {
        Some(module) if crate::string::is_str(module) => Some(crate::describe::lossy(module)),
        Some(_) => None,
        None => Some(String::from("builtins")),
    }
}

#[inline]
pub fn has_flag(class: Word, flags: u64) -> bool {
    get(class).flags & flags != 0
}

// The cache.

struct Entry {
    sequence: AtomicU64,
    class: AtomicU64,
    name: AtomicU64,
    epoch: AtomicU64,
    value: AtomicU64,
}

const ENTRIES: usize = 4096;
static CACHE: [Entry; ENTRIES] = [const {
    Entry {
        sequence: AtomicU64::new(0),
        class: AtomicU64::new(0),
        name: AtomicU64::new(0),
        epoch: AtomicU64::new(0),
        value: AtomicU64::new(0),
    }
}; ENTRIES];
static EPOCH: AtomicU64 = AtomicU64::new(1);

/// Changes whenever any class does.
pub fn epoch() -> u64 {
    EPOCH.load(Ordering::Acquire)
}

pub(crate) fn next_epoch() {
    EPOCH.fetch_add(1, Ordering::AcqRel);
}

/// How many threads are changing a class right now.
static CHANGING: AtomicU64 = AtomicU64::new(0);

/// Whether what a look-up finds may be remembered: not while a class is changing, or a thread that
/// has seen the new value could meet the old one again in a cache filled late. Ask after `epoch`.
pub fn may_remember() -> bool {
    CHANGING.load(Ordering::Acquire) == 0
}

/// Looks a name (interned) up along the mro of a class, without descriptors; through a global cache. Null if absent.
#[inline]
pub fn lookup(class: Word, name: Word) -> Word {
    let index = ((class.0 >> 4) ^ (name.0 >> 3) ^ (class.0 >> 15)) as usize % ENTRIES;
    let entry = &CACHE[index];
    let sequence = entry.sequence.load(Ordering::Acquire);
    if sequence & 1 == 0
        && entry.class.load(Ordering::Relaxed) == class.0
        && entry.name.load(Ordering::Relaxed) == name.0
        && entry.epoch.load(Ordering::Relaxed) == EPOCH.load(Ordering::Relaxed)
    {
        let value = entry.value.load(Ordering::Relaxed);
        fence(Ordering::Acquire);
        if entry.sequence.load(Ordering::Relaxed) == sequence {
            return Word(value);
        }
    }
    lookup_slow(class, name, entry)
}

#[inline(never)]
fn lookup_slow(class: Word, name: Word, entry: &'static Entry) -> Word {
    let epoch = epoch();
    let may_remember = may_remember();
    let value = find(class, name);
    let sequence = entry.sequence.load(Ordering::Relaxed);
    if may_remember
        && sequence & 1 == 0
        && entry
            .sequence
            .compare_exchange(sequence, sequence + 1, Ordering::AcqRel, Ordering::Relaxed)
            .is_ok()
    {
        entry.class.store(class.0, Ordering::Relaxed);
        entry.name.store(name.0, Ordering::Relaxed);
        entry.epoch.store(epoch, Ordering::Relaxed);
        entry.value.store(value.0, Ordering::Relaxed);
        entry.sequence.store(sequence + 2, Ordering::Release);
    }
    value
}

fn find(class: Word, name: Word) -> Word {
    find_with_owner(class, name).map_or(Word::NULL, |(_, value)| value)
}

/// As `lookup`, with the class in whose dict the attribute is; uncached.
pub fn find_with_owner(class: Word, name: Word) -> Option<(Word, Word)> {
    mro(class)
        .iter()
        .find_map(|&owner| crate::dict::get_str(get(owner).dict, name).map(|value| (owner, value)))
}

/// Stores (null: deletes) into the class dict and announces the change.
///
/// Other threads meet the old value everywhere or the new one everywhere: caches and plans of the
/// class and of its subclasses are void before the store, and none are made until it is done.
pub fn set_attribute(thread: &mut Thread, class: Word, name: Word, value: Word) -> Result<()> {
    if stays_data(class, name, value) {
        return replace_data(thread, class, name, value);
    }
    if !MULTI_THREADED.load(Ordering::Relaxed) {
        return store_attribute(thread, class, name, value);
    }
    CHANGING.fetch_add(1, Ordering::SeqCst);
    next_epoch();
    announce(class, false);
    let result = store_attribute(thread, class, name, value);
    CHANGING.fetch_sub(1, Ordering::SeqCst);
    // Plans made meanwhile say nothing.
    announce(class, false);
    result
}

/// Whether a value means itself wherever it is found: it is no descriptor, and of a built-in class, so that it never
/// becomes one.
pub fn means_itself(value: Word) -> bool {
    !value.is_pointer()
        || header::shape_id(value) <= Builtin::ALL.len() as u32
            && !crate::descriptor::binds(value)
            && !crate::descriptor::is_data(value)
}

/// Whether data takes the place of data, as in a counter of instances. Whoever relies on such a value watches its cell.
/// Special names stand for more than their value.
fn stays_data(class: Word, name: Word, value: Word) -> bool {
    !value.is_null()
        && means_itself(value)
        && !crate::string::bytes(name).starts_with(b"__")
        && crate::dict::get_str(get(class).dict, name).is_some_and(means_itself)
}

fn replace_data(thread: &mut Thread, class: Word, name: Word, value: Word) -> Result<()> {
    CHANGING.fetch_add(1, Ordering::SeqCst);
    next_epoch();
    crate::dict::set_str(thread, get(class).dict, name, value);
    CHANGING.fetch_sub(1, Ordering::SeqCst);
    next_epoch();
    Ok(())
}

fn store_attribute(thread: &mut Thread, class: Word, name: Word, value: Word) -> Result<()> {
    let dict = get(class).dict;
    if value.is_null() {
        if crate::dict::remove(thread, dict, name)?.is_none() {
            let text = format!(
                "type object '{}' has no attribute '{}'",
                name_text(class),
                crate::describe::lossy(name)
            );
            return Err(crate::attribute::raise_missing(thread, text, class, name));
        }
    } else {
        crate::dict::set_str(thread, dict, name, value);
    }
    next_epoch();
    let special = [&__getattribute__, &__getattr__, &__setattr__, &__delattr__, &__del__];
    announce(class, special.iter().any(|known| known.word() == name));
    Ok(())
}

/// Announces that a class changed, to whoever remembers anything of it or its subclasses.
pub fn changed(class: Word) {
    next_epoch();
    announce(class, true);
}

/// `special`: methods that flags stand for may have changed.
fn announce(class: Word, special: bool) {
    if special {
        create::refresh_flags(class);
    }
    (crate::thread::hooks().class_changed)(class);
    for subclass in direct_subclasses(class) {
        announce(subclass, special);
    }
}

/// Subclasses in the order of their making.
pub fn direct_subclasses(class: Word) -> Vec<Word> {
    let list = get(class).subclasses;
    if list.is_null() {
        return Vec::new();
    }
    (0..crate::list::length(list))
        .map(|index| crate::list::get(list, index))
        .filter(|word| !word.is_null())
        .collect()
}

/// `type.__call__`: `__new__`, then `__init__` if an instance came back.
pub fn call(thread: &mut Thread, class: Word, arguments: Arguments) -> Result {
    if class == Builtin::Type.word() && arguments.all.len() == 1 && arguments.names.is_null() {
        return Ok(class_of(arguments.all[0]));
    }
    if has_flag(class, flag::NOT_CONSTRUCTIBLE) {
        let text = format!("cannot create '{}' instances", crate::describe::full_name(class));
        return Err(thread.type_error(text));
    }
    let constructor = lookup(class, __new__.word());
    let object = crate::function::prepended(class, arguments, |arguments| {
        crate::function::call_static(thread, constructor, class, arguments)
    })?;
    let real = class_of(object);
    if real != class && !is_subclass(real, class) {
        return Ok(object);
    }
    let initializer = lookup(real, __init__.word());
    if crate::object_type::is_default_initializer(initializer) {
        // `object.__new__` has looked at the arguments where it is the constructor.
        return Ok(object);
    }
    let result = crate::function::call_found(thread, initializer, object, arguments)?;
    if !result.is_none() {
        let text =
            format!("__init__() should return None, not '{}'", crate::describe::class_name(result));
        return Err(thread.type_error(text));
    }
    Ok(object)
}

/// The most derived metaclass of a proposed one and the bases' classes.
pub fn most_derived_metaclass(thread: &mut Thread, proposed: Word, bases: &[Word]) -> Result {
    let mut winner = proposed;
    for &base in bases {
        let metaclass = class_of(base);
        if is_subclass(winner, metaclass) {
            continue;
        }
        if is_subclass(metaclass, winner) {
            winner = metaclass;
            continue;
        }
        return Err(thread.type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}

pub(crate) use create::{base_of, method_resolution_order};

/// Enters a class with its new bases and takes it from the lists of the old ones.
pub(crate) fn move_subclass(thread: &mut Thread, class: Word, from: &[Word], to: &[Word]) {
    for &base in from {
        let rest: Vec<Word> =
            direct_subclasses(base).into_iter().filter(|&other| other != class).collect();
        let list = crate::list::new(thread, &rest);
        let struct_ = get(base);
        struct_.subclasses = list;
        thread.barrier(base, &mut struct_.subclasses, list);
    }
    for &base in to {
        create::add_subclass(thread, base, class);
    }
}

/// Stores under a name that is interned.
fn add_to_dict(thread: &mut Thread, dict: Word, name: &str, value: Word) {
    let name = crate::intern::intern(name);
    crate::dict::set_str(thread, dict, name, value);
}
