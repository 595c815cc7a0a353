package org.gatehouse.server.replication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.DatabaseProperty;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.Replication;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.directory.replication.Survey;

/// Patroni over its REST face, at whichever of its members answers.
public final class PatroniClient implements Replication, AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    /// Patroni answers a switchover when it is done.
    private static final Duration SWITCH_MAX = Duration.ofMinutes(2);
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final Function<DatabaseObject, String> place;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_MAX)
            .version(HttpClient.Version.HTTP_1_1).build();

    /// @param place the connection string of a database, for those that are where the directory is too
    public PatroniClient(Function<DatabaseObject, String> place) {
        this.place = place;
    }

    @Override
    public Optional<Cluster> of(DatabaseObject database) {
        return isReplicated(database) ? Optional.of(PatroniAnswers.read(
                ask(database, "GET", "/cluster", "", ANSWER_MAX), ask(database, "GET", "/config", "", ANSWER_MAX)))
                : Optional.empty();
    }

    private static boolean isReplicated(DatabaseObject database) {
        return database.copies().size() > 1 || !database.setting(DatabaseProperty.PATRONI_URL).isEmpty();
    }

    @Override
    public Optional<Survey> survey(DatabaseObject database) {
        return isReplicated(database) ? Optional.of(new PatroniSurvey(http, ANSWER_MAX, InstantSource.system())
                .ask(urls(database))) : Optional.empty();
    }

    private List<String> urls(DatabaseObject database) {
        return PatroniAnswers.urls(database.setting(DatabaseProperty.PATRONI_URL), place.apply(database));
    }

    @Override
    public void switchOver(DatabaseObject database, String from, String to) {
        String _ = ask(database, "POST", "/switchover", PatroniAnswers.switchOver(from, to), SWITCH_MAX);
    }

    @Override
    public void setSynchronousCopies(DatabaseObject database, int count) {
        String _ = ask(database, "PATCH", "/config", PatroniAnswers.synchronous(count), ANSWER_MAX);
    }

    /// Of the first member that answers at all.
    private String ask(DatabaseObject database, String method, String path, String body, Duration max) {
        List<String> urls = urls(database);
        var silent = new StringJoiner("; ");
        for (String url : urls) {
            try {
                HttpResponse<java.io.InputStream> answer = http.send(HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(max).header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                return accepted(url + path, answer);
            } catch (IOException | IllegalArgumentException next) {
                silent.add(url + ": " + (next.getMessage() == null ? next.getClass().getSimpleName()
                        : next.getMessage()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ReplicationException("interrupted while Patroni of '" + database.name() + "' was asked",
                        interrupted);
            }
        }
        throw new ReplicationException("Patroni of database '" + database.name() + "' does not answer ("
                + (urls.isEmpty() ? "no address: Set-MailboxDatabase -PatroniUrl gives one" : silent) + ")");
    }

    private static String accepted(String url, HttpResponse<java.io.InputStream> answer) throws IOException {
        try (var body = answer.body()) {
            String text = new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            if (answer.statusCode() / 100 != 2) {
                throw new ReplicationException(url + " refused with " + answer.statusCode() + ": " + text.strip());
            }
            return text;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
