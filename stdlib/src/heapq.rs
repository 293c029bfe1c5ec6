//! The `_heapq` module: lists kept as heaps.
//!
//! Two ways to sift. While comparisons run no Python (`object::quiet`: numbers, strings, tuples of these), nobody can
//! look at the list between two of them: it is worked on in place under its lock, and the moving item is written once,
//! where it comes to rest. The first comparison that needs Python writes it down where it is, and the general way goes
//! on from there: it swaps item by item and reads the list anew after each comparison, which may have changed it, as
//! CPython does. Comparisons are made in CPython's order, `heapify` of long lists included.
//!
//! The general way of an exact list is a loop in Python (`interpret::consume`), which is compiled together with the items'
//! `__lt__`; other lists, and those with the largest item first, are rarer and have it in Rust.
//!
//! A heap whose largest item is first is the same with the sides of each comparison exchanged.

use crate::module::ModuleDefinition;
use object::header::Locked;
use object::iterate::{self, Consumer};
use object::operation::{self, Compare};
use object::{Result, Thread, Word, native_functions};
use object::{list, parameter, quiet, vector};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).\n\nHeaps are lists for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for\nall k, counting elements from 0.  a[0] is always the smallest item.\n",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Push item onto heap, maintaining the heap invariant.
    heappush(heap, item) "($module, heap, item, /)" Effects::ANY => push;
    /// Push item on the heap, then pop and return the smallest item from the heap.
    ///
    /// The combined action runs more efficiently than heappush() followed by
    /// a separate call to heappop().
    heappushpop(heap, item) "($module, heap, item, /)" Effects::ANY => push_pop;
    /// Pop the smallest item off the heap, maintaining the heap invariant.
    heappop(heap) "($module, heap, /)" Effects::ANY => pop;
    /// Pop and return the current smallest value, and add the new item.
    ///
    /// This is more efficient than heappop() followed by heappush(), and can be
    /// more appropriate when using a fixed-size heap.  Note that the value
    /// returned may be larger than item!  That constrains reasonable uses of
    /// this routine unless written as part of a conditional replacement:
    ///
    ///     if item > heap[0]:
    ///         item = heapreplace(heap, item)
    heapreplace(heap, item) "($module, heap, item, /)" Effects::ANY => replace;
    /// Transform list into a heap, in-place, in O(len(heap)) time.
    heapify(heap) "($module, heap, /)" Effects::ANY => heapify;
    /// Push item onto max heap, maintaining the heap invariant.
    heappush_max(heap, item) "($module, heap, item, /)" Effects::ANY => push_max;
    /// Maxheap variant of heappushpop.
    ///
    /// The combined action runs more efficiently than heappush_max()
    /// followed by a separate call to heappop_max().
    heappushpop_max(heap, item) "($module, heap, item, /)" Effects::ANY => push_pop_max;
    /// Maxheap variant of heappop.
    heappop_max(heap) "($module, heap, /)" Effects::ANY => pop_max;
    /// Maxheap variant of heapreplace.
    heapreplace_max(heap, item) "($module, heap, item, /)" Effects::ANY => replace_max;
    /// Maxheap variant of heapify.
    heapify_max(heap) "($module, heap, /)" Effects::ANY => heapify_max;
}

/// Longer lists are made heaps in an order that touches memory that was touched lately.
const LONG: usize = 2500;

/// Which item comes first.
#[derive(Clone, Copy)]
enum First {
    Smallest,
    Largest,
}

impl First {
    /// The sides of the `<` that asks whether `one` comes before `other`.
    #[inline(always)]
    fn sides(self, one: Word, other: Word) -> (Word, Word) {
        match self {
            First::Smallest => (one, other),
            First::Largest => (other, one),
        }
    }
    /// Whether `one` comes before `other`; `None`: only Python knows.
    #[inline(always)]
    fn before_quietly(self, one: Word, other: Word) -> Option<bool> {
        let (left, right) = self.sides(one, other);
        quiet::compare(Compare::Lt, left, right)
    }
    fn before(self, thread: &mut Thread, one: Word, other: Word) -> Result<bool> {
        let (left, right) = self.sides(one, other);
        if let Some(result) = quiet::compare(Compare::Lt, left, right) {
            return Ok(result);
        }
        let result = operation::compare(thread, Compare::Lt, left, right)?;
        operation::truth(thread, result)
    }
}

/// How far a sift came without running Python.
enum Progress {
    Done,
    /// Goes on towards the leaves, from here.
    Sinks(usize),
    /// Goes on towards the first item, from here.
    Rises(usize),
}

/// A hole among items that nobody else sees, and the item that belongs into it.
struct Hole<'a> {
    items: &'a mut [Word],
    at: usize,
    item: Word,
}

