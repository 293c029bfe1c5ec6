//! What is searched, and one search.

use super::polled::{Polled, polling};
use crate::{argument, buffer};
use object::{Result, Thread, Word};
use object::{bytes, string};
use rustpython_sre_engine::{Request, State, StrDrive};
use rustpython_wtf8::Wtf8;

/// The text or bytes of a search. The object must be kept alive by the caller.
#[derive(Clone, Copy)]
pub struct Subject {
    pub object: Word,
    kind: Kind,
    /// In characters.
    pub length: usize,
}

#[derive(Clone, Copy)]
enum Kind {
    /// Bytes-like.
    Bytes(&'static [u8]),
    /// A str of ASCII characters only.
    Ascii(&'static [u8]),
    Wide(&'static Wtf8),
}

/// Groups of a match: positions in characters, `None` where a group did not take part.
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub groups: Vec<Option<(usize, usize)>>,
    /// The last group that matched, or -1.
    pub last_index: isize,
}

/// How to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Match,
    FullMatch,
    Search,
}

impl Subject {
    /// The subject of an argument; `None` where it is of the wrong kind for the pattern.
    pub fn of(thread: &mut Thread, object: Word, pattern: Word) -> Result<Subject> {
        let (kind, length) = if string::is_str(object) {
            let data = string::bytes(object);
            if string::is_ascii(object) {
                (Kind::Ascii(data), data.len())
            } else {
                // SAFETY: strings are well-formed WTF-8, and `Wtf8` is a transparent slice of bytes.
                let wide = unsafe { &*(std::ptr::from_ref(data) as *const Wtf8) };
                (Kind::Wide(wide), string::length(object))
            }
        } else if let Some(data) = buffer::optional(thread, object)? {
            (Kind::Bytes(data), data.len())
        } else {
            let name = argument::class_name(object);
            let text = format!("expected string or bytes-like object, got '{name}'");
            return Err(thread.type_error(text));
        };
        let is_text = !matches!(kind, Kind::Bytes(_));
        if !pattern.is_none() && is_text != string::is_str(pattern) {
            return Err(thread.type_error(if is_text {
                "cannot use a bytes pattern on a string-like object"
            } else {
                "cannot use a string pattern on a bytes-like object"
            }));
        }
        Ok(Subject { object, kind, length })
    }

    /// Bytes of a range of characters.
    pub fn bytes(&self, thread: &mut Thread, start: usize, end: usize) -> &'static [u8] {
        match self.kind {
            Kind::Bytes(data) | Kind::Ascii(data) => &data[start..end],
            Kind::Wide(_) => {
                let data = string::bytes(self.object);
                let from = string::index::offset(thread, self.object, start);
                let to = string::index::offset(thread, self.object, end);
                &data[from..to]
            }
        }
    }

    /// A range of characters as an object of the subject's kind.
    pub fn slice(&self, thread: &mut Thread, start: usize, end: usize) -> Word {
        let part = self.bytes(thread, start, end);
        self.make(thread, part)
    }

    /// An object of the subject's kind from bytes (WTF-8 for text).
    pub fn make(&self, thread: &mut Thread, data: &[u8]) -> Word {
        match self.kind {
            Kind::Bytes(_) => bytes::new(thread, data),
            _ => string::from_wtf8(thread, data),
        }
    }

    pub fn is_text(&self) -> bool {
        !matches!(self.kind, Kind::Bytes(_))
    }

    /// Looks once. `must_advance`: an empty match at the start does not count.
    pub fn look(
        &self,
        thread: &mut Thread,
        code: &[u32],
        groups: usize,
        start: usize,
        end: usize,
        mode: Mode,
        must_advance: bool,
    ) -> Result<Option<Found>> {
        let kind = self.kind;
        polling(thread, || match kind {
            Kind::Bytes(data) | Kind::Ascii(data) => {
                look(Polled(data), code, groups, start, end, mode, must_advance)
            }
            Kind::Wide(data) => look(Polled(data), code, groups, start, end, mode, must_advance),
        })
    }
}

fn look<S: StrDrive>(
    subject: S,
    code: &[u32],
    groups: usize,
    start: usize,
    end: usize,
    mode: Mode,
    must_advance: bool,
) -> Option<Found> {
    let mut request = Request::new(subject, start, end, code, mode == Mode::FullMatch);
    request.must_advance = must_advance;
    let mut state = State::default();
    state.reset(&request, start);
    let found = match mode {
        Mode::Search => state.search(request),
        _ => state.py_match(&request),
    };
    if !found {
        return None;
    }
    let groups = (0..groups)
        .map(|group| {
            let (start, end) = state.marks.get(group);
            match (start.into_option(), end.into_option()) {
                (Some(start), Some(end)) if start <= end => Some((start, end)),
                _ => None,
            }
        })
        .collect();
    Some(Found {
        start: state.start,
        end: state.cursor.position,
        groups,
        last_index: state.marks.last_index(),
    })
}
