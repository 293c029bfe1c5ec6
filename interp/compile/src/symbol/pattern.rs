//! Names in the patterns of `match` (PEP 634): captures bind, values and classes are read.

use super::scope::bit;
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::Pattern;
use ruff_text_size::Ranged;

impl<'a> Builder<'a> {
    pub(super) fn pattern(&mut self, pattern: &'a Pattern) -> Result {
        self.deeper()?;
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value)?,
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(node) => {
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
            }
            Pattern::MatchMapping(node) => {
                for key in &node.keys {
                    self.expression(key)?;
                }
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
                if let Some(rest) = &node.rest {
                    self.add(rest, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls)?;
                for pattern in &node.arguments.patterns {
                    self.pattern(pattern)?;
                }
                for keyword in &node.arguments.keywords {
                    if &*keyword.attr == "__debug__" {
                        return self.error("cannot assign to __debug__", keyword.pattern.range());
                    }
                    self.pattern(&keyword.pattern)?;
                }
            }
            Pattern::MatchStar(node) => {
                if let Some(name) = &node.name {
                    self.add(name, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern)?;
                }
                if let Some(name) = &node.name {
                    self.add(name, bit::BOUND, node.range)?;
                }
            }
            Pattern::MatchOr(node) => {
                for pattern in &node.patterns {
                    self.pattern(pattern)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }
}
