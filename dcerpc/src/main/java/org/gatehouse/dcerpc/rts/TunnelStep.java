package org.gatehouse.dcerpc.rts;

/// What goes into a [VirtualConnection] and what comes out of it. Channels are known by numbers of their owner.
public final class TunnelStep {
    private TunnelStep() {}

    /// Something that happened.
    public sealed interface Input {
        /// A channel's first PDU came.
        ///
        /// @param timeoutMillis the connection time-out that the client asks for ([MS-RPCH] 2.1.2.1.2), or 0
        record Opened(long channel, Opening opening, long timeoutMillis) implements Input {}

        /// A further PDU came on a channel, of RPC or of this protocol.
        record Received(long channel, byte[] pdu) implements Input {}

        /// A channel is at its end, whoever ended it.
        record Gone(long channel) implements Input {}

        /// The RPC server has a PDU for the client.
        record Reply(byte[] pdu) implements Input {}

        /// The RPC server has taken a delivered PDU of that many bytes in.
        record Consumed(int bytes) implements Input {}

        /// The RPC server says no more: close once everything before is written.
        record Finished() implements Input {}

        /// Time has passed.
        record Tick() implements Input {}

        /// The server sends clients elsewhere.
        ///
        /// @param halfMillisMax how long one half may have waited for the other
        record Draining(long halfMillisMax) implements Input {}
    }

    /// Something to do, in order.
    public sealed interface Output {
        /// Send the header of the OUT channel response ([MS-RPCH] 2.1.2.1.4).
        record Begin(long channel) implements Output {}

        /// Write a PDU to an OUT channel.
        record Send(long channel, byte[] pdu) implements Output {}

        /// Both halves are there: RPC begins.
        record Established() implements Output {}

        /// Give a PDU to the RPC server.
        record Deliver(byte[] pdu) implements Output {}

        /// A predecessor has done its work: close it once everything before is written.
        record Release(long channel) implements Output {}

        /// Do not take this channel, which came where none was due.
        record Refuse(long channel, ProxyError error) implements Output {}

        /// The end: refuse the channels whose response has not begun, and close the others.
        record Close(String reason, ProxyError error) implements Output {}
    }
}
