//! memoryview: a window on the memory of another object, with items of a struct format and a shape
//! of any number of dimensions.
//!
//! A view names the object that owns the memory (`obj`), the heap object in which the bytes really
//! are, and the address of its first item. CPython forbids a bytearray to change its size while a
//! view exists; without reference counts, nobody would know when a forgotten view is gone, and
//! `bytes(memoryview(buffer)[:n]); del buffer[:n]` would fail at random. So only a view that is
//! used in a `with` statement forbids it, until the block ends. Any other keeps looking at the
//! vector that it was made for, which is safe: vectors never give memory back while referred to.

pub mod item;
pub mod methods;

pub use methods::{ATTRIBUTES, CLASS_METHODS, CONSTRUCTOR, DOC, METHODS};

use crate::buffer::{self, Exposed};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::header::has_shape;
use crate::layout::ByteArray;
use crate::thread::Thread;
use crate::{bytearray, bytes, string, tuple};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::MemoryView.shape();

/// All fields are words that describe themselves.
#[repr(C)]
pub struct MemoryView {
    pub header: crate::header::Header,
    /// Who is said to own the memory.
    pub object: Word,
    /// The heap object in which the bytes are.
    pub keeper: Word,
    /// Address of the first item, tagged.
    pub address: Word,
    /// str
    pub format: Word,
    /// Tagged.
    pub item_size: Word,
    /// True or False.
    pub read_only: Word,
    /// Tuples of ints, one for each dimension.
    pub shape: Word,
    pub strides: Word,
    /// Null, or True once released.
    pub released: Word,
    /// Null, or tagged.
    pub hash: Word,
    /// Times it has pinned its owner's size, tagged.
    pub pins: Word,
}

/// The struct of a view.
pub fn get(view: Word) -> &'static mut MemoryView {
    // SAFETY: callers pass memoryviews.
    unsafe { &mut *view.pointer() }
}

pub fn is_view(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// The struct of a view that has not been released.
pub fn live(thread: &mut Thread, view: Word) -> Result<&'static mut MemoryView> {
    let view = get(view);
    if view.released.is_null() { Ok(view) } else { Err(released(thread)) }
}

#[cold]
fn released(thread: &mut Thread) -> Raised {
    thread.value_error("operation forbidden on released memoryview object")
}

/// A byte of a view of unsigned bytes in one dimension, if there are so many.
pub fn byte(thread: &mut Thread, view: Word, index: i64) -> Result<Option<u8>> {
    let view = live(thread, view)?;
    if index as u64 >= view.length(0) as u64 {
        return Ok(None);
    }
    // SAFETY: the view pins its memory, and the index is inside.
    Ok(Some(unsafe { *view.start().offset(index as isize * view.stride(0)) }))
}

impl MemoryView {
    pub fn start(&self) -> *mut u8 {
        self.address.int() as *mut u8
    }
    pub fn size(&self) -> usize {
        self.item_size.int() as usize
    }
    pub fn dimensions(&self) -> usize {
        tuple::items(self.shape).len()
    }
    /// Items along a dimension.
    pub fn length(&self, dimension: usize) -> usize {
        tuple::items(self.shape)[dimension].int() as usize
    }
    pub fn stride(&self, dimension: usize) -> isize {
        tuple::items(self.strides)[dimension].int() as isize
    }
    pub fn count(&self) -> usize {
        tuple::items(self.shape).iter().map(|length| length.int() as usize).product()
    }
    pub fn is_read_only(&self) -> bool {
        self.read_only == Word::TRUE
    }
    /// The format's letter, where it is a native one.
    pub fn letter(&self) -> Option<u8> {
        match string::bytes(self.format) {
            [letter] | [b'@', letter] => Some(*letter),
            _ => None,
        }
    }
    /// Unsigned bytes in one dimension.
    pub fn is_line_of_bytes(&self) -> bool {
        self.released.is_null() && self.letter() == Some(b'B') && self.dimensions() == 1
    }
    /// Items lie side by side, the last dimension fastest.
    pub fn is_contiguous(&self) -> bool {
        let mut expected = self.size() as isize;
        for dimension in (0..self.dimensions()).rev() {
            let length = self.length(dimension);
            if length > 1 && self.stride(dimension) != expected {
                return false;
            }
            expected *= length as isize;
        }
        true
    }
    /// Items lie side by side, the first dimension fastest.
    pub fn is_column_contiguous(&self) -> bool {
        let mut expected = self.size() as isize;
        for dimension in 0..self.dimensions() {
            let length = self.length(dimension);
            if length > 1 && self.stride(dimension) != expected {
                return false;
            }
            expected *= length as isize;
        }
        true
    }
    /// Runs a function on the address of each item, the last dimension fastest.
    pub fn each(&self, run: &mut dyn FnMut(*mut u8)) {
        self.each_from(0, self.start(), run)
    }
    fn each_from(&self, dimension: usize, from: *mut u8, run: &mut dyn FnMut(*mut u8)) {
        if dimension == self.dimensions() {
            return run(from);
        }
        for number in 0..self.length(dimension) {
            let at = from.wrapping_offset(self.stride(dimension) * number as isize);
            self.each_from(dimension + 1, at, run);
        }
    }
    /// A copy of the items, side by side.
    pub fn copied(&self) -> Vec<u8> {
        let mut copied = Vec::with_capacity(self.count() * self.size());
        // SAFETY: each address is that of an item within the memory that the view was made for.
        self.each(&mut |at| {
            copied.extend_from_slice(unsafe { std::slice::from_raw_parts(at, self.size()) })
        });
        copied
    }
}

