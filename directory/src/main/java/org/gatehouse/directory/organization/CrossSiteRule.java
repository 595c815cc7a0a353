package org.gatehouse.directory.organization;

import java.util.List;
import java.util.Optional;

/// In which site the clients of a mailbox database belong, as Exchange 2010 decides since SP2 RU3 (decision 19).
final class CrossSiteRule {
    private CrossSiteRule() {}

    /// What decides.
    ///
    /// @param endpoint the site of RpcClientAccessServer
    /// @param active the site of the server that has the active copy
    /// @param copies the sites of all copies, the most preferred one's first
    /// @param allowed AllowCrossSiteRpcClientAccess of the server's group; empty outside of groups
    record Facts(String endpoint, String active, List<String> copies, Optional<Boolean> allowed) {
        Facts {
            copies = List.copyOf(copies);
        }
    }

    /// Where clients belong: with the active copy, unless their group lets them stay with the most preferred one. One
    /// copy is preferred to nothing: then, as outside of groups, RpcClientAccessServer decides.
    static String site(Facts facts) {
        if (facts.allowed().isEmpty()) {
            return facts.endpoint();
        }
        if (!facts.allowed().get()) {
            return facts.active().isEmpty() ? facts.endpoint() : facts.active();
        }
        return facts.copies().size() < 2 || facts.copies().getFirst().isEmpty() ? facts.endpoint()
                : facts.copies().getFirst();
    }
}
