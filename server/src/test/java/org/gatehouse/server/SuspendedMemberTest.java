package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gatehouse.client.EventWait;
import org.gatehouse.client.HttpSignIn;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member that is suspended in the directory, with clients on it over all transports.
class SuspendedMemberTest {
    @TempDir
    Path folder;

    @Test
    void itsClientsGoToAnotherMemberAndLoseNothing() throws Exception {
        try (var array = ArrayFixture.open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            array.balance();
            var notes = new ArrayList<ObjectId>();
            MapiSession rpc = array.rpc();
            MailboxClient mailbox = MailboxClient.logon(rpc);
            notes.add(save(mailbox, "over RPC"));
            MapiSession http = array.http();
            notes.add(save(MailboxClient.logon(http), "over HTTP"));
            String serving = array.serving();
            String other = serving.equals("cas1") ? "cas2" : "cas1";
            assertThat(array.servers.get(serving).sessionCount()).isEqualTo(2);
            EventWait events = rpc.events(array.account(), ArrayFixture.TIMEOUT);
            Future<Boolean> overRpc = threads.submit(events::await);
            Future<Boolean> overHttp = threads.submit(http::await);

            array.organization().servers().suspend(serving, true);
            assertThatThrownBy(overRpc::get).hasMessageContaining("(0x000003ed)");
            // In the head, if it was told before it waited.
            assertThatThrownBy(overHttp::get).hasMessageFindingMatch("(X-ResponseCode: |response code )18");
            assertThatThrownBy(() -> MailboxClient.logon(http)).hasMessageContaining("response code 18");
            http.drop();
            notes.add(save(mailbox, "served until the client goes"));
            assertThat(readiness(array, serving)).isEqualTo("503 draining");
            assertThat(readiness(array, other)).isEqualTo("200 ready");
            events.close();
            rpc.close();
            array.awaitLeft(serving);

            MapiSession again = array.rpc();
            MapiSession againOverHttp = array.http();
            assertThat(array.servers.get(other).sessionCount()).isEqualTo(2);
            assertThat(array.servers.get(serving).sessionCount()).isZero();
            for (MapiSession session : List.of(again, againOverHttp)) {
                MailboxClient reopened = MailboxClient.logon(session);
                for (ObjectId note : notes) {
                    assertThat(reopened.read(reopened.inbox(), note, List.of(Tags.SUBJECT)).cells()).hasSize(1);
                }
                session.close();
            }
        }
    }

    /// Everybody here comes from one address.
    @Test
    void nobodyWaitsForANeighbourWhoStays() throws Exception {
        try (var array = ArrayFixture.open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            array.enableAnywhere();
            array.balance();
            MapiSession staying = array.rpc();
            MailboxClient mailbox = MailboxClient.logon(staying);
            String serving = array.serving();
            MessagingServer other = array.servers.get(serving.equals("cas1") ? "cas2" : "cas1");
            array.organization().servers().suspend(serving, true);
            array.node.suspensions().look(true);

            List<MapiSession> led = List.of(array.rpc(), array.http(), array.anywhere(HttpSignIn.BASIC));
            assertThat(other.sessionCount()).isEqualTo(3);
            for (MapiSession each : led) {
                MailboxClient.logon(each);
                each.close();
            }
            try (EventWait events = staying.events(array.account(), ArrayFixture.TIMEOUT)) {
                Future<Boolean> told = threads.submit(events::await);
                assertThatThrownBy(told::get).as("its further connection reaches its session")
                        .hasMessageContaining("(0x000003ed)");
            }
            save(mailbox, "served until the client goes");
            staying.close();
            array.awaitLeft(serving);
        }
    }

    /// As behind a balancer that does not know of the suspension.
    @Test
    void whoIsLedToItAllTheSameIsServedOverEveryTransport() throws Exception {
        try (var array = ArrayFixture.open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            array.enableAnywhere();
            array.organization().servers().suspend("cas1", true);
            array.node.suspensions().look(true);
            for (MapiSession led : List.of(array.rpcAt("cas1"), array.httpAt("cas1"),
                    array.anywhereAt("cas1", HttpSignIn.BASIC))) {
                MailboxClient mailbox = MailboxClient.logon(led);
                save(mailbox, "served");
                led.close();
            }
            try (MapiSession led = array.rpcAt("cas1"); MapiSession writing = array.httpAt("cas1");
                    EventWait events = led.events(array.account(), ArrayFixture.TIMEOUT)) {
                int logon = led.logon(led.userDn()).handle();
                led.open(new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, null), logon);
                Future<Boolean> pending = threads.submit(events::await);
                save(MailboxClient.logon(writing), "told, not sent away again");
                assertThat(pending.get()).isTrue();
            }
        }
    }

    @Test
    void aResumedMemberTakesClientsAgain() throws Exception {
        try (var array = ArrayFixture.open(folder)) {
            array.organization().servers().suspend("cas1", true);
            array.node.suspensions().look(false);
            array.balance();
            MapiSession session = array.rpc();
            assertThat(array.serving()).as("the balancer was started after the suspension").isEqualTo("cas2");
            session.close();
            array.organization().servers().suspend("cas1", false);
            array.organization().servers().suspend("cas2", true);
            array.node.suspensions().look(false);
            assertThat(readiness(array, "cas1")).isEqualTo("200 ready");
            array.awaitLeft("cas2");
            try (MapiSession there = array.http()) {
                assertThat(array.serving()).isEqualTo("cas1");
                MailboxClient.logon(there);
            }
        }
    }

    private static ObjectId save(MailboxClient mailbox, String subject) throws IOException {
        return mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, subject)));
    }

    private static String readiness(ArrayFixture array, String member) throws IOException {
        var answer = array.ask(member, "/readyz");
        String body = new String(answer.body(), StandardCharsets.US_ASCII);
        return answer.status() + " " + body.lines().findFirst().orElse("");
    }
}
