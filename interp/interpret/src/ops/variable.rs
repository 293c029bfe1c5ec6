//! Constants, locals, cells, globals, names.
//!
//! A global's cache word is the address of its value slot in the namespace's table. The slot turns
//! null when the key is deleted or the table is replaced, so the fast path is two loads.

use super::{code, finish_next, finish_store, name, tuple_item};
use crate::cell::{self, GLOBAL};
use crate::internal;
use compile::Instruction;
use object::field;
use object::{Result, Thread};
use tracer::{Effects, Machine, Next, Word};

#[inline(always)]
pub fn load_const<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let constant = tuple_item(code(m).constants, i.wide_index());
    let value = m.word(constant);
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn load_int<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.word(Word::from_int(i.wide_signed()));
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn move_register<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn unbind<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let null = m.word(Word::NULL);
    m.set_register(i.a(), null);
    m.next(1)
}
#[inline(always)]
pub fn check_bound<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    if m.is_null(value) {
        let name = name(m, i.wide_index());
        return raise_unbound(m, name, false);
    }
    m.next(1)
}

#[inline(always)]
fn raise_unbound<M: Machine>(m: &mut M, name: Word, free: bool) -> Next {
    let name = m.word(name);
    let free = m.word(Word::from_bool(free));
    let result = m.call(&UNBOUND, [name, free]);
    if m.succeeded(result, internal::NEXT_1) { Next::Stop } else { Next::Raise }
}

#[inline(always)]
pub fn load_global<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let slot = m.cache(0) as *mut u64;
    if slot.is_null() {
        return Next::Defer(internal::LOAD_GLOBAL_SLOW);
    }
    let value = m.load_cell(slot, &GLOBAL);
    if m.is_null(value) {
        return Next::Defer(internal::LOAD_GLOBAL_SLOW);
    }
    m.set_register(i.a(), value);
    m.next(2)
}
#[inline(always)]
pub fn load_global_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if !object::dict::is_exact(code(m).globals) {
        let (code, name) = (m.word(Word(m.code() as u64)), m.word(name(m, i.wide_index())));
        let result = m.call(&LOAD_FROM_MAPPING, [code, name]);
        return finish_store(m, i, result, 2);
    }
    let slot = cell::find_global(code(m), name(m, i.wide_index()));
    if slot.is_null() {
        let name = m.word(name(m, i.wide_index()));
        let result = m.call(&NAME_ERROR, [name]);
        return finish_store(m, i, result, 2);
    }
    cell::publish(m.pc(), 0, slot as u64);
    let value = m.load_cell(slot, &GLOBAL);
    if m.is_null(value) {
        // Another thread was quicker.
        return Next::Defer(internal::LOAD_GLOBAL_SLOW);
    }
    m.set_register(i.a(), value);
    m.next(2)
}
#[inline(always)]
pub fn store_global<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let slot = m.cache(0) as *mut u64;
    if !slot.is_null()
        && let Some(next) = store_in_place(m, i, slot)
    {
        return next;
    }
    Next::Defer(internal::STORE_GLOBAL_SLOW)
}

/// Stores into a slot that changes silently, while there is one thread only (another could replace the namespace's table
/// meanwhile). `None`: the name has another slot by now, or none.
#[inline(always)]
fn store_in_place<M: Machine>(m: &mut M, i: Instruction, slot: *mut u64) -> Option<Next> {
    if !crate::jit::watch::single_threaded(m) {
        return None;
    }
    let (table, field) = cell::place(code(m).globals, slot)?;
    let table = m.word(table);
    let current = m.load(table, &field);
    if m.is_null(current) {
        return None;
    }
    let value = m.register(i.a());
    m.store(table, &field, value);
    Some(m.next(2))
}

#[inline(always)]
pub fn store_global_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let slot = cell::find_in(code(m).globals, name(m, i.wide_index()));
    let value = m.register(i.a());
    if !slot.is_null() {
        if m.is_recording() {
            cell::make_mutable(slot as usize);
        }
        if cell::changes_silently(slot as usize) {
            cell::publish(m.pc(), 0, slot as u64);
            if m.is_recording()
                && let Some(next) = store_in_place(m, i, slot)
            {
                return next;
            }
        }
        if !m.is_recording() && crate::jit::watch::single_threaded(m) {
            let slot = m.word(Word(slot as u64));
            let result = m.call(&STORE_SLOT, [slot, value]);
            return finish_next(m, result, 2);
        }
    }
    // A trace must not rely on the slot: the name may be deleted.
    let namespace = m.word(code(m).globals);
    let name = m.word(name(m, i.wide_index()));
    let result = if object::dict::is_exact(code(m).globals) {
        m.call(&STORE_GLOBAL, [namespace, name, value])
    } else {
        m.call(&STORE_NAMESPACE, [namespace, name, value])
    };
    finish_next(m, result, 2)
}
#[inline(always)]
pub fn delete_global<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.word(code(m).globals);
    let name = m.word(name(m, i.wide_index()));
    let result = m.call(&DELETE_NAMESPACE, [namespace, name]);
    finish_next(m, result, 1)
}

