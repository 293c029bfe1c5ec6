//! Functions that go through an iterable.

use super::number::is_exact_float;
use crate::argument;
use object::iterate::Consumer;
use object::operation::{Binary, Compare};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{float, header, integer, iterate, operation, string, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return the sum of a 'start' value (default: 0) plus an iterable of numbers.
    sum(iterable, start) "($module, iterable, /, start=0)" Effects::ANY => sum;
    /// Return True if bool(x) is True for any x in the iterable.
    any(iterable) "($module, iterable, /)" Effects::ANY => any;
    /// Return True if bool(x) is True for all values x in the iterable.
    all(iterable) "($module, iterable, /)" Effects::ANY => all;
    /// With a single iterable argument, return its smallest item.
    min(..) "($module, *args, key=None, default=None)" Effects::ANY => min;
    /// With a single iterable argument, return its biggest item.
    max(..) "($module, *args, key=None, default=None)" Effects::ANY => max;
    /// Return a new list containing all items from the iterable in ascending order.
    sorted(iterable, key, reverse) "($module, iterable, /, *, key=None, reverse=False)" Effects::ANY => sorted;
}

/// What `sum` has so far. Floats carry the compensation of Neumaier's sum.
enum Sum {
    Int(i64),
    Float { sum: f64, lost: f64 },
    Complex { real: (f64, f64), imaginary: (f64, f64) },
    Object(Word),
}

fn compensated((sum, lost): (f64, f64), value: f64) -> (f64, f64) {
    let next = sum + value;
    let lost =
        lost + if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
    (next, lost)
}

fn settled((sum, lost): (f64, f64)) -> f64 {
    if lost != 0.0 && lost.is_finite() { sum + lost } else { sum }
}

fn complex_parts(word: Word) -> Option<(f64, f64)> {
    if !header::has_shape(word, Builtin::Complex.shape()) {
        return None;
    }
    // SAFETY: the shape is that of complex numbers.
    let value = unsafe { &*word.pointer::<object::layout::Complex>() };
    Some((value.real, value.imaginary))
}

impl Sum {
    fn word(&self, thread: &mut Thread) -> Word {
        match *self {
            Sum::Int(value) => integer::from_i64(thread, value),
            Sum::Float { sum, lost } => float::new(thread, settled((sum, lost))),
            Sum::Complex { real, imaginary } => {
                object::complex::new(thread, (settled(real), settled(imaginary)))
            }
            Sum::Object(word) => word,
        }
    }
    fn of(start: Word) -> Sum {
        if start.is_int() {
            Sum::Int(start.int())
        } else if is_exact_float(start) {
            Sum::Float { sum: float::value(start).unwrap_or(0.0), lost: 0.0 }
        } else if let Some((real, imaginary)) = complex_parts(start) {
            Sum::Complex { real: (real, 0.0), imaginary: (imaginary, 0.0) }
        } else {
            Sum::Object(start)
        }
    }
    fn add(self, thread: &mut Thread, item: Word) -> Result<Sum> {
        match self {
            Sum::Int(value) => {
                if (item.is_int() || item.is_bool())
                    && let Some(number) = integer::to_i64(item)
                    && let Some(sum) = value.checked_add(number)
                {
                    return Ok(Sum::Int(sum));
                }
                if is_exact_float(item) {
                    let item = float::value(item).unwrap_or(0.0);
                    return Ok(Sum::Float { sum: value as f64 + item, lost: 0.0 });
                }
            }
            Sum::Float { sum, lost } => {
                if is_exact_float(item) {
                    let (sum, lost) = compensated((sum, lost), float::value(item).unwrap_or(0.0));
                    return Ok(Sum::Float { sum, lost });
                }
                if (item.is_int() || item.is_bool())
                    && let Some(number) = integer::to_i64(item)
                {
                    return Ok(Sum::Float { sum: sum + number as f64, lost });
                }
                if let Some((real, imaginary)) = complex_parts(item) {
                    return Ok(Sum::Complex {
                        real: compensated((sum, lost), real),
                        imaginary: (imaginary, 0.0),
                    });
                }
            }
            Sum::Complex { real, imaginary } => {
                if let Some((x, y)) = complex_parts(item) {
                    return Ok(Sum::Complex {
                        real: compensated(real, x),
                        imaginary: compensated(imaginary, y),
                    });
                }
                if is_exact_float(item) {
                    let x = float::value(item).unwrap_or(0.0);
                    return Ok(Sum::Complex { real: compensated(real, x), imaginary });
                }
                if item.is_int() || item.is_bool() {
                    let x = integer::to_i64(item).unwrap_or(0) as f64;
                    return Ok(Sum::Complex { real: compensated(real, x), imaginary });
                }
            }
            Sum::Object(_) => {}
        }
        let so_far = self.word(thread);
        let next = operation::binary(thread, Binary::Add, so_far, item)?;
        Ok(match self {
            // Once an object, always an object, but a big int may come down again.
            Sum::Object(_) => Sum::Object(next),
            _ => Sum::of(next),
        })
    }
}

