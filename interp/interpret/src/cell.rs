//! Cells: value slots of namespaces that inline caches and traces address directly.
//!
//! A trace may take a cell's value for granted and depend on it. The first change of such a cell
//! invalidates the traces; a cell that changes again and again becomes a mutable one, which traces
//! load, and whose changes cost nothing any more.

use object::header;
use object::layout::Code;
use object::thread::Thread;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

/// Address of a name's value slot in a namespace, or null.
pub fn find_in(namespace: Word, name: Word) -> *mut u64 {
    if namespace.is_null() || !header::has_shape(namespace, object::Builtin::Dict.shape()) {
        return std::ptr::null_mut();
    }
    // Whoever knows the address may rely on the value: changes must be announced from now on.
    header::set_flag(namespace, header::flag::WATCHED);
    object::dict::slot_address(namespace, name).map_or(std::ptr::null_mut(), |slot| slot as *mut u64)
}

/// Address of the value slot that a global name means: globals, then builtins.
pub fn find_global(code: &Code, name: Word) -> *mut u64 {
    let slot = find_in(code.globals, name);
    if slot.is_null() { find_in(code.builtins, name) } else { slot }
}

/// Writes a cache word of the instruction at `pc`.
pub fn publish(pc: *const u64, index: usize, value: u64) {
    // SAFETY: the instruction has that cache word; code words are written as whole atomic words.
    unsafe { (*(pc.add(1 + index) as *const AtomicU64)).store(value, Ordering::Release) }
}

/// After how many changes a cell counts as mutable.
const CHANGES: u32 = 4;

static CHANGED: Mutex<Option<HashMap<usize, u32>>> = Mutex::new(None);

fn count_change(cell: usize) -> u32 {
    let mut changed = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let count = changed.get_or_insert_default().entry(cell).or_default();
    *count += 1;
    *count
}

/// Whether traces should rely on the value.
pub fn is_stable(cell: usize) -> bool {
    let changed = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    changed.as_ref().is_none_or(|cells| cells.get(&cell).is_none_or(|&count| count < CHANGES))
}

/// Stores a value into a cell; announces the change to traces that depend on it.
pub fn store(thread: &mut Thread, cell: *mut u64, value: Word) {
    // SAFETY: a value slot that the namespace keeps alive.
    unsafe {
        if *cell != value.0 && is_stable(cell as usize) {
            count_change(cell as usize);
            crate::jit::watch::cell_changed(cell as usize);
        }
        *cell = value.0;
        if value.is_pointer()
            && let Some(table) = heap::object_start(cell as usize)
        {
            thread.heap.write_barrier(table, cell);
        }
    }
}

/// The hook for changes that do not come through `store` (methods of dict).
pub fn changed_elsewhere(cell: usize) {
    if is_stable(cell) {
        count_change(cell);
        crate::jit::watch::cell_changed(cell);
    }
}
