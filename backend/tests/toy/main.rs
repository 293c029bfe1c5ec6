//! A second language on tracer and backend alone: neither knows anything of Python.
//!
//! Each test runs a program twice, by the direct machine and with recording and compiled code, and
//! what it computes, emits and sees of its own frames must be the same.

mod direct;
mod language;
mod world;

use language::*;
use world::{Thread, alone, define, set_scale};

/// What a run left: value (or none, where it raised), log, and the thread for its counters.
fn run(jit: bool, code: usize, argument: i64, setup: impl Fn(&mut Thread)) -> &'static Thread {
    set_scale(3);
    let thread = Thread::new(jit);
    setup(thread);
    thread.delivered = thread.run(code, argument);
    thread
}

fn both(code: usize, argument: i64, setup: impl Fn(&mut Thread)) -> &'static Thread {
    let direct = run(false, code, argument, &setup);
    let compiled = run(true, code, argument, &setup);
    let value = |thread: &Thread| {
        if thread.delivered.is_null() { None } else { Some(thread.delivered.int()) }
    };
    assert_eq!(value(direct), value(compiled));
    assert_eq!(direct.log, compiled.log);
    assert!(compiled.recorded > 0 && compiled.entered > 0, "nothing was compiled");
    compiled
}

/// `total = 0; i = 0; do { total += BODY; i += 1 } while i < r0; return total`; the body finds
/// `i` in register 1 and leaves its value in register 3. Register 4 is 1.
fn looping(body: &[u64]) -> usize {
    let mut words = vec![encode(INT, 1, 0, 0, 0), encode(INT, 2, 0, 0, 0), encode(INT, 4, 0, 0, 1)];
    words.extend(body);
    words.push(encode(ADD, 2, 2, 3, 0));
    words.push(encode(ADD, 1, 1, 4, 0));
    words.push(encode(LOOP_IF_LESS, 1, 0, 0, -(body.len() as i64 + 2)));
    words.extend([0, 0, encode(RETURN, 2, 0, 0, 0)]);
    define(words, 16)
}

#[test]
fn a_loop_of_sums() {
    let _alone = alone();
    let code = looping(&[encode(ADD, 3, 1, 4, 0)]);
    let thread = both(code, 1000, |_| ());
    assert_eq!(thread.delivered.int(), 500_500);
    assert_eq!(thread.entered, 1, "the loop runs in compiled code to its end");
}

#[test]
fn objects_that_never_exist_and_objects_that_do() {
    let _alone = alone();
    // A box is made and read in each turn; another lives across turns in register 5.
    let code = looping(&[
        encode(NEW, 6, 1, 0, 0),
        encode(LOAD, 3, 6, 0, 0),
        encode(NEW, 5, 3, 0, 0),
        encode(STORE, 5, 3, 0, 0),
        encode(LOAD, 3, 5, 0, 0),
    ]);
    assert_eq!(both(code, 500, |_| ()).delivered.int(), 499 * 250);
}

#[test]
fn an_overflow_leaves_where_it_happened() {
    let _alone = alone();
    // i doubles in each turn, so the sum leaves 63 bits and raises.
    let code = looping(&[encode(ADD, 3, 2, 2, 0), encode(ADD, 3, 3, 4, 0)]);
    assert!(both(code, 1000, |_| ()).delivered.is_null());
}

#[test]
fn a_callee_is_left_in_its_own_frame() {
    let _alone = alone();
    // The callee limits its argument to 200 and adds 1: from the 201st turn on, its guard fails in
    // a frame that compiled code never made.
    let callee = define(
        vec![
            encode(INT, 1, 0, 0, 200),
            encode(LIMIT, 0, 1, 0, 0),
            encode(INT, 1, 0, 0, 1),
            encode(ADD, 0, 0, 1, 0),
            encode(RETURN, 0, 0, 0, 0),
        ],
        8,
    );
    // The argument stands behind the callee's header.
    let code = looping(&[
        encode(INT, 3, 0, 0, 0),
        encode(ADD, 9, 1, 3, 0),
        encode(CALL, 5, callee as u64, 0, 0),
        encode(ADD, 3, 5, 3, 0),
    ]);
    let expected: i64 = (0..1000).map(|i: i64| i.min(200) + 1).sum();
    assert_eq!(both(code, 1000, |_| ()).delivered.int(), expected);
}

