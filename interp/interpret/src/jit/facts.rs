//! What the optimizer may take for granted about constants.

use object::builtin::Builtin;
use object::{header, shape};
use tracer::optimize::{Facts, ItemField};
use tracer::{Field, ShapeId, Storage, Word};

pub struct PythonFacts;

/// The items of the tuple of ASCII characters. Of other tuples no trace asks often enough.
fn items_of(container: Word) -> Option<&'static [Word]> {
    let is_known = container == object::string::ascii_table() && !container.is_null();
    is_known.then(|| object::tuple::items(container))
}

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
        let address = object.0 as i64 + field.offset as i64;
        // SAFETY: the recorder loaded this very field from the object.
        unsafe {
            match field.storage {
                // Raw bits, which look like any word.
                Storage::Float => Word::try_from_float(*(address as *const f64)),
                Storage::Byte => Some(Word::from_int(*(address as *const u8) as i64)),
                Storage::Word | Storage::TaggedInt => {
                    Some(*(address as *const Word)).filter(|word| !word.is_null())
                }
            }
        }
    }
    fn shape_of_items(&self, container: Word) -> Option<ShapeId> {
        let (first, others) = items_of(container)?.split_first()?;
        let shape = self.shape_of(*first)?;
        others.iter().all(|item| self.shape_of(*item) == Some(shape)).then_some(shape)
    }
    fn field_of_items(&self, container: Word, field: &Field) -> Option<ItemField> {
        let items = items_of(container)?;
        self.shape_of_items(container).filter(|shape| self.shape_is_final(*shape))?;
        let read = |item: &Word| match field.storage {
            // SAFETY: the recorder loaded this field from one of the items, and all have one shape. A string of one
            // character has a byte behind its head.
            Storage::Byte => {
                Word::from_int(
                    unsafe { *((item.0 as i64 + field.offset as i64) as *const u8) } as i64
                )
            }
            // SAFETY: as above.
            _ => unsafe { *((item.0 as i64 + field.offset as i64) as *const Word) },
        };
        if field.storage == Storage::Float {
            return None;
        }
        if (0..).zip(items).all(|(index, item)| read(item) == Word::from_int(index)) {
            return Some(ItemField::Index);
        }
        let first = read(items.first()?);
        items.iter().all(|item| read(item) == first).then_some(ItemField::Constant(first))
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
