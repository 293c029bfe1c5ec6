//! The `posix` module: system calls, as `os` needs them.

mod constants;
mod descriptor;
mod directory;
mod file;
mod information;
mod process;
mod status;

use crate::module::{ModuleDefinition, Namespace};
use crate::{argument, path, system_error};
use object::{Builtin, Result, Thread, Word};
use object::{bytes, dict, list, string};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "posix",
    doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard.",
    functions: &[
        status::FUNCTIONS,
        directory::FUNCTIONS,
        file::FUNCTIONS,
        descriptor::FUNCTIONS,
        process::FUNCTIONS,
        information::FUNCTIONS,
    ],
    classes: &[&directory::ENTRY, &directory::SCAN],
    initialize: Some(fill),
};

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for (name, value) in constants::NUMBERS.iter().chain(constants::EXITS) {
        namespace.set_int(thread, name, *value);
    }
    for (table, target) in
        [(constants::SYSCONF, "sysconf_names"), (constants::PATHCONF, "pathconf_names")]
    {
        let names = dict::new(thread);
        for (name, value) in table {
            let name = object::intern::intern(name);
            dict::set_str(thread, names, name, Word::from_int(*value));
        }
        namespace.set(thread, target, names);
    }
    let empty = dict::new(thread);
    namespace.set(thread, "confstr_names", empty);
    namespace.set(thread, "error", Builtin::OSError.word());
    let environment = dict::new(thread);
    for (name, value) in std::env::vars_os() {
        let name = bytes::new(thread, name.as_bytes());
        let value = bytes::new(thread, value.as_bytes());
        dict::set(thread, environment, name, value)?;
    }
    namespace.set(thread, "environ", environment);
    let functions = list::new(thread, &[]);
    for name in constants::HAVE {
        let name = string::new(thread, name);
        list::append(thread, functions, name);
    }
    namespace.set(thread, "_have_functions", functions);
    status::fill(thread, namespace);
    information::fill(thread, namespace);
    Ok(())
}

/// What a function works on.
pub(super) enum Target {
    /// The word is what error messages show.
    Path(Word, CString),
    Descriptor(i32),
}

impl Target {
    /// A path, or a descriptor where an int is given.
    pub fn of(thread: &mut Thread, word: Word) -> Result<Target> {
        if argument::has_index(word) && !word.is_bool() {
            return Ok(Target::Descriptor(argument::c_int(thread, word)?));
        }
        let (word, path) = system_path(thread, word)?;
        Ok(Target::Path(word, path))
    }
    pub fn word(&self) -> Word {
        match self {
            Target::Path(word, _) => *word,
            Target::Descriptor(number) => Word::from_int(i64::from(*number)),
        }
    }
    /// The path; TypeError-free for functions that take no descriptor.
    pub fn path(&self) -> Option<&CString> {
        match self {
            Target::Path(_, path) => Some(path),
            Target::Descriptor(_) => None,
        }
    }
}

pub(super) fn system_path(thread: &mut Thread, word: Word) -> Result<(Word, CString)> {
    path::system_path(thread, word)
}

/// The directory that relative paths are relative to.
pub(super) fn directory(thread: &mut Thread, word: Word) -> Result<i32> {
    if argument::absent(word) { Ok(libc::AT_FDCWD) } else { argument::c_int(thread, word) }
}

/// Carries out a call that may wait; a negative result raises with the file name.
pub(super) fn checked(
    thread: &mut Thread,
    name: Word,
    call: impl FnMut() -> isize,
) -> Result<usize> {
    match crate::io::file::retried(thread, call)? {
        Ok(value) => Ok(value),
        Err(error) => Err(system_error::raise_number(thread, error, name)),
    }
}

/// As `checked`, for calls whose result does not matter.
pub(super) fn done(thread: &mut Thread, name: Word, call: impl FnMut() -> isize) -> Result {
    checked(thread, name, call)?;
    Ok(Word::NONE)
}

/// Text of the system as str, or as bytes where the caller gave bytes.
pub(super) fn like(thread: &mut Thread, given: Word, text: &[u8]) -> Word {
    if crate::buffer::is_bytes(given) {
        bytes::new(thread, text)
    } else {
        path::decode(thread, text)
    }
}
