//! Binary and unary operators.
//!
//! The fast handlers know pairs of immediate integers and pairs of immediate floats. All else goes
//! to `binary_slow`: mixed numbers, operators of user classes (a frame with a return action, which
//! checks NotImplemented), and opaque calls for the rest.

use super::complex::{complex_numbers, finish_complex, negated, parts};
use super::reflected::user_operator;
use super::{finish, finish_store, scratch};
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::{Instruction, Opcode};
use object::builtin::Builtin;
use object::field;
use tracer::frame::HEADER_WORDS;
use tracer::{Checked, Comparison, Effects, Exact, FloatOp, FloatUnary, Machine, Next, Word};

/// What an instruction computes: the operator's number, whether it is the in-place form, whether
/// operand c is an integer itself.
#[derive(Clone, Copy)]
pub struct Operator {
    pub number: i64,
    pub inplace: bool,
    pub immediate: bool,
}

impl Operator {
    /// As residual calls take it: 64 more for the in-place form.
    #[inline(always)]
    pub(super) fn word(self) -> Word {
        Word::from_int(self.number + if self.inplace { 64 } else { 0 })
    }
}

/// Reads the operator off the opcode number; the table orders the forms.
pub fn operator(i: Instruction) -> Operator {
    const IMMEDIATE: [i64; 8] = [0, 1, 2, 4, 5, 7, 8, 9];
    let number = i.number();
    let form = |first: Opcode, inplace| Operator {
        number: (number - first as usize) as i64,
        inplace,
        immediate: false,
    };
    let short = |first: Opcode, inplace| Operator {
        number: IMMEDIATE[number - first as usize],
        inplace,
        immediate: true,
    };
    if number < Opcode::InplaceAdd as usize {
        form(Opcode::Add, false)
    } else if number < Opcode::AddInt as usize {
        form(Opcode::InplaceAdd, true)
    } else if number < Opcode::InplaceAddInt as usize {
        short(Opcode::AddInt, false)
    } else {
        short(Opcode::InplaceAddInt, true)
    }
}

/// The operands of a binary instruction, whatever its form.
#[inline(always)]
pub(super) fn operands<M: Machine>(
    m: &mut M,
    i: Instruction,
    operator: Operator,
) -> (M::Ref, M::Ref) {
    let left = m.register(i.b());
    let right =
        if operator.immediate { m.word(Word::from_int(i.c_signed())) } else { m.register(i.c()) };
    (left, right)
}

#[inline(always)]
fn checked<M: Machine>(
    m: &mut M,
    i: Instruction,
    op: Checked,
    left: M::Int,
    right: M::Int,
) -> Next {
    let (value, overflow) = m.int_checked(op, left, right);
    if m.guard(overflow) {
        return Next::Defer(internal::BINARY_SLOW);
    }
    let value = m.box_int(value);
    m.set_register(i.a(), value);
    m.next(2)
}

#[inline(always)]
fn number_op<M: Machine>(m: &mut M, i: Instruction, int: Checked, float: FloatOp) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        return checked(m, i, int, left, right);
    }
    if m.is_float(left) && m.is_float(right) {
        let (left, right) = (m.unbox_float(left), m.unbox_float(right));
        let value = m.float_op(float, left, right);
        return m.finish_float(i.a(), value, 2);
    }
    Next::Defer(internal::BINARY_SLOW)
}

/// What `left + right`, rounded, lacks: exact wherever the sum is finite (Knuth's TwoSum, which needs no branches).
#[inline(always)]
fn lost_by_rounding<M: Machine>(m: &mut M, left: M::Float, right: M::Float) -> M::Float {
    let sum = m.float_op(FloatOp::Add, left, right);
    let right_share = m.float_op(FloatOp::Sub, sum, left);
    let left_share = m.float_op(FloatOp::Sub, sum, right_share);
    let left_error = m.float_op(FloatOp::Sub, left, left_share);
    let right_error = m.float_op(FloatOp::Sub, right, right_share);
    m.float_op(FloatOp::Add, left_error, right_error)
}

#[inline(always)]
pub fn rounding_error<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if m.is_float(left) && m.is_float(right) {
        let (left, right) = (m.unbox_float(left), m.unbox_float(right));
        let error = lost_by_rounding(m, left, right);
        return m.finish_float(i.a(), error, 2);
    }
    Next::Defer(internal::ROUNDING_ERROR_SLOW)
}

