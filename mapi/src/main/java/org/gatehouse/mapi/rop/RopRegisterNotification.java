package org.gatehouse.mapi.rop;

import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/// RopRegisterNotification, RopId 0x29: subscribes to events of a store, folder or message.
///
/// Layout [MS-OXCROPS] 2.2.14.1; meaning [MS-OXCNOTIF] 2.2.1.2.1.
public final class RopRegisterNotification {
    /// The type that makes a reserved byte follow (MS-OXCROPS 2.2.14.1.1).
    private static final int EXTENDED = 0x0400;

    private RopRegisterNotification() {}

    public record Request(int logonId, int inputHandleIndex, int outputHandleIndex, int notificationTypes,
            @Nullable Scope scope) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            int outputHandleIndex = in.u8();
            int notificationTypes = in.u16();
            if ((notificationTypes & EXTENDED) != 0) {
                in.skip(1);
            }
            boolean wholeStore = in.u8() != 0;
            Scope scope = wholeStore ? null : new Scope(Fields.objectId(in), Fields.objectId(in));
            return new Request(logonId, inputHandleIndex, outputHandleIndex, notificationTypes, scope);
        }

        @Override
        public RopId id() {
            return RopId.REGISTER_NOTIFICATION;
        }

        @Override
        public int responseHandleIndex() {
            return outputHandleIndex;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex).u8(outputHandleIndex);
            out.u16(notificationTypes).zeros((notificationTypes & EXTENDED) != 0 ? 1 : 0).u8(scope == null ? 1 : 0);
            if (scope != null) {
                out.i64(scope.folderId().wire()).i64(scope.messageId().wire());
            }
        }

        /// What to watch when it is not the whole store; a message id of zero is the folder itself.
        public record Scope(ObjectId folderId, ObjectId messageId) {}
    }

    public record Response(int handleIndex) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex());
        }

        @Override
        public RopId id() {
            return RopId.REGISTER_NOTIFICATION;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            // Nothing follows the return value.
        }
    }
}
