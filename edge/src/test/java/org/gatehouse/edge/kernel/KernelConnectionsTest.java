package org.gatehouse.edge.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import org.gatehouse.edge.kernel.KernelConnections.Count;
import org.junit.jupiter.api.Test;

/// Lines as Linux 6.18 lists them.
final class KernelConnectionsTest {
    private static final String FOUR = """
            ipv4     2 tcp      6 7194 ESTABLISHED src=10.99.7.7 dst=10.66.1.10 sport=33409 dport=135 \
            src=10.66.2.21 dst=10.99.7.7 sport=135 dport=33409 [ASSURED] mark=0 zone=0 use=2
            ipv4     2 tcp      6 7194 ESTABLISHED src=10.99.7.7 dst=10.66.1.10 sport=33411 dport=443 \
            src=10.66.2.21 dst=10.99.7.7 sport=443 dport=33411 [ASSURED] mark=0 zone=0 use=2
            ipv4     2 tcp      6 431999 ESTABLISHED src=10.66.2.22 dst=10.99.7.8 sport=443 dport=40000 \
            src=10.99.7.8 dst=10.66.1.10 sport=40000 dport=443 [ASSURED] mark=0 zone=0 use=2
            ipv4     2 tcp      6 119 TIME_WAIT src=10.99.7.9 dst=10.66.1.10 sport=35791 dport=135 \
            src=10.66.2.21 dst=10.99.7.9 sport=135 dport=35791 [ASSURED] mark=0 zone=0 use=2
            ipv4     2 tcp      6 7194 ESTABLISHED src=10.99.7.7 dst=10.66.1.11 sport=33409 dport=22 \
            src=10.66.1.11 dst=10.99.7.7 sport=22 dport=33409 [ASSURED] mark=0 zone=0 use=2
            ipv4     2 udp      17 29 src=10.99.7.7 dst=10.66.1.10 sport=5353 dport=53 [UNREPLIED] \
            src=10.66.1.10 dst=10.99.7.7 sport=53 dport=5353 mark=0 zone=0 use=2
            """;
    private static final String SIX = """
            ipv6     10 tcp      6 7193 ESTABLISHED src=fd99:0000:0000:0000:0000:0000:0007:0007 \
            dst=fd66:0001:0000:0000:0000:0000:0000:0010 sport=46525 dport=135 \
            src=fd66:0002:0000:0000:0000:0000:0000:0022 dst=fd99:0000:0000:0000:0000:0000:0007:0007 sport=135 \
            dport=46525 [ASSURED] mark=0 zone=0 use=2
            """;

    @Test
    void establishedConnectionsOfTheArrayAreCountedAtTheirMembers() {
        assertThat(KernelConnections.of(InetAddress.ofLiteral("10.66.1.10"), (FOUR + SIX).lines())).isEqualTo(Map.of(
                InetAddress.ofLiteral("10.66.2.21"), new Count(2, 1),
                InetAddress.ofLiteral("10.66.2.22"), new Count(1, 1)));
        assertThat(KernelConnections.of(InetAddress.ofLiteral("fd66:1::10"), (FOUR + SIX).lines())).isEqualTo(Map.of(
                InetAddress.ofLiteral("fd66:2::22"), new Count(1, 1)));
    }
}
