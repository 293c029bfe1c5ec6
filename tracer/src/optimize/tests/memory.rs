//! Loads, stores and what forgets them.

use super::*;

/// `a` and `b` are points; `body` follows and must end with its own `end`.
#[track_caller]
fn points_become(body: &str, after: &str) {
    let before = format!(
        "
        a = Input [0]
        b = Input [1]
        sa = HasShape a #5
        GuardTrue sa @0
        sb = HasShape b #5
        GuardTrue sb @0
        {body}
        @0 pc 10 base 0 Before
        "
    );
    let after = format!(
        "
        unit Function
        a = Param Word [0]
        b = Param Word [1]
        sa = HasShape a #5
        GuardTrue sa @0
        sb = HasShape b #5
        GuardTrue sb @1
        {after}
        ...
        "
    );
    function_becomes(&before, &after);
}

#[test]
fn loads_are_made_once() {
    points_become(
        "p = Load a .x\nq = Load a .x\nt = SameWord p, q\nGuardTrue t @0\nend Return q",
        "p = Load a .x+8\nend Return p",
    );
}

/// What was stored is what a load gives, and storing it again does nothing.
#[test]
fn stores_are_forwarded() {
    points_become(
        "Store a, b .x\nq = Load a .x\nStore a, q .x\nend Return q",
        "Store a, b .x+8\nend Return b",
    );
}

/// Two objects of one shape may be the same.
#[test]
fn a_store_forgets_the_same_field_of_others() {
    points_become(
        "p = Load a .x\nStore b, None .x\nq = Load a .x\nt = SameWord p, q\nGuardTrue t @0\nend Return q",
        "p = Load a .x+8\nStore b, None .x+8\nq = Load a .x+8\nt = SameWord p, q\n...",
    );
}

/// Another field is another place.
#[test]
fn a_store_leaves_other_fields_alone() {
    points_become(
        "p = Load a .x\nStore b, None .y\nq = Load a .x\nt = SameWord p, q\nGuardTrue t @0\nend Return q",
        "p = Load a .x+8\nStore b, None .y+16\nend Return p",
    );
}

/// A call forgets what it writes, and nothing immutable.
#[test]
fn calls_forget_what_they_write() {
    points_become(
        "p = Load a .x\nn = Load a .fixed\nz = Call append b, None\nq = Load a .x\nm = Load a .fixed\nt = SameWord p, q\nGuardTrue t @0\nu = SameWord n, m\nGuardTrue u @0\nend Return q",
        "p = Load a .x+8\nz = Call append b, None\nend Return p",
    );
    points_become(
        "p = Load a .x\nn = Load a .fixed\nz = Call anything b\nq = Load a .x\nm = Load a .fixed\nt = SameWord p, q\nGuardTrue t @0\nu = SameWord n, m\nGuardTrue u @0\nend Return q",
        "p = Load a .x+8\nz = Call anything b\nq = Load a .x+8\nt = SameWord p, q\nGuardTrue t @2\nend Return q",
    );
}

/// Only shapes that are final outlive a call.
#[test]
fn calls_forget_shapes_that_may_change() {
    points_become(
        "z = Call anything b\nr = HasShape a #5\nGuardTrue r @0\nend Return z",
        "z = Call anything b\nend Return z",
    );
    function_becomes(
        "
        a = Input [0]
        s = HasShape a #105
        GuardTrue s @0
        z = Call anything a
        t = HasShape a #105
        GuardTrue t @0
        end Return z
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        s = HasShape a #105
        GuardTrue s @0
        z = Call anything a
        t = HasShape a #105
        GuardTrue t @1
        end Return z
        ...
        ",
    );
}

/// Elements at different constant indices are different places, at unknown ones perhaps not.
#[test]
fn elements_are_told_apart_by_constant_indices() {
    let before = |index: &str| {
        format!(
            "
            v = Input [0]
            a = Input [1]
            i = UnboxInt a
            s = HasShape v #6
            GuardTrue s @0
            p = LoadElement v, 2 .items[]
            StoreElement v, {index}, None .items[]
            q = LoadElement v, 2 .items[]
            t = SameWord p, q
            GuardTrue t @0
            end Return q
            @0 pc 10 base 0 Before
            "
        )
    };
    function_becomes(&before("3"), "...\nStoreElement v, 3, None .items[]\nend Return p\n...");
    function_becomes(
        &before("i"),
        "...\nStoreElement v, i, None .items[]\nq = LoadElement v, 2 .items[]\n...",
    );
}

/// A byte is a small number, so its sums need no check.
#[test]
fn bytes_are_bounded() {
    points_become(
        "p = Load a .flag\nq = IntAddOverflow p, 1\no = Overflowed q\nGuardFalse o @0\nr = BoxInt q\nend Return r",
        "p = Load a .flag+32\nq = IntAdd p, 1\nr = BoxInt q\nend Return r",
    );
}

/// A bounds check bounds the index, and is not made twice.
#[test]
fn bounds_are_checked_once() {
    function_becomes(
        "
        v = Input [0]
        a = Input [1]
        t = IsInt a
        GuardTrue t @0
        i = UnboxInt a
        s = HasShape v #6
        GuardTrue s @0
        n = Load v .length
        b = IntBelow i, n
        GuardTrue b @0
        p = LoadElement v, i .items[]
        m = Load v .length
        c = IntBelow i, m
        GuardTrue c @0
        z = IntLt i, 0
        GuardFalse z @0
        StoreElement v, i, None .items[]
        end Return p
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        v = Param Word [0]
        i = Param Int [1]
        s = HasShape v #6
        GuardTrue s @0
        n = Load v .length+8
        b = IntBelow i, n
        GuardTrue b @1
        p = LoadElement v, i .items[]
        StoreElement v, i, None .items[]
        end Return p
        ...
        ",
    );
}

/// Thread fields may be written by whatever raises.
#[test]
fn thread_fields_are_read_again_after_calls() {
    points_become(
        "p = LoadThread .pending\nq = LoadThread .pending\nz = Call find a\nr = LoadThread .pending\nt = SameWord p, q\nGuardTrue t @0\nu = SameWord p, r\nGuardTrue u @0\nend Return z",
        "p = LoadThread .pending+64\nz = Call find a\nr = LoadThread .pending+64\nt = SameWord p, r\n...",
    );
}
