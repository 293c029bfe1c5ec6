//! Instructions under construction: labels, exception ranges, positions, and what is definitely assigned.
//!
//! The generator emits instructions in their final order; there is no control-flow graph. What a graph would be needed
//! for is done on the way: a jump passes the set of assigned variables on to its label, and binding the label
//! intersects what arrives; code that cannot be reached is dropped as it is emitted. A graph was rejected because
//! register code leaves little for it to improve and a second walk costs as much as the first.
//!
//! **Ranges.** `active` is the stack of handlers that cover what is emitted now. Leaving blocks early (a `return` in
//! `try`) closes the inner ones, emits the exit code, and opens them again behind it. Nesting depth orders the table.
//!
//! **Jumps.** Fused jumps have 16 bits. Those that do not reach are turned round over a long jump; the sizes are found
//! by repeating until nothing changes (they only grow).

use crate::code::{ExceptionRange, Position};
use crate::opcode::{Instruction, Opcode, Role};

/// A register number while registers are handed out; checked against 16 bits when the code is finished.
pub type Register = u32;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

/// Variables that are certainly bound.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assigned {
    words: Vec<u64>,
}

impl Assigned {
    pub fn insert(&mut self, register: Register) {
        let index = register as usize / 64;
        if index >= self.words.len() {
            self.words.resize(index + 1, 0);
        }
        self.words[index] |= 1 << (register % 64);
    }

    pub fn remove(&mut self, register: Register) {
        if let Some(word) = self.words.get_mut(register as usize / 64) {
            *word &= !(1 << (register % 64));
        }
    }

    pub fn contains(&self, register: Register) -> bool {
        self.words.get(register as usize / 64).is_some_and(|word| word >> (register % 64) & 1 == 1)
    }

    pub fn intersect(&mut self, other: &Assigned) {
        self.words.truncate(other.words.len());
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= theirs;
        }
    }

    pub fn subtract(&mut self, other: &Assigned) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= !theirs;
        }
    }
}

struct Item {
    opcode: Opcode,
    a: u32,
    b: u32,
    c: u32,
    target: Option<Label>,
    position: u32,
}

#[derive(Default)]
struct LabelState {
    item: Option<usize>,
    /// Joined state of the jumps seen so far; `None`: no jump reaches it yet.
    arriving: Option<Assigned>,
}

/// A handler that covers what is being emitted.
#[derive(Clone, Copy)]
pub struct Active {
    start: usize,
    target: Label,
    register: Register,
}

struct Range {
    start: usize,
    end: usize,
    target: Label,
    register: Register,
    depth: usize,
}

/// Code under construction.
pub struct Assembler {
    items: Vec<Item>,
    labels: Vec<LabelState>,
    ranges: Vec<Range>,
    active: Vec<Active>,
    positions: Vec<Position>,
    pub reachable: bool,
    pub assigned: Assigned,
    /// Variables that some statement unbinds: not counted on after loops and handlers.
    pub deletable: Assigned,
    /// An operand did not fit.
    pub overflow: bool,
}

/// What assembling gives.
pub struct Assembled {
    pub words: Vec<u64>,
    pub exceptions: Vec<ExceptionRange>,
    pub positions: Vec<Position>,
}

impl Assembler {
    pub fn new() -> Assembler {
        Assembler {
            items: Vec::new(),
            labels: Vec::new(),
            ranges: Vec::new(),
            active: Vec::new(),
            positions: vec![Position::default()],
            reachable: true,
            assigned: Assigned::default(),
            deletable: Assigned::default(),
            overflow: false,
        }
    }

    /// Position of what is emitted from here on.
    pub fn set_position(&mut self, position: Position) {
        if self.positions.last() != Some(&position) {
            self.positions.push(position);
        }
    }

    pub fn position(&self) -> Position {
        *self.positions.last().expect("there is always a position")
    }

    fn push(&mut self, opcode: Opcode, a: u32, b: u32, c: u32, target: Option<Label>) {
        if !self.reachable {
            return;
        }
        if let Some(label) = target {
            let assigned = &self.assigned;
            match &mut self.labels[label.0 as usize].arriving {
                Some(state) => state.intersect(assigned),
                none => *none = Some(assigned.clone()),
            }
        }
        let position = self.positions.len() as u32 - 1;
        self.items.push(Item { opcode, a, b, c, target, position });
        if matches!(opcode.flow(), crate::opcode::Flow::End | crate::opcode::Flow::Jump) {
            self.reachable = false;
        }
    }

    pub fn op(&mut self, opcode: Opcode, a: Register, b: u32, c: u32) {
        self.push(opcode, a, b, c, None);
    }

    /// An instruction whose operands b and c are one 32-bit number.
    pub fn wide(&mut self, opcode: Opcode, a: Register, bc: u32) {
        self.push(opcode, a, bc, 0, None);
    }

    pub fn jump(&mut self, opcode: Opcode, a: Register, b: u32, target: Label) {
        self.push(opcode, a, b, 0, Some(target));
    }

