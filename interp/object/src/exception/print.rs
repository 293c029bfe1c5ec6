//! The text of an exception with its traceback, as CPython prints it on stderr.
//!
//! An exception is printed after the ones that led to it. Every traceback entry shows its source
//! line (`source_text`), with the part that failed underlined (`anchor` finds the operator or brackets).

use super::anchor::{self, Anchor};
use super::source_text::Reader;
use super::{field, get, group, safe_text, suggestion, syntax_error};
use crate::builtin::Builtin;
use crate::class;
use crate::describe::{full_name, lossy};
use crate::name::*;
use crate::thread::Thread;
use crate::{attribute, code, integer, list, string, traceback, tuple};
use tracer::Word;

/// The uncaught exception as CPython prints it on stderr, chained causes and all (also to a given string).
pub fn print(thread: &mut Thread, exception: Word) -> String {
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    let mut printer = Printer {
        thread,
        text: String::new(),
        seen: Vec::new(),
        sources: Reader::default(),
        depth: 0,
    };
    printer.chain(exception);
    let text = std::mem::take(&mut printer.text);
    thread.exception = pending;
    text
}

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// More equal entries than this are counted, not shown.
const REPETITIONS: usize = 3;
/// More exceptions of a group than this are counted, not shown; and deeper groups.
const GROUP_WIDTH: usize = 15;
const GROUP_DEPTH: usize = 10;

struct Printer<'a> {
    thread: &'a mut Thread,
    text: String,
    /// Exceptions that have been shown: addresses of objects that the one being printed keeps alive.
    seen: Vec<Word>,
    sources: Reader,
    /// Of nested groups.
    depth: usize,
}

