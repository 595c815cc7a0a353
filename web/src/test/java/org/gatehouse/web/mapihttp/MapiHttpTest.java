package org.gatehouse.web.mapihttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Disconnect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.web.mapihttp.MailboxSessions.MailboxSession;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Requests, cookies and contexts of the mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.2, 2.2.3, 3.2.5).
class MapiHttpTest {
    private static final Bytes CONNECT = new Connect.Request("/o=c", 0, 1252, 0x409, 0x409, Bytes.EMPTY).write();
    private static final Bytes EXECUTE = new Execute.Request(0, Bytes.ofHex("aabb"), 0x10008, Bytes.EMPTY).write();
    private static final Bytes WAIT = new NotificationWait.Request(0, Bytes.EMPTY).write();
    private static final Bytes DISCONNECT = new Disconnect.Request(Bytes.EMPTY).write();

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final KeepAlive keepAlive = new KeepAlive(() -> now, Runnable::run);
    private final List<FakeSession> sessions = new ArrayList<>();
    private int connectError;
    private final MapiHttp<MailboxSession> endpoint = MapiHttp.mailbox((request, visitor) -> {
        if (connectError != 0) {
            return new MailboxSessions.Connected.Refused(connectError, Bytes.EMPTY);
        }
        var session = new FakeSession();
        sessions.add(session);
        return new MailboxSessions.Connected.Open(session, new Connect.Response(0, 60_000, 6, 10_000, "",
                visitor.identity().account(), Bytes.EMPTY));
    }, new MapiHttp.Limits(Duration.ofMinutes(15), 4), keepAlive, () -> now, new Random(1));

    private static final class FakeSession implements MailboxSession {
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

    private FakeVisit send(FakeVisit visit) throws IOException {
        endpoint.handle(visit);
        return visit;
    }

    private FakeVisit connect() throws IOException {
        return send(new FakeVisit("/mapi/emsmdb", "Connect", CONNECT));
    }

    private Thread inBackground(FakeVisit visit) {
        return Thread.startVirtualThread(() -> {
            try {
                endpoint.handle(visit);
            } catch (IOException gone) {
                throw new AssertionError(gone);
            }
        });
    }

    @Test
    void aConnectGetsEveryHeaderAndCookieAndItsBody() throws IOException {
        FakeVisit connected = connect();
        assertThat(connected.field("X-RequestType")).isEqualTo("Connect");
        assertThat(connected.field("X-RequestId")).isEqualTo("{E2EA6C1C-E61B-49E9-9CFB-38184F907552}:1");
        assertThat(connected.field("X-ClientInfo")).isEqualTo("{2EF33C39-49C8-421C-B876-CDF7F2AC3AA0}:1");
        assertThat(connected.field("X-ResponseCode")).isEqualTo("0");
        assertThat(connected.field("X-PendingPeriod")).isEqualTo("15000");
        assertThat(connected.field("X-ServerApplication")).isEqualTo("Exchange/15.00.0847.032");
        assertThat(connected.field("X-ExpirationInfo")).isEqualTo("900000");
        assertThat(connected.field("Content-Type")).isEqualTo("application/mapi-http");
        assertThat(connected.fields.get("Set-Cookie")).hasSize(2)
                .anyMatch(cookie -> cookie.matches("MapiContext=[\\w-]{32}; Path=/mapi/emsmdb; Secure; HttpOnly"))
                .anyMatch(cookie -> cookie.startsWith("MapiSequence="));
        assertThat(connected.text()).startsWith("PROCESSING\r\nDONE\r\nX-ResponseCode: 0\r\nX-ElapsedTime: 0\r\n"
                + "X-StartTime: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n");
        assertThat(connected.field("Content-Length")).isEqualTo(Integer.toString(connected.sent().length));
        assertThat(Connect.Response.read(connected.result().reader()).displayName()).isEqualTo("ann");
    }

    @Test
    void refusedConnectsOpenNoContext() throws IOException {
        connectError = 0x3eb;
        FakeVisit refused = connect();
        assertThat(refused.code()).isZero();
        assertThat(Connect.Response.read(refused.result().reader()).error()).isEqualTo(0x3eb);
        assertThat(refused.fields).doesNotContainKey("Set-Cookie");
        assertThat(endpoint.contextCount()).isZero();
    }

    @Test
    void executesFollowInSequence() throws IOException {
        FakeVisit first = send(connect().next("Execute", EXECUTE));
        assertThat(first.code()).isZero();
        assertThat(first.streamed).as("chunked").isTrue();
        assertThat(Execute.Response.read(first.result().reader()).rops()).isEqualTo(Bytes.ofHex("aabb"));
        FakeVisit second = first.next("Execute", EXECUTE);
        assertThat(send(second).code()).isZero();
        assertThat(send(first.next("Execute", EXECUTE)).code()).as("the same once more").isEqualTo(15);
        assertThat(send(second.next("Execute", EXECUTE)).code()).isZero();
    }

