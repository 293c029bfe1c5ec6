//! What the command line and the environment ask for.
//!
//! The grammar is CPython's: single letters that may stand together (`-OO`, `-Bu`), some of which
//! take a value behind them or as the next argument, up to the program: a file, `-c`, `-m`, `-`, or
//! nothing. Everything behind the program is the program's. `--jit` is ours.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use stdlib::sys::Flags;

/// The program to run.
#[derive(Debug, PartialEq)]
pub enum Program {
    /// `-c text`
    Text(Vec<u8>),
    /// `-m module`
    Module(String),
    /// A source file, or a folder with a `__main__`.
    File(OsString),
    /// Standard input; interactive where it is a terminal.
    Input,
}

/// All that was asked for.
pub struct Options {
    pub program: Program,
    /// `sys.argv`
    pub arguments: Vec<OsString>,
    pub flags: Flags,
    /// `--jit`, and what the environment says.
    pub jit: Vec<String>,
    /// `-X dis`: show the bytecode instead of running it.
    pub listing: bool,
    pub skip_first_line: bool,
}

/// What to do instead of running a program.
#[derive(Debug, PartialEq)]
pub enum Instead {
    Version {
        long: bool,
    },
    Help,
    /// A message, and exit status 2.
    Wrong(String),
}

/// Letters that take a value.
const WITH_VALUE: &[u8] = b"cmWX";

/// Reads the command line behind the binary's name. `environment` looks a variable up.
pub fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<Options, Instead> {
    let mut rest = arguments.into_iter();
    let mut flags = Flags::default();
    let mut jit = Vec::new();
    let mut versions = 0;
    let mut listing = false;
    let mut skip_first_line = false;
    let mut program = None;
    let mut first = OsString::new();
    'arguments: while let Some(argument) = rest.next() {
        let bytes = argument.as_bytes();
        if bytes == b"-" {
            first = argument;
            program = Some(Program::Input);
            break;
        }
        if let Some(long) = bytes.strip_prefix(b"--").filter(|long| !long.is_empty()) {
            match long {
                b"version" => versions += 1,
                b"help" | b"help-all" | b"help-env" | b"help-xoptions" => {
                    return Err(Instead::Help);
                }
                b"jit" => jit.push(text_of(&rest.next().ok_or_else(|| missing("--jit"))?)),
                b"check-hash-based-pycs" => {
                    let value = rest.next().ok_or_else(|| missing("--check-hash-based-pycs"))?;
                    if !["always", "never", "default"].contains(&text_of(&value).as_str()) {
                        let text = "--check-hash-based-pycs must be one of 'default', 'always', or 'never'";
                        return Err(Instead::Wrong(text.to_string()));
                    }
                }
                _ => match long.strip_prefix(b"jit=") {
                    Some(value) => jit.push(text_of(OsStr::from_bytes(value))),
                    None => {
                        return Err(Instead::Wrong(format!(
                            "Unknown option: {}",
                            text_of(&argument)
                        )));
                    }
                },
            }
            continue;
        }
        if bytes == b"--" {
            continue;
        }
        let Some(letters) = bytes.strip_prefix(b"-") else {
            first = argument.clone();
            program = Some(Program::File(argument));
            break;
        };
        for (index, &letter) in letters.iter().enumerate() {
            if WITH_VALUE.contains(&letter) {
                let behind = &letters[index + 1..];
                let value = if behind.is_empty() {
                    rest.next().ok_or_else(|| missing(&format!("-{}", letter as char)))?.into_vec()
                } else {
                    behind.to_vec()
                };
                match letter {
                    b'c' => {
                        first = "-c".into();
                        program = Some(Program::Text(value));
                        break 'arguments;
                    }
                    b'm' => {
                        first = "-m".into();
                        program =
                            Some(Program::Module(String::from_utf8_lossy(&value).into_owned()));
                        break 'arguments;
                    }
                    b'W' => flags.warn_options.push(String::from_utf8_lossy(&value).into_owned()),
                    _ => {
                        listing |=
                            implementation_option(&mut flags, &String::from_utf8_lossy(&value))
                    }
                }
                continue 'arguments;
            }
            match letter {
                b'b' => flags.bytes_warning += 1,
                b'B' => flags.dont_write_bytecode = true,
                b'd' => flags.debug = true,
                b'E' => flags.ignore_environment = true,
                b'h' | b'?' => return Err(Instead::Help),
                b'i' => (flags.inspect, flags.interactive) = (true, true),
                b'I' => {
                    flags.isolated = true;
                    flags.ignore_environment = true;
                    flags.no_user_site = true;
                    flags.safe_path = true;
                }
                b'O' => flags.optimize = flags.optimize.saturating_add(1),
                b'P' => flags.safe_path = true,
                b'q' => flags.quiet = true,
                b'R' => {}
                b's' => flags.no_user_site = true,
                b'S' => flags.no_site = true,
                b'u' => flags.unbuffered = true,
                b'v' => flags.verbose = flags.verbose.saturating_add(1),
                b'V' => versions += 1,
                b'x' => skip_first_line = true,
                _ => return Err(Instead::Wrong(format!("Unknown option: -{}", letter as char))),
            }
        }
    }
    if versions > 0 {
        return Err(Instead::Version { long: versions > 1 });
    }
    if environment("PYPY_DISABLE_JIT").is_some_and(|value| !value.is_empty() && value != "0") {
        jit.push("off".to_string());
    }
    if !flags.ignore_environment {
        heed_environment(&mut flags, environment);
    }
    let mut all = vec![first];
    all.extend(rest);
    Ok(Options {
        program: program.unwrap_or(Program::Input),
        arguments: all,
        flags,
        jit,
        listing,
        skip_first_line,
    })
}