/// The parts of a new view.
pub struct Parts {
    pub object: Word,
    pub keeper: Word,
    pub address: *mut u8,
    pub format: Word,
    pub item_size: usize,
    pub read_only: bool,
    pub shape: Word,
    pub strides: Word,
}

/// Makes a view from its parts.
pub fn make(thread: &mut Thread, parts: Parts) -> Word {
    let view = thread.new_object::<MemoryView>(SHAPE);
    view.object = parts.object;
    view.keeper = parts.keeper;
    view.address = Word::from_int(parts.address as i64);
    view.format = parts.format;
    view.item_size = Word::from_int(parts.item_size as i64);
    view.read_only = Word::from_bool(parts.read_only);
    view.shape = parts.shape;
    view.strides = parts.strides;
    view.pins = Word::from_int(0);
    Word::from_pointer(view)
}

/// A view of one dimension on exposed memory. `keeper` is the heap object that holds it.
pub fn on_memory(thread: &mut Thread, object: Word, keeper: Word, exposed: Exposed) -> Word {
    let format = string::new(thread, exposed.format);
    let count = (exposed.length / exposed.item_size.max(1)) as i64;
    let shape = tuple::new(thread, &[Word::from_int(count)]);
    let strides = tuple::new(thread, &[Word::from_int(exposed.item_size as i64)]);
    make(
        thread,
        Parts {
            object,
            keeper,
            address: exposed.address,
            format,
            item_size: exposed.item_size,
            read_only: exposed.read_only,
            shape,
            strides,
        },
    )
}

/// The memory that an object exposes, as bytes; `None` where it exposes none.
pub fn expose(thread: &mut Thread, object: Word) -> Result<Option<Exposed>> {
    if is_view(object) {
        let view = live(thread, object)?;
        if !view.is_contiguous() {
            return Err(thread
                .raise(Builtin::BufferError, "memoryview: underlying buffer is not C-contiguous"));
        }
        return Ok(Some(Exposed {
            address: view.start(),
            length: view.count() * view.size(),
            read_only: view.is_read_only(),
            format: "B",
            item_size: 1,
        }));
    }
    if let Some(data) = bytes::data(object) {
        return Ok(Some(Exposed {
            address: data.as_ptr() as *mut u8,
            length: data.len(),
            read_only: bytes::is_bytes(object),
            format: "B",
            item_size: 1,
        }));
    }
    match buffer::provider(object) {
        Some(provider) => (provider.get)(thread, object).map(Some),
        None if buffer::is_buffer(object) => {
            let view = from_python(thread, object)?;
            expose(thread, view)
        }
        None => Ok(None),
    }
}

