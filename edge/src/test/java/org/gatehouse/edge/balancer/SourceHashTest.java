package org.gatehouse.edge.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Buckets as a Linux kernel (6.18, x86-64) computed them: marks of connections, set by nftables with
/// `ct mark set jhash ip saddr mod 1024 seed 0x67617465`.
final class SourceHashTest {
    @ParameterizedTest
    @CsvSource({"192.0.2.7, 169", "10.0.0.1, 468", "198.51.100.200, 966", "203.0.113.255, 70", "127.0.0.1, 992",
        "172.16.254.3, 411", "2001:db8::7, 925", "fd00:1:2:3:4:5:6:7, 387", "2001:db8:ffff::1, 151", "::1, 40"})
    void bucketsAreTheKernels(String address, int bucket) {
        assertThat(SourceHash.bucket(InetAddress.ofLiteral(address))).isEqualTo(bucket);
    }
}
