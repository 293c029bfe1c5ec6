//! Frame objects: made when a program asks for them.
//!
//! A frame object names its code and, while the frame runs, the interpreter's handle of it; what
//! changes while it runs (position, locals, caller) is asked of the interpreter by the hooks.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::lossy;
use crate::error::Result;
use crate::header::Header;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{code, dict, native_functions, string};
use std::sync::OnceLock;
use tracer::{Effects, Word};

#[repr(C)]
pub struct Frame {
    pub header: Header,
    pub code: Word,
    /// Caller's frame object, None, or null: ask.
    pub back: Word,
    /// Mapping of the locals, or null: ask.
    pub locals: Word,
    /// Word index of the instruction, tagged; of running frames as of the last time it was asked.
    pub position: Word,
    /// `f_trace`, or null.
    pub trace: Word,
    /// The interpreter's handle of the running frame, or null once it has ended.
    pub live: Word,
    /// The interpreter's.
    pub spare: Word,
}

/// What the interpreter answers for frames that are running.
pub struct FrameHooks {
    /// Brings `position` up to date, and clears `live` where the frame has ended.
    pub refresh: fn(&mut Thread, Word),
    /// `f_back`
    pub back: fn(&mut Thread, Word) -> Result,
    /// `f_locals`
    pub locals: fn(&mut Thread, Word) -> Result,
    /// `frame.clear()`
    pub clear: fn(&mut Thread, Word) -> Result<()>,
    /// `f_lineno = n`
    pub jump: fn(&mut Thread, Word, line: i64) -> Result<()>,
}

static HOOKS: OnceLock<FrameHooks> = OnceLock::new();

/// Installs the interpreter's answers.
pub fn set_hooks(hooks: FrameHooks) {
    let _ = HOOKS.set(hooks);
}

/// The struct of a frame object.
pub fn get(frame: Word) -> &'static mut Frame {
    // SAFETY: callers pass frames.
    unsafe { &mut *frame.pointer() }
}

/// A frame object of code at an instruction.
pub fn new(thread: &mut Thread, code: Word, position: u32) -> Word {
    let frame: &mut Frame = thread.new_object(Builtin::Frame.shape());
    frame.code = code;
    frame.position = Word::from_int(i64::from(position));
    Word::from_pointer(frame)
}

fn refresh(thread: &mut Thread, this: Word) -> &'static mut Frame {
    let frame = get(this);
    if !frame.live.is_null()
        && let Some(hooks) = HOOKS.get()
    {
        (hooks.refresh)(thread, this);
    }
    frame
}

/// Line that the frame is at.
pub fn line(thread: &mut Thread, this: Word) -> u32 {
    let frame = refresh(thread, this);
    code::line(frame.code, frame.position.int() as u32)
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Clear all references held by the frame.
    clear(this) "($self, /)" Effects::ANY => clear;
    __sizeof__(this) "($self, /)" Effects::READS => sizeof;
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let line = line(thread, this);
    let code = code::get(get(this).code);
    let file = crate::describe::repr(thread, code.filename)?;
    let text =
        format!("<frame at {:#x}, file {file}, line {line}, code {}>", this.0, lossy(code.name));
    Ok(string::new(thread, &text))
}

fn clear(thread: &mut Thread, this: Word) -> Result {
    let frame = refresh(thread, this);
    if let Some(hooks) = HOOKS.get() {
        (hooks.clear)(thread, this)?;
    }
    frame.locals = Word::NULL;
    Ok(Word::NONE)
}

fn sizeof(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::from_int(size_of::<Frame>() as i64))
}

fn store(thread: &mut Thread, this: Word, field: &mut Word, value: Word) {
    *field = value;
    thread.barrier(this, field, value);
}

fn back(thread: &mut Thread, this: Word) -> Result {
    let frame = refresh(thread, this);
    if !frame.back.is_null() {
        return Ok(frame.back);
    }
    match HOOKS.get() {
        Some(hooks) if !frame.live.is_null() => (hooks.back)(thread, this),
        _ => Ok(Word::NONE),
    }
}

fn locals(thread: &mut Thread, this: Word) -> Result {
    let frame = refresh(thread, this);
    if !frame.locals.is_null() {
        return Ok(frame.locals);
    }
    if !frame.live.is_null()
        && let Some(hooks) = HOOKS.get()
    {
        return (hooks.locals)(thread, this);
    }
    let made = dict::new(thread);
    store(thread, this, &mut get(this).locals, made);
    Ok(made)
}

fn line_number(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(i64::from(line(thread, this))))
}

fn set_line_number(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.raise(Builtin::AttributeError, "cannot delete attribute"));
    }
    let line = crate::operation::index_i64(thread, value, None)?;
    match HOOKS.get() {
        Some(hooks) => (hooks.jump)(thread, this, line),
        None => Err(thread.value_error("f_lineno can only be set in a trace function")),
    }
}

fn last_instruction(thread: &mut Thread, this: Word) -> Result {
    let frame = refresh(thread, this);
    Ok(Word::from_int(2 * frame.position.int()))
}

fn or_none(word: Word) -> Result {
    Ok(if word.is_null() { Word::NONE } else { word })
}

fn set_trace(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let value = if value.is_none() { Word::NULL } else { value };
    store(thread, this, &mut get(this).trace, value);
    Ok(())
}

fn ignore(_thread: &mut Thread, _this: Word, _value: Word) -> Result<()> {
    Ok(())
}

const fn attribute(name: &'static str, get: fn(&mut Thread, Word) -> Result) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: None }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("f_code", |_, this| Ok(get(this).code)),
    attribute("f_back", back),
    attribute("f_locals", locals),
    attribute("f_globals", |_, this| or_none(code::get(get(this).code).globals)),
    attribute("f_builtins", |_, this| or_none(code::get(get(this).code).builtins)),
    NativeAttribute { name: "f_lineno", doc: "", get: line_number, set: Some(set_line_number) },
    attribute("f_lasti", last_instruction),
    NativeAttribute {
        name: "f_trace",
        doc: "",
        get: |_, this| or_none(get(this).trace),
        set: Some(set_trace),
    },
    NativeAttribute {
        name: "f_trace_lines",
        doc: "",
        get: |_, _| Ok(Word::TRUE),
        set: Some(ignore),
    },
    NativeAttribute {
        name: "f_trace_opcodes",
        doc: "",
        get: |_, _| Ok(Word::FALSE),
        set: Some(ignore),
    },
];

pub(crate) static CLASS: Definition = Definition {
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    flags: class::flag::NOT_CONSTRUCTIBLE,
    ..Definition::EMPTY
};
