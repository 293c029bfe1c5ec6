//! The value format that every language on this tracer shares.
//!
//! A value is one 64-bit word that describes itself, so that a reader never needs to believe
//! anything else about it and one atomic load or store moves it whole:
//!
//! * low bit `1`: an integer of 63 bits, stored as `2 * value + 1`;
//! * low bits `10`: an immediate float. Float self-tagging (Melancon, Feeley, Serrano 2024): an
//!   offset is added to the IEEE bits, so that the common exponents begin with the bits `10`, and
//!   a rotation brings these to the low end. Floats with rarer exponents are boxed. Zero would be
//!   rare, so +-0.0 trades places with +-2^-255, as Ruby's flonum does;
//! * low bits `000`: the address of a heap object, or the null word, which marks absence
//!   (an unbound variable, a vacated slot) and is never a value;
//! * low bits `100`: one of the constants below.
//!
//! NaN-boxing was rejected: it leaves 51-bit integers or costs a mask on every pointer.

/// One tagged value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Word(pub u64);

const FLOAT_OFFSET: u64 = 0x100 << 52;
const SIGN: u64 = 1 << 63;
/// The bits of 2^-255, which trade places with those of 0.0.
const TRADED: u64 = 0x300 << 52;

/// Smallest and largest integer that needs no box.
pub const SMALL_MIN: i64 = -(1 << 62);
pub const SMALL_MAX: i64 = (1 << 62) - 1;

/// What the low bits of a word say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag {
    Int,
    Float,
    Pointer,
    Special,
}

impl Word {
    pub const NULL: Word = Word(0);
    pub const NONE: Word = Word(0x04);
    pub const FALSE: Word = Word(0x0c);
    pub const TRUE: Word = Word(0x14);
    pub const NOT_IMPLEMENTED: Word = Word(0x1c);
    pub const ELLIPSIS: Word = Word(0x24);
    /// Compiled code answers this when it left its frames to the interpreter; never a value.
    pub const EXITED: Word = Word(0x2c);
    /// Compiled code answers this when the kinds of its inputs are not those it was made for, and
    /// nothing has happened; never a value.
    pub const REFUSED: Word = Word(0x3c);
    /// Marks a deleted entry or an omitted argument; never visible to a program.
    pub const TOMBSTONE: Word = Word(0x34);

    #[inline(always)]
    pub const fn from_int(value: i64) -> Word {
        Word(((value << 1) | 1) as u64)
    }
    /// The word of an integer, or `None` where it needs more than 63 bits.
    #[inline(always)]
    pub const fn try_from_int(value: i64) -> Option<Word> {
        if value >= SMALL_MIN && value <= SMALL_MAX { Some(Word::from_int(value)) } else { None }
    }
    #[inline(always)]
    pub const fn from_bool(value: bool) -> Word {
        if value { Word::TRUE } else { Word::FALSE }
    }
    #[inline(always)]
    pub const fn is_int(self) -> bool {
        self.0 & 1 == 1
    }
    /// Whether this is an immediate float (a boxed one is a pointer).
    #[inline(always)]
    pub const fn is_float(self) -> bool {
        self.0 & 3 == 2
    }
    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        self.0 & 7 == 0 && self.0 != 0
    }
    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }
    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 == Word::TRUE.0 || self.0 == Word::FALSE.0
    }
    #[inline(always)]
    pub const fn is_none(self) -> bool {
        self.0 == Word::NONE.0
    }
    #[inline(always)]
    pub const fn tag(self) -> Tag {
        if self.0 & 1 == 1 {
            Tag::Int
        } else if self.0 & 3 == 2 {
            Tag::Float
        } else if self.0 & 7 == 0 {
            Tag::Pointer
        } else {
            Tag::Special
        }
    }
    /// The integer; meaningful only where `is_int`.
    #[inline(always)]
    pub const fn int(self) -> i64 {
        (self.0 as i64) >> 1
    }
    /// The float; meaningful only where `is_float`.
    #[inline(always)]
    pub const fn float(self) -> f64 {
        let bits = self.0.rotate_right(3).wrapping_sub(FLOAT_OFFSET);
        if bits & !SIGN == TRADED { f64::from_bits(bits & SIGN) } else { f64::from_bits(bits) }
    }
    /// The immediate float, or `None` where the value must be boxed.
    #[inline(always)]
    pub const fn try_from_float(value: f64) -> Option<Word> {
        let mut bits = value.to_bits();
        if bits & !SIGN == 0 {
            bits |= TRADED;
        } else if bits & !SIGN == TRADED {
            return None;
        }
        let word = bits.wrapping_add(FLOAT_OFFSET).rotate_left(3);
        if word & 3 == 2 { Some(Word(word)) } else { None }
    }
    #[inline(always)]
    pub fn from_pointer<T>(object: *const T) -> Word {
        Word(object as u64)
    }
    /// The object's address; meaningful only where `is_pointer`.
    #[inline(always)]
    pub const fn pointer<T>(self) -> *mut T {
        self.0 as *mut T
    }
}

impl std::fmt::Debug for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tag() {
            Tag::Int => write!(f, "{}", self.int()),
            Tag::Float => write!(f, "{:?}", self.float()),
            Tag::Pointer => write!(f, "@{:x}", self.0),
            Tag::Special => f.write_str(match *self {
                Word::NONE => "None",
                Word::TRUE => "True",
                Word::FALSE => "False",
                Word::NOT_IMPLEMENTED => "NotImplemented",
                Word::ELLIPSIS => "Ellipsis",
                Word::EXITED => "<exited>",
                Word::REFUSED => "<refused>",
                _ => "<special>",
            }),
        }
    }
}

/// The constants that compiled code needs to encode and decode floats itself.
pub mod float_format {
    /// Added to the bits before the rotation to the left by `ROTATION`.
    pub const OFFSET: u64 = super::FLOAT_OFFSET;
    pub const ROTATION: u32 = 3;
    /// Magnitude bits that trade places with those of zero.
    pub const TRADED: u64 = super::TRADED;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_round_trip_or_are_boxed() {
        let edge = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.1,
            1e300,
            -1e300,
            5e-324,
            f64::MIN_POSITIVE,
            f64::MAX,
            f64::INFINITY,
            f64::NEG_INFINITY,
            2f64.powi(-255),
            -(2f64.powi(-255)),
            2f64.powi(-254),
            2f64.powi(-256),
            2f64.powi(256),
            2f64.powi(257),
            1.7e77,
            3.0,
            f64::NAN,
        ];
        for value in edge {
            if let Some(word) = Word::try_from_float(value) {
                assert!(word.is_float() && !word.is_int() && !word.is_pointer());
                assert_eq!(word.float().to_bits(), value.to_bits(), "{value}");
            }
        }
        for value in [0.0, -0.0, 1.0, -1.5, 0.1, 1e30, 2f64.powi(-254), 2f64.powi(255)] {
            assert!(Word::try_from_float(value).is_some(), "{value} should need no box");
        }
        for value in [2f64.powi(-255), f64::INFINITY, f64::NAN, 5e-324, 1e300] {
            assert!(Word::try_from_float(value).is_none(), "{value} should be boxed");
        }
    }

    #[test]
    fn small_integers_round_trip() {
        for value in [0, 1, -1, SMALL_MIN, SMALL_MAX, 1 << 40, -(1 << 40)] {
            assert_eq!(Word::try_from_int(value).unwrap().int(), value);
        }
        assert!(Word::try_from_int(SMALL_MAX + 1).is_none());
        assert!(Word::try_from_int(SMALL_MIN - 1).is_none());
    }
}
