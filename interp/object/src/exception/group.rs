//! Exception groups, and what `except*` does with them.

use super::{
    field, get, is_exception, is_exception_class, set_arguments, set_field, split_arguments,
};
use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, iterate, list, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

const MESSAGE: usize = 0;
const EXCEPTIONS: usize = 1;

/// Whether an exception is a group.
pub(super) fn is_group(exception: Word) -> bool {
    class::is_kind(exception, Builtin::BaseExceptionGroup)
}

/// The tuple of a group's exceptions.
pub(super) fn exceptions(group: Word) -> Word {
    field(group, EXCEPTIONS)
}

/// `BaseExceptionGroup(message, exceptions)`, an ExceptionGroup where it can be one; the items are exceptions.
pub fn new_group(thread: &mut Thread, message: &str, items: Word) -> Result {
    let message = string::new(thread, message);
    let class = Builtin::BaseExceptionGroup.word();
    let arguments = [class, message, items];
    construct(thread, Arguments { all: &arguments, names: Word::NULL })
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::READS => init;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
    derive(this, exceptions) "($self, excs, /)" Effects::ANY => derive_method;
    split(this, condition) "($self, matcher_value, /)" Effects::ANY => split_method;
    subgroup(this, condition) "($self, matcher_value, /)" Effects::ANY => subgroup_method;
}

