//! What a safepoint does: stop for a collection, run finalizers and signal handlers, raise what was
//! posted.

use object::thread::poll;
use object::{Result, Thread};
use std::sync::atomic::Ordering;
use tracer::Word;

/// Whether something waits that a compiled function, which is about to run, must leave for. What loops have loaded is no
/// concern of it: it has loaded nothing so far, and the loop that calls it loads everything anew after the call.
pub fn is_for_functions(thread: &mut Thread) -> bool {
    thread.heap.poll.fetch_and(!poll::REFRESH, Ordering::AcqRel) & !poll::REFRESH != 0
}

/// Answers all that waits for the thread.
pub fn handle(thread: &mut Thread) -> Result {
    let result = answer(thread);
    thread.request_again();
    result
}

fn answer(thread: &mut Thread) -> Result {
    let bits = thread.heap.poll.load(Ordering::Acquire);
    if bits & 1 != 0 {
        thread.heap.safepoint();
    }
    let mine = bits & !1;
    if mine == 0 {
        return Ok(Word::NONE);
    }
    thread.heap.poll.fetch_and(!mine, Ordering::AcqRel);
    if mine & poll::FINALIZE != 0 {
        crate::finalize::run_queued(thread);
    }
    if mine & poll::SIGNAL != 0 {
        (crate::library().handle_signals)(thread)?;
    }
    if mine & poll::ASYNC_EXCEPTION != 0 && !thread.posted.is_null() {
        let posted = std::mem::replace(&mut thread.posted, Word::NULL);
        let exception = object::exception::normalize(thread, posted)?;
        return Err(thread.raise_object(exception));
    }
    Ok(Word::NONE)
}
