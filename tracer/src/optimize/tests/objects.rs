//! Objects that never exist.

use super::*;

/// A point that only lives between two handlers is not made.
#[test]
fn objects_that_do_not_escape_vanish() {
    function_becomes(
        "
        a = Input [0]
        o = New #5 size 40
        Store o, a .x
        s = HasShape o #5
        GuardTrue s @0
        n = IsInt o
        GuardFalse n @0
        m = SameWord o, a
        GuardFalse m @0
        p = Load o .x
        e = Load o .y
        t = IsNull e
        GuardTrue t @0
        end Return p
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        end Return a
        ",
    );
}

/// An exit gets a recipe; nested and cyclic objects included.
#[test]
fn exits_rebuild_objects() {
    function_becomes(
        "
        a = Input [0]
        o = New #5 size 40
        i = New #6 size 16
        Store o, i .x
        Store o, 5 .y
        Store i, o .x
        t = IsNull a
        GuardFalse t @0
        end Return a
        @0 pc 10 base 0 Before [0]=a [1]=o [2]=i
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        end Return a
        @0 pc 10 base 0 Before [1]=virtual0 [2]=virtual1 virtual0=#5 size 40 {.x+8=virtual1, .y+16=5} virtual1=#6 size 16 {.x+8=virtual0} live()
        ",
    );
}

/// What escapes is made where it escapes, inner objects first, with the numbers boxed.
#[test]
fn escaping_objects_are_made_late() {
    function_becomes(
        "
        a = Input [0]
        o = New #5 size 40
        i = New #6 size 16
        Store o, i .x
        Store i, a .x
        t = IsNull a
        GuardFalse t @0
        r = Call find o
        p = Load o .x
        q = SameWord p, i
        GuardTrue q @0
        end Return r
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        a = Param Word [0]
        t = IsNull a
        GuardFalse t @0
        i = New #6 size 16
        Store i, a .x+8
        o = New #5 size 40
        Store o, i .x+8
        r = Call find o
        end Return r
        ...
        ",
    );
}

/// A cycle is closed by a store after both are made.
#[test]
fn cycles_are_made_in_two_steps() {
    function_becomes(
        "
        o = New #5 size 40
        i = New #5 size 40
        Store o, i .x
        Store i, o .x
        r = Call find o
        end Return r
        ",
        "
        unit Function
        i = New #5 size 40
        o = New #5 size 40
        Store o, i .x+8
        Store i, o .x+8
        r = Call find o
        end Return r
        ",
    );
}

/// Elements at constant indices are fields of a virtual object (a tuple that is unpacked).
#[test]
fn tuples_are_unpacked_without_being_made() {
    function_becomes(
        "
        a = Input [0]
        b = Input [1]
        o = New #6 size 32
        StoreInt o, 2 .length
        StoreElement o, 0, b .items[]
        StoreElement o, 1, a .items[]
        n = Load o .length
        t = IntEq n, 2
        GuardTrue t @0
        p = LoadElement o, 0 .items[]
        end Return p
        @0 pc 10 base 0 Before [0]=o
        ",
        "
        unit Function
        b = Param Word [1]
        end Return b
        ",
    );
}

/// An index that is not known makes the object real.
#[test]
fn a_variable_index_makes_the_object_real() {
    function_becomes(
        "
        a = Input [0]
        t = IsInt a
        GuardTrue t @0
        i = UnboxInt a
        o = New #6 size 32
        StoreElement o, 0, None .items[]
        p = LoadElement o, i .items[]
        end Return p
        @0 pc 10 base 0 Before
        ",
        "
        unit Function
        i = Param Int [0]
        o = New #6 size 32
        Store o, None .items+16
        p = LoadElement o, i .items[]
        end Return p
        ",
    );
}

/// A new object is no other one: stores into it leave what is known of others.
#[test]
fn new_objects_are_not_old_ones() {
    function_becomes(
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        p = Load a .x
        o = New #5 size 40
        z = Call find o
        Store o, None .x
        q = Load a .x
        t = SameWord p, q
        GuardTrue t @0
        end Return q
        @0 pc 10 base 0 Before
        ",
        "
        ...
        Store o, None .x+8
        end Return p
        ...
        ",
    );
}

/// A float is boxed where a word is needed, once, and not for an exit.
#[test]
fn floats_are_boxed_once_and_late() {
    function_becomes(
        "
        a = Input [0]
        t = IsFloat a
        GuardTrue t @0
        x = UnboxFloat a
        y = FloatAdd x, 1.0
        b = BoxFloat y
        n = Call find None
        m = IsNull n
        GuardFalse m @1
        c = BoxFloat y
        z = Call append b, c
        end Return b
        @0 pc 10 base 0 Before [0]=a
        @1 pc 11 base 0 Before [0]=a [1]=b
        ",
        "
        unit Function
        x = Param Float [0]
        y = FloatAdd x, 1.0
        n = Call find None
        m = IsNull n
        GuardFalse m @0
        b = BoxFloat y
        z = Call append b, b
        end Return b
        @0 pc 11 base 0 Before [1]=y live(y:Float)
        ",
    );
}

/// Once it has escaped, a loaded word may be the new object.
#[test]
fn escaped_objects_may_be_loaded_again() {
    function_becomes(
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        o = New #5 size 40
        Store o, None .x
        Store a, o .y
        z = Call anything a
        b = Load a .y
        t = HasShape b #5
        GuardTrue t @0
        Store b, True .x
        q = Load o .x
        end Return q
        @0 pc 10 base 0 Before
        ",
        "
        ...
        b = Load a .y+16
        ...
        Store b, True .x+8
        q = Load o .x+8
        end Return q
        ...
        ",
    );
}
