//! Floats, and their tagged form.
//!
//! Encoding adds an offset to the IEEE bits and rotates to the left by three; the result is an
//! immediate where its low bits are `10`. Zeros trade places with +-2^-255, so the words 2 and 6
//! mean +-0.0, and a float whose code would be 2 or 6 is boxed. With `r` the same sum rotated by
//! one instead, the tag lies in the top bits and immediates are one range of signed numbers, from
//! the smallest plus 2 (the codes 2 and 6 are the two left out) to where the top bits become `11`.
//! So `r - 2` against the end of that range is a single test. Zeros fail it and are sorted out in
//! the cold block, before the run time is asked for a box.

use super::{Lowering, trusted};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value};
use cranelift_frontend::FuncInstBuilder;
use tracer::word::float_format::{OFFSET, ROTATION, TRADED};
use tracer::{Arg, Word};

// The codes of the zeros, on which the two tests below rely.
const _: () = {
    assert!(TRADED.wrapping_add(OFFSET).rotate_left(ROTATION) == 2);
    assert!((TRADED | 1 << 63).wrapping_add(OFFSET).rotate_left(ROTATION) == 6);
};

/// Where the immediates end, in the form of the test.
const PAST_IMMEDIATES: i64 = -(1 << 62) - 2;

/// Where the processor cannot round.
extern "C" fn floor(value: f64) -> f64 {
    value.floor()
}

/// A float on its way to a word.
struct Encoded {
    bits: Value,
    word: Value,
    /// Whether `word` is right.
    immediate: Value,
}

impl Lowering<'_, '_> {
    pub(super) fn float_binary(
        &mut self,
        args: &[Arg],
        emit: fn(FuncInstBuilder<'_, '_>, Value, Value) -> Value,
    ) -> Value {
        let (a, b) = (self.arg(args[0]), self.arg(args[1]));
        emit(self.builder.ins(), a, b)
    }

    pub(super) fn float_unary(
        &mut self,
        arg: Arg,
        emit: fn(FuncInstBuilder<'_, '_>, Value) -> Value,
    ) -> Value {
        let value = self.arg(arg);
        emit(self.builder.ins(), value)
    }

    pub(super) fn float_floor(&mut self, arg: Arg) -> Value {
        let value = self.arg(arg);
        if self.target.has_floor {
            return self.builder.ins().floor(value);
        }
        let mut signature = super::signature(self.target.native_convention, [F64]);
        signature.returns[0].value_type = F64;
        let signature = self.signature(signature);
        let callee = self.constant(floor as *const () as u64);
        let call = self.builder.ins().call_indirect(signature, callee, &[value]);
        self.builder.inst_results(call)[0]
    }

    pub(super) fn float_to_int(&mut self, arg: Arg) -> Value {
        let value = self.arg(arg);
        let plain = self.builder.ins().fcvt_to_sint_sat(I64, value);
        self.doubled(plain)
    }

    pub(super) fn unbox_float(&mut self, arg: Arg) -> Value {
        if let Arg::Word(word) = arg {
            return self.builder.ins().f64const(word.float());
        }
        let word = self.arg(arg);
        super::float::decode(&mut self.builder, word)
    }

    pub(super) fn box_float(&mut self, arg: Arg) -> Value {
        if let Arg::Float(bits) = arg
            && let Some(word) = Word::try_from_float(f64::from_bits(bits))
        {
            return self.constant(word.0);
        }
        let value = self.arg(arg);
        let done = self.builder.create_block();
        let result = self.builder.append_block_param(done, I64);
        let Encoded { bits, word, immediate } = self.encode(value);
        let rare = self.cold_block();
        self.builder.ins().brif(immediate, done, &[word.into()], rare, &[]);
        self.builder.switch_to_block(rare);
        let (zero, boxed) = self.zero_or(bits);
        self.builder.ins().jump(done, &[zero.into()]);
        self.builder.switch_to_block(boxed);
        let word = self.call_box_float(value);
        self.builder.ins().jump(done, &[word.into()]);
        self.builder.switch_to_block(done);
        result
    }

    /// Stores a float as a word. Only a box, which is rare, is a pointer that wants a barrier.
    pub(super) fn store_boxed_float(&mut self, object: Value, base: Value, offset: i32, arg: Arg) {
        let value = self.arg(arg);
        let (fast, rare) = (self.builder.create_block(), self.cold_block());
        let done = self.builder.create_block();
        let Encoded { bits, word, immediate } = self.encode(value);
        self.builder.ins().brif(immediate, fast, &[], rare, &[]);
        self.builder.switch_to_block(rare);
        let (zero, boxed) = self.zero_or(bits);
        self.publish(zero, base, offset, false);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(boxed);
        let pointer = self.call_box_float(value);
        self.publish(pointer, base, offset, true);
        self.barrier(object, base, offset);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(fast);
        self.publish(word, base, offset, false);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    fn encode(&mut self, value: Value) -> Encoded {
        // The run time may collect while it makes a box.
        self.fresh.clear();
        let builder = &mut self.builder;
        let bits = builder.ins().bitcast(I64, MemFlagsData::new(), value);
        let moved = builder.ins().iadd_imm_s(bits, OFFSET as i64);
        let word = builder.ins().rotl_imm_u(moved, ROTATION as i64);
        let code = builder.ins().rotl_imm_u(moved, 1);
        let code = builder.ins().iadd_imm_s(code, -2);
        let immediate = builder.ins().icmp_imm_s(IntCC::SignedLessThan, code, PAST_IMMEDIATES);
        Encoded { bits, word, immediate }
    }

    /// Sorts out the zeros: their word, in the block that is current then, and the block for what
    /// needs a box.
    fn zero_or(&mut self, bits: Value) -> (Value, Block) {
        let (zero, boxed) = (self.cold_block(), self.cold_block());
        let magnitude = self.builder.ins().ishl_imm_u(bits, 1);
        self.builder.ins().brif(magnitude, boxed, &[], zero, &[]);
        self.builder.switch_to_block(zero);
        let sign = self.builder.ins().ushr_imm_u(bits, 63);
        let sign = self.builder.ins().ishl_imm_u(sign, 2);
        (self.builder.ins().bor_imm_s(sign, 2), boxed)
    }

    pub(super) fn load_float(&mut self, base: Value, offset: i32) -> Value {
        self.builder.ins().load(F64, trusted(), base, offset)
    }
}

/// The float of an immediate's word.
pub(super) fn decode(builder: &mut cranelift_frontend::FunctionBuilder<'_>, word: Value) -> Value {
    let moved = builder.ins().rotr_imm_u(word, ROTATION as i64);
    // Of the words 2 and 6 the sign remains, in its place.
    let usual = builder.ins().iconst(I64, (OFFSET as i64).wrapping_neg());
    let of_zero = builder.ins().iconst(I64, (2u64.rotate_right(ROTATION) as i64).wrapping_neg());
    let is_zero = builder.ins().icmp_imm_u(IntCC::UnsignedLessThan, word, 8);
    let offset = builder.ins().select(is_zero, of_zero, usual);
    let bits = builder.ins().iadd(moved, offset);
    builder.ins().bitcast(F64, MemFlagsData::new(), bits)
}
