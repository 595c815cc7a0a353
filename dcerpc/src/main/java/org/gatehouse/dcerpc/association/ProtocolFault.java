package org.gatehouse.dcerpc.association;

/// A request or alter_context that is answered with a fault ([C706] 12.6.4.7) instead of being served.
///
/// @param callId whose fault it is: not always the PDU that broke the rule
/// @param closes whether the connection ends with it
record ProtocolFault(int callId, int contextId, int status, boolean didNotExecute, boolean closes) {
    /// The peer broke the protocol and the connection ends.
    static ProtocolFault closing(int callId, int contextId, int status) {
        return new ProtocolFault(callId, contextId, status, false, true);
    }

    /// As [#closing(int, int, int)], where nothing of a call had been taken yet.
    static ProtocolFault refusing(int callId, int status) {
        return new ProtocolFault(callId, 0, status, true, true);
    }

    /// This call cannot be served; others can.
    static ProtocolFault rejecting(int callId, int contextId, int status) {
        return new ProtocolFault(callId, contextId, status, true, false);
    }
}
