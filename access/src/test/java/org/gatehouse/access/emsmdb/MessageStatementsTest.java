package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.access.emsmdb.AnnsMailbox.CP_OF_LOGON;
import static org.gatehouse.access.emsmdb.AnnsMailbox.opening;

import java.nio.file.Path;
import java.util.List;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.rop.RopGetMessageStatus;
import org.gatehouse.mapi.rop.RopModifyRecipients;
import org.gatehouse.mapi.rop.RopOpenEmbeddedMessage;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopReadRecipients;
import org.gatehouse.mapi.rop.RopReloadCachedInformation;
import org.gatehouse.mapi.rop.RopRemoveAllRecipients;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopSaveChangesAttachment;
import org.gatehouse.mapi.rop.RopSetMessageReadFlag;
import org.gatehouse.mapi.rop.RopSetMessageStatus;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.gatehouse.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statements of [MS-OXCMSG] on errors and access, by their ids.
class MessageStatementsTest {
    private static final int SENT = 6;

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
                new RopOpenEmbeddedMessage.Request(0, 0, 1, CP_OF_LOGON, 0))) { // MS-OXCMSG_R1525
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
}
