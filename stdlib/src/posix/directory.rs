//! Directories: listing, making, changing.

use super::{Target, checked, directory, done, like, status, system_path};
use crate::itertools::{itself, stop};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, path, state, system_error};
use object::native::NativeAttribute;
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{integer, list, string};
use std::ffi::CString;
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return a list containing the names of the files in the directory.
    listdir(path) "($module, /, path=None)" Effects::ANY => listdir;
    /// Return an iterator of DirEntry objects for given path.
    scandir(path) "($module, /, path=None)" Effects::ANY => scandir;
    /// Return a unicode string representing the current working directory.
    getcwd() "($module, /)" Effects::ANY => getcwd;
    getcwdb() "($module, /)" Effects::ANY => getcwdb;
    /// Change the current working directory to the specified path.
    chdir(path) "($module, /, path)" Effects::ANY => chdir;
    fchdir(descriptor) "($module, /, fd)" Effects::ANY => chdir;
    /// Create a directory.
    mkdir(path, mode, dir_fd) "($module, /, path, mode=511, *, dir_fd=None)" Effects::ANY => mkdir;
    /// Remove a directory.
    rmdir(path, dir_fd) "($module, /, path, *, dir_fd=None)" Effects::ANY => rmdir;
    chroot(path) "($module, /, path)" Effects::ANY => chroot;
}

/// Name and kind (`d_type`) of an entry.
type Entry = (Vec<u8>, u8, u64);

/// Reads all entries of a directory.
fn entries(thread: &mut Thread, target: &Target) -> Result<Vec<Entry>> {
    let opened = object::thread::blocking(thread, || {
        // SAFETY: the path is terminated; the directory is closed below, and the copy of the
        // descriptor with it.
        unsafe {
            let stream = match target {
                Target::Path(_, path) => libc::opendir(path.as_ptr()),
                Target::Descriptor(descriptor) => {
                    let copy = libc::dup(*descriptor);
                    if copy < 0 { std::ptr::null_mut() } else { libc::fdopendir(copy) }
                }
            };
            if stream.is_null() {
                return Err(std::io::Error::last_os_error().raw_os_error().unwrap_or(0));
            }
            if matches!(target, Target::Descriptor(_)) {
                libc::rewinddir(stream);
            }
            let mut found = Vec::new();
            loop {
                let entry = libc::readdir(stream);
                if entry.is_null() {
                    break;
                }
                let name = std::ffi::CStr::from_ptr((*entry).d_name.as_ptr()).to_bytes();
                if name != b"." && name != b".." {
                    found.push((name.to_vec(), (*entry).d_type, (*entry).d_ino));
                }
            }
            libc::closedir(stream);
            Ok(found)
        }
    });
    match opened {
        Ok(found) => Ok(found),
        Err(error) => Err(system_error::raise_number(thread, error, target.word())),
    }
}

fn target_or_here(thread: &mut Thread, path: Word) -> Result<(Target, Word)> {
    let given = if argument::absent(path) { string::new(thread, ".") } else { path };
    let target = Target::of(thread, given)?;
    Ok((target, given))
}

fn listdir(thread: &mut Thread, path: Word) -> Result {
    let (target, _) = target_or_here(thread, path)?;
    let found = entries(thread, &target)?;
    let names = list::new(thread, &[]);
    for (name, _, _) in found {
        let name = like(thread, target.word(), &name);
        list::append(thread, names, name);
    }
    Ok(names)
}

/// `os.DirEntry`. Words: 0 name, 1 path, 2 kind, 3 inode, 4 cached results (a vector: stat, lstat; directory fd).
pub static ENTRY: NativeClass = NativeClass {
    name: "DirEntry",
    module: "posix",
    methods: &[ENTRY_METHODS],
    class_methods: ENTRY_CLASS_METHODS,
    attributes: ENTRY_ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static ENTRY_CLASS_METHODS =
    __class_getitem__(class, item) "($type, object, /)" Effects::ANY => crate::itertools::generic_alias;
}
native_functions! { static ENTRY_METHODS =
    is_dir(this, follow_symlinks) "($self, /, *, follow_symlinks=True)" Effects::ANY => is_dir;
    is_file(this, follow_symlinks) "($self, /, *, follow_symlinks=True)" Effects::ANY => is_file;
    is_symlink(this) "($self, /)" Effects::ANY => is_symlink;
    is_junction(this) "($self, /)" Effects::ANY => is_junction;
    stat(this, follow_symlinks) "($self, /, *, follow_symlinks=True)" Effects::ANY => entry_stat;
    inode(this) "($self, /)" Effects::ANY => inode;
    __fspath__(this) "($self, /)" Effects::ANY => entry_path;
    __repr__(this) "($self, /)" Effects::ANY => entry_repr;
}
static ENTRY_ATTRIBUTES: &[NativeAttribute] = &[
    attribute("name", |_, this| Ok(state::get(this, 0))),
    attribute("path", |_, this| Ok(state::get(this, 1))),
];

