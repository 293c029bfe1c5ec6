//! Names that Rust code looks up often: interned once, at start, so that a look-up costs a load.

use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

/// An interned name known at compile time.
pub struct Name {
    word: AtomicU64,
    pub text: &'static str,
}

impl Name {
    /// Interned at its first use.
    pub const fn new(text: &'static str) -> Name {
        Name { word: AtomicU64::new(0), text }
    }
    /// The interned string.
    #[inline(always)]
    pub fn word(&self) -> Word {
        let word = Word(self.word.load(Ordering::Relaxed));
        if word.is_null() { self.fill() } else { word }
    }
    #[cold]
    fn fill(&self) -> Word {
        let word = crate::intern::intern(self.text);
        self.word.store(word.0, Ordering::Relaxed);
        word
    }
}

/// The interned string of a literal: looked up once a place.
#[macro_export]
macro_rules! interned {
    ($text:literal) => {{
        static NAME: $crate::name::Name = $crate::name::Name::new($text);
        NAME.word()
    }};
}

macro_rules! names {
    ($($name:ident)*) => {
        $(#[allow(non_upper_case_globals, missing_docs)] pub static $name: Name = Name::new(stringify!($name));)*
    };
}

names! {
    __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __and__ __anext__ __annotate__ __annotate_func__
    __annotations__ __annotations_cache__ __args__ __await__ __bases__ __bool__ __bound__ __bytes__ __call__
    __cause__ __ceil__ __class__ __class_getitem__ __classcell__ __classdictcell__ __closure__ __code__ __complex__
    __constraints__ __contains__ __context__ __copy__ __deepcopy__ __default__ __defaults__ __del__ __delattr__
    __delete__ __delitem__ __delslice__ __dict__ __dir__ __divmod__ __doc__ __enter__ __eq__ __exit__ __firstlineno__
    __file__ __float__ __floor__ __floordiv__ __format__ __ge__ __get__ __getattr__ __getattribute__ __getitem__
    __getnewargs__ __getnewargs_ex__ __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__ __ifloordiv__
    __ilshift__ __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__
    __int__ __invert__ __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__ __iter__ __itruediv__ __ixor__
    __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lshift__ __lt__ __main__ __matmul__ __missing__ __mod__
    __module__ __mro_entries__ __mul__ __name__ __ne__ __neg__ __new__ __next__ __notes__ __objclass__ __or__
    __orig_bases__ __orig_class__ __origin__ __package__ __parameters__ __path__ __pos__ __pow__ __prepare__
    __qualname__ __radd__ __rand__ __rdivmod__ __reduce__ __reduce_ex__ __repr__ __reversed__ __rfloordiv__
    __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__
    __rtruediv__ __rxor__ __self__ __set__ __set_name__ __setattr__ __setitem__ __setstate__ __sizeof__ __slots__
    __slotnames__ __spec__ __static_attributes__ __str__ __sub__ __subclasscheck__ __subclasses__ __subclasshook__
    __suppress_context__ __text_signature__ __traceback__ __truediv__ __trunc__ __type_params__
    __typing_is_unpacked_typevartuple__ __typing_prepare_subst__ __typing_subst__ __typing_unpacked_tuple_args__
    __unpacked__ __weakref__ __wrapped__ __xor__
    __builtins__ __newobj__ __newobj_ex__ _initializing
}

macro_rules! plain_names {
    ($($name:ident $text:literal)*) => {
        $(#[allow(missing_docs)] pub static $name: Name = Name::new($text);)*
    };
}

plain_names! {
    BUILTINS "builtins"
    DERIVE "derive"
    ITEMS "items"
    KEYS "keys"
    MRO "mro"
    ORIGIN "origin"
    SPLIT "split"
}
