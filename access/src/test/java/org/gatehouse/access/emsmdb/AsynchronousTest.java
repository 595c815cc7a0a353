package org.gatehouse.access.emsmdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.Value;
import org.gatehouse.mapi.rop.RopCopyFolder;
import org.gatehouse.mapi.rop.RopCreateFolder;
import org.gatehouse.mapi.rop.RopEmptyFolder;
import org.gatehouse.mapi.rop.RopGetStatus;
import org.gatehouse.mapi.rop.RopHardDeleteMessagesAndSubfolders;
import org.gatehouse.mapi.rop.RopLogon;
import org.gatehouse.mapi.rop.RopMoveFolder;
import org.gatehouse.mapi.rop.RopOpenFolder;
import org.gatehouse.mapi.rop.RopProgress;
import org.gatehouse.mapi.rop.RopRequest;
import org.gatehouse.mapi.rop.RopResponse;
import org.gatehouse.mapi.rop.RopSetReadFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Operations for clients that do not wait ([MS-OXCFOLD] 3.1.5.2, [MS-OXCPRPT] 3.1.5, 3.2.5.19).
final class AsynchronousTest {
    private static final int NONE = 0xffff_ffff;
    private static final int NOT_SUPPORTED = 0x8004_0102;

    @TempDir
    private Path folder;
    private Workplace place;
    private EmsmdbClient ann;
    private int logon;
    private int inbox;
    private ObjectId inboxId = new ObjectId(0, 0);

    @BeforeEach
    void logOn() {
        place = new Workplace(folder);
        ann = place.client("ann");
        ann.connect(place.ann.legacyDn());
        var reply = ann.rops(List.of(NONE), List.of(), annsLogon(0, RopLogon.SUPPORT_PROGRESS));
        logon = reply.handles().getFirst();
        inboxId = reply.get(0, RopLogon.MailboxResponse.class).folderIds().get(4);
        inbox = ann.rops(List.of(logon, NONE), List.of(), new RopOpenFolder.Request(0, 0, 1, inboxId, 0)).handles()
                .get(1);
    }

    @AfterEach
    void leave() {
        place.close();
    }

    private RopLogon.Request annsLogon(int id, int openFlags) {
        return new RopLogon.Request(id, 0, RopLogon.PRIVATE, openFlags, 0, place.ann.legacyDn());
    }

    private RopResponse asked(RopRequest request) {
        return ann.rops(List.of(inbox), List.of(), request).responses().getFirst();
    }

    private static Value.StringValue text(String text) {
        return new Value.Text(text);
    }

    private ObjectId made(String name) {
        return ann.rops(List.of(inbox, NONE), List.of(), new RopCreateFolder.Request(0, 0, 1, 1, false, 0,
                text(name), text(""))).get(0, RopCreateFolder.Response.class).folderId();
    }

    // [MS-OXCFOLD] 3.2.5.7 to 3.2.5.10: a server may say that the operation has already completed.
    @Test
    void foldersAreMovedCopiedAndEmptiedAtOnceWhetherTheClientWaitsOrNot() {
        ObjectId one = made("one");
        assertThat(asked(new RopCopyFolder.Request(0, 0, 0, true, true, one, text("copy"))))
                .isEqualTo(new RopCopyFolder.Response(0, ErrorCode.SUCCESS, false));
        assertThat(asked(new RopMoveFolder.Request(0, 0, 0, true, one, text("moved"))))
                .isEqualTo(new RopMoveFolder.Response(0, ErrorCode.SUCCESS, false));
        assertThat(asked(new RopEmptyFolder.Request(0, 0, true, false)))
                .isEqualTo(new RopEmptyFolder.Response(0, ErrorCode.SUCCESS, false));
        assertThat(asked(new RopHardDeleteMessagesAndSubfolders.Request(0, 0, true, false)))
                .isEqualTo(new RopHardDeleteMessagesAndSubfolders.Response(0, ErrorCode.SUCCESS, false));
        assertThat(asked(new RopProgress.Request(0, 0, false)).returnValue()).as("nothing is under way")
                .isEqualTo(NOT_SUPPORTED);
    }

    private static RopSetReadFlags.Request readMany(int count) {
        return new RopSetReadFlags.Request(0, 0, true, 0, IntStream.range(0, count)
                .mapToObj(number -> new ObjectId(1, 0xf000 + number)).toList());
    }

    @Test
    void manyMessagesAreMarkedByAndBy() {
        assertThat(asked(readMany(450))).isEqualTo(new RopProgress.Response(0, 0, 200, 450));
        assertThat(asked(new RopProgress.Request(0, 0, false))).isEqualTo(new RopProgress.Response(0, 0, 400, 450));
        assertThat(asked(new RopProgress.Request(0, 0, false)))
                .isEqualTo(new RopSetReadFlags.Response(0, ErrorCode.SUCCESS, true));
        assertThat(asked(readMany(3))).as("a few are marked at once")
                .isEqualTo(new RopSetReadFlags.Response(0, ErrorCode.SUCCESS, true));
    }

    @Test
    void whoDoesNotUnderstandProgressIsAnsweredWhenAllAreMarked() { // MS-OXCMSG_R1510, R1512: SUPPORT_PROGRESS
        int other = ann.rops(List.of(NONE), List.of(), annsLogon(1, 0)).handles().getFirst();
        int folder = ann.rops(List.of(other, NONE), List.of(), new RopOpenFolder.Request(1, 0, 1, inboxId, 0))
                .handles().get(1);
        RopSetReadFlags.Request many = readMany(450);
        assertThat(ann.rops(List.of(folder), List.of(), new RopSetReadFlags.Request(1, 0, true, 0, many.messageIds()))
                .responses().getFirst()).isEqualTo(new RopSetReadFlags.Response(0, ErrorCode.SUCCESS, true));
    }

    // [MS-OXCPRPT] 3.1.5: any other operation of the same logon ends what is under way.
    @Test
    void anotherOperationOfTheLogonEndsWhatIsUnderWay() {
        assertThat(asked(readMany(450))).isInstanceOf(RopProgress.Response.class);
        assertThat(asked(new RopGetStatus.Request(0, 0)).returnValue()).isNotZero();
        assertThat(asked(new RopProgress.Request(0, 0, false)).returnValue()).isEqualTo(NOT_SUPPORTED);

        int other = ann.rops(List.of(NONE), List.of(), annsLogon(1, 0)).handles().getFirst();
        assertThat(asked(readMany(450))).isInstanceOf(RopProgress.Response.class);
        assertThat(ann.rops(List.of(other, NONE), List.of(), new RopOpenFolder.Request(1, 0, 1, inboxId, 0))
                .responses().getFirst().returnValue()).isZero();
        assertThat(asked(new RopProgress.Request(0, 0, false))).as("another logon is not in the way")
                .isEqualTo(new RopProgress.Response(0, 0, 400, 450));
    }
}
