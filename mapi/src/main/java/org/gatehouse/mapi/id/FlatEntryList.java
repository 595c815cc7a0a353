package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// Entry ids one after the other, each behind its size ([MS-OXCDATA] 2.3.3): PidTagReplyRecipientEntries, and
/// PidLidContactLinkEntry, of which [MS-OXCMSG] 2.2.1.57.1 tells the same in other words.
public record FlatEntryList(List<Bytes> entries) {
    private static final int ALIGNMENT = 4;

    public FlatEntryList {
        entries = List.copyOf(entries);
    }

    public static FlatEntryList of(Bytes encoded) {
        ByteReader in = encoded.reader();
        long count = in.u32();
        ByteReader list = in.window(in.count32(1));
        require(count * Integer.BYTES <= list.remaining(), "count of flat entries");
        var entries = new ArrayList<Bytes>((int) count);
        for (long i = 0; i < count; i++) {
            entries.add(list.blob(list.count32(1)));
            // Each entry begins at a multiple of four; what fills up means nothing, and the last may lack it.
            list.skip(Math.min(list.remaining(), -list.position() & ALIGNMENT - 1));
        }
        require(!list.hasRemaining() && !in.hasRemaining(), "size of flat entries");
        return new FlatEntryList(entries);
    }

    public Bytes encode() {
        var list = new ByteWriter();
        entries.forEach(entry -> list.i32(entry.length()).bytes(entry).align(ALIGNMENT));
        return new ByteWriter().i32(entries.size()).i32(list.size()).bytes(list.toBytes()).toBytes();
    }
}
