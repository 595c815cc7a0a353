package org.gatehouse.dcerpc.management;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What the management interface tells of an endpoint's traffic ([C706] rpc_mgmt_inq_stats). Thread-safe.
public final class CallStatistics {
    private final LongAdder callsIn = new LongAdder();
    private final LongAdder packetsIn = new LongAdder();
    private final LongAdder packetsOut = new LongAdder();

    public void packetReceived() {
        packetsIn.increment();
    }

    public void packetSent() {
        packetsOut.increment();
    }

    public void callDispatched() {
        callsIn.increment();
    }

    /// In the order of the wire: calls received, calls made, packets received, packets sent. An endpoint makes no
    /// calls of its own.
    public List<Long> values() {
        return List.of(callsIn.sum(), 0L, packetsIn.sum(), packetsOut.sum());
    }
}
