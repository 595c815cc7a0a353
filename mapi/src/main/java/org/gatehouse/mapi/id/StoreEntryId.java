package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of a store itself ([MS-OXCDATA] 2.2.4.3): the client's provider wrapped around server and mailbox.
///
/// @param server the server's short name, or the host name that serves the mailbox
/// @param mailboxDn the mailbox owner's legacy DN; the server's or the public store's for public folders
public record StoreEntryId(boolean publicStore, String server, String mailboxDn) {
    private static final String PROVIDER_DLL = "EMSMDB.DLL";
    private static final int PROVIDER_DLL_SIZE = 14;
    private static final int TYPE_MAILBOX = 0x0c;
    private static final int TYPE_PUBLIC = 0x06;

    public static StoreEntryId of(Bytes encoded) {
        ByteReader in = encoded.reader();
        EntryIds.readHeader(in, EntryIds.STORE_WRAP);
        // Version, Flag, DLLFileName and WrappedFlags hold constants.
        in.skip(2 + PROVIDER_DLL_SIZE + 4);
        UUID provider = in.guid();
        boolean publicStore = provider.equals(EntryIds.PUBLIC_STORE_OBJECT);
        require(publicStore || provider.equals(EntryIds.MAILBOX_STORE_OBJECT), "wrapped provider of a store entry id");
        in.skip(4);
        return new StoreEntryId(publicStore, in.terminated(StandardCharsets.ISO_8859_1),
                in.terminated(StandardCharsets.ISO_8859_1));
    }

    public Bytes encode() {
        ByteWriter out = EntryIds.writeHeader(EntryIds.STORE_WRAP).u8(0).u8(0);
        out.terminated(PROVIDER_DLL, StandardCharsets.ISO_8859_1).zeros(PROVIDER_DLL_SIZE - PROVIDER_DLL.length() - 1);
        out.i32(0).guid(publicStore ? EntryIds.PUBLIC_STORE_OBJECT : EntryIds.MAILBOX_STORE_OBJECT);
        return out.i32(publicStore ? TYPE_PUBLIC : TYPE_MAILBOX)
                .terminated(server, StandardCharsets.ISO_8859_1).terminated(mailboxDn, StandardCharsets.ISO_8859_1)
                .toBytes();
    }
}
