//! Traces and units as text, for listings, logs and tests.
//!
//! One operation a line: `v3 = IntAddOverflow v1, 5`. A value is named after the index of its
//! operation. Guards name their snapshot (`@2`), which is listed below the operations; in units
//! the exits are listed the same way. Constants read as in the language of the words (`5`, `2.5`,
//! `None`, `@7f00` for an address); whether `5` is a word or an unboxed integer is said by the
//! operand's kind in the table of operations. [`super::parse`] reads all of it back.

use super::*;
use crate::word::Word;
use std::fmt::{Display, Formatter, Result, Write};

/// A word as text that `parse` reads back.
pub(super) struct Constant(pub Word);

impl Display for Constant {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let word = self.0;
        if word.is_null() {
            f.write_str("Null")
        } else if word.is_float() {
            write_float(f, word.float())
        } else if word.tag() == crate::word::Tag::Special && format!("{word:?}").starts_with('<') {
            write!(f, "@{:x}", word.0)
        } else {
            write!(f, "{word:?}")
        }
    }
}

fn write_float(f: &mut Formatter<'_>, value: f64) -> Result {
    // Infinities and the many NaNs keep their bits.
    if value.is_finite() { write!(f, "{value:?}") } else { write!(f, "0f{:x}", value.to_bits()) }
}

impl Display for Arg {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match *self {
            Arg::Op(op) => write!(f, "v{}", op.0),
            Arg::Word(word) => Constant(word).fmt(f),
            Arg::Int(value) => write!(f, "{value}"),
            Arg::Float(bits) => write_float(f, f64::from_bits(bits)),
            Arg::Bool(value) => write!(f, "{value}"),
        }
    }
}

impl Display for Descriptor {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Descriptor::None => Ok(()),
            Descriptor::Slot(slot) => write!(f, " [{slot}]"),
            Descriptor::Shape(shape) => write!(f, " #{shape}"),
            Descriptor::Field(field) => write!(f, " .{}+{}", field.name, field.offset),
            Descriptor::Element(element) => write!(f, " .{}[]", element.name),
            Descriptor::Allocation { shape, size } => write!(f, " #{shape} size {size}"),
            Descriptor::Residual(residual) => write!(f, " {residual:?}"),
            Descriptor::Function { cell, base } => write!(f, " cell {cell:x} base {base}"),
            Descriptor::Line { code, pc } => write!(f, " {code:x}:{pc:x}"),
        }
    }
}

fn write_list<T>(
    f: &mut Formatter<'_>,
    items: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut Formatter<'_>, T) -> Result,
) -> Result {
    for (index, each) in items.into_iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        item(f, each)?;
    }
    Ok(())
}

fn write_args(f: &mut Formatter<'_>, args: &[Arg]) -> Result {
    write_list(f, args, |f, arg| arg.fmt(f))
}

/// An operation with the name of its value.
pub(super) struct Line<'a> {
    pub index: usize,
    pub op: &'a Op,
    pub kind: Kind,
}

impl Display for Line<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Line { index, op, kind } = self;
        if *kind != Kind::None {
            write!(f, "v{index} = ")?;
        }
        f.write_str(op.code.name())?;
        // The name of a called function reads better before its operands.
        let is_call = op.code == Code::Call;
        if is_call {
            op.descriptor.fmt(f)?;
        }
        if !op.args.is_empty() {
            f.write_char(' ')?;
            write_args(f, &op.args)?;
        }
        if !is_call {
            op.descriptor.fmt(f)?;
        }
        match op.snapshot {
            Some(snapshot) => write!(f, " @{}", snapshot.0),
            None => Ok(()),
        }
    }
}

