package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of an address book object that lasts as long as its server keeps its GUID ([MS-OXNSPI] 2.2.9.2).
///
/// The permanent form is [org.gatehouse.mapi.id.AddressBookEntryId].
public record EphemeralEntryId(UUID server, int displayType, int minimalId) {
    private static final int ID_TYPE = 0x87;
    private static final int BYTES = 32;

    public Bytes encode() {
        return new ByteWriter(BYTES).i32(ID_TYPE).guid(server).i32(1).i32(displayType).i32(minimalId).toBytes();
    }

    public static EphemeralEntryId of(Bytes encoded) {
        ByteReader in = encoded.reader();
        require(in.i32() == ID_TYPE, "ID Type of an ephemeral entry id");
        UUID server = in.guid();
        require(in.i32() == 1, "R4 of an ephemeral entry id");
        return new EphemeralEntryId(server, in.i32(), in.i32());
    }

    /// Whether the bytes are an ephemeral rather than a permanent entry id.
    public static boolean isEphemeral(Bytes encoded) {
        return !encoded.isEmpty() && encoded.at(0) == ID_TYPE;
    }
}
