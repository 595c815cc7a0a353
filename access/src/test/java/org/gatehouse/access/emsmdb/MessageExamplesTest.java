package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.emsmdb.ExtendedBuffer;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopBuffer;
import org.gatehouse.mapi.rop.RopGetPropertiesSpecific;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.testing.Golden;
import org.gatehouse.wire.ByteWriter;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of [MS-OXCMSG] 4 and [MS-OXCPRPT] 4, sent to a server as they are: it answers with their bytes, but
/// for ids, which are its own to give.
class MessageExamplesTest {
    private static final int NONE = 0xffff_ffff;
    private static final Bytes CREATE_HEAD = Bytes.copyOf(Golden.bytes("""
            06 00 00 01 | RopCreateMessage, [MS-OXCMSG] 4.1.1: logon 0, input 0, output 1
            ff 0f       | CodePageId: of the logon
            """));
    private static final Bytes MODIFY_RECIPIENTS = Bytes.copyOf(Golden.bytes("""
            0e 00 08 0c 00                                   | RopModifyRecipients, [MS-OXCMSG] 4.7.1: 12 columns
            03 00 fe 0f 03 00 00 39 1f 00 ff 39 1f 00 fe 39  | object and display type, printable name, SMTP address
            03 00 71 3a 03 00 05 39 1f 00 f6 5f 03 00 fd 5f  | encodings, display type, recipient's name, flags
            03 00 ff 5f 03 00 de 5f 03 00 df 5f 02 01 f7 5f  | tracking, resource, order, entry id
            01 00 00 00 00 00 01 27 01                       | one row: id 0, To, 295 bytes
            51 06 5a 00 55 73 65 72 32 00                    | flags, X500, 90 characters of the prefix, User2
            75 00 73 00 65 00 72 00 32 00 00 00              | display name
            75 00 73 00 65 00 72 00 32 00 00 00              | simple display name
            0c 00 00 06 00 00 00 00 00 00 00                 | 12 cells, all there: 6, 0
            75 00 73 00 65 00 72 00 32 00 00 00              | user2
            75 00 73 00 65 00 72 00 32 00 40 00 73 00 7a 00 66 00 6b 00 75 00 6b 00 2d 00 64 00 6f 00 6d 00 2e 00
            65 00 78 00 74 00 65 00 73 00 74 00 2e 00 6d 00 69 00 63 00 72 00 6f 00 73 00 6f 00 66 00 74 00 2e 00
            63 00 6f 00 6d 00 00 00                          | user2@szfkuk-dom.extest.microsoft.com
            00 00 00 00 00 00 00 40                          | encodings 0, display type 0x40000000
            75 00 73 00 65 00 72 00 32 00 00 00              | user2
            01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  | flags 1, tracking 0, resource 0, order 0
            7c 00 00 00 00 00 dc a7 40 c8 c0 42 10 1a b4 b9 08 00 2b 2f e1 82 01 00 00 00 00 00 00 00
            2f 6f 3d 46 69 72 73 74 20 4f 72 67 61 6e 69 7a 61 74 69 6f 6e 2f 6f 75 3d 45 78 63 68 61 6e 67 65 20
            41 64 6d 69 6e 69 73 74 72 61 74 69 76 65 20 47 72 6f 75 70 20 28 46 59 44 49 42 4f 48 46 32 33 53 50
            44 4c 54 29 2f 63 6e 3d 52 65 63 69 70 69 65 6e 74 73 2f 63 6e 3d 75 73 65 72 32 00 | entry id
            """));

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private int logonHandle;
    private ObjectId inbox = new ObjectId(0, 0);

