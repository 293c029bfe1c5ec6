//! Shapes: class and attribute layout of an object, by number.
//!
//! A shape names the class and says in which slot each attribute lies. Adding an attribute moves
//! the object to a child shape with one more slot; slots never move once given, so whoever still
//! believes the parent shape reads right. `del` leaves a null word in the slot and the shape as it
//! is. Objects whose `__dict__` was asked for move to the class's dictionary shape: the dict in
//! their first slot then holds all attributes.
//!
//! The registry is a table of chunks that never move, so that a reader needs no lock. Shapes are
//! immutable but for the transition list and the lazily built index.

use crate::intern::QuickMap;
use crate::layout::Layout;
use heap::ShapeId;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use tracer::Word;

pub struct Shape {
    pub id: ShapeId,
    /// The class object. A root: classes live as long as their shapes.
    pub class: Word,
    pub layout: Layout,
    /// Index of the word (header = 0) in which the inline slots begin.
    pub slots_at: u32,
    /// Inline slots; behind them one word holds the first `SlotChunk`.
    pub capacity: u32,
    /// Attributes.
    pub count: u32,
    /// The first of them are declared (`__slots__`): reached by descriptors, not part of `__dict__`.
    pub declared: u32,
    /// Raw bytes behind everything else.
    pub extra_bytes: u32,
    pub parent: Option<&'static Shape>,
    /// The attribute that this shape added (interned string), in slot `count - 1`.
    pub name: Word,
    /// Attributes live in a dict in the slot behind the declared ones.
    pub dictionary: bool,
    /// No attribute can be added (`__slots__` without `__dict__`, built-in types).
    pub closed: bool,
    transitions: Mutex<Vec<(Word, &'static Shape)>>,
    index: OnceLock<QuickMap<u64, u32>>,
}

// SAFETY: all words are roots; the mutable parts synchronize themselves.
unsafe impl Sync for Shape {}
// SAFETY: as above.
unsafe impl Send for Shape {}

const CHUNK: usize = 1 << 12;
const CHUNKS: usize = 1 << 12;
static TABLE: [AtomicPtr<AtomicPtr<Shape>>; CHUNKS] =
    [const { AtomicPtr::new(std::ptr::null_mut()) }; CHUNKS];
static NEXT: AtomicU32 = AtomicU32::new(crate::builtin::shape::FIRST_DYNAMIC);

/// All shapes in the order of their registration.
struct Registered {
    all: Vec<&'static Shape>,
    /// So many have been visited by a collection; with sticky marks a minor one need not visit them again.
    visited: usize,
}
static REGISTERED: Mutex<Registered> = Mutex::new(Registered { all: Vec::new(), visited: 0 });

fn registered() -> MutexGuard<'static, Registered> {
    REGISTERED.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The shape of this number. Only for shapes of Python objects.
#[inline]
pub fn get(id: ShapeId) -> &'static Shape {
    let chunk = TABLE[id as usize / CHUNK].load(Ordering::Acquire);
    debug_assert!(!chunk.is_null());
    // SAFETY: numbers are given out by `register`, which fills the chunk first and never frees.
    unsafe { &*(*chunk.add(id as usize % CHUNK)).load(Ordering::Acquire) }
}

/// As `get`, but tolerates numbers that name no shape of Python objects.
pub fn try_get(id: ShapeId) -> Option<&'static Shape> {
    let chunk = TABLE.get(id as usize / CHUNK)?.load(Ordering::Acquire);
    if chunk.is_null() {
        return None;
    }
    // SAFETY: the chunk is complete; entries are null or shapes that are never freed.
    unsafe { (*chunk.add(id as usize % CHUNK)).load(Ordering::Acquire).as_ref() }
}

fn register(shape: Shape) -> &'static Shape {
    let id = shape.id as usize;
    let shape: &'static Shape = Box::leak(Box::new(shape));
    // No thread stops for a collection while it holds the lock.
    let mut registered = registered();
    registered.all.push(shape);
    let mut chunk = TABLE[id / CHUNK].load(Ordering::Acquire);
    if chunk.is_null() {
        let fresh: Vec<AtomicPtr<Shape>> = (0..CHUNK).map(|_| AtomicPtr::default()).collect();
        chunk = fresh.leak().as_mut_ptr();
        TABLE[id / CHUNK].store(chunk, Ordering::Release);
    }
    // SAFETY: within the chunk.
    unsafe {
        (*chunk.add(id % CHUNK)).store(shape as *const Shape as *mut Shape, Ordering::Release)
    };
    heap::set_scan(shape.id, scan_of(shape));
    shape
}

