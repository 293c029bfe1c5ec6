//! traceback: where an exception passed.

use crate::builtin::Builtin;
use crate::class::Definition;
use crate::describe::class_name;
use crate::error::Result;
use crate::header;
use crate::layout::Traceback;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{code, frame, list, native_functions, operation, string};
use tracer::{Effects, Word};

/// The struct of a traceback object.
pub fn get(traceback: Word) -> &'static mut Traceback {
    // SAFETY: callers pass tracebacks.
    unsafe { &mut *traceback.pointer() }
}

pub fn is_traceback(object: Word) -> bool {
    header::has_shape(object, Builtin::Traceback.shape())
}

/// An entry before others (a traceback or None).
pub fn new(thread: &mut Thread, next: Word, code: Word, position: u32) -> Word {
    let traceback: &mut Traceback = thread.new_object(Builtin::Traceback.shape());
    traceback.next = next;
    traceback.code = code;
    traceback.position = Word::from_int(i64::from(position));
    Word::from_pointer(traceback)
}

/// Line of the entry. A negative position is a line that a program chose.
pub fn line(this: Word) -> u32 {
    let entry = get(this);
    let position = entry.position.int();
    if position < 0 { (-position) as u32 } else { code::line(entry.code, position as u32) }
}

fn frame_of(thread: &mut Thread, this: Word) -> Result {
    let entry = get(this);
    if entry.frame.is_null() {
        let position = entry.position.int().max(0) as u32;
        let made = frame::new(thread, entry.code, position);
        let entry = get(this);
        entry.frame = made;
        thread.barrier(this, &mut entry.frame, made);
    }
    Ok(get(this).frame)
}

native_functions! { static CONSTRUCTOR =
    __new__(class, next, frame, last, line) "($type, tb_next, tb_frame, tb_lasti, tb_lineno)" Effects::READS => construct;
}

native_functions! { static METHODS =
    __dir__(this) "($self, /)" Effects::READS => dir;
}

fn construct(
    thread: &mut Thread,
    _class: Word,
    next: Word,
    frame: Word,
    last: Word,
    line: Word,
) -> Result {
    if !next.is_none() && !is_traceback(next) {
        let text = format!("expected traceback object or None, got '{}'", class_name(next));
        return Err(thread.type_error(text));
    }
    if !header::has_shape(frame, Builtin::Frame.shape()) {
        let text =
            format!("traceback() argument 'tb_frame' must be frame, not {}", class_name(frame));
        return Err(thread.type_error(text));
    }
    let last = operation::index_i64(thread, last, Some(Builtin::OverflowError))?;
    let line = operation::index_i64(thread, line, Some(Builtin::OverflowError))?;
    let code = frame::get(frame).code;
    let by_position = last >= 0 && i64::from(code::line(code, (last / 2) as u32)) == line;
    let made = new(thread, next, code, 0);
    let entry = get(made);
    entry.position = Word::from_int(if by_position { last / 2 } else { -line });
    entry.frame = frame;
    thread.barrier(made, &mut entry.frame, frame);
    Ok(made)
}

fn dir(thread: &mut Thread, _this: Word) -> Result {
    let all = list::new(thread, &[]);
    for name in ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"] {
        let name = string::new(thread, name);
        list::append(thread, all, name);
    }
    Ok(all)
}

fn set_next(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("can't delete tb_next attribute"));
    }
    if !value.is_none() && !is_traceback(value) {
        let text = format!("expected traceback object or None, got '{}'", class_name(value));
        return Err(thread.type_error(text));
    }
    let mut cursor = value;
    while is_traceback(cursor) {
        if cursor == this {
            return Err(thread.value_error("traceback loop detected"));
        }
        cursor = get(cursor).next;
    }
    let entry = get(this);
    entry.next = value;
    thread.barrier(this, &mut entry.next, value);
    Ok(())
}

fn last_instruction(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(2 * get(this).position.int().max(0)))
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "tb_next",
        doc: "",
        get: |_, this| Ok(get(this).next),
        set: Some(set_next),
    },
    NativeAttribute { name: "tb_frame", doc: "", get: frame_of, set: None },
    NativeAttribute { name: "tb_lasti", doc: "", get: last_instruction, set: None },
    NativeAttribute {
        name: "tb_lineno",
        doc: "",
        get: |_, this| Ok(Word::from_int(i64::from(line(this)))),
        set: None,
    },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a new traceback object.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
