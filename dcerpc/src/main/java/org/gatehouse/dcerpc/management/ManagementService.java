package org.gatehouse.dcerpc.management;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// The management interface, `mgmt` ([C706] appendix Q).
///
/// Answers without a sign-in, as DCE has it: it tells nothing that a bind would not.
public final class ManagementService implements RpcService {
    public static final SyntaxId ID = SyntaxId.of("afa8bd80-7d8a-11c9-bef4-08002b102989", 1, 0);

    private static final int OK = 0;
    /// RPC_S_ACCESS_DENIED as an error_status_t: nobody stops this server from afar.
    private static final int DENIED = RpcStatus.ACCESS_DENIED;
    /// rpc_s_unknown_auth_service as Windows numbers it, RPC_S_UNKNOWN_AUTHN_SERVICE.
    private static final int UNKNOWN_AUTHENTICATION_SERVICE = 0x6d3;

    private final List<SyntaxId> interfaces;
    private final CallStatistics statistics;

    /// @param neighbours the other services of the endpoint
    public ManagementService(List<RpcService> neighbours, CallStatistics statistics) {
        this.statistics = statistics;
        interfaces = Stream.concat(neighbours.stream().map(RpcService::id), Stream.of(ID)).toList();
    }

    @Override
    public SyntaxId id() {
        return ID;
    }

    @Override
    public String name() {
        return "mgmt";
    }

    @Override
    public int operationCount() {
        return 5;
    }

    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.NONE;
    }

    @Override
    public Bytes call(RpcCall call) {
        return switch (call.operation()) {
            case 0 -> inquireInterfaces();
            case 1 -> inquireStatistics(call.stub());
            case 2 -> new NdrWriter().i32(OK).i32(1).toBytes(); // status, then the boolean32 result
            case 3 -> new NdrWriter().i32(DENIED).toBytes();
            case 4 -> inquirePrincipalName(call.stub());
            default -> throw new RpcFault(RpcStatus.OPERATION_RANGE, "mgmt operation " + call.operation());
        };
    }

    /// `rpc__mgmt_inq_if_ids`: a full pointer to a structure with an array of full pointers ([C706] appendix Q).
    private Bytes inquireInterfaces() {
        var out = new NdrWriter().pointer(true).i32(interfaces.size()).i32(interfaces.size());
        interfaces.forEach(_ -> out.pointer(true));
        for (SyntaxId id : interfaces) {
            out.guid(id.uuid()).u16(id.major()).u16(id.minor());
        }
        return out.i32(OK).toBytes();
    }

    /// `rpc__mgmt_inq_stats`: as many counters as the caller has room for, each modulo 2^32.
    private Bytes inquireStatistics(NdrReader in) {
        List<Long> all = statistics.values();
        int count = (int) Math.min(in.u32(), all.size());
        var out = new NdrWriter().i32(count).i32(count);
        all.subList(0, count).forEach(value -> out.i32(value.intValue()));
        return out.i32(OK).toBytes();
    }

    /// `rpc__mgmt_inq_princ_name`: no service has a principal name of its own yet.
    private static Bytes inquirePrincipalName(NdrReader in) {
        in.i32();
        long size = in.u32();
        var out = new NdrWriter();
        if (size == 0) {
            out.i32(0).i32(0).i32(0);
        } else {
            out.u32(size).i32(0).i32(1).blob(Bytes.copyOf("\0".getBytes(StandardCharsets.US_ASCII)));
        }
        return out.i32(UNKNOWN_AUTHENTICATION_SERVICE).toBytes();
    }
}
