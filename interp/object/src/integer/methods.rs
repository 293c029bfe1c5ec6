//! The attributes of class int.

use super::*;
use crate::error::{Raised, Result};
use crate::native::NativeAttribute;
use crate::string::class_name;
use crate::{operation, string};
use std::cmp::Ordering;
use tracer::Effects;

pub const DOC: &str = "int([x]) -> integer\nint(x, base=10) -> integer\n\n\
Convert a number or string to an integer, or return 0 if no arguments\n\
are given.  If x is a number, return x.__int__().  For floating-point\n\
numbers, this truncates towards zero.\n\n\
If x is not a number or if base is given, then x must be a string,\n\
bytes, or bytearray instance representing an integer literal in the\n\
given base.  The literal can be preceded by '+' or '-' and be surrounded\n\
by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\n\
Base 0 means to interpret the base from the string as an integer literal.\n\
>>> int('0b100', base=0)\n4";

crate::native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(class, x, base) "($type, x=0, /, base=10)" Effects::ANY => int_new;
}

fn int_new(thread: &mut Thread, class: Word, x: Word, base: Word) -> Result {
    let value = if x.is_null() {
        if !base.is_null() {
            return Err(thread.type_error("int() missing string argument"));
        }
        Word::from_int(0)
    } else if base.is_null() {
        from_object(thread, x)?
    } else {
        from_text_with_base(thread, x, base)?
    };
    instance(thread, class, Builtin::Int, value)
}

fn from_text_with_base(thread: &mut Thread, x: Word, base: Word) -> Result {
    let base = operation::index(thread, base)?;
    let base = match to_i64(base) {
        Some(base @ (0 | 2..=36)) => base as u32,
        _ => return Err(thread.value_error("int() base must be >= 2 and <= 36, or 0")),
    };
    if string::is_str(x) {
        return parse_text(thread, x, base);
    }
    match crate::bytes::data(x) {
        Some(bytes) => parse_bytes(thread, bytes, x, base),
        None => Err(thread.type_error("int() can't convert non-string with explicit base")),
    }
}

/// `int(x)`
pub fn from_object(thread: &mut Thread, x: Word) -> Result {
    if Integer::exact(x).is_some() {
        return Ok(exact(x));
    }
    if crate::float::is_exact(x)
        && let Some(value) = crate::float::value(x)
    {
        return from_f64(thread, value);
    }
    if let Some(result) = operation::call_special(thread, x, crate::interned!("__int__"), &[])? {
        if !is_int(result) {
            let name = class_name(result);
            return Err(thread.type_error(format!("__int__ returned non-int (type {name})")));
        }
        return Ok(exact(result));
    }
    if let Some(result) = operation::call_special(thread, x, crate::interned!("__index__"), &[])? {
        if !is_int(result) {
            let name = class_name(result);
            return Err(thread.type_error(format!("__index__ returned non-int (type {name})")));
        }
        return Ok(exact(result));
    }
    if string::is_str(x) {
        return parse_text(thread, x, 10);
    }
    if let Some(bytes) = crate::bytes::data(x) {
        return parse_bytes(thread, bytes, x, 10);
    }
    if let Some(bytes) = crate::buffer::contents(thread, x)? {
        let copy = crate::bytes::new(thread, bytes);
        return parse_bytes(thread, bytes, copy, 10);
    }
    let name = class_name(x);
    Err(thread.type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{name}'"
    )))
}

