package org.gatehouse.server.replication;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Cluster.Member;
import org.gatehouse.directory.replication.Cluster.Role;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.directory.replication.Survey.Watcher;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What Patroni's REST face answers ("Patroni REST API" of its documentation), read.
final class PatroniAnswers {
    /// Patroni's own, where the configuration says nothing.
    private static final long LAG_MAX_PRESET = 1L << 20;
    /// Seconds that the primary's lock lasts, where the configuration says nothing.
    static final Duration TTL_PRESET = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);
    /// The end of the year 9999: what is said to be later is no time.
    private static final long LATEST = 253_402_300_799L;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PatroniAnswers() {}

    /// @param cluster of `GET /cluster`
    /// @param config of `GET /config`
    /// @throws ReplicationException when they are something else
    static Cluster read(String cluster, String config) {
        JsonNode settings = json(config);
        var members = new ArrayList<Member>();
        for (JsonNode member : json(cluster).path("members")) {
            members.add(new Member(member.path("name").asString(""), member.path("host").asString(""),
                    role(member.path("role").asString("")), member.path("state").asString(""),
                    member.path("lag").isNumber() ? OptionalLong.of(member.path("lag").asLong())
                            : OptionalLong.empty()));
        }
        int synchronous = settings.path("synchronous_mode").asBoolean(false)
                ? Math.max(1, settings.path("synchronous_node_count").asInt(1)) : 0;
        return new Cluster(members, synchronous, settings.path("maximum_lag_on_failover").asLong(LAG_MAX_PRESET));
    }

    /// The members' names by the addresses at which Patroni itself reaches what looks after them.
    static Map<String, String> places(String cluster) {
        var places = new LinkedHashMap<String, String>();
        for (JsonNode member : json(cluster).path("members")) {
            String url = member.path("api_url").asString("");
            int path = url.indexOf('/', url.indexOf("://") + 3);
            if (url.startsWith("http")) {
                places.putIfAbsent(path < 0 ? url : url.substring(0, path), member.path("name").asString(""));
            }
        }
        return places;
    }

    /// The same for two addresses of one place.
    static String place(String url) {
        return url.replaceFirst("^https?://", "").replaceFirst("/.*$", "").toLowerCase(Locale.ROOT);
    }

    static boolean paused(String cluster) {
        return json(cluster).path("pause").asBoolean(false);
    }

    static Duration ttl(String config) {
        return Duration.ofSeconds(json(config).path("ttl").asLong(TTL_PRESET.toSeconds()));
    }

    /// @param self what `GET /patroni` answered
    /// @param ttl how long a primary's lock lasts
    static Watcher watcher(String url, String member, PatroniSurvey.Answer self, Duration ttl) {
        if (!self.trouble().isEmpty()) {
            return new Watcher(url, member, self.trouble(), false, Optional.empty(), ttl, Optional.empty());
        }
        try {
            JsonNode said = json(self.body());
            long seen = said.path("dcs_last_seen").asLong(-1);
            boolean tells = seen >= 0 && seen <= LATEST;
            return new Watcher(url, member, "", said.path("cluster_unlocked").asBoolean(false), !tells
                    ? Optional.empty() : self.date().map(date -> Duration.between(Instant.ofEpochSecond(seen), date)),
                    ttl, self.date().map(date -> ahead(date, self.heard())));
        } catch (ReplicationException other) {
            return new Watcher(url, member, String.valueOf(other.getMessage()), false, Optional.empty(), ttl,
                    Optional.empty());
        }
    }

    /// A date is told without the parts of its second.
    private static Duration ahead(Instant date, Instant heard) {
        Duration least = Duration.between(heard, date);
        Duration most = least.plus(SECOND);
        return least.isPositive() ? least : most.isNegative() ? most : Duration.ZERO;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
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
