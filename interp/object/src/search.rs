//! Searching bytes: what str (as WTF-8), bytes and bytearray share. All positions are byte offsets.

use memchr::{memchr, memmem, memrchr};
use smallvec::SmallVec;

#[inline]
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(0),
        [byte] => memchr(*byte, haystack),
        _ if needle.len() > haystack.len() => None,
        _ => memmem::find(haystack, needle),
    }
}

#[inline]
pub fn find_last(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    match needle {
        [] => Some(haystack.len()),
        [byte] => memrchr(*byte, haystack),
        _ if needle.len() > haystack.len() => None,
        _ => memmem::rfind(haystack, needle),
    }
}

/// Non-overlapping occurrences of a needle that is not empty.
pub fn count(haystack: &[u8], needle: &[u8]) -> usize {
    match needle {
        [byte] => memchr::memchr_iter(*byte, haystack).count(),
        _ => memmem::find_iter(haystack, needle).count(),
    }
}

/// Offsets of the first `limit` occurrences of a needle that is not empty.
pub fn positions(haystack: &[u8], needle: &[u8], limit: usize) -> SmallVec<[usize; 16]> {
    match needle {
        [byte] => {
            let mut positions = SmallVec::new();
            let mut from = 0;
            while positions.len() < limit
                && let Some(at) = memchr(*byte, &haystack[from..])
            {
                positions.push(from + at);
                from += at + 1;
            }
            positions
        }
        _ => memmem::find_iter(haystack, needle).take(limit).collect(),
    }
}

/// Copies with the needle at the given positions replaced.
pub fn replace_into(target: &mut [u8], source: &[u8], positions: &[usize], old: usize, new: &[u8]) {
    let (mut from, mut to) = (0, 0);
    let mut copy = |to: &mut usize, part: &[u8]| {
        target[*to..*to + part.len()].copy_from_slice(part);
        *to += part.len();
    };
    for &position in positions {
        copy(&mut to, &source[from..position]);
        copy(&mut to, new);
        from = position + old;
    }
    copy(&mut to, &source[from..]);
}

/// The end of the line that begins at `from` and the beginning of the next: `\n`, `\r`, `\r\n`.
pub fn line_end(data: &[u8], from: usize) -> (usize, usize) {
    match memchr::memchr2(b'\n', b'\r', &data[from..]) {
        None => (data.len(), data.len()),
        Some(at) => {
            let end = from + at;
            let crlf = data[end] == b'\r' && data.get(end + 1) == Some(&b'\n');
            (end, end + 1 + usize::from(crlf))
        }
    }
}

/// Tabs to spaces. `single`: counts a character's first byte only, for WTF-8.
pub fn expand_tabs(data: &[u8], tab: i64, wtf8: bool) -> Option<Vec<u8>> {
    let mut expanded = Vec::with_capacity(data.len() + 32);
    let mut column = 0i64;
    for &byte in data {
        match byte {
            b'\t' if tab > 0 => {
                let spaces = tab - column % tab;
                column += spaces;
                if (expanded.len() as i64).checked_add(spaces)? > 1 << 40 {
                    return None;
                }
                expanded.resize(expanded.len() + spaces as usize, b' ');
            }
            b'\t' => {}
            b'\n' | b'\r' => {
                column = 0;
                expanded.push(byte);
            }
            _ => {
                if !wtf8 || byte & 0xc0 != 0x80 {
                    column += 1;
                }
                expanded.push(byte);
            }
        }
    }
    Some(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing() {
        let positions = positions(b"a-b-c-d", b"-", 2);
        let mut target = vec![0; 7 + 2];
        replace_into(&mut target, b"a-b-c-d", &positions, 1, b"::");
        assert_eq!(target, b"a::b::c-d");
    }

    #[test]
    fn lines() {
        assert_eq!(line_end(b"a\r\nb", 0), (1, 3));
        assert_eq!(line_end(b"a\r\nb", 3), (4, 4));
    }

    #[test]
    fn tabs() {
        assert_eq!(expand_tabs(b"a\tb\n\tc", 4, false).unwrap(), b"a   b\n    c");
        assert_eq!(expand_tabs("é\tb".as_bytes(), 4, true).unwrap(), "é   b".as_bytes());
    }
}
