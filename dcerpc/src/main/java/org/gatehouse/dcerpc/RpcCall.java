package org.gatehouse.dcerpc;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.gatehouse.security.Identity;
import org.gatehouse.wire.ndr.NdrReader;

/// A request ([C706] 12.6.4.9) that reached its service: decrypted, verified and reassembled.
///
/// @param operation the operation number, below the service's count
/// @param stub positioned at the first parameter, in the caller's byte order
/// @param object the object UUID, if the caller sent one
/// @param caller who signed in, empty for an unauthenticated binding
/// @param level the protection under which this call came
/// @param transport what carries the connection
/// @param client the client's address, as the balancer tells it
/// @param server the address the client reached
/// @param handles the context handles of the association group
/// @param cancelled completes when the client cancels the call or its connection goes away
public record RpcCall(int operation, NdrReader stub, Optional<UUID> object, Optional<Identity> caller, AuthLevel level,
        ProtocolSequence transport, InetSocketAddress client, InetSocketAddress server, ContextHandles handles,
        CompletionStage<?> cancelled) {}
