//! The state of one Python thread. Handlers carry its address in an argument register, compiled code
//! in its first parameter; thread-local storage is only for code that has no other way (`current`).

use crate::error::{Raised, Result};
use std::cell::Cell;
use std::sync::atomic::{AtomicPtr, Ordering};
use tracer::Word;

/// Words of a thread's value stack (8 bytes each; reserved, touched only as used).
pub const STACK_WORDS: usize = 1 << 20;
/// Words in the buffer through which compiled code hands over live values.
pub const EXIT_BUFFER_WORDS: usize = 512;

/// Bits of `heap.poll` that are the interpreter's.
pub mod poll {
    /// The heap queued finalizers or weak reference callbacks (set by the heap).
    pub const FINALIZE: u64 = 2;
    /// A signal arrived (main thread).
    pub const SIGNAL: u64 = 4;
    /// An asynchronous exception was posted.
    pub const ASYNC_EXCEPTION: u64 = 8;
    /// What loops have loaded may be out of date, or their code was invalidated: leave them once.
    pub const REFRESH: u64 = 16;
    /// The program is ending; daemon threads stop here.
    pub const SHUTDOWN: u64 = 32;
}

/// State of a thread. The heap's part comes first: its poll word has offset 0.
#[repr(C)]
pub struct Thread {
    pub heap: heap::Local,
    /// The exception on its way, or null.
    pub exception: Word,
    /// The exception being handled (`sys.exception()`), or None.
    pub handled: Word,
    /// The value on its way to a return action.
    pub delivered: Word,
    /// Registers of the running frame, as of the last call out of the interpreter loop.
    pub frame: *mut Word,
    /// Its current instruction.
    pub pc: *const u64,
    /// Lowest word of the value stack.
    pub stack: *mut Word,
    /// Frames must end below this.
    pub stack_limit: *mut Word,
    pub exit_buffer: *mut u64,
    /// Lowest address the native stack may reach.
    pub native_limit: usize,
    /// Python frames now, and the most that are allowed (`sys.setrecursionlimit`).
    pub depth: u64,
    pub depth_limit: u64,
    /// The bottom frame of the innermost activation of the interpreter.
    pub activation: *mut Word,
    /// That of the activation that entered the innermost compiled code; null where compiled code was called as a function.
    pub driver_frame: *mut Word,
    /// Where that activation left: instruction, registers, and what is next as a number.
    pub landing: (*const u64, *mut Word, u32),
    /// Scratch for a float on its way to be boxed.
    pub float: f64,
    /// The account of the recording that carries out this thread's handlers now; null: there is none.
    pub recording: *mut u8,
    /// How many recordings have begun and not ended, one in a call that another carries out.
    pub recordings: u32,
    /// Private to the interpreter crate.
    pub interpreter: *mut u8,
    /// `threading.get_ident()`
    pub ident: u64,
    /// Objects being printed, against endless recursion of `repr`.
    pub printing: Vec<Word>,
    /// An asynchronous exception posted by another thread, or null.
    pub posted: Word,
    /// Context of the current `contextvars`, or null.
    pub context: Word,
    /// The return value of a generator that has just finished.
    pub returned: Word,
    /// A generator whose delegate has just been left, by its end or by an exception, and which goes on with that. Null
    /// but for the step between.
    pub waiting: Word,
    /// Whether the thread that started this one knows that it runs.
    pub birth: Birth,
    /// Async generator hooks and the like: (first iteration, finalizer), or null.
    pub async_hooks: [Word; 2],
    /// Frames below this are known to be within `depth_limit`; the interpreter moves it.
    /// A request for the thread's attention makes it null.
    counted_limit: AtomicPtr<Word>,
    /// What `counted_limit` is when nothing asks for attention.
    quiet_limit: *mut Word,
}

/// How far a new thread has let others know that it runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    Unannounced,
    /// It has woken a thread, and may hold a lock that this one needs to go on.
    Announced,
    Past,
}

/// What the outermost frame returns to.
static NOWHERE: u64 = 0;

thread_local! {
    static CURRENT: Cell<*mut Thread> = const { Cell::new(std::ptr::null_mut()) };
}

