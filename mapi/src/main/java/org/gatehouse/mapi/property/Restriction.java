package org.gatehouse.mapi.property;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// A filter over rows ([MS-OXCDATA] 2.12). The wire form is in [RestrictionCodec].
public sealed interface Restriction {
    record And(List<Restriction> parts) implements Restriction {
        public And {
            parts = List.copyOf(parts);
        }
    }

    record Or(List<Restriction> parts) implements Restriction {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    record Not(Restriction part) implements Restriction {}

    /// Compares text or bytes with a pattern ([MS-OXCDATA] 2.12.4.1).
    ///
    /// @param fuzzyLow one of [#FULL], [#SUBSTRING], [#PREFIX]
    /// @param fuzzyHigh bits [#IGNORE_CASE], [#IGNORE_NON_SPACE], [#LOOSE]
    record Content(int fuzzyLow, int fuzzyHigh, PropertyTag property, PropertyValue pattern) implements Restriction {
        public static final int FULL = 0;
        public static final int SUBSTRING = 1;
        public static final int PREFIX = 2;
        public static final int IGNORE_CASE = 1;
        public static final int IGNORE_NON_SPACE = 2;
        public static final int LOOSE = 4;
    }

    /// Compares a property with a constant ([MS-OXCDATA] 2.12.5.1).
    record Property(Operator operator, PropertyTag property, PropertyValue constant) implements Restriction {}

    record CompareProperties(Operator operator, PropertyTag left, PropertyTag right) implements Restriction {}

    /// True when `property & mask` is not zero, or with `isZero` when it is.
    record BitMask(boolean isZero, PropertyTag property, int mask) implements Restriction {}

    /// Compares the size of a property's value in bytes.
    record Size(Operator operator, PropertyTag property, int bytes) implements Restriction {}

    record Exist(PropertyTag property) implements Restriction {}

    /// True when any recipient (PidTagMessageRecipients) or attachment (PidTagMessageAttachments) meets `part`.
    record SubObject(PropertyTag subObject, Restriction part) implements Restriction {}

    /// Annotates another restriction; the values mean nothing to servers ([MS-OXCDATA] 2.12.11).
    ///
    /// @param part none or one restriction
    record Comment(List<PropertyValue> values, List<Restriction> part) implements Restriction {
        public Comment {
            values = List.copyOf(values);
            part = List.copyOf(part);
            if (part.size() > 1) {
                throw new IllegalArgumentException("a comment on " + part.size() + " restrictions");
            }
        }
    }

    /// Limits how many rows `part` lets through ([MS-OXCDATA] 2.12.12).
    record Count(int limit, Restriction part) implements Restriction {}

    /// Relational operators ([MS-OXCDATA] 2.12.5); the ordinal is not the wire value.
    enum Operator {
        LESS(0x00),
        LESS_OR_EQUAL(0x01),
        GREATER(0x02),
        GREATER_OR_EQUAL(0x03),
        EQUAL(0x04),
        NOT_EQUAL(0x05),
        /// A regular expression; servers answer TooComplex or NotSupported.
        MATCHES(0x06),
        /// The value is a distribution list's DN and the property a member of it ([MS-OXCDATA] 2.12.5).
        MEMBER_OF(0x64);

        private final int code;

        Operator(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    static Restriction read(ByteReader in, CountWidth width) {
        return RestrictionCodec.read(in, width);
    }

    default void write(ByteWriter out, CountWidth width) {
        RestrictionCodec.write(out, this, width);
    }
}
