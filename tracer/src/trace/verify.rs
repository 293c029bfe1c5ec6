//! Checks that traces and units are what they claim to be.
//!
//! Nothing here knows how the optimizer works: the rules are those that a lowering relies on.
//! Values are defined before they are used; operands have the kinds of the table; descriptors are
//! of the right sort; guards name an existing snapshot or exit whose values are defined before the
//! guard; parameters come first, phis stand at the label, and the back edge gives each of them a
//! value of its kind.

use super::*;
use std::fmt;

/// The first rule that is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// Index of the operation (the number of operations for the end).
    pub at: usize,
    pub reason: &'static str,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operation {}: {}", self.at, self.reason)
    }
}

type Check = Result<(), &'static str>;

fn require(condition: bool, reason: &'static str) -> Check {
    if condition { Ok(()) } else { Err(reason) }
}

/// Checks a recorded trace.
pub fn trace(trace: &Trace) -> Result<(), VerifyError> {
    let kinds: Vec<Kind> = trace.ops.iter().map(Op::kind).collect();
    let scope = Scope { kinds: &kinds };
    let mut inputs = Vec::new();
    let check_op = |at: usize, op: &Op, inputs: &mut Vec<Descriptor>| -> Check {
        require(!matches!(op.code, Code::Param | Code::Phi), "only units have this operation")?;
        if op.code == Code::Input {
            require(!inputs.contains(&op.descriptor), "a slot is read twice")?;
            inputs.push(op.descriptor);
        }
        scope.operation(at, op)?;
        match op.snapshot {
            Some(id) => scope.snapshot(at, trace.snapshots.get(id.0 as usize)),
            None => Ok(()),
        }
    };
    for (at, op) in trace.ops.iter().enumerate() {
        check_op(at, op, &mut inputs).map_err(|reason| VerifyError { at, reason })?;
    }
    let at = trace.ops.len();
    match &trace.end {
        TraceEnd::Return(word) => scope.kind(at, *word, Kind::Word),
        TraceEnd::Loop(id) | TraceEnd::Leave(id) | TraceEnd::Link { snapshot: id, .. } => {
            scope.snapshot(at, trace.snapshots.get(id.0 as usize))
        }
    }
    .map_err(|reason| VerifyError { at, reason })
}

/// Checks an optimized trace.
pub fn unit(unit: &Unit) -> Result<(), VerifyError> {
    let kinds: Vec<Kind> =
        (0..unit.ops.len()).map(|index| unit.kind_of(OpRef(index as u32))).collect();
    let scope = Scope { kinds: &kinds };
    let phis = unit.label.as_ref().map_or(0..0, |label| label.at..label.at + label.phis.len());
    let check_op = |at: usize, op: &Op| -> Check {
        require((op.code == Code::Param) == (at < unit.params.len()), "parameters come first")?;
        require((op.code == Code::Phi) == phis.contains(&at), "phis stand at the label")?;
        scope.operation(at, op)?;
        match op.snapshot {
            Some(id) => scope.exit(at, unit.exits.get(id.0 as usize)),
            None => Ok(()),
        }
    };
    for (at, op) in unit.ops.iter().enumerate() {
        check_op(at, op).map_err(|reason| VerifyError { at, reason })?;
    }
    let at = unit.ops.len();
    check_end(unit, &scope).map_err(|reason| VerifyError { at, reason })
}

fn check_end(unit: &Unit, scope: &Scope) -> Check {
    let at = unit.ops.len();
    if let Some(label) = &unit.label {
        require(label.at + label.phis.len() <= at, "the label lies outside")?;
        for phi in &label.phis {
            scope.kind(label.at, phi.initial, phi.kind)?;
        }
    }
    match &unit.end {
        End::Loop(args) => {
            let Some(label) = &unit.label else { return Err("a back edge needs a label") };
            require(args.len() == label.phis.len(), "the back edge has one value for each phi")?;
            label.phis.iter().zip(args).try_for_each(|(phi, arg)| scope.kind(at, *arg, phi.kind))
        }
        End::Jump { args, .. } => args.iter().try_for_each(|arg| scope.defined(at, *arg)),
        End::Return(word) => scope.kind(at, *word, Kind::Word),
        End::Exit(id) => scope.exit(at, unit.exits.get(id.0 as usize)),
    }
}

/// What is defined, by position.
struct Scope<'a> {
    kinds: &'a [Kind],
}

