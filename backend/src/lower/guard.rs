//! Tests, guards and the ways out.
//!
//! A test is lowered where it is used: a guard becomes a compare and a branch, and no boolean is
//! ever in a register unless the program asks for one. Each exit has one cold block, its stub: a
//! tail call through the exit's bridge cell, with the live values as parameters. The cell is data,
//! so that attaching a bridge is a store.

use super::{Knowledge, Lowering, exit_signature, trusted};
use crate::exit::BRIDGE_OFFSET;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{I8, I32, I64};
use cranelift_codegen::ir::{Block, InstBuilder, Value};
use tracer::word::SMALL_MIN;
use tracer::{Arg, Code, Descriptor, Effect, End, ExitId, Op, OpRef, ShapeId, Unit, Word};

/// Something that can be branched on.
#[derive(Clone, Copy)]
pub(super) enum Test {
    Constant(bool),
    NonZero(Value),
    Int(IntCC, Value, Value),
    Float(FloatCC, Value, Value),
    Shape(Arg, ShapeId),
}

/// How often each operation's value is used: by operations, by exits, by the label and by the end.
pub(super) fn count_uses(unit: &Unit) -> Vec<u32> {
    let mut uses = vec![0; unit.ops.len()];
    let operands = unit.ops.iter().flat_map(|op| op.args.iter().copied());
    let live = unit.exits.iter().flat_map(|exit| exit.live.iter().map(|(op, _)| Arg::Op(*op)));
    let phis = unit.label.iter().flat_map(|label| label.phis.iter().map(|phi| phi.initial));
    let end: &[Arg] = match &unit.end {
        End::Loop(args) | End::Jump { args, .. } => args,
        End::Return(word) => std::slice::from_ref(word),
        End::Exit(_) => &[],
    };
    for arg in operands.chain(live).chain(phis).chain(end.iter().copied()) {
        if let Arg::Op(op) = arg {
            uses[op.0 as usize] += 1;
        }
    }
    uses
}

impl Lowering<'_, '_> {
    /// The test behind a boolean, and whether it is meant as it is (or negated).
    pub(super) fn test(&mut self, arg: Arg) -> (Test, bool) {
        let at = match arg {
            Arg::Bool(value) => return (Test::Constant(value), true),
            Arg::Op(at) => at,
            _ => unreachable!("checked: a boolean"),
        };
        if let Some(value) = self.values[at.0 as usize] {
            return (Test::NonZero(value), true);
        }
        let unit = self.unit;
        let op = &unit.ops[at.0 as usize];
        let args = &op.args;
        let test = match op.code {
            Code::BoolNot => {
                let (test, sense) = self.test(args[0]);
                return (test, !sense);
            }
            Code::IsInt => {
                let word = self.arg(args[0]);
                Test::NonZero(self.builder.ins().band_imm_s(word, 1))
            }
            Code::IsFloat => {
                let word = self.arg(args[0]);
                let difference = self.builder.ins().iadd_imm_s(word, -2);
                let wrong = self.builder.ins().band_imm_s(difference, 3);
                return (Test::NonZero(wrong), false);
            }
            Code::IsNull => {
                let word = self.arg(args[0]);
                let null = self.builder.ins().iconst(I64, 0);
                Test::Int(IntCC::Equal, word, null)
            }
            Code::SameWord => self.compare_int(IntCC::Equal, args),
            Code::IntLt => self.compare_int(IntCC::SignedLessThan, args),
            Code::IntLe => self.compare_int(IntCC::SignedLessThanOrEqual, args),
            Code::IntEq => self.compare_int(IntCC::Equal, args),
            Code::IntNe => self.compare_int(IntCC::NotEqual, args),
            Code::IntBelow => self.compare_int(IntCC::UnsignedLessThan, args),
            Code::FloatLt => self.compare_float(FloatCC::LessThan, args),
            Code::FloatLe => self.compare_float(FloatCC::LessThanOrEqual, args),
            Code::FloatEq => self.compare_float(FloatCC::Equal, args),
            Code::FloatNe => self.compare_float(FloatCC::NotEqual, args),
            Code::FloatFitsInt => {
                let value = self.arg(args[0]);
                let end = self.builder.ins().f64const((1u64 << 62) as f64);
                let start = self.builder.ins().f64const(SMALL_MIN as f64);
                let below = self.builder.ins().fcmp(FloatCC::LessThan, value, end);
                let above = self.builder.ins().fcmp(FloatCC::GreaterThanOrEqual, value, start);
                Test::NonZero(self.builder.ins().band(below, above))
            }
            Code::Overflowed => {
                let found = self.overflows.iter().rev().find(|(of, _)| Arg::Op(*of) == args[0]);
                found.expect("checked: of an operation that may overflow").1
            }
            Code::HasShape => match op.descriptor {
                Descriptor::Shape(shape) => Test::Shape(args[0], shape),
                _ => unreachable!("checked: has a shape"),
            },
            _ => unreachable!("checked: a test"),
        };
        (test, true)
    }

