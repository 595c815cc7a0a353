package org.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.transport.Town.to;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.id.OneOffEntryId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.DatabaseHost;
import org.gatehouse.store.MailboxException;
import org.gatehouse.store.MessageDraft;
import org.gatehouse.store.Outbox.SpoolerLock;
import org.gatehouse.store.Posting;
import org.gatehouse.store.ReadFlags;
import org.gatehouse.store.SendingRates;
import org.gatehouse.store.SpecialFolder;
import org.gatehouse.transport.Recipients.Found;
import org.gatehouse.transport.Recipients.Limits;
import org.gatehouse.transport.Recipients.Quota;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Delivery into real databases, and what happens to mail that cannot be delivered.
class MailroomTest {
    private static final PropertyTag NON_RECEIPT = PropertyTag.of(0x0c06, PropertyType.BOOLEAN);
    private static final List<PropertyTag> TO_ME =
            List.of(Tags.MESSAGE_TO_ME, Tags.MESSAGE_CC_ME, Tags.MESSAGE_RECIPIENT_ME);

    @TempDir
    private Path folder;
    private Town town;

    @BeforeEach
    void open() {
        town = new Town(folder);
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static PropertyValue truth(PropertyTag tag) {
        return new PropertyValue(tag, new Value.Bool(true));
    }

    private static int number(List<PropertyValue> values, PropertyTag tag) {
        return values.stream().filter(each -> each.tag().equals(tag)).findFirst().map(PropertyValue::value)
                .map(value -> ((Value.Int32) value).value()).orElseThrow();
    }

    @Test
    void copiesReachMailboxesOfSeveralDatabasesOnceEach() {
        town.send(List.of(to(0, 1, "EX", "/o=Corp/cn=BOB"), to(1, 2, "SMTP", "cid@corp.test"),
                to(2, 1, "SMTP", "bob@corp.test")));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("bob", SpecialFolder.INBOX, Tags.SENDER_NAME)).containsExactly("Ann");
        assertThat(town.inbox("ann")).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT)).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).containsExactly("Plans");
    }

    // [MS-OXOMSG] 2.2.3.8
    @Test
    void theSendersCopyIsDeletedWhenTheMessageSaysSo() {
        town.send(to("bob"), truth(Tags.DELETE_AFTER_SUBMIT));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT)).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).isEmpty();
    }

    @Test
    void blindRecipientsAreReachedAndNotShown() {
        town.send(List.of(to(0, 1, "EX", "/o=Corp/cn=bob"), to(1, 3, "EX", "/o=Corp/cn=cid")));
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("bob", SpecialFolder.INBOX, Tags.DISPLAY_TO)).containsExactly("/o=Corp/cn=bob");
        assertThat(town.texts("bob", SpecialFolder.INBOX, Tags.DISPLAY_BCC)).allMatch(String::isEmpty);
    }

    @Test
    void aOneOffAddressOfTheOrganisationIsAMailbox() {
        town.send(List.of(new MessageDraft.Recipient(0, 1, List.of(new PropertyValue(Tags.ENTRY_ID, new Value.Binary(
                OneOffEntryId.smtp("Bob", "bob@corp.test").encode(java.nio.charset.StandardCharsets.UTF_8)))))));
        assertThat(town.inbox("bob")).containsExactly("Plans");
    }

    @Test
    void mailIsForwardedAndKeptAsTheMailboxWants() {
        town.forward("bob", "cid@corp.test", false);
        town.send(to("bob"));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.inbox("cid")).containsExactly("Plans");
        town.forward("bob", "cid@corp.test", true);
        town.send(to("bob", "cid"));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("cid")).containsExactly("Plans", "Plans");
    }

    @Test
    void forwardingInACircleLosesNothing() {
        town.forward("bob", "cid@corp.test", false);
        town.forward("cid", "bob@corp.test", false);
        town.send(to("bob"));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("cid")).isEmpty();
    }

    @Test
    void forwardingToWhereNoMailGoesIsReported() {
        town.forward("bob", "eve@far.test", false);
        town.send(to("bob"));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.inbox("ann")).containsExactly("Undeliverable: Plans");
    }

    @Test
    void groupsAreExpandedThoughNestedInEachOther() {
        town.group("staff", "bob", "board", "nobody");
        town.group("board", "cid", "staff", "bob");
        town.send(to("staff", "bob"));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("bob", SpecialFolder.INBOX, Tags.DISPLAY_TO))
                .containsExactly("/o=Corp/cn=staff; /o=Corp/cn=bob");
        assertThat(town.inbox("ann")).isEmpty();
    }

    @Test
    void aGroupThatMayNotOrCannotBeExpandedComesBack() {
        town.group("staff", "bob");
        town.send(to("staff"), truth(PropertyTag.of(0x000b, PropertyType.BOOLEAN)));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.BODY).getFirst()).contains("5.7.1");
        town.group("crowd", java.util.Collections.nCopies(21, "bob").toArray(String[]::new));
        town.send(to("crowd"));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.BODY)).anyMatch(body -> body.contains("5.2.4"));
    }

    // [MS-OXOMSG] 2.2.2
    @Test
    void recipientsThatAreNotReachedComeBackInOneReport() {
        town.names.put("twins", new Found.Ambiguous());
        town.send(List.of(to(0, 1, "SMTP", "nobody@corp.test"), to(1, 1, "EX", "/o=Corp/cn=bob"),
                to(2, 1, "SMTP", "eve@far.test"), to(3, 1, "EX", "/o=Corp/cn=twins")));
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("ann")).containsExactly("Undeliverable: Plans");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.MESSAGE_CLASS)).containsExactly("REPORT.IPM.Note.NDR");
        try (var session = town.session("ann"); var report = town.only(session)) {
            assertThat(report.get(List.of(Tags.BODY), 10_000).getFirst().toString())
                    .contains("nobody@corp.test: there is no such address")
                    .contains("eve@far.test: the address is outside this organisation, and there is no mail gateway");
            assertThat(report.recipients()).hasSize(3).anySatisfy(recipient -> {
                assertThat(recipient.property(Tags.EMAIL_ADDRESS)).contains(new Value.Text("nobody@corp.test"));
                assertThat(number(recipient.properties(), Tags.NON_DELIVERY_REPORT_DIAG_CODE)).isZero();
                assertThat(number(recipient.properties(), Tags.NON_DELIVERY_REPORT_REASON_CODE)).isOne();
                assertThat(number(recipient.properties(), Tags.NON_DELIVERY_REPORT_STATUS_CODE)).isEqualTo(511);
            });
            assertThat(report.get(List.of(Tags.ORIGINAL_SUBJECT), 1000).getFirst())
                    .isEqualTo(new Cell.Present(new Value.Text("Plans")));
            try (var attached = report.openAttachment(report.attachments().getFirst());
                    var original = attached.embeddedMessage(false)) {
                assertThat(original.get(List.of(Tags.SUBJECT), 1000).getFirst())
                        .isEqualTo(new Cell.Present(new Value.Text("Plans")));
            }
        }
    }

    @Test
    void deliveryIsReportedWhenAskedFor() {
        town.send(to("bob", "cid"), truth(Tags.ORIGINATOR_DELIVERY_REPORT_REQUESTED));
        assertThat(town.inbox("ann")).containsExactly("Delivered: Plans");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.MESSAGE_CLASS)).containsExactly("REPORT.IPM.Note.DR");
    }

    @Test
    void aFullMailboxTakesNothing() {
        town.send(to("bob"));
        town.add("bob", Town.SECOND, new Quota(1, 1));
        town.send(to("bob"));
        assertThat(town.inbox("bob")).hasSize(1);
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.BODY).getFirst()).contains("5.2.2");
        town.add("ann", Town.FIRST, new Quota(1, Long.MAX_VALUE));
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 1, 10)).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    }

    // [MS-OXOMSG] 3.3.5.1
    @Test
    void submissionHasItsLimits() {
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 1, 100)).isZero();
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 0, 100)).isEqualTo(ErrorCode.NO_RECIPIENTS);
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 11, 100)).isEqualTo(ErrorCode.TOO_MANY_RECIPIENTS);
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 1, 100_001)).isEqualTo(ErrorCode.MAX_SUBMISSION_EXCEEDED);
    }

    @Test
    void aMailboxThatTakesSmallMessagesOnlyReturnsLargerOnes() {
        town.add("bob", Town.SECOND, Quota.UNLIMITED, new Limits(100_000, 10, 10));
        town.send(to("bob", "cid"));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.BODY)).singleElement().asString()
                .contains("5.2.3", "MaxReceiveSize");
    }

    @Test
    void aMailboxHasItsOwnLimitsOfSending() {
        town.add("ann", Town.FIRST, Quota.UNLIMITED, new Limits(50, 10, 1));
        assertThat(town.mailroom.messageBytesMax("/o=Corp/cn=ann")).isEqualTo(50);
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 1, 50)).isZero();
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 1, 51)).isEqualTo(ErrorCode.MAX_SUBMISSION_EXCEEDED);
        assertThat(town.mailroom.admit("/o=Corp/cn=ann", 2, 50)).isEqualTo(ErrorCode.TOO_MANY_RECIPIENTS);
    }

    @Test
    void whatCannotBeReachedNowIsTriedAgainAndEndsInAReport() {
        town.databases.dismount(Town.SECOND);
        town.send(to("bob", "cid"));
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.inbox("ann")).isEmpty();
        assertThat(town.mailroom.run()).as("not before its time").isZero();
        town.databases.mount(Town.SECOND, "DB2", DatabaseHost.Kind.MAILBOX, false);
        town.pass(Duration.ofMinutes(2));
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("bob")).containsExactly("Plans");
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).containsExactly("Plans");

        town.databases.dismount(Town.SECOND);
        town.send(to("bob"));
        town.pass(Duration.ofDays(3));
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("ann")).containsExactly("Undeliverable: Plans");
        assertThat(town.texts("ann", SpecialFolder.OUTBOX, Tags.SUBJECT)).isEmpty();
    }

    @Test
    void whatIsToBeSentLaterWaitsAndCanBeAborted() {
        var tomorrow = new Posting(town.clock.instant().plus(Duration.ofDays(1)), false);
        ObjectId kept = town.post(tomorrow, to("bob"));
        ObjectId aborted = town.post(tomorrow, to("bob"));
        ObjectId deleted = town.post(tomorrow, to("bob"));
        assertThat(town.mailroom.run()).isZero();
        try (var session = town.session("ann")) {
            ObjectId outbox = Town.folder(session, SpecialFolder.OUTBOX);
            session.outbox().abort(outbox, aborted);
            assertThatThrownBy(() -> session.outbox().abort(outbox, aborted)).isInstanceOfSatisfying(
                    MailboxException.class, refused -> assertThat(refused.error()).isEqualTo(ErrorCode.NOT_IN_QUEUE));
            session.openFolder(outbox).deleteMessages(List.of(deleted), false);
            assertThatThrownBy(() -> session.openMessage(kept, true).save(MessageDraft.SaveMode.FORCE))
                    .isInstanceOfSatisfying(MailboxException.class, refused ->
                            assertThat(refused.error()).isEqualTo(ErrorCode.ALREADY_SENT));
        }
        town.pass(Duration.ofDays(2));
        town.mailroom.run();
        assertThat(town.inbox("bob")).hasSize(1);
        try (var session = town.session("ann")) {
            assertThatThrownBy(() -> session.outbox().abort(Town.folder(session, SpecialFolder.OUTBOX), kept))
                    .isInstanceOfSatisfying(MailboxException.class, refused ->
                            assertThat(refused.error()).isEqualTo(ErrorCode.UNABLE_TO_ABORT));
            session.openMessage(aborted, true).post(new Posting(town.clock.instant(), false));
        }
        town.mailroom.run();
        assertThat(town.inbox("bob")).as("submitted again").hasSize(2);
    }

    @Test
    void aMessageThatIsBeingSentIsNotAborted() {
        ObjectId id = town.post(new Posting(town.clock.instant(), false), to("bob"));
        var queue = town.databases.mounted(Town.FIRST).orElseThrow().outgoing();
        var item = queue.due(10).getFirst();
        assertThat(queue.take(item, SendingRates.UNLIMITED)).isPresent();
        assertThat(queue.take(item, SendingRates.UNLIMITED)).as("taken").isEmpty();
        assertThat(queue.due(10)).isEmpty();
        try (var session = town.session("ann")) {
            assertThatThrownBy(() -> session.outbox().abort(Town.folder(session, SpecialFolder.OUTBOX), id))
                    .isInstanceOfSatisfying(MailboxException.class, refused ->
                            assertThat(refused.error()).isEqualTo(ErrorCode.UNABLE_TO_ABORT));
        }
        town.pass(Duration.ofMinutes(5));
        assertThat(queue.due(10)).as("whoever took it is dead").hasSize(1);
    }

    // [MS-OXOMSG] 2.2.5.3
    @Test
    void aClientsSpoolerLocksAndFinishesWhatIsLeftToIt() {
        ObjectId id = town.post(new Posting(town.clock.instant(), true), to("bob"));
        assertThat(town.mailroom.run()).isZero();
        try (var session = town.session("ann")) {
            ObjectId outbox = Town.folder(session, SpecialFolder.OUTBOX);
            session.outbox().lock(id, SpoolerLock.LOCK);
            assertThatThrownBy(() -> session.outbox().lock(id, SpoolerLock.LOCK)).isInstanceOf(MailboxException.class);
            assertThatThrownBy(() -> session.outbox().abort(outbox, id)).isInstanceOf(MailboxException.class);
            session.outbox().lock(id, SpoolerLock.UNLOCK);
            session.outbox().lock(id, SpoolerLock.LOCK);
            session.outbox().lock(id, SpoolerLock.FINISHED);
        }
        assertThat(town.texts("ann", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).containsExactly("Plans");
        assertThat(town.inbox("bob")).isEmpty();
    }

    // [MS-OXOMSG] 2.2.2, 3.3.4.2
    @Test
    void readingGivesOneReceipt() {
        town.send(to("bob"), truth(Tags.READ_RECEIPT_REQUESTED));
        try (var session = town.session("bob"); var message = town.only(session)) {
            assertThat(message.setRead(new ReadFlags(0))).isTrue();
            message.setRead(new ReadFlags(ReadFlags.CLEAR_READ));
            message.setRead(new ReadFlags(0));
        }
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("ann")).containsExactly("Read: Plans");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.MESSAGE_CLASS)).containsExactly("REPORT.IPM.Note.IPNRN");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.SENDER_NAME)).containsExactly("BOB");
        assertThat(town.texts("bob", SpecialFolder.SPOOLER_QUEUE, Tags.SUBJECT)).isEmpty();
        assertThat(town.texts("bob", SpecialFolder.SENT_ITEMS, Tags.SUBJECT)).isEmpty();
    }

    // MS-OXCFOLD_R276, R727, R1148
    @Test
    void unreadMailIsReportedOnlyWhereTheClientAsksForIt() {
        town.send(to("bob"), truth(Tags.READ_RECEIPT_REQUESTED), truth(NON_RECEIPT));
        try (var session = town.session("bob"); var message = town.only(session)) {
            var inbox = session.openFolder(Town.folder(session, SpecialFolder.INBOX));
            inbox.deleteMessages(List.of(message.id().orElseThrow()), false, false);
        }
        assertThat(town.mailroom.run()).isZero();
        assertThat(town.inbox("ann")).isEmpty();
    }

    @Test
    void receiptsCanBeSuppressedAndUnreadMailIsReportedWhenDeleted() {
        town.send(to("bob"), truth(Tags.READ_RECEIPT_REQUESTED), truth(NON_RECEIPT));
        try (var session = town.session("bob"); var message = town.only(session)) {
            message.setRead(new ReadFlags(ReadFlags.SUPPRESS_RECEIPT));
        }
        assertThat(town.mailroom.run()).isZero();
        town.send(to("cid"), truth(Tags.READ_RECEIPT_REQUESTED), truth(NON_RECEIPT));
        try (var session = town.session("cid"); var message = town.only(session)) {
            var inbox = session.openFolder(Town.folder(session, SpecialFolder.INBOX));
            inbox.deleteMessages(List.of(message.id().orElseThrow()), false);
        }
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("ann")).containsExactly("Not read: Plans");
        assertThat(town.texts("ann", SpecialFolder.INBOX, Tags.MESSAGE_CLASS))
                .containsExactly("REPORT.IPM.Note.IPNNRN");
        assertThat(Optional.of(town.mailroom.run())).contains(0);
    }

    // [MS-OXOMSG] 2.2.1.29: asking for a read receipt alone is enough
    @Test
    void mailThatIsDeletedUnreadIsReportedToWhoAskedForAReadReceipt() {
        town.send(to("cid"), truth(Tags.READ_RECEIPT_REQUESTED));
        deleteUnread("cid");
        assertThat(town.mailroom.run()).isOne();
        assertThat(town.inbox("ann")).containsExactly("Not read: Plans");
    }

    private void deleteUnread(String name) {
        try (var session = town.session(name); var message = town.only(session)) {
            session.openFolder(Town.folder(session, SpecialFolder.INBOX))
                    .deleteMessages(List.of(message.id().orElseThrow()), false);
        }
    }

    // [MS-OXOMSG] 2.2.1.77
    @ParameterizedTest
    @CsvSource({"0, Undeliverable: Plans Delivered: Plans Read: Plans Not read: Plans",
            "1, Undeliverable: Plans Read: Plans Not read: Plans", "2, Delivered: Plans Read: Plans Not read: Plans",
            "4, Undeliverable: Plans Delivered: Plans Not read: Plans",
            "8, Undeliverable: Plans Delivered: Plans Read: Plans",
            "48, Undeliverable: Plans Delivered: Plans Read: Plans Not read: Plans", "-1, ''"})
    void repliesThatTheSenderDoesNotWantAreNotMade(int suppressed, String replies) {
        town.send(to("bob", "cid", "nobody"), truth(Tags.ORIGINATOR_DELIVERY_REPORT_REQUESTED),
                truth(Tags.READ_RECEIPT_REQUESTED), truth(NON_RECEIPT),
                new PropertyValue(Tags.AUTO_RESPONSE_SUPPRESS, new Value.Int32(suppressed)));
        try (var session = town.session("bob"); var message = town.only(session)) {
            message.setRead(new ReadFlags(0));
        }
        deleteUnread("cid");
        int _ = town.mailroom.run();
        assertThat(town.inbox("ann")).allSatisfy(subject -> assertThat(replies).contains(subject))
                .hasSize(replies.isEmpty() ? 0 : replies.split(": ").length - 1);
    }

    @Test
    void aSenderMayDoWithoutReportsOnFailures() { // PidTagOriginatorNonDeliveryReportRequested
        town.send(to("nobody"), new PropertyValue(Tags.ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED,
                new Value.Bool(false)));
        assertThat(town.inbox("ann")).isEmpty();
        town.send(to("nobody"), truth(Tags.ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED));
        assertThat(town.inbox("ann")).containsExactly("Undeliverable: Plans");
    }

    // [MS-OXOMSG] 2.2.3.1, 3.3.5.1: the flags of recipients are those of a resent message
    @Test
    void aResentMessageGoesOnlyToThoseWhoDidNotGetIt() {
        var recipients = List.of(to(0, 0x8000_0001, "EX", "/o=Corp/cn=bob"),
                to(1, 0x1000_0001, "EX", "/o=Corp/cn=cid"));
        town.send(recipients, new PropertyValue(Tags.MESSAGE_FLAGS, new Value.Int32(0x88)));
        assertThat(town.inbox("bob")).isEmpty();
        assertThat(town.inbox("cid")).containsExactly("Plans");
        assertThat(town.texts("cid", SpecialFolder.INBOX, Tags.DISPLAY_TO))
                .containsExactly("/o=Corp/cn=bob; /o=Corp/cn=cid");
        town.send(recipients);
        assertThat(town.inbox("bob")).as("not a resent one").containsExactly("Plans");
    }

    private void addressed(String name, boolean primary, boolean copied, boolean named) {
        try (var session = town.session(name); var message = town.only(session)) {
            assertThat(message.get(TO_ME, 100)).as(name).containsExactly(new Cell.Present(new Value.Bool(primary)),
                    new Cell.Present(new Value.Bool(copied)), new Cell.Present(new Value.Bool(named)));
        }
    }

    // PidTagMessageToMe, PidTagMessageCcMe, PidTagMessageRecipientMe ([MS-OXOMSG] 2.2.1): not through groups
    @Test
    void recipientsAreToldHowTheyAreAddressed() {
        town.add("dan", Town.FIRST, Quota.UNLIMITED);
        town.group("staff", "bob", "dan");
        town.send(List.of(to(0, 1, "EX", "/o=Corp/cn=staff"), to(1, 2, "SMTP", "bob@corp.test"),
                to(2, 3, "EX", "/o=Corp/cn=cid")), truth(Tags.MESSAGE_TO_ME));
        addressed("bob", false, true, true);
        addressed("cid", false, false, true);
        addressed("dan", false, false, false);
        town.send(to("ann"));
        addressed("ann", true, false, true);
    }

    // [MS-OXOMSG] 2.2.2: reports and receipts tell who sent the message, and for whom
    @Test
    void reportsTellWhoSentTheMessage() {
        var key = new PropertyValue(Tags.SENDER_SEARCH_KEY, new Value.Binary(Bytes.ofHex("0102")));
        var other = new PropertyValue(Tags.SENT_REPRESENTING_SEARCH_KEY, new Value.Binary(Bytes.ofHex("0304")));
        town.send(to("nobody"), key, other);
        assertOriginal();
        town.send(to("bob"), key, other, truth(Tags.READ_RECEIPT_REQUESTED));
        try (var session = town.session("ann"); var report = town.only(session)) {
            session.openFolder(Town.folder(session, SpecialFolder.INBOX))
                    .deleteMessages(List.of(report.id().orElseThrow()), false);
        }
        try (var session = town.session("bob"); var message = town.only(session)) {
            message.setRead(new ReadFlags(0));
        }
        assertThat(town.mailroom.run()).isOne();
        assertOriginal();
    }

    private void assertOriginal() {
        try (var session = town.session("ann"); var report = town.only(session)) {
            assertThat(report.get(List.of(Tags.ORIGINAL_SENDER_NAME, Tags.ORIGINAL_SENDER_SEARCH_KEY,
                    Tags.ORIGINAL_SENT_REPRESENTING_NAME, Tags.ORIGINAL_SENT_REPRESENTING_SEARCH_KEY), 100))
                    .containsExactly(new Cell.Present(new Value.Text("Ann")),
                            new Cell.Present(new Value.Binary(Bytes.ofHex("0102"))),
                            new Cell.Present(new Value.Text("Ann")),
                            new Cell.Present(new Value.Binary(Bytes.ofHex("0304"))));
        }
    }
}
