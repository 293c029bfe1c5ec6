//! Reads back what `print` writes: recorded traces and units.
//!
//! Names of values are free (`total = IntAdd a, 1` is as good as `v7 = ...`), so that tests need
//! not count operations. Fields, elements and residual functions are looked up by name in a
//! [`Vocabulary`]. An unnamed constant is read as the kind that the operation wants there.
//! Blank lines and `;` comments are skipped.

use super::*;
use crate::word::Word;
use std::collections::HashMap;
use std::fmt;

/// The language's descriptors, by name.
#[derive(Clone, Copy, Default)]
pub struct Vocabulary<'a> {
    pub fields: &'a [Field],
    pub elements: &'a [Element],
    pub residuals: &'a [&'static Residual],
}

/// Why a text is no trace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    pub text: String,
    pub reason: &'static str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.reason, self.text)
    }
}

type Result<T> = std::result::Result<T, &'static str>;

/// Parses a recorded trace.
pub fn trace(text: &str, vocabulary: Vocabulary) -> std::result::Result<Trace, ParseError> {
    let mut parser = Parser::new(vocabulary);
    let mut trace = Trace {
        ops: Vec::new(),
        snapshots: Vec::new(),
        end: TraceEnd::Return(Arg::Word(Word::NULL)),
        seen: Vec::new(),
    };
    each_line(text, |line| {
        if let Some(end) = line.strip_prefix("end ") {
            trace.end = parser.trace_end(end)?;
        } else if line.starts_with('@') {
            let (state, words) = parser.state(line, trace.snapshots.len())?;
            trace.snapshots.push(parser.snapshot(state, words)?);
        } else if let Some(seen) = line.strip_prefix("seen") {
            for item in seen.split_whitespace() {
                let (slot, word) = slot_and_value(item)?;
                trace.seen.push((slot, constant_word(word)?));
            }
        } else {
            let op = parser.operation(line, trace.ops.len())?;
            trace.ops.push(op);
        }
        Ok(())
    })?;
    Ok(trace)
}

/// Parses a unit.
pub fn unit(text: &str, vocabulary: Vocabulary) -> std::result::Result<Unit, ParseError> {
    let mut parser = Parser::new(vocabulary);
    let mut unit = Unit {
        kind: UnitKind::Loop,
        params: Vec::new(),
        ops: Vec::new(),
        label: None,
        end: End::Return(Arg::Word(Word::NULL)),
        exits: Vec::new(),
    };
    // The back edge is read when the kinds of the phis are known.
    each_line(text, |line| {
        if let Some(kind) = line.strip_prefix("unit ") {
            unit.kind = match kind {
                "Loop" => UnitKind::Loop,
                "Function" => UnitKind::Function,
                "Bridge" => UnitKind::Bridge,
                _ => return Err("no kind of unit"),
            };
        } else if line == "label" {
            unit.label = Some(Label { at: unit.ops.len(), phis: Vec::new() });
        } else if let Some(end) = line.strip_prefix("end ") {
            unit.end = parser.unit_end(end, &unit)?;
        } else if line.starts_with('@') {
            let (state, words) = parser.state(line, unit.exits.len())?;
            unit.exits.push(parser.exit(state, words)?);
        } else if let Some(rest) = after_code(line, "Param") {
            let words: Vec<&str> = rest.split_whitespace().collect();
            let &[kind, slot] = &words[..] else { return Err("Param KIND [SLOT]") };
            let param = Param { slot: slot_of(slot)?, kind: kind_of(kind)? };
            parser.name_value(line, unit.ops.len());
            unit.params.push(param);
            unit.ops.push(Op::new(Code::Param, &[], Descriptor::Slot(param.slot)));
        } else if let Some(rest) = after_code(line, "Phi") {
            let words: Vec<&str> = rest.split_whitespace().collect();
            let &[kind, initial, slot] = &words[..] else { return Err("Phi KIND INITIAL [SLOT]") };
            let kind = kind_of(kind)?;
            let phi = Phi { slot: slot_of(slot)?, kind, initial: parser.arg(initial, kind)? };
            let Some(label) = &mut unit.label else { return Err("a phi stands behind the label") };
            parser.name_value(line, unit.ops.len());
            label.phis.push(phi);
            unit.ops.push(Op::new(Code::Phi, &[], Descriptor::Slot(phi.slot)));
        } else {
            let op = parser.operation(line, unit.ops.len())?;
            unit.ops.push(op);
        }
        Ok(())
    })?;
    Ok(unit)
}

