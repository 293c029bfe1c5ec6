//! Which native functions traces look inside.
//!
//! The interpreter knows how to carry out some functions by loads and arithmetic; which declarations these are is said
//! here, where the declarations are. What is not listed is called.

use crate::{builtins, math};
use object::NativeFunction;
use object::meaning::{self, Choice, Meaning, Step};

type Table = &'static [NativeFunction];

/// Iterators of whose steps the interpreter has a form in Python.
fn steps() -> [(Table, Step); 14] {
    use crate::itertools::{endless, group, select};
    [
        (select::CHAIN.methods[0], Step::Chain),
        (select::COMPRESS.methods[0], Step::Compress),
        (select::DROP_WHILE.methods[0], Step::DropWhile),
        (select::TAKE_WHILE.methods[0], Step::TakeWhile),
        (select::FILTER_FALSE.methods[0], Step::FilterFalse),
        (select::SLICE.methods[0], Step::Slice),
        (select::STAR_MAP.methods[0], Step::StarMap),
        (select::ACCUMULATE.methods[0], Step::Accumulate),
        (select::PAIRWISE.methods[0], Step::Pairwise),
        (group::GROUP_BY.methods[0], Step::GroupBy),
        (group::GROUPER.methods[0], Step::Group),
        (endless::COUNT.methods[0], Step::Count),
        (endless::REPEAT.methods[0], Step::Repeat),
        (endless::CYCLE.methods[0], Step::Cycle),
    ]
}

/// Iterators over choices from pools.
fn choices() -> [(Table, Choice); 2] {
    use crate::itertools::combine;
    [
        (combine::COMBINATIONS.methods[0], Choice::Combinations),
        (combine::PRODUCT.methods[0], Choice::Product),
    ]
}

fn meanings() -> Vec<(Table, &'static str, Meaning)> {
    vec![
        (builtins::collect::FUNCTIONS, "sorted", Meaning::Sorted),
        (builtins::objects::FUNCTIONS, "len", Meaning::Length),
        (builtins::objects::FUNCTIONS, "isinstance", Meaning::IsInstance),
        (builtins::objects::FUNCTIONS, "issubclass", Meaning::IsSubclass),
        (builtins::objects::FUNCTIONS, "getattr", Meaning::GetAttribute),
        (builtins::objects::FUNCTIONS, "hasattr", Meaning::HasAttribute),
        (builtins::objects::FUNCTIONS, "setattr", Meaning::SetAttribute),
        (builtins::number::FUNCTIONS, "abs", Meaning::Absolute),
        (builtins::number::FUNCTIONS, "divmod", Meaning::DivMod),
        (builtins::number::FUNCTIONS, "ord", Meaning::Ordinal),
        (builtins::number::FUNCTIONS, "chr", Meaning::Character),
        (builtins::collect::FUNCTIONS, "min", Meaning::Minimum),
        (builtins::collect::FUNCTIONS, "max", Meaning::Maximum),
        (math::ONE, "sqrt", Meaning::SquareRoot),
        (object::list::methods::METHODS, "append", Meaning::ListAppend),
        (object::bytearray::METHODS, "append", Meaning::ByteArrayAppend),
        (crate::collections::tuple_getter::METHODS, "__get__", Meaning::TupleField),
        (builtins::objects::FUNCTIONS, "next", Meaning::Next),
        (builtins::objects::FUNCTIONS, "iter", Meaning::Iterator),
    ]
}

/// Tells the interpreter; once, at the start.
pub fn register() {
    for (table, name, meaning) in meanings() {
        if let Some(definition) = table.iter().find(|definition| definition.name == name) {
            meaning::register(definition, meaning);
        }
    }
    let functions = builtins::number::FUNCTIONS;
    if let Some(power) = functions.iter().find(|definition| definition.name == "pow") {
        meaning::register(power, Meaning::Quiet(&builtins::number::POWER));
    }
    let steps = steps().map(|(table, step)| (table, Meaning::Step(step)));
    let choices = choices().map(|(table, choice)| (table, Meaning::Choose(choice)));
    for (table, next) in steps.into_iter().chain(choices) {
        for definition in table {
            match definition.name {
                "__next__" => meaning::register(definition, next),
                "__iter__" => meaning::register(definition, Meaning::Itself),
                _ => {}
            }
        }
    }
    meaning::register_new_group(crate::itertools::new_group);
    for residual in math::OF_FLOATS {
        // A square root is an instruction.
        if residual.name != "sqrt"
            && let Some(definition) =
                math::ONE.iter().find(|definition| definition.name == residual.name)
        {
            meaning::register(definition, Meaning::OfFloat(residual));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_function_exists() {
        for (table, name, _) in meanings() {
            assert!(table.iter().any(|definition| definition.name == name), "{name}");
        }
    }
}
