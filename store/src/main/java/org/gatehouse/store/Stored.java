package org.gatehouse.store;

import java.util.List;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.wire.Bytes;

/// A property as an object holds it: the value, or where its many bytes are.
sealed interface Stored {
    /// Bytes that count towards the object's size.
    long size();

    PropertyType type();

    record Here(Value value) implements Stored {
        @Override
        public long size() {
            return BagCodec.size(value);
        }

        @Override
        public PropertyType type() {
            return value.type();
        }
    }

    /// A value kept apart, in rows of `content`.
    ///
    /// @param type PtypString (as UTF-16 little-endian), PtypBinary or another type of opaque bytes
    /// @param size in bytes
    /// @param pieces the rows' ids, in order; each but the last holds [BagCodec#PIECE_BYTES]
    /// @param start the first bytes, for tables
    record Apart(PropertyType type, long size, List<Long> pieces, Bytes start) implements Stored {
        public Apart {
            pieces = List.copyOf(pieces);
        }
    }
}
