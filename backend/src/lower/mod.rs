//! From a unit to Cranelift's representation.
//!
//! A unit is straight-line code with side exits and at most one loop, so the lowering is one walk
//! that keeps a table from operations to Cranelift values. Three decisions shape it:
//!
//! * An integer is kept doubled, `2v`. Then `| 1` boxes it, an overflow of 64 bits is an overflow
//!   of the 63-bit range, and comparisons, sums and bit operations need no conversion at all.
//!   Untagging to `v` was rejected: every box would shift and every sum would need a range check.
//! * A boolean is not a value. Tests are lowered where a guard uses them, as compare-and-branch;
//!   only a test of memory that may change in between, or a boolean that is boxed, is computed
//!   where it stands.
//! * An exit is a cold block of its own that uses the values of the main path directly; since the
//!   walk is straight, every live value dominates it.
//!
//! What the walk knows of a word (is it certainly a pointer, certainly not) saves tag tests and
//! write barriers; it is valid from where it was learnt on, because control joins from the side
//! only at the label (`pointers.rs`).

mod call;
mod check;
mod entry;
mod float;
mod guard;
mod integer;
mod memory;
mod pointers;
mod rare;

pub(crate) use entry::{exit_thunk, generic_entry, interpret_entry, trampoline};
pub(crate) use rare::{Rare, Thunks, thunk as rare_thunk};

use crate::exit::Addresses;
use crate::isa::Target;
use cranelift_codegen::ir::types::{F64, I64};
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, Function, InstBuilder, MemFlagsData, SigRef, Signature, Type, Value,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use guard::Test;
use tracer::{Arg, BackendError, Code, Descriptor, End, Kind, Op, OpRef, Runtime, Unit, UnitKind};

/// Kind of an operand.
fn kind_of(unit: &Unit, arg: Arg) -> Kind {
    match arg {
        Arg::Op(op) => unit.kind_of(op),
        Arg::Word(_) => Kind::Word,
        Arg::Int(_) => Kind::Int,
        Arg::Float(_) => Kind::Float,
        Arg::Bool(_) => Kind::Bool,
    }
}

/// Cranelift's type of a kind that may be a parameter.
fn type_of(kind: Kind) -> Type {
    if kind == Kind::Float { F64 } else { I64 }
}

/// Memory that is known to be there and aligned.
fn trusted() -> MemFlagsData {
    MemFlagsData::trusted()
}

fn signature(convention: CallConv, params: impl IntoIterator<Item = Type>) -> Signature {
    let mut signature = Signature::new(convention);
    signature.params.extend(params.into_iter().map(AbiParam::new));
    signature.returns.push(AbiParam::new(I64));
    signature
}

/// Signature of a typed entry: thread, frame base and the parameters.
fn unit_signature(kinds: impl IntoIterator<Item = Kind>) -> Signature {
    let kinds = kinds.into_iter().map(type_of);
    signature(CallConv::Tail, [I64, I64].into_iter().chain(kinds))
}

/// Signature of a bridge and of the thunks that stand in for one: thread, frame base, exit and the
/// live values.
fn exit_signature(kinds: impl IntoIterator<Item = Kind>) -> Signature {
    let kinds = kinds.into_iter().map(type_of);
    signature(CallConv::Tail, [I64, I64, I64].into_iter().chain(kinds))
}

/// What the walk has learnt of a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    Nothing,
    Pointer,
    /// An immediate: not a pointer.
    Immediate,
    /// Of an integer: above zero.
    Positive,
}

/// The walk over one unit.
struct Lowering<'a, 'f> {
    unit: &'a Unit,
    addresses: &'a Addresses,
    thunks: &'a Thunks,
    runtime: &'a Runtime,
    target: &'a Target,
    builder: FunctionBuilder<'f>,
    thread: Value,
    frame: Value,
    /// By operation; tests that are lowered at their guard have none.
    values: Vec<Option<Value>>,
    known: Vec<Knowledge>,
    /// Which phis always hold a pointer.
    pointer_phis: Vec<bool>,
    /// How often each value is used.
    uses: Vec<u32>,
    /// Whether the arithmetic operation overflowed.
    overflows: Vec<(OpRef, Test)>,
    /// Objects allocated since anything last ran that may collect: too young for a barrier.
    fresh: Vec<OpRef>,
    header: Option<Block>,
    /// By exit; filled at the end.
    stubs: Vec<Option<Block>>,
}

