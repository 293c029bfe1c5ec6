//! Comparisons, identity, membership, truth.

use crate::direct;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::{Instruction, Opcode};
use object::Builtin;
use object::field;
use tracer::{Comparison, Effects, Machine, Next, ShapeId, Word};

/// What a comparison instruction does: operator number, whether it branches and on what, whether
/// the right operand is an integer itself.
#[derive(Clone, Copy)]
pub struct Form {
    pub number: i64,
    pub branch: Option<bool>,
    pub immediate: bool,
}

/// Reads the form off the opcode number; the table orders the forms.
pub fn form(i: Instruction) -> Form {
    let number = i.number();
    let of = |first: Opcode, branch, immediate| Form {
        number: (number - first as usize) as i64,
        branch,
        immediate,
    };
    if number < Opcode::JumpIfLt as usize {
        of(Opcode::Lt, None, false)
    } else if number < Opcode::JumpIfNotLt as usize {
        of(Opcode::JumpIfLt, Some(true), false)
    } else if number < Opcode::JumpIfLtInt as usize {
        of(Opcode::JumpIfNotLt, Some(false), false)
    } else if number < Opcode::JumpIfNotLtInt as usize {
        of(Opcode::JumpIfLtInt, Some(true), true)
    } else {
        of(Opcode::JumpIfNotLtInt, Some(false), true)
    }
}

#[inline(always)]
fn operands<M: Machine>(m: &mut M, i: Instruction, form: Form) -> (M::Ref, M::Ref) {
    if form.branch.is_none() {
        (m.register(i.b()), m.register(i.c()))
    } else if form.immediate {
        (m.register(i.a()), m.word(Word::from_int(i.b_signed())))
    } else {
        (m.register(i.a()), m.register(i.b()))
    }
}

/// The comparison of two immediate numbers of the same kind.
#[inline(always)]
fn numbers<M: Machine>(m: &mut M, op: Comparison, left: M::Ref, right: M::Ref) -> Option<M::Bool> {
    if m.both_int(left, right) {
        let (left, right) = (m.unbox_int(left), m.unbox_int(right));
        Some(m.int_compare(op, left, right))
    } else if m.is_float(left) && m.is_float(right) {
        let (left, right) = (m.unbox_float(left), m.unbox_float(right));
        Some(m.float_compare(op, left, right))
    } else {
        None
    }
}

/// Where operands go that are no numbers of one kind.
const fn slow_comparison(op: Comparison) -> u16 {
    match op {
        Comparison::Eq | Comparison::Ne => internal::EQUAL_TEXT,
        _ => internal::COMPARE_SLOW,
    }
}

#[inline(always)]
fn value<M: Machine>(m: &mut M, i: Instruction, op: Comparison) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    match numbers(m, op, left, right) {
        Some(result) => {
            let result = m.box_bool(result);
            m.set_register(i.a(), result);
            m.next(2)
        }
        None => Next::Defer(slow_comparison(op)),
    }
}

#[inline(always)]
fn jump_when<M: Machine>(m: &mut M, i: Instruction, condition: M::Bool, when: bool) -> Next {
    if m.guard(condition) == when { m.branch(i.c_signed()) } else { m.next(2) }
}

#[inline(always)]
fn branch<M: Machine>(m: &mut M, i: Instruction, op: Comparison, when: bool) -> Next {
    let (left, right) = (m.register(i.a()), m.register(i.b()));
    match numbers(m, op, left, right) {
        Some(result) => jump_when(m, i, result, when),
        None => Next::Defer(slow_comparison(op)),
    }
}

#[inline(always)]
fn branch_int<M: Machine>(m: &mut M, i: Instruction, op: Comparison, when: bool) -> Next {
    let left = m.register(i.a());
    if m.is_int(left) {
        let (left, right) = (m.unbox_int(left), m.int(i.b_signed()));
        let result = m.int_compare(op, left, right);
        return jump_when(m, i, result, when);
    }
    Next::Defer(internal::COMPARE_SLOW)
}

