//! Instances: making them, their attribute slots, their dictionaries.
//!
//! Attributes lie in slots that the shape numbers: declared ones (`__slots__`) first, then those
//! given at run time. The first `capacity` slots are inline, the others in chunks that are
//! appended and never copied, so the address of a slot never changes and readers take no lock.
//! When a program asks for the `__dict__` of an instance, or gives it very many attributes, the
//! object moves for good to the class's dictionary shape: all attributes that are not declared
//! then live in a dict in the first slot behind the declared ones. Moving is done while no other
//! thread runs, because stores to existing slots are not locked.

use super::{flag, get, has_flag};
use crate::error::Result;
use crate::header::{self, Locked, MULTI_THREADED, load_word};
use crate::layout::{Layout, SlotChunk};
use crate::shape::{self, Shape};
use crate::thread::Thread;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use tracer::Word;

/// More attributes than this are kept in a dict.
const MOST_SLOTS: u32 = 64;
/// Slots of a chunk.
const CHUNK: u32 = 8;

/// `object.__new__` of a class: an instance with empty slots.
pub fn instantiate(thread: &mut Thread, class: Word) -> Result {
    let struct_ = get(class);
    let shape = shape::get(struct_.instance_shape);
    let object = thread.heap.alloc(shape.instance_bytes(), shape.id);
    if struct_.flags & flag::FINALIZER != 0 {
        // SAFETY: a fresh object.
        unsafe { heap::register_finalizer(object) };
    }
    let object = Word::from_pointer(object);
    if struct_.flags & flag::EXCEPTION != 0 {
        crate::exception::initialize(thread, object);
    }
    Ok(object)
}

/// Address of a slot; null where its chunk does not exist yet.
pub fn slot_address(object: Word, shape: &Shape, slot: u32) -> *mut Word {
    if let Some(offset) = shape.inline_offset(slot) {
        // SAFETY: inline slots lie within the instance.
        return unsafe { object.pointer::<u8>().add(offset) as *mut Word };
    }
    let mut slot = slot - shape.capacity;
    let mut chunk = load_word(chunk_link(object, shape));
    while !chunk.is_null() {
        // SAFETY: the chunk word and the links between chunks are null or slot chunks.
        let struct_ = unsafe { &mut *chunk.pointer::<SlotChunk>() };
        if slot < CHUNK {
            return &raw mut struct_.slots[slot as usize];
        }
        slot -= CHUNK;
        chunk = load_word(&struct_.next);
    }
    std::ptr::null_mut()
}

/// The word behind the inline slots, which holds the first chunk.
fn chunk_link(object: Word, shape: &Shape) -> *mut Word {
    // SAFETY: instances end with this word.
    unsafe { object.pointer::<Word>().add((shape.slots_at + shape.capacity) as usize) }
}

/// Null where the slot is empty.
pub fn load_slot(object: Word, shape: &Shape, slot: u32) -> Word {
    let address = slot_address(object, shape, slot);
    if address.is_null() { Word::NULL } else { load_word(address) }
}

/// Makes the chunk that holds a slot, if it has none yet. May collect.
fn ensure_slot(thread: &mut Thread, object: Word, shape: &Shape, slot: u32) -> *mut Word {
    loop {
        let address = slot_address(object, shape, slot);
        if !address.is_null() {
            return address;
        }
        let chunk: &mut SlotChunk = thread.new_object(crate::builtin::shape::SLOT_CHUNK);
        let chunk = Word::from_pointer(chunk);
        let _lock = Locked::new(object);
        let (mut holder, mut link) = (object, chunk_link(object, shape));
        loop {
            let next = load_word(link);
            if next.is_null() {
                break;
            }
            holder = next;
            // SAFETY: links name slot chunks.
            link = unsafe { &raw mut (*next.pointer::<SlotChunk>()).next };
        }
        // SAFETY: the link lies in `holder`; the lock makes this the only writer.
        unsafe { store(link, chunk) };
        thread.barrier(holder, link, chunk);
    }
}

