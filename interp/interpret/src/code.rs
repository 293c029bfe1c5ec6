//! What handlers ask of code objects: exception tables, live registers, nested code.

use object::layout::Code;

pub use object::code::nested;

/// Handler of the innermost range that covers a word index: its target and its register.
pub fn find_handler(code: &Code, at: u32) -> Option<(u32, usize)> {
    // SAFETY: the compiler's code lives as long as its code objects.
    let source = unsafe { &*code.source };
    source
        .exceptions
        .iter()
        .find(|range| range.start <= at && at < range.end)
        .map(|range| (range.target, range.register as usize))
}

/// Calls `visit` with the registers that are live before an instruction.
#[inline(always)]
pub fn with_live_registers(code: &Code, pc: *const u64, mut visit: impl FnMut(usize)) {
    // SAFETY: positions lie in their code's words.
    let at = unsafe { pc.offset_from(code.entry) } as usize;
    for register in object::code::liveness(code).live_at(at) {
        visit(register);
    }
}
