//! int: 63-bit immediates and big integers.
//!
//! A small int is a tagged word. What does not fit is a `BigInt` object: sign and 64-bit limbs,
//! immutable, never holding a value that would fit a small word, so that equal ints have equal
//! representations and the common tests stay one instruction long.
//!
//! Arithmetic on limbs is dashu's. Its numbers own their memory, ours lies in the heap: an operand
//! is lent by forging a number around our limbs (`borrow`) that is never dropped nor changed, and a
//! result is copied into the heap and freed. Nothing can collect between the two, because
//! dashu allocates from the system. Keeping dashu's numbers behind the object (with a finalizer)
//! was rejected: a finalizer for each intermediate result costs more than the copy.
//!
//! - `arithmetic`: the operators; `wide`: those on up to 127 bits; `compare`: order, also against floats; `convert`: to and from
//!   floats, text and bytes; `theory`: what `math` needs; `methods`: the attributes of the class.

mod arithmetic;
mod bool_type;
mod bytes;
mod compare;
mod convert;
mod methods;
pub mod parse;
mod theory;
mod wide;

pub use arithmetic::{
    absolute, add, and, div_mod, floor_div, invert, left_shift, modulo, mul, negate, or, pow,
    pow_modulo, right_shift, round_to, sub, true_div, xor,
};
pub use bool_type::{CONSTRUCTOR as BOOL_CONSTRUCTOR, DOC as BOOL_DOC, METHODS as BOOL_METHODS};
pub use bytes::{from_bytes, to_bytes};
pub use compare::{compare, compare_float, equal_float};
pub(crate) use compare::{holds, order};
pub use convert::{
    decimal, digits, float_or_raise, from_f64, max_text_digits, parts, round_and_scale, scale,
    set_max_text_digits, to_f64, to_f64_or_infinity, to_text,
};

pub use methods::{ATTRIBUTES, CLASS_METHODS, CONSTRUCTOR, DOC, METHODS, from_object};
pub use parse::{ParseError, parse, parse_bytes, parse_text};
pub use theory::{comb, factorial, gcd, isqrt, lcm, perm};

use crate::builtin::{Builtin, shape};
use crate::header::{has_shape, shape_id};
use crate::layout::{BigInt, Layout, Payload};
use crate::thread::Thread;
use dashu_int::{IBig, Sign};
use std::mem::ManuallyDrop;
use tracer::Word;

/// Results of more bits than this raise MemoryError before the machine suffers.
pub(crate) const MAX_BITS: u64 = 1 << 35;

/// An int as arithmetic sees it.
#[derive(Clone, Copy)]
pub enum Integer {
    Small(i64),
    Big(&'static BigInt),
}

impl BigInt {
    /// The magnitude, least significant limb first.
    #[inline]
    pub fn words(&self) -> &'static [u64] {
        // SAFETY: the limbs stand behind the struct, and big integers never change. The lifetime is
        // that of every reference into the heap: as long as the caller holds the word.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const BigInt).add(1) as *const u64,
                self.limbs as usize,
            )
        }
    }
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.negative != 0
    }
}

impl Integer {
    /// The int of a word: ints, bools, instances of subclasses.
    #[inline(always)]
    pub fn of(object: Word) -> Option<Integer> {
        if object.is_int() { Some(Integer::Small(object.int())) } else { Integer::of_other(object) }
    }

    #[inline(never)]
    fn of_other(object: Word) -> Option<Integer> {
        if object.is_bool() {
            return Some(Integer::Small((object == Word::TRUE) as i64));
        }
        if !object.is_pointer() {
            return None;
        }
        let id = shape_id(object);
        if id == shape::BIG_INT {
            // SAFETY: the shape says so.
            return Some(Integer::Big(unsafe { &*object.pointer::<BigInt>() }));
        }
        match payload(object) {
            Some(value) if value.is_int() => Some(Integer::Small(value.int())),
            Some(value) if has_shape(value, shape::BIG_INT) => {
                // SAFETY: the shape says so.
                Some(Integer::Big(unsafe { &*value.pointer::<BigInt>() }))
            }
            _ => None,
        }
    }

