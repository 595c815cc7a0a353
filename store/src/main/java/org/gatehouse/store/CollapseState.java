package org.gatehouse.store;

import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.property.CountWidth;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrderSet;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.MalformedException;

/// Which categories of a table are open, and a row of it, as clients keep it ([MS-OXCTABL] 2.2.2.19). The bytes are
/// ours alone: version 1, the table's fingerprint, the row's PidTagInstID and PidTagInstanceNum, and the ids of the
/// categories that are not as they start.
///
/// @param table a hash of the order and restriction, which have to be the same where the state is restored
record CollapseState(long table, long row, int instance, List<Long> toggled) {
    private static final int VERSION = 1;
    /// The field has a length of two bytes.
    static final int TOGGLED_MAX = 8_000;

    CollapseState {
        toggled = List.copyOf(toggled);
    }

    Bytes encode() {
        var out = new ByteWriter(32 + 8 * toggled.size()).u8(VERSION).i64(table).i64(row).i32(instance)
                .u16(toggled.size());
        toggled.forEach(out::i64);
        return out.toBytes();
    }

    /// @throws MailboxException INVALID_PARAMETER
    static CollapseState decode(Bytes encoded) {
        try {
            ByteReader in = encoded.reader();
            if (in.u8() != VERSION) {
                throw new MalformedException("version");
            }
            var state = new CollapseState(in.i64(), in.i64(), in.i32(), in.list(in.u16(), 8, ByteReader::i64));
            if (in.hasRemaining()) {
                throw new MalformedException("length");
            }
            return state;
        } catch (MalformedException foreign) {
            throw new MailboxException(ErrorCode.INVALID_PARAMETER, "collapse state: " + foreign.getMessage());
        }
    }

    static long table(SortOrderSet orders, Optional<Restriction> restriction) {
        var out = new ByteWriter(256);
        orders.write(out);
        restriction.ifPresent(each -> each.write(out, CountWidth.WIDE));
        return hash(out.toBytes());
    }

    /// FNV-1a, 64 bits: the same in every process, since clients keep what is made of it.
    static long hash(Bytes bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : bytes.toArray()) {
            hash = (hash ^ each & 0xff) * 0x100000001b3L;
        }
        return hash;
    }
}
