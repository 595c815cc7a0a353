package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;

/// RopEmptyFolder, RopId 0x58: soft deletes what a folder holds.
///
/// Layout [MS-OXCROPS] 2.2.4.9; meaning [MS-OXCFOLD] 2.2.1.9.
public final class RopEmptyFolder {
    private RopEmptyFolder() {}

    public record Request(int logonId, int inputHandleIndex, boolean wantAsynchronous,
            boolean wantDeleteAssociated) implements RopRequest {
        static Request decode(ByteReader in) {
            return new Request(in.u8(), in.u8(), in.u8() != 0, in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.EMPTY_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            out.u8(wantAsynchronous ? 1 : 0);
            out.u8(wantDeleteAssociated ? 1 : 0);
        }

        @Override
        public RopResponse failure(int error) {
            return new Response(inputHandleIndex, error, false);
        }
    }

    /// The fields are there whatever the return value is.
    public record Response(int handleIndex, int returnValue, boolean partialCompletion) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            return new Response(head.handleIndex(), head.returnValue(), in.u8() != 0);
        }

        @Override
        public RopId id() {
            return RopId.EMPTY_FOLDER;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(partialCompletion ? 1 : 0);
        }
    }
}
