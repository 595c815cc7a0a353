package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopNotify, RopId 0x2a: an event that a client subscribed to. It answers no request.
///
/// Layout [MS-OXCROPS] 2.2.14.2; meaning [MS-OXCNOTIF] 2.2.1.4.1.
public final class RopNotify {
    private RopNotify() {}

    /// @param notificationHandle the handle itself, not an index, of the subscription or table
    public record Response(int notificationHandle, int logonId, Notification notification) implements RopResponse {
        static Response decode(ByteReader in) {
            return new Response(in.i32(), in.u8(), Notification.read(in));
        }

        @Override
        public RopId id() {
            return RopId.NOTIFY;
        }

        @Override
        public int handleIndex() {
            throw new UnsupportedOperationException("RopNotify names a handle, not an index");
        }

        @Override
        public void encode(ByteWriter out) {
            encodeBody(out.u8(id().code()));
        }

        @Override
        public void encodeBody(ByteWriter out) {
            notification.write(out.i32(notificationHandle).u8(logonId));
        }
    }
}
