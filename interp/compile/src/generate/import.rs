//! `import` in all its forms.

use super::Generator;
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast as ast;
use ruff_text_size::TextRange;

/// Features of `__future__` that exist.
const FEATURES: [&str; 10] = [
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

impl<'a> Generator<'a> {
    pub(super) fn import(&mut self, node: &'a ast::StmtImport) -> Result {
        for alias in &node.names {
            let mark = self.mark();
            let module = self.temporary();
            let request = self.temporaries(2);
            self.at(node.range);
            self.load_constant(Constant::Int(0), request);
            self.load_none(request + 1);
            let full = alias.name.as_str();
            let name = self.name_index(full);
            self.op(Opcode::ImportName, module, request, name);
            match &alias.asname {
                Some(local) => {
                    // `import a.b.c as d` walks down by attribute-like imports.
                    for part in full.split('.').skip(1) {
                        let part = self.name_index(part);
                        self.op(Opcode::ImportFrom, module, module, part);
                    }
                    self.store_name(local, module);
                }
                None => {
                    let first = full.split('.').next().unwrap_or(full);
                    self.store_name(first, module);
                }
            }
            self.release(mark);
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, node: &'a ast::StmtImportFrom) -> Result {
        let module_name = node.module.as_ref().map_or("", |name| name.as_str());
        if module_name == "__future__" && node.level == 0 {
            self.check_features(node)?;
        }
        let mark = self.mark();
        let module = self.temporary();
        let request = self.temporaries(2);
        self.at(node.range);
        self.load_constant(Constant::Int(node.level as i64), request);
        let names =
            node.names.iter().map(|alias| Constant::Str(alias.name.as_bytes().to_vec())).collect();
        self.load_constant(Constant::Tuple(names), request + 1);
        let name = self.name_index(module_name);
        self.op(Opcode::ImportName, module, request, name);
        self.release(request);
        for alias in &node.names {
            if &*alias.name == "*" {
                self.op(Opcode::ImportStar, module, 0, 0);
                continue;
            }
            let inner = self.mark();
            let value = self.temporary();
            self.at(import_position(node, alias));
            let name = self.name_index(&alias.name);
            self.op(Opcode::ImportFrom, value, module, name);
            let local = alias.asname.as_ref().unwrap_or(&alias.name);
            self.store_name(local, value);
            self.release(inner);
        }
        self.release(mark);
        Ok(())
    }

    fn check_features(&self, node: &'a ast::StmtImportFrom) -> Result {
        for alias in &node.names {
            let name = alias.name.as_str();
            if name == "braces" {
                return self.error("not a chance", alias.range);
            }
            if !FEATURES.contains(&name) {
                return self.error(format!("future feature {name} is not defined"), alias.range);
            }
        }
        Ok(())
    }
}

/// CPython marks the name that could not be imported.
fn import_position(_node: &ast::StmtImportFrom, alias: &ast::Alias) -> TextRange {
    alias.range
}
