//! The instruction set that code is made for.
//!
//! The only place that asks which processor this is. The rest of the crate asks questions such as
//! "must a store that publishes an object be a release?" and gets the answers from [`Target`].
//!
//! Settings: no position-independent code, because code is copied to where it stays; frame
//! pointers, because Cranelift's tail calls need them; no unwind tables, because nothing unwinds
//! through compiled code (residual functions catch panics). The register allocator stays the
//! backtracking one: the single-pass one compiles faster but its code ran 2.5 to 3 times slower.
//! Cranelift's own optimizer is off: the tracer's has done the work, and Cranelift's moves pure
//! operations to where they are used. In a unit with many exits that is each exit again: a loop of
//! 423 operations took 28 ms and 81 KB with it, and takes 1 ms and 5 KB without.

use cranelift_codegen::isa::{self, CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable, Flags};
use target_lexicon::{Architecture, Triple};
use tracer::BackendError;

/// An instruction set with what the lowering must know of it.
pub(crate) struct Target {
    pub isa: OwnedTargetIsa,
    /// Convention of Rust's `extern "C"`.
    pub native_convention: CallConv,
    /// Rounding floats is an instruction.
    pub has_floor: bool,
    /// Stores may become visible out of order, so one that publishes an object must be a release.
    pub weak_memory: bool,
}

impl Target {
    /// The processor that runs this.
    pub fn host(verify: bool) -> Result<Target, BackendError> {
        let builder = cranelift_native::builder().map_err(|_| BackendError::Unsupported)?;
        Target::finish(builder, verify)
    }

    /// The plainest processor of a target triple.
    pub fn of_triple(triple: &str) -> Result<Target, BackendError> {
        let triple: Triple = triple.parse().map_err(|_| BackendError::Unsupported)?;
        let builder = isa::lookup(triple).map_err(|_| BackendError::Unsupported)?;
        Target::finish(builder, true)
    }

    fn finish(builder: isa::Builder, verify: bool) -> Result<Target, BackendError> {
        let mut flags = settings::builder();
        let choices = [
            ("opt_level", "none"),
            ("regalloc_algorithm", "backtracking"),
            ("is_pic", "false"),
            ("unwind_info", "false"),
            ("preserve_frame_pointers", "true"),
            ("enable_verifier", if verify { "true" } else { "false" }),
        ];
        for (name, value) in choices {
            flags.set(name, value).map_err(|_| BackendError::Unsupported)?;
        }
        let isa = builder.finish(Flags::new(flags)).map_err(|_| BackendError::Unsupported)?;
        let is_x86 = isa.triple().architecture == Architecture::X86_64;
        let has_floor = !is_x86
            || isa
                .isa_flags()
                .iter()
                .any(|flag| flag.name == "has_sse41" && flag.as_bool() == Some(true));
        Ok(Target {
            native_convention: CallConv::triple_default(isa.triple()),
            has_floor,
            weak_memory: !is_x86,
            isa,
        })
    }
}
