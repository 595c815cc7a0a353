package org.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.store.MailboxStoreContract.inbox;
import static org.gatehouse.store.MailboxStoreContract.int32;
import static org.gatehouse.store.MailboxStoreContract.refused;
import static org.gatehouse.store.MailboxStoreContract.saved;
import static org.gatehouse.store.MailboxStoreContract.subjects;
import static org.gatehouse.store.MailboxStoreContract.value;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.mapi.id.ObjectId;
import org.gatehouse.mapi.property.Cell;
import org.gatehouse.mapi.property.ErrorCode;
import org.gatehouse.mapi.property.PropertyTag;
import org.gatehouse.mapi.property.PropertyType;
import org.gatehouse.mapi.property.Tags;
import org.gatehouse.mapi.property.Value;
import org.junit.jupiter.api.Test;

/// What is deleted softly stays to be recovered until its time is over ([MS-OXCFOLD] 3.1.1.1, 3.1.1.2, 3.2.5).
abstract class SoftDeletionContract extends FoldersContract {
    private static final ContentsScope DELETED = new ContentsScope(false, true);
    private static final HierarchyScope DELETED_FOLDERS = new HierarchyScope(false, true);
    private static final PropertyTag DELETED_MESSAGES = PropertyTag.of(0x6640, PropertyType.INTEGER32);
    private static final Set<Folder.DeleteFlag> ALL_SOFTLY = Set.of(Folder.DeleteFlag.FOLDERS,
            Folder.DeleteFlag.MESSAGES);
    private static final Duration RETENTION = Duration.ofDays(14);

