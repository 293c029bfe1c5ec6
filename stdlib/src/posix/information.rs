//! About the system: name, processors, randomness, terminal.

use super::constants;
use crate::module::Namespace;
use crate::struct_sequence::StructSequence;
use crate::{argument, class_root, state, system_error};
use object::{Result, Thread, Word, native_functions};
use object::{bytes, float, integer, set, string, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return a bytes object containing random bytes suitable for cryptographic use.
    urandom(size) "($module, size, /)" Effects::ANY => urandom;
    getrandom(size, flags) "($module, /, size, flags=0)" Effects::ANY => getrandom;
    /// Return the number of logical CPUs in the system.
    cpu_count() "($module, /)" Effects::ANY => cpu_count;
    sched_getaffinity(process) "($module, pid, /)" Effects::ANY => get_affinity;
    sched_yield() "($module, /)" Effects::ANY => sched_yield;
    uname() "($module, /)" Effects::ANY => uname;
    times() "($module, /)" Effects::ANY => times;
    getloadavg() "($module, /)" Effects::ANY => load_average;
    sysconf(name) "($module, name, /)" Effects::ANY => sysconf;
    confstr(name) "($module, name, /)" Effects::ANY => confstr;
    strerror(number) "($module, code, /)" Effects::ANY => strerror;
    get_terminal_size(descriptor) "($module, fd=1, /)" Effects::ANY => terminal_size;
    makedev(major, minor) "($module, major, minor, /)" Effects::ANY => makedev;
    major(device) "($module, device, /)" Effects::ANY => major;
    minor(device) "($module, device, /)" Effects::ANY => minor;
    _is_inputhook_installed() "($module, /)" Effects::ANY => no;
}

static TERMINAL_SIZE: StructSequence = StructSequence {
    module: "os",
    name: "terminal_size",
    doc: "A tuple of (columns, lines) for holding terminal window size",
    fields: &["columns", "lines"],
    hidden: &[],
    constructible: true,
    class: class_root!(),
};
static UNAME_RESULT: StructSequence = StructSequence {
    module: "posix",
    name: "uname_result",
    doc: "uname_result: Result from os.uname().",
    fields: &["sysname", "nodename", "release", "version", "machine"],
    hidden: &[],
    constructible: true,
    class: class_root!(),
};
static TIMES_RESULT: StructSequence = StructSequence {
    module: "posix",
    name: "times_result",
    doc: "times_result: Result from os.times().",
    fields: &["user", "system", "children_user", "children_system", "elapsed"],
    hidden: &[],
    constructible: true,
    class: class_root!(),
};

pub fn fill(thread: &mut Thread, namespace: &mut Namespace) {
    for definition in [&TERMINAL_SIZE, &UNAME_RESULT, &TIMES_RESULT] {
        let class = definition.word(thread);
        namespace.set(thread, definition.name, class);
    }
}

fn no(_thread: &mut Thread) -> Result {
    Ok(Word::FALSE)
}

fn random_bytes(thread: &mut Thread, size: Word, flags: u32) -> Result {
    let size = argument::int(thread, size)?;
    if size < 0 {
        return Err(thread.value_error("negative argument not allowed"));
    }
    let target = state::raw(thread, size as usize);
    let memory = state::raw_bytes(target);
    let mut filled = 0;
    while filled < memory.len() {
        let rest = &mut memory[filled..];
        let (start, length) = (rest.as_mut_ptr(), rest.len());
        filled += super::checked(thread, Word::NULL, || {
            // SAFETY: the memory has the given size.
            unsafe { libc::getrandom(start.cast(), length, flags) }
        })?;
    }
    Ok(bytes::new(thread, memory))
}
fn urandom(thread: &mut Thread, size: Word) -> Result {
    random_bytes(thread, size, 0)
}
fn getrandom(thread: &mut Thread, size: Word, flags: Word) -> Result {
    let flags = argument::int_or(thread, flags, 0)?;
    random_bytes(thread, size, flags as u32)
}

fn cpu_count(_thread: &mut Thread) -> Result {
    // SAFETY: no preconditions.
    let count = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    Ok(if count < 1 { Word::NONE } else { Word::from_int(count as i64) })
}

