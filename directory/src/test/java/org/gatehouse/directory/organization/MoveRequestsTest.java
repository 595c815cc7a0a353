package org.gatehouse.directory.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ReadOnlyEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.gatehouse.directory.Directory;
import org.gatehouse.directory.DirectoryException;
import org.gatehouse.directory.DirectoryException.Reason;
import org.gatehouse.directory.MemoryDirectory;
import org.gatehouse.directory.organization.DatabaseObject.Kind;
import org.gatehouse.directory.organization.MoveRequest.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Servers that come late: what they say of a move that has ended, or of one before it, changes nothing.
final class MoveRequestsTest {
    private static final Layout LAYOUT = new Layout("First Organization", "corp.example", "CORP");
    private static final InstantSource CLOCK = () -> Instant.parse("2010-11-22T00:00:00Z");
    private final MemoryDirectory memory = new MemoryDirectory(InstantSource.system(), UUID::randomUUID);
    private Runnable before = () -> { };
    private final Organization organization = new Organization(interrupted(), LAYOUT, UUID::randomUUID);
    private final MoveRequests requests = organization.moveRequests();

    /// The same directory, in which others do something just before a change arrives.
    private Directory interrupted() {
        return (Directory) java.lang.reflect.Proxy.newProxyInstance(Directory.class.getClassLoader(),
                new Class<?>[] {Directory.class}, (_, method, arguments) -> {
                    if (method.getName().equals("modify")) {
                        Runnable others = before;
                        before = () -> { };
                        others.run();
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (java.lang.reflect.InvocationTargetException refused) {
                        throw refused.getCause();
                    }
                });
    }

    @BeforeEach
    void prepare() {
        OrganizationSetup.prepare(memory, LAYOUT, UUID.randomUUID());
        organization.sites().create("HeadOffice", List.of("10.1.0.0/16"));
        organization.servers().register("EX1", "ex1.corp.example", "HeadOffice", EnumSet.allOf(ServerRole.class));
        organization.databases().create(Kind.MAILBOX, "DB1", "EX1", Map.of());
        organization.mailboxes().create(NewMailbox.of("ann", "ann@corp.example", "Passw0rd".toCharArray(), "DB1"));
        organization.databases().create(Kind.MAILBOX, "DB2", "EX1", Map.of());
    }

    private MoveRequest asked(String target) {
        return requests.create("ann", new MoveRequests.Wanted(target, "batch", false, "", false, false, 0, false),
                CLOCK).value();
    }

    private String home() {
        return organization.mailboxes().get("ann").mailbox().orElseThrow().database();
    }

    private static void refused(Reason reason, ThrowingCallable late) {
        assertThatThrownBy(late).isInstanceOfSatisfying(DirectoryException.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    /// Another server ends the move, and an administrator asks for the way back.
    private MoveRequest thereAndBack(MoveRequest there) {
        requests.point(there);
        requests.note(there, Status.COMPLETED, "", Optional.of(CLOCK.instant()));
        requests.remove("ann");
        return asked("DB1");
    }

    private void lateServer(MoveRequest there) {
        ReadOnlyEntry known = entry();
        refused(Reason.NOT_FOUND, () -> requests.point(there));
        refused(Reason.NOT_FOUND, () -> requests.note(there, Status.COMPLETED, "", Optional.of(CLOCK.instant())));
        refused(Reason.NOT_FOUND, () -> requests.note(there, Status.RETRYING, "the database is away",
                Optional.empty()));
        refused(Reason.NOT_FOUND, () -> requests.noteHold(there, Duration.ofMillis(25)));
        requests.forget(there);
        assertThat(entry()).isEqualTo(known);
    }

    private ReadOnlyEntry entry() {
        return memory.get(annDn()).orElseThrow();
    }

    private DN annDn() {
        return org.gatehouse.directory.Names.requireDn(organization.mailboxes().get("ann").header()
                .distinguishedName());
    }

    @Test
    void aServerThatComesLateChangesNothingOfALaterMove() {
        MoveRequest there = asked("DB2");
        MoveRequest back = thereAndBack(there);
        lateServer(there);
        assertThat(home()).isEqualTo("DB2");
        requests.point(back);
        assertThat(requests.isPointed(back)).isTrue();
        requests.note(back, Status.COMPLETED, "", Optional.of(CLOCK.instant()));
        lateServer(there);
        requests.remove("ann");
        lateServer(there);
        assertThat(home()).isEqualTo("DB1");
    }

    @Test
    void aServerThatStandsStillBetweenReadingAndWritingChangesNothing() {
        MoveRequest there = asked("DB2");
        before = () -> {
            MoveRequest back = thereAndBack(there);
            requests.point(back);
        };
        refused(Reason.NOT_FOUND, () -> requests.point(there));
        assertThat(home()).isEqualTo("DB1");
        MoveRequest back = requests.get("ann");
        before = () -> requests.note(back, Status.COMPLETED, "", Optional.empty());
        refused(Reason.NOT_ALLOWED, () -> requests.point(back));
        requests.remove("ann");
        MoveRequest again = asked("DB2");
        before = () -> thereAndBack(again);
        refused(Reason.NOT_FOUND, () -> requests.note(again, Status.COMPLETED, "", Optional.empty()));
        assertThat(requests.get("ann").status()).isEqualTo(Status.QUEUED);
        MoveRequest forgotten = requests.get("ann");
        before = () -> requests.suspend("ann", "");
        requests.forget(forgotten);
        assertThat(requests.find("ann")).isEmpty();
    }

    @Test
    void whatHasEndedIsNotOpenedAgainByAServer() {
        MoveRequest there = asked("DB2");
        requests.note(there, Status.COMPLETED, "", Optional.of(CLOCK.instant()));
        refused(Reason.NOT_ALLOWED, () -> requests.note(there, Status.RETRYING, "too late", Optional.empty()));
        refused(Reason.NOT_ALLOWED, () -> requests.noteHold(there, Duration.ofMillis(25)));
        refused(Reason.NOT_ALLOWED, () -> requests.point(there));
        assertThat(home()).isEqualTo("DB1");
        assertThat(requests.get("ann").status()).isEqualTo(Status.COMPLETED);
    }

    /// A note of a server was written over what an administrator had asked for meanwhile.
    @Test
    void whatAnAdministratorAsksForMeanwhileStays() {
        MoveRequest there = asked("DB2");
        before = () -> requests.suspend("ann", "after the audit");
        assertThat(requests.note(there, Status.IN_PROGRESS, "", Optional.empty()).suspended()).isTrue();
        before = () -> memory.modify(annDn(), List.of(new Modification(ModificationType.REPLACE, "homeMDB",
                organization.databases().get(Kind.MAILBOX, "DB2").header().distinguishedName())));
        requests.point(requests.get("ann"));
        assertThat(home()).isEqualTo("DB2");
    }
}