fn write_state(f: &mut Formatter<'_>, index: usize, pc: u64, base: i32) -> Result {
    write!(f, "@{index} pc {pc:x} base {base}")
}

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (index, op) in self.ops.iter().enumerate() {
            writeln!(f, "{}", Line { index, op, kind: op.kind() })?;
        }
        match &self.end {
            TraceEnd::Loop(snapshot) => writeln!(f, "end Loop @{}", snapshot.0)?,
            TraceEnd::Link { target, snapshot } => {
                writeln!(f, "end Link {target:x} @{}", snapshot.0)?;
            }
            TraceEnd::Return(word) => writeln!(f, "end Return {word}")?,
            TraceEnd::Leave(snapshot) => writeln!(f, "end Leave @{}", snapshot.0)?,
        }
        for (index, snapshot) in self.snapshots.iter().enumerate() {
            write_state(f, index, snapshot.pc, snapshot.base)?;
            match snapshot.resume {
                Resume::Before => f.write_str(" Before")?,
                Resume::Deliver { action, value } => write!(f, " Deliver {action} {value}")?,
                Resume::Raise => f.write_str(" Raise")?,
            }
            for (slot, value) in &snapshot.slots {
                write!(f, " [{slot}]={value}")?;
            }
            writeln!(f)?;
        }
        if !self.seen.is_empty() {
            f.write_str("seen")?;
            for (slot, word) in &self.seen {
                write!(f, " [{slot}]={}", Constant(*word))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Names a recipe's source after the value, which says more than its position.
struct RecipeOf<'a>(&'a Exit, Recipe);

impl Display for RecipeOf<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.1 {
            Recipe::Constant(word) => Constant(word).fmt(f),
            Recipe::Live(index) => write!(f, "v{}", self.0.live[index as usize].0.0),
            Recipe::Virtual(index) => write!(f, "virtual{index}"),
        }
    }
}

fn write_exit(f: &mut Formatter<'_>, index: usize, exit: &Exit) -> Result {
    write_state(f, index, exit.pc, exit.base)?;
    match exit.resume {
        ExitResume::Before => f.write_str(" Before")?,
        ExitResume::Deliver { action, value } => {
            write!(f, " Deliver {action} {}", RecipeOf(exit, value))?;
        }
        ExitResume::Raise => f.write_str(" Raise")?,
    }
    for (slot, recipe) in &exit.slots {
        write!(f, " [{slot}]={}", RecipeOf(exit, *recipe))?;
    }
    for (field, recipe) in &exit.thread {
        write!(f, " .{}={}", field.name, RecipeOf(exit, *recipe))?;
    }
    for (index, object) in exit.virtuals.iter().enumerate() {
        write!(f, " virtual{index}=#{} size {} {{", object.shape, object.size)?;
        write_list(f, &object.fields, |f, (field, recipe)| {
            write!(f, ".{}+{}={}", field.name, field.offset, RecipeOf(exit, *recipe))
        })?;
        f.write_char('}')?;
    }
    f.write_str(" live(")?;
    write_list(f, exit.live.iter().zip(&exit.shapes), |f, ((value, kind), shape)| {
        write!(f, "v{}:{kind:?}", value.0)?;
        shape.map_or(Ok(()), |shape| write!(f, "#{shape}"))
    })?;
    f.write_char(')')
}

impl Display for Unit {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "unit {:?}", self.kind)?;
        for (index, op) in self.ops.iter().enumerate() {
            if let Some(label) = &self.label
                && label.at == index
            {
                writeln!(f, "label")?;
            }
            let kind = self.kind_of(OpRef(index as u32));
            let phi =
                self.label.as_ref().and_then(|label| label.phis.get(index.checked_sub(label.at)?));
            if let Some(phi) = phi {
                writeln!(f, "v{index} = Phi {:?} {} [{}]", phi.kind, phi.initial, phi.slot)?;
            } else if let Some(param) = self.params.get(index) {
                writeln!(f, "v{index} = Param {:?} [{}]", param.kind, param.slot)?;
            } else {
                writeln!(f, "{}", Line { index, op, kind })?;
            }
        }
        if let Some(label) = &self.label
            && label.at == self.ops.len()
        {
            writeln!(f, "label")?;
        }
        f.write_str("end ")?;
        match &self.end {
            End::Loop(args) => {
                f.write_str("Loop ")?;
                write_args(f, args)?;
            }
            End::Jump { target, base, args } => {
                write!(f, "Jump {target:x} base {base} ")?;
                // No table tells here which kind a constant is.
                write_list(f, args, |f, arg| match arg {
                    Arg::Int(_) => write!(f, "{arg}:Int"),
                    Arg::Float(_) => write!(f, "{arg}:Float"),
                    _ => arg.fmt(f),
                })?;
            }
            End::Return(word) => write!(f, "Return {word}")?,
            End::Exit(exit) => write!(f, "Exit @{}", exit.0)?,
        }
        writeln!(f)?;
        for (index, exit) in self.exits.iter().enumerate() {
            write_exit(f, index, exit)?;
            writeln!(f)?;
        }
        Ok(())
    }
}
