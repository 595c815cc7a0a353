package org.gatehouse.mapi.task;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import org.gatehouse.mapi.id.AddressBookEntryId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidTaskAssigners: who handed a task on, the latest at the end ([MS-OXOTASK] 2.2.2.2.16).
public record TaskAssigners(List<Assigner> assigners) {
    /// Its size, the head of an entry id, two terminators.
    private static final int ASSIGNER_BYTES_MIN = 32;

    public TaskAssigners {
        assigners = List.copyOf(assigners);
    }

    /// @param displayName8 in the writer's code page
    public record Assigner(AddressBookEntryId entryId, Bytes displayName8, String displayName) {
        private static Assigner read(ByteReader in) {
            ByteReader data = in.window(in.count32(1));
            var assigner = new Assigner(AddressBookEntryId.read(data), data.terminatedBytes(), data.utf16Terminated());
            require(!data.hasRemaining(), "size of a task's assigner");
            return assigner;
        }

        private Bytes encode() {
            return new ByteWriter().bytes(entryId.encode()).bytes(displayName8).u8(0).utf16Terminated(displayName)
                    .toBytes();
        }
    }

    public static TaskAssigners of(Bytes encoded) {
        ByteReader in = encoded.reader();
        return new TaskAssigners(in.list(in.count32(ASSIGNER_BYTES_MIN), ASSIGNER_BYTES_MIN, Assigner::read));
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.i32(assigners.size());
        for (Assigner each : assigners) {
            Bytes data = each.encode();
            out.i32(data.length()).bytes(data);
        }
        return out.toBytes();
    }
}
