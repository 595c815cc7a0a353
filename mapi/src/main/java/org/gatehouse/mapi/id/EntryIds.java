package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// What all entry ids share: four bytes of flags and the provider's GUID ([MS-OXCDATA] 2.2.5 and [MS-OXCDATA] 2.2.4).
public final class EntryIds {
    /// Provider of address book entry ids (muidEMSAB).
    public static final UUID ADDRESS_BOOK = ofBytes("dca740c8c042101ab4b908002b2fe182");
    /// Provider of one-off entry ids (MAPI_ONE_OFF_UID).
    public static final UUID ONE_OFF = ofBytes("812b1fa4bea310199d6e00dd010f5402");
    /// Provider of public folders and their messages (pbLongTermNonPrivateGuid).
    public static final UUID PUBLIC_STORE = ofBytes("1a447390aa6611cd9bc800aa002fc45a");
    /// Provider of wrapped store entry ids (muidStoreWrap).
    public static final UUID STORE_WRAP = ofBytes("38a1bb1005e5101aa1bb08002b2a56c2");
    /// Wrapped provider of a mailbox store.
    public static final UUID MAILBOX_STORE_OBJECT = ofBytes("1b55fa20aa6611cd9bc800aa002fc45a");
    /// Wrapped provider of a public folder store.
    public static final UUID PUBLIC_STORE_OBJECT = ofBytes("1c830210aa6611cd9bc800aa002fc45a");

    /// Provider of contacts and personal distribution lists in the client's address book ([MS-OXCDATA] 2.2.5.3).
    public static final UUID CONTACT_ADDRESS_BOOK = ofBytes("fe42aa0a18c71a10e8850b651c240000");
    /// Provider of members of personal distribution lists ([MS-OXOCNTC] 2.2.2.2.4.1.1).
    public static final UUID CONTACT_WRAP = ofBytes("c091add3519dcf11a4a900aa0047faa4");

    private EntryIds() {}

    /// The provider of any entry id.
    public static UUID provider(Bytes entryId) {
        ByteReader in = entryId.reader();
        in.skip(4);
        return in.guid();
    }

    static UUID readHeader(ByteReader in) {
        // Flags of a stored entry id are zero; short-term ones of other providers are not ours to judge.
        in.skip(4);
        return in.guid();
    }

    /// Reads flags and provider, which has to be this one.
    public static void readHeader(ByteReader in, UUID provider) {
        require(readHeader(in).equals(provider), "provider of an entry id");
    }

    /// A writer that begins with no flags and the provider.
    public static ByteWriter writeHeader(UUID provider) {
        return new ByteWriter(128).i32(0).guid(provider);
    }

    private static UUID ofBytes(String hex) {
        return Bytes.ofHex(hex).reader().guid();
    }
}