macro_rules! comparisons {
    ($($op:ident $value:ident $jump:ident $jump_not:ident $jump_int:ident $jump_not_int:ident;)*) => { $(
        #[inline(always)] pub fn $value<M: Machine>(m: &mut M, i: Instruction) -> Next { value(m, i, Comparison::$op) }
        #[inline(always)] pub fn $jump<M: Machine>(m: &mut M, i: Instruction) -> Next { branch(m, i, Comparison::$op, true) }
        #[inline(always)] pub fn $jump_not<M: Machine>(m: &mut M, i: Instruction) -> Next { branch(m, i, Comparison::$op, false) }
        #[inline(always)] pub fn $jump_int<M: Machine>(m: &mut M, i: Instruction) -> Next { branch_int(m, i, Comparison::$op, true) }
        #[inline(always)] pub fn $jump_not_int<M: Machine>(m: &mut M, i: Instruction) -> Next { branch_int(m, i, Comparison::$op, false) }
    )* };
}

comparisons! {
    Lt lt jump_if_lt jump_if_not_lt jump_if_lt_int jump_if_not_lt_int;
    Le le jump_if_le jump_if_not_le jump_if_le_int jump_if_not_le_int;
    Eq eq jump_if_eq jump_if_not_eq jump_if_eq_int jump_if_not_eq_int;
    Ne ne jump_if_ne jump_if_not_ne jump_if_ne_int jump_if_not_ne_int;
    Gt gt jump_if_gt jump_if_not_gt jump_if_gt_int jump_if_not_gt_int;
    Ge ge jump_if_ge jump_if_not_ge jump_if_ge_int jump_if_not_ge_int;
}

const OPERATORS: [Comparison; 6] = [
    Comparison::Lt,
    Comparison::Le,
    Comparison::Eq,
    Comparison::Ne,
    Comparison::Gt,
    Comparison::Ge,
];

/// What an exact object of a built-in value type is, for comparisons with other ones.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// An immediate value, or a number that is none.
    Immediate,
    Number,
    Text,
    Bytes,
    Tuple,
    List,
    Set,
}

fn value_of(shape: ShapeId) -> Option<Value> {
    const VALUES: [(Builtin, Value); 9] = [
        (Builtin::Str, Value::Text),
        (Builtin::Tuple, Value::Tuple),
        (Builtin::List, Value::List),
        (Builtin::Int, Value::Number),
        (Builtin::Float, Value::Number),
        (Builtin::Complex, Value::Number),
        (Builtin::Bytes, Value::Bytes),
        (Builtin::Set, Value::Set),
        (Builtin::FrozenSet, Value::Set),
    ];
    if shape == 0 {
        return Some(Value::Immediate);
    }
    VALUES.iter().find(|(class, _)| class.shape() == shape).map(|&(_, value)| value)
}

/// Equality that the shapes decide: what never equals, and what equals only itself.
#[inline(always)]
fn equal_by_shape<M: Machine>(
    m: &mut M,
    left: M::Ref,
    right: M::Ref,
    shapes: [ShapeId; 2],
) -> Option<M::Bool> {
    match [value_of(shapes[0]), value_of(shapes[1])] {
        [Some(Value::Number), Some(Value::Immediate)]
        | [Some(Value::Immediate), Some(Value::Number)] => None,
        // With `-b` this warns.
        [Some(Value::Text), Some(Value::Bytes)] | [Some(Value::Bytes), Some(Value::Text)] => None,
        [Some(one), Some(other)] if one != other => Some(m.same(left, right)),
        [Some(_), Some(_)] => None,
        values => {
            for (value, shape) in values.iter().zip(shapes) {
                if value.is_none() && !special::has_default_equality(shape) {
                    return None;
                }
            }
            special::depend_on_shape(m, shapes[0]);
            special::depend_on_shape(m, shapes[1]);
            Some(m.same(left, right))
        }
    }
}

/// The exact str that a str, or an instance of a subclass that compares like one, is.
#[inline(always)]
fn as_text<M: Machine>(m: &mut M, value: M::Ref, shape: ShapeId) -> Option<M::Ref> {
    if shape == Builtin::Str.shape() {
        return Some(value);
    }
    if shape != 0 && special::compares_as_str(shape) {
        special::depend_on_shape(m, shape);
        return Some(m.load(value, &field::PAYLOAD_VALUE));
    }
    None
}

