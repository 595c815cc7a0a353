package org.gatehouse.mapi.rop;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// Ids from one to another, both included ([MS-OXCROPS] 2.2.13.12.1.1).
public record LongTermIdRange(LongTermId min, LongTermId max) {
    static final int SIZE = 2 * LongTermId.SIZE;

    static List<LongTermIdRange> readSized(ByteReader in) {
        ByteReader window = in.window(in.u16());
        List<LongTermIdRange> ranges = window.list(window.count32(SIZE), SIZE,
                each -> new LongTermIdRange(LongTermId.read(each), LongTermId.read(each)));
        require(!window.hasRemaining(), "DataSize");
        return ranges;
    }

    static void writeSized(List<LongTermIdRange> ranges, ByteWriter out) {
        out.u16(4 + ranges.size() * SIZE).i32(ranges.size());
        ranges.forEach(range -> {
            range.min.write(out);
            range.max.write(out);
        });
    }
}
