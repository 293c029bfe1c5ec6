//! Functions that make or run code: `compile`, `eval`, `exec`, `__import__`, `__build_class__`.

use crate::name::Root;
use crate::{argument, buffer, compilation, import, interpreter, name};
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, header, operation, string, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return the dictionary containing the current scope's global variables.
    globals() "($module, /)" Effects::ANY => globals;
    /// Return a dictionary containing the current scope's local variables.
    locals() "($module, /)" Effects::ANY => locals;
    /// Evaluate the given source in the context of globals and locals.
    eval(source, globals, locals) "($module, source, /, globals=None, locals=None)" Effects::ANY => eval;
    /// Execute the given source in the context of globals and locals.
    exec(source, globals, locals, closure) "($module, source, /, globals=None, locals=None, *, closure=None)" Effects::ANY => exec;
    /// Compile source into a code object that can be executed by exec() or eval().
    compile(..) "($module, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)" Effects::ANY => compile;
    /// Import a module.
    __import__(name, globals, locals, fromlist, level) "($module, name, globals=None, locals=None, fromlist=(), level=0)" Effects::ANY => import_function;
    /// Internal helper function used by the class statement.
    __build_class__(..) "($module, func, name, /, *bases, [metaclass], **kwds)" Effects::ANY => build_class;
    /// Call sys.breakpointhook(*args, **kws).
    breakpoint(..) "($module, *args, **kws)" Effects::ANY => breakpoint;
}

static OWN_IMPORT: Root = Root::empty();

/// The `__import__` that was there at start.
pub fn own_import(thread: &mut Thread) -> Word {
    if OWN_IMPORT.get().is_null() {
        let dict = super::dict(thread);
        if let Some(function) = dict::get_str(dict, name!("__import__")) {
            OWN_IMPORT.set(function);
        }
    }
    OWN_IMPORT.get()
}

fn globals(thread: &mut Thread) -> Result {
    let globals = (interpreter::get().globals)(thread);
    if globals.is_null() {
        return Err(thread.raise(Builtin::SystemError, "globals() called without a frame"));
    }
    Ok(globals)
}

fn locals(thread: &mut Thread) -> Result {
    (interpreter::get().locals)(thread)
}

/// The globals and the namespace to run in.
fn scopes(thread: &mut Thread, who: &str, globals: Word, locals: Word) -> Result<(Word, Word)> {
    if !argument::absent(globals) && !class::is_kind(globals, Builtin::Dict) {
        let kind = argument::class_name(globals);
        let text = if who == "eval" {
            let mapping = !class::lookup(class::class_of(globals), name!("__getitem__")).is_null();
            if mapping {
                String::from("globals must be a real dict; try eval(code, {}, mapping)")
            } else {
                String::from("globals must be a dict")
            }
        } else {
            format!("exec() globals must be a dict, not {kind}")
        };
        return Err(thread.type_error(text));
    }
    if !argument::absent(locals)
        && class::lookup(class::class_of(locals), name!("__getitem__")).is_null()
    {
        let kind = argument::class_name(locals);
        let text = if who == "eval" {
            String::from("locals must be a mapping")
        } else {
            format!("locals must be a mapping or None, not {kind}")
        };
        return Err(thread.type_error(text));
    }
    let (globals, namespace) = if argument::absent(globals) {
        let own = (interpreter::get().globals)(thread);
        if own.is_null() {
            let text = format!("globals and locals cannot be NULL in {who}()");
            return Err(thread.raise(Builtin::SystemError, text));
        }
        let namespace =
            if argument::absent(locals) { (interpreter::get().locals)(thread)? } else { locals };
        (own, namespace)
    } else {
        (globals, if argument::absent(locals) { globals } else { locals })
    };
    if dict::get_str(globals, name!("__builtins__")).is_none() {
        let builtins = super::dict(thread);
        dict::set_str(thread, globals, name!("__builtins__"), builtins);
    }
    Ok((globals, namespace))
}

/// Source text of a str or bytes-like argument.
fn source_text(thread: &mut Thread, source: Word, who: &str, what: &str) -> Result<String> {
    let text = if string::is_str(source) {
        match string::text(source) {
            Some(text) => text.to_string(),
            None => {
                // As the utf-8 codec says it.
                operation::call_method(thread, source, name!("encode"), &[])?;
                String::new()
            }
        }
    } else if let Some(bytes) = buffer::optional(thread, source)? {
        compilation::decode_source(thread, bytes, "<string>")?
    } else {
        return Err(thread.type_error(format!("{who}() arg 1 must be a {what}")));
    };
    if text.contains('\0') {
        return Err(
            thread.raise(Builtin::SyntaxError, "source code string cannot contain null bytes")
        );
    }
    Ok(text)
}

