//! Pure operations: constants, kinds, boxes, algebra.
//!
//! The rules that are patterns stand in a table, next to each other, so that a missing one is
//! seen; those that need facts (kinds, intervals, virtual objects) are code below it. A rule may
//! answer an operand, a constant or another operation, which is simplified in turn. It must hold
//! for every bit pattern: `x + 0.0` is not `x` (-0.0), `x * 0.0` is not `0.0` (NaN).

use super::Optimizer;
use super::range;
use super::value::{Tags, Value, constant_word};
use crate::trace::{Arg, Code, Descriptor, Kind, Op, OpRef, eval};
use smallvec::{SmallVec, smallvec};

type Args = SmallVec<[Arg; 3]>;

/// What an operand must be for a rule to apply.
#[derive(Clone, Copy)]
enum Is {
    Any,
    Int(i64),
    Float(f64),
    /// The second operand: the same value as the first.
    Same,
}

/// What a rule answers.
#[derive(Clone, Copy)]
enum Gives {
    First,
    Int(i64),
    Bool(bool),
    /// An operation on the first operand alone.
    OfFirst(Code),
    /// An operation on the second operand alone.
    OfSecond(Code),
    /// An operation on the first operand twice.
    Twice(Code),
}

/// Of commutative operations only the form with the constant on the right.
const RULES: &[(Code, Is, Is, Gives)] = {
    use Code::*;
    use Gives::*;
    use Is::{Any, Same};
    &[
        (IntAdd, Any, Is::Int(0), First),
        (IntAddOverflow, Any, Is::Int(0), First),
        (IntSub, Any, Is::Int(0), First),
        (IntSub, Any, Same, Gives::Int(0)),
        (IntSubOverflow, Any, Is::Int(0), First),
        (IntSubOverflow, Any, Same, Gives::Int(0)),
        (IntMul, Any, Is::Int(0), Gives::Int(0)),
        (IntMul, Any, Is::Int(1), First),
        (IntMulOverflow, Any, Is::Int(0), Gives::Int(0)),
        (IntMulOverflow, Any, Is::Int(1), First),
        (IntMulOverflow, Any, Is::Int(2), Twice(IntAddOverflow)),
        (IntShlOverflow, Any, Is::Int(0), First),
        (IntShlOverflow, Any, Is::Int(1), Twice(IntAddOverflow)),
        (IntShlOverflow, Is::Int(0), Any, Gives::Int(0)),
        (IntShr, Any, Is::Int(0), First),
        (IntShr, Is::Int(0), Any, Gives::Int(0)),
        (IntAnd, Any, Is::Int(0), Gives::Int(0)),
        (IntAnd, Any, Is::Int(-1), First),
        (IntAnd, Any, Same, First),
        (IntOr, Any, Is::Int(0), First),
        (IntOr, Any, Is::Int(-1), Gives::Int(-1)),
        (IntOr, Any, Same, First),
        (IntXor, Any, Is::Int(0), First),
        (IntXor, Any, Same, Gives::Int(0)),
        (IntFloorDiv, Any, Is::Int(1), First),
        (IntMod, Any, Is::Int(1), Gives::Int(0)),
        (IntMod, Any, Is::Int(-1), Gives::Int(0)),
        (IntLt, Any, Same, Gives::Bool(false)),
        (IntLe, Any, Same, Gives::Bool(true)),
        (IntEq, Any, Same, Gives::Bool(true)),
        (IntNe, Any, Same, Gives::Bool(false)),
        (IntBelow, Any, Same, Gives::Bool(false)),
        (SameWord, Any, Same, Gives::Bool(true)),
        (FloatMul, Any, Is::Float(1.0), First),
        (FloatMul, Any, Is::Float(2.0), Twice(FloatAdd)),
        (FloatMul, Any, Is::Float(-1.0), OfFirst(FloatNeg)),
        (FloatDiv, Any, Is::Float(1.0), First),
        (FloatDiv, Any, Is::Float(-1.0), OfFirst(FloatNeg)),
        (FloatAdd, Any, Is::Float(-0.0), First),
        (FloatSub, Any, Is::Float(0.0), First),
        (FloatSub, Is::Float(-0.0), Any, OfSecond(FloatNeg)),
        (FloatLt, Any, Same, Gives::Bool(false)),
    ]
};

