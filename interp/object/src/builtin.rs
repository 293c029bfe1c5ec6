//! The built-in classes by number, so that Rust code names them without a look-up.

use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

macro_rules! builtins {
    ($($name:ident $text:literal $base:ident;)*) => {
        /// A built-in class.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        #[repr(u16)]
        pub enum Builtin { $($name),* }
        impl Builtin {
            pub const ALL: &'static [Builtin] = &[$(Builtin::$name),*];
            pub const fn name(self) -> &'static str {
                match self { $(Builtin::$name => $text),* }
            }
            /// Its base (`object` for itself).
            pub const fn base(self) -> Builtin {
                match self { $(Builtin::$name => Builtin::$base),* }
            }
        }
    };
}

builtins! {
    Object "object" Object; Type "type" Object; Int "int" Object; Bool "bool" Int; Float "float" Object;
    Complex "complex" Object; Str "str" Object; Bytes "bytes" Object; ByteArray "bytearray" Object;
    MemoryView "memoryview" Object;
    List "list" Object; Tuple "tuple" Object; Dict "dict" Object; Set "set" Object; FrozenSet "frozenset" Object;
    Range "range" Object; Slice "slice" Object; NoneType "NoneType" Object;
    NotImplementedType "NotImplementedType" Object; EllipsisType "ellipsis" Object;
    Function "function" Object; Method "method" Object; BuiltinFunction "builtin_function_or_method" Object;
    MethodDescriptor "method_descriptor" Object; WrapperDescriptor "wrapper_descriptor" Object;
    MethodWrapper "method-wrapper" Object; ClassMethodDescriptor "classmethod_descriptor" Object;
    GetSetDescriptor "getset_descriptor" Object; MemberDescriptor "member_descriptor" Object;
    Module "module" Object; Property "property" Object; ClassMethod "classmethod" Object;
    StaticMethod "staticmethod" Object; Super "super" Object; Cell "cell" Object; Code "code" Object;
    Frame "frame" Object; Traceback "traceback" Object;
    Generator "generator" Object; Coroutine "coroutine" Object; AsyncGenerator "async_generator" Object;
    CoroutineWrapper "coroutine_wrapper" Object;
    Iterator "iterator" Object; CallableIterator "callable_iterator" Object;
    ListIterator "list_iterator" Object; ListReverseIterator "list_reverseiterator" Object;
    TupleIterator "tuple_iterator" Object; StrIterator "str_iterator" Object; BytesIterator "bytes_iterator" Object;
    ByteArrayIterator "bytearray_iterator" Object; RangeIterator "range_iterator" Object;
    DictKeys "dict_keys" Object; DictValues "dict_values" Object; DictItems "dict_items" Object;
    DictKeyIterator "dict_keyiterator" Object; DictValueIterator "dict_valueiterator" Object;
    DictItemIterator "dict_itemiterator" Object; DictReverseKeyIterator "dict_reversekeyiterator" Object;
    DictReverseValueIterator "dict_reversevalueiterator" Object; DictReverseItemIterator "dict_reverseitemiterator" Object;
    SetIterator "set_iterator" Object; MappingProxy "mappingproxy" Object;
    Enumerate "enumerate" Object; Zip "zip" Object; Map "map" Object; Filter "filter" Object; Reversed "reversed" Object;
    WeakReference "ReferenceType" Object; GenericAlias "types.GenericAlias" Object; Union "typing.Union" Object;
    SimpleNamespace "types.SimpleNamespace" Object;

    BaseException "BaseException" Object; Exception "Exception" BaseException;
    BaseExceptionGroup "BaseExceptionGroup" BaseException; ExceptionGroup "ExceptionGroup" BaseExceptionGroup;
    GeneratorExit "GeneratorExit" BaseException; KeyboardInterrupt "KeyboardInterrupt" BaseException;
    SystemExit "SystemExit" BaseException;
    ArithmeticError "ArithmeticError" Exception; FloatingPointError "FloatingPointError" ArithmeticError;
    OverflowError "OverflowError" ArithmeticError; ZeroDivisionError "ZeroDivisionError" ArithmeticError;
    AssertionError "AssertionError" Exception; AttributeError "AttributeError" Exception;
    BufferError "BufferError" Exception; EOFError "EOFError" Exception; ImportError "ImportError" Exception;
    ModuleNotFoundError "ModuleNotFoundError" ImportError; LookupError "LookupError" Exception;
    IndexError "IndexError" LookupError; KeyError "KeyError" LookupError; MemoryError "MemoryError" Exception;
    NameError "NameError" Exception; UnboundLocalError "UnboundLocalError" NameError; OSError "OSError" Exception;
    BlockingIOError "BlockingIOError" OSError; ChildProcessError "ChildProcessError" OSError;
    ConnectionError "ConnectionError" OSError; BrokenPipeError "BrokenPipeError" ConnectionError;
    ConnectionAbortedError "ConnectionAbortedError" ConnectionError;
    ConnectionRefusedError "ConnectionRefusedError" ConnectionError;
    ConnectionResetError "ConnectionResetError" ConnectionError; FileExistsError "FileExistsError" OSError;
    FileNotFoundError "FileNotFoundError" OSError; InterruptedError "InterruptedError" OSError;
    IsADirectoryError "IsADirectoryError" OSError; NotADirectoryError "NotADirectoryError" OSError;
    PermissionError "PermissionError" OSError; ProcessLookupError "ProcessLookupError" OSError;
    TimeoutError "TimeoutError" OSError; ReferenceError "ReferenceError" Exception;
    RuntimeError "RuntimeError" Exception; NotImplementedError "NotImplementedError" RuntimeError;
    RecursionError "RecursionError" RuntimeError; PythonFinalizationError "PythonFinalizationError" RuntimeError;
    StopAsyncIteration "StopAsyncIteration" Exception; StopIteration "StopIteration" Exception;
    SyntaxError "SyntaxError" Exception; IndentationError "IndentationError" SyntaxError;
    TabError "TabError" IndentationError; SystemError "SystemError" Exception; TypeError "TypeError" Exception;
    ValueError "ValueError" Exception; UnicodeError "UnicodeError" ValueError;
    UnicodeDecodeError "UnicodeDecodeError" UnicodeError; UnicodeEncodeError "UnicodeEncodeError" UnicodeError;
    UnicodeTranslateError "UnicodeTranslateError" UnicodeError; Warning "Warning" Exception;
    BytesWarning "BytesWarning" Warning; DeprecationWarning "DeprecationWarning" Warning;
    EncodingWarning "EncodingWarning" Warning; FutureWarning "FutureWarning" Warning;
    ImportWarning "ImportWarning" Warning; PendingDeprecationWarning "PendingDeprecationWarning" Warning;
    ResourceWarning "ResourceWarning" Warning; RuntimeWarning "RuntimeWarning" Warning;
    SyntaxWarning "SyntaxWarning" Warning; UnicodeWarning "UnicodeWarning" Warning; UserWarning "UserWarning" Warning;
}

