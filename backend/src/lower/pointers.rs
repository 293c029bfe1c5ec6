//! Which loop-carried words are always pointers.
//!
//! A phi is a pointer if its initial value is one and what comes around is one. What comes around
//! may be the phi itself or another, so the answer is a greatest fixed point: all phis whose
//! initial value is a pointer are taken to be, and those are struck out, again and again, that
//! receive something else at the back edge. A loop's code is straight, so whatever was accessed or
//! passed a shape test anywhere in it is a pointer when the back edge is reached.

use tracer::{Arg, Code, End, Op, OpRef, Unit};

/// For each phi of the label whether it always holds a pointer.
pub(super) fn pointer_phis(unit: &Unit) -> Vec<bool> {
    let (Some(label), End::Loop(around)) = (&unit.label, &unit.end) else {
        return vec![false; unit.label.as_ref().map_or(0, |label| label.phis.len())];
    };
    let mut known = vec![false; unit.ops.len()];
    note_pointers(unit, &unit.ops[..label.at], 0, &mut known);
    let is_pointer = |known: &[bool], arg: Arg| match arg {
        Arg::Op(op) => known[op.0 as usize],
        Arg::Word(word) => word.is_pointer(),
        _ => false,
    };
    let mut phis: Vec<bool> =
        label.phis.iter().map(|phi| is_pointer(&known, phi.initial)).collect();
    note_pointers(unit, &unit.ops[label.at..], label.at, &mut known);
    loop {
        let mut changed = false;
        for (index, arg) in around.iter().enumerate() {
            let is_carried = |op: OpRef| {
                let phi = (op.0 as usize).checked_sub(label.at);
                phi.and_then(|phi| phis.get(phi)).copied().unwrap_or(false)
            };
            let stays = is_pointer(&known, *arg) || arg.op().is_some_and(is_carried);
            if phis[index] && !stays {
                phis[index] = false;
                changed = true;
            }
        }
        if !changed {
            return phis;
        }
    }
}

/// Marks what must be a pointer once these operations have run.
fn note_pointers(unit: &Unit, ops: &[Op], first: usize, known: &mut [bool]) {
    for (index, op) in ops.iter().enumerate() {
        let object = match op.code {
            Code::New => Some(Arg::Op(OpRef((first + index) as u32))),
            Code::Load
            | Code::Store
            | Code::StoreInt
            | Code::StoreFloat
            | Code::LoadElement
            | Code::StoreElement
            | Code::StoreByte => Some(op.args[0]),
            Code::GuardTrue => op.args[0].op().and_then(|test| {
                let test = &unit.ops[test.0 as usize];
                (test.code == Code::HasShape).then(|| test.args[0])
            }),
            _ => None,
        };
        if let Some(Arg::Op(object)) = object {
            known[object.0 as usize] = true;
        }
    }
}
