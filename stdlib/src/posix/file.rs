//! Files by name: links, names, permissions, times.

use super::{Target, checked, directory, done, like, status, system_path};
use crate::{argument, path, system_error};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, string, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Open a file for low level IO.  Returns a file descriptor (integer).
    open(path, flags, mode, dir_fd) "($module, /, path, flags, mode=511, *, dir_fd=None)" Effects::ANY => open;
    /// Remove a file (same as unlink()).
    remove(path, dir_fd) "($module, /, path, *, dir_fd=None)" Effects::ANY => unlink;
    unlink(path, dir_fd) "($module, /, path, *, dir_fd=None)" Effects::ANY => unlink;
    /// Rename a file or directory.
    rename(from, to, from_fd, to_fd) "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)" Effects::ANY => rename;
    replace(from, to, from_fd, to_fd) "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)" Effects::ANY => rename;
    /// Create a hard link to a file.
    link(from, to, from_fd, to_fd, follow) "($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)" Effects::ANY => link;
    /// Create a symbolic link pointing to src named dst.
    symlink(from, to, directory, dir_fd) "($module, /, src, dst, target_is_directory=False, *, dir_fd=None)" Effects::ANY => symlink;
    /// Return a string representing the path to which the symbolic link points.
    readlink(path, dir_fd) "($module, /, path, *, dir_fd=None)" Effects::ANY => readlink;
    /// Use the real uid/gid to test for access to a path.
    access(path, mode, dir_fd, effective, follow) "($module, /, path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)" Effects::ANY => access;
    /// Change the access permissions of a file.
    chmod(path, mode, dir_fd, follow) "($module, /, path, mode, *, dir_fd=None, follow_symlinks=True)" Effects::ANY => chmod;
    fchmod(descriptor, mode) "($module, /, fd, mode)" Effects::ANY => fchmod;
    /// Change the owner and group id of path to the numeric uid and gid.
    chown(path, uid, gid, dir_fd, follow) "($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)" Effects::ANY => chown;
    lchown(path, uid, gid) "($module, /, path, uid, gid)" Effects::ANY => lchown;
    fchown(descriptor, uid, gid) "($module, /, fd, uid, gid)" Effects::ANY => fchown;
    /// Truncate a file to a specific length.
    truncate(path, length) "($module, /, path, length)" Effects::ANY => truncate;
    /// Set the access and modified time of path.
    utime(..) "($module, /, path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)" Effects::ANY => utime;
    mkfifo(path, mode, dir_fd) "($module, /, path, mode=438, *, dir_fd=None)" Effects::ANY => mkfifo;
    /// Return the file system path representation of the object.
    fspath(path) "($module, /, path)" Effects::ANY => path::fs_path;
    _path_normpath(path) "($module, /, path)" Effects::ANY => normalize;
    _path_splitroot_ex(path) "($module, path, /)" Effects::ANY => split_root;
    pathconf(path, name) "($module, /, path, name)" Effects::ANY => pathconf;
    fpathconf(path, name) "($module, fd, name, /)" Effects::ANY => pathconf;
}

fn open(thread: &mut Thread, path: Word, flags: Word, mode: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let flags = argument::c_int(thread, flags)? | libc::O_CLOEXEC;
    let mode = argument::int_or(thread, mode, 0o777)? as libc::c_uint;
    let at = directory(thread, dir_fd)?;
    let descriptor = checked(thread, word, || {
        // SAFETY: the path is terminated.
        (unsafe { libc::openat(at, path.as_ptr(), flags, mode) }) as isize
    })?;
    Ok(Word::from_int(descriptor as i64))
}

fn unlink(thread: &mut Thread, path: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let at = directory(thread, dir_fd)?;
    // SAFETY: the path is terminated.
    done(thread, word, || unsafe { libc::unlinkat(at, path.as_ptr(), 0) } as isize)
}

fn two(thread: &mut Thread, words: (Word, Word), call: impl FnMut() -> isize) -> Result {
    match crate::io::file::retried(thread, call)? {
        Ok(_) => Ok(Word::NONE),
        Err(error) => Err(system_error::raise_two(thread, error, words.0, words.1)),
    }
}

fn rename(thread: &mut Thread, from: Word, to: Word, from_fd: Word, to_fd: Word) -> Result {
    let (from_word, from) = system_path(thread, from)?;
    let (to_word, to) = system_path(thread, to)?;
    let (from_at, to_at) = (directory(thread, from_fd)?, directory(thread, to_fd)?);
    two(thread, (from_word, to_word), || {
        // SAFETY: both paths are terminated.
        (unsafe { libc::renameat(from_at, from.as_ptr(), to_at, to.as_ptr()) }) as isize
    })
}

