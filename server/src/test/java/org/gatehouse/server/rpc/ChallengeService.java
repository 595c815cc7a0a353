package org.gatehouse.server.rpc;

import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrWriter;

/// Answers the one operation of the netlogon interface that Samba's tests of fragments, flags and cancels call:
/// NetrServerReqChallenge ([MS-NRPC] 3.5.4.4.1), with a challenge of zeros and success, and without a sign-in.
final class ChallengeService implements RpcService {
    static final SyntaxId ID = SyntaxId.of("12345678-1234-abcd-ef00-01234567cffb", 1, 0);

    private static final int OPERATION = 4;

    @Override
    public SyntaxId id() {
        return ID;
    }

    @Override
    public String name() {
        return "challenge";
    }

    @Override
    public int operationCount() {
        return OPERATION + 1;
    }

    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.NONE;
    }

    @Override
    public Bytes call(RpcCall call) {
        if (call.operation() != OPERATION) {
            throw new RpcFault(0x1234, "not called by any test");
        }
        return new NdrWriter().blob(Bytes.wrap(new byte[8])).i32(0).toBytes();
    }
}