    /// As `of`, but only for direct instances of int and bool.
    #[inline(always)]
    pub fn exact(object: Word) -> Option<Integer> {
        if object.is_int() {
            Some(Integer::Small(object.int()))
        } else if object.is_bool() {
            Some(Integer::Small((object == Word::TRUE) as i64))
        } else if has_shape(object, shape::BIG_INT) {
            // SAFETY: the shape says so.
            Some(Integer::Big(unsafe { &*object.pointer::<BigInt>() }))
        } else {
            None
        }
    }

    #[inline]
    pub fn is_negative(self) -> bool {
        match self {
            Integer::Small(value) => value < 0,
            Integer::Big(big) => big.is_negative(),
        }
    }
    #[inline]
    pub fn is_zero(self) -> bool {
        matches!(self, Integer::Small(0))
    }
    /// Bits of the magnitude.
    pub fn bit_length(self) -> u64 {
        match self {
            Integer::Small(value) => 64 - u64::from(value.unsigned_abs().leading_zeros()),
            Integer::Big(big) => {
                let words = big.words();
                match words.last() {
                    Some(top) => 64 * words.len() as u64 - u64::from(top.leading_zeros()),
                    None => 0,
                }
            }
        }
    }
    /// The value where 64 bits with sign hold it.
    #[inline]
    pub fn to_i64(self) -> Option<i64> {
        match self {
            Integer::Small(value) => Some(value),
            Integer::Big(big) => match big.words() {
                [word] if !big.is_negative() => i64::try_from(*word).ok(),
                [word] if *word <= 1 << 63 => Some((*word as i64).wrapping_neg()),
                _ => None,
            },
        }
    }
    /// The value where 64 bits without sign hold it.
    pub fn to_u64(self) -> Option<u64> {
        match self {
            Integer::Small(value) => u64::try_from(value).ok(),
            Integer::Big(big) => match big.words() {
                [word] if !big.is_negative() => Some(*word),
                _ => None,
            },
        }
    }
    /// `hash()`: the value modulo 2^61 - 1, with its sign; never -1.
    pub fn hash(self) -> i64 {
        const MODULUS: u64 = (1 << 61) - 1;
        let (negative, magnitude) = match self {
            Integer::Small(value) => (value < 0, value.unsigned_abs() % MODULUS),
            Integer::Big(big) => {
                let mut rest = 0u64;
                for &word in big.words().iter().rev() {
                    let value = (u128::from(rest) << 64) | u128::from(word);
                    rest = (value % u128::from(MODULUS)) as u64;
                }
                (big.is_negative(), rest)
            }
        };
        let hash = if negative { -(magnitude as i64) } else { magnitude as i64 };
        if hash == -1 { -2 } else { hash }
    }
}

/// The base value of an instance of a subclass of an immutable type.
#[inline]
pub(crate) fn payload(object: Word) -> Option<Word> {
    if !object.is_pointer() || crate::shape::get(shape_id(object)).layout != Layout::Payload {
        return None;
    }
    // SAFETY: the layout says so.
    Some(unsafe { (*object.pointer::<Payload>()).value })
}

/// A number lent to dashu: not to be changed, and not dropped.
pub(crate) type Borrowed = ManuallyDrop<IBig>;

/// Lends an int to dashu.
#[inline]
pub(crate) fn borrow(integer: Integer) -> Borrowed {
    ManuallyDrop::new(match integer {
        Integer::Small(value) => IBig::from(value),
        Integer::Big(big) => {
            let sign = if big.is_negative() { Sign::Negative } else { Sign::Positive };
            // SAFETY: the limbs outlive the number, their top is not zero, and it is never dropped
            // nor changed, as `ManuallyDrop` and shared references guarantee.
            unsafe { IBig::from_static_words(sign, big.words()) }
        }
    })
}

/// The word of a result.
#[inline]
pub(crate) fn from_big(thread: &mut Thread, value: &IBig) -> Word {
    let (sign, words) = value.as_sign_words();
    let negative = sign == Sign::Negative;
    match words {
        [] => Word::from_int(0),
        [word] => from_magnitude(thread, negative, *word),
        _ => from_words(thread, negative, words),
    }
}

