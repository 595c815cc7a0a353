package org.gatehouse.mapi.rop;

import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;

/// RopOptionsData, RopId 0x6f: asks for the sending options of an address type.
///
/// Layout [MS-OXCROPS] 2.2.7.9; meaning [MS-OXOMSG] 2.2.3.9.
public final class RopOptionsData {
    private RopOptionsData() {}

    public record Request(int logonId, int inputHandleIndex, String addressType,
            boolean wantWin32) implements RopRequest {
        static Request decode(ByteReader in) {
            int logonId = in.u8();
            int inputHandleIndex = in.u8();
            String addressType = Fields.ascii(in);
            boolean wantWin32 = in.u8() != 0;
            return new Request(logonId, inputHandleIndex, addressType, wantWin32);
        }

        @Override
        public RopId id() {
            return RopId.OPTIONS_DATA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            out.u8(inputHandleIndex);
            Fields.writeAscii(addressType, out);
            out.u8(wantWin32 ? 1 : 0);
        }
    }

    public record Response(int handleIndex, int reserved, Bytes optionsInfo, Bytes helpFile,
            String helpFileName) implements RopResponse {
        static Response decode(ByteReader in, ResponseHead head) {
            int reserved = in.u8();
            Bytes optionsInfo = in.blob(in.u16());
            Bytes helpFile = in.blob(in.u16());
            String helpFileName = helpFile.isEmpty() ? "" : Fields.ascii(in);
            return new Response(head.handleIndex(), reserved, optionsInfo, helpFile, helpFileName);
        }

        @Override
        public RopId id() {
            return RopId.OPTIONS_DATA;
        }

        @Override
        public void encodeBody(ByteWriter out) {
            Fields.writeBlob(optionsInfo, out.u8(reserved));
            Fields.writeBlob(helpFile, out);
            if (!helpFile.isEmpty()) {
                Fields.writeAscii(helpFileName, out);
            }
        }
    }
}
