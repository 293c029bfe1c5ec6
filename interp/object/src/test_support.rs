//! What unit tests need: the built-in classes and a thread, without an interpreter.

use crate::thread::{Hooks, set_hooks};
use crate::{Arguments, Thread, class, function};
use std::sync::Once;

unsafe fn scan_nothing(_: *mut heap::Local, _: &mut heap::Visitor) {}

/// Runs a test on a thread of the object layer.
pub fn with_thread<R>(run: impl FnOnce(&mut Thread) -> R) -> R {
    static SETUP: Once = Once::new();
    SETUP.call_once(|| {
        set_hooks(Hooks {
            call: |thread, callable, all, names| {
                function::call_object(thread, callable, Arguments { all, names })
            },
            consume: |_, _, _, _| unreachable!("generators need the interpreter"),
            cell_changed: |_| {},
            key_added: |_, _| {},
            class_changed: |_| {},
            source_freed: |_| {},
            scan_thread: scan_nothing,
        });
        let thread = Thread::attach(4 << 20);
        class::setup(thread);
        thread.detach();
    });
    let thread = Thread::attach(4 << 20);
    let result = run(thread);
    thread.detach();
    result
}
