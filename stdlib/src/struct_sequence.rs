//! Struct sequences: tuples whose items also have names (`sys.version_info`, `os.stat_result`).
//!
//! The visible items are the tuple; further fields, which CPython hides behind the tuple's length,
//! are attributes of the instance.

use crate::name::Root;
use crate::{argument, name};
use object::class::{self, Definition};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, NativeFunction, Result, Thread, Word, native_functions};
use object::{attribute, dict, integer, intern, iterate, operation, payload, string, tuple};
use tracer::Effects;

/// A class of struct sequences.
pub struct StructSequence {
    pub module: &'static str,
    pub name: &'static str,
    pub doc: &'static str,
    /// Names of the items; an empty one has none.
    pub fields: &'static [&'static str],
    /// Names of the fields behind the items.
    pub hidden: &'static [&'static str],
    /// Programs can make instances.
    pub constructible: bool,
    pub class: &'static Root,
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Helper for pickle.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    /// Return a copy of the structure with new values for the specified fields.
    __replace__(..) "($self, /, **changes)" Effects::ANY => replace;
}

static TABLES: &[&[NativeFunction]] = &[METHODS];

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, sequence, dict={})" Effects::ANY => new;
}

fn field<const INDEX: usize>(thread: &mut Thread, this: Word) -> Result {
    let items = tuple::items(this);
    match items.get(INDEX) {
        Some(&item) => Ok(item),
        None => Err(thread.raise(Builtin::IndexError, "tuple index out of range")),
    }
}

type Getter = fn(&mut Thread, Word) -> Result;

const GETTERS: [Getter; 20] = [
    field::<0>,
    field::<1>,
    field::<2>,
    field::<3>,
    field::<4>,
    field::<5>,
    field::<6>,
    field::<7>,
    field::<8>,
    field::<9>,
    field::<10>,
    field::<11>,
    field::<12>,
    field::<13>,
    field::<14>,
    field::<15>,
    field::<16>,
    field::<17>,
    field::<18>,
    field::<19>,
];

impl StructSequence {
    /// The class object.
    pub fn word(&'static self, thread: &mut Thread) -> Word {
        let known = self.class.get();
        if !known.is_null() {
            return known;
        }
        let attributes: Vec<NativeAttribute> = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty())
            .map(|(index, name)| NativeAttribute { name, doc: "", get: GETTERS[index], set: None })
            .collect();
        let attributes: &'static [NativeAttribute] = attributes.leak();
        let tables: &'static [&'static [NativeAttribute]] = Box::leak(Box::new([attributes]));
        let constructor: &'static [NativeFunction] = CONSTRUCTOR;
        let mut flags = class::flag::FINAL;
        if !self.constructible {
            flags |= class::flag::NOT_CONSTRUCTIBLE;
        }
        let definition: &'static Definition = Box::leak(Box::new(Definition {
            doc: self.doc,
            methods: TABLES,
            attributes: tables,
            constructor,
            flags,
            open: !self.hidden.is_empty(),
            layout: object::layout::Layout::Payload,
            words: 2,
            ..Definition::EMPTY
        }));
        let class =
            class::define(thread, self.name, self.module, Builtin::Tuple.word(), definition)
                .expect("a native class can be made");
        self.class.set(class);
        let namespace = class::get(class).dict;
        let unnamed = self.fields.iter().filter(|name| name.is_empty()).count();
        let counts = [
            ("n_fields", self.fields.len() + self.hidden.len()),
            ("n_sequence_fields", self.fields.len()),
            ("n_unnamed_fields", unnamed),
        ];
        for (name, count) in counts {
            let name = intern::intern(name);
            dict::set_str(thread, namespace, name, Word::from_int(count as i64));
        }
        let names: Vec<Word> = self.fields.iter().map(|name| intern::intern(name)).collect();
        let names = tuple::new(thread, &names);
        dict::set_str(thread, namespace, name!("__match_args__"), names);
        let mut all = ALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.push(self);
        class
    }

    /// An instance with these items and hidden fields.
    pub fn make(&'static self, thread: &mut Thread, items: &[Word], hidden: &[Word]) -> Result {
        debug_assert_eq!(items.len(), self.fields.len());
        let class = self.word(thread);
        let items = tuple::new(thread, items);
        let this = payload::new(thread, class, items)?;
        for (name, &value) in self.hidden.iter().zip(hidden) {
            attribute::set(thread, this, intern::intern(name), value)?;
        }
        Ok(this)
    }
}