    pub fn label(&mut self) -> Label {
        self.labels.push(LabelState::default());
        Label(self.labels.len() as u32 - 1)
    }

    /// The label is here. Control arrives by its jumps and, where the place is reachable, from above.
    pub fn bind(&mut self, label: Label) {
        let at = self.items.len();
        let state = &mut self.labels[label.0 as usize];
        state.item = Some(at);
        if let Some(arriving) = state.arriving.take() {
            if self.reachable {
                self.assigned.intersect(&arriving);
            } else {
                self.assigned = arriving;
                self.reachable = true;
            }
        }
    }

    /// A loop's header: jumps back come later, so nothing that is ever unbound counts as assigned.
    pub fn bind_header(&mut self, label: Label) {
        self.labels[label.0 as usize].item = Some(self.items.len());
        let deletable = std::mem::take(&mut self.deletable);
        self.assigned.subtract(&deletable);
        self.deletable = deletable;
    }

    /// A handler begins here. `before`: what was assigned when its range began.
    pub fn bind_handler(&mut self, label: Label, before: &Assigned) {
        self.labels[label.0 as usize].item = Some(self.items.len());
        self.reachable = self.ranges.iter().any(|range| range.target == label);
        self.assigned = before.clone();
        self.assigned.subtract(&self.deletable);
    }

    /// From here on, exceptions go to `target`.
    pub fn protect(&mut self, target: Label, register: Register) {
        self.active.push(Active { start: self.items.len(), target, register });
    }

    /// Number of handlers that cover this place.
    pub fn protection(&self) -> usize {
        self.active.len()
    }

    /// Closes the ranges above the given number.
    pub fn unprotect(&mut self, depth: usize) {
        while self.active.len() > depth {
            let Some(active) = self.active.pop() else { return };
            let end = self.items.len();
            if active.start < end {
                self.ranges.push(Range {
                    start: active.start,
                    end,
                    target: active.target,
                    register: active.register,
                    depth: self.active.len(),
                });
            }
        }
    }

    pub fn handlers(&self) -> Vec<Active> {
        self.active.clone()
    }

    /// Opens again what `unprotect` closed.
    pub fn restore(&mut self, handlers: &[Active]) {
        let here = self.items.len();
        for handler in &handlers[self.active.len()..] {
            self.active.push(Active { start: here, ..*handler });
        }
    }

