//! Text signatures of native functions: parsed once, then arguments are bound by them.
//!
//! A signature is the text that `__text_signature__` shows, so a function declares its parameters
//! only once. The parsed form is found again by the address of the text in a direct-mapped table
//! without locks; a call with positional arguments alone then costs two comparisons and the copy.
//! Error texts are those that CPython's argument parser gives for a function of the same kind.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::{Arguments, NativeFunction};
use crate::thread::Thread;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, Ordering};
use tracer::Word;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParameterKind {
    PositionalOnly,
    Positional,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    pub optional: bool,
}

#[derive(Debug)]
pub struct Signature {
    text: &'static str,
    pub parameters: Vec<Parameter>,
    /// Begins with `$self` or `$type`.
    pub receiver: bool,
    /// Began with `$module`, which is no parameter.
    pub module: bool,
    /// Parameters that can be given by position.
    pub positional: usize,
    /// Leading ones of these that must be given.
    pub required: usize,
    /// Some parameter can be given by name.
    pub keywords: bool,
    pub variadic: bool,
    /// All parameters are positional: counting is binding when there are no names.
    pub simple: bool,
}

const SLOTS: usize = 2048;
static TABLE: [AtomicPtr<Signature>; SLOTS] =
    [const { AtomicPtr::new(std::ptr::null_mut()) }; SLOTS];
static ALL: Mutex<Option<HashMap<(usize, usize), &'static Signature>>> = Mutex::new(None);

/// The parsed form of a signature.
pub fn parse(text: &'static str) -> &'static Signature {
    let address = text.as_ptr() as usize;
    let slot = &TABLE[(address ^ address >> 9) % SLOTS];
    let cached = slot.load(Ordering::Acquire);
    // SAFETY: entries are null or leaked signatures.
    if let Some(signature) = unsafe { cached.as_ref() }
        && std::ptr::eq(signature.text, text)
    {
        return signature;
    }
    let mut all = ALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let signature = *all
        .get_or_insert_with(HashMap::new)
        .entry((address, text.len()))
        .or_insert_with(|| Box::leak(Box::new(parse_text(text))));
    slot.store(signature as *const Signature as *mut Signature, Ordering::Release);
    signature
}

fn parse_text(text: &'static str) -> Signature {
    let inner = text.trim();
    let inner = inner.strip_prefix('(').unwrap_or(inner);
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    let mut signature = Signature {
        text,
        parameters: Vec::new(),
        receiver: false,
        module: false,
        positional: 0,
        required: 0,
        keywords: false,
        variadic: false,
        simple: false,
    };
    let mut keyword_only = false;
    for (part, grouped) in split(inner) {
        if part.is_empty() {
            continue;
        }
        if part == "/" {
            for parameter in &mut signature.parameters {
                parameter.kind = ParameterKind::PositionalOnly;
            }
            continue;
        }
        if part == "*" {
            keyword_only = true;
            continue;
        }
        let (name, optional) = match part.split_once('=') {
            Some((name, _)) => (name.trim(), true),
            None => (part, grouped),
        };
        if let Some(name) = name.strip_prefix("**") {
            let kind = ParameterKind::VarKeyword;
            signature.parameters.push(Parameter { name, kind, optional: true });
            continue;
        }
        if let Some(name) = name.strip_prefix('*') {
            keyword_only = true;
            let kind = ParameterKind::VarPositional;
            signature.parameters.push(Parameter { name, kind, optional: true });
            continue;
        }
        if name == "$module" {
            signature.module = true;
            continue;
        }
        let kind = if keyword_only {
            ParameterKind::KeywordOnly
        } else if let Some(name) = name.strip_prefix('$') {
            signature.receiver = true;
            signature.parameters.push(Parameter {
                name,
                kind: ParameterKind::PositionalOnly,
                optional,
            });
            continue;
        } else {
            ParameterKind::Positional
        };
        signature.parameters.push(Parameter { name, kind, optional });
    }
    use ParameterKind::*;
    let is = |kind: ParameterKind, kinds: &[ParameterKind]| kinds.contains(&kind);
    let all = &signature.parameters;
    signature.positional = all.iter().filter(|p| is(p.kind, &[PositionalOnly, Positional])).count();
    signature.required = all.iter().take(signature.positional).take_while(|p| !p.optional).count();
    signature.keywords = all.iter().any(|p| is(p.kind, &[Positional, KeywordOnly, VarKeyword]));
    signature.variadic = all.iter().any(|p| is(p.kind, &[VarPositional, VarKeyword]));
    signature.simple = signature.positional == all.len();
    signature
}

/// Splits at commas outside of quotes and brackets. A part is optional where it stands in an
/// optional group: `sub[, start[, end]]`.
fn split(text: &'static str) -> Vec<(&'static str, bool)> {
    let (mut parts, mut depth, mut quote, mut start) = (Vec::new(), 0i32, None, 0);
    let (mut groups, mut optional) = (0u32, false);
    let mut escaped = false;
    let bare = |part: &'static str| match part.contains('=') {
        true => part.trim(),
        false => part.trim_matches(['[', ']', ' ']),
    };
    for (at, byte) in text.bytes().enumerate() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if byte == b'\\' => escaped = true,
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None => match byte {
                b'\'' | b'"' => quote = Some(byte),
                b'[' if depth == 0 && !text[start..at].contains('=') => groups += 1,
                b']' if depth == 0 && groups > 0 => groups -= 1,
                b'(' | b'[' | b'{' | b'<' => depth += 1,
                b')' | b']' | b'}' | b'>' => depth -= 1,
                b',' if depth == 0 => {
                    parts.push((bare(&text[start..at]), optional));
                    start = at + 1;
                    optional = groups > 0;
                }
                _ => {}
            },
        }
    }
    parts.push((bare(&text[start..]), optional));
    parts
}