    @Test
    void messagesDeletedSoftlyLeaveTheFolderForTheTableOfDeletedOnes() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId one = message(here, "one");
            message(here, "two");
            assertThat(here.deleteMessages(List.of(one), false)).isFalse();
            assertThat(subjects(here.contents(false))).containsExactly("two");
            assertThat(subjects(here.contents(DELETED))).containsExactly("one");
            assertThat(int32(here, Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(int32(here, DELETED_MESSAGES)).isEqualTo(1);
            assertThat(int32(here, Tags.DELETED_COUNT_TOTAL)).isEqualTo(1);
            refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(one, false));
            refused(ErrorCode.NOT_FOUND, () -> here.openMessage(one, false));
            refused(ErrorCode.NOT_FOUND, () -> ann.openMessage(here.id(), one, false, false));
            assertThat(MailboxStoreContract.string(ann.openMessage(here.id(), one, false, true), Tags.SUBJECT))
                    .isEqualTo("one");
            assertThat(here.deleteMessages(List.of(one), false)).as("again").isTrue();
        }
    }

    @Test
    void movingADeletedMessageBringsItBack() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId one = message(here, "one");
            here.deleteMessages(List.of(one), false);
            assertThat(here.moveMessages(List.of(one), here)).isFalse();
            assertThat(subjects(here.contents(false))).containsExactly("one");
            assertThat(here.contents(DELETED).count()).isZero();
            assertThat(int32(here, Tags.CONTENT_COUNT)).isEqualTo(1);
            assertThat(int32(here, DELETED_MESSAGES)).isZero();
            assertThat(int32(here, Tags.DELETED_COUNT_TOTAL)).isEqualTo(1);
        }
    }

    @Test
    void hardDeletionLeavesNothing() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            ObjectId soft = message(here, "soft");
            ObjectId hard = message(here, "hard");
            here.deleteMessages(List.of(soft), false);
            assertThat(here.deleteMessages(List.of(soft, hard), true)).isFalse();
            assertThat(here.contents(DELETED).count()).isZero();
            assertThat(int32(here, DELETED_MESSAGES)).isZero();
            assertThat(here.deleteMessages(List.of(hard), true)).isTrue();
        }
    }

    @Test
    void emptyingDeletesSoftlyAndTakesAssociatedMessagesOnlyWhenAsked() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            message(here, "one");
            here.createMessage(true).save(MessageDraft.SaveMode.NORMAL);
            here.createFolder("Below", "", Folder.Type.GENERIC, false);
            assertThat(here.empty(false, false)).isFalse();
            assertThat(here.contents(false).count()).isZero();
            assertThat(here.contents(true).count()).isEqualTo(1);
            assertThat(here.hierarchy(false).count()).isZero();
            assertThat(here.hierarchy(DELETED_FOLDERS).count()).isEqualTo(1);
            assertThat(here.empty(true, false)).isFalse();
            assertThat(here.contents(true).count()).isZero();
            assertThat(here.contents(new ContentsScope(true, true)).count()).isEqualTo(1);
            refused(ErrorCode.NOT_SUPPORTED, () -> MailboxStoreContract.special(ann, SpecialFolder.ROOT)
                    .empty(false, false));
        }
    }

    @Test
    void aDeletedFolderGivesItsNameFreeAndComesBackWithAllBelow() {
        try (MailboxSession ann = owner(ANN)) {
            Folder top = made(ann, "Top");
            Folder below = top.createFolder("Below", "", Folder.Type.GENERIC, false).folder();
            message(below, "kept");
            assertThat(inbox(ann).deleteFolder(top.id(), ALL_SOFTLY)).isFalse();
            refused(ErrorCode.NOT_FOUND, () -> ann.openFolder(top.id()));
            refused(ErrorCode.NOT_FOUND, () -> ann.openFolder(below.id()));
            assertThat(ann.openFolder(top.id(), true).id()).isEqualTo(top.id());
            assertThat(value(ann.openFolder(top.id(), true), Tags.DELETED_ON))
                    .isEqualTo(Value.Time.of(now.get()));
            refused(ErrorCode.NOT_FOUND, () -> saved(below, "late", ""));
            assertThat(made(ann, "Top").id()).isNotEqualTo(top.id());
            refused(ErrorCode.COLLIDING_NAMES, () -> inbox(ann).moveFolder(top.id(), inbox(ann), ""));
            assertThat(inbox(ann).moveFolder(top.id(), inbox(ann), "Top again")).isFalse();
            Folder again = ann.openFolder(top.id());
            assertThat(again.hierarchy(false).count()).isEqualTo(1);
            assertThat(subjects(ann.openFolder(below.id()).contents(false))).containsExactly("kept");
        }
    }

    @Test
    void aFolderIsDeletedOnlyWithWhatTheFlagsAllowFor() {
        try (MailboxSession ann = owner(ANN)) {
            Folder top = made(ann, "Top");
            message(top.createFolder("Below", "", Folder.Type.GENERIC, false).folder(), "kept");
            refused(ErrorCode.HAS_FOLDERS, () -> inbox(ann).deleteFolder(top.id(),
                    Set.of(Folder.DeleteFlag.MESSAGES)));
            message(top, "own");
            refused(ErrorCode.HAS_MESSAGES, () -> inbox(ann).deleteFolder(top.id(),
                    Set.of(Folder.DeleteFlag.FOLDERS)));
            assertThat(inbox(ann).deleteFolder(top.id(), Set.of(Folder.DeleteFlag.values()))).isFalse();
            refused(ErrorCode.NOT_FOUND, () -> ann.openFolder(top.id(), true));
            assertThat(inbox(ann).hierarchy(DELETED_FOLDERS).count()).isZero();
        }
    }

    @Test
    void whatCannotBeDeletedStaysWithTheFoldersAboveIt() {
        try (MailboxSession ann = owner(ANN)) {
            Folder top = made(ann, "Top");
            grant(top, BOB, FolderRights.FULL);
            Folder kept = top.createFolder("Kept", "", Folder.Type.GENERIC, false).folder();
            top.createFolder("Gone", "", Folder.Type.GENERIC, false);
            grant(kept, BOB, FolderRights.REVIEWER);
            grant(inbox(ann), BOB, FolderRights.REVIEWER);
            try (MailboxSession bob = delegate(BOB)) {
                assertThat(inbox(bob).deleteFolder(top.id(), ALL_SOFTLY)).isTrue();
            }
            assertThat(top.hierarchy(false).count()).isEqualTo(1);
            assertThat(top.hierarchy(DELETED_FOLDERS).count()).isEqualTo(1);
        }
    }

    @Test
    void whatIsDeletedIsForgottenWhenItsTimeIsOver() {
        try (MailboxSession ann = owner(ANN)) {
            Folder here = made(ann, "Here");
            Folder gone = made(ann, "Gone");
            message(gone, "with its folder");
            ObjectId old = message(here, "old");
            ObjectId young = message(here, "young");
            here.deleteMessages(List.of(old), false);
            inbox(ann).deleteFolder(gone.id(), ALL_SOFTLY);
            now.set(now.get().plus(Duration.ofDays(10)));
            here.deleteMessages(List.of(young), false);
            assertThat(first().forgetDeleted(RETENTION)).isZero();
            now.set(now.get().plus(Duration.ofDays(4)));
            assertThat(first().forgetDeleted(RETENTION)).isEqualTo(2);
            assertThat(subjects(here.contents(DELETED))).containsExactly("young");
            assertThat(int32(here, DELETED_MESSAGES)).isEqualTo(1);
            assertThat(inbox(ann).hierarchy(DELETED_FOLDERS).count()).isZero();
            assertThat(first().forgetDeleted(RETENTION)).isZero();
        }
    }

    @Test
    void deletedFoldersAreListedFromAllLevels() { // [MS-OXCFOLD] 2.2.1.13.1: Depth with SoftDeletes
        try (MailboxSession ann = owner(ANN)) {
            Folder stays = made(ann, "Stays");
            Folder gone = stays.createFolder("Gone", "", Folder.Type.GENERIC, false).folder();
            gone.createFolder("Gone too", "", Folder.Type.GENERIC, false);
            stays.deleteFolder(gone.id(), ALL_SOFTLY);
            assertThat(inbox(ann).hierarchy(DELETED_FOLDERS).count()).isZero();
            assertThat(inbox(ann).hierarchy(new HierarchyScope(true, true)).rows(0, 9,
                    List.of(Tags.DISPLAY_NAME, Tags.DEPTH))).extracting(Table.Row::cells).containsExactly(
                            cells("Gone", 1), cells("Gone too", 2));
        }
    }

    private static List<Cell> cells(String name, int depth) {
        return List.of(new Cell.Present(new Value.Text(name)), new Cell.Present(new Value.Int32(depth)));
    }

    @Test
    void aDeletedFolderIsOnlyDeletedHard() { // [MS-OXCFOLD] 3.2.5.3: ecNotFound
        try (MailboxSession ann = owner(ANN)) {
            Folder gone = made(ann, "Gone");
            inbox(ann).deleteFolder(gone.id(), ALL_SOFTLY);
            refused(ErrorCode.NOT_FOUND, () -> inbox(ann).deleteFolder(gone.id(), ALL_SOFTLY));
            assertThat(inbox(ann).deleteFolder(gone.id(), Set.of(Folder.DeleteFlag.HARD))).isFalse();
            refused(ErrorCode.NOT_FOUND, () -> ann.openFolder(gone.id(), true));
        }
    }

    @Test
    void nothingIsReceivedInADeletedFolder() { // [MS-OXCSTOR] 3.2.5.3: a folder within the mailbox
        try (MailboxSession ann = owner(ANN)) {
            Folder gone = made(ann, "Gone");
            inbox(ann).deleteFolder(gone.id(), ALL_SOFTLY);
            refused(ErrorCode.NOT_FOUND, () -> ann.setReceiveFolder("IPM.Gone", Optional.of(gone.id())));
            assertThat(ann.receiveFolder("IPM.Gone").folder()).isEqualTo(inbox(ann).id());
        }
    }
}
