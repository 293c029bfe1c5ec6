//! From the syntax tree and the symbol table to register code.
//!
//! A `Unit` is the code of one block under construction. Registers: parameters and other locals first (in code that is
//! not a function: the namespace, then cells), then the variables of inlined comprehensions, then temporaries, handed
//! out like a stack. An expression is asked for in one of two ways: `operand` gives some register that holds the value
//! (a local's own, if that is safe), `expression_to` writes it to a given one.
//!
//! **Rule.** `expression_to` writes its destination only as its last effect, after every operand was read, so that a
//! local may be the destination: `x = f(x)` that raises leaves `x` as it was.
//!
//! **Blocks.** Statements that have something to do on the way out (`finally`, `with`, handlers) are on `blocks`;
//! `unwind` emits their exit code for `return`, `break` and `continue`, each outside the ranges that the block opened.

use crate::assemble::{Active, Assembler, Assigned, Label, Register};
use crate::code::{Code, Constant, Position, flag};
use crate::errors::{CompileError, ErrorKind, Result};
use crate::opcode::Opcode;
use crate::source::Source;
use crate::symbol::scope::{bit, mangle};
use crate::symbol::{KeyKind, NameId, Place, ScopeId, ScopeKind, Table};
use crate::{Mode, Options};
use ruff_python_ast::{Expr, Identifier, Stmt};
use ruff_text_size::TextRange;
use std::collections::{BTreeSet, HashMap, HashSet};

mod annotation;
mod assign;
mod asynchronous;
mod call;
mod class;
mod comprehension;
mod condition;
mod exception;
mod expression;
mod function;
mod generic;
mod import;
mod loops;
mod name;
mod pattern;
mod statement;
mod string;
mod with;

/// Deeper expressions are refused; the parser's stack was chosen so that this depth is safe.
const MAXIMUM_DEPTH: u32 = crate::symbol::table::MAXIMUM_DEPTH;
/// Blocks within blocks, as CPython limits them.
const MAXIMUM_BLOCKS: usize = 21;

#[derive(Clone, Copy)]
enum BlockKind<'a> {
    Loop {
        continue_to: Label,
        break_to: Label,
    },
    /// Body of a `try` that has only handlers.
    Try,
    Finally(&'a [Stmt]),
    /// A handler or the exceptional path of a `finally`: `previous` holds what was being handled before.
    Handler {
        previous: Register,
        name: Option<&'a Identifier>,
    },
    /// A handler of `except*`, which may not be left early.
    StarHandler,
    With {
        base: Register,
        is_async: bool,
        position: Position,
    },
}

#[derive(Clone, Copy)]
struct Block<'a> {
    kind: BlockKind<'a>,
    /// Handlers that covered the statement itself.
    protection: usize,
}

/// An annotation of a module or class, to be compiled into its `__annotate__`.
#[derive(Clone, Copy)]
struct Annotation<'a> {
    name: &'a str,
    value: &'a Expr,
    /// Number in the set of annotations that were reached.
    condition: Option<i64>,
}

struct Unit<'a> {
    scope: ScopeId,
    /// The unit's scope, then the inlined comprehensions that are being compiled.
    chain: Vec<ScopeId>,
    assembler: Assembler,
    name: String,
    qualname: String,
    first_line: u32,
    flags: u32,
    constants: Vec<Constant>,
    constant_index: HashMap<Vec<u8>, u32>,
    names: Vec<String>,
    name_index: HashMap<String, u32>,
    variables: Vec<String>,
    cell_variables: Vec<String>,
    registers: HashMap<(ScopeId, NameId), Register>,
    /// Registers that an assignment expression may change in the middle of an expression.
    named: Assigned,
    first_temporary: Register,
    next: Register,
    maximum: Register,
    blocks: Vec<Block<'a>>,
    static_attributes: BTreeSet<String>,
    instance_attributes: HashSet<String>,
    annotations: Vec<Annotation<'a>>,
    annotation_count: i64,
    /// Compound statements around this one.
    conditional: u32,
}

/// Where a name's value is, for the code being generated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Variable {
    Register(Register),
    Cell(Register),
    Free(u32),
    /// Namespace, then closure.
    ClassFree(u32),
    /// Through the namespace of the enclosing class, then the closure or the globals.
    ThroughClass(Option<u32>),
    Global,
    Name,
}

