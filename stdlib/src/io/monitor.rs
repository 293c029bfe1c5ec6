//! A lock that belongs to an object: an owner in one of its words. A thread may enter again.

use crate::state;
use object::{Thread, Word};
use std::sync::atomic::Ordering;

const FREE: u64 = Word::from_int(0).0;

/// Held until dropped.
pub struct Monitor {
    cell: Option<&'static std::sync::atomic::AtomicU64>,
}

impl Monitor {
    /// Enters the monitor in word `index` of an object.
    pub fn enter(thread: &mut Thread, object: Word, index: usize) -> Monitor {
        if !object::header::MULTI_THREADED.load(Ordering::Relaxed) {
            return Monitor { cell: None };
        }
        let cell = state::atomic(object, index);
        let own = Word::from_int((thread.ident & 0x3fff_ffff_ffff_ffff) as i64).0;
        if cell.load(Ordering::Relaxed) == own {
            return Monitor { cell: None };
        }
        loop {
            let now = cell.load(Ordering::Relaxed);
            if (now == FREE || now == 0)
                && cell.compare_exchange(now, own, Ordering::Acquire, Ordering::Relaxed).is_ok()
            {
                return Monitor { cell: Some(cell) };
            }
            object::thread::blocking(thread, || {
                std::thread::sleep(std::time::Duration::from_micros(50));
            });
        }
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        if let Some(cell) = self.cell {
            cell.store(FREE, Ordering::Release);
        }
    }
}
