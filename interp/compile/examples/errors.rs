//! Compiles many sources (separated by null bytes, in one file) and prints the error of each, one a line.

use compile::Options;
fn main() {
    let filename = std::env::args().nth(1).expect("a file name");
    let text = std::fs::read(filename).expect("a readable file");
    for source in text.split(|&byte| byte == 0) {
        let source = String::from_utf8_lossy(source);
        match compile::compile_source(&source, &Options::default()) {
            Ok(_) => println!("None"),
            Err(e) => println!(
                "({:?},{:?},{},{},{},{})",
                e.kind.name(),
                e.message,
                e.line,
                e.column,
                e.end_line,
                e.end_column
            ),
        }
    }
}