/// Who is being called, for error texts.
#[derive(Clone, Copy)]
pub struct Callee {
    pub name: &'static str,
    pub definition: Option<&'static NativeFunction>,
}

impl Callee {
    /// Whether it is a special method that CPython wraps a slot in.
    fn is_wrapper(&self) -> bool {
        self.definition.is_some() && crate::descriptor::is_slot(self.name) && self.name != "__new__"
    }
    /// The class that a method belongs to; of a class method the class it is called for.
    fn owner(&self, receiver: Word, definition: &'static NativeFunction) -> Option<Word> {
        if definition.signature.starts_with("($type") && crate::class::is_class(receiver) {
            return Some(receiver);
        }
        crate::descriptor::owner_of(receiver, definition)
    }
    /// The name that messages show: constructors go by that of their built-in class.
    fn shown(&self, arguments: Arguments) -> Cow<'static, str> {
        let is_built_in = |class: &Word| !crate::class::has_flag(*class, crate::class::flag::HEAP);
        if self.name == "__new__"
            && let Some(&receiver) = arguments.all.first()
            && crate::class::is_class(receiver)
            && let Some(class) = crate::class::mro(receiver).iter().copied().find(is_built_in)
        {
            return crate::class::name_text(class).into();
        }
        self.name.into()
    }
    /// Whether a class is called whose constructor only counts where nothing is named.
    fn counts(&self, arguments: Arguments) -> bool {
        self.name == "__new__"
            && arguments.names.is_null()
            && [Builtin::Int.word(), Builtin::Str.word()].contains(&arguments.all[0])
    }
    /// `list.append`: with the class that the receiver inherits it from.
    fn qualified(&self, arguments: Arguments, signature: &Signature) -> String {
        if let Some(definition) = self.definition
            && self.name != "__new__"
            && signature.receiver
            && let Some(&receiver) = arguments.all.first()
            && let Some(owner) = self.owner(receiver, definition)
        {
            return format!("{}.{}", crate::class::name_text(owner), self.name);
        }
        self.shown(arguments).into_owned()
    }
}

/// Binds arguments to the parameters of a text signature, for functions that get `Arguments`. Omitted parameters are
/// null; `*args` arrives as a tuple, `**kwargs` as a dict.
pub fn bind<const N: usize>(
    thread: &mut Thread,
    name: &'static str,
    text: &'static str,
    arguments: Arguments,
) -> Result<[Word; N]> {
    let mut words = [Word::NULL; N];
    let signature = parse(text);
    bind_into(thread, Callee { name, definition: None }, signature, arguments, &mut words)?;
    Ok(words)
}

