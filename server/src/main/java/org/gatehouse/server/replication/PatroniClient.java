package org.gatehouse.server.replication;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private final Duration answerMax;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_MAX)
            .version(HttpClient.Version.HTTP_1_1).build();

    /// @param place the connection string of a database, for those that are where the directory is too
    public PatroniClient(Function<DatabaseObject, String> place) {
        this(place, ANSWER_MAX);
    }

    PatroniClient(Function<DatabaseObject, String> place, Duration answerMax) {
        this.place = place;
        this.answerMax = answerMax;
    }

    @Override
    public Optional<Cluster> of(DatabaseObject database) {
        return isReplicated(database) ? Optional.of(PatroniAnswers.read(
                ask(database, "GET", "/cluster", "", answerMax), ask(database, "GET", "/config", "", answerMax)))
                : Optional.empty();
    }

    private static boolean isReplicated(DatabaseObject database) {
        return database.copies().size() > 1 || !database.setting(DatabaseProperty.PATRONI_URL).isEmpty();
    }

    @Override
    public Optional<Survey> survey(DatabaseObject database) {
        return isReplicated(database) ? Optional.of(new PatroniSurvey(http, answerMax, InstantSource.system())
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
        String _ = ask(database, "PATCH", "/config", PatroniAnswers.synchronous(count), answerMax);
    }

    /// Of the first member that answers at all.
    private String ask(DatabaseObject database, String method, String path, String body, Duration max) {
        List<String> urls = urls(database);
        var silent = new StringJoiner("; ");
        for (String url : urls) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)).build();
                return accepted(url + path, whole(request, max));
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

    /// A request's own time-out ends with the head of its answer, and a host may be cut off behind that.
    private HttpResponse<String> whole(HttpRequest request, Duration max) throws IOException, InterruptedException {
        var answer = http.sendAsync(request, HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), ANSWER_BYTES_MAX));
        try {
            return answer.get(max.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            throw new HttpTimeoutException("no whole answer within " + max.toMillis() + " ms");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException why ? why : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static String accepted(String url, HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new ReplicationException(url + " refused with " + answer.statusCode() + ": "
                    + answer.body().strip());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
