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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.gatehouse.security.throttling.Work;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A directory that may be away for a while. What was read within the last hour is read from memory then, so that
/// people who were here go on working; changes are refused with the reason. Secrets are remembered as they are stored,
/// sealed. While the directory is there, nothing is read from memory. Thread-safe.
///
/// What is remembered is asked again when the directory has changed, so that an account that was disabled, or a right
/// that was taken away, counts also when the directory is away from then on: [#lookAfter] does that, finds out when
/// the directory is back, and compares clocks. Whoever puts this together calls it once a second.
///
/// A read that takes too long counts as the directory being away, and ends all reads that wait.
public final class RememberingDirectory implements Directory, SecretStore {
    private static final Logger LOG = LoggerFactory.getLogger(RememberingDirectory.class);
    /// What says that there is nothing has a place of its own, since anybody can ask for what there is not.
    private static final int NOTHING_SHARE = 8;
    /// From one look at the clock to the next.
    private static final int CLOCK_ROUNDS = 60;
    /// Servers of one organisation have to agree better than Kerberos asks for ([MS-KILE] 3.1.1.1: five minutes).
    private static final Duration CLOCK_OFF_MAX = Duration.ofMinutes(1);

    private final SqlDirectory source;
    private final Executor elsewhere;
    private final InstantSource clock;
    private final Limits limits;
    private final Memory memory;
    private final Memory nothing;
    private final AtomicReference<@Nullable Absence> absence = new AtomicReference<>();
    private final Map<Long, CompletableFuture<?>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private Instant askAgain = Instant.MIN;
    private Instant backSince = Instant.MIN;
    private Duration pause;
    private volatile long confirmed;
    private int rounds;
    private volatile String clockTrouble = "";

    /// @param kept how long an answer is good that nobody wants
    /// @param bytesMax about how much memory all answers may take
    /// @param answerMax how long anybody waits for an answer
    /// @param probeMax how long it is waited for a sign of life, and how long at most until the next is looked for
    /// @param renewedMax how many answers are asked again in one round
    /// @param unconfirmedMax answers not older than this when the directory went count although it had changed since
    public record Limits(Duration kept, long bytesMax, Duration answerMax, Duration probeMax, int renewedMax,
            Duration unconfirmedMax) {
        public static final Limits USUAL = new Limits(Duration.ofHours(1), 64L << 20, Duration.ofSeconds(5),
                Duration.ofSeconds(30), 200, Duration.ofMinutes(1));
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
        this.source = source;
        this.elsewhere = elsewhere;
        this.clock = clock;
        this.limits = limits;
        this.memory = new Memory(clock, limits.kept(), limits.bytesMax());
        this.nothing = new Memory(clock, limits.kept(), limits.bytesMax() / NOTHING_SHARE);
        this.pause = Duration.ofSeconds(1);
        this.confirmed = source.lastCounters().whole();
    }

    /// While the directory is away: since when, and why.
    public Optional<Absence> absence() {
        return Optional.ofNullable(absence.get());
    }

    /// One round: asks whether the directory is back, or asks again what it has answered before it changed.
    public void lookAfter() {
        Absence away = absence.get();
        if (away == null) {
            renew();
            if (rounds++ % CLOCK_ROUNDS == 0) {
                lookAtClock();
            }
        } else {
            probe(away);
        }
    }

    /// What is wrong with this computer's clock, as the directory's server sees it; empty for nothing.
    String clockTrouble() {
        return clockTrouble;
    }

    private void lookAtClock() {
        Optional<Duration> ahead = ask(source::clockAhead, limits.answerMax()).flatMap(found -> found);
        if (ahead.isEmpty()) {
            return;
        }
        Duration off = ahead.get().truncatedTo(ChronoUnit.SECONDS);
        boolean wrong = off.abs().compareTo(CLOCK_OFF_MAX) > 0;
        if (wrong && clockTrouble.isEmpty()) {
            LOG.warn("this computer's clock is {} {} that of the directory's database server: sign-ins are refused when"
                    + " clocks differ by too much, and what is written gets wrong times; set it right", off.abs(),
                    off.isNegative() ? "behind" : "ahead of");
        } else if (!wrong && !clockTrouble.isEmpty()) {
            LOG.warn("this computer's clock agrees with that of the directory's database server again");
        }
        clockTrouble = !wrong ? "" : off.abs() + (off.isNegative() ? " behind" : " ahead");
    }

    /// A question that hangs is not asked a second time beside it.
    private void probe(Absence away) {
        synchronized (this) {
            if (clock.instant().isBefore(askAgain) || !asking.compareAndSet(false, true)) {
                return;
            }
            askAgain = clock.instant().plus(pause);
        }
        elsewhere.execute(() -> {
            Instant begun = clock.instant();
            try {
                long before = source.lastCounters().whole();
                source.readCounters();
                if (!Duration.between(begun, clock.instant()).minus(limits.answerMax()).isPositive()) {
                    returned(away, source.lastCounters().whole() != before);
                }
            } catch (DirectoryException still) {
                LOG.debug("{}", still.getMessage());
            } finally {
                asking.set(false);
            }
        });
    }

