package org.gatehouse.access.emsmdb;

import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.gatehouse.access.emsmdb.AccessDirectory.User;
import org.gatehouse.access.log.ClientAccessLog;
import org.gatehouse.mapi.emsmdb.ProtocolVersion;
import org.gatehouse.mapi.emsmdb.Versions;
import org.gatehouse.security.Identity;
import org.gatehouse.security.throttling.Purse;

/// A session context ([MS-OXCRPC] 3.1.1.1): one client's logons, objects and pending notifications.
///
/// Calls take [#turn()] one at a time ([MS-OXCROPS] 3.2.5.1); waiting for events and the end of the session do not.
public final class Session implements AutoCloseable {
    private final Opening opening;
    private final Limits limits;
    private final InstantSource clock;
    private final ClientAccessLog log;
    private final Runnable onClose;
    private final ReentrantLock turn = new ReentrantLock();
    private final ObjectTable objects;
    private final Backlog backlog;
    private final LongWorks works = new LongWorks();
    private final AtomicInteger logSequence = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final WrongServerAttempts wrongServerAttempts = new WrongServerAttempts();
    /// To be done at the end; empty from then on, and whatever comes later is done at once.
    private final Queue<Runnable> lastDeeds = new ConcurrentLinkedQueue<>();
    private volatile String lost = "";

    Session(Opening opening, Limits limits, InstantSource clock, ClientAccessLog log, Runnable onClose) {
        this.opening = opening;
        this.limits = limits;
        this.clock = clock;
        this.log = log;
        this.onClose = onClose;
        this.objects = new ObjectTable(limits.logonsPerSessionMax(), limits.objectsPerSessionMax());
        this.backlog = new Backlog(clock, limits.backlogEventsMax());
    }

    /// What is fixed when a session opens.
    ///
    /// @param index tells the session in RopPending; unique among the open ones of this server
    /// @param administrator connected with administrative privilege
    /// @param purse what its caller pays with
    record Opening(int index, User user, Identity caller, boolean administrator, SessionLocale locale,
            ClientFacts facts, ClientAccessLog.Client client, Purse purse) {}

    int index() {
        return opening.index();
    }

    User user() {
        return opening.user();
    }

    /// As the client announced it, in its normal form.
    ProtocolVersion clientVersion() {
        return opening.facts().version();
    }

    Identity caller() {
        return opening.caller();
    }

    Purse purse() {
        return opening.purse();
    }

    /// Whether the client waits when it is answered RopBackoff ([MS-OXCROPS] 3.2.4.2).
    boolean knowsBackoff() {
        return clientVersion().compareTo(Versions.CLIENT_WITHOUT_BACKOFF) > 0;
    }

    boolean isAdministrator() {
        return opening.administrator();
    }

    Charset codePage() {
        return opening.locale().charset();
    }

    SessionLocale locale() {
        return opening.locale();
    }

    /// Whether the client keeps a copy of the mailbox ([MS-OXCRPC] 2.2.2.2.4).
    boolean isCachedMode() {
        return opening.facts().mode().equals(ClientFacts.CACHED);
    }

    Limits limits() {
        return limits;
    }

    ObjectTable objects() {
        return objects;
    }

    LongWorks works() {
        return works;
    }

    Backlog backlog() {
        return backlog;
    }

    WrongServerAttempts wrongServerAttempts() {
        return wrongServerAttempts;
    }

    /// What the session worked on is no longer here: it ends with the present call, and its client connects anew.
    ///
    /// @param why for the log
    void lose(String why) {
        lost = why;
    }

    boolean isLost() {
        return !lost.isEmpty();
    }

    /// Empty as long as it is not.
    String whyLost() {
        return lost;
    }

    boolean isClosed() {
        return closed.get();
    }

    /// Held for the whole of one call; released in a `finally`.
    ReentrantLock turn() {
        return turn;
    }

    /// Parks for events; see [Backlog#await].
    Backlog.Outcome awaitEvents(Duration waitMax, CompletionStage<?> cancelled) {
        return backlog.await(waitMax, cancelled);
    }

    /// The server goes away: who waits for events is told so.
    void exit() {
        backlog.exit();
    }

    /// Has something done when the session ends, at once if it has.
    void whenClosed(Runnable deed) {
        lastDeeds.add(deed);
        if (isClosed()) {
            doLastDeeds();
        }
    }

    private void doLastDeeds() {
        for (Runnable deed = lastDeeds.poll(); deed != null; deed = lastDeeds.poll()) {
            deed.run();
        }
    }

    void log(String operation, int status, Optional<Long> millis, String detail, String failure) {
        log.write(new ClientAccessLog.Entry(clock.instant(), opening.index(), logSequence.getAndIncrement(),
                opening.client(), operation, status, millis, detail, failure));
    }

    /// Its logons now; needs no turn.
    List<OpenLogon> openLogons() {
        return objects.openLogons().stream().map(logon -> new OpenLogon(index(), user().legacyDn(),
                user().displayName(), caller().qualified(), opening.client(), locale().codePage(), locale().strings(),
                logon.isPrivate(), logon.owner().legacyDn(), logon.mailbox().mailboxGuid(), logon.database(),
                logon.since(), backlog.lastActivity())).toList();
    }

    /// Ends the session: waits end, a running call finishes first, objects are released. Rundown calls this too.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        backlog.end();
        turn.lock();
        try {
            objects.releaseAll();
        } finally {
            turn.unlock();
            onClose.run();
            doLastDeeds();
            log("Disconnect", 0, Optional.empty(), "", "");
        }
    }

    /// Logons to mailboxes elsewhere in the last seconds ([MS-OXCSTOR] 3.2.5.1.1). Used under [#turn()].
    static final class WrongServerAttempts {
        private static final int ATTEMPTS_MAX = 5;
        private static final Duration PERIOD = Duration.ofSeconds(10);
        private final java.util.ArrayDeque<Instant> times = new java.util.ArrayDeque<>();

        /// Counts one; true when it is one too many.
        boolean tooMany(Instant now) {
            while (!times.isEmpty() && times.getFirst().isBefore(now.minus(PERIOD))) {
                times.removeFirst();
            }
            if (times.size() >= ATTEMPTS_MAX) {
                return true;
            }
            times.addLast(now);
            return false;
        }
    }
}
