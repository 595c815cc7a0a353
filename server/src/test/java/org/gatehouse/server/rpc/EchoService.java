package org.gatehouse.server.rpc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrWriter;

/// A service to test with: 0 echoes its stub, 1 parks until cancelled, 2 opens a handle, 3 uses it, 4 faults, 5 says
/// who calls, 6 has a bug.
final class EchoService implements RpcService {
    static final SyntaxId ID = SyntaxId.of("0a74ef1c-41a4-4e06-83ae-dc74fb1cdd53", 1, 0);

    final CountDownLatch parked = new CountDownLatch(1);
    final CompletableFuture<Boolean> unparked = new CompletableFuture<>();
    final AtomicInteger runDowns = new AtomicInteger();
    final CountDownLatch runDown = new CountDownLatch(1);

    private final class State implements AutoCloseable {
        @Override
        public void close() {
            runDowns.incrementAndGet();
            runDown.countDown();
        }
    }

    @Override
    public SyntaxId id() {
        return ID;
    }

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public int operationCount() {
        return 7;
    }

    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.CONNECT;
    }

    @Override
    public Bytes call(RpcCall call) {
        return switch (call.operation()) {
            case 0 -> call.stub().blob(call.stub().remaining());
            case 1 -> park(call);
            case 2 -> new NdrWriter().contextHandle(call.handles().open(State.class, new State())).toBytes();
            case 3 -> use(call);
            case 5 -> Bytes.copyOf((call.caller().orElseThrow().qualified() + " " + call.level())
                    .getBytes(StandardCharsets.US_ASCII));
            case 6 -> throw new IllegalStateException("a bug on purpose");
            default -> throw new RpcFault(0x1234, "a fault on purpose");
        };
    }

    private Bytes park(RpcCall call) {
        parked.countDown();
        call.cancelled().toCompletableFuture().join();
        unparked.complete(true);
        return Bytes.EMPTY;
    }

    private static Bytes use(RpcCall call) {
        ContextHandle handle = call.stub().contextHandle();
        call.handles().find(State.class, handle)
                .orElseThrow(() -> new RpcFault(RpcStatus.CONTEXT_MISMATCH, "unknown handle"));
        return new NdrWriter().contextHandle(handle).toBytes();
    }
}
