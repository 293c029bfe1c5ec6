//! Slots in memory, exits, calls of functions, joins.

use super::*;

/// A slot that memory holds already is not stored again, nor written by exits.
#[test]
fn stores_of_slots_are_not_repeated() {
    function_becomes(
        "
        a = Input [0]
        b = Call find a
        StoreSlot a [0]
        StoreSlot b [1]
        StoreSlot b [1]
        t = IsNull b
        GuardFalse t @0
        end Return b
        @0 pc 10 base 0 Before [0]=a [1]=b [2]=b
        ",
        "
        unit Function
        a = Param Word [0]
        b = Call find a
        StoreSlot b [1]
        t = IsNull b
        GuardFalse t @0
        end Return b
        @0 pc 10 base 0 Before [2]=b live(b:Word)
        ",
    );
}

/// The slots of the caller outlive a call, those of the callee's window do not.
#[test]
fn calls_use_up_the_window_above() {
    function_becomes(
        "
        a = Input [0]
        StoreSlot None [1]
        StoreSlot a [10]
        StoreSlot None [6]
        r = CallFunction cell 700 base 10
        t = IsNull r
        GuardFalse t @0
        StoreSlot None [1]
        StoreSlot None [6]
        StoreSlot a [10]
        s = CallFunction cell 700 base 10
        end Return s
        @0 pc 10 base 0 Before [0]=a [1]=None
        ",
        "
        unit Function
        a = Param Word [0]
        StoreSlot None [1]
        StoreSlot a [10]
        StoreSlot None [6]
        r = CallFunction cell 700 base 10
        t = IsNull r
        GuardFalse t @0
        StoreSlot None [6]
        StoreSlot a [10]
        s = CallFunction cell 700 base 10
        end Return s
        ...
        ",
    );
}

/// Recipes name numbers, not boxes; a float that no word can hold is computed.
#[test]
fn exits_take_numbers() {
    function_becomes(
        "
        a = Input [0]
        t = IsInt a
        GuardTrue t @0
        x = UnboxInt a
        y = IntAnd x, 7
        b = BoxInt y
        f = BoxFloat 1e300
        n = IsNull b
        GuardFalse n @0
        z = IntEq y, 3
        GuardTrue z @1
        end Return None
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 4 Deliver 9 b [0]=a [1]=b [2]=f
        ",
        "
        unit Function
        x = Param Int [0]
        y = IntAnd x, 7
        z = IntEq y, 3
        f = FloatNeg -1e300
        GuardTrue z @0
        end Return None
        @0 pc 11 base 4 Deliver 9 y [1]=y [2]=f live(y:Int, f:Float)
        ",
    );
}

const INNER: [Param; 3] = [
    Param { slot: 0, kind: Kind::Int },
    Param { slot: 1, kind: Kind::Word },
    Param { slot: -1, kind: Kind::Word },
];

/// Joining a compiled loop: parameters travel as it wants them, the rest goes to memory, the
/// header of its frame too, since the loop's exits do not name it.
#[test]
fn a_join_passes_parameters_and_stores_the_rest() {
    let unit = optimized(
        "
        a = Input [0]
        b = Input [1]
        t = IsInt a
        GuardTrue t @0
        x = UnboxInt a
        y = IntAnd x, 7
        c = BoxInt y
        end Link 700 @1
        @0 pc 10 base 0 Before [0]=a [1]=b
        @1 pc 11 base 8 Before [0]=a [1]=b [7]=None [8]=c [9]=b
        ",
        UnitKind::Loop,
        None,
        &INNER,
    );
    matches(
        &unit,
        "
        unit Loop
        x = Param Int [0]
        b = Param Word [1]
        y = IntAnd x, 7
        a = BoxInt x
        StoreSlot a [0]
        StoreSlot b [1]
        StoreSlot None [7]
        SetTop [8]
        end Jump 700 base 8 y, b, None
        ",
    );
}

/// A kind that is not known is checked before anything is stored; a slot that the snapshot does
/// not name is as it is in memory.
#[test]
fn a_join_checks_kinds_first() {
    let unit = optimized(
        "
        b = Input [1]
        c = Call find b
        end Link 700 @0
        @0 pc 11 base 0 Before [0]=c [1]=b [2]=c
        ",
        UnitKind::Loop,
        None,
        &INNER,
    );
    matches(
        &unit,
        "
        unit Loop
        b = Param Word [1]
        c = Call find b
        t = IsInt c
        GuardTrue t @0
        n = UnboxInt c
        f = Input [-1]
        StoreSlot c [2]
        SetTop [0]
        end Jump 700 base 0 n, b, f
        @0 pc 11 base 0 Before [0]=c [1]=b [2]=c live(c:Word, b:Word)
        ",
    );
}

/// Another kind than the loop was made for: the interpreter goes on.
#[test]
fn a_join_with_another_kind_exits() {
    let unit = optimized(
        "
        end Link 700 @0
        @0 pc 11 base 0 Before [0]=None [1]=None
        ",
        UnitKind::Loop,
        None,
        &INNER,
    );
    matches(
        &unit,
        "
        unit Loop
        end Exit @0
        @0 pc 11 base 0 Before [0]=None [1]=None live()
        ",
    );
}
