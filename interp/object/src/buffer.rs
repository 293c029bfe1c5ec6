//! The contents of bytes-like objects.
//!
//! bytes and bytearray (and subclasses) are known here; a memoryview knows its own part; native
//! types of other crates register themselves; classes with a `__buffer__` in Python are asked for a
//! memoryview.

use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::header::has_shape;
use crate::thread::Thread;
use crate::{bytes, memoryview, operation, string};
use std::sync::RwLock;
use tracer::Word;

/// Memory that an object exposes.
#[derive(Clone, Copy)]
pub struct Exposed {
    pub address: *mut u8,
    pub length: usize,
    pub read_only: bool,
    /// Code of one item as `struct` writes it, and its size.
    pub format: &'static str,
    pub item_size: usize,
}

/// How a native type exposes memory.
pub struct Provider {
    pub class: fn() -> Word,
    /// The memory now.
    pub get: fn(&mut Thread, Word) -> Result<Exposed>,
    /// A memoryview begins (1) or ends (-1) to look at the memory, which stays where it is meanwhile.
    pub export: fn(Word, i64),
}

static PROVIDERS: RwLock<Vec<&'static Provider>> = RwLock::new(Vec::new());

/// Adds a native type with a buffer.
pub fn register(provider: &'static Provider) {
    PROVIDERS.write().unwrap_or_else(|poisoned| poisoned.into_inner()).push(provider);
}

/// The provider for an object's class.
pub fn provider(object: Word) -> Option<&'static Provider> {
    if !object.is_pointer() {
        return None;
    }
    let providers = PROVIDERS.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    let class = crate::class::class_of(object);
    providers.iter().copied().find(|provider| crate::class::is_subclass(class, (provider.class)()))
}

/// The contents of a bytes-like object; `None` where it is none. What is not contiguous is copied.
#[inline]
pub fn contents(thread: &mut Thread, object: Word) -> Result<Option<&'static [u8]>> {
    if let Some(data) = bytes::data(object) {
        return Ok(Some(data));
    }
    if !object.is_pointer() || string::is_exact(object) {
        return Ok(None);
    }
    other_contents(thread, object)
}

#[inline(never)]
fn other_contents(thread: &mut Thread, object: Word) -> Result<Option<&'static [u8]>> {
    if has_shape(object, Builtin::MemoryView.shape()) {
        return memoryview::contents(thread, object).map(Some);
    }
    if let Some(provider) = provider(object) {
        let exposed = (provider.get)(thread, object)?;
        // SAFETY: the provider exposes this memory as long as the object is not changed.
        return Ok(Some(unsafe { std::slice::from_raw_parts(exposed.address, exposed.length) }));
    }
    let class = crate::class::class_of(object);
    let name = crate::interned!("__buffer__");
    if crate::class::get(class).flags & crate::class::flag::HEAP == 0
        || crate::class::lookup(class, name).is_null()
    {
        return Ok(None);
    }
    let view = memoryview::from_python(thread, object)?;
    memoryview::contents(thread, view).map(Some)
}

/// Whether the object has a buffer.
pub fn is_buffer(object: Word) -> bool {
    if bytes::data(object).is_some() || has_shape(object, Builtin::MemoryView.shape()) {
        return true;
    }
    if !object.is_pointer() {
        return false;
    }
    provider(object).is_some() || {
        let class = crate::class::class_of(object);
        let name = crate::interned!("__buffer__");
        crate::class::get(class).flags & crate::class::flag::HEAP != 0
            && !crate::class::lookup(class, name).is_null()
    }
}

/// The contents, or TypeError.
pub fn require(thread: &mut Thread, object: Word) -> Result<&'static [u8]> {
    match contents(thread, object)? {
        Some(data) => Ok(data),
        None => Err(required(thread, object)),
    }
}

#[cold]
pub fn required(thread: &mut Thread, object: Word) -> Raised {
    let name = string::class_name(object);
    thread.type_error(format!("a bytes-like object is required, not '{name}'"))
}

/// A writable object's memory, for functions that fill it (`readinto` and the like).
pub fn writable(thread: &mut Thread, object: Word) -> Result<&'static mut [u8]> {
    let exposed = memoryview::expose(thread, object)?;
    match exposed {
        Some(exposed) if !exposed.read_only => {
            // SAFETY: memory of a live object; the caller writes at once.
            Ok(unsafe { std::slice::from_raw_parts_mut(exposed.address, exposed.length) })
        }
        _ => {
            let name = string::class_name(object);
            Err(thread
                .type_error(format!("argument must be read-write bytes-like object, not {name}")))
        }
    }
}

/// A byte from an index-like object.
pub fn byte(thread: &mut Thread, object: Word, out_of_range: &str) -> Result<u8> {
    let number = if object.is_int() { object } else { operation::index(thread, object)? };
    match crate::integer::to_i64(number) {
        Some(number @ 0..=255) => Ok(number as u8),
        _ => Err(thread.value_error(out_of_range)),
    }
}