fn missing(option: &str) -> Instead {
    Instead::Wrong(format!("Argument expected for the {option} option"))
}

fn text_of(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}

/// `-X name` or `-X name=value`; true for `-X dis`.
fn implementation_option(flags: &mut Flags, text: &str) -> bool {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.to_string())),
        None => (text, None),
    };
    match name {
        "dev" => flags.dev_mode = true,
        "utf8" => flags.utf8_mode = value.as_deref() != Some("0"),
        _ => {}
    }
    flags.x_options.push((name.to_string(), value));
    name == "dis"
}

/// The variables that stand for options. Set and not empty: the option is given.
fn heed_environment(flags: &mut Flags, environment: impl Fn(&str) -> Option<OsString>) {
    let get = |name: &str| {
        environment(name).map(|value| text_of(&value)).filter(|value| !value.is_empty())
    };
    let level = |name: &str| get(name).map_or(0, |value| value.parse::<u8>().unwrap_or(1));
    flags.optimize = flags.optimize.max(level("PYTHONOPTIMIZE"));
    flags.verbose = flags.verbose.max(level("PYTHONVERBOSE"));
    flags.unbuffered |= get("PYTHONUNBUFFERED").is_some();
    flags.dont_write_bytecode |= get("PYTHONDONTWRITEBYTECODE").is_some();
    flags.no_user_site |= get("PYTHONNOUSERSITE").is_some();
    flags.safe_path |= get("PYTHONSAFEPATH").is_some();
    flags.dev_mode |= get("PYTHONDEVMODE").is_some();
    flags.utf8_mode |= get("PYTHONUTF8").is_some_and(|value| value == "1");
    if let Some(warnings) = get("PYTHONWARNINGS") {
        let given = std::mem::take(&mut flags.warn_options);
        flags.warn_options = warnings.split(',').map(str::to_string).chain(given).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<Options, Instead> {
        parse(arguments.iter().map(OsString::from), |_| None)
    }

    fn argv(options: &Options) -> Vec<String> {
        options.arguments.iter().map(|argument| text_of(argument)).collect()
    }

    #[test]
    fn options_end_at_the_program() {
        let found = options(&["-OO", "-Bu", "file.py", "-O", "x"]).expect("a program");
        assert_eq!(found.program, Program::File("file.py".into()));
        assert_eq!(argv(&found), ["file.py", "-O", "x"]);
        assert_eq!((found.flags.optimize, found.flags.unbuffered), (2, true));
        let found = options(&["-Bc", "text", "a"]).expect("a program");
        assert_eq!(
            (found.program, argv_text(&found.arguments)),
            (Program::Text(b"text".into()), "-c a".to_string())
        );
        let found = options(&["-mmodule", "-V"]).expect("a program");
        assert_eq!(found.program, Program::Module("module".into()));
        let found = options(&["-", "x"]).expect("a program");
        assert_eq!(
            (&found.program, argv_text(&found.arguments)),
            (&Program::Input, "- x".to_string())
        );
        assert_eq!(argv(&options(&[]).expect("a program")), [""]);
    }

    fn argv_text(arguments: &[OsString]) -> String {
        arguments.iter().map(|argument| text_of(argument)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn options_with_values() {
        let found =
            options(&["-X", "a=b", "-Xdis", "-W", "error", "--jit", "off", "--jit=threshold=3"])
                .expect("a program");
        assert_eq!(found.flags.x_options, [("a".into(), Some("b".into())), ("dis".into(), None)]);
        assert!(found.listing);
        assert_eq!(found.flags.warn_options, ["error"]);
        assert_eq!(found.jit, ["off", "threshold=3"]);
        assert!(matches!(options(&["-c"]), Err(Instead::Wrong(text)) if text.contains("-c")));
        assert!(matches!(options(&["--jit"]), Err(Instead::Wrong(_))));
        assert!(
            matches!(options(&["-Z"]), Err(Instead::Wrong(text)) if text == "Unknown option: -Z")
        );
        assert!(
            matches!(options(&["--foo"]), Err(Instead::Wrong(text)) if text == "Unknown option: --foo")
        );
        assert_eq!(options(&["-VV"]).err(), Some(Instead::Version { long: true }));
    }

    #[test]
    fn environment_is_heeded_unless_told_otherwise() {
        let environment = |name: &str| match name {
            "PYTHONOPTIMIZE" => Some("2".into()),
            "PYTHONWARNINGS" => Some("a,b".into()),
            "PYPY_DISABLE_JIT" => Some("1".into()),
            _ => None,
        };
        let found = parse(["-Wc".into(), "-O".into()], environment).expect("a program");
        assert_eq!((found.flags.optimize, found.jit.len()), (2, 1));
        assert_eq!(found.flags.warn_options, ["a", "b", "c"]);
        let found = parse(["-E".into()], environment).expect("a program");
        assert_eq!((found.flags.optimize, found.flags.warn_options.len()), (0, 0));
        let found = parse(["-I".into()], environment).expect("a program");
        assert!(
            found.flags.safe_path && found.flags.no_user_site && found.flags.ignore_environment
        );
    }
}
