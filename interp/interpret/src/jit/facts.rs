//! What the optimizer may take for granted about constants.

use object::builtin::Builtin;
use object::{header, shape};
use tracer::optimize::Facts;
use tracer::{Field, ShapeId, Word};

pub struct PythonFacts;

impl Facts for PythonFacts {
    fn shape_of(&self, object: Word) -> Option<ShapeId> {
        object.is_pointer().then(|| header::shape_id(object))
    }
    fn shape_is_final(&self, id: ShapeId) -> bool {
        // Built-in classes' own instances have one shape for life.
        id <= Builtin::ALL.len() as ShapeId || shape::try_get(id).is_none()
    }
    fn load_constant(&self, object: Word, field: &Field) -> Option<Word> {
        if !object.is_pointer() {
            return None;
        }
        // SAFETY: the recorder loaded this very field from the object.
        let word = unsafe { *((object.0 as i64 + field.offset as i64) as *const Word) };
        (!word.is_null()).then_some(word)
    }
    fn shape_name(&self, id: ShapeId) -> String {
        match shape::try_get(id) {
            Some(shape) => {
                let name = object::class::get(shape.class).name;
                format!("{}#{id}", String::from_utf8_lossy(object::string::bytes(name)))
            }
            None => format!("#{id}"),
        }
    }
}
