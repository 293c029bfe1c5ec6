//! Compiles the whole pure-Python library: nothing in it may fail or panic, and the stored form reads back equal.

use compile::{Code, Constant, Instruction, Opcode, Options, Role};
use std::path::{Path, PathBuf};

fn python_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            python_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            found.push(path);
        }
    }
}

/// Every jump lands on an instruction, every operand is in its range, every range covers whole instructions.
fn check(code: &Code) {
    let mut starts = vec![false; code.words.len() + 1];
    let mut at = 0;
    while at < code.words.len() {
        starts[at] = true;
        at += Opcode::from_number(Instruction(code.words[at]).number() as u16)
            .expect("an opcode")
            .width();
    }
    assert_eq!(at, code.words.len(), "{}", code.qualname);
    at = 0;
    let mut last = Opcode::Nop;
    while at < code.words.len() {
        let instruction = Instruction(code.words[at]);
        let opcode = Opcode::from_number(instruction.number() as u16).expect("an opcode");
        let operands = [instruction.a(), instruction.b(), instruction.c()];
        for (index, role) in opcode.roles().into_iter().enumerate() {
            let operand = operands[index];
            match role {
                Role::Def | Role::Use | Role::UseDef => assert!(operand < code.registers as usize),
                Role::Window => assert!(operand + 6 + instruction.b() <= code.registers as usize),
                Role::Const => assert!(operand < code.constants.len()),
                Role::Name => assert!(operand < code.names.len()),
                Role::Const32 => assert!(instruction.wide_index() < code.constants.len()),
                Role::Name32 => assert!(instruction.wide_index() < code.names.len()),
                Role::Jump => assert!(
                    starts[(at as i64 + instruction.c_signed()) as usize],
                    "{}",
                    code.qualname
                ),
                Role::Jump32 => assert!(
                    starts[(at as i64 + instruction.wide_signed()) as usize],
                    "{}",
                    code.qualname
                ),
                _ => {}
            }
        }
        last = opcode;
        at += opcode.width();
    }
    assert!(
        matches!(last.flow(), compile::Flow::End | compile::Flow::Jump),
        "{} runs off its end",
        code.qualname
    );
    for range in &code.exceptions {
        assert!(
            starts[range.start as usize]
                && starts[range.end as usize]
                && starts[range.target as usize]
        );
        assert!((range.register as u32) < code.registers);
    }
    let live = compile::liveness(&code.words, &code.exceptions, code.registers as usize, 0);
    let parameters = code.argument_count
        + code.keyword_only_count
        + (code.flags >> 2 & 1)
        + (code.flags >> 3 & 1);
    let entry: Vec<usize> = live.live_at(0).collect();
    let is_function = code.flags & 1 != 0;
    for register in entry {
        // At entry nothing but parameters is live; other variables are unbound and read only with a check.
        let is_named = register < code.variables.len();
        assert!(
            register < parameters as usize || is_named || (!is_function && register == 0),
            "{}: register {register} is live at entry\n{}",
            code.qualname,
            compile::listing(code)
        );
    }
    for constant in &code.constants {
        if let Constant::Code(inner) = constant {
            check(inner);
        }
    }
}

#[test]
fn the_library_compiles() {
    let mut files = Vec::new();
    python_files(Path::new(rustpython_pylib::LIB_PATH), &mut files);
    assert!(files.len() > 500, "the library is there");
    let mut failures = Vec::new();
    for file in &files {
        let bytes = std::fs::read(file).expect("readable");
        let name = file.display().to_string();
        // Sources that are wrong on purpose.
        if name.contains("bad_coding") || name.contains("badsyntax") {
            continue;
        }
        let options = Options { filename: name.clone(), ..Options::default() };
        let code = match compile::decode_source(&bytes)
            .and_then(|text| compile::compile_source(&text, &options))
        {
            Ok(code) => code,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        check(&code);
        let stored = compile::store::write(&code);
        let again = compile::store::read(&stored).expect("what was written reads back");
        assert_eq!(compile::listing(&again), compile::listing(&code));
        assert_eq!(compile::store::write(&again), stored);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
