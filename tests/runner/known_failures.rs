//! Failures that are known and not yet mended, each with its reason.
//!
//! A test that fails for a known reason must neither be deleted nor hide the tests that should pass.
//! So it runs all the same: its failure is printed and the run stays green. The mark cannot outlive
//! the fault: a test that passes in spite of its mark fails and asks for the mark's removal. (To skip
//! marked tests would be simpler; then nobody would notice that one of them works again.)
//!
//! A program carries its marks inside, usually at the end:
//!
//! ```text
//! # known failure: REASON              in every mode
//! # known failure (eager): REASON      in these modes: off, default, eager, stress; with commas
//! # unstable (eager, stress): REASON   fails at times, by its nature; passing is no fault either
//! ```
//!
//! A test written in Rust carries its mark in `OF_THE_COMMAND_LINE`.

use std::io::Write;
use std::panic::{self, UnwindSafe};

/// Names of the modes that a mark may give.
const MODES: [&str; 4] = ["off", "default", "eager", "stress"];

/// Tests of the command line that fail, each with its mark.
pub const OF_THE_COMMAND_LINE: &[(&str, &str)] = &[];

/// One mark of a program.
#[derive(Debug, PartialEq)]
pub struct Mark {
    /// Modes it speaks of; none: all of them.
    modes: Vec<String>,
    /// The test may pass as well.
    unstable: bool,
    reason: String,
}

impl Mark {
    /// The mark on a line, if it is one. A mark that is not understood is a fault of the test.
    pub fn read(line: &str) -> Option<Mark> {
        let (unstable, rest) = match line.strip_prefix("# known failure") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("# unstable")?),
        };
        let (modes, reason) = match rest.strip_prefix(" (") {
            Some(rest) => rest.split_once("): ").unwrap_or_else(|| panic!("a reason: {line}")),
            None => ("", rest.strip_prefix(": ")?),
        };
        let modes: Vec<String> = modes
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(Into::into)
            .collect();
        for mode in &modes {
            assert!(MODES.contains(&mode.as_str()), "no mode is called {mode}: {line}");
        }
        assert!(!reason.trim().is_empty(), "a mark gives its reason: {line}");
        Some(Mark { modes, unstable, reason: reason.trim().to_string() })
    }

    fn covers(&self, mode: &str) -> bool {
        self.modes.is_empty() || self.modes.iter().any(|name| name == mode)
    }
}

/// Judges a run by the marks of its program: what is to be reported as a failure, if anything. A
/// known failure is announced.
pub fn judge(marks: &[Mark], name: &str, mode: &str, problem: Option<String>) -> Option<String> {
    let mark = marks.iter().find(|mark| mark.covers(mode));
    match (mark, problem) {
        (None, problem) => problem,
        (Some(mark), Some(_)) => {
            announce(&format!("{name} ({mode})"), &mark.reason);
            None
        }
        (Some(mark), None) if mark.unstable => None,
        (Some(mark), None) => {
            Some(format!("passes; remove its mark of a known failure ({})", mark.reason))
        }
    }
}

/// Runs a test written in Rust, which is known to fail if the table names it.
pub fn run(table: &[(&str, &str)], name: &str, test: impl FnOnce() + UnwindSafe) {
    let Some((_, line)) = table.iter().find(|(marked, _)| *marked == name) else {
        return test();
    };
    let mark = Mark::read(line).expect("a mark in the table");
    match panic::catch_unwind(test) {
        Err(_) => announce(name, &mark.reason),
        Ok(()) if mark.unstable => {}
        Ok(()) => panic!("{name} passes; remove it from the table ({})", mark.reason),
    }
}

/// Says so past the test harness, which keeps what passing tests print to itself.
fn announce(name: &str, reason: &str) {
    let _ = writeln!(std::io::stderr(), "known failure: {name}: {reason}");
}

#[test]
fn marks_are_read() {
    assert_eq!(Mark::read("# known failures are listed elsewhere"), None);
    assert_eq!(Mark::read("x = 1  # known failure: no mark, not at the line's start"), None);
    let everywhere = Mark::read("# known failure: no module x").expect("a mark");
    assert!(!everywhere.unstable && everywhere.reason == "no module x");
    assert!(MODES.iter().all(|mode| everywhere.covers(mode)));
    let some = Mark::read("# unstable (eager, stress): a race").expect("a mark");
    assert!(some.unstable && some.covers("eager") && some.covers("stress") && !some.covers("off"));
    assert!(panic::catch_unwind(|| Mark::read("# known failure (fast): no such mode")).is_err());
}

#[test]
fn marks_do_not_outlive_the_fault() {
    let marks = [
        Mark::read("# known failure (eager): of the test of marks").expect("a mark"),
        Mark::read("# unstable (stress): of the test of marks").expect("a mark"),
    ];
    let judged = |mode, problem: Option<&str>| judge(&marks, "name", mode, problem.map(Into::into));
    assert_eq!(judged("off", Some("wrong")).as_deref(), Some("wrong"));
    assert_eq!(judged("off", None), None);
    assert_eq!(judged("eager", Some("wrong")), None);
    assert!(judged("eager", None).expect("a failure").contains("remove its mark"));
    assert_eq!(judged("stress", Some("wrong")), None);
    assert_eq!(judged("stress", None), None);
    let table = [("marked", "# known failure: of the test of marks")];
    run(&table, "marked", || panic!("the test of marks"));
    run(&table, "other", || ());
    assert!(panic::catch_unwind(|| run(&table, "marked", || ())).is_err());
    assert!(panic::catch_unwind(|| run(&table, "other", || panic!("the test of marks"))).is_err());
}