/// One of them is boxed, or the right one no float.
#[inline(always)]
pub fn rounding_error_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if (m.is_float(right) || m.has_shape(right, Builtin::Float.shape()))
        && let Some(left) = as_float(m, left)
        && let Some(right) = as_float(m, right)
    {
        let error = lost_by_rounding(m, left, right);
        return m.finish_float(i.a(), error, 2);
    }
    let none = m.word(Word::NONE);
    m.set_register(i.a(), none);
    m.next(2)
}

#[inline(always)]
fn number_op_int<M: Machine>(m: &mut M, i: Instruction, int: Checked) -> Next {
    let left = m.register(i.b());
    if m.is_int(left) {
        let (left, right) = (m.unbox_int(left), m.int(i.c_signed()));
        return checked(m, i, int, left, right);
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn exact_op<M: Machine>(m: &mut M, i: Instruction, op: Exact) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        return exact(m, i, op, left, right);
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn exact<M: Machine>(m: &mut M, i: Instruction, op: Exact, left: M::Int, right: M::Int) -> Next {
    let value = m.int_exact(op, left, right);
    let value = m.box_int(value);
    m.set_register(i.a(), value);
    m.next(2)
}

/// Division by an integer register: not by 0, and -1 (which may overflow) goes the slow way.
#[inline(always)]
fn divide_op<M: Machine>(m: &mut M, i: Instruction, op: Exact) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        let zero = m.int(0);
        let positive = m.int_compare(Comparison::Gt, right, zero);
        if m.guard(positive) {
            return exact(m, i, op, left, right);
        }
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn exact_op_int<M: Machine>(
    m: &mut M,
    i: Instruction,
    op: Exact,
    lowest: i64,
    highest: i64,
) -> Next {
    let left = m.register(i.b());
    let right = i.c_signed();
    if m.is_int(left) && right >= lowest && right <= highest {
        let (left, right) = (m.unbox_int(left), m.int(right));
        return exact(m, i, op, left, right);
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn shift_left<M: Machine>(m: &mut M, i: Instruction, left: M::Ref, right: M::Ref) -> Next {
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        let limit = m.int(62);
        let small = m.int_below(right, limit);
        if m.guard(small) {
            return checked(m, i, Checked::Shl, left, right);
        }
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn shift_right<M: Machine>(m: &mut M, i: Instruction, left: M::Ref, right: M::Ref) -> Next {
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        let limit = m.int(62);
        let small = m.int_below(right, limit);
        if m.guard(small) {
            return exact(m, i, Exact::Shr, left, right);
        }
    }
    Next::Defer(internal::BINARY_SLOW)
}

#[inline(always)]
fn true_divide<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    if m.is_float(left) && m.is_float(right) {
        let (left, right) = (m.unbox_float(left), m.unbox_float(right));
        let zero = m.float(0.0);
        let is_zero = m.float_compare(Comparison::Eq, right, zero);
        if !m.guard(is_zero) {
            let value = m.float_op(FloatOp::Div, left, right);
            return m.finish_float(i.a(), value, 2);
        }
    }
    Next::Defer(internal::BINARY_SLOW)
}

macro_rules! binary_handlers {
    ($($names:tt => |$m:ident, $i:ident| $body:expr;)*) => { $(binary_handlers!(@one $names |$m, $i| $body);)* };
    (@one [$($name:ident),*] |$m:ident, $i:ident| $body:expr) => {
        $(#[inline(always)] pub fn $name<M: Machine>($m: &mut M, $i: Instruction) -> Next { $body })*
    };
}

binary_handlers! {
    [add, inplace_add] => |m, i| number_op(m, i, Checked::Add, FloatOp::Add);
    [sub, inplace_sub] => |m, i| number_op(m, i, Checked::Sub, FloatOp::Sub);
    [mul, inplace_mul] => |m, i| number_op(m, i, Checked::Mul, FloatOp::Mul);
    [true_div, inplace_true_div] => |m, i| true_divide(m, i);
    [floor_div, inplace_floor_div] => |m, i| divide_op(m, i, Exact::FloorDiv);
    [modulo, inplace_mod] => |m, i| divide_op(m, i, Exact::Mod);
    [bit_and, inplace_and] => |m, i| exact_op(m, i, Exact::And);
    [bit_or, inplace_or] => |m, i| exact_op(m, i, Exact::Or);
    [bit_xor, inplace_xor] => |m, i| exact_op(m, i, Exact::Xor);
    [left_shift, inplace_left_shift] => |m, i| { let (l, r) = (m.register(i.b()), m.register(i.c())); shift_left(m, i, l, r) };
    [right_shift, inplace_right_shift] => |m, i| { let (l, r) = (m.register(i.b()), m.register(i.c())); shift_right(m, i, l, r) };
    [pow, inplace_pow, mat_mul, inplace_mat_mul] => |_m, _i| Next::Defer(internal::BINARY_SLOW);
    [add_int, inplace_add_int] => |m, i| number_op_int(m, i, Checked::Add);
    [sub_int, inplace_sub_int] => |m, i| number_op_int(m, i, Checked::Sub);
    [mul_int, inplace_mul_int] => |m, i| number_op_int(m, i, Checked::Mul);
    [floor_div_int, inplace_floor_div_int] => |m, i| exact_op_int(m, i, Exact::FloorDiv, 1, i64::MAX);
    [mod_int, inplace_mod_int] => |m, i| exact_op_int(m, i, Exact::Mod, 1, i64::MAX);
    [right_shift_int, inplace_right_shift_int] => |m, i| exact_op_int(m, i, Exact::Shr, 0, 62);
    [and_int, inplace_and_int] => |m, i| exact_op_int(m, i, Exact::And, i64::MIN, i64::MAX);
    [left_shift_int, inplace_left_shift_int] => |m, i| {
        let (left, right) = (m.register(i.b()), i.c_signed());
        if m.is_int(left) && (0..62).contains(&right) {
            let (left, right) = (m.unbox_int(left), m.int(right));
            return checked(m, i, Checked::Shl, left, right);
        }
        Next::Defer(internal::BINARY_SLOW)
    };
}

/// An operand as a float, where it is a float, boxed or not, or an integer that a float holds exactly.
#[inline(always)]
pub fn as_float<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Float> {
    if m.is_float(value) {
        return Some(m.unbox_float(value));
    }
    if m.has_shape(value, Builtin::Float.shape()) {
        return Some(m.load_float(value, &field::FLOAT_VALUE));
    }
    if m.is_int(value) {
        let int = m.unbox_int(value);
        let (half, limit) = (m.int(1 << 53), m.int(1 << 54));
        let (shifted, _) = m.int_checked(Checked::Add, int, half);
        let exact = m.int_below(shifted, limit);
        if m.guard(exact) {
            return Some(m.int_to_float(int));
        }
    }
    None
}

/// Whether objects of this shape compute with others of the exact built-in types without running Python.
pub fn is_plain_value(shape: tracer::ShapeId) -> bool {
    const PLAIN: [Builtin; 9] = [
        Builtin::Int,
        Builtin::Float,
        Builtin::Complex,
        Builtin::Str,
        Builtin::Bytes,
        Builtin::ByteArray,
        Builtin::List,
        Builtin::Tuple,
        Builtin::Range,
    ];
    shape == 0 || PLAIN.iter().any(|class| class.shape() == shape)
}

/// Floats of any size: remainder, floor division, power as pure calls.
pub(super) mod float_call {
    use tracer::{Address, Effects, Kind, Residual};
    extern "C" fn floor_div(left: f64, right: f64) -> f64 {
        object::float::floor_divide(left, right)
    }
    extern "C" fn modulo(left: f64, right: f64) -> f64 {
        object::float::remainder(left, right)
    }
    extern "C" fn pow(left: f64, right: f64) -> f64 {
        left.powf(right)
    }
    /// The square as `pow` of the C library gives it, which is not always the nearest float. Where the product is not
    /// within 0.45 units of the last place, it is asked; its own error stays below 0.55.
    extern "C" fn square(base: f64, two: f64) -> f64 {
        let product = base * base;
        let is_plain = (1e-140..1e140).contains(&base.abs());
        // The exact error of the product: Veltkamp's halves, Dekker's sum.
        let scaled = 134_217_729.0 * base;
        let high = scaled - (scaled - base);
        let low = base - high;
        let error = ((high * high - product) + 2.0 * (high * low)) + low * low;
        let bits = product.to_bits();
        let unit = f64::from_bits(bits & f64::INFINITY.to_bits()) * f64::EPSILON;
        let is_power_of_two = bits << 12 == 0;
        if is_plain && !is_power_of_two && error.abs() <= 0.45 * unit {
            return product;
        }
        // Nothing may be known of the exponent, or it would become a product again.
        base.powf(std::hint::black_box(two))
    }
    extern "C" fn hypotenuse(left: f64, right: f64) -> f64 {
        left.hypot(right)
    }
    const fn declare(name: &'static str, address: extern "C" fn(f64, f64) -> f64) -> Residual {
        Residual {
            name,
            address: Address(address as *const ()),
            operands: &[Kind::Float, Kind::Float],
            result: Kind::Float,
            takes_thread: false,
            effects: Effects::PURE,
        }
    }
    pub static FLOOR_DIV: Residual = declare("float_floor_div", floor_div);
    pub static MOD: Residual = declare("float_mod", modulo);
    pub static POW: Residual = declare("float_pow", pow);
    pub static SQUARE: Residual = declare("float_square", square);
    pub static HYPOTENUSE: Residual = declare("float_hypotenuse", hypotenuse);
}

/// Numbers of mixed or rarer kinds; `None` where it takes another way.
#[inline(always)]
fn mixed_numbers<M: Machine>(
    m: &mut M,
    i: Instruction,
    op: Operator,
    left: M::Ref,
    right: M::Ref,
) -> Option<Next> {
    let ints = m.both_int(left, right);
    if ints && op.number != 3 {
        return None;
    }
    if op.number > 6 {
        return None;
    }
    let (left, right) = (as_float(m, left)?, as_float(m, right)?);
    let zero = m.float(0.0);
    if (3..=5).contains(&op.number) {
        let is_zero = m.float_compare(Comparison::Eq, right, zero);
        if m.guard(is_zero) {
            return None;
        }
    }
    let value = match op.number {
        0 => m.float_op(FloatOp::Add, left, right),
        1 => m.float_op(FloatOp::Sub, left, right),
        2 => m.float_op(FloatOp::Mul, left, right),
        3 => m.float_op(FloatOp::Div, left, right),
        4 => m.call_float(&float_call::FLOOR_DIV, [left, right]),
        5 => m.call_float(&float_call::MOD, [left, right]),
        _ => {
            // A power stays a finite float for a positive base: other cases may be complex or raise.
            let two = m.float(2.0);
            let square = m.float_compare(Comparison::Eq, right, two);
            if m.guard(square) {
                let value = m.call_float(&float_call::SQUARE, [left, right]);
                let limit = m.float(f64::MAX);
                let finite = m.float_compare(Comparison::Le, value, limit);
                if !m.guard(finite) {
                    return None;
                }
                value
            } else {
                let (low, high) = (m.float(1e-100), m.float(1e100));
                let above = m.float_compare(Comparison::Gt, left, low);
                if !m.guard(above) {
                    return None;
                }
                let below = m.float_compare(Comparison::Lt, left, high);
                if !m.guard(below) {
                    return None;
                }
                let bound = m.float(3.0);
                let size = m.float_unary(FloatUnary::Abs, right);
                let small = m.float_compare(Comparison::Le, size, bound);
                if !m.guard(small) {
                    return None;
                }
                m.call_float(&float_call::POW, [left, right])
            }
        }
    };
    let value = m.box_float(value);
    m.set_register(i.a(), value);
    Some(m.next(2))
}

#[inline(always)]
pub(super) fn is_number<M: Machine>(m: &mut M, value: M::Ref) -> bool {
    m.is_int(value) || m.is_float(value)
}

#[inline(always)]
fn is_zero<M: Machine>(m: &mut M, value: M::Ref) -> bool {
    let is_zero = if m.is_int(value) {
        let (value, zero) = (m.unbox_int(value), m.int(0));
        m.int_compare(Comparison::Eq, value, zero)
    } else if m.is_float(value) {
        let (value, zero) = (m.unbox_float(value), m.float(0.0));
        m.float_compare(Comparison::Eq, value, zero)
    } else {
        return false;
    };
    m.guard(is_zero)
}

/// Whether an operator on exact objects of these shapes runs no Python and changes neither of them.
fn is_quiet(op: Operator, left: tracer::ShapeId, right: tracer::ShapeId) -> bool {
    if !is_plain_value(left) || !is_plain_value(right) {
        return false;
    }
    let is = |shape: tracer::ShapeId, class: Builtin| shape == class.shape();
    if op.inplace && (is(left, Builtin::List) || is(left, Builtin::ByteArray)) {
        return false;
    }
    // `%` formats: lists and tuples may hold anything.
    let formats = op.number == 5
        && (is(left, Builtin::Str) || is(left, Builtin::Bytes) || is(left, Builtin::ByteArray));
    !formats
        || right == 0
        || is(right, Builtin::Str)
        || is(right, Builtin::Int)
        || is(right, Builtin::Float)
}

fn is_set(shape: tracer::ShapeId) -> bool {
    shape == Builtin::Set.shape() || shape == Builtin::FrozenSet.shape()
}

/// An int of any size, or a bool, whose shape (0 of immediates) is known.
#[inline(always)]
fn is_integer<M: Machine>(m: &mut M, value: M::Ref, shape: tracer::ShapeId) -> bool {
    shape == Builtin::Int.shape()
        || shape == 0
            && (m.is_int(value) || m.is_word(value, Word::TRUE) || m.is_word(value, Word::FALSE))
}

/// The call that computes with ints of any size, by the operator's number.
fn integer_call(number: i64) -> Option<&'static tracer::Residual> {
    Some(match number {
        0 => &INTEGER_ADD,
        1 => &INTEGER_SUBTRACT,
        2 => &INTEGER_MULTIPLY,
        4 => &INTEGER_FLOOR_DIVIDE,
        5 => &INTEGER_MODULO,
        6 => &INTEGER_POWER,
        7 => &INTEGER_SHIFT_LEFT,
        8 => &INTEGER_SHIFT_RIGHT,
        9 => &INTEGER_AND,
        10 => &INTEGER_OR,
        11 => &INTEGER_XOR,
        _ => return None,
    })
}

/// The number of an immediate int or bool.
#[inline(always)]
fn small_integer<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Int> {
    if m.is_int(value) {
        return Some(m.unbox_int(value));
    }
    for truth in [false, true] {
        if m.is_word(value, Word::from_bool(truth)) {
            return Some(m.int(truth as i64));
        }
    }
    None
}

/// Sums, differences and products with a bool, which counts as a number there.
#[inline(always)]
fn with_bool<M: Machine>(
    m: &mut M,
    i: Instruction,
    op: Operator,
    left: M::Ref,
    right: M::Ref,
) -> Option<Next> {
    let checked = match op.number {
        0 => Checked::Add,
        1 => Checked::Sub,
        2 => Checked::Mul,
        6 => return square(m, i, left, right),
        _ => return None,
    };
    let (left, right) = (small_integer(m, left)?, small_integer(m, right)?);
    let (value, overflow) = m.int_checked(checked, left, right);
    if m.guard(overflow) {
        return None;
    }
    let value = m.box_int(value);
    m.set_register(i.a(), value);
    Some(m.next(2))
}

/// `left ** 2` of a small int.
#[inline(always)]
fn square<M: Machine>(m: &mut M, i: Instruction, left: M::Ref, right: M::Ref) -> Option<Next> {
    if !m.is_word(right, Word::from_int(2)) || !m.is_int(left) {
        return None;
    }
    let value = m.unbox_int(left);
    let (value, overflow) = m.int_checked(Checked::Mul, value, value);
    if m.guard(overflow) {
        return None;
    }
    let value = m.box_int(value);
    m.set_register(i.a(), value);
    Some(m.next(2))
}

#[inline(always)]
pub fn binary_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let op = operator(i);
    let (left, right) = operands(m, i, op);
    let (left_shape, right_shape) = (m.shape_of(left), m.shape_of(right));
    let float = Builtin::Float.shape();
    if left_shape == 0
        && right_shape == 0
        && let Some(next) = with_bool(m, i, op, left, right)
    {
        return next;
    }
    if (left_shape == 0 || left_shape == float)
        && (right_shape == 0 || right_shape == float)
        && let Some(next) = mixed_numbers(m, i, op, left, right)
    {
        return next;
    }
    if left_shape == 0
        && right_shape == 0
        && (3..=5).contains(&op.number)
        && is_number(m, left)
        && is_zero(m, right)
    {
        return Next::Defer(internal::RAISE_ZERO_DIVISION);
    }
    if let Some(residual) = integer_call(op.number)
        && is_integer(m, left, left_shape)
        && is_integer(m, right, right_shape)
    {
        let result = m.call(residual, [left, right]);
        return finish_store(m, i, result, 2);
    }
    let complex = Builtin::Complex.shape();
    if op.number <= 3
        && (left_shape == complex || right_shape == complex)
        && (left_shape == complex || left_shape == 0)
        && (right_shape == complex || right_shape == 0)
        && let Some(one) = parts(m, left, left_shape)
        && let Some(other) = parts(m, right, right_shape)
        && let Some(next) = complex_numbers(m, i, op.number, one, other)
    {
        return next;
    }
    if op.number == 0 && left_shape == Builtin::Str.shape() && right_shape == Builtin::Str.shape() {
        if let Some(text) = known_text(m, &[left, right]) {
            m.set_register(i.a(), text);
            return m.next(2);
        }
        let result = m.call(&CONCATENATE, [left, right]);
        return finish_store(m, i, result, 2);
    }
    if op.number == 0 && left_shape == Builtin::Bytes.shape() && right_shape == left_shape {
        let result = m.call(&CONCATENATE_BYTES, [left, right]);
        return finish_store(m, i, result, 2);
    }
    if op.number == 2 && left_shape == Builtin::List.shape() && !op.inplace && m.is_int(right) {
        let result = m.call(&crate::direct::REPEAT_LIST, [left, right]);
        return finish_store(m, i, result, 2);
    }
    if is_quiet(op, left_shape, right_shape) {
        let number = m.word(op.word());
        let result = m.call(&crate::residual::BUILTIN_BINARY, [number, left, right]);
        return finish_store(m, i, result, 2);
    }
    if is_set(left_shape)
        && is_set(right_shape)
        && !(op.inplace && left_shape == Builtin::Set.shape())
    {
        let number = m.word(Word::from_int(op.number));
        let result = m.call(&crate::direct::COMBINE_SETS, [number, left, right]);
        return super::store_unless_slow(m, i, result, 2, internal::BINARY_GENERAL);
    }
    Next::Defer(internal::BINARY_GENERAL)
}

#[inline(always)]
pub fn binary_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let op = operator(i);
    let (left, right) = operands(m, i, op);
    let (left_shape, right_shape) = (m.shape_of(left), m.shape_of(right));
    if let Some(next) = user_operator(m, op, [left, right], [left_shape, right_shape]) {
        return next;
    }
    let number = m.word(op.word());
    let result = m.call(&crate::residual::BINARY, [number, left, right]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn binary_finish<M: Machine>(m: &mut M, i: Instruction) -> Next {
    super::store_result(m, i)
}

crate::residuals! {
    /// Of exact strings.
    CONCATENATE = object::string::concatenate, (left, right), Effects::READS;
    CONCATENATE_BYTES = object::bytes::concatenate, (left, right), Effects::READS;
    // Of ints of any size, and bools.
    INTEGER_ADD = object::integer::add, (left, right), Effects::READS;
    INTEGER_SUBTRACT = object::integer::sub, (left, right), Effects::READS;
    INTEGER_MULTIPLY = object::integer::mul, (left, right), Effects::READS;
    INTEGER_FLOOR_DIVIDE = object::integer::floor_div, (left, right), Effects::READS;
    INTEGER_MODULO = object::integer::modulo, (left, right), Effects::READS;
    INTEGER_POWER = object::integer::pow, (left, right), Effects::READS;
    INTEGER_SHIFT_LEFT = object::integer::left_shift, (left, right), Effects::READS;
    INTEGER_SHIFT_RIGHT = object::integer::right_shift, (left, right), Effects::READS;
    INTEGER_AND = object::integer::and, (left, right), Effects::READS;
    INTEGER_OR = object::integer::or, (left, right), Effects::READS;
    INTEGER_XOR = object::integer::xor, (left, right), Effects::READS;
}

#[inline(always)]
fn unary<M: Machine>(m: &mut M, i: Instruction, number: i64) -> Next {
    let operand = m.register(i.b());
    let name = match number {
        0 => special::Name::Negative,
        1 => special::Name::Positive,
        _ => special::Name::Invert,
    };
    if let Some(next) = user_unary(m, operand, name) {
        return next;
    }
    let number = m.word(Word::from_int(number));
    let result = m.call(&crate::residual::UNARY, [number, operand]);
    finish_store(m, i, result, 2)
}

/// A method without arguments that a class written in Python has for its objects.
#[inline(always)]
pub fn user_unary<M: Machine>(m: &mut M, operand: M::Ref, name: special::Name) -> Option<Next> {
    let shape = m.shape_of(operand);
    if shape == 0 {
        return None;
    }
    let function = special::method_of_shape(shape, name)?;
    special::depend_on_shape(m, shape);
    call::special(m, Special { function, arguments: [operand], action: internal::STORE })
}

#[inline(always)]
pub fn negative<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let operand = m.register(i.b());
    if m.is_int(operand) {
        let (zero, value) = (m.int(0), m.unbox_int(operand));
        let (value, overflow) = m.int_checked(Checked::Sub, zero, value);
        if !m.guard(overflow) {
            let value = m.box_int(value);
            m.set_register(i.a(), value);
            return m.next(2);
        }
    } else if m.is_float(operand) {
        let value = m.unbox_float(operand);
        let value = m.float_unary(FloatUnary::Neg, value);
        return m.finish_float(i.a(), value, 2);
    } else if m.has_shape(operand, Builtin::Complex.shape()) {
        let (real, imaginary) = (
            m.load_float(operand, &field::COMPLEX_REAL),
            m.load_float(operand, &field::COMPLEX_IMAGINARY),
        );
        let (real, imaginary) = (negated(m, real), negated(m, imaginary));
        return finish_complex(m, i, real, imaginary);
    }
    unary(m, i, 0)
}
#[inline(always)]
pub fn positive<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let operand = m.register(i.b());
    if m.is_int(operand) || m.is_float(operand) {
        m.set_register(i.a(), operand);
        return m.next(2);
    }
    unary(m, i, 1)
}
#[inline(always)]
pub fn invert<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let operand = m.register(i.b());
    if m.is_int(operand) {
        let (ones, value) = (m.int(-1), m.unbox_int(operand));
        return exact(m, i, Exact::Xor, value, ones);
    }
    unary(m, i, 2)
}