/// Operations whose operands may trade places; constants go to the right.
fn is_commutative(code: Code) -> bool {
    use Code::*;
    matches!(
        code,
        IntAdd
            | IntMul
            | IntAddOverflow
            | IntMulOverflow
            | IntAnd
            | IntOr
            | IntXor
            | IntEq
            | IntNe
            | FloatAdd
            | FloatMul
            | FloatEq
            | FloatNe
            | SameWord
    )
}

/// Outcome of one round of simplification.
enum Step {
    Gives(Arg),
    Becomes(Code, Args),
    Stays,
}

impl Optimizer<'_> {
    /// The value of a pure operation: known already, another one's, or a new operation's.
    /// `recorded` is how the guards of a recorded test found it.
    pub(super) fn pure(
        &mut self,
        code: Code,
        operands: &[Value],
        descriptor: Descriptor,
        recorded: Option<bool>,
    ) -> Value {
        let steady = operands.iter().all(|operand| operand.steady);
        let mut code = code;
        // What a checked sum is if it did not overflow is no reason to believe that it did not.
        let mut args: Args = match code {
            Code::Overflowed => operands.iter().map(|v| v.arg).collect(),
            _ => operands.iter().map(|v| self.values.resolve(v.arg)).collect(),
        };
        loop {
            if args.len() == 2 && is_commutative(code) && is_left_heavy(&args) {
                args.swap(0, 1);
            }
            let step = if descriptor == Descriptor::None {
                self.simplify(code, &args, recorded)
            } else {
                Step::Stays
            };
            match step {
                Step::Gives(arg) => return Value { arg, steady },
                Step::Becomes(new_code, new_args) => {
                    code = new_code;
                    args = new_args.into_iter().map(|arg| self.values.resolve(arg)).collect();
                }
                Step::Stays => break,
            }
        }
        self.emit_pure(code, &args, descriptor, steady)
    }

    fn simplify(&mut self, code: Code, args: &[Arg], recorded: Option<bool>) -> Step {
        if args.iter().all(|arg| arg.is_constant())
            && let Some(value) = eval::pure(code, args)
        {
            return Step::Gives(value);
        }
        match code {
            Code::IsInt => return self.test_tags(args[0], Tags::INT, recorded),
            Code::IsFloat => return self.test_tags(args[0], Tags::FLOAT, recorded),
            Code::IsNull => return self.test_tags(args[0], Tags::NULL, recorded),
            Code::SameWord => return self.same_word(args[0], args[1]),
            Code::BoxInt | Code::BoxFloat | Code::BoxBool => {
                return Step::Gives(self.values.boxed(args[0]));
            }
            Code::UnboxInt | Code::UnboxFloat => {
                return match self.values.unboxed(args[0]) {
                    Some(number) if self.values.kind(number) == code.result() => {
                        Step::Gives(number)
                    }
                    _ => Step::Stays,
                };
            }
            Code::Overflowed => {
                return match self.values.definition(args[0]) {
                    Some(op) if range::is_checked(op.code) => Step::Stays,
                    _ => Step::Gives(Arg::Bool(false)),
                };
            }
            _ => {}
        }
        if let Some(step) = rule(code, args) {
            return step;
        }
        if let Some(step) = self.nested(code, args) {
            return step;
        }
        self.by_range(code, args)
    }

    /// A test of a word's tag.
    fn test_tags(&self, word: Arg, wanted: Tags, recorded: Option<bool>) -> Step {
        let tags = self.values.tags(word);
        let Some(answer) = tags.test(wanted) else { return Step::Stays };
        // While recording, a float that needs a real box was a pointer. The test is made then.
        if tags == Tags::FLOAT && recorded == Some(!answer) {
            return Step::Stays;
        }
        Step::Gives(Arg::Bool(answer))
    }

    fn same_word(&self, a: Arg, b: Arg) -> Step {
        if a == b {
            return Step::Gives(Arg::Bool(true));
        }
        let values = &self.values;
        if values.tags(a).and(values.tags(b)).is_empty() {
            return Step::Gives(Arg::Bool(false));
        }
        if self.is_virtual(a) || self.is_virtual(b) {
            return Step::Gives(Arg::Bool(false));
        }
        // A boolean compared with a constant one is itself or its contrary.
        if let (Some(op), Arg::Word(word)) = (values.definition(a), b)
            && op.code == Code::BoxBool
        {
            let truth = op.args[0];
            return if word == crate::word::Word::TRUE {
                Step::Gives(values.resolve(truth))
            } else if word == crate::word::Word::FALSE {
                Step::Becomes(Code::BoolNot, smallvec![truth])
            } else {
                Step::Gives(Arg::Bool(false))
            };
        }
        if values.tags(a) == Tags::INT
            && values.tags(b) == Tags::INT
            && let (Some(a), Some(b)) = (values.unboxed(a), values.unboxed(b))
        {
            return Step::Becomes(Code::IntEq, smallvec![a, b]);
        }
        Step::Stays
    }

    /// Rules that look at the definition of an operand.
    fn nested(&mut self, code: Code, args: &[Arg]) -> Option<Step> {
        let inner = self.values.definition(args[0])?;
        let (inner_code, inner_args) = (inner.code, inner.args.clone());
        match (code, inner_code) {
            (Code::BoolNot, Code::BoolNot) | (Code::FloatNeg, Code::FloatNeg) => {
                Some(Step::Gives(inner_args[0]))
            }
            (Code::BoolNot, Code::IntEq) => Some(Step::Becomes(Code::IntNe, inner_args)),
            (Code::BoolNot, Code::IntNe) => Some(Step::Becomes(Code::IntEq, inner_args)),
            (Code::FloatAbs, Code::FloatAbs) => Some(Step::Gives(args[0])),
            (Code::FloatAbs, Code::FloatNeg) => Some(Step::Becomes(Code::FloatAbs, inner_args)),
            (Code::FloatToInt, Code::IntToFloat) | (Code::FloatFitsInt, Code::IntToFloat) => {
                // Doubles hold integers of 53 bits exactly.
                let exact = range::Range { low: -(1 << 53), high: 1 << 53 };
                self.values.range(inner_args[0]).is_within(exact).then(|| {
                    let fits = code == Code::FloatFitsInt;
                    Step::Gives(if fits { Arg::Bool(true) } else { inner_args[0] })
                })
            }
            // (x + a) + b, where neither sum needs a check.
            (Code::IntAdd | Code::IntSub, Code::IntAdd | Code::IntSub) => {
                let (Arg::Int(b), Arg::Int(a)) = (args[1], inner_args[1]) else { return None };
                let signed = |code, x: i64| if code == Code::IntSub { -x } else { x };
                let sum = signed(code, b).checked_add(signed(inner_code, a))?;
                constant_word(Arg::Int(sum))?;
                Some(Step::Becomes(Code::IntAdd, smallvec![inner_args[0], Arg::Int(sum)]))
            }
            (Code::IntAnd, Code::IntAnd) => {
                let (Arg::Int(b), Arg::Int(a)) = (args[1], inner_args[1]) else { return None };
                Some(Step::Becomes(Code::IntAnd, smallvec![inner_args[0], Arg::Int(a & b)]))
            }
            _ => None,
        }
    }

    /// What the intervals of the operands decide.
    fn by_range(&mut self, code: Code, args: &[Arg]) -> Step {
        let [a, b] = *args else { return Step::Stays };
        if self.values.kind(a) != Kind::Int || self.values.kind(b) != Kind::Int {
            return Step::Stays;
        }
        let (x, y) = (self.values.range(a), self.values.range(b));
        if let Some(answer) = range::compare(code, x, y) {
            return Step::Gives(Arg::Bool(answer));
        }
        let (_, fits) = range::result(code, x, y);
        if fits && let Some(code) = range::unchecked(code) {
            return Step::Becomes(code, smallvec![a, b]);
        }
        match (code, b) {
            (Code::IntShlOverflow, Arg::Int(shift)) if fits && shift < 62 => {
                Step::Becomes(Code::IntMul, smallvec![a, Arg::Int(1 << shift)])
            }
            (Code::IntFloorDiv, Arg::Int(divisor)) if divisor > 0 && is_power(divisor) => {
                Step::Becomes(Code::IntShr, smallvec![a, Arg::Int(divisor.trailing_zeros() as i64)])
            }
            (Code::IntMod, Arg::Int(divisor)) if divisor > 0 && is_power(divisor) => {
                Step::Becomes(Code::IntAnd, smallvec![a, Arg::Int(divisor - 1)])
            }
            (Code::IntMod, _) if x.low >= 0 && x.high < y.low => Step::Gives(a),
            // A mask of low ones that the number does not exceed.
            (Code::IntAnd, Arg::Int(mask))
                if mask >= 0 && is_power(mask + 1) && x.low >= 0 && x.high <= mask =>
            {
                Step::Gives(a)
            }
            _ => Step::Stays,
        }
    }

    /// A pure operation as it is: one that exists, or a new one.
    fn emit_pure(
        &mut self,
        code: Code,
        args: &[Arg],
        descriptor: Descriptor,
        steady: bool,
    ) -> Value {
        if let Some(id) = self.common.find(code, args, descriptor) {
            let steady = steady && self.values.is_at_entry(Arg::Op(id));
            return Value { arg: self.unless_checked(id), steady };
        }
        let hoist = steady && self.may_hoist_pure(code, args, descriptor);
        let id = self.emit(code, args, descriptor, hoist);
        self.common.insert(code, args, descriptor, id);
        match code {
            Code::UnboxInt | Code::UnboxFloat => {
                if let Arg::Op(word) = args[0] {
                    self.values.info_mut(word).unboxed = Some(Arg::Op(id));
                    self.values.info_mut(id).boxed = Some(word);
                }
            }
            _ => {}
        }
        if let ([a, b], Kind::Int) = (args, self.values.kind(Arg::Op(id)))
            && self.values.kind(*a) == Kind::Int
        {
            let (range, _) = range::result(code, self.values.range(*a), self.values.range(*b));
            self.values.info_mut(id).range = range;
        }
        Value { arg: self.unless_checked(id), steady: hoist }
    }

    /// What the value is known to be, unless it may yet turn out to be an overflow.
    fn unless_checked(&self, id: OpRef) -> Arg {
        if range::is_checked(self.values.info(id).op.code) {
            Arg::Op(id)
        } else {
            self.values.resolve(Arg::Op(id))
        }
    }

    /// Whether the operand is known to be this boolean.
    pub(super) fn negation(&self, id: OpRef) -> Option<Arg> {
        let op: &Op = &self.values.info(id).op;
        (op.code == Code::BoolNot).then(|| op.args[0])
    }
}

