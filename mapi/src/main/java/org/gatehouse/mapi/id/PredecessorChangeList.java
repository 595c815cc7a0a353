package org.gatehouse.mapi.id;

import static org.gatehouse.wire.MalformedException.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// The latest change of each name space that a version of an object includes ([MS-OXCFXICS] 2.2.2.3, 3.1.5.4).
///
/// Each change is one byte of size and its XID, in the order of the name spaces' bytes; one change per name space.
public record PredecessorChangeList(List<Xid> changes) {
    // First, since the constructor of EMPTY needs it.
    private static final Comparator<Xid> BY_NAME_SPACE = Comparator.comparing(xid -> nameSpaceBytes(xid.nameSpace()));

    public static final PredecessorChangeList EMPTY = new PredecessorChangeList(List.of());

    public PredecessorChangeList {
        changes = changes.stream().sorted(BY_NAME_SPACE).toList();
    }

    public static PredecessorChangeList read(ByteReader in) {
        var changes = new ArrayList<Xid>();
        while (in.hasRemaining()) {
            changes.add(Xid.read(in.window(in.u8())));
        }
        require(changes.stream().map(Xid::nameSpace).distinct().count() == changes.size(),
                "two changes of one name space in a predecessor change list");
        return new PredecessorChangeList(changes);
    }

    public static PredecessorChangeList of(Bytes encoded) {
        return read(encoded.reader());
    }

    public void write(ByteWriter out) {
        changes.forEach(change -> change.write(out.u8(change.size())));
    }

    public Bytes encode() {
        var out = new ByteWriter();
        write(out);
        return out.toBytes();
    }

    /// This list with one more change: it replaces an earlier one of its name space, and a later one stays.
    public PredecessorChangeList with(Xid change) {
        var merged = new ArrayList<Xid>(changes);
        for (Xid known : changes) {
            if (known.nameSpace().equals(change.nameSpace())) {
                if (compare(known, change) >= 0) {
                    return this;
                }
                merged.remove(known);
            }
        }
        merged.add(change);
        return new PredecessorChangeList(merged);
    }

    public PredecessorChangeList merge(PredecessorChangeList other) {
        PredecessorChangeList merged = this;
        for (Xid change : other.changes) {
            merged = merged.with(change);
        }
        return merged;
    }

    /// Whether a version with this list already has that change.
    public boolean includes(Xid change) {
        return changes.stream().anyMatch(known ->
                known.nameSpace().equals(change.nameSpace()) && compare(known, change) >= 0);
    }

    /// Whether this version includes every change of the other: neither includes the other in a conflict.
    public boolean includes(PredecessorChangeList other) {
        return other.changes.stream().allMatch(this::includes);
    }

    private static int compare(Xid left, Xid right) {
        return Long.compareUnsigned(left.counter(), right.counter());
    }

    private static Bytes nameSpaceBytes(UUID nameSpace) {
        return new ByteWriter(16).guid(nameSpace).toBytes();
    }
}