fn get_affinity(thread: &mut Thread, process: Word) -> Result {
    let process = argument::c_int(thread, process)?;
    // SAFETY: all zeros is an empty set; it is filled.
    let mut processors: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    let failed =
        unsafe { libc::sched_getaffinity(process, size_of::<libc::cpu_set_t>(), &mut processors) };
    if failed != 0 {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    let all = set::new(thread, false);
    for number in 0..libc::CPU_SETSIZE as usize {
        // SAFETY: within the set.
        if unsafe { libc::CPU_ISSET(number, &processors) } {
            set::add(thread, all, Word::from_int(number as i64))?;
        }
    }
    Ok(all)
}

fn sched_yield(thread: &mut Thread) -> Result {
    object::thread::blocking(thread, std::thread::yield_now);
    Ok(Word::NONE)
}

fn uname(thread: &mut Thread) -> Result {
    // SAFETY: all zeros is valid; the struct is filled with terminated strings.
    let names = unsafe {
        let mut names: libc::utsname = std::mem::zeroed();
        libc::uname(&mut names);
        names
    };
    let mut items = [Word::NONE; 5];
    let fields: [*const libc::c_char; 5] = [
        names.sysname.as_ptr(),
        names.nodename.as_ptr(),
        names.release.as_ptr(),
        names.version.as_ptr(),
        names.machine.as_ptr(),
    ];
    for (item, field) in items.iter_mut().zip(fields) {
        // SAFETY: terminated, as above.
        let text = unsafe { std::ffi::CStr::from_ptr(field) };
        *item = crate::path::decode(thread, text.to_bytes());
    }
    UNAME_RESULT.make(thread, &items, &[])
}

fn times(thread: &mut Thread) -> Result {
    // SAFETY: all zeros is valid; the struct is filled.
    let (times, elapsed, ticks) = unsafe {
        let mut times: libc::tms = std::mem::zeroed();
        let elapsed = libc::times(&mut times);
        (times, elapsed, libc::sysconf(libc::_SC_CLK_TCK) as f64)
    };
    let numbers = [times.tms_utime, times.tms_stime, times.tms_cutime, times.tms_cstime, elapsed];
    let mut items = [Word::NONE; 5];
    for (item, number) in items.iter_mut().zip(numbers) {
        *item = float::new(thread, number as f64 / ticks);
    }
    TIMES_RESULT.make(thread, &items, &[])
}

fn load_average(thread: &mut Thread) -> Result {
    let mut loads = [0.0; 3];
    // SAFETY: fills three numbers.
    if unsafe { libc::getloadavg(loads.as_mut_ptr(), 3) } != 3 {
        return Err(thread.raise(object::Builtin::OSError, "Load averages are unobtainable"));
    }
    let mut items = [Word::NONE; 3];
    for (item, load) in items.iter_mut().zip(loads) {
        *item = float::new(thread, load);
    }
    Ok(tuple::new(thread, &items))
}

fn sysconf(thread: &mut Thread, which: Word) -> Result {
    let which = if string::is_str(which) {
        let text = argument::valid_text(thread, which)?;
        match constants::SYSCONF.iter().find(|(name, _)| *name == text) {
            Some((_, number)) => *number as i32,
            None => return Err(thread.value_error("unrecognized configuration name")),
        }
    } else {
        argument::c_int(thread, which)?
    };
    // SAFETY: no preconditions.
    Ok(Word::from_int(unsafe { libc::sysconf(which) } as i64))
}

fn confstr(thread: &mut Thread, _which: Word) -> Result {
    Err(thread.value_error("unrecognized configuration name"))
}

fn strerror(thread: &mut Thread, number: Word) -> Result {
    let number = argument::c_int(thread, number)?;
    Ok(string::new(thread, &system_error::message(number)))
}

fn terminal_size(thread: &mut Thread, descriptor: Word) -> Result {
    let descriptor = argument::int_or(thread, descriptor, 1)? as i32;
    // SAFETY: all zeros is valid; the struct is filled.
    let (failed, size) = unsafe {
        let mut size: libc::winsize = std::mem::zeroed();
        (libc::ioctl(descriptor, libc::TIOCGWINSZ, &mut size) != 0, size)
    };
    if failed {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    let items = [size.ws_col, size.ws_row].map(|value| Word::from_int(i64::from(value)));
    TERMINAL_SIZE.make(thread, &items, &[])
}

fn makedev(thread: &mut Thread, major: Word, minor: Word) -> Result {
    let (major, minor) = (argument::int(thread, major)?, argument::int(thread, minor)?);
    Ok(integer::from_u64(thread, libc::makedev(major as u32, minor as u32)))
}
fn major(thread: &mut Thread, device: Word) -> Result {
    let device = argument::int(thread, device)?;
    Ok(Word::from_int(i64::from(libc::major(device as u64))))
}
fn minor(thread: &mut Thread, device: Word) -> Result {
    let device = argument::int(thread, device)?;
    Ok(Word::from_int(i64::from(libc::minor(device as u64))))
}