fn is_power(value: i64) -> bool {
    value > 0 && value & (value - 1) == 0
}

/// Constants belong on the right, and values defined earlier on the left.
fn is_left_heavy(args: &[Arg]) -> bool {
    match (args[0], args[1]) {
        (Arg::Op(a), Arg::Op(b)) => a > b,
        (Arg::Op(_), _) => false,
        (_, Arg::Op(_)) => true,
        _ => false,
    }
}

fn rule(code: Code, args: &[Arg]) -> Option<Step> {
    let [a, b] = *args else { return None };
    let fits = |pattern: Is, arg: Arg| match pattern {
        Is::Any => true,
        Is::Int(value) => arg == Arg::Int(value),
        Is::Float(value) => arg == Arg::Float(value.to_bits()),
        Is::Same => a == b,
    };
    let (.., gives) =
        RULES.iter().find(|rule| rule.0 == code && fits(rule.1, a) && fits(rule.2, b))?;
    Some(match *gives {
        Gives::First => Step::Gives(a),
        Gives::Int(value) => Step::Gives(Arg::Int(value)),
        Gives::Bool(value) => Step::Gives(Arg::Bool(value)),
        Gives::OfFirst(other) => Step::Becomes(other, smallvec![a]),
        Gives::OfSecond(other) => Step::Becomes(other, smallvec![b]),
        Gives::Twice(other) => Step::Becomes(other, smallvec![a, a]),
    })
}