    /// [MS-OXCROPS] 3.2.4.2.
    @Test
    void aCallThatIsPutOffIsAFailureWithoutAnErrorOfHttp() throws IOException {
        FakeVisit connected = connect();
        sessions.getFirst().busy = true;
        FakeVisit busy = send(connected.next("Execute", EXECUTE));
        assertThat(busy.code()).isZero();
        assertThat(busy.result()).isEqualTo(Bytes.ofHex("bb060000 00000000"));
        sessions.getFirst().busy = false;
        assertThat(send(busy.next("Execute", EXECUTE)).code()).isZero();
    }

    @Test
    void pingKeepsAContextFromExpiring() throws IOException { // 3.2.5.3, 3.2.6
        FakeVisit connected = connect();
        now = now.plus(Duration.ofMinutes(14));
        FakeVisit ping = send(connected.next("PING", Bytes.EMPTY));
        assertThat(ping.code()).isZero();
        assertThat(ping.result()).isEqualTo(Bytes.EMPTY);
        now = now.plus(Duration.ofMinutes(14));
        keepAlive.tick();
        assertThat(endpoint.contextCount()).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(2));
        keepAlive.tick();
        assertThat(endpoint.contextCount()).isZero();
        assertThat(sessions.getFirst().closed).isEqualTo(1);
        FakeVisit late = send(connected.next("Execute", EXECUTE));
        assertThat(late.code()).isEqualTo(10);
        assertThat(late.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(late.field("X-RequestType")).isEqualTo("Execute");
        assertThat(late.field("X-ServerApplication")).isEqualTo("Exchange/15.00.0847.032");
    }

    @Test
    void disconnectEndsTheContextAndItsCookie() throws IOException { // 3.2.5.4
        FakeVisit ended = send(connect().next("Disconnect", DISCONNECT));
        assertThat(Disconnect.Response.read(ended.result().reader()).error()).isZero();
        assertThat(ended.fields).containsKey("Set-Cookie");
        assertThat(sessions.getFirst().closed).isEqualTo(1);
        assertThat(send(ended.next("Execute", EXECUTE)).code()).isEqualTo(10);
    }

    @Test
    void aSessionThatEndedByItselfIsNotFound() throws IOException {
        FakeVisit connected = connect();
        sessions.getFirst().ended = true;
        assertThat(send(connected.next("Execute", EXECUTE)).code()).isEqualTo(10);
        assertThat(endpoint.contextCount()).isZero();
    }

    @Test
    void anothersCookieIsAsUnknownAsOneThatNeverWas() throws IOException { // 3.2.5.1
        FakeVisit thief = connect().next("Execute", EXECUTE);
        thief.signedIn("eve");
        assertThat(send(thief).code()).isEqualTo(10);
        FakeVisit reconnecting = connect().next("Connect", CONNECT);
        reconnecting.signedIn("eve");
        assertThat(send(reconnecting).code()).isZero();
        assertThat(sessions).extracting(session -> session.closed).as("nobody ends another's").containsOnly(0);
    }

    @Test
    void connectingAnewReplacesTheContext() throws IOException { // 3.2.5.6
        FakeVisit old = connect();
        FakeVisit anew = send(old.next("Connect", CONNECT));
        assertThat(anew.code()).isZero();
        assertThat(sessions.getFirst().closed).isEqualTo(1);
        assertThat(endpoint.contextCount()).isEqualTo(1);
        assertThat(send(old.next("Execute", EXECUTE)).code()).isEqualTo(10);
        assertThat(send(anew.next("Execute", EXECUTE)).code()).isZero();
    }

    @Test
    void oneRequestAtATimeButForNotificationWait() throws Exception {
        FakeVisit connected = connect();
        FakeSession session = sessions.getFirst();
        session.slow = true;
        FakeVisit running = connected.next("Execute", EXECUTE);
        Thread slow = inBackground(running);
        session.entered.await();
        assertThat(send(connected.next("Execute", EXECUTE)).code()).isEqualTo(15);
        assertThat(send(connected.next("PING", Bytes.EMPTY)).code()).isEqualTo(15);
        FakeVisit waiting = connected.next("NotificationWait", WAIT);
        Thread wait = inBackground(waiting);
        waiting.flushed.await();
        session.event.complete(true);
        wait.join();
        assertThat(NotificationWait.Response.read(waiting.result().reader()).pending()).isTrue();
        session.go.countDown();
        slow.join();
        assertThat(running.code()).isZero();
    }

    @Test
    void aWaitBeginsAtOnceAndIsKeptAlive() throws Exception { // 3.2.5.2
        FakeVisit waiting = connect().next("NotificationWait", WAIT);
        Thread wait = inBackground(waiting);
        sessions.getFirst().entered.await();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\n");
        now = now.plus(Duration.ofSeconds(14));
        keepAlive.tick();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\n");
        now = now.plus(Duration.ofSeconds(1));
        keepAlive.tick();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\nPENDING\r\n");
        sessions.getFirst().event.complete(true);
        wait.join();
        assertThat(waiting.text()).startsWith("PROCESSING\r\nPENDING\r\nDONE\r\nX-ResponseCode: 0\r\n"
                + "X-ElapsedTime: 15000\r\n");
        assertThat(waiting.fields.get("Set-Cookie")).as("no sequence, which may be old when it arrives")
                .allMatch(cookie -> cookie.startsWith("MapiContext="));
    }

