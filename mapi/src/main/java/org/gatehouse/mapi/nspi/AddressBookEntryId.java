package org.gatehouse.mapi.nspi;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of an address book object, in its two forms ([MS-OXNSPI] 2.2.9.2, 2.2.9.3).
public sealed interface AddressBookEntryId {
    /// The provider of permanent ids, `GUID_NSPI` ([MS-OXNSPI] 2.2.1.7): DCA740C8-C042-101A-B4B9-08002B2FE182 in the
    /// order of its bytes. Also the value of PidTagMappingSignature ([MS-OXOABK] 2.2.3.32).
    Bytes NSPI_PROVIDER = Bytes.ofHex("dca740c8c042101ab4b908002b2fe182");

    int displayType();

    Bytes encode();

    /// Lasts for good, since it names the object: what is stored in messages and profiles.
    ///
    /// @param dn the object's legacyExchangeDN, ASCII
    record Permanent(int displayType, String dn) implements AddressBookEntryId {
        @Override
        public Bytes encode() {
            return new ByteWriter(32 + dn.length()).i32(0).bytes(NSPI_PROVIDER).i32(1).i32(displayType)
                    .terminated(dn, StandardCharsets.US_ASCII).toBytes();
        }
    }

    /// Lasts as long as the server keeps its GUID.
    record Ephemeral(UUID server, int displayType, int minimalId) implements AddressBookEntryId {
        @Override
        public Bytes encode() {
            return new ByteWriter(32).i32(EPHEMERAL).guid(server).i32(1).i32(displayType).i32(minimalId).toBytes();
        }
    }

    /// ID Type of the ephemeral form, with the three reserved bytes after it.
    int EPHEMERAL = 0x87;

    static AddressBookEntryId decode(Bytes encoded) {
        ByteReader in = encoded.reader();
        int form = in.i32();
        require(form == 0 || form == EPHEMERAL, "address book entry id of unknown type");
        Bytes provider = in.blob(16);
        require(in.i32() == 1, "address book entry id of unknown version");
        int displayType = in.i32();
        if (form == EPHEMERAL) {
            return new Ephemeral(provider.reader().guid(), displayType, in.i32());
        }
        require(provider.equals(NSPI_PROVIDER), "entry id of another provider");
        return new Permanent(displayType, in.terminated(StandardCharsets.US_ASCII));
    }
}