impl Printer<'_> {
    /// An exception after those that led to it.
    fn chain(&mut self, exception: Word) {
        let mut links = vec![(exception, "")];
        self.seen.push(exception);
        let mut current = exception;
        loop {
            let struct_ = get(current);
            let (next, message) = if struct_.cause.is_pointer() {
                (struct_.cause, CAUSE)
            } else if struct_.context.is_pointer() && struct_.suppress_context != Word::TRUE {
                (struct_.context, CONTEXT)
            } else {
                break;
            };
            if self.seen.contains(&next) {
                break;
            }
            self.seen.push(next);
            if let Some(last) = links.last_mut() {
                last.1 = message;
            }
            links.push((next, ""));
            current = next;
        }
        for (exception, message) in links.into_iter().rev() {
            if !message.is_empty() {
                self.emit(message, '|');
            }
            self.one(exception);
        }
    }

    /// Adds lines with the margin of the group they are in.
    fn emit(&mut self, text: &str, margin: char) {
        if self.depth == 0 {
            self.text.push_str(text);
            return;
        }
        for line in text.split_inclusive('\n') {
            self.text.push_str(&" ".repeat(2 * self.depth));
            self.text.push(margin);
            self.text.push(' ');
            self.text.push_str(line);
        }
    }

    fn one(&mut self, exception: Word) {
        if group::is_group(exception) {
            self.group(exception);
            return;
        }
        let stack = self.stack(exception);
        if !stack.is_empty() {
            self.emit("Traceback (most recent call last):\n", '|');
            self.emit(&stack, '|');
        }
        let text = self.exception_only(exception);
        self.emit(&text, '|');
    }

    fn group(&mut self, exception: Word) {
        if self.depth > GROUP_DEPTH {
            self.emit(&format!("... (max_group_depth is {GROUP_DEPTH})\n"), '|');
            return;
        }
        let top = self.depth == 0;
        if top {
            self.depth = 1;
        }
        let stack = self.stack(exception);
        if !stack.is_empty() {
            let margin = if top { '+' } else { '|' };
            self.emit("Exception Group Traceback (most recent call last):\n", margin);
            self.emit(&stack, '|');
        }
        let text = self.exception_only(exception);
        self.emit(&text, '|');
        let members = group::exceptions(exception);
        let count = tuple::items(members).len();
        let shown = if count <= GROUP_WIDTH { count } else { GROUP_WIDTH + 1 };
        for index in 0..shown {
            let last = index + 1 == shown;
            let truncated = index >= GROUP_WIDTH;
            let title = if truncated { "...".to_string() } else { (index + 1).to_string() };
            let indent = " ".repeat(2 * self.depth);
            let corner = if index == 0 { "+-" } else { "  " };
            self.text
                .push_str(&format!("{indent}{corner}+---------------- {title} ----------------\n"));
            self.depth += 1;
            let before = self.text.len();
            if truncated {
                let rest = count - GROUP_WIDTH;
                let plural = if rest > 1 { "s" } else { "" };
                self.emit(&format!("and {rest} more exception{plural}\n"), '|');
            } else {
                self.chain(tuple::items(members)[index]);
            }
            // A group that ended with its own closing line needs no second one.
            let closed = self.text[before..].ends_with(CLOSING);
            if last && !closed {
                self.text.push_str(&" ".repeat(2 * self.depth));
                self.text.push_str(CLOSING);
            }
            self.depth -= 1;
        }
        if top {
            self.depth = 0;
        }
    }

    /// Entries of the traceback with their source lines.
    fn stack(&mut self, exception: Word) -> String {
        let mut text = String::new();
        let mut entry = get(exception).traceback;
        let mut last: Option<(Word, u32, Word)> = None;
        let mut count = 0;
        while traceback::is_traceback(entry) {
            let struct_ = traceback::get(entry);
            let code_object = code::get(struct_.code);
            let line = traceback::line(entry);
            let key = (code_object.filename, line, code_object.name);
            if last != Some(key) {
                repeated(&mut text, count);
                last = Some(key);
                count = 0;
            }
            count += 1;
            if count <= REPETITIONS {
                self.frame(&mut text, entry);
            }
            entry = struct_.next;
        }
        repeated(&mut text, count);
        text
    }

    fn frame(&mut self, text: &mut String, entry: Word) {
        let struct_ = traceback::get(entry);
        let code_object = code::get(struct_.code);
        let filename = lossy(code_object.filename);
        let line = traceback::line(entry);
        let name = lossy(code_object.name);
        text.push_str(&format!("  File \"{filename}\", line {line}, in {name}\n"));
        let Some(lines) = self.sources.lines(&filename) else { return };
        let position = struct_.position.int();
        let precise = if position >= 0 {
            let found = code::position(code::source(struct_.code), position as u32);
            (found.end_line >= found.line
                && found.line == line
                && (found.end_line, found.end_column) > (found.line, found.column))
                .then_some(found)
        } else {
            None
        };
        match precise {
            Some(found) => push_marked(text, &lines, found),
            None => {
                let source = lines.get(line as usize - 1).map_or("", |line| line.trim());
                if !source.is_empty() {
                    text.push_str(&format!("    {source}\n"));
                }
            }
        }
    }

    /// The last lines: class, text, notes.
    fn exception_only(&mut self, exception: Word) -> String {
        let class = class::class_of(exception);
        let mut name = full_name(class);
        if let Some(short) = name.strip_prefix("__main__.") {
            name = short.to_string();
        }
        let mut text = if class::is_kind(exception, Builtin::SyntaxError) {
            self.syntax_error(exception, &name)
        } else {
            let message = safe_text(self.thread, exception);
            let hint = self.hint(exception);
            if message.is_empty() && hint.is_empty() {
                format!("{name}\n")
            } else {
                format!("{name}: {message}{hint}\n")
            }
        };
        self.notes(exception, &mut text);
        text
    }

    /// What CPython adds to the message of some exceptions.
    fn hint(&mut self, exception: Word) -> String {
        match suggestion::hint(self.thread, exception) {
            Ok(text) => text,
            Err(raised) => {
                self.thread.take_exception(raised);
                String::new()
            }
        }
    }

    fn notes(&mut self, exception: Word, text: &mut String) {
        let notes = match attribute::get_optional(self.thread, exception, __notes__.word()) {
            Ok(Some(notes)) if !notes.is_none() => notes,
            Ok(_) => return,
            Err(raised) => {
                self.thread.take_exception(raised);
                return;
            }
        };
        let items: Vec<Word> = if class::is_kind(notes, Builtin::List) {
            (0..list::length(notes)).map(|index| list::get(notes, index)).collect()
        } else if class::is_kind(notes, Builtin::Tuple) {
            tuple::items(notes).to_vec()
        } else {
            match crate::describe::repr(self.thread, notes) {
                Ok(shown) => text.push_str(&format!("{shown}\n")),
                Err(raised) => {
                    self.thread.take_exception(raised);
                    text.push_str("<__notes__ repr() failed>\n");
                }
            }
            return;
        };
        for note in items.into_iter().filter(|note| !note.is_null()) {
            let shown = match crate::operation::str(self.thread, note) {
                Ok(shown) => lossy(shown),
                Err(raised) => {
                    self.thread.take_exception(raised);
                    String::from("<note str() failed>")
                }
            };
            for line in shown.split('\n') {
                text.push_str(line);
                text.push('\n');
            }
        }
    }

    fn syntax_error(&mut self, exception: Word, name: &str) -> String {
        use syntax_error::{END_LINE, END_OFFSET, FILENAME, LINE, MESSAGE, OFFSET, TEXT};
        let number = |index: usize| {
            let value = field(exception, index);
            if !value.is_null() && integer::is_int(value) { integer::to_i64(value) } else { None }
        };
        let string = |index: usize| {
            let value = field(exception, index);
            (!value.is_null() && string::is_str(value)).then(|| lossy(value))
        };
        let mut text = String::new();
        let mut suffix = String::new();
        let filename = string(FILENAME);
        if let Some(line) = number(LINE) {
            let filename = filename.as_deref().unwrap_or("<string>");
            text.push_str(&format!("  File \"{filename}\", line {line}\n"));
        } else if let Some(filename) = filename {
            suffix = format!(" ({filename})");
        }
        if let Some(source) = string(TEXT) {
            push_syntax_line(
                &mut text,
                &source,
                number(OFFSET),
                number(END_OFFSET).filter(|_| number(LINE) == number(END_LINE)),
                number(LINE) == number(END_LINE),
            );
        }
        let message = field(exception, MESSAGE);
        let message = if message.is_null() || message.is_none() {
            String::from("None")
        } else {
            match crate::operation::str(self.thread, message) {
                Ok(message) => lossy(message),
                Err(raised) => {
                    self.thread.take_exception(raised);
                    String::from("<exception str() failed>")
                }
            }
        };
        let message =
            if message.is_empty() { String::from("<no detail available>") } else { message };
        text.push_str(&format!("{name}: {message}{suffix}\n"));
        text
    }
}

