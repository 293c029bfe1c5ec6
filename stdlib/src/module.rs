//! Built-in modules: a table of declarations, and how a declaration becomes a module object.

use crate::native_class::NativeClass;
use object::{NativeFunction, Result, Thread, Word};
use object::{dict, function, intern, string};

/// A built-in module.
pub struct ModuleDefinition {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [&'static [NativeFunction]],
    pub classes: &'static [&'static NativeClass],
    /// Fills in what is no function or class.
    pub initialize: Option<fn(&mut Thread, &mut Namespace) -> Result<()>>,
}

impl ModuleDefinition {
    pub const EMPTY: ModuleDefinition =
        ModuleDefinition { name: "", doc: "", functions: &[], classes: &[], initialize: None };
}

/// The dict of a module that is being filled.
pub struct Namespace {
    pub module: Word,
    pub dict: Word,
}

impl Namespace {
    pub fn set(&mut self, thread: &mut Thread, name: &str, value: Word) {
        let name = intern::intern(name);
        dict::set_str(thread, self.dict, name, value);
    }
    pub fn set_int(&mut self, thread: &mut Thread, name: &str, value: i64) {
        let value = object::integer::from_i64(thread, value);
        self.set(thread, name, value);
    }
    pub fn set_text(&mut self, thread: &mut Thread, name: &str, text: &str) {
        let value = string::new(thread, text);
        self.set(thread, name, value);
    }
    pub fn set_float(&mut self, thread: &mut Thread, name: &str, value: f64) {
        let value = object::float::new(thread, value);
        self.set(thread, name, value);
    }
    pub fn get(&self, name: &str) -> Option<Word> {
        dict::get_str(self.dict, intern::intern(name))
    }
    /// Defines what a Python source text defines.
    pub fn run(&mut self, thread: &mut Thread, name: &str, source: &'static str) -> Result<()> {
        let filename = format!("<built-in {name}>");
        let code = crate::compilation::compile_text(thread, source, &filename, "exec")?;
        (crate::interpreter::get().run_code)(thread, code, self.dict, self.dict)?;
        Ok(())
    }
}

/// An empty module object with the usual attributes.
pub fn new(thread: &mut Thread, name: &str) -> Result<Namespace> {
    let name = string::new(thread, name);
    let module = object::module::new(thread, name);
    Ok(Namespace { module, dict: object::module::dict_of(module) })
}

/// The dict of a module object (or an instance of a subclass).
pub fn dict_of(module: Word) -> Option<Word> {
    if object::class::layout_of(module) != object::layout::Layout::Module {
        return None;
    }
    Some(object::module::dict_of(module))
}

/// Makes the module that a definition describes.
pub fn create(thread: &mut Thread, definition: &'static ModuleDefinition) -> Result {
    let mut namespace = new(thread, definition.name)?;
    fill(thread, definition, &mut namespace)?;
    Ok(namespace.module)
}

/// Fills a module object by its definition.
pub fn fill(
    thread: &mut Thread,
    definition: &'static ModuleDefinition,
    namespace: &mut Namespace,
) -> Result<()> {
    let module_name = intern::intern(definition.name);
    if !definition.doc.is_empty() {
        namespace.set_text(thread, "__doc__", definition.doc);
    }
    for table in definition.functions {
        for native in *table {
            let word = function::new_native(thread, native, namespace.module, module_name);
            namespace.set(thread, native.name, word);
        }
    }
    for class in definition.classes {
        let word = class.word(thread);
        namespace.set(thread, class.name, word);
    }
    if let Some(initialize) = definition.initialize {
        initialize(thread, namespace)?;
    }
    Ok(())
}
