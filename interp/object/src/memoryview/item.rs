//! Items of a view: from bytes to objects and back, by the native formats of `struct`.

use super::MemoryView;
use crate::error::{Raised, Result};
use crate::thread::Thread;
use crate::{bytes, float, integer, operation, string};
use tracer::Word;

/// Size of one item of a native format; `None` for an unknown letter.
pub fn size(letter: u8) -> Option<usize> {
    Some(match letter {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => return None,
    })
}

/// A half-precision float, widened.
pub fn half_to_float(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

/// Rounded to half precision, ties to even; `None` where it is too large.
pub fn float_to_half(value: f64) -> Option<u16> {
    let sign = u16::from(value.is_sign_negative()) << 15;
    let magnitude = value.abs();
    if value.is_nan() {
        return Some(sign | 0x7e00);
    }
    if magnitude.is_infinite() {
        return Some(sign | 0x7c00);
    }
    if magnitude < 2f64.powi(-14) {
        // Subnormals count in steps of 2^-24; rounding up to 1024 gives the smallest normal number.
        return Some(sign | (magnitude * 2f64.powi(24)).round_ties_even() as u16);
    }
    let exponent = (magnitude.to_bits() >> 52) as i32 - 1023;
    let fraction = (magnitude / 2f64.powi(exponent) - 1.0) * 1024.0;
    let bits = ((exponent + 15) as u32) << 10;
    let bits = bits + fraction.round_ties_even() as u32;
    (bits < 0x7c00).then_some(sign | bits as u16)
}

/// The item at an address.
pub fn load(thread: &mut Thread, letter: u8, at: *const u8) -> Result {
    macro_rules! read {
        ($type:ty) => {
            // SAFETY: the address of an item of this size in memory that a view keeps alive.
            unsafe { (at as *const $type).read_unaligned() }
        };
    }
    Ok(match letter {
        b'B' => Word::from_int(i64::from(read!(u8))),
        b'b' => Word::from_int(i64::from(read!(i8))),
        b'h' => Word::from_int(i64::from(read!(i16))),
        b'H' => Word::from_int(i64::from(read!(u16))),
        b'i' => Word::from_int(i64::from(read!(i32))),
        b'I' => Word::from_int(i64::from(read!(u32))),
        b'l' | b'q' | b'n' => integer::from_i64(thread, read!(i64)),
        b'L' | b'Q' | b'N' | b'P' => integer::from_u64(thread, read!(u64)),
        b'f' => float::new(thread, f64::from(read!(f32))),
        b'd' => float::new(thread, read!(f64)),
        b'e' => float::new(thread, half_to_float(read!(u16))),
        b'?' => Word::from_bool(read!(u8) != 0),
        b'c' => bytes::new(thread, &[read!(u8)]),
        _ => return Err(unsupported(thread, letter)),
    })
}

#[cold]
fn unsupported(thread: &mut Thread, letter: u8) -> Raised {
    let letter = letter as char;
    thread.not_implemented(format!("memoryview: format {letter} not supported"))
}

fn invalid(thread: &mut Thread, what: &str, letter: u8) -> Raised {
    let text = format!("memoryview: invalid {what} for format '{}'", letter as char);
    if what == "type" { thread.type_error(text) } else { thread.value_error(text) }
}

/// Stores an object as the item at an address.
pub fn store(thread: &mut Thread, letter: u8, at: *mut u8, value: Word) -> Result<()> {
    macro_rules! write {
        ($value:expr) => {{
            let value = $value;
            // SAFETY: the address of an item of this size in memory that a view keeps alive.
            unsafe {
                (at as *mut u8)
                    .copy_from_nonoverlapping((&raw const value).cast(), size_of_val(&value))
            }
        }};
    }
    match letter {
        b'f' | b'd' | b'e' => {
            let number = float::from_object(thread, value);
            let Some(number) = thread.absorb(number, crate::Builtin::TypeError)? else {
                return Err(invalid(thread, "type", letter));
            };
            match letter {
                b'd' => write!(number),
                b'f' => {
                    let narrow = number as f32;
                    if narrow.is_infinite() && number.is_finite() {
                        return Err(invalid(thread, "value", letter));
                    }
                    write!(narrow)
                }
                _ => match float_to_half(number) {
                    Some(half) => write!(half),
                    None => return Err(invalid(thread, "value", letter)),
                },
            }
        }
        b'?' => write!(u8::from(operation::truth(thread, value)?)),
        b'c' => match bytes::data(value).filter(|_| bytes::is_bytes(value)) {
            Some(&[byte]) => write!(byte),
            Some(_) => return Err(invalid(thread, "value", letter)),
            None => return Err(invalid(thread, "type", letter)),
        },
        _ => {
            if !crate::argument::has_index(value) {
                return Err(invalid(thread, "type", letter));
            }
            let number = operation::index(thread, value)?;
            store_integer(thread, letter, at, number)?;
        }
    }
    Ok(())
}

fn store_integer(thread: &mut Thread, letter: u8, at: *mut u8, number: Word) -> Result<()> {
    let signed = integer::to_i64(number);
    macro_rules! write {
        ($type:ty) => {
            match signed.and_then(|number| <$type>::try_from(number).ok()) {
                // SAFETY: the address of an item of this size in memory that a view keeps alive.
                Some(value) => unsafe { (at as *mut $type).write_unaligned(value) },
                None => return Err(invalid(thread, "value", letter)),
            }
        };
    }
    match letter {
        b'B' => write!(u8),
        b'b' => write!(i8),
        b'h' => write!(i16),
        b'H' => write!(u16),
        b'i' => write!(i32),
        b'I' => write!(u32),
        b'l' | b'q' | b'n' => write!(i64),
        b'L' | b'Q' | b'N' | b'P' => match signed {
            Some(_) => write!(u64),
            None => {
                // Beyond 63 bits: half of it by `>>`, which knows big integers.
                let shift = Word::from_int(32);
                let high = operation::binary(thread, operation::Binary::RightShift, number, shift)?;
                let mask = Word::from_int(0xffff_ffff);
                let low = operation::binary(thread, operation::Binary::And, number, mask)?;
                let (high, low) = (integer::to_i64(high), integer::to_i64(low));
                match (high.and_then(|high| u32::try_from(high).ok()), low) {
                    (Some(high), Some(low)) => {
                        let value = u64::from(high) << 32 | low as u64;
                        // SAFETY: as above.
                        unsafe { (at as *mut u64).write_unaligned(value) }
                    }
                    _ => return Err(invalid(thread, "value", letter)),
                }
            }
        },
        _ => return Err(unsupported(thread, letter)),
    }
    Ok(())
}

/// The letter of a view's format, or NotImplementedError.
pub fn letter(thread: &mut Thread, view: &MemoryView) -> Result<u8> {
    match view.letter().filter(|&letter| size(letter).is_some()) {
        Some(letter) => Ok(letter),
        None => {
            let format = string::lossy(view.format);
            Err(thread.not_implemented(format!("memoryview: unsupported format {format}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_floats() {
        for bits in [0u16, 1, 0x3ff, 0x400, 0x3c00, 0x7bff, 0x7c00, 0x8000, 0xbc00] {
            assert_eq!(float_to_half(half_to_float(bits)), Some(bits), "{bits:#x}");
        }
        assert_eq!(float_to_half(65519.9), Some(0x7bff));
        assert_eq!(float_to_half(65520.0), None);
        assert_eq!(float_to_half(1.0 + 1.0 / 2048.0), Some(0x3c00));
        assert_eq!(half_to_float(0x6161), 688.5);
    }
}
