package org.gatehouse.dcerpc.pdu;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.gatehouse.dcerpc.pdu.PresentationContext.Result;
import org.gatehouse.wire.Bytes;

/// The bodies of the connection-oriented PDUs ([C706] 12.6.4, [MS-RPCE] 2.2.2), without header and security trailer.
public sealed interface Pdu {
    PduType type();

    /// `bind` ([C706] 12.6.4.3). Sizes are of fragments, in bytes.
    record Bind(int sendMax, int receiveMax, int groupId, List<PresentationContext> contexts) implements Pdu {
        public Bind {
            contexts = List.copyOf(contexts);
        }

        @Override
        public PduType type() {
            return PduType.BIND;
        }
    }

    /// `bind_ack` ([C706] 12.6.4.4).
    ///
    /// @param secondaryAddress the port, in digits; empty in answers to alter_context
    record BindAck(int sendMax, int receiveMax, int groupId, String secondaryAddress, List<Result> results)
            implements Pdu {
        public BindAck {
            results = List.copyOf(results);
        }

        @Override
        public PduType type() {
            return PduType.BIND_ACK;
        }
    }

    /// `bind_nak` ([C706] 12.6.4.5; reasons above 4 are [MS-RPCE] 2.2.2.5).
    record BindNak(int reason) implements Pdu {
        public static final int NOT_SPECIFIED = 0;
        public static final int LOCAL_LIMIT_EXCEEDED = 2;
        public static final int PROTOCOL_VERSION_NOT_SUPPORTED = 4;
        public static final int AUTHENTICATION_TYPE_NOT_RECOGNIZED = 8;
        public static final int INVALID_CHECKSUM = 9;

        @Override
        public PduType type() {
            return PduType.BIND_NAK;
        }
    }

    /// `alter_context` ([C706] 12.6.4.1): the fields of a bind.
    record AlterContext(int sendMax, int receiveMax, int groupId, List<PresentationContext> contexts)
            implements Pdu {
        public AlterContext {
            contexts = List.copyOf(contexts);
        }

        @Override
        public PduType type() {
            return PduType.ALTER_CONTEXT;
        }
    }

    /// `alter_context_resp` ([C706] 12.6.4.2): the fields of a bind_ack.
    record AlterContextResponse(int sendMax, int receiveMax, int groupId, List<Result> results) implements Pdu {
        public AlterContextResponse {
            results = List.copyOf(results);
        }

        @Override
        public PduType type() {
            return PduType.ALTER_CONTEXT_RESPONSE;
        }
    }

    /// `rpc_auth_3` ([MS-RPCE] 2.2.2.10): nothing but its security trailer.
    record Auth3() implements Pdu {
        @Override
        public PduType type() {
            return PduType.AUTH3;
        }
    }

    /// `request` ([C706] 12.6.4.9).
    ///
    /// @param stub what stands between the head and the security trailer: part of the stub and padding
    record Request(long allocationHint, int contextId, int operation, Optional<UUID> object, Bytes stub)
            implements Pdu {
        /// The head without an object UUID, with the PDU header.
        public static final int HEAD_SIZE = 24;

        public static int stubStart(PduHeader header) {
            return header.has(PduFlags.OBJECT_UUID) ? HEAD_SIZE + 16 : HEAD_SIZE;
        }

        @Override
        public PduType type() {
            return PduType.REQUEST;
        }
    }

    /// `response` ([C706] 12.6.4.10).
    record Response(long allocationHint, int contextId, int cancelCount, Bytes stub) implements Pdu {
        public static final int HEAD_SIZE = 24;

        @Override
        public PduType type() {
            return PduType.RESPONSE;
        }
    }

    /// `fault` ([C706] 12.6.4.7, [MS-RPCE] 2.2.2.8).
    record Fault(int contextId, int cancelCount, int status) implements Pdu {
        /// Of the whole PDU, which is also its allocation hint.
        static final int SIZE = 32;

        @Override
        public PduType type() {
            return PduType.FAULT;
        }
    }

    /// `shutdown` ([C706] 12.6.4.11).
    record Shutdown() implements Pdu {
        @Override
        public PduType type() {
            return PduType.SHUTDOWN;
        }
    }

    /// `co_cancel` ([C706] 12.6.4.6).
    record CoCancel() implements Pdu {
        @Override
        public PduType type() {
            return PduType.CO_CANCEL;
        }
    }

    /// `orphaned` ([C706] 12.6.4.8).
    record Orphaned() implements Pdu {
        @Override
        public PduType type() {
            return PduType.ORPHANED;
        }
    }
}