crate::native_functions! { pub static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => int_repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => int_hash;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::READS => int_lt;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::READS => int_le;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::READS => int_eq;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::READS => int_ne;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::READS => int_gt;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::READS => int_ge;
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => int_add;
    /// Return value+self.
    __radd__(this, value) "($self, value, /)" Effects::READS => int_radd;
    /// Return self-value.
    __sub__(this, value) "($self, value, /)" Effects::READS => int_sub;
    /// Return value-self.
    __rsub__(this, value) "($self, value, /)" Effects::READS => int_rsub;
    /// Return self*value.
    __mul__(this, value) "($self, value, /)" Effects::READS => int_mul;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::READS => int_rmul;
    /// Return self%value.
    __mod__(this, value) "($self, value, /)" Effects::READS => int_mod;
    /// Return value%self.
    __rmod__(this, value) "($self, value, /)" Effects::READS => int_rmod;
    /// Return divmod(self, value).
    __divmod__(this, value) "($self, value, /)" Effects::READS => int_divmod;
    /// Return divmod(value, self).
    __rdivmod__(this, value) "($self, value, /)" Effects::READS => int_rdivmod;
    /// Return pow(self, value, mod).
    __pow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => int_pow;
    /// Return pow(value, self, mod).
    __rpow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => int_rpow;
    /// -self
    __neg__(this) "($self, /)" Effects::READS => int_neg;
    /// +self
    __pos__(this) "($self, /)" Effects::READS => int_itself;
    /// abs(self)
    __abs__(this) "($self, /)" Effects::READS => int_abs;
    /// True if self else False
    __bool__(this) "($self, /)" Effects::READS => int_bool;
    /// ~self
    __invert__(this) "($self, /)" Effects::READS => int_invert;
    /// Return self<<value.
    __lshift__(this, value) "($self, value, /)" Effects::READS => int_lshift;
    /// Return value<<self.
    __rlshift__(this, value) "($self, value, /)" Effects::READS => int_rlshift;
    /// Return self>>value.
    __rshift__(this, value) "($self, value, /)" Effects::READS => int_rshift;
    /// Return value>>self.
    __rrshift__(this, value) "($self, value, /)" Effects::READS => int_rrshift;
    /// Return self&value.
    __and__(this, value) "($self, value, /)" Effects::READS => int_and;
    /// Return value&self.
    __rand__(this, value) "($self, value, /)" Effects::READS => int_and;
    /// Return self^value.
    __xor__(this, value) "($self, value, /)" Effects::READS => int_xor;
    /// Return value^self.
    __rxor__(this, value) "($self, value, /)" Effects::READS => int_xor;
    /// Return self|value.
    __or__(this, value) "($self, value, /)" Effects::READS => int_or;
    /// Return value|self.
    __ror__(this, value) "($self, value, /)" Effects::READS => int_or;
    /// int(self)
    __int__(this) "($self, /)" Effects::READS => int_itself;
    /// float(self)
    __float__(this) "($self, /)" Effects::READS => int_float;
    /// Return self//value.
    __floordiv__(this, value) "($self, value, /)" Effects::READS => int_floordiv;
    /// Return value//self.
    __rfloordiv__(this, value) "($self, value, /)" Effects::READS => int_rfloordiv;
    /// Return self/value.
    __truediv__(this, value) "($self, value, /)" Effects::READS => int_truediv;
    /// Return value/self.
    __rtruediv__(this, value) "($self, value, /)" Effects::READS => int_rtruediv;
    /// Return self converted to an integer, if self is suitable for use as an index into a list.
    __index__(this) "($self, /)" Effects::READS => int_itself;
    /// Returns self, the complex conjugate of any int.
    conjugate(this) "($self, /)" Effects::READS => int_itself;
    /// Number of bits necessary to represent self in binary.
    ///
    /// >>> bin(37)
    /// '0b100101'
    /// >>> (37).bit_length()
    /// 6
    bit_length(this) "($self, /)" Effects::READS => int_bit_length;
    /// Number of ones in the binary representation of the absolute value of self.
    ///
    /// Also known as the population count.
    ///
    /// >>> bin(13)
    /// '0b1101'
    /// >>> (13).bit_count()
    /// 3
    bit_count(this) "($self, /)" Effects::READS => int_bit_count;
    /// Return an array of bytes representing an integer.
    ///
    ///   length
    ///     Length of bytes object to use.  An OverflowError is raised if
    ///     the integer is not representable with the given number of bytes.
    ///     Default is length 1.
    ///   byteorder
    ///     The byte order used to represent the integer.  If byteorder is
    ///     'big', the most significant byte is at the beginning of the byte
    ///     array.  If byteorder is 'little', the most significant byte is at
    ///     the end of the byte array.  To request the native byte order of
    ///     the host system, use sys.byteorder as the byte order value.
    ///     Default is to use 'big'.
    ///   signed
    ///     Determines whether two's complement is used to represent the
    ///     integer.  If signed is False and a negative integer is given,
    ///     an OverflowError is raised.
    to_bytes(this, length, byteorder, signed) "($self, /, length=1, byteorder='big', *, signed=False)" Effects::ANY => int_to_bytes;
    /// Return a pair of integers, whose ratio is equal to the original int.
    ///
    /// The ratio is in lowest terms and has a positive denominator.
    ///
    /// >>> (10).as_integer_ratio()
    /// (10, 1)
    /// >>> (-10).as_integer_ratio()
    /// (-10, 1)
    /// >>> (0).as_integer_ratio()
    /// (0, 1)
    as_integer_ratio(this) "($self, /)" Effects::READS => int_as_integer_ratio;
    /// Truncating an Integral returns itself.
    __trunc__(this) "($self, /)" Effects::READS => int_itself;
    /// Flooring an Integral returns itself.
    __floor__(this) "($self, /)" Effects::READS => int_itself;
    /// Ceiling of an Integral returns itself.
    __ceil__(this) "($self, /)" Effects::READS => int_itself;
    /// Rounding an Integral returns itself.
    ///
    /// Rounding with an ndigits argument also returns an integer.
    __round__(this, ndigits) "($self, ndigits=None, /)" Effects::ANY => int_round;
    __getnewargs__(this) "($self, /)" Effects::READS => int_getnewargs;
    /// Convert to a string according to format_spec.
    __format__(this, format_spec) "($self, format_spec, /)" Effects::ANY => int_format;
    /// Returns size in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => int_sizeof;
    /// Returns True. Exists for duck type compatibility with float.is_integer.
    is_integer(this) "($self, /)" Effects::READS => int_is_integer;
}

