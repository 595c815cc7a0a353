package org.gatehouse.mapi.emsmdb;

import static org.gatehouse.wire.MalformedException.require;

import org.gatehouse.wire.ndr.NdrReader;

/// The ranged types of the IDL ([MS-OXCRPC] 2.2.1.3, 2.2.1.4): a value outside is bad stub data.
final class Ranges {
    static final int BIG_MAX = 0x40000;
    static final int SMALL_MAX = 0x1008;

    private Ranges() {}

    static int big(NdrReader in) {
        return within(in, BIG_MAX, "BIG_RANGE_ULONG");
    }

    static int small(NdrReader in) {
        return within(in, SMALL_MAX, "SMALL_RANGE_ULONG");
    }

    private static int within(NdrReader in, int max, String what) {
        long value = in.u32();
        require(value <= max, what);
        return (int) value;
    }
}
