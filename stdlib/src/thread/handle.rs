//! `_ThreadHandle`. Words: 0 the identifier, 1 the stage.

use super::{lock, parking};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, state};
use object::integer;
use object::native::NativeAttribute;
use object::{Builtin, Result, Thread, Word, native_functions};
use std::sync::atomic::Ordering::{Acquire, SeqCst};
use tracer::Effects;

/// `_thread._ThreadHandle`
pub static HANDLE: NativeClass = NativeClass {
    name: "_ThreadHandle",
    module: "_thread",
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(class) "($type, /)" Effects::ANY => make;
}
native_functions! { static METHODS =
    join(this, timeout) "($self, timeout=None, /)" Effects::ANY => join;
    is_done(this) "($self, /)" Effects::ANY => is_done;
    _set_done(this) "($self, /)" Effects::ANY => set_done;
    __repr__(this) "($self, /)" Effects::ANY => repr;
}
static ATTRIBUTES: &[NativeAttribute] = &[attribute("ident", ident)];

const FRESH: u64 = Word::from_int(0).0;
const STARTING: u64 = Word::from_int(1).0;
const RUNNING: u64 = Word::from_int(2).0;
const DONE: u64 = Word::from_int(3).0;

pub fn new(thread: &mut Thread) -> Word {
    let this = HANDLE.instantiate(thread);
    state::set(thread, this, 0, Word::NONE);
    state::set_int(this, 1, 0);
    this
}

fn make(thread: &mut Thread, _class: Word) -> Result {
    Ok(new(thread))
}

/// A handle of a thread that runs already.
pub fn of_ident(thread: &mut Thread, ident: Word) -> Result {
    argument::int(thread, ident)?;
    let this = new(thread);
    state::set(thread, this, 0, ident);
    state::atomic(this, 1).store(RUNNING, SeqCst);
    Ok(this)
}

/// The identifier, or None.
pub fn ident(_thread: &mut Thread, this: Word) -> Result {
    Ok(state::get(this, 0))
}

/// Whether it is the handle of the calling thread.
pub fn is_own(thread: &mut Thread, this: Word) -> bool {
    integer::to_u64(state::get(this, 0)) == Some(thread.ident)
}

pub fn begin(thread: &mut Thread, this: Word) -> Result<()> {
    let fresh = state::atomic(this, 1).compare_exchange(FRESH, STARTING, SeqCst, Acquire).is_ok();
    if fresh { Ok(()) } else { Err(thread.raise(Builtin::RuntimeError, "thread already started")) }
}

pub fn give_up(this: Word) {
    state::atomic(this, 1).store(FRESH, SeqCst);
}

/// The thread has an identifier. The starter says so and the new thread too, whoever comes first.
pub fn running(thread: &mut Thread, this: Word, ident: u64) {
    let ident = integer::from_u64(thread, ident);
    state::set(thread, this, 0, ident);
    let _ = state::atomic(this, 1).compare_exchange(STARTING, RUNNING, SeqCst, Acquire);
}

pub fn finished(this: Word) {
    let cell = state::atomic(this, 1);
    cell.store(DONE, SeqCst);
    parking::wake_all(cell.as_ptr() as usize);
}

fn is_done(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(state::atomic(this, 1).load(SeqCst) == DONE))
}

fn set_done(thread: &mut Thread, this: Word) -> Result {
    if state::atomic(this, 1).load(SeqCst) == FRESH {
        return Err(thread.raise(Builtin::RuntimeError, "thread not started"));
    }
    finished(this);
    Ok(Word::NONE)
}

fn join(thread: &mut Thread, this: Word, timeout: Word) -> Result {
    let cell = state::atomic(this, 1);
    let timeout = if timeout.is_none() { Word::NULL } else { timeout };
    let timeout = if !timeout.is_null() && argument::float(thread, timeout)? < 0.0 {
        Word::NULL
    } else {
        timeout
    };
    let deadline = lock::deadline(thread, Word::NULL, timeout)?;
    let stage = cell.load(SeqCst);
    if stage == FRESH {
        return Err(thread.raise(Builtin::RuntimeError, "thread not started"));
    }
    if stage != DONE && is_own(thread, this) {
        return Err(thread.raise(Builtin::RuntimeError, "Cannot join current thread"));
    }
    let address = cell.as_ptr() as usize;
    parking::wait(thread, address, deadline.flatten(), || cell.load(SeqCst) == DONE)?;
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let ident = object::describe::repr(thread, state::get(this, 0))?;
    super::shown(thread, format!("<_ThreadHandle object: ident={ident}>"))
}
