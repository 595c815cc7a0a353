package org.gatehouse.dcerpc;

import org.gatehouse.wire.Bytes;

/// One interface a server offers: takes stubs, gives stubs.
///
/// [#call(RpcCall)] runs on a virtual thread of its own and may block (a parked asynchronous call does); it must watch
/// [RpcCall#cancelled()] while it does. A [org.gatehouse.wire.MalformedException] becomes the fault
/// RPC_X_BAD_STUB_DATA, an [RpcFault] its own status, any other exception nca_s_fault_unspec with a logged stack
/// ([C706] appendix E has the codes).
public interface RpcService {
    SyntaxId id();

    /// A short name for logs and the endpoint mapper's annotation.
    String name();

    /// Operations are numbered 0 up to this, exclusive; others get nca_s_op_rng_error before [#call(RpcCall)].
    int operationCount();

    /// What a binding must prove before any operation is called; less gets the fault ERROR_ACCESS_DENIED (5).
    AuthLevel authLevelMin();

    Bytes call(RpcCall call);
}
