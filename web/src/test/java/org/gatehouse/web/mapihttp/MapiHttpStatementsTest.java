package org.gatehouse.web.mapihttp;

import static org.gatehouse.web.mapihttp.MailboxStage.CONNECT;
import static org.gatehouse.web.mapihttp.MailboxStage.DISCONNECT;
import static org.gatehouse.web.mapihttp.MailboxStage.EXECUTE;
import static org.gatehouse.web.mapihttp.MailboxStage.WAIT;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.SoftAssertions;
import org.gatehouse.mapi.http.Connect;
import org.gatehouse.mapi.http.Execute;
import org.gatehouse.mapi.http.Failure;
import org.gatehouse.mapi.http.NotificationWait;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a server says to a request, good or bad, by the ids of the statements of [MS-OXCMAPIHTTP].
class MapiHttpStatementsTest {
    private static final String REQUEST_ID = "{E2EA6C1C-E61B-49E9-9CFB-38184F907552}:1";

    private final MailboxStage stage = new MailboxStage();
    private final SoftAssertions all = new SoftAssertions();

    @AfterEach
    void report() {
        all.assertAll();
    }

    private void field(String statements, FakeVisit answered, String name, String value) {
        all.assertThat(answered.field(name)).as("MS-OXCMAPIHTTP_%s: %s", statements, name).isEqualTo(value);
    }

    private void code(String statements, FakeVisit answered, int code) {
        all.assertThat(answered.code()).as("MS-OXCMAPIHTTP_%s: X-ResponseCode", statements).isEqualTo(code);
    }

    private AbstractStringAssert<?> text(String statements, FakeVisit answered) {
        return all.assertThat(answered.text()).as("MS-OXCMAPIHTTP_%s", statements);
    }

    private static Bytes execute(int ropBytes, int auxiliaryBytes) {
        return new ByteWriter().i32(0).i32(ropBytes).bytes(new byte[] {1, 2}).i32(0x10008).i32(auxiliaryBytes)
                .toBytes();
    }

    private FakeVisit fault(Consumer<FakeVisit> spoil) throws IOException {
        var visit = new FakeVisit("/mapi/emsmdb", "Connect", CONNECT);
        spoil.accept(visit);
        return stage.send(visit);
    }

    /// 2.2.2.2, 2.2.3: what stands in the header of every answer.
    @Test
    void everyAnswerHasItsHeader() throws IOException {
        FakeVisit connected = stage.connect();
        FakeVisit refused = fault(visit -> visit.head.put("X-RequestType", "Bind"));
        for (FakeVisit each : List.of(connected, refused)) {
            field("R44, R2040", each, "X-RequestId", REQUEST_ID);
            field("R156", each, "X-ClientInfo", "{2EF33C39-49C8-421C-B876-CDF7F2AC3AA0}:1");
            field("R164, R165", each, "X-ServerApplication", "Exchange/15.00.0847.032");
            field("R167", each, "X-ExpirationInfo", "900000");
            field("R46", each, "Content-Length", Integer.toString(each.sent().length));
            all.assertThat(each.status).as("MS-OXCMAPIHTTP_R47, R48, R49, R53").isEqualTo(200);
            all.assertThat(each.streamed).as("MS-OXCMAPIHTTP_R46").isFalse();
        }
        field("R44", refused, "X-RequestType", "Bind");
        field("R2037", connected, "Content-Type", "application/mapi-http");
        field("R2038", refused, "Content-Type", "text/html; charset=utf-8");
        text("R56", refused).contains("invalid request type");
        field("R157, R1242", connected, "X-PendingPeriod", "15000");
        FakeVisit marked = fault(visit -> visit.head.put("X-DeviceInfo", "proxy"));
        field("R2050", marked, "X-DeviceInfo", "");
        code("R2239", marked, 0);
    }

