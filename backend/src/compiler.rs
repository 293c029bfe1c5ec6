//! Drives Cranelift over the functions of one unit and joins their code.
//!
//! Cranelift's contexts are reused from one unit to the next; their tables are what makes a first
//! compilation slow.

use crate::exit::Addresses;
use crate::isa::Target;
use crate::lower::{self, Rare, Thunks};
use cranelift_codegen::Context;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::Function;
use cranelift_frontend::FunctionBuilderContext;
use tracer::{BackendError, Kind, Runtime, Unit, UnitKind};

/// Start of the generic entry within a unit's region.
const ENTRY_ALIGNMENT: usize = 32;

/// The code of a unit, which may stand anywhere.
pub(crate) struct UnitCode {
    /// Begins with the unit itself.
    pub bytes: Vec<u8>,
    /// Offset of the generic entry; a bridge has none.
    pub generic_entry: usize,
}

pub(crate) struct Compiler {
    target: Target,
    context: Context,
    builder_context: FunctionBuilderContext,
    control: ControlPlane,
    disassemble: bool,
    listing: Option<String>,
}

impl Compiler {
    pub fn new(target: Target) -> Compiler {
        Compiler {
            target,
            context: Context::new(),
            builder_context: FunctionBuilderContext::new(),
            control: ControlPlane::default(),
            disassemble: false,
            listing: None,
        }
    }

    pub fn set_disassemble(&mut self, on: bool) {
        self.disassemble = on;
    }

    pub fn disassembly(&self) -> Option<&str> {
        self.listing.as_deref()
    }

    /// Code of the trampoline.
    pub fn trampoline(&mut self) -> Result<Vec<u8>, BackendError> {
        self.context.clear();
        lower::trampoline(&self.target, &mut self.context.func, &mut self.builder_context);
        let mut bytes = Vec::new();
        self.emit(&mut bytes)?;
        Ok(bytes)
    }

    /// Code that stands in for a function without a unit.
    pub fn interpret_entry(&mut self, runtime: &Runtime) -> Result<Vec<u8>, BackendError> {
        self.single(|target, function, context| {
            lower::interpret_entry(runtime, target, function, context)
        })
    }

    /// Code that stands in for a bridge with parameters of these kinds.
    pub fn exit_thunk(
        &mut self,
        kinds: &[Kind],
        runtime: &Runtime,
    ) -> Result<Vec<u8>, BackendError> {
        self.single(|target, function, context| {
            lower::exit_thunk(kinds, runtime, target, function, context)
        })
    }

    /// Code that leads to a function of the run time and saves all registers.
    pub fn rare_thunk(&mut self, rare: Rare, runtime: &Runtime) -> Result<Vec<u8>, BackendError> {
        self.single(|target, function, context| {
            lower::rare_thunk(rare, runtime, target, function, context)
        })
    }

    /// Code of one function that `lower` builds.
    fn single(
        &mut self,
        lower: impl FnOnce(&Target, &mut Function, &mut FunctionBuilderContext),
    ) -> Result<Vec<u8>, BackendError> {
        self.context.clear();
        lower(&self.target, &mut self.context.func, &mut self.builder_context);
        let mut bytes = Vec::new();
        self.emit(&mut bytes)?;
        Ok(bytes)
    }

    /// Code of both entries of a unit.
    pub fn unit(
        &mut self,
        unit: &Unit,
        addresses: &Addresses,
        thunks: &Thunks,
        runtime: &Runtime,
    ) -> Result<UnitCode, BackendError> {
        self.listing = None;
        let mut bytes = Vec::new();
        self.context.clear();
        self.context.set_disasm(self.disassemble);
        let lowered = lower::unit(
            unit,
            addresses,
            thunks,
            runtime,
            &self.target,
            &mut self.context.func,
            &mut self.builder_context,
        );
        lowered?;
        self.emit(&mut bytes)?;
        if unit.kind != UnitKind::Loop || unit.params.is_empty() {
            return Ok(UnitCode { bytes, generic_entry: 0 });
        }
        bytes.resize(bytes.len().next_multiple_of(ENTRY_ALIGNMENT), 0);
        let generic_entry = bytes.len();
        self.context.clear();
        self.context.set_disasm(self.disassemble);
        lower::generic_entry(unit, &self.target, &mut self.context.func, &mut self.builder_context);
        self.emit(&mut bytes)?;
        Ok(UnitCode { bytes, generic_entry })
    }

    /// Compiles the function in the context and appends its code. A relocation can only mean the
    /// beginning of `bytes`.
    fn emit(&mut self, bytes: &mut Vec<u8>) -> Result<(), BackendError> {
        let compiled = self
            .context
            .compile(&*self.target.isa, &mut self.control)
            .map_err(|_| BackendError::Unsupported)?;
        let start = bytes.len();
        bytes.extend_from_slice(compiled.code_buffer());
        for relocation in compiled.buffer.relocs() {
            let at = start + relocation.offset as usize;
            let distance = relocation.addend - at as i64;
            let Some(place) = bytes.get_mut(at..at + 4) else {
                return Err(BackendError::Unsupported);
            };
            let old = u32::from_le_bytes([place[0], place[1], place[2], place[3]]);
            let new = match relocation.kind {
                Reloc::X86CallPCRel4 => distance as u32,
                Reloc::Arm64Call => old & 0xfc00_0000 | (distance >> 2) as u32 & 0x03ff_ffff,
                _ => return Err(BackendError::Unsupported),
            };
            place.copy_from_slice(&new.to_le_bytes());
        }
        if let Some(text) = &compiled.vcode {
            self.listing.get_or_insert_default().push_str(text);
        }
        Ok(())
    }
}
