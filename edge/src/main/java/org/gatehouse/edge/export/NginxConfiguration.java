package org.gatehouse.edge.export;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// nginx's: TCP on every port, the same hash of the client's address over the same members on each.
///
/// The open-source nginx asks nobody whether he is well: it finds out when a connection fails, on each port for
/// itself. A suspended member is marked when the configuration is written.
final class NginxConfiguration {
    private final ArrayDescription array;

    NginxConfiguration(ArrayDescription array) {
        this.array = array;
    }

    String text() {
        return Preface.of(array, "#", "nginx 1.18 and later, with its stream module") + """
                #
                # A configuration of its own, for nothing else in this nginx. Web protocols are passed on as TCP too:
                # NTLM and Negotiate sign a connection in, which an http block would share among clients.
                #
                # The members see nginx's address as that of all clients, and count all of them as one where they have a
                # limit for each address. nginx writes version 1 of the PROXY protocol; they read version 2.
                #
                # What this cannot do: nginx notices a dead member by connections that fail, on each port apart, so
                # that a client may have different members on different ports for up to ten seconds; connections that
                # are idle at a dead host end by TCP's keep-alive (sysctl net.ipv4.tcp_keepalive_time). A member that
                # is suspended later is not noticed: export again, and reload. A reload keeps connections.

                include /etc/nginx/modules-enabled/*.conf;

                events {
                    # Of each worker; a client's connection takes two.
                    worker_connections 16384;
                }

                stream {
                    proxy_connect_timeout 5s;
                    proxy_socket_keepalive on;
                    tcp_nodelay on;
                """ + List.of(Service.values()).stream().map(this::service).collect(Collectors.joining()) + "}\n";
    }

    /// The order of the members and their weights are the same on every port, and so is the choice.
    private String service(Service service) {
        List<String> words = array.memberWords();
        return """

                    upstream %1$s {
                        hash $remote_addr;
                %2$s    }
                    server {
                        listen %3$s so_keepalive=on;
                        proxy_timeout %4$ds;
                        proxy_pass %1$s;
                    }
                """.formatted(service.word(), IntStream.range(0, words.size()).mapToObj(index -> {
                    var member = array.members().get(index);
                    return "        # " + ArrayDescription.comment(member.name()) + "\n        server "
                            + ArrayDescription.at(member.address(), array.port(service))
                            + (member.suspended() ? " down" : " max_fails=1 fail_timeout=10s") + ";\n";
                }).collect(Collectors.joining()), ArrayDescription.at(array.address(), array.port(service)),
                        service.idle().toSeconds());
    }
}
