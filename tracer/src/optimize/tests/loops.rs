//! Parameters, phis, hoisting.

use super::*;

/// The recorder's text for `s += i; i += 1` under `i < n` becomes two additions and a comparison.
#[test]
fn a_counting_loop_is_unboxed() {
    loop_becomes(
        "
        i = Input [0]
        n = Input [1]
        s = Input [2]
        q = GuardQuiet @0
        a = IsInt i
        GuardTrue a @0
        b = IsInt n
        GuardTrue b @0
        ui = UnboxInt i
        un = UnboxInt n
        c = IntLt ui, un
        GuardTrue c @0
        d = IsInt s
        GuardTrue d @1
        e = IsInt i
        GuardTrue e @1
        us = UnboxInt s
        ui2 = UnboxInt i
        t = IntAddOverflow us, ui2
        o = Overflowed t
        GuardFalse o @1
        bt = BoxInt t
        ui3 = UnboxInt i
        j = IntAddOverflow ui3, 1
        o2 = Overflowed j
        GuardFalse o2 @2
        bj = BoxInt j
        end Loop @3
        @0 pc 10 base 0 Before [0]=i [1]=n [2]=s
        @1 pc 18 base 0 Before [0]=i [1]=n [2]=s
        @2 pc 20 base 0 Before [0]=i [1]=n [2]=bt
        @3 pc 10 base 0 Before [0]=bj [1]=n [2]=bt
        seen [0]=0 [1]=10 [2]=0
        ",
        "
        unit Loop
        p0 = Param Int [0]
        n = Param Int [1]
        p2 = Param Int [2]
        label
        i = Phi Int p0 [0]
        s = Phi Int p2 [2]
        GuardQuiet @0
        c = IntLt i, n
        GuardTrue c @1
        t = IntAddOverflow i, s
        o = Overflowed t
        GuardFalse o @2
        j = IntAdd i, 1
        end Loop j, t
        @0 pc 10 base 0 Before [0]=i [1]=n [2]=s live(i:Int, n:Int, s:Int)
        @1 pc 10 base 0 Before [0]=i [1]=n [2]=s live(i:Int, n:Int, s:Int)
        @2 pc 18 base 0 Before [0]=i [1]=n [2]=s live(i:Int, n:Int, s:Int)
        ",
    );
}

