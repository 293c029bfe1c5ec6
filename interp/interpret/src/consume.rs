//! Rust code that takes all items of a generator: `sum`, `any`, `all`, `list`, `join` ..., or calls
//! a function for each item: `sorted`, `min` and `max` with a key, `map`. Or compares by methods: `heapq`.
//!
//! A step of a generator from Rust costs an activation of the interpreter, and a trace ends at each. So these loops are
//! written in Python (`consume.py`): they get hot, and generator and consumer are compiled as one loop. So do loops over
//! other iterators whose steps run Python. One loop for all would have a guard for each of them in a row; instead there
//! are several copies of the loops, and the code of the generator or function says which one it gets. A copy for each
//! was rejected: programs may make any number of them.
//!
//! What a sum of floats loses by rounding is an instruction here, `rounding_error(total, item)`: as seven operations it
//! took most of the time that such a sum needs.
//!
//! The frames of these loops are hidden from tracebacks and from whoever looks at frames.

use object::builtin::Builtin;
use object::iterate::Consumer;
use object::{Result, Thread, header};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

/// The bit of `Code::flags` of functions that nobody sees.
pub const HIDDEN: u32 = 1 << 30;

const COPIES: usize = 64;
const LOOPS: [&str; 16] = [
    "append",
    "any",
    "all",
    "add_integers",
    "add_floats",
    "collect",
    "add_to_set",
    "update",
    "smallest",
    "biggest",
    "contains",
    "append_keys",
    "least",
    "greatest",
    "rise",
    "sink",
];

/// Functions by copy, null while there are none.
static FUNCTIONS: [[AtomicU64; LOOPS.len()]; COPIES] =
    [const { [const { AtomicU64::new(0) }; LOOPS.len()] }; COPIES];

/// The loops are roots.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    for function in FUNCTIONS.as_flattened() {
        let address = function.load(Ordering::Relaxed);
        if address != 0 {
            visitor.visit_interior(address as usize);
        }
    }
}

fn source() -> &'static compile::Code {
    static SOURCE: OnceLock<compile::Code> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let options = compile::Options {
            filename: "<consume>".into(),
            intrinsics: true,
            ..compile::Options::default()
        };
        compile::compile_source(include_str!("consume.py"), &options).expect("is valid")
    })
}

/// Makes a copy of the loops.
fn make(thread: &mut Thread, copy: usize) -> Result<()> {
    let globals = object::dict::new(thread);
    for class in [Builtin::Type, Builtin::Int, Builtin::Bool, Builtin::Float, Builtin::Tuple] {
        let name = object::class::get(class.word()).name;
        object::dict::set(thread, globals, name, class.word())?;
    }
    crate::step::define_length(thread, globals)?;
    crate::run::run_code(thread, source(), globals, globals)?;
    for (name, function) in LOOPS.iter().zip(&FUNCTIONS[copy]) {
        let found =
            object::dict::get_str(globals, object::intern::intern(name)).unwrap_or(Word::NULL);
        let code = crate::plan::call::code_of(found) as *const object::layout::Code
            as *mut object::layout::Code;
        // SAFETY: the code of a function that nobody else has seen.
        unsafe { (*code).flags |= HIDDEN };
        function.store(found.0, Ordering::Release);
    }
    Ok(())
}

/// Hands items to the loop of a consumer. `partner`: the iterator or Python function whose code chooses the copy.
pub fn consume(
    thread: &mut Thread,
    consumer: Consumer,
    partner: Word,
    arguments: &[Word],
) -> Result {
    let copy = key(partner, 4).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & (COPIES - 1);
    let function = &FUNCTIONS[copy][consumer as usize];
    if function.load(Ordering::Acquire) == 0 {
        make(thread, copy)?;
    }
    let function = Word(function.load(Ordering::Acquire));
    let arguments = object::Arguments { all: arguments, names: Word::NULL };
    crate::run::call_function(thread, function, arguments)
}

/// Something that iterators over the same code have in common.
fn key(object: Word, depth: usize) -> usize {
    if !object.is_pointer() || depth == 0 {
        return 0;
    }
    let code = |function: Word| {
        crate::plan::call::code_of(function) as *const object::layout::Code as usize >> 4
    };
    let mix = |a: usize, b: usize| a.rotate_left(7) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let shape = header::shape_id(object);
    if shape == Builtin::Function.shape() {
        return code(object);
    }
    if shape == Builtin::Generator.shape() {
        // SAFETY: the shape has been checked.
        return code(unsafe { (*object.pointer::<object::layout::Generator>()).function });
    }
    if shape == Builtin::Tuple.shape() {
        let items = object::tuple::items(object);
        return items.iter().fold(items.len(), |sum, &item| mix(sum, key(item, depth - 1)));
    }
    let layout = object::shape::try_get(shape).map(|shape| shape.layout);
    if layout == Some(object::layout::Layout::Words) {
        let words = (0..3).map(|index| object::words::get(object, index));
        return words.fold(shape as usize, |sum, word| mix(sum, key(word, depth - 1)));
    }
    shape as usize
}