/// Module code runs with its globals as namespace: then names are globals.
#[inline(always)]
pub fn load_name<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.register(0);
    if m.is_word(namespace, code(m).globals) {
        return load_global_or(m, i, internal::LOAD_GLOBAL_SLOW);
    }
    Next::Defer(internal::LOAD_NAME_SLOW)
}
#[inline(always)]
fn load_global_or<M: Machine>(m: &mut M, i: Instruction, slow: u16) -> Next {
    let slot = m.cache(0) as *mut u64;
    if slot.is_null() {
        return Next::Defer(slow);
    }
    let value = m.load_cell(slot, &GLOBAL);
    if m.is_null(value) {
        return Next::Defer(slow);
    }
    m.set_register(i.a(), value);
    m.next(2)
}
#[inline(always)]
pub fn load_name_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.register(0);
    let code = m.word(Word(m.code() as u64));
    let name = m.word(name(m, i.wide_index()));
    let result = m.call(&LOAD_NAME, [namespace, code, name]);
    finish_store(m, i, result, 2)
}
#[inline(always)]
pub fn store_name<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.register(0);
    if m.is_word(namespace, code(m).globals) {
        return store_global(m, i);
    }
    let name = m.word(name(m, i.wide_index()));
    let value = m.register(i.a());
    let result = m.call(&STORE_NAMESPACE, [namespace, name, value]);
    finish_next(m, result, 2)
}
#[inline(always)]
pub fn delete_name<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.register(0);
    let name = m.word(name(m, i.wide_index()));
    let result = m.call(&DELETE_NAMESPACE, [namespace, name]);
    finish_next(m, result, 1)
}

#[inline(always)]
pub fn make_cell<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    let cell = m.new_object(object::Builtin::Cell.shape(), size_of::<object::layout::CellObject>());
    m.store(cell, &field::CELL_VALUE, value);
    m.set_register(i.a(), cell);
    m.next(1)
}
#[inline(always)]
pub fn load_cell<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = m.register(i.b());
    let value = m.load(cell, &field::CELL_VALUE);
    if m.is_null(value) {
        let name = name(m, i.c());
        return raise_unbound(m, name, false);
    }
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn store_cell<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = m.register(i.a());
    let value = m.register(i.b());
    m.store(cell, &field::CELL_VALUE, value);
    m.next(1)
}
#[inline(always)]
pub fn delete_cell<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = m.register(i.a());
    let value = m.load(cell, &field::CELL_VALUE);
    if m.is_null(value) {
        let name = name(m, i.c());
        return raise_unbound(m, name, false);
    }
    let null = m.word(Word::NULL);
    m.store(cell, &field::CELL_VALUE, null);
    m.next(1)
}

/// Cell `index` of the running function's closure.
#[inline(always)]
fn closure_cell<M: Machine>(m: &mut M, index: usize) -> M::Ref {
    let function = m.function();
    let closure = m.load(function, &field::FUNCTION_CLOSURE);
    let index = m.int(index as i64);
    m.load_element(closure, index, &field::TUPLE_ITEM)
}
#[inline(always)]
pub fn load_free<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = closure_cell(m, i.b());
    let value = m.load(cell, &field::CELL_VALUE);
    if m.is_null(value) {
        let name = name(m, i.c());
        return raise_unbound(m, name, true);
    }
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn store_free<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = closure_cell(m, i.b());
    let value = m.register(i.a());
    m.store(cell, &field::CELL_VALUE, value);
    m.next(1)
}
#[inline(always)]
pub fn delete_free<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = closure_cell(m, i.b());
    let value = m.load(cell, &field::CELL_VALUE);
    if m.is_null(value) {
        let name = name(m, i.c());
        return raise_unbound(m, name, true);
    }
    let null = m.word(Word::NULL);
    m.store(cell, &field::CELL_VALUE, null);
    m.next(1)
}
#[inline(always)]
pub fn load_free_cell<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let cell = closure_cell(m, i.b());
    m.set_register(i.a(), cell);
    m.next(1)
}
#[inline(always)]
pub fn load_class_free<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let namespace = m.register(0);
    let cell = closure_cell(m, i.b());
    let name = m.word(name(m, i.c()));
    let result = m.call(&LOAD_CLASS_FREE, [namespace, cell, name]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn load_locals<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if code(m).flags & compile::code::flag::OPTIMIZED == 0 {
        let namespace = m.register(0);
        m.set_register(i.a(), namespace);
        return m.next(1);
    }
    let result = m.call(&LOCALS, []);
    finish_store(m, i, result, 1)
}

