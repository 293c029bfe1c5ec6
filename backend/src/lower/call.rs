//! Calls: residual functions, compiled functions, other units.
//!
//! Residual functions speak C and know nothing of doubled integers: operands are halved on the way
//! out and results doubled on the way back. Compiled functions are called through a cell with the
//! code address, so that recompiling one is a store. Other units are entered by tail calls.

use super::{Lowering, kind_of, signature, trusted, type_of, unit_signature};
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{AbiParam, InstBuilder, Signature, Value};
use cranelift_codegen::isa::CallConv;
use tracer::{Arg, Descriptor, Kind, Op};

impl Lowering<'_, '_> {
    pub(super) fn call(&mut self, op: &Op) -> Option<Value> {
        let Descriptor::Residual(residual) = op.descriptor else {
            unreachable!("checked: has a residual function")
        };
        let residual = residual.0;
        self.fresh.clear();
        let mut wanted = Signature::new(self.target.native_convention);
        let mut args = Vec::with_capacity(op.args.len() + 1);
        if residual.takes_thread {
            wanted.params.push(AbiParam::new(I64));
            args.push(self.thread);
        }
        for (arg, kind) in op.args.iter().zip(residual.operands) {
            wanted.params.push(AbiParam::new(type_of(*kind)));
            args.push(if *kind == Kind::Int { self.plain_int(*arg) } else { self.arg(*arg) });
        }
        match residual.result {
            Kind::None => {}
            Kind::Float => wanted.returns.push(AbiParam::new(F64)),
            _ => wanted.returns.push(AbiParam::new(I64)),
        }
        let wanted = self.signature(wanted);
        let callee = self.constant(residual.address.0 as u64);
        let call = self.builder.ins().call_indirect(wanted, callee, &args);
        let result = *self.builder.inst_results(call).first()?;
        Some(if residual.result == Kind::Int { self.doubled(result) } else { result })
    }

    pub(super) fn call_function(&mut self, op: &Op) -> Value {
        let Descriptor::Function { cell, base } = op.descriptor else {
            unreachable!("checked: has a function")
        };
        self.fresh.clear();
        let cell = self.constant(cell as u64);
        let code = self.builder.ins().load(I64, trusted(), cell, 0);
        let frame = self.slot_address(base);
        let wanted = self.signature(signature(CallConv::Tail, [I64, I64]));
        let call = self.builder.ins().call_indirect(wanted, code, &[self.thread, frame]);
        self.builder.inst_results(call)[0]
    }

    pub(super) fn jump_to_unit(&mut self, target: usize, base: i32, args: &[Arg]) {
        let kinds: Vec<Kind> = args.iter().map(|arg| kind_of(self.unit, *arg)).collect();
        let frame = self.slot_address(base);
        let mut values = vec![self.thread, frame];
        for arg in args {
            values.push(self.arg(*arg));
        }
        let cell = self.constant(target as u64);
        let code = self.builder.ins().load(I64, trusted(), cell, 0);
        let wanted = self.signature(unit_signature(kinds));
        self.builder.ins().return_call_indirect(wanted, code, &values);
    }
}
