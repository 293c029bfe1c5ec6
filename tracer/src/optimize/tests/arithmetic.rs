//! Folding, algebra, intervals.

use super::*;

/// The function's inputs `a` and `b` are integers; `body` computes `r`.
#[track_caller]
fn integers_become(body: &str, after: &str) {
    let before = format!(
        "
        a = Input [0]
        b = Input [1]
        ta = IsInt a
        GuardTrue ta @0
        tb = IsInt b
        GuardTrue tb @0
        x = UnboxInt a
        y = UnboxInt b
        {body}
        w = BoxInt r
        end Return w
        @0 pc 10 base 0 Before [0]=a [1]=b
        "
    );
    let after = format!(
        "
        unit Function
        x = Param Int [0]
        y = Param Int [1]
        {after}
        ...
        "
    );
    function_becomes(&before, &after);
}

/// The function's input is a float; `body` computes `r`.
#[track_caller]
fn floats_become(body: &str, after: &str) {
    let before = format!(
        "
        a = Input [0]
        ta = IsFloat a
        GuardTrue ta @0
        x = UnboxFloat a
        {body}
        w = BoxFloat r
        end Return w
        @0 pc 10 base 0 Before [0]=a
        "
    );
    let after = format!(
        "
        unit Function
        x = Param Float [0]
        {after}
        ...
        "
    );
    function_becomes(&before, &after);
}

/// What the handlers do around every operation vanishes.
#[test]
fn boxes_and_tests_cancel() {
    integers_become(
        "
        s = IntAnd x, y
        v = BoxInt s
        t = IsInt v
        GuardTrue t @0
        f = IsFloat v
        GuardFalse f @0
        u = UnboxInt v
        r = IntXor u, 1
        ",
        "
        s = IntAnd x, y
        r = IntXor s, 1
        w = BoxInt r
        end Return w
        ",
    );
}

#[test]
fn constants_fold() {
    integers_become(
        "
        p = IntAdd 3, 4
        q = IntMod -7, 3
        t = IntLt p, q
        GuardFalse t @0
        r = IntFloorDiv -7, 2
        ",
        "end Return -4",
    );
}

#[test]
fn neutral_operands_vanish() {
    integers_become(
        "p = IntAddOverflow x, 0\no = Overflowed p\nGuardFalse o @0\nq = IntMulOverflow 1, p\no2 = Overflowed q\nGuardFalse o2 @0\nr = IntOr 0, q",
        "w = BoxInt x\nend Return w",
    );
    integers_become("r = IntSub x, x", "end Return 0");
    integers_become("r = IntXor y, y", "end Return 0");
}

/// Floats are not rounded integers: `x + 0.0` is not `x` for -0.0, `x - x` is not 0.0 for NaN.
#[test]
fn floats_keep_their_zeros_and_nans() {
    floats_become("r = FloatAdd x, 0.0", "r = FloatAdd x, 0.0\n...");
    floats_become("r = FloatSub x, x", "r = FloatSub x, x\n...");
    floats_become("r = FloatMul x, 0.0", "r = FloatMul x, 0.0\n...");
    floats_become("r = FloatAdd x, -0.0", "w = BoxFloat x\n...");
    floats_become("r = FloatMul x, 2.0", "r = FloatAdd x, x\n...");
    floats_become("q = FloatNeg x\nr = FloatNeg q", "w = BoxFloat x\n...");
}

/// A comparison of a NaN with itself is false, so only `<` folds.
#[test]
fn comparisons_of_a_float_with_itself_stay() {
    floats_become(
        "t = FloatEq x, x\nGuardTrue t @0\nr = FloatNeg x",
        "t = FloatEq x, x\nGuardTrue t @0\n...",
    );
    floats_become("t = FloatLt x, x\nGuardFalse t @0\nr = FloatNeg x", "r = FloatNeg x\n...");
}

/// Interval arithmetic drops checks: a byte plus a byte cannot overflow.
#[test]
fn masked_sums_need_no_check() {
    integers_become(
        "
        p = IntAnd x, 255
        q = IntAnd y, 255
        r = IntAddOverflow p, q
        o = Overflowed r
        GuardFalse o @0
        ",
        "
        p = IntAnd x, 255
        q = IntAnd y, 255
        r = IntAdd p, q
        w = BoxInt r
        end Return w
        ",
    );
}

/// Without bounds the check stays, also where the result is used afterwards.
#[test]
fn unbounded_sums_keep_their_check() {
    integers_become(
        "r = IntAddOverflow x, y\no = Overflowed r\nGuardFalse o @0",
        "r = IntAddOverflow x, y\no = Overflowed r\nGuardFalse o @0\nw = BoxInt r\n...",
    );
}

