package org.gatehouse.mapi.property;

import java.nio.charset.Charset;
import java.util.List;
import java.util.UUID;
import org.gatehouse.wire.Bytes;

/// A property's value, one record per type ([MS-OXCDATA] 2.11.1). Immutable, with value equality.
public sealed interface Value {
    PropertyType type();

    record Int16(short value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.INTEGER16;
        }
    }

    record Int32(int value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.INTEGER32;
        }
    }

    record Int64(long value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.INTEGER64;
        }
    }

    record Float32(float value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.FLOATING32;
        }
    }

    record Float64(double value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.FLOATING64;
        }
    }

    /// Ten-thousandths of the unit.
    record Currency(long tenThousandths) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.CURRENCY;
        }
    }

    /// Days since 1899-12-30.
    record FloatingTime(double days) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.FLOATING_TIME;
        }
    }

    record Bool(boolean value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.BOOLEAN;
        }
    }

    /// Text in either of its two forms.
    sealed interface StringValue extends Value {
        /// The text; `codePage` is used only where the form is 8-bit.
        String text(Charset codePage);
    }

    record Text(String value) implements StringValue {
        @Override
        public String text(Charset codePage) {
            return value;
        }

        @Override
        public PropertyType type() {
            return PropertyType.STRING;
        }
    }

    /// Text in a code page that only the session knows, without its terminating zero.
    record Text8(Bytes raw) implements StringValue {
        public static Text8 of(String text, Charset charset) {
            return new Text8(Bytes.wrap(text.getBytes(charset)));
        }

        @Override
        public String text(Charset charset) {
            return new String(raw.toArray(), charset);
        }

        @Override
        public PropertyType type() {
            return PropertyType.STRING8;
        }
    }

    /// A FILETIME: 100 ns units since 1601-01-01 UTC.
    record Time(long fileTime) implements Value {
        private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

        public static Time of(java.time.Instant instant) {
            return new Time(UNIX_EPOCH + instant.getEpochSecond() * 10_000_000L + instant.getNano() / 100);
        }

        public java.time.Instant instant() {
            long units = fileTime - UNIX_EPOCH;
            return java.time.Instant.ofEpochSecond(Math.floorDiv(units, 10_000_000L),
                    Math.floorMod(units, 10_000_000L) * 100L);
        }

        @Override
        public PropertyType type() {
            return PropertyType.TIME;
        }
    }

    record Guid(UUID value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.GUID;
        }
    }

    record Binary(Bytes value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.BINARY;
        }
    }

    /// A table or attachment object; the wire carries no content for it in rows.
    record ObjectValue(Bytes value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.OBJECT;
        }
    }

    /// Present in a row to say why the value is not there ([MS-OXCDATA] 2.4).
    record ErrorValue(int code) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.ERROR_CODE;
        }
    }

    record ServerId(Bytes value) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.SERVER_ID;
        }
    }

    /// A restriction as a value ([MS-OXCDATA] 2.11.1.1), in its wire form.
    record RestrictionValue(Bytes encoded) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.RESTRICTION;
        }
    }

    /// Rule actions ([MS-OXORULE] 2.2.5), in their wire form.
    record RuleActions(Bytes encoded) implements Value {
        @Override
        public PropertyType type() {
            return PropertyType.RULE_ACTION;
        }
    }

    /// Values of one multi-valued property, all of `elementType`.
    record Multiple(PropertyType elementType, List<Value> values) implements Value {
        public Multiple {
            values = List.copyOf(values);
            for (Value value : values) {
                if (value.type() != elementType) {
                    throw new IllegalArgumentException(value.type() + " among values of " + elementType);
                }
            }
        }

        @Override
        public PropertyType type() {
            return PropertyType.of(elementType.code() | PropertyType.MULTIPLE).orElseThrow();
        }
    }
}