/// The sum of an exact list or tuple of small ints, as long as it is small.
fn small_total(iterable: Word, start: i64) -> Option<Word> {
    let mut total = start;
    let mut add = |item: Word| {
        if !item.is_int() {
            return None;
        }
        total = total.checked_add(item.int())?;
        Some(())
    };
    if header::has_shape(iterable, Builtin::List.shape()) {
        for index in 0..object::list::length(iterable) {
            let item = object::list::get(iterable, index);
            if item.is_null() {
                return None;
            }
            add(item)?;
        }
    } else if header::has_shape(iterable, Builtin::Tuple.shape()) {
        tuple::exact_items(iterable).iter().try_for_each(|&item| add(item))?;
    } else {
        return None;
    }
    Word::try_from_int(total)
}

/// The sum of an exact list or tuple of floats.
fn float_total(thread: &mut Thread, iterable: Word, start: Word) -> Option<Word> {
    let mut state = if start.is_int() {
        None
    } else if start.is_float() {
        Some((start.float(), 0.0))
    } else {
        return None;
    };
    let mut add = |item: Word| {
        if !is_exact_float(item) {
            return None;
        }
        let value = float::value(item)?;
        state = Some(match state {
            Some(state) => compensated(state, value),
            None => (start.int() as f64 + value, 0.0),
        });
        Some(())
    };
    if header::has_shape(iterable, Builtin::List.shape()) {
        for index in 0..object::list::length(iterable) {
            let item = object::list::get(iterable, index);
            if item.is_null() {
                return None;
            }
            add(item)?;
        }
    } else if header::has_shape(iterable, Builtin::Tuple.shape()) {
        tuple::exact_items(iterable).iter().try_for_each(|&item| add(item))?;
    } else {
        return None;
    }
    Some(float::new(thread, settled(state?)))
}

/// The sum of the bytes of an exact bytes or bytearray.
fn sum_of_bytes(object: Word) -> Option<i64> {
    let data = if header::has_shape(object, Builtin::ByteArray.shape()) {
        object::bytearray::data(object)
    } else if object::bytes::is_exact(object) {
        object::bytes::data(object)?
    } else {
        return None;
    };
    // Part sums of 32 bits, which the processor adds several at a time.
    let part = |chunk: &[u8]| chunk.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    Some(data.chunks(1 << 16).map(|chunk| i64::from(part(chunk))).sum())
}

fn sum(thread: &mut Thread, iterable: Word, start: Word) -> Result {
    let start = if start.is_null() { Word::from_int(0) } else { start };
    for (bad, instead) in [
        (string::is_str(start), "strings [use ''.join(seq) instead]"),
        (crate::buffer::is_bytes(start), "bytes [use b''.join(seq) instead]"),
        (crate::buffer::is_byte_array(start), "bytearray [use b''.join(seq) instead]"),
    ] {
        if bad {
            return Err(thread.type_error(format!("sum() can't sum {instead}")));
        }
    }
    if start.is_int()
        && let Some(total) = small_total(iterable, start.int())
    {
        return Ok(total);
    }
    if start.is_int()
        && let Some(sum) = sum_of_bytes(iterable)
        && let Some(sum) = start.int().checked_add(sum)
    {
        return Ok(integer::from_i64(thread, sum));
    }
    if let Some(total) = float_total(thread, iterable, start) {
        return Ok(total);
    }
    let mut sum = Some(Sum::of(start));
    let source = iterate::python_source(thread, iterable)?;
    let iterable = source.unwrap_or(iterable);
    while source.is_some()
        && let Some(so_far) = sum.take()
    {
        // Its numbers go to a loop that knows their kind.
        let (consumer, first, second) = match so_far {
            Sum::Int(value) if Word::try_from_int(value).is_some() => {
                (Consumer::AddIntegers, Word::from_int(value), Word::NULL)
            }
            Sum::Float { sum, lost } => {
                let sum = float::new(thread, sum);
                (Consumer::AddFloats, sum, float::new(thread, lost))
            }
            other => {
                sum = Some(other);
                break;
            }
        };
        let arguments = if second.is_null() { &[first][..] } else { &[first, second] };
        let done = iterate::consume(thread, consumer, iterable, arguments)?;
        let so_far = match (consumer, tuple::items(done)) {
            (Consumer::AddFloats, [sum, lost, ..]) => Sum::Float {
                sum: float::value(*sum).unwrap_or(0.0),
                lost: float::value(*lost).unwrap_or(0.0),
            },
            (_, [sum, ..]) => Sum::of(*sum),
            _ => so_far,
        };
        match &tuple::items(done)[arguments.len()..] {
            [] => return Ok(so_far.word(thread)),
            [item, ..] => sum = Some(so_far.add(thread, *item)?),
        }
    }
    let mut add = |thread: &mut Thread, item: Word| {
        let so_far = sum.take().unwrap_or(Sum::Int(0));
        sum = Some(so_far.add(thread, item)?);
        Ok(true)
    };
    if source.is_some() {
        while let Some(item) = iterate::next(thread, iterable)? {
            add(thread, item)?;
        }
    } else {
        iterate::each(thread, iterable, &mut add)?;
    }
    Ok(sum.unwrap_or(Sum::Int(0)).word(thread))
}

