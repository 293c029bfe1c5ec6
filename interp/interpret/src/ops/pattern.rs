//! Structural pattern matching (PEP 634): opaque tests.

use super::finish_store;
use compile::Instruction;
use object::Thread;
use tracer::{Effects, Machine, Next, Word};

#[inline(always)]
pub fn get_length<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let result = m.call(&crate::residual::LENGTH, [value]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn match_sequence<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let result = m.call(&IS_SEQUENCE, [value]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn match_mapping<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let result = m.call(&IS_MAPPING, [value]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn match_keys<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, keys) = (m.register(i.b()), m.register(i.c()));
    let result = m.call(&MATCH_KEYS, [value, keys]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn match_class<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let (class, count, names) = (m.register(i.c()), m.register(i.c() + 1), m.register(i.c() + 2));
    let result = m.call(&MATCH_CLASS, [value, class, count, names]);
    finish_store(m, i, result, 1)
}

crate::residuals! {
    IS_SEQUENCE = crate::pattern::is_sequence, (value), Effects::READS;
    IS_MAPPING = crate::pattern::is_mapping, (value), Effects::READS;
    MATCH_KEYS = crate::pattern::keys, (value, keys), Effects::ANY;
    MATCH_CLASS = match_class_pattern, (value, class, count, names), Effects::ANY;
}

fn match_class_pattern(
    thread: &mut Thread,
    value: Word,
    class: Word,
    count: Word,
    names: Word,
) -> object::Result {
    crate::pattern::class(thread, value, class, count.int() as usize, names)
}
