package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.testing.Outside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// dig against the demonstration's DNS server.
@ExtendWith(SharedDemo.class)
@ResourceLock(SharedDemo.FREE)
class DigTest {
    @Test
    void arrayHasTheBalancersAddress(RunningDemo demo) throws Exception {
        assertThat(dig(demo, "A", "outlook.gatehouse.test")).contains("status: NOERROR", "flags: qr aa")
                .containsPattern("outlook\\.gatehouse\\.test\\.\\s+60\\s+IN\\s+A\\s+127\\.0\\.1\\.20");
        assertThat(dig(demo, "+tcp", "A", "outlook.gatehouse.test")).contains("127.0.1.20", "(TCP)");
    }

    @Test
    void zoneHasItsStartAndItsServer(RunningDemo demo) throws Exception {
        assertThat(dig(demo, "SOA", "gatehouse.test"))
                .containsPattern("IN\\s+SOA\\s+dc1\\.gatehouse\\.test\\. hostmaster\\.gatehouse\\.test\\. \\d+");
        assertThat(dig(demo, "NS", "gatehouse.test")).containsPattern("IN\\s+NS\\s+dc1\\.gatehouse\\.test\\.")
                .containsPattern("dc1\\.gatehouse\\.test\\.\\s+60\\s+IN\\s+A\\s+127\\.0\\.1\\.10");
    }

    /// With the zone's start in the authority section, so that resolvers remember the absence (RFC 2308).
    @Test
    void absentNamesAreSaidToBeAbsent(RunningDemo demo) throws Exception {
        assertThat(dig(demo, "A", "nobody.gatehouse.test")).contains("status: NXDOMAIN", "ANSWER: 0, AUTHORITY: 1")
                .containsPattern("IN\\s+SOA");
        assertThat(dig(demo, "A", "outlook.example.org")).contains("status: REFUSED");
    }

    private static String dig(RunningDemo demo, String... words) throws Exception {
        var dns = demo.endpoints().dns();
        var line = new ArrayList<>(List.of("@" + dns.address(), "-p", Integer.toString(dns.port()), "+time=10"));
        line.addAll(List.of(words));
        Finished answer = demo.run(Outside.program("dig", "bind9-dnsutils"), line.toArray(String[]::new));
        assertThat(answer.status()).as(answer.output()).isZero();
        assertThat(answer.output()).doesNotContain("malformed").doesNotContain("Warning: Message parser");
        return answer.output();
    }
}
