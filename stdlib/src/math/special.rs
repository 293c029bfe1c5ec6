//! Numerical algorithms of `math` that the C library does not have, or not well enough.

unsafe extern "C" {
    #[link_name = "acosh"]
    safe fn c_acosh(x: f64) -> f64;
    #[link_name = "asinh"]
    safe fn c_asinh(x: f64) -> f64;
    #[link_name = "atanh"]
    safe fn c_atanh(x: f64) -> f64;
    #[link_name = "tgamma"]
    safe fn c_gamma(x: f64) -> f64;
    #[link_name = "lgamma"]
    safe fn c_lgamma(x: f64) -> f64;
    #[link_name = "ldexp"]
    safe fn c_ldexp(x: f64, exponent: i32) -> f64;
}

pub fn acosh(x: f64) -> f64 {
    c_acosh(x)
}
pub fn asinh(x: f64) -> f64 {
    c_asinh(x)
}
pub fn atanh(x: f64) -> f64 {
    c_atanh(x)
}
pub fn ldexp(x: f64, exponent: i32) -> f64 {
    c_ldexp(x, exponent)
}

/// Gamma; exact for small integers, where the C library may be off by a bit.
pub fn gamma(x: f64) -> f64 {
    if x == x.floor() && (1.0..=23.0).contains(&x) {
        return (1..x as u64).map(|factor| factor as f64).product();
    }
    c_gamma(x)
}

/// Logarithm of the absolute value of gamma.
pub fn lgamma(x: f64) -> f64 {
    if x.is_infinite() {
        return f64::INFINITY;
    }
    c_lgamma(x)
}

/// Mantissa in 0.5..1 and exponent.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        let (mantissa, exponent) = frexp(x * 2f64.powi(64));
        return (mantissa, exponent - 64);
    }
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent - 1022)
}

/// Square root of the sum of squares of non-negative numbers: scaled by a power of two, squares and
/// sum with their rounding errors, one correction of the root.
pub fn norm(values: &[f64]) -> f64 {
    if values.iter().any(|value| value.is_infinite()) {
        return f64::INFINITY;
    }
    if values.iter().any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let largest = values.iter().copied().fold(0.0, f64::max);
    if largest == 0.0 || values.len() <= 1 {
        return largest;
    }
    let (_, exponent) = frexp(largest);
    if exponent < -1023 {
        // Subnormal: the scale itself would overflow.
        return 2f64.powi(-1022)
            * norm(&values.iter().map(|v| v * 2f64.powi(1022)).collect::<Vec<_>>());
    }
    let scale = ldexp(1.0, -exponent);
    let (mut sum, mut lost, mut low) = (1.0f64, 0.0f64, 0.0f64);
    for value in values {
        let scaled = value * scale;
        let square = scaled * scaled;
        lost += scaled.mul_add(scaled, -square);
        let next = sum + square;
        low += square - (next - sum);
        sum = next;
    }
    let root = (sum - 1.0 + (lost + low)).sqrt();
    let square = -root * root;
    let error = (-root).mul_add(root, -square);
    let next = sum + square;
    low += square - (next - sum);
    let rest = next - 1.0 + (lost + error + low);
    (root + rest / (2.0 * root)) / scale
}

/// Why an exact sum has no value.
#[derive(Debug, PartialEq, Eq)]
pub enum SumError {
    Overflow,
    Infinities,
}

/// A sum without rounding errors: partial sums that do not overlap, in increasing order (Shewchuk).
#[derive(Default)]
pub struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
    overflow: bool,
}

impl ExactSum {
    pub fn add(&mut self, value: f64) {
        let original = value;
        let mut x = value;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let mut y = self.partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x == 0.0 {
            return;
        }
        if x.is_finite() {
            self.partials.push(x);
            return;
        }
        if original.is_finite() {
            self.overflow = true;
            return;
        }
        if original.is_infinite() {
            self.infinities += original;
        }
        self.special += original;
        self.partials.clear();
    }

    pub fn total(&self) -> Result<f64, SumError> {
        if self.overflow && self.special == 0.0 {
            return Err(SumError::Overflow);
        }
        if self.special != 0.0 {
            return if self.infinities.is_nan() {
                Err(SumError::Infinities)
            } else {
                Ok(self.special)
            };
        }
        let mut rest = self.partials.iter().rev().copied();
        let Some(mut high) = rest.next() else { return Ok(0.0) };
        let mut low = 0.0;
        let mut below = None;
        while let Some(next) = rest.next() {
            let x = high;
            high = x + next;
            low = next - (high - x);
            if low != 0.0 {
                below = rest.next();
                break;
            }
        }
        // Half-way cases round by what lies below.
        if let Some(below) = below
            && ((low < 0.0 && below < 0.0) || (low > 0.0 && below > 0.0))
        {
            let twice = low * 2.0;
            let x = high + twice;
            if twice == x - high {
                high = x;
            }
        }
        Ok(high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact() {
        let mut sum = ExactSum::default();
        for _ in 0..10 {
            sum.add(0.1);
        }
        assert_eq!(sum.total(), Ok(1.0));
        let mut sum = ExactSum::default();
        for value in [1e100, 1.0, -1e100] {
            sum.add(value);
        }
        assert_eq!(sum.total(), Ok(1.0));
    }

    #[test]
    fn mantissas_and_norms() {
        assert_eq!(frexp(8.0), (0.5, 4));
        assert_eq!(frexp(5e-324), (0.5, -1073));
        assert_eq!(norm(&[3.0, 4.0]), 5.0);
        assert_eq!(norm(&[1e300, 1e300]), 1.4142135623730952e300);
    }
}

unsafe extern "C" {
    safe fn erf(x: f64) -> f64;
    safe fn erfc(x: f64) -> f64;
}

pub fn error_function(x: f64) -> f64 {
    erf(x)
}

pub fn complementary_error_function(x: f64) -> f64 {
    erfc(x)
}
