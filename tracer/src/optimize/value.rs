//! What the optimizer knows of each value of the unit it builds.
//!
//! Values get identities when they are defined and a position only when they are needed: a box or
//! a new object has an identity from the start but is written into the unit at its first real use,
//! perhaps never. So there are two lists of placed operations (before and behind the label), and
//! the final numbering is made at the very end. Facts are kept per identity and grow monotonically
//! along the walk; nothing is ever known "only on one path", because a trace has one path.

use super::range::Range;
use crate::trace::{Arg, Code, Descriptor, Kind, Op, OpRef};
use crate::word::{Tag, Word};
use smallvec::SmallVec;

/// The tags that a word may have, as a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tags(u8);

impl Tags {
    pub const INT: Tags = Tags(1);
    pub const FLOAT: Tags = Tags(2);
    pub const POINTER: Tags = Tags(4);
    pub const NULL: Tags = Tags(8);
    pub const SPECIAL: Tags = Tags(16);
    pub const ANY: Tags = Tags(31);

    pub fn of(word: Word) -> Tags {
        match word.tag() {
            Tag::Int => Tags::INT,
            Tag::Float => Tags::FLOAT,
            Tag::Special => Tags::SPECIAL,
            Tag::Pointer if word.is_null() => Tags::NULL,
            Tag::Pointer => Tags::POINTER,
        }
    }
    pub fn and(self, other: Tags) -> Tags {
        Tags(self.0 & other.0)
    }
    pub fn without(self, other: Tags) -> Tags {
        Tags(self.0 & !other.0)
    }
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// Whether a word with one of these tags has one of `wanted`: always, never, or who knows.
    pub fn test(self, wanted: Tags) -> Option<bool> {
        if self.without(wanted).is_empty() {
            Some(true)
        } else if self.and(wanted).is_empty() {
            Some(false)
        } else {
            None
        }
    }
}

/// A value of the recorded trace in terms of the unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Value {
    pub arg: Arg,
    /// The value is the same in every iteration and known before the first one. A constant that a
    /// check inside the loop established is not steady: the check must come first.
    pub steady: bool,
}

impl Value {
    pub fn constant(arg: Arg) -> Value {
        Value { arg, steady: true }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Defined but not (yet) needed.
    Nowhere,
    /// Before the label.
    Entry,
    /// Behind the label, or anywhere in a unit without one.
    Body,
}

/// Index of an object that may still be virtual.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ObjectId(pub usize);

#[derive(Clone, Debug)]
pub(super) struct Info {
    pub op: Op,
    pub kind: Kind,
    pub place: Place,
    /// Of words.
    pub tags: Tags,
    /// Of integers.
    pub range: Range,
    /// The constant that this is known to be.
    pub equal: Option<Arg>,
    /// Of words: the number inside.
    pub unboxed: Option<Arg>,
    /// Of numbers: the word that boxes them.
    pub boxed: Option<OpRef>,
    /// Of words: the object that this is, made in this trace.
    pub object: Option<ObjectId>,
    /// Steady objects from which this was read inside the loop; see `loop_entry`.
    pub sources: SmallVec<[Arg; 2]>,
}

/// All values of the unit, and the order of those that are placed: entry, phis, body.
pub(super) struct Values {
    infos: Vec<Info>,
    pub entry: Vec<OpRef>,
    pub phis: Vec<OpRef>,
    pub body: Vec<OpRef>,
}

impl Values {
    pub fn new() -> Values {
        Values { infos: Vec::new(), entry: Vec::new(), phis: Vec::new(), body: Vec::new() }
    }

    /// Gives an operation an identity without placing it.
    pub fn define(&mut self, op: Op, kind: Kind) -> OpRef {
        let tags = match op.code {
            Code::BoxInt => Tags::INT,
            // A float that needs a real box is treated as a float all the same: whoever sees the
            // word (memory, a call, an exit) gets a proper one.
            Code::BoxFloat => Tags::FLOAT,
            Code::BoxBool => Tags::SPECIAL,
            Code::New => Tags::POINTER,
            _ => Tags::ANY,
        };
        self.infos.push(Info {
            op,
            kind,
            place: Place::Nowhere,
            tags,
            range: Range::FULL,
            equal: None,
            unboxed: None,
            boxed: None,
            object: None,
            sources: SmallVec::new(),
        });
        OpRef(self.infos.len() as u32 - 1)
    }

