//! Descriptors: reading, writing, duplicating.

use super::{checked, done};
use crate::{argument, buffer, state};
use object::{Result, Thread, Word, native_functions};
use object::{bytes, integer, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Close a file descriptor.
    close(descriptor) "($module, /, fd)" Effects::ANY => close;
    closerange(low, high) "($module, fd_low, fd_high, /)" Effects::ANY => closerange;
    /// Read from a file descriptor.  Returns a bytes object.
    read(descriptor, length) "($module, fd, length, /)" Effects::ANY => read;
    readinto(descriptor, target) "($module, fd, buffer, /)" Effects::ANY => read_into;
    pread(descriptor, length, offset) "($module, fd, length, offset, /)" Effects::ANY => pread;
    /// Write a bytes object to a file descriptor.
    write(descriptor, data) "($module, fd, data, /)" Effects::ANY => write;
    pwrite(descriptor, data, offset) "($module, fd, buffer, offset, /)" Effects::ANY => pwrite;
    writev(descriptor, buffers) "($module, fd, buffers, /)" Effects::ANY => writev;
    /// Set the position of a file descriptor.  Return the new position.
    lseek(descriptor, position, whence) "($module, fd, position, whence, /)" Effects::ANY => lseek;
    /// Return a duplicate of a file descriptor.
    dup(descriptor) "($module, fd, /)" Effects::ANY => dup;
    dup2(descriptor, target, inheritable) "($module, /, fd, fd2, inheritable=True)" Effects::ANY => dup2;
    /// Create a pipe.
    pipe() "($module, /)" Effects::ANY => pipe;
    pipe2(flags) "($module, flags, /)" Effects::ANY => pipe2;
    /// Return True if the fd is connected to a terminal.
    isatty(descriptor) "($module, fd, /)" Effects::ANY => isatty;
    fsync(descriptor) "($module, /, fd)" Effects::ANY => fsync;
    fdatasync(descriptor) "($module, /, fd)" Effects::ANY => fdatasync;
    sync() "($module, /)" Effects::ANY => sync;
    ftruncate(descriptor, length) "($module, fd, length, /)" Effects::ANY => ftruncate;
    get_inheritable(descriptor) "($module, fd, /)" Effects::ANY => get_inheritable;
    set_inheritable(descriptor, inheritable) "($module, fd, inheritable, /)" Effects::ANY => set_inheritable;
    get_blocking(descriptor) "($module, fd, /)" Effects::ANY => get_blocking;
    set_blocking(descriptor, blocking) "($module, fd, blocking, /)" Effects::ANY => set_blocking;
    device_encoding(descriptor) "($module, /, fd)" Effects::ANY => device_encoding;
    sendfile(..) "($module, /, out_fd, in_fd, offset, count)" Effects::ANY => sendfile;
    ttyname(descriptor) "($module, fd, /)" Effects::ANY => ttyname;
    openpty() "($module, /)" Effects::ANY => openpty;
    login_tty(descriptor) "($module, fd, /)" Effects::ANY => login_tty;
    lockf(descriptor, command, length) "($module, fd, command, length, /)" Effects::ANY => lockf;
}

fn number(thread: &mut Thread, descriptor: Word) -> Result<i32> {
    argument::c_int(thread, descriptor)
}

fn close(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // A closed descriptor may have been given out again: never twice.
    // SAFETY: closes what the caller names.
    if object::thread::blocking(thread, || unsafe { libc::close(descriptor) }) < 0 {
        return Err(crate::system_error::raise_last(thread, Word::NULL));
    }
    Ok(Word::NONE)
}

fn closerange(thread: &mut Thread, low: Word, high: Word) -> Result {
    let (low, high) = (number(thread, low)?, number(thread, high)?);
    for descriptor in low..high {
        // SAFETY: closes what the caller names.
        unsafe { libc::close(descriptor) };
    }
    Ok(Word::NONE)
}

fn read_at(
    thread: &mut Thread,
    length: Word,
    call: impl Fn(*mut libc::c_void, usize) -> isize,
) -> Result {
    let length = argument::int(thread, length)?;
    if length < 0 {
        return Err(crate::system_error::raise_number(thread, libc::EINVAL, Word::NULL));
    }
    let target = state::raw(thread, length as usize);
    let memory = state::raw_bytes(target);
    let start = memory.as_mut_ptr();
    let count = checked(thread, Word::NULL, || call(start.cast(), length as usize))?;
    Ok(bytes::new(thread, &memory[..count]))
}

fn read(thread: &mut Thread, descriptor: Word, length: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: reads into memory of the given size.
    read_at(thread, length, |start, length| unsafe { libc::read(descriptor, start, length) })
}

