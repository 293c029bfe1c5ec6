//! The built-in classes: what each is made of, and making them all at start.
//!
//! Everything is made at once: some 150 classes with some 1,500 descriptors are a few hundred
//! microseconds. Making the descriptors of a class when it is first looked at was rejected: every
//! reader of a class dict would have to ask.

use super::{Builtin, add_to_dict, flag, get};
use crate::builtin::shape as shape_number;
use crate::error::Result;
use crate::layout::{self, Class, Layout};
use crate::name::*;
use crate::native::{NativeAttribute, NativeFunction};
use crate::shape;
use crate::thread::Thread;
use crate::{descriptor, dict, function, header, intern, string, tuple};
use tracer::Word;

/// What a class written in Rust is made of.
pub struct Definition {
    pub doc: &'static str,
    pub methods: &'static [&'static [NativeFunction]],
    pub class_methods: &'static [&'static [NativeFunction]],
    pub static_methods: &'static [&'static [NativeFunction]],
    pub attributes: &'static [&'static [NativeAttribute]],
    /// `__new__`, the class first; without one the base's is inherited.
    pub constructor: &'static [NativeFunction],
    /// `__hash__` is None.
    pub unhashable: bool,
    /// `class::flag` bits beside those that are inherited.
    pub flags: u64,
    /// Instances have a `__dict__` (not for layouts that have a field for it).
    pub open: bool,
    /// Layout of instances; `Plain` takes the base's.
    pub layout: Layout,
    /// Words of the layout's struct, header included; 0 takes the base's.
    pub words: u32,
    /// Raw bytes behind them (`Layout::Native`).
    pub extra_bytes: u32,
}

impl Definition {
    pub const EMPTY: Definition = Definition {
        doc: "",
        methods: &[],
        class_methods: &[],
        static_methods: &[],
        attributes: &[],
        constructor: &[],
        unhashable: false,
        flags: 0,
        open: false,
        layout: Layout::Plain,
        words: 0,
        extra_bytes: 0,
    };
}

const fn words_of<T>() -> u32 {
    (size_of::<T>() / 8) as u32
}

/// Layout and words of a built-in class's instances.
fn layout_of(builtin: Builtin) -> (Layout, u32) {
    use Builtin::*;
    match builtin {
        Object | NoneType | NotImplementedType | EllipsisType | SimpleNamespace => {
            (Layout::Plain, 1)
        }
        Type => (Layout::Class, words_of::<Class>()),
        Int | Bool => (Layout::Int, 1),
        Float => (Layout::Float, 1),
        Builtin::Complex => (Layout::Complex, 1),
        Str => (Layout::Str, 1),
        Bytes => (Layout::Bytes, 1),
        Tuple => (Layout::Tuple, 1),
        ByteArray => (Layout::ByteArray, words_of::<layout::ByteArray>()),
        List => (Layout::List, words_of::<layout::List>()),
        Dict => (Layout::Dict, words_of::<layout::Dict>()),
        Set | FrozenSet => (Layout::Set, words_of::<layout::Set>()),
        Range => (Layout::Range, words_of::<layout::Range>()),
        Slice => (Layout::Slice, words_of::<layout::Slice>()),
        Function => (Layout::Function, words_of::<layout::Function>()),
        Method => (Layout::Method, words_of::<layout::Method>()),
        BuiltinFunction
        | MethodDescriptor
        | WrapperDescriptor
        | MethodWrapper
        | ClassMethodDescriptor => {
            (Layout::NativeFunction, words_of::<layout::NativeFunctionObject>())
        }
        GetSetDescriptor => (Layout::GetSet, words_of::<descriptor::GetSet>()),
        MemberDescriptor => (Layout::Member, words_of::<descriptor::Member>()),
        Module => (Layout::Module, words_of::<layout::Module>()),
        Property => (Layout::Property, words_of::<crate::property::Property>()),
        ClassMethod => (Layout::ClassMethod, words_of::<crate::class_method::Wrapper>()),
        StaticMethod => (Layout::StaticMethod, words_of::<crate::class_method::Wrapper>()),
        Super => (Layout::Super, words_of::<crate::super_type::Super>()),
        Cell => (Layout::Cell, words_of::<layout::CellObject>()),
        Code => (Layout::Code, words_of::<layout::Code>()),
        Frame => (Layout::Frame, words_of::<crate::frame::Frame>()),
        Traceback => (Layout::Traceback, words_of::<layout::Traceback>()),
        Generator | Coroutine | AsyncGenerator => {
            (Layout::Generator, words_of::<layout::Generator>())
        }
        WeakReference => (Layout::WeakReference, crate::weak_reference::WORDS),
        other if is_exception(other) => (Layout::Exception, words_of::<layout::Exception>()),
        _ => (Layout::Words, words_of::<layout::Words>()),
    }
}

fn is_exception(builtin: Builtin) -> bool {
    builtin as u16 >= Builtin::BaseException as u16
}