fn eval(thread: &mut Thread, source: Word, globals: Word, locals: Word) -> Result {
    let (globals, namespace) = scopes(thread, "eval", globals, locals)?;
    let code = match compilation::source_of(source) {
        Some(code) => {
            if !code.free_variables.is_empty() {
                let text = "code object passed to eval() may not contain free variables";
                return Err(thread.type_error(text));
            }
            code
        }
        None => {
            let text = source_text(thread, source, "eval", "string, bytes or code object")?;
            let text = text.trim_start_matches([' ', '\t']);
            compilation::compile_text(thread, text, "<string>", "eval")?
        }
    };
    (interpreter::get().run_code)(thread, code, globals, namespace)
}

fn exec(thread: &mut Thread, source: Word, globals: Word, locals: Word, closure: Word) -> Result {
    let (globals, namespace) = scopes(thread, "exec", globals, locals)?;
    let code = match compilation::source_of(source) {
        Some(code) => {
            if !code.free_variables.is_empty() {
                if argument::absent(closure) {
                    let text = format!(
                        "code object requires a closure of exactly length {}",
                        code.free_variables.len()
                    );
                    return Err(thread.type_error(text));
                }
                return Err(thread.not_implemented("exec() with a closure"));
            }
            if !argument::absent(closure) {
                let text = "cannot use a closure with this code object";
                return Err(thread.type_error(text));
            }
            code
        }
        None => {
            if !argument::absent(closure) {
                let text = "closure argument can only be used if source is a code object";
                return Err(thread.type_error(text));
            }
            let text = source_text(thread, source, "exec", "string, bytes or code object")?;
            compilation::compile_text(thread, &text, "<string>", "exec")?
        }
    };
    (interpreter::get().run_code)(thread, code, globals, namespace)?;
    Ok(Word::NONE)
}

const ONLY_AST: i64 = 0x400;

/// Trees are not there yet. The exception is also a SyntaxError: who parses only to show something nicer copes with that.
#[cold]
fn no_syntax_tree(thread: &mut Thread) -> Raised {
    static CLASS: Root = Root::empty();
    let class = CLASS.get_or_make(thread, |thread| {
        let bases =
            tuple::new(thread, &[Builtin::NotImplementedError.word(), Builtin::SyntaxError.word()]);
        class::create(thread, "SyntaxTreeNotImplementedError", bases, "builtins")
            .expect("an exception class can be made")
    });
    let text = string::new(thread, "compile() to a syntax tree");
    match thread.call(class, &[text]) {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

fn compile(thread: &mut Thread, arguments: Arguments) -> Result {
    let [source, filename, mode, flags, _inherit, optimize, _version] = argument::bind(
        thread,
        "compile",
        "($module, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        arguments,
    )?;
    let filename = crate::path::file_system_text(thread, filename)?;
    let mode = argument::text(thread, mode, "compile", "argument 'mode'")?;
    let flags = argument::int_or(thread, flags, 0)?;
    let optimize = argument::int_or(thread, optimize, -1)?;
    if !(-1..=2).contains(&optimize) {
        return Err(thread.value_error("compile(): invalid optimize value"));
    }
    if !matches!(mode, "exec" | "eval" | "single" | "func_type") {
        let text = "compile() mode must be 'exec', 'eval' or 'single'";
        return Err(thread.value_error(text));
    }
    if mode == "func_type" || flags & ONLY_AST != 0 {
        return Err(no_syntax_tree(thread));
    }
    if header::has_shape(source, Builtin::Code.shape()) {
        return Ok(source);
    }
    let text = source_text(thread, source, "compile", "string, bytes or AST object")?;
    let text = if mode == "eval" { text.trim_start_matches([' ', '\t']) } else { &text };
    let code = compilation::compile_text(thread, text, &filename, mode)?;
    compilation::code_object(thread, code)
}

fn import_function(
    thread: &mut Thread,
    module_name: Word,
    globals: Word,
    _locals: Word,
    from_list: Word,
    level: Word,
) -> Result {
    let level = argument::int_or(thread, level, 0)?;
    import::import_name(thread, module_name, globals, from_list, level)
}

fn build_class(thread: &mut Thread, arguments: Arguments) -> Result {
    class::build(thread, arguments)
}

fn breakpoint(thread: &mut Thread, arguments: Arguments) -> Result {
    let sys = crate::sys::module(thread);
    match attribute::get_optional(thread, sys, name!("breakpointhook"))? {
        Some(hook) => thread.call_with_names(hook, arguments.all, arguments.names),
        None => Err(thread.raise(Builtin::RuntimeError, "lost sys.breakpointhook")),
    }
}