    pub fn place(&mut self, id: OpRef, place: Place) {
        let info = &mut self.infos[id.0 as usize];
        debug_assert_eq!(info.place, Place::Nowhere);
        info.place = place;
        match place {
            Place::Nowhere => {}
            Place::Entry => self.entry.push(id),
            Place::Body if info.op.code == Code::Phi => self.phis.push(id),
            Place::Body => self.body.push(id),
        }
    }

    /// All placed values.
    pub fn order(&self) -> impl Iterator<Item = OpRef> + '_ {
        self.entry.iter().chain(&self.phis).chain(&self.body).copied()
    }

    pub fn info(&self, id: OpRef) -> &Info {
        &self.infos[id.0 as usize]
    }
    pub fn info_mut(&mut self, id: OpRef) -> &mut Info {
        &mut self.infos[id.0 as usize]
    }
    pub fn len(&self) -> usize {
        self.infos.len()
    }
    /// The operation that defines this operand, if one does.
    pub fn definition(&self, arg: Arg) -> Option<&Op> {
        arg.op().map(|id| &self.info(id).op)
    }

    /// The constant that the operand is known to be, else the operand itself.
    pub fn resolve(&self, arg: Arg) -> Arg {
        let Arg::Op(id) = arg else { return arg };
        let info = self.info(id);
        if let Some(constant) = info.equal {
            return constant;
        }
        match info.kind {
            Kind::Int => info.range.single().map_or(arg, Arg::Int),
            Kind::Word => {
                let truth = (info.op.code == Code::BoxBool).then(|| info.op.args[0]);
                match info.unboxed.or(truth) {
                    Some(inside) => constant_word(self.resolve(inside)).map_or(arg, Arg::Word),
                    None => arg,
                }
            }
            _ => arg,
        }
    }

    pub fn kind(&self, arg: Arg) -> Kind {
        match arg {
            Arg::Op(id) => self.info(id).kind,
            Arg::Word(_) => Kind::Word,
            Arg::Int(_) => Kind::Int,
            Arg::Float(_) => Kind::Float,
            Arg::Bool(_) => Kind::Bool,
        }
    }
    pub fn tags(&self, arg: Arg) -> Tags {
        match arg {
            Arg::Op(id) => self.info(id).tags,
            Arg::Word(word) => Tags::of(word),
            _ => Tags::ANY,
        }
    }
    pub fn range(&self, arg: Arg) -> Range {
        match arg {
            Arg::Op(id) => self.info(id).range,
            Arg::Int(value) => Range::of(value),
            _ => Range::FULL,
        }
    }
    /// The number inside a word, if it is at hand.
    pub fn unboxed(&self, word: Arg) -> Option<Arg> {
        match word {
            Arg::Word(word) if word.is_int() => Some(Arg::Int(word.int())),
            Arg::Word(word) if word.is_float() => Some(Arg::Float(word.float().to_bits())),
            Arg::Op(id) => self.info(id).unboxed.map(|number| self.resolve(number)),
            _ => None,
        }
    }
    /// The word of a number, which is not placed before something needs it.
    pub fn boxed(&mut self, number: Arg) -> Arg {
        let number = self.resolve(number);
        if let Some(word) = constant_word(number) {
            return Arg::Word(word);
        }
        if let Arg::Op(id) = number
            && let Some(word) = self.info(id).boxed
        {
            return Arg::Op(word);
        }
        let code = match self.kind(number) {
            Kind::Int => Code::BoxInt,
            Kind::Float => Code::BoxFloat,
            Kind::Bool => Code::BoxBool,
            kind => unreachable!("no box for a value of kind {kind:?}"),
        };
        let word = self.define(Op::new(code, &[number], Descriptor::None), Kind::Word);
        if code != Code::BoxBool {
            self.info_mut(word).unboxed = Some(number);
        }
        if let Arg::Op(id) = number {
            self.info_mut(id).boxed = Some(word);
        }
        Arg::Op(word)
    }
    /// Whether the operand is available before the label.
    pub fn is_at_entry(&self, arg: Arg) -> bool {
        match arg {
            Arg::Op(id) => self.info(id).place == Place::Entry,
            _ => true,
        }
    }
}

/// The word that holds a constant number, if one does.
pub(super) fn constant_word(number: Arg) -> Option<Word> {
    match number {
        Arg::Int(value) => Word::try_from_int(value),
        Arg::Float(bits) => Word::try_from_float(f64::from_bits(bits)),
        Arg::Bool(value) => Some(Word::from_bool(value)),
        Arg::Word(word) => Some(word),
        Arg::Op(_) => None,
    }
}