/// Stores a word that readers may load at the same time.
///
/// # Safety
/// `address` lies in a live object.
unsafe fn store(address: *mut Word, value: Word) {
    // SAFETY: words are aligned; see above.
    unsafe { (*(address as *const std::sync::atomic::AtomicU64)).store(value.0, Ordering::Release) }
}

/// Stores into a slot that the object's shape has.
pub fn store_slot(thread: &mut Thread, object: Word, shape: &Shape, slot: u32, value: Word) {
    let address = ensure_slot(thread, object, shape, slot);
    // SAFETY: the slot's address.
    unsafe { store(address, value) };
    barrier(thread, object, shape, slot, address, value);
}

/// The barrier belongs to the object that contains the slot: the instance or a chunk.
fn barrier(
    thread: &mut Thread,
    object: Word,
    shape: &Shape,
    slot: u32,
    address: *mut Word,
    value: Word,
) {
    if shape.inline_offset(slot).is_some() {
        thread.barrier(object, address, value);
    } else {
        let within = ((slot - shape.capacity) % CHUNK) as usize;
        let start = address as usize - std::mem::offset_of!(SlotChunk, slots) - 8 * within;
        thread.barrier(Word(start as u64), address, value);
    }
}

fn shape_of(object: Word) -> Option<&'static Shape> {
    object.is_pointer().then(|| shape::get(header::shape_id(object)))
}

/// The dict in which an object of a dictionary shape keeps its attributes.
fn dictionary(object: Word, shape: &Shape) -> Word {
    load_slot(object, shape, shape.declared)
}

/// Where objects of built-in layouts keep the dict of their attributes, if they have such a word.
fn dict_field(object: Word, layout: Layout) -> Option<*mut Word> {
    use crate::layout::{Function, Module};
    // SAFETY: the layout says which struct the object is.
    unsafe {
        match layout {
            Layout::Function => Some(&raw mut (*object.pointer::<Function>()).dict),
            Layout::Module => Some(&raw mut (*object.pointer::<Module>()).dict),
            Layout::ClassMethod | Layout::StaticMethod => {
                Some(&raw mut (*object.pointer::<crate::class_method::Wrapper>()).dict)
            }
            _ => None,
        }
    }
}

/// The attribute of the instance itself; null if it has none of this name (interned).
pub fn get_attribute(thread: &mut Thread, object: Word, name: Word) -> Result {
    let Some(shape) = shape_of(object) else { return Ok(Word::NULL) };
    if let Some(field) = dict_field(object, shape.layout) {
        let dict = load_word(field);
        return lookup_dict(thread, dict, name);
    }
    if shape.dictionary {
        return lookup_dict(thread, dictionary(object, shape), name);
    }
    Ok(match shape.slot(name) {
        Some(slot) if slot >= shape.declared => load_slot(object, shape, slot),
        _ => Word::NULL,
    })
}

fn lookup_dict(thread: &mut Thread, dict: Word, name: Word) -> Result {
    if dict.is_null() {
        return Ok(Word::NULL);
    }
    if header::has_shape(dict, crate::Builtin::Dict.shape()) {
        return Ok(crate::dict::get_str(dict, name).unwrap_or(Word::NULL));
    }
    Ok(crate::dict::get(thread, dict, name)?.unwrap_or(Word::NULL))
}