const CLOSING: &str = "+------------------------------------\n";

fn repeated(text: &mut String, count: usize) {
    if count > REPETITIONS {
        let more = count - REPETITIONS;
        let plural = if more > 1 { "s" } else { "" };
        text.push_str(&format!("  [Previous line repeated {more} more time{plural}]\n"));
    }
}

/// The offending line of a SyntaxError with carets; offsets count characters from 1.
fn push_syntax_line(
    text: &mut String,
    source: &str,
    offset: Option<i64>,
    end_offset: Option<i64>,
    same_line: bool,
) {
    let right = source.trim_end_matches('\n');
    let left = right.trim_start_matches([' ', '\n', '\u{c}']);
    let (length, width) = (source.chars().count() as i64, right.chars().count() as i64);
    let spaces = width - left.chars().count() as i64;
    text.push_str(&format!("    {left}\n"));
    let Some(mut offset) = offset else { return };
    let mut end =
        if same_line { end_offset.filter(|end| *end != 0).unwrap_or(offset) } else { width + 1 };
    if length > 0 && offset > length {
        offset = width + 1;
    }
    if length > 0 && end > length {
        end = width + 1;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let (start, end) = (offset - 1 - spaces, end - 1 - spaces);
    if start < 0 {
        return;
    }
    let indent: String = left
        .chars()
        .chain(std::iter::repeat(' '))
        .take(start as usize)
        .map(|character| if character.is_whitespace() { character } else { ' ' })
        .collect();
    let indent = if start as usize > left.chars().count() {
        indent.chars().take(left.chars().count()).collect()
    } else {
        indent
    };
    text.push_str(&format!("    {indent}{}\n", "^".repeat((end - start).max(0) as usize)));
}

/// Columns of a character offset, wide characters counting twice.
fn display_width(line: &[char]) -> usize {
    line.iter().map(|&character| if is_wide(character) { 2 } else { 1 }).sum()
}

/// Characters that terminals show in two columns.
fn is_wide(character: char) -> bool {
    matches!(
        u32::from(character),
        0x1100..=0x115f
            | 0x231a..=0x231b
            | 0x2329..=0x232a
            | 0x23e9..=0x23ec
            | 0x2e80..=0x303e
            | 0x3041..=0x33ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0xa4cf
            | 0xa960..=0xa97c
            | 0xac00..=0xd7a3
            | 0xf900..=0xfaff
            | 0xfe10..=0xfe19
            | 0xfe30..=0xfe6b
            | 0xff01..=0xff60
            | 0xffe0..=0xffe6
            | 0x1f300..=0x1f64f
            | 0x1f680..=0x1f6ff
            | 0x1f900..=0x1f9ff
            | 0x20000..=0x3fffd
    )
}

fn characters_before(line: &str, byte: usize) -> usize {
    let mut end = byte.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line[..end].chars().count()
}

/// Whitespace that all lines with text begin with.
fn common_indent(lines: &[&str]) -> usize {
    let mut common: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        let indent = &line[..line.len() - line.trim_start().len()];
        common = Some(match common {
            None => indent,
            Some(known) => {
                let shared = known.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                &known[..shared]
            }
        });
    }
    common.map_or(0, str::len)
}

