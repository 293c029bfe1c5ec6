//! Which registers are live where.
//!
//! The ordinary backward dataflow over basic blocks, driven by the roles of the opcode table, so that it cannot
//! disagree with what instructions do. What is live at a handler is live in the whole range that it covers, except the
//! register that receives the exception. Registers that hold cells are always live, since inner functions see the cells
//! without the code's doing; so is register 0 of code that is not a function, which implicit accesses read, and so are
//! the variables of functions that may ask for all of them (`locals()`).
//!
//! The sets of all instructions are kept as one row of bits an instruction: code is short, and the question is asked
//! for any place (collections, snapshots).

use crate::code::ExceptionRange;
use crate::opcode::{FIRST_ARGUMENT, Flow, Instruction, Opcode, Role, SELF_SLOT};

/// Live registers at the beginning of each instruction.
#[derive(Clone, Debug, Default)]
pub struct Liveness {
    /// Row of each word; words within an instruction (caches) have their instruction's.
    rows: Vec<u32>,
    bits: Vec<u64>,
    row_words: usize,
}

impl Liveness {
    /// The registers that are live before the instruction at a word.
    pub fn live_at(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let row = self.row(word);
        row.iter().enumerate().flat_map(|(index, &bits)| {
            std::iter::successors((bits != 0).then_some(bits), |&rest| {
                let rest = rest & (rest - 1);
                (rest != 0).then_some(rest)
            })
            .map(move |rest| index * 64 + rest.trailing_zeros() as usize)
        })
    }

    /// The same as bits, 64 registers a word.
    #[inline(always)]
    pub fn row(&self, word: usize) -> &[u64] {
        let row = self.rows.get(word).map_or(0, |&row| row as usize);
        let start = row * self.row_words;
        self.bits.get(start..start + self.row_words).unwrap_or_default()
    }

    pub fn is_live(&self, word: usize, register: usize) -> bool {
        self.row(word)[register / 64] >> (register % 64) & 1 == 1
    }
}

/// Registers read and written by an instruction.
#[derive(Default)]
struct Effect {
    reads: Vec<usize>,
    writes: Vec<usize>,
}

fn effect(opcode: Opcode, instruction: Instruction, effect: &mut Effect) {
    effect.reads.clear();
    effect.writes.clear();
    let operands = [instruction.a(), instruction.b(), instruction.c()];
    for (index, role) in opcode.roles().into_iter().enumerate() {
        let operand = operands[index];
        match role {
            Role::Def => effect.writes.push(operand),
            Role::Use => {
                if !is_ignored(opcode, instruction, index) {
                    effect.reads.push(operand);
                }
            }
            Role::UseDef => {
                effect.reads.push(operand);
                effect.writes.push(operand);
            }
            Role::Def2 => effect.writes.extend([operand, operand + 1]),
            Role::Def3 => effect.writes.extend([operand, operand + 1, operand + 2]),
            Role::Iterator => {
                effect.reads.extend([operand, operand + 1]);
                effect.writes.push(operand + 1);
            }
            Role::Range => {
                let count = if opcode == Opcode::ImportName { 2 } else { operands[index + 1] };
                effect.reads.extend(operand..operand + count);
            }
            Role::PairRange => effect.reads.extend(operand..operand + 2 * operands[index + 1]),
            Role::DefRange => effect.writes.extend(operand..operand + instruction.c()),
            Role::DefRangeStar => {
                let count = (instruction.c() & 0xff) + (instruction.c() >> 8) + 1;
                effect.writes.extend(operand..operand + count);
            }
            Role::Window => {
                let count = instruction.b();
                effect.reads.push(operand);
                if opcode != Opcode::Call || instruction.c() == 0 {
                    effect.reads.push(operand + SELF_SLOT);
                }
                if opcode != Opcode::CallSuper || count > 0 {
                    effect.reads.extend(operand + FIRST_ARGUMENT..operand + FIRST_ARGUMENT + count);
                }
                effect.writes.push(operand);
            }
            Role::WindowSpread => {
                effect.reads.push(operand);
                effect.reads.push(operand + SELF_SLOT);
                effect.reads.extend([operand + FIRST_ARGUMENT, operand + FIRST_ARGUMENT + 1]);
                effect.writes.push(operand);
            }
            Role::MethodBase => effect.writes.extend([operand, operand + SELF_SLOT]),
            Role::MethodObject => {
                effect.reads.push(operand + SELF_SLOT);
                effect.writes.extend([operand, operand + SELF_SLOT]);
            }
            Role::SuperBase => {
                effect.reads.extend([
                    operand,
                    operand + FIRST_ARGUMENT,
                    operand + FIRST_ARGUMENT + 1,
                ]);
                effect.writes.extend([operand, operand + SELF_SLOT]);
            }
            Role::No
            | Role::Count
            | Role::Const
            | Role::Name
            | Role::Int
            | Role::Jump
            | Role::Number
            | Role::Const32
            | Role::Name32
            | Role::Int32
            | Role::Jump32
            | Role::High => {}
        }
    }
    // Three registers in a row, of which the table can only name the first.
    if opcode == Opcode::MatchClass {
        effect.reads.extend([operands[2] + 1, operands[2] + 2]);
    }
}

