//! `match`: each pattern tests and takes apart, jumping to the next case where it fails.
//!
//! Names are bound only when the whole pattern has matched, so captures stay in temporaries until then. All temporaries
//! of a case live until its end. The alternatives of an or-pattern move what they capture into the same registers.

use super::Generator;
use crate::assemble::{Label, Register};
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, CmpOp, Identifier, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};

#[derive(Default)]
struct Captures<'a> {
    names: Vec<(&'a Identifier, Register)>,
}

impl<'a> Generator<'a> {
    pub(super) fn match_statement(&mut self, node: &'a ast::StmtMatch) -> Result {
        let mark = self.mark();
        let subject = self.value(&node.subject)?;
        let end = self.label();
        let count = node.cases.len();
        for (index, case) in node.cases.iter().enumerate() {
            let inner = self.mark();
            let next = self.label();
            let is_last = index + 1 == count;
            if !is_last && case.guard.is_none() {
                self.check_reachable(&case.pattern)?;
            }
            let mut captures = Captures::default();
            self.at(case.pattern.range());
            self.pattern(&case.pattern, subject, next, &mut captures)?;
            for (name, register) in captures.names {
                self.at(case.pattern.range());
                self.store_name(name, register);
            }
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next)?;
            }
            self.release(inner);
            self.statements(&case.body)?;
            self.go(end);
            self.bind(next);
        }
        self.bind(end);
        self.release(mark);
        Ok(())
    }

    /// A pattern that always matches must stand last.
    fn check_reachable(&self, pattern: &'a Pattern) -> Result {
        match pattern {
            Pattern::MatchAs(node) if node.pattern.is_none() => match &node.name {
                Some(name) => self.error(
                    format!("name capture '{name}' makes remaining patterns unreachable"),
                    node.range,
                ),
                None => self.error("wildcard makes remaining patterns unreachable", node.range),
            },
            Pattern::MatchAs(node) => match &node.pattern {
                Some(inner) => self.check_reachable(inner),
                None => Ok(()),
            },
            Pattern::MatchOr(node) => match node.patterns.last() {
                Some(last) => self.check_reachable(last),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn capture(
        &mut self,
        captures: &mut Captures<'a>,
        name: &'a Identifier,
        register: Register,
        range: TextRange,
    ) -> Result {
        if captures.names.iter().any(|(other, _)| other.as_str() == name.as_str()) {
            return self.error(format!("multiple assignments to name '{name}' in pattern"), range);
        }
        captures.names.push((name, register));
        Ok(())
    }

    fn pattern(
        &mut self,
        pattern: &'a Pattern,
        subject: Register,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        self.deeper()?;
        let range = pattern.range();
        self.at(range);
        match pattern {
            Pattern::MatchValue(node) => {
                let mark = self.mark();
                if let Some(number) = self.small_integer(&node.value) {
                    self.jump(Opcode::JumpIfNotEqInt, subject, number, fail);
                } else {
                    let value = self.operand(&node.value)?;
                    self.at(range);
                    self.jump_on_comparison(CmpOp::Eq, subject, value, false, fail);
                }
                self.release(mark);
            }
            Pattern::MatchSingleton(node) => {
                if node.value == Singleton::None {
                    self.jump(Opcode::JumpIfNotNone, subject, 0, fail);
                } else {
                    let mark = self.mark();
                    let value = self.temporary();
                    let constant = if node.value == Singleton::True {
                        Constant::True
                    } else {
                        Constant::False
                    };
                    self.load_constant(constant, value);
                    self.jump(Opcode::JumpIfIsNot, subject, value, fail);
                    self.release(mark);
                }
            }
            Pattern::MatchSequence(node) => self.sequence_pattern(node, subject, fail, captures)?,
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, fail, captures)?,
            Pattern::MatchClass(node) => self.class_pattern(node, subject, fail, captures)?,
            Pattern::MatchStar(node) => {
                return self.error("can't use starred pattern here", node.range);
            }
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, subject, fail, captures)?;
                }
                if let Some(name) = &node.name {
                    self.capture(captures, name, subject, range)?;
                }
            }
            Pattern::MatchOr(node) => self.or_pattern(node, subject, fail, captures)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn sequence_pattern(
        &mut self,
        node: &'a ast::PatternMatchSequence,
        subject: Register,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let patterns = &node.patterns;
        let star = patterns.iter().position(Pattern::is_match_star);
        if let Some(star) = star
            && patterns[star + 1..].iter().any(Pattern::is_match_star)
        {
            return self.error("multiple starred expressions in sequence pattern", node.range);
        }
        let test = self.temporary();
        self.op(Opcode::MatchSequence, test, subject, 0);
        self.jump(Opcode::JumpIfFalse, test, 0, fail);
        let least = patterns.len() - star.is_some() as usize;
        if star.is_none() || least > 0 {
            self.op(Opcode::GetLength, test, subject, 0);
            let length = least as i64;
            let opcode =
                if star.is_none() { Opcode::JumpIfNotEqInt } else { Opcode::JumpIfNotGeInt };
            match Self::fits_immediate(length) {
                Some(number) => self.jump(opcode, test, number, fail),
                None => return self.unsupported("a sequence pattern of this length", node.range),
            }
        }
        let is_wildcard = |pattern: &Pattern| match pattern {
            Pattern::MatchAs(node) => node.pattern.is_none() && node.name.is_none(),
            Pattern::MatchStar(node) => node.name.is_none(),
            _ => false,
        };
        if patterns.iter().all(is_wildcard) {
            return Ok(());
        }
        match star {
            Some(star) if is_wildcard(&patterns[star]) => {
                // Items are fetched one by one: no list of the rest is made.
                for (index, pattern) in patterns.iter().enumerate() {
                    if is_wildcard(pattern) {
                        continue;
                    }
                    let item = self.temporary();
                    self.at(pattern.range());
                    if index < star {
                        self.op(Opcode::GetItemInt, item, subject, index as u32);
                    } else {
                        let key = self.temporary();
                        let from_end = (patterns.len() - index) as i64;
                        self.op(Opcode::GetLength, key, subject, 0);
                        match Self::fits_immediate(from_end) {
                            Some(number) => self.op(Opcode::SubInt, key, key, number),
                            None => {
                                return self
                                    .unsupported("a sequence pattern of this length", node.range);
                            }
                        }
                        self.op(Opcode::GetItem, item, subject, key);
                    }
                    self.pattern(pattern, item, fail, captures)?;
                }
            }
            Some(star) => {
                let after = patterns.len() - star - 1;
                if star >= 256 || after >= 256 {
                    return self.error(
                        "too many expressions in star-unpacking sequence pattern",
                        node.range,
                    );
                }
                let first = self.temporaries(patterns.len() as u32);
                self.op(Opcode::UnpackStar, first, subject, (star | after << 8) as u32);
                for (index, pattern) in patterns.iter().enumerate() {
                    let item = first + index as u32;
                    match pattern {
                        Pattern::MatchStar(starred) => {
                            if let Some(name) = &starred.name {
                                self.capture(captures, name, item, starred.range)?;
                            }
                        }
                        _ => self.pattern(pattern, item, fail, captures)?,
                    }
                }
            }
            None => {
                let first = self.temporaries(patterns.len() as u32);
                self.op(Opcode::Unpack, first, subject, patterns.len() as u32);
                for (index, pattern) in patterns.iter().enumerate() {
                    self.pattern(pattern, first + index as u32, fail, captures)?;
                }
            }
        }
        Ok(())
    }

    fn mapping_pattern(
        &mut self,
        node: &'a ast::PatternMatchMapping,
        subject: Register,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let test = self.temporary();
        self.op(Opcode::MatchMapping, test, subject, 0);
        self.jump(Opcode::JumpIfFalse, test, 0, fail);
        let count = node.keys.len();
        if count > 0 {
            self.op(Opcode::GetLength, test, subject, 0);
            match Self::fits_immediate(count as i64) {
                Some(number) => self.jump(Opcode::JumpIfNotGeInt, test, number, fail),
                None => return self.unsupported("a mapping pattern of this length", node.range),
            }
        }
        self.check_mapping_keys(node)?;
        let keys = self.temporaries(count as u32);
        for (index, key) in node.keys.iter().enumerate() {
            self.expression_to(key, keys + index as u32)?;
        }
        self.at(node.range);
        if count > 0 {
            let tuple = self.temporary();
            self.op(Opcode::BuildTuple, tuple, keys, count as u32);
            self.op(Opcode::MatchKeys, tuple, subject, tuple);
            self.jump(Opcode::JumpIfNone, tuple, 0, fail);
            let values = self.temporaries(count as u32);
            self.op(Opcode::Unpack, values, tuple, count as u32);
            for (index, pattern) in node.patterns.iter().enumerate() {
                self.pattern(pattern, values + index as u32, fail, captures)?;
            }
        }
        if let Some(rest) = &node.rest {
            let dict = self.temporary();
            self.at(node.range);
            self.op(Opcode::BuildMap, dict, 0, 0);
            self.op(Opcode::DictUpdate, dict, subject, 0);
            for index in 0..count as u32 {
                self.op(Opcode::DelItem, dict, keys + index, 0);
            }
            self.capture(captures, rest, dict, node.range)?;
        }
        Ok(())
    }

    fn check_mapping_keys(&mut self, node: &'a ast::PatternMatchMapping) -> Result {
        let mut seen = Vec::new();
        for key in &node.keys {
            let Some(constant) = self.fold(key) else { continue };
            let key_bytes = crate::store::constant_key(&constant);
            if seen.contains(&key_bytes) {
                let shown = crate::unparse::expression(key, self.source);
                return self
                    .error(format!("mapping pattern checks duplicate key ({shown})"), node.range);
            }
            seen.push(key_bytes);
        }
        Ok(())
    }

    fn class_pattern(
        &mut self,
        node: &'a ast::PatternMatchClass,
        subject: Register,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let positional = &node.arguments.patterns;
        let keywords = &node.arguments.keywords;
        for (index, keyword) in keywords.iter().enumerate() {
            if keywords[..index].iter().any(|other| other.attr.as_str() == keyword.attr.as_str()) {
                let message = format!("attribute name repeated in class pattern: {}", keyword.attr);
                return self.error(message, keyword.pattern.range());
            }
        }
        let request = self.temporaries(3);
        self.expression_to(&node.cls, request)?;
        self.at(node.range);
        self.load_constant(Constant::Int(positional.len() as i64), request + 1);
        let names = keywords
            .iter()
            .map(|keyword| Constant::Str(keyword.attr.as_bytes().to_vec()))
            .collect();
        self.load_constant(Constant::Tuple(names), request + 2);
        let found = self.temporary();
        self.op(Opcode::MatchClass, found, subject, request);
        self.jump(Opcode::JumpIfNone, found, 0, fail);
        let count = positional.len() + keywords.len();
        if count == 0 {
            return Ok(());
        }
        let values = self.temporaries(count as u32);
        self.op(Opcode::Unpack, values, found, count as u32);
        let inner = positional.iter().chain(keywords.iter().map(|keyword| &keyword.pattern));
        for (index, pattern) in inner.enumerate() {
            self.pattern(pattern, values + index as u32, fail, captures)?;
        }
        Ok(())
    }

    fn or_pattern(
        &mut self,
        node: &'a ast::PatternMatchOr,
        subject: Register,
        fail: Label,
        captures: &mut Captures<'a>,
    ) -> Result {
        let end = self.label();
        let mut names: Option<Vec<&'a Identifier>> = None;
        let mut common = 0;
        let count = node.patterns.len();
        for (index, alternative) in node.patterns.iter().enumerate() {
            let is_last = index + 1 == count;
            if !is_last {
                self.check_reachable(alternative)?;
            }
            let next = if is_last { fail } else { self.label() };
            let mut own = Captures::default();
            if names.is_none() {
                // Registers above the common ones; how many those are shows only after the first alternative.
                let reserved = count_captures(alternative) as u32;
                common = self.temporaries(reserved);
            }
            self.pattern(alternative, subject, next, &mut own)?;
            let expected =
                names.get_or_insert_with(|| own.names.iter().map(|&(name, _)| name).collect());
            let is_same = own.names.len() == expected.len()
                && own
                    .names
                    .iter()
                    .all(|(name, _)| expected.iter().any(|other| other.as_str() == name.as_str()));
            if !is_same {
                return self.error("alternative patterns bind different names", node.range);
            }
            let expected = expected.clone();
            for (name, register) in own.names {
                let place = expected
                    .iter()
                    .position(|other| other.as_str() == name.as_str())
                    .expect("compared");
                self.op(Opcode::Move, common + place as u32, register, 0);
            }
            if !is_last {
                self.go(end);
                self.bind(next);
            }
        }
        self.bind(end);
        for (index, name) in names.unwrap_or_default().into_iter().enumerate() {
            self.capture(captures, name, common + index as u32, node.range)?;
        }
        Ok(())
    }
}

/// Upper bound of the names that a pattern captures.
fn count_captures(pattern: &Pattern) -> usize {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => 0,
        Pattern::MatchSequence(node) => node.patterns.iter().map(count_captures).sum(),
        Pattern::MatchMapping(node) => {
            node.patterns.iter().map(count_captures).sum::<usize>() + node.rest.is_some() as usize
        }
        Pattern::MatchClass(node) => {
            let keywords =
                node.arguments.keywords.iter().map(|keyword| count_captures(&keyword.pattern));
            node.arguments.patterns.iter().map(count_captures).sum::<usize>()
                + keywords.sum::<usize>()
        }
        Pattern::MatchStar(node) => node.name.is_some() as usize,
        Pattern::MatchAs(node) => {
            node.pattern.as_deref().map_or(0, count_captures) + node.name.is_some() as usize
        }
        Pattern::MatchOr(node) => node.patterns.iter().map(count_captures).max().unwrap_or(0),
    }
}