/// `memoryview(object)`
pub fn new(thread: &mut Thread, object: Word) -> Result {
    if is_view(object) {
        let view = live(thread, object)?;
        return Ok(like(thread, view, view.start(), view.shape, view.strides));
    }
    if let Some(data) = bytes::data(object) {
        let keeper = if bytearray::is_bytearray(object) {
            // SAFETY: a bytearray.
            let vector = unsafe { (*object.pointer::<ByteArray>()).bytes };
            if vector.is_null() { object } else { vector }
        } else {
            bytes::exact(object).unwrap_or(object)
        };
        let exposed = Exposed {
            address: data.as_ptr() as *mut u8,
            length: data.len(),
            read_only: bytes::is_bytes(object),
            format: "B",
            item_size: 1,
        };
        return Ok(on_memory(thread, object, keeper, exposed));
    }
    if let Some(provider) = buffer::provider(object) {
        let exposed = (provider.get)(thread, object)?;
        (provider.export)(object, 1);
        let view = on_memory(thread, object, object, exposed);
        get(view).pins = Word::from_int(1);
        return Ok(view);
    }
    if buffer::is_buffer(object) {
        return from_python(thread, object);
    }
    let name = string::class_name(object);
    Err(thread.type_error(format!("memoryview: a bytes-like object is required, not '{name}'")))
}

/// Another view on the memory of a view.
pub fn like(
    thread: &mut Thread,
    view: &MemoryView,
    address: *mut u8,
    shape: Word,
    strides: Word,
) -> Word {
    make(
        thread,
        Parts {
            object: view.object,
            keeper: view.keeper,
            address,
            format: view.format,
            item_size: view.size(),
            read_only: view.is_read_only(),
            shape,
            strides,
        },
    )
}

/// The view that `__buffer__` of a class written in Python gives.
pub fn from_python(thread: &mut Thread, object: Word) -> Result {
    // PyBUF_FULL_RO
    let flags = Word::from_int(0x11c);
    let name = crate::interned!("__buffer__");
    match crate::operation::call_special(thread, object, name, &[flags])? {
        Some(view) if is_view(view) => Ok(view),
        Some(_) => Err(thread.type_error("__buffer__ returned non-memoryview object")),
        None => Err(buffer::required(thread, object)),
    }
}

/// The contents, copied where they are not contiguous.
pub fn contents(thread: &mut Thread, view: Word) -> Result<&'static [u8]> {
    let view = live(thread, view)?;
    let length = view.count() * view.size();
    if view.is_contiguous() {
        // SAFETY: memory that the view keeps alive.
        return Ok(unsafe { std::slice::from_raw_parts(view.start(), length) });
    }
    let copied = view.copied();
    let copy = bytes::build(thread, length, |to| to.copy_from_slice(&copied))?;
    Ok(bytes::exact_data(copy))
}

/// `__buffer__` of the built-in types.
pub fn buffer_method(thread: &mut Thread, this: Word, flags: Word) -> Result {
    let flags = crate::argument::c_int(thread, flags, 0)?;
    let view = new(thread, this)?;
    if flags & 1 != 0 && get(view).is_read_only() {
        return Err(thread.raise(Builtin::BufferError, "Object is not writable."));
    }
    Ok(view)
}

/// `__release_buffer__` of the built-in types.
pub fn release_buffer_method(thread: &mut Thread, _this: Word, view: Word) -> Result {
    if !is_view(view) {
        let name = string::class_name(view);
        return Err(thread.type_error(format!("expected a memoryview object, not {name}")));
    }
    release(view);
    Ok(Word::NONE)
}

/// Holds the owner's size (`change` 1) or lets go of it.
pub fn pin(view: &mut MemoryView, change: i64) {
    view.pins = Word::from_int(view.pins.int() + change);
    export(view.object, change);
}

fn export(object: Word, change: i64) {
    if bytearray::is_bytearray(object) {
        bytearray::export(object, change);
    } else if let Some(provider) = buffer::provider(object) {
        (provider.export)(object, change);
    }
}

/// Ends the use of a view.
pub fn release(view: Word) {
    let view = get(view);
    if !view.released.is_null() {
        return;
    }
    view.released = Word::TRUE;
    let pins = view.pins.int();
    if pins > 0 {
        view.pins = Word::from_int(0);
        export(view.object, -pins);
    }
}
