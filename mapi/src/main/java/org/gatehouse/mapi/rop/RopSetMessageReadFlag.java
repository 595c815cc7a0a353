package org.gatehouse.mapi.rop;

import java.util.function.IntPredicate;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopSetMessageReadFlag, RopId 0x11: marks an open message read or unread.
///
/// Layout [MS-OXCROPS] 2.2.6.11; meaning [MS-OXCMSG] 2.2.3.11.
/// Whether the request has ClientData depends on the logon it names, not on its bytes; the response has it when the
/// read status of a public folder's message changed.
public final class RopSetMessageReadFlag {
    private static final int CLIENT_DATA_SIZE = 24;

    private RopSetMessageReadFlag() {}

    public record Request(int logonId, int responseHandleIndex, int inputHandleIndex, int readFlags,
            Bytes clientData) implements RopRequest {
        static Request decode(ByteReader in, IntPredicate publicLogon) {
            int logonId = in.u8();
            int responseHandleIndex = in.u8();
            int inputHandleIndex = in.u8();
            int readFlags = in.u8();
            Bytes clientData = publicLogon.test(logonId) ? in.blob(CLIENT_DATA_SIZE) : Bytes.EMPTY;
            return new Request(logonId, responseHandleIndex, inputHandleIndex, readFlags, clientData);
        }

        @Override
        public RopId id() {
            return RopId.SET_MESSAGE_READ_FLAG;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(responseHandleIndex).u8(inputHandleIndex);
            out.u8(readFlags).bytes(clientData);
        }
    }

    public record Response(int handleIndex, int logonId, Bytes clientData,
            boolean readStatusChanged) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            boolean readStatusChanged = in.u8() != 0;
            int logonId = readStatusChanged ? in.u8() : 0;
            Bytes clientData = readStatusChanged ? in.blob(CLIENT_DATA_SIZE) : Bytes.EMPTY;
            return new Response(head.handleIndex(), logonId, clientData, readStatusChanged);
        }

        @Override
        public RopId id() {
            return RopId.SET_MESSAGE_READ_FLAG;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(readStatusChanged ? 1 : 0);
            if (readStatusChanged) {
                out.u8(logonId).bytes(clientData);
            }
        }
    }
}