fn any(thread: &mut Thread, iterable: Word) -> Result {
    if let Some(iterator) = iterate::python_source(thread, iterable)? {
        return iterate::consume(thread, Consumer::Any, iterator, &[]);
    }
    let mut found = false;
    iterate::each(thread, iterable, &mut |thread, item| {
        found = operation::truth(thread, item)?;
        Ok(!found)
    })?;
    Ok(Word::from_bool(found))
}

fn all(thread: &mut Thread, iterable: Word) -> Result {
    if let Some(iterator) = iterate::python_source(thread, iterable)? {
        return iterate::consume(thread, Consumer::All, iterator, &[]);
    }
    let mut holds = true;
    iterate::each(thread, iterable, &mut |thread, item| {
        holds = operation::truth(thread, item)?;
        Ok(holds)
    })?;
    Ok(Word::from_bool(holds))
}

fn min(thread: &mut Thread, arguments: Arguments) -> Result {
    extreme(thread, arguments, "min", Compare::Lt)
}

fn max(thread: &mut Thread, arguments: Arguments) -> Result {
    extreme(thread, arguments, "max", Compare::Gt)
}

fn extreme(thread: &mut Thread, arguments: Arguments, who: &str, better: Compare) -> Result {
    let items = argument::positional(&arguments);
    if items.len() > 1 && arguments.names.is_null() && items.iter().all(|item| item.is_int()) {
        let better = |a: i64, b: i64| if better == Compare::Lt { a < b } else { a > b };
        let best = items[1..]
            .iter()
            .fold(items[0], |best, &item| if better(item.int(), best.int()) { item } else { best });
        return Ok(best);
    }
    let (mut key, mut default) = (Word::NULL, Word::NULL);
    for (name, value) in argument::named(&arguments) {
        match string::bytes(name) {
            b"key" => key = if value.is_none() { Word::NULL } else { value },
            b"default" => default = value,
            other => {
                let other = String::from_utf8_lossy(other);
                let text = format!("{who}() got an unexpected keyword argument '{other}'");
                return Err(thread.type_error(text));
            }
        }
    }
    if let [iterable] = *items
        && !key.is_null()
    {
        let consumer = if better == Compare::Lt { Consumer::Least } else { Consumer::Greatest };
        let none = object::list::new(thread, &[]);
        if let Some(best) = iterate::consume_by(thread, consumer, key, iterable, none) {
            let best = best?;
            return if best != none { Ok(best) } else { default_or_error(thread, who, default) };
        }
    }
    let (mut best, mut best_key) = (Word::NULL, Word::NULL);
    let mut consider = |thread: &mut Thread, item: Word| -> Result<bool> {
        let item_key =
            if key.is_null() { item } else { object::construct::call(thread, key, item)? };
        if best.is_null() {
            (best, best_key) = (item, item_key);
            return Ok(true);
        }
        let wins = if item_key.is_int() && best_key.is_int() {
            if better == Compare::Lt {
                item_key.int() < best_key.int()
            } else {
                item_key.int() > best_key.int()
            }
        } else if let Some(wins) = object::quiet::compare(better, item_key, best_key) {
            wins
        } else {
            let verdict = operation::compare(thread, better, item_key, best_key)?;
            operation::truth(thread, verdict)?
        };
        if wins {
            (best, best_key) = (item, item_key);
        }
        Ok(true)
    };
    match items {
        [] => {
            let text = format!("{who} expected at least 1 argument, got 0");
            return Err(thread.type_error(text));
        }
        &[iterable] => {
            let consumer =
                if better == Compare::Lt { Consumer::Smallest } else { Consumer::Biggest };
            let source =
                if key.is_null() { iterate::python_source(thread, iterable)? } else { None };
            match source {
                Some(iterator) => {
                    let found = iterate::consume(thread, consumer, iterator, &[])?;
                    best = tuple::items(found).first().copied().unwrap_or(Word::NULL);
                }
                None => iterate::each(thread, iterable, &mut consider)?,
            }
        }
        items => {
            if !default.is_null() {
                let text = format!(
                    "Cannot specify a default for {who}() with multiple positional arguments"
                );
                return Err(thread.type_error(text));
            }
            for &item in items {
                consider(thread, item)?;
            }
        }
    }
    if !best.is_null() {
        return Ok(best);
    }
    default_or_error(thread, who, default)
}

fn default_or_error(thread: &mut Thread, who: &str, default: Word) -> Result {
    if default.is_null() {
        return Err(thread.value_error(format!("{who}() iterable argument is empty")));
    }
    Ok(default)
}

fn sorted(thread: &mut Thread, iterable: Word, key: Word, reverse: Word) -> Result {
    let items = iterate::to_list(thread, iterable)?;
    let reverse = !reverse.is_null() && operation::truth(thread, reverse)?;
    object::list::sort::sort(thread, items, key, reverse)?;
    Ok(items)
}
