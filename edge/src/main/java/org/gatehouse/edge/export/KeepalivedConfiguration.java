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

                # A balancer that is gone listens no more, which is known at once.
                vrrp_script listens-%1$s {
                    script "/bin/sh -c 'ss -Hltn src %2$s | grep -q .'"
                    interval 1
                    timeout 2
                    rise 1
                    fall 1
                }

                # One that hangs goes on to listen, but does not answer: known within about eight seconds.
                vrrp_script answers-%1$s {
                    script "/bin/bash -c 'exec 3<>/dev/tcp/127.0.0.1/%7$d && (echo GET /healthz HTTP/1.0; echo) \
                >&3 && head -n 1 <&3 | grep -q 200'"
                    interval 1
                    timeout 3
                    rise 1
                    fall 2
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
                    # Who had the address all along does not hear that the other had it too while they were apart, and
                    # neighbours would go on sending to the other. Hence they are told again, in seconds.
                    garp_master_refresh 1
                    virtual_ipaddress {
                %5$s    }
                    track_script {
                        listens-%1$s
                        answers-%1$s
                    }
                %6$s}
                """.formatted(word, ArrayDescription.at(array.address(), array.port(Service.RPC)),
                        takeover.networkInterface(), takeover.virtualRouter(),
                        Stream.concat(Stream.of(ArrayDescription.literal(array.address())), takeover.gateways().stream()
                                .map(gateway -> ArrayDescription.literal(gateway.address()) + " dev "
                                        + gateway.networkInterface()))
                                .map(address -> "        " + address + "\n").collect(Collectors.joining()),
                        watched(), array.healthPort());
    }

    /// Interfaces without which the address is of no use, besides that of the address.
    private String watched() {
        List<String> others = takeover.gateways().stream().map(Takeover.Gateway::networkInterface)
                .filter(one -> !one.equals(takeover.networkInterface())).distinct().toList();
        return others.isEmpty() ? "" : others.stream().map(one -> "        " + one + "\n")
                .collect(Collectors.joining("", "    track_interface {\n", "    }\n"));
    }
}
