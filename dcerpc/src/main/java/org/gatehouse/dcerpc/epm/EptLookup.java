package org.gatehouse.dcerpc.epm;

import static org.gatehouse.wire.MalformedException.require;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// `ept_lookup`, operation 2: lists entries, page by page ([C706] appendix O, [MS-RPCE] 2.2.1.2.4).
final class EptLookup {
    /// `[range(0,500)]` of max_ents ([MS-RPCE] 2.2.1.2.4).
    static final int ENTRIES_MAX = 500;

    /// @param inquiry 0 all, 1 by interface, 2 by object, 3 by both
    /// @param versions 1 all, 2 compatible, 3 exact, 4 major only, 5 up to
    record Request(int inquiry, Optional<UUID> object, Optional<SyntaxId> id, int versions, ContextHandle handle,
            int entriesMax) {
        boolean matches(EndpointEntry entry) {
            boolean byInterface = (inquiry & 1) == 0 || id.filter(asked -> version(entry.id(), asked)).isPresent();
            boolean byObject = (inquiry & 2) == 0 || entry.object().equals(object);
            return byInterface && byObject;
        }

        private boolean version(SyntaxId entry, SyntaxId asked) {
            boolean major = entry.major() == asked.major();
            return entry.uuid().equals(asked.uuid()) && switch (versions) {
                case 2 -> major && entry.minor() >= asked.minor();
                case 3 -> major && entry.minor() == asked.minor();
                case 4 -> major;
                case 5 -> entry.major() < asked.major() || major && entry.minor() <= asked.minor();
                default -> true;
            };
        }
    }

    /// `ept_entry_t`.
    record Entry(UUID object, Tower tower, String annotation) {}

    record Response(ContextHandle handle, int entriesMax, List<Entry> entries, int status) {}

    private EptLookup() {}

    static Request decode(NdrReader in) {
        int inquiry = in.i32();
        require(inquiry >= 0 && inquiry <= 3, "inquiry_type " + inquiry);
        Optional<UUID> object = in.pointer() ? Optional.of(in.guid()) : Optional.empty();
        Optional<SyntaxId> id = in.pointer()
                ? Optional.of(new SyntaxId(in.guid(), in.u16(), in.u16())) : Optional.empty();
        int versions = in.i32();
        ContextHandle handle = in.contextHandle();
        long max = in.u32();
        require(max <= ENTRIES_MAX, "max_ents " + max);
        return new Request(inquiry, object, id, versions, handle, (int) max);
    }

    /// Pointers to towers are embedded, so the towers follow the whole array ([C706] 14.3.12.3).
    static Bytes encode(Response response) {
        int count = response.entries.size();
        var out = new NdrWriter().contextHandle(response.handle).i32(count)
                .i32(response.entriesMax).i32(0).i32(count);
        for (Entry entry : response.entries) {
            byte[] annotation = (entry.annotation + "\0").getBytes(StandardCharsets.US_ASCII);
            out.guid(entry.object).pointer(true).i32(0).i32(annotation.length).blob(Bytes.wrap(annotation));
        }
        response.entries.forEach(entry -> entry.tower.write(out));
        return out.i32(response.status).toBytes();
    }
}
