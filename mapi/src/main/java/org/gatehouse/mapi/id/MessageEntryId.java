package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of a message ([MS-OXCDATA] 2.2.4.2).
///
/// @param provider the mailbox GUID, or [EntryIds#PUBLIC_STORE]
/// @param type [#PRIVATE], [#PUBLIC] or another type of [MS-OXCDATA] 2.2.4, kept as it came
public record MessageEntryId(UUID provider, int type, LongTermId folder, LongTermId message) {
    public static final int PRIVATE = 0x0007;
    public static final int PUBLIC = 0x0009;
    /// Bytes on the wire.
    public static final int SIZE = 70;

    public static MessageEntryId ofMailbox(UUID mailbox, LongTermId folder, LongTermId message) {
        return new MessageEntryId(mailbox, PRIVATE, folder, message);
    }

    public static MessageEntryId of(Bytes encoded) {
        require(encoded.length() == SIZE, "size of a message entry id");
        ByteReader in = encoded.reader();
        return new MessageEntryId(EntryIds.readHeader(in), in.u16(), LongTermId.read(in), LongTermId.read(in));
    }

    public Bytes encode() {
        ByteWriter out = EntryIds.writeHeader(provider).u16(type);
        folder.write(out);
        message.write(out);
        return out.toBytes();
    }
}
