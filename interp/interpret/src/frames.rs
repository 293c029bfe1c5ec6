//! Looking at frames: the value stack from the running frame down.

use object::builtin::Builtin;
use object::header::has_shape;
use object::layout::{Code, Function};
use object::{Result, Thread};
use tracer::Word;
use tracer::frame;

/// One frame, found by walking.
#[derive(Clone, Copy)]
pub struct FrameView {
    pub registers: *mut Word,
    pub pc: *const u64,
    /// The function of a generator that is not on the stack while its delegate runs; else null.
    suspended: Word,
}

impl FrameView {
    /// The function it runs; null at the bottom of the stack.
    pub fn function(&self) -> Word {
        if !self.suspended.is_null() {
            return self.suspended;
        }
        // SAFETY: frames have headers.
        unsafe { *self.registers.offset(frame::FUNCTION) }
    }
    /// The running frame of a thread.
    fn of_current(thread: &Thread) -> FrameView {
        FrameView { registers: thread.frame, pc: thread.pc, suspended: Word::NULL }
    }
    pub fn code(&self) -> Option<&'static Code> {
        let function = self.function();
        if !has_shape(function, Builtin::Function.shape()) {
            return None;
        }
        // SAFETY: functions hold code objects.
        unsafe { Some(&*(*function.pointer::<Function>()).code.pointer::<Code>()) }
    }
    /// The frame that called it.
    pub fn caller(&self) -> Option<FrameView> {
        if self.function().is_null() {
            return None;
        }
        // SAFETY: frames have headers; the link leads to the caller's window.
        unsafe {
            let link = (*self.registers.offset(frame::LINK)).0;
            let pc = (*self.registers.offset(frame::RETURN_PC)).0 as *const u64;
            let registers = self.registers.sub(frame::link_delta(link));
            Some(FrameView { registers, pc, suspended: Word::NULL })
        }
    }
    /// Word index of its instruction.
    pub fn position(&self) -> Option<u32> {
        let code = self.code()?;
        // SAFETY: frames stand at instructions of their code.
        Some(unsafe { self.pc.offset_from(code.entry) } as u32)
    }
}

/// The frames of a thread, innermost first. Only Python frames.
pub fn walk(thread: &Thread) -> impl Iterator<Item = FrameView> {
    let mut next = Some(FrameView::of_current(thread));
    let mut delegators = None;
    std::iter::from_fn(move || {
        loop {
            if let Some(suspended) = delegators.as_mut().and_then(Iterator::next) {
                let (suspended, registers, pc) = suspended;
                return Some(FrameView { registers, pc, suspended });
            }
            delegators = None;
            let frame = next?;
            next = frame.caller();
            if frame.code().is_some_and(|code| code.flags & crate::consume::HIDDEN == 0) {
                // SAFETY: a frame on the stack has a header.
                let language_word = unsafe { *frame.registers.offset(frame::LANGUAGE) };
                delegators = Some(crate::generator::delegators(language_word));
                return Some(frame);
            }
            next?;
        }
    })
}

/// The innermost Python frame's code object, or null.
pub fn code_of_current(thread: &Thread) -> Word {
    walk(thread)
        .next()
        .and_then(|frame| frame.code())
        .map_or(Word::NULL, |code| Word::from_pointer(code))
}

/// First free word above the running frame.
pub fn top(thread: &Thread) -> *mut Word {
    let frame = FrameView::of_current(thread);
    let used = frame.code().map_or(16, |code| code.registers as usize);
    // SAFETY: the value stack has room behind every frame.
    unsafe { thread.frame.add(used) }
}

/// Whether a frame may end at `end`: counts the frames, which costs much, but moves `counted_limit` so far that it is
/// not asked again before as many frames as are still allowed could have been made, if they were of the smallest size.
#[cold]
pub fn has_room(thread: &mut Thread, end: *mut Word) -> bool {
    if thread.restore_limit(end) {
        return true;
    }
    let depth = walk(thread).count() as u64;
    if end > thread.stack_limit || depth >= thread.depth_limit {
        // The stack shrinks now; frames that are made then may be smaller, so they are counted anew.
        thread.set_counted_limit(thread.stack);
        return false;
    }
    let room = (thread.depth_limit - depth - 1).saturating_mul(frame::HEADER_WORDS as u64 + 1);
    let rest = (thread.stack_limit as usize - end as usize) as u64 / 8;
    // SAFETY: within the value stack.
    thread.set_counted_limit(unsafe { end.add(room.min(rest) as usize) });
    true
}

