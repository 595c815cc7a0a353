package org.gatehouse.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LdapPeersTest {
    private volatile Instant now = Instant.parse("2010-05-03T08:00:00Z");

    /// What accepts a connection is made when the one before came, which may have been long ago.
    @Test
    void aConnectionsTimesBeginWhenItComes() throws Exception {
        try (var peers = new LdapPeers(LdapLimits.DEFAULT, () -> now); LdapPeer peer = peers.accepting()) {
            now = now.plus(Duration.ofDays(1));
            assertThat(peer.times().overdue(now)).isPresent();
            assertThat(peers.admit(peer)).isTrue();
            assertThat(peer.times().overdue(now)).isEmpty();
            now = now.plus(Duration.ofDays(1));
            assertThat(peer.times().overdue(now)).isPresent();
        }
    }
}