/// Operations that were found not to be constant.
#[derive(Default)]
pub struct Folding {
    not_constant: HashSet<usize>,
}

impl Folding {
    pub fn is_not_constant(&self, address: usize) -> bool {
        self.not_constant.contains(&address)
    }

    pub fn note(&mut self, address: usize) {
        self.not_constant.insert(address);
    }
}

struct Generator<'a> {
    source: &'a Source<'a>,
    table: &'a Table,
    options: &'a Options,
    future_annotations: bool,
    units: Vec<Unit<'a>>,
    /// Class whose private names are mangled.
    class: Option<String>,
    depth: u32,
    folding: Folding,
    /// Expression statements of the module print their values.
    interactive: bool,
}

/// Generates the code of a module or expression.
pub fn generate(
    source: &Source,
    table: &Table,
    options: &Options,
    body: crate::symbol::table::Body,
    future_annotations: bool,
) -> Result<Code> {
    let mut generator = Generator {
        source,
        table,
        options,
        future_annotations,
        units: Vec::new(),
        class: None,
        depth: 0,
        folding: Folding::default(),
        interactive: options.mode == Mode::Single,
    };
    generator.enter(0, "<module>", 1, 0);
    generator.unit().qualname = "<module>".into();
    match body {
        crate::symbol::table::Body::Statements(statements) => generator.module(statements)?,
        crate::symbol::table::Body::Expression(expression) => {
            let register = generator.operand(expression)?;
            generator.op(Opcode::Return, register, 0, 0);
        }
    }
    generator.leave()
}

