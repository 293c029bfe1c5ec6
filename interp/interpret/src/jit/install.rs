//! Units that have become code: where they are entered, what they keep alive, how they go.

use super::{BACKEND, stats, watch};
use object::layout::Code;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use tracer::recorder::AbortReason;
use tracer::{Arg, CompiledExit, CompiledUnit, Dependency, End, Recipe, Unit, Word};

/// The compiled code of a loop, one for each compilation: its parameters never change. The last one's address stands in
/// the loop's cache words; never freed.
#[repr(C)]
pub struct LoopEntry {
    /// Cell with the typed entry, for units that jump here.
    pub typed: AtomicUsize,
    pub generic: AtomicUsize,
    pub unit: AtomicPtr<CompiledUnit>,
    /// The loop instruction.
    pub instruction: *const u64,
    /// Entries refused since the last compilation.
    pub refusals: AtomicUsize,
}

/// Marks a pointer to a `LoopEntry` in the counter's cache word.
pub const COMPILED: u64 = 1 << 63;

/// Where a unit is entered from.
#[derive(Clone, Copy)]
pub enum Place {
    Loop(*const u64),
    Function(*const Code),
    Exit(*const CompiledExit),
}

struct Installed {
    unit: *mut CompiledUnit,
    place: Place,
    live: bool,
    /// Of a loop.
    entry: Option<&'static LoopEntry>,
    /// Addresses of the constants, or within them, that the code keeps alive.
    constants: Box<[usize]>,
    /// They have survived a collection: with sticky marks a minor one need not visit them.
    old: bool,
    /// Number of the loop or function that the tree of bridges grew from.
    root: usize,
    /// Of a root: how many bridges the tree has had.
    bridges: usize,
}

// SAFETY: pointers to units, exits and code objects that outlive the registry.
unsafe impl Send for Installed {}

static UNITS: Mutex<Vec<Installed>> = Mutex::new(Vec::new());

/// The loop entry behind a loop instruction, if it was ever compiled.
pub fn loop_entry(instruction: *const u64) -> Option<&'static LoopEntry> {
    // SAFETY: a loop instruction has two cache words.
    let word = unsafe { *instruction.add(2) };
    // SAFETY: the second one is null or the address of a `LoopEntry`.
    unsafe { (word as *const LoopEntry).as_ref() }
}

/// Compiles a unit and makes it reachable.
pub fn install(unit: Unit, place: Place, dependencies: &[Dependency]) -> Result<(), AbortReason> {
    let mut links = Vec::new();
    if let End::Jump { target, .. } = &unit.end {
        links.push(Dependency::Cell(*target));
    }
    stats::add(&stats::OPTIMIZED_OPERATIONS, unit.ops.len() as u64);
    let compiled = {
        let mut backend = BACKEND.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let Some(backend) = backend.as_mut() else { return Err(AbortReason::Backend) };
        Box::leak(backend.compile(unit).map_err(|_| AbortReason::Backend)?)
    };
    if let End::Exit(exit) = &compiled.unit.end {
        // The trace was to end here: a bridge would end in the same way, and so on for ever.
        compiled.exits[exit.0 as usize].state.store(3, Ordering::Release);
    }
    for op in compiled.unit.ops.iter().filter(|op| op.code == tracer::Code::GuardQuiet) {
        // What waits for the thread is answered by the interpreter; a bridge recorded when nothing
        // waits any more would lead back to the guard without an answer.
        if let Some(exit) = op.snapshot {
            compiled.exits[exit.0 as usize].state.store(3, Ordering::Release);
        }
    }
    stats::add(&stats::CODE_BYTES, compiled.code_bytes as u64);
    let number = {
        let constants = constants(&compiled.unit, place);
        // The code is what counts from here on.
        (compiled.unit.ops, compiled.unit.exits) = (Vec::new(), Vec::new());
        let mut units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut root = units.len();
        if let Place::Exit(exit) = place
            // SAFETY: exits live as long as their units.
            && let Some(parent) = number_of(&units, unsafe { (*exit).unit })
        {
            root = units[parent].root;
            units[root].bridges += 1;
        }
        units.push(Installed {
            root,
            bridges: 0,
            unit: compiled,
            place,
            live: true,
            entry: None,
            constants,
            old: false,
        });
        units.len() - 1
    };
    watch::register(dependencies, number);
    watch::register(&links, number);
    match place {
        Place::Loop(instruction) => {
            // An entry of its own: units that jump to the loop's former code pass the values that it wanted.
            let entry: &'static LoopEntry = Box::leak(Box::new(LoopEntry {
                typed: AtomicUsize::new(compiled.typed_entry as usize),
                generic: AtomicUsize::new(compiled.generic_entry as usize),
                unit: AtomicPtr::new(compiled),
                instruction,
                refusals: AtomicUsize::new(0),
            }));
            UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())[number].entry =
                Some(entry);
            let address = entry as *const LoopEntry as u64;
            crate::cell::publish(instruction, 1, address);
            crate::cell::publish(instruction, 0, address | COMPILED);
            stats::add(&stats::LOOPS, 1);
        }
        Place::Function(code) => {
            let code = code as *mut Code;
            // SAFETY: code objects with compiled functions are kept alive by the unit's constants.
            unsafe {
                (*code).native_entry = compiled.generic_entry as usize;
                (*code).compiled = compiled.generic_entry as usize;
            }
            stats::add(&stats::FUNCTIONS, 1);
        }
        Place::Exit(exit) => {
            // SAFETY: exits live as long as their units, which are never freed while code refers to them.
            unsafe {
                (*exit).bridge.store(compiled.typed_entry as *mut u8, Ordering::Release);
                (*exit).state.store(2, Ordering::Release);
            }
            stats::add(&stats::BRIDGES, 1);
        }
    }
    Ok(())
}

