package org.gatehouse.mapi.nspi;

/// What the interface's `range` attributes and our own caution allow in one request.
final class NspiLimits {
    /// `[range(0, 100000)]` of every count in [MS-OXNSPI] 6.
    static final int ELEMENTS_MAX = 100_000;
    /// `[range(0, 100001)]` of PropertyTagArray_r.cValues ([MS-OXNSPI] 2.2.2.2).
    static final int TAGS_MAX = 100_001;
    /// `[range(0, 2097152)]` of Binary_r.cb ([MS-OXNSPI] 2.2.2.3).
    static final int BINARY_BYTES_MAX = 2_097_152;
    /// Longest string; the interface names no limit. A name or DN is at most some hundred characters.
    static final int STRING_CHARS_MAX = 65_536;
    /// Nesting of a Restriction_r that is read at all; deeper input would only exhaust the stack.
    static final int RESTRICTION_DEPTH_MAX = 200;

    private NspiLimits() {}
}
