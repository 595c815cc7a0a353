package org.gatehouse.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.database.Sql;
import org.gatehouse.database.SqlEngine;
import org.gatehouse.mapi.property.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a database file that was put back from a copy from the one that was used last. A random mark is in the file
/// and in `<file>.seen` beside it, another one whenever the database is opened, closed, or has been written to for some
/// seconds: an earlier copy has an earlier mark.
final class SqliteLineage {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLineage.class);
    private static final int LINES_MAX = 2;

    private final Path seen;
    private final String name;
    private final SqlEngine engine;
    private final InstantSource clock;
    private final RandomGenerator random;
    /// What all mailboxes had given when the mark was made.
    private long given;

    private SqliteLineage(Path file, String name, SqlEngine engine, InstantSource clock, RandomGenerator random) {
        this.seen = file.resolveSibling(file.getFileName() + ".seen");
        this.name = name;
        this.engine = engine;
        this.clock = clock;
        this.random = random;
    }

    /// Looks whether the file is the one that was used last, before anybody else does anything with it.
    static SqliteLineage opened(Path file, String name, SqlEngine engine, InstantSource clock,
            RandomGenerator random) {
        var lineage = new SqliteLineage(file, name, engine, clock, random);
        List<String> marks = lineage.marks();
        engine.write(sql -> {
            lineage.settle(sql, marks);
            return true;
        });
        lineage.renew();
        return lineage;
    }

    private void settle(Sql sql, List<String> marks) throws SQLException {
        Optional<String> mark = Lineage.standing(sql).map(Lineage.Standing::mark);
        if (mark.isPresent() ? marks.contains(mark.get()) : marks.isEmpty() || isEmpty(sql)) {
            return;
        }
        if (mark.isEmpty()) {
            Lineage.mark(sql, "");
        }
        Lineage.breakOff(sql, name, marks.isEmpty() ? seen + " is missing, so the file may be an earlier copy"
                : "its file is not the one that was used last, but an earlier copy or another's", random,
                Value.Time.of(clock.instant()).fileTime());
    }

    private static boolean isEmpty(Sql sql) throws SQLException {
        return sql.one("SELECT 1 FROM mailbox", _ -> true).isEmpty();
    }

    /// Another mark when something was written since the last.
    synchronized void remember() {
        try {
            if (engine.read(SqliteLineage::given) != given) {
                renew();
            }
        } catch (DatabaseException cannot) {
            LOG.debug("database {}: {}", name, cannot.getMessage()); // whoever works in it hears of it
        }
    }

    private static long given(Sql sql) throws SQLException {
        return sql.one("SELECT COALESCE(SUM(next_counter), 0) FROM mailbox", row -> row.getLong(1)).orElse(0L);
    }

    /// Both marks are good until the new one is in the database: whatever comes between.
    synchronized void renew() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String next = java.util.HexFormat.of().formatHex(bytes);
        try {
            Optional<String> before = engine.read(Lineage::standing).map(Lineage.Standing::mark);
            write(before.map(mark -> List.of(mark, next)).orElse(List.of(next)), true);
            given = engine.write(sql -> {
                Lineage.mark(sql, next);
                return given(sql);
            });
            // Should this be lost, an earlier mark is good for a while longer.
            write(List.of(next), false);
        } catch (IOException | DatabaseException cannot) {
            LOG.warn("database {}: {} is not brought up to date, so a copy of now would not be recognised as one: {}",
                    name, seen, cannot.getMessage());
        }
    }

    private List<String> marks() {
        try {
            return Files.exists(seen) ? Files.readAllLines(seen, StandardCharsets.US_ASCII).stream().limit(LINES_MAX)
                    .toList() : List.of();
        } catch (IOException failure) {
            throw new StoreException("cannot read " + seen + ": " + failure.getMessage() + "; make it readable, or "
                    + "remove it when it is damaged", failure);
        }
    }

    private void write(List<String> marks, boolean forGood) throws IOException {
        Path fresh = seen.resolveSibling(seen.getFileName() + ".new");
        try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer text = StandardCharsets.US_ASCII.encode(String.join("\n", marks) + "\n");
            while (text.hasRemaining()) {
                int _ = channel.write(text);
            }
            if (forGood) {
                channel.force(true);
            }
        }
        Files.move(fresh, seen, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
