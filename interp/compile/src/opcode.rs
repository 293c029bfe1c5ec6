//! The bytecode, from one table.
//!
//! A register machine: an instruction is one 64-bit word, `opcode | a << 16 | b << 32 | c << 48`,
//! followed by the number of cache words that the table says. Registers are numbered within the
//! frame: the parameters in order (`*args` and `**kwargs` last), then the other locals, then
//! temporaries. A null word in a register means unbound. In code that is not a function (module,
//! class body, `exec`) register 0 holds the namespace.
//!
//! Stack code was rejected: it needs more dispatches and more memory traffic for the same program,
//! and a recorder would have to undo the shuffling.
//!
//! **Call window.** A call whose base register is `a` owns `a..`: `a` the callable and later the
//! result; `a + 1 ..= a + 4` room for the callee's frame header; `a + 5` (`SELF_SLOT`) the object
//! that a method is bound to, or null; `a + 6` (`FIRST_ARGUMENT`) and up the arguments. The callee's register 0
//! is `a + 5` where an object is passed and `a + 6` where none is, so arguments are never copied.
//! A call window always begins above every live temporary.
//!
//! **Iteration.** `GetIter` fills two registers: `a` the iterable or iterator, `a + 1` the position
//! where the iterable is a list, tuple, range or string that needs no iterator object.
//!
//! Jump offsets count instruction words from the jump itself.

/// Words between the callable and the callee's registers.
pub const HEADER_WORDS: usize = 4;
/// Register of the bound object in a call window, from its base.
pub const SELF_SLOT: usize = 5;
/// Register of the first argument in a call window, from its base.
pub const FIRST_ARGUMENT: usize = 6;

/// What an instruction does with an operand. Drives liveness and the listing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Not used.
    No,
    /// Register written.
    Def,
    /// Register read.
    Use,
    /// Register read and written.
    UseDef,
    /// Two registers from here written.
    Def2,
    /// Register read; the next one read and written (iteration state).
    Iterator,
    /// Three registers from here written.
    Def3,
    /// Registers from here read; the next operand counts them.
    Range,
    /// Pairs of registers from here read; the next operand counts the pairs.
    PairRange,
    /// Number of registers of the preceding range.
    Count,
    /// First of as many registers written as operand `c` says.
    DefRange,
    /// As `DefRange`, the number is low byte + high byte + 1 of `c`.
    DefRangeStar,
    /// Base of a call window; operand `b` counts the arguments; result in the base.
    Window,
    /// Base of a call window with a tuple and a mapping as its two arguments.
    WindowSpread,
    /// Base of a call window: the base is written, the self slot too.
    MethodBase,
    /// As `MethodBase`, and the self slot is read (the object).
    MethodObject,
    /// Base of a call window of `super`: base and two arguments are read; base and self slot written.
    SuperBase,
    /// Index of a constant (16 bits).
    Const,
    /// Index of a name (16 bits).
    Name,
    /// Signed 16-bit number.
    Int,
    /// Signed 16-bit jump offset.
    Jump,
    /// Small unsigned number, as the instruction says.
    Number,
    /// `b` and `c` together: index of a constant.
    Const32,
    /// `b` and `c` together: index of a name.
    Name32,
    /// `b` and `c` together: signed number.
    Int32,
    /// `b` and `c` together: jump offset.
    Jump32,
    /// The upper half of a 32-bit operand.
    High,
}

/// How control leaves an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    Next,
    /// Jumps always.
    Jump,
    /// Jumps or goes on.
    Branch,
    /// Leaves the frame or raises.
    End,
}

