//! The end of a unit: back edge, jump, return or exit.
//!
//! A jump into another unit hands its parameters over in registers, as that unit wants them, and
//! stores every other slot that is alive. Checks of kinds come first, because their exits still
//! have nothing to undo.

use super::{Optimizer, Stop};
use crate::trace::{Arg, End, Param, SnapshotId, TraceEnd};

impl Optimizer<'_> {
    pub(super) fn finish(
        &mut self,
        link_params: &dyn Fn(usize) -> Vec<Param>,
    ) -> Result<End, Stop> {
        if !matches!(self.trace.end, TraceEnd::Leave(_)) {
            self.store_delayed();
        }
        match self.trace.end {
            TraceEnd::Loop(snapshot) => Ok(End::Loop(self.back_edge(snapshot)?)),
            TraceEnd::Return(arg) => {
                let word = self.value(arg).arg;
                Ok(End::Return(self.real(word)))
            }
            TraceEnd::Leave(snapshot) => Ok(End::Exit(self.exit(snapshot, None))),
            TraceEnd::Link { target, snapshot } => {
                self.jump(target, snapshot, &link_params(target))
            }
        }
    }

    fn jump(&mut self, target: usize, snapshot: SnapshotId, params: &[Param]) -> Result<End, Stop> {
        let trace = self.trace;
        let state = &trace.snapshots[snapshot.0 as usize];
        let mut args = Vec::new();
        for param in params {
            let slot = state.base + param.slot;
            let word = match state.slots.iter().find(|(named, _)| *named == slot) {
                Some((_, arg)) => self.value(*arg),
                None => self.slot_at_end(slot),
            };
            match self.as_kind(word, param.kind, snapshot)? {
                Some(arg) => args.push(arg),
                None => return Ok(End::Exit(self.exit(snapshot, None))),
            }
        }
        // A frame's own snapshots do not name its header, so that has to be in memory as well.
        let is_handed_over =
            |slot| slot >= state.base && params.iter().any(|p| state.base + p.slot == slot);
        for &(slot, arg) in &state.slots {
            if !is_handed_over(slot) {
                let word = self.value(arg).arg;
                self.store_slot(slot, word);
            }
        }
        let args: Vec<Arg> = args.into_iter().map(|arg| self.real(arg)).collect();
        // Frames below the other unit's lie in memory alone: whoever looks for objects must find them.
        self.set_top(state.base);
        Ok(End::Jump { target, base: state.base, args })
    }

    /// A slot that the last snapshot does not name: as it was at entry, or as it is in memory.
    fn slot_at_end(&mut self, slot: i32) -> super::value::Value {
        if let Some(known) = self.frame.memory.get(&slot) {
            return super::value::Value { arg: *known, steady: false };
        }
        if let Some(input) = self.inputs.get(&slot) {
            return *input;
        }
        let id = self.input_from_memory(slot);
        super::value::Value { arg: Arg::Op(id), steady: false }
    }
}
