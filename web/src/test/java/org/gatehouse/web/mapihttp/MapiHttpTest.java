package org.gatehouse.web.mapihttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.web.mapihttp.MailboxStage.CONNECT;
import static org.gatehouse.web.mapihttp.MailboxStage.DISCONNECT;
import static org.gatehouse.web.mapihttp.MailboxStage.EXECUTE;
import static org.gatehouse.web.mapihttp.MailboxStage.WAIT;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Disconnect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// Requests, cookies and contexts of the mailbox endpoint ([MS-OXCMAPIHTTP] 2.2.2, 2.2.3, 3.2.5).
class MapiHttpTest {
    private final MailboxStage stage = new MailboxStage();

    @Test
    void aConnectGetsEveryHeaderAndCookieAndItsBody() throws IOException {
        FakeVisit connected = stage.connect();
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
        stage.connectError = 0x3eb;
        FakeVisit refused = stage.connect();
        assertThat(refused.code()).isZero();
        assertThat(Connect.Response.read(refused.result().reader()).error()).isEqualTo(0x3eb);
        assertThat(refused.fields).doesNotContainKey("Set-Cookie");
        assertThat(stage.endpoint.contextCount()).isZero();
    }

    @Test
    void whoNeverHearsOfAContextIsNotHeldToIt() {
        var visit = new FakeVisit("/mapi/emsmdb", "Connect", CONNECT);
        visit.cutOff = true;
        assertThatThrownBy(() -> stage.send(visit)).isInstanceOf(IOException.class);
        assertThat(stage.endpoint.contextCount()).isZero();
        assertThat(stage.sessions.getFirst().closed).isEqualTo(1);
    }

    @Test
    void executesFollowInSequence() throws IOException {
        FakeVisit first = stage.send(stage.connect().next("Execute", EXECUTE));
        assertThat(first.code()).isZero();
        assertThat(first.streamed).as("chunked").isTrue();
        assertThat(Execute.Response.read(first.result().reader()).rops()).isEqualTo(Bytes.ofHex("aabb"));
        FakeVisit second = first.next("Execute", EXECUTE);
        assertThat(stage.send(second).code()).isZero();
        assertThat(stage.send(first.next("Execute", EXECUTE)).code()).as("the same once more").isEqualTo(15);
        assertThat(stage.send(second.next("Execute", EXECUTE)).code()).isZero();
    }

    /// By another connection, before this one's thread has come to its end (3.2.5.1).
    @Test
    void whoHasAnAnswerMaySendTheNextRequestAtOnce() throws IOException {
        FakeVisit first = stage.connect().next("Execute", EXECUTE);
        var codes = new ArrayList<Integer>();
        first.reaction = () -> codes.add(stage.send(first.next("Execute", EXECUTE)).code());
        stage.send(first);
        assertThat(codes).containsExactly(0);
    }

    /// [MS-OXCROPS] 3.2.4.2.
    @Test
    void aCallThatIsPutOffIsAFailureWithoutAnErrorOfHttp() throws IOException {
        FakeVisit connected = stage.connect();
        stage.sessions.getFirst().busy = true;
        FakeVisit busy = stage.send(connected.next("Execute", EXECUTE));
        assertThat(busy.code()).isZero();
        assertThat(busy.result()).isEqualTo(Bytes.ofHex("bb060000 00000000"));
        stage.sessions.getFirst().busy = false;
        assertThat(stage.send(busy.next("Execute", EXECUTE)).code()).isZero();
    }

