//! `RLock`. Words: 0 the owner's identifier or 0, 1 how often it was taken (the owner's alone), 2 number of waiters.

use super::{lock, parking};
use crate::native_class::NativeClass;
use crate::{argument, class_root, state};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, tuple};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};
use tracer::Effects;

/// `_thread.RLock`
pub static RECURSIVE_LOCK: NativeClass = NativeClass {
    name: "RLock",
    module: "_thread",
    methods: &[METHODS],
    constructor: CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}
native_functions! { static METHODS =
    /// Lock the lock.
    acquire(this, blocking, timeout) "($self, /, blocking=True, timeout=-1)" Effects::ANY => acquire;
    /// Release the lock.
    release(this) "($self, /)" Effects::ANY => release;
    locked(this) "($self, /)" Effects::ANY => locked;
    __enter__(this) "($self, /)" Effects::ANY => enter;
    __exit__(..) "($self, *exc_info)" Effects::ANY => exit;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    _is_owned(this) "($self, /)" Effects::ANY => is_owned;
    _recursion_count(this) "($self, /)" Effects::ANY => recursion_count;
    _release_save(this) "($self, /)" Effects::ANY => release_save;
    _acquire_restore(this, saved) "($self, state, /)" Effects::ANY => acquire_restore;
    _at_fork_reinit(this) "($self, /)" Effects::ANY => reset;
}

const FREE: u64 = Word::from_int(0).0;

fn own_mark(thread: &Thread) -> u64 {
    Word::from_int((thread.ident & (i64::MAX as u64 >> 1)) as i64).0
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    if arguments.all.len() > 1 {
        return Err(thread.type_error("RLock() takes no arguments"));
    }
    let this = class::instantiate(thread, arguments.all[0])?;
    for word in 0..3 {
        state::set_int(this, word, 0);
    }
    Ok(this)
}

fn acquire(thread: &mut Thread, this: Word, blocking: Word, timeout: Word) -> Result {
    let cell = state::atomic(this, 0);
    let own = own_mark(thread);
    if cell.load(Relaxed) == own {
        state::set_int(this, 1, state::get_int(this, 1) + 1);
        return Ok(Word::TRUE);
    }
    if cell.compare_exchange(FREE, own, Acquire, Relaxed).is_ok() {
        state::set_int(this, 1, 1);
        return Ok(Word::TRUE);
    }
    let Some(deadline) = lock::deadline(thread, blocking, timeout)? else { return Ok(Word::FALSE) };
    let waiters = state::atomic(this, 2);
    waiters.fetch_add(2, SeqCst);
    let got = parking::wait(thread, cell.as_ptr() as usize, deadline, || {
        cell.compare_exchange(FREE, own, SeqCst, Relaxed).is_ok()
    });
    waiters.fetch_sub(2, SeqCst);
    if got? {
        state::set_int(this, 1, 1);
        return Ok(Word::TRUE);
    }
    Ok(Word::FALSE)
}

fn free(this: Word) {
    let cell = state::atomic(this, 0);
    cell.store(FREE, SeqCst);
    if state::atomic(this, 2).load(SeqCst) != FREE {
        parking::wake_one(cell.as_ptr() as usize);
    }
}

fn check_owner(thread: &mut Thread, this: Word) -> Result<()> {
    if state::atomic(this, 0).load(Relaxed) != own_mark(thread) {
        return Err(thread.raise(Builtin::RuntimeError, "cannot release un-acquired lock"));
    }
    Ok(())
}

fn release(thread: &mut Thread, this: Word) -> Result {
    check_owner(thread, this)?;
    let count = state::get_int(this, 1) - 1;
    state::set_int(this, 1, count);
    if count == 0 {
        free(this);
    }
    Ok(Word::NONE)
}

fn locked(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(state::atomic(this, 0).load(Relaxed) != FREE))
}
fn enter(thread: &mut Thread, this: Word) -> Result {
    acquire(thread, this, Word::NULL, Word::NULL)
}
fn exit(thread: &mut Thread, arguments: Arguments) -> Result {
    release(thread, arguments.all[0])
}
fn is_owned(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(state::atomic(this, 0).load(Relaxed) == own_mark(thread)))
}
fn recursion_count(thread: &mut Thread, this: Word) -> Result {
    let own = state::atomic(this, 0).load(Relaxed) == own_mark(thread);
    Ok(Word::from_int(if own { state::get_int(this, 1) } else { 0 }))
}

fn release_save(thread: &mut Thread, this: Word) -> Result {
    check_owner(thread, this)?;
    let saved = [Word::from_int(state::get_int(this, 1)), state::get(this, 0)];
    state::set_int(this, 1, 0);
    free(this);
    Ok(tuple::new(thread, &saved))
}

fn acquire_restore(thread: &mut Thread, this: Word, saved: Word) -> Result {
    let items = object::iterate::to_tuple(thread, saved)?;
    let [count, _owner] = *tuple::items(items) else {
        return Err(thread.type_error("_acquire_restore() argument 1 must be a pair"));
    };
    let count = argument::int(thread, count)?;
    acquire(thread, this, Word::NULL, Word::NULL)?;
    state::set_int(this, 1, count);
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let owner = state::get_int(this, 0);
    let kind = if owner == 0 { "unlocked" } else { "locked" };
    let name = object::describe::full_name(class::class_of(this));
    let count = state::get_int(this, 1);
    let text = format!("<{kind} {name} object owner={owner} count={count} at {:#x}>", this.0);
    super::shown(thread, text)
}

fn reset(_thread: &mut Thread, this: Word) -> Result {
    for word in 0..3 {
        state::atomic(this, word).store(FREE, Release);
    }
    Ok(Word::NONE)
}
