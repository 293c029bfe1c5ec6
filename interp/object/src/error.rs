//! Raising from Rust: the exception waits in the thread, `Raised` says that it does.

use crate::builtin::Builtin;
use crate::thread::Thread;
use tracer::Word;

/// Proof that `Thread::exception` holds an exception.
#[derive(Debug)]
#[must_use]
pub struct Raised(());

/// What functions that may raise give.
pub type Result<T = Word> = std::result::Result<T, Raised>;

impl Thread {
    /// Sets the pending exception to an exception object.
    pub fn raise_object(&mut self, exception: Word) -> Raised {
        self.exception = exception;
        Raised(())
    }
    /// The exception that a function of the C calling convention left.
    pub fn already_raised(&self) -> Raised {
        debug_assert!(!self.exception.is_null());
        Raised(())
    }
    /// Raises a built-in exception with one string argument.
    #[cold]
    pub fn raise(&mut self, class: Builtin, message: impl AsRef<str>) -> Raised {
        let text = crate::string::new(self, message.as_ref());
        self.raise_with(class, &[text])
    }
    /// Raises a built-in exception with these arguments.
    #[cold]
    pub fn raise_with(&mut self, class: Builtin, arguments: &[Word]) -> Raised {
        let exception = crate::exception::new(self, class.word(), arguments);
        crate::exception::set_context(self, exception);
        self.raise_object(exception)
    }
    #[cold]
    pub fn type_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(Builtin::TypeError, message)
    }
    #[cold]
    pub fn value_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(Builtin::ValueError, message)
    }
    #[cold]
    pub fn not_implemented(&mut self, what: impl AsRef<str>) -> Raised {
        self.raise(Builtin::NotImplementedError, what)
    }
    /// Whether the pending or given exception is an instance of a built-in class.
    pub fn exception_matches(&self, exception: Word, class: Builtin) -> bool {
        crate::class::is_subclass(crate::class::class_of(exception), class.word())
    }
    /// Runs `Err` of this class as `None`: for protocols that end by exception.
    pub fn absorb<T>(&mut self, result: Result<T>, class: Builtin) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(raised) => {
                if self.exception_matches(self.exception, class) {
                    self.exception = Word::NULL;
                    Ok(None)
                } else {
                    Err(raised)
                }
            }
        }
    }
}
