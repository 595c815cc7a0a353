package org.gatehouse.dcerpc.rts;

/// What goes into a [ClientConnection] and what comes out of it. Channels are known by numbers that it gives them.
public final class ClientStep {
    private ClientStep() {}

    /// Something that happened.
    public sealed interface Input {
        /// The virtual connection is to be opened.
        record Begun() implements Input {}

        /// A PDU came on the OUT channel that is listened to, of RPC or of this protocol.
        record Received(byte[] pdu) implements Input {}

        /// The layer above has a PDU of RPC to send.
        record Sent(byte[] pdu) implements Input {}

        /// The layer above has taken in a delivered PDU of that many bytes.
        record Consumed(int bytes) implements Input {}

        /// Time has passed.
        record Tick() implements Input {}
    }

    /// Something to do, in order.
    public sealed interface Output {
        /// Send the head of a channel's request ([MS-RPCH] 2.1.2.1.1, 2.1.2.1.2).
        ///
        /// @param length of its body
        record Open(long channel, boolean in, long length) implements Output {}

        /// Write a PDU into the body of a channel's request.
        record Write(long channel, byte[] pdu) implements Output {}

        /// From now on read this OUT channel and no other: the head of its response, then PDUs.
        record Listen(long channel) implements Output {}

        /// Nothing more is said on an IN channel. Who serves it closes it.
        record Leave(long channel) implements Output {}

        /// Close an OUT channel, whatever may still come on it.
        record Close(long channel) implements Output {}

        /// Give a PDU of RPC to the layer above.
        record Deliver(byte[] pdu) implements Output {}

        /// The connection cannot go on.
        record Fail(String reason) implements Output {}
    }
}
