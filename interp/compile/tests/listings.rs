//! Small functions and their bytecode, as the interpreter's contract has it.

use compile::{Code, Constant, Options, compile_source, listing};

/// Listing of the first inner function, without its heading and positions.
fn body(source: &str) -> Vec<String> {
    let code = compile_source(source, &Options::default()).expect("compiles");
    let inner = code.constants.iter().find_map(|constant| match constant {
        Constant::Code(inner) => Some((**inner).clone()),
        _ => None,
    });
    let mut inner: Code = inner.expect("an inner function");
    inner.constants.retain(|constant| !matches!(constant, Constant::Code(_)));
    let text = listing(&inner);
    text.lines().skip(1).map(|line| line.get(5..).unwrap_or(line).trim().to_string()).collect()
}

#[test]
fn a_recursive_function_has_no_moves() {
    let found =
        body("def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n");
    assert_eq!(
        found,
        [
            "0  JumpIfNotLtInt r0, 2, -> 3",
            "2  Return r0",
            "3  LoadGlobal r1, 'fib'",
            "5  SubInt r7, r0, 1",
            "7  Call r1, 1, 1",
            "9  LoadGlobal r2, 'fib'",
            "11  SubInt r8, r0, 2",
            "13  Call r2, 1, 1",
            "15  Add r1, r1, r2",
            "17  Return r1",
        ]
    );
}

#[test]
fn a_loop_tests_at_its_head_and_checks_nothing() {
    let found = body("def f(n):\n    i = 0\n    while i < n:\n        i += 1\n    return i\n");
    assert_eq!(
        found,
        [
            "0  LoadInt r1, 0",
            "1  JumpIfNotLt r1, r0, -> 8",
            "3  InplaceAddInt r1, r1, 1",
            "5  Loop -> 1",
            "8  Return r1",
        ]
    );
}

#[test]
fn iteration_goes_straight_into_the_variable() {
    let found = body("def f(xs):\n    for x in xs:\n        g(x)\n");
    assert_eq!(found[..2], ["0  GetIter r2, r0, 0", "2  ForIter r1, r2, -> 12"]);
}

#[test]
fn only_what_may_be_unbound_is_checked() {
    let found = body("def f(a):\n    if a:\n        x = 1\n    return x\n");
    assert!(found.iter().any(|line| line.contains("CheckBound r1, 'x'")));
    let found =
        body("def f(a):\n    if a:\n        x = 1\n    else:\n        x = 2\n    return x\n");
    assert!(!found.iter().any(|line| line.contains("CheckBound")));
}

#[test]
fn a_handler_is_covered_by_its_cleanup() {
    let found = body("def f():\n    try:\n        g()\n    except E:\n        h()\n");
    let text = found.join("\n");
    for part in ["PushHandled", "MatchException", "PopHandled", "Reraise"] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(found.iter().filter(|line| line.contains("..")).count(), 3, "{text}");
}

#[test]
fn what_cannot_be_reached_is_not_there() {
    let found = body("def f():\n    return 1\n    g()\n");
    assert_eq!(found, ["0  LoadInt r0, 1", "1  Return r0"]);
}
