package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of a folder ([MS-OXCDATA] 2.2.4.1).
///
/// @param provider the mailbox GUID, or [EntryIds#PUBLIC_STORE]
/// @param type [#PRIVATE], [#PUBLIC] or another type of [MS-OXCDATA] 2.2.4, kept as it came
public record FolderEntryId(UUID provider, int type, LongTermId folder) {
    public static final int PRIVATE = 0x0001;
    public static final int PUBLIC = 0x0003;
    /// Bytes on the wire.
    public static final int SIZE = 46;

    public static FolderEntryId ofMailbox(UUID mailbox, LongTermId folder) {
        return new FolderEntryId(mailbox, PRIVATE, folder);
    }

    public static FolderEntryId ofPublic(LongTermId folder) {
        return new FolderEntryId(EntryIds.PUBLIC_STORE, PUBLIC, folder);
    }

    public static FolderEntryId of(Bytes encoded) {
        require(encoded.length() == SIZE, "size of a folder entry id");
        ByteReader in = encoded.reader();
        return new FolderEntryId(EntryIds.readHeader(in), in.u16(), LongTermId.read(in));
    }

    public Bytes encode() {
        ByteWriter out = EntryIds.writeHeader(provider).u16(type);
        folder.write(out);
        return out.toBytes();
    }
}