    @BeforeEach
    void annLogsOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), Workplace.privateLogon(place.ann.legacyDn()));
        logonHandle = reply.handles().get(0);
        inbox = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
    }

    @AfterEach
    void close() {
        place.close();
    }

    /// One example's request; the handle table afterwards, once the response is as the example has it.
    private List<Integer> replay(Bytes request, List<Integer> handles, String response) {
        RopBuffer answer = send(request, handles);
        assertThat(Golden.hex(answer.rops().toArray())).isEqualTo(Golden.hex(Golden.bytes(response)));
        return answer.handles();
    }

    private RopBuffer send(Bytes request, List<Integer> handles) {
        Bytes payload = new RopBuffer(request, handles).encode();
        var response = ann.execute(ExtendedBuffer.write(List.of(payload), true, true), 0, 0x18008);
        assertThat(response.result()).isZero();
        return RopBuffer.decode(ExtendedBuffer.readAll(response.payload()).getFirst());
    }

    private static Bytes bytes(String annotated) {
        return Bytes.copyOf(Golden.bytes(annotated));
    }

    private int createdMessage() {
        Bytes create = new ByteWriter().bytes(CREATE_HEAD).i64(inbox.wire()).u8(0).toBytes();
        return replay(create, List.of(logonHandle, NONE), "06 01 00 00 00 00 00 | [MS-OXCMSG] 4.1.2").get(1);
    }

    @Test
    void aMessageIsMadeWithAnImageAndARecipientAndSaved() { // [MS-OXCMSG] 4.1, 4.3 to 4.5, 4.7, 4.8
        int message = createdMessage();
        replay(bytes("21 00 00 01 00 | RopGetAttachmentTable, 4.3.1"), List.of(message, NONE),
                "21 01 00 00 00 00 | 4.3.2");
        int image = replay(bytes("23 00 00 01 | RopCreateAttachment, 4.4.1"), List.of(message, NONE),
                "23 01 00 00 00 00 00 00 00 00 | 4.4.2: attachment 0").get(1);
        replay(bytes("25 00 01 00 0a | RopSaveChangesAttachment, 4.4.4: KeepOpenReadWrite"), List.of(image, message),
                "25 01 00 00 00 00 | 4.4.5");
        int file = replay(bytes("23 00 00 01 | RopCreateAttachment, 4.5.1"), List.of(message, NONE),
                "23 01 00 00 00 00 01 00 00 00 | 4.5.2: attachment 1").get(1);
        replay(bytes("25 00 01 00 0a | 4.5.4"), List.of(file, message), "25 01 00 00 00 00 | 4.5.5");
        var eight = new ArrayList<>(List.of(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, message));
        replay(MODIFY_RECIPIENTS, eight, "0e 08 00 00 00 00 | 4.7.2");
        Bytes saved = send(bytes("0c 00 00 01 0a | RopSaveChangesMessage, 4.8.1"),
                List.of(logonHandle, message)).rops();
        assertThat(saved.slice(0, 7)).isEqualTo(bytes("0c 00 00 00 00 00 01 | 4.8.2, and a message id"));

        var read = ann.rops(List.of(message), RecipientRows.COLUMNS, new RopReadRecipients.Request(0, 0, 0, 0));
        var row = read.get(0, RopReadRecipients.Response.class).rows().getFirst().recipient();
        assertThat(row.displayName()).isEqualTo(new Value.Text("user2"));
        // What the row leaves out of the address is the beginning of the user's own ([MS-OXCDATA] 2.8.3.2).
        String dn = place.ann.legacyDn();
        assertThat(row.address()).isEqualTo(new org.gatehouse.mapi.property.RecipientRow.Address.X500(0, 0,
                dn.substring(0, Math.min(0x5a, dn.length())) + "User2"));
    }

    @Test
    void namesAreMappedAndPropertiesSetAndReadByThem() { // [MS-OXCPRPT] 4.1 to 4.3
        int message = createdMessage();
        Bytes ids = send(bytes("""
                56 00 00 02 02 00                                   | RopGetPropertyIdsFromNames, 4.1.1: create, 2
                01 02 20 06 00 00 00 00 00 c0 00 00 00 00 00 00 46  | text in PSETID_Appointment
                14 54 00 65 00 73 00 74 00 50 00 72 00 6f 00 70 00 31 00 00 00  | TestProp1
                01 02 20 06 00 00 00 00 00 c0 00 00 00 00 00 00 46
                14 54 00 65 00 73 00 74 00 50 00 72 00 6f 00 70 00 32 00 00 00  | TestProp2
                """), List.of(logonHandle)).rops();
        // 4.1.2 has ids 0x863e and 0x863f; a new mailbox counts from the first that is allowed.
        assertThat(ids).isEqualTo(bytes("56 00 00 00 00 00 02 00 01 80 02 80"));
        replay(bytes("""
                0a 00 00 24 00 02 00                           | RopSetProperties, 4.2.1: 2 values in 36 bytes
                1f 00 3d 00 00 00                              | PidTagSubjectPrefix: ""
                1f 00 1d 0e 48 00 65 00 6c 00 6c 00 6f 00 20 00 57 00 6f 00 72 00 6c 00 64 00 00 00 | "Hello World"
                """), List.of(message), "0a 00 00 00 00 00 00 00 | 4.2.2");
        var set = ann.rops(List.of(message), List.of(), new org.gatehouse.mapi.rop.RopSetProperties.Request(0, 0,
                List.of(value(0x8001, new Value.Bool(false)), value(0x8002, new Value.Int32(0x62)))));
        assertThat(set.responses().getFirst().returnValue()).isZero();
        replay(bytes("""
                07 00 00 00 00 01 00 03 00                     | RopGetPropertiesSpecific, 4.3.1: 3 tags
                0b 00 01 80 03 00 02 80 02 01 e2 65            | the two, and PidTagPredecessorChangeList
                """), List.of(message), """
                07 00 00 00 00 00 01                           | 4.3.2: a row with a flag for each cell
                00 00 00 62 00 00 00 0a 0f 01 04 80            | false, 0x62, not found
                """);
        var subject = ann.rops(List.of(message), List.of(Tags.SUBJECT),
                new RopGetPropertiesSpecific.Request(0, 0, 0, true, List.of(Tags.SUBJECT)));
        assertThat(subject.get(0, RopGetPropertiesSpecific.Response.class).row().cells())
                .containsExactly(new Cell.Present(new Value.Text("Hello World")));
    }

    private static org.gatehouse.mapi.property.PropertyValue value(int id, Value value) {
        return new org.gatehouse.mapi.property.PropertyValue(PropertyTag.of(id, value.type()), value);
    }

    @Test
    void aStreamIsOpenedWrittenAndCommitted() { // [MS-OXCPRPT] 4.4, with logon 0 where the example has 1
        int message = createdMessage();
        byte[] page = new byte[11_797];
        page[7] = 7;
        var set = ann.rops(List.of(message), List.of(), new org.gatehouse.mapi.rop.RopSetProperties.Request(0, 0,
                List.of(value(0x0e9a, new Value.Binary(Bytes.copyOf(page))))));
        assertThat(set.responses().getFirst().returnValue()).isZero();
        int stream = replay(bytes("2b 00 00 01 02 01 9a 0e 01 | RopOpenStream, 4.4.1.1: read and write"),
                List.of(message, NONE), "2b 01 00 00 00 00 15 2e 00 00 | 4.4.1.2: 11797 bytes").get(1);
        page[7] = 8;
        Bytes write = new ByteWriter().bytes(Golden.bytes("2d 00 01 15 2e | RopWriteStream, 4.4.2.1: 11797 bytes"))
                .bytes(page).toBytes();
        replay(write, List.of(message, stream), "2d 01 00 00 00 00 15 2e | 4.4.2.2");
        replay(bytes("5d 00 01 | RopCommitStream, 4.4.3.1"), List.of(message, stream), "5d 01 00 00 00 00 | 4.4.3.2");
        PropertyTag tag = PropertyTag.of(0x0e9a, PropertyType.BINARY);
        var read = ann.rops(List.of(message), List.of(tag),
                new RopGetPropertiesSpecific.Request(0, 0, 0, true, List.of(tag)));
        assertThat(read.get(0, RopGetPropertiesSpecific.Response.class).row().cells())
                .containsExactly(new Cell.Present(new Value.Binary(Bytes.copyOf(page))));
    }
}
