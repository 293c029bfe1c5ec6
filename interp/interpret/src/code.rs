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
    for (index, &bits) in live_row(code, pc).iter().enumerate() {
        let mut rest = bits;
        while rest != 0 {
            visit(index * 64 + rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

/// One bit a register.
#[inline(always)]
fn live_row(code: &Code, pc: *const u64) -> &'static [u64] {
    // SAFETY: positions lie in their code's words.
    let at = unsafe { pc.offset_from(code.entry) } as usize;
    match object::code::facts(code).liveness.get() {
        Some(liveness) => liveness.row(at),
        None => first_live_row(code, at),
    }
}

/// The row of code of which nobody has asked before. Answers in registers: a handler that lends out memory of its own
/// does not end in a jump.
#[cold]
#[inline(never)]
fn first_live_row(code: &Code, at: usize) -> &'static [u64] {
    object::code::liveness(code).row(at)
}

/// The backward jumps of a code object.
pub fn loops(code: &Code) -> impl Iterator<Item = *const u64> {
    let entry = code.entry;
    // SAFETY: the facts name words of the code.
    object::code::facts(code).loops.iter().map(move |&at| unsafe { entry.add(at as usize) as _ })
}
