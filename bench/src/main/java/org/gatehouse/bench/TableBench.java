package org.gatehouse.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.SortOrder;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Caller;
import org.gatehouse.store.ContentsScope;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.Folder;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MailboxSession;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.Table;

/// A folder of 100,000 messages at the store's seam: opening it with its table and first rows, and finding by subject,
/// in CPU of the process. `TableBench [FOLDER [URL USER]]`, the folder being on the disk to measure; with a URL on
/// PostgreSQL ([BenchStore]), whose own CPU is not counted.
final class TableBench {
    private static final int MESSAGES = 100_000;
    private static final int WRITERS = 64;
    private static final int OPENINGS = 2_000;
    private static final int FINDS = 40;
    private static final int ROUNDS = 7;
    private static final int ENGLISH = 0x0409;
    private static final UUID DATABASE = UUID.fromString("10000000-0000-4000-8000-000000000001");
    private static final MailboxKey OWNER = new MailboxKey(UUID.fromString("10000000-0000-4000-8000-00000000a001"),
            "/o=Bench/ou=Ex/cn=Recipients/cn=ann", "Ann", "ann@bench.test");
    private static final Caller ANN = new Caller("BENCH\\ann", OWNER.legacyDn(), "Ann", Caller.Rights.OWNER,
            Charset.forName("windows-1252"));
    /// What a list of messages shows.
    private static final List<PropertyTag> COLUMNS = List.of(Tags.FOLDER_ID, Tags.MID, Tags.INST_ID, Tags.INSTANCE_NUM,
            Tags.SUBJECT, Tags.MESSAGE_DELIVERY_TIME, Tags.SENT_REPRESENTING_NAME, Tags.MESSAGE_FLAGS,
            Tags.MESSAGE_SIZE, Tags.IMPORTANCE, Tags.MESSAGE_CLASS, Tags.HAS_ATTACHMENTS);
    private static final long FIRST_DELIVERY = 133_000_000_000_000_000L;
    private static final long SECOND = 10_000_000L;

