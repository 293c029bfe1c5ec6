//! Special methods by shape: which Python function an operator of a user class runs.

use object::builtin::Builtin;
use object::meaning::{Choice, Meaning, Step};
use object::{Result, Thread, class, intern, operation, shape};
use std::sync::OnceLock;
use tracer::{Dependency, Machine, ShapeId, Word};

/// Special methods that handlers call directly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name {
    Bool,
    Contains,
    GetItem,
    SetItem,
    Iter,
    Next,
    Enter,
    Exit,
    Call,
    Len,
    Negative,
    Positive,
    Invert,
    Absolute,
}

const BINARY: [(&str, &str, &str); 13] = [
    ("__add__", "__radd__", "__iadd__"),
    ("__sub__", "__rsub__", "__isub__"),
    ("__mul__", "__rmul__", "__imul__"),
    ("__truediv__", "__rtruediv__", "__itruediv__"),
    ("__floordiv__", "__rfloordiv__", "__ifloordiv__"),
    ("__mod__", "__rmod__", "__imod__"),
    ("__pow__", "__rpow__", "__ipow__"),
    ("__lshift__", "__rlshift__", "__ilshift__"),
    ("__rshift__", "__rrshift__", "__irshift__"),
    ("__and__", "__rand__", "__iand__"),
    ("__or__", "__ror__", "__ior__"),
    ("__xor__", "__rxor__", "__ixor__"),
    ("__matmul__", "__rmatmul__", "__imatmul__"),
];
const COMPARE: [&str; 6] = ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"];
const SWAPPED: [usize; 6] = [4, 5, 2, 3, 0, 1];
const NAMES: [&str; 14] = [
    "__bool__",
    "__contains__",
    "__getitem__",
    "__setitem__",
    "__iter__",
    "__next__",
    "__enter__",
    "__exit__",
    "__call__",
    "__len__",
    "__neg__",
    "__pos__",
    "__invert__",
    "__abs__",
];

struct Interned {
    binary: [[Word; 3]; 13],
    compare: [Word; 6],
    names: [Word; 14],
}

fn interned() -> &'static Interned {
    static INTERNED: OnceLock<Interned> = OnceLock::new();
    INTERNED.get_or_init(|| Interned {
        binary: BINARY
            .map(|(plain, reflected, inplace)| [plain, reflected, inplace].map(intern::intern)),
        compare: COMPARE.map(intern::intern),
        names: NAMES.map(intern::intern),
    })
}

/// Class of the objects of a shape (0: of none).
pub fn class_of_shape(id: ShapeId) -> Word {
    if id == 0 { Word::NULL } else { shape::get(id).class }
}

/// A function written in Python that the class of a shape has under a name.
fn python_function(id: ShapeId, name: Word) -> Option<Word> {
    let class = class_of_shape(id);
    // Built-in classes have none.
    if class.is_null() || class::get(class).flags & class::flag::HEAP == 0 {
        return None;
    }
    let method = class::lookup(class, name);
    object::header::has_shape(method, Builtin::Function.shape()).then_some(method)
}

pub fn binary_method(id: ShapeId, number: i64) -> Option<Word> {
    python_function(id, interned().binary[number as usize][0])
}

/// The method that answers for a right operand of another class than the left one.
pub fn reflected_method(id: ShapeId, number: i64) -> Option<Word> {
    python_function(id, interned().binary[number as usize][1])
}

/// Whether objects of the shape are ints or floats of a subclass.
pub fn is_number(id: ShapeId) -> bool {
    let class = class_of_shape(id);
    [Builtin::Int, Builtin::Float].iter().any(|base| class::is_subclass(class, base.word()))
}

pub fn has_inplace(id: ShapeId, number: i64) -> bool {
    let class = class_of_shape(id);
    !class.is_null() && !class::lookup(class, interned().binary[number as usize][2]).is_null()
}