impl<'a> Hole<'a> {
    fn new(items: &'a mut [Word], at: usize) -> Hole<'a> {
        let item = items[at];
        Hole { items, at, item }
    }
    #[inline(always)]
    fn move_to(&mut self, other: usize) {
        self.items[self.at] = self.items[other];
        self.at = other;
    }
    /// Moves towards the first item while that is behind; `None`: only Python knows how far.
    #[inline(always)]
    fn rise(&mut self, start: usize, first: First) -> Option<()> {
        while self.at > start {
            let parent = (self.at - 1) >> 1;
            if !first.before_quietly(self.item, self.items[parent])? {
                break;
            }
            self.move_to(parent);
        }
        Some(())
    }
    /// Moves to a leaf, past the children that come first.
    #[inline(always)]
    fn sink(&mut self, first: First) -> Option<()> {
        let end = self.items.len();
        while self.at < end >> 1 {
            let mut child = 2 * self.at + 1;
            if child + 1 < end && !first.before_quietly(self.items[child], self.items[child + 1])? {
                child += 1;
            }
            self.move_to(child);
        }
        Some(())
    }
}

impl Drop for Hole<'_> {
    fn drop(&mut self) {
        self.items[self.at] = self.item;
    }
}

/// Sifts as far as no Python runs. The caller has the lock and logs the vector.
fn sift_quietly(items: &mut [Word], start: usize, sinks: bool, first: First) -> Progress {
    let mut hole = Hole::new(items, start);
    if sinks && hole.sink(first).is_none() {
        return Progress::Sinks(hole.at);
    }
    match hole.rise(start, first) {
        Some(()) => Progress::Done,
        None => Progress::Rises(hole.at),
    }
}

/// Lets the item at the end rise to its place.
fn rise_from_end(thread: &mut Thread, heap: Word, first: First) -> Result<()> {
    let from = {
        let _lock = Locked::new(heap);
        let vector = list::vector_of(heap);
        let items = vector::items_mut(vector);
        let Some(last) = items.len().checked_sub(1) else { return Ok(()) };
        let mut hole = Hole::new(items, last);
        let done = hole.rise(0, first);
        let at = hole.at;
        drop(hole);
        // SAFETY: a live object.
        unsafe { thread.heap.range_barrier(vector.pointer()) };
        if done.is_some() {
            return Ok(());
        }
        at
    };
    rise(thread, heap, 0, from, first)
}

/// Lets the item at `start` sink to its place among those below it.
fn settle(thread: &mut Thread, heap: Word, start: usize, first: First) -> Result<()> {
    let progress = {
        let _lock = Locked::new(heap);
        let vector = list::vector_of(heap);
        let items = vector::items_mut(vector);
        if start >= items.len() {
            return Err(parameter::index_error(thread, "index out of range"));
        }
        let progress = sift_quietly(items, start, true, first);
        // SAFETY: a live object.
        unsafe { thread.heap.range_barrier(vector.pointer()) };
        progress
    };
    match progress {
        Progress::Done => Ok(()),
        Progress::Rises(at) => rise(thread, heap, start, at, first),
        Progress::Sinks(at) => {
            let at = sink(thread, heap, at, first)?;
            rise(thread, heap, start, at, first)
        }
    }
}

/// Exchanges two items of a list that has not changed its size.
fn swap(thread: &mut Thread, heap: Word, one: usize, other: usize) {
    let (first, second) = (list::get(heap, one), list::get(heap, other));
    if !first.is_null() && !second.is_null() {
        list::set(thread, heap, one, second);
        list::set(thread, heap, other, first);
    }
}

/// The comparison of two items of the list, after which it must be as long as before.
fn item_before(
    thread: &mut Thread,
    heap: Word,
    one: usize,
    other: usize,
    first: First,
    length: usize,
) -> Result<bool> {
    let items = (list::get(heap, one), list::get(heap, other));
    if items.0.is_null() || items.1.is_null() {
        return Err(changed_size(thread));
    }
    let result = first.before(thread, items.0, items.1)?;
    if list::length(heap) == length { Ok(result) } else { Err(changed_size(thread)) }
}

#[cold]
fn changed_size(thread: &mut Thread) -> object::Raised {
    thread.raise(object::Builtin::RuntimeError, "list changed size during iteration")
}

fn index(at: usize) -> Word {
    Word::from_int(at as i64)
}

/// Runs one of the loops in Python, if it serves this heap.
fn by_loop(
    thread: &mut Thread,
    heap: Word,
    at: usize,
    first: First,
    sift: Consumer,
    arguments: &[Word],
) -> Option<Result> {
    if !matches!(first, First::Smallest) || !list::is_exact(heap) {
        return None;
    }
    let item = list::get(heap, at);
    Some(iterate::sift(thread, sift, item, arguments))
}

fn rise(thread: &mut Thread, heap: Word, start: usize, mut at: usize, first: First) -> Result<()> {
    let length = list::length(heap);
    if at >= length {
        return Err(parameter::index_error(thread, "index out of range"));
    }
    if let Some(done) =
        by_loop(thread, heap, at, first, Consumer::Rise, &[heap, index(start), index(at)])
    {
        return if done? == Word::TRUE { Ok(()) } else { Err(changed_size(thread)) };
    }
    while at > start {
        let parent = (at - 1) >> 1;
        if !item_before(thread, heap, at, parent, first, length)? {
            break;
        }
        swap(thread, heap, at, parent);
        at = parent;
    }
    Ok(())
}