    /// 2.2.7, 3.2.5.2: what stands in the body of every answer to an accepted request.
    @Test
    void everyAcceptedRequestIsAnsweredByMetaTags() throws Exception {
        FakeVisit executed = stage.send(stage.connect().next("Execute", EXECUTE));
        field("R2226, R136", executed, "X-ResponseCode", "0");
        text("R1131, R1134, R1136, R1244, R2228, R2231", executed).startsWith("PROCESSING\r\nDONE\r\n"
                + "X-ResponseCode: 0\r\nX-ElapsedTime: 0\r\nX-StartTime: Fri, 02 Jan 2026 03:04:05 GMT\r\n\r\n");
        all.assertThat(Execute.Response.read(executed.result().reader()).rops())
                .as("MS-OXCMAPIHTTP_R1431, R1461").isEqualTo(Bytes.ofHex("aabb"));
        FakeVisit waiting = executed.next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        text("R1237, R1238, R2227", waiting).isEqualTo("PROCESSING\r\n");
        all.assertThat(waiting.streamed).as("MS-OXCMAPIHTTP_R1230").isTrue();
        field("R1232, R62", waiting, "Content-Length", "");
        stage.now = stage.now.plus(Duration.ofSeconds(15));
        stage.keepAlive.tick();
        text("R1214, R1239, R1240, R1241", waiting).isEqualTo("PROCESSING\r\nPENDING\r\n");
        stage.now = stage.now.plus(Duration.ofMinutes(20));
        stage.keepAlive.tick();
        all.assertThat(stage.endpoint.contextCount()).as("MS-OXCMAPIHTTP_R1260").isEqualTo(1);
        stage.sessions.getFirst().event.complete(true);
        wait.join();
        stage.now = stage.now.plus(Duration.ofMinutes(14));
        stage.keepAlive.tick();
        all.assertThat(stage.endpoint.contextCount()).as("MS-OXCMAPIHTTP_R1260: refreshed").isEqualTo(1);
        all.assertThat(NotificationWait.Response.read(waiting.result().reader()).pending())
                .as("MS-OXCMAPIHTTP_R1256").isTrue();
    }

    @Test
    void aLaterFailureIsToldBehindDone() throws Exception {
        FakeVisit waiting = stage.connect().next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        stage.endpoint.drain();
        wait.join();
        field("R2226", waiting, "X-ResponseCode", "0");
        text("R2229, R2230, R154", waiting).contains("DONE\r\nX-ResponseCode: 18\r\n");
        all.assertThat(waiting.result()).as("MS-OXCMAPIHTTP_R2232").isEqualTo(Bytes.EMPTY);
        code("R154", stage.send(waiting.next("Execute", EXECUTE)), 18);
        stage.endpoint.close();
        code("R154", stage.connect(), 18);
    }

    /// 2.2.2.2, 3.2.5.2: in the header as long as that has not gone, behind DONE afterwards.
    @Test
    void aBugOfOursIsToldWhereItStillCanBe() throws Exception {
        stage.connectBroken = true;
        FakeVisit connected = stage.connect();
        all.assertThat(connected.status).as("MS-OXCMAPIHTTP_R51, R1304").isEqualTo(500);
        code("R137", connected, 1);
        field("R44", connected, "X-RequestType", "Connect");
        field("R44", connected, "X-RequestId", REQUEST_ID);
        field("R2038", connected, "Content-Type", "text/html; charset=utf-8");
        cookies("R1219", connected, false);
        stage.connectBroken = false;
        FakeVisit waiting = stage.connect().next("NotificationWait", WAIT);
        Thread wait = stage.inBackground(waiting);
        stage.sessions.getFirst().entered.await();
        stage.sessions.getFirst().event.completeExceptionally(new IllegalStateException("a bug"));
        wait.join();
        field("R2226", waiting, "X-ResponseCode", "0");
        text("R2229, R2230, R2232", waiting).contains("DONE\r\nX-ResponseCode: 1\r\n").endsWith("\r\n\r\n");
        all.assertThat(stage.sessions.getFirst().closed).as("the session has ended").isEqualTo(1);
        code("R146", stage.send(waiting.next("Execute", EXECUTE)), 10);
    }

    /// 2.2.3.3.3: what a request can be refused for; decision 10 says why nobody gets 8, 11, 14, 16 or 17.
    @Test
    void everyFaultHasItsCode() throws IOException {
        code("R138", fault(visit -> visit.method = "GET"), 2);
        code("R138", fault(visit -> visit.method = "PUT"), 2);
        code("R139", fault(visit -> visit.path = "/mapi/emsmdb/deeper"), 3);
        code("R140", fault(visit -> visit.head.put("Content-Type", "text/plain")), 4);
        code("R140", fault(visit -> visit.head.put("Content-Type", "application/mapi-httpx")), 4);
        code("R140", fault(visit -> visit.head.put("X-RequestId", "{E2EA6C1C-E61B-49E9-9CFB-38184F907552}")), 4);
        code("R140", fault(visit -> visit.head.put("X-RequestId", REQUEST_ID + "9".repeat(20))), 4);
        code("R140", fault(visit -> visit.headAgain.put("X-RequestId", REQUEST_ID)), 4);
        code("R140", fault(visit -> visit.headAgain.put("X-RequestType", "PING")), 4);
        code("R140", fault(visit -> visit.head.put("X-ClientApplication", "Outlook/99999.0.0.0")), 4);
        code("R141", fault(visit -> visit.head.put("X-RequestType", "Bind")), 5);
        code("R141", fault(visit -> visit.head.put("X-RequestType", "x".repeat(60_000))), 5);
        code("R143", fault(visit -> visit.head.remove("X-RequestType")), 7);
        code("R143", fault(visit -> visit.head.put("X-RequestType", " ")), 7);
        code("R143", fault(visit -> visit.head.remove("X-RequestId")), 7);
        code("R143", fault(visit -> visit.head.remove("Content-Type")), 7);
        code("R143", fault(visit -> visit.head.put("Transfer-Encoding", "chunked")), 7);
        code("R130", fault(visit -> visit.head.put("X-RequestId", "E2EA6C1C-E61B-49E9-9CFB-38184F907552:123456")), 0);
        code("R66", fault(visit -> visit.head.put("Content-Type", "Application/MAPI-HTTP; charset=utf-8")), 0);
        code("R39", fault(visit -> visit.head.remove("X-ClientApplication")), 0);
        code("R155", fault(visit -> visit.head.put("X-ClientInfo", "x".repeat(60_000))), 0);
        stage.endpoint.drain();
        stage.endpoint.resume();
        for (int i = 0; i < 4; i++) {
            code("R136", stage.connect(), 0);
        }
        code("R137", stage.connect(), 1);
    }