fn scan_of(shape: &Shape) -> heap::Scan {
    match shape.layout {
        Layout::Int | Layout::Float | Layout::Complex | Layout::Bytes => heap::Scan::Raw,
        Layout::Str => heap::Scan::Fixed { count: 1 },
        Layout::Tuple => {
            heap::Scan::Counted { items: std::mem::size_of::<crate::layout::Tuple>() as u32 }
        }
        Layout::Code => heap::Scan::Custom(crate::code::scan),
        Layout::Class => heap::Scan::Fixed { count: crate::layout::CLASS_WORDS },
        Layout::NativeFunction => heap::Scan::Fixed { count: crate::layout::NATIVE_FUNCTION_WORDS },
        Layout::GetSet => heap::Scan::Fixed { count: 3 },
        Layout::WeakReference => heap::Scan::Custom(crate::weak_reference::scan),
        Layout::Native => heap::Scan::Fixed { count: 4 },
        _ => heap::Scan::Slots,
    }
}

/// A root shape for direct instances of `class`, with a given number (built-in classes). `slots_at`: words of the
/// layout's struct.
pub fn register_builtin(
    id: ShapeId,
    class: Word,
    layout: Layout,
    slots_at: u32,
    open: bool,
    extra_bytes: u32,
) -> &'static Shape {
    let root = Root {
        class,
        layout,
        slots_at,
        capacity: 0,
        names: &[],
        dictionary: false,
        closed: !open,
        extra_bytes,
    };
    register(root_shape(id, &root, !open))
}

/// What a new root shape is made of.
pub struct Root<'a> {
    pub class: Word,
    pub layout: Layout,
    pub slots_at: u32,
    pub capacity: u32,
    /// Attributes present from the start (`__slots__`).
    pub names: &'a [Word],
    pub dictionary: bool,
    pub closed: bool,
    pub extra_bytes: u32,
}

fn root_shape(id: ShapeId, root: &Root, closed: bool) -> Shape {
    Shape {
        id,
        class: root.class,
        layout: root.layout,
        slots_at: root.slots_at,
        capacity: root.capacity,
        count: 0,
        declared: root.names.len() as u32,
        extra_bytes: root.extra_bytes,
        parent: None,
        name: Word::NULL,
        dictionary: root.dictionary,
        closed,
        transitions: Mutex::default(),
        index: OnceLock::new(),
    }
}

/// A root shape for a class made at run time.
pub fn register_root(root: Root) -> &'static Shape {
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut shape = register(root_shape(id, &root, root.closed && root.names.is_empty()));
    for (position, &name) in root.names.iter().enumerate() {
        shape = shape.child(name, root.closed && position + 1 == root.names.len());
    }
    shape
}

impl Shape {
    fn copy(&self) -> Shape {
        Shape {
            id: self.id,
            class: self.class,
            layout: self.layout,
            slots_at: self.slots_at,
            capacity: self.capacity,
            count: self.count,
            declared: self.declared,
            extra_bytes: self.extra_bytes,
            parent: self.parent,
            name: self.name,
            dictionary: self.dictionary,
            closed: self.closed,
            transitions: Mutex::default(),
            index: OnceLock::new(),
        }
    }
    fn child(&'static self, name: Word, closed: bool) -> &'static Shape {
        let mut transitions =
            self.transitions.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(&(_, shape)) = transitions.iter().find(|(key, _)| *key == name) {
            return shape;
        }
        let shape = register(Shape {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            count: self.count + 1,
            parent: Some(self),
            name,
            closed,
            ..self.copy()
        });
        transitions.push((name, shape));
        shape
    }
    /// The shape with one more attribute.
    pub fn with(&'static self, name: Word) -> &'static Shape {
        self.child(name, false)
    }
    /// Slot of an attribute (interned name).
    pub fn slot(&'static self, name: Word) -> Option<u32> {
        if self.count > 8 {
            let index = self.index.get_or_init(|| {
                let mut index = QuickMap::default();
                let mut shape = Some(self);
                while let Some(current) = shape {
                    if !current.name.is_null() {
                        index.insert(current.name.0, current.count - 1);
                    }
                    shape = current.parent;
                }
                index
            });
            return index.get(&name.0).copied();
        }
        let mut shape = Some(self);
        while let Some(current) = shape {
            if current.name == name && !name.is_null() {
                return Some(current.count - 1);
            }
            shape = current.parent;
        }
        None
    }
    /// Attribute names in the order of their slots.
    pub fn names(&'static self) -> Vec<Word> {
        let mut names = vec![Word::NULL; self.count as usize];
        let mut shape = Some(self);
        while let Some(current) = shape {
            if !current.name.is_null() {
                names[current.count as usize - 1] = current.name;
            }
            shape = current.parent;
        }
        names
    }
    /// Bytes of a new instance.
    pub fn instance_bytes(&self) -> usize {
        8 * (self.slots_at + self.capacity + 1) as usize + self.extra_bytes as usize
    }
    /// Whether slot `slot` is inline, at which byte offset.
    pub fn inline_offset(&self, slot: u32) -> Option<usize> {
        (slot < self.capacity).then(|| 8 * (self.slots_at + slot) as usize)
    }
}

/// Visits every class that a shape names; called by the root scanner.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    let mut registered = registered();
    let first = if visitor.is_minor() { registered.visited } else { 0 };
    for shape in &registered.all[first..] {
        visitor.visit(shape.class.0);
        visitor.visit(shape.name.0);
    }
    registered.visited = registered.all.len();
}
