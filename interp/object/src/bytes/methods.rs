//! The class bytes: constructor and method table.

use super::shared;
use crate::argument;
use crate::buffer;
use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::native_functions;
use crate::thread::Thread;
use crate::{operation, payload, string, tuple};
use std::cmp::Ordering;
use tracer::{Effects, Word};

pub const DOC: &str = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer";

/// A method table that begins with a type's own methods and goes on with those that bytes and
/// bytearray share.
macro_rules! byte_methods {
    ($($own:tt)*) => {
        $crate::native_functions! { pub static METHODS =
            $($own)*
            /// Return self+value.
            __add__(this, value) "($self, value, /)" Effects::ANY => shared::add;
            /// Return bool(key in self).
            __contains__(this, key) "($self, key, /)" Effects::ANY => shared::contains;
            /// Return self[key].
            __getitem__(this, key) "($self, key, /)" Effects::ANY => shared::item;
            /// Implement iter(self).
            __iter__(this) "($self, /)" Effects::READS => shared::iterate;
            /// Return len(self).
            __len__(this) "($self, /)" Effects::READS => shared::length;
            /// Return self%value.
            __mod__(this, value) "($self, value, /)" Effects::ANY => shared::percent;
            /// Return self*value.
            __mul__(this, value) "($self, value, /)" Effects::ANY => shared::multiply;
            /// Return value*self.
            __rmul__(this, value) "($self, value, /)" Effects::ANY => shared::multiply;
            /// B.capitalize() -> copy of B
            ///
            /// Return a copy of B with only its first character capitalized (ASCII)
            /// and the rest lower-cased.
            capitalize(this) "($self, /)" Effects::READS => shared::capitalize;
            /// Return a centered string of length width.
            ///
            /// Padding is done using the specified fill character.
            center(this, width, fillchar) "($self, width, fillchar=b' ', /)" Effects::ANY => shared::center;
            /// Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end].
            count(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => shared::count;
            /// Decode the bytes using the codec registered for encoding.
            decode(this, encoding, errors) "($self, /, encoding='utf-8', errors='strict')" Effects::ANY => shared::decode;
            /// Return True if the bytes ends with the specified suffix, False otherwise.
            endswith(this, suffix, start, end) "($self, suffix[, start[, end]], /)" Effects::ANY => shared::ends_with;
            /// Return a copy where all tab characters are expanded using spaces.
            ///
            /// If tabsize is not given, a tab size of 8 characters is assumed.
            expandtabs(this, tabsize) "($self, /, tabsize=8)" Effects::ANY => shared::expand_tabs;
            /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            ///
            /// Return -1 on failure.
            find(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => shared::find;
            /// Create a string of hexadecimal numbers from a bytes object.
            ///
            ///   sep
            ///     An optional single character or byte to separate hex bytes.
            ///   bytes_per_sep
            ///     How many bytes between separators.  Positive values count from the
            ///     right, negative values count from the left.
            hex(this, sep, bytes_per_sep) "($self, /, sep=<unrepresentable>, bytes_per_sep=1)" Effects::ANY => shared::hex;
            /// Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            ///
            /// Raise ValueError if the subsection is not found.
            index(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => shared::index;
            /// B.isalnum() -> bool
            ///
            /// Return True if all characters in B are alphanumeric
            /// and there is at least one character in B, False otherwise.
            isalnum(this) "($self, /)" Effects::READS => shared::is_alnum;
            /// B.isalpha() -> bool
            ///
            /// Return True if all characters in B are alphabetic
            /// and there is at least one character in B, False otherwise.
            isalpha(this) "($self, /)" Effects::READS => shared::is_alpha;
            /// B.isascii() -> bool
            ///
            /// Return True if B is empty or all characters in B are ASCII,
            /// False otherwise.
            isascii(this) "($self, /)" Effects::READS => shared::is_ascii;
            /// B.isdigit() -> bool
            ///
            /// Return True if all characters in B are digits
            /// and there is at least one character in B, False otherwise.
            isdigit(this) "($self, /)" Effects::READS => shared::is_digit;
            /// B.islower() -> bool
            ///
            /// Return True if all cased characters in B are lowercase and there is
            /// at least one cased character in B, False otherwise.
            islower(this) "($self, /)" Effects::READS => shared::is_lower;
            /// B.isspace() -> bool
            ///
            /// Return True if all characters in B are whitespace
            /// and there is at least one character in B, False otherwise.
            isspace(this) "($self, /)" Effects::READS => shared::is_space_method;
            /// B.istitle() -> bool
            ///
            /// Return True if B is a titlecased string and there is at least one
            /// character in B, i.e. uppercase characters may only follow uncased
            /// characters and lowercase characters only cased ones. Return False
            /// otherwise.
            istitle(this) "($self, /)" Effects::READS => shared::is_title;
            /// B.isupper() -> bool
            ///
            /// Return True if all cased characters in B are uppercase and there is
            /// at least one cased character in B, False otherwise.
            isupper(this) "($self, /)" Effects::READS => shared::is_upper;
            /// Concatenate any number of bytes objects.
            ///
            /// The bytes whose method is called is inserted in between each pair.
            ///
            /// The result is returned as a new bytes object.
            ///
            /// Example: b'.'.join([b'ab', b'pq', b'rs']) -> b'ab.pq.rs'.
            join(this, iterable_of_bytes) "($self, iterable_of_bytes, /)" Effects::ANY => shared::join;
            /// Return a left-justified string of length width.
            ///
            /// Padding is done using the specified fill character.
            ljust(this, width, fillchar) "($self, width, fillchar=b' ', /)" Effects::ANY => shared::ljust;
            /// B.lower() -> copy of B
            ///
            /// Return a copy of B with all ASCII characters converted to lowercase.
            lower(this) "($self, /)" Effects::READS => shared::lower;
            /// Strip leading bytes contained in the argument.
            ///
            /// If the argument is omitted or None, strip leading  ASCII whitespace.
            lstrip(this, bytes) "($self, bytes=None, /)" Effects::ANY => shared::lstrip;
            /// Partition the bytes into three parts using the given separator.
            ///
            /// This will search for the separator sep in the bytes. If the separator is found,
            /// returns a 3-tuple containing the part before the separator, the separator
            /// itself, and the part after it.
            ///
            /// If the separator is not found, returns a 3-tuple containing the original bytes
            /// object and two empty bytes objects.
            partition(this, sep) "($self, sep, /)" Effects::ANY => shared::partition;
            /// Return a bytes object with the given prefix string removed if present.
            ///
            /// If the bytes starts with the prefix string, return bytes[len(prefix):].
            /// Otherwise, return a copy of the original bytes.
            removeprefix(this, prefix) "($self, prefix, /)" Effects::ANY => shared::remove_prefix;
            /// Return a bytes object with the given suffix string removed if present.
            ///
            /// If the bytes ends with the suffix string and that suffix is not empty,
            /// return bytes[:-len(prefix)].  Otherwise, return a copy of the original
            /// bytes.
            removesuffix(this, suffix) "($self, suffix, /)" Effects::ANY => shared::remove_suffix;
            /// Return a copy with all occurrences of substring old replaced by new.
            ///
            ///   count
            ///     Maximum number of occurrences to replace.
            ///     -1 (the default value) means replace all occurrences.
            ///
            /// If the optional argument count is given, only the first count occurrences are
            /// replaced.
            replace(this, old, new, count) "($self, old, new, count=-1, /)" Effects::ANY => shared::replace;
            /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            ///
            /// Return -1 on failure.
            rfind(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => shared::rfind;
            /// Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end].
            ///
            /// Raise ValueError if the subsection is not found.
            rindex(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => shared::rindex;
            /// Return a right-justified string of length width.
            ///
            /// Padding is done using the specified fill character.
            rjust(this, width, fillchar) "($self, width, fillchar=b' ', /)" Effects::ANY => shared::rjust;
            /// Partition the bytes into three parts using the given separator.
            ///
            /// This will search for the separator sep in the bytes, starting at the end. If the
            /// separator is found, returns a 3-tuple containing the part before the separator,
            /// the separator itself, and the part after it.
            ///
            /// If the separator is not found, returns a 3-tuple containing two empty bytes
            /// objects and the original bytes object.
            rpartition(this, sep) "($self, sep, /)" Effects::ANY => shared::rpartition;
            /// Return a list of the sections in the bytes, using sep as the delimiter.
            ///
            /// Splitting is done starting at the end of the bytes and working to the front.
            rsplit(this, sep, maxsplit) "($self, /, sep=None, maxsplit=-1)" Effects::ANY => shared::rsplit;
            /// Strip trailing bytes contained in the argument.
            ///
            /// If the argument is omitted or None, strip trailing ASCII whitespace.
            rstrip(this, bytes) "($self, bytes=None, /)" Effects::ANY => shared::rstrip;
            /// Return a list of the sections in the bytes, using sep as the delimiter.
            ///
            ///   sep
            ///     The delimiter according which to split the bytes.
            ///     None (the default value) means split on ASCII whitespace characters
            ///     (space, tab, return, newline, formfeed, vertical tab).
            ///   maxsplit
            ///     Maximum number of splits to do.
            ///     -1 (the default value) means no limit.
            split(this, sep, maxsplit) "($self, /, sep=None, maxsplit=-1)" Effects::ANY => shared::split;
            /// Return a list of the lines in the bytes, breaking at line boundaries.
            ///
            /// Line breaks are not included in the resulting list unless keepends is given and
            /// true.
            splitlines(this, keepends) "($self, /, keepends=False)" Effects::ANY => shared::split_lines;
            /// Return True if the bytes starts with the specified prefix, False otherwise.
            startswith(this, prefix, start, end) "($self, prefix[, start[, end]], /)" Effects::ANY => shared::starts_with;
            /// Strip leading and trailing bytes contained in the argument.
            ///
            /// If the argument is omitted or None, strip leading and trailing ASCII whitespace.
            strip(this, bytes) "($self, bytes=None, /)" Effects::ANY => shared::strip;
            /// B.swapcase() -> copy of B
            ///
            /// Return a copy of B with uppercase ASCII characters converted
            /// to lowercase ASCII and vice versa.
            swapcase(this) "($self, /)" Effects::READS => shared::swapcase;
            /// B.title() -> copy of B
            ///
            /// Return a titlecased version of B, i.e. ASCII words start with uppercase
            /// characters, all remaining cased characters have lowercase.
            title(this) "($self, /)" Effects::READS => shared::title;
            /// Return a copy with each character mapped by the given translation table.
            ///
            /// All characters occurring in the optional argument delete are removed.
            /// The remaining characters are mapped through the given translation table.
            translate(this, table, delete) "($self, table, /, delete=b'')" Effects::ANY => shared::translate;
            /// B.upper() -> copy of B
            ///
            /// Return a copy of B with all ASCII characters converted to uppercase.
            upper(this) "($self, /)" Effects::READS => shared::upper;
            /// Pad a numeric string with zeros on the left, to fill a field of the given width.
            ///
            /// The original string is never truncated.
            zfill(this, width) "($self, width, /)" Effects::ANY => shared::zfill;
        }
    };
}
pub(crate) use byte_methods;

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { pub static STATIC_METHODS =
    /// Return a translation table usable for the bytes or bytearray translate method.
    ///
    /// The returned table will be one where each byte in frm is mapped to the byte at
    /// the same position in to.
    ///
    /// The bytes objects frm and to must be of the same length.
    maketrans(frm, to) "(frm, to, /)" Effects::ANY => shared::make_table;
}

native_functions! { pub static CLASS_METHODS =
    /// Create a bytes object from a string of hexadecimal numbers.
    ///
    /// Spaces between two numbers are accepted.
    /// Example: bytes.fromhex('B9 01EF') -> b'\\xb9\\x01\\xef'.
    fromhex(class, string) "($type, string, /)" Effects::ANY => from_hex;
}

byte_methods! {
    /// Return a buffer object that exposes the underlying memory of the object.
    __buffer__(this, flags) "($self, flags, /)" Effects::ANY => crate::memoryview::buffer_method;
    /// Convert this value to exact type bytes.
    __bytes__(this) "($self, /)" Effects::READS => to_bytes;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::PURE => is_equal;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::PURE => is_greater_or_equal;
    ///
    __getnewargs__(this) "($self, /)" Effects::READS => new_arguments;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::PURE => is_greater;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::PURE => hash_method;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::PURE => is_less_or_equal;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::PURE => is_less;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::PURE => is_not_equal;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => shared::to_repr;
    /// Return value%self.
    __rmod__(this, value) "($self, value, /)" Effects::ANY => reflected_percent;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::READS => shared::to_repr;
}

/// What the constructors of bytes and bytearray find in their arguments.
pub(crate) enum Content {
    /// Exact bytes.
    Object(Word),
    Data(Vec<u8>),
    Zeros(usize),
}

fn exact_of(data: Content, thread: &mut Thread) -> Result {
    match data {
        Content::Object(object) => Ok(object),
        Content::Data(data) => super::build(thread, data.len(), |to| to.copy_from_slice(&data)),
        Content::Zeros(count) => super::build(thread, count, |_| {}),
    }
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let [source, encoding, errors] =
        argument::bind(thread, "bytes", arguments, ["source", "encoding", "errors"])?;
    let content = content(thread, "bytes", source, encoding, errors)?;
    let value = exact_of(content, thread)?;
    if class == Builtin::Bytes.word() {
        return Ok(value);
    }
    let value = super::exact(value).unwrap_or(value);
    payload::new(thread, class, value)
}

/// The bytes that a tuple or, while one thread runs, a list consists of.
fn of_small_integers(source: Word) -> Option<Vec<u8>> {
    let items = if crate::tuple::is_exact(source) {
        crate::tuple::items(source)
    } else if crate::list::is_exact(source)
        && !crate::header::MULTI_THREADED.load(std::sync::atomic::Ordering::Relaxed)
    {
        crate::vector::items(crate::list::vector_of(source))
    } else {
        return None;
    };
    let byte = |item: &Word| if item.is_int() { u8::try_from(item.int()).ok() } else { None };
    items.iter().map(byte).collect()
}

/// Evaluates constructor arguments; omitted ones are null.
pub(crate) fn content(
    thread: &mut Thread,
    function: &str,
    source: Word,
    encoding: Word,
    errors: Word,
) -> Result<Content> {
    if !encoding.is_null() || !errors.is_null() {
        let (name, handler) = string::methods::codec_names(thread, function, encoding, errors)?;
        let text = !source.is_null() && string::is_str(source);
        if !encoding.is_null() {
            if !text {
                return Err(thread.type_error("encoding without a string argument"));
            }
            return crate::codec::encode(thread, source, name, handler).map(Content::Object);
        }
        return Err(thread.type_error(if text {
            "string argument without an encoding"
        } else {
            "errors without a string argument"
        }));
    }
    if source.is_null() {
        return Ok(Content::Data(Vec::new()));
    }
    if let Some(data) = of_small_integers(source) {
        return Ok(Content::Data(data));
    }
    if function == "bytes" {
        if super::is_exact(source) {
            return Ok(Content::Object(source));
        }
        let name = crate::interned!("__bytes__");
        if let Some(made) = operation::call_special(thread, source, name, &[])? {
            if super::is_bytes(made) {
                return Ok(Content::Object(made));
            }
            let name = string::class_name(made);
            return Err(thread.type_error(format!("__bytes__ returned non-bytes (type {name})")));
        }
    }
    if string::is_str(source) {
        return Err(thread.type_error("string argument without an encoding"));
    }
    if argument::has_index(source) {
        let count = argument::size(thread, source);
        if let Some(count) = thread.absorb(count, Builtin::TypeError)? {
            if count < 0 {
                return Err(thread.value_error("negative count"));
            }
            return Ok(Content::Zeros(count as usize));
        }
    }
    if let Some(data) = buffer::contents(thread, source)? {
        return Ok(Content::Data(data.to_vec()));
    }
    if !argument::is_iterable(source) {
        let name = string::class_name(source);
        return Err(thread.type_error(format!("cannot convert '{name}' object to {function}")));
    }
    let range = match function {
        "bytes" => "bytes must be in range(0, 256)",
        _ => "byte must be in range(0, 256)",
    };
    super::collect(thread, source, range).map(Content::Data)
}

fn from_hex(thread: &mut Thread, class: Word, text: Word) -> Result {
    let data = shared::from_hex(thread, text)?;
    let value = super::new(thread, &data);
    if class == Builtin::Bytes.word() { Ok(value) } else { thread.call(class, &[value]) }
}

fn to_bytes(_thread: &mut Thread, this: Word) -> Result {
    Ok(super::exact(this).unwrap_or(this))
}

fn ordered(left: Word, right: Word, test: impl FnOnce(Ordering) -> bool) -> Result {
    Ok(match (super::exact(left), super::exact(right)) {
        (Some(left), Some(right)) => {
            Word::from_bool(test(super::exact_data(left).cmp(super::exact_data(right))))
        }
        _ => Word::NOT_IMPLEMENTED,
    })
}

fn is_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_eq)
}
fn is_not_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_ne)
}
fn is_less(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_lt)
}
fn is_less_or_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_le)
}
fn is_greater(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_gt)
}
fn is_greater_or_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(this, other, Ordering::is_ge)
}

fn hash_method(thread: &mut Thread, this: Word) -> Result {
    let hash = super::exact(this).map_or(0, super::hash);
    Ok(crate::integer::from_i64(thread, hash))
}

fn new_arguments(thread: &mut Thread, this: Word) -> Result {
    let value = super::exact(this).unwrap_or(this);
    Ok(tuple::new(thread, &[value]))
}

fn reflected_percent(thread: &mut Thread, this: Word, template: Word) -> Result {
    if !super::is_bytes(template) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    shared::percent(thread, template, this)
}
