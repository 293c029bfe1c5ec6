//! Cells: value slots of namespaces that inline caches and traces address directly.
//!
//! A trace may take a cell's value for granted and depend on it. The first change of such a cell
//! invalidates the traces; a cell that changes again and again becomes a mutable one, which traces
//! load, and whose changes cost nothing any more.
//!
//! A name that only the builtins have may later be given to the globals. So its caches do not hold the builtins' slot,
//! but a stand-in: a word of its own for this dict of globals and this name, with a copy of the value. It turns null when
//! the globals get the name and when the builtins' value changes; who loads null searches again.
//!
//! Stores go through `store`, which announces changes, until a cell is known to be mutable. From then on the storing
//! instruction has the slot in its cache word, and stores into the table as into any object: so does a trace, which
//! thereby knows what it will load next.

use object::header;
use object::layout::Code;
use object::thread::Thread;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use tracer::{Field, Storage, Word};

/// Describes value slots of namespaces for loads by address.
pub const GLOBAL: Field = Field {
    name: "global",
    offset: 0,
    storage: Storage::Word,
    immutable: false,
    alias: object::field::alias::GLOBAL,
};

/// Address of a name's value slot in a namespace, or null.
pub fn find_in(namespace: Word, name: Word) -> *mut u64 {
    if namespace.is_null() || !header::has_shape(namespace, object::Builtin::Dict.shape()) {
        return std::ptr::null_mut();
    }
    // Whoever knows the address may rely on the value: changes must be announced from now on.
    header::set_flag(namespace, header::flag::WATCHED);
    object::dict::slot_address(namespace, name)
        .map_or(std::ptr::null_mut(), |slot| slot as *mut u64)
}

/// Address of the value slot that a global name means: globals, then builtins.
pub fn find_global(code: &Code, name: Word) -> *mut u64 {
    let slot = find_in(code.globals, name);
    if !slot.is_null() {
        return slot;
    }
    let slot = find_in(code.builtins, name);
    if slot.is_null() || code.builtins == code.globals {
        return slot;
    }
    let word = stand_in(code.globals, name, slot);
    // The globals may have got the name before there was a stand-in to turn null.
    let hiding = find_in(code.globals, name);
    if hiding.is_null() {
        return word;
    }
    void(vec![word as usize]);
    hiding
}

/// The words that stand for builtins' slots.
#[derive(Default)]
struct StandIns {
    /// By dict of globals: names and their words.
    by_globals: HashMap<u64, HashMap<Vec<u8>, usize>>,
    /// By the slot in the builtins.
    by_slot: HashMap<usize, Vec<usize>>,
}

static STAND_INS: Mutex<Option<StandIns>> = Mutex::new(None);

/// Lowest and highest address of a slot that has stand-ins: most cells are outside.
static LOWEST: AtomicUsize = AtomicUsize::new(usize::MAX);
static HIGHEST: AtomicUsize = AtomicUsize::new(0);

/// The word that stands for a builtin that globals do not have. Words are never freed: caches and traces keep addresses,
/// and their number is bounded by the builtins that modules mention.
fn stand_in(globals: Word, name: Word, slot: *mut u64) -> *mut u64 {
    let mut all = STAND_INS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let all = all.get_or_insert_default();
    let names = all.by_globals.entry(globals.0).or_default();
    let word = *names
        .entry(object::string::bytes(name).to_vec())
        .or_insert_with(|| Box::into_raw(Box::new(AtomicU64::new(0))) as usize);
    let words = all.by_slot.entry(slot as usize).or_default();
    if !words.contains(&word) {
        words.push(word);
    }
    LOWEST.fetch_min(slot as usize, Ordering::Relaxed);
    HIGHEST.fetch_max(slot as usize, Ordering::Relaxed);
    // SAFETY: stand-ins live forever; the slot was just found.
    unsafe { (*(word as *const AtomicU64)).store(*slot, Ordering::Release) };
    word as *mut u64
}

