package org.gatehouse.access.emsmdb;

import java.util.List;
import org.gatehouse.wire.Bytes;

/// Runs the remote operations of one request buffer for a session, which holds its turn ([MS-OXCROPS] 3.2.5).
interface RopEngine {
    /// @param input the payload of rgbIn: RopSize, operations, handle table
    /// @param room what may be answered with
    /// @param allotment what may be done
    /// @throws org.gatehouse.wire.MalformedException when the operations cannot be parsed (ecRpcFormat)
    Output run(Session session, Bytes input, Room room, Allotment allotment);

    /// @param bytes of the whole rgbOut, headers included
    /// @param chain whether several payloads may be answered
    record Room(int bytes, boolean chain) {}

    /// What to send back.
    sealed interface Output {
        record Payloads(List<Bytes> payloads) implements Output {
            public Payloads {
                payloads = List.copyOf(payloads);
            }
        }

        /// The call as a whole fails, such as with ecBufferTooSmall ([MS-OXCROPS] 3.2.4.3).
        record Failed(int error) implements Output {}
    }
}
