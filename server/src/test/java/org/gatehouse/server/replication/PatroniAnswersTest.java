package org.gatehouse.server.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Cluster.Member;
import org.gatehouse.directory.replication.Cluster.Role;
import org.gatehouse.directory.replication.ReplicationException;
import org.junit.jupiter.api.Test;

class PatroniAnswersTest {
    /// As Patroni 3.0.2 answered.
    private static final String CLUSTER = """
            {"members": [{"name": "ex1", "role": "leader", "state": "running", "api_url":
            "http://127.0.0.1:43449/patroni", "host": "127.0.0.1", "port": 40549, "timeline": 1},
            {"name": "ex2", "role": "sync_standby", "state": "running", "api_url":
            "http://127.0.0.1:40997/patroni", "host": "pg2.corp.test", "port": 33127, "timeline": 1, "lag": 4096},
            {"name": "ex3", "role": "replica", "state": "stopped", "api_url": "http://127.0.0.1:40998/patroni",
            "host": "pg3.corp.test", "port": 33128, "lag": "unknown"}]}""";
    private static final String CONFIG = """
            {"ttl": 10, "loop_wait": 1, "retry_timeout": 3, "maximum_lag_on_failover": 2097152,
            "synchronous_mode": true, "postgresql": {"use_pg_rewind": true}}""";

    @Test
    void membersAndSettingsAreRead() {
        Cluster cluster = PatroniAnswers.read(CLUSTER, CONFIG);
        assertThat(cluster).isEqualTo(new Cluster(List.of(
                new Member("ex1", "127.0.0.1", Role.PRIMARY, "running", OptionalLong.empty()),
                new Member("ex2", "pg2.corp.test", Role.SYNCHRONOUS_STANDBY, "running", OptionalLong.of(4096)),
                new Member("ex3", "pg3.corp.test", Role.STANDBY, "stopped", OptionalLong.empty())), 1, 2097152));
        assertThat(PatroniAnswers.read(CLUSTER, "{\"synchronous_mode\": false, \"synchronous_node_count\": 2}")
                .synchronousCopies()).isZero();
        assertThat(PatroniAnswers.read(CLUSTER, "{\"synchronous_mode\": true, \"synchronous_node_count\": 2}")
                .synchronousCopies()).isEqualTo(2);
        assertThat(cluster.of(new DatabaseObject.Copy("EX1", 1, ""), "")).contains(cluster.members().getFirst());
        assertThat(cluster.of(new DatabaseObject.Copy("MBX2", 2, ""), "PG2.corp.test"))
                .contains(cluster.members().get(1));
        assertThat(cluster.of(new DatabaseObject.Copy("EX1", 1, "ex3"), "")).contains(cluster.members().get(2));
        assertThat(cluster.of(new DatabaseObject.Copy("MBX9", 1, ""), "mbx9.corp.test")).isEmpty();
    }

    @Test
    void whatIsNoAnswerOfPatroniIsRefusedOrEmpty() {
        var random = new Random(20_100);
        for (int round = 0; round < 2_000; round++) {
            var mutated = new StringBuilder(CLUSTER);
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(32, 127));
            }
            try {
                assertThat(PatroniAnswers.read(mutated.toString(), CONFIG).members()).hasSizeLessThanOrEqualTo(4);
            } catch (ReplicationException refused) {
                assertThat(refused).hasMessageContaining("no Patroni");
            }
        }
        assertThatThrownBy(() -> PatroniAnswers.read("<html>", CONFIG)).isInstanceOf(ReplicationException.class);
    }

    @Test
    void itIsAskedAtItsOwnPortOfTheHostsUnlessToldOtherwise() {
        assertThat(PatroniAnswers.urls("", "jdbc:postgresql://pg1:5433,pg2/mail?sslmode=require"))
                .containsExactly("http://pg1:8008", "http://pg2:8008");
        assertThat(PatroniAnswers.urls("https://pg1:8009, https://pg2:8009", "jdbc:postgresql://x/y"))
                .containsExactly("https://pg1:8009", "https://pg2:8009");
        assertThat(PatroniAnswers.urls("", "")).isEmpty();
        assertThat(PatroniAnswers.switchOver("ex1", "ex2")).isEqualTo("{\"leader\":\"ex1\",\"candidate\":\"ex2\"}");
        assertThat(PatroniAnswers.synchronous(0)).isEqualTo("{\"synchronous_mode\":false}");
        assertThat(PatroniAnswers.synchronous(2))
                .isEqualTo("{\"synchronous_mode\":true,\"synchronous_node_count\":2}");
    }
}