/// Gives the instance an attribute, or with null takes it away. `Ok(false)`: it can have none, or had none to delete.
pub fn set_attribute(thread: &mut Thread, object: Word, name: Word, value: Word) -> Result<bool> {
    loop {
        let Some(shape) = shape_of(object) else { return Ok(false) };
        if let Some(field) = dict_field(object, shape.layout) {
            if load_word(field).is_null() {
                if value.is_null() {
                    return Ok(false);
                }
                let dict = crate::dict::new(thread);
                set_dict_field(thread, object, field, dict);
            }
            return set_in_dict(thread, load_word(field), name, value);
        }
        if shape.dictionary {
            return set_in_dict(thread, dictionary(object, shape), name, value);
        }
        if let Some(slot) = shape.slot(name).filter(|&slot| slot >= shape.declared) {
            if value.is_null() && load_slot(object, shape, slot).is_null() {
                return Ok(false);
            }
            store_slot(thread, object, shape, slot, value);
            if shape_of(object).is_some_and(|now| now.dictionary) {
                // Another thread moved the object while a chunk was made.
                continue;
            }
            return Ok(true);
        }
        if shape.closed || value.is_null() {
            return Ok(false);
        }
        if shape.count - shape.declared >= MOST_SLOTS {
            to_dictionary(thread, object)?;
            continue;
        }
        let next = shape.with(name);
        let slot = next.count - 1;
        let address = ensure_slot(thread, object, shape, slot);
        let lock = Locked::new(object);
        if header::shape_id(object) != shape.id {
            continue;
        }
        // SAFETY: the slot's address; the lock makes this the only transition.
        unsafe { store(address, value) };
        header::shape_cell(object).store(next.id, Ordering::Release);
        drop(lock);
        barrier(thread, object, shape, slot, address, value);
        return Ok(true);
    }
}

fn set_dict_field(thread: &mut Thread, object: Word, field: *mut Word, dict: Word) {
    let lock = Locked::new(object);
    if load_word(field).is_null() {
        // SAFETY: the field lies in the object.
        unsafe { store(field, dict) };
    }
    drop(lock);
    thread.barrier(object, field, dict);
}

fn set_in_dict(thread: &mut Thread, dict: Word, name: Word, value: Word) -> Result<bool> {
    if value.is_null() {
        return Ok(crate::dict::remove(thread, dict, name)?.is_some());
    }
    crate::dict::set(thread, dict, name, value)?;
    Ok(true)
}

/// Whether instances of this object's class have a `__dict__`.
pub fn has_dict(object: Word) -> bool {
    shape_of(object).is_some_and(|shape| {
        dict_field(object, shape.layout).is_some() || shape.dictionary || !shape.closed
    })
}

/// The `__dict__` of an object, made if need be; null where it has none.
pub fn dict_of(thread: &mut Thread, object: Word) -> Result {
    loop {
        let Some(shape) = shape_of(object) else { return Ok(Word::NULL) };
        if let Some(field) = dict_field(object, shape.layout) {
            if load_word(field).is_null() {
                let dict = crate::dict::new(thread);
                set_dict_field(thread, object, field, dict);
            }
            return Ok(load_word(field));
        }
        if shape.dictionary {
            return Ok(dictionary(object, shape));
        }
        if shape.closed {
            return Ok(Word::NULL);
        }
        to_dictionary(thread, object)?;
    }
}

/// Replaces the `__dict__` of an object that has one.
pub fn set_dict(thread: &mut Thread, object: Word, dict: Word) -> Result<()> {
    if dict_of(thread, object)?.is_null() {
        return Ok(());
    }
    let shape = shape::get(header::shape_id(object));
    if let Some(field) = dict_field(object, shape.layout) {
        // SAFETY: the field lies in the object.
        unsafe { store(field, dict) };
        thread.barrier(object, field, dict);
        return Ok(());
    }
    store_slot(thread, object, shape, shape.declared, dict);
    Ok(())
}

