//! Putting the callee-saved registers on the stack, where the conservative scan finds them.
//!
//! A thread that stops must leave every word it holds between its published stack pointer and its
//! stack's base. The compiler has saved the caller-saved registers by the time of any call; the
//! others are pushed here by a small assembly function that then calls on, so that all frames
//! above the pushed registers, the captured variables of the closure included, are in the range.

use std::mem::{ManuallyDrop, MaybeUninit};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Pushes the callee-saved registers and calls `function(data, stack_pointer)`.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn push_and_call(data: *mut u8, function: unsafe extern "C" fn(*mut u8, usize)) {
    std::arch::naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8",
        "mov rax, rsi",
        "mov rsi, rsp",
        "call rax",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// Pushes the callee-saved registers and calls `function(data, stack_pointer)`.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
unsafe extern "C" fn push_and_call(data: *mut u8, function: unsafe extern "C" fn(*mut u8, usize)) {
    std::arch::naked_asm!(
        "stp x29, x30, [sp, #-160]!",
        "mov x29, sp",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x9, x1",
        "mov x1, sp",
        "blr x9",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x29, x30, [sp], #160",
        "ret",
    )
}

struct Call<F, R> {
    function: ManuallyDrop<F>,
    result: MaybeUninit<std::thread::Result<R>>,
}

unsafe extern "C" fn enter<F: FnOnce(usize) -> R, R>(data: *mut u8, stack_pointer: usize) {
    let call = data.cast::<Call<F, R>>();
    // SAFETY: `data` is the `Call` of `with_registers_on_stack`, entered once. The closure is read
    // out but its bytes stay in the caller's frame, where the scan sees what it captured.
    unsafe {
        let function = std::ptr::read(&raw const (*call).function);
        let result =
            catch_unwind(AssertUnwindSafe(|| ManuallyDrop::into_inner(function)(stack_pointer)));
        (*call).result.write(result);
    }
}

/// Calls `function` with a stack pointer below which the caller and its callers hold nothing.
#[inline(never)]
pub(crate) fn with_registers_on_stack<R>(function: impl FnOnce(usize) -> R) -> R {
    fn start<F: FnOnce(usize) -> R, R>(call: &mut Call<F, R>) {
        // SAFETY: `enter` is instantiated for the type that `call` has; panics are caught in it.
        unsafe { push_and_call((&raw mut *call).cast(), enter::<F, R>) }
    }
    let mut call = Call { function: ManuallyDrop::new(function), result: MaybeUninit::uninit() };
    start(&mut call);
    // SAFETY: `enter` has written it.
    match unsafe { call.result.assume_init_read() } {
        Ok(result) => result,
        Err(panic) => resume_unwind(panic),
    }
}

/// The highest address of the current thread's stack.
pub(crate) fn stack_base() -> usize {
    // A native thread attaches again for each Python thread that it carries out.
    thread_local! {
        static KNOWN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
    if KNOWN.get() == 0 {
        KNOWN.set(find_stack_base());
    }
    KNOWN.get()
}

fn find_stack_base() -> usize {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // For the main thread pthread_getattr_np reads /proc/self/maps, which takes longer than
        // all the rest of the initialization.
        unsafe extern "C" {
            static __libc_stack_end: *mut libc::c_void;
        }
        // SAFETY: the loader has set the variable; the calls have no preconditions.
        unsafe {
            if libc::getpid() == libc::syscall(libc::SYS_gettid) as i32 {
                return __libc_stack_end as usize;
            }
        }
    }
    #[cfg(target_os = "macos")]
    // SAFETY: no preconditions.
    unsafe {
        libc::pthread_get_stackaddr_np(libc::pthread_self()) as usize
    }
    #[cfg(not(target_os = "macos"))]
    // SAFETY: the attribute object is initialized by the first call and destroyed by the last.
    unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            crate::out_of_memory("the system does not tell where a thread's stack is");
        }
        let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
        libc::pthread_attr_getstack(&attributes, &mut lowest, &mut size);
        libc::pthread_attr_destroy(&mut attributes);
        lowest as usize + size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_captured_value_is_above_the_stack_pointer() {
        let secret = std::hint::black_box(0x1234_5678_9abc_def0usize);
        let base = stack_base();
        let found = with_registers_on_stack(|stack_pointer| {
            assert!(stack_pointer < base && base - stack_pointer < 64 << 20);
            let mut at = stack_pointer;
            // SAFETY: the range is this thread's live stack.
            while at < base && unsafe { (at as *const usize).read_volatile() } != secret {
                at += 8;
            }
            at < base
        });
        assert!(found && secret != 0);
    }

    #[test]
    fn a_panic_passes_through() {
        let result = catch_unwind(|| with_registers_on_stack(|_| -> u32 { panic!("through") }));
        assert!(result.is_err());
    }
}
