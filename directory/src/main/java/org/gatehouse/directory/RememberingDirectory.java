package org.gatehouse.directory;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.gatehouse.directory.DirectoryException.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A directory that may be away for a while. What was read within the last hour is read from memory then, so that
/// people who were here go on working; changes are refused with the reason. Secrets are remembered as they are stored,
/// sealed.
///
/// A read that takes too long counts as the directory being away, and ends all reads that wait. Nothing is asked while
/// it is away but [#probe], which finds out when it is back; whoever puts this together calls that now and then.
public final class RememberingDirectory implements Directory, SecretStore {
    private static final Logger LOG = LoggerFactory.getLogger(RememberingDirectory.class);
    private static final int ENTRY_BYTES = 200;
    private static final int ATTRIBUTE_BYTES = 60;

    private final Directory source;
    private final SealedSecrets secrets;
    private final Executor elsewhere;
    private final InstantSource clock;
    private final Limits limits;
    private final Memory memory;
    private final AtomicReference<@Nullable Absence> absence = new AtomicReference<>();
    private final Map<Long, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile long counter;

    /// @param kept how long an answer is good for
    /// @param bytesMax about how much memory all answers may take
    /// @param entriesMax answers with more entries are not remembered
    /// @param answerMax how long anybody waits for an answer
    /// @param probeMax how long a probe waits
    public record Limits(Duration kept, long bytesMax, int entriesMax, Duration answerMax, Duration probeMax) {
        public static final Limits USUAL = new Limits(Duration.ofHours(1), 64L << 20, 1_000, Duration.ofSeconds(10),
                Duration.ofSeconds(3));
    }

    /// Since when the directory is away, and why.
    public record Absence(Instant since, String reason) {
        @Override
        public String toString() {
            return "the directory is away since " + since.truncatedTo(ChronoUnit.SECONDS) + " (" + reason + ")";
        }
    }

    /// @param elsewhere runs reads, so that nobody waits for them longer than they want
    public RememberingDirectory(SqlDirectory source, Executor elsewhere, InstantSource clock, Limits limits) {
        this(source, source, elsewhere, clock, limits);
    }

    RememberingDirectory(Directory source, SealedSecrets secrets, Executor elsewhere, InstantSource clock,
            Limits limits) {
        this.source = source;
        this.secrets = secrets;
        this.elsewhere = elsewhere;
        this.clock = clock;
        this.limits = limits;
        this.memory = new Memory(clock, limits.kept(), limits.bytesMax());
        this.counter = source.changeCounter();
    }

    /// While the directory is away: since when, and why.
    public Optional<Absence> absence() {
        return Optional.ofNullable(absence.get());
    }

    /// Asks something small: the directory is away when there is no answer, and back when there is one.
    public void probe() {
        Optional<Optional<ReadOnlyEntry>> answer = ask(() -> source.get(DN.NULL_DN), limits.probeMax());
        Absence was = absence.get();
        if (answer.isPresent() && was != null && absence.compareAndSet(was, null)) {
            LOG.info("the directory is back after {}", Duration.between(was.since(), clock.instant()));
        }
    }

    @Override
    public Page search(Query query) {
        return read(query, () -> source.search(query), page -> page.entries().size() > limits.entriesMax() ? -1
                : page.entries().stream().mapToLong(RememberingDirectory::size).sum());
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        return read(dn, () -> source.get(dn), entry -> entry.map(RememberingDirectory::size).orElse(0L));
    }

    @Override
    public Optional<byte[]> ntHash(DN user) {
        return secret(user, false);
    }

    @Override
    public Optional<byte[]> serviceAccounts(DN server) {
        return secret(server, true);
    }

    private record Secret(DN owner, boolean ofServer) {}

    private Optional<byte[]> secret(DN owner, boolean ofServer) {
        return read(new Secret(owner, ofServer), () -> secrets.sealed(owner, ofServer),
                sealed -> sealed.map(found -> (long) found.bytes().length).orElse(0L)).map(secrets::open);
    }

    /// The last reading while the directory is away.
    @Override
    public long changeCounter() {
        if (absence.get() == null) {
            ask(source::changeCounter, limits.answerMax()).ifPresent(now -> counter = now);
        }
        return counter;
    }

