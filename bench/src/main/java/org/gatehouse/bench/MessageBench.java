package org.gatehouse.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;
import org.gatehouse.wire.Bytes;

/// CPU of opening a usual message and reading all its properties at the store's seam. The wish is 200 us together with
/// the operations above it. `MessageBench [FOLDER]`
final class MessageBench {
    private static final int MESSAGES = 2_000;
    private static final int ROUNDS = 20;
    private static final int BYTES_MAX = 0x7000;
    private static final UUID DATABASE = UUID.fromString("10000000-0000-4000-8000-000000000001");
    private static final MailboxKey OWNER = new MailboxKey(UUID.fromString("10000000-0000-4000-8000-00000000a001"),
            "/o=Bench/ou=Ex/cn=Recipients/cn=ann", "Ann", "ann@bench.test");

    private MessageBench() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory(Bench.folder(arguments), "message-bench");
        var caller = new Caller("BENCH\\ann", OWNER.legacyDn(), "Ann", Caller.Rights.OWNER,
                Charset.forName("windows-1252"));
        try (var host = new SqliteDatabaseHost(root, StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(),
                new SecureRandom())) {
            host.mount(DATABASE, "DB", DatabaseHost.Kind.MAILBOX, true);
            try (MailboxSession session = host.mounted(DATABASE).orElseThrow().open(OWNER, caller)) {
                List<ObjectId> ids = messages(session);
                for (int round = 0; round < ROUNDS; round++) {
                    round(session, ids, round);
                }
            }
        } finally {
            Bench.remove(root);
        }
    }

    private static void round(MailboxSession session, List<ObjectId> ids, int round) {
        long values = 0;
        long opening = 0;
        long reading = 0;
        long process = processNanos();
        for (ObjectId id : ids) {
            long start = threadNanos();
            try (MessageDraft draft = session.openMessage(id, false)) {
                long opened = threadNanos();
                values += draft.all(BYTES_MAX).size();
                opening += opened - start;
                reading += threadNanos() - opened;
            }
        }
        System.out.printf("round %d: open %.1f us, read %.1f us CPU of the thread; %.1f us of the process; %d values%n",
                round, opening / 1e3 / ids.size(), reading / 1e3 / ids.size(),
                (processNanos() - process) / 1e3 / ids.size(), values / ids.size());
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /// Messages of some 60 properties, three recipients and an HTML body of 6 KB, which is kept apart.
    private static List<ObjectId> messages(MailboxSession session) {
        Folder inbox = session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
        var ids = new ArrayList<ObjectId>();
        var values = new ArrayList<PropertyValue>();
        for (int i = 0; i < 30; i++) {
            values.add(new PropertyValue(PropertyTag.of(0x6800 + i, PropertyType.STRING), new Value.Text("v" + i)));
        }
        values.add(new PropertyValue(Tags.HTML, new Value.Binary(Bytes.wrap(
                ("<html><body>" + "<p>words</p>".repeat(500)).getBytes(StandardCharsets.US_ASCII)))));
        for (int i = 0; i < MESSAGES; i++) {
            MessageDraft draft = inbox.createMessage(false);
            draft.set(values);
            draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("Message " + i))));
            for (int row = 0; row < 3; row++) {
                draft.modifyRecipients(List.of(new MessageDraft.Recipient(row, 1, List.of(
                        new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("Recipient " + row)),
                        new PropertyValue(Tags.SMTP_ADDRESS, new Value.Text("r" + row + "@bench.test"))))));
            }
            ids.add(draft.save(MessageDraft.SaveMode.NORMAL).id());
        }
        return ids;
    }
}