crate::native_functions! { pub static CLASS_METHODS =
    /// Return the integer represented by the given array of bytes.
    ///
    ///   bytes
    ///     Holds the array of bytes to convert.  The argument must either
    ///     support the buffer protocol or be an iterable object producing
    ///     bytes.  Bytes and bytearray are examples of built-in objects that
    ///     support the buffer protocol.
    ///   byteorder
    ///     The byte order used to represent the integer.  If byteorder is
    ///     'big', the most significant byte is at the beginning of the byte
    ///     array.  If byteorder is 'little', the most significant byte is at
    ///     the end of the byte array.  To request the native byte order of
    ///     the host system, use sys.byteorder as the byte order value.
    ///     Default is to use 'big'.
    ///   signed
    ///     Indicates whether two's complement is used to represent the
    ///     integer.
    from_bytes(class, bytes, byteorder, signed) "($type, /, bytes, byteorder='big', *, signed=False)" Effects::ANY => int_from_bytes;
}

pub static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "real",
        doc: "the real part of a complex number",
        get: int_itself,
        set: None,
    },
    NativeAttribute {
        name: "imag",
        doc: "the imaginary part of a complex number",
        get: |_, _| Ok(Word::from_int(0)),
        set: None,
    },
    NativeAttribute {
        name: "numerator",
        doc: "the numerator of a rational number in lowest terms",
        get: int_itself,
        set: None,
    },
    NativeAttribute {
        name: "denominator",
        doc: "the denominator of a rational number in lowest terms",
        get: |_, _| Ok(Word::from_int(1)),
        set: None,
    },
];

#[cold]
fn wrong_receiver(thread: &mut Thread, this: Word) -> Raised {
    let name = class_name(this);
    thread.type_error(format!("descriptor requires a 'int' object but received a '{name}'"))
}

