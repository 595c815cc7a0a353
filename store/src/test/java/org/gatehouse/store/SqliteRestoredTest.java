package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.saved;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteRestoredTest extends RestoredContract {
    private static final UUID OTHER = UUID.fromString("10000000-0000-4000-8000-000000000003");

    @TempDir
    Path folder;

    @TempDir
    Path kept;

    private SqliteDatabaseHost host;

    @BeforeEach
    void mount() {
        host = SqliteMailboxStoreTest.host(folder);
        host.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
        host.mount(SqliteMailboxStoreTest.PUBLIC, "Public", DatabaseHost.Kind.PUBLIC_FOLDER, true);
    }

    @AfterEach
    void dismount() {
        host.close();
    }

    @Override
    MailboxDatabase mailboxes() {
        return host.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
    }

    @Override
    MailboxDatabase publicFolders() {
        return host.mounted(SqliteMailboxStoreTest.PUBLIC).orElseThrow();
    }

    @Override
    MailboxDatabase other() {
        host.mount(OTHER, "DB 2", DatabaseHost.Kind.MAILBOX, true);
        return host.mounted(OTHER).orElseThrow();
    }

    private static List<Path> databases(Path in) {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.getFileName().toString().contains(".sqlite")
                    && !file.toString().endsWith(".owner") && !file.toString().endsWith(".seen")).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(List<Path> files, Path to) {
        try {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// While they are open, as a snapshot of the disk would have them.
    @Override
    void backUp() {
        databases(kept).forEach(file -> assertThat(file.toFile().delete()).isTrue());
        copy(databases(folder), kept);
    }

    @Override
    void restore() {
        host.close();
        databases(folder).forEach(file -> assertThat(file.toFile().delete()).isTrue());
        copy(databases(kept), folder);
        mount();
    }

    @Override
    void reopen() {
        host.close();
        mount();
    }

    private UUID replica(MailboxDatabase database) {
        try (MailboxSession ann = database.open(OWNER, ANN)) {
            return ann.replicaGuid();
        }
    }

    /// What a killed process leaves: everything that is on the disk at that moment.
    @Test
    void aKilledProcessesDatabaseGoesOn(@TempDir Path after) {
        UUID first = replica(mailboxes());
        copy(Stream.of(folder.toFile().listFiles()).map(java.io.File::toPath).toList(), after);
        try (var survivor = SqliteMailboxStoreTest.host(after)) {
            survivor.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            MailboxDatabase database = survivor.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow();
            assertThat(replica(database)).isEqualTo(first);
            assertThat(database.lastBreak()).isEmpty();
        }
    }

    /// Neither was it closed nor opened since the copy was made.
    @Test
    void aCopyOfARunningDatabaseIsRecognisedAfterItWasKilledToo(@TempDir Path after) {
        UUID first = replica(mailboxes());
        backUp();
        try (MailboxSession ann = mailboxes().open(OWNER, ANN)) {
            saved(inbox(ann), "lost", "body");
        }
        mailboxes().remember();
        copy(Stream.of(folder.toFile().listFiles()).map(java.io.File::toPath).toList(), after);
        databases(after).forEach(file -> assertThat(file.toFile().delete()).isTrue());
        copy(databases(kept), after);
        try (var survivor = SqliteMailboxStoreTest.host(after)) {
            survivor.mount(SqliteMailboxStoreTest.MAILBOXES, "DB 1", DatabaseHost.Kind.MAILBOX, true);
            assertThat(replica(survivor.mounted(SqliteMailboxStoreTest.MAILBOXES).orElseThrow())).isNotEqualTo(first);
        }
    }

    @Test
    void aFileThatComesAloneIsNotTrusted() throws IOException {
        UUID first = replica(mailboxes());
        host.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path seen : files.filter(file -> file.toString().endsWith(".seen")).toList()) {
                Files.delete(seen);
            }
        }
        mount();
        assertThat(replica(mailboxes())).isNotEqualTo(first);
        assertThat(mailboxes().lastBreak()).hasValueSatisfying(last ->
                assertThat(last.why()).endsWith(".seen is missing, so the file may be an earlier copy"));
        reopen();
        assertThat(mailboxes().lastBreak()).hasValueSatisfying(last -> assertThat(last.count()).isEqualTo(1));
    }

    /// Where the note cannot be written, work goes on.
    @Test
    void aNoteThatCannotBeWrittenHoldsNobodyUp() throws IOException {
        host.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path seen : files.filter(file -> file.toString().endsWith(".seen")).toList()) {
                Files.createDirectory(seen.resolveSibling(seen.getFileName() + ".new"));
            }
        }
        mount();
        UUID first = replica(mailboxes());
        reopen();
        assertThat(replica(mailboxes())).isEqualTo(first);
        assertThat(mailboxes().lastBreak()).isEmpty();
    }
}
