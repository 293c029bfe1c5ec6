//! Machine code for optimized traces, by Cranelift.
//!
//! [`new`] gives a [`Backend`]: it takes units, lowers each to one native function (`lower/`),
//! compiles it for this processor (`isa.rs`) and places it in an arena of its own
//! (`code_memory.rs`), together with the generic entry that leads to it. Nothing here knows
//! which language was traced; what the code must know of the run time below it comes as a
//! [`Runtime`].
//!
//! `cranelift-jit`'s module was measured and rejected: it costs kilobytes for each function and
//! cannot free one. So the code is placed here; typed and generic entry of a unit are one region,
//! and the only relocation is the jump from the latter to the former.

mod code_memory;
mod compiler;
mod exit;
mod isa;
mod lower;
#[cfg(test)]
mod tests;

pub use exit::LiveValue;

use code_memory::CodeMemory;
use compiler::Compiler;
use isa::Target;
use lower::{Rare, Thunks};
use std::collections::HashMap;
use tracer::{Backend, BackendError, CompiledUnit, Exit, Kind, Runtime, Unit, UnitKind};

/// What can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Most bytes of machine code.
    pub code_limit: usize,
    /// Let Cranelift verify its input: slow, for the search of faults.
    pub verify: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { code_limit: 64 << 20, verify: false }
    }
}

/// A backend for this processor.
pub fn new(runtime: Runtime) -> Result<Box<dyn Backend>, BackendError> {
    with_settings(runtime, Settings::default())
}

/// A backend for this processor with other settings.
pub fn with_settings(
    runtime: Runtime,
    settings: Settings,
) -> Result<Box<dyn Backend>, BackendError> {
    let mut compiler = Compiler::new(Target::host(settings.verify)?);
    let mut memory = CodeMemory::new(settings.code_limit)?;
    let trampoline = memory.insert(&compiler.trampoline()?)?;
    let interpret = memory.insert(&compiler.interpret_entry(&runtime)?)?;
    let mut rare = [0; Rare::ALL.len()];
    for function in Rare::ALL {
        let code = compiler.rare_thunk(function, &runtime)?;
        rare[function as usize] = memory.insert(&code)? as u64;
    }
    let thunks = HashMap::new();
    Ok(Box::new(Cranelift { compiler, memory, runtime, trampoline, interpret, thunks, rare }))
}

/// The machine code of a unit for the plainest processor of a target triple. For tests and for
/// looking at; the code refers to no run time and must not be executed.
pub fn lower_for(triple: &str, unit: &Unit) -> Result<Vec<u8>, BackendError> {
    let runtime = Runtime {
        tlab_offset: |size| (size <= 128).then_some(256),
        allocate_slow: 0,
        barrier_byte: 4,
        barrier_slow: 0,
        box_float: 0,
        poll_offset: 0,
        top_offset: 8,
        exit_buffer_offset: 16,
        exit: 0,
        interpret_function: 0,
        native_limit_offset: 24,
        counted_limit_offset: 32,
        deep_call: 0,
    };
    let mut compiler = Compiler::new(Target::of_triple(triple)?);
    let (compiled, addresses) = exit::place(unit.clone());
    let rare = [0; Rare::ALL.len()];
    Ok(compiler.unit(&compiled.unit, &addresses, &rare, &runtime)?.bytes)
}

struct Cranelift {
    compiler: Compiler,
    memory: CodeMemory,
    runtime: Runtime,
    trampoline: *const u8,
    interpret: *const u8,
    /// What stands in for bridges, by the kinds of their parameters. Never released: there are
    /// few, and exits of all units share them.
    thunks: HashMap<Vec<Kind>, *const u8>,
    rare: Thunks,
}

impl Cranelift {
    fn thunk(&mut self, exit: &Exit) -> Result<*const u8, BackendError> {
        // Integers travel like words.
        let kind = |kind| if kind == Kind::Float { Kind::Float } else { Kind::Word };
        let kinds: Vec<Kind> = exit.live.iter().map(|(_, live)| kind(*live)).collect();
        if let Some(thunk) = self.thunks.get(&kinds) {
            return Ok(*thunk);
        }
        let code = self.compiler.exit_thunk(&kinds, &self.runtime)?;
        let thunk = self.memory.insert(&code)?;
        self.thunks.insert(kinds, thunk);
        Ok(thunk)
    }
}

// SAFETY: the pointers are addresses in the arena, which this value owns.
unsafe impl Send for Cranelift {}

impl Backend for Cranelift {
    fn compile(&mut self, unit: Unit) -> Result<Box<CompiledUnit>, BackendError> {
        let (mut compiled, addresses) = exit::place(unit);
        let code = self.compiler.unit(&compiled.unit, &addresses, &self.rare, &self.runtime)?;
        for exit in &mut compiled.exits {
            exit.leave = self.thunk(&exit.exit)?;
            *exit.bridge.get_mut() = exit.leave.cast_mut();
        }
        let start = self.memory.insert(&code.bytes)?;
        compiled.code_bytes = code.bytes.len();
        compiled.typed_entry = start;
        if compiled.unit.kind != UnitKind::Bridge {
            compiled.generic_entry = start.wrapping_add(code.generic_entry);
        }
        Ok(compiled)
    }

    fn trampoline(&self) -> *const u8 {
        self.trampoline
    }

    fn interpret_entry(&self) -> *const u8 {
        self.interpret
    }

    fn release(&mut self, unit: &CompiledUnit) {
        self.memory.release(unit.typed_entry);
    }

    fn code_bytes(&self) -> usize {
        self.memory.bytes_used()
    }

    fn set_disassemble(&mut self, on: bool) {
        self.compiler.set_disassemble(on);
    }

    fn disassembly(&self) -> Option<&str> {
        self.compiler.disassembly()
    }

    fn before_fork(&mut self) {
        self.memory.before_fork();
    }

    fn after_fork(&mut self, child: bool) {
        self.memory.after_fork(child);
    }
}
