//! The log of traces: `PYPYLOG=jit-log-opt:file`.
//!
//! Each unit is written in the textual form of the tests, ready to be parsed back; what is not part of
//! it (source lines, sizes, recordings that were given up) stands in `;` comments.

use super::install::Place;
use object::exception::SourceReader;
use std::io::Write;
use std::sync::{Mutex, OnceLock};
use tracer::recorder::AbortReason;
use tracer::{Dependency, Descriptor, Trace, Unit};

static LOG: OnceLock<Mutex<Box<dyn Write + Send>>> = OnceLock::new();

/// Opens the log as the environment asks.
pub fn open_from_environment() {
    let Ok(text) = std::env::var("PYPYLOG") else { return };
    let Some(path) = text.strip_prefix("jit-log-opt:") else { return };
    let sink: Box<dyn Write + Send> = if path == "-" {
        Box::new(std::io::stderr())
    } else {
        match std::fs::File::create(path) {
            Ok(file) => Box::new(file),
            Err(_) => return,
        }
    };
    let _ = LOG.set(Mutex::new(sink));
}

pub fn is_on() -> bool {
    LOG.get().is_some()
}

fn write(text: &str) {
    if let Some(log) = LOG.get() {
        let mut log = log.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let _ = log.write_all(text.as_bytes());
        let _ = log.flush();
    }
}

/// Where an instruction of a code object stands in the source, what it is, and the line's text.
fn place(sources: &mut SourceReader, code: u64, pc: u64) -> String {
    // SAFETY: line markers name code objects that the trace keeps alive.
    unsafe {
        let code = &*(code as *const object::layout::Code);
        let at = ((pc - code.entry as u64) / 8) as u32;
        let source = &*code.source;
        let line = source
            .positions
            .iter()
            .rev()
            .find(|position| position.at <= at)
            .map_or(0, |position| position.line);
        let instruction = compile::Instruction(*(pc as *const u64));
        let name = compile::Opcode::from_number(instruction.number() as u16)
            .map_or("?", |opcode| opcode.name());
        let lines = sources.lines(&source.filename);
        let text = lines.as_ref().and_then(|lines| lines.get((line as usize).checked_sub(1)?));
        format!(
            "{}:{line} {} {at} {name} | {}",
            source.filename,
            source.qualname,
            text.map_or("", |text| text.trim())
        )
    }
}

/// The unit, with the source line above the operations that each instruction became.
fn listing(unit: &Unit) -> String {
    let mut sources = SourceReader::default();
    let mut text = String::new();
    let mut markers = unit.ops.iter().filter_map(|op| match op.descriptor {
        Descriptor::Line { code, pc } => Some((code, pc)),
        _ => None,
    });
    for line in unit.to_string().lines() {
        if line.starts_with("Line ")
            && let Some((code, pc)) = markers.next()
        {
            text.push_str(&format!("; {}\n", place(&mut sources, code, pc)));
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

pub fn unit(trace: &Trace, unit: &Unit) {
    let text = listing(unit);
    write(&format!(
        "; {:?} of {} operations, recorded {}\n{text}\n",
        unit.kind,
        unit.ops.len(),
        trace.ops.len()
    ));
}

pub fn aborted(trace: &Trace, reason: AbortReason, pc: *const u64) {
    let last = trace.ops.iter().rev().find_map(|op| match op.descriptor {
        Descriptor::Line { code, pc } => Some(place(&mut SourceReader::default(), code, pc)),
        _ => None,
    });
    write(&format!(
        "; aborted: {reason:?} from {pc:?} after {} operations at {}\n",
        trace.ops.len(),
        last.unwrap_or_default()
    ));
}

pub fn refused(trace: &Trace, why: &str) {
    write(&format!("; the optimizer refused {} operations: {why}\n", trace.ops.len()));
}

/// A unit is void: because of a change, or because it did not hold when it was finished.
pub fn invalidated(of: Place, because: Option<Dependency>) {
    let unit = match of {
        Place::Function(code) => {
            // SAFETY: units keep the code objects of their functions alive.
            let source = unsafe { &*(*code).source };
            format!("function {}:{} {}", source.filename, source.first_line, source.qualname)
        }
        Place::Loop(instruction) => format!("loop at {instruction:?}"),
        Place::Exit(exit) => format!("bridge from {exit:?}"),
    };
    let why = because.map_or("was recorded".to_string(), |changed| format!("{changed:?} changed"));
    write(&format!("; invalidated: {unit}, since {why}\n"));
}