/// Whether a frame may end at `end`.
pub fn may_end_at(thread: &mut Thread, end: *mut Word) -> bool {
    if end <= thread.counted_limit() {
        return true;
    }
    let room = has_room(thread, end);
    thread.request_again();
    room
}

/// Name of an object's class, as messages show it.
pub fn class_name(object: Word) -> String {
    let class = object::class::class_of(object);
    String::from_utf8_lossy(object::string::bytes(object::class::get(class).name)).into_owned()
}

/// A frame's local variables: its namespace, or a new dict.
pub fn locals(thread: &mut Thread, frame: FrameView) -> Result {
    let Some(code) = frame.code() else { return Ok(object::dict::new(thread)) };
    // SAFETY: registers of the frame.
    let register = |index: usize| unsafe { *frame.registers.add(index) };
    if code.flags & compile::code::flag::OPTIMIZED == 0 {
        return Ok(register(0));
    }
    let dict = object::dict::new(thread);
    // SAFETY: the compiler's code lives as long as its code objects.
    let source = unsafe { &*code.source };
    let position = frame.position().unwrap_or(0) as usize;
    let liveness = object::code::liveness(code);
    let known = |index: usize| {
        code.cleared > 0
            || index < code.argument_count as usize
            || liveness.is_live(position, index)
    };
    for (index, name) in source.variables.iter().enumerate() {
        if !known(index) || name.starts_with('.') {
            continue;
        }
        let mut value = register(index);
        if has_shape(value, Builtin::Cell.shape()) && source.cell_variables.contains(name) {
            // SAFETY: the shape has been checked.
            value = unsafe { (*value.pointer::<object::layout::CellObject>()).value };
        }
        if !value.is_null() {
            let name = object::intern::intern(name);
            object::dict::set(thread, dict, name, value)?;
        }
    }
    // SAFETY: the frame's function has a tuple of cells or null.
    let closure = unsafe { (*frame.function().pointer::<Function>()).closure };
    if closure.is_pointer() {
        let cells = object::tuple::items(closure);
        for (name, cell) in source.free_variables.iter().zip(cells) {
            // SAFETY: closures hold cells.
            let value = unsafe { (*cell.pointer::<object::layout::CellObject>()).value };
            if !value.is_null() {
                let name = object::intern::intern(name);
                object::dict::set(thread, dict, name, value)?;
            }
        }
    }
    Ok(dict)
}

/// `locals()` of the running frame.
pub fn locals_of_current(thread: &mut Thread) -> Result {
    let innermost = walk(thread).next();
    match innermost {
        Some(frame) => locals(thread, frame),
        None => Ok(object::dict::new(thread)),
    }
}

/// `globals()` of the running frame, or null.
pub fn globals_of_current(thread: &mut Thread) -> Word {
    walk(thread).next().and_then(|frame| frame.code()).map_or(Word::NULL, |code| code.globals)
}

/// Scans a thread's value stack: all words up to the top of the running frame, as roots that may be stale.
///
/// # Safety
/// Called by the heap while the thread is stopped.
pub unsafe fn scan(local: *mut heap::Local, visitor: &mut heap::Visitor) {
    // SAFETY: the heap's part is the first field of the thread state.
    unsafe {
        let thread = &mut *(local as *mut Thread);
        let top = top(thread).add(64).min(thread.stack_limit);
        visitor.visit_conservative(thread.stack as *const u64, top as *const u64);
        for word in [
            thread.exception,
            thread.handled,
            thread.delivered,
            thread.posted,
            thread.context,
            thread.returned,
            thread.waiting,
        ] {
            visitor.visit(word.0);
        }
        for &word in &thread.printing {
            visitor.visit(word.0);
        }
        visitor.visit_conservative(
            thread.exit_buffer,
            thread.exit_buffer.add(object::thread::EXIT_BUFFER_WORDS),
        );
    }
}