/// Shape checks and loads of what the loop does not change move out, and leave with the state of
/// the entry; what it writes stays.
#[test]
fn invariant_checks_and_loads_are_hoisted() {
    loop_becomes(
        "
        a = Input [0]
        b = Input [1]
        GuardQuiet @0
        s = HasShape a #5
        GuardTrue s @1
        x = Load a .x
        f = Load a .fixed
        p = HasShape b #5
        GuardTrue p @1
        y = Load b .y
        Store a, f .y
        q = SameWord x, y
        GuardFalse q @2
        end Loop @3
        @0 pc 10 base 0 Before [0]=a [1]=b
        @1 pc 11 base 0 Before [0]=a [1]=b
        @2 pc 12 base 0 Before [0]=a [1]=b
        @3 pc 10 base 0 Before [0]=a [1]=b
        ",
        "
        unit Loop
        a = Param Word [0]
        b = Param Word [1]
        s = HasShape a #5
        GuardTrue s @1
        z = Load a .x+8
        f = Load a .fixed+24
        p = HasShape b #5
        GuardTrue p @2
        label
        x = Phi Word z [-2147483648]
        GuardQuiet @0
        y = Load b .y+16
        Store a, f .y+16
        q = SameWord x, y
        GuardFalse q @3
        end Loop x
        @0 pc 10 base 0 Before [0]=a [1]=b live(a:Word, b:Word)
        @1 pc 10 base 0 Before [0]=a [1]=b live(a:Word, b:Word)
        @2 pc 10 base 0 Before [0]=a [1]=b live(a:Word#5, b:Word)
        @3 pc 12 base 0 Before [0]=a [1]=b live(a:Word#5, b:Word#5)
        ",
    );
}

/// Loads that nothing in the loop clobbers move out: a vector's items stay where they are while
/// the loop only writes elements.
#[test]
fn unwritten_fields_are_hoisted() {
    loop_becomes(
        "
        l = Input [0]
        a = Input [1]
        s = HasShape l #6
        GuardTrue s @0
        t = IsInt a
        GuardTrue t @0
        i = UnboxInt a
        v = Load l .vector
        n = Load v .length
        b = IntBelow i, n
        GuardTrue b @0
        StoreElement v, i, None .items[]
        j = IntAddOverflow i, 1
        o = Overflowed j
        GuardFalse o @0
        c = BoxInt j
        end Loop @1
        @0 pc 10 base 0 Before [0]=l [1]=a
        @1 pc 10 base 0 Before [0]=l [1]=c
        seen [0]=@5000 [1]=3
        ",
        "
        unit Loop
        l = Param Word [0]
        a = Param Int [1]
        s = HasShape l #6
        GuardTrue s @0
        v = Load l .vector+8
        n = Load v .length+8
        label
        i = Phi Int a [1]
        b = IntBelow i, n
        GuardTrue b @1
        StoreElement v, i, None .items[]
        j = IntAdd i, 1
        end Loop j
        ...
        ",
    );
}

/// A length that calls in the loop may change stays inside, and the element whose bounds check it
/// is stays behind it, although nothing else holds it back.
#[test]
fn loads_behind_an_inner_check_stay() {
    loop_becomes(
        "
        v = Input [0]
        s = HasShape v #6
        GuardTrue s @0
        n = Load v .length
        b = IntBelow 3, n
        GuardTrue b @0
        e = LoadElement v, 3 .bytes[]
        c = BoxInt e
        z = Call append v, c
        end Loop @0
        @0 pc 10 base 0 Before [0]=v
        ",
        "
        unit Loop
        v = Param Word [0]
        s = HasShape v #6
        GuardTrue s @0
        label
        n = Load v .length+8
        b = IntBelow 3, n
        GuardTrue b @1
        e = LoadElement v, 3 .bytes[]
        ...
        ",
    );
}

/// A shape that may change is checked in every iteration if something in the loop may change it.
#[test]
fn shapes_that_may_change_are_checked_inside() {
    loop_becomes(
        "
        v = Input [0]
        s = HasShape v #105
        GuardTrue s @0
        e = Load v .fixed
        z = Call anything e
        end Loop @0
        @0 pc 10 base 0 Before [0]=v
        ",
        "
        unit Loop
        v = Param Word [0]
        label
        s = HasShape v #105
        GuardTrue s @0
        e = Load v .fixed+24
        z = Call anything e
        end Loop
        ...
        ",
    );
}

/// A division stays behind the check of its divisor.
#[test]
fn divisions_are_not_moved_ahead_of_their_check() {
    loop_becomes(
        "
        a = Input [0]
        b = Input [1]
        c = Input [2]
        ta = IsInt a
        GuardTrue ta @0
        tb = IsInt b
        GuardTrue tb @0
        tc = IsInt c
        GuardTrue tc @0
        x = UnboxInt a
        y = UnboxInt b
        i = UnboxInt c
        k = IntLt i, y
        GuardTrue k @0
        l = IntLt -1, i
        GuardTrue l @0
        z = IntEq y, 0
        GuardFalse z @0
        q = IntFloorDiv x, y
        p = IntXor q, i
        w = BoxInt p
        end Loop @1
        @0 pc 10 base 0 Before [0]=a [1]=b [2]=c
        @1 pc 10 base 0 Before [0]=a [1]=b [2]=w
        seen [0]=1 [1]=2 [2]=1
        ",
        "
        ...
        z = IntEq y, 0
        GuardFalse z @2
        label
        i = Phi Int c [2]
        ...
        q = IntFloorDiv x, y
        ...
        ",
    );
}

/// A slot that comes back with another kind travels as a word.
#[test]
fn a_changing_kind_travels_as_a_word() {
    loop_becomes(
        "
        a = Input [0]
        t = IsInt a
        GuardTrue t @0
        x = UnboxInt a
        f = IntToFloat x
        b = BoxFloat f
        end Loop @1
        @0 pc 10 base 0 Before [0]=a
        @1 pc 10 base 0 Before [0]=b
        seen [0]=1
        ",
        "
        unit Loop
        p = Param Word [0]
        label
        a = Phi Word p [0]
        t = IsInt a
        GuardTrue t @0
        x = UnboxInt a
        f = IntToFloat x
        b = BoxFloat f
        end Loop b
        ...
        ",
    );
}

/// A word of unknown kind is checked at the back edge, with the state there.
#[test]
fn unknown_kinds_are_checked_at_the_back_edge() {
    loop_becomes(
        "
        a = Input [0]
        t = IsInt a
        GuardTrue t @0
        b = Call find a
        end Loop @1
        @0 pc 10 base 0 Before [0]=a
        @1 pc 10 base 0 Before [0]=b
        seen [0]=1
        ",
        "
        unit Loop
        p = Param Int [0]
        label
        a = Phi Int p [0]
        w = BoxInt a
        b = Call find w
        t = IsInt b
        GuardTrue t @0
        n = UnboxInt b
        end Loop n
        @0 pc 10 base 0 Before [0]=b live(b:Word)
        ",
    );
}

/// A slot that is written but not read is carried, because an exit of the next iteration needs it.
#[test]
fn unread_slots_are_carried() {
    loop_becomes(
        "
        a = Input [0]
        GuardQuiet @0
        b = Call find a
        end Loop @1
        @0 pc 10 base 0 Before [0]=a
        @1 pc 10 base 0 Before [0]=a [1]=b
        ",
        "
        unit Loop
        a = Param Word [0]
        p = Param Word [1]
        label
        c = Phi Word p [1]
        GuardQuiet @0
        b = Call find a
        end Loop b
        @0 pc 10 base 0 Before [0]=a [1]=c live(a:Word, c:Word)
        ",
    );
}

/// What only feeds itself goes, with its parameter.
#[test]
fn carried_values_that_nobody_sees_vanish() {
    loop_becomes(
        "
        a = Input [0]
        b = Input [1]
        GuardQuiet @0
        end Loop @1
        @0 pc 10 base 0 Before [0]=a
        @1 pc 10 base 0 Before [0]=b [1]=a
        ",
        "
        unit Loop
        p = Param Word [0]
        q = Param Word [1]
        label
        a = Phi Word p [0]
        b = Phi Word q [1]
        GuardQuiet @0
        end Loop b, a
        ...
        ",
    );
    loop_becomes(
        "
        a = Input [0]
        b = Input [1]
        GuardQuiet @0
        c = Call hash b
        end Loop @1
        @0 pc 10 base 0 Before [0]=a
        @1 pc 10 base 0 Before [0]=a [1]=c
        ",
        "
        unit Loop
        a = Param Word [0]
        label
        GuardQuiet @0
        end Loop
        ...
        ",
    );
}

/// Objects that come back travel as their fields, behind a turn with the object that came in.
#[test]
fn virtual_objects_travel_as_their_fields() {
    loop_becomes(
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        x = Load a .x
        o = New #5 size 40
        Store o, x .x
        t = IsNull x
        GuardFalse t @1
        p = New #5 size 40
        y = Load o .x
        Store p, y .x
        end Loop @2
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 0 Before [0]=o
        @2 pc 10 base 0 Before [0]=p
        ",
        "
        unit Loop
        a = Param Word [0]
        s = HasShape a #5
        GuardTrue s @0
        x = Load a .x+8
        t = IsNull x
        GuardFalse t @1
        label
        y = Phi Word x [-2147483648]
        t2 = IsNull y
        GuardFalse t2 @2
        end Loop y
        @0 pc 10 base 0 Before [0]=a live(a:Word)
        @1 pc 11 base 0 Before [0]=virtual0 virtual0=#5 size 40 {.x+8=x} live(x:Word)
        @2 pc 11 base 0 Before [0]=virtual0 virtual0=#5 size 40 {.x+8=y} live(y:Word)
        ",
    );
}

/// An object that the next turn stores away is made at the back edge.
#[test]
fn objects_that_escape_are_made_at_the_back_edge() {
    loop_becomes(
        "
        a = Input [0]
        p = New #5 size 40
        Store p, a .x
        end Loop @0
        @0 pc 10 base 0 Before [0]=p
        ",
        "
        unit Loop
        q = Param Word [0]
        label
        a = Phi Word q [0]
        p = New #5 size 40
        Store p, a .x+8
        end Loop p
        ",
    );
}

/// A trace from a loop header that ends elsewhere has no label, and hoists nothing.
#[test]
fn a_loop_that_leaves_has_no_label() {
    loop_becomes(
        "
        a = Input [0]
        t = IsNull a
        GuardFalse t @0
        end Leave @0
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Loop
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        end Exit @1
        @0 pc 10 base 0 Before [0]=a live(a:Word)
        @1 pc 10 base 0 Before [0]=a live(a:Word)
        ",
    );
}

/// `self.x += 1`: the attribute is loaded once and travels as an unboxed number; the store stays.
#[test]
fn an_attribute_travels_in_a_register() {
    loop_becomes(
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        x = Load a .x
        t = IsInt x
        GuardTrue t @0
        n = UnboxInt x
        m = IntAddOverflow n, 1
        o = Overflowed m
        GuardFalse o @0
        y = BoxInt m
        Store a, y .x
        end Loop @0
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Loop
        a = Param Word [0]
        s = HasShape a #5
        GuardTrue s @0
        x = Load a .x+8
        t = IsInt x
        GuardTrue t @1
        u = UnboxInt x
        label
        n = Phi Int u [-2147483648]
        m = IntAddOverflow n, 1
        o = Overflowed m
        GuardFalse o @2
        y = BoxInt m
        Store a, y .x+8
        end Loop m
        @0 pc 10 base 0 Before [0]=a live(a:Word)
        @1 pc 10 base 0 Before [0]=a live(a:Word#5)
        @2 pc 10 base 0 Before [0]=a live(a:Word#5)
        ",
    );
}

/// Where a call or another object may write the attribute, it is loaded in every iteration.
#[test]
fn attributes_that_others_write_do_not_travel() {
    for write in ["z = Call anything a", "Store b, None .x"] {
        loop_becomes(
            &format!(
                "
                a = Input [0]
                b = Input [1]
                sa = HasShape a #5
                GuardTrue sa @0
                sb = HasShape b #5
                GuardTrue sb @0
                x = Load a .x
                Store a, None .x
                {write}
                t = IsNull x
                GuardFalse t @0
                end Loop @0
                @0 pc 10 base 0 Before [0]=a [1]=b
                "
            ),
            &format!(
                "
                ...
                label
                x = Load a .x+8
                Store a, None .x+8
                {}
                t = IsNull x
                ...
                ",
                write.replace(".x", ".x+8")
            ),
        );
    }
}