/// A sum of constants that overflows is no constant, and its check is not decided by its interval.
#[test]
fn overflow_of_constants_is_still_tested() {
    integers_become(
        "s = IntAddOverflow 4611686018427387903, 1\no = Overflowed s\nGuardTrue o @0\nr = IntAnd x, y",
        "s = IntAddOverflow 4611686018427387903, 1\no = Overflowed s\nGuardTrue o @0\n...",
    );
}

/// `x < y` bounds `x` by the largest integer minus one, so `x + 1` needs no check.
#[test]
fn a_comparison_bounds_both_sides() {
    integers_become(
        "t = IntLt x, y\nGuardTrue t @0\nr = IntAddOverflow x, 1\no = Overflowed r\nGuardFalse o @0",
        "t = IntLt x, y\nGuardTrue t @0\nr = IntAdd x, 1\nw = BoxInt r\n...",
    );
    integers_become(
        "t = IntLt x, y\nGuardTrue t @0\nr = IntSubOverflow y, 1\no = Overflowed r\nGuardFalse o @0",
        "t = IntLt x, y\nGuardTrue t @0\nr = IntSub y, 1\nw = BoxInt r\n...",
    );
    // The contrary bounds nothing on that side.
    integers_become(
        "t = IntLt x, y\nGuardFalse t @0\nr = IntAddOverflow x, 1\no = Overflowed r\nGuardFalse o @0",
        "t = IntLt x, y\nGuardFalse t @0\nr = IntAddOverflow x, 1\n...",
    );
}

/// Guards that an interval implies are dropped.
#[test]
fn implied_comparisons_vanish() {
    integers_become(
        "t = IntLt x, 10\nGuardTrue t @0\nu = IntLe x, 20\nGuardTrue u @0\nv = IntEq x, 10\nGuardFalse v @0\nr = IntAnd x, y",
        "t = IntLt x, 10\nGuardTrue t @0\nr = IntAnd x, y\n...",
    );
}

/// A number that a guard found equal to a constant is that constant.
#[test]
fn equality_makes_a_constant() {
    integers_become(
        "t = IntEq x, 5\nGuardTrue t @0\nr = IntAddOverflow x, 2\no = Overflowed r\nGuardFalse o @0",
        "t = IntEq x, 5\nGuardTrue t @0\nend Return 7",
    );
}

/// Division and remainder by powers of two round downwards, as shift and mask do.
#[test]
fn divisions_by_powers_of_two_become_shifts() {
    integers_become("r = IntFloorDiv x, 8", "r = IntShr x, 3\n...");
    integers_become("r = IntMod x, 8", "r = IntAnd x, 7\n...");
    integers_become("r = IntMod x, 10", "r = IntMod x, 10\n...");
}

#[test]
fn constant_additions_join() {
    integers_become(
        "m = IntAnd x, 255\np = IntAdd m, 3\nq = IntAdd p, 4\nr = IntSub q, 7",
        "m = IntAnd x, 255\nw = BoxInt m\n...",
    );
}

/// The same operation is made once, whichever way round its operands stand.
#[test]
fn common_operations_are_shared() {
    integers_become("p = IntAnd x, y\nq = IntAnd y, x\nr = IntXor p, q", "end Return 0");
}

/// Identity of two integers is equality of their numbers.
#[test]
fn identity_of_integers_is_equality() {
    integers_become(
        "p = IntOr x, 1\nv = BoxInt p\nt = SameWord v, a\nGuardTrue t @0\nr = IntAnd x, y",
        "p = IntOr x, 1\nt = IntEq x, p\nGuardTrue t @0\n...",
    );
    integers_become(
        "v = BoxInt x\nt = SameWord v, None\nGuardFalse t @0\nr = IntAnd x, y",
        "r = IntAnd x, y\n...",
    );
}

/// A float that an integer gave goes back without a test where it is exact.
#[test]
fn exact_conversions_cancel() {
    integers_become(
        "m = IntAnd x, 1023\nf = IntToFloat m\nt = FloatFitsInt f\nGuardTrue t @0\nr = FloatToInt f",
        "m = IntAnd x, 1023\nw = BoxInt m\n...",
    );
}

/// Pure calls with equal operands are one call; unused ones are none.
#[test]
fn pure_calls_are_common_operations() {
    function_becomes(
        "
        a = Input [0]
        p = Call hash a
        q = Call hash a
        u = Call hash None
        t = SameWord p, q
        GuardTrue t @0
        end Return p
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        p = Call hash a
        end Return p
        ",
    );
}

/// A sum whose overflow nobody asks about is a plain one.
#[test]
fn checks_that_nobody_reads_vanish() {
    integers_become("r = IntAddOverflow x, y", "r = IntAdd x, y\n...");
}
