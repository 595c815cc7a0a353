package org.gatehouse.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
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
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of Outlook Anywhere at the array's members, through the balancer.
class OutlookAnywhereTest {
    /// Some twelve windows of the client's.
    private static final int LARGE = 3_000_000;

    @TempDir
    Path folder;

    @Test
    void sessionsSideBySideReadALargeMessageAndSeeTheirMembersDeath() throws Exception {
        byte[] much = new byte[LARGE];
        new Random(11).nextBytes(much);
        Bytes html = Bytes.wrap(much);
        try (var array = ArrayFixture.open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            array.enableAnywhere();
            array.balance();
            MapiSession one = array.anywhere(HttpSignIn.BASIC);
            MapiSession other = array.anywhere(HttpSignIn.NTLM);
            String serving = array.serving();
            assertThat(array.servers.get(serving).sessionCount()).isEqualTo(2);
            MailboxClient writer = MailboxClient.logon(one);
            ObjectId message = writer.save(writer.inbox(), List.of(MailboxClient.text(Tags.MESSAGE_CLASS, "IPM.Note"),
                    MailboxClient.text(Tags.SUBJECT, "large")), Tags.HTML, html);
            MailboxClient reader = MailboxClient.logon(other);
            Future<Bytes> beside = threads.submit(() -> reader.read(reader.inbox(), message, Tags.HTML));
            assertThat(writer.read(writer.inbox(), message, Tags.HTML).equals(html)).as("byte for byte").isTrue();
            assertThat(beside.get().equals(html)).as("byte for byte, beside it").isTrue();

            array.servers.get(serving).kill();
            for (MailboxClient mailbox : List.of(writer, reader)) {
                assertThatThrownBy(() -> mailbox.readStore(List.of(Tags.DISPLAY_NAME)))
                        .isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
            }
            one.drop();
            other.drop();
        }
    }

    @Test
    void notificationsComeThroughATunnelOfTheirOwn() throws Exception {
        try (var array = ArrayFixture.open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            array.enableAnywhere();
            array.balance();
            try (MapiSession session = array.anywhere(HttpSignIn.BASIC); MapiSession writing = array.rpc();
                    EventWait events = session.events(array.account(), ArrayFixture.TIMEOUT)) {
                MailboxClient mailbox = MailboxClient.logon(writing);
                int logon = session.logon(session.userDn()).handle();
                session.open(new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, null), logon);
                Future<Boolean> pending = threads.submit(events::await);
                mailbox.save(mailbox.inbox(), List.of(MailboxClient.text(Tags.SUBJECT, "told")));
                assertThat(pending.get()).isTrue();
            }
        }
    }
}