fn pread(thread: &mut Thread, descriptor: Word, length: Word, offset: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let offset = argument::int(thread, offset)?;
    read_at(thread, length, |start, length| {
        // SAFETY: reads into memory of the given size.
        unsafe { libc::pread(descriptor, start, length, offset) }
    })
}

fn read_into(thread: &mut Thread, descriptor: Word, target: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let memory = buffer::writable(thread, target)?;
    let (start, length) = (memory.as_mut_ptr(), memory.len());
    let count = checked(thread, Word::NULL, || {
        // SAFETY: reads into memory of the given size.
        unsafe { libc::read(descriptor, start.cast(), length) }
    })?;
    Ok(Word::from_int(count as i64))
}

fn write(thread: &mut Thread, descriptor: Word, data: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let data = buffer::get(thread, data)?;
    let count = checked(thread, Word::NULL, || {
        // SAFETY: writes memory of the given size.
        unsafe { libc::write(descriptor, data.as_ptr().cast(), data.len()) }
    })?;
    Ok(Word::from_int(count as i64))
}

fn pwrite(thread: &mut Thread, descriptor: Word, data: Word, offset: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let data = buffer::get(thread, data)?;
    let offset = argument::int(thread, offset)?;
    let count = checked(thread, Word::NULL, || {
        // SAFETY: writes memory of the given size.
        unsafe { libc::pwrite(descriptor, data.as_ptr().cast(), data.len(), offset) }
    })?;
    Ok(Word::from_int(count as i64))
}

fn writev(thread: &mut Thread, descriptor: Word, buffers: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let buffers = object::iterate::to_tuple(thread, buffers)?;
    let mut parts = Vec::new();
    for &part in tuple::items(buffers) {
        let data = buffer::get(thread, part)?;
        parts.push(libc::iovec { iov_base: data.as_ptr() as *mut _, iov_len: data.len() });
    }
    let count = checked(thread, Word::NULL, || {
        // SAFETY: the parts are memory that the tuple's items keep.
        unsafe { libc::writev(descriptor, parts.as_ptr(), parts.len() as i32) }
    })?;
    std::hint::black_box(buffers);
    Ok(Word::from_int(count as i64))
}

fn lseek(thread: &mut Thread, descriptor: Word, position: Word, whence: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let position = argument::int(thread, position)?;
    let whence = argument::c_int(thread, whence)?;
    // SAFETY: seeks.
    let at = checked(thread, Word::NULL, || unsafe {
        libc::lseek(descriptor, position, whence) as isize
    })?;
    Ok(integer::from_i64(thread, at as i64))
}

fn dup(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let copy = checked(thread, Word::NULL, || {
        // SAFETY: duplicates.
        (unsafe { libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 0) }) as isize
    })?;
    Ok(Word::from_int(copy as i64))
}

fn dup2(thread: &mut Thread, descriptor: Word, target: Word, inheritable: Word) -> Result {
    let (descriptor, target) = (number(thread, descriptor)?, number(thread, target)?);
    let inheritable = argument::truth_or(thread, inheritable, true)?;
    let copy = checked(thread, Word::NULL, || {
        // SAFETY: duplicates.
        (unsafe {
            if inheritable || descriptor == target {
                libc::dup2(descriptor, target)
            } else {
                libc::dup3(descriptor, target, libc::O_CLOEXEC)
            }
        }) as isize
    })?;
    Ok(Word::from_int(copy as i64))
}

fn pipe_with(thread: &mut Thread, flags: i32) -> Result {
    let mut ends = [0; 2];
    // SAFETY: fills two descriptors.
    checked(thread, Word::NULL, || unsafe { libc::pipe2(ends.as_mut_ptr(), flags) } as isize)?;
    let ends = ends.map(|end| Word::from_int(i64::from(end)));
    Ok(tuple::new(thread, &ends))
}
fn pipe(thread: &mut Thread) -> Result {
    pipe_with(thread, libc::O_CLOEXEC)
}
fn pipe2(thread: &mut Thread, flags: Word) -> Result {
    let flags = argument::c_int(thread, flags)?;
    pipe_with(thread, flags)
}