/// Down to a leaf, which is the answer.
fn sink(thread: &mut Thread, heap: Word, mut at: usize, first: First) -> Result<usize> {
    if let Some(done) = by_loop(thread, heap, at, first, Consumer::Sink, &[heap, index(at)]) {
        let at = done?;
        return if at.is_int() { Ok(at.int() as usize) } else { Err(changed_size(thread)) };
    }
    let length = list::length(heap);
    while at < length >> 1 {
        let mut child = 2 * at + 1;
        if child + 1 < length && !item_before(thread, heap, child, child + 1, first, length)? {
            child += 1;
        }
        swap(thread, heap, at, child);
        at = child;
    }
    Ok(at)
}

/// Refuses what is no list.
fn check(thread: &mut Thread, heap: Word, function: &str, which: &str) -> Result<()> {
    if list::is_list(heap) {
        return Ok(());
    }
    let class = crate::argument::class_name(heap);
    Err(thread.type_error(format!("{function}() argument{which} must be list, not {class}")))
}

fn push_any(thread: &mut Thread, heap: Word, item: Word, function: &str, first: First) -> Result {
    check(thread, heap, function, " 1")?;
    list::append(thread, heap, item);
    rise_from_end(thread, heap, first)?;
    Ok(Word::NONE)
}

fn pop_any(thread: &mut Thread, heap: Word, function: &str, first: First) -> Result {
    check(thread, heap, function, "")?;
    let Some(end) = list::length(heap).checked_sub(1) else {
        return Err(parameter::index_error(thread, "index out of range"));
    };
    let last = list::take(thread, heap, end);
    if last.is_null() {
        return Err(parameter::index_error(thread, "index out of range"));
    }
    if end == 0 {
        return Ok(last);
    }
    exchange_first(thread, heap, last, first)
}

/// Takes the first item and puts another one into the heap.
fn exchange_first(thread: &mut Thread, heap: Word, item: Word, first: First) -> Result {
    let result = list::get(heap, 0);
    if result.is_null() || !list::set(thread, heap, 0, item) {
        return Err(parameter::index_error(thread, "index out of range"));
    }
    settle(thread, heap, 0, first)?;
    Ok(result)
}

fn replace_any(
    thread: &mut Thread,
    heap: Word,
    item: Word,
    function: &str,
    first: First,
) -> Result {
    check(thread, heap, function, " 1")?;
    exchange_first(thread, heap, item, first)
}

fn push_pop_any(
    thread: &mut Thread,
    heap: Word,
    item: Word,
    function: &str,
    first: First,
) -> Result {
    check(thread, heap, function, " 1")?;
    let top = list::get(heap, 0);
    if top.is_null() || !first.before(thread, top, item)? {
        return Ok(item);
    }
    exchange_first(thread, heap, item, first)
}

fn heapify_any(thread: &mut Thread, heap: Word, function: &str, first: First) -> Result {
    check(thread, heap, function, "")?;
    let length = list::length(heap);
    if length <= LONG {
        for start in (0..length >> 1).rev() {
            settle(thread, heap, start, first)?;
        }
        return Ok(Word::NONE);
    }
    // Each parent as soon as both its children are heaps. Of the lowest row that has parents, first those of full
    // depth, then the rest.
    let childless = length >> 1;
    let row = (1usize << (childless + 1).ilog2()) - 1;
    for start in (childless >> 1..row).rev().chain((row..childless).rev()) {
        let mut at = start;
        settle(thread, heap, at, first)?;
        while at & 1 == 1 {
            at >>= 1;
            settle(thread, heap, at, first)?;
        }
    }
    Ok(Word::NONE)
}

fn push(thread: &mut Thread, heap: Word, item: Word) -> Result {
    push_any(thread, heap, item, "heappush", First::Smallest)
}
fn push_max(thread: &mut Thread, heap: Word, item: Word) -> Result {
    push_any(thread, heap, item, "heappush_max", First::Largest)
}
fn pop(thread: &mut Thread, heap: Word) -> Result {
    pop_any(thread, heap, "heappop", First::Smallest)
}
fn pop_max(thread: &mut Thread, heap: Word) -> Result {
    pop_any(thread, heap, "heappop_max", First::Largest)
}
fn replace(thread: &mut Thread, heap: Word, item: Word) -> Result {
    replace_any(thread, heap, item, "heapreplace", First::Smallest)
}
fn replace_max(thread: &mut Thread, heap: Word, item: Word) -> Result {
    replace_any(thread, heap, item, "heapreplace_max", First::Largest)
}
fn push_pop(thread: &mut Thread, heap: Word, item: Word) -> Result {
    push_pop_any(thread, heap, item, "heappushpop", First::Smallest)
}
fn push_pop_max(thread: &mut Thread, heap: Word, item: Word) -> Result {
    push_pop_any(thread, heap, item, "heappushpop_max", First::Largest)
}
fn heapify(thread: &mut Thread, heap: Word) -> Result {
    heapify_any(thread, heap, "heapify", First::Smallest)
}
fn heapify_max(thread: &mut Thread, heap: Word) -> Result {
    heapify_any(thread, heap, "heapify_max", First::Largest)
}
