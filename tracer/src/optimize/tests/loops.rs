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