impl Scope<'_> {
    fn defined(&self, at: usize, arg: Arg) -> Check {
        match arg {
            Arg::Op(op) => require((op.0 as usize) < at, "used before it is defined"),
            Arg::Int(value) => {
                require(crate::word::Word::try_from_int(value).is_some(), "more than 63 bits")
            }
            _ => Ok(()),
        }
    }

    fn kind(&self, at: usize, arg: Arg, kind: Kind) -> Check {
        self.defined(at, arg)?;
        let actual = match arg {
            Arg::Op(op) => self.kinds[op.0 as usize],
            Arg::Word(_) => Kind::Word,
            Arg::Int(_) => Kind::Int,
            Arg::Float(_) => Kind::Float,
            Arg::Bool(_) => Kind::Bool,
        };
        require(actual == kind, "an operand has another kind")
    }

    fn operation(&self, at: usize, op: &Op) -> Check {
        let kinds = match &op.descriptor {
            Descriptor::Residual(residual) if op.code == Code::Call => residual.0.operands,
            _ => op.code.operands(),
        };
        require(op.args.len() == kinds.len(), "wrong number of operands")?;
        op.args.iter().zip(kinds).try_for_each(|(arg, kind)| self.kind(at, *arg, *kind))?;
        require(op.snapshot.is_some() == op.is_guard(), "guards and only guards have snapshots")?;
        if op.code == Code::Overflowed
            && let Arg::Op(checked) = op.args[0]
        {
            require(self.kinds[checked.0 as usize] == Kind::Int, "of a checked operation")?;
        }
        let fits = match op.code {
            Code::Param | Code::Phi | Code::Input | Code::StoreSlot | Code::SetTop => {
                matches!(op.descriptor, Descriptor::Slot(_))
            }
            Code::Line => matches!(op.descriptor, Descriptor::Line { .. }),
            Code::HasShape => matches!(op.descriptor, Descriptor::Shape(_)),
            Code::Load
            | Code::Store
            | Code::StoreInt
            | Code::StoreFloat
            | Code::LoadCell
            | Code::StoreCell
            | Code::LoadThread
            | Code::StoreThread => matches!(op.descriptor, Descriptor::Field(_)),
            Code::LoadElement | Code::StoreElement | Code::StoreByte => {
                matches!(op.descriptor, Descriptor::Element(_))
            }
            Code::New => matches!(op.descriptor, Descriptor::Allocation { .. }),
            Code::Call => matches!(op.descriptor, Descriptor::Residual(_)),
            Code::CallFunction => matches!(op.descriptor, Descriptor::Function { .. }),
            _ => op.descriptor == Descriptor::None,
        };
        require(fits, "another descriptor is wanted")
    }

    fn snapshot(&self, at: usize, snapshot: Option<&Snapshot>) -> Check {
        let Some(snapshot) = snapshot else { return Err("no such snapshot") };
        snapshot.slots.iter().try_for_each(|(_, word)| self.kind(at, *word, Kind::Word))?;
        match snapshot.resume {
            Resume::Deliver { value, .. } => self.kind(at, value, Kind::Word),
            _ => Ok(()),
        }
    }

    fn exit(&self, at: usize, exit: Option<&Exit>) -> Check {
        let Some(exit) = exit else { return Err("no such exit") };
        require(exit.shapes.len() == exit.live.len(), "a shape for each live value")?;
        for (value, kind) in &exit.live {
            require(matches!(kind, Kind::Word | Kind::Int | Kind::Float), "no kind of exits")?;
            self.kind(at, Arg::Op(*value), *kind)?;
        }
        let recipe = |recipe: &Recipe| match *recipe {
            Recipe::Constant(_) => Ok(()),
            Recipe::Live(index) => {
                require((index as usize) < exit.live.len(), "no such live value")
            }
            Recipe::Virtual(index) => {
                require((index as usize) < exit.virtuals.len(), "no such virtual object")
            }
        };
        exit.slots.iter().try_for_each(|(_, source)| recipe(source))?;
        exit.virtuals
            .iter()
            .flat_map(|object| &object.fields)
            .try_for_each(|(_, source)| recipe(source))?;
        match &exit.resume {
            ExitResume::Deliver { value, .. } => recipe(value),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::parse;

    fn reason(text: &str) -> &'static str {
        let trace = parse::trace(text, Default::default()).unwrap_or_else(|e| panic!("{e}"));
        super::trace(&trace).expect_err("a broken trace").reason
    }

    #[test]
    fn broken_traces_are_refused() {
        assert_eq!(
            reason("a = Input [0]\nb = IntAdd a, 1\nend Return a"),
            "an operand has another kind"
        );
        assert_eq!(reason("a = Input [0]\nb = Input [0]\nend Return a"), "a slot is read twice");
        assert_eq!(reason("t = IsInt None\nGuardTrue t @1\nend Return None"), "no such snapshot");
        assert_eq!(reason("t = IsInt None\nend Return t"), "an operand has another kind");
        assert_eq!(reason("a = Input\nend Return a"), "another descriptor is wanted");
    }

    #[test]
    fn values_are_defined_before_their_use() {
        let op = Op::new(Code::IsInt, &[Arg::Op(OpRef(0))], Descriptor::None);
        let end = TraceEnd::Return(Arg::Word(crate::word::Word::NULL));
        let trace = Trace { ops: vec![op], snapshots: Vec::new(), end, seen: Vec::new() };
        let error = super::trace(&trace).expect_err("a value used before it is defined");
        assert_eq!(error.reason, "used before it is defined");
    }

    #[test]
    fn back_edges_give_each_phi_a_value_of_its_kind() {
        let check = |end: &str| {
            let text = format!("unit Loop\na = Param Int [0]\nlabel\np = Phi Int a [0]\nend {end}");
            let unit = parse::unit(&text, Default::default()).unwrap_or_else(|e| panic!("{e}"));
            super::unit(&unit).map_err(|error| error.reason)
        };
        assert_eq!(check("Loop p"), Ok(()));
        assert_eq!(check("Loop"), Err("the back edge has one value for each phi"));
        assert_eq!(check("Return p"), Err("an operand has another kind"));
    }
}
