//! Objects in error messages.

use tracer::Word;

/// The text of a str, lone surrogates replaced.
pub fn lossy(string: Word) -> String {
    if !crate::string::is_str(string) {
        return String::from("?");
    }
    String::from_utf8_lossy(crate::string::bytes(string)).into_owned()
}

/// `type(object).__name__`
pub fn class_name(object: Word) -> String {
    crate::class::name_text(crate::class::class_of(object))
}

/// `type.__module__ + "." + type.__qualname__`, without `builtins.`
pub fn full_name(class: Word) -> String {
    let qualname = lossy(crate::class::get(class).qualname);
    match crate::class::module_text(class) {
        Some(module) if module != "builtins" => format!("{module}.{qualname}"),
        _ => qualname,
    }
}

/// `repr(object)` as text; what it raises is raised.
pub fn repr(thread: &mut crate::Thread, object: Word) -> crate::Result<String> {
    let text = crate::operation::repr(thread, object)?;
    Ok(lossy(text))
}
