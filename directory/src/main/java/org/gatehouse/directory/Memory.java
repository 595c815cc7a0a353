package org.gatehouse.directory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers with the time when they were true, for so long and of so many bytes; the longest unused go first.
/// Thread-safe.
final class Memory {
    private final InstantSource clock;
    private final Duration kept;
    private final long bytesMax;
    private final Map<Object, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Answer(Object value, Instant at, long bytes) {}

    Memory(InstantSource clock, Duration kept, long bytesMax) {
        this.clock = clock;
        this.kept = kept;
        this.bytesMax = bytesMax;
    }

    /// @param size about how many bytes it takes
    synchronized void keep(Object question, Object value, long size) {
        forget(question);
        if (size > bytesMax / 4) { // one answer must not drive out all others
            return;
        }
        answers.put(question, new Answer(value, clock.instant(), size));
        bytes += size;
        var eldest = answers.entrySet().iterator();
        while (bytes > bytesMax && eldest.hasNext()) {
            bytes -= eldest.next().getValue().bytes();
            eldest.remove();
        }
    }

    /// The answer, unless it is too old.
    synchronized Optional<Object> recall(Object question) {
        @Nullable Answer answer = answers.get(question);
        if (answer == null) {
            return Optional.empty();
        }
        if (answer.at().plus(kept).isBefore(clock.instant())) {
            forget(question);
            return Optional.empty();
        }
        return Optional.of(answer.value());
    }

    private void forget(Object question) {
        @Nullable Answer old = answers.remove(question);
        bytes -= old == null ? 0 : old.bytes();
    }

    synchronized int size() {
        return answers.size();
    }
}
