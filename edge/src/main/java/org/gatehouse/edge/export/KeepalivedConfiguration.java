package org.gatehouse.edge.export;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// keepalived's: which of two balancers has the array's address (VRRP, RFC 9568), and nothing else.
///
/// The same text serves both: neither is the master by its configuration, and who has the address keeps it until it
/// fails, so that clients are not cut once more when the other comes back.
final class KeepalivedConfiguration {
    private final ArrayDescription array;
    private final Takeover takeover;

    KeepalivedConfiguration(ArrayDescription array, Takeover takeover) {
        this.array = array;
        this.takeover = takeover;
    }

    String text() {
        String word = ArrayDescription.word(array.name());
        return Preface.of(array, "#", "keepalived 2.1 and later") + """
                #
                # For both balancers of a pair alike: our own, or HAProxy. Both listen all the time on an address that
                # one of them has, which Linux allows after
                #   sysctl net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1

                global_defs {
                    enable_script_security
                    script_user root
                }

                # A balancer that is gone listens no more.
                vrrp_script listens-%1$s {
                    script "/bin/sh -c 'ss -Hltn src %2$s | grep -q .'"
                    interval 1
                    timeout 2
                    rise 1
                    fall 1
                }

                vrrp_instance %1$s {
                    version 3
                    state BACKUP
                    nopreempt
                    interface %3$s
                    virtual_router_id %4$d
                    priority 100
                    # Seconds; who has been silent for three of them and a little has lost the address.
                    advert_int 0.3
                    virtual_ipaddress {
                %5$s    }
                    track_script {
                        listens-%1$s
                    }
                %6$s}
                """.formatted(word, ArrayDescription.at(array.address(), array.port(Service.RPC)),
                        takeover.networkInterface(), takeover.virtualRouter(),
                        Stream.concat(Stream.of(ArrayDescription.literal(array.address())), takeover.gateways().stream()
                                .map(gateway -> ArrayDescription.literal(gateway.address()) + " dev "
                                        + gateway.networkInterface()))
                                .map(address -> "        " + address + "\n").collect(Collectors.joining()),
                        watched());
    }

    /// Interfaces without which the address is of no use, besides that of the address.
    private String watched() {
        List<String> others = takeover.gateways().stream().map(Takeover.Gateway::networkInterface)
                .filter(one -> !one.equals(takeover.networkInterface())).distinct().toList();
        return others.isEmpty() ? "" : others.stream().map(one -> "        " + one + "\n")
                .collect(Collectors.joining("", "    track_interface {\n", "    }\n"));
    }
}
