package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.AnnsMailbox.CP_OF_LOGON;
import static org.gatehouse.access.emsmdb.AnnsMailbox.NONE;
import static org.gatehouse.access.emsmdb.AnnsMailbox.opening;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyRow;
import org.gatehouse.mapi.property.PropertyValue;
import org.gatehouse.mapi.property.RecipientRow;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.ModifyRecipientRow;
import org.gatehouse.mapi.rop.ReadRecipientRow;
import org.gatehouse.mapi.rop.RopCreateAttachment;
import org.gatehouse.mapi.rop.RopDeleteAttachment;
import org.gatehouse.mapi.rop.RopGetAttachmentTable;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenAttachment;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopReloadCachedInformation;
import org.gatehouse.mapi.rop.RopRemoveAllRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetProperties;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statements of [MS-OXCMSG] on errors and access, by their ids.
class MessageStatementsTest {
    private static final int SENT = 6;
    private static final PropertyValue NAME = new PropertyValue(Tags.DISPLAY_NAME, new Value.Text("a"));

    @TempDir
    private Path folder;
    private AnnsMailbox box;

    @BeforeEach
    void annLogsOn() {
        box = new AnnsMailbox(folder);
    }

    @AfterEach
    void close() {
        box.close();
    }

    private static Cell number(int value) {
        return new Cell.Present(new Value.Int32(value));
    }

    @Test
    void anotherKindOfObjectIsNone() {
        int folderHandle = box.open(box.logon, new RopOpenFolder.Request(0, 0, 1, box.inbox, 0));
        int message = box.create();
        ObjectId id = box.save(message);
        for (RopRequest request : List.of(
                new RopRemoveAllRecipients.Request(0, 0, 0), // MS-OXCMSG_R1493
                new RopModifyRecipients.Request(0, 0, List.of(), List.of()), // MS-OXCMSG_R1982
                new RopReadRecipients.Request(0, 0, 0, 0), // MS-OXCMSG_R1057
                new RopReloadCachedInformation.Request(0, 0, 0), // MS-OXCMSG_R1498
                new RopSetMessageReadFlag.Request(0, 0, 0, 0, Bytes.EMPTY), // [MS-OXCMSG] 3.2.5.11
                new RopOpenAttachment.Request(0, 0, 1, 0, 0), // MS-OXCMSG_R1620
                new RopCreateAttachment.Request(0, 0, 1), // MS-OXCMSG_R1712
                new RopDeleteAttachment.Request(0, 0, 0), // MS-OXCMSG_R1524
                new RopOpenEmbeddedMessage.Request(0, 0, 1, CP_OF_LOGON, 0), // MS-OXCMSG_R1525
                new RopGetAttachmentTable.Request(0, 0, 1, 0))) { // MS-OXCMSG_R1526
            assertThat(box.error(folderHandle, request)).as("%s", request).isEqualTo(ErrorCode.NULL_OBJECT);
        }
        for (RopRequest request : List.of(
                opening(box.inbox, id, 0), // MS-OXCMSG_R1478
                new RopSetMessageStatus.Request(0, 0, id, 0, 0), // MS-OXCMSG_R1505
                new RopGetMessageStatus.Request(0, 0, id), // MS-OXCMSG_R1507
                new RopSetReadFlags.Request(0, 0, false, 0, List.of(id)))) { // MS-OXCMSG_R1516
            assertThat(box.error(message, request)).as("%s", request).isEqualTo(ErrorCode.NULL_OBJECT);
        }
        assertThat(box.error(message, new RopSaveChangesAttachment.Request(0, 0, 0, 0x0a))).as("MS-OXCMSG_R467")
                .isEqualTo(ErrorCode.NOT_SUPPORTED);
    }