fn link(
    thread: &mut Thread,
    from: Word,
    to: Word,
    from_fd: Word,
    to_fd: Word,
    follow: Word,
) -> Result {
    let (from_word, from) = system_path(thread, from)?;
    let (to_word, to) = system_path(thread, to)?;
    let (from_at, to_at) = (directory(thread, from_fd)?, directory(thread, to_fd)?);
    let follow = argument::truth_or(thread, follow, false)?;
    let flags = if follow { libc::AT_SYMLINK_FOLLOW } else { 0 };
    two(thread, (from_word, to_word), || {
        // SAFETY: both paths are terminated.
        (unsafe { libc::linkat(from_at, from.as_ptr(), to_at, to.as_ptr(), flags) }) as isize
    })
}

fn symlink(thread: &mut Thread, from: Word, to: Word, _directory: Word, dir_fd: Word) -> Result {
    let (from_word, from) = system_path(thread, from)?;
    let (to_word, to) = system_path(thread, to)?;
    let at = directory(thread, dir_fd)?;
    two(thread, (from_word, to_word), || {
        // SAFETY: both paths are terminated.
        (unsafe { libc::symlinkat(from.as_ptr(), at, to.as_ptr()) }) as isize
    })
}

fn readlink(thread: &mut Thread, given: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, given)?;
    let at = directory(thread, dir_fd)?;
    let mut buffer = vec![0u8; 4096];
    let (start, room) = (buffer.as_mut_ptr(), buffer.len());
    let length = checked(thread, word, || {
        // SAFETY: the path is terminated, the buffer has the given size.
        unsafe { libc::readlinkat(at, path.as_ptr(), start.cast(), room) }
    })?;
    Ok(like(thread, word, &buffer[..length]))
}

fn access(
    thread: &mut Thread,
    path: Word,
    mode: Word,
    dir_fd: Word,
    effective: Word,
    follow: Word,
) -> Result {
    let (_, path) = system_path(thread, path)?;
    let mode = argument::c_int(thread, mode)?;
    let at = directory(thread, dir_fd)?;
    let mut flags = 0;
    if argument::truth_or(thread, effective, false)? {
        flags |= libc::AT_EACCESS;
    }
    if !argument::truth_or(thread, follow, true)? {
        flags |= libc::AT_SYMLINK_NOFOLLOW;
    }
    let allowed = object::thread::blocking(thread, || {
        // SAFETY: the path is terminated.
        unsafe { libc::faccessat(at, path.as_ptr(), mode, flags) == 0 }
    });
    Ok(Word::from_bool(allowed))
}

fn chmod(thread: &mut Thread, path: Word, mode: Word, dir_fd: Word, follow: Word) -> Result {
    let target = Target::of(thread, path)?;
    let mode = argument::int(thread, mode)? as libc::mode_t;
    let at = directory(thread, dir_fd)?;
    let flags =
        if argument::truth_or(thread, follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    done(thread, target.word(), || {
        // SAFETY: the path is terminated.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::fchmod(*descriptor, mode),
                Target::Path(_, path) => libc::fchmodat(at, path.as_ptr(), mode, flags),
            }
        }) as isize
    })
}
fn fchmod(thread: &mut Thread, descriptor: Word, mode: Word) -> Result {
    chmod(thread, descriptor, mode, Word::NULL, Word::NULL)
}

fn owner(thread: &mut Thread, word: Word) -> Result<u32> {
    let value = argument::int(thread, word)?;
    if !(-1..=i64::from(u32::MAX)).contains(&value) {
        return Err(thread.raise(Builtin::OverflowError, "uid is out of range"));
    }
    Ok(value as u32)
}

fn chown(
    thread: &mut Thread,
    path: Word,
    uid: Word,
    gid: Word,
    dir_fd: Word,
    follow: Word,
) -> Result {
    let target = Target::of(thread, path)?;
    let (uid, gid) = (owner(thread, uid)?, owner(thread, gid)?);
    let at = directory(thread, dir_fd)?;
    let flags =
        if argument::truth_or(thread, follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    done(thread, target.word(), || {
        // SAFETY: the path is terminated.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::fchown(*descriptor, uid, gid),
                Target::Path(_, path) => libc::fchownat(at, path.as_ptr(), uid, gid, flags),
            }
        }) as isize
    })
}
fn lchown(thread: &mut Thread, path: Word, uid: Word, gid: Word) -> Result {
    chown(thread, path, uid, gid, Word::NULL, Word::FALSE)
}
fn fchown(thread: &mut Thread, descriptor: Word, uid: Word, gid: Word) -> Result {
    chown(thread, descriptor, uid, gid, Word::NULL, Word::NULL)
}

fn truncate(thread: &mut Thread, path: Word, length: Word) -> Result {
    let target = Target::of(thread, path)?;
    let length = argument::int(thread, length)?;
    done(thread, target.word(), || {
        // SAFETY: the path is terminated.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::ftruncate(*descriptor, length),
                Target::Path(_, path) => libc::truncate(path.as_ptr(), length),
            }
        }) as isize
    })
}