    /// Bodies that end too soon, have too much, or are longer than any can be.
    @Test
    void bodiesAreOfTheirType() throws IOException {
        FakeVisit connected = stage.connect();
        FakeVisit last = connected;
        Bytes good = EXECUTE;
        for (int length = 0; length < good.length(); length++) {
            last = stage.send(last.next("Execute", good.slice(0, length)));
            code("R148", last, 12);
        }
        last = stage.send(last.next("Execute", new ByteWriter().bytes(good).u8(0).toBytes()));
        code("R148", last, 12);
        for (int size : new int[] {3, 0x7fffffff, 0x80000000, 0xffffffff}) {
            last = stage.send(last.next("Execute", execute(size, 0)));
            code("R148", last, 12);
            last = stage.send(last.next("Execute", execute(2, size)));
            code("R148", last, 12);
        }
        code("R148", stage.send(last.next("PING", Bytes.ofHex("00"))), 12);
        code("R148", stage.send(last.next("NotificationWait", Bytes.EMPTY)), 12);
        code("R148", stage.send(last.next("Disconnect", Bytes.ofHex("01000000"))), 12);
        code("R148", stage.send(new FakeVisit("/mapi/emsmdb", "Connect", Bytes.ofHex("00"))), 12);
        code("R145", stage.send(last.next("Execute", Bytes.wrap(new byte[1 << 20]))), 9);
        code("R136", stage.send(connected.next("Execute", EXECUTE)), 0);
        all.assertThat(stage.sessions).as("nothing of it reached a session").hasSize(1);
    }

    /// 3.2.5.1, 3.2.5.2: the cookies of a context are on every answer to who owns it, and on no other's.
    @Test
    void cookiesAreOnEveryAnswer() throws IOException {
        FakeVisit connected = stage.connect();
        cookies("R1219, R1221", connected, true);
        FakeVisit executed = stage.send(connected.next("Execute", EXECUTE));
        cookies("R1236", executed, true);
        cookies("R1236", stage.send(executed.next("PING", Bytes.EMPTY)), true);
        FakeVisit broken = stage.send(executed.next("Execute", Bytes.EMPTY));
        code("R148", broken, 12);
        cookies("R1236", broken, true);
        FakeVisit again = stage.send(connected.next("Execute", EXECUTE));
        code("R151, R1227, R1228", again, 15);
        cookies("R1236", again, true);
        FakeVisit thief = executed.next("Execute", EXECUTE);
        thief.signedIn("eve");
        code("R1224, R1225", stage.send(thief), 10);
        cookies("R1225", thief, false);
        FakeVisit careless = executed.next("Execute", EXECUTE);
        careless.signedIn("eve");
        careless.head.put("Content-Type", "text/plain");
        cookies("R1225", stage.send(careless), false);
        FakeVisit resumed = stage.send(again.next("Execute", EXECUTE));
        code("R1236: the sequence of the refusal leads on", resumed, 0);
        FakeVisit ended = stage.send(resumed.next("Disconnect", DISCONNECT));
        cookies("R1255", ended, true);
        field("R1254", ended, "Content-Length", Integer.toString(ended.sent().length));
        code("R1253, R2233, R2236, R146", stage.send(ended.next("Execute", EXECUTE)), 10);
    }

    private void cookies(String statements, FakeVisit answered, boolean there) {
        all.assertThat(answered.fields.getOrDefault("Set-Cookie", List.of()))
                .as("MS-OXCMAPIHTTP_%s: cookies", statements).hasSize(there ? 2 : 0);
    }

