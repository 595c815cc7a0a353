package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gatehouse.mapi.emsmdb.EcDoRpcExt2;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopId;
import org.gatehouse.mapi.rop.RopRelease;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.wire.ByteReader;
import org.gatehouse.wire.Bytes;
import org.gatehouse.wire.ndr.ContextHandle;
import org.gatehouse.wire.ndr.NdrReader;

/// Walks the ROPs of calls that somebody else unsealed: from RopId to RopId up to RopSize, in requests and in their
/// responses ([MS-OXCROPS] 2.2.1). A length that is off by one would end anywhere else.
final class RopWalk {
    private record Table(ContextHandle session, int handle) {}

    private final Map<Table, List<PropertyTag>> columns = new HashMap<>();
    private final Set<Integer> asked = new TreeSet<>();
    private final Set<Integer> answered = new TreeSet<>();

    /// RopIds of the requests so far.
    Set<Integer> asked() {
        return asked;
    }

    Set<Integer> answered() {
        return answered;
    }

    /// One call of EcDoRpcExt2, which has to be whole.
    void call(byte[] requestStub, byte[] responseStub) {
        var request = EcDoRpcExt2.Request.read(new NdrReader(Bytes.wrap(requestStub)));
        var response = EcDoRpcExt2.Response.read(new NdrReader(Bytes.wrap(responseStub)));
        assertThat(response.result()).isZero();
        List<RopRequest> requests = requests(RopBuffer.decode(ExtendedBuffer.readOne(request.payload())));
        List<RopRequest> waiting = new ArrayList<>(requests);
        waiting.removeIf(RopRelease.Request.class::isInstance);
        for (Bytes payload : ExtendedBuffer.readAll(response.payload())) {
            walk(request.session(), requests, waiting, RopBuffer.decode(payload));
        }
        assertThat(waiting).as("requests without a response").isEmpty();
    }

    private List<RopRequest> requests(RopBuffer buffer) {
        var requests = new ArrayList<RopRequest>();
        ByteReader in = buffer.rops().reader();
        while (in.hasRemaining()) {
            int code = in.u8();
            RopRequest request = RopId.of(code).orElseThrow().decodeRequest(in, logon -> false);
            assertThat(request.inputHandleIndex()).as("%s", request).isLessThan(buffer.handles().size());
            asked.add(code);
            requests.add(request);
        }
        assertThat(requests).isNotEmpty();
        return requests;
    }

    /// @param waiting the requests that have no response yet, in their order
    private void walk(ContextHandle session, List<RopRequest> requests, List<RopRequest> waiting, RopBuffer buffer) {
        for (RopRequest request : requests) {
            if (request instanceof RopSetColumns.Request table) {
                columns.put(new Table(session, buffer.handles().get(table.inputHandleIndex())), table.columns());
            }
        }
        ByteReader in = buffer.rops().reader();
        while (in.hasRemaining()) {
            int code = buffer.rops().at(buffer.rops().length() - in.remaining());
            boolean due = !waiting.isEmpty() && waiting.getFirst().id().code() == code;
            List<PropertyTag> tags = due ? tags(session, waiting.getFirst(), buffer) : List.of();
            RopId.decodeResponse(in, tags);
            answered.add(code);
            if (due) {
                waiting.removeFirst();
            }
        }
    }

    /// What the rows of a response are made of.
    private List<PropertyTag> tags(ContextHandle session, RopRequest request, RopBuffer buffer) {
        return request instanceof RopGetPropertiesSpecific.Request specific ? specific.tags()
                : columns.getOrDefault(new Table(session, buffer.handles().get(request.inputHandleIndex())),
                        List.of());
    }
}
