package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.Charset;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The entry id of a recipient that is in no directory: all there is to know, in itself ([MS-OXCDATA] 2.2.5.1).
///
/// @param flags the 16 bits after the version, [#UNICODE] among them
public record OneOffEntryId(int flags, String displayName, String addressType, String emailAddress) {
    /// The texts are UTF-16; otherwise they are in the client's code page.
    public static final int UNICODE = 0x8000;
    /// The server shall not look the address up in the directory.
    public static final int NO_LOOKUP = 0x1000;
    /// The recipient understands no rich text (TNEF).
    public static final int NO_RICH_INFO = 0x0001;

    public static OneOffEntryId smtp(String displayName, String emailAddress) {
        return new OneOffEntryId(UNICODE | NO_LOOKUP | NO_RICH_INFO, displayName, "SMTP", emailAddress);
    }

    /// @param codePage used when the texts are 8-bit
    public static OneOffEntryId of(Bytes encoded, Charset codePage) {
        ByteReader in = encoded.reader();
        EntryIds.readHeader(in, EntryIds.ONE_OFF);
        require(in.u16() == 0, "version of a one-off entry id");
        int flags = in.u16();
        return (flags & UNICODE) != 0
                ? new OneOffEntryId(flags, in.utf16Terminated(), in.utf16Terminated(), in.utf16Terminated())
                : new OneOffEntryId(flags, in.terminated(codePage), in.terminated(codePage), in.terminated(codePage));
    }

    public Bytes encode(Charset codePage) {
        ByteWriter out = EntryIds.writeHeader(EntryIds.ONE_OFF).u16(0).u16(flags);
        if ((flags & UNICODE) != 0) {
            out.utf16Terminated(displayName).utf16Terminated(addressType).utf16Terminated(emailAddress);
        } else {
            out.terminated(displayName, codePage).terminated(addressType, codePage)
                    .terminated(emailAddress, codePage);
        }
        return out.toBytes();
    }
}
