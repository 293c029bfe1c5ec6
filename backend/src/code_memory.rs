//! Where machine code lives.
//!
//! One anonymous file is mapped once, executable, and written by `pwrite`: no page ever changes its
//! protection, which would crash a thread that runs code on the same page, and none is writable. A
//! second, writable mapping would make the code count twice in the resident memory, which is why
//! there is none. `cranelift-jit`'s memory was not used: it takes whole pages for each function and
//! frees none.
//!
//! The file is as long as the limit, but the system backs only pages that were touched. Regions
//! are multiples of [`GRAIN`]; free ones stand in a list ordered by offset, are joined with their
//! neighbours and given out first-fit. A freed region is filled with trapping instructions, so
//! that a jump into stale code stops at once.
//!
//! A shared mapping stays shared after `fork`, and two processes must not write the same code
//! memory. So the parent copies the code in use into a second file before it forks, and the child
//! maps that file over the mapping; the addresses stay.

use std::collections::BTreeMap;
use std::ptr;
use tracer::BackendError;

/// Regions begin and end at multiples of this; constants within code need 16.
const GRAIN: usize = 32;

#[cfg(target_arch = "x86_64")]
const TRAP: u8 = 0xcc;
#[cfg(not(target_arch = "x86_64"))]
const TRAP: u8 = 0;

/// An arena of executable memory.
pub(crate) struct CodeMemory {
    file: i32,
    executable: *mut u8,
    size: usize,
    /// Everything from here on was never used, or is free again.
    top: usize,
    /// Offset and length of free regions below `top`.
    free: BTreeMap<usize, usize>,
    /// Offset and length of regions in use.
    used: BTreeMap<usize, usize>,
    bytes_used: usize,
    /// The copy for the child, between `before_fork` and `after_fork`.
    copy: Option<i32>,
}

// SAFETY: the mappings belong to this value alone; executing code does not go through it.
unsafe impl Send for CodeMemory {}

fn create_file(size: usize) -> Option<i32> {
    // SAFETY: plain system calls; the name is a C string.
    unsafe {
        let file = libc::memfd_create(c"pypyrs-code".as_ptr(), libc::MFD_CLOEXEC);
        if file < 0 {
            return None;
        }
        if libc::ftruncate(file, size as libc::off_t) != 0 {
            libc::close(file);
            return None;
        }
        Some(file)
    }
}

fn map(at: *mut u8, size: usize, protection: i32, file: i32) -> Option<*mut u8> {
    let fixed = if at.is_null() { 0 } else { libc::MAP_FIXED };
    // SAFETY: a fresh mapping, or one over a mapping of the same size that this module owns.
    let address =
        unsafe { libc::mmap(at.cast(), size, protection, libc::MAP_SHARED | fixed, file, 0) };
    (address != libc::MAP_FAILED).then_some(address.cast())
}

/// Writes all of `bytes` into the file; false if the system refuses.
fn write(file: i32, bytes: &[u8], offset: usize) -> bool {
    let mut done = 0;
    while done < bytes.len() {
        let rest = &bytes[done..];
        // SAFETY: the slice is readable.
        let written = unsafe {
            libc::pwrite(file, rest.as_ptr().cast(), rest.len(), (offset + done) as libc::off_t)
        };
        match written {
            1.. => done += written as usize,
            _ if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            _ => return false,
        }
    }
    true
}

impl CodeMemory {
    /// Reserves at most `limit` bytes, less where the address space does not give them.
    pub fn new(limit: usize) -> Result<CodeMemory, BackendError> {
        let mut size = limit.max(1).next_multiple_of(4096);
        loop {
            if let Some(memory) = CodeMemory::of_size(size) {
                return Ok(memory);
            }
            if size <= 65536 {
                return Err(BackendError::CodeMemoryFull);
            }
            size = (size / 2).next_multiple_of(4096);
        }
    }

    fn of_size(size: usize) -> Option<CodeMemory> {
        let file = create_file(size)?;
        let Some(executable) = map(ptr::null_mut(), size, libc::PROT_READ | libc::PROT_EXEC, file)
        else {
            // SAFETY: opened above.
            unsafe { libc::close(file) };
            return None;
        };
        Some(CodeMemory {
            file,
            executable,
            size,
            top: 0,
            free: BTreeMap::new(),
            used: BTreeMap::new(),
            bytes_used: 0,
            copy: None,
        })
    }

    /// Copies `code` into the arena and gives its executable address.
    pub fn insert(&mut self, code: &[u8]) -> Result<*const u8, BackendError> {
        let length = code.len().max(1).next_multiple_of(GRAIN);
        let offset = self.allocate(length).ok_or(BackendError::CodeMemoryFull)?;
        // SAFETY: within the mapping.
        let address = unsafe { self.executable.add(offset) };
        self.used.insert(offset, length);
        self.bytes_used += length;
        // `allocate` gave `length` bytes at `offset`, which nobody executes yet.
        if !write(self.file, code, offset) {
            self.release(address);
            return Err(BackendError::CodeMemoryFull);
        }
        // SAFETY: the range was mapped by this arena.
        unsafe { synchronize(address, length) };
        Ok(address)
    }

