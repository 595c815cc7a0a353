package org.gatehouse.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
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

/// Durable 10 KB saves a second from 32 writers at the store's seam, against [RawSaves]. `StoreBench [FOLDER
/// [URL USER]]`, the folder being on the disk to measure; with a URL on PostgreSQL ([BenchStore]).
final class StoreBench {
    private static final long ROUND_NANOS = 4_000_000_000L;
    private static final int ROUNDS = 8;
    private static final UUID DATABASE = UUID.fromString("10000000-0000-4000-8000-000000000001");
    private static final MailboxKey OWNER = new MailboxKey(UUID.fromString("10000000-0000-4000-8000-00000000a001"),
            "/o=Bench/ou=Ex/cn=Recipients/cn=ann", "Ann", "ann@bench.test");
    private static final Caller ANN = new Caller("BENCH\\ann", OWNER.legacyDn(), "Ann", Caller.Rights.OWNER,
            Charset.forName("windows-1252"));

    private StoreBench() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Path root = Files.createTempDirectory(Bench.folder(arguments), "store-bench");
        Optional<BenchStore.Server> server = BenchStore.of(root, arguments).server();
        try {
            double rawCpu = 0;
            for (int round = 0; round < ROUNDS; round++) {
                double cpu = cpuSeconds();
                double raw = server.isPresent() ? RawSaves.perSecond(server.get(), ROUND_NANOS)
                        : RawSaves.perSecond(root, ROUND_NANOS);
                rawCpu = (cpuSeconds() - cpu) * 1e6 / (raw * ROUND_NANOS / 1e9);
                cpu = cpuSeconds();
                double store = store(new BenchStore(Files.createTempDirectory(root, "store"), server).emptied());
                double storeCpu = (cpuSeconds() - cpu) * 1e6 / (store * ROUND_NANOS / 1e9);
                System.out.printf("round %d: raw %.0f/s (%.0f us CPU), store %.0f/s (%.0f us CPU), ratio %.2f%n",
                        round, raw, rawCpu, store, storeCpu, store / raw);
            }
        } finally {
            Bench.remove(root);
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime() / 1e9;
    }

    private static double store(BenchStore where) {
        try (DatabaseHost host = where.open()) {
            host.mount(DATABASE, "DB", DatabaseHost.Kind.MAILBOX, true);
            MailboxSession session = host.mounted(DATABASE).orElseThrow().open(OWNER, ANN);
            var saved = new AtomicLong();
            long start = System.nanoTime();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < RawSaves.WRITERS; writer++) {
                    threads.submit(() -> save(session, start, saved));
                }
            }
            return saved.get() * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void save(MailboxSession session, long start, AtomicLong saved) {
        Folder inbox = session.openFolder(Objects.requireNonNull(session.specialFolders().get(SpecialFolder.INBOX)));
        while (System.nanoTime() - start < ROUND_NANOS) {
            MessageDraft draft = inbox.createMessage(false);
            draft.set(List.of(new PropertyValue(Tags.SUBJECT, new Value.Text("subject")),
                    new PropertyValue(Tags.BODY, new Value.Text(RawSaves.BODY))));
            draft.save(MessageDraft.SaveMode.NORMAL);
            saved.incrementAndGet();
        }
    }
}
