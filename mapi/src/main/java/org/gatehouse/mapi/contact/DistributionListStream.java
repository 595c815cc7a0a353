package org.gatehouse.mapi.contact;

import static org.gatehouse.wire.MalformedException.require;

import java.util.List;
import java.util.function.Function;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// PidLidDistributionListStream: the members of a personal distribution list that is too large for two properties of
/// 15,000 bytes ([MS-OXOCNTC] 2.2.2.2.4).
///
/// @param buildVersion ten thousand times the major version of business cards, and the minor one
/// @param flags [#ALWAYS_STREAM] and bits that are kept as they came
public record DistributionListStream(long buildVersion, int flags, List<Member> members) {
    /// Members are written here even where they would fit into the other properties.
    public static final int ALWAYS_STREAM = 0x1;
    /// From where on the members belong into the stream (2.2.2.2.1, 2.2.2.2.2).
    public static final int PROPERTY_BYTES_MAX = 15_000;
    private static final int VERSION = 1;
    /// Three sizes.
    private static final int MEMBER_BYTES_MIN = 12;

    public DistributionListStream {
        members = List.copyOf(members);
    }

    /// One DistListMemberInfo (2.2.2.2.4.1).
    ///
    /// @param entryId a one-off entry id or a [WrappedEntryId]
    /// @param oneOff the member's name and address as a one-off entry id, empty for none
    /// @param extra empty; kept if it is not
    public record Member(Bytes entryId, Bytes oneOff, Bytes extra) {
        private static Member read(ByteReader in) {
            return new Member(in.blob(in.count32(1)), in.blob(in.count32(1)), in.blob(in.count32(1)));
        }

        private void write(ByteWriter out) {
            out.u32(entryId.length()).bytes(entryId).u32(oneOff.length()).bytes(oneOff);
            out.u32(extra.length()).bytes(extra);
        }
    }

    public static DistributionListStream of(Bytes encoded) {
        ByteReader in = encoded.reader();
        require(in.u16() == VERSION, "version of a distribution list's stream");
        in.skip(Short.BYTES);
        long build = in.u32();
        int flags = in.i32();
        int count = in.count32(MEMBER_BYTES_MIN);
        long entryIds = in.u32();
        long oneOffs = in.u32();
        long extras = in.u32();
        var stream = new DistributionListStream(build, flags, in.list(count, MEMBER_BYTES_MIN, Member::read));
        require(entryIds == stream.total(Member::entryId) && oneOffs == stream.total(Member::oneOff)
                && extras == stream.total(Member::extra), "sizes of a distribution list's members");
        require(in.i64() == 0, "end of a distribution list's stream");
        return stream;
    }

    private long total(Function<Member, Bytes> part) {
        return members.stream().mapToLong(member -> part.apply(member).length()).sum();
    }

    public Bytes encode() {
        var out = new ByteWriter();
        out.u16(VERSION).u16(0).u32(buildVersion).i32(flags).i32(members.size());
        out.u32(total(Member::entryId)).u32(total(Member::oneOff)).u32(total(Member::extra));
        members.forEach(member -> member.write(out));
        return out.i32(0).i32(0).toBytes();
    }
}