/// Operands that stand for nothing: `raise` without an exception or without a cause.
fn is_ignored(opcode: Opcode, instruction: Instruction, index: usize) -> bool {
    opcode == Opcode::Raise && instruction.c() <= index && index < 2
}

/// Finds the live registers of all instructions. Registers below `kept` are always live.
pub fn liveness(
    words: &[u64],
    exceptions: &[ExceptionRange],
    registers: usize,
    kept: usize,
) -> Liveness {
    let row_words = registers.div_ceil(64).max(1);
    let mut starts = Vec::new();
    let mut rows = vec![0u32; words.len()];
    let mut always = vec![0u64; row_words];
    for register in 0..kept.min(registers) {
        set(&mut always, register);
    }
    let mut at = 0;
    let mut is_function = true;
    while at < words.len() {
        let instruction = Instruction(words[at]);
        let Some(opcode) = Opcode::from_number(instruction.number() as u16) else { break };
        match opcode {
            Opcode::MakeCell => set(&mut always, instruction.a()),
            Opcode::LoadName
            | Opcode::StoreName
            | Opcode::DeleteName
            | Opcode::LoadClassFree
            | Opcode::LoadLocals => {
                is_function = false;
            }
            _ => {}
        }
        for row in &mut rows[at..(at + opcode.width()).min(words.len())] {
            *row = starts.len() as u32;
        }
        starts.push(at);
        at += opcode.width();
    }
    if !is_function {
        set(&mut always, 0);
    }
    let count = starts.len();
    let mut bits = vec![0u64; count.max(1) * row_words];
    for row in bits.chunks_exact_mut(row_words) {
        row.copy_from_slice(&always);
    }
    let row_of = |word: i64| rows.get(word as usize).map(|&row| row as usize);
    // Handlers that cover each instruction; those that are never covered have none.
    let mut handlers: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for range in exceptions {
        let Some(target) = row_of(range.target as i64) else { continue };
        for (row, &start) in starts.iter().enumerate() {
            if (range.start as usize..range.end as usize).contains(&start) {
                handlers[row].push((target, range.register as usize));
            }
        }
    }
    let mut live = vec![0u64; row_words];
    let mut effects = Effect::default();
    let mut changed = true;
    while changed {
        changed = false;
        for row in (0..count).rev() {
            let start = starts[row];
            let instruction = Instruction(words[start]);
            let opcode = Opcode::from_number(instruction.number() as u16).expect("checked above");
            live.copy_from_slice(&always);
            let flow = opcode.flow();
            if matches!(flow, Flow::Next | Flow::Branch) && row + 1 < count {
                join(&mut live, &bits[(row + 1) * row_words..(row + 2) * row_words]);
            }
            let mut taken = None;
            if matches!(flow, Flow::Jump | Flow::Branch) {
                let is_wide = opcode.roles()[1] == Role::Jump32;
                let offset =
                    if is_wide { instruction.wide_signed() } else { instruction.c_signed() };
                taken = row_of(start as i64 + offset);
            }
            if let Some(target) = taken {
                join(&mut live, &bits[target * row_words..(target + 1) * row_words]);
            }
            effect(opcode, instruction, &mut effects);
            for &register in &effects.writes {
                // The item of a loop is written only where it goes on.
                if opcode == Opcode::ForIter
                    && let Some(target) = taken
                    && has(&bits[target * row_words..(target + 1) * row_words], register)
                {
                    continue;
                }
                if !has(&always, register) {
                    clear(&mut live, register);
                }
            }
            for &register in &effects.reads {
                set(&mut live, register);
            }
            // An exception may come before anything is written.
            for &(target, register) in &handlers[row] {
                for word in 0..row_words {
                    let mut arriving = bits[target * row_words + word];
                    if register / 64 == word && !has(&always, register) {
                        arriving &= !(1 << (register % 64));
                    }
                    live[word] |= arriving;
                }
            }
            let current = &mut bits[row * row_words..(row + 1) * row_words];
            if *current != live[..] {
                current.copy_from_slice(&live);
                changed = true;
            }
        }
    }
    Liveness { rows, bits, row_words }
}