fn each_line(
    text: &str,
    mut read: impl FnMut(&str) -> Result<()>,
) -> std::result::Result<(), ParseError> {
    for (index, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or_default().trim();
        if !line.is_empty() {
            read(line).map_err(|reason| ParseError {
                line: index + 1,
                text: line.to_string(),
                reason,
            })?;
        }
    }
    Ok(())
}

/// What follows `name = CODE`.
fn after_code<'t>(line: &'t str, code: &str) -> Option<&'t str> {
    let (_, rest) = line.split_once(" = ")?;
    rest.strip_prefix(code)?.strip_prefix(' ')
}

fn kind_of(text: &str) -> Result<Kind> {
    Ok(match text {
        "Word" => Kind::Word,
        "Int" => Kind::Int,
        "Float" => Kind::Float,
        "Bool" => Kind::Bool,
        _ => return Err("no kind"),
    })
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| "no number")
}

fn hex(text: &str) -> Result<u64> {
    u64::from_str_radix(text, 16).map_err(|_| "no hexadecimal number")
}

fn slot_of(text: &str) -> Result<i32> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    number(inner.ok_or("a slot is written [n]")?)
}

/// `[slot]=value`
fn slot_and_value(text: &str) -> Result<(i32, &str)> {
    let (slot, value) = text.split_once('=').ok_or("expected [slot]=value")?;
    Ok((slot_of(slot)?, value))
}

fn float_bits(text: &str) -> Result<u64> {
    match text.strip_prefix("0f") {
        Some(bits) => hex(bits),
        None => number::<f64>(text).map(f64::to_bits),
    }
}

fn constant_word(text: &str) -> Result<Word> {
    Ok(match text {
        "None" => Word::NONE,
        "True" => Word::TRUE,
        "False" => Word::FALSE,
        "NotImplemented" => Word::NOT_IMPLEMENTED,
        "Ellipsis" => Word::ELLIPSIS,
        "Null" => Word::NULL,
        _ => {
            if let Some(address) = text.strip_prefix('@') {
                Word(hex(address)?)
            } else if let Ok(value) = text.parse::<i64>() {
                Word::try_from_int(value).ok_or("needs more than 63 bits")?
            } else {
                let value = f64::from_bits(float_bits(text)?);
                Word::try_from_float(value).ok_or("the float needs a box")?
            }
        }
    })
}

/// Position and the rest of a snapshot's or exit's line.
struct State {
    pc: u64,
    base: i32,
}

struct Parser<'a> {
    vocabulary: Vocabulary<'a>,
    names: HashMap<String, OpRef>,
}

