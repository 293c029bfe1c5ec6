//! Which definition belongs to which built-in class.

use super::setup::Definition;
use super::flag;
use crate::builtin::Builtin;
use crate::*;

const NOTHING: Definition = Definition::EMPTY;

macro_rules! of_module {
    ($name:ident, $($module:ident)::+, $($field:ident)*) => {
        static $name: Definition = Definition {
            $($field: of_module!(@field $field $($module)::+),)*
            ..NOTHING
        };
    };
    (@field doc $($module:ident)::+) => { crate::$($module)::+::DOC };
    (@field methods $($module:ident)::+) => { &[crate::$($module)::+::METHODS] };
    (@field class_methods $($module:ident)::+) => { &[crate::$($module)::+::CLASS_METHODS] };
    (@field static_methods $($module:ident)::+) => { &[crate::$($module)::+::STATIC_METHODS] };
    (@field attributes $($module:ident)::+) => { &[crate::$($module)::+::ATTRIBUTES] };
    (@field constructor $($module:ident)::+) => { crate::$($module)::+::CONSTRUCTOR };
}
