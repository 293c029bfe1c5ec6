//! The `sys` module.

mod functions;
mod monitoring;
mod names;
mod streams;

use crate::module::{self, ModuleDefinition, Namespace};
use crate::name::Root;
use crate::struct_sequence::StructSequence;
use crate::{class_root, import, name};
use object::{Builtin, Result, Thread, Word};
use object::{attribute, class, dict as dictionary, float, integer, list, set, string, tuple};
use std::sync::OnceLock;

pub use functions::{FINALIZING, print_uncaught, recursion_limit, write_error, write_unraisable};
pub use names::STDLIB_MODULES;
pub use streams::flush;

/// How the program was started.
#[derive(Default)]
pub struct Startup {
    /// `sys.argv`
    pub argv: Vec<std::ffi::OsString>,
    /// The whole command line.
    pub original: Vec<std::ffi::OsString>,
    /// Path of the binary.
    pub executable: String,
    /// First entry of `sys.path`, if any.
    pub first_path: Option<String>,
    pub flags: Flags,
}

/// Command line options, as `sys.flags` shows them.
#[derive(Default)]
pub struct Flags {
    pub debug: bool,
    pub inspect: bool,
    pub interactive: bool,
    pub optimize: u8,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub isolated: bool,
    pub dev_mode: bool,
    pub utf8_mode: bool,
    pub safe_path: bool,
    pub unbuffered: bool,
    pub warn_options: Vec<String>,
    pub x_options: Vec<(String, Option<String>)>,
}

/// Version that programs see.
pub const VERSION: (i64, i64, i64) = (3, 14, 10);
const HEX_VERSION: i64 = 0x030e_0af0;
/// `sys.copyright`
pub const COPYRIGHT: &str = "Copyright (c) the authors of pypyrs.\nThe pure-Python library: Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.";

static MODULE: Root = Root::empty();
static STARTUP: OnceLock<Startup> = OnceLock::new();

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    functions: &[functions::FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

macro_rules! sequence {
    ($static:ident $module:literal $name:literal [$($field:literal),* $(,)?]) => {
        sequence!($static $module $name hidden [] [$($field),*]);
    };
    ($static:ident $module:literal $name:literal hidden [$($hidden:literal),*] [$($field:literal),* $(,)?]) => {
        static $static: StructSequence = StructSequence {
            module: $module,
            name: $name,
            doc: concat!($module, ".", $name),
            fields: &[$($field),*],
            hidden: &[$($hidden),*],
            constructible: false,
            class: class_root!(),
        };
    };
}

sequence!(VERSION_INFO "sys" "version_info" ["major", "minor", "micro", "releaselevel", "serial"]);
sequence!(FLAGS "sys" "flags" hidden ["gil", "thread_inherit_context", "context_aware_warnings"] ["debug", "inspect", "interactive", "optimize", "dont_write_bytecode",
    "no_user_site", "no_site", "ignore_environment", "verbose", "bytes_warning", "quiet",
    "hash_randomization", "isolated", "dev_mode", "utf8_mode", "warn_default_encoding", "safe_path",
    "int_max_str_digits"]);
sequence!(FLOAT_INFO "sys" "float_info" ["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp",
    "dig", "mant_dig", "epsilon", "radix", "rounds"]);
sequence!(INT_INFO "sys" "int_info" ["bits_per_digit", "sizeof_digit", "default_max_str_digits",
    "str_digits_check_threshold"]);
sequence!(HASH_INFO "sys" "hash_info" ["width", "modulus", "inf", "nan", "imag", "algorithm",
    "hash_bits", "seed_bits", "cutoff"]);
sequence!(THREAD_INFO "sys" "thread_info" ["name", "lock", "version"]);
sequence!(ASYNC_HOOKS "sys" "asyncgen_hooks" ["firstiter", "finalizer"]);

/// The module object, made at the first call.
pub fn module(thread: &mut Thread) -> Word {
    let known = MODULE.get();
    if !known.is_null() {
        return known;
    }
    let namespace = module::new(thread, "sys").expect("the sys module can be made");
    MODULE.set(namespace.module);
    namespace.module
}

/// Its dict.
pub fn dict(thread: &mut Thread) -> Word {
    let module = module(thread);
    module::dict_of(module).expect("a module has a dict")
}

/// How the program was started.
pub fn startup() -> &'static Startup {
    STARTUP.get_or_init(Startup::default)
}

