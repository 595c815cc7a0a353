package org.gatehouse.server.rpc;

/// What a virtual connection of RPC over HTTP carries: a conversation with this server, or with another that this one
/// stands in front of.
interface Talk {
    /// @throws org.gatehouse.wire.MalformedException when the connection has to be closed for what came
    void received(byte[] pdu);

    /// Says goodbye.
    void stop();

    /// Says goodbye if nothing is going on.
    ///
    /// @param withHandles even to a client that holds context handles
    void stopIdle(boolean withHandles);

    /// The connection is gone.
    void gone();

    /// From now on nothing is done in good order, as if the process had died.
    void abandon();
}
