package org.gatehouse.dcerpc.pdu;

import org.gatehouse.wire.MalformedException;

/// PDU types that travel over connections ([C706] 12.6.4; `rpc_auth_3` is [MS-RPCE] 2.2.2.10).
public enum PduType {
    REQUEST(0),
    RESPONSE(2),
    FAULT(3),
    BIND(11),
    BIND_ACK(12),
    BIND_NAK(13),
    ALTER_CONTEXT(14),
    ALTER_CONTEXT_RESPONSE(15),
    AUTH3(16),
    SHUTDOWN(17),
    CO_CANCEL(18),
    ORPHANED(19);

    private final int code;

    PduType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static PduType of(int code) {
        for (PduType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new MalformedException("PDU type " + code);
    }
}
