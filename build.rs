//! How the binary is linked: with few resident pages.
//!
//! - At a fixed address. A relocatable binary has half a megabyte of tables of pointers (type slots,
//!   method tables) that the loader must write before `main`: that many private pages a process, and
//!   as much again of relocations to read. The heap, the stacks and compiled code still lie at random.
//! - With the functions that programs call next to each other, in the order of
//!   `benches/link_order/functions.txt` (`record.py` beside it writes the list and says why). Only the
//!   linker of the Rust distribution is known to take such a list; with another one the order of the
//!   crates stays.

use std::env::var;

const ORDER: &str = "benches/link_order/functions.txt";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={ORDER}");
    println!("cargo:rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    if var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
    let other_linker = var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("link"));
    if var("TARGET").as_deref() == Ok("x86_64-unknown-linux-gnu") && !other_linker {
        let folder = var("CARGO_MANIFEST_DIR").expect("set by cargo");
        let list = format!("-Wl,--symbol-ordering-file={folder}/{ORDER}");
        println!("cargo:rustc-link-arg-bins={list}");
        println!("cargo:rustc-link-arg-bins=-Wl,--no-warn-symbol-ordering");
    }
}