/// Whether the right operand's reflected method is asked first: its class is a subclass that has one.
pub fn reflected_comes_first(left: ShapeId, right: ShapeId, number: i64) -> bool {
    let (left, right) = (class_of_shape(left), class_of_shape(right));
    if left.is_null() || right.is_null() || left == right {
        return false;
    }
    class::is_subclass(right, left)
        && !class::lookup(right, interned().binary[number as usize][1]).is_null()
}

pub fn compare_method(id: ShapeId, number: i64) -> Option<Word> {
    python_function(id, interned().compare[number as usize])
}

pub fn reflected_comparison_first(left: ShapeId, right: ShapeId) -> bool {
    let (left, right) = (class_of_shape(left), class_of_shape(right));
    !left.is_null() && !right.is_null() && left != right && class::is_subclass(right, left)
}

/// The Python function behind a special method.
pub fn method_of_shape(id: ShapeId, name: Name) -> Option<Word> {
    python_function(id, interned().names[name as usize])
}

/// The call of a method without arguments that a class of the library has, written in Rust.
pub fn native_method(id: ShapeId, name: Name) -> Option<&'static tracer::Residual> {
    use object::native::NativeCall;
    if id == 0 {
        return None;
    }
    let found = class::lookup(class_of_shape(id), interned().names[name as usize]);
    let is_native = [Builtin::WrapperDescriptor, Builtin::MethodDescriptor]
        .iter()
        .any(|class| object::header::has_shape(found, class.shape()));
    if !is_native {
        return None;
    }
    let definition = object::descriptor::native(found).definition;
    matches!(definition.call, NativeCall::Fixed { parameters: 1, .. })
        .then_some(&definition.residual)
}

/// Whether the class of a shape has `__delattr__` written in Python.
pub fn deletes_by_python(id: ShapeId) -> bool {
    class::get(class_of_shape(id)).flags & class::flag::DELATTR != 0
}

/// Whether objects of the shape are classes that make instances as `type` says.
pub fn instantiates(id: ShapeId) -> bool {
    let shape = shape::get(id);
    let call = interned().names[Name::Call as usize];
    shape.layout == object::layout::Layout::Class
        && class::lookup(shape.class, call) == class::lookup(Builtin::Type.word(), call)
}

/// The native method that the class of a shape has under a name.
fn native_meaning(id: ShapeId, name: Name) -> Option<Meaning> {
    let class = class_of_shape(id);
    if class.is_null() {
        return None;
    }
    let method = class::lookup(class, interned().names[name as usize]);
    let is_native = object::header::has_shape(method, Builtin::WrapperDescriptor.shape())
        || object::header::has_shape(method, Builtin::MethodDescriptor.shape());
    if !is_native {
        return None;
    }
    // SAFETY: the shape has been checked.
    let native = unsafe { &*method.pointer::<object::layout::NativeFunctionObject>() };
    object::meaning::meaning_of(native.definition)
}

/// What makes the steps of iterators of a shape, if traces may look inside.
pub fn native_step(id: ShapeId) -> Option<Step> {
    match native_meaning(id, Name::Next)? {
        Meaning::Step(step) => Some(step),
        _ => None,
    }
}

/// How an iterator of a shape chooses, if it does.
pub fn native_choice(id: ShapeId) -> Option<Choice> {
    match native_meaning(id, Name::Next)? {
        Meaning::Choose(choice) => Some(choice),
        _ => None,
    }
}

/// Whether `iter` of objects of a shape gives themselves.
pub fn iterates_itself(id: ShapeId) -> bool {
    matches!(native_meaning(id, Name::Iter), Some(Meaning::Itself))
}

/// Whether the class of a shape is a subclass of dict that leaves a special method as it is.
#[inline]
pub fn is_dict_by(id: ShapeId, name: Name) -> bool {
    use object::quiet::trait_bit;
    let bit = match name {
        Name::GetItem => trait_bit::DICT_GET,
        Name::SetItem => trait_bit::DICT_SET,
        Name::Contains => trait_bit::DICT_CONTAINS,
        _ => return false,
    };
    object::quiet::traits(id) & bit != 0
}