/// What the interpreter provides to the objects: set once when it starts.
pub struct Hooks {
    /// Calls any callable. `names` is null or a tuple of the names of the last arguments.
    pub call: fn(&mut Thread, callable: Word, arguments: &[Word], names: Word) -> Result,
    /// Takes all the items of an iterable, as the consumer says. The code of a generator or Python function chooses
    /// the copy of the loop.
    pub consume: fn(
        &mut Thread,
        consumer: crate::iterate::Consumer,
        generator: Word,
        arguments: &[Word],
    ) -> Result,
    /// A watched cell (the address of a value slot) has changed.
    pub cell_changed: fn(slot: usize),
    /// A watched dict has got a new key.
    pub key_added: fn(dict: Word, key: Word),
    /// A class (or a base of it) changed: plans and traces that looked at it are void.
    pub class_changed: fn(class: Word),
    /// The compiled code at this address is gone. Called while the world is stopped.
    pub source_freed: fn(source: usize),
    /// Scans a thread's value stack.
    pub scan_thread: unsafe fn(*mut heap::Local, &mut heap::Visitor),
}

static HOOKS: std::sync::OnceLock<Hooks> = std::sync::OnceLock::new();

/// Installs the interpreter's hooks. Later calls have no effect.
pub fn set_hooks(hooks: Hooks) {
    let _ = HOOKS.set(hooks);
}

pub fn hooks() -> &'static Hooks {
    HOOKS.get().expect("the interpreter has been initialised")
}