fn isatty(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: asks about a descriptor.
    Ok(Word::from_bool(unsafe { libc::isatty(descriptor) } == 1))
}
fn fsync(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: flushes a descriptor.
    done(thread, Word::NULL, || unsafe { libc::fsync(descriptor) } as isize)
}
fn fdatasync(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: flushes a descriptor.
    done(thread, Word::NULL, || unsafe { libc::fdatasync(descriptor) } as isize)
}
fn sync(thread: &mut Thread) -> Result {
    // SAFETY: no preconditions.
    object::thread::blocking(thread, || unsafe { libc::sync() });
    Ok(Word::NONE)
}
fn ftruncate(thread: &mut Thread, descriptor: Word, length: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let length = argument::int(thread, length)?;
    // SAFETY: truncates a descriptor.
    done(thread, Word::NULL, || unsafe { libc::ftruncate(descriptor, length) } as isize)
}

fn flags(thread: &mut Thread, descriptor: i32, command: i32) -> Result<i32> {
    // SAFETY: asks for flags.
    let value =
        checked(thread, Word::NULL, || unsafe { libc::fcntl(descriptor, command) } as isize)?;
    Ok(value as i32)
}
fn set_flags(thread: &mut Thread, descriptor: i32, command: i32, value: i32) -> Result {
    // SAFETY: sets flags.
    done(thread, Word::NULL, || unsafe { libc::fcntl(descriptor, command, value) } as isize)
}
fn get_inheritable(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    Ok(Word::from_bool(flags(thread, descriptor, libc::F_GETFD)? & libc::FD_CLOEXEC == 0))
}
fn set_inheritable(thread: &mut Thread, descriptor: Word, inheritable: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let inheritable = argument::truth_or(thread, inheritable, true)?;
    let old = flags(thread, descriptor, libc::F_GETFD)?;
    let new = if inheritable { old & !libc::FD_CLOEXEC } else { old | libc::FD_CLOEXEC };
    set_flags(thread, descriptor, libc::F_SETFD, new)
}
fn get_blocking(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    Ok(Word::from_bool(flags(thread, descriptor, libc::F_GETFL)? & libc::O_NONBLOCK == 0))
}
fn set_blocking(thread: &mut Thread, descriptor: Word, blocking: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let blocking = argument::truth_or(thread, blocking, true)?;
    let old = flags(thread, descriptor, libc::F_GETFL)?;
    let new = if blocking { old & !libc::O_NONBLOCK } else { old | libc::O_NONBLOCK };
    set_flags(thread, descriptor, libc::F_SETFL, new)
}
fn device_encoding(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: asks about a descriptor.
    let terminal = unsafe { libc::isatty(descriptor) } == 1;
    Ok(if terminal { crate::name!("UTF-8") } else { Word::NONE })
}

fn sendfile(thread: &mut Thread, arguments: object::Arguments) -> Result {
    let [to, from, offset, count] = argument::bind(
        thread,
        "sendfile",
        "($module, /, out_fd, in_fd, offset, count)",
        arguments,
    )?;
    let (to, from) = (number(thread, to)?, number(thread, from)?);
    let count = argument::int(thread, count)? as usize;
    let mut at = if offset.is_none() { None } else { Some(argument::int(thread, offset)?) };
    let sent = checked(thread, Word::NULL, || {
        let at = at.as_mut().map_or(std::ptr::null_mut(), |at| at as *mut i64);
        // SAFETY: the offset is null or a valid place.
        unsafe { libc::sendfile(to, from, at, count) }
    })?;
    Ok(Word::from_int(sent as i64))
}

fn ttyname(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer has the given size.
    let error = unsafe { libc::ttyname_r(descriptor, buffer.as_mut_ptr().cast(), buffer.len()) };
    if error != 0 {
        return Err(crate::system_error::raise_number(thread, error, Word::NULL));
    }
    let end = buffer.iter().position(|&byte| byte == 0).unwrap_or(0);
    Ok(crate::path::decode(thread, &buffer[..end]))
}

fn openpty(thread: &mut Thread) -> Result {
    let (mut leader, mut follower) = (0, 0);
    // SAFETY: fills two descriptors.
    checked(thread, Word::NULL, || {
        (unsafe {
            libc::openpty(
                &mut leader,
                &mut follower,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            )
        }) as isize
    })?;
    let ends = [leader, follower].map(|end| Word::from_int(i64::from(end)));
    Ok(tuple::new(thread, &ends))
}

fn login_tty(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    // SAFETY: makes the terminal the controlling one.
    done(thread, Word::NULL, || unsafe { libc::login_tty(descriptor) } as isize)
}

fn lockf(thread: &mut Thread, descriptor: Word, command: Word, length: Word) -> Result {
    let descriptor = number(thread, descriptor)?;
    let command = argument::c_int(thread, command)?;
    let length = argument::int(thread, length)?;
    // SAFETY: locks a region of a file.
    done(thread, Word::NULL, || unsafe { libc::lockf(descriptor, command, length) } as isize)
}