/// The general form of `bind`.
pub fn bind_into(
    thread: &mut Thread,
    callee: Callee,
    signature: &'static Signature,
    arguments: Arguments,
    words: &mut [Word],
) -> Result<()> {
    let given = arguments.all.len();
    if arguments.names.is_null()
        && signature.simple
        && given <= signature.positional
        && given >= signature.required
    {
        let count = given.min(words.len());
        words[..count].copy_from_slice(&arguments.all[..count]);
        words[count..].fill(Word::NULL);
        return Ok(());
    }
    bind_slow(thread, callee, signature, arguments, words)
}

fn bind_slow(
    thread: &mut Thread,
    callee: Callee,
    signature: &'static Signature,
    arguments: Arguments,
    words: &mut [Word],
) -> Result<()> {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { crate::tuple::items(arguments.names) };
    let positional = &arguments.all[..arguments.all.len() - names.len()];
    let named = &arguments.all[positional.len()..];
    let hidden = usize::from(signature.receiver && !positional.is_empty());
    if !signature.keywords && !names.is_empty() {
        let text = if callee.is_wrapper() {
            format!("wrapper {}() takes no keyword arguments", callee.name)
        } else {
            let qualified = callee.qualified(arguments, signature);
            format!("{qualified}() takes no keyword arguments")
        };
        return Err(thread.type_error(text));
    }
    let takes_more = signature.parameters.iter().any(|p| p.kind == ParameterKind::VarPositional);
    if (positional.len() > signature.positional && !takes_more)
        || (!signature.keywords && positional.len() < signature.required)
    {
        let arguments = Arguments { all: positional, names: Word::NULL };
        return Err(wrong_count(thread, callee, signature, arguments, hidden, names.len()));
    }
    words.fill(Word::NULL);
    let mut extra_names = Word::NULL;
    for (index, parameter) in signature.parameters.iter().enumerate() {
        match parameter.kind {
            ParameterKind::VarPositional => {
                let rest = positional.get(signature.positional..).unwrap_or(&[]);
                words[index] = crate::tuple::new(thread, rest);
            }
            ParameterKind::VarKeyword => {
                words[index] = crate::dict::new(thread);
                extra_names = words[index];
            }
            _ => {
                if index < positional.len() && index < signature.positional {
                    words[index] = positional[index];
                }
            }
        }
    }
    for (&name, &value) in names.iter().zip(named) {
        let bytes = crate::string::bytes(name);
        let found = signature.parameters.iter().position(|p| {
            matches!(p.kind, ParameterKind::Positional | ParameterKind::KeywordOnly)
                && p.name.as_bytes() == bytes
        });
        match found {
            Some(index) if words[index].is_null() => words[index] = value,
            Some(index) => {
                let text = format!(
                    "argument for {}() given by name ('{}') and position ({})",
                    callee.shown(arguments),
                    signature.parameters[index].name,
                    index + 1 - hidden
                );
                return Err(thread.type_error(text));
            }
            None if !extra_names.is_null() => {
                crate::dict::set(thread, extra_names, name, value)?;
            }
            None => {
                let text = format!(
                    "{}() got an unexpected keyword argument '{}'",
                    callee.shown(arguments),
                    crate::describe::lossy(name)
                );
                return Err(thread.type_error(text));
            }
        }
    }
    for (index, parameter) in signature.parameters.iter().enumerate() {
        if words[index].is_null() && !parameter.optional {
            if parameter.kind == ParameterKind::PositionalOnly {
                let arguments = Arguments { all: positional, names: Word::NULL };
                return Err(wrong_count(thread, callee, signature, arguments, hidden, 0));
            }
            let text = format!(
                "{}() missing required {}argument '{}'{}",
                callee.shown(arguments),
                if parameter.kind == ParameterKind::KeywordOnly { "keyword-only " } else { "" },
                parameter.name,
                if parameter.kind == ParameterKind::KeywordOnly {
                    String::new()
                } else {
                    format!(" (pos {})", index + 1 - hidden)
                }
            );
            return Err(thread.type_error(text));
        }
    }
    Ok(())
}