    @Override
    public ReadOnlyEntry add(DN dn, List<Attribute> attributes) {
        return change(() -> source.add(dn, attributes));
    }

    @Override
    public ReadOnlyEntry modify(DN dn, List<Modification> modifications) {
        return change(() -> source.modify(dn, modifications));
    }

    @Override
    public ReadOnlyEntry rename(DN dn, RDN newName, DN newParent) {
        return change(() -> source.rename(dn, newName, newParent));
    }

    @Override
    public void delete(DN dn) {
        boolean _ = change(() -> {
            source.delete(dn);
            return true;
        });
    }

    /// Changes run on the caller's thread to their end: giving up would leave open what became of them.
    private <T> T change(Supplier<T> change) {
        Absence away = absence.get();
        if (away != null) {
            throw refused(away);
        }
        try {
            return change.get();
        } catch (DirectoryException failed) {
            if (failed.isAway()) {
                lose(failed.getMessage());
            }
            throw failed;
        }
    }

    private static DirectoryException refused(Absence away) {
        return new DirectoryException(Reason.UNAVAILABLE, "Nothing can be changed: " + away + ". People who were here"
                + " within the last hour go on working. Try again when it is back.");
    }

    /// @param size of an answer in bytes; negative when it is not to be remembered
    @SuppressWarnings("unchecked") // what is remembered under a question is an answer to it
    private <T> T read(Object question, Supplier<T> read, ToLongFunction<T> size) {
        if (absence.get() == null) {
            Optional<T> answer = ask(read, limits.answerMax());
            if (answer.isPresent()) {
                long bytes = size.applyAsLong(answer.get());
                if (bytes >= 0) {
                    memory.keep(question, answer.get(), bytes + ENTRY_BYTES);
                }
                return answer.get();
            }
        }
        return (T) memory.recall(question).orElseThrow(() -> new DirectoryException(Reason.UNAVAILABLE,
                "Not known here: " + absence().map(Absence::toString).orElse("the directory was away a moment ago")
                        + "."));
    }

    /// The answer of the directory; empty when it is away.
    private <T> Optional<T> ask(Supplier<T> read, Duration max) {
        var answer = new CompletableFuture<T>();
        long number = numbers.incrementAndGet();
        waiting.put(number, answer);
        try {
            elsewhere.execute(() -> {
                try {
                    answer.complete(read.get());
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            });
            return Optional.of(await(answer, max));
        } catch (TimeoutException late) {
            lose("no answer for " + max.toSeconds() + " s");
            return Optional.empty();
        } catch (ExecutionException failure) {
            return failed(failure.getCause());
        } finally {
            waiting.remove(number);
        }
    }

    private <T> Optional<T> failed(@Nullable Throwable failure) {
        return switch (failure) {
            case LostException _ -> Optional.empty();
            case DirectoryException away when away.isAway() -> {
                lose(away.getMessage());
                yield Optional.empty();
            }
            case DirectoryException refused -> throw new DirectoryException(refused.reason(),
                    String.valueOf(refused.getMessage()), refused);
            case RuntimeException bug -> throw bug;
            case Error bug -> throw bug;
            case null, default -> throw new IllegalStateException(failure);
        };
    }

    private static <T> T await(CompletableFuture<T> answer, Duration max) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + max.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void lose(@Nullable String reason) {
        var lost = new Absence(clock.instant(), String.valueOf(reason));
        if (absence.compareAndSet(null, lost)) {
            LOG.warn("{}; {} answers are remembered", lost, memory.size());
        }
        waiting.values().forEach(each -> each.completeExceptionally(new LostException()));
    }

    /// Ends the wait of a read when the directory is away.
    private static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("the directory is away", null, false, false);
        }
    }

    private static long size(ReadOnlyEntry entry) {
        long size = ENTRY_BYTES + 2L * entry.getDN().length();
        for (Attribute attribute : entry.getAttributes()) {
            size += ATTRIBUTE_BYTES;
            for (byte[] value : attribute.getValueByteArrays()) {
                size += ATTRIBUTE_BYTES + value.length;
            }
        }
        return size;
    }
}
