//! Guards: what drops them, what they teach.

use super::*;

/// The same test is made once.
#[test]
fn repeated_tests_vanish() {
    function_becomes(
        "
        a = Input [0]
        t = IsNull a
        GuardFalse t @0
        u = IsNull a
        GuardFalse u @0
        end Return a
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        end Return a
        ...
        ",
    );
}

/// A tag excludes the others.
#[test]
fn tags_exclude_each_other() {
    function_becomes(
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        t = IsInt a
        GuardFalse t @0
        u = IsNull a
        GuardFalse u @0
        v = SameWord a, None
        GuardFalse v @0
        z = HasShape a #6
        GuardFalse z @0
        end Return a
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Function
        a = Param Word [0]
        s = HasShape a #5
        GuardTrue s @0
        end Return a
        ...
        ",
    );
}

/// Promotion: behind the guard the value is the constant, and its immutable fields are known.
#[test]
fn promotion_gives_a_constant() {
    function_becomes(
        "
        a = Input [0]
        t = SameWord a, @1000
        GuardTrue t @0
        s = HasShape a #7
        GuardTrue s @0
        f = Load a .fixed
        g = IsInt f
        GuardTrue g @0
        n = UnboxInt f
        m = IntAdd n, 1
        r = BoxInt m
        end Return r
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Function
        a = Param Word [0]
        t = SameWord a, @1000
        GuardTrue t @0
        end Return 43
        ...
        ",
    );
}

/// A boolean made into a word and tested again is the boolean.
#[test]
fn boxed_booleans_are_seen_through() {
    function_becomes(
        "
        a = Input [0]
        t = IsNull a
        b = BoxBool t
        u = SameWord b, True
        GuardFalse u @0
        n = SameWord b, False
        GuardTrue n @0
        end Return b
        @0 pc 10 base 0 Before [0]=a [1]=b
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        end Return False
        @0 pc 10 base 0 Before [1]=True live()
        ",
    );
}

#[test]
fn negations_turn_the_guard_round() {
    function_becomes(
        "
        a = Input [0]
        t = IsNull a
        n = BoolNot t
        GuardTrue n @0
        end Return a
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        end Return a
        ...
        ",
    );
}

/// Validity is only checked again when something may have run.
#[test]
fn validity_is_checked_after_calls_only() {
    function_becomes(
        "
        a = Input [0]
        GuardValid @0
        GuardValid @0
        x = Call find a
        GuardValid @0
        y = Call anything a
        GuardValid @0
        end Return x
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        GuardValid @0
        x = Call find a
        y = Call anything a
        GuardValid @1
        end Return x
        ...
        ",
    );
}

/// Polls are never dropped.
#[test]
fn polls_stay() {
    function_becomes(
        "
        GuardQuiet @0
        GuardQuiet @0
        end Return None
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        GuardQuiet @0
        GuardQuiet @1
        end Return None
        ...
        ",
    );
}

/// A float that needed a box while recording was a pointer then: the recorded test is made.
#[test]
fn boxed_floats_are_tested_as_recorded() {
    function_becomes(
        "
        a = Input [0]
        t = IsFloat a
        GuardTrue t @0
        x = UnboxFloat a
        y = FloatMul x, 3.0
        b = BoxFloat y
        u = IsFloat b
        GuardFalse u @1
        s = HasShape b #90
        GuardTrue s @1
        r = Load b .raw
        z = FloatAdd r, 1.0
        w = BoxFloat z
        end Return w
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 0 Before [0]=b
        ",
        "
        unit Function
        x = Param Float [0]
        y = FloatMul x, 3.0
        b = BoxFloat y
        s = HasShape b #90
        GuardTrue s @0
        r = Load b .raw+8
        ...
        ",
    );
}

/// A guard that can never hold is an error, not a unit.
#[test]
fn contradictions_are_reported() {
    let trace = parse_trace(
        "
        t = IsInt None
        GuardTrue t @0
        end Return None
        @0 pc 10 base 0 Before
        ",
    );
    let result = optimize(&trace, UnitKind::Function, None, &|_| Vec::new(), &Language);
    assert_eq!(result, Err(OptimizeError::Contradiction));
}

/// The test of a kind takes the place of weaker ones before it, at the earliest snapshot.
#[test]
fn weaker_guards_before_are_strengthened() {
    function_becomes(
        "
        a = Input [0]
        t = IsNull a
        GuardFalse t @0
        u = SameWord a, None
        GuardFalse u @1
        f = HasShape a #5
        GuardTrue f @1
        end Return a
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 0 Before [0]=a
        ",
        "
        unit Function
        a = Param Word [0]
        f = HasShape a #5
        GuardTrue f @0
        end Return a
        @0 pc 10 base 0 Before live()
        @1 pc 11 base 0 Before live()
        ",
    );
}

/// Not beyond an effect: what stands between would be done twice.
#[test]
fn guards_are_not_strengthened_beyond_a_store() {
    function_becomes(
        "
        a = Input [0]
        t = IsNull a
        GuardFalse t @0
        StoreSlot None [1]
        f = HasShape a #5
        GuardTrue f @1
        end Return a
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 0 Before [0]=a [1]=None
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        StoreSlot None [1]
        f = HasShape a #5
        GuardTrue f @1
        end Return a
        ...
        ",
    );
}
