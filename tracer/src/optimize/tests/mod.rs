//! Tests by text: a recorded trace, and the unit it must become.
//!
//! `...` in an expectation stands for any number of lines; names of values are free and stand for
//! the same value wherever they occur. The small language of the tests has a class `point` with
//! words `x` and `y`, a vector with a length, a boxed number and a few functions.

mod arithmetic;
mod bridges;
mod frames;
mod guards;
mod loops;
mod memory;
mod objects;
mod random;
mod world;

use super::*;
use crate::trace::parse::{self, Vocabulary};
use crate::trace::{Address, AliasClass, Effects, Element, Exit, Residual, verify};

const WORDS: AliasClass = AliasClass(0);
const LENGTHS: AliasClass = AliasClass(1);
const ITEMS: AliasClass = AliasClass(2);
const BYTES: AliasClass = AliasClass(3);
const THREAD: AliasClass = AliasClass(4);

const fn field(name: &'static str, offset: i32, storage: Storage, alias: AliasClass) -> Field {
    Field { name, offset, storage, immutable: false, alias }
}

pub(super) static FIELDS: [Field; 8] = [
    field("x", 8, Storage::Word, WORDS),
    field("y", 16, Storage::Word, WORDS),
    Field { immutable: true, ..field("fixed", 24, Storage::Word, WORDS) },
    field("length", 8, Storage::TaggedInt, LENGTHS),
    field("vector", 8, Storage::Word, LENGTHS),
    Field { immutable: true, ..field("raw", 8, Storage::Float, BYTES) },
    field("flag", 32, Storage::Byte, BYTES),
    field("pending", 64, Storage::Word, THREAD),
];

pub(super) static ELEMENTS: [Element; 2] = [
    Element { name: "items", base: 16, storage: Storage::Word, immutable: false, alias: ITEMS },
    Element { name: "bytes", base: 16, storage: Storage::Byte, immutable: true, alias: BYTES },
];

const fn function(
    name: &'static str,
    operands: &'static [Kind],
    result: Kind,
    effects: Effects,
) -> Residual {
    let address = Address(std::ptr::null());
    Residual { name, address, operands, result, takes_thread: false, effects }
}

static HASH: Residual = function("hash", &[Kind::Word], Kind::Word, Effects::PURE);
static POWER: Residual = function("power", &[Kind::Float, Kind::Float], Kind::Float, Effects::PURE);
static FIND: Residual = function("find", &[Kind::Word], Kind::Word, Effects::READS);
static APPEND: Residual =
    function("append", &[Kind::Word, Kind::Word], Kind::Word, Effects::writes(&[LENGTHS, ITEMS]));
static ANYTHING: Residual = function("anything", &[Kind::Word], Kind::Word, Effects::ANY);

pub(super) static RESIDUALS: [&Residual; 5] = [&HASH, &POWER, &FIND, &APPEND, &ANYTHING];

pub(super) const VOCABULARY: Vocabulary =
    Vocabulary { fields: &FIELDS, elements: &ELEMENTS, residuals: &RESIDUALS };

/// Shapes below 100 are final. The object at 1000 has shape 7 and holds 40 + 2 in `fixed`.
pub(super) struct Language;

impl Facts for Language {
    fn shape_of(&self, object: Word) -> Option<ShapeId> {
        (object == Word(0x1000)).then_some(7)
    }
    fn shape_is_final(&self, shape: ShapeId) -> bool {
        shape < 100
    }
    fn load_constant(&self, object: Word, field: &Field) -> Option<Word> {
        (object == Word(0x1000) && field.name == "fixed").then_some(Word::from_int(42))
    }
    fn shape_name(&self, shape: ShapeId) -> String {
        format!("shape {shape}")
    }
}

fn parse_trace(text: &str) -> Trace {
    let trace = parse::trace(text, VOCABULARY).unwrap_or_else(|error| panic!("{error}"));
    verify::trace(&trace).unwrap_or_else(|error| panic!("{error} in\n{trace}"));
    let printed = trace.to_string();
    let again = parse::trace(&printed, VOCABULARY).unwrap_or_else(|e| panic!("{e} in\n{printed}"));
    assert_eq!(trace, again, "a trace reads back as printed:\n{printed}");
    trace
}