fn set(bits: &mut [u64], register: usize) {
    if let Some(word) = bits.get_mut(register / 64) {
        *word |= 1 << (register % 64);
    }
}

fn clear(bits: &mut [u64], register: usize) {
    if let Some(word) = bits.get_mut(register / 64) {
        *word &= !(1 << (register % 64));
    }
}

fn has(bits: &[u64], register: usize) -> bool {
    bits.get(register / 64).is_some_and(|word| word >> (register % 64) & 1 == 1)
}

fn join(into: &mut [u64], from: &[u64]) {
    for (mine, theirs) in into.iter_mut().zip(from) {
        *mine |= theirs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(words: &[u64], exceptions: &[ExceptionRange], at: usize) -> Vec<usize> {
        liveness(words, exceptions, 8, 0).live_at(at).collect()
    }

    #[test]
    fn a_loop_keeps_what_its_next_turn_reads() {
        let words = [
            Instruction::new(Opcode::ForIter, 3, 1, 4).0,
            0,
            Instruction::new(Opcode::ListAppend, 0, 3, 0).0,
            Instruction::wide(Opcode::Loop, 0, -3).0,
            0,
            0,
        ];
        // The jump of `ForIter` leads to the second word of `Loop`, which belongs to that instruction.
        assert_eq!(live(&words, &[], 0), [0, 1, 2]);
        assert_eq!(live(&words, &[], 2), [0, 1, 2, 3]);
    }

    #[test]
    fn a_handlers_registers_are_live_in_its_range() {
        let words = [
            Instruction::new(Opcode::Nop, 0, 0, 0).0,
            Instruction::new(Opcode::Nop, 0, 0, 0).0,
            Instruction::new(Opcode::Return, 4, 0, 0).0,
            Instruction::new(Opcode::Move, 1, 5, 0).0,
            Instruction::new(Opcode::Reraise, 6, 0, 0).0,
        ];
        let range = ExceptionRange { start: 1, end: 2, target: 3, register: 6 };
        assert_eq!(live(&words, &[range], 0), [4, 5]);
        assert_eq!(live(&words, &[range], 1), [4, 5]);
        assert_eq!(live(&words, &[range], 2), [4]);
        assert_eq!(live(&words, &[range], 3), [5, 6]);
    }

    #[test]
    fn cells_are_always_live() {
        let words = [
            Instruction::new(Opcode::MakeCell, 2, 0, 0).0,
            Instruction::new(Opcode::Return, 4, 0, 0).0,
        ];
        assert_eq!(live(&words, &[], 1), [2, 4]);
    }
}
