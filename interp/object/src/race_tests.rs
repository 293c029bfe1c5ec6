//! Containers used by several threads at once: nothing is lost, nothing appears from nowhere.

use crate::header::MULTI_THREADED;
use crate::test_support::with_thread;
use crate::thread::blocking;
use crate::{Thread, Word, dict, list, set, string};
use std::sync::atomic::Ordering;

const THREADS: i64 = 4;
const EACH: i64 = 20_000;

/// Runs a function on several threads with a shared object; then `check` on the first.
fn race(
    make: fn(&mut Thread) -> Word,
    run: fn(&mut Thread, Word, i64),
    check: fn(&mut Thread, Word),
) {
    MULTI_THREADED.store(true, Ordering::Relaxed);
    with_thread(|thread| {
        let shared = make(thread);
        let handles: Vec<_> = (0..THREADS)
            .map(|number| std::thread::spawn(move || with_thread(|t| run(t, shared, number))))
            .collect();
        blocking(thread, || handles.into_iter().for_each(|handle| handle.join().unwrap()));
        check(thread, shared);
        std::hint::black_box(shared);
    })
}

fn key(thread: &mut Thread, number: i64) -> Word {
    if number % 2 == 0 {
        Word::from_int(number)
    } else {
        string::new(thread, &format!("key {number}"))
    }
}

#[test]
fn no_key_of_a_dict_is_lost() {
    race(
        dict::new,
        |thread, dict, number| {
            for step in 0..EACH {
                let own = key(thread, step * THREADS + number);
                dict::set(thread, dict, own, Word::from_int(step)).unwrap();
                if step % 3 == 0 {
                    let removed = dict::remove(thread, dict, own).unwrap();
                    assert_eq!(removed, Some(Word::from_int(step)));
                }
                let earlier = step / 2;
                let earlier_key = key(thread, earlier * THREADS + number);
                let found = dict::get(thread, dict, earlier_key).unwrap();
                assert_eq!(found, (earlier % 3 != 0).then(|| Word::from_int(earlier)));
                if step % 500 == 0 {
                    let (mut position, mut last) = (0, 0);
                    while let Some((next, _, value)) = dict::next_entry(dict, position) {
                        position = next;
                        last = value.int();
                    }
                    assert!(last < EACH);
                    thread.heap.safepoint();
                }
            }
        },
        |thread, dict| {
            let kept = (0..EACH).filter(|step| step % 3 != 0).count() as i64;
            assert_eq!(dict::length(dict) as i64, kept * THREADS);
            for number in 0..THREADS {
                for step in (0..EACH).filter(|step| step % 3 != 0) {
                    let own = key(thread, step * THREADS + number);
                    assert_eq!(dict::get(thread, dict, own).unwrap(), Some(Word::from_int(step)));
                }
            }
        },
    );
}

#[test]
fn one_thread_alone_adds_a_member_to_a_set() {
    race(
        |thread| {
            let [shared, added] = [set::new(thread, false), list::new(thread, &[])];
            list::new(thread, &[shared, added])
        },
        |thread, pair, _| {
            let (set, added) = (list::get(pair, 0), list::get(pair, 1));
            for step in 0..EACH {
                let member = key(thread, step);
                if set::add(thread, set, member).unwrap() {
                    list::append(thread, added, Word::from_int(step));
                }
            }
        },
        |thread, pair| {
            let (set, added) = (list::get(pair, 0), list::get(pair, 1));
            assert_eq!(set::length(set) as i64, EACH);
            list::sort::sort(thread, added, Word::NULL, false).unwrap();
            for step in 0..EACH {
                assert_eq!(list::get(added, step as usize), Word::from_int(step));
            }
            assert_eq!(list::length(added) as i64, EACH);
        },
    );
}

#[test]
fn no_item_of_a_list_is_lost_or_taken_twice() {
    race(
        |thread| {
            let [items, taken] = [list::new(thread, &[]), list::new(thread, &[])];
            list::new(thread, &[items, taken])
        },
        |thread, pair, number| {
            let (items, taken) = (list::get(pair, 0), list::get(pair, 1));
            for step in 0..EACH {
                let item = Word::from_int(step * THREADS + number);
                if step % 5 == 0 {
                    list::insert(thread, items, step as usize % 7, item);
                } else {
                    list::append(thread, items, item);
                }
                if step % 2 == 0 {
                    let at = list::length(items).saturating_sub(1 + step as usize % 3);
                    let item = list::take(thread, items, at);
                    if !item.is_null() {
                        list::append(thread, taken, item);
                    }
                }
                let seen = list::get(items, step as usize % 50);
                assert!(seen.is_null() || (0..THREADS * EACH).contains(&seen.int()));
            }
        },
        |thread, pair| {
            let (items, taken) = (list::get(pair, 0), list::get(pair, 1));
            list::extend(thread, items, taken).unwrap();
            list::sort::sort(thread, items, Word::NULL, false).unwrap();
            assert_eq!(list::length(items) as i64, THREADS * EACH);
            for step in 0..THREADS * EACH {
                assert_eq!(list::get(items, step as usize), Word::from_int(step));
            }
        },
    );
}