    @Test
    void pingKeepsAContextFromExpiring() throws IOException { // 3.2.5.3, 3.2.6
        FakeVisit connected = stage.connect();
        stage.now = stage.now.plus(Duration.ofMinutes(14));
        FakeVisit ping = stage.send(connected.next("PING", Bytes.EMPTY));
        assertThat(ping.code()).isZero();
        assertThat(ping.result()).isEqualTo(Bytes.EMPTY);
        stage.now = stage.now.plus(Duration.ofMinutes(14));
        stage.keepAlive.tick();
        assertThat(stage.endpoint.contextCount()).isEqualTo(1);
        stage.now = stage.now.plus(Duration.ofMinutes(2));
        stage.keepAlive.tick();
        assertThat(stage.endpoint.contextCount()).isZero();
        assertThat(stage.sessions.getFirst().closed).isEqualTo(1);
        FakeVisit late = stage.send(connected.next("Execute", EXECUTE));
        assertThat(late.code()).isEqualTo(10);
        assertThat(late.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(late.field("X-RequestType")).isEqualTo("Execute");
        assertThat(late.field("X-ServerApplication")).isEqualTo("Exchange/15.00.0847.032");
    }

    /// A session may have to wait for its database, and then nobody else's answer would be kept alive.
    @Test
    void whatExpiresEndsBesideWhatKeepsAnswersAlive() throws IOException {
        var apart = new ArrayList<Runnable>();
        var crowded = new MailboxStage(apart::add);
        crowded.connect();
        crowded.now = crowded.now.plus(Duration.ofMinutes(16));
        crowded.keepAlive.tick();
        assertThat(crowded.endpoint.contextCount()).isZero();
        assertThat(crowded.sessions.getFirst().closed).isZero();
        crowded.keepAlive.tick();
        apart.forEach(Runnable::run);
        assertThat(crowded.sessions.getFirst().closed).isEqualTo(1);
    }

    @Test
    void sessionsOfAServerThatSendsItsClientsAwayEndEachByItself() throws IOException {
        var apart = new ArrayList<Runnable>();
        var crowded = new MailboxStage(apart::add);
        crowded.connect();
        crowded.endpoint.drain();
        assertThat(crowded.endpoint.contextCount()).isZero();
        assertThat(crowded.sessions.getFirst().closed).isZero();
        apart.forEach(Runnable::run);
        assertThat(crowded.sessions.getFirst().closed).isEqualTo(1);
        crowded.connect();
        crowded.endpoint.close();
        assertThat(crowded.sessions.getLast().closed).as("when it ends, before its databases do").isEqualTo(1);
    }

    @Test
    void disconnectEndsTheContextAndItsCookie() throws IOException { // 3.2.5.4
        FakeVisit ended = stage.send(stage.connect().next("Disconnect", DISCONNECT));
        assertThat(Disconnect.Response.read(ended.result().reader()).error()).isZero();
        assertThat(ended.fields).containsKey("Set-Cookie");
        assertThat(stage.sessions.getFirst().closed).isEqualTo(1);
        assertThat(stage.send(ended.next("Execute", EXECUTE)).code()).isEqualTo(10);
    }

    @Test
    void aSessionThatEndedByItselfIsNotFound() throws IOException {
        FakeVisit connected = stage.connect();
        stage.sessions.getFirst().ended = true;
        assertThat(stage.send(connected.next("Execute", EXECUTE)).code()).isEqualTo(10);
        assertThat(stage.endpoint.contextCount()).isZero();
    }

    @Test
    void anothersCookieIsAsUnknownAsOneThatNeverWas() throws IOException { // 3.2.5.1
        FakeVisit thief = stage.connect().next("Execute", EXECUTE);
        thief.signedIn("eve");
        assertThat(stage.send(thief).code()).isEqualTo(10);
        FakeVisit reconnecting = stage.connect().next("Connect", CONNECT);
        reconnecting.signedIn("eve");
        assertThat(stage.send(reconnecting).code()).isZero();
        assertThat(stage.sessions).extracting(session -> session.closed).as("nobody ends another's").containsOnly(0);
    }

    @Test
    void connectingAnewReplacesTheContext() throws IOException { // 3.2.5.6
        FakeVisit old = stage.connect();
        FakeVisit anew = stage.send(old.next("Connect", CONNECT));
        assertThat(anew.code()).isZero();
        assertThat(stage.sessions.getFirst().closed).isEqualTo(1);
        assertThat(stage.endpoint.contextCount()).isEqualTo(1);
        assertThat(stage.send(old.next("Execute", EXECUTE)).code()).isEqualTo(10);
        assertThat(stage.send(anew.next("Execute", EXECUTE)).code()).isZero();
    }

    @Test
    void oneRequestAtATimeButForNotificationWait() throws Exception {
        FakeVisit connected = stage.connect();
        MailboxStage.FakeSession session = stage.sessions.getFirst();
        session.slow = true;
        FakeVisit running = connected.next("Execute", EXECUTE);
        Thread slow = stage.inBackground(running);
        session.entered.await();
        assertThat(stage.send(connected.next("Execute", EXECUTE)).code()).isEqualTo(15);
        assertThat(stage.send(connected.next("PING", Bytes.EMPTY)).code()).isEqualTo(15);
        FakeVisit waiting = connected.next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
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
        FakeVisit waiting = stage.connect().next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\n");
        stage.now = stage.now.plus(Duration.ofSeconds(14));
        stage.keepAlive.tick();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\n");
        stage.now = stage.now.plus(Duration.ofSeconds(1));
        stage.keepAlive.tick();
        assertThat(waiting.text()).isEqualTo("PROCESSING\r\nPENDING\r\n");
        stage.sessions.getFirst().event.complete(true);
        wait.join();
        assertThat(waiting.text()).startsWith("PROCESSING\r\nPENDING\r\nDONE\r\nX-ResponseCode: 0\r\n"
                + "X-ElapsedTime: 15000\r\n");
        assertThat(waiting.fields.get("Set-Cookie")).as("no sequence, which may be old when it arrives")
                .allMatch(cookie -> cookie.startsWith("MapiContext="));
    }

    @Test
    void aSlowRequestIsTakenUpBeforeItIsDone() throws Exception {
        FakeVisit connected = stage.connect();
        stage.sessions.getFirst().slow = true;
        FakeVisit running = connected.next("Execute", EXECUTE);
        Thread slow = stage.inBackground(running);
        stage.sessions.getFirst().entered.await();
        stage.now = stage.now.plus(Duration.ofSeconds(1));
        stage.keepAlive.tick();
        assertThat(running.text()).isEqualTo("PROCESSING\r\n");
        stage.sessions.getFirst().go.countDown();
        slow.join();
        assertThat(Execute.Response.read(running.result().reader()).error()).isZero();
    }

    @Test
    void aClientThatLeavesEndsItsWait() throws Exception {
        FakeVisit waiting = stage.connect().next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        waiting.leave();
        wait.join();
        assertThat(waiting.code()).isZero();
    }

    @Test
    void aDrainingServerSendsClientsElsewhereAndServesWhoComesBack() throws Exception {
        FakeVisit connected = stage.connect();
        FakeVisit waiting = connected.next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        stage.endpoint.drain();
        wait.join();
        assertThat(waiting.code()).isEqualTo(18);
        assertThat(stage.send(connected.next("Execute", EXECUTE)).code()).isEqualTo(18);
        FakeVisit again = stage.connect();
        assertThat(again.code()).as("a balancer has led it here").isZero();
        assertThat(stage.send(again.next("Execute", EXECUTE)).code()).isZero();
        stage.endpoint.close();
        assertThat(stage.send(again.next("Execute", EXECUTE)).code()).isEqualTo(18);
        assertThat(stage.connect().code()).as("the server stops").isEqualTo(18);
    }

    @Test
    void contextsHaveTheirBound() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(stage.connect().code()).isZero();
        }
        assertThat(stage.connect().code()).isEqualTo(1);
        assertThat(stage.sessions.getLast().closed).isEqualTo(1);
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
        assertThat(stage.send(new FakeVisit("/mapi/emsmdb", "Connect", Bytes.ofHex("00"))).code()).isEqualTo(12);
        assertThat(stage.send(new FakeVisit("/mapi/emsmdb", "Connect", Bytes.wrap(new byte[1 << 20]))).code())
                .isEqualTo(9);
    }

    private int fault(java.util.function.Consumer<FakeVisit> spoil) throws IOException {
        var visit = new FakeVisit("/mapi/emsmdb", "Connect", CONNECT);
        spoil.accept(visit);
        return stage.send(visit).code();
    }

    @Test
    void cookiesAreAskedForAndLookedAt() throws IOException {
        FakeVisit connected = stage.connect();
        FakeVisit without = connected.next("Execute", EXECUTE);
        without.cookies.remove("MapiContext");
        assertThat(stage.send(without).code()).isEqualTo(13);
        FakeVisit unordered = connected.next("Execute", EXECUTE);
        unordered.cookies.remove("MapiSequence");
        assertThat(stage.send(unordered).code()).isEqualTo(13);
        FakeVisit garbled = connected.next("Execute", EXECUTE);
        garbled.cookies.put("MapiContext", "x");
        assertThat(stage.send(garbled).code()).isEqualTo(6);
        FakeVisit foreign = connected.next("Execute", EXECUTE);
        foreign.cookies.put("MapiContext", "A".repeat(32));
        assertThat(stage.send(foreign).code()).isEqualTo(10);
        assertThat(stage.send(connected.next("Execute", EXECUTE)).code()).as("nothing of it counted").isZero();
    }
}
