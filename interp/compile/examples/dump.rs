//! Prints code as a Python expression, for a simulator.
use compile::{Code, Constant, Instruction, Mode, Opcode, Options};
use std::fmt::Write;
fn bytes(b: &[u8]) -> String {
    let mut s = String::from("b'");
    for x in b {
        let _ = write!(s, "\\x{x:02x}");
    }
    s.push('\'');
    s
}
fn f(x: f64) -> String {
    format!("F({})", x.to_bits())
}
fn constant(c: &Constant) -> String {
    match c {
        Constant::None => "None".into(),
        Constant::True => "True".into(),
        Constant::False => "False".into(),
        Constant::Ellipsis => "...".into(),
        Constant::Int(n) => n.to_string(),
        Constant::BigInt(s) => format!("BI('{s}')"),
        Constant::Float(x) => f(*x),
        Constant::Complex(a, b) => format!("complex({},{})", f(*a), f(*b)),
        Constant::Str(t) => format!("{}.decode('utf-8','surrogatepass')", bytes(t)),
        Constant::Bytes(t) => bytes(t),
        Constant::Tuple(v) => {
            format!("({})", v.iter().map(|c| constant(c) + ",").collect::<String>())
        }
        Constant::FrozenSet(v) => {
            format!("frozenset([{}])", v.iter().map(|c| constant(c) + ",").collect::<String>())
        }
        Constant::Code(c) => code(c),
    }
}
fn code(c: &Code) -> String {
    let mut ins = String::new();
    let mut at = 0;
    let mut pi = 0;
    while at < c.words.len() {
        let i = Instruction(c.words[at]);
        let op = Opcode::from_number(i.number() as u16).unwrap();
        while pi + 1 < c.positions.len() && c.positions[pi + 1].at as usize <= at {
            pi += 1;
        }
        let p = c.positions[pi];
        let _ = write!(
            ins,
            "{at}:('{}',{},{},{},{},{},{},{},({},{},{},{})),",
            op.name(),
            i.a(),
            i.b(),
            i.c(),
            i.b_signed(),
            i.c_signed(),
            i.wide_signed(),
            op.width(),
            p.line,
            p.end_line,
            p.column,
            p.end_column
        );
        at += op.width();
    }
    let s = |v: &Vec<String>| format!("{v:?}");
    format!(
        "Code(dict(name={:?},qualname={:?},filename={:?},firstline={},argc={},posonly={},kwonly={},flags={},variables={},cells={},free={},registers={},ins={{{ins}}},consts=[{}],names={},exc=[{}]))",
        c.name,
        c.qualname,
        c.filename,
        c.first_line,
        c.argument_count,
        c.positional_only_count,
        c.keyword_only_count,
        c.flags,
        s(&c.variables),
        s(&c.cell_variables),
        s(&c.free_variables),
        c.registers,
        c.constants.iter().map(|x| constant(x) + ",").collect::<String>(),
        s(&c.names),
        c.exceptions
            .iter()
            .map(|e| format!("({},{},{},{}),", e.start, e.end, e.target, e.register))
            .collect::<String>()
    )
}
fn main() {
    let mut a = std::env::args().skip(1);
    let filename = a.next().unwrap();
    let mode = match a.next().as_deref() {
        Some("eval") => Mode::Eval,
        Some("single") => Mode::Single,
        _ => Mode::Module,
    };
    let text = compile::decode_source(&std::fs::read(&filename).unwrap());
    let r = text.and_then(|t| {
        compile::compile_source(&t, &Options { filename, mode, ..Options::default() })
    });
    match r {
        Ok(c) => println!("{}", code(&c)),
        Err(e) => println!(
            "Error({:?},{:?},{},{},{},{},{:?})",
            e.kind.name(),
            e.message,
            e.line,
            e.column,
            e.end_line,
            e.end_column,
            e.text
        ),
    }
}
