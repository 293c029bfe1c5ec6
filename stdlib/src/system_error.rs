//! OSError from error numbers.

use object::{Builtin, Raised, Thread, Word};
use object::{integer, string};

/// Raises the OSError of an error number, with a file name.
pub fn raise(thread: &mut Thread, error: &std::io::Error, filename: &str) -> Raised {
    let name = string::from_wtf8(thread, filename.as_bytes());
    raise_number(thread, error.raw_os_error().unwrap_or(libc::EIO), name)
}

/// Raises for `errno` as it is now.
pub fn raise_last(thread: &mut Thread, filename: Word) -> Raised {
    let number = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    raise_number(thread, number, filename)
}

/// Raises for an error number; the file name may be null.
pub fn raise_number(thread: &mut Thread, number: i32, filename: Word) -> Raised {
    raise_two(thread, number, filename, Word::NULL)
}

/// Raises for an error number with two file names (rename and the like), each may be null.
pub fn raise_two(thread: &mut Thread, number: i32, first: Word, second: Word) -> Raised {
    let text = string::new(thread, &message(number));
    let code = integer::from_i64(thread, i64::from(number));
    // Calling the class picks the subclass that belongs to the number.
    let class = Builtin::OSError.word();
    let made = if first.is_null() {
        thread.call(class, &[code, text])
    } else if second.is_null() {
        thread.call(class, &[code, text, first])
    } else {
        thread.call(class, &[code, text, first, Word::NONE, second])
    };
    match made {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

/// `os.strerror`
pub fn message(number: i32) -> String {
    let mut buffer = [0 as libc::c_char; 256];
    // SAFETY: the buffer has the given size; the result is terminated.
    unsafe {
        libc::strerror_r(number, buffer.as_mut_ptr(), buffer.len());
        std::ffi::CStr::from_ptr(buffer.as_ptr()).to_string_lossy().into_owned()
    }
}