/// The bytes of two strings of one byte each. Constants are looked at first: what they say costs no guard.
#[inline(always)]
fn single_characters<M: Machine>(
    m: &mut M,
    left: M::Ref,
    right: M::Ref,
) -> Option<(M::Int, M::Int)> {
    for string in [right, left] {
        let (size, one) = (m.load_int(string, &field::STR_BYTE_LENGTH), m.int(1));
        let is_single = m.int_compare(Comparison::Eq, size, one);
        if !m.guard(is_single) {
            return None;
        }
    }
    let first = m.int(0);
    let left = m.load_byte(left, first, &field::STR_BYTE);
    let right = m.load_byte(right, first, &field::STR_BYTE);
    Some((left, right))
}

/// The sizes of two exact strings that have characters and stand in one piece. A size below 0 is that of a string
/// whose bytes stand elsewhere.
#[inline(always)]
fn short_texts<M: Machine>(m: &mut M, left: M::Ref, right: M::Ref) -> Option<(M::Int, M::Int)> {
    let (one, other) =
        (m.load_int(left, &field::STR_BYTE_LENGTH), m.load_int(right, &field::STR_BYTE_LENGTH));
    let zero = m.int(0);
    for size in [one, other] {
        let is_inside = m.int_compare(Comparison::Gt, size, zero);
        if !m.guard(is_inside) {
            return None;
        }
    }
    Some((one, other))
}

/// What identity, the sizes and the first bytes say of the equality of two exact strings.
#[inline(always)]
fn equal_by_first_bytes<M: Machine>(m: &mut M, left: M::Ref, right: M::Ref) -> Option<bool> {
    let same = m.same(left, right);
    if m.guard(same) {
        return Some(true);
    }
    let (size, other_size) = short_texts(m, left, right)?;
    let same_size = m.int_compare(Comparison::Eq, size, other_size);
    if !m.guard(same_size) {
        return Some(false);
    }
    let first = m.int(0);
    let [byte, other_byte] =
        [left, right].map(|string| m.load_byte(string, first, &field::STR_BYTE));
    let same_byte = m.int_compare(Comparison::Eq, byte, other_byte);
    if !m.guard(same_byte) {
        return Some(false);
    }
    let one = m.int(1);
    let is_single = m.int_compare(Comparison::Eq, size, one);
    m.guard(is_single).then_some(true)
}

/// `==` and `!=` of strings that differ at the beginning or are the same object: what programs that look at characters
/// ask. A trace of this would have a guard for each question; it asks once.
#[inline(always)]
pub fn equal_text<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if !m.is_recording() {
        // What `form` says would cost this handler a stack frame.
        let number = i.number();
        let is_value = number < Opcode::JumpIfLt as usize;
        let asks_difference = number == Opcode::Ne as usize
            || number == Opcode::JumpIfNe as usize
            || number == Opcode::JumpIfNotNe as usize;
        let (left, right) = if is_value { (i.b(), i.c()) } else { (i.a(), i.b()) };
        let (left, right) = (m.register(left), m.register(right));
        if m.has_shape(left, Builtin::Str.shape())
            && m.has_shape(right, Builtin::Str.shape())
            && let Some(equal) = equal_by_first_bytes(m, left, right)
        {
            if is_value {
                let result = m.word(Word::from_bool(equal != asks_difference));
                m.set_register(i.a(), result);
                return m.next(2);
            }
            let when = number < Opcode::JumpIfNotLt as usize;
            let jumps = (equal != asks_difference) == when;
            return if jumps { m.branch(i.c_signed()) } else { m.next(2) };
        }
    }
    Next::Defer(internal::COMPARE_SLOW)
}