impl<'a> Generator<'a> {
    fn unit(&mut self) -> &mut Unit<'a> {
        self.units.last_mut().expect("a unit is being compiled")
    }

    fn current(&self) -> &Unit<'a> {
        self.units.last().expect("a unit is being compiled")
    }

    fn assembler(&mut self) -> &mut Assembler {
        &mut self.units.last_mut().expect("a unit is being compiled").assembler
    }

    fn error<T>(&self, message: impl Into<String>, range: TextRange) -> Result<T> {
        Err(Box::new(CompileError::at(self.source, ErrorKind::SyntaxError, message, range)))
    }

    fn deeper(&mut self) -> Result {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return Err(Box::new(CompileError::bare(
                ErrorKind::RecursionError,
                "maximum recursion depth exceeded during compilation",
            )));
        }
        Ok(())
    }

    // Instructions.

    fn op(&mut self, opcode: Opcode, a: Register, b: u32, c: u32) {
        self.assembler().op(opcode, a, b, c);
    }

    fn wide(&mut self, opcode: Opcode, a: Register, bc: u32) {
        self.assembler().wide(opcode, a, bc);
    }

    fn jump(&mut self, opcode: Opcode, a: Register, b: u32, target: Label) {
        self.assembler().jump(opcode, a, b, target);
    }

    fn go(&mut self, target: Label) {
        self.assembler().jump(Opcode::Jump, 0, 0, target);
    }

    fn label(&mut self) -> Label {
        self.assembler().label()
    }

    fn bind(&mut self, label: Label) {
        self.assembler().bind(label);
    }

    /// Position of what is emitted from here on.
    fn at(&mut self, range: TextRange) {
        let position = self.source.position(range);
        self.assembler().set_position(position);
    }

    // Registers.

    fn temporary(&mut self) -> Register {
        self.temporaries(1)
    }

    /// So many registers in a row; the first.
    fn temporaries(&mut self, count: u32) -> Register {
        let unit = self.unit();
        let first = unit.next;
        unit.next += count;
        unit.maximum = unit.maximum.max(unit.next);
        first
    }

    fn mark(&self) -> Register {
        self.current().next
    }

    fn release(&mut self, mark: Register) {
        self.unit().next = mark;
    }

    fn is_temporary(&self, register: Register) -> bool {
        register >= self.current().first_temporary
    }

    /// The destination if it is a temporary, else a new temporary: for values that are built in steps.
    fn workplace(&mut self, destination: Register) -> Register {
        if self.is_temporary(destination) { destination } else { self.temporary() }
    }

    fn copy(&mut self, to: Register, from: Register) {
        if to != from {
            self.op(Opcode::Move, to, from, 0);
        }
    }

    // Constants and names.

    fn constant(&mut self, constant: Constant) -> u32 {
        let unit = self.unit();
        let key = match &constant {
            Constant::Code(_) => {
                unit.constants.push(constant);
                return unit.constants.len() as u32 - 1;
            }
            other => crate::store::constant_key(other),
        };
        match unit.constant_index.get(&key) {
            Some(&index) => index,
            None => {
                let index = unit.constants.len() as u32;
                unit.constants.push(constant);
                unit.constant_index.insert(key, index);
                index
            }
        }
    }

    fn load_constant(&mut self, constant: Constant, to: Register) {
        if let Constant::Int(number) = constant
            && let Ok(small) = i32::try_from(number)
        {
            self.wide(Opcode::LoadInt, to, small as u32);
            return;
        }
        let index = self.constant(constant);
        self.wide(Opcode::LoadConst, to, index);
    }

    /// The value of a constant expression.
    fn fold(&mut self, expression: &'a Expr) -> Option<Constant> {
        crate::fold::fold(expression, &mut self.folding, self.source)
    }

    fn fold_all(&mut self, expressions: &'a [Expr]) -> Option<Vec<Constant>> {
        expressions.iter().map(|expression| self.fold(expression)).collect()
    }

    fn literal(&mut self, expression: &'a Expr) -> Result<Constant> {
        crate::fold::check_literal(expression, self.source)?;
        Ok(crate::fold::literal(expression, self.source).expect("a literal"))
    }

    fn load_none(&mut self, to: Register) {
        self.load_constant(Constant::None, to);
    }

    fn load_string(&mut self, text: &str, to: Register) {
        self.load_constant(Constant::Str(text.as_bytes().to_vec()), to);
    }

    /// Index in `names`.
    fn name_index(&mut self, name: &str) -> u32 {
        let unit = self.unit();
        if let Some(&index) = unit.name_index.get(name) {
            return index;
        }
        let index = unit.names.len() as u32;
        unit.names.push(name.to_string());
        unit.name_index.insert(name.to_string(), index);
        index
    }

    /// Index of a name that the class may make private.
    fn mangled_index(&mut self, name: &str) -> u32 {
        let mangled = mangle(self.class.as_deref(), name).into_owned();
        self.name_index(&mangled)
    }

    // Blocks.

    fn push_block(&mut self, kind: BlockKind<'a>, range: TextRange) -> Result {
        let protection = self.assembler().protection();
        if self.current().blocks.len() >= MAXIMUM_BLOCKS {
            return self.error("too many statically nested blocks", range);
        }
        self.unit().blocks.push(Block { kind, protection });
        Ok(())
    }

    fn pop_block(&mut self) {
        let unit = self.unit();
        let block = unit.blocks.pop().expect("a block was pushed");
        unit.assembler.unprotect(block.protection);
    }

    /// Emits the exit code of all blocks above `depth`, then what `last` emits, and goes on as if nothing happened.
    fn unwind(&mut self, depth: usize, range: TextRange, last: impl FnOnce(&mut Self)) -> Result {
        let blocks = self.current().blocks.clone();
        let handlers: Vec<Active> = self.assembler().handlers();
        while self.current().blocks.len() > depth {
            let block = self.unit().blocks.pop().expect("counted");
            self.assembler().unprotect(block.protection);
            self.exit_block(block.kind, range)?;
        }
        last(self);
        let unit = self.unit();
        unit.blocks = blocks;
        unit.assembler.restore(&handlers);
        Ok(())
    }

    fn exit_block(&mut self, kind: BlockKind<'a>, range: TextRange) -> Result {
        match kind {
            BlockKind::Loop { .. } | BlockKind::Try => Ok(()),
            BlockKind::Finally(body) => {
                let position = self.assembler().position();
                self.statements(body)?;
                self.assembler().set_position(position);
                Ok(())
            }
            BlockKind::Handler { previous, name } => {
                self.op(Opcode::PopHandled, previous, 0, 0);
                if let Some(name) = name {
                    self.forget(name);
                }
                Ok(())
            }
            BlockKind::StarHandler => self
                .error("'break', 'continue' and 'return' cannot appear in an except* block", range),
            BlockKind::With { base, is_async, position } => {
                let before = self.assembler().position();
                self.assembler().set_position(position);
                self.exit_with(base, is_async);
                self.assembler().set_position(before);
                Ok(())
            }
        }
    }

    // Units.

    /// Begins the code of a scope.
    fn enter(&mut self, scope: ScopeId, name: &str, first_line: u32, flags: u32) {
        let table = self.table;
        let this = &table.scopes[scope];
        let mut unit = Unit {
            scope,
            chain: vec![scope],
            assembler: Assembler::new(),
            name: name.to_string(),
            qualname: String::new(),
            first_line,
            flags,
            constants: Vec::new(),
            constant_index: HashMap::new(),
            names: Vec::new(),
            name_index: HashMap::new(),
            variables: Vec::new(),
            cell_variables: Vec::new(),
            registers: HashMap::new(),
            named: Assigned::default(),
            first_temporary: 0,
            next: 0,
            maximum: 0,
            blocks: Vec::new(),
            static_attributes: BTreeSet::new(),
            instance_attributes: HashSet::new(),
            annotations: Vec::new(),
            annotation_count: 0,
            conditional: 0,
        };
        unit.assembler.set_position(Position {
            line: first_line,
            end_line: first_line,
            ..Position::default()
        });
        let mut cells = Vec::new();
        if this.is_function_like() {
            let is_variable = |id: &NameId| {
                this.symbol(*id).is_some_and(|symbol| {
                    symbol.is(bit::BOUND)
                        && !symbol.is(bit::PARAMETER | bit::GLOBAL | bit::NONLOCAL)
                })
            };
            let others = this.symbols.iter().map(|symbol| symbol.name).filter(is_variable);
            for id in this.parameters.iter().copied().chain(others) {
                let symbol = this.symbol(id).expect("a variable has a symbol");
                let register = unit.variables.len() as Register;
                let name = table.name(id);
                // The parameter of `__annotate__` is shown without its dot.
                unit.variables.push(if name == ".format" {
                    "format".into()
                } else {
                    name.to_string()
                });
                unit.registers.insert((scope, id), register);
                if symbol.is(bit::PARAMETER) {
                    unit.assembler.assigned.insert(register);
                }
                if symbol.is(bit::DELETED) {
                    unit.assembler.deletable.insert(register);
                }
                if symbol.is(bit::NAMED) {
                    unit.named.insert(register);
                }
                if symbol.place == Place::Cell {
                    cells.push(register);
                    unit.cell_variables.push(name.to_string());
                }
            }
        } else {
            unit.variables.push(".namespace".into());
            if this.kind == ScopeKind::Class {
                let conditional = this.has_conditional_annotations;
                let wanted = [
                    ("__class__", this.needs_class_cell),
                    ("__classdict__", this.needs_namespace_cell),
                    ("__conditional_annotations__", conditional),
                ];
                for (name, is_needed) in wanted {
                    if let Some(id) = table.name_id(name)
                        && is_needed
                    {
                        let register = unit.variables.len() as Register;
                        unit.registers.insert((scope, id), register);
                        unit.variables.push(name.into());
                        unit.cell_variables.push(name.into());
                        cells.push(register);
                    }
                }
            }
        }
        let mut shared = HashMap::new();
        allocate_inlined(table, &mut unit, scope, &mut shared, &mut Vec::new());
        unit.first_temporary = unit.variables.len() as Register;
        unit.next = unit.first_temporary;
        unit.maximum = unit.next;
        unit.cell_variables.sort();
        for register in cells {
            unit.assembler.op(Opcode::MakeCell, register, 0, 0);
        }
        self.units.push(unit);
    }

    /// Ends the code of the innermost unit.
    fn leave(&mut self) -> Result<Code> {
        if self.assembler().reachable {
            let mark = self.mark();
            let register = self.temporary();
            self.load_none(register);
            self.op(Opcode::Return, register, 0, 0);
            self.release(mark);
        }
        let unit = self.units.pop().expect("a unit is being compiled");
        let scope = &self.table.scopes[unit.scope];
        let limit = 0xffff;
        if unit.assembler.overflows() || unit.maximum > limit || unit.names.len() > 1 << 30 {
            return Err(Box::new(CompileError::bare(
                ErrorKind::NotImplementedError,
                format!(
                    "code of '{}' needs more than {limit} registers, names or constants",
                    unit.name
                ),
            )));
        }
        let assembled = unit.assembler.finish();
        Ok(Code {
            name: unit.name,
            qualname: unit.qualname,
            filename: self.options.filename.clone(),
            first_line: unit.first_line,
            argument_count: 0,
            positional_only_count: 0,
            keyword_only_count: 0,
            flags: unit.flags | if scope.is_nested { flag::NESTED } else { 0 },
            variables: unit.variables,
            cell_variables: unit.cell_variables,
            free_variables: scope.free.iter().map(|&id| self.table.name(id).to_string()).collect(),
            registers: unit.maximum,
            words: assembled.words,
            constants: unit.constants,
            names: unit.names,
            exceptions: assembled.exceptions,
            positions: assembled.positions,
            instance_attributes: unit.instance_attributes.len() as u32,
        })
    }

    fn scope_of<T>(&self, node: &T, kind: KeyKind) -> ScopeId {
        self.table.scope_of(node, kind).expect("the symbol table has a scope for the node")
    }

    /// Qualified name of a function or class that is defined here.
    fn qualify(&self, name: &str) -> String {
        let unit = self.current();
        let mut scope = unit.scope;
        // Type parameters do not show in qualified names.
        let mut prefix = unit;
        let mut index = self.units.len() - 1;
        while self.table.scopes[scope].kind == ScopeKind::TypeParameters && index > 0 {
            index -= 1;
            prefix = &self.units[index];
            scope = prefix.scope;
        }
        let mangled = mangle(self.class.as_deref(), name);
        if let Some(id) = self.table.name_id(&mangled)
            && self.table.scopes[scope]
                .symbol(id)
                .is_some_and(|symbol| symbol.place == Place::GlobalExplicit)
        {
            return name.to_string();
        }
        match self.table.scopes[scope].kind {
            ScopeKind::Module => name.to_string(),
            ScopeKind::Class => format!("{}.{name}", prefix.qualname),
            _ => format!("{}.<locals>.{name}", prefix.qualname),
        }
    }

    /// Raises a clear error for what cannot be compiled.
    fn unsupported<T>(&self, what: &str, range: TextRange) -> Result<T> {
        Err(Box::new(CompileError::at(
            self.source,
            ErrorKind::NotImplementedError,
            format!("{what} cannot be compiled yet"),
            range,
        )))
    }

    /// Whether the operand of this role can hold the number.
    fn fits_immediate(number: i64) -> Option<u32> {
        i16::try_from(number).ok().map(|small| small as i32 as u32)
    }
}