static ALL: std::sync::Mutex<Vec<&'static StructSequence>> = std::sync::Mutex::new(Vec::new());

fn definition_of(class: Word) -> Option<&'static StructSequence> {
    let all = ALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    all.iter().copied().find(|definition| definition.class.get() == class)
}

fn of(thread: &mut Thread, class: Word) -> Result<&'static StructSequence> {
    match definition_of(class) {
        Some(definition) => Ok(definition),
        None => Err(thread.type_error("not a struct sequence")),
    }
}

fn full_name(definition: &StructSequence) -> String {
    format!("{}.{}", definition.module, definition.name)
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, sequence, extra] =
        argument::bind(thread, "__new__", "($type, sequence, dict={})", arguments)?;
    let definition = of(thread, class)?;
    let given = iterate::to_tuple(thread, sequence)?;
    let given_items = tuple::items(given);
    let (least, most) =
        (definition.fields.len(), definition.fields.len() + definition.hidden.len());
    if given_items.len() < least || given_items.len() > most {
        let which = match (given_items.len() < least, least == most) {
            (_, true) => "a",
            (true, _) => "an at least",
            (false, _) => "an at most",
        };
        let count = if given_items.len() < least { least } else { most };
        let text = format!(
            "{}() takes {which} {count}-sequence ({}-sequence given)",
            full_name(definition),
            given_items.len()
        );
        return Err(thread.type_error(text));
    }
    let mut hidden = [Word::NONE; 16];
    for (index, name) in definition.hidden.iter().enumerate() {
        if let Some(&item) = given_items.get(least + index) {
            hidden[index] = item;
        } else if !argument::absent(extra)
            && let Some(value) = dict::get_str(extra, intern::intern(name))
        {
            hidden[index] = value;
        }
    }
    definition.make(thread, &given_items[..least], &hidden[..definition.hidden.len()])
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let definition = of(thread, class::class_of(this))?;
    let mut text = full_name(definition);
    text.push('(');
    for (index, (name, &item)) in definition.fields.iter().zip(tuple::items(this)).enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        let shown = operation::repr(thread, item)?;
        let shown = String::from_utf8_lossy(string::bytes(shown)).into_owned();
        text.push_str(&format!("{name}={shown}"));
    }
    text.push(')');
    Ok(string::new(thread, &text))
}

fn hidden_dict(thread: &mut Thread, this: Word, definition: &StructSequence) -> Result {
    let extra = dict::new(thread);
    for name in definition.hidden {
        let name = intern::intern(name);
        let value = attribute::get(thread, this, name)?;
        dict::set_str(thread, extra, name, value);
    }
    Ok(extra)
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let class = class::class_of(this);
    let definition = of(thread, class)?;
    let items = tuple::new(thread, tuple::items(this));
    let extra = hidden_dict(thread, this, definition)?;
    let arguments = tuple::new(thread, &[items, extra]);
    Ok(tuple::new(thread, &[class, arguments]))
}

fn replace(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let definition = of(thread, class::class_of(this))?;
    let mut items = [Word::NULL; 20];
    let count = definition.fields.len();
    items[..count].copy_from_slice(tuple::items(this));
    let extra = hidden_dict(thread, this, definition)?;
    for (name, value) in argument::named(&arguments) {
        let text = String::from_utf8_lossy(string::bytes(name)).into_owned();
        if let Some(index) = definition.fields.iter().position(|field| *field == text) {
            items[index] = value;
        } else if definition.hidden.contains(&text.as_str()) {
            dict::set(thread, extra, name, value)?;
        } else {
            let text = format!("Got unexpected field name(s): ['{text}']");
            return Err(thread.type_error(text));
        }
    }
    let mut hidden = [Word::NONE; 16];
    for (index, name) in definition.hidden.iter().enumerate() {
        hidden[index] = dict::get_str(extra, intern::intern(name)).unwrap_or(Word::NONE);
    }
    definition.make(thread, &items[..count], &hidden[..definition.hidden.len()])
}

/// A number for a field.
pub fn int(thread: &mut Thread, value: i64) -> Word {
    integer::from_i64(thread, value)
}
