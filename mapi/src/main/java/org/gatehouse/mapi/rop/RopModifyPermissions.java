package org.gatehouse.mapi.rop;

import java.util.List;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopModifyPermissions, RopId 0x40: changes a folder's permissions.
///
/// Layout [MS-OXCROPS] 2.2.10.1; meaning [MS-OXCPERM] 2.2.2.
public final class RopModifyPermissions {
    private RopModifyPermissions() {}

    public record Request(int logonId, int inputHandleIndex, int modifyFlags,
            List<RowModification> permissions) implements RopRequest {
        public Request {
            permissions = List.copyOf(permissions);
        }

        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8(),
                   in.list(in.u16(), RowModification.SIZE_MIN, RowModification::read));
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_PERMISSIONS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(modifyFlags);
            out.u16(permissions.size());
            permissions.forEach(each -> each.write(out));
        }
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.MODIFY_PERMISSIONS;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
