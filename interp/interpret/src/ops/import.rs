//! Imports: through the hooks of the library crate.

use super::{finish_next, finish_store, name};
use compile::Instruction;
use object::Thread;
use tracer::{Effects, Machine, Next, Word};

#[inline(always)]
pub fn import_name<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (level, names) = (m.register(i.b()), m.register(i.b() + 1));
    let name = m.word(name(m, i.c()));
    let code = m.word(Word(m.code() as u64));
    let result = m.call(&IMPORT_NAME, [code, name, level, names]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn import_from<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let module = m.register(i.b());
    let name = m.word(name(m, i.c()));
    let result = m.call(&IMPORT_FROM, [module, name]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn import_star<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let module = m.register(i.a());
    let namespace = m.register(0);
    let result = m.call(&IMPORT_STAR, [module, namespace]);
    finish_next(m, result, 1)
}

crate::residuals! {
    IMPORT_NAME = imported, (code, name, level, names), Effects::ANY;
    IMPORT_FROM = from_module, (module, name), Effects::ANY;
    IMPORT_STAR = all_from_module, (module, namespace), Effects::ANY;
}

fn imported(
    thread: &mut Thread,
    code: Word,
    name: Word,
    level: Word,
    names: Word,
) -> object::Result {
    let globals = object::code::get(code).globals;
    (crate::library().import_name)(thread, name, globals, names, level.int())
}
fn from_module(thread: &mut Thread, module: Word, name: Word) -> object::Result {
    (crate::library().import_from)(thread, module, name)
}
fn all_from_module(thread: &mut Thread, module: Word, namespace: Word) -> object::Result {
    (crate::library().import_star)(thread, module, namespace)?;
    Ok(Word::NONE)
}