/// Names and values of the attributes in slots that are not declared, in order.
fn slot_attributes(object: Word, shape: &'static Shape) -> Vec<(Word, Word)> {
    let names = shape.names();
    (shape.declared..shape.count)
        .map(|slot| (names[slot as usize], load_slot(object, shape, slot)))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

/// Names of an instance's own attributes without making a dict of them; `None` where they lie in one.
pub fn own_names(object: Word) -> Option<Vec<Word>> {
    let shape = shape_of(object)?;
    if shape.dictionary || dict_field(object, shape.layout).is_some() {
        return None;
    }
    Some(slot_attributes(object, shape).into_iter().map(|(name, _)| name).collect())
}

/// Moves an object to its class's dictionary shape.
fn to_dictionary(thread: &mut Thread, object: Word) -> Result<()> {
    loop {
        let shape = shape::get(header::shape_id(object));
        if shape.dictionary {
            return Ok(());
        }
        let target = variant(shape.class, shape, true);
        let dict = crate::dict::new(thread);
        for (name, value) in slot_attributes(object, shape) {
            crate::dict::set_str(thread, dict, name, value);
        }
        let address = ensure_slot(thread, object, shape, shape.declared);
        let moved = exclusively(thread, || {
            if header::shape_id(object) != shape.id
                || slot_attributes(object, shape)
                    .iter()
                    .any(|&(name, value)| crate::dict::get_str(dict, name) != Some(value))
            {
                return false;
            }
            for slot in shape.declared..shape.count {
                let slot = slot_address(object, shape, slot);
                if !slot.is_null() {
                    // SAFETY: a slot's address.
                    unsafe { *slot = Word::NULL };
                }
            }
            // SAFETY: the slot's address.
            unsafe { store(address, dict) };
            header::shape_cell(object).store(target.id, Ordering::Release);
            true
        });
        if moved {
            barrier(thread, object, shape, shape.declared, address, dict);
            return Ok(());
        }
    }
}

/// Runs while no other thread does.
fn exclusively<R>(thread: &mut Thread, run: impl FnOnce() -> R) -> R {
    if MULTI_THREADED.load(Ordering::Relaxed) { thread.heap.stop_the_world(run) } else { run() }
}

/// Root shapes beside the classes' own, by class, inline capacity, and whether attributes lie in a dict.
type Variants = Option<HashMap<(u64, u32, bool), &'static Shape>>;
static VARIANTS: Mutex<Variants> = Mutex::new(None);

/// A shape without attributes of a class for an object that was laid out for `like`.
fn variant(class: Word, like: &'static Shape, dictionary: bool) -> &'static Shape {
    let own = shape::get(get(class).instance_shape);
    if !dictionary && own.capacity == like.capacity {
        return own;
    }
    let mut variants = VARIANTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    variants
        .get_or_insert_with(HashMap::new)
        .entry((class.0, like.capacity, dictionary))
        .or_insert_with(|| {
            let names = own.names();
            shape::register_root(shape::Root {
                class,
                layout: own.layout,
                slots_at: own.slots_at,
                capacity: like.capacity,
                names: &names[..own.declared as usize],
                dictionary,
                closed: own.closed,
                extra_bytes: own.extra_bytes,
            })
        })
}

/// Whether objects of one class can become instances of another.
pub fn same_layout(from: Word, to: Word) -> bool {
    let (from, to) = (shape::get(get(from).instance_shape), shape::get(get(to).instance_shape));
    from.layout == to.layout
        && from.slots_at == to.slots_at
        && from.extra_bytes == to.extra_bytes
        && from.declared == to.declared
        && from.names()[..from.declared as usize] == to.names()[..to.declared as usize]
        && from.closed == to.closed
}

/// `object.__class__ = class`; the caller has checked that the layouts agree.
pub fn set_class(thread: &mut Thread, object: Word, class: Word) -> Result<()> {
    loop {
        let shape = shape::get(header::shape_id(object));
        let mut target = variant(class, shape, shape.dictionary);
        if !shape.dictionary {
            for name in shape.names().into_iter().skip(shape.declared as usize) {
                target = target.with(name);
            }
        }
        let moved = exclusively(thread, || {
            if header::shape_id(object) != shape.id {
                return false;
            }
            header::shape_cell(object).store(target.id, Ordering::Release);
            true
        });
        if moved {
            if has_flag(class, flag::FINALIZER) && !has_flag(shape.class, flag::FINALIZER) {
                // SAFETY: a live object.
                unsafe { heap::register_finalizer(object.pointer()) };
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::Builtin;
    use crate::test_support::with_thread;
    use crate::{attribute, class, dict, intern, string, tuple};

    fn make_class(thread: &mut Thread, name: &str, bases: &[Word], slots: &[&str]) -> Word {
        let namespace = dict::new(thread);
        if !slots.is_empty() {
            let names: Vec<Word> = slots.iter().map(|name| intern::intern(name)).collect();
            let names = tuple::new(thread, &names);
            dict::set_str(thread, namespace, crate::interned!("__slots__"), names);
        }
        let bases = tuple::new(thread, bases);
        let name = intern::intern(name);
        class::new_class(thread, Builtin::Type.word(), name, bases, namespace, &[]).unwrap()
    }

    fn numbered(index: usize) -> Word {
        intern::intern(&format!("attribute{index}"))
    }

    #[test]
    fn attributes_survive_chunks_and_the_move_to_a_dict() {
        with_thread(|thread| {
            let class = make_class(thread, "Many", &[], &[]);
            let object = instantiate(thread, class).unwrap();
            for index in 0..150 {
                let text = string::new(thread, &format!("value {index}"));
                attribute::set(thread, object, numbered(index), text).unwrap();
                if index % 50 == 10 {
                    thread.heap.collect(heap::Collection::Minor);
                }
            }
            thread.heap.collect(heap::Collection::Full);
            for index in 0..150 {
                let value = attribute::get(thread, object, numbered(index)).unwrap();
                assert_eq!(string::text(value), Some(format!("value {index}").as_str()));
            }
            let all = attribute::dict_of(thread, object).unwrap();
            assert_eq!(dict::length(all), 150);
        });
    }

    #[test]
    fn declared_slots_stay_out_of_the_dict() {
        with_thread(|thread| {
            let base = make_class(thread, "Slotted", &[], &["b", "a"]);
            let class = make_class(thread, "Open", &[base], &[]);
            let object = instantiate(thread, class).unwrap();
            let [a, c] = ["a", "c"].map(intern::intern);
            attribute::set(thread, object, a, Word::from_int(1)).unwrap();
            attribute::set(thread, object, c, Word::from_int(2)).unwrap();
            let all = attribute::dict_of(thread, object).unwrap();
            assert_eq!(dict::length(all), 1);
            assert_eq!(attribute::get(thread, object, a).unwrap(), Word::from_int(1));
            assert_eq!(attribute::get(thread, object, c).unwrap(), Word::from_int(2));

            let closed = instantiate(thread, base).unwrap();
            let raised = attribute::set(thread, closed, c, Word::NONE).unwrap_err();
            let exception = thread.take_exception(raised);
            assert!(thread.exception_matches(exception, Builtin::AttributeError));
        });
    }

    #[test]
    fn a_changed_class_is_seen_through_the_cache() {
        with_thread(|thread| {
            let base = make_class(thread, "Base", &[], &[]);
            let class = make_class(thread, "Derived", &[base], &[]);
            let name = crate::interned!("shared");
            assert!(class::lookup(class, name).is_null());
            class::set_attribute(thread, base, name, Word::from_int(1)).unwrap();
            assert_eq!(class::lookup(class, name), Word::from_int(1));
            class::set_attribute(thread, class, name, Word::from_int(2)).unwrap();
            assert_eq!(class::lookup(class, name), Word::from_int(2));
            class::set_attribute(thread, class, name, Word::NULL).unwrap();
            assert_eq!(class::lookup(class, name), Word::from_int(1));
        });
    }

    #[test]
    fn changing_the_class_keeps_the_attributes() {
        with_thread(|thread| {
            let from = make_class(thread, "From", &[], &[]);
            let to = make_class(thread, "To", &[], &[]);
            let object = instantiate(thread, from).unwrap();
            let name = crate::interned!("kept");
            attribute::set(thread, object, name, Word::from_int(7)).unwrap();
            set_class(thread, object, to).unwrap();
            assert_eq!(class::class_of(object), to);
            assert_eq!(attribute::get(thread, object, name).unwrap(), Word::from_int(7));
        });
    }
}