/// A unit's assumptions no longer hold.
pub fn invalidate(number: usize, because: Option<Dependency>) {
    let (unit, place, entry) = {
        let mut units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let installed = &mut units[number];
        if !installed.live {
            return;
        }
        installed.live = false;
        (installed.unit, installed.place, installed.entry)
    };
    stats::add(&stats::INVALIDATIONS, 1);
    if super::log::is_on() {
        super::log::invalidated(place, because);
    }
    // SAFETY: units are never freed while they are registered.
    unsafe { (*unit).valid.store(0, Ordering::SeqCst) };
    detach(place, entry);
    if object::header::MULTI_THREADED.load(Ordering::Relaxed) {
        // Threads inside a loop of the unit look at nothing but their poll words.
        heap::set_poll_bits(object::thread::poll::REFRESH);
    }
}

/// Nothing leads to the unit any more.
fn detach(place: Place, entry: Option<&'static LoopEntry>) {
    match place {
        Place::Loop(instruction) => {
            let Some(entry) = entry else { return };
            if loop_entry(instruction).is_some_and(|last| std::ptr::eq(last, entry)) {
                let threshold = super::parameters::threshold();
                let wait = super::entry::wait_after_invalidation(instruction as usize, threshold);
                crate::cell::publish(instruction, 0, wait as u64);
                crate::cell::publish(instruction, 1, 0);
            }
            // Units that jump to the loop go with it.
            watch::cell_changed(&raw const entry.typed as usize);
        }
        Place::Function(code) => {
            let code = code as *mut Code;
            let threshold = super::parameters::function_threshold();
            let wait = super::entry::wait_after_invalidation(code as usize, threshold);
            // SAFETY: as in `install`.
            unsafe {
                (*code).compiled = 0;
                (*code).native_entry = super::entry::interpret_entry();
                (*code).hotness = threshold.wrapping_sub(wait);
            }
        }
        Place::Exit(exit) => {
            // SAFETY: as in `install`.
            unsafe {
                (*exit).bridge.store((*exit).leave as *mut u8, Ordering::Release);
                super::exit::count_invalidation(&*exit);
                (*exit).state.store(0, Ordering::Release);
            }
        }
    }
}

/// Parameters of the loop behind a link target.
pub fn link_params(target: usize) -> Vec<tracer::Param> {
    let entry = target as *const LoopEntry;
    // SAFETY: link targets are the first fields of loop entries.
    unsafe {
        let unit = (*entry).unit.load(Ordering::Acquire);
        if unit.is_null() { Vec::new() } else { (*unit).unit.params.clone() }
    }
}

