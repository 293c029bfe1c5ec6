//! Lines of source text, for tracebacks and logs.
//!
//! They come from texts that were registered (`-c`, interactive input), from the provider of the
//! embedded library, else from the file. A file may have changed since it was compiled; as in CPython
//! what it holds now is shown. A [`Reader`] reads each file once: within one traceback all entries of
//! a file show the same state of it, and the next traceback a fresh one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

type Lines = Arc<Vec<String>>;

static REGISTERED: Mutex<Option<HashMap<String, Lines>>> = Mutex::new(None);
static PROVIDER: OnceLock<fn(&str) -> Option<String>> = OnceLock::new();

/// Tells where the source text of files is that are not on the disk (the embedded library).
pub fn set_source_provider(provide: fn(&str) -> Option<String>) {
    let _ = PROVIDER.set(provide);
}

/// Gives tracebacks the source text of something that is no file.
pub fn register_source(filename: &str, text: &str) {
    let lines = Arc::new(split(text));
    let mut registered = REGISTERED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    registered.get_or_insert_with(HashMap::new).insert(filename.to_string(), lines);
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end().to_string()).collect()
}

fn read(filename: &str) -> Option<Lines> {
    if filename.starts_with('<') && filename.ends_with('>') {
        return None;
    }
    if let Some(text) = PROVIDER.get().and_then(|provide| provide(filename)) {
        return Some(Arc::new(split(&text)));
    }
    let bytes = std::fs::read(filename).ok()?;
    Some(Arc::new(split(&String::from_utf8_lossy(&bytes))))
}

/// Finds sources and keeps those of files that it has read.
#[derive(Default)]
pub struct Reader(HashMap<String, Option<Lines>>);

impl Reader {
    /// All lines of a source, without their ends; `None` where it cannot be had.
    pub fn lines(&mut self, filename: &str) -> Option<Lines> {
        {
            let registered = REGISTERED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some(found) = registered.as_ref().and_then(|all| all.get(filename)) {
                return Some(found.clone());
            }
        }
        self.0.entry(filename.to_string()).or_insert_with(|| read(filename)).clone()
    }
}