#[inline]
fn receiver(thread: &mut Thread, this: Word) -> Result<Integer> {
    Integer::of(this).ok_or_else(|| wrong_receiver(thread, this))
}

macro_rules! operators {
    ($($name:ident $reflected:ident $operator:path;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            receiver(thread, this)?;
            if !is_int(value) {
                return Ok(Word::NOT_IMPLEMENTED);
            }
            $operator(thread, this, value)
        }
        fn $reflected(thread: &mut Thread, this: Word, value: Word) -> Result {
            receiver(thread, this)?;
            if !is_int(value) {
                return Ok(Word::NOT_IMPLEMENTED);
            }
            $operator(thread, value, this)
        }
    )* };
}
operators! {
    int_add int_radd add;
    int_sub int_rsub sub;
    int_mul int_rmul mul;
    int_mod int_rmod modulo;
    int_divmod int_rdivmod div_mod;
    int_lshift int_rlshift left_shift;
    int_rshift int_rrshift right_shift;
    int_floordiv int_rfloordiv floor_div;
    int_truediv int_rtruediv true_div;
}

macro_rules! bitwise_operators {
    ($($name:ident $operator:path;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            receiver(thread, this)?;
            if !is_int(value) {
                return Ok(Word::NOT_IMPLEMENTED);
            }
            $operator(thread, exact(this), exact(value))
        }
    )* };
}
bitwise_operators! {
    int_and and;
    int_or or;
    int_xor xor;
}

macro_rules! comparisons {
    ($($name:ident $test:path;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            let left = receiver(thread, this)?;
            match Integer::of(value) {
                Some(right) => Ok(Word::from_bool($test(super::compare::order(left, right)))),
                None => Ok(Word::NOT_IMPLEMENTED),
            }
        }
    )* };
}
comparisons! {
    int_lt Ordering::is_lt;
    int_le Ordering::is_le;
    int_eq Ordering::is_eq;
    int_ne Ordering::is_ne;
    int_gt Ordering::is_gt;
    int_ge Ordering::is_ge;
}

fn int_repr(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    to_text(thread, this)
}

fn int_hash(thread: &mut Thread, this: Word) -> Result {
    let hash = receiver(thread, this)?.hash();
    Ok(from_i64(thread, hash))
}

/// Powers with an optional third argument, which may be None.
pub(crate) fn power(thread: &mut Thread, base: Word, exponent: Word, modulus: Word) -> Result {
    if !is_int(base) || !is_int(exponent) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    if modulus.is_null() || modulus.is_none() {
        pow(thread, base, exponent)
    } else if is_int(modulus) {
        pow_modulo(thread, base, exponent, modulus)
    } else {
        Ok(Word::NOT_IMPLEMENTED)
    }
}
fn int_pow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    receiver(thread, this)?;
    power(thread, this, value, modulus)
}
fn int_rpow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    receiver(thread, this)?;
    power(thread, value, this, modulus)
}

fn int_neg(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    negate(thread, this)
}
fn int_invert(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    invert(thread, this)
}
fn int_abs(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    absolute(thread, this)
}
fn int_itself(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    Ok(exact(this))
}
fn int_bool(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(!receiver(thread, this)?.is_zero()))
}
fn int_float(thread: &mut Thread, this: Word) -> Result {
    let integer = receiver(thread, this)?;
    let value = super::convert::float_or_raise(thread, integer)?;
    Ok(crate::float::new(thread, value))
}
fn int_bit_length(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(receiver(thread, this)?.bit_length() as i64))
}
fn int_bit_count(thread: &mut Thread, this: Word) -> Result {
    let count = match receiver(thread, this)? {
        Integer::Small(value) => u64::from(value.unsigned_abs().count_ones()),
        Integer::Big(big) => big.words().iter().map(|word| u64::from(word.count_ones())).sum(),
    };
    Ok(Word::from_int(count as i64))
}
fn int_as_integer_ratio(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    Ok(crate::tuple::new(thread, &[exact(this), Word::from_int(1)]))
}
fn int_getnewargs(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    Ok(crate::tuple::new(thread, &[exact(this)]))
}
fn int_is_integer(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::TRUE)
}
fn int_round(thread: &mut Thread, this: Word, digits: Word) -> Result {
    receiver(thread, this)?;
    if digits.is_null() || digits.is_none() {
        return Ok(exact(this));
    }
    let digits = operation::index(thread, digits)?;
    round_to(thread, this, digits)
}
fn int_sizeof(thread: &mut Thread, this: Word) -> Result {
    // What programs compare with: digits of 30 bits behind a head of 24 bytes.
    let bits = receiver(thread, this)?.bit_length();
    Ok(Word::from_int(24 + 4 * bits.div_ceil(30).max(1) as i64))
}
fn int_format(thread: &mut Thread, this: Word, specification: Word) -> Result {
    receiver(thread, this)?;
    crate::number_format::format_number(thread, this, specification)
}