    fn compare_int(&mut self, condition: IntCC, args: &[Arg]) -> Test {
        let (a, b) = (self.arg(args[0]), self.arg(args[1]));
        Test::Int(condition, a, b)
    }

    fn compare_float(&mut self, condition: FloatCC, args: &[Arg]) -> Test {
        let (a, b) = (self.arg(args[0]), self.arg(args[1]));
        Test::Float(condition, a, b)
    }

    /// Branches to `matching` where the test gives `sense`.
    fn branch(&mut self, test: Test, sense: bool, matching: Block, otherwise: Block) {
        let (on_true, on_false) = if sense { (matching, otherwise) } else { (otherwise, matching) };
        let condition = match test {
            Test::Constant(value) => {
                self.builder.ins().jump(if value { on_true } else { on_false }, &[]);
                return;
            }
            Test::NonZero(value) => value,
            Test::Int(condition, a, b) => self.builder.ins().icmp(condition, a, b),
            Test::Float(condition, a, b) => self.builder.ins().fcmp(condition, a, b),
            Test::Shape(object, shape) => {
                let word = self.arg(object);
                if !self.is_known_pointer(object) {
                    let (aligned, object) =
                        (self.builder.create_block(), self.builder.create_block());
                    let tag = self.builder.ins().band_imm_s(word, 7);
                    self.builder.ins().brif(tag, on_false, &[], aligned, &[]);
                    self.builder.switch_to_block(aligned);
                    self.builder.ins().brif(word, object, &[], on_false, &[]);
                    self.builder.switch_to_block(object);
                }
                let actual = self.builder.ins().load(I32, trusted(), word, 0);
                self.builder.ins().icmp_imm_u(IntCC::Equal, actual, shape as i64)
            }
        };
        self.builder.ins().brif(condition, on_true, &[], on_false, &[]);
    }

    /// 1 where the test holds, else 0.
    fn number_of(&mut self, test: Test) -> Value {
        let bit = match test {
            Test::Constant(value) => return self.constant(value as u64),
            Test::NonZero(value) if self.builder.func.dfg.value_type(value) == I8 => value,
            Test::NonZero(value) => self.builder.ins().icmp_imm_s(IntCC::NotEqual, value, 0),
            Test::Int(condition, a, b) => self.builder.ins().icmp(condition, a, b),
            Test::Float(condition, a, b) => self.builder.ins().fcmp(condition, a, b),
            Test::Shape(..) => {
                let (yes, no) = (self.builder.create_block(), self.builder.create_block());
                let done = self.builder.create_block();
                let result = self.builder.append_block_param(done, I64);
                self.branch(test, true, yes, no);
                for (block, value) in [(yes, 1), (no, 0)] {
                    self.builder.switch_to_block(block);
                    let value = self.constant(value);
                    self.builder.ins().jump(done, &[value.into()]);
                }
                self.builder.switch_to_block(done);
                return result;
            }
        };
        self.builder.ins().uextend(I64, bit)
    }

    pub(super) fn box_bool(&mut self, arg: Arg) -> Value {
        const STEP: u32 = (Word::TRUE.0 - Word::FALSE.0).trailing_zeros();
        const { assert!(Word::TRUE.0 == Word::FALSE.0 + (1 << STEP)) };
        let (test, sense) = self.test(arg);
        let holds = self.number_of(test);
        let scaled = self.builder.ins().ishl_imm_u(holds, STEP as i64);
        if sense {
            self.builder.ins().iadd_imm_s(scaled, Word::FALSE.0 as i64)
        } else {
            let truth = self.constant(Word::TRUE.0);
            self.builder.ins().isub(truth, scaled)
        }
    }

