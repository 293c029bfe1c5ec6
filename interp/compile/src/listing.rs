//! A listing of code to read, inner code included.

use crate::code::{Code, Constant};
use crate::opcode::{Instruction, Opcode, Role};
use std::fmt::Write;

/// The listing of the code and of all code among its constants.
pub fn listing(code: &Code) -> String {
    let mut text = String::new();
    write_code(&mut text, code);
    text
}

fn write_code(text: &mut String, code: &Code) {
    let _ = writeln!(
        text,
        "{} (line {}; {} registers; flags {:#x}; variables {}; cells {}; free {})",
        code.qualname,
        code.first_line,
        code.registers,
        code.flags,
        code.variables.join(" "),
        code.cell_variables.join(" "),
        code.free_variables.join(" ")
    );
    let mut positions = code.positions.iter().peekable();
    let mut line = 0;
    let mut at = 0;
    while at < code.words.len() {
        let mut shown = String::new();
        while let Some(position) = positions.next_if(|position| position.at as usize <= at) {
            if position.line != line {
                line = position.line;
                shown = line.to_string();
            }
        }
        let instruction = Instruction(code.words[at]);
        let Some(opcode) = Opcode::from_number(instruction.number() as u16) else {
            let _ = writeln!(text, "{shown:>5} {at:>5}  ?");
            break;
        };
        let _ = writeln!(
            text,
            "{shown:>5} {at:>5}  {}",
            instruction_text(code, at, opcode, instruction)
        );
        at += opcode.width();
    }
    for range in &code.exceptions {
        let _ = writeln!(
            text,
            "      {}..{} -> {} r{}",
            range.start, range.end, range.target, range.register
        );
    }
    for constant in &code.constants {
        if let Constant::Code(inner) = constant {
            text.push('\n');
            write_code(text, inner);
        }
    }
}

/// One instruction with its operands by their roles.
pub fn instruction_text(
    code: &Code,
    at: usize,
    opcode: Opcode,
    instruction: Instruction,
) -> String {
    let operands = [instruction.a(), instruction.b(), instruction.c()];
    let mut parts = Vec::new();
    for (index, role) in opcode.roles().into_iter().enumerate() {
        let operand = operands[index];
        let part = match role {
            Role::No | Role::High => continue,
            Role::Count | Role::Number => operand.to_string(),
            Role::Const => constant_text(code.constants.get(operand)),
            Role::Const32 => constant_text(code.constants.get(instruction.wide_index())),
            Role::Name => name_text(code, operand),
            Role::Name32 => name_text(code, instruction.wide_index()),
            Role::Int if index == 1 => instruction.b_signed().to_string(),
            Role::Int => instruction.c_signed().to_string(),
            Role::Int32 => instruction.wide_signed().to_string(),
            Role::Jump => format!("-> {}", at as i64 + instruction.c_signed()),
            Role::Jump32 => format!("-> {}", at as i64 + instruction.wide_signed()),
            _ => format!("r{operand}"),
        };
        parts.push(part);
    }
    if parts.is_empty() {
        opcode.name().to_string()
    } else {
        format!("{} {}", opcode.name(), parts.join(", "))
    }
}

fn name_text(code: &Code, index: usize) -> String {
    code.names.get(index).map_or_else(|| format!("?{index}"), |name| format!("'{name}'"))
}

fn constant_text(constant: Option<&Constant>) -> String {
    let Some(constant) = constant else { return "?".into() };
    match constant {
        Constant::None => "None".into(),
        Constant::True => "True".into(),
        Constant::False => "False".into(),
        Constant::Ellipsis => "...".into(),
        Constant::Int(number) => number.to_string(),
        Constant::BigInt(digits) => digits.clone(),
        Constant::Float(number) => format!("{number:?}"),
        Constant::Complex(real, imaginary) => format!("({real:?}{imaginary:+?}j)"),
        Constant::Str(text) => format!("{:?}", String::from_utf8_lossy(text)),
        Constant::Bytes(text) => format!("b{:?}", String::from_utf8_lossy(text)),
        Constant::Tuple(items) => format!("({})", items_text(items)),
        Constant::FrozenSet(items) => format!("frozenset({})", items_text(items)),
        Constant::Code(code) => format!("<code {}>", code.qualname),
    }
}

fn items_text(items: &[Constant]) -> String {
    items.iter().map(|item| constant_text(Some(item))).collect::<Vec<_>>().join(", ")
}
