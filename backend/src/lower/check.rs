//! Refuses units that are not well formed.
//!
//! The lowering trusts kinds: a word taken for an integer would become wrong code, not an error.
//! One cheap walk before it makes sure that every operand has the kind that its operation wants
//! and is defined before its use, and that descriptors and exits are the ones expected.

use crate::exit::EXIT_BUFFER_WORDS;
use tracer::{Arg, Code, Descriptor, End, ExitId, Kind, OpRef, Storage, Unit};

/// Whether `unit` may be lowered.
pub(super) fn is_well_formed(unit: &Unit) -> bool {
    let check = Check { unit };
    check.run().is_some()
}

struct Check<'a> {
    unit: &'a Unit,
}

fn require(holds: bool) -> Option<()> {
    holds.then_some(())
}

impl Check<'_> {
    fn run(&self) -> Option<()> {
        let unit = self.unit;
        require(unit.params.len() <= unit.ops.len())?;
        let mut phis = 0..0;
        if let Some(label) = &unit.label {
            phis = label.at..label.at + label.phis.len();
            require(label.at >= unit.params.len() && phis.end <= unit.ops.len())?;
            for phi in &label.phis {
                self.arg(phi.initial, phi.kind, label.at)?;
            }
        }
        for (index, op) in unit.ops.iter().enumerate() {
            let expected = if index < unit.params.len() {
                Code::Param
            } else if phis.contains(&index) {
                Code::Phi
            } else {
                require(!matches!(op.code, Code::Param | Code::Phi))?;
                self.op(index)?;
                continue;
            };
            require(op.code == expected)?;
            let kind = unit.kind_of(OpRef(index as u32));
            require(matches!(kind, Kind::Word | Kind::Int | Kind::Float))?;
        }
        let end = unit.ops.len();
        match &unit.end {
            End::Loop(args) => {
                let label = unit.label.as_ref()?;
                require(args.len() == label.phis.len())?;
                for (arg, phi) in args.iter().zip(&label.phis) {
                    self.arg(*arg, phi.kind, end)?;
                }
            }
            End::Jump { args, .. } => {
                for arg in args {
                    self.arg(*arg, super::kind_of(unit, *arg), end)?;
                    require(super::kind_of(unit, *arg) != Kind::Bool)?;
                }
            }
            End::Return(word) => self.arg(*word, Kind::Word, end)?,
            End::Exit(exit) => self.exit(*exit, end)?,
        }
        Some(())
    }

    fn arg(&self, arg: Arg, kind: Kind, before: usize) -> Option<()> {
        if let Arg::Op(op) = arg {
            require((op.0 as usize) < before)?;
        }
        require(kind != Kind::None && super::kind_of(self.unit, arg) == kind)
    }

    fn exit(&self, exit: ExitId, before: usize) -> Option<()> {
        let exit = self.unit.exits.get(exit.0 as usize)?;
        require(exit.live.len() <= EXIT_BUFFER_WORDS)?;
        for (op, kind) in &exit.live {
            require(*kind != Kind::Bool)?;
            self.arg(Arg::Op(*op), *kind, before)?;
        }
        Some(())
    }

    fn op(&self, index: usize) -> Option<()> {
        let op = &self.unit.ops[index];
        let descriptor = &op.descriptor;
        let operands = match (op.code, descriptor) {
            (Code::Call, Descriptor::Residual(residual)) => {
                require(residual.0.result != Kind::Bool)?;
                require(!residual.0.operands.contains(&Kind::Bool))?;
                residual.0.operands
            }
            _ => op.code.operands(),
        };
        require(operands.len() == op.args.len())?;
        for (arg, kind) in op.args.iter().zip(operands) {
            self.arg(*arg, *kind, index)?;
        }
        match op.code {
            Code::GuardTrue | Code::GuardFalse | Code::GuardValid | Code::GuardQuiet => {
                self.exit(op.snapshot?, index)
            }
            Code::Input | Code::StoreSlot | Code::SetTop => {
                require(matches!(descriptor, Descriptor::Slot(_)))
            }
            Code::HasShape => require(matches!(descriptor, Descriptor::Shape(_))),
            Code::Overflowed => {
                let Arg::Op(of) = op.args[0] else { return None };
                require(matches!(
                    self.unit.ops[of.0 as usize].code,
                    Code::IntAddOverflow
                        | Code::IntSubOverflow
                        | Code::IntMulOverflow
                        | Code::IntShlOverflow
                ))
            }
            Code::Load | Code::LoadThread => require(matches!(descriptor, Descriptor::Field(_))),
            Code::Store | Code::StoreThread => {
                self.field_is(descriptor, &[Storage::Word, Storage::TaggedInt])
            }
            Code::StoreInt => {
                self.field_is(descriptor, &[Storage::TaggedInt, Storage::Word, Storage::Byte])
            }
            Code::StoreFloat => self.field_is(descriptor, &[Storage::Float]),
            Code::LoadElement => require(matches!(descriptor, Descriptor::Element(_))),
            Code::StoreElement => require(matches!(descriptor, Descriptor::Element(element)
                if matches!(element.storage, Storage::Word | Storage::TaggedInt))),
            Code::StoreByte => require(matches!(descriptor, Descriptor::Element(element)
                if element.storage == Storage::Byte)),
            Code::New => {
                require(matches!(descriptor, Descriptor::Allocation { size, .. } if *size >= 8))
            }
            Code::Call => require(matches!(descriptor, Descriptor::Residual(_))),
            Code::CallFunction => require(matches!(descriptor, Descriptor::Function { .. })),
            _ => Some(()),
        }
    }

    fn field_is(&self, descriptor: &Descriptor, storages: &[Storage]) -> Option<()> {
        let Descriptor::Field(field) = descriptor else { return None };
        require(storages.contains(&field.storage))
    }
}