/// Lowers `unit` into `function`.
pub(crate) fn unit(
    unit: &Unit,
    addresses: &Addresses,
    thunks: &Thunks,
    runtime: &Runtime,
    target: &Target,
    function: &mut Function,
    context: &mut FunctionBuilderContext,
) -> Result<(), BackendError> {
    if !check::is_well_formed(unit) {
        return Err(BackendError::Unsupported);
    }
    let kinds = unit.params.iter().map(|param| param.kind);
    let (leading, signature) = match unit.kind {
        UnitKind::Bridge => (3, exit_signature(kinds)),
        UnitKind::Loop => (2, unit_signature(kinds)),
        UnitKind::Function => (2, unit_signature([])),
    };
    function.signature = signature;
    let mut builder = FunctionBuilder::new(function, context);
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    let params = builder.block_params(entry);
    let (thread, frame) = (params[0], params[1]);
    let mut values = vec![None; unit.ops.len()];
    for (value, param) in values.iter_mut().zip(&params[leading..]) {
        *value = Some(*param);
    }
    let mut lowering = Lowering {
        unit,
        addresses,
        thunks,
        runtime,
        target,
        builder,
        thread,
        frame,
        values,
        known: vec![Knowledge::Nothing; unit.ops.len()],
        pointer_phis: pointers::pointer_phis(unit),
        uses: guard::count_uses(unit),
        overflows: Vec::new(),
        fresh: Vec::new(),
        header: None,
        stubs: vec![None; unit.exits.len()],
    };
    if unit.kind == UnitKind::Function {
        lowering.enter_function();
    }
    lowering.operations();
    lowering.end();
    lowering.fill_stubs();
    let mut builder = lowering.builder;
    builder.seal_all_blocks();
    builder.finalize(target.isa.frontend_config());
    Ok(())
}

impl Lowering<'_, '_> {
    fn operations(&mut self) {
        let unit = self.unit;
        let mut index = unit.params.len();
        while index < unit.ops.len() {
            if let Some(label) = &unit.label
                && label.at == index
                && self.header.is_none()
            {
                self.open_label();
                index += label.phis.len();
                continue;
            }
            let op = &unit.ops[index];
            let value = self.operation(OpRef(index as u32), op);
            self.values[index] = value;
            index += 1;
        }
        // A label without operations of its own.
        if unit.label.is_some() && self.header.is_none() {
            self.open_label();
        }
    }

    fn open_label(&mut self) {
        let Some(label) = &self.unit.label else { return };
        let header = self.builder.create_block();
        let initial: Vec<BlockArg> =
            label.phis.iter().map(|phi| self.arg(phi.initial).into()).collect();
        for (index, phi) in label.phis.iter().enumerate() {
            let value = self.builder.append_block_param(header, type_of(phi.kind));
            self.values[label.at + index] = Some(value);
            if self.pointer_phis[index] {
                self.known[label.at + index] = Knowledge::Pointer;
            }
        }
        self.builder.ins().jump(header, &initial);
        self.builder.switch_to_block(header);
        self.header = Some(header);
        self.fresh.clear();
    }

    /// Lowers one operation; its value, if it has one now.
    fn operation(&mut self, at: OpRef, op: &Op) -> Option<Value> {
        use Code::*;
        let args = &op.args;
        Some(match op.code {
            Param | Phi => return self.values[at.0 as usize],
            Line => return None,
            Input => self.load_slot(slot(op)),
            StoreSlot => return self.store_slot(slot(op), args[0]),
            SetTop => return self.set_top(slot(op)),

            IsInt | IsFloat | SameWord | IsNull | Overflowed | IntLt | IntLe | IntEq | IntNe
            | IntBelow | FloatLt | FloatLe | FloatEq | FloatNe | FloatFitsInt | BoolNot => {
                return None;
            }
            HasShape => return self.has_shape(at, op),
            GuardTrue => return self.guard(op, true),
            GuardFalse => return self.guard(op, false),
            GuardValid => return self.guard_valid(op),
            GuardQuiet => return self.guard_quiet(op),

            UnboxInt => self.unbox_int(args[0]),
            BoxInt => self.box_int(args[0]),
            UnboxFloat => self.unbox_float(args[0]),
            BoxFloat if self.is_boxed_by_its_store(at) => return None,
            BoxFloat => self.box_float(args[0]),
            BoxBool => self.box_bool(args[0]),

            IntAdd => self.int_binary(args, |ins, a, b| ins.iadd(a, b)),
            IntSub => self.int_binary(args, |ins, a, b| ins.isub(a, b)),
            IntAnd => self.int_binary(args, |ins, a, b| ins.band(a, b)),
            IntOr => self.int_binary(args, |ins, a, b| ins.bor(a, b)),
            IntXor => self.int_binary(args, |ins, a, b| ins.bxor(a, b)),
            IntMul => self.int_mul(args),
            IntAddOverflow => self.int_add_overflow(at, args),
            IntSubOverflow => self.int_sub_overflow(at, args),
            IntMulOverflow => self.int_mul_overflow(at, args),
            IntShlOverflow => self.int_shl_overflow(at, args),
            IntShr => self.int_shr(args),
            IntFloorDiv => self.int_floor_div(args),
            IntMod => self.int_mod(args),
            IntToFloat => self.int_to_float(args[0]),

            FloatAdd => self.float_binary(args, |ins, a, b| ins.fadd(a, b)),
            FloatSub => self.float_binary(args, |ins, a, b| ins.fsub(a, b)),
            FloatMul => self.float_binary(args, |ins, a, b| ins.fmul(a, b)),
            FloatDiv => self.float_binary(args, |ins, a, b| ins.fdiv(a, b)),
            FloatNeg => self.float_unary(args[0], |ins, a| ins.fneg(a)),
            FloatAbs => self.float_unary(args[0], |ins, a| ins.fabs(a)),
            FloatSqrt => self.float_unary(args[0], |ins, a| ins.sqrt(a)),
            FloatFloor => self.float_floor(args[0]),
            FloatToInt => self.float_to_int(args[0]),

            Load => self.load(op),
            Store => return self.store(op),
            StoreInt => return self.store_int(op),
            StoreFloat => return self.store_float(op),
            SetShape => return self.set_shape(op),
            LoadElement => self.load_element(op),
            StoreElement => return self.store_element(op),
            StoreByte => return self.store_byte(op),
            LoadCell => self.load_cell(args[0]),
            StoreCell => return self.store_cell(args[0], args[1]),
            LoadThread => self.load_thread(op),
            StoreThread => return self.store_thread(op),
            New => self.new_object(at, op),
            Call => return self.call(op),
            CallFunction => self.call_function(op),
        })
    }

