package org.gatehouse.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatehouse.wire.ByteReader;

/// Properties in the form of [BagCodec], walked through once and decoded one by one: a table's row asks for a few of
/// many.
final class EncodedBag {
    private final byte[] bytes;
    private final int[] ids;
    private final int[] offsets;

    private EncodedBag(byte[] bytes, int[] ids, int[] offsets) {
        this.bytes = bytes;
        this.ids = ids;
        this.offsets = offsets;
    }

    /// @throws org.gatehouse.wire.MalformedException when they are of another format or cut short
    static EncodedBag of(byte[] bytes) {
        var in = new ByteReader(bytes);
        int count = BagCodec.readCount(in);
        in.need(count * 5L);
        var ids = new int[count];
        var offsets = new int[count];
        for (int index = 0; index < count; index++) {
            offsets[index] = in.position();
            ids[index] = BagCodec.skipEntry(in).id();
        }
        return new EncodedBag(bytes, ids, offsets);
    }

    int count() {
        return ids.length;
    }

    boolean has(int id) {
        return Arrays.binarySearch(ids, id) >= 0;
    }

    Optional<PropertyBag.Entry> entry(int id) {
        int index = Arrays.binarySearch(ids, id);
        return index < 0 ? Optional.empty() : Optional.of(read(index));
    }

    private PropertyBag.Entry read(int index) {
        var in = new ByteReader(bytes);
        in.seek(offsets[index]);
        return BagCodec.readEntry(in);
    }

    List<PropertyBag.Entry> entries() {
        var entries = new ArrayList<PropertyBag.Entry>(ids.length);
        for (int index = 0; index < ids.length; index++) {
            entries.add(read(index));
        }
        return entries;
    }
}