#[test]
fn frames_are_walked_under_compiled_code() {
    let _alone = alone();
    let callee = define(vec![encode(EMIT, 0, 0, 0, 0), encode(RETURN, 0, 0, 0, 0)], 8);
    let code = looping(&[
        encode(INT, 3, 0, 0, 0),
        encode(ADD, 9, 1, 3, 0),
        encode(CALL, 5, callee as u64, 0, 0),
        encode(ADD, 3, 5, 3, 0),
    ]);
    let thread = both(code, 400, |_| ());
    // Each emission saw two frames, and the argument of the outer one.
    assert_eq!(thread.log, (0..400).map(|i| (i, 2, 400)).collect::<Vec<_>>());
}

#[test]
fn what_was_done_before_a_failure_is_not_done_again() {
    let _alone = alone();
    let code = looping(&[encode(EMIT, 1, 0, 0, 0), encode(ADD, 3, 1, 4, 0)]);
    let thread = both(code, 1000, |thread| thread.fails_at = 700);
    assert!(thread.delivered.is_null());
    assert_eq!(thread.log, (0..=700).map(|i| (i, 1, 1000)).collect::<Vec<_>>());
}

#[test]
fn a_cell_that_changes_voids_the_code_that_relies_on_it() {
    let _alone = alone();
    // The emission in turn 500 changes the cell under the running unit; that very turn sees it.
    let code = looping(&[encode(EMIT, 1, 0, 0, 0), encode(SCALE, 3, 0, 0, 0)]);
    let thread = both(code, 1000, |thread| thread.rescale = (500, 10));
    assert_eq!(thread.delivered.int(), 500 * 3 + 500 * 10);
    assert!(thread.recorded >= 2, "the loop was compiled again for the new value");
}

#[test]
fn another_thread_ends_a_loop_in_compiled_code() {
    let _alone = alone();
    set_scale(0);
    // do { r3 = scale } while r3 is 0; return r3
    let code = define(
        vec![
            encode(SCALE, 3, 0, 0, 0),
            encode(LOOP_IF_ZERO, 3, 3, 0, -1),
            0,
            0,
            encode(RETURN, 3, 0, 0, 0),
        ],
        8,
    );
    let threads: Vec<_> =
        (0..3).map(|_| std::thread::spawn(move || Thread::new(true).run(code, 0).int())).collect();
    std::thread::sleep(std::time::Duration::from_millis(50));
    set_scale(7);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 7);
    }
}

#[test]
fn code_memory_is_used_again_while_another_thread_runs_code() {
    let _alone = alone();
    let busy = looping(&[encode(ADD, 3, 1, 4, 0)]);
    let runner = std::thread::spawn(move || {
        let thread = Thread::new(true);
        (0..200).all(|_| thread.run(busy, 20_000).int() == 200_010_000)
    });
    for round in 1..60 {
        // A code of its own, compiled, run, voided, released: the next one gets its place.
        let code = looping(&[encode(INT, 5, 0, 0, round), encode(ADD, 3, 5, 4, 0)]);
        let thread = Thread::new(true);
        assert_eq!(thread.run(code, 100).int(), 100 * (round + 1));
        let words = &world::code(code).words;
        // SAFETY: the second cache word of the loop, which only this thread runs.
        let entry = unsafe { *words.as_ptr().add(9) as *const world::Entry };
        assert!(!entry.is_null());
        // SAFETY: entries are leaked; the unit's code is reached by nobody any more.
        unsafe {
            *(words.as_ptr().add(9) as *mut u64) = 0;
            let unit = (*entry).unit.load(std::sync::atomic::Ordering::Acquire);
            world::backend().release(&*unit);
        }
    }
    assert!(runner.join().unwrap());
}