    /// Final words; labels become offsets.
    pub fn finish(mut self) -> Assembled {
        let count = self.items.len();
        let mut long = vec![false; count];
        let mut at = vec![0u32; count + 1];
        loop {
            let mut word = 0u32;
            for (index, item) in self.items.iter().enumerate() {
                at[index] = word;
                word += item.opcode.width() as u32;
                if long[index] {
                    word += if is_exhausting(item.opcode) { 2 } else { 1 };
                }
            }
            at[count] = word;
            let mut changed = false;
            for (index, item) in self.items.iter().enumerate() {
                if let Some(label) = item.target
                    && !long[index]
                    && item.opcode.roles()[2] == Role::Jump
                {
                    let target = at[self.labels[label.0 as usize].item.expect("label was bound")];
                    let offset = target as i64 - at[index] as i64;
                    if i16::try_from(offset).is_err() {
                        long[index] = true;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let mut words = Vec::with_capacity(at[count] as usize);
        let mut positions: Vec<Position> = Vec::new();
        let mut last_position = u32::MAX;
        for (index, item) in self.items.iter().enumerate() {
            if item.position != last_position {
                last_position = item.position;
                let position = self.positions[item.position as usize];
                let same =
                    positions.last().is_some_and(|last| Position { at: 0, ..*last } == position);
                if !same {
                    positions.push(Position { at: at[index], ..position });
                }
            }
            let here = at[index] as i64;
            let target = item.target.map(|label| {
                at[self.labels[label.0 as usize].item.expect("label was bound")] as i64
            });
            let roles = item.opcode.roles();
            let is_wide = roles[2] == Role::High;
            if item.a > 0xffff
                || (!is_wide
                    && (fits(item.b, roles[1]).is_none() || fits(item.c, roles[2]).is_none()))
            {
                self.overflow = true;
            }
            let (a, b, c) = (item.a as u16, item.b as u16, item.c as u16);
            let width = item.opcode.width();
            match target {
                None if is_wide => words.push(Instruction::wide(item.opcode, a, item.b as i32).0),
                None => words.push(Instruction::new(item.opcode, a, b, c).0),
                Some(target) if is_wide => {
                    words.push(Instruction::wide(item.opcode, a, (target - here) as i32).0);
                }
                Some(target) if long[index] => {
                    if is_exhausting(item.opcode) {
                        // goes on behind both jumps; at the end, to the second
                        words.push(Instruction::new(item.opcode, a, b, width as u16 + 1).0);
                        words.resize(words.len() + width - 1, 0);
                        words.push(Instruction::wide(Opcode::Jump, 0, 2).0);
                    } else {
                        words
                            .push(Instruction::new(inverse(item.opcode), a, b, width as u16 + 1).0);
                        words.resize(words.len() + width - 1, 0);
                    }
                    let offset = target - words.len() as i64;
                    words.push(Instruction::wide(Opcode::Jump, 0, offset as i32).0);
                    continue;
                }
                Some(target) => {
                    words.push(Instruction::new(item.opcode, a, b, (target - here) as i16 as u16).0)
                }
            }
            words.resize(words.len() + width - 1, 0);
        }
        self.ranges.sort_by(|x, y| y.depth.cmp(&x.depth).then(x.start.cmp(&y.start)));
        let exceptions = self
            .ranges
            .iter()
            .map(|range| ExceptionRange {
                start: at[range.start],
                end: at[range.end],
                target: at[self.labels[range.target.0 as usize].item.expect("handler was bound")],
                register: range.register as u16,
            })
            .collect();
        Assembled { words, exceptions, positions }
    }

    pub fn overflows(&self) -> bool {
        self.overflow
            || self.items.iter().any(|item| {
                let roles = item.opcode.roles();
                item.a > 0xffff
                    || (roles[2] != Role::High
                        && (fits(item.b, roles[1]).is_none() || fits(item.c, roles[2]).is_none()))
            })
    }
}

impl Default for Assembler {
    fn default() -> Self {
        Assembler::new()
    }
}

fn fits(value: u32, role: Role) -> Option<u16> {
    match role {
        Role::Int | Role::Jump => i16::try_from(value as i32).ok().map(|number| number as u16),
        _ => u16::try_from(value).ok(),
    }
}

/// Jumps when its iteration ends; has no inverse.
fn is_exhausting(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::ForIter | Opcode::Send)
}

/// The jump that is taken when the given one is not.
fn inverse(opcode: Opcode) -> Opcode {
    use Opcode::*;
    match opcode {
        JumpIfLt => JumpIfNotLt,
        JumpIfLe => JumpIfNotLe,
        JumpIfEq => JumpIfNotEq,
        JumpIfNe => JumpIfNotNe,
        JumpIfGt => JumpIfNotGt,
        JumpIfGe => JumpIfNotGe,
        JumpIfNotLt => JumpIfLt,
        JumpIfNotLe => JumpIfLe,
        JumpIfNotEq => JumpIfEq,
        JumpIfNotNe => JumpIfNe,
        JumpIfNotGt => JumpIfGt,
        JumpIfNotGe => JumpIfGe,
        JumpIfLtInt => JumpIfNotLtInt,
        JumpIfLeInt => JumpIfNotLeInt,
        JumpIfEqInt => JumpIfNotEqInt,
        JumpIfNeInt => JumpIfNotNeInt,
        JumpIfGtInt => JumpIfNotGtInt,
        JumpIfGeInt => JumpIfNotGeInt,
        JumpIfNotLtInt => JumpIfLtInt,
        JumpIfNotLeInt => JumpIfLeInt,
        JumpIfNotEqInt => JumpIfEqInt,
        JumpIfNotNeInt => JumpIfNeInt,
        JumpIfNotGtInt => JumpIfGtInt,
        JumpIfNotGeInt => JumpIfGeInt,
        JumpIfIs => JumpIfIsNot,
        JumpIfIsNot => JumpIfIs,
        other => unreachable!("{} has no short offset", other.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_out_of_reach_goes_over_a_long_one() {
        let mut assembler = Assembler::new();
        let far = assembler.label();
        assembler.jump(Opcode::JumpIfLt, 1, 2, far);
        assembler.jump(Opcode::ForIter, 1, 2, far);
        for _ in 0..40_000 {
            assembler.op(Opcode::Nop, 0, 0, 0);
        }
        assembler.bind(far);
        assembler.op(Opcode::Return, 0, 0, 0);
        let words = assembler.finish().words;
        let first = Instruction(words[0]);
        assert_eq!(first.number(), Opcode::JumpIfNotLt as usize);
        assert_eq!(first.c_signed(), 3);
        let over = Instruction(words[2]);
        assert_eq!(over.number(), Opcode::Jump as usize);
        assert_eq!(2 + over.wide_signed() as usize, words.len() - 1);
        let iterate = Instruction(words[3]);
        assert_eq!(iterate.number(), Opcode::ForIter as usize);
        let end = Instruction(words[3 + iterate.c_signed() as usize]);
        assert_eq!(end.number(), Opcode::Jump as usize);
        assert_eq!(3 + iterate.c_signed() + end.wide_signed(), words.len() as i64 - 1);
    }

    #[test]
    fn what_only_one_branch_assigns_is_not_assigned() {
        let mut assembler = Assembler::new();
        let (otherwise, end) = (assembler.label(), assembler.label());
        assembler.jump(Opcode::JumpIfTrue, 9, 0, otherwise);
        assembler.assigned.insert(1);
        assembler.assigned.insert(2);
        assembler.jump(Opcode::Jump, 0, 0, end);
        assembler.bind(otherwise);
        assembler.assigned.insert(2);
        assembler.bind(end);
        assert!(!assembler.assigned.contains(1));
        assert!(assembler.assigned.contains(2));
    }
}
