//! Which thread initializes which module, and who waits for whom.

use object::Thread;
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard};

#[derive(Default)]
struct State {
    /// Module name -> thread that initializes it.
    owners: HashMap<String, u64>,
    /// Thread -> module it waits for.
    waiting: HashMap<u64, String>,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);
static CHANGED: Condvar = Condvar::new();

fn state() -> MutexGuard<'static, Option<State>> {
    STATE.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Held while a module is initialized.
pub struct Initializing(String);

impl Drop for Initializing {
    fn drop(&mut self) {
        if let Some(state) = state().as_mut() {
            state.owners.remove(&self.0);
        }
        CHANGED.notify_all();
    }
}

/// The caller initializes the module from now on. `None`: another thread did, and is done or waits for the caller; or
/// the caller does so already.
pub fn begin(thread: &mut Thread, name: &str) -> Option<Initializing> {
    {
        let mut guard = state();
        let state = guard.get_or_insert_with(State::default);
        if !state.owners.contains_key(name) {
            state.owners.insert(name.to_string(), thread.ident);
            return Some(Initializing(name.to_string()));
        }
        if state.owners.get(name) == Some(&thread.ident) {
            return Some(Initializing(String::new()));
        }
    }
    wait_until_initialized(thread, name);
    None
}

/// Waits while another thread initializes the module, unless that one waits for this thread.
pub fn wait_until_initialized(thread: &mut Thread, name: &str) {
    let ident = thread.ident;
    {
        let mut guard = state();
        let Some(state) = guard.as_mut() else { return };
        if !must_wait(state, ident, name) {
            return;
        }
        state.waiting.insert(ident, name.to_string());
    }
    object::thread::blocking(thread, || {
        let mut guard = state();
        while guard.as_ref().is_some_and(|state| must_wait(state, ident, name)) {
            guard = CHANGED.wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    });
    if let Some(state) = state().as_mut() {
        state.waiting.remove(&ident);
    }
}

fn must_wait(state: &State, ident: u64, name: &str) -> bool {
    let Some(&owner) = state.owners.get(name) else { return false };
    let mut at = owner;
    for _ in 0..=state.waiting.len() {
        if at == ident {
            return false;
        }
        match state.waiting.get(&at).and_then(|module| state.owners.get(module)) {
            Some(&next) => at = next,
            None => return true,
        }
    }
    // A circle of others: it resolves itself.
    true
}

/// Whether a module of this name is being initialized.
pub fn is_initializing(name: &str) -> bool {
    state().as_ref().is_some_and(|state| state.owners.contains_key(name))
}
