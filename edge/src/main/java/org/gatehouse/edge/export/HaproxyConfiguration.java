package org.gatehouse.edge.export;

import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;

/// HAProxy's: TCP on every port, one stick table for all.
///
/// A member whose `/readyz` refuses gets no new clients (HAProxy calls that stopping); clients that are connected there
/// stay whole, as behind our own balancer. One that does not answer, or whose ports are closed, is down, and
/// its connections are reset.
final class HaproxyConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private final ArrayDescription array;
    private final List<String> words;

    HaproxyConfiguration(ArrayDescription array) {
        this.array = array;
        this.words = array.memberWords();
    }

    String text() {
        return Preface.of(array, "#", "HAProxy 2.4 and later") + proxyNote() + global() + health() + affinity()
                + members() + ready()
                + List.of(Service.values()).stream().map(this::listen).collect(Collectors.joining());
    }

    private String proxyNote() {
        return array.proxyProtocol() ? """
                #
                # The members learn the clients' addresses by the PROXY protocol: each has to name the address from
                # which HAProxy connects in proxy.trusted.
                """ : """
                #
                # The members see HAProxy's address as that of all clients. Export with -ProxyProtocol to tell them.
                """;
    }

    private String global() {
        return """

                global
                    log stderr format short daemon
                    # The most connections follow from the limit on open files (LimitNOFILE in its systemd unit).

                defaults
                    mode tcp
                    log global
                    option redispatch 1
                    # Finds out about peers that went without a word.
                    option clitcpka
                    option srvtcpka
                    srvtcpka-idle 30s
                    srvtcpka-intvl 10s
                    srvtcpka-cnt 3
                    retries 3
                    timeout connect %s
                    timeout check %s
                    timeout client %s
                    timeout server %s
                """.formatted(time(CONNECT), time(CONNECT),
                        time(Service.RPC.idle()), time(Service.RPC.idle()));
    }

    /// Answered by HAProxy itself.
    private String health() {
        return """

                # What keepalived asks on the same host.
                frontend health
                    bind 127.0.0.1:%d
                    mode http
                    timeout client %s
                    monitor-uri /healthz
                """.formatted(array.healthPort(), time(CONNECT));
    }

    private String affinity() {
        return """

                # Which member each client uses, over all ports.
                backend affinity
                    stick-table type %s size 100k expire %s store conn_cur
                """.formatted(array.address() instanceof Inet6Address ? "ipv6" : "ip", time(Service.AFFINITY));
    }

    private String members() {
        return """

                # One verdict on each member for all ports. Closed ports or no /healthz: down. No /readyz: no new
                # clients.
                backend members
                    option tcp-check
                    option log-health-checks
                %s%s%s%s""".formatted(List.of(Service.ENDPOINT_MAPPER, Service.RPC, Service.ADDRESS_BOOK).stream()
                        .map(service -> "    tcp-check connect port " + array.port(service) + proxied() + "\n")
                        .collect(Collectors.joining()), asked("/healthz", ""), asked("/readyz", " error-status L7OKC"),
                        each((word, number) -> "    server " + word + " " + webAddress(number) + " id " + number
                                + checked() + "\n"));
    }

    /// A question that a member has to answer with 200.
    private String asked(String path, String otherwise) {
        return """
                    tcp-check connect port %d ssl%s
                    tcp-check send "GET %s HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n"
                    tcp-check expect string "HTTP/1.1 200 "%s
                """.formatted(array.port(Service.WEB), proxied(), path, array.fqdn(), otherwise);
    }

    private String webAddress(int number) {
        return ArrayDescription.at(member(number).address(), array.port(Service.WEB));
    }

    private String proxied() {
        return array.proxyProtocol() ? " send-proxy" : "";
    }

    private String ready() {
        return each((word, number) -> """

                # Whether %s wants new clients.
                backend ready-%s
                    option tcp-check
                %s    server %s %s%s
                """.formatted(ArrayDescription.comment(member(number).name()), word, asked("/readyz", ""), word,
                        webAddress(number), checked()));
    }

    /// Certificates are not checked: nobody is told a secret, and who can pass for a member can refuse clients as well.
    private String checked() {
        return " check check-ssl verify none inter 3s fastinter 1s downinter 1s fall 2 rise 2"
                + (array.proxyProtocol() ? " check-send-proxy send-proxy-v2" : "");
    }

    private String listen(Service service) {
        return """

                listen %s
                    bind %s
                    timeout client %s
                    timeout server %s
                    # The same choice on another HAProxy that has the same members.
                    balance source
                    hash-type consistent
                    tcp-request connection track-sc0 src table affinity
                    # Clients leave a member that wants no new ones with their last connection.
                    acl alone sc0_conn_cur le 1
                %s    stick match src table affinity%s
                    stick store-request src table affinity
                %s""".formatted(service.word(), ArrayDescription.at(array.address(), array.port(service)),
                        time(service.idle()), time(service.idle()),
                        each((word, number) -> "    acl at-" + word + " src,table_server_id(affinity) " + number
                                + "\n    acl leaving-" + word + " nbsrv(ready-" + word + ") eq 0\n"),
                        IntStream.range(0, words.size()).mapToObj(index -> "at-" + words.get(index) + " leaving-"
                                + words.get(index) + " alone").collect(Collectors.joining(" or ", " unless ", "")),
                        each((word, number) -> "    server " + word + " " + ArrayDescription.at(
                                member(number).address(), array.port(service)) + " id " + number + " track members/"
                                + word + " on-marked-down shutdown-sessions"
                                + (array.proxyProtocol() ? " send-proxy-v2" : "") + "\n"));
    }

    private ArrayMember member(int number) {
        return array.members().get(number - 1);
    }

    @FunctionalInterface
    private interface MemberText {
        String of(String word, int number);
    }

    /// Numbered from 1 in every backend alike: the table remembers the number.
    private String each(MemberText text) {
        return IntStream.range(0, words.size()).mapToObj(index -> text.of(words.get(index), index + 1))
                .collect(Collectors.joining());
    }

    private static String time(Duration duration) {
        return duration.toSeconds() + "s";
    }
}