/// The text that strings make which a trace knows: so does it then, and may look an attribute of that name up.
#[inline(always)]
pub fn known_text<M: Machine>(m: &mut M, parts: &[M::Ref]) -> Option<M::Ref> {
    if !m.is_recording() || parts.len() > MOST_PARTS || parts.iter().any(|&part| !m.is_known(part))
    {
        return None;
    }
    let mut known = [Word::NULL; MOST_PARTS];
    for (index, &part) in parts.iter().enumerate() {
        known[index] = m.promote(part).word();
        if !object::string::is_exact(known[index]) {
            return None;
        }
    }
    // SAFETY: the machine's thread is the one that runs.
    let thread = unsafe { &mut *(m.thread() as *mut object::Thread) };
    match object::string::concatenate_all(thread, &known[..parts.len()]) {
        Ok(text) => Some(m.word(object::intern::intern_word(text))),
        Err(raised) => {
            thread.take_exception(raised);
            None
        }
    }
}

const MOST_PARTS: usize = 5;

/// A scratch window's first argument register, for callers that fill one.
#[inline(always)]
pub fn scratch_arguments<M: Machine>(m: &M) -> usize {
    scratch(m) + HEADER_WORDS
}

/// Hands a result on; used by handlers of other files.
#[inline(always)]
pub fn hand_on<M: Machine>(m: &mut M, result: M::Ref, action: u16) -> Next {
    finish(m, result, action)
}