/// Calls `$then!` with the whole table: `Name a b c caches flow;`
#[macro_export]
macro_rules! for_each_opcode {
    ($then:ident) => { $then! {
        /// Does nothing.
        Nop No No No 0 Next;
        LoadConst Def Const32 High 0 Next;
        LoadInt Def Int32 High 0 Next;
        Move Def Use No 0 Next;
        /// Makes a register unbound. (`del` of a local, end of an `except ... as`.)
        Unbind Def No No 0 Next;
        /// Raises UnboundLocalError where the register is unbound. Operand: index in `names`.
        CheckBound Use Name32 High 0 Next;
        /// One cache word: address of the value in the namespace's table.
        LoadGlobal Def Name32 High 1 Next;
        StoreGlobal Use Name32 High 1 Next;
        DeleteGlobal No Name32 High 0 Next;
        /// Namespace in register 0, then globals, then builtins.
        LoadName Def Name32 High 1 Next;
        StoreName Use Name32 High 1 Next;
        DeleteName No Name32 High 0 Next;
        /// Puts a new cell with the register's value (or unbound) into the register.
        MakeCell UseDef No No 0 Next;
        /// a = contents of the cell in register b; raises when empty (name c).
        LoadCell Def Use Name 0 Next;
        StoreCell Use Use No 0 Next;
        /// Empties the cell in register a; raises when empty already (name c).
        DeleteCell Use No Name 0 Next;
        /// a = contents of cell b of the function's closure; name c for the error.
        LoadFree Def Number Name 0 Next;
        StoreFree Use Number No 0 Next;
        DeleteFree No Number Name 0 Next;
        /// a = cell b of the function's closure itself.
        LoadFreeCell Def Number No 0 Next;
        /// In class bodies: namespace (register 0) first, then closure cell b; name c.
        LoadClassFree Def Number Name 0 Next;
        /// a = the namespace of a class body or module (register 0), or a new dict of a function's locals.
        LoadLocals Def No No 0 Next;

        /// a = b.name(c)
        LoadAttr Def Use Name 1 Next;
        /// a.name(c) = b
        StoreAttr Use Use Name 1 Next;
        DeleteAttr Use No Name 0 Next;
        /// Object in the self slot of window a; puts the callable into a, and into the self slot
        /// the object to pass or null. Name in c.
        LoadMethod MethodObject No Name 1 Next;
        /// Object in register b, looked up on its type: c = 0 `__enter__`, 1 `__exit__`,
        /// 2 `__aenter__`, 3 `__aexit__`. Result as `LoadMethod`.
        LoadSpecial MethodBase Use Number 1 Next;
        /// Window a: callable `super`, first argument the class, second the object: as `LoadMethod`
        /// for `super().name`.
        LoadSuperMethod SuperBase No Name 1 Next;
        /// a = super().name(c); window as before.
        LoadSuperAttr SuperBase No Name 1 Next;
        /// Window a: b positional arguments. c = 1: no bound object, and the self slot means nothing.
        Call Window Number Number 1 Next;
        /// Window a: b arguments in all; the last ones are named by the tuple constant c.
        CallKeywords Window Number Const 1 Next;
        /// Window a: an iterable of positional arguments, then a mapping of named ones or null.
        CallSpread WindowSpread No No 1 Next;
        /// Window a of `super` with no written arguments; b = 2: class and object are supplied and
        /// used if the callable is the builtin, else the call has no arguments.
        CallSuper Window Number No 1 Next;

        Add Def Use Use 1 Next; Sub Def Use Use 1 Next; Mul Def Use Use 1 Next;
        TrueDiv Def Use Use 1 Next; FloorDiv Def Use Use 1 Next; Mod Def Use Use 1 Next;
        Pow Def Use Use 1 Next; LeftShift Def Use Use 1 Next; RightShift Def Use Use 1 Next;
        And Def Use Use 1 Next; Or Def Use Use 1 Next; Xor Def Use Use 1 Next; MatMul Def Use Use 1 Next;
        InplaceAdd Def Use Use 1 Next; InplaceSub Def Use Use 1 Next; InplaceMul Def Use Use 1 Next;
        InplaceTrueDiv Def Use Use 1 Next; InplaceFloorDiv Def Use Use 1 Next; InplaceMod Def Use Use 1 Next;
        InplacePow Def Use Use 1 Next; InplaceLeftShift Def Use Use 1 Next; InplaceRightShift Def Use Use 1 Next;
        InplaceAnd Def Use Use 1 Next; InplaceOr Def Use Use 1 Next; InplaceXor Def Use Use 1 Next; InplaceMatMul Def Use Use 1 Next;
        /// With an integer on the right (also for the in-place form: same meaning for what is not user-defined;
        /// only emitted where the in-place form is not written).
        AddInt Def Use Int 1 Next; SubInt Def Use Int 1 Next; MulInt Def Use Int 1 Next;
        FloorDivInt Def Use Int 1 Next; ModInt Def Use Int 1 Next;
        LeftShiftInt Def Use Int 1 Next; RightShiftInt Def Use Int 1 Next; AndInt Def Use Int 1 Next;
        /// In-place with an integer on the right.
        InplaceAddInt Def Use Int 1 Next; InplaceSubInt Def Use Int 1 Next; InplaceMulInt Def Use Int 1 Next;
        InplaceFloorDivInt Def Use Int 1 Next; InplaceModInt Def Use Int 1 Next;
        InplaceLeftShiftInt Def Use Int 1 Next; InplaceRightShiftInt Def Use Int 1 Next; InplaceAndInt Def Use Int 1 Next;
        Negative Def Use No 1 Next; Positive Def Use No 1 Next; Invert Def Use No 1 Next;
        Not Def Use No 1 Next;
        /// a = what a rounded sum of the floats b and c lacks; None where c is no float. Only in the interpreter's own code.
        RoundingError Def Use Use 1 Next;

        Lt Def Use Use 1 Next; Le Def Use Use 1 Next; Eq Def Use Use 1 Next;
        Ne Def Use Use 1 Next; Gt Def Use Use 1 Next; Ge Def Use Use 1 Next;
        Is Def Use Use 0 Next; IsNot Def Use Use 0 Next;
        /// a = b in c
        Contains Def Use Use 1 Next; NotContains Def Use Use 1 Next;

        Jump No Jump32 High 0 Jump;
        JumpIfTrue Use Jump32 High 1 Branch;
        JumpIfFalse Use Jump32 High 1 Branch;
        JumpIfNone Use Jump32 High 0 Branch;
        JumpIfNotNone Use Jump32 High 0 Branch;
        /// Jump by c when the comparison of a and b is true ...
        JumpIfLt Use Use Jump 1 Branch; JumpIfLe Use Use Jump 1 Branch; JumpIfEq Use Use Jump 1 Branch;
        JumpIfNe Use Use Jump 1 Branch; JumpIfGt Use Use Jump 1 Branch; JumpIfGe Use Use Jump 1 Branch;
        /// ... and when it is false (not the same as the opposite comparison: NaN).
        JumpIfNotLt Use Use Jump 1 Branch; JumpIfNotLe Use Use Jump 1 Branch; JumpIfNotEq Use Use Jump 1 Branch;
        JumpIfNotNe Use Use Jump 1 Branch; JumpIfNotGt Use Use Jump 1 Branch; JumpIfNotGe Use Use Jump 1 Branch;
        /// The same with the integer b on the right.
        JumpIfLtInt Use Int Jump 1 Branch; JumpIfLeInt Use Int Jump 1 Branch; JumpIfEqInt Use Int Jump 1 Branch;
        JumpIfNeInt Use Int Jump 1 Branch; JumpIfGtInt Use Int Jump 1 Branch; JumpIfGeInt Use Int Jump 1 Branch;
        JumpIfNotLtInt Use Int Jump 1 Branch; JumpIfNotLeInt Use Int Jump 1 Branch; JumpIfNotEqInt Use Int Jump 1 Branch;
        JumpIfNotNeInt Use Int Jump 1 Branch; JumpIfNotGtInt Use Int Jump 1 Branch; JumpIfNotGeInt Use Int Jump 1 Branch;
        JumpIfIs Use Use Jump 0 Branch; JumpIfIsNot Use Use Jump 0 Branch;
        /// Backward jump to a loop's header. Cache words: hotness counter; address of compiled code.
        Loop No Jump32 High 2 Jump;

        BuildTuple Def Range Count 0 Next;
        BuildList Def Range Count 0 Next;
        BuildSet Def Range Count 0 Next;
        /// Pairs key, value.
        BuildMap Def PairRange Count 0 Next;
        /// Joins strings.
        BuildString Def Range Count 0 Next;
        /// a = slice(b, b + 1, b + 2); c = 3 always.
        BuildSlice Def Range Count 0 Next;
        ListAppend Use Use No 0 Next;
        SetAdd Use Use No 0 Next;
        /// a[b] = c in a new dict (comprehension).
        MapAdd Use Use Use 0 Next;
        /// Extends list a by iterable b.
        ListExtend Use Use No 0 Next;
        SetUpdate Use Use No 0 Next;
        /// `{**b}`
        DictUpdate Use Use No 0 Next;
        /// `f(**b)`: as DictUpdate, but a repeated or non-string key raises TypeError; c: register of the callable.
        DictMerge Use Use Use 0 Next;
        ListToTuple Def Use No 0 Next;
        /// a = conversion c of b: 1 str, 2 repr, 3 ascii.
        Convert Def Use Number 0 Next;
        FormatSimple Def Use No 0 Next;
        /// a = format(b, c)
        FormatSpec Def Use Use 0 Next;

        GetItem Def Use Use 1 Next;
        GetItemInt Def Use Int 1 Next;
        /// a = b[b + 1 : b + 2 : b + 3]; c = 4 always.
        GetSlice Def Range Count 1 Next;
        /// a[b] = c
        SetItem Use Use Use 1 Next;
        DelItem Use Use No 0 Next;

        /// a.. = the c items of b, exactly.
        Unpack DefRange Use Number 1 Next;
        /// a.. = low byte of c items, a list of the rest, high byte of c items.
        UnpackStar DefRangeStar Use Number 0 Next;

        /// c = 1: b is what another `GetIter` gave in its first register, and is not asked for an iterator again.
        GetIter Def2 Use Number 1 Next;
        /// a = next item of the iteration in b, b + 1; jumps by c at the end.
        ForIter Def Iterator Jump 1 Branch;

        /// a = function of code constant b, c.
        MakeFunction Def Const32 High 0 Next;
        /// c = 0 defaults (tuple), 1 keyword defaults (dict), 2 closure (tuple of cells), 3 annotate function,
        /// 4 type parameters, 5 annotations (a dict).
        SetFunctionAttribute Use Use Number 0 Next;
        Return Use No No 0 End;
        /// First instruction of generators and coroutines (after cells were made): makes the object and returns it.
        ReturnGenerator No No No 0 Next;
        /// Yields b; the value sent arrives in a. c = 1: part of a delegation: directly behind its `Send`, with the
        /// same register throughout (in asynchronous generators, such a value is not one of the generator's own).
        Yield Def Use Number 0 Next;
        /// a = the iterator of b for `yield from` (generators and coroutines as they are).
        GetYieldFromIter Def Use No 0 Next;
        /// One step of `yield from`/`await`: sends register a into iterator b; on a yielded value puts it into a and
        /// goes on (a Yield follows); at its end puts the result into a and jumps by c.
        Send UseDef Use Jump 0 Branch;
        GetAwaitable Def Use Number 0 Next;
        GetAsyncIter Def Use No 0 Next;
        GetAsyncNext Def Use No 0 Next;
        /// In the handler around an async `for`: swallows StopAsyncIteration in a, re-raises all else.
        EndAsyncFor Use No No 0 Next;

        LoadBuildClass Def No No 0 Next;
        /// a = module named c; b = level, b + 1 = from-list (2 registers).
        ImportName Def Range Name 0 Next;
        ImportFrom Def Use Name 0 Next;
        ImportStar Use No No 0 Next;

        /// c = 0: re-raise what is handled; 1: raise a; 2: raise a from b.
        Raise Use Use Number 0 End;
        /// Raises a again as it is (end of handlers, `finally`).
        Reraise Use No No 0 End;
        /// a = what was being handled; now the exception in b is.
        PushHandled Def Use No 0 Next;
        /// What was being handled is again what a holds.
        PopHandled Use No No 0 Next;
        /// a = whether exception b matches class (or tuple) c.
        MatchException Def Use Use 1 Next;
        /// For `except*`: splits group b by class c: a = matching part or None, a + 1 = the rest or None.
        SplitGroup Def2 Use Use 0 Next;
        /// End of `except*`: a = exception to raise from the list b of results and the original c, or None.
        JoinGroup Def Use Use 0 Next;
        /// a, a + 1, a + 2 = class, exception, traceback of b.
        ExceptionTriple Def3 Use No 0 Next;
        /// a = common object b: 0 AssertionError, 1 NotImplementedError, 2 `__debug__`; functions: 3 shows the value of an
        /// interactive statement; 4 type variable (name, evaluate bound or None, evaluate constraints or None),
        /// 5 parameter specification (name), 6 type variable tuple (name), 7 sets a type parameter's default
        /// (parameter, evaluate) and returns the parameter, 8 type alias (name, parameters or None, evaluate),
        /// 9 `Generic` of a tuple of parameters; 10 template (tuple of strings, tuple of interpolations),
        /// 11 interpolation (value, text, conversion or None, format specification).
        LoadCommon Def Number No 0 Next;
        /// Creates `__annotations__`-related state of a module or class body where needed.
        SetupAnnotations No No No 0 Next;

        /// a = len(b), without changing b.
        GetLength Def Use No 0 Next;
        MatchSequence Def Use No 0 Next;
        MatchMapping Def Use No 0 Next;
        /// a = tuple of the values of mapping b for the keys in tuple c, or None.
        MatchKeys Def Use Use 0 Next;
        /// a = tuple of attributes of subject b, or None; c, c + 1, c + 2 = class, number of positional
        /// patterns (int), tuple of keyword names. (3 registers)
        MatchClass Def Use Use 0 Next;
    } };
}