#[inline(always)]
pub fn compare_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let form = form(i);
    let (left, right) = operands(m, i, form);
    let shapes = [m.shape_of(left), m.shape_of(right)];
    let for_equality = (2..=3).contains(&form.number);
    if shapes[0] == 0 && shapes[1] == 0 {
        let (left_int, right_int) = (m.is_int(left), m.is_int(right));
        let (left_float, right_float) = (m.is_float(left), m.is_float(right));
        if left_int && right_float || left_float && right_int {
            // Exact for integers that a float holds exactly; others are compared opaquely.
            let int = if left_int { left } else { right };
            let int = m.unbox_int(int);
            let (half, limit) = (m.int(1 << 53), m.int(1 << 54));
            let (shifted, _) = m.int_checked(tracer::Checked::Add, int, half);
            let exact = m.int_below(shifted, limit);
            if m.guard(exact) {
                let int = m.int_to_float(int);
                let float = if left_int { right } else { left };
                let float = m.unbox_float(float);
                let op = OPERATORS[form.number as usize];
                let result = if left_int {
                    m.float_compare(op, int, float)
                } else {
                    m.float_compare(op, float, int)
                };
                return deliver_test(m, i, form, result);
            }
        } else if for_equality && !left_int && !left_float && !right_int && !right_float {
            // None, True, False, ...: the kind tests above have made both constants of the trace.
            let same = m.same(left, right);
            let result = if form.number == 2 { same } else { m.not(same) };
            return deliver_test(m, i, form, result);
        }
    } else if (shapes[0] == 0 || shapes[0] == Builtin::Float.shape())
        && (shapes[1] == 0 || shapes[1] == Builtin::Float.shape())
        && let Some(left) = super::as_float(m, left)
        && let Some(right) = super::as_float(m, right)
    {
        // One is boxed: an infinity, as a rule.
        let result = m.float_compare(OPERATORS[form.number as usize], left, right);
        return deliver_test(m, i, form, result);
    } else if for_equality {
        let text = [as_text(m, left, shapes[0]), as_text(m, right, shapes[1])];
        let equal = if let [Some(left), Some(right)] = text {
            Some(match single_characters(m, left, right) {
                Some((left, right)) => m.int_compare(Comparison::Eq, left, right),
                None => m.call_test(&STR_EQUAL, [left, right]),
            })
        } else if shapes == [Builtin::Complex.shape(); 2] {
            Some(super::complex_equal(m, left, right))
        } else {
            equal_by_shape(m, left, right, shapes)
        };
        if let Some(equal) = equal {
            let result = if form.number == 2 { equal } else { m.not(equal) };
            return deliver_test(m, i, form, result);
        }
    }
    if !for_equality
        && shapes == [Builtin::Str.shape(); 2]
        && let Some((one, other)) = single_characters(m, left, right)
    {
        let result = m.int_compare(OPERATORS[form.number as usize], one, other);
        return deliver_test(m, i, form, result);
    }
    if value_of(shapes[0]).is_some() && value_of(shapes[1]).is_some() {
        let number = m.word(Word::from_int(form.number));
        let result = m.call(&direct::COMPARE, [number, left, right]);
        if m.is_word(result, Word::TRUE) {
            return deliver_known(m, i, form, true);
        }
        if m.is_word(result, Word::FALSE) {
            return deliver_known(m, i, form, false);
        }
    }
    Next::Defer(internal::COMPARE_GENERAL)
}

#[inline(always)]
fn deliver_known<M: Machine>(m: &mut M, i: Instruction, form: Form, result: bool) -> Next {
    match form.branch {
        None => {
            let result = m.word(Word::from_bool(result));
            m.set_register(i.a(), result);
            m.next(2)
        }
        Some(when) if when == result => m.branch(i.c_signed()),
        Some(_) => m.next(2),
    }
}

