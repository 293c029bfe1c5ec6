//! A garbage-collected heap: non-moving, generational, conservative on native stacks, precise in
//! the heap. It knows no language.
//!
//! Native code holds words freely on its stack and in registers, nothing needs rooting there, and
//! addresses are stable; compiled code needs no stack maps. A copying collector would allocate as
//! fast and free faster, but every native frame would have to tell where its words are.
//!
//! A word whose three low bits are clear is null or points to an object; every other word is an
//! immediate value. An object begins with a `Header`, whose `shape` says where its words are
//! (`set_scan`). What refers to objects from elsewhere is a root: native stacks of attached
//! threads are found by the heap, everything else is visited by functions that the embedder
//! registers.
//!
//! - `layout`: blocks, size classes, bitmaps; `space`: who owns which block
//! - `local`: allocation and write barrier of a thread; `world`: stopping the threads
//! - `mark`, `weak`, `sweep`, `collect`: a collection, in this order, and when it is due
//! - `shapes`, `roots`: what the embedder registers; `stats`, `verify`: looking at it
//!
//! Rules for the embedder:
//! - After a word is stored into an object that may have survived a collection, `write_barrier` or
//!   `range_barrier` follows, before the next safepoint.
//! - Functions called by the collector do not allocate.
//! - A thread that may wait does so inside `Local::blocking`.

mod collect;
mod layout;
mod local;
mod mark;
mod registers;
mod roots;
mod shapes;
mod space;
mod stats;
mod sweep;
mod verify;
mod weak;
mod world;

pub use collect::{Collection, Config, configure, external_bytes};
pub use layout::{CLASSES, usable_size};
pub use local::{Header, Local, Tlab, heap_alloc_slow, heap_barrier_slow, set_stress};
pub use mark::{Visitor, object_start};
pub use roots::{add_after_mark, add_root_scanner};
pub use shapes::{Scan, ShapeId, set_scan};
pub use space::trim;
pub use stats::{Pauses, Stats, reset_pauses, stats};
pub use verify::verify;
pub use weak::{Liveness, register_finalizer, register_weak, take_cleared_weak, take_finalizable};
pub use world::{
    FINALIZE_PENDING, PARK, after_fork_child, after_fork_parent, before_fork, set_poll_bits,
    stopped_stacks, thread_count,
};

/// Ends the process because memory is exhausted where no caller can be told.
#[cold]
#[inline(never)]
pub(crate) fn out_of_memory(message: &str) -> ! {
    eprintln!("fatal error: out of memory: {message}");
    std::process::abort()
}