    private TableBench() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createTempDirectory(Bench.folder(arguments), "table-bench");
        BenchStore root = BenchStore.of(folder, arguments).emptied();
        try {
            try (DatabaseHost host = host(root)) {
                long start = System.nanoTime();
                fill(inbox(host));
                System.out.printf(Locale.ROOT, "%d messages written in %.1f s%n", MESSAGES,
                        (System.nanoTime() - start) / 1e9);
            }
            opening(root);
            finding(root, "report of week 50000 ");
            finding(root, "nothing like it");
            sorting(root, 0);
            sorting(root, ENGLISH);
        } finally {
            Bench.remove(folder);
        }
    }

    private static DatabaseHost host(BenchStore where) {
        DatabaseHost host = where.open();
        host.mount(DATABASE, "DB", DatabaseHost.Kind.MAILBOX, true);
        return host;
    }

    private static Folder inbox(DatabaseHost host) {
        MailboxSession session = host.mounted(DATABASE).orElseThrow().open(OWNER, ANN);
        return session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
    }

    private static void fill(Folder inbox) {
        var next = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < WRITERS; writer++) {
                threads.execute(() -> {
                    for (int number = next.getAndIncrement(); number < MESSAGES; number = next.getAndIncrement()) {
                        save(inbox, number);
                    }
                });
            }
        }
    }

    private static void save(Folder inbox, int number) {
        MessageDraft draft = inbox.createMessage(false);
        draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("RE: Report of week " + number + " is ready")),
                new PropertyValue(Tags.MESSAGE_DELIVERY_TIME, new Value.Time(FIRST_DELIVERY + number * SECOND)),
                new PropertyValue(Tags.CLIENT_SUBMIT_TIME, new Value.Time(FIRST_DELIVERY + number * SECOND)),
                new PropertyValue(Tags.SENT_REPRESENTING_NAME, new Value.Text("Colleague " + number % 500)),
                new PropertyValue(Tags.SENDER_NAME, new Value.Text("Colleague " + number % 500)),
                new PropertyValue(Tags.BODY, new Value.Text("Hello, the report of this week is where it always is."))));
        draft.save(MessageDraft.SaveMode.NORMAL);
    }

    private static void opening(BenchStore root) {
        try (DatabaseHost host = host(root)) {
            MailboxSession session = host.mounted(DATABASE).orElseThrow().open(OWNER, ANN);
            System.out.printf(Locale.ROOT, "open, 50 rows: first %.2f ms CPU%n", cpuMillis(1, () -> open(session)));
            cpuMillis(OPENINGS, () -> open(session));
            System.out.printf(Locale.ROOT, "open, 50 rows: then %.3f ms CPU (wanted under 0.6)%n",
                    cpuMillis(OPENINGS, () -> open(session)));
        }
    }

    private static void open(MailboxSession session) {
        Folder inbox = session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
        try (Table table = inbox.contents(ContentsScope.MESSAGES)) {
            table.show(COLUMNS);
            table.sort(List.of(new SortOrder(Tags.MESSAGE_DELIVERY_TIME, SortOrder.Direction.DESCENDING)));
            if (table.count() != MESSAGES || table.rows(0, 50, COLUMNS).size() != 50) {
                throw new IllegalStateException("not the folder that was written");
            }
        }
    }

    /// The program runs warm, the database is opened anew.
    private static void finding(BenchStore root, String text) {
        var wanted = new Restriction.Content(Restriction.Content.SUBSTRING, Restriction.Content.IGNORE_CASE,
                Tags.SUBJECT, new PropertyValue(Tags.SUBJECT, new Value.Text(text)));
        var cold = new double[ROUNDS];
        double second = 0;
        double warm = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            try (DatabaseHost host = host(root); Table table = inbox(host).contents(ContentsScope.MESSAGES)) {
                long before = threadNanos();
                table.find(wanted, 0, false);
                cold[Math.max(0, round)] = (threadNanos() - before) / 1e6;
                second = cpuMillis(1, () -> table.find(wanted, 0, false));
                cpuMillis(FINDS, () -> table.find(wanted, 0, false));
                warm = cpuMillis(FINDS, () -> table.find(wanted, 0, false));
            }
        }
        double median = Arrays.stream(cold).sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
        System.out.printf(Locale.ROOT, "find \"%s\": cold %.1f ms CPU (wanted under 40), second, which reads the lines "
                + "into memory, %.0f ms, warm %.2f ms (wanted under 5)%n", text, median, second, warm);
    }

    /// @param locale by whose language, 0 for none
    private static void sorting(BenchStore root, int locale) {
        try (DatabaseHost host = host(root); MailboxSession session = host.mounted(DATABASE).orElseThrow()
                .open(OWNER, ANN)) {
            if (locale != 0) {
                session.sortTextsBy(locale);
            }
            sorting(session, locale);
        }
    }

    private static void sorting(MailboxSession session, int locale) {
        Folder inbox = session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
        try (Table table = inbox.contents(ContentsScope.MESSAGES)) {
            for (PropertyTag tag : List.of(Tags.NORMALIZED_SUBJECT, Tags.SENT_REPRESENTING_NAME)) {
                Runnable sort = () -> {
                    table.sort(List.of(new SortOrder(tag, SortOrder.Direction.ASCENDING)));
                    table.rows(0, 50, COLUMNS);
                };
                System.out.printf(Locale.ROOT, "sort by %s, locale %d, 50 rows: first %.0f ms CPU, "
                        + "then %.2f ms%n", tag, locale, cpuMillis(1, sort), cpuMillis(FINDS, sort));
            }
        }
    }

    /// CPU of the threads that work, in nanoseconds: one search is too short for the process's clock of 10 ms.
    private static long threadNanos() {
        var threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getAllThreadIds()).map(threads::getThreadCpuTime).filter(each -> each > 0).sum();
    }

    private static double cpuMillis(int times, Runnable work) {
        var process = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long before = process.getProcessCpuTime();
        for (int each = 0; each < times; each++) {
            work.run();
        }
        return (process.getProcessCpuTime() - before) / 1e6 / times;
    }
}
