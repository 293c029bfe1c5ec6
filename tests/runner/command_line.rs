//! The command line: options, standard input, signals, sources that no editor would make.

use super::known_failures;
use super::process::{self, Output};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

fn run(arguments: &[&str]) -> Output {
    run_with(arguments, &[], "")
}

fn run_with(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    process::run(arguments, environment, input).expect("the binary ends")
}

fn assert_prints(output: &Output, expected: &str) {
    assert_eq!((output.stdout.as_str(), output.code()), (expected, 0), "stderr: {}", output.stderr);
}

fn version() {
    for option in ["-V", "--version"] {
        let output = run(&[option]);
        assert!(output.stdout.starts_with("Python 3.14."), "{}", output.stdout);
        assert!(output.stdout.contains("[pypyrs "), "{}", output.stdout);
        assert_eq!(output.code(), 0);
    }
}

fn command_text() {
    assert_prints(
        &run(&["-c", "import sys; print(sys.argv, __name__)", "a", "-b"]),
        "['-c', 'a', '-b'] __main__\n",
    );
    assert_prints(&run(&["-cprint(5)"]), "5\n");
    let output = run(&["-c", "print(1)\n1 / 0"]);
    assert_eq!((output.stdout.as_str(), output.code()), ("1\n", 1));
    assert!(output.stderr.ends_with("ZeroDivisionError: division by zero\n"), "{}", output.stderr);
}

fn standard_input_as_program() {
    assert_prints(&run_with(&[], &[], "import sys\nprint(sys.argv)\n"), "['']\n");
    assert_prints(&run_with(&["-", "x"], &[], "import sys\nprint(sys.argv)\n"), "['-', 'x']\n");
}

fn module_as_program() {
    assert_prints(
        &run_with(&["-m", "runner_module", "z"], &[("PYTHONPATH", "runner")], ""),
        "__main__ ['z']\n",
    );
    let output = run(&["-m", "no_such_module_anywhere"]);
    assert_eq!(output.code(), 1);
    assert!(output.stderr.contains("No module named no_such_module_anywhere"), "{}", output.stderr);
}

fn options_reach_the_program() {
    let text = "import sys; f = sys.flags; print(f.optimize, f.no_site, f.isolated, f.ignore_environment, f.quiet, f.verbose, f.safe_path)";
    assert_prints(&run(&["-OO", "-S", "-E", "-q", "-c", text]), "2 1 0 1 1 0 False\n");
    assert_prints(&run(&["-I", "-B", "-u", "-c", text]), "0 0 1 1 0 0 True\n");
    assert_prints(
        &run(&["-X", "key=value", "-Xother", "-c", "import sys; print(sys._xoptions)"]),
        "{'key': 'value', 'other': True}\n",
    );
    assert_prints(
        &run(&["-W", "ignore", "-Werror", "-c", "import sys; print(sys.warnoptions)"]),
        "['ignore', 'error']\n",
    );
}

fn unknown_options_and_files() {
    let output = run(&["--no-such-option"]);
    assert_eq!(output.code(), 2);
    assert!(output.stderr.contains("--no-such-option"), "{}", output.stderr);
    let output = run(&["no/such/file.py"]);
    assert_eq!(output.code(), 2);
    assert!(output.stderr.contains("can't open file"), "{}", output.stderr);
    let output = run(&["runner"]);
    assert_eq!(output.code(), 1);
    assert!(
        output.stderr.contains("can't find '__main__' module in 'runner'"),
        "{}",
        output.stderr
    );
    assert_eq!(run(&["--check-hash-based-pycs", "bad", "-c", "1"]).code(), 2);
    assert_eq!(run(&["-c"]).code(), 2);
    assert_eq!(run(&["--jit", "nonsense=1", "-c", "0"]).code(), 2);
}

fn listing_of_bytecode() {
    let output = run(&["-X", "dis", "-c", "def f(a): return a + 1"]);
    assert_eq!(output.code(), 0);
    assert!(output.stdout.contains("f (line 1;"), "{}", output.stdout);
}

