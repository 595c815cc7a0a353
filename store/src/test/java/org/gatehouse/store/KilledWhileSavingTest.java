package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.testing.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Acknowledged is on disk: a process that saves is killed (SIGKILL) after a seeded number of acknowledgements, several
/// times over on one database; afterwards every acknowledged message is whole, with the change number it was given.
class KilledWhileSavingTest {
    /// After as many kills everything is compared, and not only what was acknowledged before the last two.
    private static final int WHOLE_EACH = 25;

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedSaveSurvivesTheKill() throws Exception {
        long seed = Mutations.seed();
        var random = new Random(seed);
        Map<Long, String> acknowledged = new HashMap<>();
        Map<Long, String> before = Map.of();
        var seen = new HashSet<ObjectId>();
        int rounds = Mutations.rounds(3);
        for (int round = 0; round < rounds; round++) {
            String when = "seed " + seed + " round " + round;
            Map<Long, String> now = killedAfter(1 + random.nextInt(400), "r" + round + "w");
            int size = acknowledged.size();
            acknowledged.putAll(now);
            assertThat(acknowledged).as(when).hasSize(size + now.size());
            if (round % WHOLE_EACH == WHOLE_EACH - 1 || round == rounds - 1) {
                check(acknowledged, acknowledged.size(), new HashSet<>(), when);
            } else {
                var lately = new HashMap<>(before);
                lately.putAll(now);
                check(lately, acknowledged.size(), seen, when);
            }
            before = now;
        }
    }

    /// Runs a child until it acknowledged `count` saves, kills it, and gathers all that it acknowledged:
    /// message counter to `<change number> <subject>`.
    private Map<Long, String> killedAfter(int count, String writers) throws Exception {
        Process child = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m",
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                SaveUntilKilled.class.getName(), folder.toString(), writers)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var lines = new ArrayList<String>();
        try (var output = new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(output.readLine()).isEqualTo("ready");
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (lines.size() == count) {
                    // Through the handle: Process itself would close the stream with what was still said.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        var acknowledged = new HashMap<Long, String>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            // The last line may have been cut by the kill: its end says whether it is whole.
            if (words.length == 2 && words[1].matches("\\d+ \\w+-\\d+") && !line.equals(lines.getLast())) {
                acknowledged.put(Long.parseLong(words[0]), words[1]);
            }
        }
        if (acknowledged.isEmpty()) {
            acknowledged.putAll(killedAfter(count + 1, writers + "x"));
        }
        return acknowledged;
    }

    /// @param acknowledged those that are compared: what a kill may have harmed, and now and then all
    /// @param least        how many there must be at least
    /// @param seen         rows that were found whole before
    private void check(Map<Long, String> acknowledged, int least, Set<ObjectId> seen, String when) {
        try (SqliteDatabaseHost host = SqliteMailboxStoreTest.host(folder)) {
            host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, false);
            MailboxSession session = host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow()
                    .open(MailboxStoreContract.OWNER, MailboxStoreContract.ANN);
            acknowledged.forEach((mid, what) -> {
                MessageDraft message = session.openMessage(new ObjectId(1, mid), false);
                String subject = MailboxStoreContract.string(message, Tags.SUBJECT);
                long cn = ObjectId.ofWire(((Value.Int64) MailboxStoreContract.value(message,
                        Tags.CHANGE_NUMBER)).value())
                        .counter();
                assertThat(cn + " " + subject).as(when).isEqualTo(what);
                assertThat(MailboxStoreContract.string(message, Tags.BODY)).as(when)
                        .isEqualTo(SaveUntilKilled.body(subject));
            });
            Folder inbox = MailboxStoreContract.inbox(session);
            // Unacknowledged saves may be there too, but only whole ones, and the counters agree with the rows.
            Table table = inbox.contents(false);
            assertThat(table.count()).as(when).isGreaterThanOrEqualTo(least)
                    .isEqualTo(MailboxStoreContract.int32(inbox, Tags.CONTENT_COUNT));
            long highest = 0;
            for (Table.Row row : table.rows(0, table.count(), List.of())) {
                highest = Math.max(highest, row.id().counter() + 1);
                if (seen.add(row.id())) {
                    assertThat(session.openMessage(row.id(), false).get(List.of(Tags.BODY), 1 << 20)).as(when)
                            .doesNotContain(new org.gatehouse.mapi.property.Cell.Absent());
                }
            }
            // Change numbers are never given again.
            assertThat(session.reserveCounters(1).counter()).as(when).isGreaterThan(highest);
        }
    }
}