/// The source lines of a position, dedented, with the failing part underlined.
fn push_marked(text: &mut String, lines: &[String], position: compile::Position) {
    let original: Vec<&str> = (position.line..=position.end_line)
        .map(|line| lines.get(line as usize - 1).map_or("", String::as_str))
        .collect();
    if original.iter().all(|line| line.trim().is_empty()) {
        return;
    }
    let indent = common_indent(&original);
    let dedented: Vec<&str> =
        original.iter().map(|line| line.get(indent..).unwrap_or("")).collect();
    let first = original[0];
    let last = original[original.len() - 1];
    let removed = first.chars().count() - dedented[0].chars().count();
    let start = characters_before(first, position.column as usize).saturating_sub(removed);
    let end = characters_before(last, position.end_column as usize).saturating_sub(removed);
    let rows: Vec<Vec<char>> = dedented.iter().map(|line| line.chars().collect()).collect();
    let final_row = rows.len() - 1;

    // The expression itself, for its outermost operation.
    let segment: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let to = if index == final_row { end.min(row.len()) } else { row.len() };
            let from = if index == 0 { start.min(to) } else { 0 };
            row[from..to].iter().collect()
        })
        .collect();
    let parts: Vec<&str> = segment.iter().map(String::as_str).collect();
    let anchor = anchor::find(&parts);
    let marks = Marks { rows: &rows, start, end, anchor };
    let carets = marks.are_shown();

    let mut significant = vec![0, final_row];
    if let Some(anchor) = anchor {
        for line in [anchor.start_line, anchor.end_line] {
            significant.extend([line.wrapping_sub(1), line, line + 1]);
        }
    }
    significant.retain(|row| *row <= final_row);
    significant.sort_unstable();
    significant.dedup();
    let mut output: Vec<String> = Vec::new();
    let mut previous: Option<usize> = None;
    for row in significant {
        if let Some(previous) = previous {
            match row - previous {
                0 | 1 => {}
                2 => marks.push_row(&mut output, row - 1, carets),
                skipped => output.push(format!("...<{} lines>...", skipped - 1)),
            }
        }
        marks.push_row(&mut output, row, carets);
        previous = Some(row);
    }
    let borrowed: Vec<&str> = output.iter().map(String::as_str).collect();
    let indent = common_indent(&borrowed);
    for line in &output {
        text.push_str("    ");
        text.push_str(line.get(indent..).unwrap_or(""));
        text.push('\n');
    }
}

/// Rows of source, and which of their characters are underlined.
struct Marks<'a> {
    rows: &'a [Vec<char>],
    /// Character offset in the first row.
    start: usize,
    /// Character offset in the last row.
    end: usize,
    anchor: Option<Anchor>,
}