fn jit_can_be_switched_off() {
    let text = "t = 0\nfor i in range(20000): t += i\nimport pypyjit\nprint(t, pypyjit.get_stats_snapshot().counters.get('loops', 0) > 0)";
    assert_prints(&run(&["-c", text]), "199990000 True\n");
    assert_prints(&run(&["--jit", "off", "-c", text]), "199990000 False\n");
    assert_prints(&run_with(&["-c", text], &[("PYPY_DISABLE_JIT", "1")], ""), "199990000 False\n");
}

/// Keys that a collection made old beside keys that are young, moved to each other's places.
fn keys_survive_collections_while_they_are_sorted() {
    let text = "words = ['w%d' % (i * 7919 % 1000) for i in range(300)]\nfor i in range(200): last = sorted(words, key=str.upper)\nprint(last == sorted(words))";
    for every in ["7", "11", "13"] {
        let stress = [("PYPYRS_GC_STRESS", every)];
        assert_prints(&run_with(&["--jit", "off", "-c", text], &stress, ""), "True\n");
    }
}

fn trace_log_is_written() {
    let path = std::env::temp_dir().join(format!("pypyrs-log-{}.txt", std::process::id()));
    let setting = format!("jit-log-opt:{}", path.display());
    let text = "def f(n):\n  t = 0\n  for i in range(n): t += i\n  return t\nprint(f(20000))";
    assert_prints(&run_with(&["-c", text], &[("PYPYLOG", &setting)], ""), "199990000\n");
    let log = std::fs::read_to_string(&path).expect("the log was written");
    let _ = std::fs::remove_file(&path);
    let above = log.lines().zip(log.lines().skip(1)).find(|(_, line)| line.starts_with("Line "));
    let (comment, _) = above.expect("an instruction is marked");
    assert!(comment.starts_with("; <string>:3 f "), "{log}");
    assert!(comment.ends_with(" | for i in range(n): t += i"), "{log}");
}

/// Ctrl-C ends a loop, a recursion, and whatever waits; the process dies of the signal, as shells
/// want it.
fn signal_interrupts_at_once() {
    let programs = [
        "n = 0\nwhile True: n += 1",
        "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(90)",
        "def g():\n  while True: yield 1\nfor x in g(): pass",
        "import time\ntime.sleep(60)",
        "import _thread\nl = _thread.allocate_lock(); l.acquire(); l.acquire()",
        "import threading\nthreading.Event().wait()",
        "import queue\nqueue.Queue().get()",
        "import threading\ndef w():\n  while True: pass\nthreading.Thread(target=w, daemon=True).start()\nw()",
        "input()",
    ];
    for program in programs {
        interrupt(program);
    }
}

fn interrupt(program: &str) {
    let text = format!("print('ready', flush=True)\n{program}");
    let mut child = process::command(&["-c", &text], &[]).spawn().expect("the binary starts");
    // Kept open: `input` waits.
    let _stdin = child.stdin.take();
    let mut stdout = child.stdout.take().expect("a pipe");
    let (sender, ready) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(stdout.read_exact(&mut [0; 6]).is_ok()));
    if ready.recv_timeout(process::LIMIT) != Ok(true) {
        let _ = child.kill();
        panic!("the program did not get to its loop: {program}");
    }
    std::thread::sleep(Duration::from_millis(200));
    let sent = Instant::now();
    // SAFETY: a signal to our own child.
    unsafe { libc::kill(child.id() as i32, libc::SIGINT) };
    let output = process::wait(child).expect("the binary ends");
    assert!(sent.elapsed() < Duration::from_secs(10), "{program}");
    assert_eq!(output.code(), -libc::SIGINT, "{program}: {}", output.stderr);
    assert!(output.stderr.ends_with("KeyboardInterrupt\n"), "{}", output.stderr);
}

