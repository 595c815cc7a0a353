package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.ANN;
import static org.gatehouse.store.MailboxStoreContract.MAX;
import static org.gatehouse.store.MailboxStoreContract.OWNER;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.string;
import static org.gatehouse.store.MailboxStoreContract.text;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.mapi.body.CompressedRtf;
import org.gatehouse.mapi.body.RtfBody;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyProblem;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.Restriction;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.store.MessageDraft.SaveMode;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.Test;

/// What messages make of their own properties, and how two who change one meet, whatever engine is below.
abstract class MessageContract {
    private static final PropertyTag NATIVE = Tags.NATIVE_BODY;
    private static final PropertyTag TRACKING = PropertyTag.of(0x3016, PropertyType.BOOLEAN);

    abstract MailboxDatabase mailboxes();

    private MailboxSession session() {
        return mailboxes().open(OWNER, ANN);
    }

    private static PropertyValue binary(PropertyTag tag, Bytes bytes) {
        return new PropertyValue(tag, new Value.Binary(bytes));
    }

    private static PropertyValue number(PropertyTag tag, int number) {
        return new PropertyValue(tag, new Value.Int32(number));
    }

    private static PropertyValue truth(PropertyTag tag, boolean truth) {
        return new PropertyValue(tag, new Value.Bool(truth));
    }

