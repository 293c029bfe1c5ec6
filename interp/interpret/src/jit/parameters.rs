//! The JIT's parameters, as `pypyjit.set_param` and `--jit` name them.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

static ON: AtomicBool = AtomicBool::new(false);
static THRESHOLD: AtomicU32 = AtomicU32::new(400);
static FUNCTION_THRESHOLD: AtomicU32 = AtomicU32::new(500);
static TRACE_EAGERNESS: AtomicU32 = AtomicU32::new(60);

pub fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}
pub fn set_on(on: bool) {
    ON.store(on, Ordering::Relaxed);
}
/// Iterations of a loop before it is recorded.
pub fn threshold() -> u32 {
    THRESHOLD.load(Ordering::Relaxed)
}
/// Calls of a function before it is recorded.
pub fn function_threshold() -> u32 {
    FUNCTION_THRESHOLD.load(Ordering::Relaxed)
}
/// How often an exit is taken before it gets a bridge.
pub fn trace_eagerness() -> u32 {
    TRACE_EAGERNESS.load(Ordering::Relaxed)
}

/// Sets parameters from text: `off`, `default`, or `name=number` pairs separated by commas.
pub fn set(text: &str) -> Result<(), String> {
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part {
            "off" => set_on(false),
            "on" => set_on(true),
            "default" => {
                THRESHOLD.store(400, Ordering::Relaxed);
                FUNCTION_THRESHOLD.store(500, Ordering::Relaxed);
                TRACE_EAGERNESS.store(60, Ordering::Relaxed);
                set_on(true);
            }
            _ => {
                let (name, value) =
                    part.split_once('=').ok_or_else(|| format!("no JIT parameter: '{part}'"))?;
                let number: u32 = value
                    .trim()
                    .parse()
                    .map_err(|_| format!("bad value for JIT parameter: '{part}'"))?;
                let parameter = match name.trim() {
                    "threshold" => &THRESHOLD,
                    "function_threshold" => &FUNCTION_THRESHOLD,
                    "trace_eagerness" => &TRACE_EAGERNESS,
                    _ => return Err(format!("no JIT parameter: '{name}'")),
                };
                parameter.store(number.max(1), Ordering::Relaxed);
            }
        }
    }
    Ok(())
}