fn pair(thread: &mut Thread, word: Word, text: &str) -> Result<(Word, Word)> {
    if class::is_kind(word, Builtin::Tuple)
        && let [first, second] = *tuple::items(word)
    {
        return Ok((first, second));
    }
    Err(thread.type_error(text))
}

fn utime(thread: &mut Thread, arguments: Arguments) -> Result {
    let [path, times, exact, dir_fd, follow] = argument::bind(
        thread,
        "utime",
        "($module, /, path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)",
        arguments,
    )?;
    let target = Target::of(thread, path)?;
    let at = directory(thread, dir_fd)?;
    let flags =
        if argument::truth_or(thread, follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    if !argument::absent(times) && !argument::absent(exact) {
        let text = "utime: you may specify either 'times' or 'ns' but not both";
        return Err(thread.value_error(text));
    }
    let specs = if !argument::absent(times) {
        let text = "utime: 'times' must be either a tuple of two ints or None";
        let (access, modified) = pair(thread, times, text)?;
        [status::time_spec(thread, access)?, status::time_spec(thread, modified)?]
    } else if !argument::absent(exact) {
        let (access, modified) = pair(thread, exact, "utime: 'ns' must be a tuple of two ints")?;
        let mut specs = [libc::timespec { tv_sec: 0, tv_nsec: 0 }; 2];
        for (spec, word) in specs.iter_mut().zip([access, modified]) {
            let nanoseconds = argument::int(thread, word)?;
            spec.tv_sec = nanoseconds.div_euclid(1_000_000_000);
            spec.tv_nsec = nanoseconds.rem_euclid(1_000_000_000);
        }
        specs
    } else {
        [libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW }; 2]
    };
    done(thread, target.word(), || {
        // SAFETY: the path is terminated; there are two times.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::futimens(*descriptor, specs.as_ptr()),
                Target::Path(_, path) => libc::utimensat(at, path.as_ptr(), specs.as_ptr(), flags),
            }
        }) as isize
    })
}

fn mkfifo(thread: &mut Thread, path: Word, mode: Word, dir_fd: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let mode = argument::int_or(thread, mode, 0o666)? as libc::mode_t;
    let at = directory(thread, dir_fd)?;
    // SAFETY: the path is terminated.
    done(thread, word, || unsafe { libc::mkfifoat(at, path.as_ptr(), mode) } as isize)
}

fn pathconf(thread: &mut Thread, path: Word, which: Word) -> Result {
    let target = Target::of(thread, path)?;
    let which = if string::is_str(which) {
        let text = argument::valid_text(thread, which)?;
        let found = super::constants::PATHCONF.iter().find(|(name, _)| *name == text);
        match found {
            Some((_, number)) => *number as i32,
            None => return Err(thread.value_error("unrecognized configuration name")),
        }
    } else {
        argument::c_int(thread, which)?
    };
    // SAFETY: the path is terminated.
    let value = unsafe {
        match &target {
            Target::Descriptor(descriptor) => libc::fpathconf(*descriptor, which),
            Target::Path(_, path) => libc::pathconf(path.as_ptr(), which),
        }
    };
    Ok(Word::from_int(value as i64))
}

/// The root of a path: 0, 1 or 2 slashes.
fn root_length(text: &[u8]) -> usize {
    if !text.starts_with(b"/") {
        0
    } else if text.starts_with(b"//") && !text.starts_with(b"///") {
        2
    } else {
        1
    }
}

/// Bytes and kind of a path argument.
fn path_bytes(thread: &mut Thread, path: Word) -> Result<(Word, &'static [u8])> {
    let path = path::fs_path(thread, path)?;
    let bytes = match crate::buffer::own_bytes(path) {
        Some(bytes) => bytes,
        None => string::bytes(path),
    };
    Ok((path, bytes))
}

fn same_kind(thread: &mut Thread, given: Word, text: &[u8]) -> Word {
    if crate::buffer::is_bytes(given) {
        object::bytes::new(thread, text)
    } else {
        string::from_wtf8(thread, text)
    }
}

fn normalize(thread: &mut Thread, path: Word) -> Result {
    let (given, text) = path_bytes(thread, path)?;
    let root = root_length(text);
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in text[root..].split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if parts.last().is_some_and(|last| *last != b"..") => {
                parts.pop();
            }
            b".." if root > 0 => {}
            _ => parts.push(part),
        }
    }
    let mut result = text[..root].to_vec();
    result.extend_from_slice(&parts.join(&b'/'));
    if result.is_empty() {
        result.push(b'.');
    }
    Ok(same_kind(thread, given, &result))
}

fn split_root(thread: &mut Thread, path: Word) -> Result {
    let (given, text) = path_bytes(thread, path)?;
    let root = root_length(text);
    let parts = [
        same_kind(thread, given, b""),
        same_kind(thread, given, &text[..root]),
        same_kind(thread, given, &text[root..]),
    ];
    Ok(tuple::new(thread, &parts))
}
