package org.gatehouse.server.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gatehouse.directory.replication.Survey;
import org.gatehouse.directory.replication.Survey.Watcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers that answer as Patroni 3.0.2 does (`patroni/api.py`), and what does not answer.
@SuppressWarnings("NullAway.Init")
class PatroniSurveyTest {
    private static final Duration MAX = Duration.ofMinutes(1);
    private static final String SELF = """
            {"state": "running", "postmaster_start_time": "2026-11-30 12:00:00.123456+00:00", "role": "master",
            "server_version": 150008, "xlog": {"location": 67108960}, "timeline": 1, "dcs_last_seen": %d,
            "database_system_identifier": "7300000000000000001",
            "patroni": {"version": "3.0.2", "scope": "mail"}}""";

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer first;
    private HttpServer second;

    @BeforeEach
    void open() throws IOException {
        first = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        second = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        first.start();
        second.start();
    }

    @AfterEach
    void close() {
        first.stop(0);
        second.stop(0);
        http.close();
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answers(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String cluster() {
        return """
                {"members": [{"name": "ex1", "role": "leader", "state": "running", "api_url": "%s/patroni",
                "host": "pg1", "port": 5432, "timeline": 1}, {"name": "ex2", "role": "replica", "state": "running",
                "api_url": "%s/patroni", "host": "pg2", "port": 5432, "timeline": 1, "lag": 0}], "pause": true}"""
                .formatted(url(first), url(second));
    }

    private PatroniSurvey survey(Duration answerMax, InstantSource clock) {
        return new PatroniSurvey(http, answerMax, clock);
    }

    @Test
    void thoseThatAreKnownToOthersAloneAreAskedToo() {
        long now = Instant.now().getEpochSecond();
        answers(first, "/cluster", cluster());
        answers(first, "/config", "{\"ttl\": 20}");
        answers(first, "/patroni", SELF.formatted(now));
        answers(second, "/patroni", SELF.formatted(now - 3_600).replace("\"timeline\"",
                "\"cluster_unlocked\": true, \"timeline\""));
        Survey found = survey(MAX, () -> Instant.now().minusSeconds(1_000)).ask(List.of(url(first)));
        assertThat(found.trouble()).isEmpty();
        assertThat(found.paused()).isTrue();
        assertThat(found.cluster().orElseThrow().members()).hasSize(2);
        Watcher ex1 = found.watchers().getFirst();
        Watcher ex2 = found.watchers().getLast();
        assertThat(List.of(ex1.member(), ex2.member())).containsExactly("ex1", "ex2");
        assertThat(found.watchers()).allMatch(Watcher::answers).hasSize(2);
        assertThat(List.of(ex1.leaderless(), ex2.leaderless())).containsExactly(false, true);
        assertThat(ex1.storeSilentMax()).isEqualTo(Duration.ofSeconds(20));
        assertThat(ex2.isCutOff()).isTrue();
        assertThat(ex2.storeSilent().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMinutes(59));
        assertThat(ex2.clockAhead().orElseThrow()).isGreaterThan(Duration.ofSeconds(900));
    }

    @Test
    void oneThatHasLostItsStoreTellsSoThoughItKnowsNoCluster() {
        first.createContext("/cluster", exchange -> exchange.close());
        answers(first, "/config", "{}");
        answers(first, "/patroni", SELF.formatted(Instant.now().getEpochSecond() - 3_600));
        Survey found = survey(MAX, InstantSource.system()).ask(List.of(url(first)));
        assertThat(found.cluster()).isEmpty();
        assertThat(found.trouble()).startsWith("no Patroni tells of its cluster (" + url(first));
        assertThat(found.watchers()).singleElement().satisfies(watcher -> {
            assertThat(watcher.isCutOff()).isTrue();
            assertThat(watcher.storeSilentMax()).isEqualTo(Duration.ofSeconds(30));
        });
    }

    @Test
    void whatIsSilentOrGoneOrSomethingElseHoldsUpNobody() throws IOException {
        answers(first, "/", "<html>");
        int closed;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = gone.getLocalPort();
        }
        try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Survey found = survey(Duration.ofSeconds(2), InstantSource.system()).ask(List.of(url(first),
                    "http://127.0.0.1:" + silent.getLocalPort(), "http://127.0.0.1:" + closed, "pg9"));
            assertThat(found.cluster()).isEmpty();
            assertThat(found.trouble()).contains("what answers is no Patroni", "no answer for 2 s", "pg9: ");
            assertThat(found.watchers()).hasSize(4).noneMatch(Watcher::answers);
        }
        assertThat(survey(MAX, InstantSource.system()).ask(List.of()).trouble()).contains("-PatroniUrl");
    }

    @Test
    void whatIsNoAnswerOfPatroniIsNoneOrSilent() {
        var random = new Random(20_101);
        String self = SELF.formatted(1_700_000_000);
        for (int round = 0; round < 2_000; round++) {
            var mutated = new StringBuilder(self);
            for (int change = random.nextInt(1, 6); change > 0; change--) {
                mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(32, 127));
            }
            Watcher watcher = PatroniAnswers.watcher("http://pg1:8008", "ex1", new PatroniSurvey.Answer(
                    mutated.toString(), Optional.of(Instant.ofEpochSecond(1_700_000_040)), Instant.EPOCH, ""),
                    Duration.ofSeconds(30));
            assertThat(watcher.answers() || watcher.trouble().contains("no Patroni")).isTrue();
        }
    }
}