impl Thread {
    /// Makes and attaches the state of the calling native thread. It is never moved.
    pub fn attach(native_stack_bytes: usize) -> &'static mut Thread {
        // SAFETY: an anonymous private mapping of the value stack; failure is checked.
        let stack = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                STACK_WORDS * 8,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                -1,
                0,
            )
        };
        assert!(stack != libc::MAP_FAILED, "no memory for a thread's value stack");
        let marker = 0u8;
        let here = &raw const marker as usize;
        let native_limit = here.saturating_sub(native_stack_bytes.saturating_sub(256 << 10));
        let buffer = vec![0u64; EXIT_BUFFER_WORDS].leak();
        let thread = Thread::new(stack as *mut Word, buffer.as_mut_ptr(), native_limit);
        let thread = Box::leak(Box::new(thread));
        // SAFETY: pthread_self has no preconditions.
        thread.ident = unsafe { libc::pthread_self() } as u64;
        thread.make_known();
        thread
    }

    /// A state that nobody knows yet. The first words of the stack are zero.
    fn new(stack: *mut Word, exit_buffer: *mut u64, native_limit: usize) -> Thread {
        Thread {
            heap: heap::Local::new(),
            exception: Word::NULL,
            handled: Word::NONE,
            delivered: Word::NULL,
            // SAFETY: within the mapping; the outermost frame's header is before it, all zero.
            frame: unsafe { stack.add(tracer::frame::HEADER_WORDS) },
            // The outermost frame returns to an instruction that is read, but not carried out.
            pc: &raw const NOWHERE,
            stack,
            // SAFETY: within the mapping.
            stack_limit: unsafe { stack.add(STACK_WORDS - 4096) },
            exit_buffer,
            native_limit,
            depth: 0,
            depth_limit: 1000,
            activation: std::ptr::null_mut(),
            driver_frame: std::ptr::null_mut(),
            landing: (std::ptr::null(), std::ptr::null_mut(), 0),
            float: 0.0,
            recording: std::ptr::null_mut(),
            recordings: 0,
            interpreter: std::ptr::null_mut(),
            ident: 0,
            printing: Vec::new(),
            posted: Word::NULL,
            context: Word::NULL,
            returned: Word::NULL,
            waiting: Word::NULL,
            birth: Birth::Past,
            async_hooks: [Word::NULL; 2],
            counted_limit: AtomicPtr::new(stack),
            quiet_limit: stack,
        }
    }

    /// Tells the heap and the native thread of the state, which does not move any more.
    fn make_known(&mut self) {
        self.heap.call_limit = (&raw const self.counted_limit).cast();
        // SAFETY: leaked, so its address is fixed.
        unsafe { self.heap.attach(hooks().scan_thread) };
        let thread: *mut Thread = self;
        CURRENT.with(|current| current.set(thread));
    }

    /// Where `counted_limit` lies.
    pub const COUNTED_LIMIT_OFFSET: usize = std::mem::offset_of!(Thread, counted_limit);

    /// Frames that end here need no look at anything.
    #[inline(always)]
    pub fn counted_limit(&self) -> *mut Word {
        self.counted_limit.load(Ordering::Relaxed)
    }

    /// Moves the limit. A request that came before is not lost if the caller looks at the poll word
    /// afterwards (`request_again`).
    pub fn set_counted_limit(&mut self, end: *mut Word) {
        self.quiet_limit = end;
        self.counted_limit.store(end, Ordering::SeqCst);
    }

    /// Whether a frame may end there, and only a request has moved the limit below it. The limit is back then.
    pub fn restore_limit(&mut self, end: *mut Word) -> bool {
        let is_below = end <= self.quiet_limit;
        if is_below {
            self.counted_limit.store(self.quiet_limit, Ordering::SeqCst);
        }
        is_below
    }

    /// What still waits for the thread waits for its next call, too.
    pub fn request_again(&self) {
        if self.heap.poll_requested() {
            self.counted_limit.store(std::ptr::null_mut(), Ordering::SeqCst);
        }
    }

    /// Ends the thread: its frames are gone. `attach_again` or `give_up` follows.
    pub fn detach(&mut self) {
        CURRENT.with(|current| current.set(std::ptr::null_mut()));
        // SAFETY: attached by `attach`; nothing of this thread is used any more.
        unsafe { self.heap.detach() }
    }

    /// After `detach`, by the same native thread: a new thread that takes over the stacks.
    pub fn attach_again(&mut self) {
        let (stack, exit_buffer) = (self.stack, self.exit_buffer);
        let (native_limit, ident) = (self.native_limit, self.ident);
        // SAFETY: the stack is mapped and nobody uses it.
        unsafe { stack.write_bytes(0, tracer::frame::HEADER_WORDS) };
        *self = Thread::new(stack, exit_buffer, native_limit);
        self.ident = ident;
        self.make_known();
    }

    /// After `detach`: gives up the stack, too.
    pub fn give_up(&mut self) {
        // SAFETY: made by `attach`; nothing of this thread is used any more.
        unsafe {
            libc::munmap(self.stack as *mut _, STACK_WORDS * 8);
            drop(Vec::from_raw_parts(self.exit_buffer, EXIT_BUFFER_WORDS, EXIT_BUFFER_WORDS));
        }
    }

    /// The calling native thread's state. Slow: not for hot paths.
    pub fn current() -> &'static mut Thread {
        let thread = CURRENT.with(|current| current.get());
        assert!(!thread.is_null(), "not a Python thread");
        // SAFETY: set by `attach`, cleared by `detach`; only this native thread uses it.
        unsafe { &mut *thread }
    }

    /// Calls a callable with positional arguments.
    pub fn call(&mut self, callable: Word, arguments: &[Word]) -> Result {
        (hooks().call)(self, callable, arguments, Word::NULL)
    }

    /// Calls a callable; the last arguments are named by the tuple `names`.
    pub fn call_with_names(&mut self, callable: Word, arguments: &[Word], names: Word) -> Result {
        (hooks().call)(self, callable, arguments, names)
    }

    /// Takes the pending exception.
    pub fn take_exception(&mut self, _raised: Raised) -> Word {
        std::mem::replace(&mut self.exception, Word::NULL)
    }

    /// Allocates an object of a layout struct; fields beyond the header are zero.
    #[inline(always)]
    pub fn new_object<T>(&mut self, shape: heap::ShapeId) -> &'static mut T {
        // SAFETY: the heap gives zeroed memory of this size, and all layout structs are valid when zero.
        unsafe { &mut *(self.heap.alloc(std::mem::size_of::<T>(), shape) as *mut T) }
    }

    /// The write barrier; after a store of `value` into `object`.
    #[inline(always)]
    pub fn barrier(&mut self, object: Word, slot: *mut Word, value: Word) {
        if value.is_pointer() {
            // SAFETY: `object` is a live object and `slot` lies in it.
            unsafe { self.heap.write_barrier(object.pointer(), slot as *mut u64) }
        }
    }
}

/// Releases the interpreter while a native call may wait: the thread counts as stopped.
pub fn blocking<R>(thread: &mut Thread, wait: impl FnOnce() -> R) -> R {
    thread.heap.blocking(wait)
}
