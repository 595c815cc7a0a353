package org.gatehouse.edge.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.edge.export.ArrayDescription.ArrayMember;
import org.gatehouse.testing.HaproxyProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written for HAProxy, and that the real one takes it without a warning.
final class HaproxyConfigurationTest {
    private static final Map<Service, Integer> PORTS = Map.of(Service.ENDPOINT_MAPPER, 135, Service.RPC, 59_531,
            Service.ADDRESS_BOOK, 59_532, Service.WEB, 443);

    @TempDir
    private Path folder;

    private static ArrayDescription array(boolean proxy, String address, String... members) {
        return new ArrayDescription("cas-head", "outlook.example.test", InetAddress.ofLiteral(address),
                List.of(members).stream().map(member -> new ArrayMember("EX " + member.substring(member.length() - 1),
                        InetAddress.ofLiteral(member), false)).toList(), PORTS, 59_533, proxy);
    }

    private void taken(ArrayDescription array) throws Exception {
        Path file = Files.writeString(folder.resolve("haproxy.cfg"),
                Product.HAPROXY.configuration(array, Optional.empty()));
        assertThat(HaproxyProcess.check(file)).isEmpty();
    }

    @Test
    void haproxyTakesItForOneMemberOrManyOverBothFamilies() throws Exception {
        taken(array(false, "192.0.2.10", "192.0.2.11"));
        taken(array(true, "192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.13"));
        taken(array(true, "2001:db8::10", "2001:db8::11", "2001:db8::12"));
    }

    @Test
    void everyServiceSharesOneTableAndOneVerdict() {
        String text = Product.HAPROXY.configuration(array(false, "192.0.2.10", "192.0.2.11", "192.0.2.12"),
                Optional.empty());
        assertThat(text).contains("    bind 127.0.0.1:59533\n    mode http\n");
        assertThat(text).containsOnlyOnce("stick-table").contains("""
                listen rpc
                    bind 192.0.2.10:59531
                    timeout client 7200s
                    timeout server 7200s
                    # The same choice on another HAProxy that has the same members.
                    balance source
                    hash-type consistent
                    tcp-request connection track-sc0 src table affinity
                    # Clients leave a member that wants no new ones with their last connection.
                    acl alone sc0_conn_cur le 1
                    acl at-EX-1 src,table_server_id(affinity) 1
                    acl leaving-EX-1 nbsrv(ready-EX-1) eq 0
                    acl at-EX-2 src,table_server_id(affinity) 2
                    acl leaving-EX-2 nbsrv(ready-EX-2) eq 0
                    stick match src table affinity unless at-EX-1 leaving-EX-1 alone or at-EX-2 leaving-EX-2 alone
                    stick store-request src table affinity
                    server EX-1 192.0.2.11:59531 id 1 track members/EX-1 on-marked-down shutdown-sessions
                    server EX-2 192.0.2.12:59531 id 2 track members/EX-2 on-marked-down shutdown-sessions
                """);
        for (Service service : Service.values()) {
            assertThat(text).contains("listen " + service.word() + "\n    bind 192.0.2.10:"
                    + PORTS.get(service) + "\n    timeout client " + service.idle().toSeconds() + "s\n");
        }
    }

    /// Whatever somebody calls a server, it stays a comment and a word.
    @Test
    void namesCannotSayAnythingElse() throws Exception {
        var odd = new ArrayDescription("a\nglobal\n  maxconn 1", "outlook.example.test",
                InetAddress.ofLiteral("192.0.2.10"), List.of(
                        new ArrayMember("x\nlisten y", InetAddress.ofLiteral("192.0.2.11"), true),
                        new ArrayMember("x listen y", InetAddress.ofLiteral("192.0.2.12"), false),
                        new ArrayMember("\u00e9\u00e9", InetAddress.ofLiteral("192.0.2.13"), false)), PORTS,
                59_533, false);
        assertThat(odd.memberWords()).containsExactly("x-listen-y", "x-listen-y-2", "member");
        assertThat(Product.HAPROXY.configuration(odd, Optional.empty())).doesNotContain("\nlisten y", "\n  maxconn 1")
                .contains("suspended now");
        taken(odd);
    }
}
