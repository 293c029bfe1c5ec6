//! Integers, doubled.
//!
//! With `A = 2a` and `B = 2b`: sums, differences, bit operations and comparisons work on A and B
//! as they are. A product needs one operand halved. A quotient `A / B` is the plain quotient and
//! is doubled afterwards; a remainder `A rem B` is doubled already. Division rounds towards minus
//! infinity:
//!
//! * by a power of two it is a shift or a mask;
//! * by another positive constant `d`, with `s` the sign of `A` (all ones or zero), it is
//!   `s ^ ((s ^ A) / d)`, for `~x / d` rounds the other way; the inner division is unsigned, of 63
//!   bits, and so a multiplication by `2^(63 + k) / d` rounded up, which fits 64 bits;
//! * otherwise the machine divides and the result is corrected where the signs differ.
//!
//! An overflow flag costs `seto; test; jnz` in Cranelift. With a constant on one side a plain
//! comparison of the result with the other operand says the same.

use super::{Knowledge, Lowering, guard::Test};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::FuncInstBuilder;
use tracer::{Arg, OpRef};

/// Clears the bit that a shift to the right has moved into the place of the tag.
const EVEN: i64 = !1;

impl Lowering<'_, '_> {
    pub(super) fn int_binary(
        &mut self,
        args: &[Arg],
        emit: fn(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) -> Value {
        let (a, b) = (self.arg(args[0]), self.arg(args[1]));
        emit(self.builder.ins(), a, b)
    }

    /// The number itself, not doubled.
    pub(super) fn plain_int(&mut self, arg: Arg) -> Value {
        match arg {
            Arg::Int(number) => self.constant(number as u64),
            _ => {
                let doubled = self.arg(arg);
                self.builder.ins().sshr_imm_u(doubled, 1)
            }
        }
    }

    pub(super) fn doubled(&mut self, plain: Value) -> Value {
        self.builder.ins().ishl_imm_u(plain, 1)
    }

    pub(super) fn unbox_int(&mut self, arg: Arg) -> Value {
        let word = self.arg(arg);
        self.builder.ins().iadd_imm_s(word, -1)
    }

    pub(super) fn box_int(&mut self, arg: Arg) -> Value {
        if let Arg::Int(number) = arg {
            return self.constant(tracer::Word::from_int(number).0);
        }
        let doubled = self.arg(arg);
        self.builder.ins().bor_imm_s(doubled, 1)
    }

    /// The operands with a constant, if there is one, on the right.
    fn constant_last(args: &[Arg]) -> (Arg, Arg) {
        if matches!(args[0], Arg::Int(_)) { (args[1], args[0]) } else { (args[0], args[1]) }
    }

    pub(super) fn int_mul(&mut self, args: &[Arg]) -> Value {
        let (a, b) = Self::constant_last(args);
        let (a, b) = (self.arg(a), self.plain_int(b));
        self.builder.ins().imul(a, b)
    }

    pub(super) fn int_add_overflow(&mut self, at: OpRef, args: &[Arg]) -> Value {
        let (a, b) = Self::constant_last(args);
        let (left, right) = (self.arg(a), self.arg(b));
        let Arg::Int(number) = b else {
            let (sum, flag) = self.builder.ins().sadd_overflow(left, right);
            self.overflows.push((at, Test::NonZero(flag)));
            return sum;
        };
        let sum = self.builder.ins().iadd(left, right);
        self.overflows.push((at, moved_wrongly(sum, left, number.signum())));
        sum
    }

    pub(super) fn int_sub_overflow(&mut self, at: OpRef, args: &[Arg]) -> Value {
        let (left, right) = (self.arg(args[0]), self.arg(args[1]));
        let Arg::Int(number) = args[1] else {
            let (difference, flag) = self.builder.ins().ssub_overflow(left, right);
            self.overflows.push((at, Test::NonZero(flag)));
            return difference;
        };
        let difference = self.builder.ins().isub(left, right);
        self.overflows.push((at, moved_wrongly(difference, left, -number.signum())));
        difference
    }

    pub(super) fn int_mul_overflow(&mut self, at: OpRef, args: &[Arg]) -> Value {
        let (a, b) = Self::constant_last(args);
        if let Arg::Int(number) = b
            && number > 0
            && (number as u64).is_power_of_two()
        {
            return self.shift_left(at, a, number.trailing_zeros());
        }
        let (left, right) = (self.arg(a), self.plain_int(b));
        let (product, flag) = self.builder.ins().smul_overflow(left, right);
        self.overflows.push((at, Test::NonZero(flag)));
        product
    }

    fn shift_left(&mut self, at: OpRef, arg: Arg, by: u32) -> Value {
        let value = self.arg(arg);
        let shifted = self.builder.ins().ishl_imm_u(value, by as i64);
        let back = self.builder.ins().sshr_imm_u(shifted, by as i64);
        self.overflows.push((at, Test::Int(IntCC::NotEqual, back, value)));
        shifted
    }

    pub(super) fn int_shl_overflow(&mut self, at: OpRef, args: &[Arg]) -> Value {
        if let Arg::Int(by @ 0..=62) = args[1] {
            return self.shift_left(at, args[0], by as u32);
        }
        let (value, by) = (self.arg(args[0]), self.plain_int(args[1]));
        let shifted = self.builder.ins().ishl(value, by);
        let back = self.builder.ins().sshr(shifted, by);
        self.overflows.push((at, Test::Int(IntCC::NotEqual, back, value)));
        shifted
    }

    pub(super) fn int_shr(&mut self, args: &[Arg]) -> Value {
        let (value, by) = (self.arg(args[0]), self.plain_int(args[1]));
        let shifted = self.builder.ins().sshr(value, by);
        self.builder.ins().band_imm_s(shifted, EVEN)
    }

    pub(super) fn int_floor_div(&mut self, args: &[Arg]) -> Value {
        let dividend = self.arg(args[0]);
        if let Arg::Int(divisor @ 1..) = args[1] {
            if (divisor as u64).is_power_of_two() {
                let by = divisor.trailing_zeros() as i64;
                let shifted = self.builder.ins().sshr_imm_u(dividend, by);
                return self.builder.ins().band_imm_s(shifted, EVEN);
            }
            let quotient = self.floor_quotient(dividend, divisor as u64 * 2);
            return self.doubled(quotient);
        }
        let divisor = self.arg(args[1]);
        let quotient = self.builder.ins().sdiv(dividend, divisor);
        let product = self.builder.ins().imul(quotient, divisor);
        let remainder = self.builder.ins().isub(dividend, product);
        if self.is_known_positive(args[1]) {
            let below = self.builder.ins().sshr_imm_u(remainder, 63);
            let floor = self.builder.ins().iadd(quotient, below);
            return self.doubled(floor);
        }
        let differ = self.needs_correction(remainder, divisor);
        let differ = self.builder.ins().uextend(I64, differ);
        let floor = self.builder.ins().isub(quotient, differ);
        self.doubled(floor)
    }

    pub(super) fn int_mod(&mut self, args: &[Arg]) -> Value {
        let dividend = self.arg(args[0]);
        if let Arg::Int(number @ 1..) = args[1] {
            let divisor = number as u64 * 2;
            if divisor.is_power_of_two() {
                return self.builder.ins().band_imm_s(dividend, (divisor - 2) as i64);
            }
            let quotient = self.floor_quotient(dividend, divisor);
            let divisor = self.constant(divisor);
            let product = self.builder.ins().imul(quotient, divisor);
            return self.builder.ins().isub(dividend, product);
        }
        let divisor = self.arg(args[1]);
        let remainder = self.builder.ins().srem(dividend, divisor);
        if self.is_known_positive(args[1]) {
            let below = self.builder.ins().sshr_imm_u(remainder, 63);
            let correction = self.builder.ins().band(below, divisor);
            return self.builder.ins().iadd(remainder, correction);
        }
        let differ = self.needs_correction(remainder, divisor);
        let corrected = self.builder.ins().iadd(remainder, divisor);
        self.builder.ins().select(differ, corrected, remainder)
    }

    fn is_known_positive(&self, arg: Arg) -> bool {
        matches!(arg, Arg::Op(op) if self.known[op.0 as usize] == Knowledge::Positive)
    }

    /// Whether a division that rounded towards zero must round down: the remainder is not zero
    /// and its sign is not the divisor's.
    fn needs_correction(&mut self, remainder: Value, divisor: Value) -> Value {
        let signs = self.builder.ins().bxor(remainder, divisor);
        let differ = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, signs, 0);
        let inexact = self.builder.ins().icmp_imm_s(IntCC::NotEqual, remainder, 0);
        self.builder.ins().band(differ, inexact)
    }

