//! Finalizers and callbacks of weak references, run at safepoints.

use object::Thread;
use tracer::Word;

/// Runs what the collector has queued.
pub fn run_queued(thread: &mut Thread) {
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    while let Some(object) = heap::take_finalizable() {
        finalize(thread, Word(object));
    }
    while let Some(reference) = heap::take_cleared_weak() {
        weak_cleared(thread, Word(reference));
    }
    thread.exception = pending;
}

fn finalize(thread: &mut Thread, object: Word) {
    let name = object::interned!("__del__");
    if object::operation::call_special(thread, object, name, &[]).is_err() {
        report(thread, object);
    }
}

fn weak_cleared(thread: &mut Thread, reference: Word) {
    // SAFETY: weak references are `Words`: target, callback.
    let callback = unsafe { (*reference.pointer::<object::layout::Words>()).words[1] };
    if callback.is_pointer() && thread.call(callback, &[reference]).is_err() {
        report(thread, callback);
    }
}

/// An exception that nobody can catch is printed and forgotten.
fn report(thread: &mut Thread, object: Word) {
    let exception = std::mem::replace(&mut thread.exception, Word::NULL);
    let text = object::exception::print(thread, exception);
    let shown = crate::frames::class_name(object);
    eprintln!("Exception ignored while calling deallocator of '{shown}' object:\n{text}");
}
