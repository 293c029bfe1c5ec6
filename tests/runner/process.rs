//! One run of the binary, with a limit of time.
//!
//! The child's output is read by two threads while the runner waits for its end, so that a full pipe
//! never stops it. A child that is late is killed and reported with what it has printed.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Some twenty times what the slowest program needs, on a machine that others keep busy.
pub const LIMIT: Duration = Duration::from_secs(60);

/// What a run did.
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub status: ExitStatus,
}

impl Output {
    /// The exit status, or minus the signal that ended the process.
    pub fn code(&self) -> i32 {
        use std::os::unix::process::ExitStatusExt;
        self.status.code().unwrap_or_else(|| -self.status.signal().unwrap_or(0))
    }
}

/// The folder of the tests.
pub fn tests_folder() -> &'static Path {
    static FOLDER: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    FOLDER.get_or_init(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"))
}

/// The binary, ready to be started in the tests' folder.
pub fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pypyrs"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("PYTHON") || text.starts_with("PYPY") {
            command.env_remove(&name);
        }
    }
    command
        .args(arguments)
        .envs(environment.iter().copied())
        .env("LC_ALL", "C.UTF-8")
        .current_dir(tests_folder());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the binary to its end.
pub fn run(
    arguments: &[&str],
    environment: &[(&str, &str)],
    input: &str,
) -> Result<Output, String> {
    let mut child = command(arguments, environment)
        .spawn()
        .map_err(|error| format!("cannot start: {error}"))?;
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    // A child that does not read its input is no failure of the runner.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    wait(child)
}

/// Waits for the end of a child whose output goes to pipes; one that was taken away counts as empty.
pub fn wait(mut child: Child) -> Result<Output, String> {
    let stdout = child.stdout.take().map(reader);
    let stderr = child.stderr.take().map(reader);
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break Some(status);
        }
        if started.elapsed() > LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let (stdout, stderr) = (text(stdout), text(stderr));
    match status {
        Some(status) => Ok(Output { stdout, stderr, status }),
        None => Err(format!(
            "not done after {} s; last output: {:?} {:?}",
            LIMIT.as_secs(),
            stdout.lines().last().unwrap_or_default(),
            stderr.lines().last().unwrap_or_default()
        )),
    }
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

/// Output as expectations write it: the tests' folder by name, no blanks at ends of lines.
fn text(reader: Option<thread::JoinHandle<Vec<u8>>>) -> String {
    let bytes = reader.and_then(|reader| reader.join().ok()).unwrap_or_default();
    let folder = tests_folder().to_string_lossy();
    let text = String::from_utf8_lossy(&bytes).replace(&*folder, "<tests>");
    text.split('\n').map(str::trim_end).collect::<Vec<_>>().join("\n")
}