    /// `dividend / divisor` rounded down, for a divisor that is no power of two.
    fn floor_quotient(&mut self, dividend: Value, divisor: u64) -> Value {
        let (factor, shift) = reciprocal(divisor);
        let sign = self.builder.ins().sshr_imm_u(dividend, 63);
        let magnitude = self.builder.ins().bxor(dividend, sign);
        let factor = self.constant(factor);
        let high = self.builder.ins().umulhi(magnitude, factor);
        let quotient = self.builder.ins().ushr_imm_u(high, shift as i64);
        self.builder.ins().bxor(quotient, sign)
    }

    pub(super) fn int_to_float(&mut self, arg: Arg) -> Value {
        let plain = self.plain_int(arg);
        self.builder.ins().fcvt_from_sint(F64, plain)
    }
}

/// Whether `result`, which is `before` plus something of the given sign, lies on the wrong side.
fn moved_wrongly(result: Value, before: Value, sign: i64) -> Test {
    match sign {
        1 => Test::Int(IntCC::SignedLessThan, result, before),
        -1 => Test::Int(IntCC::SignedGreaterThan, result, before),
        _ => Test::Constant(false),
    }
}

/// `(m, s)` such that `(x * m) >> 64 >> s` is `x / divisor` for every `x` below 2^63.
///
/// With `k` the number of bits of `divisor`, `m` is `2^(63 + k) / divisor` rounded up, so `m *
/// divisor` exceeds `2^(63 + k)` by at most `divisor`, which is less than `2^k`: the error stays
/// below `1 / divisor`.
fn reciprocal(divisor: u64) -> (u64, u32) {
    debug_assert!(divisor > 2 && !divisor.is_power_of_two());
    let bits = 64 - divisor.leading_zeros();
    let factor = (1u128 << (63 + bits)) / divisor as u128 + 1;
    (factor as u64, bits - 1)
}

#[cfg(test)]
mod tests {
    use super::reciprocal;

    #[test]
    fn reciprocals_divide_exactly() {
        let divisors = [3, 5, 6, 7, 10, 14, 20, 100, 641, 1_000_006, (1 << 62) + 2, (1 << 63) - 2];
        for divisor in divisors {
            let (factor, shift) = reciprocal(divisor);
            for seed in 0..64u32 {
                let edge = (1u64 << seed).wrapping_sub(1) >> 1;
                for value in [edge, edge / divisor * divisor, (edge / divisor * divisor).max(1) - 1]
                {
                    let high = ((value as u128 * factor as u128) >> 64) as u64;
                    assert_eq!(high >> shift, value / divisor, "{value} / {divisor}");
                }
            }
        }
    }
}