fn entry_path(_thread: &mut Thread, this: Word) -> Result {
    Ok(state::get(this, 1))
}
fn entry_repr(thread: &mut Thread, this: Word) -> Result {
    let name = object::describe::repr(thread, state::get(this, 0))?;
    Ok(string::new(thread, &format!("<DirEntry {name}>")))
}
fn inode(_thread: &mut Thread, this: Word) -> Result {
    Ok(state::get(this, 3))
}
fn is_junction(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::FALSE)
}
fn kind(this: Word) -> u8 {
    state::get_int(this, 2) as u8
}
fn is_symlink(thread: &mut Thread, this: Word) -> Result {
    if kind(this) != libc::DT_UNKNOWN {
        return Ok(Word::from_bool(kind(this) == libc::DT_LNK));
    }
    has_mode(thread, this, false, libc::S_IFLNK)
}

fn entry_stat(thread: &mut Thread, this: Word, follow: Word) -> Result {
    let follow = argument::truth_or(thread, follow, true)?;
    let follow = follow && matches!(kind(this), libc::DT_LNK | libc::DT_UNKNOWN);
    let cache = state::get(this, 4);
    let slot = usize::from(!follow);
    let known = state::items(cache)[slot];
    if !known.is_null() {
        return Ok(known);
    }
    let status = read_status(thread, this, follow)?;
    let made = status::result(thread, &status)?;
    state::set_item(thread, cache, slot, made);
    Ok(made)
}

fn read_status(thread: &mut Thread, this: Word, follow: bool) -> Result<libc::stat> {
    let given = state::items(state::get(this, 4))[2];
    let (at, name) = if given.is_int() {
        (given.int() as i32, state::get(this, 0))
    } else {
        (libc::AT_FDCWD, state::get(this, 1))
    };
    let (word, path) = system_path(thread, name)?;
    let mut status = status::empty();
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    checked(thread, word, || {
        // SAFETY: the path is terminated; the struct is filled.
        (unsafe { libc::fstatat(at, path.as_ptr(), &mut status, flags) }) as isize
    })?;
    Ok(status)
}

fn has_mode(thread: &mut Thread, this: Word, follow: bool, mode: libc::mode_t) -> Result {
    let status = read_status(thread, this, follow);
    match thread.absorb(status, object::Builtin::FileNotFoundError)? {
        Some(status) => Ok(Word::from_bool(status.st_mode & libc::S_IFMT == mode)),
        None => Ok(Word::FALSE),
    }
}

fn is_kind(
    thread: &mut Thread,
    this: Word,
    follow: Word,
    wanted: u8,
    mode: libc::mode_t,
) -> Result {
    let follow = argument::truth_or(thread, follow, true)?;
    match kind(this) {
        libc::DT_UNKNOWN => has_mode(thread, this, follow, mode),
        libc::DT_LNK if follow => has_mode(thread, this, true, mode),
        own => Ok(Word::from_bool(own == wanted)),
    }
}
fn is_dir(thread: &mut Thread, this: Word, follow: Word) -> Result {
    is_kind(thread, this, follow, libc::DT_DIR, libc::S_IFDIR)
}
fn is_file(thread: &mut Thread, this: Word, follow: Word) -> Result {
    is_kind(thread, this, follow, libc::DT_REG, libc::S_IFREG)
}

