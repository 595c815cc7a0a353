package org.gatehouse.dcerpc.association;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.dcerpc.RpcCall;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.wire.Bytes;

/// What goes into an [Association] and what comes out of it; the PDUs are those of [C706] 12.6.4.
public final class Step {
    private Step() {}

    /// Something that happened to the connection.
    public sealed interface Input {
        /// A whole PDU arrived. The association may change the array.
        record Received(byte[] pdu) implements Input {}

        /// A dispatched call has its answer.
        record Answered(Ticket ticket, Bytes stub) implements Input {}

        /// A dispatched call ends in a fault.
        ///
        /// @param executed false when the service never saw it
        record Faulted(Ticket ticket, int status, boolean executed) implements Input {}

        /// The PDUs before an [Output.More] are handed over.
        record Continue() implements Input {}

        /// The server stops in good order.
        record Stopping() implements Input {}

        /// The server wants its clients to go: the connection stops if no call runs.
        ///
        /// @param withHandles even while the client holds context handles
        record Draining(boolean withHandles) implements Input {}

        /// The connection is gone, whoever closed it. The last input.
        record Gone() implements Input {}
    }

    /// Something to do, in order.
    public sealed interface Output {
        /// Write a PDU.
        record Send(byte[] pdu) implements Output {}

        /// There is more to write: hand over the PDUs before, then give [Input.Continue]. Steps between add to what
        /// waits and give neither PDUs nor this.
        record More() implements Output {}

        /// Let the service work, on a thread of its own, and tell the outcome with the ticket.
        record Dispatch(Ticket ticket, RpcService service, RpcCall call) implements Output {}

        /// Complete the future: the client gave the call up.
        record Cancel(CompletableFuture<?> signal) implements Output {}

        /// Close these states: the rundown of context handles. May block.
        record RunDown(List<AutoCloseable> states) implements Output {}

        /// Someone signed in, or did not: for logs and for limits on connections nobody signed in on.
        record SignedIn(String who) implements Output {}

        /// Close the connection once everything before is written.
        record Close(String reason) implements Output {}
    }

    /// Stands for one dispatched call.
    public record Ticket(long number) {}
}