impl<'a> Parser<'a> {
    fn new(vocabulary: Vocabulary<'a>) -> Parser<'a> {
        Parser { vocabulary, names: HashMap::new() }
    }

    fn name_value(&mut self, line: &str, index: usize) {
        if let Some((name, _)) = line.split_once(" = ") {
            self.names.insert(name.trim().to_string(), OpRef(index as u32));
        }
    }

    fn arg(&self, text: &str, kind: Kind) -> Result<Arg> {
        if let Some(op) = self.names.get(text) {
            return Ok(Arg::Op(*op));
        }
        Ok(match kind {
            Kind::Word | Kind::None => Arg::Word(constant_word(text)?),
            Kind::Int => Arg::Int(number(text)?),
            Kind::Float => Arg::Float(float_bits(text)?),
            Kind::Bool => match text {
                "true" => Arg::Bool(true),
                "false" => Arg::Bool(false),
                _ => return Err("no boolean"),
            },
        })
    }

    fn operation(&mut self, line: &str, index: usize) -> Result<Op> {
        let text = line.split_once(" = ").map_or(line, |(_, text)| text);
        let (code, mut rest) = text.split_once(' ').unwrap_or((text, ""));
        let code = Code::from_name(code).ok_or("no such operation")?;
        let mut snapshot = None;
        if let Some((before, id)) = rest.rsplit_once('@')
            && code.effect() == Effect::Guard
        {
            snapshot = Some(SnapshotId(number(id.trim())?));
            rest = before;
        }
        let mut descriptor = Descriptor::None;
        let mut kinds = code.operands();
        if code == Code::Call {
            let (name, args) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
            let residual = self.vocabulary.residuals.iter().find(|known| known.name == name);
            let residual = *residual.ok_or("no such residual function")?;
            descriptor = Descriptor::Residual(ResidualRef(residual));
            kinds = residual.operands;
            rest = args;
        }
        // Operands are separated by commas; what follows the last one is the descriptor.
        let mut args = Vec::new();
        let mut rest = rest.trim();
        for (position, kind) in kinds.iter().enumerate() {
            let end = rest.find([',', ' ']).unwrap_or(rest.len());
            args.push(self.arg(&rest[..end], *kind)?);
            rest = rest[end..].trim_start();
            if position + 1 < kinds.len() {
                rest = rest.strip_prefix(',').ok_or("too few operands")?.trim_start();
            }
        }
        if !rest.is_empty() {
            descriptor = self.descriptor(code, rest)?;
        }
        self.name_value(line, index);
        let mut op = Op::new(code, &args, descriptor);
        op.snapshot = snapshot;
        Ok(op)
    }

    fn field(&self, text: &str) -> Result<Field> {
        let name = text.strip_prefix('.').ok_or("a field is written .name+offset")?;
        let name = name.split('+').next().unwrap_or(name);
        let found = self.vocabulary.fields.iter().find(|field| field.name == name);
        found.copied().ok_or("no such field")
    }

    /// A field of a recipe, which may be an element at a constant index.
    fn field_at(&self, text: &str) -> Result<Field> {
        if let Ok(field) = self.field(text) {
            return Ok(field);
        }
        let text = text.strip_prefix('.').ok_or("a field is written .name+offset")?;
        let (name, offset) = text.split_once('+').ok_or("a field is written .name+offset")?;
        let element = self.vocabulary.elements.iter().find(|element| element.name == name);
        let element = element.ok_or("no such field")?;
        Ok(Field {
            name: element.name,
            offset: number(offset)?,
            storage: element.storage,
            immutable: element.immutable,
            alias: element.alias,
        })
    }

    fn descriptor(&self, code: Code, text: &str) -> Result<Descriptor> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if text.starts_with('[') {
            return Ok(Descriptor::Slot(slot_of(text)?));
        }
        if let Some(shape) = words[0].strip_prefix('#') {
            let shape = number(shape)?;
            return match words[1..] {
                [] => Ok(Descriptor::Shape(shape)),
                ["size", size] => Ok(Descriptor::Allocation { shape, size: number(size)? }),
                _ => Err("#shape size n"),
            };
        }
        if let Some(name) = words[0].strip_suffix("[]") {
            let found =
                self.vocabulary.elements.iter().find(|e| Some(e.name) == name.strip_prefix('.'));
            return found.copied().map(Descriptor::Element).ok_or("no such element");
        }
        if let ["cell", cell, "base", base] = words[..] {
            return Ok(Descriptor::Function { cell: hex(cell)? as usize, base: number(base)? });
        }
        if code == Code::Line {
            let (line, pc) = text.split_once(':').ok_or("code:pc")?;
            return Ok(Descriptor::Line { code: hex(line)?, pc: hex(pc)? });
        }
        self.field_at(text).map(Descriptor::Field)
    }

    fn snapshot_id(text: &str) -> Result<SnapshotId> {
        number(text.strip_prefix('@').ok_or("expected @n")?).map(SnapshotId)
    }

    fn trace_end(&self, text: &str) -> Result<TraceEnd> {
        let words: Vec<&str> = text.split_whitespace().collect();
        Ok(match words[..] {
            ["Loop", id] => TraceEnd::Loop(Self::snapshot_id(id)?),
            ["Leave", id] => TraceEnd::Leave(Self::snapshot_id(id)?),
            ["Return", word] => TraceEnd::Return(self.arg(word, Kind::Word)?),
            ["Link", target, id] => {
                TraceEnd::Link { target: hex(target)? as usize, snapshot: Self::snapshot_id(id)? }
            }
            _ => return Err("no end of a trace"),
        })
    }

    fn unit_end(&self, text: &str, unit: &Unit) -> Result<End> {
        let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let words = &words[..];
        Ok(match *words {
            ["Loop", ref args @ ..] => {
                let phis = unit.label.as_ref().map_or(&[][..], |label| &label.phis);
                let kinds = phis.iter().map(|phi| phi.kind).chain(std::iter::repeat(Kind::Word));
                let args: Result<Vec<Arg>> =
                    args.iter().zip(kinds).map(|(arg, kind)| self.arg(arg, kind)).collect();
                End::Loop(args?)
            }
            ["Jump", target, "base", base, ref args @ ..] => {
                let arg = |text: &&str| match text.split_once(':') {
                    Some((constant, kind)) => self.arg(constant, kind_of(kind)?),
                    None => self.arg(text, Kind::Word),
                };
                let args: Result<Vec<Arg>> = args.iter().map(arg).collect();
                End::Jump { target: hex(target)? as usize, base: number(base)?, args: args? }
            }
            ["Return", word] => End::Return(self.arg(word, Kind::Word)?),
            ["Exit", id] => End::Exit(Self::snapshot_id(id)?),
            _ => return Err("no end of a unit"),
        })
    }

