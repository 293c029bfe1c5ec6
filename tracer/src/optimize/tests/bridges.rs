//! Bridges begin in the state of an exit.

use super::*;

fn exit(text: &str) -> Exit {
    let text = format!(
        "
        unit Function
        i = Param Int [0]
        f = Param Float [1]
        w = Param Word [2]
        end Exit @0
        {text}
        "
    );
    let unit = parse::unit(&text, VOCABULARY).unwrap_or_else(|error| panic!("{error}"));
    unit.exits[0].clone()
}

#[track_caller]
fn bridge_becomes(parent: &str, before: &str, after: &str) {
    matches(&optimized(before, UnitKind::Bridge, Some(&exit(parent)), &[]), after);
}

/// Live values arrive as numbers; what memory holds is read first.
#[test]
fn values_arrive_unboxed() {
    bridge_becomes(
        "@0 pc 10 base 0 Before [0]=i [1]=f [2]=7 live(i:Int, f:Float)",
        "
        a = Input [0]
        b = Input [1]
        c = Input [2]
        d = Input [3]
        t = IsInt a
        GuardTrue t @0
        u = IsFloat b
        GuardTrue u @0
        v = IsInt c
        GuardTrue v @0
        x = UnboxInt a
        y = UnboxInt c
        z = IntAnd x, y
        e = BoxInt z
        n = IsNull d
        GuardFalse n @0
        end Leave @1
        @0 pc 10 base 0 Before [0]=a [1]=b [2]=c [3]=d
        @1 pc 11 base 0 Before [0]=e [1]=b [2]=c [3]=d
        ",
        "
        unit Bridge
        i = Param Int [0]
        f = Param Float [1]
        d = Input [3]
        z = IntAnd i, 7
        n = IsNull d
        GuardFalse n @0
        end Exit @1
        @0 pc 10 base 0 Before [0]=i [1]=f [2]=7 live(i:Int, f:Float)
        @1 pc 11 base 0 Before [0]=z [1]=f [2]=7 live(z:Int, f:Float)
        ",
    );
}

/// A virtual object stays virtual across the exit; one value may stand in several slots.
#[test]
fn virtual_objects_stay_virtual() {
    bridge_becomes(
        "@0 pc 10 base 0 Before [0]=virtual0 [1]=i [2]=virtual0 virtual0=#5 size 40 {.x+8=i, .y+16=virtual0} live(i:Int)",
        "
        a = Input [0]
        c = Input [2]
        s = HasShape a #5
        GuardTrue s @0
        t = SameWord a, c
        GuardTrue t @0
        y = Load a .y
        u = SameWord y, a
        GuardTrue u @0
        x = Load a .x
        end Return x
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Bridge
        i = Param Int [1]
        w = BoxInt i
        end Return w
        ",
    );
}

/// What the parent knew of shapes need not be checked again.
#[test]
fn shapes_are_inherited() {
    bridge_becomes(
        "@0 pc 10 base 0 Before [0]=w live(w:Word#5)",
        "
        a = Input [0]
        s = HasShape a #5
        GuardTrue s @0
        x = Load a .x
        end Return x
        @0 pc 10 base 0 Before [0]=a
        ",
        "
        unit Bridge
        w = Param Word [0]
        x = Load w .x+8
        end Return x
        ",
    );
}

/// The slot is read before the bridge stores into it.
#[test]
fn memory_is_read_before_it_is_written() {
    bridge_becomes(
        "@0 pc 10 base 0 Before live()",
        "
        StoreSlot None [5]
        a = Input [5]
        end Return a
        ",
        "
        unit Bridge
        a = Input [5]
        StoreSlot None [5]
        end Return a
        ",
    );
}
