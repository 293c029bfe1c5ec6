//! The class str: constructor and method table.

use super::{bytes, case, compare, equal, exact, format, hash, index, is_exact, is_str, iterator};
use super::{length, percent, predicate, quote, specification, split, substring, translate};
use crate::argument;
use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::native_functions;
use crate::thread::Thread;
use crate::{operation, payload, tuple};
use std::cmp::Ordering;
use tracer::{Effects, Word};

pub const DOC: &str = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { pub static STATIC_METHODS =
    /// Return a translation table usable for str.translate().
    maketrans(x, y, z) "(x, y=<unrepresentable>, z=<unrepresentable>, /)" Effects::ANY => translate::make_table;
}

native_functions! { pub static METHODS =
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => substring::add;
    /// Return bool(key in self).
    __contains__(this, key) "($self, key, /)" Effects::READS => substring::contains;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::PURE => is_equal;
    /// Return a formatted version of the string as described by format_spec.
    __format__(this, format_spec) "($self, format_spec, /)" Effects::ANY => specification::format;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::PURE => is_greater_or_equal;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => index::item;
    ///
    __getnewargs__(this) "($self, /)" Effects::READS => new_arguments;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::PURE => is_greater;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::PURE => hash_method;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::READS => iterate;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::PURE => is_less_or_equal;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::PURE => length_method;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::PURE => is_less;
    /// Return self%value.
    __mod__(this, value) "($self, value, /)" Effects::ANY => percent::format;
    /// Return self*value.
    __mul__(this, value) "($self, value, /)" Effects::ANY => multiply;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::PURE => is_not_equal;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => quote::repr;
    /// Return value%self.
    __rmod__(this, value) "($self, value, /)" Effects::ANY => reflected_percent;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::ANY => multiply;
    /// Return the size of the string in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => size_in_memory;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::READS => to_str;
    /// Return a capitalized version of the string.
    ///
    /// More specifically, make the first character have upper case and the rest lower
    /// case.
    capitalize(this) "($self, /)" Effects::READS => case::capitalize;
    /// Return a version of the string suitable for caseless comparisons.
    casefold(this) "($self, /)" Effects::READS => case::casefold;
    /// Return a centered string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    center(this, width, fillchar) "($self, width, fillchar=' ', /)" Effects::ANY => substring::center;
    /// Return the number of non-overlapping occurrences of substring sub in string S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    count(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => substring::count;
    /// Encode the string using the codec registered for encoding.
    ///
    ///   encoding
    ///     The encoding in which to encode the string.
    ///   errors
    ///     The error handling scheme to use for encoding errors.
    ///     The default is 'strict' meaning that encoding errors raise a
    ///     UnicodeEncodeError.  Other possible values are 'ignore', 'replace' and
    ///     'xmlcharrefreplace' as well as any other name registered with
    ///     codecs.register_error that can handle UnicodeEncodeErrors.
    encode(this, encoding, errors) "($self, /, encoding='utf-8', errors='strict')" Effects::ANY => encode;
    /// Return True if the string ends with the specified suffix, False otherwise.
    ///
    ///   suffix
    ///     A string or a tuple of strings to try.
    ///   start
    ///     Optional start position. Default: start of the string.
    ///   end
    ///     Optional stop position. Default: end of the string.
    endswith(this, suffix, start, end) "($self, suffix[, start[, end]], /)" Effects::ANY => substring::ends_with;
    /// Return a copy where all tab characters are expanded using spaces.
    ///
    /// If tabsize is not given, a tab size of 8 characters is assumed.
    expandtabs(this, tabsize) "($self, /, tabsize=8)" Effects::ANY => substring::expand_tabs;
    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Return -1 on failure.
    find(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => substring::find;
    /// Return a formatted version of the string, using substitutions from args and kwargs.
    ///
    /// The substitutions are identified by braces ('{' and '}').
    format(..) "($self, /, *args, **kwargs)" Effects::ANY => format::format;
    /// Return a formatted version of the string, using substitutions from mapping.
    ///
    /// The substitutions are identified by braces ('{' and '}').
    format_map(this, mapping) "($self, mapping, /)" Effects::ANY => format::format_map;
    /// Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Raises ValueError when the substring is not found.
    index(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => substring::index_of;
    /// Return True if the string is an alpha-numeric string, False otherwise.
    ///
    /// A string is alpha-numeric if all characters in the string are alpha-numeric and
    /// there is at least one character in the string.
    isalnum(this) "($self, /)" Effects::PURE => predicate::is_alnum;
    /// Return True if the string is an alphabetic string, False otherwise.
    ///
    /// A string is alphabetic if all characters in the string are alphabetic and there
    /// is at least one character in the string.
    isalpha(this) "($self, /)" Effects::PURE => predicate::is_alpha;
    /// Return True if all characters in the string are ASCII, False otherwise.
    ///
    /// ASCII characters have code points in the range U+0000-U+007F.
    /// Empty string is ASCII too.
    isascii(this) "($self, /)" Effects::PURE => predicate::is_ascii_method;
    /// Return True if the string is a decimal string, False otherwise.
    ///
    /// A string is a decimal string if all characters in the string are decimal and
    /// there is at least one character in the string.
    isdecimal(this) "($self, /)" Effects::PURE => predicate::is_decimal;
    /// Return True if the string is a digit string, False otherwise.
    ///
    /// A string is a digit string if all characters in the string are digits and there
    /// is at least one character in the string.
    isdigit(this) "($self, /)" Effects::PURE => predicate::is_digit;
    /// Return True if the string is a valid Python identifier, False otherwise.
    ///
    /// Call keyword.iskeyword(s) to test whether string s is a reserved identifier,
    /// such as "def" or "class".
    isidentifier(this) "($self, /)" Effects::PURE => predicate::is_identifier;
    /// Return True if the string is a lowercase string, False otherwise.
    ///
    /// A string is lowercase if all cased characters in the string are lowercase and
    /// there is at least one cased character in the string.
    islower(this) "($self, /)" Effects::PURE => predicate::is_lower;
    /// Return True if the string is a numeric string, False otherwise.
    ///
    /// A string is numeric if all characters in the string are numeric and there is at
    /// least one character in the string.
    isnumeric(this) "($self, /)" Effects::PURE => predicate::is_numeric;
    /// Return True if all characters in the string are printable, False otherwise.
    ///
    /// A character is printable if repr() may use it in its output.
    isprintable(this) "($self, /)" Effects::PURE => predicate::is_printable;
    /// Return True if the string is a whitespace string, False otherwise.
    ///
    /// A string is whitespace if all characters in the string are whitespace and there
    /// is at least one character in the string.
    isspace(this) "($self, /)" Effects::PURE => predicate::is_space;
    /// Return True if the string is a title-cased string, False otherwise.
    ///
    /// In a title-cased string, upper- and title-case characters may only
    /// follow uncased characters and lowercase characters only cased ones.
    istitle(this) "($self, /)" Effects::PURE => predicate::is_title;
    /// Return True if the string is an uppercase string, False otherwise.
    ///
    /// A string is uppercase if all cased characters in the string are uppercase and
    /// there is at least one cased character in the string.
    isupper(this) "($self, /)" Effects::PURE => predicate::is_upper;
    /// Concatenate any number of strings.
    ///
    /// The string whose method is called is inserted in between each given string.
    /// The result is returned as a new string.
    ///
    /// Example: '.'.join(['ab', 'pq', 'rs']) -> 'ab.pq.rs'
    join(this, iterable) "($self, iterable, /)" Effects::ANY => substring::join;
    /// Return a left-justified string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    ljust(this, width, fillchar) "($self, width, fillchar=' ', /)" Effects::ANY => substring::ljust;
    /// Return a copy of the string converted to lowercase.
    lower(this) "($self, /)" Effects::READS => case::lower;
    /// Return a copy of the string with leading whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    lstrip(this, chars) "($self, chars=None, /)" Effects::READS => substring::lstrip;
    /// Partition the string into three parts using the given separator.
    ///
    /// This will search for the separator in the string.  If the separator is found,
    /// returns a 3-tuple containing the part before the separator, the separator
    /// itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing the original string
    /// and two empty strings.
    partition(this, sep) "($self, sep, /)" Effects::READS => substring::partition;
    /// Return a str with the given prefix string removed if present.
    ///
    /// If the string starts with the prefix string, return string[len(prefix):].
    /// Otherwise, return a copy of the original string.
    removeprefix(this, prefix) "($self, prefix, /)" Effects::READS => substring::remove_prefix;
    /// Return a str with the given suffix string removed if present.
    ///
    /// If the string ends with the suffix string and that suffix is not empty,
    /// return string[:-len(suffix)]. Otherwise, return a copy of the original
    /// string.
    removesuffix(this, suffix) "($self, suffix, /)" Effects::READS => substring::remove_suffix;
    /// Return a copy with all occurrences of substring old replaced by new.
    ///
    ///   count
    ///     Maximum number of occurrences to replace.
    ///     -1 (the default value) means replace all occurrences.
    ///
    /// If the optional argument count is given, only the first count occurrences are
    /// replaced.
    replace(this, old, new, count) "($self, old, new, /, count=-1)" Effects::ANY => substring::replace;
    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Return -1 on failure.
    rfind(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => substring::rfind;
    /// Return the highest index in S where substring sub is found, such that sub is contained within S[start:end].
    ///
    /// Optional arguments start and end are interpreted as in slice notation.
    /// Raises ValueError when the substring is not found.
    rindex(this, sub, start, end) "($self, sub[, start[, end]], /)" Effects::ANY => substring::rindex;
    /// Return a right-justified string of length width.
    ///
    /// Padding is done using the specified fill character (default is a space).
    rjust(this, width, fillchar) "($self, width, fillchar=' ', /)" Effects::ANY => substring::rjust;
    /// Partition the string into three parts using the given separator.
    ///
    /// This will search for the separator in the string, starting at the end. If
    /// the separator is found, returns a 3-tuple containing the part before the
    /// separator, the separator itself, and the part after it.
    ///
    /// If the separator is not found, returns a 3-tuple containing two empty strings
    /// and the original string.
    rpartition(this, sep) "($self, sep, /)" Effects::READS => substring::rpartition;
    /// Return a list of the substrings in the string, using sep as the separator string.
    ///
    /// Splitting starts at the end of the string and works to the front.
    rsplit(this, sep, maxsplit) "($self, /, sep=None, maxsplit=-1)" Effects::ANY => split::rsplit;
    /// Return a copy of the string with trailing whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    rstrip(this, chars) "($self, chars=None, /)" Effects::READS => substring::rstrip;
    /// Return a list of the substrings in the string, using sep as the separator string.
    ///
    ///   sep
    ///     The separator used to split the string.
    ///
    ///     When set to None (the default value), will split on any whitespace
    ///     character (including \n \r \t \f and spaces) and will discard
    ///     empty strings from the result.
    ///   maxsplit
    ///     Maximum number of splits.
    ///     -1 (the default value) means no limit.
    ///
    /// Splitting starts at the front of the string and works to the end.
    split(this, sep, maxsplit) "($self, /, sep=None, maxsplit=-1)" Effects::ANY => split::split;
    /// Return a list of the lines in the string, breaking at line boundaries.
    ///
    /// Line breaks are not included in the resulting list unless keepends is given and
    /// true.
    splitlines(this, keepends) "($self, /, keepends=False)" Effects::ANY => split::split_lines;
    /// Return True if the string starts with the specified prefix, False otherwise.
    ///
    ///   prefix
    ///     A string or a tuple of strings to try.
    ///   start
    ///     Optional start position. Default: start of the string.
    ///   end
    ///     Optional stop position. Default: end of the string.
    startswith(this, prefix, start, end) "($self, prefix[, start[, end]], /)" Effects::ANY => substring::starts_with;
    /// Return a copy of the string with leading and trailing whitespace removed.
    ///
    /// If chars is given and not None, remove characters in chars instead.
    strip(this, chars) "($self, chars=None, /)" Effects::READS => substring::strip;
    /// Convert uppercase characters to lowercase and lowercase characters to uppercase.
    swapcase(this) "($self, /)" Effects::READS => case::swapcase;
    /// Return a version of the string where each word is titlecased.
    ///
    /// More specifically, words start with uppercased characters and all remaining
    /// cased characters have lower case.
    title(this) "($self, /)" Effects::READS => case::title;
    /// Replace each character in the string using the given translation table.
    ///
    ///   table
    ///     Translation table, which must be a mapping of Unicode ordinals to
    ///     Unicode ordinals, strings, or None.
    translate(this, table) "($self, table, /)" Effects::ANY => translate::translate;
    /// Return a copy of the string converted to uppercase.
    upper(this) "($self, /)" Effects::READS => case::upper;
    /// Pad a numeric string with zeros on the left, to fill a field of the given width.
    ///
    /// The string is never truncated.
    zfill(this, width) "($self, width, /)" Effects::ANY => substring::zfill;
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let [object, encoding, errors] =
        argument::bind(thread, "str", arguments, ["object", "encoding", "errors"])?;
    let value = convert(thread, object, encoding, errors)?;
    if class == Builtin::Str.word() {
        return Ok(value);
    }
    payload::new(thread, class, exact(value))
}

fn name_argument(
    thread: &mut Thread,
    function: &str,
    name: &str,
    value: Word,
) -> Result<Option<&'static str>> {
    if value.is_null() {
        return Ok(None);
    }
    if !is_str(value) {
        return Err(argument::mismatch(thread, function, &format!("'{name}'"), "str", value));
    }
    match super::text(value) {
        Some(text) if text.contains('\0') => Err(thread.value_error("embedded null character")),
        Some(text) => Ok(Some(text)),
        None => {
            let (start, bytes) = (Word::from_int(0), bytes(value));
            let at = bytes.windows(2).position(|pair| pair[0] == 0xed && pair[1] >= 0xa0);
            let at = index::number(value, at.unwrap_or(0)) as i64 + start.int();
            Err(crate::codec::surrogate_error(thread, value, at))
        }
    }
}

/// Names of encoding and error handler, with their defaults.
pub fn codec_names(
    thread: &mut Thread,
    function: &str,
    encoding: Word,
    errors: Word,
) -> Result<(&'static str, &'static str)> {
    let encoding = name_argument(thread, function, "encoding", encoding)?.unwrap_or("utf-8");
    let errors = name_argument(thread, function, "errors", errors)?.unwrap_or("strict");
    Ok((encoding, errors))
}

/// `str(object, encoding, errors)`; omitted ones are null.
pub fn convert(thread: &mut Thread, object: Word, encoding: Word, errors: Word) -> Result {
    if encoding.is_null() && errors.is_null() {
        return if object.is_null() {
            Ok(super::empty(thread))
        } else {
            operation::str(thread, object)
        };
    }
    let (encoding, errors) = codec_names(thread, "str", encoding, errors)?;
    if object.is_null() {
        return Ok(super::empty(thread));
    }
    if is_str(object) {
        return Err(thread.type_error("decoding str is not supported"));
    }
    match crate::buffer::contents(thread, object)? {
        Some(data) => crate::codec::decode(thread, data, encoding, errors),
        None => {
            let name = super::class_name(object);
            Err(thread
                .type_error(format!("decoding to str: need a bytes-like object, {name} found")))
        }
    }
}

fn ordered(left: Word, right: Word, test: impl FnOnce(Ordering) -> bool) -> Result {
    Ok(if is_str(right) {
        Word::from_bool(test(compare(left, right)))
    } else {
        Word::NOT_IMPLEMENTED
    })
}

fn is_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(if is_str(other) { Word::from_bool(equal(this, other)) } else { Word::NOT_IMPLEMENTED })
}
fn is_not_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(if is_str(other) { Word::from_bool(!equal(this, other)) } else { Word::NOT_IMPLEMENTED })
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
    Ok(crate::integer::from_i64(thread, hash(this)))
}

fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}

fn iterate(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, this))
}

fn new_arguments(thread: &mut Thread, this: Word) -> Result {
    Ok(tuple::new(thread, &[exact(this)]))
}

fn multiply(thread: &mut Thread, this: Word, count: Word) -> Result {
    let count = argument::size(thread, count)?;
    super::repeat(thread, this, count)
}

fn reflected_percent(thread: &mut Thread, this: Word, template: Word) -> Result {
    if !is_str(template) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    percent::format(thread, template, this)
}

fn size_in_memory(_thread: &mut Thread, this: Word) -> Result {
    let size = size_of::<crate::layout::Str>() + bytes(this).len();
    Ok(Word::from_int(size as i64))
}

fn to_str(_thread: &mut Thread, this: Word) -> Result {
    Ok(if is_exact(this) { this } else { exact(this) })
}

fn encode(thread: &mut Thread, this: Word, encoding: Word, errors: Word) -> Result {
    let (encoding, errors) = codec_names(thread, "encode", encoding, errors)?;
    crate::codec::encode(thread, this, encoding, errors)
}
