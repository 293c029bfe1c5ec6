//! `lock`. Word 0: 0 free, 1 taken, 2 taken and somebody may be waiting.

use super::parking;
use crate::native_class::NativeClass;
use crate::{argument, class_root, state};
use object::thread::Birth;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::time::{Duration, Instant};
use tracer::Effects;

/// `_thread.lock`
pub static LOCK: NativeClass = NativeClass {
    name: "lock",
    module: "_thread",
    doc: "A lock object is a synchronization primitive.",
    methods: &[METHODS],
    constructor: CONSTRUCTOR,
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(class) "($type, /)" Effects::ANY => new;
}
native_functions! { static METHODS =
    /// Lock the lock.
    acquire(this, blocking, timeout) "($self, /, blocking=True, timeout=-1)" Effects::ANY => acquire;
    acquire_lock(this, blocking, timeout) "($self, /, blocking=True, timeout=-1)" Effects::ANY => acquire;
    /// Release the lock.
    release(this) "($self, /)" Effects::ANY => release;
    release_lock(this) "($self, /)" Effects::ANY => release;
    /// Return whether the lock is in the locked state.
    locked(this) "($self, /)" Effects::ANY => locked;
    locked_lock(this) "($self, /)" Effects::ANY => locked;
    __enter__(this) "($self, /)" Effects::ANY => enter;
    __exit__(..) "($self, *exc_info)" Effects::ANY => exit;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    _at_fork_reinit(this) "($self, /)" Effects::ANY => reset;
}

const FREE: u64 = Word::from_int(0).0;
const TAKEN: u64 = Word::from_int(1).0;
const CONTENDED: u64 = Word::from_int(2).0;

/// `allocate_lock()`
pub fn allocate(thread: &mut Thread) -> Result {
    let this = LOCK.instantiate(thread);
    state::set_int(this, 0, 0);
    Ok(this)
}

fn new(thread: &mut Thread, _class: Word) -> Result {
    allocate(thread)
}

/// The deadline that `blocking` and `timeout` give: `None` not to wait, `Some(None)` to wait for ever.
pub fn deadline(
    thread: &mut Thread,
    blocking: Word,
    timeout: Word,
) -> Result<Option<Option<Instant>>> {
    let blocking = argument::truth_or(thread, blocking, true)?;
    let given = !timeout.is_null();
    let seconds = if given { argument::float(thread, timeout)? } else { -1.0 };
    if !blocking {
        if given && seconds != -1.0 {
            return Err(thread.value_error("can't specify a timeout for a non-blocking call"));
        }
        return Ok(None);
    }
    if seconds == -1.0 {
        return Ok(Some(None));
    }
    if seconds < 0.0 {
        return Err(thread.value_error("timeout value must be a non-negative number"));
    }
    if seconds.is_nan() {
        return Err(thread.value_error("Invalid value NaN (not a number)"));
    }
    if seconds > parking::LONGEST {
        return Err(thread.raise(Builtin::OverflowError, "timeout value is too large"));
    }
    Ok(Some(Instant::now().checked_add(Duration::from_secs_f64(seconds))))
}

fn acquire(thread: &mut Thread, this: Word, blocking: Word, timeout: Word) -> Result {
    let cell = state::atomic(this, 0);
    if blocking.is_null()
        && timeout.is_null()
        && cell.compare_exchange(FREE, TAKEN, Acquire, Relaxed).is_ok()
    {
        return Ok(Word::TRUE);
    }
    let deadline = deadline(thread, blocking, timeout)?;
    if cell.compare_exchange(FREE, TAKEN, Acquire, Relaxed).is_ok() {
        return Ok(Word::TRUE);
    }
    let Some(deadline) = deadline else { return Ok(Word::FALSE) };
    if parking::spin(|| {
        cell.load(Relaxed) == FREE && cell.compare_exchange(FREE, TAKEN, Acquire, Relaxed).is_ok()
    }) {
        return Ok(Word::TRUE);
    }
    let address = cell.as_ptr() as usize;
    // Whoever has waited leaves the lock marked as contended: others may still wait.
    let got = parking::wait(thread, address, deadline, || cell.swap(CONTENDED, Acquire) == FREE)?;
    Ok(Word::from_bool(got))
}

fn release(thread: &mut Thread, this: Word) -> Result {
    let cell = state::atomic(this, 0);
    let wakes = match cell.swap(FREE, Release) {
        FREE => return Err(thread.raise(Builtin::RuntimeError, "release unlocked lock")),
        TAKEN => false,
        _ => {
            parking::wake_one(cell.as_ptr() as usize);
            true
        }
    };
    if thread.birth != Birth::Past {
        announce(thread, wakes);
    }
    Ok(Word::NONE)
}

/// `Thread.start` waits for an event that the new thread sets: it wakes its starter, and then releases
/// the event's lock, for which the starter may wait again. Then it lets the starter go on: on the same
/// processor that would else wait until the new thread's time is up, while others have nothing to do.
#[cold]
fn announce(thread: &mut Thread, wakes: bool) {
    if thread.birth == Birth::Announced {
        thread.birth = Birth::Past;
        std::thread::yield_now();
    } else if wakes {
        thread.birth = Birth::Announced;
    }
}

fn is_taken(this: Word) -> bool {
    state::get_int(this, 0) != 0
}

fn locked(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(is_taken(this)))
}
fn enter(thread: &mut Thread, this: Word) -> Result {
    acquire(thread, this, Word::NULL, Word::NULL)
}
fn exit(thread: &mut Thread, arguments: Arguments) -> Result {
    release(thread, arguments.all[0])
}
fn repr(thread: &mut Thread, this: Word) -> Result {
    let kind = if is_taken(this) { "locked" } else { "unlocked" };
    super::shown(thread, format!("<{kind} _thread.lock object at {:#x}>", this.0))
}
fn reset(_thread: &mut Thread, this: Word) -> Result {
    state::set_int(this, 0, 0);
    Ok(Word::NONE)
}