    fn end(&mut self) {
        let unit = self.unit;
        match &unit.end {
            End::Loop(args) => {
                let args: Vec<BlockArg> = args.iter().map(|arg| self.arg(*arg).into()).collect();
                let header = self.header.expect("a checked loop has a label");
                self.builder.ins().jump(header, &args);
            }
            End::Jump { target, base, args } => self.jump_to_unit(*target, *base, args),
            End::Return(word) => {
                let word = self.arg(*word);
                self.builder.ins().return_(&[word]);
            }
            End::Exit(exit) => {
                let stub = self.stub(*exit);
                self.builder.ins().jump(stub, &[]);
            }
        }
    }

    /// The value of an operand that is not a boolean, in the form of its kind.
    fn arg(&mut self, arg: Arg) -> Value {
        match arg {
            Arg::Op(op) => self.values[op.0 as usize].expect("checked: defined before its use"),
            Arg::Word(word) => self.constant(word.0),
            Arg::Int(number) => self.constant((number as u64) << 1),
            Arg::Float(bits) => self.builder.ins().f64const(f64::from_bits(bits)),
            Arg::Bool(_) => unreachable!("checked: no boolean operand here"),
        }
    }

    fn constant(&mut self, bits: u64) -> Value {
        self.builder.ins().iconst(I64, bits as i64)
    }

    /// The address of a slot of the value stack.
    fn slot_address(&mut self, slot: i32) -> Value {
        if slot == 0 {
            self.frame
        } else {
            self.builder.ins().iadd_imm_s(self.frame, slot as i64 * 8)
        }
    }

    /// Reference to a signature, shared by all its uses in this function.
    fn signature(&mut self, wanted: Signature) -> SigRef {
        let found = self.builder.func.dfg.signatures.iter().find(|(_, known)| **known == wanted);
        match found {
            Some((reference, _)) => reference,
            None => self.builder.import_signature(wanted),
        }
    }

    /// Calls a function of the run time: `extern "C" fn(thread, ...) -> u64`.
    fn call_runtime(&mut self, address: usize, args: &[Value]) -> Value {
        let types: Vec<Type> =
            args.iter().map(|arg| self.builder.func.dfg.value_type(*arg)).collect();
        let signature = self.signature(signature(self.target.native_convention, types));
        let callee = self.constant(address as u64);
        let call = self.builder.ins().call_indirect(signature, callee, args);
        self.builder.inst_results(call)[0]
    }

    fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        block
    }

    fn learn(&mut self, arg: Arg, knowledge: Knowledge) {
        if let Arg::Op(op) = arg {
            self.known[op.0 as usize] = knowledge;
        }
    }

    fn is_known_pointer(&self, arg: Arg) -> bool {
        match arg {
            Arg::Op(op) => self.known[op.0 as usize] == Knowledge::Pointer,
            Arg::Word(word) => word.is_pointer(),
            _ => false,
        }
    }

    fn may_be_pointer(&self, arg: Arg) -> bool {
        match arg {
            Arg::Op(op) => {
                self.known[op.0 as usize] != Knowledge::Immediate
                    && !matches!(self.unit.ops[op.0 as usize].code, Code::BoxInt | Code::BoxBool)
            }
            Arg::Word(word) => word.is_pointer(),
            _ => false,
        }
    }
}

fn slot(op: &Op) -> i32 {
    match op.descriptor {
        Descriptor::Slot(slot) => slot,
        _ => unreachable!("checked: has a slot"),
    }
}
