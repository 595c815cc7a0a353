package org.gatehouse.dcerpc;

/// What carries the PDUs of a connection ([MS-RPCE] 2.1.1).
public enum ProtocolSequence {
    NCACN_IP_TCP("ncacn_ip_tcp"),
    /// RPC over HTTP ([MS-RPCH]).
    NCACN_HTTP("ncacn_http");

    private final String word;

    ProtocolSequence(String word) {
        this.word = word;
    }

    /// As it stands in string bindings and logs.
    public String word() {
        return word;
    }
}
