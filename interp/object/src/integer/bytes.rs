//! `int.to_bytes` and `int.from_bytes`: two's complement of any length.

use super::{Integer, borrow, from_big};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use dashu_int::{IBig, UBig};
use tracer::Word;

/// The bytes of an int, little end first; messages as Python's.
pub fn to_bytes(
    thread: &mut Thread,
    integer: Integer,
    length: usize,
    signed: bool,
) -> Result<Vec<u8>> {
    let negative = integer.is_negative();
    if negative && !signed {
        return Err(thread.raise(Builtin::OverflowError, "can't convert negative int to unsigned"));
    }
    // A negative number needs as many bits as its complement, and a sign bit.
    let bits = if negative {
        match integer {
            Integer::Small(value) => 64 - u64::from((!value).leading_zeros()),
            big => {
                let complement: IBig = !&*borrow(big);
                let words = complement.as_sign_words().1;
                64 * words.len() as u64
                    - words.last().map_or(0, |top| u64::from(top.leading_zeros()))
            }
        }
    } else {
        integer.bit_length()
    };
    let needed = bits + u64::from(signed && !integer.is_zero());
    if needed > 8 * length as u64 {
        return Err(thread.raise(Builtin::OverflowError, "int too big to convert"));
    }
    let mut bytes = Vec::new();
    if bytes.try_reserve_exact(length).is_err() {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    let words: &[u64] = match integer {
        Integer::Small(value) => &[value.unsigned_abs()],
        Integer::Big(big) => big.words(),
    };
    let mut carry = negative;
    for index in 0..length {
        let word = words.get(index / 8).copied().unwrap_or(0);
        let mut byte = (word >> (index % 8 * 8)) as u8;
        if negative {
            (byte, carry) = (!byte).overflowing_add(carry as u8);
        }
        bytes.push(byte);
    }
    Ok(bytes)
}

/// The int of bytes, little end first.
pub fn from_bytes(thread: &mut Thread, bytes: &[u8], signed: bool) -> Word {
    let negative = signed && bytes.last().is_some_and(|top| top & 0x80 != 0);
    if bytes.len() <= 8 {
        let mut raw = [if negative { 0xff } else { 0 }; 8];
        raw[..bytes.len()].copy_from_slice(bytes);
        return if signed {
            super::from_i64(thread, i64::from_le_bytes(raw))
        } else {
            super::from_u64(thread, u64::from_le_bytes(raw))
        };
    }
    let magnitude = IBig::from(UBig::from_le_bytes(bytes));
    let value = if negative { magnitude - (IBig::ONE << (8 * bytes.len())) } else { magnitude };
    from_big(thread, &value)
}