    /// `@index pc P base B ...`
    fn state<'t>(&self, line: &'t str, index: usize) -> Result<(State, Vec<&'t str>)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [id, "pc", pc, "base", base, ..] = words[..] else { return Err("@n pc P base B") };
        if Self::snapshot_id(id)?.0 as usize != index {
            return Err("out of order");
        }
        Ok((State { pc: hex(pc)?, base: number(base)? }, words[5..].to_vec()))
    }

    fn snapshot(&self, state: State, words: Vec<&str>) -> Result<Snapshot> {
        let (resume, rest) = match words[..] {
            ["Before", ref rest @ ..] => (Resume::Before, rest),
            ["Raise", ref rest @ ..] => (Resume::Raise, rest),
            ["Deliver", action, value, ref rest @ ..] => {
                let value = self.arg(value, Kind::Word)?;
                (Resume::Deliver { action: number(action)?, value }, rest)
            }
            _ => return Err("expected Before, Raise or Deliver"),
        };
        let slot = |text: &&str| {
            let (slot, value) = slot_and_value(text)?;
            Ok((slot, self.arg(value, Kind::Word)?))
        };
        let slots: Result<Vec<(i32, Arg)>> = rest.iter().map(slot).collect();
        Ok(Snapshot { pc: state.pc, base: state.base, root: 0, slots: slots?, resume })
    }

    fn exit(&self, state: State, words: Vec<&str>) -> Result<Exit> {
        let mut exit = Exit {
            pc: state.pc,
            base: state.base,
            root: 0,
            live: Vec::new(),
            shapes: Vec::new(),
            slots: Vec::new(),
            virtuals: Vec::new(),
            thread: Vec::new(),
            resume: ExitResume::Before,
        };
        // The list of live values comes last but names what the recipes mean.
        let start = words.iter().position(|word| word.starts_with("live(")).ok_or("no live()")?;
        let live = words[start..].join(" ");
        let live = live.strip_prefix("live(").and_then(|text| text.strip_suffix(')'));
        for item in live.ok_or("no live()")?.split(", ").filter(|item| !item.is_empty()) {
            let (value, kind) = item.split_once(':').ok_or("value:Kind")?;
            let (kind, shape) = match kind.split_once('#') {
                Some((kind, shape)) => (kind, Some(number(shape)?)),
                None => (kind, None),
            };
            let value = *self.names.get(value).ok_or("no such value")?;
            exit.live.push((value, kind_of(kind)?));
            exit.shapes.push(shape);
        }
        let mut index = 1;
        match words[..start] {
            ["Before", ..] => {}
            ["Raise", ..] => exit.resume = ExitResume::Raise,
            ["Deliver", action, value, ..] => {
                let value = self.recipe(&exit, value)?;
                exit.resume = ExitResume::Deliver { action: number(action)?, value };
                index = 3;
            }
            _ => return Err("expected Before, Raise or Deliver"),
        }
        while index < start {
            if words[index].starts_with('[') {
                let (slot, value) = slot_and_value(words[index])?;
                let recipe = self.recipe(&exit, value)?;
                exit.slots.push((slot, recipe));
                index += 1;
                continue;
            }
            // virtualN=#S size N {.a+8=x, .b+16=y}
            let shape = words[index].split_once("=#").ok_or("virtual=#shape")?.1;
            let size = number(words.get(index + 2).ok_or("size n")?)?;
            let end = (index..start).find(|at| words[*at].ends_with('}')).ok_or("no }")?;
            let fields = words[index + 3..=end].join(" ");
            let fields = fields.trim_start_matches('{').trim_end_matches('}');
            let mut object = VirtualRecipe { shape: number(shape)?, size, fields: Vec::new() };
            for item in fields.split(", ").filter(|item| !item.is_empty()) {
                let (field, value) = item.split_once('=').ok_or("field=recipe")?;
                object.fields.push((self.field_at(field)?, self.recipe(&exit, value)?));
            }
            exit.virtuals.push(object);
            index = end + 1;
        }
        Ok(exit)
    }

    fn recipe(&self, exit: &Exit, text: &str) -> Result<Recipe> {
        if let Some(index) = text.strip_prefix("virtual") {
            return Ok(Recipe::Virtual(number(index)?));
        }
        match self.names.get(text) {
            Some(value) => {
                let index = exit.live.iter().position(|(live, _)| live == value);
                Ok(Recipe::Live(index.ok_or("not among the live values")? as u32))
            }
            None => Ok(Recipe::Constant(constant_word(text)?)),
        }
    }
}