    /// 3.1.7.1: a request whose first copy did not arrive comes once more as it was, its X-RequestId included. What
    /// arrived is not run twice: that the sequence sees to.
    @Test
    void aRepeatedRequestRunsOnce() throws IOException {
        FakeVisit connected = stage.connect();
        FakeVisit lost = connected.next("Execute", Bytes.EMPTY);
        stage.send(lost);
        FakeVisit repeated = stage.send(connected.next("Execute", EXECUTE));
        code("R1205", repeated, 0);
        field("R2040", repeated, "X-RequestId", REQUEST_ID);
        code("R1228", stage.send(connected.next("Execute", EXECUTE)), 15);
        FakeVisit ahead = repeated.next("Execute", EXECUTE);
        ahead.cookies.put("MapiSequence", "9");
        code("R1228", stage.send(ahead), 15);
        FakeVisit garbled = repeated.next("Execute", EXECUTE);
        garbled.cookies.put("MapiSequence", "-1; x=" + "9".repeat(1_000));
        code("R1228", stage.send(garbled), 15);
        FakeVisit none = repeated.next("Execute", EXECUTE);
        none.cookies.remove("MapiSequence");
        code("R149", stage.send(none), 13);
        FakeVisit noContext = repeated.next("Execute", EXECUTE);
        noContext.cookies.remove("MapiContext");
        code("R149", stage.send(noContext), 13);
        FakeVisit noToken = repeated.next("Execute", EXECUTE);
        noToken.cookies.put("MapiContext", "A".repeat(33));
        code("R142", stage.send(noToken), 6);
        code("R136", stage.send(repeated.next("Execute", EXECUTE)), 0);
    }

    /// 3.2.5.6: a client that connects anew with its old cookies.
    @Test
    void connectingAnewEndsWhatWas() throws IOException {
        FakeVisit old = stage.send(stage.connect().next("Execute", EXECUTE));
        FakeVisit anew = old.next("Connect", CONNECT);
        anew.cookies.put("MapiSequence", "77");
        code("R1279", stage.send(anew), 0);
        all.assertThat(stage.sessions.getFirst().closed).as("MS-OXCMAPIHTTP_R1277").isEqualTo(1);
        all.assertThat(anew.next("PING", Bytes.EMPTY).cookies.get("MapiContext")).as("MS-OXCMAPIHTTP_R1278")
                .isNotEqualTo(old.next("PING", Bytes.EMPTY).cookies.get("MapiContext"));
        code("R146", stage.send(old.next("Execute", EXECUTE)), 10);
        code("R136", stage.send(anew.next("Execute", EXECUTE)), 0);
    }

    /// 2.2.4.1.3, 3.2.5.1: what stands in the body when a Connect fails.
    @Test
    void aFailedConnectSaysWhy() throws IOException {
        stage.connectStatus = 0x6bb; // RPC_S_SERVER_TOO_BUSY
        FakeVisit busy = stage.connect();
        code("R55", busy, 0);
        all.assertThat(Failure.read(busy.result().reader())).as("MS-OXCMAPIHTTP_R1220, R220, R221, R223")
                .isEqualTo(new Failure(0x6bb, Bytes.EMPTY));
        cookies("R1219", busy, false);
        stage.connectStatus = 0;
        stage.connectError = 0x3eb;
        all.assertThat(Connect.Response.read(stage.connect().result().reader()).error())
                .as("MS-OXCMAPIHTTP_R2224: ErrorCode").isEqualTo(0x3eb);
    }

    @Test
    void pingAnswersWithoutABodyAndRefreshes() throws IOException {
        FakeVisit connected = stage.connect();
        stage.now = stage.now.plus(Duration.ofMinutes(14));
        FakeVisit ping = stage.send(connected.next("PING", Bytes.EMPTY));
        all.assertThat(ping.result()).as("MS-OXCMAPIHTTP_R1460, R1249").isEqualTo(Bytes.EMPTY);
        code("R1127, R1247", ping, 0);
        stage.now = stage.now.plus(Duration.ofMinutes(14));
        stage.keepAlive.tick();
        all.assertThat(stage.endpoint.contextCount()).as("MS-OXCMAPIHTTP_R1248").isEqualTo(1);
        stage.now = stage.now.plus(Duration.ofMinutes(16));
        stage.keepAlive.tick();
        all.assertThat(stage.endpoint.contextCount()).as("MS-OXCMAPIHTTP_R1217").isZero();
        all.assertThat(stage.sessions.getFirst().closed).as("3.2.6").isEqualTo(1);
    }
}
