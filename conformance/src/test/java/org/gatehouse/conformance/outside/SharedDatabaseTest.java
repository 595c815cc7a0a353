package org.gatehouse.conformance.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.gatehouse.client.Account;
import org.gatehouse.client.EventWait;
import org.gatehouse.client.MailboxClient;
import org.gatehouse.client.MapiSession;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.Notification;
import org.gatehouse.mapi.rop.RopRegisterNotification;
import org.gatehouse.mapi.id.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes with directory, mailboxes and client access on one PostgreSQL database, as two machines would run.
class SharedDatabaseTest {
    private static final List<String> ADDRESSES = List.of("127.0.3.83", "127.0.3.84");
    private static final String ROLES = "\"client-access\", \"mailbox\", \"directory\"";
    private static final String PASSWORD = "Sunny-Day-2010";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int NOTICES = 20;
    private static final int SAVES = 30;

    @TempDir
    private Path folder;
    private PostgresNodes nodes;

    @Test
    void whatOneProcessSavesTheOtherTellsAndWhenOneIsKilledTheOtherWorksOn() throws Exception {
        nodes = PostgresNodes.at(folder, ADDRESSES);
        try (ServedNode one = nodes.start(0, ROLES)) {
            Finished made = one.shell(RunningDemo.UNTHROTTLED
                    + "New-ClientAccessArray -Fqdn cas.corp.test -Site HeadOffice; "
                    + "New-MailboxDatabase -Name DB1 -Server EX1; Mount-Database DB1; New-Mailbox -Name Ann "
                    + "-UserPrincipalName ann@corp.test -Database DB1 -Password (ConvertTo-SecureString '" + PASSWORD
                    + "' -AsPlainText -Force); 'dn ' + (Get-Mailbox ann).LegacyExchangeDN");
            assertThat(made.status()).as(made.output()).isZero();
            String dn = made.output().lines().filter(line -> line.startsWith("dn /")).findFirst().orElseThrow()
                    .substring(3);
            try (ServedNode two = nodes.start(1, ROLES); MapiSession there = connect(1, dn)) {
                assertThat(two.data().resolve("directory.db")).doesNotExist();
                MapiSession here = connect(0, dn);
                try {
                    noticesArrive(MailboxClient.logon(here), there);
                    everySaveHasItsOwnPlace(List.of(here, there), there);
                    theOtherWorksOnWhen(one, MailboxClient.logon(here), MailboxClient.logon(there));
                } finally {
                    here.drop();
                }
                try (MapiSession another = connect(1, dn)) {
                    assertThat(MailboxClient.logon(another).inbox()).isEqualTo(MailboxClient.logon(there).inbox());
                }
            }
        }
    }

    /// One dies while both write; what it acknowledged is there, and the other's writer notices nothing.
    private static void theOtherWorksOnWhen(ServedNode dies, MailboxClient here, MailboxClient there)
            throws Exception {
        var enough = new CountDownLatch(SAVES / 2);
        var saved = new ConcurrentLinkedQueue<ObjectId>();
        FutureTask<Integer> cut = started(() -> {
            while (true) {
                saved.add(here.save(here.inbox(), subject("until the end")));
                enough.countDown();
            }
        });
        FutureTask<List<ObjectId>> goingOn = started(() -> saves(there));
        assertThat(enough.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        dies.kill();
        assertThat(goingOn.get()).hasSize(SAVES);
        assertThatThrownBy(cut::get).hasCauseInstanceOf(IOException.class);
        assertThat(saves(there).getFirst().counter()).isGreaterThan(saved.stream().mapToLong(ObjectId::counter).max()
                .orElseThrow());
        for (ObjectId id : saved) {
            assertThat(MailboxClient.text(there.read(there.inbox(), id, List.of(Tags.SUBJECT)).cells().getFirst()))
                    .isEqualTo("until the end");
        }
    }

    private static List<ObjectId> saves(MailboxClient mailbox) throws IOException {
        var ids = new ArrayList<ObjectId>();
        for (int number = 0; number < SAVES; number++) {
            ids.add(mailbox.save(mailbox.inbox(), subject("both " + number)));
        }
        return ids;
    }

    /// Each save through one process ends the wait of a session on the other.
    private static void noticesArrive(MailboxClient writer, MapiSession reader) throws Exception {
        int logon = reader.logon(reader.userDn()).handle();
        reader.open(new RopRegisterNotification.Request(0, 0, 1, Notification.CREATED, null), logon);
        var millis = new ArrayList<Double>();
        try (EventWait events = reader.events(account(), TIMEOUT)) {
            for (int round = 0; round < NOTICES; round++) {
                CompletableFuture<Long> told = CompletableFuture.supplyAsync(() -> awaited(events));
                writer.save(writer.inbox(), subject("notice " + round));
                long saved = System.nanoTime();
                millis.add((told.get() - saved) / 1e6);
                reader.execute(List.of(), List.of(), List.of());
            }
        }
        millis.sort(null);
        System.out.printf("a save through one process is told by another after %.1f ms (median of %d), %.1f at most%n",
                millis.get(NOTICES / 2), NOTICES, millis.getLast());
        assertThat(millis).hasSize(NOTICES);
    }

    private static long awaited(EventWait events) {
        try {
            assertThat(events.await()).isTrue();
            return System.nanoTime();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /// Both processes write one mailbox at once: no id or change number comes twice, and what each writer is given
    /// rises.
    private static void everySaveHasItsOwnPlace(List<MapiSession> sessions, MapiSession reader) throws Exception {
        var tasks = new ArrayList<FutureTask<List<ObjectId>>>();
        for (MapiSession session : sessions) {
            MailboxClient mailbox = MailboxClient.logon(session);
            tasks.add(started(() -> saves(mailbox)));
        }
        var ids = new TreeMap<Long, ObjectId>();
        for (FutureTask<List<ObjectId>> task : tasks) {
            assertThat(task.get()).hasSize(SAVES).isSortedAccordingTo(Comparator.comparing(ObjectId::counter));
            task.get().forEach(id -> ids.put(id.counter(), id));
        }
        assertThat(ids).hasSize(SAVES * sessions.size());
        MailboxClient mailbox = MailboxClient.logon(reader);
        var numbers = new ArrayList<Long>();
        for (ObjectId id : ids.values()) {
            Cell cell = mailbox.read(mailbox.inbox(), id, List.of(Tags.CHANGE_NUMBER)).cells().getFirst();
            assertThat(cell).isInstanceOf(Cell.Present.class);
            long wire = ((Value.Int64) ((Cell.Present) cell).value()).value();
            numbers.add(ObjectId.ofWire(wire).counter());
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    private static <T> FutureTask<T> started(Callable<T> call) {
        var task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static List<PropertyValue> subject(String text) {
        return List.of(new PropertyValue(Tags.SUBJECT, new Value.Text(text)));
    }

    private static Account account() {
        return new Account("CORP", "ann", PASSWORD);
    }

    private MapiSession connect(int node, String dn) throws IOException {
        return MapiSession.connect(nodes.rpc(node), account(), dn, TIMEOUT);
    }
}