#[inline]
fn from_magnitude(thread: &mut Thread, negative: bool, magnitude: u64) -> Word {
    if magnitude < 1 << 62 {
        let value = magnitude as i64;
        return Word::from_int(if negative { -value } else { value });
    }
    if negative && magnitude == 1 << 62 {
        return Word::from_int(tracer::word::SMALL_MIN);
    }
    from_words(thread, negative, &[magnitude])
}

/// A big integer of these limbs; the top one is not zero, and the value does not fit a small word.
#[inline(always)]
fn from_words(thread: &mut Thread, negative: bool, words: &[u64]) -> Word {
    let size = std::mem::size_of::<BigInt>() + 8 * words.len();
    let object = thread.heap.alloc(size, shape::BIG_INT) as *mut BigInt;
    // SAFETY: freshly allocated with room for the limbs.
    unsafe {
        (*object).limbs = words.len() as u32;
        (*object).negative = negative as u32;
        let target = object.add(1) as *mut u64;
        match *words {
            [low] => *target = low,
            [low, high] => {
                *target = low;
                *target.add(1) = high;
            }
            _ => std::ptr::copy_nonoverlapping(words.as_ptr(), target, words.len()),
        }
    }
    Word::from_pointer(object)
}

/// Whether it is an int (small or big, bool, or an instance of a subclass).
pub fn is_int(object: Word) -> bool {
    Integer::of(object).is_some()
}
/// The value where it fits (ints, bools, subclasses).
#[inline]
pub fn to_i64(object: Word) -> Option<i64> {
    Integer::of(object)?.to_i64()
}
/// The value where it fits an unsigned word (ints, bools, subclasses).
pub fn to_u64(object: Word) -> Option<u64> {
    Integer::of(object)?.to_u64()
}
/// `hash()` of an int.
pub fn hash(object: Word) -> Option<i64> {
    Some(Integer::of(object)?.hash())
}

#[inline(always)]
pub fn from_i64(thread: &mut Thread, value: i64) -> Word {
    match Word::try_from_int(value) {
        Some(word) => word,
        None => from_words(thread, value < 0, &[value.unsigned_abs()]),
    }
}
#[inline]
pub fn from_u64(thread: &mut Thread, value: u64) -> Word {
    from_magnitude(thread, false, value)
}
#[inline]
pub fn from_i128(thread: &mut Thread, value: i128) -> Word {
    from_wide_magnitude(thread, value < 0, value.unsigned_abs())
}
#[inline]
fn from_wide_magnitude(thread: &mut Thread, negative: bool, magnitude: u128) -> Word {
    let (low, high) = (magnitude as u64, (magnitude >> 64) as u64);
    if high == 0 {
        from_magnitude(thread, negative, low)
    } else {
        from_words(thread, negative, &[low, high])
    }
}
/// Digits with an optional sign.
/// Digits as the compiler keeps them: with a sign or a prefix or both.
pub fn from_literal(thread: &mut Thread, text: &str) -> Word {
    let (sign, rest) = text.split_at(usize::from(text.starts_with('-')));
    let base = match rest.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return from_digits(thread, text, 10),
    };
    from_digits(thread, &format!("{sign}{}", &rest[2..]), base)
}
/// Valid digits of a base (2 to 36) with an optional sign; underscores are skipped. No limit on their number.
pub fn from_digits(thread: &mut Thread, digits: &str, base: u32) -> Word {
    let cleaned: String;
    let digits = if digits.contains('_') {
        cleaned = digits.replace('_', "");
        &cleaned
    } else {
        digits
    };
    let value = IBig::from_str_radix(digits, base).expect("digits that the caller has checked");
    from_big(thread, &value)
}

/// The exact int of an int: bools and instances of subclasses give up their class.
pub fn exact(object: Word) -> Word {
    if object.is_bool() {
        return Word::from_int((object == Word::TRUE) as i64);
    }
    payload(object).unwrap_or(object)
}

/// An instance of a class that may be a subclass of a built-in immutable type.
pub(crate) fn instance(
    thread: &mut Thread,
    class: Word,
    base: Builtin,
    value: Word,
) -> crate::Result {
    if class == base.word() { Ok(value) } else { crate::payload::new(thread, class, value) }
}
