//! How the binary is linked: with few resident pages.
//!
//! - At a fixed address. A relocatable binary has half a megabyte of tables of pointers (type slots,
//!   method tables) that the loader must write before `main`: that many private pages a process, and
//!   as much again of relocations to read. The heap, the stacks and compiled code still lie at random.
//! - With the functions that programs call next to each other, in a section before the others, in
//!   the order of `benches/link_order/functions.txt` (`record.py` beside it writes the list and says
//!   why). A list of exact names (`--symbol-ordering-file`) would be half useless after the next
//!   edit, because the names that the compiler gives end in hashes; so a linker script with patterns
//!   says it. Only the linker of the Rust distribution is given one; with another one the order of
//!   the crates stays.

use std::env::var;
use std::fmt::Write;

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
        let script = format!("{}/functions.ld", var("OUT_DIR").expect("set by cargo"));
        let functions = std::fs::read_to_string(ORDER).expect("part of the sources");
        std::fs::write(&script, ordering(&functions)).expect("a folder for the build script");
        println!("cargo:rustc-link-arg-bins=-Wl,-T,{script}");
    }
}

/// A linker script that adds one section of functions to the usual ones.
fn ordering(functions: &str) -> String {
    let mut script = String::from("SECTIONS\n{\n  .text.ordered :\n  {\n");
    for function in functions.lines() {
        writeln!(script, "    *(.text.{function})").expect("text grows");
    }
    script + "  }\n}\nINSERT BEFORE .text;\n"
}
