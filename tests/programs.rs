//! Runs the finished binary: Python programs whose expectation stands inside the file, and the
//! command line.
//!
//! Each folder is run in three modes: without the JIT, with its defaults, and so eagerly that nearly
//! everything is recorded and compiled. A sample also runs with collections forced at every turn of
//! the allocator. A failure lists all programs that failed, each with the first line that differs. Programs whose
//! fault is known are marked so (`runner/known_failures.rs`).
//!
//! `PYPYRS_TEST=text` runs only the programs whose path holds the text.

mod runner;

use runner::expectation::Expectation;
use runner::{known_failures, process};
use std::path::{Path, PathBuf};

/// How the binary is started.
#[derive(Clone, Copy)]
struct Mode {
    name: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const OFF: Mode = Mode { name: "off", arguments: &["--jit", "off"], environment: &[] };
const DEFAULT: Mode = Mode { name: "default", arguments: &[], environment: &[] };
const EAGER: Mode = Mode {
    name: "eager",
    arguments: &["--jit", "threshold=2,function_threshold=2,trace_eagerness=1"],
    environment: &[],
};
const STRESS: Mode = Mode {
    name: "stress",
    arguments: &["--jit", "threshold=30,function_threshold=30,trace_eagerness=5"],
    environment: &[("PYPYRS_GC_STRESS", "3")],
};

/// The programs of a folder, sorted.
fn programs(folder: &str) -> Vec<PathBuf> {
    let filter = std::env::var("PYPYRS_TEST").unwrap_or_default();
    let mut found: Vec<PathBuf> = std::fs::read_dir(process::tests_folder().join(folder))
        .expect("the folder of programs is there")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .filter(|path| path.to_string_lossy().contains(&filter))
        .collect();
    found.sort();
    found
}

/// What is wrong with a run of the program, with its name; nothing: it does as it should, or fails as
/// its marks say.
fn problem(path: &Path, mode: Mode) -> Option<String> {
    let expectation = Expectation::read(path);
    let mut arguments: Vec<&str> = mode.arguments.to_vec();
    arguments.extend(expectation.arguments.iter().map(String::as_str));
    let name = path
        .strip_prefix(process::tests_folder())
        .expect("a path below the tests")
        .to_string_lossy();
    arguments.push(&name);
    let problem = match process::run(&arguments, mode.environment, &expectation.input) {
        Ok(output) => expectation.check(&output),
        Err(problem) => Some(problem),
    };
    known_failures::judge(&expectation.marks, &name, mode.name, problem)
        .map(|problem| format!("{name} ({}): {problem}", mode.name))
}

fn run_all(paths: Vec<PathBuf>, mode: Mode) {
    let failures: Vec<String> = paths.iter().filter_map(|path| problem(path, mode)).collect();
    assert!(
        failures.is_empty(),
        "{} of {} programs failed:\n{}",
        failures.len(),
        paths.len(),
        failures.join("\n")
    );
}

macro_rules! folders {
    ($($folder:ident $off:ident $default:ident $eager:ident;)*) => {$(
        #[test]
        fn $off() {
            run_all(programs(stringify!($folder)), OFF);
        }
        #[test]
        fn $default() {
            run_all(programs(stringify!($folder)), DEFAULT);
        }
        #[test]
        fn $eager() {
            run_all(programs(stringify!($folder)), EAGER);
        }
    )*};
}

folders! {
    language language_without_jit language_with_jit language_with_eager_jit;
    stdlib stdlib_without_jit stdlib_with_jit stdlib_with_eager_jit;
    jit jit_programs_without_jit jit_programs_with_jit jit_programs_with_eager_jit;
    threads threads_without_jit threads_with_jit threads_with_eager_jit;
    faults faults_without_jit faults_with_jit faults_with_eager_jit;
}

/// A sample side by side with CPython, where there is one (`python3.14` on the path, or what
/// `PYPYRS_REFERENCE` names): the programs' expectations cannot have been written wrongly then.
#[test]
fn sample_beside_the_reference() {
    let reference = std::env::var("PYPYRS_REFERENCE").unwrap_or_else(|_| "python3.14".to_string());
    let version = std::process::Command::new(&reference).arg("-V").output();
    if !version.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("3.14")) {
        eprintln!("not compared: there is no {reference} here");
        return;
    }
    let sample = ["language", "stdlib", "jit"].into_iter().flat_map(programs);
    let plain = |path: &PathBuf| {
        let expectation = Expectation::read(path);
        expectation.marks.is_empty() && expectation.has_an_answer_of_the_reference()
    };
    let output = std::process::Command::new(&reference)
        .arg(process::tests_folder().join("differential.py"))
        .args([&reference, env!("CARGO_BIN_EXE_pypyrs"), "--timeout", "20"])
        .args(sample.filter(plain).step_by(3))
        .output()
        .expect("the comparison runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// Some of the programs that `random_programs.py` writes print the same in all modes.
#[test]
fn random_programs_agree() {
    let run = |arguments: &[&str], environment, input: &str| {
        let output = process::run(arguments, environment, input).expect("it ends in time");
        assert_eq!(output.code(), 0, "{}", output.stderr);
        output.stdout
    };
    for seed in 1..=12 {
        let text = run(&["random_programs.py", "--print", &seed.to_string()], &[], "");
        let mut answers = [OFF, EAGER, STRESS].map(|mode| {
            let arguments = [mode.arguments, &["-"]].concat();
            (mode.name, run(&arguments, mode.environment, &text))
        });
        let (_, expected) = std::mem::take(&mut answers[0]);
        for (mode, answer) in &answers[1..] {
            assert!(*answer == expected, "seed {seed} ({mode}): {answer}\nnot\n{expected}");
        }
    }
}

#[test]
fn sample_under_collection_stress() {
    let sample = ["language", "jit", "threads"].into_iter().flat_map(programs);
    run_all(sample.filter(|path| !Expectation::read(path).no_stress).step_by(2).collect(), STRESS);
}
