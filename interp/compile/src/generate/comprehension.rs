//! Comprehensions, inlined into the code around them, and generator expressions, which are functions.

use super::{Generator, KeyKind};
use crate::assemble::Register;
use crate::code::flag;
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::symbol::{Place, ScopeId, ScopeKind};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Set,
    Dict,
    Generator,
}

/// What is made for each item.
struct Element<'a> {
    kind: Kind,
    /// The value, or a dict's key.
    first: &'a Expr,
    /// A dict's value.
    second: Option<&'a Expr>,
    /// The container that grows.
    container: Register,
}

impl<'a> Generator<'a> {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn comprehension<T: Ranged>(
        &mut self,
        node: &'a T,
        kind: Kind,
        generators: &'a [ast::Comprehension],
        first: &'a Expr,
        second: Option<&'a Expr>,
        to: Register,
    ) -> Result {
        let scope = self.scope_of(node, KeyKind::Body);
        if self.table.scopes[scope].is_coroutine {
            self.check_asynchronous_comprehension(node.range())?;
        }
        let container = self.workplace(to);
        let iteration = self.temporaries(2);
        let iterable = self.iterable_operand(&generators[0].iter, Some(iteration))?;
        self.begin_iteration(&generators[0], iterable, iteration);
        self.at(node.range());
        let opcode = match kind {
            Kind::List => Opcode::BuildList,
            Kind::Set => Opcode::BuildSet,
            Kind::Dict | Kind::Generator => Opcode::BuildMap,
        };
        self.op(opcode, container, 0, 0);
        self.open_comprehension(scope, generators.len() > 1);
        let element = Element { kind, first, second, container };
        self.generate_clause(generators, 0, iteration, &element, node.range())?;
        self.close_comprehension(scope);
        self.at(node.range());
        self.copy(to, container);
        Ok(())
    }

    /// The comprehension's variables come into being.
    fn open_comprehension(&mut self, scope: ScopeId, has_inner_loops: bool) {
        let table = self.table;
        for symbol in &table.scopes[scope].symbols {
            let Some(&register) = self.current().registers.get(&(scope, symbol.name)) else {
                continue;
            };
            match symbol.place {
                Place::Cell => {
                    self.op(Opcode::Unbind, register, 0, 0);
                    self.op(Opcode::MakeCell, register, 0, 0);
                }
                _ => {
                    // A first target is always assigned before it can be read; inner ones may not be.
                    if has_inner_loops {
                        self.op(Opcode::Unbind, register, 0, 0);
                    }
                    self.assembler().assigned.remove(register);
                }
            }
        }
        self.unit().chain.push(scope);
    }

    fn close_comprehension(&mut self, scope: ScopeId) {
        self.unit().chain.pop();
        let table = self.table;
        let host = &table.scopes[self.current().scope];
        for symbol in &table.scopes[scope].symbols {
            let Some(&register) = self.current().registers.get(&(scope, symbol.name)) else {
                continue;
            };
            if host.inspects_variables && symbol.place != Place::Cell {
                self.op(Opcode::Unbind, register, 0, 0);
            }
            self.assembler().assigned.remove(register);
        }
    }

    fn begin_iteration(
        &mut self,
        generator: &'a ast::Comprehension,
        iterable: Register,
        iteration: Register,
    ) {
        self.at(generator.iter.range());
        let opcode = if generator.is_async { Opcode::GetAsyncIter } else { Opcode::GetIter };
        self.op(opcode, iteration, iterable, 0);
    }

    fn generate_clause(
        &mut self,
        generators: &'a [ast::Comprehension],
        index: usize,
        iteration: Register,
        element: &Element<'a>,
        range: ruff_text_size::TextRange,
    ) -> Result {
        let generator = &generators[index];
        let mark = self.mark();
        let (header, next, end) = (self.label(), self.label(), self.label());
        if generator.is_async {
            let exception = self.temporary();
            let handler = self.label();
            let before = self.assembler().assigned.clone();
            self.assembler().bind_header(header);
            self.at(generator.iter.range());
            let depth = self.assembler().protection();
            self.assembler().protect(handler, exception);
            let item = self.temporary();
            self.op(Opcode::GetAsyncNext, item, iteration, 0);
            self.await_register(item, item, 0);
            self.assembler().unprotect(depth);
            self.store(&generator.target, item)?;
            self.generate_body(generators, index, next, element, range)?;
            self.bind(next);
            self.wide_loop(header);
            self.assembler().bind_handler(handler, &before);
            self.at(generator.iter.range());
            self.op(Opcode::EndAsyncFor, exception, 0, 0);
        } else {
            self.assembler().bind_header(header);
            self.at(generator.iter.range());
            self.iterate_into(&generator.target, iteration, end)?;
            self.generate_body(generators, index, next, element, range)?;
            self.bind(next);
            self.at(generator.iter.range());
            self.wide_loop(header);
            self.bind(end);
        }
        self.release(mark);
        Ok(())
    }

