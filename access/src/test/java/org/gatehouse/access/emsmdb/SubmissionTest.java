package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.gatehouse.access.emsmdb.AccessDirectory.SendRight;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.RopAbortSubmit;
import org.gatehouse.mapi.rop.RopCreateMessage;
import org.gatehouse.mapi.rop.RopGetAddressTypes;
import org.gatehouse.mapi.rop.RopGetContentsTable;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopOpenMessage;
import org.gatehouse.mapi.rop.RopQueryRows;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSetColumns;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSpoolerLockMessage;
import org.gatehouse.mapi.rop.RopSubmitMessage;
import org.gatehouse.mapi.rop.RopTransportSend;
import org.gatehouse.store.SendingRates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operations that send, as a client calls them ([MS-OXOMSG] 3.3.5).
class SubmissionTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NEEDS_SPOOLER = 2;
    private static final int SUBMITTED = 0x4;
    private static final int UNSENT = 0x8;
    private static final PropertyTag NUMBER = PropertyTag.of(0x3feb, PropertyType.INTEGER32);
    private static final PropertyTag UNITS = PropertyTag.of(0x3fec, PropertyType.INTEGER32);
    private static final List<PropertyTag> COLUMNS = List.of(Tags.MID, Tags.SENDER_NAME, Tags.SENT_REPRESENTING_NAME,
            Tags.MESSAGE_FLAGS);
    private static final int INBOX = 4;
    private static final int OUTBOX = 5;
    private static final int SENT_ITEMS = 6;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private RopLogon.MailboxResponse logon;
    private int handle;

    @BeforeEach
    void logOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logon = reply.get(0, RopLogon.MailboxResponse.class);
        handle = reply.handles().getFirst();
    }

    @AfterEach
    void close() {
        place.close();
    }

    private static PropertyValue text(PropertyTag tag, String text) {
        return new PropertyValue(tag, new Value.Text(text));
    }

    private static PropertyValue number(PropertyTag tag, int number) {
        return new PropertyValue(tag, new Value.Int32(number));
    }

    /// A message to Bob, made and then handed to one more operation, whose error comes back.
    private int send(RopRequest how, PropertyValue... more) {
        var values = new ArrayList<>(List.of(text(Tags.SUBJECT, "Plans")));
        values.addAll(List.of(more));
        var bob = new ModifyRecipientRow(0, 1, new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0,
                place.bob.legacyDn()), null, new Value.Text("Bob"), null, null, new PropertyRow(List.of())));
        var reply = ann.rops(List.of(handle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(OUTBOX), false),
                new RopSetProperties.Request(0, 1, values),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(bob)), how);
        return reply.responses().get(3).returnValue();
    }

    private List<PropertyRow> rows(EmsmdbClient client, int logonHandle, ObjectId target) {
        return client.rops(List.of(logonHandle, NONE, NONE), COLUMNS, new RopOpenFolder.Request(0, 0, 1, target, 0),
                new RopGetContentsTable.Request(0, 1, 2, 0x10), new RopSetColumns.Request(0, 2, 0, COLUMNS),
                new RopQueryRows.Request(0, 2, 0, true, 10)).get(3, RopQueryRows.Response.class).rows().read(COLUMNS);
    }

    private List<PropertyRow> own(int folderIndex) {
        return rows(ann, handle, logon.folderIds().get(folderIndex));
    }

    private List<PropertyRow> bobs() {
        EmsmdbClient bob = place.client("bob");
        bob.connect(place.bob.legacyDn());
        var reply = bob.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.bob.legacyDn()));
        return rows(bob, reply.handles().getFirst(), reply.get(0, RopLogon.MailboxResponse.class).folderIds()
                .get(INBOX));
    }

    private static ObjectId id(PropertyRow row) {
        return ObjectId.ofWire(((Value.Int64) ((Cell.Present) row.cells().getFirst()).value()).value());
    }

    private static int state(PropertyRow row) {
        return ((Value.Int32) ((Cell.Present) row.cells().get(3)).value()).value() & (SUBMITTED | UNSENT);
    }

    private static Cell shown(String text) {
        return new Cell.Present(new Value.Text(text));
    }

    // [MS-OXOMSG] 2.2.3.2 to 2.2.3.5, 2.2.4.2
    @Test
    void aDeferredMessageWaitsInTheOutboxAndCanBeAborted() {
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), number(NUMBER, 2), number(UNITS, 1))).isZero();
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), number(NUMBER, 2), number(UNITS, 1))).isZero();
        assertThat(own(OUTBOX)).hasSize(2).allSatisfy(row -> assertThat(state(row)).isEqualTo(SUBMITTED));
        ObjectId first = id(own(OUTBOX).getFirst());
        var abort = new RopAbortSubmit.Request(0, 0, logon.folderIds().get(OUTBOX), first);
        assertThat(ann.rops(List.of(handle), List.of(), abort).responses().getFirst().returnValue()).isZero();
        assertThat(ann.rops(List.of(handle), List.of(), abort).responses().getFirst().returnValue())
                .isEqualTo(ErrorCode.NOT_IN_QUEUE);
        assertThat(own(OUTBOX)).extracting(SubmissionTest::state).as("a draft again, and one on its way")
                .containsExactlyInAnyOrder(UNSENT, SUBMITTED); // MS-OXCMSG_R513
        assertThat(bobs()).isEmpty();
        place.clock.ahead = Duration.ofHours(3);
        place.send();
        assertThat(bobs()).hasSize(1);
        assertThat(own(OUTBOX)).as("the aborted one").hasSize(1);
        assertThat(own(SENT_ITEMS)).hasSize(1);
        var late = new RopAbortSubmit.Request(0, 0, logon.folderIds().get(OUTBOX), new ObjectId(1, 99_999));
        assertThat(ann.rops(List.of(handle), List.of(), late).responses().getFirst().returnValue())
                .isEqualTo(ErrorCode.UNABLE_TO_ABORT);
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), number(NUMBER, 1000), number(UNITS, 1)))
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    // [MS-OXOMSG] 3.3.5.1
    @Test
    void theSenderIsWhoMaySendInThatName() {
        PropertyValue bob = text(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, place.bob.legacyDn());
        PropertyValue byAddress = text(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, place.bob.smtpAddress());
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), bob)).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), text(Tags.SENT_REPRESENTING_EMAIL_ADDRESS, "x@y.z")))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        place.directory.grant(place.ann, place.bob, SendRight.ON_BEHALF);
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), bob)).isZero();
        assertThat(bobs()).singleElement().satisfies(row -> {
            assertThat(row.cells().get(1)).isEqualTo(shown("ANN"));
            assertThat(row.cells().get(2)).isEqualTo(shown("BOB"));
        });
        place.directory.grant(place.ann, place.bob, SendRight.AS);
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), byAddress)).isZero();
        assertThat(bobs()).hasSize(2).anySatisfy(row -> assertThat(row.cells().get(1)).isEqualTo(shown("BOB")));
    }

    // [MS-OXOMSG] 2.2.5.3
    @Test
    void whatNeedsASpoolerIsLeftToIt() {
        assertThat(send(new RopSubmitMessage.Request(0, 1, NEEDS_SPOOLER))).isZero();
        place.send();
        assertThat(bobs()).isEmpty();
        ObjectId waiting = id(own(OUTBOX).getFirst());
        assertThat(lock(waiting, 0)).isZero();
        assertThat(lock(waiting, 0)).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(lock(waiting, 3)).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(lock(waiting, 2)).isZero();
        assertThat(own(OUTBOX)).isEmpty();
        assertThat(own(SENT_ITEMS)).hasSize(1);
    }

    private int lock(ObjectId message, int state) {
        return ann.rops(List.of(handle), List.of(), new RopSpoolerLockMessage.Request(0, 0, message, state))
                .responses().getFirst().returnValue();
    }

    // [MS-OXOMSG] 2.2.5.4
    @Test
    void transportSendGoesAtOnceAndTellsTheSender() {
        var bob = new ModifyRecipientRow(0, 1, new RecipientRow(0, true, new RecipientRow.Address.X500(0, 0,
                place.bob.legacyDn()), null, new Value.Text("Bob"), null, null, new PropertyRow(List.of())));
        var reply = ann.rops(List.of(handle, NONE), List.of(),
                new RopCreateMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(OUTBOX), false),
                new RopSetProperties.Request(0, 1, List.of(number(NUMBER, 5), number(UNITS, 2))),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(bob)), new RopTransportSend.Request(0, 1));
        assertThat(reply.get(3, RopTransportSend.Response.class)).satisfies(sent -> {
            assertThat(sent.noPropertiesReturned()).isFalse();
            assertThat(sent.values()).contains(text(Tags.SENDER_NAME, "ANN"), text(Tags.SENT_REPRESENTING_NAME, "ANN"));
        });
        assertThat(bobs()).hasSize(1);
    }

    /// MessageRateLimit of the sender's throttling policy.
    @Test
    void whoSendsMoreThanAllowedInAMinuteHasItInTheOutboxLonger() {
        place.rates = new SendingRates(OptionalInt.of(1), OptionalInt.empty());
        for (int message = 0; message < 3; message++) {
            assertThat(send(new RopSubmitMessage.Request(0, 1, 0))).isZero();
        }
        assertThat(bobs()).hasSize(1);
        assertThat(own(OUTBOX)).hasSize(2).allSatisfy(row -> assertThat(state(row)).isEqualTo(SUBMITTED));
        place.clock.ahead = Duration.ofSeconds(61);
        place.send();
        assertThat(bobs()).hasSize(2);
        ObjectId waiting = id(own(OUTBOX).getFirst());
        var abort = new RopAbortSubmit.Request(0, 0, logon.folderIds().get(OUTBOX), waiting);
        assertThat(ann.rops(List.of(handle), List.of(), abort).responses().getFirst().returnValue()).isZero();
        assertThat(own(OUTBOX)).singleElement().satisfies(row -> assertThat(state(row)).isEqualTo(UNSENT));
        place.clock.ahead = Duration.ofSeconds(122);
        place.send();
        assertThat(bobs()).hasSize(2);
        assertThat(own(SENT_ITEMS)).hasSize(2);
    }

    @Test
    void whatTransportRefusesIsRefused() {
        place.refusal = ErrorCode.QUOTA_EXCEEDED;
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0))).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(own(OUTBOX)).isEmpty();
    }

    // [MS-OXOMSG] 2.2.4.3: the object is ignored, so the slot is not looked at
    @Test
    void addressTypesAreToldWhateverTheHandle() {
        for (int slot : List.of(handle, NONE, 0x7777)) {
            assertThat(ann.rops(List.of(slot), List.of(), new RopGetAddressTypes.Request(0, 0))
                    .get(0, RopGetAddressTypes.Response.class).addressTypes()).containsExactly("EX", "SMTP");
        }
    }

    // [MS-OXOMSG] 3.3.5.1: PidTagMessageLocaleId, PidTagContentFilterSpamConfidenceLevel
    @Test
    void aSubmittedMessageHasItsUsersLanguage() {
        var columns = List.of(Tags.MESSAGE_LOCALE_ID, Tags.CONTENT_FILTER_SPAM_CONFIDENCE_LEVEL);
        assertThat(send(new RopSubmitMessage.Request(0, 1, 0), number(Tags.MESSAGE_LOCALE_ID, 7),
                number(NUMBER, 2), number(UNITS, 1))).isZero();
        var reply = ann.rops(List.of(handle, NONE), columns, new RopOpenMessage.Request(0, 0, 1, 0xfff,
                logon.folderIds().get(OUTBOX), 0, id(own(OUTBOX).getFirst())),
                new RopGetPropertiesSpecific.Request(0, 1, 0, true, columns));
        assertThat(reply.get(1, RopGetPropertiesSpecific.Response.class).row().cells()).containsExactly(
                new Cell.Present(new Value.Int32(1033)), new Cell.Present(new Value.Int32(-1)));
    }

    // [MS-OXCMSG] 2.2.3.1.2 and [MS-OXOMSG] 2.2.3.1: one byte on the wire, its flags highest in the property
    @Test
    void flagsOfAResentMessagesRecipientsComeBack() {
        var bob = new ModifyRecipientRow(0, 0x81, new RecipientRow(RecipientRow.RESPONSIBLE, true,
                new RecipientRow.Address.X500(0, 0, place.bob.legacyDn()), null, new Value.Text("Bob"), null, null,
                new PropertyRow(List.of())));
        var reply = ann.rops(List.of(handle, NONE), RecipientRows.COLUMNS,
                new RopCreateMessage.Request(0, 0, 1, 0xfff, logon.folderIds().get(OUTBOX), false),
                new RopModifyRecipients.Request(0, 1, List.of(), List.of(bob)),
                new RopReadRecipients.Request(0, 1, 0, 0));
        assertThat(reply.get(2, RopReadRecipients.Response.class).rows()).singleElement().satisfies(row -> {
            assertThat(row.recipientType()).isEqualTo(0x81);
            assertThat(row.recipient().flags() & RecipientRow.RESPONSIBLE).isNotZero();
        });
        assertThat(RecipientRows.type(0x81)).isEqualTo(0x8000_0001);
        assertThat(RecipientRows.type(0x12)).isEqualTo(0x1000_0002);
        assertThat(RecipientRows.onWire(0x1000_0002)).isEqualTo(0x12);
    }
}