impl Marks<'_> {
    /// Carets under a whole line say nothing, nor do those under the call that a statement consists of.
    fn are_shown(&self) -> bool {
        let last = &self.rows[self.rows.len() - 1];
        let before: String = self.rows[0][..self.start.min(self.rows[0].len())].iter().collect();
        let behind: String = last[self.end.min(last.len())..].iter().collect();
        let head = before.trim();
        let is_call = self.anchor.is_some_and(|anchor| {
            self.rows[anchor.start_line]
                .get(anchor.start_column + if anchor.start_line == 0 { self.start } else { 0 })
                == Some(&'(')
        });
        if is_call && behind.trim().is_empty() {
            let callee_is_name = || {
                let Some(anchor) = self.anchor.filter(|anchor| anchor.start_line == 0) else {
                    return false;
                };
                self.rows[0][self.start..self.start + anchor.start_column]
                    .iter()
                    .all(|character| character.is_alphanumeric() || *character == '_')
            };
            if head == "return" && callee_is_name() {
                return false;
            }
            let assigned = head.strip_suffix('=').map(str::trim_end);
            if assigned.is_some_and(is_assignment_target) {
                return false;
            }
        }
        self.anchor.is_some() || !head.is_empty() || !behind.trim_end().is_empty()
    }

    fn push_row(&self, output: &mut Vec<String>, row: usize, carets: bool) {
        let characters = &self.rows[row];
        output.push(characters.iter().collect());
        if !carets {
            return;
        }
        let spaces = characters.iter().take_while(|c| c.is_whitespace()).count();
        let last = row + 1 == self.rows.len();
        let until = if last { self.end.min(characters.len()) } else { characters.len() };
        let mut line = String::new();
        for column in 0..until {
            let outside = column < spaces || row == 0 && column < self.start;
            let mark = if outside {
                ' '
            } else {
                match self.anchor {
                    None => '^',
                    Some(anchor) if self.is_inside(anchor, row, column) => '^',
                    Some(_) => '~',
                }
            };
            for _ in 0..display_width(&characters[column..=column]) {
                line.push(mark);
            }
        }
        output.push(line);
    }

    fn is_inside(&self, anchor: Anchor, row: usize, column: usize) -> bool {
        let shift = |line: usize, column: usize| {
            if line == 0 { column + self.start } else { column }
        };
        let from = (anchor.start_line, shift(anchor.start_line, anchor.start_column));
        let to = (anchor.end_line, shift(anchor.end_line, anchor.end_column));
        (row, column) >= from && (row, column) < to
    }
}

/// Whether a text before `=` is the target of a plain assignment.
fn is_assignment_target(text: &str) -> bool {
    !text.is_empty()
        && !text.ends_with(['=', '!', '<', '>', '+', '-', '*', '/', '%', '&', '|', '^', '@', ':'])
        && !text.contains('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(source: &str, column: u32, end_column: u32) -> String {
        let lines: Vec<String> = source.lines().map(String::from).collect();
        let mut text = String::new();
        let end_line = lines.len() as u32;
        push_marked(
            &mut text,
            &lines,
            compile::Position { at: 0, line: 1, end_line, column, end_column },
        );
        text
    }

    #[test]
    fn operations_are_underlined() {
        assert_eq!(marked("    x = a + b", 8, 13), "    x = a + b\n        ~~^~~\n");
        assert_eq!(marked("f(1)", 0, 4), "    f(1)\n    ~^^^\n");
        assert_eq!(marked("return f(1)", 7, 11), "    return f(1)\n");
        assert_eq!(marked("x = y.z", 4, 7), "    x = y.z\n        ^^^\n");
        assert_eq!(marked("raise ValueError", 0, 16), "    raise ValueError\n");
        assert_eq!(marked("d[1][2]", 0, 7), "    d[1][2]\n    ~~~~^^^\n");
    }

    #[test]
    fn long_expressions_are_abbreviated() {
        let source = "f(\n    1,\n    2,\n    3,\n    4,\n)";
        assert_eq!(
            marked(source, 0, 1),
            "    f(\n    ~^\n        1,\n        ^^\n    ...<2 lines>...\n        4,\n        ^^\n    )\n    ^\n"
        );
    }
}
