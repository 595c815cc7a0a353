package org.gatehouse.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Opens acceptors: the door that RPC, LDAP and HTTP use to sign peers in.
public interface SignIns {
    /// The mechanisms by their number as an RPC authentication service ([MS-RPCE] 2.2.1.1.7).
    enum Mechanism { NEGOTIATE, NTLM, KERBEROS }

    /// @param peer the client's address, for rate limits and logs
    /// @param channelBinding what the TLS channel asks for, or null when there is none
    Acceptor open(Mechanism mechanism, InetAddress peer, @Nullable ChannelBinding channelBinding);

    /// The same door at a place that is open to everybody anyway: there NTLM's anonymous sign-in is let in too, and
    /// gives [Identity#isAnonymous()], which no service may take for a caller.
    SignIns forEverybody();

    /// Whether a mechanism works here; one that does not is never offered.
    boolean offers(Mechanism mechanism);
}
