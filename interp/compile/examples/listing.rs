//! Prints the bytecode of a file, or the error it has: `listing FILE [exec|eval|single]`.

use compile::{Mode, Options};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let filename = arguments.next().expect("a file name");
    let mode = match arguments.next().as_deref() {
        Some("eval") => Mode::Eval,
        Some("single") => Mode::Single,
        _ => Mode::Module,
    };
    let bytes = std::fs::read(&filename).expect("a readable file");
    let options = Options { filename, mode, ..Options::default() };
    let code =
        compile::decode_source(&bytes).and_then(|text| compile::compile_source(&text, &options));
    match code {
        Ok(code) => print!("{}", compile::listing(&code)),
        Err(error) => println!("{error}\n{:?}", error.text),
    }
}
