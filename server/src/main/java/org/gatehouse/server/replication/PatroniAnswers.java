package org.gatehouse.server.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Cluster.Member;
import org.gatehouse.directory.replication.Cluster.Role;
import org.gatehouse.directory.replication.ReplicationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What Patroni's REST face answers ("Patroni REST API" of its documentation), read.
final class PatroniAnswers {
    /// Patroni's own, where the configuration says nothing.
    private static final long LAG_MAX_PRESET = 1L << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PatroniAnswers() {}

    /// @param cluster of `GET /cluster`
    /// @param config of `GET /config`
    /// @throws ReplicationException when they are something else
    static Cluster read(String cluster, String config) {
        try {
            JsonNode settings = JSON.readTree(config);
            var members = new ArrayList<Member>();
            for (JsonNode member : JSON.readTree(cluster).path("members")) {
                members.add(new Member(member.path("name").asString(""), member.path("host").asString(""),
                        role(member.path("role").asString("")), member.path("state").asString(""),
                        member.path("lag").isNumber() ? OptionalLong.of(member.path("lag").asLong())
                                : OptionalLong.empty()));
            }
            int synchronous = settings.path("synchronous_mode").asBoolean(false)
                    ? Math.max(1, settings.path("synchronous_node_count").asInt(1)) : 0;
            return new Cluster(members, synchronous,
                    settings.path("maximum_lag_on_failover").asLong(LAG_MAX_PRESET));
        } catch (JacksonException other) {
            throw new ReplicationException("what answers is no Patroni: " + other.getOriginalMessage(), other);
        }
    }

    private static Role role(String word) {
        return switch (word) {
            case "leader", "master", "primary", "standby_leader" -> Role.PRIMARY;
            case "sync_standby", "quorum_standby" -> Role.SYNCHRONOUS_STANDBY;
            default -> Role.STANDBY;
        };
    }

    static String switchOver(String from, String to) {
        return JSON.createObjectNode().put("leader", from).put("candidate", to).toString();
    }

    static String synchronous(int count) {
        var settings = JSON.createObjectNode().put("synchronous_mode", count > 0);
        if (count > 0) {
            settings.put("synchronous_node_count", count);
        }
        return settings.toString();
    }

    /// The addresses of a setting, or those of the hosts of a connection string at Patroni's own port.
    static List<String> urls(String setting, String connectionString) {
        if (!setting.isBlank()) {
            return List.of(setting.split("[,\\s]+"));
        }
        if (!connectionString.startsWith("jdbc:postgresql://")) {
            return List.of();
        }
        String hosts = connectionString.substring("jdbc:postgresql://".length()).replaceAll("[/?].*", "");
        var urls = new ArrayList<String>();
        for (String host : hosts.split(",", -1)) {
            urls.add("http://" + host.replaceFirst(":[0-9]+$", "") + ":8008");
        }
        return urls;
    }
}
