//! The standard streams.

use crate::io;
use crate::module::Namespace;
use object::{Result, Thread, Word};

/// Opens `stdin`, `stdout` and `stderr`; None where the descriptor is closed.
pub fn install(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let unbuffered = super::startup().flags.unbuffered;
    for (descriptor, name, kept) in
        [(0, "stdin", "__stdin__"), (1, "stdout", "__stdout__"), (2, "stderr", "__stderr__")]
    {
        // SAFETY: asks for the flags of a descriptor.
        let open = unsafe { libc::fcntl(descriptor, libc::F_GETFD) } != -1;
        let stream = if open {
            io::standard_stream(thread, descriptor, name, unbuffered)?
        } else {
            Word::NONE
        };
        namespace.set(thread, name, stream);
        namespace.set(thread, kept, stream);
    }
    Ok(())
}

/// Flushes `stdout` and `stderr`; errors are the caller's.
pub fn flush(thread: &mut Thread) -> Result<()> {
    let dict = super::dict(thread);
    for name in ["stdout", "stderr"] {
        let stream = object::dict::get_str(dict, object::intern::intern(name));
        if let Some(stream) = stream.filter(|word| !word.is_none()) {
            let closed = object::attribute::get_optional(thread, stream, crate::name!("closed"))?;
            if closed == Some(Word::TRUE) {
                continue;
            }
            object::operation::call_method(thread, stream, crate::name!("flush"), &[])?;
        }
    }
    Ok(())
}
