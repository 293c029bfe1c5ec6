//! Protocols: what operators, built-in functions and statements do with any objects. Exact built-in types first, then the special methods of the class.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// The binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LeftShift,
    RightShift,
    And,
    Or,
    Xor,
    MatMul,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Compare {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

/// Any binary operator, reflected methods included.
pub fn binary(_thread: &mut Thread, _operator: Binary, _left: Word, _right: Word) -> Result {
    unimplemented!()
}
/// `left op= right`
pub fn inplace(_thread: &mut Thread, _operator: Binary, _left: Word, _right: Word) -> Result {
    unimplemented!()
}
/// The operation where both are instances of built-in types with their own meaning of it (int + int, str % x, list * n ...); `NotImplemented` where Python would go on asking.
pub fn builtin_binary(
    _thread: &mut Thread,
    _operator: Binary,
    _left: Word,
    _right: Word,
) -> Result {
    unimplemented!()
}
pub fn unary(_thread: &mut Thread, _operator: Unary, _operand: Word) -> Result {
    unimplemented!()
}
/// Rich comparison; any object may come back.
pub fn compare(_thread: &mut Thread, _operator: Compare, _left: Word, _right: Word) -> Result {
    unimplemented!()
}
/// `left is right or left == right`, as containers compare.
pub fn equal(_thread: &mut Thread, _left: Word, _right: Word) -> Result<bool> {
    unimplemented!()
}
pub fn truth(_thread: &mut Thread, _object: Word) -> Result<bool> {
    unimplemented!()
}
pub fn hash(_thread: &mut Thread, _object: Word) -> Result<i64> {
    unimplemented!()
}
/// A str.
pub fn repr(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
/// A str.
pub fn str(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
/// `format(object, specification)`; a str.
pub fn format(_thread: &mut Thread, _object: Word, _specification: Word) -> Result {
    unimplemented!()
}
pub fn length(_thread: &mut Thread, _object: Word) -> Result<usize> {
    unimplemented!()
}
pub fn get_item(_thread: &mut Thread, _object: Word, _key: Word) -> Result {
    unimplemented!()
}
pub fn set_item(_thread: &mut Thread, _object: Word, _key: Word, _value: Word) -> Result<()> {
    unimplemented!()
}
pub fn delete_item(_thread: &mut Thread, _object: Word, _key: Word) -> Result<()> {
    unimplemented!()
}
/// `item in container`
pub fn contains(_thread: &mut Thread, _container: Word, _item: Word) -> Result<bool> {
    unimplemented!()
}
/// `operator.index`: an int word (small or big).
pub fn index(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
/// `index` clamped to i64 (for slices and repetition); `overflow`: raise this instead of clamping.
pub fn index_i64(
    _thread: &mut Thread,
    _object: Word,
    _overflow: Option<crate::Builtin>,
) -> Result<i64> {
    unimplemented!()
}
/// `isinstance(object, class_or_tuple)`, `__instancecheck__` included.
pub fn is_instance(_thread: &mut Thread, _object: Word, _class: Word) -> Result<bool> {
    unimplemented!()
}
/// `issubclass`, `__subclasscheck__` included.
pub fn is_subclass(_thread: &mut Thread, _class: Word, _of: Word) -> Result<bool> {
    unimplemented!()
}
/// `object.name(*arguments)`, looked up as an attribute.
pub fn call_method(
    _thread: &mut Thread,
    _object: Word,
    _name: Word,
    _arguments: &[Word],
) -> Result {
    unimplemented!()
}
/// Calls a special method looked up on the class; `None` if there is none.
pub fn call_special(
    _thread: &mut Thread,
    _object: Word,
    _name: Word,
    _arguments: &[Word],
) -> Result<Option<Word>> {
    unimplemented!()
}