/// Clears the registers that nothing reads any more, in all frames of a thread that is in a native function. The scan
/// of the value stack knows nothing of liveness, which would cost too much at every collection; a program that asks for
/// one expects that what it has dropped is gone.
pub fn forget_dead_registers(thread: &mut Thread) {
    let mut end = top(thread);
    // SAFETY: nothing above the running frame is in use while a native function runs, and there is room behind every
    // frame; registers of frames lie on the stack, below their callee's header.
    unsafe {
        end.write_bytes(0, 256);
        let mut next = Some(FrameView::of_current(thread));
        while let Some(frame) = next.filter(|frame| !frame.function().is_null()) {
            if let (Some(code), Some(position)) = (frame.code(), frame.position()) {
                let count =
                    (end.offset_from(frame.registers) as usize).min(code.registers as usize);
                let liveness = object::code::liveness(code);
                for register in 0..count {
                    if !liveness.is_live(position as usize, register) {
                        *frame.registers.add(register) = Word::NULL;
                    }
                }
            }
            end = frame.registers.sub(frame::HEADER_WORDS);
            next = frame.caller();
        }
    }
}

/// `sys.exception()`: what the running frame handles, or a generator's resumer, or theirs; None where none does.
pub fn handled(thread: &mut Thread) -> Word {
    if !thread.handled.is_none() {
        return thread.handled;
    }
    let mut next = Some(FrameView::of_current(thread));
    while let Some(frame) = next.filter(|frame| !frame.function().is_null()) {
        // SAFETY: a frame on the stack has a header.
        let language_word = unsafe { *frame.registers.offset(frame::LANGUAGE) };
        if let Some(handled) = crate::generator::handled_outside(language_word) {
            return handled;
        }
        next = frame.caller();
    }
    Word::NONE
}

/// `generator.gi_frame`: the frame with its variables as they are now; None once it has ended.
pub fn frame_of_generator(thread: &mut Thread, generator: Word) -> Result {
    let running = {
        let mut next = Some(FrameView::of_current(thread));
        loop {
            let Some(frame) = next.filter(|frame| !frame.function().is_null()) else { break None };
            // SAFETY: a frame on the stack has a header.
            if unsafe { *frame.registers.offset(frame::LANGUAGE) } == generator {
                break Some(frame);
            }
            next = frame.caller();
        }
    };
    let resting = crate::generator::resting_place(generator);
    let place = running.or_else(|| {
        let (suspended, registers, pc) = resting?;
        Some(FrameView { registers, pc, suspended })
    });
    let Some(view) = place else { return Ok(Word::NONE) };
    let locals = locals(thread, view)?;
    let code = view.code().map_or(Word::NULL, |code| Word::from_pointer(code));
    let made = object::frame::new(thread, code, view.position().unwrap_or(0));
    let fields = object::frame::get(made);
    fields.back = Word::NONE;
    fields.locals = locals;
    // SAFETY: a frame object that was just made.
    unsafe { thread.heap.range_barrier(made.pointer()) };
    Ok(made)
}

/// `sys._getframe(depth)`: the frame as it is now. Its locals and those of its callers are what they were when it was
/// asked for; in programs that name nothing that looks at frames, callers beyond the first show none.
pub fn frame_object(thread: &mut Thread, depth: usize) -> Result {
    let frames: Vec<FrameView> = walk(thread).skip(depth).collect();
    if frames.is_empty() {
        return Err(thread.value_error("call stack is not deep enough"));
    }
    let mut back = Word::NONE;
    for (index, view) in frames.iter().enumerate().rev() {
        let Some(code) = view.code() else { continue };
        let is_shown = index < 2 || object::code::frames_are_looked_at();
        let locals = if is_shown { locals(thread, *view)? } else { object::dict::new(thread) };
        let frame =
            object::frame::new(thread, Word::from_pointer(code), view.position().unwrap_or(0));
        let fields = object::frame::get(frame);
        fields.back = back;
        fields.locals = locals;
        // SAFETY: a frame object that was just made.
        unsafe { thread.heap.range_barrier(frame.pointer()) };
        back = frame;
    }
    Ok(back)
}