/// Fills the module at start.
pub(crate) fn initialize(thread: &mut Thread, options: Startup) -> Result<()> {
    let _ = STARTUP.set(options);
    let module = module(thread);
    let mut namespace = Namespace { module, dict: dict(thread) };
    module::fill(thread, &DEFINITION, &mut namespace)?;
    monitoring::install(thread, &mut namespace)?;
    streams::install(thread, &mut namespace)
}

fn path_list(thread: &mut Thread, prefix: &str) -> Word {
    let options = startup();
    let list = list::new(thread, &[]);
    let mut push = |text: &str| {
        let word = crate::path::decode(thread, text.as_bytes());
        list::append(thread, list, word);
    };
    if let Some(first) = &options.first_path
        && !options.flags.safe_path
        && !options.flags.isolated
    {
        push(first);
    }
    if !options.flags.ignore_environment
        && !options.flags.isolated
        && let Ok(more) = std::env::var("PYTHONPATH")
    {
        for entry in more.split(':').filter(|entry| !entry.is_empty()) {
            push(entry);
        }
    }
    push(import::library_path());
    let packages = format!("{prefix}/lib/python3.14/site-packages");
    if !options.flags.no_site && std::path::Path::new(&packages).is_dir() {
        push(&packages);
    }
    list
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let options = startup();
    let flags = &options.flags;
    let binary = std::path::Path::new(&options.executable);
    let prefix = binary
        .parent()
        .and_then(|folder| folder.parent())
        .map_or_else(|| String::from("/usr/local"), |folder| folder.to_string_lossy().into_owned());
    import::set_library_path(format!("{prefix}/lib/python3.14"));

    for (target, arguments) in [("argv", &options.argv), ("orig_argv", &options.original)] {
        let list = list::new(thread, &[]);
        for argument in arguments {
            let word = crate::path::decode(thread, argument.as_encoded_bytes());
            list::append(thread, list, word);
        }
        namespace.set(thread, target, list);
    }
    let path = path_list(thread, &prefix);
    namespace.set(thread, "path", path);
    let modules = import::modules(thread);
    namespace.set(thread, "modules", modules);
    let finders = [
        import::BUILTIN_IMPORTER.word(thread),
        import::EMBEDDED_IMPORTER.word(thread),
        import::PATH_FINDER.word(thread),
    ];
    let finders = list::new(thread, &finders);
    namespace.set(thread, "meta_path", finders);
    let hooks = list::new(thread, &[]);
    namespace.set(thread, "path_hooks", hooks);
    let cache = dictionary::new(thread);
    namespace.set(thread, "path_importer_cache", cache);

    let texts: &[(&str, &str)] = &[
        ("__name__", "sys"),
        ("__package__", ""),
        (
            "version",
            concat!(
                "3.14.10 (pypyrs, Jan  1 2026, 00:00:00) [pypyrs ",
                env!("CARGO_PKG_VERSION"),
                "]"
            ),
        ),
        ("copyright", COPYRIGHT),
        ("platform", if cfg!(target_os = "macos") { "darwin" } else { "linux" }),
        ("byteorder", if cfg!(target_endian = "little") { "little" } else { "big" }),
        ("float_repr_style", "short"),
        ("platlibdir", "lib"),
        ("abiflags", ""),
        ("executable", &options.executable),
        ("_base_executable", &options.executable),
        ("prefix", &prefix),
        ("exec_prefix", &prefix),
        ("base_prefix", &prefix),
        ("base_exec_prefix", &prefix),
        ("_stdlib_dir", import::library_path()),
        ("_framework", ""),
        ("_home", ""),
    ];
    for (target, text) in texts {
        namespace.set_text(thread, target, text);
    }
    for (target, value) in [
        ("hexversion", HEX_VERSION),
        ("api_version", 1013),
        ("maxsize", i64::MAX),
        ("maxunicode", 0x10_ffff),
    ] {
        namespace.set_int(thread, target, value);
    }
    namespace.set(thread, "dont_write_bytecode", Word::TRUE);
    namespace.set(thread, "pycache_prefix", Word::NONE);
    let git = [string::new(thread, "pypyrs"), string::new(thread, ""), string::new(thread, "")];
    let git = tuple::new(thread, &git);
    namespace.set(thread, "_git", git);
    let warnings = list::new(thread, &[]);
    for option in &flags.warn_options {
        let word = string::new(thread, option);
        list::append(thread, warnings, word);
    }
    namespace.set(thread, "warnoptions", warnings);
    let x_options = dictionary::new(thread);
    for (option, value) in &flags.x_options {
        let value = match value {
            Some(text) => string::new(thread, text),
            None => Word::TRUE,
        };
        dictionary::set_str(thread, x_options, object::intern::intern(option), value);
    }
    namespace.set(thread, "_xoptions", x_options);

    let level = string::new(thread, "final");
    let parts = [
        Word::from_int(VERSION.0),
        Word::from_int(VERSION.1),
        Word::from_int(VERSION.2),
        level,
        Word::from_int(0),
    ];
    let version_info = VERSION_INFO.make(thread, &parts, &[])?;
    namespace.set(thread, "version_info", version_info);
    let number = |value: i64| Word::from_int(value);
    let truth = |value: bool| Word::from_int(i64::from(value));
    let items = [
        truth(flags.debug),
        truth(flags.inspect),
        truth(flags.interactive),
        number(i64::from(flags.optimize)),
        truth(flags.dont_write_bytecode),
        truth(flags.no_user_site),
        truth(flags.no_site),
        truth(flags.ignore_environment),
        number(i64::from(flags.verbose)),
        number(i64::from(flags.bytes_warning)),
        truth(flags.quiet),
        truth(std::env::var("PYTHONHASHSEED").as_deref() != Ok("0")),
        truth(flags.isolated),
        Word::from_bool(flags.dev_mode),
        truth(flags.utf8_mode),
        number(0),
        Word::from_bool(flags.safe_path),
        number(4300),
    ];
    let flags_word = FLAGS.make(thread, &items, &[number(0), number(0), number(0)])?;
    namespace.set(thread, "flags", flags_word);

    let items = [
        float::new(thread, f64::MAX),
        number(1024),
        number(308),
        float::new(thread, f64::MIN_POSITIVE),
        number(-1021),
        number(-307),
        number(15),
        number(53),
        float::new(thread, f64::EPSILON),
        number(2),
        number(1),
    ];
    let info = FLOAT_INFO.make(thread, &items, &[])?;
    namespace.set(thread, "float_info", info);
    let info = INT_INFO.make(thread, &[number(30), number(4), number(4300), number(640)], &[])?;
    namespace.set(thread, "int_info", info);
    let algorithm = string::new(thread, "siphash13");
    let modulus = integer::from_i64(thread, (1 << 61) - 1);
    let items = [
        number(64),
        modulus,
        number(314_159),
        number(0),
        number(1_000_003),
        algorithm,
        number(64),
        number(128),
        number(0),
    ];
    let info = HASH_INFO.make(thread, &items, &[])?;
    namespace.set(thread, "hash_info", info);
    let items = [string::new(thread, "pthread"), string::new(thread, "semaphore"), Word::NONE];
    let info = THREAD_INFO.make(thread, &items, &[])?;
    namespace.set(thread, "thread_info", info);

    let implementation = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
    let own_name = string::new(thread, "pypyrs");
    let tag = string::new(thread, "pypyrs-314");
    let hex = integer::from_i64(thread, HEX_VERSION);
    let architecture = string::new(thread, &format!("{}-linux-gnu", std::env::consts::ARCH));
    for (field, value) in [
        (name!("name"), own_name),
        (name!("cache_tag"), tag),
        (name!("version"), version_info),
        (name!("hexversion"), hex),
        (name!("_multiarch"), architecture),
        (name!("supports_isolated_interpreters"), Word::FALSE),
    ] {
        attribute::set(thread, implementation, field, value)?;
    }
    namespace.set(thread, "implementation", implementation);
    let jit = crate::module::create(thread, &functions::JIT)?;
    namespace.set(thread, "_jit", jit);

    let mut builtin_names: Vec<&str> = crate::BUILTIN_MODULES.iter().map(|m| m.name).collect();
    builtin_names.sort_unstable();
    let names = list::new(thread, &[]);
    for text in builtin_names {
        let word = object::intern::intern(text);
        list::append(thread, names, word);
    }
    let names = object::iterate::to_tuple(thread, names)?;
    namespace.set(thread, "builtin_module_names", names);
    let all = set::new(thread, true);
    for text in STDLIB_MODULES {
        set::add(thread, all, object::intern::intern(text))?;
    }
    namespace.set(thread, "stdlib_module_names", all);
    for (kept, original) in [
        ("__displayhook__", "displayhook"),
        ("__excepthook__", "excepthook"),
        ("__breakpointhook__", "breakpointhook"),
        ("__unraisablehook__", "unraisablehook"),
    ] {
        let value = namespace.get(original).unwrap_or(Word::NONE);
        namespace.set(thread, kept, value);
    }
    Ok(())
}
