//! The pure-Python library, embedded: an index of modules, one blob of code compiled when the
//! binary was built, and one of compressed sources.

use compile::{Code, Constant};

include!(concat!(env!("OUT_DIR"), "/library_index.rs"));

static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library_code.bin"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// A module of the embedded library.
pub struct File {
    /// Full dotted name.
    pub name: &'static str,
    pub package: bool,
    offset: usize,
    packed: usize,
    size: usize,
    /// Offset and length of the stored code.
    code: (usize, usize),
}

/// The module of this full name.
pub fn find(name: &str) -> Option<&'static File> {
    let index = FILES.binary_search_by(|file| file.name.cmp(name)).ok()?;
    Some(&FILES[index])
}

/// All modules, by name.
pub fn files() -> &'static [File] {
    FILES
}

impl File {
    /// The source text.
    pub fn source(&self) -> Vec<u8> {
        let packed = &BLOB[self.offset..self.offset + self.packed];
        miniz_oxide::inflate::decompress_to_vec_with_limit(packed, self.size)
            .expect("the embedded library is intact")
    }
    /// The module's code, its file names below `folder`.
    pub fn compiled(&self, folder: &str) -> Option<&'static Code> {
        let (offset, length) = self.code;
        let mut code = compile::store::read(&CODE[offset..offset + length]).ok()?;
        let filename = format!("{folder}/{}", self.path());
        set_filename(&mut code, &filename);
        Some(object::source_tree::adopt(code))
    }
    /// Path below the library's folder.
    pub fn path(&self) -> String {
        let base = self.name.replace('.', "/");
        if self.package { format!("{base}/__init__.py") } else { format!("{base}.py") }
    }
}

fn set_filename(code: &mut Code, filename: &str) {
    code.filename = filename.to_string();
    for constant in &mut code.constants {
        if let Constant::Code(inner) = constant {
            set_filename(inner, filename);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_and_unpacked() {
        let file = find("collections").expect("in the library");
        assert!(file.package);
        let source = String::from_utf8(file.source()).expect("UTF-8");
        assert!(source.contains("class Counter"));
        assert_eq!(find("os").map(|file| file.path()).as_deref(), Some("os.py"));
        assert!(find("no_such_module").is_none());
        let code = file.compiled("/library").expect("compiled when built");
        assert_eq!(code.filename, "/library/collections/__init__.py");
    }
}
