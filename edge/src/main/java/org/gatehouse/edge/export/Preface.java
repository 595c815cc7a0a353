package org.gatehouse.edge.export;

import java.util.stream.Collectors;

/// The comment at the head of every configuration: what array it is for and what each protocol needs.
final class Preface {
    private Preface() {}

    /// @param mark what begins a comment
    /// @param product for whom it is, and from which version
    static String of(ArrayDescription array, String mark, String product) {
        String members = array.members().stream().map(member -> member.name() + " ("
                + ArrayDescription.literal(member.address()) + (member.suspended() ? ", suspended now" : "") + ")")
                .collect(Collectors.joining(", "));
        return """
                Client access array '%s' (%s) for %s.
                Written by Export-LoadBalancerConfiguration; export again when servers come or go.

                Members: %s.

                Port %d, the endpoint mapper, and %d and %d, the static ports of RPC and the address book, belong to one
                client together. On port %d all web protocols share their connections inside TLS, so that the strictest
                rule holds for all:
                  OWA, ECP, EWS         the same server each time; EWS for 45 minutes
                  MAPI over HTTP        the same server for the whole session
                  Outlook Anywhere      both channels of a connection to the same server
                  ActiveSync            the same server is better
                  Autodiscover, OAB     any server
                Hence one affinity by the client's address over all ports. Public folders on mailbox servers are not
                balanced.
                """.formatted(array.name(), array.fqdn(), product, members, array.port(Service.ENDPOINT_MAPPER),
                        array.port(Service.RPC), array.port(Service.ADDRESS_BOOK), array.port(Service.WEB))
                .lines().map(line -> (mark + " " + ArrayDescription.comment(line)).stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
