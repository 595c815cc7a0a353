package org.gatehouse.mapi.nspi;

import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// STAT: which table, in which order, and where in it ([MS-OXNSPI] 2.2.8). The client keeps it between calls.
///
/// @param sortType one of the SORT_ constants
/// @param containerId Minimal Entry ID of the container, 0 the Global Address List
/// @param currentRec Minimal Entry ID of the current row, or one of the MID_ constants
/// @param delta rows to move from the current row, negative towards the beginning
/// @param numPos zero-based position, may be approximate
/// @param totalRecs rows in the table
/// @param codePage for 8-bit strings
/// @param templateLocale LCID for templates
/// @param sortLocale LCID for order
public record Stat(int sortType, int containerId, int currentRec, int delta, int numPos, int totalRecs, int codePage,
        int templateLocale, int sortLocale) {
    /// [MS-OXNSPI] 2.2.1.10.
    public static final int SORT_DISPLAY_NAME = 0;
    public static final int SORT_PHONETIC_DISPLAY_NAME = 3;
    public static final int SORT_DISPLAY_NAME_RO = 0x3e8;
    public static final int SORT_DISPLAY_NAME_W = 0x3e9;

    /// [MS-OXNSPI] 2.2.1.8.
    public static final int MID_BEGINNING_OF_TABLE = 0;
    public static final int MID_CURRENT = 1;
    public static final int MID_END_OF_TABLE = 2;

    /// [MS-OXNSPI] 2.2.1.9.
    public static final int MID_UNRESOLVED = 0;
    public static final int MID_AMBIGUOUS = 1;
    public static final int MID_RESOLVED = 2;

    /// [MS-OXNSPI] 2.2.1.5.
    public static final int CODE_PAGE_TELETEX = 20_261;
    public static final int CODE_PAGE_UNICODE = 1_200;

    /// [MS-OXNSPI] 2.2.1.4.
    public static final int DEFAULT_LOCALE = 0x409;

    static Stat read(NdrReader in) {
        return new Stat(in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32(), in.i32());
    }

    void write(NdrWriter out) {
        out.i32(sortType).i32(containerId).i32(currentRec).i32(delta).i32(numPos).i32(totalRecs).i32(codePage)
                .i32(templateLocale).i32(sortLocale);
    }

    /// The same table at another place.
    public Stat at(int newCurrentRec, int newNumPos, int newTotalRecs) {
        return new Stat(sortType, containerId, newCurrentRec, delta, newNumPos, newTotalRecs, codePage, templateLocale,
                sortLocale);
    }

    public Stat withDelta(int newDelta) {
        return new Stat(sortType, containerId, currentRec, newDelta, numPos, totalRecs, codePage, templateLocale,
                sortLocale);
    }

    public Stat withContainerId(int newContainerId) {
        return new Stat(sortType, newContainerId, currentRec, delta, numPos, totalRecs, codePage, templateLocale,
                sortLocale);
    }
}
