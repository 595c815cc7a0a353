package org.gatehouse.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers of a directory with the time when they were last wanted, when they were last true and the change counter
/// that belonged to them; for so long and of so many bytes, and those not wanted for longest go first. Thread-safe.
final class Memory {
    /// One answer has at most this share of the place: whole address lists are not for here.
    private static final int SHARES = 64;

    private final InstantSource clock;
    private final Duration kept;
    private final long bytesMax;
    /// Those wanted last stand last.
    private final Map<RememberedQuestion<?>, Answer> answers = new LinkedHashMap<>();
    private long bytes;

    /// @param wanted when somebody asked last
    /// @param confirmed when the directory gave it last
    /// @param counter the directory's before it gave it
    private record Answer(Object value, long bytes, Instant wanted, Instant confirmed, long counter) {}

    /// @param kept how long an answer is good that nobody wants
    Memory(InstantSource clock, Duration kept, long bytesMax) {
        this.clock = clock;
        this.kept = kept;
        this.bytesMax = bytesMax;
    }

    /// Keeps what the directory has just answered to somebody.
    synchronized <T> void keep(RememberedQuestion<T> question, T value, long counter) {
        forget(question);
        Instant now = clock.instant();
        put(question, new Answer(value, question.size(value), now, now, counter));
        var eldest = answers.entrySet().iterator();
        while (bytes > bytesMax && eldest.hasNext()) {
            bytes -= eldest.next().getValue().bytes();
            eldest.remove();
        }
    }

    /// Keeps what the directory answers now to a question that nobody asked anew.
    synchronized <T> void confirm(RememberedQuestion<T> question, T value, long counter) {
        Answer old = answers.get(question);
        if (old != null) {
            bytes -= old.bytes();
            put(question, new Answer(value, question.size(value), old.wanted(), clock.instant(), counter));
        }
    }

    private void put(RememberedQuestion<?> question, Answer answer) {
        if (answer.bytes() > bytesMax / SHARES) {
            answers.remove(question);
            return;
        }
        answers.put(question, answer);
        bytes += answer.bytes();
    }

    /// The answer, unless nobody has wanted it for too long, or the directory has changed and not confirmed it since.
    ///
    /// @param counter the directory's when it was there last
    /// @param lastChanceFrom one that the directory gave then or later is good in any case
    @SuppressWarnings("unchecked") // what is kept under a question is an answer to it
    synchronized <T> Optional<T> recall(RememberedQuestion<T> question, long counter, Instant lastChanceFrom) {
        Answer answer = answers.get(question);
        if (answer == null || answer.wanted().plus(kept).isBefore(clock.instant())) {
            forget(question);
            return Optional.empty();
        }
        boolean good = answer.counter() == counter || !answer.confirmed().isBefore(lastChanceFrom);
        return good ? Optional.of((T) answer.value()) : Optional.empty();
    }

    /// Questions whose answers belong to another state of the directory, those not confirmed for longest first. Those
    /// that nobody wants any more are forgotten.
    synchronized List<RememberedQuestion<?>> outdated(long counter, int max) {
        Instant oldest = clock.instant().minus(kept);
        var outdated = new ArrayList<RememberedQuestion<?>>();
        for (Map.Entry<RememberedQuestion<?>, Answer> each : new HashMap<>(answers).entrySet()) {
            if (each.getValue().wanted().isBefore(oldest)) {
                forget(each.getKey());
            } else if (each.getValue().counter() != counter) {
                outdated.add(each.getKey());
            }
        }
        outdated.sort(Comparator.comparing(question -> confirmed(question)));
        return List.copyOf(outdated.subList(0, Math.min(max, outdated.size())));
    }

    private Instant confirmed(RememberedQuestion<?> question) {
        Answer answer = answers.get(question);
        return answer == null ? Instant.MAX : answer.confirmed();
    }

    synchronized void forget(RememberedQuestion<?> question) {
        @Nullable Answer old = answers.remove(question);
        bytes -= old == null ? 0 : old.bytes();
    }

    synchronized int size() {
        return answers.size();
    }
}