native_functions! { static CLASS_METHODS =
    /// See PEP 585
    __class_getitem__(class, item) "($type, object, /)" Effects::READS => crate::generic_alias::class_getitem;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let (positional, names, _) = split_arguments(arguments);
    let mut class = positional[0];
    let &[_, message, given] = positional else {
        let text = format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            positional.len() - 1
        );
        return Err(thread.type_error(text));
    };
    if !names.is_empty() {
        let text = format!("{}() takes no keyword arguments", class::name_text(class));
        return Err(thread.type_error(text));
    }
    if !string::is_str(message) {
        let text = format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {}",
            class_name(message)
        );
        return Err(thread.type_error(text));
    }
    let kind = class::class_of(given);
    let sequence =
        !class::lookup(kind, __getitem__.word()).is_null() && !class::is_kind(given, Builtin::Dict);
    if !sequence {
        return Err(thread.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = iterate::to_tuple(thread, given)?;
    if tuple::items(items).is_empty() {
        let text = "second argument (exceptions) must be a non-empty sequence";
        return Err(thread.value_error(text));
    }
    let mut only_exceptions = true;
    for (index, &item) in tuple::items(items).iter().enumerate() {
        if !is_exception(item) {
            let text = format!("Item {index} of second argument (exceptions) is not an exception");
            return Err(thread.value_error(text));
        }
        only_exceptions &= class::is_kind(item, Builtin::Exception);
    }
    if class == Builtin::BaseExceptionGroup.word() {
        if only_exceptions {
            class = Builtin::ExceptionGroup.word();
        }
    } else if !only_exceptions {
        if class == Builtin::ExceptionGroup.word() {
            return Err(thread.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
        }
        if class::is_subclass(class, Builtin::Exception.word()) {
            let text = format!("Cannot nest BaseExceptions in '{}'", class::name_text(class));
            return Err(thread.type_error(text));
        }
    }
    let stored = tuple::new(thread, &positional[1..]);
    let object = class::instantiate(thread, class)?;
    set_arguments(thread, object, stored);
    set_field(thread, object, MESSAGE, message);
    set_field(thread, object, EXCEPTIONS, items);
    Ok(object)
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let (positional, names, _) = split_arguments(arguments);
    let this = positional[0];
    if !names.is_empty() {
        let text = format!("{}() takes no keyword arguments", class_name(this));
        return Err(thread.type_error(text));
    }
    super::base::store_arguments(thread, this, &positional[1..]);
    Ok(Word::NONE)
}

fn str(thread: &mut Thread, this: Word) -> Result {
    let count = tuple::items(exceptions(this)).len();
    let text = format!(
        "{} ({count} sub-exception{})",
        lossy(field(this, MESSAGE)),
        if count == 1 { "" } else { "s" }
    );
    Ok(string::new(thread, &text))
}

fn derive_method(thread: &mut Thread, this: Word, items: Word) -> Result {
    let arguments = [Builtin::BaseExceptionGroup.word(), field(this, MESSAGE), items];
    construct(thread, Arguments { all: &arguments, names: Word::NULL })
}

/// What selects exceptions.
#[derive(Clone, Copy)]
enum Condition {
    Class(Word),
    Predicate(Word),
    /// Leaves that occur in one of the groups of this list.
    Leaves(Word),
}

fn condition(thread: &mut Thread, value: Word) -> Result<Condition> {
    let classes = is_exception_class(value)
        || class::is_kind(value, Builtin::Tuple)
            && tuple::items(value).iter().all(|&item| is_exception_class(item));
    if classes {
        return Ok(Condition::Class(value));
    }
    if !class::is_class(value) && operation::is_callable(value) {
        return Ok(Condition::Predicate(value));
    }
    Err(thread.type_error(
        "expected an exception type, a tuple of exception types, or a callable (other than a class)",
    ))
}

fn matches(thread: &mut Thread, exception: Word, condition: Condition) -> Result<bool> {
    match condition {
        Condition::Class(class) => operation::is_instance(thread, exception, class),
        Condition::Predicate(predicate) => {
            let result = thread.call(predicate, &[exception])?;
            operation::truth(thread, result)
        }
        Condition::Leaves(groups) => Ok(!is_group(exception)
            && (0..list::length(groups))
                .any(|index| has_leaf(list::get(groups, index), exception))),
    }
}

fn has_leaf(exception: Word, leaf: Word) -> bool {
    if !is_group(exception) {
        return exception == leaf;
    }
    tuple::items(exceptions(exception)).iter().any(|&item| has_leaf(item, leaf))
}

/// The part that matches and the rest; null where there is none.
fn divide(
    thread: &mut Thread,
    exception: Word,
    condition: Condition,
    with_rest: bool,
) -> Result<(Word, Word)> {
    operation::check_stack(thread, " in exceptiongroup_split_recursive")?;
    if matches(thread, exception, condition)? {
        return Ok((exception, Word::NULL));
    }
    if !is_group(exception) {
        return Ok((Word::NULL, exception));
    }
    let matching = list::new(thread, &[]);
    let rest = list::new(thread, &[]);
    for &item in tuple::items(exceptions(exception)) {
        let (part, other) = divide(thread, item, condition, with_rest)?;
        if !part.is_null() {
            list::append(thread, matching, part);
        }
        if !other.is_null() {
            list::append(thread, rest, other);
        }
    }
    let matching = derived(thread, exception, matching)?;
    let rest = if with_rest { derived(thread, exception, rest)? } else { Word::NULL };
    Ok((matching, rest))
}

/// A group like `original` of other exceptions; null for none.
fn derived(thread: &mut Thread, original: Word, items: Word) -> Result {
    if list::length(items) == 0 {
        return Ok(Word::NULL);
    }
    let group = operation::call_method(thread, original, DERIVE.word(), &[items])?;
    if !is_group(group) {
        return Err(thread.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    let (from, to) = (get(original), get(group));
    to.traceback = from.traceback;
    to.context = from.context;
    to.cause = from.cause;
    to.suppress_context = from.suppress_context;
    // SAFETY: a live object whose words were just stored.
    unsafe { thread.heap.range_barrier(group.pointer()) };
    if let Some(notes) = attribute::get_optional(thread, original, __notes__.word())? {
        let sequence =
            class::is_kind(notes, Builtin::List) || class::is_kind(notes, Builtin::Tuple);
        if sequence {
            let copy = iterate::to_list(thread, notes)?;
            attribute::set(thread, group, __notes__.word(), copy)?;
        }
    }
    Ok(group)
}

fn or_none(word: Word) -> Word {
    if word.is_null() { Word::NONE } else { word }
}

fn split_method(thread: &mut Thread, this: Word, value: Word) -> Result {
    let condition = condition(thread, value)?;
    let (part, rest) = divide(thread, this, condition, true)?;
    Ok(tuple::new(thread, &[or_none(part), or_none(rest)]))
}

fn subgroup_method(thread: &mut Thread, this: Word, value: Word) -> Result {
    let condition = condition(thread, value)?;
    let (part, _) = divide(thread, this, condition, false)?;
    Ok(or_none(part))
}

/// Splits an exception by a class or tuple of classes: matching part and rest, None where there is none.
pub fn split(thread: &mut Thread, exception: Word, class: Word) -> Result<(Word, Word)> {
    let (part, rest) = divide(thread, exception, Condition::Class(class), true)?;
    Ok((or_none(part), or_none(rest)))
}

/// One `except*` clause: the group it handles (a single exception is wrapped) and the rest, None where there is none.
pub fn match_group(thread: &mut Thread, exception: Word, class: Word) -> Result<(Word, Word)> {
    if exception.is_none() {
        return Ok((Word::NONE, Word::NONE));
    }
    check_star_class(thread, class)?;
    if operation::is_instance(thread, exception, class)? {
        if is_group(exception) {
            return Ok((exception, Word::NONE));
        }
        let items = tuple::new(thread, &[exception]);
        let group = new_group(thread, "", items)?;
        let (from, to) = (get(exception), get(group));
        to.traceback = from.traceback;
        thread.barrier(group, &mut to.traceback, from.traceback);
        return Ok((group, Word::NONE));
    }
    if !is_group(exception) {
        return Ok((Word::NONE, exception));
    }
    let pair = operation::call_method(thread, exception, SPLIT.word(), &[class])?;
    if !class::is_kind(pair, Builtin::Tuple) {
        let text = format!(
            "{}.split must return a tuple, not {}",
            class_name(exception),
            class_name(pair)
        );
        return Err(thread.type_error(text));
    }
    match tuple::items(pair) {
        [part, rest, ..] => Ok((*part, *rest)),
        other => {
            let text = format!(
                "{}.split must return a 2-tuple, got tuple of size {}",
                class_name(exception),
                other.len()
            );
            Err(thread.type_error(text))
        }
    }
}

/// What may stand behind `except*`.
fn check_star_class(thread: &mut Thread, class: Word) -> Result<()> {
    let single = [class];
    let items: &[Word] =
        if class::is_kind(class, Builtin::Tuple) { tuple::items(class) } else { &single };
    for &item in items {
        if !is_exception_class(item) {
            return Err(thread.type_error(
                "catching classes that do not inherit from BaseException is not allowed",
            ));
        }
        if class::is_subclass(item, Builtin::BaseExceptionGroup.word()) {
            return Err(thread.type_error(
                "catching ExceptionGroup with except* is not allowed. Use except instead.",
            ));
        }
    }
    Ok(())
}

/// End of `try`/`except*`: of the exceptions in a list (raised in the clauses, re-raised, or unhandled) and the original
/// one, what is to be raised, or None.
pub fn join_group(thread: &mut Thread, results: Word, original: Word) -> Result {
    let raised = list::new(thread, &[]);
    let reraised = list::new(thread, &[]);
    for index in 0..list::length(results) {
        let item = list::get(results, index);
        if !is_exception(item) {
            continue;
        }
        if !is_group(original) {
            // A single exception was either handled or is itself.
            return Ok(item);
        }
        let same = same_origin(item, original);
        list::append(thread, if same { reraised } else { raised }, item);
    }
    let rest = if list::length(reraised) == 0 {
        Word::NULL
    } else {
        divide(thread, original, Condition::Leaves(reraised), false)?.0
    };
    if list::length(raised) == 0 {
        return Ok(or_none(rest));
    }
    if !rest.is_null() {
        list::append(thread, raised, rest);
    }
    if list::length(raised) == 1 {
        return Ok(list::get(raised, 0));
    }
    new_group(thread, "", raised)
}

/// Whether two exceptions are parts of the same one.
fn same_origin(a: Word, b: Word) -> bool {
    if !is_group(a) || !is_group(b) {
        return a == b;
    }
    let (a, b) = (get(a), get(b));
    a.traceback == b.traceback && a.context == b.context && a.cause == b.cause
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "message",
        doc: "exception message",
        get: |_, this| Ok(field(this, MESSAGE)),
        set: None,
    },
    NativeAttribute {
        name: "exceptions",
        doc: "nested exceptions",
        get: |_, this| Ok(exceptions(this)),
        set: None,
    },
];

pub(crate) static BASE_EXCEPTION_GROUP: Definition = Definition {
    doc: "A combination of multiple unrelated exceptions.",
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
pub(crate) static EXCEPTION_GROUP: Definition = Definition::EMPTY;
