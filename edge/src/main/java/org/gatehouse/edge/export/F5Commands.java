package org.gatehouse.edge.export;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/// F5 BIG-IP's: commands of tmsh for four virtual servers on one address that share their clients' records.
final class F5Commands {
    private final ArrayDescription array;
    private final String prefix;

    F5Commands(ArrayDescription array) {
        this.array = array;
        this.prefix = "gatehouse-" + ArrayDescription.word(array.name());
    }

    String text() {
        return Preface.of(array, "#", "F5 BIG-IP (LTM 12 and later), as commands of tmsh") + """
                #
                # NOT RUN: written after F5's reference of tmsh; nobody had a BIG-IP. Try it beside what you have, with
                # another address, and read each answer. To begin anew, delete the virtual servers first.
                #
                # One persistence record for each client's address, which match-across-services applies to all ports of
                # the address. Every pool has every monitor, so that a member is up or down on all ports at once; its
                # connections are reset when it goes down. A member whose /readyz answers 503 (it is suspended) is
                # disabled: BIG-IP gives it no new clients, but those that it has a record for still come.
                #
                # source-address-translation automap shows members BIG-IP's address as that of all clients. Where BIG-IP
                # is the members' gateway, write { type none } instead, and they see the clients' own.

                """ + monitors() + """

                create ltm persistence source-addr %1$s-clients { match-across-services enabled timeout %2$d }
                """.formatted(prefix, Service.AFFINITY.toSeconds())
                + List.of(Service.values()).stream().map(this::service).collect(Collectors.joining())
                + "\nsave sys config\n";
    }

    private String monitors() {
        return List.of(Service.ENDPOINT_MAPPER, Service.RPC, Service.ADDRESS_BOOK).stream().map(service ->
                "create ltm monitor tcp %s { defaults-from tcp destination *:%d interval 3 timeout 10 }\n".formatted(
                        monitor(service.word()), array.port(service))).collect(Collectors.joining())
                + asked("healthz", "") + asked("readyz", " recv-disable \"HTTP/1.1 503\"");
    }

    private String asked(String path, String otherwise) {
        return """
                create ltm monitor https %s { defaults-from https destination *:%d interval 3 timeout 10 \
                send "GET /%s HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n" recv "HTTP/1.1 200"%s }
                """.formatted(monitor(path), array.port(Service.WEB), path, array.fqdn(), otherwise);
    }

    private String monitor(String word) {
        return prefix + "-" + word;
    }

    private String service(Service service) {
        String name = prefix + "-" + service.word();
        return """

                create ltm profile fastl4 %1$s { defaults-from fastL4 idle-timeout %2$d }
                create ltm pool %1$s { load-balancing-mode least-connections-members slow-ramp-time 30 \
                service-down-action reset monitor %3$s \
                members add { %4$s } }
                create ltm virtual %1$s { destination %5$s ip-protocol tcp pool %1$s profiles add { %1$s } \
                persist replace-all-with { %6$s-clients } source-address-translation { type automap } }
                """.formatted(name, service.idle().toSeconds(), List.of(Service.ENDPOINT_MAPPER.word(),
                        Service.RPC.word(), Service.ADDRESS_BOOK.word(), "healthz", "readyz").stream()
                        .map(this::monitor).collect(Collectors.joining(" and ")),
                        array.members().stream().map(member -> at(member.address(), array.port(service)))
                                .collect(Collectors.joining(" ")), at(array.address(), array.port(service)), prefix);
    }

    /// BIG-IP has a dot between an address of IPv6 and its port.
    private static String at(InetAddress address, int port) {
        return ArrayDescription.literal(address) + (address instanceof Inet6Address ? "." : ":") + port;
    }
}
