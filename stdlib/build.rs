//! Packs the pure-Python library into two blobs and an index, which `library.rs` includes.
//!
//! Code is compiled here and stored as it is, so that an import reads it from the mapped binary.
//! Sources, which only tracebacks and `inspect` want, are compressed, each file by itself. File
//! names in the code are those below the library's folder; the folder is known when it runs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Folders of the library that are of no use in the binary.
const LEFT_OUT: &[&str] =
    &["test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "__pycache__", "idle_test"];

struct Source {
    name: String,
    package: bool,
    path: PathBuf,
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=overlay");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut sources = Vec::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut sources);
    let mut overlay = Vec::new();
    let own = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    collect(&own.join("overlay"), "", &mut overlay);
    sources.retain(|source| !overlay.iter().any(|own| own.name == source.name));
    sources.extend(overlay);
    sources.sort_by(|a, b| a.name.cmp(&b.name));

    let mut blob = Vec::new();
    let mut code_blob = Vec::new();
    let mut index = String::from("static FILES: &[File] = &[\n");
    for source in &sources {
        let text = std::fs::read(&source.path).expect("a file of the library can be read");
        let packed = miniz_oxide::deflate::compress_to_vec(&text, 9);
        let code = compiled(source, &text);
        writeln!(
            index,
            "    File {{ name: {:?}, package: {}, offset: {}, packed: {}, size: {}, code: ({}, {}) }},",
            source.name,
            source.package,
            blob.len(),
            packed.len(),
            text.len(),
            code_blob.len(),
            code.len()
        )
        .expect("writing to a string");
        blob.extend_from_slice(&packed);
        code_blob.extend_from_slice(&code);
    }
    index.push_str("];\n");
    std::fs::write(out.join("library.bin"), blob).expect("OUT_DIR can be written");
    std::fs::write(out.join("library_code.bin"), code_blob).expect("OUT_DIR can be written");
    std::fs::write(out.join("library_index.rs"), index).expect("OUT_DIR can be written");
}

/// The stored code of a file; empty where it does not compile (it then fails when it is imported).
fn compiled(source: &Source, text: &[u8]) -> Vec<u8> {
    let file = source.name.replace('.', "/");
    let filename =
        if source.package { format!("{file}/__init__.py") } else { format!("{file}.py") };
    let options = compile::Options { filename, ..compile::Options::default() };
    compile::decode_source(text)
        .and_then(|text| compile::compile_source(&text, &options))
        .map_or_else(|_| Vec::new(), |code| compile::store::write(&code))
}

fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_dir() {
            if !LEFT_OUT.contains(&file) && path.join("__init__.py").exists() {
                collect(&path, &format!("{prefix}{file}."), sources);
            }
        } else if let Some(module) = file.strip_suffix(".py") {
            let package = module == "__init__";
            let name = if package {
                prefix.trim_end_matches('.').to_string()
            } else {
                format!("{prefix}{module}")
            };
            if !name.is_empty() {
                sources.push(Source { name, package, path });
            }
        }
    }
}
