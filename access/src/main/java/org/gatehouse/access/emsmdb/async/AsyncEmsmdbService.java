package org.gatehouse.access.emsmdb.async;

import java.util.Optional;
import org.gatehouse.access.emsmdb.AsyncHandle;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.mapi.emsmdb.EcDoAsyncWaitEx;
import org.gatehouse.mapi.emsmdb.EmsmdbError;
import org.gatehouse.mapi.emsmdb.EmsmdbSyntax;
import org.gatehouse.wire.Bytes;

/// EcDoAsyncWaitEx ([MS-OXCRPC] 3.3.4.1): parks its virtual thread; other calls of the connection go on.
///
/// The handle comes from EcDoAsyncConnectEx of the other interface and is found in the association group, so that the
/// wait may come over another connection than the session's.
public final class AsyncEmsmdbService implements RpcService {
    /// The status of a fault for a call that its client cancelled ([C706] appendix E).
    private static final int CANCEL = 0x1c00_000d;

    @Override
    public SyntaxId id() {
        return new SyntaxId(EmsmdbSyntax.ASYNC_EMSMDB, EmsmdbSyntax.ASYNC_EMSMDB_MAJOR,
                EmsmdbSyntax.ASYNC_EMSMDB_MINOR);
    }

    @Override
    public String name() {
        return "AsyncEMSMDB";
    }

    @Override
    public int operationCount() {
        return EmsmdbSyntax.ASYNC_EMSMDB_OPERATIONS;
    }

    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.CONNECT;
    }

    @Override
    public Bytes call(RpcCall call) {
        var request = EcDoAsyncWaitEx.Request.read(call.stub());
        Optional<AsyncHandle> handle = call.handles().find(AsyncHandle.class, request.asynchronous())
                .filter(found -> call.caller().map(found.caller()::equals).orElse(false));
        if (handle.isEmpty()) {
            return new EcDoAsyncWaitEx.Response(0, EmsmdbError.REJECTED).write();
        }
        return switch (handle.get().await(call.cancelled())) {
            case PENDING -> new EcDoAsyncWaitEx.Response(EcDoAsyncWaitEx.NOTIFICATION_PENDING, EmsmdbError.NONE)
                    .write();
            case TIMED_OUT -> new EcDoAsyncWaitEx.Response(0, EmsmdbError.NONE).write();
            case REFUSED -> new EcDoAsyncWaitEx.Response(0, EmsmdbError.REJECTED).write();
            case EXITING -> new EcDoAsyncWaitEx.Response(0, EmsmdbError.EXITING).write();
            case CANCELLED -> throw new RpcFault(CANCEL, "cancelled by its client");
        };
    }
}
