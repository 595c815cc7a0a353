package org.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.gatehouse.database.EngineLimits;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.Caller;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxKey;
import org.gatehouse.store.MessageContents;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.store.SqliteDatabaseHost;
import org.gatehouse.store.StoreLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Delivery into real databases, and what happens to mail that cannot be delivered.
class MailroomTest {
    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(1, 2);
    private static final Mailroom.Sender ANN = new Mailroom.Sender("/o=Corp/cn=ann", "Ann", "ann@corp.test");

    @TempDir
    private Path folder;
    private final Map<String, Recipients.Target> people = new HashMap<>();
    private SqliteDatabaseHost databases;
    private Mailroom mailroom;

    @BeforeEach
    void open() {
        databases = new SqliteDatabaseHost(folder, StoreLimits.USUAL, EngineLimits.USUAL, InstantSource.system(),
                (RandomGenerator) () -> ThreadLocalRandom.current().nextLong());
        databases.mount(FIRST, "DB1", DatabaseHost.Kind.MAILBOX, true);
        databases.mount(SECOND, "DB2", DatabaseHost.Kind.MAILBOX, true);
        add("ann", FIRST);
        add("bob", SECOND);
        add("cid", FIRST);
        mailroom = new Mailroom(new Recipients() {
            @Override
            public Optional<Target> byLegacyDn(String legacyDn) {
                return people.values().stream().filter(each -> each.mailbox().legacyDn().equalsIgnoreCase(legacyDn))
                        .findFirst();
            }

            @Override
            public Optional<Target> bySmtp(String address) {
                return people.values().stream().filter(each -> each.mailbox().smtpAddress().equalsIgnoreCase(address))
                        .findFirst();
            }
        }, databases, InstantSource.system(), "corp.test");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    private void add(String name, UUID database) {
        people.put(name, new Recipients.Target(new MailboxKey(new UUID(7, name.hashCode()), "/o=Corp/cn=" + name,
                name.toUpperCase(Locale.ROOT), name + "@corp.test"), database));
    }

    private static MessageDraft.Recipient to(int row, int type, String addressType, String address) {
        return new MessageDraft.Recipient(row, type, List.of(
                new PropertyValue(Tags.DISPLAY_NAME, new Value.Text(address)),
                new PropertyValue(Tags.ADDRESS_TYPE, new Value.Text(addressType)),
                new PropertyValue(Tags.EMAIL_ADDRESS, new Value.Text(address))));
    }

    private static MessageContents message(MessageDraft.Recipient... recipients) {
        return MessageContents.of(List.of(new PropertyValue(Tags.MESSAGE_CLASS, new Value.Text("IPM.Note")),
                new PropertyValue(Tags.SUBJECT, new Value.Text("Plans")),
                new PropertyValue(Tags.DELETE_AFTER_SUBMIT, new Value.Bool(true))), List.of(recipients));
    }

    /// Text of a property of each message in a mailbox's inbox.
    private List<String> inbox(String name, PropertyTag tag) {
        Recipients.Target target = Objects.requireNonNull(people.get(name));
        var caller = new Caller("test", target.mailbox().legacyDn(), name, Caller.Rights.OWNER,
                java.nio.charset.StandardCharsets.UTF_8);
        var texts = new ArrayList<String>();
        try (var session = databases.mounted(target.database()).orElseThrow().open(target.mailbox(), caller);
                var table = session.openFolder(Objects.requireNonNull(
                        session.specialFolders().get(SpecialFolder.INBOX))).contents(false)) {
            table.rows(0, 100, List.of(tag)).forEach(row -> texts.add(row.cells().getFirst() instanceof
                    Cell.Present(Value.Text(String text)) ? text : ""));
        }
        return texts;
    }

    @Test
    void copiesReachMailboxesOfSeveralDatabases() {
        int result = mailroom.submit(ANN, message(to(0, 1, "EX", "/o=Corp/cn=BOB"), to(1, 2, "SMTP", "cid@corp.test"),
                to(2, 1, "SMTP", "bob@corp.test")));
        assertThat(result).isZero();
        assertThat(inbox("bob", Tags.SUBJECT)).containsExactly("Plans");
        assertThat(inbox("cid", Tags.SUBJECT)).containsExactly("Plans");
        assertThat(inbox("bob", Tags.SENDER_NAME)).containsExactly("Ann");
        assertThat(inbox("ann", Tags.SUBJECT)).isEmpty();
    }

    @Test
    void blindRecipientsAreReachedAndNotShown() {
        mailroom.submit(ANN, message(to(0, 1, "EX", "/o=Corp/cn=bob"), to(1, 3, "EX", "/o=Corp/cn=cid")));
        assertThat(inbox("cid", Tags.SUBJECT)).containsExactly("Plans");
        assertThat(inbox("bob", Tags.DISPLAY_TO)).containsExactly("/o=Corp/cn=bob");
        assertThat(inbox("bob", Tags.DISPLAY_BCC)).allMatch(String::isEmpty);
    }

    @Test
    void anUnknownRecipientComesBackAsAReport() {
        assertThat(mailroom.submit(ANN, message(to(0, 1, "SMTP", "nobody@corp.test"),
                to(1, 1, "EX", "/o=Corp/cn=bob")))).isZero();
        assertThat(inbox("bob", Tags.SUBJECT)).containsExactly("Plans");
        assertThat(inbox("ann", Tags.SUBJECT)).containsExactly("Undeliverable: Plans");
        assertThat(inbox("ann", Tags.MESSAGE_CLASS)).containsExactly("REPORT.IPM.Note.NDR");
        assertThat(inbox("ann", Tags.BODY).getFirst()).contains("nobody@corp.test: there is no such address");
    }

    @Test
    void aDismountedDatabaseIsReportedAndNotLost() {
        databases.dismount(SECOND);
        assertThat(mailroom.submit(ANN, message(to(0, 1, "EX", "/o=Corp/cn=bob")))).isZero();
        assertThat(inbox("ann", Tags.BODY).getFirst()).contains("BOB: the mailbox database is not mounted");
    }

    @Test
    void nothingDeliveredAndNoReportIsAnError() {
        databases.dismount(FIRST);
        databases.dismount(SECOND);
        assertThat(mailroom.submit(ANN, message(to(0, 1, "EX", "/o=Corp/cn=bob")))).isEqualTo(ErrorCode.SERVER_BUSY);
        assertThat(mailroom.submit(ANN, message())).isEqualTo(ErrorCode.NO_RECIPIENTS);
    }
}
