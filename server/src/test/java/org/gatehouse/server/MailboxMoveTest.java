package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.directory.organization.DatabaseObject;
import org.gatehouse.directory.organization.MoveRequest;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.gatehouse.directory.organization.MoveRequests;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.store.DatabaseHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mailboxes that move while their owner has them open.
class MailboxMoveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    Path folder;

    private static void second(ArrayFixture array) {
        DatabaseObject other = array.organization().databases().create(DatabaseObject.Kind.MAILBOX, "DB2", "mbx1",
                Map.of()).value();
        array.node.databases().mount(other.header().guid(), "DB2", DatabaseHost.Kind.MAILBOX, true);
    }

    private static MoveRequests requests(ArrayFixture array) {
        return array.organization().moveRequests();
    }

    private static void ask(ArrayFixture array, boolean holdsWhenReady) {
        requests(array).create("ann", new MoveRequests.Wanted("DB2", "", false, "", holdsWhenReady, false, 0, false),
                InstantSource.system());
    }

    private static MoveRequest await(ArrayFixture array, Status status) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        MoveRequest request = requests(array).get("ann");
        while (request.status() != status) {
            if (System.nanoTime() > end) {
                throw new IOException("still " + request);
            }
            Thread.onSpinWait();
            request = requests(array).get("ann");
        }
        return request;
    }

    /// The number of the last change that the directory has made to anything.
    private static long lastChange(ArrayFixture array) {
        return array.node.directory().directory().changeCounter();
    }

    private static ObjectId save(MailboxClient mailbox, String subject) throws IOException {
        return mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                MailboxClient.text(Tags.SUBJECT, subject)));
    }

    @Test
    void theOwnerReconnectsOnceAndLosesNothing() throws Exception {
        try (var array = ArrayFixture.open(folder)) {
            array.balance();
            second(array);
            var notes = new ArrayList<ObjectId>();
            MapiSession rpc = array.rpc();
            MailboxClient mailbox = MailboxClient.logon(rpc);
            notes.add(save(mailbox, "before"));
            MapiSession http = array.http();
            MailboxClient overHttp = MailboxClient.logon(http);
            long before = lastChange(array);
            ask(array, true);
            await(array, Status.AUTO_SUSPENDED);
            assertThat(lastChange(array) - before).as("asked for, in progress, ready: each is written once")
                    .isEqualTo(3);
            notes.add(save(mailbox, "while everything is copied"));
            assertThat(array.organization().mailboxes().get("ann").mailbox().orElseThrow().database()).isEqualTo("DB1");

            requests(array).resume("ann", false);
            MoveRequest done = await(array, Status.COMPLETED);
            assertThat(done.completed()).isPresent();
            assertThat(array.organization().mailboxes().get("ann").mailbox().orElseThrow().database()).isEqualTo("DB2");
            // [MS-OXCRPC] 3.1.4.2: a context handle of zero says that the session is gone.
            assertThatThrownBy(() -> save(mailbox, "in the old session")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> save(overHttp, "in the old session")).isInstanceOf(IOException.class);
            rpc.drop();
            http.drop();
            try (MapiSession again = array.rpc(); MapiSession againOverHttp = array.http()) {
                for (MapiSession session : List.of(again, againOverHttp)) {
                    MailboxClient reopened = MailboxClient.logon(session);
                    for (ObjectId note : notes) {
                        assertThat(reopened.read(reopened.inbox(), note, List.of(Tags.SUBJECT)).cells()).hasSize(1);
                    }
                    assertThat(reopened.list(reopened.inbox(), List.of(Tags.SUBJECT))).hasSize(2);
                }
            }
            requests(array).remove("ann");
            assertThat(requests(array).find("ann")).isEmpty();
        }
    }

    @Test
    void aMailboxThatNobodyHasOpenedMovesToo() throws Exception {
        try (var array = ArrayFixture.open(folder)) {
            array.balance();
            second(array);
            ask(array, false);
            await(array, Status.COMPLETED);
            var user = array.organization().mailboxes().get("ann");
            assertThat(user.mailbox().orElseThrow().database()).isEqualTo("DB2");
            try (MapiSession rpc = array.rpc()) {
                MailboxClient mailbox = MailboxClient.logon(rpc);
                save(mailbox, "the first one");
                assertThat(mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT))).hasSize(1);
            }
        }
    }

    @Test
    void aMoveThatIsGivenUpLeavesTheMailboxWhereItWas() throws Exception {
        try (var array = ArrayFixture.open(folder)) {
            array.balance();
            second(array);
            try (MapiSession rpc = array.rpc()) {
                MailboxClient mailbox = MailboxClient.logon(rpc);
                save(mailbox, "before");
                ask(array, true);
                await(array, Status.AUTO_SUSPENDED);
                requests(array).suspend("ann", "after the audit");
                assertThat(await(array, Status.SUSPENDED).message()).isEqualTo("after the audit");
                requests(array).remove("ann");
                long end = System.nanoTime() + PATIENCE.toNanos();
                Optional<MoveRequest> left = requests(array).find("ann");
                while (left.isPresent() && System.nanoTime() < end) {
                    Thread.onSpinWait();
                    left = requests(array).find("ann");
                }
                assertThat(left).isEmpty();
                save(mailbox, "after");
                assertThat(mailbox.list(mailbox.inbox(), List.of(Tags.SUBJECT))).hasSize(2);
            }
            ask(array, false);
            await(array, Status.COMPLETED);
        }
    }
}
