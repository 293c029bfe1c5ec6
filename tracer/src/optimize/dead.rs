//! What nobody needs is dropped, the rest numbered.
//!
//! One mark phase from the roots: operations that do something, guards with the values of their
//! exits, and the end. Phis are not roots, and the back edge is none either: a loop-carried value
//! that only feeds itself goes, with the parameter it began as. Pure operations, loads and
//! allocations that are not marked go, and so do checks of overflow that nobody asks for. Then the positions are final and every reference is
//! rewritten.

use super::Optimizer;
use super::range::unchecked;
use super::value::Values;
use crate::trace::{
    AliasSet, Arg, Code, Descriptor, Effect, End, Exit, Kind, Label, Op, OpRef, Phi, Unit, UnitKind,
};
use std::collections::HashMap;

/// Whether an operation stays although nobody uses its value.
fn is_root(op: &Op) -> bool {
    match op.code.effect() {
        Effect::Guard | Effect::Write => true,
        Effect::Pure | Effect::Read | Effect::Allocate => false,
        Effect::Call => match op.descriptor {
            Descriptor::Residual(residual) => {
                let effects = residual.0.effects;
                effects.writes != AliasSet::NONE || effects.raises || effects.runs_language
            }
            _ => true,
        },
        Effect::Fixed => !matches!(op.code, Code::Param | Code::Phi),
    }
}

/// Marks what is needed.
struct Marks<'a> {
    values: &'a Values,
    exits: &'a [Exit],
    /// What a phi's value comes from: its parameter and its argument at the back edge.
    phi_sources: HashMap<OpRef, [Arg; 2]>,
    needed: Vec<bool>,
    pending: Vec<OpRef>,
}

impl Marks<'_> {
    fn need(&mut self, arg: Arg) {
        if let Arg::Op(id) = arg
            && !std::mem::replace(&mut self.needed[id.0 as usize], true)
        {
            self.pending.push(id);
        }
    }
    fn need_exit(&mut self, exit: usize) {
        let exits = self.exits;
        for (id, _) in &exits[exit].live {
            self.need(Arg::Op(*id));
        }
    }
    fn run(&mut self) {
        let values = self.values;
        while let Some(id) = self.pending.pop() {
            let op = &values.info(id).op;
            for arg in &op.args {
                self.need(*arg);
            }
            if op.is_guard()
                && let Some(exit) = op.snapshot
            {
                self.need_exit(exit.0 as usize);
            }
            if let Some(sources) = self.phi_sources.get(&id).copied() {
                sources.into_iter().for_each(|source| self.need(source));
            }
        }
    }
}

impl Optimizer<'_> {
    pub(super) fn into_unit(mut self, kind: UnitKind, end: End) -> Unit {
        let back_edge: &[Arg] = match &end {
            End::Loop(args) => args,
            _ => &[],
        };
        let phi_sources: HashMap<OpRef, [Arg; 2]> = self
            .plan
            .phis
            .iter()
            .zip(back_edge)
            .map(|(phi, arg)| (phi.id, [phi.initial, *arg]))
            .collect();
        let mut marks = Marks {
            values: &self.values,
            exits: &self.exits,
            phi_sources,
            needed: vec![false; self.values.len()],
            pending: Vec::new(),
        };
        for id in self.values.order() {
            if is_root(&self.values.info(id).op) {
                marks.need(Arg::Op(id));
            }
        }
        match &end {
            End::Loop(_) => {}
            End::Jump { args, .. } => args.iter().for_each(|arg| marks.need(*arg)),
            End::Return(arg) => marks.need(*arg),
            End::Exit(exit) => marks.need_exit(exit.0 as usize),
        }
        for (param, id) in self.plan.params().iter().zip(self.plan.param_ids()) {
            // An exit hands all of them over to its bridge. Elsewhere, a kind that entering checks
            // has made checks of the trace superfluous, whether or not the number is used.
            if kind == UnitKind::Bridge || param.kind != Kind::Word {
                marks.need(Arg::Op(*id));
            }
        }
        marks.run();
        let Marks { needed, .. } = marks;

        let is_needed = |id: &OpRef| needed[id.0 as usize];
        let order: Vec<OpRef> = self.values.order().filter(is_needed).collect();
        let mut position = vec![u32::MAX; self.values.len()];
        for (index, id) in order.iter().enumerate() {
            position[id.0 as usize] = index as u32;
        }
        let renumber = |arg: Arg| match arg {
            Arg::Op(id) => Arg::Op(OpRef(position[id.0 as usize])),
            constant => constant,
        };
        let mut is_checked = vec![false; self.values.len()];
        for id in &order {
            let op = &self.values.info(*id).op;
            if let (Code::Overflowed, [Arg::Op(checked)]) = (op.code, &op.args[..]) {
                is_checked[checked.0 as usize] = true;
            }
        }
        let ops: Vec<Op> = order
            .iter()
            .map(|id| {
                let mut op = self.values.info(*id).op.clone();
                // A language may know that a sum cannot overflow, and not ask.
                if let (Some(code), false) = (unchecked(op.code), is_checked[id.0 as usize]) {
                    op.code = code;
                }
                op.args.iter_mut().for_each(|arg| *arg = renumber(*arg));
                op
            })
            .collect();
        for exit in &mut self.exits {
            for (id, _) in &mut exit.live {
                *id = OpRef(position[id.0 as usize]);
            }
        }
        let label = self.plan.has_label().then(|| Label {
            at: self.values.entry.iter().copied().filter(is_needed).count(),
            phis: self
                .plan
                .phis
                .iter()
                .filter(|phi| is_needed(&phi.id))
                .map(|phi| Phi { slot: phi.slot, kind: phi.kind, initial: renumber(phi.initial) })
                .collect(),
        });
        let end = match end {
            End::Loop(args) => End::Loop(
                self.plan
                    .phis
                    .iter()
                    .zip(args)
                    .filter(|(phi, _)| is_needed(&phi.id))
                    .map(|(_, arg)| renumber(arg))
                    .collect(),
            ),
            End::Jump { target, base, args } => {
                End::Jump { target, base, args: args.into_iter().map(renumber).collect() }
            }
            End::Return(arg) => End::Return(renumber(arg)),
            End::Exit(exit) => End::Exit(exit),
        };
        let params = self
            .plan
            .params()
            .iter()
            .zip(self.plan.param_ids())
            .filter(|(_, id)| is_needed(id))
            .map(|(param, _)| *param)
            .collect();
        Unit { kind, params, ops, label, end, exits: self.exits }
    }
}
