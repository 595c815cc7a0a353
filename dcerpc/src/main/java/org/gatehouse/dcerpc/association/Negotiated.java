package org.gatehouse.dcerpc.association;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What bind and alter_context have agreed on for one connection: shared by the parts of an [Association].
final class Negotiated {
    final Endpoint endpoint;
    final PresentationContexts contexts;
    final Map<Integer, SecurityContext> security = new HashMap<>();
    /// For requests without a security trailer: set up with the bind, or the first one at connect level.
    @Nullable SecurityContext defaultSecurity;
    @Nullable AssociationGroup group;
    /// Largest fragment either way, bytes.
    int fragmentMax = AssociationLimits.FRAGMENT_BYTES_MIN;
    /// PFC_CONC_MPX: several calls at once on this connection ([C706] 12.6.3.1).
    boolean multiplexed;
    /// Signatures cover header and trailer too ([MS-RPCE] 2.2.2.3); once on, for every security context.
    boolean headerSigning;

    Negotiated(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.contexts = new PresentationContexts(endpoint);
    }
}
