//! Classes of the built-in modules.
//!
//! A class is declared as a static `NativeClass` and made when its module is initialized. Its
//! instances are `layout::Words` objects unless it derives from a built-in class.

use crate::name::Root;
use object::class::{self, Definition};
use object::layout::{Layout, Words};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, NativeFunction, Result, Thread, Word};

/// A class written in Rust.
pub struct NativeClass {
    pub name: &'static str,
    pub module: &'static str,
    /// `None`: object.
    pub base: Option<fn(&mut Thread) -> Word>,
    pub doc: &'static str,
    pub methods: &'static [&'static [NativeFunction]],
    pub class_methods: &'static [NativeFunction],
    pub static_methods: &'static [NativeFunction],
    pub attributes: &'static [NativeAttribute],
    /// `__new__`, the class first.
    pub constructor: &'static [NativeFunction],
    /// No subclasses.
    pub is_final: bool,
    /// Instances have a `__dict__`.
    pub open: bool,
    /// `__hash__` is None.
    pub unhashable: bool,
    /// Further `class::flag` bits.
    pub flags: u64,
    /// The class object, once made.
    pub class: &'static Root,
}

impl NativeClass {
    /// For `..NativeClass::EMPTY`; name, module and class must be given.
    pub const EMPTY: NativeClass = NativeClass {
        name: "",
        module: "",
        base: None,
        doc: "",
        methods: &[],
        class_methods: &[],
        static_methods: &[],
        attributes: &[],
        constructor: &[],
        is_final: false,
        open: false,
        unhashable: false,
        flags: class::flag::WEAK,
        class: &NO_CLASS,
    };

    /// The class object, made at the first call.
    pub fn word(&'static self, thread: &mut Thread) -> Word {
        let class = self.class.get();
        if !class.is_null() {
            return class;
        }
        let base = match self.base {
            Some(base) => base(thread),
            None => Builtin::Object.word(),
        };
        let class = create(thread, self, base);
        self.class.set(class);
        class
    }

    /// Whether an object is an instance of this class or of a subclass.
    pub fn is_instance(&self, object: Word) -> bool {
        let class = self.class.get();
        !class.is_null() && class::is_subclass(class::class_of(object), class)
    }

    /// A new direct instance.
    pub fn instantiate(&'static self, thread: &mut Thread) -> Word {
        let class = self.word(thread);
        match class::instantiate(thread, class) {
            Ok(object) => object,
            // Instances of native classes are made without running Python.
            Err(_) => unreachable!("instantiation of a native class raised"),
        }
    }
}

static NO_CLASS: Root = Root::empty();

/// Constructor of classes whose `__init__` does everything.
pub fn plain_constructor(thread: &mut Thread, arguments: Arguments) -> Result {
    class::instantiate(thread, arguments.all[0])
}

fn create(thread: &mut Thread, class: &'static NativeClass, base: Word) -> Word {
    let own_layout = class.base.is_none();
    let class_methods: &'static [&'static [NativeFunction]] =
        Box::leak(Box::new([class.class_methods]));
    let static_methods: &'static [&'static [NativeFunction]] =
        Box::leak(Box::new([class.static_methods]));
    let attributes: &'static [&'static [NativeAttribute]] = Box::leak(Box::new([class.attributes]));
    let mut flags = class.flags;
    if class.is_final {
        flags |= class::flag::FINAL;
    }
    if class.constructor.is_empty() && own_layout {
        flags |= class::flag::NOT_CONSTRUCTIBLE;
    }
    let definition: &'static Definition = Box::leak(Box::new(Definition {
        doc: class.doc,
        methods: class.methods,
        class_methods,
        static_methods,
        attributes,
        constructor: class.constructor,
        flags,
        open: class.open,
        unhashable: class.unhashable,
        layout: if own_layout { Layout::Words } else { Layout::Plain },
        words: if own_layout { (size_of::<Words>() / 8) as u32 } else { 0 },
        ..Definition::EMPTY
    }));
    // Only memory exhaustion could fail, and that ends the process.
    class::define(thread, class.name, class.module, base, definition)
        .expect("a native class can be made")
}

/// A read-only attribute without a doc.
pub const fn attribute(
    name: &'static str,
    get: fn(&mut Thread, Word) -> Result,
) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: None }
}

/// Declares the static class object of a `NativeClass`.
#[macro_export]
macro_rules! class_root {
    () => {{
        static CLASS: $crate::name::Root = $crate::name::Root::empty();
        &CLASS
    }};
}
