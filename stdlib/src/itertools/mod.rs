//! The `itertools` module. Every iterator is an object with up to five words of state.

pub(crate) mod combine;
pub(crate) mod endless;
pub(crate) mod group;
pub(crate) mod select;

pub(crate) use group::new_group;
pub(crate) use select::generic_alias;

use crate::module::ModuleDefinition;
use object::{Builtin, Raised, Thread};

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[group::FUNCTIONS],
    classes: &[
        &endless::COUNT,
        &endless::CYCLE,
        &endless::REPEAT,
        &select::CHAIN,
        &select::COMPRESS,
        &select::DROP_WHILE,
        &select::TAKE_WHILE,
        &select::FILTER_FALSE,
        &select::SLICE,
        &select::STAR_MAP,
        &select::ACCUMULATE,
        &select::BATCHED,
        &select::PAIRWISE,
        &select::ZIP_LONGEST,
        &group::GROUP_BY,
        &group::GROUPER,
        &group::TEE,
        &group::TEE_DATA,
        &combine::PRODUCT,
        &combine::PERMUTATIONS,
        &combine::COMBINATIONS,
        &combine::WITH_REPLACEMENT,
    ],
    ..ModuleDefinition::EMPTY
};

/// The end of an iteration.
pub(crate) fn stop(thread: &mut Thread) -> Raised {
    thread.raise_with(Builtin::StopIteration, &[])
}

/// `__iter__` of iterators.
pub(crate) fn itself(_thread: &mut Thread, this: object::Word) -> object::Result {
    Ok(this)
}

/// Declares an iterator class: name, constructor signature and function, `__next__`, doc.
#[macro_export]
macro_rules! iterator_class {
    ($(#[$meta:meta])* $constant:ident $name:literal $signature:literal $new:ident $next:ident $doc:literal $(, $more:expr)*) => {
        $(#[$meta])*
        pub static $constant: $crate::native_class::NativeClass = $crate::native_class::NativeClass {
            name: $name,
            module: "itertools",
            doc: $doc,
            methods: {
                object::native_functions! { static METHODS =
                    /// Implement iter(self).
                    __iter__(this) "($self, /)" tracer::Effects::READS => $crate::itertools::itself;
                    /// Implement next(self).
                    __next__(this) "($self, /)" tracer::Effects::ANY => $next;
                }
                &[METHODS $(, $more)*]
            },
            constructor: {
                object::native_functions! { static CONSTRUCTOR =
                    __new__(..) $signature tracer::Effects::ANY => $new;
                }
                CONSTRUCTOR
            },
            class: $crate::class_root!(),
            ..$crate::native_class::NativeClass::EMPTY
        };
    };
}
