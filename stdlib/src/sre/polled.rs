//! A subject at which the matcher answers what waits for the thread.
//!
//! A match that backtracks may take for ever, and the matcher knows of no signals and no collections.
//! But whatever it does, it moves in the subject: so each move looks at the thread's poll word, and the
//! slow path stops for a collection or runs signal handlers, in the middle of the match. An exception
//! leaves the matcher by unwinding; it owns nothing but memory.

use crate::signal;
use object::error::Raised;
use object::thread::poll;
use object::{Result, Thread};
use rustpython_sre_engine::{StrDrive, StringCursor};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

thread_local! {
    /// The poll word of the thread; the matcher's interface has no place for it.
    static POLL: Cell<*const AtomicU64> = const { Cell::new(std::ptr::null()) };
}

/// Calls `f`, which uses `Polled` subjects.
pub fn polling<R>(thread: &mut Thread, f: impl FnOnce() -> R) -> Result<R> {
    POLL.set(&raw const thread.heap.poll);
    catch_unwind(AssertUnwindSafe(f)).map_err(|panic| match panic.downcast::<Raised>() {
        Ok(raised) => *raised,
        Err(panic) => resume_unwind(panic),
    })
}

#[inline(always)]
fn look() {
    // SAFETY: set by `polling`, whose thread is this one and still attached.
    let bits = unsafe { (*POLL.get()).load(Ordering::Relaxed) };
    if bits & (heap::PARK | poll::SIGNAL) != 0 {
        answer();
    }
}

#[cold]
#[inline(never)]
fn answer() {
    let thread = Thread::current();
    thread.heap.safepoint();
    if let Err(raised) = signal::check(thread) {
        resume_unwind(Box::new(raised));
    }
}

/// A subject that polls.
#[derive(Clone, Copy)]
pub struct Polled<S>(pub S);

impl<S: StrDrive> StrDrive for Polled<S> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.0.count()
    }
    #[inline(always)]
    fn create_cursor(&self, n: usize) -> StringCursor {
        self.0.create_cursor(n)
    }
    #[inline(always)]
    fn adjust_cursor(&self, cursor: &mut StringCursor, n: usize) {
        look();
        self.0.adjust_cursor(cursor, n);
    }
    #[inline(always)]
    fn advance(cursor: &mut StringCursor) -> u32 {
        look();
        S::advance(cursor)
    }
    #[inline(always)]
    fn peek(cursor: &StringCursor) -> u32 {
        S::peek(cursor)
    }
    #[inline(always)]
    fn skip(cursor: &mut StringCursor, n: usize) {
        look();
        S::skip(cursor, n);
    }
    #[inline(always)]
    fn back_advance(cursor: &mut StringCursor) -> u32 {
        look();
        S::back_advance(cursor)
    }
    #[inline(always)]
    fn back_peek(cursor: &StringCursor) -> u32 {
        S::back_peek(cursor)
    }
    #[inline(always)]
    fn back_skip(cursor: &mut StringCursor, n: usize) {
        look();
        S::back_skip(cursor, n);
    }
}
