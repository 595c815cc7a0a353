package org.gatehouse.mapi.rop;

import java.util.UUID;
import java.util.function.IntPredicate;
import org.gatehouse.mapi.id.LongTermId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// RopWritePerUserInformation, RopId 0x64: writes a user's read states of a public folder.
///
/// Layout [MS-OXCROPS] 2.2.3.13; meaning [MS-OXCSTOR] 2.2.1.13.
/// ReplGuid is there at offset zero of a private logon: that depends on the logon, not on the bytes.
public final class RopWritePerUserInformation {
    private RopWritePerUserInformation() {}

    public record Request(int logonId, int inputHandleIndex, LongTermId folderId, boolean hasFinished, int dataOffset,
            Bytes data, @Nullable UUID replGuid) implements RopRequest {
        static Request decode(ByteReader in, IntPredicate publicLogon) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            LongTermId folderId = LongTermId.read(in);
            boolean hasFinished = in.u8() != 0;
            int dataOffset = in.i32();
            Bytes data = in.blob(in.u16());
            UUID replGuid = dataOffset == 0 && !publicLogon.test(logonId) ? in.guid() : null;
            return new Request(logonId, inputHandleIndex, folderId, hasFinished, dataOffset, data, replGuid);
        }

        @Override
        public RopId id() {
            return RopId.WRITE_PER_USER_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            folderId.write(out);
            Fields.writeBlob(data, out.u8(hasFinished ? 1 : 0).i32(dataOffset));
            if (replGuid != null) {
                out.guid(replGuid);
            }
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.WRITE_PER_USER_INFORMATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