/// Flags beside those that are inherited.
fn flags_of(builtin: Builtin) -> u64 {
    use Builtin::*;
    let subclassable = is_exception(builtin)
        || matches!(
            builtin,
            Object
                | Type
                | Int
                | Float
                | Complex
                | Str
                | Bytes
                | ByteArray
                | List
                | Tuple
                | Dict
                | Set
                | FrozenSet
                | Module
                | Property
                | ClassMethod
                | StaticMethod
                | Super
                | Enumerate
                | Zip
                | Map
                | Filter
                | Reversed
                | WeakReference
                | GenericAlias
                | SimpleNamespace
        );
    let mut flags = flag::IMMUTABLE;
    if !subclassable {
        flags |= flag::FINAL;
    }
    if matches!(builtin, List | Tuple | Range | MemoryView) {
        flags |= flag::SEQUENCE;
    }
    if matches!(builtin, Dict | MappingProxy) {
        flags |= flag::MAPPING;
    }
    if matches!(
        builtin,
        Type | Function
            | Method
            | BuiltinFunction
            | Set
            | FrozenSet
            | Module
            | Code
            | Generator
            | Coroutine
            | AsyncGenerator
            | ClassMethod
            | StaticMethod
            | MemoryView
            | GenericAlias
            | Union
    ) {
        flags |= flag::WEAK;
    }
    if builtin == Type {
        flags |= flag::METACLASS;
    }
    if is_exception(builtin) {
        flags |= flag::EXCEPTION;
    }
    flags
}

/// Makes all built-in classes. Once, at start.
pub fn setup(thread: &mut Thread) {
    if !Builtin::Object.word().is_null() {
        return;
    }
    heap::add_root_scanner(scan_roots);
    heap::add_after_mark(crate::weak_reference::after_mark);
    heap::add_after_mark(crate::source_tree::after_mark);
    heap::set_scan(shape_number::VECTOR, heap::Scan::Counted { items: 24 });
    crate::table::declare_shapes();
    heap::set_scan(shape_number::RAW, heap::Scan::Raw);
    heap::set_scan(shape_number::SLOT_CHUNK, heap::Scan::Slots);
    heap::set_scan(shape_number::SUSPENDED, heap::Scan::Counted { items: 24 });

    // The class objects first: their shapes name them, and everything else needs the shapes.
    let meta_words = words_of::<Class>() as usize;
    heap::set_scan(Builtin::Type.shape(), heap::Scan::Fixed { count: layout::CLASS_WORDS });
    for &builtin in Builtin::ALL {
        let bytes = 8 * (meta_words + 1);
        let class = Word::from_pointer(thread.heap.alloc(bytes, Builtin::Type.shape()));
        builtin.set(class);
        let (layout, words) = layout_of(builtin);
        let open = is_exception(builtin) || builtin == Builtin::SimpleNamespace;
        shape::register_builtin(builtin.shape(), class, layout, words, open, 0);
        let struct_ = get(class);
        struct_.instance_shape = builtin.shape();
        struct_.layout = layout;
        struct_.flags = flags_of(builtin);
        struct_.native = builtin as u32;
    }
    for &builtin in Builtin::ALL {
        let class = builtin.word();
        let (module, name) = builtin.name().rsplit_once('.').unwrap_or(("", builtin.name()));
        let module = if builtin == Builtin::WeakReference { "weakref" } else { module };
        let base = if builtin == Builtin::Object { Word::NULL } else { builtin.base().word() };
        make(thread, class, name, module, base, super::table::definition(builtin));
        if !base.is_null() {
            get(class).flags |= get(base).flags & flag::INHERITED;
        }
    }
    for &builtin in Builtin::ALL {
        if builtin != Builtin::Object {
            super::create::add_subclass(thread, builtin.base().word(), builtin.word());
        }
        if builtin == Builtin::ExceptionGroup {
            super::create::add_subclass(thread, Builtin::Exception.word(), builtin.word());
        }
    }
    super::next_epoch();
    crate::module::setup(thread);
}

unsafe fn scan_roots(visitor: &mut heap::Visitor) {
    shape::scan_roots(visitor);
    intern::scan_roots(visitor);
}

/// Fills in a class object that has its shape.
fn make(
    thread: &mut Thread,
    class: Word,
    name: &str,
    module: &str,
    base: Word,
    definition: &'static Definition,
) {
    let name = intern::intern(name);
    let attributes = dict::new(thread);
    let struct_ = get(class);
    struct_.name = name;
    struct_.qualname = name;
    struct_.dict = attributes;
    struct_.base = base;
    let group = class == Builtin::ExceptionGroup.word();
    let all_bases: &[Word] = if base.is_null() {
        &[]
    } else if group {
        &[base, Builtin::Exception.word()]
    } else {
        &[base]
    };
    struct_.bases = tuple::new(thread, all_bases);
    let mut order = vec![class];
    if group {
        order.extend([base, Builtin::Exception.word(), Builtin::BaseException.word()]);
        order.push(Builtin::Object.word());
    } else if !base.is_null() {
        order.extend_from_slice(super::mro(base));
    }
    struct_.mro = tuple::new(thread, &order);
    // SAFETY: a class object, whose words were just stored.
    unsafe { thread.heap.range_barrier(class.pointer()) };
    if !module.is_empty() {
        dict::set_str(thread, attributes, __module__.word(), intern::intern(module));
    }
    let doc = descriptor::doc_string(thread, definition.doc);
    dict::set_str(thread, attributes, __doc__.word(), doc);
    add(thread, class, definition);
}

