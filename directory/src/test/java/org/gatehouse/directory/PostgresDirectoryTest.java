package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.database.PostgresAddress;
import org.gatehouse.database.PostgresEngine;
import org.gatehouse.database.PostgresLimits;
import org.gatehouse.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract on PostgreSQL, and two directories on one schema as two processes have them.
@SuppressWarnings("NullAway.Init")
final class PostgresDirectoryTest implements DirectoryContract {
    private final String schema = "directory_" + UUID.randomUUID().toString().replace("-", "");
    private final List<PostgresEngine> engines = new ArrayList<>();
    @TempDir
    Path folder;
    private SqlDirectory directory;

    @AfterEach
    void close() {
        engines.forEach(PostgresEngine::close);
    }

    @Override
    public Directory directory() {
        if (directory == null) {
            directory = open();
        }
        return directory;
    }

    private SqlDirectory open() {
        var engine = PostgresEngine.open(new PostgresAddress(Postgres.url(), Postgres.USER, () -> ""), schema,
                SqlDirectory.MIGRATIONS, PostgresLimits.USUAL);
        engines.add(engine);
        var random = new SecureRandom();
        return new SqlDirectory(engine, InstantSource.system(), UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random));
    }

    private static DN child(String name) {
        return new DN(new RDN("CN", name), USERS);
    }

    @Test
    void aClockThatIsOffIsNoticed() {
        var ahead = new AtomicReference<>(Duration.ofHours(1));
        var random = new SecureRandom();
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        var directory = new RememberingDirectory(new SqlDirectory(engines.getLast(), clock, UUID::randomUUID,
                new SecretBox(SecretBox.keyFile(folder.resolve("directory.key"), random), random)),
                task -> Thread.ofVirtual().start(task), clock, RememberingDirectory.Limits.USUAL);
        directory.lookAfter();
        assertThat(directory.clockTrouble()).matches("(PT1H.*|PT59M.*) ahead");
        ahead.set(Duration.ofHours(-1));
        rounds(directory);
        assertThat(directory.clockTrouble()).matches("(PT1H.*|PT59M.*) behind");
        ahead.set(Duration.ZERO);
        rounds(directory);
        assertThat(directory.clockTrouble()).isEmpty();
    }

    private static void rounds(RememberingDirectory directory) {
        for (int round = 0; round < 60; round++) {
            directory.lookAfter();
        }
    }

    @Test
    void whatOneProcessChangesTheOtherFinds() throws Exception {
        SqlDirectory other = open();
        long before = other.changeCounter();
        directory.add(child("Ann"), List.of(new Attribute("objectClass", "user"),
                new Attribute("unicodePwd", Passwords.quoted("Password".toCharArray()))));
        assertThat(other.get(child("Ann"))).isPresent();
        assertThat(other.ntHash(child("Ann"))).isPresent();
        long deadline = System.nanoTime() + 100_000_000_000L;
        while (other.changeCounter() == before && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(other.changeCounter()).isEqualTo(directory.changeCounter()).isGreaterThan(before);
    }

    @Test
    void theConfigurationIsCountedByItself() {
        ConfigurationCounting.examine(directory);
        SqlDirectory other = open();
        assertThat(other.configurationCounter()).isEqualTo(directory.configurationCounter())
                .isLessThanOrEqualTo(other.changeCounter());
    }

    @Test
    void ofTwoWhoTakeANameAtOnceOneGetsIt() throws Exception {
        SqlDirectory other = open();
        for (int round = 0; round < 5; round++) {
            DN name = child("Round " + round);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var outcomes = new ArrayList<Future<ReadOnlyEntry>>();
                for (SqlDirectory each : List.of(directory, other, directory, other)) {
                    outcomes.add(threads.submit(() -> each.add(name, List.of(new Attribute("objectClass", "user")))));
                }
                int made = 0;
                for (Future<ReadOnlyEntry> outcome : outcomes) {
                    try {
                        made += outcome.get().getDN().isEmpty() ? 0 : 1;
                    } catch (ExecutionException refused) {
                        assertThat(refused.getCause()).isInstanceOfSatisfying(DirectoryException.class, why ->
                                assertThat(why.reason()).isEqualTo(DirectoryException.Reason.ALREADY_EXISTS));
                    }
                }
                assertThat(made).isEqualTo(1);
            }
        }
        List<ReadOnlyEntry> users = directory.search(Query.below(USERS, Filter.create("(cn=Round*)"))).entries();
        assertThat(users).hasSize(5).extracting(entry -> entry.getAttributeValueAsLong("uSNCreated"))
                .doesNotHaveDuplicates().isSorted();
    }

    @Test
    void changesOfOneEntryByTwoProcessesAllCount() throws Exception {
        SqlDirectory other = open();
        directory.add(child("List"), List.of(new Attribute("objectClass", "group")));
        for (int number = 0; number < 10; number++) {
            directory.add(child("Member " + number), List.of(new Attribute("objectClass", "user")));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<ReadOnlyEntry>>();
            for (int number = 0; number < 10; number++) {
                SqlDirectory one = number % 2 == 0 ? directory : other;
                var member = new Modification(ModificationType.ADD, "member", child("Member " + number).toString());
                outcomes.add(threads.submit(() -> one.modify(child("List"), List.of(member))));
            }
            for (Future<ReadOnlyEntry> outcome : outcomes) {
                assertThat(outcome.get().hasAttribute("member")).isTrue();
            }
        }
        assertThat(directory.get(child("List")).orElseThrow().getAttributeValues("member")).hasSize(10);
    }

    /// An index entry of PostgreSQL holds 2,700 bytes, and its text no U+0000.
    @Test
    void longAndOddValuesAreFound() throws Exception {
        String beginning = "\u00e9".repeat(2_000);
        for (String end : List.of("one", "two", "a\0zero")) {
            directory.add(child("With " + end.length() + end.charAt(0)), List.of(
                    new Attribute("objectClass", "user"), new Attribute("displayName", beginning + end)));
        }
        assertThat(directory.search(Query.below(USERS, Filter.createEqualityFilter("displayName", beginning + "two")))
                .entries()).hasSize(1);
        assertThat(directory.search(Query.below(USERS, Filter.createSubInitialFilter("displayName", beginning)))
                .entries()).hasSize(3);
        assertThat(directory.search(Query.below(USERS, Filter.createEqualityFilter("displayName",
                beginning + "a\0zero"))).entries()).hasSize(1);
        assertThatThrownBy(() -> directory.add(child(beginning), List.of(new Attribute("objectClass", "user"))))
                .isInstanceOf(DirectoryException.class).hasMessageContaining("2600 bytes");
    }
}
