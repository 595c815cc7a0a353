package org.gatehouse.dcerpc;

/// Ends a call with a fault PDU of the given status ([C706] appendix E, [MS-RPCE] 2.2.2.13).
public final class RpcFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public RpcFault(int status, String why) {
        super(why);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
