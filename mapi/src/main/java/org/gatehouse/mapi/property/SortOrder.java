package org.gatehouse.mapi.property;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.MalformedException;

/// One key of a sort ([MS-OXCDATA] 2.13.1).
public record SortOrder(PropertyTag property, Direction direction) {
    /// Bytes on the wire.
    public static final int SIZE = 5;

    /// Which way, or the aggregate by which category rows are ordered; the ordinal is the wire value's position only.
    public enum Direction {
        ASCENDING(0x00),
        DESCENDING(0x01),
        /// The category's greatest value of this property decides; no key of its own ([MS-OXCTABL] 2.2.2.3.1).
        MAXIMUM_CATEGORY(0x04),
        /// Likewise by the least value, as MAPI's TABLE_SORT_CATEG_MIN; [MS-OXCDATA] does not list it.
        MINIMUM_CATEGORY(0x08);

        private final int code;

        Direction(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    public static SortOrder read(ByteReader in) {
        PropertyTag property = PropertyTag.read(in);
        return new SortOrder(property, switch (in.u8()) {
            case 0x00 -> Direction.ASCENDING;
            case 0x01 -> Direction.DESCENDING;
            case 0x04 -> Direction.MAXIMUM_CATEGORY;
            case 0x08 -> Direction.MINIMUM_CATEGORY;
            default -> throw new MalformedException("SortOrder.Order");
        });
    }

    public void write(ByteWriter out) {
        out.i32(property.code()).u8(direction.code());
    }
}