    fn allocate(&mut self, length: usize) -> Option<usize> {
        let found = self.free.iter().find(|(_, free)| **free >= length).map(|(o, l)| (*o, *l));
        if let Some((offset, free)) = found {
            self.free.remove(&offset);
            if free > length {
                self.free.insert(offset + length, free - length);
            }
            return Some(offset);
        }
        if self.size - self.top < length {
            return None;
        }
        self.top += length;
        Some(self.top - length)
    }

    /// Frees the region that begins at this executable address; other addresses are ignored.
    pub fn release(&mut self, address: *const u8) {
        let Some(mut offset) = (address as usize).checked_sub(self.executable as usize) else {
            return;
        };
        let Some(mut length) = self.used.remove(&offset) else { return };
        self.bytes_used -= length;
        // Nobody executes it any more, as the caller knows. Should the write fail, only the trap is
        // missing.
        write(self.file, &vec![TRAP; length], offset);
        if let Some(following) = self.free.remove(&(offset + length)) {
            length += following;
        }
        if let Some((&before, &size)) = self.free.range(..offset).next_back()
            && before + size == offset
        {
            self.free.remove(&before);
            offset = before;
            length += size;
        }
        if offset + length == self.top {
            self.top = offset;
        } else {
            self.free.insert(offset, length);
        }
    }

    /// Bytes of code in use.
    pub fn bytes_used(&self) -> usize {
        self.bytes_used
    }

    /// Prepares the copy that a child will run. Called in the parent, with no compilation going on.
    pub fn before_fork(&mut self) {
        if self.top == 0 {
            return;
        }
        let Some(copy) = create_file(self.size) else { return };
        // SAFETY: mapped, readable, and written by nobody meanwhile.
        let code = unsafe { std::slice::from_raw_parts(self.executable, self.top) };
        if !write(copy, code, 0) {
            // SAFETY: opened above.
            unsafe { libc::close(copy) };
            return;
        }
        self.copy = Some(copy);
    }

    /// Parent: drops the copy. Child: moves over to it; without one it gives up compiling, because
    /// the memory is the parent's.
    pub fn after_fork(&mut self, child: bool) {
        let copy = self.copy.take();
        if !child {
            if let Some(file) = copy {
                // SAFETY: opened by `before_fork`.
                unsafe { libc::close(file) };
            }
            return;
        }
        let file = if self.top == 0 { create_file(self.size) } else { copy };
        let moved = file.is_some_and(|file| {
            map(self.executable, self.size, libc::PROT_READ | libc::PROT_EXEC, file).is_some()
        });
        // SAFETY: the child's own descriptor; the mappings do not need it.
        unsafe { libc::close(self.file) };
        self.file = file.unwrap_or(-1);
        if !moved {
            self.size = self.top;
            self.free.clear();
            self.used.clear();
        }
    }
}

impl Drop for CodeMemory {
    fn drop(&mut self) {
        // SAFETY: the owner of the backend knows that no code runs any more.
        unsafe {
            libc::munmap(self.executable.cast(), self.size);
            libc::close(self.file);
        }
    }
}

/// Makes written code visible to instruction fetches of all processors. The kernel wrote it through
/// another address, so data caches are cleaned for that only up to where they are coherent by
/// physical address; cleaning by this address reaches the same lines.
///
/// # Safety
/// The range is mapped.
#[cfg(target_arch = "aarch64")]
unsafe fn synchronize(executed: *const u8, length: usize) {
    use std::arch::asm;
    use std::sync::Once;
    const REGISTER: i32 = 1 << 6;
    const SYNC_CORE: i32 = 1 << 5;
    static REGISTERED: Once = Once::new();
    let types: u64;
    // SAFETY: reading the cache type register has no effect.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) types) };
    let data_line = 4usize << (types >> 16 & 15);
    let code_line = 4usize << (types & 15);
    let mut line = executed as usize & !(data_line - 1);
    while line < executed as usize + length {
        // SAFETY: cleans a line of a mapped range.
        unsafe { asm!("dc cvau, {}", in(reg) line) };
        line += data_line;
    }
    // SAFETY: a barrier.
    unsafe { asm!("dsb ish") };
    let mut line = executed as usize & !(code_line - 1);
    while line < executed as usize + length {
        // SAFETY: invalidates a line of a mapped range.
        unsafe { asm!("ic ivau, {}", in(reg) line) };
        line += code_line;
    }
    // SAFETY: barriers; the system call makes the other processors of this process do the same.
    unsafe {
        asm!("dsb ish", "isb");
        REGISTERED.call_once(|| {
            libc::syscall(libc::SYS_membarrier, REGISTER, 0, 0);
        });
        libc::syscall(libc::SYS_membarrier, SYNC_CORE, 0, 0);
    }
}

/// Instruction fetches of these processors see all stores.
///
/// # Safety
/// None needed.
#[cfg(not(target_arch = "aarch64"))]
unsafe fn synchronize(_executed: *const u8, _length: usize) {}
