//! Classes: a function for the body, called through `__build_class__`.

use super::call::{ARGUMENT, SELF, is_spread};
use super::function::has_docstring;
use super::{Generator, KeyKind};
use crate::assemble::Register;
use crate::code::{Code, Constant};
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, Expr};

impl<'a> Generator<'a> {
    pub(super) fn class_line(&self, node: &ast::StmtClassDef) -> u32 {
        let first = node.decorator_list.first().map_or(node.range, |decorator| decorator.range);
        self.source.line(first.start().to_usize())
    }

    pub(super) fn class_definition(&mut self, node: &'a ast::StmtClassDef) -> Result {
        let mark = self.mark();
        let (result, windows) = self.decorators(&node.decorator_list)?;
        let place = windows.last().map_or(result, |&(window, _)| window + SELF + 1);
        self.at(node.range);
        match &node.type_params {
            Some(parameters) => self.generic_class(node, parameters, place)?,
            None => self.class_object(node, None, place)?,
        }
        self.apply_decorators(&windows);
        self.at(node.name.range);
        self.store_name(&node.name, result);
        self.release(mark);
        Ok(())
    }

    /// Calls `__build_class__`. `generic`: the register of the base that type parameters bring.
    pub(super) fn class_object(
        &mut self,
        node: &'a ast::StmtClassDef,
        generic: Option<Register>,
        to: Register,
    ) -> Result {
        let code = self.class_code(node)?;
        let scope = self.scope_of(node, KeyKind::Body);
        let window = self.window(to);
        self.at(node.range);
        self.op(Opcode::LoadBuildClass, window, 0, 0);
        self.op(Opcode::Unbind, window + SELF, 0, 0);
        let body = self.temporary();
        self.make_function(code, scope, body);
        let name = self.temporary();
        self.load_string(&node.name, name);
        let no_bases: &'a [Expr] = &[];
        let no_keywords: &'a [ast::Keyword] = &[];
        let (bases, keywords) = match &node.arguments {
            Some(arguments) => (&arguments.args[..], &arguments.keywords[..]),
            None => (no_bases, no_keywords),
        };
        if let Some(arguments) = &node.arguments {
            self.check_keywords(arguments)?;
        }
        let spreads = node.arguments.as_deref().is_some_and(is_spread);
        if spreads {
            // The list grows where the tuple is expected; body and name lie in front of it already.
            let list = self.temporary();
            self.op(Opcode::BuildList, list, body, 2);
            for base in bases {
                let mark = self.mark();
                match base {
                    Expr::Starred(starred) => {
                        let value = self.operand(&starred.value)?;
                        self.op(Opcode::ListExtend, list, value, 0);
                    }
                    _ => {
                        let value = self.operand(base)?;
                        self.op(Opcode::ListAppend, list, value, 0);
                    }
                }
                self.release(mark);
            }
            if let Some(generic) = generic {
                self.op(Opcode::ListAppend, list, generic, 0);
            }
            self.op(Opcode::ListToTuple, window + ARGUMENT, list, 0);
            self.at(node.range);
            self.spread_keywords(keywords, window)?;
            self.at(node.range);
            self.op(Opcode::CallSpread, window, 0, 0);
        } else {
            let mut count = 2;
            for base in bases {
                let slot = self.temporary();
                self.expression_to(base, slot)?;
                count += 1;
            }
            if let Some(generic) = generic {
                let slot = self.temporary();
                self.copy(slot, generic);
                count += 1;
            }
            let mut names = Vec::new();
            for keyword in keywords {
                let slot = self.temporary();
                self.expression_to(&keyword.value, slot)?;
                let name = keyword.arg.as_ref().expect("spread calls are compiled above");
                names.push(Constant::Str(name.as_bytes().to_vec()));
                count += 1;
            }
            self.at(node.range);
            if names.is_empty() {
                self.op(Opcode::Call, window, count, 0);
            } else {
                let names = self.constant(Constant::Tuple(names));
                self.op(Opcode::CallKeywords, window, count, names);
            }
        }
        self.copy(to, window);
        Ok(())
    }

    fn class_code(&mut self, node: &'a ast::StmtClassDef) -> Result<Code> {
        let scope = self.scope_of(node, KeyKind::Body);
        let line = self.class_line(node);
        let qualname = self.qualify(&node.name);
        let outer = self.class.replace(node.name.to_string());
        self.enter(scope, &node.name, line, 0);
        self.unit().qualname = qualname.clone();
        let body = self.class_body(node, line, &qualname);
        self.class = outer;
        body?;
        self.leave()
    }

    fn class_body(&mut self, node: &'a ast::StmtClassDef, line: u32, qualname: &str) -> Result {
        let place = self.temporary();
        self.load_plain("__name__", place);
        self.store_plain("__module__", place);
        self.load_string(qualname, place);
        self.store_plain("__qualname__", place);
        self.load_constant(Constant::Int(line as i64), place);
        self.store_plain("__firstlineno__", place);
        if node.type_params.is_some() {
            self.load_name(".type_params", place);
            self.store_plain("__type_params__", place);
        }
        if let Some(cell) = self.class_cell("__classdict__") {
            self.op(Opcode::LoadLocals, place, 0, 0);
            self.op(Opcode::StoreCell, cell, place, 0);
        }
        if let Some(cell) = self.conditional_annotations_cell() {
            self.op(Opcode::BuildSet, place, 0, 0);
            self.op(Opcode::StoreCell, cell, place, 0);
        }
        let scope = &self.table.scopes[self.current().scope];
        if scope.has_annotations && self.future_annotations {
            self.op(Opcode::SetupAnnotations, 0, 0, 0);
        }
        if let Some(text) = self.docstring(&node.body) {
            self.load_constant(Constant::Str(text), place);
            self.store_plain("__doc__", place);
        }
        self.release(place);
        let rest = if has_docstring(&node.body) { &node.body[1..] } else { &node.body[..] };
        self.statements(rest)?;
        self.at(ruff_text_size::TextRange::empty(node.range.start()));
        let place = self.temporary();
        if self.deferred_annotations(place)? {
            self.store_plain("__annotate_func__", place);
        }
        let names: Vec<Constant> = self
            .current()
            .static_attributes
            .iter()
            .map(|name| Constant::Str(name.as_bytes().to_vec()))
            .collect();
        self.load_constant(Constant::Tuple(names), place);
        self.store_plain("__static_attributes__", place);
        if let Some(cell) = self.class_cell("__classdict__") {
            self.op(Opcode::Move, place, cell, 0);
            self.store_plain("__classdictcell__", place);
        }
        match self.class_cell("__class__") {
            Some(cell) => {
                self.op(Opcode::Move, place, cell, 0);
                self.store_plain("__classcell__", place);
            }
            None => self.load_none(place),
        }
        self.op(Opcode::Return, place, 0, 0);
        self.release(place);
        Ok(())
    }

    /// Names that the class statement itself reads and writes in the namespace.
    fn load_plain(&mut self, name: &str, to: Register) {
        let index = self.name_index(name);
        self.wide(Opcode::LoadName, to, index);
    }

    pub(super) fn store_plain(&mut self, name: &str, from: Register) {
        let index = self.name_index(name);
        self.wide(Opcode::StoreName, from, index);
    }
}