    private static Bytes latin(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Bytes bytes(PropertyObject object, PropertyTag tag) {
        return ((Value.Binary) value(object, tag)).value();
    }

    private static Bytes rtf(PropertyObject object) {
        return CompressedRtf.decompress(bytes(object, Tags.RTF_COMPRESSED), MAX);
    }

    private static boolean absent(PropertyObject object, PropertyTag tag) {
        return object.get(List.of(tag), MAX).getFirst() instanceof Cell.Absent;
    }

    // [MS-OXCMSG] 3.2.4.1, 2.2.1.56.2, [MS-OXBBODY] 2.1.3.1
    @Test
    void aBodyWrittenInOneFormIsReadInAll() {
        try (MailboxSession session = session()) {
            MessageDraft html = inbox(session).createMessage(false);
            html.set(List.of(binary(Tags.HTML, latin("<p>Gr\u00fc\u00dfe &amp; <b>Dank</b></p>")),
                    number(Tags.INTERNET_CODEPAGE, 28_591)));
            ObjectId id = html.save(SaveMode.NORMAL).id();
            MessageDraft read = session.openMessage(id, true);
            assertThat(int32(read, NATIVE)).isEqualTo(3);
            assertThat(string(read, Tags.BODY)).isEqualTo("Grüße & Dank");
            assertThat(string(read, Tags.BODY_HTML)).isEqualTo("<p>Grüße &amp; <b>Dank</b></p>");
            assertThat(RtfBody.html(rtf(read))).isEqualTo("<p>Grüße &amp; <b>Dank</b></p>");
            assertThat(value(read, Tags.RTF_IN_SYNC)).isEqualTo(new Value.Bool(false));
            assertThat(read.tags()).contains(Tags.HTML, NATIVE).doesNotContain(Tags.BODY, Tags.RTF_COMPRESSED);
            assertThat(inbox(session).contents(false).rows(0, 1, List.of(Tags.BODY)).getFirst().cells())
                    .as("MS-OXCMSG_R1463").containsExactly(new Cell.Present(new Value.Text("Grüße & Dank")));

            read.set(List.of(text(Tags.BODY, "Plain now\r\nand <here>")));
            assertThat(int32(read, NATIVE)).isEqualTo(1);
            assertThat(new String(bytes(read, Tags.HTML).toArray(), StandardCharsets.ISO_8859_1))
                    .contains("Plain now<br>\r\nand &lt;here&gt;");
            assertThat(RtfBody.origin(rtf(read))).isEqualTo(RtfBody.Origin.TEXT);

            read.set(List.of(binary(Tags.RTF_COMPRESSED, CompressedRtf.compress(latin("{\\rtf1\\ansi {\\i Rich}}"))),
                    truth(Tags.RTF_IN_SYNC, true)));
            assertThat(string(read, Tags.BODY)).as("written in the same work").isEqualTo("Plain now\r\nand <here>");
            assertThat(int32(read, NATIVE)).isEqualTo(2);
            read.save(SaveMode.NORMAL);
            read.set(List.of(binary(Tags.RTF_COMPRESSED, CompressedRtf.compress(latin("{\\rtf1\\ansi {\\i New}}")))));
            assertThat(string(read, Tags.BODY)).isEqualTo("New");
            assertThat(string(read, Tags.BODY_HTML)).contains("<p><i>New</i></p>");
            assertThat(value(read, Tags.RTF_IN_SYNC)).isEqualTo(new Value.Bool(true));
        }
    }

    @Test
    void encapsulatedHtmlAndLongBodiesAreRecognised() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            assertThat(int32(draft, NATIVE)).isZero();
            assertThat(absent(draft, Tags.BODY)).isTrue();
            String html = "<div>" + "many words ".repeat(20_000) + "</div>";
            draft.set(List.of(binary(Tags.RTF_COMPRESSED, CompressedRtf.compress(RtfBody.ofHtml(html)))));
            MessageDraft read = session.openMessage(draft.save(SaveMode.NORMAL).id(), false);
            assertThat(int32(read, NATIVE)).isEqualTo(3);
            assertThat(string(read, Tags.BODY_HTML)).isEqualTo(html);
            assertThat(read.get(List.of(Tags.BODY), 1000).getFirst())
                    .isEqualTo(new Cell.Failed(ErrorCode.OUT_OF_MEMORY));
            assertThat(read.stream(Tags.BODY, PropertyObject.StreamMode.READ).size())
                    .isEqualTo(2L * "many words ".length() * 20_000 - 2);
            MessageDraft broken = inbox(session).createMessage(false);
            broken.set(List.of(binary(Tags.RTF_COMPRESSED, latin("no such thing"))));
            assertThat(absent(broken, Tags.BODY)).isTrue();
        }
    }

    @Test
    void wordsAreFoundInWhateverFormTheyWereWritten() {
        try (MailboxSession session = session()) {
            for (Bytes body : List.of(
                    latin("<p>sea&shy;shells</p>"), latin("<p>" + "x ".repeat(2_000) + "shore</p>"))) {
                MessageDraft draft = inbox(session).createMessage(false);
                draft.set(List.of(binary(Tags.HTML, body)));
                draft.save(SaveMode.NORMAL);
            }
            saved(inbox(session), "plain", "at the shore");
            try (Table table = inbox(session).contents(false)) {
                table.restrict(Optional.of(new Restriction.Content(1, 1, Tags.BODY,
                        text(Tags.BODY, "SHORE"))));
                assertThat(table.count()).isEqualTo(2);
                table.restrict(Optional.of(new Restriction.Content(1, 0, Tags.BODY, text(Tags.BODY, "<p>"))));
                assertThat(table.count()).isZero();
            }
        }
    }

    // [MS-OXCMSG] 2.2.3.3.1, 3.2.5.3
    @Test
    void savingSaysHowTheMessageStaysOpen() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            draft.save(SaveMode.NORMAL);
            draft.set(List.of(text(Tags.SUBJECT, "again")));
            ObjectId id = draft.save(SaveMode.THEN_READ_ONLY).id();
            assertThat(int32(draft, Tags.ACCESS_LEVEL)).isZero();
            refused(ErrorCode.ACCESS_DENIED, () -> draft.set(List.of(text(Tags.SUBJECT, "no"))));
            refused(ErrorCode.GENERAL_FAILURE, () -> draft.save(SaveMode.NORMAL));
            MessageDraft reader = session.openMessage(id, false);
            refused(ErrorCode.GENERAL_FAILURE, () -> reader.save(SaveMode.FORCE));
            MessageDraft writer = session.openMessage(id, true);
            writer.save(SaveMode.NORMAL);
            MessageDraft late = session.openMessage(id, true);
            writer.save(SaveMode.NORMAL);
            refused(ErrorCode.OBJECT_MODIFIED, () -> late.save(SaveMode.NORMAL));
            assertThat(int32(late, Tags.ACCESS_LEVEL)).as("an error leaves it as it was").isEqualTo(1);
            late.reload();
            late.save(SaveMode.NORMAL);
        }
    }

    // [MS-OXCMSG] 2.2.1.6
    @Test
    void messageFlagsAreTheServersButForThree() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            assertThat(int32(draft, Tags.MESSAGE_FLAGS)).isEqualTo(0x409);
            draft.set(List.of(number(Tags.MESSAGE_FLAGS, 0xffff)));
            assertThat(int32(draft, Tags.MESSAGE_FLAGS)).isEqualTo(0x489);
            draft.set(List.of(number(Tags.MESSAGE_FLAGS, 0x8), truth(Tags.READ_RECEIPT_REQUESTED, true)));
            assertThat(int32(draft, Tags.MESSAGE_FLAGS)).isEqualTo(0x8);
            ObjectId id = draft.save(SaveMode.NORMAL).id();
            assertThat(int32(draft, Tags.MESSAGE_FLAGS)).as("unmodified, receipt asked for").isEqualTo(0x10a);
            assertThat(draft.set(List.of(number(Tags.MESSAGE_FLAGS, 1)))).singleElement()
                    .extracting(PropertyProblem::error).isEqualTo(ErrorCode.COMPUTED_VALUE);
            draft.save(SaveMode.NORMAL);
            assertThat(int32(session.openMessage(id, false), Tags.MESSAGE_FLAGS)).isEqualTo(0x108);
        }
    }

    // [MS-OXCMSG] 2.2.3.10.1
    @Test
    void everyReadFlagDoesItsPart() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            draft.set(List.of(number(Tags.MESSAGE_FLAGS, 0), truth(Tags.READ_RECEIPT_REQUESTED, true),
                    truth(PropertyTag.of(0x0c06, PropertyType.BOOLEAN), true)));
            ObjectId id = draft.save(SaveMode.NORMAL).id();
            assertThat(flags(session, id)).isEqualTo(0x302);
            Folder inbox = inbox(session);
            inbox.setReadFlags(List.of(id), new ReadFlags(ReadFlags.RECEIPT_ONLY));
            assertThat(flags(session, id)).as("a receipt alone reads nothing").isEqualTo(0x302);
            inbox.setReadFlags(List.of(id), new ReadFlags(ReadFlags.CLEAR_READ));
            assertThat(flags(session, id)).as("MS-OXCMSG_R1140: never read").isEqualTo(0x302);
            inbox.setReadFlags(List.of(id), new ReadFlags(ReadFlags.CLEAR_NOTIFY_UNREAD));
            assertThat(flags(session, id)).isEqualTo(0x102);
            assertThat(session.openMessage(id, false).setRead(new ReadFlags(0x0a))).as("reserved bits").isTrue();
            assertThat(flags(session, id)).isEqualTo(0x503);
            inbox.setReadFlags(List.of(id), new ReadFlags(ReadFlags.CLEAR_READ | ReadFlags.SUPPRESS_RECEIPT));
            assertThat(flags(session, id)).isEqualTo(0x402);
            assertThat(int32(inbox, Tags.CONTENT_UNREAD_COUNT)).isEqualTo(1);
            refused(ErrorCode.INVALID_PARAMETER, () -> new ReadFlags(ReadFlags.RECEIPT_ONLY | ReadFlags.CLEAR_READ));
        }
    }

    private static int flags(MailboxSession session, ObjectId id) {
        return int32(session.openMessage(id, false), Tags.MESSAGE_FLAGS);
    }

    // [MS-OXOMSG] 2.2.1.2, 2.2.1.3
    @Test
    void conversationsAreComputed() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            draft.set(List.of(text(Tags.SUBJECT, "Re: Lunch")));
            draft.save(SaveMode.NORMAL);
            assertThat(string(draft, Tags.CONVERSATION_TOPIC)).isEqualTo("Lunch");
            Bytes index = bytes(draft, Tags.CONVERSATION_INDEX);
            assertThat(index.length()).isEqualTo(22);
            assertThat(index.at(0)).isEqualTo(1);
            // MD5 of "LUNCH" in UTF-16LE, by another implementation (python3 hashlib)
            assertThat(bytes(draft, Tags.CONVERSATION_ID)).isEqualTo(Bytes.ofHex("ad42fcfaf028636c692f09f7057a461f"));
            draft.set(List.of(truth(TRACKING, true)));
            assertThat(bytes(draft, Tags.CONVERSATION_ID)).isEqualTo(index.slice(6, 22));
        }
    }

    private static String subjects(MessageDraft draft) {
        return string(draft, Tags.SUBJECT) + "|" + string(draft, Tags.SUBJECT_PREFIX) + "|"
                + string(draft, Tags.NORMALIZED_SUBJECT);
    }

    // [MS-OXCMSG] 2.2.1.9, 2.2.1.10, [MS-OXCMAIL] 2.2.3.2.6.1
    @Test
    void aSubjectHasAPrefixAndARest() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            Map.of("Re: one", "Re: one|Re: |one", "AW:  two", "AW:  two|AW: |two", "Re:three", "Re:three||Re:three",
                    "Antw: four", "Antw: four||Antw: four", "5: five", "5: five||5: five", ": six", ": six||: six",
                    "Re: Re: seven", "Re: Re: seven|Re: |Re: seven").forEach((subject, expected) -> {
                        draft.set(List.of(text(Tags.SUBJECT, subject)));
                        assertThat(subjects(draft)).isEqualTo(expected);
                    });
            draft.set(List.of(text(Tags.SUBJECT_PREFIX, "Antw: "), text(Tags.SUBJECT, "Antw: eight")));
            assertThat(subjects(draft)).as("a longer one when it is given").isEqualTo("Antw: eight|Antw: |eight");
            draft.set(List.of(text(Tags.SUBJECT, "nine")));
            assertThat(subjects(draft)).isEqualTo("nine||nine");
            draft.set(List.of(text(Tags.NORMALIZED_SUBJECT, "ten"), text(Tags.SUBJECT_PREFIX, "Fwd: ")));
            assertThat(subjects(draft)).isEqualTo("Fwd: ten|Fwd: |ten");
            draft.delete(List.of(Tags.SUBJECT));
            assertThat(draft.get(List.of(Tags.SUBJECT, Tags.SUBJECT_PREFIX, Tags.NORMALIZED_SUBJECT), MAX))
                    .containsOnly(new Cell.Absent());
        }
    }

    // [MS-OXCMSG] 3.2.5.13, 3.2.5.15
    @Test
    void attachmentsAreThereOnceSaved() {
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            MessageDraft.AttachmentDraft first = draft.createAttachment();
            assertThat(int32(first, Tags.ATTACH_SIZE)).isEqualTo(0x40);
            assertThat(int32(first, Tags.RENDERING_POSITION)).isEqualTo(-1);
            assertThat(value(first, Tags.CREATION_TIME)).isEqualTo(value(first, Tags.LAST_MODIFICATION_TIME));
            assertThat(draft.attachments()).isEmpty();
            refused(ErrorCode.NOT_FOUND, () -> draft.openAttachment(0));
            MessageDraft.AttachmentDraft second = draft.createAttachment();
            assertThat(second.number()).as("numbers are not given twice").isEqualTo(1);
            second.set(List.of(binary(Tags.ATTACH_DATA_BINARY, latin("data"))));
            second.save();
            assertThat(draft.attachments()).containsExactly(1);
            assertThat(value(draft, Tags.HAS_ATTACHMENTS)).isEqualTo(new Value.Bool(true));
            assertThat(second.get(List.of(Tags.ATTACH_DATA_BINARY.withType(PropertyType.OBJECT)), MAX).getFirst())
                    .isEqualTo(new Cell.Present(new Value.ObjectValue(latin("data"))));
            draft.deleteAttachment(1);
            assertThat(value(draft, Tags.HAS_ATTACHMENTS)).isEqualTo(new Value.Bool(false));
            refused(ErrorCode.OBJECT_DELETED, second::save);
            MessageDraft.AttachmentDraft hidden = draft.createAttachment();
            hidden.set(List.of(truth(Tags.ATTACHMENT_HIDDEN, true)));
            hidden.save();
            assertThat(value(draft, Tags.HAS_ATTACHMENTS)).as("MS-OXCMSG_R498").isEqualTo(new Value.Bool(true));
            draft.save(SaveMode.NORMAL);
            assertThat(session.openMessage(draft.id().orElseThrow(), false).attachments()).containsExactly(2);
        }
    }

    // [MS-OXCPRPT] 3.2.5.1
    @Test
    void aMessageMayHaveACodePageOfItsOwn() {
        try (MailboxSession session = session()) {
            PropertyTag subject8 = Tags.SUBJECT.withType(PropertyType.STRING8);
            MessageDraft draft = inbox(session).createMessage(false);
            draft.useCodePage(Charset.forName("windows-1251"));
            draft.set(List.of(new PropertyValue(subject8, new Value.Text8(Bytes.ofHex("cfe8f8")))));
            assertThat(string(draft, Tags.SUBJECT)).isEqualTo("Пиш");
            MessageDraft.AttachmentDraft file = draft.createAttachment();
            file.set(List.of(new PropertyValue(Tags.DISPLAY_NAME.withType(PropertyType.STRING8),
                    new Value.Text8(Bytes.ofHex("cf")))));
            assertThat(string(file, Tags.DISPLAY_NAME)).isEqualTo("П");
            draft.save(SaveMode.NORMAL);
            MessageDraft other = session.openMessage(draft.id().orElseThrow(), false);
            assertThat(value(other, subject8)).as("in the caller's code page").isEqualTo(new Value.Text8(latin("???")));
        }
    }

    @Test
    void propertiesOfEveryTypeComeBack() { // [MS-OXCDATA] 2.11.1
        try (MailboxSession session = session()) {
            MessageDraft draft = inbox(session).createMessage(false);
            List<PropertyValue> values = SampleValues.ofEveryType(0x6800);
            assertThat(draft.set(values)).isEmpty();
            MessageDraft read = session.openMessage(draft.save(SaveMode.NORMAL).id(), false);
            for (PropertyValue value : values) {
                assertThat(value(read, value.tag())).as("%s", value.tag()).isEqualTo(value.value());
                assertThat(value(read, value.tag().withType(PropertyType.UNSPECIFIED))).isEqualTo(value.value());
            }
            assertThat(saved(inbox(session), "another", "one").changeNumber()).isPositive();
        }
    }
}