    private void returned(Absence away, boolean changed) {
        synchronized (this) {
            backSince = clock.instant();
        }
        if (absence.compareAndSet(away, null)) {
            LOG.warn("the directory is back after {} s{}", Duration.between(away.since(), clock.instant()).toSeconds(),
                    changed ? ", and has changed meanwhile" : "");
        }
    }

    private void renew() {
        long now = changeCounter();
        if (now == confirmed) {
            return;
        }
        boolean things = renew(memory, now, limits.renewedMax());
        boolean absences = renew(nothing, now, limits.renewedMax() / 2);
        if (things && absences) {
            confirmed = now;
        }
    }

    private boolean renew(Memory of, long counter, int max) {
        List<RememberedQuestion<?>> outdated = of.outdated(counter, max);
        for (RememberedQuestion<?> question : outdated) {
            if (!renew(question, of, counter)) {
                return false;
            }
        }
        return outdated.size() < max;
    }

    /// An answer that became nothing, or came to be, is left to who asks next.
    private <T> boolean renew(RememberedQuestion<T> question, Memory of, long counter) {
        try {
            Optional<T> answer = ask(() -> question.ask(source), limits.answerMax());
            if (answer.isPresent() && question.isNothing(answer.get()) == (of == nothing)) {
                of.confirm(question, answer.get(), counter);
            } else if (answer.isPresent()) {
                of.forget(question);
            }
            return answer.isPresent();
        } catch (DirectoryException refused) {
            of.forget(question);
            return true;
        }
    }

    @Override
    public Page search(Query query) {
        return read(new RememberedQuestion.Found(query));
    }

    @Override
    public Optional<ReadOnlyEntry> get(DN dn) {
        return read(new RememberedQuestion.Named(dn));
    }

    @Override
    public Optional<byte[]> ntHash(DN user) {
        return read(new RememberedQuestion.Secret(user, false)).map(source::open);
    }

    @Override
    public Optional<byte[]> serviceAccounts(DN server) {
        return read(new RememberedQuestion.Secret(server, true)).map(source::open);
    }

    /// The last reading while the directory is away.
    @Override
    public long changeCounter() {
        return counters().whole();
    }

    @Override
    public long configurationCounter() {
        return counters().configuration();
    }

    private ChangeCounters counters() {
        if (absence.get() == null && source.areCountersOld()) {
            var _ = ask(source::changeCounter, limits.answerMax());
        }
        return source.lastCounters();
    }

    /// Asks also while the directory counts as away: it may be back since it was asked last.
    @Override
    public void requireAnswer() {
        Optional<Boolean> answer = ask(() -> {
            source.readCounters();
            return true;
        }, limits.answerMax());
        if (answer.isEmpty()) {
            Absence away = absence.get();
            throw DirectoryException.away(away == null ? "The directory did not answer a moment ago."
                    : "The directory does not answer: " + away + ".");
        }
    }

    /// As [SqlDirectory#onChange].
    public void onChange(Runnable wakeup) {
        source.onChange(wakeup);
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
            throw DirectoryException.away("Nothing can be changed: " + away + ". Try again when it is back.");
        }
        try {
            return change.get();
        } catch (DirectoryException failed) {
            if (failed.isAway()) {
                lose(String.valueOf(failed.getMessage()));
            }
            throw failed;
        }
    }

    private <T> T read(RememberedQuestion<T> question) {
        if (absence.get() == null) {
            long begun = System.nanoTime();
            long counter = source.lastCounters().whole();
            Optional<T> answer = ask(() -> question.ask(source), limits.answerMax());
            if (answer.isPresent()) {
                boolean none = question.isNothing(answer.get());
                (none ? nothing : memory).keep(question, answer.get(), counter);
                (none ? memory : nothing).forget(question);
                return answer.get();
            }
            Work.forgive(System.nanoTime() - begun);
        }
        Absence away = absence.get();
        Instant from = away == null ? clock.instant() : away.since();
        Instant lastChance = from.minus(limits.unconfirmedMax());
        return memory.recall(question, source.lastCounters().whole(), lastChance)
                .or(() -> nothing.recall(question, source.lastCounters().whole(), lastChance))
                .orElseThrow(() -> DirectoryException.away("Cannot be read: " + (away == null
                        ? "the directory did not answer a moment ago" : away) + ", and this was not read here within"
                        + " the last " + limits.kept().toMinutes() + " minutes. Nothing can be changed either."));
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
                lose(String.valueOf(away.getMessage()));
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

    /// A directory that comes and goes, as one that is too slow does, is asked less and less often.
    private void lose(String reason) {
        var lost = new Absence(clock.instant(), reason);
        synchronized (this) {
            if (!absence.compareAndSet(null, lost)) {
                return;
            }
            boolean again = backSince.plus(limits.probeMax()).isAfter(lost.since());
            pause = again ? min(pause.multipliedBy(2), limits.probeMax()) : Duration.ofSeconds(1);
            askAgain = lost.since().plus(pause);
        }
        LOG.warn("{}; people who were here within the last {} minutes go on working by {} answers that are remembered,"
                + " and nothing can be changed", lost, limits.kept().toMinutes(), memory.size() + nothing.size());
        waiting.values().forEach(each -> each.completeExceptionally(new LostException()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Ends the wait of a read when the directory is away.
    private static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("the directory is away", null, false, false);
        }
    }
}
