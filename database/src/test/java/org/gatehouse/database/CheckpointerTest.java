package org.gatehouse.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointerTest {
    private static final int PAGE = 4096;
    /// A page and the frame's header around it, https://www.sqlite.org/fileformat2.html, "The Write-Ahead Log"
    private static final int FRAME = PAGE + 24;
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private SqliteEngine open(int logPagesMax) {
        return SqliteEngine.open(folder.resolve("numbers.db"), SqliteEngineTest.FORMAT_1,
                new EngineLimits(1024, 256, 4, 30_000, logPagesMax));
    }

    private long size(String ending) throws IOException {
        return Files.size(folder.resolve("numbers.db" + ending));
    }

    private static void write(SqlEngine engine, int from, int count) {
        for (int value = from; value < from + count; value++) {
            int number = value;
            engine.write(sql -> sql.update("INSERT INTO number (value, data) VALUES (?, ?)", number, new byte[PAGE]));
        }
    }

    @Test
    void theFileTakesUpTheLogWhileTheDatabaseIsOpen() throws IOException {
        try (SqliteEngine engine = open(1_000_000)) {
            write(engine, 0, 300);
            long deadline = System.nanoTime() + LONG.toNanos();
            while (size("") < 200L * PAGE) {
                assertThat(System.nanoTime()).as("the file still has %d bytes", size("")).isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(size("-wal")).as("no commit had to").isGreaterThan(300L * FRAME);
        }
    }

    @Test
    void theLogBeginsAnewWhileManyWrite() throws Exception {
        int limit = 400;
        try (SqliteEngine engine = open(limit); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 8; writer++) {
                int from = writer * 1_000;
                threads.submit(() -> write(engine, from, 1_000));
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(SqliteEngineTest.values(engine)).hasSize(8_000);
            assertThat(size("-wal")).as("of at least %d bytes written", 16_000L * FRAME)
                    .isLessThan(4L * limit * FRAME);
        }
    }

    @Test
    void aLongReadHoldsTheLogAndLosesNothing() throws Exception {
        try (SqliteEngine engine = open(100); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            write(engine, 0, 1);
            var reading = new CountDownLatch(1);
            var written = new CountDownLatch(1);
            var seen = threads.submit(() -> engine.read(sql -> {
                int before = sql.one("SELECT COUNT(*) FROM number", row -> row.getInt(1)).orElseThrow();
                reading.countDown();
                SqliteEngineTest.await(written);
                return before + sql.one("SELECT COUNT(*) FROM number", row -> row.getInt(1)).orElseThrow();
            }));
            SqliteEngineTest.await(reading);
            write(engine, 1, 1_000);
            assertThat(size("-wal")).isGreaterThan(1_000L * FRAME);
            written.countDown();
            assertThat(seen.get()).isEqualTo(2);
            write(engine, 1_001, 1_000);
        }
        try (SqliteEngine engine = open(100)) {
            assertThat(SqliteEngineTest.values(engine)).hasSize(2_001);
        }
    }
}
