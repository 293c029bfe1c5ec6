//! Which definition belongs to which built-in class.

use super::flag;
use super::setup::Definition;
use crate::builtin::Builtin;
use crate::native_functions;
use tracer::Effects;

const NOTHING: Definition = Definition::EMPTY;

native_functions! { static GENERIC =
    /// See PEP 585
    __class_getitem__(class, item) "($type, object, /)" Effects::READS => crate::generic_alias::class_getitem;
}

macro_rules! definitions {
    ($($name:ident { $($field:ident: $value:expr),* $(,)? })*) => {
        $(static $name: Definition = Definition { $($field: $value,)* ..NOTHING };)*
    };
}

definitions! {
    INT {
        doc: crate::integer::DOC, methods: &[crate::integer::METHODS], class_methods: &[crate::integer::CLASS_METHODS],
        attributes: &[crate::integer::ATTRIBUTES], constructor: crate::integer::CONSTRUCTOR,
    }
    BOOL { doc: crate::integer::BOOL_DOC, methods: &[crate::integer::BOOL_METHODS], constructor: crate::integer::BOOL_CONSTRUCTOR }
    FLOAT {
        doc: crate::float::DOC, methods: &[crate::float::METHODS], class_methods: &[crate::float::CLASS_METHODS],
        attributes: &[crate::float::ATTRIBUTES], constructor: crate::float::CONSTRUCTOR,
    }
    COMPLEX {
        doc: crate::complex::DOC, methods: &[crate::complex::METHODS], class_methods: &[crate::complex::CLASS_METHODS],
        attributes: &[crate::complex::ATTRIBUTES], constructor: crate::complex::CONSTRUCTOR,
    }
    STR {
        doc: crate::string::DOC, methods: &[crate::string::METHODS], static_methods: &[crate::string::STATIC_METHODS],
        constructor: crate::string::CONSTRUCTOR,
    }
    BYTES {
        doc: crate::bytes::DOC, methods: &[crate::bytes::METHODS], static_methods: &[crate::bytes::STATIC_METHODS],
        class_methods: &[crate::bytes::CLASS_METHODS], constructor: crate::bytes::CONSTRUCTOR,
    }
    BYTE_ARRAY {
        doc: crate::bytearray::DOC, methods: &[crate::bytearray::METHODS], static_methods: &[crate::bytearray::STATIC_METHODS],
        class_methods: &[crate::bytearray::CLASS_METHODS], constructor: crate::bytearray::CONSTRUCTOR, unhashable: true,
    }
    MEMORY_VIEW {
        doc: crate::memoryview::DOC, methods: &[crate::memoryview::METHODS], class_methods: &[crate::memoryview::CLASS_METHODS],
        attributes: &[crate::memoryview::ATTRIBUTES], constructor: crate::memoryview::CONSTRUCTOR,
    }
    LIST {
        doc: crate::list::DOC, methods: &[crate::list::METHODS], class_methods: &[GENERIC],
        constructor: crate::list::CONSTRUCTOR, unhashable: true,
    }
    TUPLE { doc: crate::tuple::DOC, methods: &[crate::tuple::METHODS], class_methods: &[GENERIC], constructor: crate::tuple::CONSTRUCTOR }
    DICT {
        doc: crate::dict::DOC, methods: &[crate::dict::METHODS], class_methods: &[crate::dict::CLASS_METHODS, GENERIC],
        constructor: crate::dict::CONSTRUCTOR, unhashable: true,
    }
    SET {
        doc: crate::set::DOC, methods: &[crate::set::METHODS], class_methods: &[GENERIC],
        constructor: crate::set::CONSTRUCTOR, unhashable: true,
    }
    FROZEN_SET {
        doc: crate::set::FROZEN_DOC, methods: &[crate::set::FROZEN_METHODS], class_methods: &[GENERIC],
        constructor: crate::set::FROZEN_CONSTRUCTOR,
    }
    RANGE {
        doc: crate::slice::range::DOC, methods: &[crate::slice::range::METHODS],
        attributes: &[crate::slice::range::ATTRIBUTES], constructor: crate::slice::range::CONSTRUCTOR,
    }
    SLICE {
        doc: crate::slice::DOC, methods: &[crate::slice::METHODS],
        attributes: &[crate::slice::ATTRIBUTES], constructor: crate::slice::CONSTRUCTOR,
    }
    LIST_ITERATOR { methods: &[crate::list::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    LIST_REVERSE_ITERATOR { methods: &[crate::list::iterator::REVERSE_METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    TUPLE_ITERATOR { methods: &[crate::tuple::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    STR_ITERATOR { methods: &[crate::string::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    BYTES_ITERATOR { methods: &[crate::bytes::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    RANGE_ITERATOR { methods: &[crate::slice::range_iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    DICT_KEYS {
        methods: &[crate::dict::view::KEYS_METHODS], attributes: &[crate::dict::view::ATTRIBUTES],
        flags: flag::NOT_CONSTRUCTIBLE, unhashable: true,
    }
    DICT_ITEMS {
        methods: &[crate::dict::view::ITEMS_METHODS], attributes: &[crate::dict::view::ATTRIBUTES],
        flags: flag::NOT_CONSTRUCTIBLE, unhashable: true,
    }
    DICT_VALUES {
        methods: &[crate::dict::view::VALUES_METHODS], attributes: &[crate::dict::view::ATTRIBUTES],
        flags: flag::NOT_CONSTRUCTIBLE,
    }
    DICT_ITERATOR { methods: &[crate::dict::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    SET_ITERATOR { methods: &[crate::set::iterator::METHODS], flags: flag::NOT_CONSTRUCTIBLE }
    ENUMERATE {
        doc: crate::enumerate::DOC, methods: &[crate::enumerate::METHODS], class_methods: &[GENERIC],
        constructor: crate::enumerate::CONSTRUCTOR,
    }
    ZIP { doc: crate::zip::DOC, methods: &[crate::zip::METHODS], constructor: crate::zip::CONSTRUCTOR }
    MAP { doc: crate::map::DOC, methods: &[crate::map::METHODS], constructor: crate::map::CONSTRUCTOR }
    FILTER { doc: crate::filter::DOC, methods: &[crate::filter::METHODS], constructor: crate::filter::CONSTRUCTOR }
    REVERSED { doc: crate::reversed::DOC, methods: &[crate::reversed::METHODS], constructor: crate::reversed::CONSTRUCTOR }
    GENERATOR { class_methods: &[GENERIC], flags: flag::NOT_CONSTRUCTIBLE }
    NOT_CONSTRUCTIBLE { flags: flag::NOT_CONSTRUCTIBLE }
}

/// What a built-in class is made of.
pub(super) fn definition(builtin: Builtin) -> &'static Definition {
    use Builtin::*;
    match builtin {
        Object => &crate::object_type::CLASS,
        Type => &crate::type_type::CLASS,
        Int => &INT,
        Bool => &BOOL,
        Float => &FLOAT,
        Complex => &COMPLEX,
        Str => &STR,
        Bytes => &BYTES,
        ByteArray => &BYTE_ARRAY,
        MemoryView => &MEMORY_VIEW,
        List => &LIST,
        Tuple => &TUPLE,
        Dict => &DICT,
        Set => &SET,
        FrozenSet => &FROZEN_SET,
        Range => &RANGE,
        Slice => &SLICE,
        NoneType => &crate::singleton::NONE,
        NotImplementedType => &crate::singleton::NOT_IMPLEMENTED,
        EllipsisType => &crate::singleton::ELLIPSIS,
        Function => &crate::function::CLASS,
        Method => &crate::method::CLASS,
        BuiltinFunction => &crate::native_function::FUNCTION_CLASS,
        MethodWrapper => &crate::native_function::WRAPPER_CLASS,
        MethodDescriptor | WrapperDescriptor | ClassMethodDescriptor => {
            &crate::descriptor::CALLABLE_CLASS
        }
        GetSetDescriptor | MemberDescriptor => &crate::descriptor::GET_SET_CLASS,
        Module => &crate::module::CLASS,
        Property => &crate::property::CLASS,
        ClassMethod => &crate::class_method::CLASS_METHOD,
        StaticMethod => &crate::class_method::STATIC_METHOD,
        Super => &crate::super_type::CLASS,
        Cell => &crate::cell::CLASS,
        Code => &crate::code_type::CLASS,
        Frame => &crate::frame::CLASS,
        Traceback => &crate::traceback::CLASS,
        Generator | Coroutine | AsyncGenerator => &GENERATOR,
        CoroutineWrapper => &NOT_CONSTRUCTIBLE,
        Iterator => &crate::iterate::SEQUENCE_CLASS,
        CallableIterator => &crate::iterate::CALL_CLASS,
        ListIterator => &LIST_ITERATOR,
        ListReverseIterator => &LIST_REVERSE_ITERATOR,
        TupleIterator => &TUPLE_ITERATOR,
        StrIterator => &STR_ITERATOR,
        BytesIterator | ByteArrayIterator => &BYTES_ITERATOR,
        RangeIterator => &RANGE_ITERATOR,
        DictKeys => &DICT_KEYS,
        DictValues => &DICT_VALUES,
        DictItems => &DICT_ITEMS,
        DictKeyIterator
        | DictValueIterator
        | DictItemIterator
        | DictReverseKeyIterator
        | DictReverseValueIterator
        | DictReverseItemIterator => &DICT_ITERATOR,
        SetIterator => &SET_ITERATOR,
        MappingProxy => &crate::mapping_proxy::CLASS,
        Enumerate => &ENUMERATE,
        Zip => &ZIP,
        Map => &MAP,
        Filter => &FILTER,
        Reversed => &REVERSED,
        WeakReference => &crate::weak_reference::CLASS,
        GenericAlias => &crate::generic_alias::CLASS,
        Union => &crate::union::CLASS,
        SimpleNamespace => &crate::namespace::CLASS,
        BaseException => &crate::exception::BASE_EXCEPTION,
        BaseExceptionGroup => &crate::exception::BASE_EXCEPTION_GROUP,
        ExceptionGroup => &crate::exception::EXCEPTION_GROUP,
        StopIteration => &crate::exception::STOP_ITERATION,
        SystemExit => &crate::exception::SYSTEM_EXIT,
        AttributeError => &crate::exception::ATTRIBUTE_ERROR,
        NameError => &crate::exception::NAME_ERROR,
        ImportError => &crate::exception::IMPORT_ERROR,
        KeyError => &crate::exception::KEY_ERROR,
        OSError => &crate::exception::OS_ERROR,
        SyntaxError => &crate::exception::SYNTAX_ERROR,
        UnicodeDecodeError => &crate::exception::UNICODE_DECODE_ERROR,
        UnicodeEncodeError => &crate::exception::UNICODE_ENCODE_ERROR,
        UnicodeTranslateError => &crate::exception::UNICODE_TRANSLATE_ERROR,
        _ => &NOTHING_STATIC,
    }
}

static NOTHING_STATIC: Definition = NOTHING;
