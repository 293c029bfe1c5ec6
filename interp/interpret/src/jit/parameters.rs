//! The JIT's parameters, as `pypyjit.set_param` and `--jit` name them.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

static ON: AtomicBool = AtomicBool::new(false);

macro_rules! parameters {
    ($($(#[$doc:meta])* $static:ident $name:ident = $default:literal;)*) => {
        $(static $static: AtomicU32 = AtomicU32::new($default);
        $(#[$doc])*
        pub fn $name() -> u32 {
            $static.load(Ordering::Relaxed)
        })*

        fn set_defaults() {
            $($static.store($default, Ordering::Relaxed);)*
        }

        fn parameter(name: &str) -> Option<&'static AtomicU32> {
            match name {
                $(stringify!($name) => Some(&$static),)*
                _ => None,
            }
        }
    };
}

parameters! {
    /// Iterations of a loop before it is recorded.
    THRESHOLD threshold = 400;
    /// Calls of a function before it is recorded.
    FUNCTION_THRESHOLD function_threshold = 500;
    /// How often an exit is taken before it gets a bridge.
    TRACE_EAGERNESS trace_eagerness = 60;
    /// Percent of the processor time that may go into compiling, beyond an allowance; 100: no limit.
    COMPILE_SHARE compile_share = 33;
}

pub fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}
pub fn set_on(on: bool) {
    ON.store(on, Ordering::Relaxed);
}

/// Sets parameters from text: `off`, `default`, or `name=number` pairs separated by commas. A threshold
/// lifts the limit of `compile_share`, unless that is set behind it.
pub fn set(text: &str) -> Result<(), String> {
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part {
            "off" => set_on(false),
            "on" => set_on(true),
            "default" => {
                set_defaults();
                set_on(true);
            }
            _ => {
                let (name, value) =
                    part.split_once('=').ok_or_else(|| format!("no JIT parameter: '{part}'"))?;
                let number: u32 = value
                    .trim()
                    .parse()
                    .map_err(|_| format!("bad value for JIT parameter: '{part}'"))?;
                let parameter =
                    parameter(name.trim()).ok_or_else(|| format!("no JIT parameter: '{name}'"))?;
                if std::ptr::eq(parameter, &COMPILE_SHARE) {
                    parameter.store(number, Ordering::Relaxed);
                } else {
                    parameter.store(number.max(1), Ordering::Relaxed);
                    COMPILE_SHARE.store(100, Ordering::Relaxed);
                }
            }
        }
    }
    Ok(())
}
