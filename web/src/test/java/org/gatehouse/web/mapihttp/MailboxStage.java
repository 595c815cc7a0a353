package org.gatehouse.web.mapihttp;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Disconnect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.web.mapihttp.MailboxSessions.MailboxSession;
import org.gatehouse.wire.Bytes;

/// The mailbox endpoint with room for four contexts, at a time that stands still, and sessions that say what came in.
final class MailboxStage {
    static final Bytes CONNECT = new Connect.Request("/o=c", 0, 1252, 0x409, 0x409, Bytes.EMPTY).write();
    static final Bytes EXECUTE = new Execute.Request(0, Bytes.ofHex("aabb"), 0x10008, Bytes.EMPTY).write();
    static final Bytes WAIT = new NotificationWait.Request(0, Bytes.EMPTY).write();
    static final Bytes DISCONNECT = new Disconnect.Request(Bytes.EMPTY).write();

    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    final KeepAlive keepAlive;
    final List<FakeSession> sessions = new ArrayList<>();
    int connectError;
    int connectStatus;
    boolean connectBroken;
    final MapiHttp<MailboxSession> endpoint;

    MailboxStage() {
        this(Runnable::run);
    }

    MailboxStage(Executor apart) {
        keepAlive = new KeepAlive(() -> now, apart);
        endpoint = MapiHttp.mailbox(this::connected, new MapiHttp.Limits(Duration.ofMinutes(15), 4), keepAlive,
                () -> now, new Random(1));
    }

    private MailboxSessions.Connected connected(Connect.Request request, Visitor visitor) {
        if (connectBroken) {
            throw new IllegalStateException("a bug");
        }
        if (connectError != 0) {
            return new MailboxSessions.Connected.Refused(connectError, Bytes.EMPTY);
        }
        if (connectStatus != 0) {
            return new MailboxSessions.Connected.Failed(new Failure(connectStatus, Bytes.EMPTY));
        }
        var session = new FakeSession();
        sessions.add(session);
        return new MailboxSessions.Connected.Open(session, new Connect.Response(0, 60_000, 6, 10_000, "",
                visitor.identity().account(), Bytes.EMPTY));
    }

    static final class FakeSession implements MailboxSession {
        final CompletableFuture<Boolean> event = new CompletableFuture<>();
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        boolean slow;
        boolean ended;
        boolean busy;
        int closed;

        @Override
        public MailboxSessions.Executed execute(Execute.Request request) {
            if (slow) {
                entered.countDown();
                try {
                    go.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            if (busy) {
                return new MailboxSessions.Executed.Failed(new Failure(0x6bb, Bytes.EMPTY));
            }
            return ended ? new MailboxSessions.Executed.Gone()
                    : new MailboxSessions.Executed.Answered(new Execute.Response(0, request.rops(), Bytes.EMPTY));
        }

        @Override
        public NotificationWait.Response await(CompletionStage<?> cancelled) {
            entered.countDown();
            CompletableFuture.anyOf(event, cancelled.toCompletableFuture()).join();
            return new NotificationWait.Response(0, event.isDone(), Bytes.EMPTY);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    FakeVisit send(FakeVisit visit) throws IOException {
        endpoint.handle(visit);
        return visit;
    }

    FakeVisit connect() throws IOException {
        return send(new FakeVisit("/mapi/emsmdb", "Connect", CONNECT));
    }

    Thread inBackground(FakeVisit visit) {
        return Thread.startVirtualThread(() -> {
            try {
                endpoint.handle(visit);
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
    }
}
