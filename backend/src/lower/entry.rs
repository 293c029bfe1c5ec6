//! Ways into compiled code, and the last step out of it.
//!
//! The typed entry of a loop is the unit itself. Its generic entry is a small function before it:
//! it loads the parameters from their slots, looks whether they are of the kinds that the unit was
//! made for, unboxes them and jumps. A function is only ever entered generically, by calls through
//! its cell, so its code begins with the same loads and there is no other entry. The trampoline is
//! how Rust gets in: it speaks C on its outside and
//! the tail-call convention on its inside. The exit thunks take the place of bridges that do not
//! exist: they receive what a bridge would and hand it to the run time.

use super::{Lowering, exit_signature, float, signature, trusted, unit_signature};
use crate::isa::Target;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{
    Block, ExtFuncData, ExternalName, Function, InstBuilder, UserExternalName, Value,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use tracer::{Kind, Runtime, Unit, Word};

impl Lowering<'_, '_> {
    /// The beginning of a function: it goes no deeper than the native stack reaches, and takes its
    /// parameters from their slots.
    pub(super) fn enter_function(&mut self) {
        self.check_depth();
        let refuse = self.cold_block();
        let params = load_params(&mut self.builder, self.unit, self.frame, refuse);
        for (value, param) in self.values.iter_mut().zip(params) {
            *value = Some(param);
        }
        let body = self.builder.create_block();
        self.builder.ins().jump(body, &[]);
        self.builder.switch_to_block(refuse);
        let interpret = self.runtime.interpret_function;
        let word = self.call_runtime(interpret, &[self.thread, self.frame]);
        self.builder.ins().return_(&[word]);
        self.builder.switch_to_block(body);
    }

    fn check_depth(&mut self) {
        let (deep, answered) = (self.cold_block(), self.cold_block());
        let enough = self.builder.create_block();
        let stack = self.builder.ins().get_stack_pointer(I64);
        let offset = self.runtime.native_limit_offset;
        let limit = self.builder.ins().load(I64, trusted(), self.thread, offset);
        let below = self.builder.ins().icmp(IntCC::UnsignedLessThan, stack, limit);
        let end = self.slot_address(self.unit.highest_slot() + 1);
        let offset = self.runtime.counted_limit_offset;
        let limit = self.builder.ins().load(I64, trusted(), self.thread, offset);
        let above = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
        let either = self.builder.ins().bor(below, above);
        self.builder.ins().brif(either, deep, &[], enough, &[]);
        self.builder.switch_to_block(deep);
        let word = self.call_runtime(self.runtime.deep_call, &[self.thread, end, self.frame]);
        let goes_on = self.builder.ins().icmp_imm_u(IntCC::Equal, word, Word::REFUSED.0 as i64);
        self.builder.ins().brif(goes_on, enough, &[], answered, &[]);
        self.builder.switch_to_block(answered);
        self.builder.ins().return_(&[word]);
        self.builder.switch_to_block(enough);
    }
}

/// Loads the parameters of `unit` from their slots and unboxes them; goes to `refuse` where one is
/// not of its kind. A single branch tests all of them.
fn load_params(
    builder: &mut FunctionBuilder<'_>,
    unit: &Unit,
    frame: Value,
    refuse: Block,
) -> Vec<Value> {
    let words: Vec<Value> = unit
        .params
        .iter()
        .map(|param| builder.ins().load(I64, trusted(), frame, 8 * param.slot))
        .collect();
    let mut wrong: Option<Value> = None;
    for (param, word) in unit.params.iter().zip(&words) {
        let (tag, mask) = match param.kind {
            Kind::Int => (1, 1),
            Kind::Float => (2, 3),
            _ => continue,
        };
        let difference = builder.ins().bxor_imm_s(*word, tag);
        let difference = builder.ins().band_imm_s(difference, mask);
        wrong = Some(match wrong {
            Some(others) => builder.ins().bor(others, difference),
            None => difference,
        });
    }
    if let Some(wrong) = wrong {
        let right = builder.create_block();
        builder.ins().brif(wrong, refuse, &[], right, &[]);
        builder.switch_to_block(right);
    }
    let unboxed = unit.params.iter().zip(words).map(|(param, word)| match param.kind {
        Kind::Int => builder.ins().iadd_imm_s(word, -1),
        Kind::Float => float::decode(builder, word),
        _ => word,
    });
    unboxed.collect()
}

/// Lowers the generic entry of `unit`, a loop, whose typed entry is the only external function.
pub(crate) fn generic_entry(
    unit: &Unit,
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) {
    function.signature = signature(CallConv::Tail, [I64, I64]);
    let mut builder = FunctionBuilder::new(function, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let (thread, frame) = (builder.block_params(entry)[0], builder.block_params(entry)[1]);
    let refuse = builder.create_block();
    builder.set_cold_block(refuse);

    let mut values = vec![thread, frame];
    values.extend(load_params(&mut builder, unit, frame, refuse));
    let kinds = unit.params.iter().map(|param| param.kind);
    let typed = builder.import_signature(unit_signature(kinds));
    let name =
        builder.func.declare_imported_user_function(UserExternalName { namespace: 0, index: 0 });
    let typed = builder.import_function(ExtFuncData {
        name: ExternalName::user(name),
        signature: typed,
        colocated: true,
        patchable: false,
    });
    builder.ins().return_call(typed, &values);

    builder.switch_to_block(refuse);
    let word = builder.ins().iconst(I64, Word::REFUSED.0 as i64);
    builder.ins().return_(&[word]);
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
}

/// Lowers `extern "C" fn(thread, frame base, entry) -> word`.
pub(crate) fn trampoline(
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) {
    function.signature = signature(target.native_convention, [I64, I64, I64]);
    let mut builder = FunctionBuilder::new(function, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let params = builder.block_params(block).to_vec();
    let inner = builder.import_signature(signature(CallConv::Tail, [I64, I64]));
    let call = builder.ins().call_indirect(inner, params[2], &params[..2]);
    let word = builder.inst_results(call)[0];
    builder.ins().return_(&[word]);
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
}

/// Lowers the code that stands in for a function without a unit.
pub(crate) fn interpret_entry(
    runtime: &Runtime,
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) {
    function.signature = unit_signature([]);
    let mut builder = FunctionBuilder::new(function, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let params = builder.block_params(block).to_vec();
    let native = builder.import_signature(signature(target.native_convention, [I64, I64]));
    let callee = builder.ins().iconst(I64, runtime.interpret_function as i64);
    let call = builder.ins().call_indirect(native, callee, &params);
    let word = builder.inst_results(call)[0];
    builder.ins().return_(&[word]);
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
}

/// Lowers the code that stands in for a bridge whose parameters are of these kinds.
pub(crate) fn exit_thunk(
    kinds: &[Kind],
    runtime: &Runtime,
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) {
    function.signature = exit_signature(kinds.iter().copied());
    let mut builder = FunctionBuilder::new(function, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let params = builder.block_params(block).to_vec();
    if let [thread, _, _, live @ ..] = &params[..]
        && !live.is_empty()
    {
        let buffer = builder.ins().load(I64, trusted(), *thread, runtime.exit_buffer_offset);
        for (position, value) in live.iter().enumerate() {
            builder.ins().store(trusted(), *value, buffer, 8 * position as i32);
        }
    }
    let native = signature(target.native_convention, [I64, I64, I64]);
    let native = builder.import_signature(native);
    let callee = builder.ins().iconst(I64, runtime.exit as i64);
    let call = builder.ins().call_indirect(native, callee, &params[..3]);
    let word = builder.inst_results(call)[0];
    builder.ins().return_(&[word]);
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
}
