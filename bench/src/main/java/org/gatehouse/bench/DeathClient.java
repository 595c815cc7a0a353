package org.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.bench.DeathGap.Death;
import org.gatehouse.client.EventWait;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.jspecify.annotations.Nullable;

/// A client of [DeathGap], which connects anew whenever its session is over.
final class DeathClient implements Runnable {
    private static final long BETWEEN_READS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long BETWEEN_ATTEMPTS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /// For a client that reads, which knows that answers come soon; one that waits hears nothing for 15 s over HTTP.
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    /// The server lets a wait for events last five minutes.
    private static final Duration WAIT = Duration.ofMinutes(6);

    private final Bench bench;
    private final Transport transport;
    private final Kind kind;
    private final int number;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile @Nullable Death expected;
    private volatile boolean over;
    private final AtomicInteger surprises = new AtomicInteger();
    /// The client's own thread's.
    private @Nullable Death told;
    private long begun;

    DeathClient(Bench bench, Transport transport, Kind kind, int number) {
        this.bench = bench;
        this.transport = transport;
        this.kind = kind;
        this.number = number;
    }

    enum Kind { BUSY, IDLE }

    enum Transport {
        RPC("RPC/TCP"), HTTP("MAPI over HTTP"), ANYWHERE("Outlook Anywhere");

        private final String title;

        Transport(String title) {
            this.title = title;
        }

        private MapiSession connect(Bench bench, int number, Duration timeout) throws IOException {
            return switch (this) {
                case RPC -> bench.connect(bench.balanced(), number, timeout);
                case HTTP -> bench.connectBalancedHttps(number, timeout);
                case ANYWHERE -> bench.connectBalancedAnywhere(number, timeout);
            };
        }

        @Override
        public String toString() {
            return title;
        }
    }

    void awaitReady() throws IOException, InterruptedException {
        if (!ready.await(Bench.TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("a client over " + transport + " does not get its mailbox");
        }
    }

    void expect(Death death) {
        expected = death;
    }

    void end() {
        over = true;
    }

    /// How often its session ended though its server had not died.
    int surprises() {
        return surprises.get();
    }

    @Override
    public void run() {
        while (!over) {
            begun = System.nanoTime();
            try {
                MapiSession session = transport.connect(bench, number, kind == Kind.BUSY ? ATTEMPT : Bench.TIMEOUT);
                try {
                    use(session);
                } finally {
                    session.drop();
                }
            } catch (IOException broke) {
                Death death = expected;
                if (!over && (death == null || death == told)) {
                    surprises.incrementAndGet();
                    System.out.printf("a session over %s has ended: %s%n", transport, broke);
                }
                LockSupport.parkNanos(BETWEEN_ATTEMPTS_NANOS);
            }
        }
    }

    /// Until it is over.
    private void use(MapiSession session) throws IOException {
        switch (kind) {
            case BUSY -> {
                MailboxClient mailbox = MailboxClient.logon(session);
                while (!over) {
                    mailbox.readStore(List.of(Tags.DISPLAY_NAME));
                    served();
                    LockSupport.parkNanos(BETWEEN_READS_NANOS);
                }
            }
            case IDLE -> {
                int logon = session.logon(session.userDn()).handle();
                session.open(new RopRegisterNotification.Request(0, 0, 1, Notification.NEW_MAIL, null), logon);
                if (transport == Transport.HTTP) {
                    served();
                    waiting(session::await);
                } else {
                    try (EventWait events = session.events(bench.person(number).account(), WAIT)) {
                        served();
                        waiting(events::await);
                    }
                }
            }
        }
    }

    @FunctionalInterface
    private interface Waiting {
        boolean once() throws IOException;
    }

    private void waiting(Waiting waiting) throws IOException {
        try {
            while (!over) {
                waiting.once();
            }
        } catch (IOException broke) {
            Death death = expected;
            if (death != null && death != told) {
                death.noticed(transport);
            }
            throw broke;
        }
    }

    /// In a session that was begun after the death of the one before.
    private void served() {
        ready.countDown();
        Death death = expected;
        if (death != null && death != told && begun - death.start > 0) {
            told = death;
            death.back(transport, kind);
        }
    }
}
