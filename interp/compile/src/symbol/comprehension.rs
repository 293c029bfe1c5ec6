//! Comprehensions and assignments in them (PEP 572).
//!
//! The first iterable belongs to the scope around the comprehension, all else to a scope of its own. A
//! `:=` inside binds in the nearest scope that is no comprehension, but never a name that the
//! comprehension iterates over, and not in iterables or class bodies.

use super::scope::{KeyKind, ScopeKind, bit};
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Builder<'a> {
    pub(super) fn named(&mut self, node: &'a ast::ExprNamed) -> Result {
        self.not_in_annotation("named expression", node.range)?;
        let Expr::Name(target) = &*node.target else {
            return self
                .error("cannot use assignment expressions with expression", node.target.range());
        };
        if self.in_iterable > 0 {
            return self.error(
                "assignment expression cannot be used in a comprehension iterable expression",
                node.range,
            );
        }
        if self.scope().kind == ScopeKind::Comprehension {
            self.named_in_comprehension(target)?;
        } else {
            self.add(&target.id, bit::BOUND | bit::NAMED, target.range)?;
        }
        self.expression(&node.value)
    }

    /// The target belongs to the nearest scope around the comprehensions.
    pub(super) fn named_in_comprehension(&mut self, target: &'a ast::ExprName) -> Result {
        let id = self.mangled(&target.id);
        let mut scope = self.current;
        loop {
            let here = &self.table.scopes[scope];
            match here.kind {
                ScopeKind::Comprehension => {
                    if here.symbol(id).is_some_and(|symbol| symbol.is(bit::ITERATION)) {
                        return self.error(
                            format!(
                                "assignment expression cannot rebind comprehension iteration variable '{}'",
                                target.id
                            ),
                            target.range,
                        );
                    }
                    self.add_in(scope, id, bit::USED | bit::OUTWARD);
                }
                ScopeKind::Class => {
                    return self.error(
                        "assignment expression within a comprehension cannot be used in a class body",
                        target.range,
                    );
                }
                ScopeKind::Annotations
                | ScopeKind::TypeParameters
                | ScopeKind::TypeVariable
                | ScopeKind::TypeAlias => {
                    let place = match here.kind {
                        ScopeKind::TypeParameters => {
                            "within the definition of a generic".to_string()
                        }
                        ScopeKind::TypeVariable => format!("in {}", here.description),
                        ScopeKind::TypeAlias => "in a type alias".to_string(),
                        _ => "within an annotation".to_string(),
                    };
                    return self.error(
                        format!(
                            "assignment expression within a comprehension cannot be used {place}"
                        ),
                        target.range,
                    );
                }
                ScopeKind::Module | ScopeKind::Function | ScopeKind::Lambda => {
                    let is_declared = here
                        .symbol(id)
                        .is_some_and(|symbol| symbol.is(bit::GLOBAL | bit::NONLOCAL));
                    let is_global = here.symbol(id).is_some_and(|symbol| symbol.is(bit::GLOBAL));
                    let bits = if is_declared { bit::NAMED } else { bit::BOUND | bit::NAMED };
                    self.add_in(scope, id, bits);
                    if is_global {
                        let mut inner = self.current;
                        while inner != scope {
                            self.add_in(inner, id, bit::GLOBAL);
                            inner = self.table.scopes[inner].parent.expect("inside the scope");
                        }
                    }
                    return Ok(());
                }
            }
            scope = self.table.scopes[scope].parent.expect("the module ends the walk");
        }
    }

    pub(super) fn comprehension(
        &mut self,
        address: usize,
        name: &str,
        generators: &'a [ast::Comprehension],
        elements: &[&'a Expr],
        range: TextRange,
    ) -> Result {
        let is_generator = name == "genexpr";
        if let Some(Expr::Starred(starred)) = elements.first() {
            return self.error("iterable unpacking cannot be used in comprehension", starred.range);
        }
        let first = &generators[0];
        self.in_iterable += 1;
        self.expression(&first.iter)?;
        self.in_iterable -= 1;
        // Only what stands directly in the iterable is forbidden there; an inner comprehension begins anew.
        let iterable = self.in_iterable;
        let conditional = std::mem::replace(&mut self.is_conditional, false);
        self.open(ScopeKind::Comprehension, name, address, KeyKind::Body, range.start().to_usize());
        self.scope().is_inlined = !is_generator;
        if is_generator {
            self.add_plain(".0", bit::PARAMETER);
            let zero = self.table.intern(".0");
            self.scope().parameters.push(zero);
            self.scope().is_generator = true;
        }
        for (index, generator) in generators.iter().enumerate() {
            if generator.is_async {
                self.scope().is_coroutine = true;
            }
            self.iteration_target(&generator.target)?;
            if index > 0 {
                self.in_iterable += 1;
                self.expression(&generator.iter)?;
                self.in_iterable -= 1;
            }
            self.expressions(&generator.ifs)?;
        }
        for element in elements {
            self.expression(element)?;
        }
        let is_coroutine = self.scope().is_coroutine;
        self.close();
        // An asynchronous comprehension makes the one around it asynchronous, unless that is a generator.
        if is_coroutine && !is_generator && self.scope().kind == ScopeKind::Comprehension {
            self.scope().is_coroutine = true;
        }
        self.in_iterable = iterable;
        self.is_conditional = conditional;
        Ok(())
    }

    pub(super) fn iteration_target(&mut self, target: &'a Expr) -> Result {
        match target {
            Expr::Name(name) => {
                let id = self.mangled(&name.id);
                if self.table.scopes[self.current]
                    .symbol(id)
                    .is_some_and(|symbol| symbol.is(bit::OUTWARD))
                {
                    return self.error(
                        format!("comprehension inner loop cannot rebind assignment expression target '{}'", name.id),
                        name.range,
                    );
                }
                self.add(&name.id, bit::BOUND | bit::ITERATION, name.range)
            }
            Expr::Tuple(node) => {
                node.elts.iter().try_for_each(|element| self.iteration_target(element))
            }
            Expr::List(node) => {
                node.elts.iter().try_for_each(|element| self.iteration_target(element))
            }
            Expr::Starred(node) => self.iteration_target(&node.value),
            other => self.expression(other),
        }
    }
}