    @Test
    void aMessageIsOpenedFromItsFolder() { // MS-OXCMSG_R1477, MS-OXCMSG_R333
        ObjectId id = box.save(box.create());
        assertThat(box.error(box.logon, opening(box.inbox, id, 0))).isZero();
        for (RopRequest elsewhere : List.of(opening(box.folders.get(SENT), id, 0), opening(new ObjectId(0, 0), id, 0),
                opening(box.inbox, new ObjectId(1, 0x7777_7777L), 0))) {
            assertThat(box.error(box.logon, elsewhere)).as("%s", elsewhere).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void anAttachmentIsOpenedAsItsFlagsSay() { // MS-OXCMSG_R917, MS-OXCMSG_R918, MS-OXCMSG_R919, MS-OXCMSG_R442
        int message = box.create();
        var created = box.ann.rops(List.of(message, NONE), List.of(),
                new RopCreateAttachment.Request(0, 0, 1), new RopSetProperties.Request(0, 1, List.of(NAME)),
                new RopSaveChangesAttachment.Request(0, 0, 1, 0x02));
        assertThat(created.responses()).allSatisfy(each -> assertThat(each.returnValue()).isZero());
        int toRead = box.open(message, new RopOpenAttachment.Request(0, 0, 1, 0, 0));
        assertThat(box.cell(toRead, Tags.ACCESS_LEVEL)).isEqualTo(number(0));
        assertThat(box.error(toRead, new RopSetProperties.Request(0, 0, List.of(NAME))))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        for (int mode : new int[] {0x01, 0x03}) {
            int toWrite = box.open(message, new RopOpenAttachment.Request(0, 0, 1, mode, 0));
            assertThat(box.cell(toWrite, Tags.ACCESS_LEVEL)).isEqualTo(number(1));
            assertThat(box.error(toWrite, new RopSetProperties.Request(0, 0, List.of(NAME)))).isZero();
        }
        int closed = box.open(box.logon, opening(box.inbox, box.save(message), 0));
        assertThat(box.error(closed, new RopOpenAttachment.Request(0, 0, 1, 0x01, 0)))
                .isEqualTo(ErrorCode.ACCESS_DENIED);
        int best = box.open(closed, new RopOpenAttachment.Request(0, 0, 1, 0x03, 0));
        assertThat(box.cell(best, Tags.ACCESS_LEVEL)).isEqualTo(number(0));
    }

    @Test
    void aNewAttachmentHasItsFirstProperties() { // MS-OXCMSG_R448 to MS-OXCMSG_R453
        int attachment = box.open(box.create(), new RopCreateAttachment.Request(0, 0, 1));
        assertThat(box.cell(attachment, Tags.ATTACH_NUMBER)).isEqualTo(number(0));
        assertThat(box.cell(attachment, Tags.ATTACH_SIZE)).isEqualTo(number(0x40));
        assertThat(box.cell(attachment, Tags.ACCESS_LEVEL)).isEqualTo(number(1));
        assertThat(box.cell(attachment, Tags.RENDERING_POSITION)).isEqualTo(number(-1));
        assertThat(box.cell(attachment, Tags.LAST_MODIFICATION_TIME))
                .isEqualTo(box.cell(attachment, Tags.CREATION_TIME));
    }

    @Test
    void anAttachmentHasWhatTheServerSays() { // MS-OXCMSG_R1077, MS-OXCMSG_R1078
        int message = box.create();
        int first = box.open(message, new RopCreateAttachment.Request(0, 0, 1));
        assertThat(box.error(first, new RopSaveChangesAttachment.Request(0, 0, 0, 0x02))).isZero();
        int second = box.open(message, new RopCreateAttachment.Request(0, 0, 1));
        Cell key = box.cell(first, Tags.RECORD_KEY);
        assertThat(key).isInstanceOf(Cell.Present.class).isNotEqualTo(box.cell(second, Tags.RECORD_KEY));
        assertThat(box.cell(first, Tags.OBJECT_TYPE)).isEqualTo(number(7));
        box.ann.rops(List.of(first), List.of(), new RopSetProperties.Request(0, 0, List.of(
                new PropertyValue(Tags.RECORD_KEY, new Value.Binary(Bytes.ofHex("0102"))))));
        assertThat(box.cell(first, Tags.RECORD_KEY)).isEqualTo(key);
    }

    @Test
    void recipientsAreReadInParts() { // MS-OXCMSG_R763, MS-OXCMSG_R401, MS-OXCMSG_R1055, MS-OXCMSG_R403
        int message = box.create();
        assertThat(box.error(message, new RopReadRecipients.Request(0, 0, 0, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        var rows = new ArrayList<ModifyRecipientRow>();
        for (int id = 0; id < 300; id++) {
            rows.add(recipient(id));
        }
        assertThat(box.error(message, new RopModifyRecipients.Request(0, 0, List.of(), rows))).isZero();
        var first = box.ann.rops(List.of(message), RecipientRows.COLUMNS, new RopReadRecipients.Request(0, 0, 0, 0))
                .get(0, RopReadRecipients.Response.class).rows();
        assertThat(first).hasSize(0xfe);
        var rest = box.ann.rops(List.of(message), RecipientRows.COLUMNS, new RopReadRecipients.Request(0, 0, 0xfe, 0))
                .get(0, RopReadRecipients.Response.class).rows();
        assertThat(rest).hasSize(300 - 0xfe).first().extracting(ReadRecipientRow::rowId).isEqualTo(0xfe);
        assertThat(box.error(message, new RopReadRecipients.Request(0, 0, 300, 0))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private static ModifyRecipientRow recipient(int id) {
        return new ModifyRecipientRow(id, 1, new RecipientRow(0, true, new RecipientRow.Address.WellKnown(3), null,
                new Value.Text("r"), null, null, new PropertyRow(List.of())));
    }

    @Test
    void recipientsAreReadFromOneThatIsThere() { // MS-OXCMSG_R1054, MS-OXCMSG_R1055, MS-OXCMSG_R1495
        int message = box.create();
        assertThat(box.error(message, new RopModifyRecipients.Request(0, 0, List.of(), List.of(recipient(3),
                recipient(7))))).isZero();
        for (int id : new int[] {0, 3}) {
            assertThat(box.ann.rops(List.of(message), RecipientRows.COLUMNS, new RopReadRecipients.Request(0, 0, id, 0))
                    .get(0, RopReadRecipients.Response.class).rows()).extracting(ReadRecipientRow::rowId)
                    .containsExactly(3, 7);
        }
        for (int id : new int[] {1, 5, 8, -1}) {
            assertThat(box.error(message, new RopReadRecipients.Request(0, 0, id, 0))).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }
}
