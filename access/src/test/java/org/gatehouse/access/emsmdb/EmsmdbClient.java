package org.gatehouse.access.emsmdb;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.access.emsmdb.async.AsyncEmsmdbService;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ProtocolSequence;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.mapi.emsmdb.EcDoAsyncConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.emsmdb.EcDoConnectEx;
import org.gatehouse.mapi.emsmdb.EcDoDisconnect;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;

/// A client of the two services without a network: stubs in, stubs out.
final class EmsmdbClient {
    static final ProtocolVersion OUTLOOK_2010 = new ProtocolVersion(14, 0, 6009, 1000);
    private static final int OUT_MAX = 0x18008;

    private final EmsmdbService service;
    private final AssociationGroup group;
    private final Identity identity;
    private final AuthLevel level;
    private ContextHandle session = ContextHandle.NONE;
    private int index;

    EmsmdbClient(EmsmdbService service, AssociationGroup group, Identity identity, AuthLevel level) {
        this.service = service;
        this.group = group;
        this.identity = identity;
        this.level = level;
    }

    RpcCall call(int operation, Bytes stub, CompletionStage<?> cancelled) {
        return new RpcCall(operation, new NdrReader(stub), Optional.empty(), Optional.of(identity), level,
                ProtocolSequence.NCACN_IP_TCP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 59_531), group,
                cancelled);
    }

    private NdrReader invoke(int operation, Bytes stub) {
        return new NdrReader(service.call(call(operation, stub, new CompletableFuture<>())));
    }

    EcDoConnectEx.Response connect(String userDn) {
        return connect(userDn, 0, OUTLOOK_2010);
    }

    EcDoConnectEx.Response connect(String userDn, int flags, ProtocolVersion version) {
        var request = new EcDoConnectEx.Request(userDn, flags, 0, 1252, 1033, 1033, -1,
                ProtocolVersion.Words.of(version), 0, Bytes.EMPTY, 0x1008);
        var response = EcDoConnectEx.Response.read(invoke(EcDoConnectEx.OPERATION, request.write()));
        session = response.session();
        index = response.sessionIndex();
        return response;
    }

    EcDoRpcExt2.Response execute(Bytes payload, int flags, int outMax) {
        var request = new EcDoRpcExt2.Request(session, flags, payload, outMax, Bytes.EMPTY, 0x1008);
        return EcDoRpcExt2.Response.read(invoke(EcDoRpcExt2.OPERATION, request.write()));
    }

    /// What came back: responses, and the handle table.
    record Reply(List<RopResponse> responses, List<Integer> handles) {
        <T extends RopResponse> T get(int index, Class<T> kind) {
            RopResponse response = responses.get(index);
            if (!kind.isInstance(response)) {
                throw new AssertionError("response " + index + " is " + response);
            }
            return kind.cast(response);
        }
    }

    Reply rops(List<Integer> handles, List<PropertyTag> columns, RopRequest... requests) {
        Bytes payload = RopBuffer.ofRequests(List.of(requests), handles).encode();
        var response = execute(ExtendedBuffer.write(List.of(payload), true, true), 0, OUT_MAX);
        if (response.result() != 0) {
            throw new AssertionError("EcDoRpcExt2 returned 0x" + Integer.toHexString(response.result()));
        }
        return decode(ExtendedBuffer.readAll(response.payload()), columns);
    }

    static Reply decode(List<Bytes> payloads, List<PropertyTag> columns) {
        var responses = new ArrayList<RopResponse>();
        List<Integer> handles = List.of();
        for (Bytes each : payloads) {
            var buffer = RopBuffer.decode(each);
            handles = buffer.handles();
            ByteReader in = buffer.rops().reader();
            while (in.hasRemaining()) {
                responses.add(RopId.decodeResponse(in, columns));
            }
        }
        return new Reply(responses, handles);
    }

    EcDoDisconnect.Response disconnect() {
        return EcDoDisconnect.Response.read(invoke(EcDoDisconnect.OPERATION,
                new EcDoDisconnect.Request(session).write()));
    }

    EcDoAsyncConnectEx.Response connectAsync() {
        return EcDoAsyncConnectEx.Response.read(invoke(EcDoAsyncConnectEx.OPERATION,
                new EcDoAsyncConnectEx.Request(session).write()));
    }

    EcDoAsyncWaitEx.Response await(ContextHandle asynchronous, CompletionStage<?> cancelled) {
        Bytes stub = new EcDoAsyncWaitEx.Request(asynchronous, 0).write();
        return EcDoAsyncWaitEx.Response.read(new NdrReader(new AsyncEmsmdbService()
                .call(call(EcDoAsyncWaitEx.OPERATION, stub, cancelled))));
    }

    ContextHandle session() {
        return session;
    }

    int index() {
        return index;
    }
}