fn closed_pipe_is_no_crash() {
    let text = "for i in range(100000): print('x' * 100)";
    let mut child = process::command(&["-c", text], &[]).spawn().expect("the binary starts");
    drop(child.stdout.take());
    let output = process::wait(child).expect("the binary ends");
    assert!(matches!(output.code(), 1 | 120), "{} {}", output.code(), output.stderr);
    assert!(output.stderr.contains("BrokenPipeError"), "{}", output.stderr);
}

/// Sources nested deeper than any stack, as files.
fn deep_nesting_is_no_crash() {
    let deep = 100_000;
    let sources = [
        "(".repeat(deep) + &")".repeat(deep),
        "[".repeat(deep) + &"]".repeat(deep),
        "-".repeat(deep) + "1",
        "not ".repeat(deep) + "x",
        "x".to_string() + &".y".repeat(deep),
        "1".to_string() + &" + 1".repeat(deep),
        "lambda: ".repeat(deep) + "1",
        "1 if x else ".repeat(deep) + "1",
        "f'{".repeat(deep),
        "x = ".repeat(deep) + "1",
        (0..2000).map(|level| " ".repeat(level) + "if 1:\n").collect::<String>()
            + &" ".repeat(2000)
            + "pass\n",
        "a\n".repeat(deep),
        "x".repeat(10 * deep),
        "'".to_string() + &"\\".repeat(deep),
        "9".repeat(deep),
        "@x\n".repeat(deep) + "def f(): pass",
        "x = 1\n".to_string() + "if x: pass\n" + &"elif x: pass\n".repeat(deep),
    ];
    for source in &sources {
        let mut child = process::command(&["-"], &[]).spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let _ = stdin.write_all(source.as_bytes());
        drop(stdin);
        let output = process::wait(child).expect("the binary ends");
        let shown = &source[..40.min(source.len())];
        assert!(
            matches!(output.code(), 0 | 1),
            "{shown}: exit {} {}",
            output.code(),
            output.stderr
        );
        let last = output.stderr.lines().last().unwrap_or_default();
        let known = [
            "SyntaxError",
            "MemoryError",
            "RecursionError",
            "NameError",
            "ValueError",
            "IndentationError",
            "NotImplementedError",
        ];
        assert!(
            output.code() == 0 || known.iter().any(|name| last.contains(name)),
            "{shown}: {last}"
        );
    }
}

/// Bytes at random, some of them words of the language: never a crash.
fn random_sources_are_no_crash() {
    let words = [
        "def ", "f", "(", ")", ":", "\n", "  ", "if ", "x", "=", "1", "'", "\"", "\\", "[", "]",
        "{", "}", "\0", "é", "\t", "lambda ", "yield ", "class ", "*", "#", "f'", ",", ".", "@",
        "import ", "async ", "match ",
    ];
    let mut state = 0x9e37_79b9_u64;
    let mut next = move |bound: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % bound
    };
    let mut sources = Vec::new();
    for _ in 0..400 {
        let length = 1 + next(25);
        let source: String = (0..length).map(|_| words[next(words.len())]).collect();
        sources.push(format!("{source:?}").replace("\\u{0}", "\\0"));
    }
    let program = format!(
        "bad = 0\nfor s in [{}]:\n  try: compile(s, 's', 'exec')\n  except (SyntaxError, ValueError): bad += 1\nprint(bad > 100)",
        sources.join(",")
    );
    assert_prints(&run_with(&["-"], &[], &program), "True\n");
}

/// Makes tests of the functions; the compiler reports one that is left out as never used.
macro_rules! tests {
    ($($name:ident)*) => {
        mod tests {
            $(
                #[test]
                fn $name() {
                    let table = super::known_failures::OF_THE_COMMAND_LINE;
                    super::known_failures::run(table, stringify!($name), super::$name);
                }
            )*
        }
    };
}

tests! {
    version
    command_text
    standard_input_as_program
    module_as_program
    options_reach_the_program
    unknown_options_and_files
    listing_of_bytecode
    jit_can_be_switched_off
    keys_survive_collections_while_they_are_sorted
    trace_log_is_written
    signal_interrupts_at_once
    closed_pipe_is_no_crash
    deep_nesting_is_no_crash
    random_sources_are_no_crash
}