crate::residuals! {
    UNBOUND = unbound, (name, free), Effects::READS;
    LOAD_FROM_MAPPING = load_from_mapping, (code, name), Effects::ANY;
    NAME_ERROR = crate::residual::name_error, (name), Effects::READS;
    STORE_SLOT = store_slot, (slot, value), Effects::writes(&[field::alias::GLOBAL]);
    STORE_GLOBAL = store_known_global, (namespace, name, value), Effects::writes(&[field::alias::GLOBAL, field::alias::DICT, field::alias::DICT_TABLE]);
    STORE_NAMESPACE = store_namespace, (namespace, name, value), Effects::ANY;
    DELETE_NAMESPACE = delete_namespace, (namespace, name), Effects::ANY;
    LOAD_NAME = load_from_namespace, (namespace, code, name), Effects::ANY;
    LOAD_CLASS_FREE = load_class_variable, (namespace, cell, name), Effects::ANY;
    LOCALS = crate::frames::locals_of_current, (), Effects::ANY;
}

fn unbound(thread: &mut Thread, name: Word, free: Word) -> Result {
    crate::residual::unbound(thread, name, free == Word::TRUE)
}

fn store_slot(thread: &mut Thread, slot: Word, value: Word) -> Result {
    cell::store(thread, slot.0 as *mut u64, value);
    Ok(Word::NONE)
}

/// A global that is there: no Python code runs.
fn store_known_global(thread: &mut Thread, namespace: Word, name: Word, value: Word) -> Result {
    object::dict::set_str(thread, namespace, name, value);
    Ok(Word::NONE)
}

fn is_dict(object: Word) -> bool {
    object::header::has_shape(object, object::Builtin::Dict.shape())
}

fn store_namespace(thread: &mut Thread, namespace: Word, name: Word, value: Word) -> Result {
    if is_dict(namespace) {
        object::dict::set(thread, namespace, name, value)?;
    } else {
        object::operation::set_item(thread, namespace, name, value)?;
    }
    Ok(Word::NONE)
}

fn delete_namespace(thread: &mut Thread, namespace: Word, name: Word) -> Result {
    if is_dict(namespace) {
        if object::dict::remove(thread, namespace, name)?.is_none() {
            return crate::residual::name_error(thread, name);
        }
    } else {
        let result = object::operation::delete_item(thread, namespace, name);
        if thread.absorb(result, object::Builtin::KeyError)?.is_none() {
            return crate::residual::name_error(thread, name);
        }
    }
    Ok(Word::NONE)
}

fn namespace_get(thread: &mut Thread, namespace: Word, name: Word) -> Result<Option<Word>> {
    if is_dict(namespace) {
        return object::dict::get(thread, namespace, name);
    }
    let result = object::operation::get_item(thread, namespace, name);
    thread.absorb(result, object::Builtin::KeyError)
}

fn load_from_namespace(thread: &mut Thread, namespace: Word, code: Word, name: Word) -> Result {
    if let Some(value) = namespace_get(thread, namespace, name)? {
        return Ok(value);
    }
    if !object::dict::is_exact(object::code::get(code).globals) {
        return load_from_mapping(thread, code, name);
    }
    let code = object::code::get(code);
    loop {
        let slot = cell::find_global(code, name);
        if slot.is_null() {
            return crate::residual::name_error(thread, name);
        }
        // SAFETY: a value slot that was just found.
        let value = unsafe { Word(*slot) };
        // Null: another thread was quicker.
        if !value.is_null() {
            return Ok(value);
        }
    }
}

/// A global name where the globals are of a subclass of dict: its `__getitem__` and `__missing__` are asked each time.
fn load_from_mapping(thread: &mut Thread, code: Word, name: Word) -> Result {
    let code = object::code::get(code);
    let found = object::operation::get_item(thread, code.globals, name);
    if let Some(value) = thread.absorb(found, object::Builtin::KeyError)? {
        return Ok(value);
    }
    match object::dict::get_str(code.builtins, name) {
        Some(value) => Ok(value),
        None => crate::residual::name_error(thread, name),
    }
}

fn load_class_variable(thread: &mut Thread, namespace: Word, cell: Word, name: Word) -> Result {
    if let Some(value) = namespace_get(thread, namespace, name)? {
        return Ok(value);
    }
    // SAFETY: closures hold cells.
    let value = unsafe { (*cell.pointer::<object::layout::CellObject>()).value };
    if value.is_null() { crate::residual::unbound(thread, name, true) } else { Ok(value) }
}
