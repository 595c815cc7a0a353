package org.gatehouse.dcerpc.association;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatehouse.dcerpc.RpcService;
import org.gatehouse.dcerpc.SyntaxId;
import org.gatehouse.dcerpc.management.CallStatistics;
import org.gatehouse.dcerpc.management.ManagementService;
import org.gatehouse.security.SignIns;

/// What a port of a server offers. The management interface is there at every endpoint ([C706] 4 and appendix Q).
///
/// @param signIns empty where nobody can sign in
/// @param statistics of all connections to it
public record Endpoint(List<RpcService> services, AssociationGroups groups, Optional<SignIns> signIns,
        AssociationLimits limits, CallStatistics statistics) {
    public Endpoint {
        var all = new ArrayList<>(services);
        all.add(new ManagementService(services, statistics));
        services = List.copyOf(all);
    }

    /// An endpoint that counts from zero.
    public Endpoint(List<RpcService> services, AssociationGroups groups, Optional<SignIns> signIns,
            AssociationLimits limits) {
        this(services, groups, signIns, limits, new CallStatistics());
    }

    /// The service for an interface: same UUID and major version, minor version at least the client's
    /// ([C706] 6.1.5.1).
    Optional<RpcService> find(SyntaxId syntax) {
        return services.stream().filter(service -> service.id().uuid().equals(syntax.uuid())
                && service.id().major() == syntax.major() && service.id().minor() >= syntax.minor()).findFirst();
    }
}