/// The iterator of `scandir`: words 0 list of entries, 1 position.
pub static SCAN: NativeClass = NativeClass {
    name: "ScandirIterator",
    module: "posix",
    methods: &[SCAN_METHODS],
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static SCAN_METHODS =
    __iter__(this) "($self, /)" Effects::READS => itself;
    __next__(this) "($self, /)" Effects::ANY => scan_next;
    __enter__(this) "($self, /)" Effects::READS => itself;
    __exit__(..) "($self, *args)" Effects::ANY => scan_exit;
    close(this) "($self, /)" Effects::ANY => scan_close;
}

fn scandir(thread: &mut Thread, path: Word) -> Result {
    let (target, _) = target_or_here(thread, path)?;
    let found = entries(thread, &target)?;
    let all = list::new(thread, &[]);
    let mut prefix = target.path().map(|path| path.as_bytes().to_vec()).unwrap_or_default();
    if !prefix.is_empty() && prefix.last() != Some(&b'/') {
        prefix.push(b'/');
    }
    for (name, kind, inode) in found {
        let entry = ENTRY.instantiate(thread);
        let full = [&prefix[..], &name].concat();
        let name = like(thread, target.word(), &name);
        state::set(thread, entry, 0, name);
        let full = like(thread, target.word(), &full);
        state::set(thread, entry, 1, full);
        state::set_int(entry, 2, i64::from(kind));
        let inode = integer::from_u64(thread, inode);
        state::set(thread, entry, 3, inode);
        let cache = state::vector(thread, 3);
        if let Target::Descriptor(_) = target {
            state::items(cache)[2] = target.word();
        }
        state::set(thread, entry, 4, cache);
        list::append(thread, all, entry);
    }
    let scan = SCAN.instantiate(thread);
    state::set(thread, scan, 0, all);
    state::set_int(scan, 1, 0);
    Ok(scan)
}

fn scan_next(thread: &mut Thread, this: Word) -> Result {
    let at = state::get_int(this, 1);
    let entry = list::get(state::get(this, 0), at as usize);
    if entry.is_null() {
        return Err(stop(thread));
    }
    state::set_int(this, 1, at + 1);
    Ok(entry)
}
fn scan_close(thread: &mut Thread, this: Word) -> Result {
    let empty = list::new(thread, &[]);
    state::set(thread, this, 0, empty);
    Ok(Word::NONE)
}
fn scan_exit(thread: &mut Thread, arguments: Arguments) -> Result {
    scan_close(thread, arguments.all[0])
}

fn current(thread: &mut Thread) -> Result<Vec<u8>> {
    match std::env::current_dir() {
        Ok(folder) => Ok(folder.into_os_string().into_encoded_bytes()),
        Err(error) => {
            let number = error.raw_os_error().unwrap_or(libc::ENOENT);
            Err(system_error::raise_number(thread, number, Word::NULL))
        }
    }
}
fn getcwd(thread: &mut Thread) -> Result {
    let folder = current(thread)?;
    Ok(path::decode(thread, &folder))
}
fn getcwdb(thread: &mut Thread) -> Result {
    let folder = current(thread)?;
    Ok(object::bytes::new(thread, &folder))
}

fn chdir(thread: &mut Thread, path: Word) -> Result {
    let target = Target::of(thread, path)?;
    done(thread, target.word(), || {
        // SAFETY: the path is terminated.
        (unsafe {
            match &target {
                Target::Path(_, path) => libc::chdir(path.as_ptr()),
                Target::Descriptor(descriptor) => libc::fchdir(*descriptor),
            }
        }) as isize
    })
}

fn mkdir(thread: &mut Thread, path: Word, mode: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let mode = argument::int_or(thread, mode, 0o777)? as libc::mode_t;
    let at = directory(thread, dir_fd)?;
    // SAFETY: the path is terminated.
    done(thread, word, || unsafe { libc::mkdirat(at, path.as_ptr(), mode) } as isize)
}

fn rmdir(thread: &mut Thread, path: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let at = directory(thread, dir_fd)?;
    // SAFETY: the path is terminated.
    done(thread, word, || {
        (unsafe { libc::unlinkat(at, path.as_ptr(), libc::AT_REMOVEDIR) }) as isize
    })
}

fn chroot(thread: &mut Thread, path: Word) -> Result {
    let (word, path): (Word, CString) = system_path(thread, path)?;
    // SAFETY: the path is terminated.
    done(thread, word, || unsafe { libc::chroot(path.as_ptr()) } as isize)
}