#[cold]
fn wrong_count(
    thread: &mut Thread,
    callee: Callee,
    signature: &'static Signature,
    arguments: Arguments,
    hidden: usize,
    names: usize,
) -> crate::Raised {
    let given = arguments.all.len() - hidden;
    let most = signature.positional - hidden.min(signature.positional);
    let least = signature.required.saturating_sub(hidden);
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    if signature.keywords {
        let total = signature.parameters.len() - hidden;
        if most == 0 {
            let name = callee.shown(arguments);
            return thread.type_error(format!("{name}() takes no positional arguments"));
        }
        if given + names > total && callee.counts(arguments) {
            let name = callee.shown(arguments);
            let text = format!("{name} expected at most {total} arguments, got {given}");
            return thread.type_error(text);
        }
        if given + names > total {
            let exact = signature.required == signature.parameters.len();
            return thread.type_error(format!(
                "{}() takes {} {} argument{} ({} given)",
                callee.shown(arguments),
                if exact { "exactly" } else { "at most" },
                total,
                plural(total),
                given + names
            ));
        }
        let (word, bound) = if given < least {
            (if least < most { "at least" } else { "exactly" }, least)
        } else {
            (if least < most { "at most" } else { "exactly" }, most)
        };
        return thread.type_error(format!(
            "{}() takes {} {} positional argument{} ({} given)",
            callee.shown(arguments),
            word,
            bound,
            plural(bound),
            given
        ));
    }
    if callee.is_wrapper() {
        let (word, bound) = if least == most {
            ("", least)
        } else if given < least {
            ("at least ", least)
        } else {
            ("at most ", most)
        };
        let text = format!("expected {word}{bound} argument{}, got {given}", plural(bound));
        return thread.type_error(text);
    }
    if most <= 1 && least == most && !signature.variadic {
        let qualified = callee.qualified(arguments, signature);
        let what = if most == 0 { "no arguments" } else { "exactly one argument" };
        return thread.type_error(format!("{qualified}() takes {what} ({given} given)"));
    }
    let (word, bound) = if given < least {
        (if least == most && !signature.variadic { "" } else { "at least " }, least)
    } else {
        (if least == most { "" } else { "at most " }, most)
    };
    thread.type_error(format!(
        "{} expected {}{} argument{}, got {}",
        callee.shown(arguments),
        word,
        bound,
        plural(bound),
        given
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arity_of_a_signature_is_that_of_its_parsed_form() {
        let texts = [
            "()",
            "($self, /)",
            "($module, obj, /)",
            "($self, key, default=None, /)",
            "($self, sub[, start[, end]], /)",
            "(start, stop=<unrepresentable>, step=1)",
            "($self, sep=', ', maxsplit=-1)",
            "($self, a, b=(1, 2), c='x\\'y', d=[])",
            "($module, iterable, /, *, key=None)",
            "($self, *args, **kwargs)",
        ];
        for text in texts {
            let (parsed, arity) = (parse(text), crate::native::arity(text));
            assert_eq!(arity.counted, parsed.simple, "{text}");
            if arity.counted {
                assert_eq!(
                    (arity.least, arity.most),
                    (parsed.required, parsed.positional),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn kinds_and_defaults_are_read() {
        let signature = parse_text("($self, key, default=None, /)");
        assert!(signature.receiver && signature.simple && !signature.keywords);
        assert_eq!((signature.positional, signature.required), (3, 2));
        let signature = parse_text("($module, *args, sep=', ', end=(1, 2), **rest)");
        assert!(signature.module && signature.variadic);
        let names: Vec<_> = signature.parameters.iter().map(|p| p.name).collect();
        assert_eq!(names, ["args", "sep", "end", "rest"]);
        assert_eq!(signature.parameters[1].kind, ParameterKind::KeywordOnly);
        assert!(signature.parameters[2].optional);
    }
}