/// Methods of user classes, and all else opaquely.
#[inline(always)]
pub fn compare_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let form = form(i);
    let (left, right) = operands(m, i, form);
    let (left_shape, right_shape) = (m.shape_of(left), m.shape_of(right));
    let number = m.word(Word::from_int(form.number));
    if left_shape != 0
        && let Some(method) = special::compare_method(left_shape, form.number)
        && !(right_shape != left_shape
            && right_shape != 0
            && special::reflected_comparison_first(left_shape, right_shape))
    {
        special::depend_on_shape(m, left_shape);
        special::depend_on_shape(m, right_shape);
        if let Some(next) = call::special(
            m,
            Special {
                function: method,
                arguments: [left, right],
                action: internal::COMPARE_REFLECTED,
            },
        ) {
            return next;
        }
    }
    let result = m.call(&crate::residual::COMPARE, [number, left, right]);
    super::finish(m, result, internal::COMPARE_FINISH)
}

#[inline(always)]
fn deliver_test<M: Machine>(m: &mut M, i: Instruction, form: Form, result: M::Bool) -> Next {
    match form.branch {
        None => {
            let result = m.box_bool(result);
            m.set_register(i.a(), result);
            m.next(2)
        }
        Some(when) => jump_when(m, i, result, when),
    }
}

/// The left operand's method has answered.
#[inline(always)]
pub fn compare_reflected<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if !m.is_word(value, Word::NOT_IMPLEMENTED) {
        return compare_finish(m, i);
    }
    let form = form(i);
    let (left, right) = operands(m, i, form);
    let number = m.word(Word::from_int(form.number));
    let result = m.call(&COMPARE_AFTER_LEFT, [number, left, right]);
    super::finish(m, result, internal::COMPARE_FINISH)
}

/// The comparison's value: into the register, or its truth decides.
#[inline(always)]
pub fn compare_finish<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    let form = form(i);
    let Some(when) = form.branch else {
        m.set_register(i.a(), value);
        return m.next(2);
    };
    if m.is_word(value, Word::TRUE) {
        return if when { m.branch(i.c_signed()) } else { m.next(2) };
    }
    if m.is_word(value, Word::FALSE) {
        return if when { m.next(2) } else { m.branch(i.c_signed()) };
    }
    let result = m.call(&crate::residual::TRUTH, [value]);
    super::finish(m, result, internal::COMPARE_FINISH)
}

#[inline(always)]
pub fn is_same<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    let same = m.same(left, right);
    let same = m.box_bool(same);
    m.set_register(i.a(), same);
    m.next(1)
}
#[inline(always)]
pub fn is_not_same<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.b()), m.register(i.c()));
    let same = m.same(left, right);
    let different = m.not(same);
    let different = m.box_bool(different);
    m.set_register(i.a(), different);
    m.next(1)
}
#[inline(always)]
pub fn jump_if_is<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.a()), m.register(i.b()));
    let same = m.same(left, right);
    if m.guard(same) { m.branch(i.c_signed()) } else { m.next(1) }
}
#[inline(always)]
pub fn jump_if_is_not<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (left, right) = (m.register(i.a()), m.register(i.b()));
    let same = m.same(left, right);
    if m.guard(same) { m.next(1) } else { m.branch(i.c_signed()) }
}
#[inline(always)]
pub fn jump_if_none<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    if m.is_word(value, Word::NONE) { m.branch(i.wide_signed()) } else { m.next(1) }
}
#[inline(always)]
pub fn jump_if_not_none<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    if m.is_word(value, Word::NONE) { m.next(1) } else { m.branch(i.wide_signed()) }
}