    @Test
    void aSlowRequestIsTakenUpBeforeItIsDone() throws Exception {
        FakeVisit connected = connect();
        sessions.getFirst().slow = true;
        FakeVisit running = connected.next("Execute", EXECUTE);
        Thread slow = inBackground(running);
        sessions.getFirst().entered.await();
        now = now.plus(Duration.ofSeconds(1));
        keepAlive.tick();
        assertThat(running.text()).isEqualTo("PROCESSING\r\n");
        sessions.getFirst().go.countDown();
        slow.join();
        assertThat(Execute.Response.read(running.result().reader()).error()).isZero();
    }

    @Test
    void aClientThatLeavesEndsItsWait() throws Exception {
        FakeVisit waiting = connect().next("NotificationWait", WAIT);
        Thread wait = inBackground(waiting);
        sessions.getFirst().entered.await();
        waiting.leave();
        wait.join();
        assertThat(waiting.code()).isZero();
    }

    @Test
    void aDrainingServerSendsClientsElsewhereAndServesWhoComesBack() throws Exception {
        FakeVisit connected = connect();
        FakeVisit waiting = connected.next("NotificationWait", WAIT);
        Thread wait = inBackground(waiting);
        sessions.getFirst().entered.await();
        endpoint.drain();
        wait.join();
        assertThat(waiting.code()).isEqualTo(18);
        assertThat(send(connected.next("Execute", EXECUTE)).code()).isEqualTo(18);
        FakeVisit again = connect();
        assertThat(again.code()).as("a balancer has led it here").isZero();
        assertThat(send(again.next("Execute", EXECUTE)).code()).isZero();
        endpoint.close();
        assertThat(send(again.next("Execute", EXECUTE)).code()).isEqualTo(18);
        assertThat(connect().code()).as("the server stops").isEqualTo(18);
    }

    @Test
    void contextsHaveTheirBound() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(connect().code()).isZero();
        }
        assertThat(connect().code()).isEqualTo(1);
        assertThat(sessions.getLast().closed).isEqualTo(1);
    }

    @Test
    void everyFaultOfARequestHasItsCode() throws IOException { // 2.2.3.3.3
        assertThat(fault(visit -> visit.method = "GET")).isEqualTo(2);
        assertThat(fault(visit -> visit.path = "/mapi/emsmdb/deeper")).isEqualTo(3);
        assertThat(fault(visit -> visit.path = "/MAPI/EmsMdb/")).isZero();
        assertThat(fault(visit -> visit.head.put("Content-Type", "text/plain"))).isEqualTo(4);
        assertThat(fault(visit -> visit.head.put("X-RequestId", "one"))).isEqualTo(4);
        assertThat(fault(visit -> visit.head.put("X-ClientApplication", "Outlook"))).isEqualTo(4);
        assertThat(fault(visit -> visit.head.put("X-RequestType", "Bind"))).isEqualTo(5);
        assertThat(fault(visit -> visit.head.remove("X-RequestType"))).isEqualTo(7);
        assertThat(fault(visit -> visit.head.remove("X-RequestId"))).isEqualTo(7);
        assertThat(fault(visit -> visit.head.remove("Content-Type"))).isEqualTo(7);
        assertThat(fault(visit -> visit.head.put("Transfer-Encoding", "chunked"))).isEqualTo(7);
        assertThat(send(new FakeVisit("/mapi/emsmdb", "Connect", Bytes.ofHex("00"))).code()).isEqualTo(12);
        assertThat(send(new FakeVisit("/mapi/emsmdb", "Connect", Bytes.wrap(new byte[1 << 20]))).code()).isEqualTo(9);
    }

    private int fault(java.util.function.Consumer<FakeVisit> spoil) throws IOException {
        var visit = new FakeVisit("/mapi/emsmdb", "Connect", CONNECT);
        spoil.accept(visit);
        return send(visit).code();
    }

    @Test
    void cookiesAreAskedForAndLookedAt() throws IOException {
        FakeVisit connected = connect();
        FakeVisit without = connected.next("Execute", EXECUTE);
        without.cookies.remove("MapiContext");
        assertThat(send(without).code()).isEqualTo(13);
        FakeVisit unordered = connected.next("Execute", EXECUTE);
        unordered.cookies.remove("MapiSequence");
        assertThat(send(unordered).code()).isEqualTo(13);
        FakeVisit garbled = connected.next("Execute", EXECUTE);
        garbled.cookies.put("MapiContext", "x");
        assertThat(send(garbled).code()).isEqualTo(6);
        FakeVisit foreign = connected.next("Execute", EXECUTE);
        foreign.cookies.put("MapiContext", "A".repeat(32));
        assertThat(send(foreign).code()).isEqualTo(10);
        assertThat(send(connected.next("Execute", EXECUTE)).code()).as("nothing of it counted").isZero();
    }
}
