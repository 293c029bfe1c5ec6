//! The language: a dozen instructions, each handler written once over `Machine`.
//!
//! An instruction is one word: opcode (16 bits), three registers (8 bits each), a signed number (24
//! bits). Calls leave four words for the callee's header: the frame of a call with base `a` begins
//! at register `a + 4`, where its argument stands.

use crate::world;
use tracer::{
    Address, AliasClass, Callee, Checked, Comparison, Effects, Field, Kind, Machine, Next,
    Residual, Storage, Word, frame,
};

/// Opcodes.
pub const INT: u16 = 0;
pub const ADD: u16 = 1;
pub const LOOP_IF_LESS: u16 = 2;
pub const LOAD: u16 = 3;
pub const STORE: u16 = 4;
pub const SCALE: u16 = 5;
pub const EMIT: u16 = 6;
pub const CALL: u16 = 7;
pub const RETURN: u16 = 8;
pub const NEW: u16 = 9;
pub const LIMIT: u16 = 10;
pub const LOOP_IF_ZERO: u16 = 11;
/// Return actions and slow paths.
pub const RESULT: u16 = frame::FIRST_INTERNAL;
pub const NATIVE_RETURN: u16 = RESULT + 1;
pub const RAISE: u16 = RESULT + 2;
pub const EMITTED: u16 = RESULT + 3;
pub const ANSWER_POLL: u16 = RESULT + 4;

/// The one kind of object.
pub const BOX: u32 = 1;
const CONTENT: Field = Field {
    name: "content",
    offset: 8,
    storage: Storage::Word,
    immutable: false,
    alias: AliasClass(1),
};
const CELL: Field = Field { name: "cell", offset: 0, alias: AliasClass(2), ..CONTENT };

static EMIT_FUNCTION: Residual = Residual {
    name: "emit",
    address: Address(world::emit as *const ()),
    operands: &[Kind::Word],
    result: Kind::Word,
    takes_thread: true,
    effects: Effects::ANY,
};

pub fn encode(opcode: u16, a: u64, b: u64, c: u64, number: i64) -> u64 {
    opcode as u64 | a << 16 | b << 24 | c << 32 | (number << 40) as u64
}

/// Carries out one instruction, or the action `opcode` of one.
pub fn handle<M: Machine>(m: &mut M, opcode: u16, instruction: u64) -> Next {
    let register = |index: u32| (instruction >> (16 + 8 * index)) as u8 as usize;
    let (a, b, c) = (register(0), register(1), register(2));
    let number = instruction as i64 >> 40;
    match opcode {
        INT => {
            let value = m.word(Word::from_int(number));
            m.set_register(a, value);
            m.next(1)
        }
        ADD => {
            let (left, right) = (m.register(b), m.register(c));
            if !m.both_int(left, right) {
                return Next::Raise;
            }
            let (left, right) = (m.unbox_int(left), m.unbox_int(right));
            let (sum, overflow) = m.int_checked(Checked::Add, left, right);
            if m.guard(overflow) {
                return Next::Raise;
            }
            let sum = m.box_int(sum);
            m.set_register(a, sum);
            m.next(1)
        }
        LOOP_IF_LESS | LOOP_IF_ZERO => {
            let (left, right) = (m.register(a), m.register(b));
            let goes_on = if opcode == LOOP_IF_ZERO {
                m.is_word(left, Word::from_int(0))
            } else {
                if !m.both_int(left, right) {
                    return Next::Raise;
                }
                let (left, right) = (m.unbox_int(left), m.unbox_int(right));
                let less = m.int_compare(Comparison::Lt, left, right);
                m.guard(less)
            };
            if !goes_on {
                return m.next(3);
            }
            if m.poll_requested() {
                return Next::Defer(ANSWER_POLL);
            }
            let pc = m.pc();
            // SAFETY: a loop instruction jumps within its code and has two cache words.
            let (target, caches) = unsafe { (pc.offset(number as isize), pc.add(1) as *mut u64) };
            m.loop_header(target, caches)
        }
        ANSWER_POLL => {
            world::thread(m.thread()).poll.store(0, std::sync::atomic::Ordering::SeqCst);
            m.branch(number)
        }
        LOAD => {
            let object = m.register(b);
            if !m.has_shape(object, BOX) {
                return Next::Raise;
            }
            let value = m.load(object, &CONTENT);
            m.set_register(a, value);
            m.next(1)
        }
        STORE => {
            let (object, value) = (m.register(a), m.register(b));
            if !m.has_shape(object, BOX) {
                return Next::Raise;
            }
            m.store(object, &CONTENT, value);
            m.next(1)
        }
        NEW => {
            let value = m.register(b);
            let object = m.new_object(BOX, 16);
            m.store(object, &CONTENT, value);
            m.set_register(a, object);
            m.next(1)
        }
        SCALE => {
            let value = m.load_cell(world::scale_cell(), &CELL);
            m.set_register(a, value);
            m.next(1)
        }
        EMIT => {
            let value = m.register(a);
            let result = m.call(&EMIT_FUNCTION, [value]);
            if m.succeeded(result, EMITTED) { m.next(1) } else { Next::Raise }
        }
        EMITTED => {
            let result = m.delivered();
            if m.is_null(result) { Next::Raise } else { m.next(1) }
        }
        // Not above r[b].
        LIMIT => {
            let (value, most) = (m.register(a), m.register(b));
            if !m.both_int(value, most) {
                return Next::Raise;
            }
            let (left, right) = (m.unbox_int(value), m.unbox_int(most));
            let above = m.int_compare(Comparison::Gt, left, right);
            if m.guard(above) {
                m.set_register(a, most);
            }
            m.next(1)
        }
        CALL => {
            let code = world::code(b);
            let function = m.word(Word::from_int(b as i64));
            let callee = Callee {
                code: b,
                entry: code.words.as_ptr(),
                registers: code.registers,
                arguments: 1,
                native_entry: 0,
                whole: false,
            };
            m.enter(a + frame::HEADER_WORDS, RESULT, function, callee)
        }
        RESULT => {
            let value = m.delivered();
            m.set_register(a, value);
            m.next(1)
        }
        RETURN => {
            m.prepare_leave();
            let value = m.register(a);
            m.leave(value)
        }
        RAISE => {
            if m.unwind_frame() {
                Next::Raise
            } else {
                Next::Stop
            }
        }
        _ => Next::Stop,
    }
}