fn check_unit(unit: &Unit) {
    let printed = unit.to_string();
    verify::unit(unit).unwrap_or_else(|error| panic!("{error} in\n{printed}"));
    let again = parse::unit(&printed, VOCABULARY).unwrap_or_else(|e| panic!("{e} in\n{printed}"));
    assert_eq!(*unit, again, "a unit reads back as printed:\n{printed}");
}

fn optimized(text: &str, kind: UnitKind, exit: Option<&Exit>, links: &[Param]) -> Unit {
    let trace = parse_trace(text);
    let parent = exit.map(|exit| Parent { exit });
    let unit = optimize(&trace, kind, parent, &|_| links.to_vec(), &Language)
        .unwrap_or_else(|error| panic!("{error:?} for\n{trace}"));
    check_unit(&unit);
    unit
}

/// Optimizes a loop and compares.
#[track_caller]
fn loop_becomes(before: &str, after: &str) {
    matches(&optimized(before, UnitKind::Loop, None, &[]), after);
}

/// Optimizes a function and compares.
#[track_caller]
fn function_becomes(before: &str, after: &str) {
    matches(&optimized(before, UnitKind::Function, None, &[]), after);
}

/// Compares a unit with an expectation.
#[track_caller]
fn matches(unit: &Unit, expected: &str) {
    let text = unit.to_string();
    let lines = |text: &str| -> Vec<Vec<String>> {
        text.lines().map(tokens).filter(|line| !line.is_empty()).collect()
    };
    let (actual, wanted) = (lines(&text), lines(expected));
    let mut names = Vec::new();
    assert!(matches_from(&actual, &wanted, &mut names), "expected\n{expected}\nbut got\n{text}");
}

fn tokens(line: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut joins = false;
    for character in line.trim().chars() {
        let is_name = character.is_alphanumeric() || character == '_' || character == '.';
        match tokens.last_mut() {
            Some(last) if is_name && joins => last.push(character),
            _ if character.is_whitespace() => {}
            _ => tokens.push(character.to_string()),
        }
        joins = is_name;
    }
    tokens
}

/// Names in an expectation begin with a small letter and are bound to the values they meet.
fn matches_from(
    actual: &[Vec<String>],
    wanted: &[Vec<String>],
    names: &mut Vec<(String, String)>,
) -> bool {
    let Some(first) = wanted.first() else { return actual.is_empty() };
    if *first == ["..."] {
        return (0..=actual.len()).any(|skip| {
            let mut trial = names.clone();
            let fits = matches_from(&actual[skip..], &wanted[1..], &mut trial);
            if fits {
                *names = trial;
            }
            fits
        });
    }
    let Some(line) = actual.first() else { return false };
    let bound = names.len();
    if line_matches(line, first, names) && matches_from(&actual[1..], &wanted[1..], names) {
        return true;
    }
    names.truncate(bound);
    false
}

fn line_matches(line: &[String], wanted: &[String], names: &mut Vec<(String, String)>) -> bool {
    let is_value =
        |token: &str| token.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok());
    let mut rest = wanted;
    for (position, token) in line.iter().enumerate() {
        let Some(want) = rest.first() else { return false };
        // A trailing `...` on a line leaves its end open.
        if want == "..." && rest.len() == 1 {
            return true;
        }
        rest = &rest[1..];
        if token == want && !is_value(token) {
            continue;
        }
        let is_name = want.starts_with(|c: char| c.is_ascii_lowercase());
        if !is_value(token) || !is_name {
            return false;
        }
        let _ = position;
        match names.iter().find(|(name, value)| name == want || value == token) {
            Some((name, value)) if name == want && value == token => {}
            Some(_) => return false,
            None => names.push((want.clone(), token.clone())),
        }
    }
    rest.is_empty() || *rest == ["..."]
}