macro_rules! define_opcodes {
    ($($(#[$doc:meta])* $name:ident $a:ident $b:ident $c:ident $caches:literal $flow:ident;)*) => {
        /// Bytecode instructions; the table of this file says what each does.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Opcode { $($(#[$doc])* $name),* }

        impl Opcode {
            pub const ALL: &'static [Opcode] = &[$(Opcode::$name),*];
            pub const COUNT: usize = Self::ALL.len();
            /// Roles of the operands a, b, c.
            pub const fn roles(self) -> [Role; 3] {
                match self { $(Opcode::$name => [Role::$a, Role::$b, Role::$c]),* }
            }
            /// Cache words behind the instruction.
            pub const fn caches(self) -> usize {
                match self { $(Opcode::$name => $caches),* }
            }
            pub const fn flow(self) -> Flow {
                match self { $(Opcode::$name => Flow::$flow),* }
            }
            pub const fn name(self) -> &'static str {
                match self { $(Opcode::$name => stringify!($name)),* }
            }
        }
    };
}

for_each_opcode!(define_opcodes);

impl Opcode {
    /// The opcode of this number, if there is one.
    pub fn from_number(number: u16) -> Option<Opcode> {
        Opcode::ALL.get(number as usize).copied()
    }
    /// Words that the instruction occupies, caches included.
    pub const fn width(self) -> usize {
        1 + self.caches()
    }
}

/// One instruction word.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Instruction(pub u64);

impl Instruction {
    pub const fn new(opcode: Opcode, a: u16, b: u16, c: u16) -> Instruction {
        Instruction(opcode as u64 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48)
    }
    pub const fn wide(opcode: Opcode, a: u16, bc: i32) -> Instruction {
        Instruction(opcode as u64 | (a as u64) << 16 | (bc as u32 as u64) << 32)
    }
    #[inline(always)]
    pub const fn number(self) -> usize {
        (self.0 & 0xffff) as usize
    }
    #[inline(always)]
    pub const fn a(self) -> usize {
        (self.0 >> 16 & 0xffff) as usize
    }
    #[inline(always)]
    pub const fn b(self) -> usize {
        (self.0 >> 32 & 0xffff) as usize
    }
    #[inline(always)]
    pub const fn c(self) -> usize {
        (self.0 >> 48) as usize
    }
    /// Operand b as a signed number.
    #[inline(always)]
    pub const fn b_signed(self) -> i64 {
        (self.0 >> 32) as u16 as i16 as i64
    }
    /// Operand c as a signed number.
    #[inline(always)]
    pub const fn c_signed(self) -> i64 {
        (self.0 as i64) >> 48
    }
    /// Operands b and c together, signed.
    #[inline(always)]
    pub const fn wide_signed(self) -> i64 {
        (self.0 as i64) >> 32
    }
    /// Operands b and c together, unsigned.
    #[inline(always)]
    pub const fn wide_index(self) -> usize {
        (self.0 >> 32) as usize
    }
}

/// What `SetFunctionAttribute` sets, by the number in its third operand.
pub mod function_attribute {
    pub const DEFAULTS: u32 = 0;
    pub const KEYWORD_DEFAULTS: u32 = 1;
    pub const CLOSURE: u32 = 2;
    /// The function that evaluates the annotations (PEP 649).
    pub const ANNOTATE: u32 = 3;
    pub const TYPE_PARAMETERS: u32 = 4;
}
