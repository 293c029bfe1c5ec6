//! Calls off the main path that leave every register as it is.
//!
//! A write barrier that is asked for, an object that does not fit, a float that needs a box: such a
//! call stands in a cold block, but the C convention lets it change half of the registers, all those
//! of floats among them. So the register allocator kept whatever lives longer in memory, and the
//! loop paid with a store and a load for each such value in every turn. Saving registers in the cold
//! blocks themselves was rejected: the allocator spills a value where it is defined, not where it has
//! to. These three functions are called through a thunk instead that saves what the function below
//! may change.
//!
//! The convention has no results; a thunk leaves its own in the first word of the exit buffer, which
//! is in use only on the way out of compiled code.

use super::{Lowering, signature, trusted};
use crate::isa::Target;
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{AbiParam, Function, InstBuilder, Signature, Type, Value};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use tracer::Runtime;

/// A function of the run time that is called so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rare {
    Allocate,
    Barrier,
    BoxFloat,
}

impl Rare {
    pub(crate) const ALL: [Rare; 3] = [Rare::Allocate, Rare::Barrier, Rare::BoxFloat];

    fn address(self, runtime: &Runtime) -> usize {
        match self {
            Rare::Allocate => runtime.allocate_slow,
            Rare::Barrier => runtime.barrier_slow,
            Rare::BoxFloat => runtime.box_float,
        }
    }

    fn params(self) -> &'static [Type] {
        match self {
            Rare::Allocate | Rare::Barrier => &[I64, I64, I64],
            Rare::BoxFloat => &[I64, F64],
        }
    }

    fn has_result(self) -> bool {
        self != Rare::Barrier
    }

    fn signature(self) -> Signature {
        let mut signature = Signature::new(CallConv::PreserveAll);
        signature.params.extend(self.params().iter().copied().map(AbiParam::new));
        signature
    }
}

/// Addresses of the thunks, by [`Rare`].
pub(crate) type Thunks = [u64; Rare::ALL.len()];

/// Lowers the thunk of `rare`.
pub(crate) fn thunk(
    rare: Rare,
    runtime: &Runtime,
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) {
    function.signature = rare.signature();
    let mut builder = FunctionBuilder::new(function, context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    let params = builder.block_params(block).to_vec();
    let native = signature(target.native_convention, rare.params().iter().copied());
    let native = builder.import_signature(native);
    let callee = builder.ins().iconst(I64, rare.address(runtime) as i64);
    let call = builder.ins().call_indirect(native, callee, &params);
    if rare.has_result() {
        let word = builder.inst_results(call)[0];
        let buffer = builder.ins().load(I64, trusted(), params[0], runtime.exit_buffer_offset);
        builder.ins().store(trusted(), word, buffer, 0);
    }
    builder.ins().return_(&[]);
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
}

impl Lowering<'_, '_> {
    fn call_thunk(&mut self, rare: Rare, args: &[Value]) {
        let signature = self.signature(rare.signature());
        let callee = self.constant(self.thunks[rare as usize]);
        self.builder.ins().call_indirect(signature, callee, args);
    }

    fn thunk_result(&mut self) -> Value {
        let offset = self.runtime.exit_buffer_offset;
        let buffer = self.builder.ins().load(I64, trusted(), self.thread, offset);
        self.builder.ins().load(I64, trusted(), buffer, 0)
    }

    pub(super) fn call_allocate(&mut self, size: Value, shape: Value) -> Value {
        self.call_thunk(Rare::Allocate, &[self.thread, size, shape]);
        self.thunk_result()
    }

    pub(super) fn call_barrier(&mut self, object: Value, address: Value) {
        self.call_thunk(Rare::Barrier, &[self.thread, object, address]);
    }

    pub(super) fn call_box_float(&mut self, value: Value) -> Value {
        self.call_thunk(Rare::BoxFloat, &[self.thread, value]);
        self.thunk_result()
    }
}