/// Whether a `byteorder` argument (null: big) says little.
fn is_little(thread: &mut Thread, order: Word) -> Result<bool> {
    if order.is_null() {
        return Ok(false);
    }
    if string::is_str(order) {
        match string::bytes(order) {
            b"little" => return Ok(true),
            b"big" => return Ok(false),
            _ => {
                return Err(thread.value_error("byteorder must be either 'little' or 'big'"));
            }
        }
    }
    let name = class_name(order);
    Err(thread.type_error(format!("argument 'byteorder' must be str, not {name}")))
}

fn int_to_bytes(
    thread: &mut Thread,
    this: Word,
    length: Word,
    order: Word,
    signed: Word,
) -> Result {
    let integer = receiver(thread, this)?;
    let length = if length.is_null() {
        1
    } else {
        operation::index_i64(thread, length, Some(Builtin::OverflowError))?
    };
    let little = is_little(thread, order)?;
    let signed = !signed.is_null() && operation::truth(thread, signed)?;
    let Ok(length) = usize::try_from(length) else {
        return Err(thread.value_error("length argument must be non-negative"));
    };
    if let Integer::Small(value @ 0..) = integer
        && (1..8).contains(&length)
        && value >> (8 * length - usize::from(signed)) == 0
    {
        let mut raw = if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let raw = if little { &mut raw[..length] } else { &mut raw[8 - length..] };
        return Ok(crate::bytes::new(thread, raw));
    }
    let mut bytes = to_bytes(thread, integer, length, signed)?;
    if !little {
        bytes.reverse();
    }
    Ok(crate::bytes::new(thread, &bytes))
}

/// Bytes that fit into a word.
fn short(bytes: &[u8]) -> Option<[u8; 8]> {
    let mut raw = [0; 8];
    raw.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(raw)
}

fn int_from_bytes(
    thread: &mut Thread,
    class: Word,
    object: Word,
    order: Word,
    signed: Word,
) -> Result {
    let little = is_little(thread, order)?;
    let signed = !signed.is_null() && operation::truth(thread, signed)?;
    let bytes = if let Some(bytes) = crate::bytes::data(object) {
        bytes
    } else if is_int(object) || string::is_str(object) {
        let name = class_name(object);
        return Err(thread.type_error(format!("cannot convert '{name}' object to bytes")));
    } else {
        let copy = thread.call(Builtin::Bytes.word(), &[object])?;
        crate::bytes::data(copy).unwrap_or(&[])
    };
    let value = if little || bytes.len() < 2 {
        from_bytes(thread, bytes, signed)
    } else if let Some(mut raw) = short(bytes) {
        let raw = &mut raw[..bytes.len()];
        raw.reverse();
        from_bytes(thread, raw, signed)
    } else {
        let mut reversed = bytes.to_vec();
        reversed.reverse();
        from_bytes(thread, &reversed, signed)
    };
    if class == Builtin::Int.word() { Ok(value) } else { thread.call(class, &[value]) }
}
