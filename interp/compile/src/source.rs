//! The source text and its lines.
//!
//! Offsets are bytes; positions in code are lines and byte columns; errors count characters. Line starts are found once,
//! and looked up by bisection that first tries the line of the last question, since the compiler walks forward.

use crate::code::Position;
use ruff_text_size::TextRange;
use std::cell::Cell;

/// A source text with its line table.
pub struct Source<'a> {
    pub text: &'a str,
    line_starts: Vec<u32>,
    last: Cell<usize>,
}

impl<'a> Source<'a> {
    pub fn new(text: &'a str) -> Source<'a> {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                line_starts.push(at as u32 + 1);
            }
        }
        Source { text, line_starts, last: Cell::new(0) }
    }

    /// Index of the line (from 0) that holds the offset.
    pub fn line_index(&self, offset: usize) -> usize {
        let offset = offset as u32;
        let last = self.last.get();
        let starts = &self.line_starts;
        if starts[last] <= offset && starts.get(last + 1).is_none_or(|&next| offset < next) {
            return last;
        }
        let line = starts.partition_point(|&start| start <= offset) - 1;
        self.last.set(line);
        line
    }

    /// Line from 1.
    pub fn line(&self, offset: usize) -> u32 {
        self.line_index(offset) as u32 + 1
    }

    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Offset at which a line (from 1) begins.
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts[line as usize - 1] as usize
    }

    /// Line from 1 and column in bytes from 0.
    pub fn line_and_byte(&self, offset: usize) -> (u32, u32) {
        let line = self.line_index(offset);
        (line as u32 + 1, offset as u32 - self.line_starts[line])
    }

    /// Line and column in characters, both from 1.
    pub fn line_and_character(&self, offset: usize) -> (u32, u32) {
        let line = self.line_index(offset);
        let start = self.line_starts[line] as usize;
        let offset = offset.min(self.text.len());
        let characters =
            self.text.get(start..offset).map_or(offset - start, |part| part.chars().count());
        (line as u32 + 1, characters as u32 + 1)
    }

    /// Text of a line (from 1), its newline included.
    pub fn line_text(&self, line: u32) -> &'a str {
        let index = (line.max(1) as usize - 1).min(self.line_starts.len() - 1);
        let start = self.line_starts[index] as usize;
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |&end| end as usize);
        &self.text[start..end]
    }

    pub fn slice(&self, range: TextRange) -> &'a str {
        &self.text[range.start().to_usize()..range.end().to_usize()]
    }

    /// Position of a range; `at` is left 0.
    pub fn position(&self, range: TextRange) -> Position {
        let (line, column) = self.line_and_byte(range.start().to_usize());
        let (end_line, end_column) = self.line_and_byte(range.end().to_usize());
        Position { at: 0, line, end_line, column, end_column }
    }
}
