//! `stat` and its relatives.

use super::{Target, checked, directory};
use crate::module::Namespace;
use crate::struct_sequence::StructSequence;
use crate::{argument, class_root};
use object::{Result, Thread, Word, native_functions};
use object::{float, integer, operation};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Perform a stat system call on the given path.
    stat(path, dir_fd, follow_symlinks) "($module, /, path, *, dir_fd=None, follow_symlinks=True)" Effects::ANY => stat;
    /// Perform a stat system call on the given path, without following symbolic links.
    lstat(path, dir_fd) "($module, /, path, *, dir_fd=None)" Effects::ANY => lstat;
    /// Perform a stat system call on the given file descriptor.
    fstat(descriptor) "($module, /, fd)" Effects::ANY => fstat;
    statvfs(path) "($module, /, path)" Effects::ANY => statvfs;
    fstatvfs(descriptor) "($module, /, fd)" Effects::ANY => statvfs;
}

static STAT_RESULT: StructSequence = StructSequence {
    module: "os",
    name: "stat_result",
    doc: "stat_result: Result from stat, fstat, or lstat.",
    fields: &["st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", ""],
    hidden: &[
        "st_atime",
        "st_mtime",
        "st_ctime",
        "st_atime_ns",
        "st_mtime_ns",
        "st_ctime_ns",
        "st_blksize",
        "st_blocks",
        "st_rdev",
    ],
    constructible: true,
    class: class_root!(),
};

static STATVFS_RESULT: StructSequence = StructSequence {
    module: "os",
    name: "statvfs_result",
    doc: "statvfs_result: Result from statvfs or fstatvfs.",
    fields: &[
        "f_bsize",
        "f_frsize",
        "f_blocks",
        "f_bfree",
        "f_bavail",
        "f_files",
        "f_ffree",
        "f_favail",
        "f_flag",
        "f_namemax",
    ],
    hidden: &["f_fsid"],
    constructible: true,
    class: class_root!(),
};

pub fn fill(thread: &mut Thread, namespace: &mut Namespace) {
    for definition in [&STAT_RESULT, &STATVFS_RESULT] {
        let class = definition.word(thread);
        namespace.set(thread, definition.name, class);
    }
}

pub fn empty() -> libc::stat {
    // SAFETY: all zeros is a valid stat.
    unsafe { std::mem::zeroed() }
}

/// The result as Python sees it.
#[allow(clippy::unnecessary_cast, reason = "the types differ between systems")]
pub fn result(thread: &mut Thread, status: &libc::stat) -> Result {
    let number = |thread: &mut Thread, value: i64| integer::from_i64(thread, value);
    let items = [
        number(thread, i64::from(status.st_mode)),
        integer::from_u64(thread, status.st_ino),
        integer::from_u64(thread, status.st_dev),
        integer::from_u64(thread, status.st_nlink as u64),
        number(thread, i64::from(status.st_uid)),
        number(thread, i64::from(status.st_gid)),
        number(thread, status.st_size),
        number(thread, status.st_atime),
        number(thread, status.st_mtime),
        number(thread, status.st_ctime),
    ];
    let times = [
        (status.st_atime, status.st_atime_nsec),
        (status.st_mtime, status.st_mtime_nsec),
        (status.st_ctime, status.st_ctime_nsec),
    ];
    let mut hidden = [Word::NONE; 9];
    for (index, (seconds, nanoseconds)) in times.into_iter().enumerate() {
        hidden[index] = float::new(thread, seconds as f64 + nanoseconds as f64 * 1e-9);
        let exact = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
        hidden[3 + index] = integer::from_i128(thread, exact);
    }
    hidden[6] = number(thread, status.st_blksize as i64);
    hidden[7] = number(thread, status.st_blocks);
    hidden[8] = integer::from_u64(thread, status.st_rdev);
    STAT_RESULT.make(thread, &items, &hidden)
}

fn stat(thread: &mut Thread, path: Word, dir_fd: Word, follow: Word) -> Result {
    let target = Target::of(thread, path)?;
    let follow = argument::truth_or(thread, follow, true)?;
    let at = directory(thread, dir_fd)?;
    let mut status = empty();
    checked(thread, target.word(), || {
        // SAFETY: the path is terminated; the struct is filled.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::fstat(*descriptor, &mut status),
                Target::Path(_, path) => {
                    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
                    libc::fstatat(at, path.as_ptr(), &mut status, flags)
                }
            }
        }) as isize
    })?;
    result(thread, &status)
}

fn lstat(thread: &mut Thread, path: Word, dir_fd: Word) -> Result {
    stat(thread, path, dir_fd, Word::FALSE)
}

fn fstat(thread: &mut Thread, descriptor: Word) -> Result {
    let number = argument::c_int(thread, descriptor)?;
    let mut status = empty();
    // SAFETY: the struct is filled.
    checked(thread, Word::NULL, || unsafe { libc::fstat(number, &mut status) } as isize)?;
    result(thread, &status)
}

fn statvfs(thread: &mut Thread, path: Word) -> Result {
    let target = Target::of(thread, path)?;
    // SAFETY: all zeros is a valid struct.
    let mut status: libc::statvfs = unsafe { std::mem::zeroed() };
    checked(thread, target.word(), || {
        // SAFETY: the path is terminated; the struct is filled.
        (unsafe {
            match &target {
                Target::Descriptor(descriptor) => libc::fstatvfs(*descriptor, &mut status),
                Target::Path(_, path) => libc::statvfs(path.as_ptr(), &mut status),
            }
        }) as isize
    })?;
    let numbers = [
        status.f_bsize as u64,
        status.f_frsize as u64,
        status.f_blocks,
        status.f_bfree,
        status.f_bavail,
        status.f_files,
        status.f_ffree,
        status.f_favail,
        status.f_flag as u64,
        status.f_namemax as u64,
    ];
    let mut items = [Word::NONE; 10];
    for (item, number) in items.iter_mut().zip(numbers) {
        *item = integer::from_u64(thread, number);
    }
    let id = integer::from_u64(thread, status.f_fsid as u64);
    STATVFS_RESULT.make(thread, &items, &[id])
}

/// Seconds (int or float) and nanoseconds of a time argument.
pub fn time_spec(thread: &mut Thread, time: Word) -> Result<libc::timespec> {
    if let Some(value) = float::value(time) {
        let seconds = value.floor();
        return Ok(libc::timespec {
            tv_sec: seconds as libc::time_t,
            tv_nsec: ((value - seconds) * 1e9) as libc::c_long,
        });
    }
    let seconds = operation::index_i64(thread, time, Some(object::Builtin::OverflowError))?;
    Ok(libc::timespec { tv_sec: seconds, tv_nsec: 0 })
}