/// Whether the class of a shape is a subclass of tuple that leaves a special method as it is.
pub fn is_tuple_by(id: ShapeId, name: Name) -> bool {
    let (shape, base) = (shape::get(id), Builtin::Tuple.word());
    let name = interned().names[name as usize];
    shape.layout == object::layout::Layout::Payload
        && class::is_subclass(shape.class, base)
        && class::lookup(shape.class, name) == class::lookup(base, name)
}

/// Whether objects of a shape are equal to themselves only, and unequal to all else.
#[inline]
pub fn has_default_equality(id: ShapeId) -> bool {
    object::quiet::traits(id) & object::quiet::trait_bit::DEFAULT_EQUALITY != 0
}

/// Whether objects of a shape are of a subclass of str that compares as str does.
#[inline]
pub fn compares_as_str(id: ShapeId) -> bool {
    object::quiet::traits(id) & object::quiet::trait_bit::TEXT_ORDER != 0
}

/// Whether objects of this shape have neither `__bool__` nor `__len__`.
pub fn is_always_true(id: ShapeId) -> bool {
    let class = class_of_shape(id);
    let names = interned();
    !class.is_null()
        && class::lookup(class, names.names[Name::Bool as usize]).is_null()
        && class::lookup(class, names.names[Name::Len as usize]).is_null()
}

/// The trace takes the methods of the shape's class for granted.
#[inline(always)]
pub fn depend_on_shape<M: Machine>(m: &mut M, id: ShapeId) {
    if m.is_recording() && id != 0 {
        m.depend(Dependency::Class(shape::get(id).class.0));
    }
}

/// The rest of a binary operator behind a left method that gave NotImplemented.
pub fn binary_after_left(thread: &mut Thread, number: i64, left: Word, right: Word) -> Result {
    let operator = number & 63;
    let [_, reflected, _] = interned().binary[operator as usize];
    let (left_class, right_class) = (class::class_of(left), class::class_of(right));
    if left_class != right_class
        && let Some(value) = operation::call_special(thread, right, reflected, &[left])?
        && value != Word::NOT_IMPLEMENTED
    {
        return Ok(value);
    }
    Err(unsupported_operands(thread, number, left, right))
}

/// No operand's method knows the other operand.
pub fn unsupported_operands(
    thread: &mut Thread,
    number: i64,
    left: Word,
    right: Word,
) -> object::Raised {
    let operator = number & 63;
    const SIGNS: [&str; 13] =
        ["+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^", "@"];
    let mut sign = SIGNS[operator as usize].to_string();
    if number & 64 != 0 {
        sign = if operator == 6 { "**=".into() } else { format!("{sign}=") };
    }
    let (left, right) = (crate::frames::class_name(left), crate::frames::class_name(right));
    thread.type_error(format!("unsupported operand type(s) for {sign}: '{left}' and '{right}'"))
}

/// The rest of a comparison behind a left method that gave NotImplemented.
pub fn compare_after_left(thread: &mut Thread, number: i64, left: Word, right: Word) -> Result {
    let name = interned().compare[SWAPPED[number as usize]];
    if let Some(value) = operation::call_special(thread, right, name, &[left])?
        && value != Word::NOT_IMPLEMENTED
    {
        return Ok(value);
    }
    match number {
        2 => return Ok(Word::from_bool(left == right)),
        3 => return Ok(Word::from_bool(left != right)),
        _ => {}
    }
    let sign = ["<", "<=", "==", "!=", ">", ">="][number as usize];
    let (left, right) = (crate::frames::class_name(left), crate::frames::class_name(right));
    Err(thread
        .type_error(format!("'{sign}' not supported between instances of '{left}' and '{right}'")))
}