/// What a unit's code and exits refer to. Constants may be raw addresses (positions in code): an address inside an
/// object keeps that object alive.
fn constants(unit: &Unit, place: Place) -> Box<[usize]> {
    let mut found = Vec::new();
    let mut word = |word: Word| {
        if word.is_pointer() {
            found.push(word.0 as usize);
        }
    };
    let arguments = unit.ops.iter().flat_map(|op| &op.args);
    let initial = unit.label.iter().flat_map(|label| label.phis.iter().map(|phi| &phi.initial));
    let last: &[Arg] =
        if let End::Loop(args) | End::Jump { args, .. } = &unit.end { args } else { &[] };
    for arg in arguments.chain(initial).chain(last) {
        if let Arg::Word(constant) = arg {
            word(*constant);
        }
    }
    for exit in &unit.exits {
        word(Word(exit.pc));
        let slots = exit.slots.iter().map(|(_, recipe)| recipe);
        let fields =
            exit.virtuals.iter().flat_map(|made| made.fields.iter().map(|(_, recipe)| recipe));
        let thread = exit.thread.iter().map(|(_, recipe)| recipe);
        for recipe in slots.chain(fields).chain(thread) {
            if let Recipe::Constant(constant) = recipe {
                word(*constant);
            }
        }
        if let tracer::ExitResume::Deliver { value: Recipe::Constant(constant), .. } = exit.resume {
            word(constant);
        }
    }
    for op in &unit.ops {
        if let tracer::Descriptor::Line { code, pc } = op.descriptor {
            found.extend([code as usize, pc as usize]);
        }
    }
    if let Place::Function(code) = place {
        found.push(code as usize);
    }
    found.sort_unstable();
    found.dedup();
    found.into()
}

/// Units own their constants. A void unit does until a full collection finds that no thread can be inside: what the
/// program has dropped since must not live as long as the code.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    let mut units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // Void units may lead to one another, so all of them wait for the last thread that has left any.
    if !visitor.is_minor() && !is_any_inside(&units) {
        units.iter_mut().filter(|unit| !unit.live).for_each(|unit| unit.constants = Box::default());
    }
    for installed in units.iter_mut() {
        if installed.old && visitor.is_minor() {
            continue;
        }
        installed.old = true;
        for &address in &installed.constants {
            visitor.visit_interior(address);
        }
    }
}

/// Whether a word of a native stack may lead into the code of a void unit or to one of its exits. The world is stopped.
fn is_any_inside(units: &[Installed]) -> bool {
    let mut places = std::collections::BTreeMap::new();
    for installed in units.iter().filter(|unit| !unit.live && !unit.constants.is_empty()) {
        // SAFETY: registered units are alive.
        let unit = unsafe { &*installed.unit };
        places.insert(unit.typed_entry as usize, unit.code_bytes);
        for exit in &unit.exits {
            places.insert(&raw const **exit as usize, size_of::<CompiledExit>());
        }
    }
    if places.is_empty() {
        return false;
    }
    // SAFETY: called by a root scanner.
    let stacks = unsafe { heap::stopped_stacks() };
    stacks.iter().flat_map(|&(from, to)| (from.next_multiple_of(8)..to).step_by(8)).any(|at| {
        // SAFETY: a word of a stopped thread's stack.
        let word = unsafe { (at as *const usize).read_volatile() };
        places.range(..=word).next_back().is_some_and(|(&start, &size)| word - start <= size)
    })
}

/// How many bridges in a row, up to the one that a unit is, begin at this instruction: each was made because the one
/// before had met another value.
pub fn chain_length(unit: &CompiledUnit, pc: u64) -> usize {
    let units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (mut unit, mut length) = (unit as *const CompiledUnit, 0);
    while let Some(installed) =
        units.iter().rev().find(|installed| std::ptr::eq(installed.unit, unit))
        && let Place::Exit(exit) = installed.place
    {
        // SAFETY: registered units and their exits are alive.
        let parent = unsafe { &*exit };
        if parent.exit.pc != pc {
            break;
        }
        length += 1;
        unit = parent.unit;
    }
    length
}

fn number_of(units: &[Installed], unit: *const CompiledUnit) -> Option<usize> {
    units.iter().rposition(|installed| std::ptr::eq(installed.unit, unit))
}

/// The tree of bridges that a unit belongs to: whether it grew from a function, and how many bridges it has had.
pub fn tree(unit: &CompiledUnit) -> (bool, usize) {
    let units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    match number_of(&units, unit) {
        Some(number) => {
            let root = &units[units[number].root];
            (matches!(root.place, Place::Function(_)), root.bridges)
        }
        None => (unit.unit.kind == tracer::UnitKind::Function, 0),
    }
}

/// Invalidates the unit that was installed last at a place.
pub fn invalidate_last(place: Place) {
    let same = |installed: &Installed| match (installed.place, place) {
        (Place::Loop(a), Place::Loop(b)) => std::ptr::eq(a, b),
        (Place::Function(a), Place::Function(b)) => std::ptr::eq(a, b),
        (Place::Exit(a), Place::Exit(b)) => std::ptr::eq(a, b),
        _ => false,
    };
    let number = {
        let units = UNITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        units.iter().rposition(same)
    };
    if let Some(number) = number {
        invalidate(number, None);
    }
}
