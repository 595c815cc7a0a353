package org.gatehouse.edge.export;

import java.util.List;
import java.util.stream.Collectors;

/// Kemp LoadMaster's: calls of its REST interface, as a script for bash and curl. One virtual service for each port, of
/// which three follow the first one's clients.
final class KempCommands {
    private final ArrayDescription array;

    KempCommands(ArrayDescription array) {
        this.array = array;
    }

    String text() {
        return "#!/usr/bin/env bash\n" + Preface.of(array, "#", "Kemp LoadMaster (7.2), as calls of its REST interface")
                + """
                #
                # NOT RUN: written after Kemp's description of the interface; nobody had a LoadMaster. Read each answer.
                #
                #   LOADMASTER=lb.example.test NETRC=./netrc bash kemp.sh
                #
                # NETRC is a file with "machine HOST login USER password PASSWORD". The interface has to be enabled.
                #
                # Each client stays with one member by its address; the other ports follow the service of RPC. Each
                # service checks a member by itself, RPC's own ports by a connection and 443 by /readyz, so that a
                # suspended member is down on 443 alone: disable it there too (disablers). Connections to a member that
                # is down, or that has been disabled for the drain time, are dropped (the settings at the end).
                #
                # The members see LoadMaster's address as that of all clients. Where it is the members' gateway, set
                # Transparent=1, and they see the clients' own.
                set -euo pipefail

                lm() {
                    curl --silent --show-error --fail --netrc-file "$NETRC" "https://$LOADMASTER/access/$1"
                }

                """ + service(Service.RPC, "")
                + """
                rpc=$(sed -n 's/.*<Index>\\([0-9]*\\)<\\/Index>.*/\\1/p' <<< "$answer" | head -n 1)
                [ -n "$rpc" ] || { echo "no index of the virtual service in: $answer" >&2; exit 1; }
                """ + members(Service.RPC)
                + List.of(Service.ENDPOINT_MAPPER, Service.ADDRESS_BOOK, Service.WEB).stream()
                        .map(service -> "\n" + service(service, "&FollowVSID=$rpc") + members(service))
                        .collect(Collectors.joining())
                + """

                lm "set?param=droponfail&value=1"
                lm "set?param=dropatdrainend&value=1"
                """;
    }

    private String service(Service service, String follows) {
        String check = service != Service.WEB ? "CheckType=tcp"
                : "CheckType=https&CheckUrl=/readyz&CheckUseGet=1&CheckHost=" + array.fqdn();
        return """
                # %1$s
                answer=$(lm "addvs?%2$s&NickName=%3$s-%1$s&VStype=gen&ForceL7=1&Transparent=0&Schedule=lc\
                &Persist=src&PersistTimeout=%4$d&Idletime=%5$d&%6$s%7$s")
                """.formatted(service.word(), key(service), ArrayDescription.word(array.name()),
                        Service.AFFINITY.toSeconds(), service.idle().toSeconds(), check, follows);
    }

    private String members(Service service) {
        return array.members().stream().map(member -> "lm \"addrs?" + key(service) + "&rs="
                + ArrayDescription.literal(member.address()) + "&rsport=" + array.port(service) + "&Enable="
                + (member.suspended() ? "N" : "Y") + "\" # " + ArrayDescription.comment(member.name()) + "\n")
                .collect(Collectors.joining());
    }

    private String key(Service service) {
        return "vs=" + ArrayDescription.literal(array.address()) + "&port=" + array.port(service) + "&prot=tcp";
    }
}