#[inline(always)]
fn membership<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (item, container) = (m.register(i.b()), m.register(i.c()));
    let shape = m.shape_of(container);
    let residual = if shape == Builtin::Dict.shape() {
        if !m.is_recording() {
            let (dict, key) = (m.promote(container).word(), m.promote(item).word());
            if object::dict::get_at_once(dict, key).is_some() {
                let found = m.word(Word::from_bool(i.number() == Opcode::Contains as usize));
                m.set_register(i.a(), found);
                return m.next(2);
            }
        }
        &direct::CONTAINS_DICT
    } else if shape == Builtin::Set.shape() || shape == Builtin::FrozenSet.shape() {
        &direct::CONTAINS_SET
    } else if shape == Builtin::Tuple.shape() || shape == Builtin::List.shape() {
        &direct::CONTAINS_SEQUENCE
    } else if shape == Builtin::Str.shape() {
        &direct::CONTAINS_STR
    } else if shape > super::LAST_BUILTIN && special::is_dict_by(shape, special::Name::Contains) {
        special::depend_on_shape(m, shape);
        &direct::CONTAINS_DICT
    } else {
        return Next::Defer(internal::CONTAINS_GENERAL);
    };
    let result = m.call(residual, [container, item]);
    let negate = i.number() == Opcode::NotContains as usize;
    let known = if m.is_word(result, Word::TRUE) {
        !negate
    } else if m.is_word(result, Word::FALSE) {
        negate
    } else {
        return Next::Defer(internal::CONTAINS_GENERAL);
    };
    let known = m.word(Word::from_bool(known));
    m.set_register(i.a(), known);
    m.next(2)
}
#[inline(always)]
pub fn contains_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (item, container) = (m.register(i.b()), m.register(i.c()));
    let shape = m.shape_of(container);
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, special::Name::Contains)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(
            m,
            Special {
                function: method,
                arguments: [container, item],
                action: internal::CONTAINS_RESULT,
            },
        ) {
            return next;
        }
    }
    let result = m.call(&crate::residual::CONTAINS, [container, item]);
    super::finish(m, result, internal::CONTAINS_RESULT)
}
#[inline(always)]
pub fn contains<M: Machine>(m: &mut M, i: Instruction) -> Next {
    membership(m, i)
}
#[inline(always)]
pub fn not_contains<M: Machine>(m: &mut M, i: Instruction) -> Next {
    membership(m, i)
}
/// A membership test's value: made a bool, inverted for `not in`.
#[inline(always)]
pub fn contains_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    let negate = i.number() == Opcode::NotContains as usize;
    let (is_true, is_false) = (m.is_word(value, Word::TRUE), m.is_word(value, Word::FALSE));
    if is_true || is_false {
        let result = m.word(Word::from_bool(is_true != negate));
        m.set_register(i.a(), result);
        return m.next(2);
    }
    let result = m.call(&crate::residual::TRUTH, [value]);
    super::finish(m, result, internal::CONTAINS_RESULT)
}

crate::residuals! {
    COMPARE_AFTER_LEFT = after_left, (operator, left, right), Effects::ANY;
}

fn after_left(
    thread: &mut object::Thread,
    operator: Word,
    left: Word,
    right: Word,
) -> object::Result {
    special::compare_after_left(thread, operator.int(), left, right)
}

/// Equality of exact strings: the same object, or the same bytes.
pub static STR_EQUAL: tracer::Residual = {
    extern "C" fn entry(left: u64, right: u64) -> i64 {
        (left == right || object::string::bytes(Word(left)) == object::string::bytes(Word(right)))
            as i64
    }
    tracer::Residual {
        name: "str_equal",
        address: tracer::Address(entry as *const ()),
        operands: &[tracer::Kind::Word, tracer::Kind::Word],
        result: tracer::Kind::Int,
        takes_thread: false,
        effects: Effects::PURE,
    }
};

/// What the truth of a value is, where that can be said without running Python.
#[inline(always)]
pub fn simple_truth<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Bool> {
    if m.is_int(value) {
        let value = m.unbox_int(value);
        let zero = m.int(0);
        return Some(m.int_compare(Comparison::Ne, value, zero));
    }
    if m.is_float(value) {
        let value = m.unbox_float(value);
        let zero = m.float(0.0);
        return Some(m.float_compare(Comparison::Ne, value, zero));
    }
    let length = if m.has_shape(value, Builtin::List.shape()) {
        let items = m.load(value, &field::LIST_ITEMS);
        if m.is_null(items) {
            return None;
        }
        m.load_int(items, &field::VECTOR_LENGTH)
    } else if m.has_shape(value, Builtin::Str.shape()) {
        m.load_int(value, &field::STR_BYTE_LENGTH)
    } else if m.has_shape(value, Builtin::Tuple.shape()) {
        m.load_int(value, &field::TUPLE_LENGTH)
    } else {
        return None;
    };
    let zero = m.int(0);
    Some(m.int_compare(Comparison::Ne, length, zero))
}