/// Puts a definition's functions and attributes into the dict of a class.
fn add(thread: &mut Thread, class: Word, definition: &'static Definition) {
    let attributes = get(class).dict;
    for table in definition.methods {
        for method in *table {
            let object = descriptor::new_method_descriptor(thread, class, method);
            add_to_dict(thread, attributes, method.name, object);
        }
    }
    for table in definition.class_methods {
        for method in *table {
            let object = descriptor::new_class_method_descriptor(thread, class, method);
            add_to_dict(thread, attributes, method.name, object);
        }
    }
    for table in definition.static_methods {
        for method in *table {
            let inner = function::new_native(thread, method, class, Word::NULL);
            header::set_flag(inner, function::STATIC);
            let object = crate::class_method::wrap(thread, inner, true);
            add_to_dict(thread, attributes, method.name, object);
        }
    }
    for table in definition.attributes {
        for attribute in *table {
            let object = descriptor::new_get_set(thread, class, attribute);
            add_to_dict(thread, attributes, attribute.name, object);
        }
    }
    for constructor in definition.constructor {
        let object = function::new_native(thread, constructor, class, Word::NULL);
        header::set_flag(object, function::STATIC);
        add_to_dict(thread, attributes, "__new__", object);
    }
    if definition.unhashable {
        dict::set_str(thread, attributes, __hash__.word(), Word::NONE);
    }
}

/// Adds functions and attributes to a class that exists.
pub fn extend(thread: &mut Thread, class: Word, definition: &'static Definition) {
    add(thread, class, definition);
    if !definition.doc.is_empty() {
        let doc = string::new(thread, definition.doc);
        dict::set_str(thread, get(class).dict, __doc__.word(), doc);
    }
    get(class).flags |= definition.flags;
    super::changed(class);
}

/// Makes a class written in Rust: with its base's metaclass, in a module of this name.
pub fn define(
    thread: &mut Thread,
    name: &str,
    module: &str,
    base: Word,
    definition: &'static Definition,
) -> Result {
    let metaclass = super::class_of(base);
    let meta_shape = shape::get(get(metaclass).instance_shape);
    let class = Word::from_pointer(thread.heap.alloc(meta_shape.instance_bytes(), meta_shape.id));
    let struct_ = get(class);
    let above = shape::get(get(base).instance_shape);
    let (layout, words, extra) = super::create::subclass_layout(base);
    let layout = if definition.layout == Layout::Plain { layout } else { definition.layout };
    let words = if definition.words == 0 { words } else { definition.words };
    let extra_bytes = if definition.extra_bytes == 0 { extra } else { definition.extra_bytes };
    let names = above.names();
    let root = shape::register_root(shape::Root {
        class,
        layout,
        slots_at: words,
        capacity: above.capacity,
        names: &names[..above.declared as usize],
        dictionary: false,
        closed: above.closed && !definition.open,
        extra_bytes,
    });
    struct_.instance_shape = root.id;
    struct_.layout = layout;
    struct_.inline_capacity = root.capacity;
    struct_.native = get(base).native;
    struct_.flags = definition.flags | flag::IMMUTABLE | get(base).flags & flag::INHERITED;
    make(thread, class, name, module, base, definition);
    if definition.open && above.closed {
        let descriptor =
            descriptor::new_get_set(thread, class, &crate::object_type::DICT_ATTRIBUTE);
        dict::set_str(thread, get(class).dict, __dict__.word(), descriptor);
    }
    if struct_.flags & flag::EXCEPTION != 0 {
        struct_.native = crate::exception::native_kind(class);
    }
    super::create::add_subclass(thread, base, class);
    super::next_epoch();
    Ok(class)
}

/// The signature of a built-in class's constructor, as `__text_signature__` shows it.
pub fn text_signature(class: Word) -> Option<&'static str> {
    let builtin = Builtin::ALL.iter().find(|builtin| builtin.word() == class)?;
    let constructor = super::table::definition(*builtin).constructor.first()?;
    let text = constructor.signature;
    (!text.contains('$')).then_some(text)
}

/// Name and class of everything that belongs into the `builtins` module.
pub fn builtin_names() -> impl Iterator<Item = (&'static str, Word)> {
    use Builtin::*;
    const PLAIN: &[Builtin] = &[
        Object,
        Type,
        Int,
        Bool,
        Float,
        Complex,
        Str,
        Bytes,
        ByteArray,
        MemoryView,
        List,
        Tuple,
        Dict,
        Set,
        FrozenSet,
        Range,
        Slice,
        Property,
        ClassMethod,
        StaticMethod,
        Super,
        Enumerate,
        Zip,
        Map,
        Filter,
        Reversed,
    ];
    Builtin::ALL
        .iter()
        .filter(|builtin| PLAIN.contains(builtin) || is_exception(**builtin))
        .map(|builtin| (builtin.name(), builtin.word()))
        .chain([("EnvironmentError", OSError.word()), ("IOError", OSError.word())])
}
