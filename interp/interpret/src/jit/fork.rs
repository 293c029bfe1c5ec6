//! Code memory and `fork`: parent and child must not write the same code memory.
//!
//! Both halves are called while the world is stopped, so that no other thread is compiling.

use super::BACKEND;

/// Before the process forks.
pub fn before() {
    let mut backend = BACKEND.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(backend) = backend.as_mut() {
        backend.before_fork();
    }
}

/// After it forked, in both processes.
pub fn after(child: bool) {
    let mut backend = BACKEND.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(backend) = backend.as_mut() {
        backend.after_fork(child);
    }
    if child {
        super::refresh::after_fork_child();
        super::host::forget_other_threads(object::Thread::current());
    }
}