    fn generate_body(
        &mut self,
        generators: &'a [ast::Comprehension],
        index: usize,
        next: crate::assemble::Label,
        element: &Element<'a>,
        range: ruff_text_size::TextRange,
    ) -> Result {
        for condition in &generators[index].ifs {
            self.jump_if(condition, false, next)?;
        }
        if let Some(inner) = generators.get(index + 1) {
            let mark = self.mark();
            let iteration = self.temporaries(2);
            let iterable = self.iterable_operand(&inner.iter, Some(iteration))?;
            self.begin_iteration(inner, iterable, iteration);
            self.generate_clause(generators, index + 1, iteration, element, range)?;
            self.release(mark);
            return Ok(());
        }
        let mark = self.mark();
        let value = self.operand(element.first)?;
        self.at(element.first.range());
        match element.kind {
            Kind::List => self.op(Opcode::ListAppend, element.container, value, 0),
            Kind::Set => self.op(Opcode::SetAdd, element.container, value, 0),
            Kind::Dict => {
                let second =
                    self.operand(element.second.expect("a dict comprehension has a value"))?;
                self.op(Opcode::MapAdd, element.container, value, second);
            }
            Kind::Generator => {
                let sent = self.temporary();
                self.op(Opcode::Yield, sent, value, 0);
            }
        }
        self.release(mark);
        Ok(())
    }

    /// The iterable of a loop: a display of constants is a constant tuple.
    pub(super) fn iterable_operand(
        &mut self,
        iterable: &'a Expr,
        place: Option<Register>,
    ) -> Result<Register> {
        if matches!(iterable, Expr::List(_))
            && let Some(constant) = self.constant_container(iterable)
        {
            let register = match place {
                Some(place) => place,
                None => self.temporary(),
            };
            self.at(iterable.range());
            self.load_constant(constant, register);
            return Ok(register);
        }
        self.operand_near(iterable, place)
    }

    pub(super) fn generator_expression(
        &mut self,
        node: &'a ast::ExprGenerator,
        to: Register,
    ) -> Result {
        let scope = self.scope_of(node, KeyKind::Body);
        let is_async = self.table.scopes[scope].is_coroutine;
        let window = self.window(to);
        self.at(node.range);
        let line = self.source.line(node.range.start().to_usize());
        let flags = if is_async { flag::ASYNC_GENERATOR } else { flag::GENERATOR };
        let qualname = self.qualify("<genexpr>");
        self.enter(scope, "<genexpr>", line, flag::OPTIMIZED | flag::NEWLOCALS | flags);
        self.unit().qualname = qualname;
        self.at(node.range);
        self.op(Opcode::ReturnGenerator, 0, 0, 0);
        let iteration = self.temporaries(2);
        let first = &node.generators[0];
        self.at(first.iter.range());
        if first.is_async {
            self.op(Opcode::Move, iteration, 0, 0);
        } else {
            self.op(Opcode::GetIter, iteration, 0, 1);
        }
        let element =
            Element { kind: Kind::Generator, first: &node.elt, second: None, container: 0 };
        self.generate_clause(&node.generators, 0, iteration, &element, node.range)?;
        let mut code = self.leave()?;
        code.argument_count = 1;
        self.make_function(code, scope, window);
        let argument = self.temporaries(2);
        let iterable = self.iterable_operand(&first.iter, Some(argument))?;
        self.begin_iteration(first, iterable, argument);
        self.at(node.range);
        self.op(Opcode::Call, window, 1, 1);
        self.copy(to, window);
        Ok(())
    }

    /// Whether the unit is a coroutine, where asynchronous comprehensions may stand.
    pub(super) fn check_asynchronous_comprehension(
        &self,
        range: ruff_text_size::TextRange,
    ) -> Result {
        let scope = &self.table.scopes[self.current().scope];
        let is_fine = match scope.kind {
            ScopeKind::Function => scope.is_coroutine,
            ScopeKind::Comprehension => true,
            _ => false,
        };
        if is_fine {
            return Ok(());
        }
        self.error("asynchronous comprehension outside of an asynchronous function", range)
    }
}
