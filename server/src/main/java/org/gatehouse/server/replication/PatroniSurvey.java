package org.gatehouse.server.replication;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gatehouse.directory.replication.Cluster;
import org.gatehouse.directory.replication.ReplicationException;
import org.gatehouse.directory.replication.Survey;
import org.gatehouse.directory.replication.Survey.Watcher;

/// Asks every Patroni of a cluster by itself, all of them at once: those whose addresses are known, then those that
/// they know besides.
final class PatroniSurvey {
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int MEMBERS_MAX = 64;

    private final HttpClient http;
    private final Duration answerMax;
    private final InstantSource clock;

    PatroniSurvey(HttpClient http, Duration answerMax, InstantSource clock) {
        this.http = http;
        this.answerMax = answerMax;
        this.clock = clock;
    }

    /// What came back, or why nothing did.
    ///
    /// @param date of the computer that answered
    /// @param heard when, by our clock
    record Answer(String body, Optional<Instant> date, Instant heard, String trouble) {}

    private record Asked(String url, CompletableFuture<Answer> self, CompletableFuture<Answer> cluster,
            CompletableFuture<Answer> config) {}

    Survey ask(List<String> urls) {
        if (urls.isEmpty()) {
            return new Survey(Optional.empty(), List.of(), false,
                    "no address of Patroni is known: Set-MailboxDatabase -PatroniUrl gives one");
        }
        List<Asked> asked = urls.stream().limit(MEMBERS_MAX).map(url -> new Asked(url, get(url, "/patroni"),
                get(url, "/cluster"), get(url, "/config"))).toList();
        var silent = new StringJoiner("; ");
        for (Asked one : asked) {
            Answer cluster = one.cluster.join();
            Answer config = one.config.join();
            String trouble = cluster.trouble.isEmpty() ? config.trouble : cluster.trouble;
            if (trouble.isEmpty()) {
                try {
                    return known(asked, PatroniAnswers.read(cluster.body, config.body), cluster.body, config.body);
                } catch (ReplicationException other) {
                    trouble = String.valueOf(other.getMessage());
                }
            }
            silent.add(one.url + ": " + trouble);
        }
        return new Survey(Optional.empty(), asked.stream().map(one -> PatroniAnswers.watcher(one.url, "",
                one.self.join(), PatroniAnswers.TTL_PRESET)).toList(), false,
                "no Patroni tells of its cluster (" + silent + ")");
    }

    private Survey known(List<Asked> asked, Cluster cluster, String clusterBody, String configBody) {
        Map<String, String> places = PatroniAnswers.places(clusterBody);
        Duration ttl = PatroniAnswers.ttl(configBody);
        var selves = new LinkedHashMap<String, CompletableFuture<Answer>>();
        asked.forEach(one -> selves.put(one.url, one.self));
        List<String> met = asked.stream().map(one -> PatroniAnswers.place(one.url)).toList();
        places.keySet().stream().filter(place -> !met.contains(PatroniAnswers.place(place))).limit(MEMBERS_MAX)
                .forEach(place -> selves.put(place, get(place, "/patroni")));
        var watchers = new ArrayList<Watcher>();
        selves.forEach((url, answer) -> watchers.add(PatroniAnswers.watcher(url, member(places, url), answer.join(),
                ttl)));
        return new Survey(Optional.of(cluster), watchers, PatroniAnswers.paused(clusterBody), "");
    }

    private static String member(Map<String, String> places, String url) {
        String place = PatroniAnswers.place(url);
        return places.entrySet().stream().filter(each -> PatroniAnswers.place(each.getKey()).equals(place))
                .map(Map.Entry::getValue).findFirst().orElse("");
    }

    /// Never fails: what went wrong is in the answer.
    private CompletableFuture<Answer> get(String url, String path) {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + path)).timeout(answerMax).build();
        } catch (IllegalArgumentException wrong) {
            return CompletableFuture.completedFuture(failed(wrong));
        }
        // The request's own time-out ends with the head of the answer.
        return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), ANSWER_BYTES_MAX))
                .orTimeout(answerMax.toMillis(), TimeUnit.MILLISECONDS).thenApply(this::answered)
                .exceptionally(this::failed);
    }

    private Answer answered(HttpResponse<String> answer) {
        String trouble = answer.statusCode() / 100 == 2 ? "" : "it answers " + answer.statusCode();
        return new Answer(answer.body(), date(answer), clock.instant(), trouble);
    }

    private static Optional<Instant> date(HttpResponse<String> answer) {
        try {
            return answer.headers().firstValue("Date").map(text -> ZonedDateTime.parse(text,
                    DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private Answer failed(Throwable failure) {
        Throwable why = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        String text = why instanceof TimeoutException ? "no answer for " + answerMax.toSeconds() + " s"
                : why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
        return new Answer("", Optional.empty(), clock.instant(), text);
    }
}
