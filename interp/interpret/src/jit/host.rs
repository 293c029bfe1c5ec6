//! What the recorder asks of Python.

use object::layout::Code;
use object::{Thread, field};
use std::mem::offset_of;
use std::sync::Mutex;
use tracer::recorder::Host;
use tracer::{Arg, Field, Next, ShapeId, Trace, Word};

pub struct PythonHost;

fn state(thread: *mut u8) -> &'static mut Thread {
    // SAFETY: the recorder passes the thread it was made for.
    unsafe { &mut *(thread as *mut Thread) }
}

/// The thread field with the current instruction.
pub const PC: Field = field::thread("thread.pc", offset_of!(Thread, pc));

/// Traces that are being recorded, each with its thread. Only looked at while their threads stand still.
static RECORDINGS: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// Traces own their constants, and the values that their inputs had.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    let recordings = RECORDINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    for &(_, trace) in recordings.iter() {
        // SAFETY: a recording takes its trace from the list before it moves, and its thread is at a safepoint.
        let trace = unsafe { &*(trace as *const Trace) };
        let constants = trace.ops.iter().flat_map(|op| &op.args).filter_map(|arg| match arg {
            Arg::Word(word) => Some(*word),
            _ => None,
        });
        for word in constants.chain(trace.seen.iter().map(|&(_, word)| word)) {
            if word.is_pointer() {
                visitor.visit_interior(word.0 as usize);
            }
        }
    }
}

/// In a forked child: the other threads do not exist, and their stacks, where their traces were, are used again.
pub fn forget_other_threads(own: *const Thread) {
    let mut recordings = RECORDINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    recordings.retain(|&(thread, _)| thread == own as usize);
}

/// Code of so many words (instructions and their caches) is short.
const SHORT: usize = 64;
/// Each inlined level brings all branches along, and every way through all levels may get a bridge: with more branches
/// than these there are too many ways.
const FEW_BRANCHES: u32 = 2;

impl Host for PythonHost {
    fn set_recording(&self, thread: *mut u8, trace: *const Trace) {
        let mut recordings = RECORDINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        recordings.retain(|&(known, _)| known != thread as usize);
        if !trace.is_null() {
            recordings.push((thread as usize, trace as usize));
        }
    }
    fn live_registers(&self, code: usize, pc: *const u64, visit: &mut dyn FnMut(usize)) {
        // SAFETY: frames name code objects by address.
        let code = unsafe { &*(code as *const Code) };
        crate::code::with_live_registers(code, pc, visit);
    }
    fn allocate(&self, thread: *mut u8, shape: ShapeId, size: usize) -> Word {
        Word::from_pointer(state(thread).heap.alloc(size, shape))
    }
    fn box_float(&self, thread: *mut u8, value: f64) -> Word {
        crate::plain::boxed(state(thread), value)
    }
    fn barrier(&self, thread: *mut u8, object: Word, slot: *mut Word, value: Word) {
        state(thread).barrier(object, slot, value);
    }
    fn set_position(&self, thread: *mut u8, registers: *mut Word, pc: *const u64) {
        let thread = state(thread);
        thread.frame = registers;
        thread.pc = pc;
    }
    fn pc_field(&self) -> Field {
        PC
    }
    fn cell_holder(&self, cell: usize) -> Option<Word> {
        heap::object_start(cell).map(|object| Word::from_pointer(object))
    }
    fn cell_is_stable(&self, cell: usize) -> bool {
        crate::cell::is_stable(cell)
    }
    fn run_frame(&self, thread: *mut u8, registers: *mut Word, entry: *const u64) -> Word {
        crate::run::run_frame(state(thread), registers, entry, Next::Go)
    }
    fn native_return_action(&self) -> u16 {
        crate::internal::NATIVE_RETURN
    }
    fn unwound_action(&self) -> u16 {
        crate::internal::UNWOUND
    }
    fn stack_overflow(&self, thread: *mut u8) {
        let _ = crate::ops::overflow(state(thread));
    }
    fn has_room(&self, thread: *mut u8, end: *mut Word) -> bool {
        let thread = state(thread);
        crate::frames::may_end_at(thread, end)
    }
    fn code_of_function(&self, function: Word) -> usize {
        crate::plan::call::code_of(function) as *const Code as usize
    }
    fn has_compiled_loop(&self, code: usize) -> bool {
        // SAFETY: frames name code objects by address.
        let code = unsafe { &*(code as *const Code) };
        crate::code::loops(code)
            .any(|instruction| super::install::loop_entry(instruction).is_some())
    }
    fn shows_registers(&self, code: usize) -> bool {
        // SAFETY: frames name code objects by address.
        object::code::facts(unsafe { &*(code as *const Code) }).keeps_variables
    }
    fn is_short(&self, code: usize) -> bool {
        // SAFETY: frames name code objects by address, and code objects what the compiler gave.
        let (code, length) = unsafe {
            let code = &*(code as *const Code);
            (code, (*code.source).words.len())
        };
        let facts = object::code::facts(code);
        length <= SHORT && facts.loops.is_empty() && facts.branches <= FEW_BRANCHES
    }
    fn poll_requested(&self, thread: *mut u8) -> bool {
        state(thread).heap.poll_requested()
    }
    fn load_shape(&self, object: Word) -> ShapeId {
        object::header::shape_id(object)
    }
    fn shape_is_final(&self, shape: ShapeId) -> bool {
        tracer::optimize::Facts::shape_is_final(&crate::jit::facts::PythonFacts, shape)
    }
    fn set_shape(&self, object: Word, shape: ShapeId) {
        object::header::shape_cell(object).store(shape, std::sync::atomic::Ordering::Release);
    }
}
