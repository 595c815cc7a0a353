package org.gatehouse.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.database.SqliteEngine;
import org.gatehouse.directory.RememberingDirectory.Limits;
import org.gatehouse.directory.organization.Layout;
import org.gatehouse.directory.organization.OrganizationSetup;
import org.gatehouse.security.AccountsAwayException;
import org.gatehouse.security.Identity;
import org.gatehouse.security.signin.FailedSignIns;
import org.gatehouse.security.signin.PasswordDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People who were here go on working while the directory is away; nobody else does, and nothing is changed.
@SuppressWarnings("NullAway.Init")
final class RememberingDirectoryTest {
    private static final Layout LAYOUT = new Layout("Org", "corp.example", "CORP");
    private static final Limits LIMITS = waiting(Duration.ofMinutes(1));

    /// With an organisation, copied for each test.
    @TempDir
    static Path made;

    @TempDir
    Path folder;
    private Instant now = Instant.parse("2010-11-22T09:00:00Z");
    private BreakableEngine engine;
    private SqlDirectory source;
    /// As another process has it.
    private SqlDirectory other;
    private RememberingDirectory directory;
    private PasswordDesk desk;

    @BeforeAll
    static void make() {
        var random = new SecureRandom();
        try (var engine = SqliteEngine.open(made.resolve("directory.db"), SqlDirectory.MIGRATIONS,
                EngineLimits.USUAL)) {
            var directory = new SqlDirectory(engine, () -> Instant.EPOCH, UUID::randomUUID, new SecretBox(
                    SecretBox.keyFile(made.resolve("directory.key"), random), random));
            OrganizationSetup.prepare(directory, LAYOUT, UUID.randomUUID());
            for (String name : List.of("Ann", "Bob", "Eve")) {
                OrganizationSetup.addAdministrator(directory, LAYOUT, name, "Password".toCharArray());
            }
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        Files.copy(made.resolve("directory.db"), folder.resolve("directory.db"));
        engine = new BreakableEngine(SqliteEngine.open(folder.resolve("directory.db"), SqlDirectory.MIGRATIONS,
                EngineLimits.USUAL));
        var random = new SecureRandom();
        var secrets = new SecretBox(SecretBox.keyFile(made.resolve("directory.key"), random), random);
        source = new SqlDirectory(engine, () -> now, UUID::randomUUID, secrets);
        other = new SqlDirectory(engine, () -> now, UUID::randomUUID, secrets);
        remember(LIMITS);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Limits waiting(Duration answerMax) {
        return new Limits(Duration.ofHours(1), 4 << 20, answerMax, Duration.ofSeconds(30), 100, Duration.ofMinutes(1));
    }

    private void remember(Limits limits) {
        directory = new RememberingDirectory(source, task -> Thread.ofVirtual().start(task), () -> now, limits);
        directory.onChange(() -> { });
        desk = new PasswordDesk(new DirectoryCredentials(directory, directory, LAYOUT),
                new FailedSignIns(FailedSignIns.Limits.DEFAULT, () -> now), "Basic");
    }

    private Optional<Identity> signIn(String user, String password) {
        return desk.check(List.of(new PasswordDesk.Reading(user, password)), InetAddress.getLoopbackAddress());
    }

    private static DN user(String name) {
        return Names.requireDn("CN=" + name + ",CN=Users,DC=corp,DC=example");
    }

    private static Modification disabled() {
        return new Modification(ModificationType.REPLACE, "userAccountControl", "514");
    }

    @Test
    void whoWasHereWithinAnHourSignsInAndNobodyElse() {
        assertThat(signIn("ann", "Password")).isPresent();
        now = now.plus(Duration.ofMinutes(50));
        assertThat(signIn("bob", "Password")).isPresent();
        engine.goAway();
        assertThat(signIn("ann", "Password")).isPresent();
        assertThat(signIn("ann", "password")).as("a wrong password").isEmpty();
        assertThat(signIn("eve", "Password")).as("not here within the hour").isEmpty();
        assertThatThrownBy(() -> new DirectoryCredentials(directory, directory, LAYOUT).find("", "eve"))
                .isInstanceOfSatisfying(AccountsAwayException.class, away -> assertThat(away.account())
                        .isEqualTo("eve")).hasMessageContaining("the directory is away since 2010-11-22T09:50:00Z")
                .hasMessageContaining("no route").hasMessageContaining("within the last 60 minutes");
        now = now.plus(Duration.ofMinutes(11));
        assertThat(signIn("ann", "Password")).as("after an hour").isEmpty();
        assertThat(signIn("bob", "Password")).isPresent();
        now = now.plus(Duration.ofMinutes(50));
        assertThat(signIn("bob", "Password")).as("what is remembered is not renewed by itself").isEmpty();
    }

    @Test
    void nothingIsChangedWhileItIsAway() {
        assertThat(directory.get(user("Ann"))).isPresent();
        engine.goAway();
        assertThat(directory.get(user("Ann"))).isPresent();
        engine.comeBack();
        assertThatThrownBy(() -> directory.modify(user("Ann"), List.of(disabled())))
                .isInstanceOfSatisfying(DirectoryException.class, away -> assertThat(away.isAway()).isTrue())
                .hasMessageStartingWith("Nothing can be changed: the directory is away since");
        assertThatThrownBy(() -> directory.delete(user("Ann"))).isInstanceOf(DirectoryException.class);
        backAgain();
        directory.modify(user("Ann"), List.of(disabled()));
        assertThat(signIn("ann", "Password")).isEmpty();
    }

    @Test
    void whatChangedBeforeItWentAwayCounts() {
        assertThat(signIn("ann", "Password")).isPresent();
        assertThat(signIn("bob", "Password")).isPresent();
        now = now.plus(Duration.ofMinutes(10));
        other.modify(user("Ann"), List.of(disabled()));
        directory.lookAfter();
        engine.goAway();
        assertThat(signIn("ann", "Password")).as("disabled").isEmpty();
        assertThat(signIn("bob", "Password")).isPresent();
    }

    @Test
    void anAnswerFromBeforeAChangeThatWasNotAskedAgainDoesNotCountForLong() {
        assertThat(signIn("ann", "Password")).isPresent();
        now = now.plus(Duration.ofMinutes(2));
        other.modify(user("Bob"), List.of(disabled()));
        assertThat(directory.changeCounter()).isEqualTo(other.changeCounter());
        engine.goAway();
        assertThat(signIn("ann", "Password")).isEmpty();
    }

    @Test
    void itIsReadAgainWhenItIsBack() {
        assertThat(signIn("ann", "Password")).isPresent();
        engine.goAway();
        assertThat(signIn("ann", "Password")).isPresent();
        assertThat(directory.absence()).hasValueSatisfying(away -> assertThat(away.since()).isEqualTo(now));
        engine.comeBack();
        other.modify(user("Ann"), List.of(disabled()));
        assertThat(signIn("ann", "Password")).as("until it is noticed").isPresent();
        backAgain();
        assertThat(signIn("ann", "Password")).isEmpty();
        assertThat(directory.changeCounter()).isEqualTo(other.changeCounter());
    }

    @Test
    void whetherItAnswersIsNotToldFromMemory() {
        directory.requireAnswer();
        assertThat(directory.get(user("Ann"))).isPresent();
        engine.goAway();
        assertThatThrownBy(directory::requireAnswer).isInstanceOf(DirectoryException.class)
                .hasMessageStartingWith("The directory does not answer: the directory is away since")
                .hasMessageContaining("no route");
        assertThat(directory.get(user("Ann"))).isPresent();
        engine.comeBack();
        assertThat(directory.absence()).as("not noticed yet").isPresent();
        directory.requireAnswer();
    }

    private void backAgain() {
        now = now.plus(Duration.ofSeconds(1));
        directory.lookAfter();
        long end = System.nanoTime() + 60_000_000_000L;
        while (directory.absence().isPresent()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void oneThatTakesForEverIsAwayAndNobodyWaits() throws Exception {
        remember(waiting(Duration.ofSeconds(2)));
        assertThat(signIn("ann", "Password")).isPresent();
        CountDownLatch held = engine.hold();
        var reads = List.of(new FutureTask<>(() -> directory.get(user("Ann"))),
                new FutureTask<>(() -> directory.get(user("Bob"))));
        reads.forEach(read -> Thread.ofVirtual().start(read));
        assertThat(signIn("ann", "Password")).isPresent();
        for (FutureTask<?> read : reads) {
            assertThatThrownBy(read::get).hasCauseInstanceOf(DirectoryException.class)
                    .hasMessageContaining("Cannot be read: the directory is away since");
        }
        assertThat(directory.absence().orElseThrow().reason()).startsWith("no answer for ");
        now = now.plus(Duration.ofSeconds(1));
        directory.lookAfter();
        assertThat(directory.absence()).as("asked, not answered").isPresent();
        held.countDown();
        long end = System.nanoTime() + 60_000_000_000L;
        while (directory.absence().isPresent()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatThereIsNotDrivesOutNothing() {
        assertThat(signIn("ann", "Password")).isPresent();
        for (int number = 0; number < 3_000; number++) {
            assertThat(directory.get(user("Nobody" + number))).isEmpty();
        }
        engine.goAway();
        assertThat(signIn("ann", "Password")).isPresent();
        assertThat(directory.get(user("Nobody2999"))).isEmpty();
        assertThatThrownBy(() -> directory.get(user("Nobody0"))).isInstanceOf(DirectoryException.class);
    }

    @Test
    void aWholeAddressListIsNotRemembered() {
        for (int number = 0; number < 40; number++) {
            source.add(user("Many" + number), List.of(new Attribute("objectClass", "user"),
                    new Attribute("description", "x".repeat(2_000))));
        }
        Query all = Query.below(LAYOUT.domainContext(), Filter.createEqualityFilter("objectClass", "user"));
        assertThat(directory.search(all).entries()).hasSizeGreaterThan(40);
        engine.goAway();
        assertThatThrownBy(() -> directory.search(all)).isInstanceOf(DirectoryException.class);
    }

    @Test
    void oneThatWasRestoredFromABackupIsNoticed() {
        long before = source.changeCounter();
        engine.write(sql -> sql.update("UPDATE counter SET value = value - 2 WHERE name = 'usn'"));
        engine.announce();
        assertThat(directory.changeCounter()).isEqualTo(before - 2);
    }
}
