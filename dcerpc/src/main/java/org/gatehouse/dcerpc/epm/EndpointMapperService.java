package org.gatehouse.dcerpc.epm;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.gatehouse.dcerpc.AuthLevel;
import org.gatehouse.dcerpc.ContextHandles;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcFault;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.RpcStatus;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;
import org.gatehouse.wire.ndr.NdrWriter;

/// The endpoint mapper ([C706] appendix O, [MS-RPCE] 3.1.1.5): read-only for peers, open to all of them.
public final class EndpointMapperService implements RpcService {
    public static final SyntaxId ID = SyntaxId.of("e1af8308-5d1f-11c9-91a4-08002b14a0fa", 3, 0);

    private static final UUID NO_OBJECT = new UUID(0, 0);
    private final EndpointRegistry registry;

    /// What is left of a lookup: kept between pages under its handle.
    private static final class Pages implements AutoCloseable {
        private final ArrayDeque<EndpointEntry> left;

        Pages(List<EndpointEntry> found) {
            left = new ArrayDeque<>(found);
        }

        synchronized List<EndpointEntry> next(int max) {
            var page = new ArrayList<EndpointEntry>();
            while (page.size() < max && !left.isEmpty()) {
                page.add(left.remove());
            }
            return page;
        }

        synchronized boolean finished() {
            return left.isEmpty();
        }

        @Override
        public void close() {}
    }

    private record Page(ContextHandle handle, List<EndpointEntry> entries, int status) {}

    public EndpointMapperService(EndpointRegistry registry) {
        this.registry = registry;
    }

    @Override
    public SyntaxId id() {
        return ID;
    }

    @Override
    public String name() {
        return "epmapper";
    }

    @Override
    public int operationCount() {
        return 7;
    }

    @Override
    public AuthLevel authLevelMin() {
        return AuthLevel.NONE;
    }

    @Override
    public Bytes call(RpcCall call) {
        return switch (call.operation()) {
            case 2 -> lookup(EptLookup.decode(call.stub()), call);
            case 3 -> map(EptMap.decode(call.stub()), call);
            case 4 -> freeLookup(call.stub(), call.handles());
            case 5 -> inquireObject();
            // ept_insert, ept_delete, ept_mgmt_delete: only this process says what it serves
            case 0, 1, 6 -> new NdrWriter().i32(EptStatus.CANNOT_PERFORM).toBytes();
            default -> throw new RpcFault(RpcStatus.OPERATION_RANGE, "epmapper operation " + call.operation());
        };
    }

    private Bytes lookup(EptLookup.Request request, RpcCall call) {
        Page page = page(request.handle(), request.entriesMax(), call.handles(), request::matches, true);
        InetAddress reached = call.server().getAddress();
        List<EptLookup.Entry> entries = page.entries.stream().map(entry -> new EptLookup.Entry(
                entry.object().orElse(NO_OBJECT), Tower.tcp(entry.id(), entry.port(), reached),
                entry.annotation())).toList();
        return EptLookup.encode(new EptLookup.Response(page.handle, request.entriesMax(), entries, page.status));
    }

    private Bytes map(EptMap.Request request, RpcCall call) {
        Page page = page(request.handle(), request.towersMax(), call.handles(), request::matches, false);
        InetAddress reached = call.server().getAddress();
        List<Tower> towers = page.entries.stream()
                .map(entry -> Tower.tcp(entry.id(), entry.port(), reached)).toList();
        return EptMap.encode(new EptMap.Response(page.handle, request.towersMax(), towers, page.status));
    }

    /// The next page, and a handle to the one after it.
    ///
    /// @param untilShort whether only a page that is not full is the last: clients go on with ept_lookup after a
    ///     full one whatever the handle says, and would start over with none
    private Page page(ContextHandle handle, int max, ContextHandles handles, Predicate<EndpointEntry> wanted,
            boolean untilShort) {
        Optional<Pages> known = handle.isNone() ? Optional.empty() : handles.find(Pages.class, handle);
        if (!handle.isNone() && known.isEmpty()) {
            throw new RpcFault(RpcStatus.CONTEXT_MISMATCH, "unknown lookup handle");
        }
        Pages pages = known.orElseGet(() -> new Pages(registry.entries().stream().filter(wanted).toList()));
        List<EndpointEntry> entries = pages.next(max);
        boolean finished = pages.finished() && !(untilShort && max > 0 && entries.size() == max);
        if (finished) {
            handles.release(Pages.class, handle);
        }
        int status = entries.isEmpty() && finished ? EptStatus.NOT_REGISTERED : EptStatus.OK;
        ContextHandle next = finished ? ContextHandle.NONE
                : handle.isNone() ? handles.open(Pages.class, pages) : handle;
        return new Page(next, entries, status);
    }

    /// `ept_lookup_handle_free`, operation 4.
    private static Bytes freeLookup(NdrReader in, ContextHandles handles) {
        ContextHandle handle = in.contextHandle();
        if (!handle.isNone() && handles.release(Pages.class, handle).isEmpty()) {
            throw new RpcFault(RpcStatus.CONTEXT_MISMATCH, "unknown lookup handle");
        }
        return new NdrWriter().contextHandle(ContextHandle.NONE).i32(EptStatus.OK).toBytes();
    }

    /// `ept_inq_object`, operation 5: the mapper's own object, of which there is only one here.
    private static Bytes inquireObject() {
        return new NdrWriter().guid(NO_OBJECT).i32(EptStatus.OK).toBytes();
    }
}