/// Stand-ins turn null, so that their readers search again.
fn void(words: Vec<usize>) {
    for word in words {
        // SAFETY: stand-ins live forever.
        unsafe { (*(word as *const AtomicU64)).store(0, Ordering::Release) };
        if is_stable(word) {
            count_change(word);
            crate::jit::watch::cell_changed(word);
        }
    }
}

/// A builtin's slot has changed.
fn builtin_changed(slot: usize) {
    if slot < LOWEST.load(Ordering::Relaxed) || slot > HIGHEST.load(Ordering::Relaxed) {
        return;
    }
    let words = {
        let mut all = STAND_INS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.as_mut().and_then(|all| all.by_slot.remove(&slot))
    };
    void(words.unwrap_or_default());
}

/// The hook for new keys of watched dicts: one may hide a builtin.
pub fn key_added(dict: Word, key: Word) {
    if !object::string::is_str(key) {
        return;
    }
    let word = {
        let all = STAND_INS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let names = all.as_ref().and_then(|all| all.by_globals.get(&dict.0));
        names.and_then(|names| names.get(object::string::bytes(key)).copied())
    };
    if let Some(word) = word {
        void(vec![word]);
    }
}

/// Writes a cache word of the instruction at `pc`.
pub fn publish(pc: *const u64, index: usize, value: u64) {
    // SAFETY: the instruction has that cache word; code words are written as whole atomic words.
    unsafe { (*(pc.add(1 + index) as *const AtomicU64)).store(value, Ordering::Release) }
}

/// After how many changes a cell counts as mutable.
const CHANGES: u32 = 4;

static CHANGED: Mutex<Option<HashMap<usize, u32>>> = Mutex::new(None);

fn count_change(cell: usize) {
    let mut changed = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    *changed.get_or_insert_default().entry(cell).or_default() += 1;
}

/// A trace is going to change the value: none may rely on it from now on.
pub fn make_mutable(cell: usize) {
    if !is_stable(cell) {
        return;
    }
    {
        let mut changed = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        changed.get_or_insert_default().insert(cell, CHANGES);
    }
    crate::jit::watch::cell_changed(cell);
}

/// Whether changes need not be announced: no trace relies on the value, and no stand-in copies it.
pub fn changes_silently(cell: usize) -> bool {
    let may_have_stand_in =
        cell >= LOWEST.load(Ordering::Relaxed) && cell <= HIGHEST.load(Ordering::Relaxed);
    !is_stable(cell) && !may_have_stand_in
}

/// A value slot as a field of the table that a dict has now. A slot of a table that the dict had before is null by now,
/// or lies elsewhere: `None`.
#[inline(always)]
pub fn place(dict: Word, slot: *mut u64) -> Option<(Word, Field)> {
    let table = object::dict::table_of(dict).word();
    let offset = i32::try_from((slot as u64).wrapping_sub(table.0)).ok()?;
    Some((table, Field { offset, ..GLOBAL }))
}

/// Whether traces should rely on the value.
pub fn is_stable(cell: usize) -> bool {
    let changed = CHANGED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    changed.as_ref().is_none_or(|cells| cells.get(&cell).is_none_or(|&count| count < CHANGES))
}

/// Stores a value into a cell while there is one thread only (another could replace the namespace's
/// table meanwhile); announces the change to traces that depend on it.
pub fn store(thread: &mut Thread, cell: *mut u64, value: Word) {
    // SAFETY: a value slot that the namespace keeps alive.
    let changes = unsafe {
        let changes = *cell != value.0;
        *cell = value.0;
        if value.is_pointer()
            && let Some(table) = heap::object_start(cell as usize)
        {
            thread.heap.write_barrier(table, cell);
        }
        changes
    };
    if changes {
        changed_elsewhere(cell as usize);
    }
}

/// The hook for changes that do not come through `store` (methods of dict).
pub fn changed_elsewhere(cell: usize) {
    builtin_changed(cell);
    if is_stable(cell) {
        count_change(cell);
        crate::jit::watch::cell_changed(cell);
    }
}