static CLASSES: [AtomicU64; Builtin::ALL.len()] = [const { AtomicU64::new(0) }; Builtin::ALL.len()];

impl Builtin {
    /// The class object. Null before the type system has been set up.
    #[inline(always)]
    pub fn word(self) -> Word {
        Word(CLASSES[self as usize].load(Ordering::Relaxed))
    }
    /// Shape of the class's direct instances: the same number as the class, plus one.
    #[inline(always)]
    pub const fn shape(self) -> heap::ShapeId {
        self as heap::ShapeId + 1
    }
    pub(crate) fn set(self, class: Word) {
        CLASSES[self as usize].store(class.0, Ordering::Relaxed);
    }
}

/// Shapes of heap objects that are no Python objects.
pub mod shape {
    use super::Builtin;
    use heap::ShapeId;
    const FIRST: ShapeId = Builtin::ALL.len() as ShapeId + 8;
    /// Items of a list: `Vector`.
    pub const VECTOR: ShapeId = FIRST;
    /// Untyped bytes: `RawVector`.
    pub const RAW: ShapeId = FIRST + 1;
    pub const DICT_TABLE: ShapeId = FIRST + 2;
    pub const SET_TABLE: ShapeId = FIRST + 3;
    /// Attribute slots beyond the inline ones: `SlotChunk`.
    pub const SLOT_CHUNK: ShapeId = FIRST + 4;
    /// A float that is no immediate one: same class as `Builtin::Float`, which is this shape.
    pub const BOXED_FLOAT: ShapeId = Builtin::Float.shape();
    /// An integer beyond 63 bits.
    pub const BIG_INT: ShapeId = Builtin::Int.shape();
    /// Registers of a suspended generator.
    pub const SUSPENDED: ShapeId = FIRST + 5;
    /// First shape that is made at run time.
    pub const FIRST_DYNAMIC: ShapeId = FIRST + 16;
}
