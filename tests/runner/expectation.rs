//! What a program should do, read from comments inside it (`expect.py` has the list of them).

use super::known_failures::Mark;
use super::process::Output;
use std::path::Path;

/// The expectation of one program.
#[derive(Default)]
pub struct Expectation {
    stdout: Vec<String>,
    any_stdout: bool,
    stderr: Vec<String>,
    /// Last line of the traceback of an uncaught exception.
    error: Option<String>,
    exit: Option<i32>,
    pub arguments: Vec<String>,
    pub input: String,
    pub no_stress: bool,
    /// Only this interpreter has the answer.
    own: bool,
    pub marks: Vec<Mark>,
}

impl Expectation {
    pub fn read(path: &Path) -> Expectation {
        let bytes = std::fs::read(path).expect("the program can be read");
        Expectation::parse(&String::from_utf8_lossy(&bytes))
    }

    fn parse(text: &str) -> Expectation {
        let mut found = Expectation::default();
        for line in text.split('\n') {
            if let Some(rest) = line.strip_prefix("# expect error: ") {
                found.error = Some(rest.to_string());
            } else if let Some(rest) = line.strip_prefix("# expect stderr:") {
                found.stderr.push(rest.strip_prefix(' ').unwrap_or(rest).to_string());
            } else if let Some(rest) = line.strip_prefix("# exit: ") {
                found.exit = Some(rest.trim().parse().expect("a number behind `# exit:`"));
            } else if let Some(rest) = line.strip_prefix("# arguments: ") {
                found.arguments = rest.split_whitespace().map(str::to_string).collect();
            } else if let Some(rest) = line.strip_prefix("# input: ") {
                found.input.push_str(rest);
                found.input.push('\n');
            } else if line == "# stress: no" {
                found.no_stress = true;
            } else if line == "# pypyrs only" {
                found.own = true;
            } else if line == "# stdout: any" {
                found.any_stdout = true;
            } else if let Some(mark) = Mark::read(line) {
                found.marks.push(mark);
            } else if let Some(at) = expected_at(line) {
                let rest = &line[at..];
                found.stdout.push(rest.strip_prefix(' ').unwrap_or(rest).to_string());
            }
        }
        found
    }

    /// Whether the reference interpreter, started without more, prints what the program expects.
    pub fn has_an_answer_of_the_reference(&self) -> bool {
        !self.own && !self.any_stdout && self.arguments.is_empty() && self.input.is_empty()
    }

    /// What is wrong with an output; nothing: all is as expected.
    pub fn check(&self, output: &Output) -> Option<String> {
        let last_of_stderr =
            output.stderr.lines().rfind(|line| !line.is_empty() && !line.starts_with(' '));
        let shown = last_of_stderr.unwrap_or_default();
        if !self.any_stdout
            && let Some(difference) = first_difference(&self.stdout, &output.stdout)
        {
            return Some(format!("{difference}; exit {}, {shown}", output.code()));
        }
        let code = self.exit.unwrap_or(i32::from(self.error.is_some()));
        if output.code() != code {
            return Some(format!("exit {}, not {code}; {shown}", output.code()));
        }
        if !self.stderr.is_empty() {
            return first_difference(&self.stderr, &output.stderr)
                .map(|text| format!("stderr: {text}"));
        }
        match &self.error {
            Some(error) if shown != error => Some(format!("ended with '{shown}', not '{error}'")),
            None if code == 0 && output.stderr.contains("panicked at") => {
                Some(format!("a panic: {shown}"))
            }
            _ => None,
        }
    }
}

/// Where the expected line begins, behind `# expect:` at the line's start or after a blank.
fn expected_at(line: &str) -> Option<usize> {
    let at = line.find("# expect:")?;
    let preceded = at == 0 || line[..at].ends_with(char::is_whitespace);
    preceded.then_some(at + "# expect:".len())
}

fn first_difference(expected: &[String], actual: &str) -> Option<String> {
    let actual: Vec<&str> = actual.lines().collect();
    for (index, line) in expected.iter().enumerate() {
        match actual.get(index) {
            Some(found) if found == line => {}
            Some(found) => return Some(format!("line {}: '{found}', not '{line}'", index + 1)),
            None => return Some(format!("line {} is missing: '{line}'", index + 1)),
        }
    }
    let more = actual.get(expected.len())?;
    Some(format!("line {} is too much: '{more}'", expected.len() + 1))
}

#[test]
fn expectations_are_read() {
    let text = "print(1)  # expect: 1\n# expect:\n# expect error: E: x\n# exit: 3\nx = '# expected'\n# input: a\n";
    let found = Expectation::parse(text);
    assert_eq!(found.stdout, ["1", ""]);
    assert_eq!(
        (found.error.as_deref(), found.exit, found.input.as_str()),
        (Some("E: x"), Some(3), "a\n")
    );
    assert_eq!(first_difference(&found.stdout, "1\n\n"), None);
    assert!(first_difference(&found.stdout, "1\n").is_some());
    assert!(first_difference(&found.stdout, "1\n\n2\n").is_some());
}