/// Gives the variables of inlined comprehensions their registers. Comprehensions that are not within one another share.
fn allocate_inlined(
    table: &Table,
    unit: &mut Unit,
    scope: ScopeId,
    shared: &mut HashMap<NameId, Register>,
    in_use: &mut Vec<NameId>,
) {
    for &child in &table.scopes[scope].children {
        let inner = &table.scopes[child];
        if !inner.is_inlined {
            continue;
        }
        let depth = in_use.len();
        for symbol in &inner.symbols {
            if !symbol.is(bit::BOUND) || symbol.is(bit::GLOBAL | bit::NONLOCAL) {
                continue;
            }
            let name = table.name(symbol.name);
            let is_cell = symbol.place == Place::Cell;
            let host = &table.scopes[unit.scope];
            let is_taken = is_cell
                || in_use.contains(&symbol.name)
                || !host.is_function_like()
                || host
                    .symbol(symbol.name)
                    .is_some_and(|outer| outer.is(bit::BOUND | bit::PARAMETER));
            let register = match shared.get(&symbol.name) {
                Some(&register) if !is_cell && !in_use.contains(&symbol.name) => register,
                _ => {
                    let register = unit.variables.len() as Register;
                    let shown = if is_taken { format!(".{name}") } else { name.to_string() };
                    if is_cell {
                        unit.cell_variables.push(shown.clone());
                    } else if !in_use.contains(&symbol.name) {
                        shared.insert(symbol.name, register);
                    }
                    unit.variables.push(shown);
                    register
                }
            };
            in_use.push(symbol.name);
            unit.registers.insert((child, symbol.name), register);
        }
        allocate_inlined(table, unit, child, shared, in_use);
        in_use.truncate(depth);
    }
}