    /// A shape is memory that may change: the test may wait for its guard only where nothing in
    /// between writes.
    pub(super) fn has_shape(&mut self, at: OpRef, op: &Op) -> Option<Value> {
        let unit = self.unit;
        let label = unit.label.as_ref().map(|label| label.at);
        let mut waits = false;
        if self.uses[at.0 as usize] == 1 {
            for (index, next) in unit.ops.iter().enumerate().skip(at.0 as usize + 1) {
                if label == Some(index) {
                    break;
                }
                if matches!(next.code, Code::GuardTrue | Code::GuardFalse)
                    && next.args[0] == Arg::Op(at)
                {
                    waits = true;
                    break;
                }
                if !matches!(next.code.effect(), Effect::Pure | Effect::Read | Effect::Guard)
                    && next.code != Code::Line
                {
                    break;
                }
            }
        }
        if waits {
            return None;
        }
        let Descriptor::Shape(shape) = op.descriptor else { unreachable!("checked: has a shape") };
        Some(self.number_of(Test::Shape(op.args[0], shape)))
    }

    pub(super) fn guard(&mut self, op: &Op, expected: bool) -> Option<Value> {
        let (test, sense) = self.test(op.args[0]);
        let holds = expected == sense;
        if !matches!(test, Test::Constant(value) if value == holds) {
            self.leave_unless(test, holds, exit_of(op));
        }
        if holds && let Test::Shape(object, _) = test {
            self.learn(object, Knowledge::Pointer);
        }
        if expected {
            self.learn_from_guard(op.args[0]);
        }
        None
    }

    /// A tag test that was passed says what the word is.
    fn learn_from_guard(&mut self, condition: Arg) {
        let Arg::Op(at) = condition else { return };
        let op = &self.unit.ops[at.0 as usize];
        match op.code {
            Code::IsInt | Code::IsFloat => self.learn(op.args[0], Knowledge::Immediate),
            Code::HasShape => self.learn(op.args[0], Knowledge::Pointer),
            Code::IntLt if matches!(op.args[0], Arg::Int(0..)) => {
                self.learn(op.args[1], Knowledge::Positive);
            }
            _ => {}
        }
    }

    fn leave_unless(&mut self, test: Test, expected: bool, exit: ExitId) {
        let stub = self.stub(exit);
        let on = self.builder.create_block();
        self.branch(test, expected, on, stub);
        self.builder.switch_to_block(on);
    }

    pub(super) fn guard_valid(&mut self, op: &Op) -> Option<Value> {
        let address = self.constant(self.addresses.valid);
        // Atomic, so that it is loaded again each time.
        let valid = self.builder.ins().atomic_load(I8, trusted(), address);
        self.leave_unless(Test::NonZero(valid), true, exit_of(op));
        None
    }

    pub(super) fn guard_quiet(&mut self, op: &Op) -> Option<Value> {
        let offset = self.runtime.poll_offset as i64;
        let address = self.builder.ins().iadd_imm_s(self.thread, offset);
        let poll = self.builder.ins().atomic_load(I64, trusted(), address);
        self.leave_unless(Test::NonZero(poll), false, exit_of(op));
        None
    }

    /// The cold block that leaves through `exit`.
    pub(super) fn stub(&mut self, exit: ExitId) -> Block {
        if let Some(stub) = self.stubs[exit.0 as usize] {
            return stub;
        }
        let stub = self.cold_block();
        self.stubs[exit.0 as usize] = Some(stub);
        stub
    }

    pub(super) fn fill_stubs(&mut self) {
        let used: Vec<(usize, Block)> = self
            .stubs
            .iter()
            .enumerate()
            .filter_map(|(index, stub)| stub.map(|block| (index, block)))
            .collect();
        for (index, stub) in used {
            let exit = &self.unit.exits[index];
            let kinds = exit.live.iter().map(|(_, kind)| *kind);
            let signature = self.signature(exit_signature(kinds));
            self.builder.switch_to_block(stub);
            let address = self.constant(self.addresses.exits[index]);
            let code = self.builder.ins().load(I64, trusted(), address, BRIDGE_OFFSET);
            let mut args = vec![self.thread, self.frame, address];
            for (op, _) in &exit.live {
                args.push(self.values[op.0 as usize].expect("checked: defined"));
            }
            self.builder.ins().return_call_indirect(signature, code, &args);
        }
    }
}

fn exit_of(op: &Op) -> ExitId {
    op.snapshot.expect("checked: a guard has an exit")
}
